"""Polish: what a closed note's lines become.

Owns: the order of the steps, and the small ones among them: taking away what belongs to the page,
mending what a page break tore, quotation marks around speeches, pins and tags.  Does not own:
where a note begins and ends (``fold``), options (``options``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from builder.model.diagnostics import Diagnostic
from builder.model.document import Block, Kind, opens_details
from builder.model.notes import PLACEHOLDER, FateKind
from builder.model.source import Excerpt, Line
from builder.read.fold.dedent import dedented
from builder.read.fold.habits import Habits
from builder.read.fold.note_text import NoteText, trimmed
from builder.read.forms import options
from builder.read.forms.form import Dialect
from builder.read.kinds import wishes
from builder.read.language import page, placeholders, words
from builder.read.language.sentences import is_tear
from builder.rules.structure import EMPTY_ANSWER
from builder.rules.text import TORN_PARAGRAPH

# Why words leave an answer.
CLOSING = "closing line"
REMARK = "remark on the answer"
AFTER_SPEECH = "after the end of the speech"
_LONGEST_PIN = 100  # characters
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Tidy:
    """A note's lines as they go into its draft, and what became of the others."""

    question: Excerpt
    answer: Excerpt
    pin: str = ""
    tags: tuple[str, ...] = ()
    wishes: frozenset[str] = frozenset()
    fates: tuple[tuple[int, FateKind, str], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def finish(
    path: str,
    question: Sequence[Line],
    blocks: Sequence[Block],
    habits: Habits,
    dialect: Dialect,
    *,
    marked: bool,
) -> Tidy:
    """The question and the answer as they go on, from all lines that stood in the note.

    ``blocks`` are those of the answer; ``habits`` holds what all answers have in common; ``marked``: a label
    announced the answer.
    """
    note = NoteText(path, trimmed(question), [ln for b in blocks for ln in b.lines], list(blocks))
    asked_for = _take_wishes(note)
    pin = _take_pin(note)
    asked_for |= _take_wishes(note)
    if all(ln.blank for ln in note.question):
        _first_paragraph_asks(note)
        pin = pin or _take_pin(note)
    elif dialect.form.may_be_bare:
        _drop_remark(note)
    _drop_remarks(note)
    _cut_ends(note, habits.closings)
    if dialect.form.is_spoken:
        _unquote(note)
    if not marked:
        _ask_with_code(note)
    options.place(note, marked=marked, choices=habits.choices)
    _mend_tears(note)
    tags = _take_tags(note, dialect)
    return Tidy(
        Excerpt(path, tuple(_clean_question(note.question, habits.question_link))),
        Excerpt(path, tuple(_finished(note, terse=habits.terse))),
        pin,
        tags,
        asked_for,
        tuple(note.fates),
        tuple(note.diagnostics),
    )


def finish_answer(path: str, blocks: Sequence[Block]) -> Tidy:
    """An answer that stands apart from its question, tidied as one that stands below it."""
    note = NoteText(path, [], [ln for b in blocks for ln in b.lines], list(blocks))
    _cut_ends(note, frozenset())
    _mend_tears(note)
    lines = Excerpt(path, tuple(_finished(note, terse=True)))
    return Tidy(Excerpt(path), lines, fates=tuple(note.fates), diagnostics=tuple(note.diagnostics))


def _finished(note: NoteText, *, terse: bool) -> list[Line]:
    """The lines of the answer; none where they only hold its place."""
    lines = _without_comments(trimmed(note.answer))
    text = "\n".join(ln.text for ln in lines)
    is_code = any(b.kind is Kind.FENCE for b in note.blocks)
    is_empty = placeholders.is_placeholder(text) or (not terse and placeholders.may_be_placeholder(text))
    if lines and is_empty and not is_code:
        note.skip(lines, PLACEHOLDER)
        message = f"“{text.strip()}” only holds the place of an answer"
        span = Excerpt(note.path, tuple(lines)).trimmed().span
        note.diagnostics.append(Diagnostic(EMPTY_ANSWER, message, span, "write the answer, or take the question out"))
        return []
    lines = _unquoted_block(dedented(lines, note.blocks, plain=note.path.lower().endswith(".txt")))
    if lines and _ALERT.match(lines[0].text):
        note.skip(lines[:1], "markup")
        lines = trimmed(lines[1:])
    return lines


_SELF_LINK = re.compile(r"\[([^\[\]]+)\]\(#[^()\s]*\)")
_TAG_LINE = re.compile(r"\s*(?:\[#[^\[\]]+\]\([^()]*\)\s*)+$")
_TAG = re.compile(r"\[#([^\[\]]+)\]")


def _take_tags(note: NoteText, dialect: Dialect) -> tuple[str, ...]:
    """Tags on a line of their own at the end of an answer: as links, or as their form has them."""
    last = next((i for i in range(len(note.answer) - 1, -1, -1) if not note.answer[i].blank), None)
    if last is None:
        return ()
    line = note.answer[last]
    if _TAG_LINE.match(line.text):
        rest, tags = line.cut(0, 0), tuple(_TAG.findall(line.text))
    else:
        rest, tags = dialect.form.tags(line)
    if not tags:
        return ()
    if rest.blank:
        note.skip([line], "tags")
    note.answer[last:] = [] if rest.blank else [rest]
    return tags


def _without_comments(lines: list[Line]) -> list[Line]:
    """Lines without a comment at their end: another program's marks, which change by themselves."""
    return [_without_comment(line) if line.text.rstrip().endswith("-->") else line for line in lines]


def _without_comment(line: Line) -> Line:
    start = line.text.rfind("<!--")
    return line if start < 0 else line.cut(0, len(line.text[:start].rstrip()))


# ---------------------------------------------------------------- the question


def _first_paragraph_asks(note: NoteText) -> None:
    """A bare label ("Question 3") asks what the first paragraph after it says."""
    lines = trimmed(note.answer)
    end = next((i for i, ln in enumerate(lines) if ln.blank), len(lines))
    note.question = lines[:end]
    note.answer = lines[end:]
    numbers = {ln.number for ln in note.question}
    note.blocks = [b for b in note.blocks if b.number not in numbers]
    note.fates += [(ln.number, FateKind.QUESTION, "") for ln in note.question]


def _drop_remark(note: NoteText) -> None:
    """A label followed by nothing but how hard the question is ("Question 3 — easy") is a bare label."""
    rest = trimmed(note.question[1:])
    if rest and words.is_remark(note.question[0].text):
        note.question = rest


def _take_wishes(note: NoteText) -> frozenset[str]:
    """What the author wishes for the note (``{reverse}``, ``{type}``), at the end of a line of the question."""
    for at, line in enumerate(note.question):
        end, found = wishes(line.text)
        if found:
            note.question[at] = line.cut(0, end)
            return found
    return frozenset()


def _take_pin(note: NoteText) -> str:
    for at, line in enumerate(note.question):
        if match := words.PIN.search(line.text, max(0, len(line.text) - _LONGEST_PIN)):
            note.question[at] = line.cut(0, match.start())
            return match[1]
    return ""


_BREAKS_BEHIND = re.compile(r"(?:\s*<br\s*/?>)+\s*$", re.I)


def _clean_question(lines: list[Line], link: str) -> list[Line]:
    """A question's lines as they go on; ``link``: the words of one at the end of all questions."""
    lines = trimmed(lines)
    if link and lines:
        lines[-1] = lines[-1].cut(0, len(page.without_link(lines[-1].text, link)))
    if lines and (behind := _BREAKS_BEHIND.search(lines[-1].text, max(0, len(lines[-1].text) - 40))):
        lines = trimmed([*lines[:-1], lines[-1].cut(0, behind.start())])
    if len(lines) != 1:
        return lines
    text, _ = words.unwrapped(lines[0])
    text = text.cut(0, len(page.without_anchor_link(text.text)))
    if match := _SELF_LINK.fullmatch(text.text):  # a heading that links to itself
        text = text.cut(match.start(1), match.end(1))
    return [text]


def _ask_with_code(note: NoteText) -> None:
    """The code that a question points at, right below it, belongs to the question."""
    text = " ".join(ln.text for ln in note.question)[:1_000]
    first = next((b for b in note.blocks if b.kind is not Kind.BLANK), None)
    if first is None or first.kind is not Kind.FENCE or not words.points_at_code(text):
        return
    last = first.lines[-1].number
    code = trimmed([ln for ln in note.answer if ln.number <= last])
    note.question = [*note.question, Line(code[0].number, ""), *code]
    note.fates += [(ln.number, FateKind.QUESTION, "") for ln in code if not ln.blank]
    note.answer = [ln for ln in note.answer if ln.number > last]
    note.blocks = [b for b in note.blocks if b.number > last]


# ------------------------------------------------------------------ the answer


def _drop_remarks(note: NoteText) -> None:
    """Drop the last paragraphs where they are remarks in brackets on the answer ("[note: she hesitates here]")."""
    end = len(note.blocks)
    dropped: set[int] = set()
    while (start := _last_paragraph(note.blocks, end)) is not None:
        paragraph = [b for b in note.blocks[start:end] if b.kind is Kind.TEXT]
        if not words.is_remark_on_answer(" ".join(b.text.text for b in paragraph)):
            break
        end = start
        dropped.update(b.number for b in paragraph)
    if dropped:
        note.skip([ln for ln in note.answer if ln.number in dropped], REMARK)
        note.answer = [ln for ln in note.answer if ln.number not in dropped]
        del note.blocks[end:]


def _last_paragraph(blocks: Sequence[Block], end: int) -> int | None:
    """Where the last paragraph before ``end`` begins; None where something else is last, or it is all there is."""
    at = end - 1
    while at > 0 and blocks[at].kind in (Kind.BLANK, Kind.RULE):
        at -= 1
    while at > 0 and blocks[at].kind is Kind.TEXT and blocks[at].continues:
        at -= 1
    return at if at > 0 and blocks[at].kind is Kind.TEXT else None


def _cut_ends(note: NoteText, closings: frozenset[str]) -> None:
    """Take away rules, links to the top and the like from both ends of the answer."""
    first = next((b for b in note.blocks if b.kind is not Kind.BLANK), None)
    has_details = any(opens_details(b) for b in note.blocks)

    def is_all(block: Block) -> bool:
        return block is first and page.closing(block.lines[-1].text.strip()) not in closings

    def last_goes(block: Block) -> str | None:
        text = block.lines[-1].text.strip()
        if reason := _ENDINGS.get(block.kind):
            return reason
        if block.kind is Kind.HEADING and len(block.lines) == 1:  # an underlined line may be an example
            return "empty heading"
        if block.kind is Kind.END_DETAILS and has_details:
            return None
        if block.kind is Kind.HEADING and block is not first and not block.text.text.endswith((":", "：")):
            return "empty heading"
        if len(block.lines) > 1:
            is_furniture = block.kind is Kind.HTML and page.is_chrome(" ".join(ln.text for ln in block.lines))
            return "part of the page" if is_furniture else None
        said = page.is_plain(text) and (is_all(block) or block.kind is Kind.ITEM)  # "Next", "Subscribe": an answer
        if (page.is_chrome(text) and not said) or page.is_closing_markup(text):
            return "part of the page"
        if block is not first and block.kind is Kind.TEXT and words.invites_questions(text):
            return "invitation to ask more"
        return CLOSING if page.closing(text) in closings and block is not first else None

    def first_goes(block: Block) -> str | None:
        if block.kind in (Kind.BLANK, Kind.RULE):
            return "separator"
        return "markup" if page.is_opening_markup(block.lines[-1].text) else None

    note.drop_ends(first_goes, last_goes)


_ENDINGS = {Kind.BLANK: "separator", Kind.RULE: "separator", Kind.COMMENT: "comment"}


def _mend_tears(note: NoteText) -> None:
    """Join a paragraph that ends in the middle of a sentence with the one that begins in lower case."""
    drop: set[int] = set()
    solid = [(i, b) for i, b in enumerate(note.blocks) if b.kind is not Kind.BLANK]
    for (i, before), (j, after) in itertools.pairwise(solid):
        if j - i < 2 or not is_tear(before, after):
            continue
        drop.update(b.number for b in note.blocks[i + 1 : j])
        span = Excerpt(note.path, (after.text,)).span
        note.diagnostics.append(
            Diagnostic(
                TORN_PARAGRAPH,
                f"a blank line tears this sentence from “…{_tail(before.text.text)}”",
                span,
                "join the two paragraphs",
            )
        )
    if drop:
        note.answer = [ln for ln in note.answer if not (ln.blank and ln.number in drop)]


def _tail(text: str) -> str:
    return " ".join(text.split()[-3:])


def _unquote(note: NoteText) -> None:
    """Speeches in quotation marks lose them; what comes after the closing mark is not part of the answer."""
    if len(note.question) == 1:
        line = note.question[0].stripped()
        close = _QUOTES.get(line.text[:1])
        if close and line.text.endswith(close) and close not in line.text[1:-1] and len(line.text) > 2:
            note.question = [line.cut(1, len(line.text) - 1)]
    first = next((i for i, ln in enumerate(note.answer) if not ln.blank), None)
    if first is None:
        return
    line = note.answer[first].stripped()
    close = _QUOTES.get(line.text[:1])
    if close is None:
        return
    ends = [
        i for i, ln in enumerate(note.answer) if ln.text.rstrip().endswith(close) and (i > first or len(line.text) > 2)
    ]
    if not ends or (line.text.count(close) > 1 and close in line.text[1:-1]):
        return
    end = ends[-1]
    if end + 1 < len(note.answer) and not note.answer[end + 1].blank:
        return  # a quotation, after which the answer goes on
    last = note.answer[end].stripped()
    note.skip(note.answer[end + 1 :], AFTER_SPEECH)
    if end == first:
        note.answer = [*note.answer[:first], line.cut(1, len(line.text) - 1)]
    else:
        note.answer = [
            *note.answer[:first],
            line.cut(1),
            *note.answer[first + 1 : end],
            last.cut(0, len(last.text) - 1),
        ]
    kept = {ln.number for ln in note.answer}
    note.blocks = [b for b in note.blocks if b.number in kept]


def _unquoted_block(lines: list[Line]) -> list[Line]:
    """An answer that is one block quote is the text in it."""
    if not lines or any(not ln.blank and not ln.text.lstrip().startswith(">") for ln in lines):
        return lines
    return [ln.cut(len(m[0])) if (m := re.match(r"\s*> ?", ln.text)) else ln for ln in lines]


_ALERT = re.compile(r"\[!\w+\]\s*$")  # what makes a quotation a box, on GitHub's pages
