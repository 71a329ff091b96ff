"""Pairs: a short term, a sign, and its meaning on the same line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder.model.document import Block, Kind
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import SENTENCES, Dialect, Form, Member, Members
from builder.read.forms.shapes import is_run_in
from builder.read.forms.titled import none_if_repeated, text_key, times_of_texts
from builder.read.language import words
from builder.read.weights import COUNTS

_PAIR = re.compile(
    r"(?!\[[^\[\]]*\]:)(?P<term>[^:?!|]{1,60}?)(?:\s*[:：]\s+|\s+(?:[-–—=→⇒]|->|=>)\s+|\s?(?:-{2,3}|—)\s?)(?=\S)"
)
_LONGEST = 120  # characters at the beginning of a line in which the sign stands
_TERM_WORDS = 6  # at most


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM) or block.indent > 1 or block.marker[:1].isdigit() or is_run_in(block):
        return None
    match = _PAIR.match(block.text.text[:_LONGEST])
    if not match or len(match["term"].split()) > _TERM_WORDS or words.answer_label(block.text.text):
        return None
    term = words.unwrapped(block.text.cut(0, match.end("term")))[0]
    if words.question_likeness(block.text.text) >= 1 > words.question_likeness(term.text):
        return None  # a question with a sign in it
    return Candidate(at, term, answer=block.text.cut(match.end()))


def _is_defined(found: Candidate, evidence: Evidence) -> bool:
    return found.at in evidence.defined


def _shares(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> Iterator[float]:
    if all(m.candidate.at in evidence.defined for m in members):
        yield 0.0


def _repeated(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The pairs whose term does not come again and again."""
    times = times_of_texts(members)
    return tuple(m for m in members if times[text_key(m)] < COUNTS["same_text"])


PAIR = Form(
    "pair",
    _find,
    kinds=SENTENCES,
    is_shown=_is_defined,
    are_terms=True,
    shares=_shares,
    false_positives=(_repeated, none_if_repeated),
    below_titles=True,
)
