"""Bold lines as questions, numbered or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.model.document import Block, Kind
from builder.model.source import Line
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import SENTENCES, Dialect, Form, Lines, Members, NoteSoFar
from builder.read.forms.shapes import is_numbered, number_of_item
from builder.read.forms.titled import text_key, times_of_texts, titles_about, topic_likeness
from builder.read.language import words
from builder.read.weights import COUNTS, LIKENESS, SHARES

_LONGEST_WISH = 20  # characters
_MARKS = ("**", "__")
_MOST_LINES = 4  # of a question after its first


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM) or block.continues or block.indent > 3:
        return None
    if "`" in block.text.text[:4]:
        return None  # a label in code and bold
    found, more = _wrapped(blocks, at) if block.kind is Kind.TEXT else (None, ())
    wish = words.WISH.search(block.text.text, max(0, len(block.text.text) - _LONGEST_WISH)) if not found else None
    found = found or _bold_text(block.text.cut(0, wish.start() if wish else None))
    if found is None:
        return None
    text, number = found
    text = Line(text.number, f"{text.text}{wish[0]}", text.column) if wish else text  # what is taken from all questions
    if block.kind is Kind.ITEM:
        if is_numbered(block):
            number = number or number_of_item(block)
        elif not number:
            return None  # a bold bullet is a label in a list
    if (not number and dialect.numbered) or words.answer_label(text.text):
        return None
    if number and not dialect.numbered and words.question_likeness(text.text) < LIKENESS["sure"]:
        return None
    return Candidate(at, text, number, more=more)


def _wrapped(blocks: Sequence[Block], at: int) -> tuple[tuple[Line, str] | None, tuple[Line, ...]]:
    """Return the text and number of a bold paragraph's first line, and its other lines, without their marks."""
    first = blocks[at].text
    mark = next((mark for mark in _MARKS if first.text.count(mark) == 1), "")
    if not mark or first.text.endswith(mark):
        return None, ()
    more: list[Line] = []
    for block in blocks[at + 1 : at + 1 + _MOST_LINES]:
        if block.kind is not Kind.TEXT or not block.continues:
            break
        text = block.text.text
        if mark in text:
            if text.find(mark) != len(text) - len(mark):
                break
            more.append(block.text.cut(0, len(text) - len(mark)))
            return _bold_text(replace(first, text=first.text + mark)), tuple(more)
        more.append(block.text)
    return None, ()


def _asks_on(note: NoteSoFar, at: int, blocks: Sequence[Block]) -> bool | None:
    """The other lines of a wrapped question are known; what follows them is for all forms to say."""
    candidate = note.member.candidate
    return True if at <= candidate.at + len(candidate.more) else None


def _bold_text(line: Line) -> tuple[Line, str] | None:
    """The text of a line that is bold as a whole, or but for its number; and the number."""
    text, strong = words.unwrapped(line)
    if strong:
        found = words.numbered(text.text)
        return (text.cut(found[1]), found[0]) if found else (text, "")
    skipped = len(text.text) - len(text.text.lstrip("*_ ")) if text.text[:1] in "*_" else 0
    found = words.numbered(text.text[skipped:])
    if not found:
        return None
    rest = text.cut(skipped + found[1])
    rest = rest.cut(len(rest.text) - len(rest.text.lstrip("*_ "))) if skipped and rest.text[:1] in "*_" else rest
    inner, strong = words.unwrapped(rest.stripped())
    return (inner, found[0]) if strong or skipped else None


def _repeated_below_headings(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The bold lines that are not the same below each heading: there the heading tells what is asked."""
    times = times_of_texts(members)
    same = [m for m in members if times[text_key(m)] >= COUNTS["same_text"]]
    below = sum(_follows_heading(evidence.blocks, m.candidate.at) for m in same)
    if below < SHARES["mostly"] * len(same):
        return members
    return tuple(m for m in members if times[text_key(m)] < COUNTS["same_text"])


def _follows_heading(blocks: Sequence[Block], at: int) -> bool:
    before = next((b for b in reversed(blocks[max(0, at - 4) : at]) if b.kind is not Kind.BLANK), None)
    return before is not None and before.kind is Kind.HEADING


def _frame(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The bold lines without labels in the text; from the first that asks, where half do."""
    if not any(m.likeness > 0 for m in members):
        return members
    others = tuple(m for m in members if m.likeness >= 0)
    asking = [i for i, m in enumerate(others) if m.likeness > 0]
    return others[asking[0] :] if len(asking) >= SHARES["half"] * len(others) else others


BOLD = Form(
    "bold",
    _find,
    kinds=SENTENCES,
    likeness=topic_likeness,
    is_plain=True,
    may_be_label=True,
    false_positives=(_repeated_below_headings, titles_about),
    settle=_frame,
    asks_on=_asks_on,
    lines=Lines.ONE,
    ends_at_sections=True,
)
