"""Matching and the search for near-duplicates stay near-linear: ratios of one run, for no machine is like another."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from builder.ledger.entries import Entry
from builder.ledger.matching import match
from builder.ledger.texts import answer_digest, readable, sketch
from builder.model.notes import Draft
from builder.model.similarity import near_pairs
from tests.ledger.crowd import crowd

SIZES = (1_000, 10_000, 100_000)
NEAR_LINEAR = 25.0  # times as long for ten times as many: linear would be 10, all pairs 100


def _entry(number: int, draft: Draft) -> Entry:
    return Entry(
        guid=str(number),
        question=readable(draft.question.text),
        answer=answer_digest(draft.answer.text),
        sketch=sketch(draft.answer.text),
        path=draft.path,
        sections=tuple(s.title for s in draft.sections),
    )


def _ratios(work: Callable[[int], Callable[[], object]], sizes: tuple[int, ...]) -> list[float]:
    """How many times longer each size takes than the one before."""
    seconds = []
    for size in sizes:
        run = work(size)
        gc.collect()
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    print(", ".join(f"{size:,}: {s:.2f} s" for size, s in zip(sizes, seconds, strict=True)))
    return [later / earlier for earlier, later in pairwise(seconds)]


@pytest.mark.parametrize("reworded", [0.05, 0.6])
def test_matching(reworded: float) -> None:
    """5 % reworded, 5 % moved, 1 % removed; and, at worst, most of a deck reworded at once."""

    def work(size: int) -> Callable[[], object]:
        edit = crowd(size, reworded=reworded)
        entries = [_entry(number, draft) for number, draft in enumerate(edit.before)]
        return lambda: match(edit.after, entries)

    assert max(_ratios(work, SIZES if reworded < 0.5 else SIZES[:2])) < NEAR_LINEAR


def test_near_duplicates() -> None:
    def work(size: int) -> Callable[[], object]:
        texts = [draft.question.text for draft in crowd(size).after]
        return lambda: near_pairs(texts, 0.8)

    assert max(_ratios(work, SIZES[:2])) < NEAR_LINEAR
