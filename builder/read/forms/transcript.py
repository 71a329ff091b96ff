"""Transcripts: two people speak in turn, one of whom mostly asks."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from builder.model.document import Block, Kind
from builder.read.forms.candidates import Candidate, Mark
from builder.read.forms.form import SENTENCES, Dialect, Form, Lines
from builder.read.forms.marks import BY_KIND, mark_by_kind
from builder.read.language import words
from builder.read.weights import SHARES

_SPEAKING = frozenset({Kind.TEXT, Kind.ITEM, Kind.HEADING, Kind.SUMMARY})
_MOST_PAIRS = 4  # of names that are tried


def two_speakers(blocks: Sequence[Block]) -> tuple[str, str] | None:
    """Two names that speak in turn, the first of which mostly asks."""
    turns: list[tuple[str, bool]] = []
    for block in blocks:
        if block.kind in _SPEAKING and (label := words.speaker(block.text.text)):
            rest = block.text.text[label.end :]
            turns.append((label.word, words.question_likeness(rest) > 0))
    follows = Counter((a[0], b[0]) for a, b in itertools.pairwise(turns) if a[0] != b[0])
    counts = Counter(name for name, _ in turns)
    asks = Counter(name for name, asking in turns if asking)
    for (first, second), times in follows.most_common(_MOST_PAIRS):
        least = 2 if words.is_pair(first, second) else 3
        more = asks[first] / counts[first] > asks[second] / counts[second]
        asking = times >= least and more and asks[first] >= SHARES["turns"] * counts[first]
        sides = times >= 2 and words.are_sides(first, second)
        if times >= SHARES["turns"] * counts[first] and (asking or sides):
            return first, second
    return None


def are_labels(pair: tuple[str, str]) -> bool:
    """Whether two names are no names, but mark the sides of a card."""
    return words.is_pair(*pair) or words.are_sides(*pair)


def _bind(blocks: Sequence[Block], dialect: Dialect, automatic: bool) -> list[Dialect]:
    """The dialect with the two names; labels are left to the form of labels, where that is tried too."""
    pair = two_speakers(blocks)
    return [replace(dialect, speakers=pair)] if pair and not (automatic and are_labels(pair)) else []


def _place(dialect: Dialect) -> str:
    return f" of {dialect.speakers[0]} and {dialect.speakers[1]}"


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM):
        return None
    label = words.speaker(block.text.text)
    if not label or label.word != dialect.speakers[0]:
        return None
    return Candidate(at, block.text.cut(label.end), label.number)


def _mark(block: Block, dialect: Dialect) -> Mark | None:
    """The other one speaks."""
    if block.kind in BY_KIND:
        return mark_by_kind(block)
    text, _ = words.unwrapped(block.text)
    label = words.speaker(text.text)
    return Mark(text.cut(label.end)) if label and label.word == dialect.speakers[1] else None


TRANSCRIPT = Form(
    "transcript",
    _find,
    kinds=SENTENCES,
    bind=_bind,
    place=_place,
    mark=_mark,
    lines=Lines.TORN,
    has_marks=True,
    below_titles=True,
    is_spoken=True,
)
