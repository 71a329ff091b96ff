"""Items of lists as questions, numbered or bullets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from builder.model.document import Block, Kind
from builder.read.forms.answers_on_line import have_dashes, is_pair, with_answers_on_the_line
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Dialect, Form, Lines, Member, Members, NoteSoFar, are_mostly_answered
from builder.read.forms.options import is_box
from builder.read.forms.shapes import LINK_ITEM, is_link, is_numbered, number_of_item
from builder.read.language import words
from builder.read.weights import COUNTS, LIKENESS, SHARES

_CHECKBOX = re.compile(r"\[[ xX]\]\s")
_NEAR = 4  # blocks in which what stands within an item begins
_MOST_INDENTS = 3  # of lists that are weighed


# ---------------------------------------------------------------------- places


def _bind(blocks: Sequence[Block], dialect: Dialect, automatic: bool) -> list[Dialect]:
    """The dialect once for each indent at which most items stand; for all at once where nearly all ask."""
    if _all_ask(blocks, numbered=dialect.numbered):
        if any(b.continues or (b.kind is Kind.TEXT and b.indent) for b in blocks):
            return [dialect]
        return [replace(dialect, place=min(b.indent for b in blocks if b.kind is Kind.ITEM))]  # nobody answers
    least = dialect.least if automatic else 1
    indents = Counter(b.indent for b in blocks if b.kind is Kind.ITEM and is_numbered(b) is dialect.numbered)
    places = [indent for indent, count in indents.most_common(_MOST_INDENTS) if count >= least]
    if not automatic and places and not _any_asks(blocks, numbered=dialect.numbered):
        places = [min(places)]  # what is below the items of the list is their answer
    return [replace(dialect, place=place) for place in places]


def _any_asks(blocks: Sequence[Block], *, numbered: bool) -> bool:
    """Whether an item looks like a question by its words."""
    items = (b for b in blocks if b.kind is Kind.ITEM and is_numbered(b) is numbered)
    return any(words.question_likeness(b.text.text) >= LIKENESS["sure"] for b in items)


def _all_ask(blocks: Sequence[Block], *, numbered: bool) -> bool:
    """Whether the items of lists on several levels nearly all look like questions."""
    items = [b for b in blocks if b.kind is Kind.ITEM and b.marker[:1].isdigit() is numbered]
    deep = sum(b.indent > items[0].indent + 1 for b in items) if items else 0
    asking = sum(words.question_likeness(b.text.text) >= LIKENESS["sure"] for b in items)
    return deep >= 3 and len(items) >= 6 and asking >= 0.85 * len(items)


def _place(dialect: Dialect) -> str:
    return f" indented by {dialect.place}" if dialect.place else ""


# ----------------------------------------------------------------- candidates


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.ITEM or not block.text.text or not _at_place(block, dialect.place):
        return None
    if is_numbered(block) is not dialect.numbered:
        return None
    if LINK_ITEM.match(block.text.text) or is_box(block):
        return None
    if is_link(block) and words.question_likeness(block.text.text) <= 0:
        return None  # something to read, not to answer
    box = _CHECKBOX.match(block.text.text)
    text = block.text.cut(box.end()) if box else block.text
    return Candidate(at, words.unwrapped(text)[0], number_of_item(block))


def _at_place(block: Block, place: int | None) -> bool:
    """Whether an item stands where the series does, give or take a space; numbers may be aligned at their right."""
    digits = sum(c.isdigit() for c in block.marker)
    return place is None or abs(block.indent - place) <= 1 or (digits > 1 and block.indent + digits == place + 1)


# ----------------------------------------------------------------------- looks


def _is_listed(found: Candidate, dialect: Dialect, evidence: Evidence) -> bool:
    return found.at in evidence.listed or (dialect.numbered and evidence.promised[found.at])


def _features(found: Candidate, dialect: Dialect, evidence: Evidence) -> Iterator[str]:
    if evidence.asks_in_headings and is_link(evidence.blocks[found.at]):
        yield "a link"
    elif found.at in evidence.listed or (dialect.numbered and evidence.topics and evidence.promised[found.at]):
        yield "in a list of questions"


def _shares(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> Iterator[float]:
    if not dialect.numbered and len(members) >= COUNTS["answered_bullets"] and are_mostly_answered(members):
        yield SHARES["answered_bullets"]
    if sum(m.candidate.at in evidence.listed for m in members) >= COUNTS["regular_list"]:
        yield SHARES["listed"]


# ----------------------------------------------------------- where a list ends


def _trim(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The bullets from the first question to the last."""
    if dialect.numbered:
        return members
    asking = [i for i, m in enumerate(_asking_flags(members, evidence)) if m]
    return members[asking[0] : asking[-1] + 1] if asking else ()


def _asking(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The bullets that look like questions, their siblings with an answer, and pairs with a dash among such."""
    if dialect.numbered:
        return members
    return tuple(m for m, asks in zip(members, _asking_flags(members, evidence), strict=True) if asks)


def _asking_flags(members: Members, evidence: Evidence) -> list[bool]:
    """For each bullet, whether it is a question."""
    dashed = have_dashes(members)
    flags = [m.likeness > 0 or (dashed and is_pair(m)) for m in members]
    for start, end in _lists(members, evidence):
        inside = members[start:end]
        asking = sum(m.likeness > 0 for m in inside)
        alike = all(_holds_answer(m, evidence) for m in inside) and len(inside) >= COUNTS["answered_bullets"]
        if alike and asking >= SHARES["answered_bullets"] * len(inside):
            flags[start:end] = [True] * len(inside)
    return flags


def _lists(members: Members, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """The places in ``members`` at which each list begins and ends: nothing at the margin stands between its items."""
    start = 0
    for i in range(1, len(members) + 1):
        if i == len(members) or not _are_siblings(members[i - 1], members[i], evidence):
            yield start, i
            start = i


def _are_siblings(first: Member, second: Member, evidence: Evidence) -> bool:
    before, after = evidence.blocks[first.candidate.at], evidence.blocks[second.candidate.at]
    between = evidence.blocks[first.candidate.at + 1 : second.candidate.at]
    inside = all(b.kind is Kind.BLANK or b.continues or b.indent > before.indent for b in between)
    return inside and before.marker == after.marker


def _holds_answer(member: Member, evidence: Evidence) -> bool:
    """Whether something stands within a bullet, below its first line."""
    at, blocks = member.candidate.at, evidence.blocks
    below = next((b for b in blocks[at + 1 : at + _NEAR] if b.kind is not Kind.BLANK), None)
    return below is not None and (below.indent > blocks[at].indent or below.continues)


def _is_over(note: NoteSoFar, block: Block, blocks: Sequence[Block], *, unanswered: bool) -> bool:
    """Whether a list of questions has ended: with a bullet that asks nothing, or where none has an answer."""
    if block.kind is Kind.BLANK:
        return False
    if block.kind is Kind.ITEM:
        asked = blocks[note.member.candidate.at]
        same = not asked.marker[:1].isdigit() and block.marker == asked.marker
        return block.indent < note.indent - 1 or (same and block.indent == note.indent)
    beside = block.indent <= note.indent and not block.continues and block.kind not in (Kind.FENCE, Kind.QUOTE)
    return beside and not note.begun and unanswered


ITEM = Form(
    "item",
    _find,
    kinds=frozenset({Kind.ITEM}),
    bind=_bind,
    place=_place,
    is_listed=_is_listed,
    features=_features,
    is_plain=True,
    shares=_shares,
    trim=_trim,
    settle=_asking,
    split=with_answers_on_the_line,
    is_over=_is_over,
    lines=Lines.MANY,
    may_be_unanswered=True,
    below_titles=True,
)
