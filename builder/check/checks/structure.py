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

from builder.check.checks.prose import Passage, Reading, Role, strip_markup
from builder.model.diagnostics import Diagnostic, Fix
from builder.model.document import Block, Kind
from builder.model.notes import PLACEHOLDER, Draft, Fate, FateKind
from builder.model.source import Line, Span
from builder.read.language.words import answer_label, is_contents_title
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


_SHOWS = re.compile(r"!\[|<(?:img|svg|picture|video|audio|object|embed|iframe|math)\b", re.IGNORECASE)


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
    furniture = _furniture(reading)
    run: list[Fate] = []
    for fate in (*reading.document.fates, Fate(0, FateKind.ANSWER)):
        if fate.kind is FateKind.SKIPPED and fate.reason in ("before the first question", "part of the page"):
            run.append(fate)
            continue
        lines = [blocks[f.line].text for f in run if f.line in blocks]
        lines = [line for line in lines if any(c.isalpha() for c in strip_markup(line.text))]
        if all(f.line in furniture or f.line not in blocks for f in run):
            lines = []
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


def _headings(reading: Reading) -> list[Block]:
    return [b for b in reading.document.document.blocks if b.kind is Kind.HEADING]


def heading_levels(reading: Reading) -> Iterator[Diagnostic]:
    """Headings more than one level below the one above; a jump that a document makes again and again is told once.

    Headings within an answer or a table of contents make no section, and so leave none out.
    """
    told: set[tuple[int, int]] = set()
    no_section = _furniture(reading) | {p.line for p in reading.passages if p.role is Role.ANSWER}
    level = 0
    for block in _headings(reading):
        if block.number in no_section:
            continue
        jump = (level, block.level)
        if level and block.level > level + 1 and jump not in told:
            told.add(jump)
            message = f"a heading of level {block.level} below one of level {level}"
            hint = f"write {'#' * (level + 1)}, or add the heading between them"
            yield Diagnostic(SKIPPED_LEVEL, message, _span(reading, block.text), hint)
        level = block.level


def headings_in_answers(reading: Reading) -> Iterator[Diagnostic]:
    """Answers with headings in them, told once a document; a label ("Answer: B") is no heading."""
    found = []
    for passages in reading.answers().values():
        inside = [p for p in passages if p.kind is Kind.HEADING and not answer_label(p.text)]
        if inside:
            found.append(inside)
    if found:
        first = found[0]
        count = "a heading" if len(first) == 1 else f"{len(first)} headings"
        more = {1: "", 2: ", and so does another"}.get(len(found), f", and so do {len(found) - 1} more")
        hint = "ask for each part in a question of its own, or use bold labels"
        yield Diagnostic(HEADING_IN_ANSWER, f"this answer holds {count}{more}", first[0].excerpt.span, hint)


def _span(reading: Reading, line: Line) -> Span:
    return Span(reading.path, line.number, line.column, line.number, line.column + len(line.text))


# ---------------------------------------------------------------- numbers

_NUMBERED = re.compile(r"\(?(\d{1,9})[.)．、）]")
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
    if block.kind is Kind.ITEM:  # its marker is the number that Markdown shows, which may be another
        line = block.lines[0].stripped()
        match = _NUMBERED.match(line.text)
        return _Number(int(match[1]), ".", line, match.end(1)) if match else None
    if block.kind is Kind.HEADING and block.marker:
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
_NOTE_MARK = re.compile(r"(?:(?<=[^\s\[(|\\])|(?=\[\^\d))\[\^([\w.:-]{1,60})\](?!:)")
_NOTE_TEXT = re.compile(r"^[ \t]*(?:>[ \t]*)*\[\^([^\]\s]{1,60})\]:", re.MULTILINE)
_COMPLETE = 0.7  # the share of a level's headings from which on a table of contents means to hold them all


def links(reading: Reading) -> Iterator[Diagnostic]:
    """Links to anchors that no heading has, and tables of contents that do not match the headings."""
    source = reading.document.document.source
    yield from _undefined_notes(reading)
    if not re.search(r"\]\(<?(?:#|\s*\))", source.text):
        return
    slugs = _slugs(_headings(reading))
    anchors = _anchors(slugs) | {(m[1] or m[2]).lower() for m in _ANCHOR.finditer(source.text)} | {"top"}
    close = sorted(slugs)
    for passage in reading.passages:
        if "](" not in passage.text:
            continue
        for match in _EMPTY_LINK.finditer(_without_code(passage)):
            yield Diagnostic(MISSING_ANCHOR, "this link leads nowhere", passage.span(*match.span(1)), _NO_ADDRESS)
        for match in _LINK.finditer(_without_code(passage)) if not source.origin else ():  # which lost its anchors
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
    # What is no markup in code must not be taken for it: neither tags, nor underscores, nor equal signs.
    kept = re.sub(r"`+([^`]+)`+", lambda m: re.sub(r"[^\w\- ]", "", m[1]).replace("_", "\x00"), title)
    text = "\x01".join(strip_markup(part) for part in re.split(r"[ \t]", kept)).replace("\x01", " ")
    return re.sub(r"[^\w\- ]", "", text.replace("\x00", "_").strip().lower()).replace(" ", "-")


def _anchors(slugs: Iterable[str]) -> set[str]:
    """``slugs`` as other programs write them: hyphens in a row made one, no digits before the first letter."""
    found = set(slugs)
    found |= {re.sub(r"-{2,}", "-", anchor).strip("-") for anchor in found}
    return found | {re.sub(r"^[\d\W_]+", "", anchor) for anchor in found}


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


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of a table of contents: a link to a heading, and nothing else."""

    line: Line
    title: str
    anchor: str


def _entries(blocks: Iterable[Block]) -> list[_Entry]:
    found = []
    for block in blocks:
        if block.kind is Kind.ITEM and (match := _ENTRY.match(block.text.text)):
            found.append(_Entry(block.text, match[1], unquote(match[2]).lower()))
    return found


def _table_of_contents(reading: Reading) -> list[_Entry]:
    """The entries before the first question, in however many groups; without such, the first run of three or more."""
    blocks = reading.document.document.blocks
    first = min((draft.line for draft in reading.document.drafts), default=0)
    before = _entries(b for b in blocks if b.number < first)
    if len(before) >= _LEAST_ENTRIES:
        return before
    run: list[Block] = []
    for block in blocks:
        if block.kind is Kind.ITEM and _ENTRY.match(block.text.text):
            run.append(block)
        elif block.kind is not Kind.BLANK and len(run) >= _LEAST_ENTRIES:
            break
        elif block.kind is not Kind.BLANK:
            run.clear()
    return _entries(run) if len(run) >= _LEAST_ENTRIES else []


_LEAST_ENTRIES = 3


def _furniture(reading: Reading) -> set[int]:
    """The lines of headings that are no section: those of and within a table of contents, and those of a template."""
    entries = _table_of_contents(reading)
    headings = _headings(reading)
    first, last = (entries[0].line.number, entries[-1].line.number) if entries else (0, 0)
    titles = Counter(_plain(h.text.text) for h in headings)
    found = {entry.line.number for entry in entries}
    found |= {h.number for h in headings if first < h.number < last or is_contents_title(h.text.text)}
    heads = [h.number for h in headings if h.number < first]
    return found | set(heads[-1:]) | {h.number for h in headings if titles[_plain(h.text.text)] >= _TEMPLATE}


_TEMPLATE = 3  # headings of one title in a document are a part of every note, or of every section


def _contents(reading: Reading, slugs: dict[str, Block]) -> Iterator[Diagnostic]:
    """Where the table of contents and the headings do not agree."""
    entries = _table_of_contents(reading)
    if not entries:
        return
    last = entries[-1].line.number
    furniture = _furniture(reading)
    everywhere = _entries(reading.document.document.blocks)  # a section may list its own questions
    listed = {entry.anchor for entry in everywhere}
    below = [h for h in slugs.values() if h.number > last and h.number not in furniture]
    numbers = {h.number for h in below}
    titles = {_plain(entry.title) for entry in everywhere}
    known = {a for a, h in slugs.items() if a in listed or _plain(h.text.text) in titles}
    known |= {a for a, h in slugs.items() if _anchors([a]) & listed}
    held = Counter(slugs[anchor].level for anchor in known)
    levels = {level for level in held if held[level] >= _COMPLETE * sum(h.level == level for h in below)}
    unlike = [e for e in entries if (h := slugs.get(e.anchor)) and not _alike(_plain(e.title), _plain(h.text.text))]
    for entry in unlike if len(unlike) * 2 <= len(entries) else ():  # of more, the entries are names of their own
        if target := slugs.get(entry.anchor):
            message = f"the contents say “{entry.title}”, the heading says “{strip_markup(target.text.text)}”"
            yield Diagnostic(CONTENTS_MISMATCH, message, _span(reading, entry.line), "use the heading's words")
    for anchor, heading in slugs.items():
        if heading.level in levels and heading.number in numbers and anchor not in known:
            title = strip_markup(heading.text.text)
            message = f"“{title}” is not in the table of contents"
            yield Diagnostic(CONTENTS_MISMATCH, message, _span(reading, heading.text), f"add [{title}](#{anchor})")


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", strip_markup(title).casefold()))


def _alike(entry: str, heading: str) -> bool:
    """Whether an entry names the heading, perhaps shortened or without its number."""
    return entry == heading or entry in heading or heading in entry or not entry


CHECKS = (answers, leftovers, heading_levels, headings_in_answers, numbers, links)
