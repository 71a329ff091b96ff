"""Checks of a document's structure: answers, headings, numbers, links within the document.

Owns: what is where in a document.  Does not own: lists (``lists``), nor what the reader
reports while it reads (text outside of notes, torn paragraphs, unclosed fences).
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from builder.check.checks.prose import Passage, Reading, strip_markup
from builder.model.diagnostics import Diagnostic, Fix
from builder.model.document import Block, Kind
from builder.model.notes import PLACEHOLDER, Draft, Fate, FateKind
from builder.model.source import Line, Span
from builder.rules.structure import (
    CONTENTS_MISMATCH,
    HEADING_IN_ANSWER,
    MISSING_ANCHOR,
    MISSING_DOT,
    ORPHAN_TEXT,
    REPEATED_NUMBER,
    SKIPPED_LEVEL,
    UNANSWERED,
    WRONG_NUMBER,
)

# ---------------------------------------------------------------- answers


def answers(reading: Reading) -> Iterator[Diagnostic]:
    """Questions without answer, save those whose answer the reader has told to be a placeholder or a mere label."""
    document = reading.document
    if document.options.unanswered == "skip":
        return
    told = {f.line for f in document.fates if f.kind is FateKind.ANSWER or f.reason == PLACEHOLDER}
    for index, draft in enumerate(document.drafts):
        if draft.answered:
            continue
        last = draft.question.lines[-1].number
        following = document.drafts[index + 1].line if index + 1 < len(document.drafts) else last + 5
        if not any(n in told for n in range(last, following)):
            hint = 'write its answer, or leave such questions out with unanswered = "skip"'
            yield Diagnostic(UNANSWERED, f"“{_short(draft)}” has no answer", draft.question.span, hint)


def _short(draft: Draft) -> str:
    text = strip_markup(draft.question.text)
    return text if len(text) <= 60 else text[:57].rstrip() + "…"


# ---------------------------------------------------------------- leftovers

_LEAD_IN = re.compile(
    r"\W*(?:(?:of course|sure|certainly|absolutely|great question|i'd be happy to)\b[,.!]"
    r"|here(?:'s| is| are) (?:a|an|the|some|your)\b|as an ai\b|let me know if\b|i hope this helps\b"
    r"|disclaimer\b|copyright\b|©|all rights reserved\b)",
    re.IGNORECASE,
)


_POST = re.compile(
    r"\W*(?:comments?|(?:post|leave|add|write) a (?:comment|reply)|share this(?: post| article)?"
    r"|related (?:posts|articles)|subscribe(?: to .*)?|(?:older|newer) posts?|email this|read more|advertisement"
    r"|sign (?:in|up)|log ?in)\W*",
    re.IGNORECASE,
)


def leftovers(reading: Reading) -> Iterator[Diagnostic]:
    """What was copied along with the notes: a chat's lead-in, headings of a set-up, a disclaimer, the page around.

    An introduction is no leftover, and text between notes is told by the reader.
    """
    blocks = {b.number: b for b in reading.document.document.blocks}
    run: list[Fate] = []
    for fate in (*reading.document.fates, Fate(0, FateKind.ANSWER)):
        if fate.kind is FateKind.SKIPPED and fate.reason in ("before the first question", "part of the page"):
            run.append(fate)
            continue
        lines = [blocks[f.line].text for f in run if f.line in blocks]
        lines = [line for line in lines if any(c.isalpha() for c in strip_markup(line.text))]
        if lines and _is_leftover(run, lines, blocks):
            first, last = lines[0], lines[-1]
            span = Span(reading.path, first.number, first.column, last.number, last.column + len(last.text))
            count = "this line is" if len(run) == 1 else f"these {len(run)} lines are"
            message = f"{count} on no card and {'look' if len(run) > 1 else 'looks'} left over"
            yield Diagnostic(ORPHAN_TEXT, message, span, "take it out, or make it a comment")
        run = []


def _is_leftover(run: Sequence[Fate], lines: Sequence[Line], blocks: Mapping[int, Block]) -> bool:
    headings = any(f.line in blocks and blocks[f.line].kind is Kind.HEADING for f in run)
    return headings or any(_LEAD_IN.match(line.text) or _POST.fullmatch(line.text) for line in lines)


# ---------------------------------------------------------------- headings

_ANSWER_LABEL = re.compile(r"\W*(?:answer|ans|solution|explanation|correct answer)\b", re.IGNORECASE)


def _headings(reading: Reading) -> list[Block]:
    return [b for b in reading.document.document.blocks if b.kind is Kind.HEADING]


def heading_levels(reading: Reading) -> Iterator[Diagnostic]:
    """Headings more than one level below the one above; a jump that a document makes again and again is told once."""
    told: set[tuple[int, int]] = set()
    level = 0
    for block in _headings(reading):
        jump = (level, block.level)
        if level and block.level > level + 1 and jump not in told:
            told.add(jump)
            message = f"a heading of level {block.level} below one of level {level}"
            hint = f"write {'#' * (level + 1)}, or add the heading between them"
            yield Diagnostic(SKIPPED_LEVEL, message, _span(reading, block.text), hint)
        level = block.level


def headings_in_answers(reading: Reading) -> Iterator[Diagnostic]:
    """Answers with headings in them, each told once."""
    for found in reading.answers().values():
        inside = [p for p in found if p.kind is Kind.HEADING and not _ANSWER_LABEL.match(p.text)]
        if inside:
            count = "a heading" if len(inside) == 1 else f"{len(inside)} headings"
            hint = "ask for each part in a question of its own, or use bold labels"
            yield Diagnostic(HEADING_IN_ANSWER, f"this answer holds {count}", inside[0].excerpt.span, hint)


def _span(reading: Reading, line: Line) -> Span:
    return Span(reading.path, line.number, line.column, line.number, line.column + len(line.text))


# ---------------------------------------------------------------- numbers

_TYPED = re.compile(r"(?:\*\*|__|\()?(\d{1,4})([.):：、．]?)(?=\s|\*|_|$)")


@dataclass(frozen=True, slots=True)
class _Number:
    """A question's number as typed: ``line`` begins with it, ``mark`` is what stands after it."""

    value: int
    mark: str
    line: Line
    end: int  # offset of the end of the digits


def numbers(reading: Reading) -> Iterator[Diagnostic]:
    """Gaps, repetitions and missing dots in the numbers of questions, section by section."""
    series: dict[tuple[object, ...], list[_Number]] = {}
    starts = {b.number: b for b in reading.document.document.blocks if b.kind is not Kind.BLANK}
    for draft in reading.document.drafts:
        block = starts.get(draft.line)
        typed = _typed_number(block, draft) if block else None
        if typed and block:
            key = (draft.sections, draft.dialect, block.kind, block.level, block.indent)
            series.setdefault(key, []).append(typed)
    for found in series.values():
        if len(found) > 1:
            yield from _sequence(reading, found)
            yield from _dots(reading, found)


def _typed_number(block: Block, draft: Draft) -> _Number | None:
    if block.kind is Kind.ITEM or (block.kind is Kind.HEADING and block.marker):
        digits = block.marker.strip("(").rstrip(".)．、）")
        if digits.isdigit():
            line = block.lines[0].stripped()
            return _Number(int(digits), ".", line, line.text.index(digits) + len(digits))
        return None
    match = _TYPED.match(block.text.text)
    if match and (draft.number == match[1] or not draft.number):
        return _Number(int(match[1]), match[2], block.text, match.end(1))
    return None


def _sequence(reading: Reading, found: Sequence[_Number]) -> Iterator[Diagnostic]:
    if len({n.value for n in found}) == 1:
        return  # 1. 1. 1.: the author leaves the counting to Markdown
    seen: dict[int, _Number] = {}
    last = found[0].value - 1
    for position, number in enumerate(found):
        value = number.value
        span = Span(reading.path, number.line.number, number.line.column)
        if value == 1 and position and last > 1:
            seen = {}  # the series begins anew
        elif value in seen:
            message = f"number {value} is there twice; the first is in line {seen[value].line.number}"
            yield Diagnostic(REPEATED_NUMBER, message, span, f"{last + 1} would come next")
        elif value != last + 1:
            yield Diagnostic(WRONG_NUMBER, f"number {value} follows number {last}", span, _gap(last, value))
        seen.setdefault(value, number)
        last = value


def _gap(last: int, value: int) -> str:
    if value > last + 2:
        return f"{last + 1} to {value - 1} are missing"
    return f"{last + 1} is missing" if value > last + 1 else f"{last + 1} would come next"


def _dots(reading: Reading, found: Sequence[_Number]) -> Iterator[Diagnostic]:
    marks = [n.mark for n in found if n.mark]
    if len(marks) * 2 <= len(found):
        return
    mark = max(set(marks), key=marks.count)
    previous: _Number | None = None
    for number in found:
        if not number.mark and (previous is None or number.value in (previous.value, previous.value + 1)):
            place = number.line.cut(number.end)
            span = Span(reading.path, place.number, place.column)
            message = f"no “{mark}” after the number {number.value}"
            yield Diagnostic(MISSING_DOT, message, span, f"write {number.value}{mark}", Fix(span, 0, mark))
        previous = number


# ---------------------------------------------------------------- links within the document

_LINK = re.compile(r"\]\(<?#((?:[^()\s>]|\([^()\s]{0,300}\)){0,300})>?(?:\s+\"[^\"]{0,300}\")?\)")
_ANCHOR = re.compile(r"<[a-z][^<>]*?\b(?:id|name)\s*=\s*[\"']?([^\s\"'<>]+)|\{#([\w:.-]++)[^{}]*+\}", re.IGNORECASE)
_ENTRY = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]{0,300}\]){1,300})\]\(#((?:[^()\s]|\([^()\s]{0,300}\)){0,300})\)\W*$")
_EMPTY_LINK = re.compile(r"(?<!!)\[[^\[\]\n]{1,300}\](\(\s*\))(?!\()")
_NOTE_MARK = re.compile(r"(?:(?<=[^\s\[(])|(?=\[\^\d))\[\^([^\]\s]{1,60})\](?!:)")
_NOTE_TEXT = re.compile(r"^\s*(?:>\s*)*\[\^([^\]\s]{1,60})\]:", re.MULTILINE)
_COMPLETE = 0.7  # the share of a level's headings from which on a table of contents means to hold them all


def links(reading: Reading) -> Iterator[Diagnostic]:
    """Links to anchors that no heading has, and tables of contents that do not match the headings."""
    source = reading.document.document.source
    yield from _undefined_notes(reading)
    if not re.search(r"\]\(<?(?:#|\s*\))", source.text):
        return
    slugs = _slugs(_headings(reading))
    anchors = set(slugs) | {(m[1] or m[2]).lower() for m in _ANCHOR.finditer(source.text)} | {"top"}
    close = sorted(slugs)
    for passage in reading.passages:
        if "](" not in passage.text:
            continue
        for match in _EMPTY_LINK.finditer(_without_code(passage)):
            yield Diagnostic(MISSING_ANCHOR, "this link leads nowhere", passage.span(*match.span(1)), _NO_ADDRESS)
        for match in _LINK.finditer(passage.text):
            anchor = unquote(match[1]).lower()
            if anchor in anchors or re.match(r"fn|footnote|user-content", anchor):
                continue
            span = passage.span(match.start(1) - 1, match.end(1))
            if not anchor:
                yield Diagnostic(MISSING_ANCHOR, "this link leads nowhere", span, _NO_ADDRESS)
                continue
            near = difflib.get_close_matches(anchor, close, 1, 0.6)
            hint = f"did you mean #{near[0]}?" if near else "no heading or anchor has this name"
            yield Diagnostic(MISSING_ANCHOR, f"nothing in this document is called #{match[1]}", span, hint)
    yield from _contents(reading, slugs)


_NO_ADDRESS = "give the address, or unlink the text"


def _undefined_notes(reading: Reading) -> Iterator[Diagnostic]:
    """Marks of footnotes that the document does not have."""
    defined = {label.lower() for label in _NOTE_TEXT.findall(reading.document.document.source.text)}
    for passage in reading.passages:
        for match in _NOTE_MARK.finditer(_without_code(passage)) if "[^" in passage.text else ():
            if match[1].lower() not in defined:
                message = f"there is no footnote {match[0]}"
                hint = f"write it below as “{match[0]}: …”, or take the mark out"
                yield Diagnostic(MISSING_ANCHOR, message, passage.span(*match.span()), hint)


def _without_code(passage: Passage) -> str:
    """The passage's text with blanks for its code."""
    return _CODE.sub(lambda match: " " * len(match[0]), passage.text)


_CODE = re.compile(r"(`{1,9})(?!`)[^`]{1,1000}?(?<!`)\1(?!`)")


def slug(title: str) -> str:
    """The anchor that GitHub makes of a heading's text."""
    # Underscores are emphasis, but not in code.
    kept = re.sub(r"`+([^`]+)`+", lambda m: m[1].replace("_", "\x00"), title)
    text = strip_markup(kept).replace("\x00", "_").strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def _slugs(headings: Iterable[Block]) -> dict[str, Block]:
    found: dict[str, Block] = {}
    for block in headings:
        plain = anchor = slug(block.text.text)
        count = 0
        while anchor in found:
            count += 1
            anchor = f"{plain}-{count}"
        found[anchor] = block
    return found


def _contents(reading: Reading, slugs: dict[str, Block]) -> Iterator[Diagnostic]:
    """The first run of three or more items that are links is the table of contents."""
    entries: list[tuple[Line, str, str]] = []
    for block in reading.document.document.blocks:
        match = _ENTRY.match(block.text.text) if block.kind is Kind.ITEM else None
        if match:
            entries.append((block.text, match[1], unquote(match[2]).lower()))
        elif block.kind is not Kind.BLANK and len(entries) >= 3:
            break
        elif block.kind is not Kind.BLANK:
            entries.clear()
    if len(entries) < 3:
        return
    last = entries[-1][0].number
    listed = {anchor for _, _, anchor in entries}
    below = [h for h in slugs.values() if h.number > last]
    titles = {_plain(title) for _, title, _ in entries}
    known = {a for a, h in slugs.items() if a in listed or _plain(h.text.text) in titles}
    held = Counter(slugs[anchor].level for anchor in known)
    levels = {level for level in held if held[level] >= _COMPLETE * sum(h.level == level for h in below)}
    for line, title, anchor in entries:
        target = slugs.get(anchor)
        if target and not _alike(_plain(title), _plain(target.text.text)):
            message = f"the contents say “{title}”, the heading says “{strip_markup(target.text.text)}”"
            yield Diagnostic(CONTENTS_MISMATCH, message, _span(reading, line), "use the heading's words")
    for anchor, heading in slugs.items():
        if heading.level in levels and heading.number > last and anchor not in known:
            title = strip_markup(heading.text.text)
            message = f"“{title}” is not in the table of contents"
            yield Diagnostic(CONTENTS_MISMATCH, message, _span(reading, heading.text), f"add [{title}](#{anchor})")


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", strip_markup(title).casefold()))


def _alike(entry: str, heading: str) -> bool:
    """Whether an entry names the heading, perhaps shortened or without its number."""
    return entry == heading or entry in heading or heading in entry or not entry


CHECKS = (answers, leftovers, heading_levels, headings_in_answers, numbers, links)
