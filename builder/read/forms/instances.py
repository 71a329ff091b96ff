"""Instances: the dialects as one document speaks them.

Owns: what binds a dialect to a document: the levels of its headings, the parts of its numbers, the
indents of its items and terms, the sign between the sides of its cards, the two names of a
transcript.  Does not own: what the dialects then propose (``proposals``), nor which of them is
taken (``detection``).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from builder.model.document import Block, Kind
from builder.read.forms.classify import number_parts
from builder.read.forms.dialect import TRANSCRIPT, Dialect, Form
from builder.read.forms.separators import separator
from builder.read.language import words

_PARTS_OF_LINES = (2, 3)  # how many parts the numbers of numbered lines may have
_MOST_INDENTS = 3  # of lists that are weighed
_WITH_SPEAKERS = frozenset({Form.SPEAKER, Form.LABEL})
_SPEAKING = frozenset({Kind.TEXT, Kind.ITEM, Kind.HEADING, Kind.SUMMARY})
_MOST_PAIRS = 4  # of names that are tried
_MOSTLY = 0.6  # the share of a name's turns that ask, and that the other name follows


def instances(blocks: Sequence[Block], dialects: Iterable[Dialect], automatic: bool) -> list[Dialect]:
    """The dialects, those that are bound to a place once for each place, and transcripts by their speakers.

    ``automatic``: the dialect is not given by the author, so that a place has to hold enough to count.
    """
    found = [bound for dialect in dialects for bound in _bound(blocks, dialect, automatic)]
    pair = _speakers(blocks) if automatic or any(d.form in _WITH_SPEAKERS for d in found) else None
    if pair is None:
        return found
    if (words.is_pair(*pair) or words.are_sides(*pair)) and any(d.form is Form.LABEL for d in found):
        return [replace(d, speakers=pair) if d.form is Form.LABEL else d for d in found]
    return [d for d in found if d.form is not Form.SPEAKER] + [replace(TRANSCRIPT, speakers=pair)]


def _bound(blocks: Sequence[Block], dialect: Dialect, automatic: bool) -> list[Dialect]:
    """A dialect once for each place of ``blocks`` that it may be bound to; itself where its form knows no places."""
    if dialect.form is Form.SEPARATED:
        return [replace(dialect, separator=sign)] if (sign := separator(blocks)) else []
    if dialect.form is Form.HEADING:
        places = _number_parts(blocks) if dialect.numbered else _levels(blocks)
    elif dialect.form is Form.LINE and dialect.numbered:
        places = _PARTS_OF_LINES
    elif dialect.form is Form.HANGING:
        places = _indents_of_terms(blocks, dialect.least)
    elif dialect.form is Form.ITEM and not _all_ask(blocks, numbered=dialect.numbered):
        places = _indents_of_items(blocks, dialect.least if automatic else 1, numbered=dialect.numbered)
    else:
        return [dialect]
    return [replace(dialect, place=place) for place in places]


# --------------------------------------------------------------------- places


def _levels(blocks: Sequence[Block]) -> tuple[int, ...]:
    """The levels of the headings."""
    return tuple(sorted({b.level for b in blocks if b.kind is Kind.HEADING}))


def _number_parts(blocks: Sequence[Block]) -> tuple[int, ...]:
    """How many parts the numbers of the headings have."""
    return tuple(sorted({number_parts(b) for b in blocks if b.kind is Kind.HEADING} - {0}))


def _indents_of_terms(blocks: Sequence[Block], least: int) -> tuple[int, ...]:
    """The indent at which lines stand most often above text that is indented more; none below ``least`` times."""
    terms = Counter(
        a.indent
        for a, b in itertools.pairwise(blocks)
        if a.kind is Kind.TEXT and not a.continues and b.continues and b.indent >= a.indent + 2
    )
    return tuple(indent for indent, times in terms.most_common(1) if times >= least)


def _indents_of_items(blocks: Sequence[Block], least: int, *, numbered: bool) -> tuple[int, ...]:
    """The indents at which most items of lists stand, ``least`` items or more at each."""
    indents = Counter(
        b.indent for b in blocks if b.kind is Kind.ITEM and (b.marker[:1].isdigit() or b.marker[:1] == "(") is numbered
    )
    return tuple(indent for indent, count in indents.most_common(_MOST_INDENTS) if count >= least)


def _all_ask(blocks: Sequence[Block], *, numbered: bool) -> bool:
    """Whether the items of lists on several levels nearly all look like questions."""
    items = [b for b in blocks if b.kind is Kind.ITEM and b.marker[:1].isdigit() is numbered]
    deep = sum(b.indent > items[0].indent + 1 for b in items) if items else 0
    asking = sum(words.question_likeness(b.text.text) >= 0.8 for b in items)
    return deep >= 3 and len(items) >= 6 and asking >= 0.85 * len(items)


# ------------------------------------------------------------------- speakers


def _speakers(blocks: Sequence[Block]) -> tuple[str, str] | None:
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
        asking = times >= least and more and asks[first] >= _MOSTLY * counts[first]
        sides = times >= 2 and words.are_sides(first, second)
        if times >= _MOSTLY * counts[first] and (asking or sides):
            return first, second
    return None
