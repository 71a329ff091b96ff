"""Lines as questions: paragraphs, or lines within them, that ask; and numbered lines (``2.3. What is …?``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from builder.model.document import Block, Kind
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Dialect, Form, Lines, Member
from builder.read.forms.options import asks_by_what_follows
from builder.read.forms.shapes import QUESTION_MARKS
from builder.read.language import words
from builder.read.weights import COUNTS, LIKENESS, SHARES

_PARTS = (2, 3)  # how many parts the numbers of numbered lines may have
_SHORT_LINE = 5  # words
_LONGEST = 300  # characters
_OPENING_MARKS = '¿«"“'


def _bind(blocks: Sequence[Block], dialect: Dialect, automatic: bool) -> list[Dialect]:
    """Numbered lines once for each number of parts."""
    return [replace(dialect, place=place) for place in _PARTS] if dialect.numbered else [dialect]


# ----------------------------------------------------------------- candidates


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.TEXT or block.indent > 3 or len(block.text.text) > _LONGEST:
        return None
    if block.continues and not _is_sentence_of_its_own(blocks, at):
        return None
    if words.unwrapped(block.text)[1]:
        return None  # a bold line
    number = words.numbered(block.text.text)
    if dialect.numbered:
        if number is None or number[0].count(".") + 1 != dialect.place or "." not in number[0]:
            return None
        return Candidate(at, block.text.cut(number[1]), number[0])
    if not _asks(blocks, at):
        return None
    return Candidate(at, block.text.cut(number[1]), number[0]) if number else Candidate(at, block.text)


def _asks(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line asks by its words, or by what follows it."""
    likeness = words.question_likeness(blocks[at].text.text)
    if likeness >= (LIKENESS["sure"] if _has_indented_answer(blocks, at) else 1):
        return True
    return not blocks[at].continues and likeness >= 0 and asks_by_what_follows(blocks, at, len(blocks))


def _has_indented_answer(blocks: Sequence[Block], at: int) -> bool:
    """Whether the lines right below one are indented, as if it were their title."""
    after = next(iter(blocks[at + 1 : at + 2]), None)
    return after is not None and after.kind in (Kind.TEXT, Kind.ITEM) and after.indent > blocks[at].indent + 1


def _is_sentence_of_its_own(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line within a paragraph is a sentence of its own: what stands before it and after it ends there."""
    before, text = blocks[at - 1].text.text.rstrip(), blocks[at].text.text
    after = next(iter(blocks[at + 1 : at + 2]), None)
    if text[:1].isalpha() and not text[:1].isupper() and before.endswith(QUESTION_MARKS):  # no capitals: 什么？
        last = after is None or not after.continues or after.text.text.rstrip().endswith(QUESTION_MARKS)
        if last and text.rstrip().endswith(QUESTION_MARKS):
            return True
    apart = before.endswith((".", "!", "。", *QUESTION_MARKS)) or len(before.split()) <= _SHORT_LINE
    ends = after is None or after.kind is Kind.BLANK or not after.continues or after.text.text[:1] in _OPENING_MARKS
    starts_anew = after is not None and after.text.text[:1].isupper() and text.rstrip().endswith(QUESTION_MARKS)
    return apart and (ends or starts_anew) and (text[:1].isupper() or text[:1] in _OPENING_MARKS)


def _lone(at: int, dialect: Dialect, evidence: Evidence) -> Candidate | None:
    """A line without the look of a question among lines that mostly have it; a command among questions and answers."""
    if dialect.numbered or at not in evidence.lone_lines:
        return None
    text = evidence.blocks[at].text
    asks = evidence.only_asking or (evidence.in_turn and words.question_likeness(text.text) == words.TASK)
    return Candidate(at, text) if asks else None


# ----------------------------------------------------------------------- looks


def _is_listed(found: Candidate, dialect: Dialect, evidence: Evidence) -> bool:
    return dialect.numbered and evidence.promised[found.at]


def _shares(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> Iterator[float]:
    if not dialect.numbered and evidence.only_asking:
        yield SHARES["only_asking"]


def _too_few(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> bool:
    count = len(members)
    if not dialect.numbered and count < SHARES["lonely_starts"] * evidence.starts:
        return True
    return count < dialect.least or _are_lonely(members, evidence)


def _are_lonely(members: Sequence[Member], evidence: Evidence) -> bool:
    """Whether few of the lines of a document ask, and few of these are answered."""
    count, answered = len(members), sum(m.answered for m in members)
    few = answered < SHARES["lonely_answered"] * count and count < SHARES["half"] * evidence.texts
    return few and not evidence.only_asking and not _are_all_that_is_said(members, evidence)


def _are_all_that_is_said(members: Sequence[Member], evidence: Evidence) -> bool:
    """Whether many lines ask, one below the other, and hardly any line between them says something else."""
    first, last = members[0].candidate.at, members[-1].candidate.at
    said = sum(b.kind is not Kind.BLANK for b in evidence.blocks[first : last + 1])
    return len(members) >= COUNTS["lines_below_each_other"] and len(members) >= SHARES["mostly"] * said


LINE = Form(
    "line",
    _find,
    kinds=frozenset({Kind.TEXT}),
    bind=_bind,
    lone=_lone,
    is_listed=_is_listed,
    is_plain=True,
    shares=_shares,
    too_few=_too_few,
    lines=Lines.MANY,
    below_titles=True,
    numbers_titles=True,
    counts_lines=True,
)
