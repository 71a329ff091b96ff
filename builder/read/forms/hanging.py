"""Hanging terms: a short line by itself, with the lines below it indented deeper."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from builder.model.document import Block, Kind
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Dialect, Form, Member
from builder.read.language import words
from builder.read.weights import COUNTS

_MOST_WORDS = 8  # where nothing asks
_LONGEST = 100  # characters


def _bind(blocks: Sequence[Block], dialect: Dialect, automatic: bool) -> list[Dialect]:
    """The dialect at the indent at which lines stand most often above text that is indented more, if often enough."""
    terms = Counter(
        a.indent
        for a, b in itertools.pairwise(blocks)
        if a.kind is Kind.TEXT and not a.continues and b.continues and b.indent >= a.indent + 2
    )
    return [replace(dialect, place=indent) for indent, times in terms.most_common(1) if times >= dialect.least]


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.TEXT or block.continues or block.indent != dialect.place:
        return None
    after = next(iter(blocks[at + 1 : at + 2]), None)
    if after is None or not after.continues or after.indent < block.indent + 2 or len(block.text.text) > _LONGEST:
        return None
    text, _ = words.unwrapped(block.text)
    if len(text.text.split()) > _MOST_WORDS and words.question_likeness(text.text) <= 0:
        return None
    return Candidate(at, text.cut(0, len(text.text.rstrip(" :："))))


def _starts(dialect: Dialect, evidence: Evidence) -> int:
    return sum(b.kind is Kind.TEXT and not b.continues and b.indent == dialect.place for b in evidence.blocks)


def _too_few(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> bool:
    """Whether there are few terms: fewer are enough where the title promises some."""
    return len(members) < (dialect.least if evidence.terms else COUNTS["terms"])


HANGING = Form(
    "hanging", _find, kinds=frozenset({Kind.TEXT}), bind=_bind, are_terms=True, starts=_starts, too_few=_too_few
)
