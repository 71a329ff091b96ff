"""Titles of groups of questions that have the form of something else.

Owns: the questions and items that name those below them.  Does not own: headings that are no questions by
their form (``heading_roles``), nor bare lines (``titles``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.model.document import Block, Kind
from builder.read.fold.headings import Headings
from builder.read.forms.form import Member
from builder.read.language import words
from builder.read.weights import LIKENESS

_LOOK_AHEAD = 60  # blocks in which the next heading is looked for


def is_numbered_title(blocks: Sequence[Block], members: Mapping[int, Member], headings: Headings, at: int) -> bool:
    """Whether a numbered line is the title of those below it: "3.0 Problems", then "3.1 Why …"."""
    candidate = members[at].candidate
    following = headings.next_member(at)
    if not members[at].dialect.form.numbers_titles or following is None or not candidate.number:
        return False
    if words.question_likeness(candidate.text.text) > 0:
        return False
    above, below = candidate.number.split("."), members[following].candidate.number.split(".")
    if len(below) > len(above) and above == below[: len(above)]:
        return True
    inside = above[-1] == "0" and above[:-1] == below[: len(above) - 1]
    return inside and all(b.kind is Kind.BLANK for b in blocks[at + 1 : following])


def is_heading_of_others(blocks: Sequence[Block], members: Mapping[int, Member], headings: Headings, at: int) -> bool:
    """Whether a heading in the form of a question asks nothing and has nothing below it but deeper headings."""
    member = members[at]
    if not member.dialect.form.in_headings:
        return False
    asks = member.likeness > LIKENESS["to_be_learned"] or member.candidate.answer is not None or headings.own_text(at)
    below = next((b for b in blocks[at + 1 : at + _LOOK_AHEAD] if b.kind is Kind.HEADING), None)
    return not asks and below is not None and below.level > blocks[at].level


def is_empty_title(blocks: Sequence[Block], members: Mapping[int, Member], headings: Headings, at: int) -> bool:
    """Whether a heading on the level of the questions asks nothing, and has nothing below it but one that asks."""
    member = members[at]
    following = headings.next_member(at)
    if not member.dialect.form.in_headings or member.likeness > LIKENESS["to_be_learned"] or following is None:
        return False
    below = next((i for i in range(at + 1, following + 1) if blocks[i].kind is not Kind.BLANK), following)
    return below == following and members[following].likeness > LIKENESS["by_form"]


def is_outer_item(blocks: Sequence[Block], members: Mapping[int, Member], at: int) -> bool:
    """Whether an item is the title of the questions in the list below it."""
    if blocks[at].kind is not Kind.ITEM:
        return False
    below = next((i for i in range(at + 1, len(blocks)) if blocks[i].kind is not Kind.BLANK), at)
    return below in members and blocks[below].kind is Kind.ITEM and blocks[below].indent > blocks[at].indent
