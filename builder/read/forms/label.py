"""Questions with a label: ``Q: …``, ``Question 3 —``, ``Exercise 2:``, and their answers with one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from builder.model.document import Block, Kind
from builder.model.source import Line
from builder.read.forms import flashcards
from builder.read.forms.answers_on_line import with_answers_on_the_line
from builder.read.forms.candidates import Candidate, Mark
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Dialect, Form, Lines, Member, Members, NoteSoFar
from builder.read.forms.marks import BY_KIND, mark_by_kind, mark_by_label
from builder.read.forms.transcript import are_labels, two_speakers
from builder.read.language import words
from builder.read.language.wrapped import is_within_sentence

_KINDS = frozenset({Kind.TEXT, Kind.ITEM, Kind.HEADING, Kind.SUMMARY, Kind.TERM, Kind.QUOTE})
_ANSWER_INSIDE = re.compile(r"\s(?:[*_]{0,2})(?:A|Ans|Answer|Antwort|答案|答)\s*[:：][*_]{0,2}\s+")
_LONGEST_INSIDE = 2_000  # characters of a line in which an answer's label is looked for
_BREAK = re.compile(r"\s*<br\s*/?>\s*$", re.I)
_LONGEST_BREAK = 20  # characters
_LONGEST_QUESTION = 300  # characters
_NEAR_LABEL = 6  # blocks


def _bind(blocks: Sequence[Block], dialect: Dialect, automatic: bool) -> list[Dialect]:
    """The dialect with the two letters or words that mark the sides here, if they are not known as labels."""
    pair = two_speakers(blocks)
    return [replace(dialect, speakers=pair)] if pair and are_labels(pair) else [dialect]


# ----------------------------------------------------------------- candidates


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind not in _KINDS or (block.kind is Kind.QUOTE and len(block.lines) > 1):
        return None
    if is_within_sentence(blocks, at):
        return None
    text = _labelled_text(block)
    label = words.question_label(text.text)
    if label is None and dialect.speakers[0] and (other := words.speaker(text.text)):
        label = other if other.word == dialect.speakers[0] else None
    task = label is None
    if label is None and (label := words.task_label(text.text)) is None:
        return flashcards.find_cloze(blocks, at, dialect) or _above_answer(blocks, at, dialect)
    inner, _ = words.unwrapped(flashcards.untagged(text.cut(label.end).stripped()))
    number = label.number
    if block.marker[:1].isdigit() and not number:
        number = block.marker.rstrip(".)")
    split = _ANSWER_INSIDE.search(inner.text) if len(inner.text) < _LONGEST_INSIDE else None
    if split:
        answer = inner.cut(split.end()).stripped()
        return Candidate(at, inner.cut(0, split.start()).stripped(), number, answer, task=task)
    asks = number or block.kind is Kind.HEADING or text.text[0] in "[【" or words.question_likeness(inner.text) > 0
    if task and not asks:
        return None  # "Problem: it is slow" tells of one
    return Candidate(at, inner, number, task=task)


def _labelled_text(block: Block) -> Line:
    """The text of a block that may begin with a label, without what it is wrapped in."""
    line = block.text
    if block.kind is Kind.QUOTE:
        line = line.cut(len(line.text) - len(line.text.lstrip("> ")))
    text = _inside_link(words.unwrapped(_without_break(line))[0])
    return line if len(text.text) == 1 else text  # "**Q**" needs what it is wrapped in


def _inside_link(line: Line) -> Line:
    """The text of a link that is all of ``line``: a label is looked for within."""
    match = _ONE_LINK.fullmatch(line.text) if line.text[:1] == "[" else None
    return line.cut(*match.span("text")).stripped() if match else line


_ONE_LINK = re.compile(r"\[(?P<text>[^\[\]]+)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)[.,;]?")


def _without_break(line: Line) -> Line:
    """``line`` without the ``<br>`` at its end."""
    match = _BREAK.search(line.text, max(0, len(line.text) - _LONGEST_BREAK))
    return line.cut(0, match.start()) if match else line


def _above_answer(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A question without a label, right above an answer that has one."""
    block = blocks[at]
    if block.kind is not Kind.TEXT or block.continues or len(block.text.text) > _LONGEST_QUESTION:
        return None
    number = words.numbered(block.text.text)
    if words.question_likeness(block.text.text) < 1 or words.unwrapped(block.text)[1] or (number and number[2]):
        return None
    following = next((b for b in blocks[at + 1 : at + 4] if b.kind is not Kind.BLANK), None)
    if following is None or following.kind is not Kind.TEXT:
        return None
    announced = _mark(following, dialect) or following.text.text == "A."
    return Candidate(at, block.text, task=True, bare=True) if announced else None


def _select(found: list[Candidate], dialect: Dialect, blocks: Sequence[Block]) -> list[Candidate]:
    return _with_answered_tasks(_without_lone_title(found, blocks), dialect, blocks)


def _without_lone_title(found: list[Candidate], blocks: Sequence[Block]) -> list[Candidate]:
    """The candidates without a heading that is a word for questions alone, if there is but one: it is a title."""
    bare = [c for c in found if blocks[c.at].kind is Kind.HEADING and not c.text.text and not c.number]
    return [c for c in found if c is not bare[0]] if len(bare) == 1 else found


def _with_answered_tasks(found: list[Candidate], dialect: Dialect, blocks: Sequence[Block]) -> list[Candidate]:
    """The candidates without the tasks that no labelled answer follows, and without a task that stands alone."""
    if not any(c.task for c in found):
        return found
    parts = {c.at for before, c in itertools.pairwise(found) if _is_part(before, c, dialect, blocks)}
    found = [c for c in found if c.at not in parts]
    ends = [*(c.at for c in found[1:]), len(blocks)]
    kept = [
        c
        for c, end in zip(found, ends, strict=False)
        if not c.task or c.bare or c.answer is not None or any(_mark(b, dialect) for b in blocks[c.at + 1 : end])
    ]
    return kept if len(kept) > 1 else [c for c in kept if not c.task]


def _is_part(before: Candidate, found: Candidate, dialect: Dialect, blocks: Sequence[Block]) -> bool:
    """Whether a task belongs to the question before it, which has no answer yet."""
    if before.task or not found.task or before.answer is not None:
        return False
    between = blocks[before.at + 1 : found.at]
    if found.bare:
        return not any(_mark(b, dialect) for b in between)
    return all(b.kind is Kind.BLANK for b in between)


# ------------------------------------------------------------- false positives


def _numbers_of_others(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The members without the headings that say no more than the number of the one right below."""
    below = itertools.zip_longest(members, members[1:])
    return tuple(m for m, following in below if following is None or not _numbers(m, following, evidence.blocks))


def _numbers(member: Member, following: Member, blocks: Sequence[Block]) -> bool:
    """Whether a heading is a label without a text (or with a remark), right above the question that it numbers."""
    at, below = member.candidate.at, following.candidate.at
    text = member.candidate.text.text
    is_bare = blocks[at].kind is Kind.HEADING and (not text or words.is_remark(text))
    asks_below = blocks[below].kind is not Kind.HEADING and bool(following.candidate.text.text)
    return is_bare and asks_below and below - at <= _NEAR_LABEL


# ------------------------------------------------------------- answer and end


def _mark(block: Block, dialect: Dialect) -> Mark | None:
    if block.kind in BY_KIND:
        return mark_by_kind(block)
    return mark_by_label(block, dialect.speakers[1], among_labels=True)


def _is_over(note: NoteSoFar, block: Block, blocks: Sequence[Block], *, unanswered: bool) -> bool:
    """Whether the question and its answer stood in one item, and ``block`` is the next."""
    if block.kind is not Kind.ITEM:
        return False
    asked = blocks[note.member.candidate.at]
    inside = bool(note.blocks) and note.begun and note.blocks[0].indent > note.indent
    same = block.marker == asked.marker and block.indent == note.indent
    return asked.kind is Kind.ITEM and inside and same and words.answer_label(block.text.text) is None


LABEL = Form(
    "label",
    _find,
    kinds=_KINDS,
    bind=_bind,
    select=_select,
    any_text=True,
    answers_in_details=True,
    false_positives=(_numbers_of_others,),
    split=with_answers_on_the_line,
    mark=_mark,
    is_over=_is_over,
    lines=Lines.MANY,
    has_marks=True,
    has_labels=True,
    below_titles=True,
    numbers_titles=True,
    may_be_bare=True,
    is_spoken=True,
)
