"""Habits: what holds for the answers of a whole document.

Owns: what is found out about a document's notes before they are read one by one.  Does not own: what follows
from it for one of them (``note_bounds``, ``heading_roles``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, takewhile

from builder.model.document import Block, Kind
from builder.read.fold.headings import CONTENT
from builder.read.forms import options
from builder.read.forms.form import Dialect, Member, answer_mark
from builder.read.forms.shapes import asks_below
from builder.read.language import page
from builder.read.language.placeholders import is_placeholder, may_be_placeholder
from builder.read.weights import COUNTS, SHARES

_NEAR = 4  # blocks above a question in which a break is looked for
_LOOK_AHEAD = 60  # blocks, with the question's own, in which the beginning of an answer is looked for

_A_WORD = 16  # characters of an answer beside which a word by itself is one too
_MOST_WORDS = 0.15  # part of the answers that are so short where a word by itself is none
_LEAST_TO_TELL = 2  # answers by which the length of the others is known


@dataclass(frozen=True, slots=True)
class Habits:
    """What the notes of one document have in common."""

    labelled: bool  # most answers begin with a mark
    quoted: bool  # most answers are block quotes
    ruled: bool  # a thematic break stands above each labelled question but the first
    dialects: frozenset[Dialect]  # in which the questions are read
    only_asking: frozenset[Dialect]  # the lists of which few questions have anything after them
    choices: bool  # options are to choose from, and not answers
    terse: bool  # some answers are a word by itself, or there are too few to tell
    topics: bool  # titles that ask nothing have answers too
    closings: frozenset[str]  # lines that end many notes (``page.closing``)
    question_link: str  # the words of a link with which all questions end
    furniture: frozenset[int]  # headings that are repeated with nothing below them


def habits(blocks: Sequence[Block], members: Mapping[int, Member], *, has_keys: bool) -> Habits:
    """The habits of a document of ``blocks``, whose questions are ``members``, by the index of their block.

    ``has_keys``: answers stand apart, in a key.
    """
    return Habits(
        labelled=_are_labelled(blocks, members),
        quoted=_are_quoted(blocks, members),
        ruled=_are_ruled(blocks, members),
        dialects=frozenset(m.dialect for m in members.values()),
        only_asking=_lists_without_answers(blocks, members),
        choices=has_keys or options.have_answers(blocks),
        terse=_are_terse(blocks, members),
        topics=any(m.likeness <= 0 and m.answered for m in members.values()),
        closings=page.repeated_closings(blocks, sorted(members)),
        question_link=page.shared_link([m.candidate.text.text for m in members.values() if not m.candidate.rows]),
        furniture=page.repeated_headings(blocks),
    )


def _extents(blocks: Sequence[Block], members: Mapping[int, Member]) -> Iterator[tuple[Member, range]]:
    """Each question, and the places of its block and of those up to the next question."""
    for start, end in pairwise([*sorted(members), len(blocks)]):
        yield members[start], range(start, end)


def _are_labelled(blocks: Sequence[Block], members: Mapping[int, Member]) -> bool:
    marked = 0
    for member, extent in _extents(blocks, members):
        marked += member.candidate.answer is not None or any(
            answer_mark(blocks[at], member.dialect) and not options.is_first(blocks, at) for at in extent[1:_LOOK_AHEAD]
        )
    return bool(members) and marked >= SHARES["labelled_answers"] * len(members)


def _are_quoted(blocks: Sequence[Block], members: Mapping[int, Member]) -> bool:
    quoted = 0
    for _, extent in _extents(blocks, members):
        near = (blocks[at] for at in extent[1:_LOOK_AHEAD])
        first = next((b for b in near if b.kind in CONTENT - {Kind.FENCE} and not b.continues), None)
        quoted += first is not None and first.kind is Kind.QUOTE
    return bool(members) and quoted >= SHARES["quoted_answers"] * len(members)


def _are_terse(blocks: Sequence[Block], members: Mapping[int, Member]) -> bool:
    """Whether a word by itself can be an answer: some are as short, or there are too few to tell."""
    lengths = []
    for member, extent in _extents(blocks, members):
        text = _answer_text(blocks, member, extent)
        if text and not member.candidate.rows and not may_be_placeholder(text) and not is_placeholder(text):
            lengths.append(len(text))
    return len(lengths) < _LEAST_TO_TELL or sum(n <= _A_WORD for n in lengths) > _MOST_WORDS * len(lengths)


def _answer_text(blocks: Sequence[Block], member: Member, extent: range) -> str:
    """What stands below a question or on its line, without the mark that announces it, roughly."""
    texts = [member.candidate.answer.text] if member.candidate.answer else []
    for at in extent[1:]:
        mark = answer_mark(blocks[at], member.dialect)
        if mark or blocks[at].kind in CONTENT:
            texts.append(mark.text.text if mark else blocks[at].text.text)
    return " ".join(texts).strip()


def _are_ruled(blocks: Sequence[Block], members: Mapping[int, Member]) -> bool:
    later = sorted(members)[1:]
    return bool(later) and all(members[at].dialect.form.has_labels and _is_below_rule(blocks, at) for at in later)


def _is_below_rule(blocks: Sequence[Block], at: int) -> bool:
    above = next((b for b in reversed(blocks[max(0, at - _NEAR) : at]) if b.kind is not Kind.BLANK), None)
    return above is not None and above.kind is Kind.RULE


def _lists_without_answers(blocks: Sequence[Block], members: Mapping[int, Member]) -> frozenset[Dialect]:
    answered: dict[Dialect, list[bool]] = {}
    for member, extent in _extents(blocks, members):
        if member.dialect.form.may_be_unanswered:
            asked = blocks[member.candidate.at]
            rest = [b for at in extent[1:] if (b := blocks[at]).kind is not Kind.BLANK]
            more = list(takewhile(partial(asks_below, asked), rest))
            following = rest[len(more)] if len(rest) > len(more) else None
            has_answer = following is not None and (following.continues or following.kind in CONTENT - {Kind.FENCE})
            answered.setdefault(member.dialect, []).extend([has_answer, *(False for _ in more)])
    return frozenset(
        dialect
        for dialect, each in answered.items()
        if len(each) >= COUNTS["unanswered_list"] and sum(each) <= SHARES["unanswered_list"] * len(each)
    )
