"""Packing takes time in proportion to its input: in notes, in decks, in the length of a field.

Ratios, not seconds: doubling the input may not much more than double the time, on any machine.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from builder.notes import Rendered
from tests.package.samples import packed, rendered


def notes(count: int, *, decks: int = 10, answer: str = "Because of this, and of that. " * 10) -> list[Rendered]:
    return [rendered(str(i), deck=f"Root::{i % decks}", Answer=answer) for i in range(count)]


def seconds(batch: Sequence[Rendered]) -> float:
    """The best of three runs, in CPU time: what other processes do does not count."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        packed(batch)
        runs.append(time.process_time() - start)
    return min(runs)


CASES = {
    "notes": lambda scale: notes(10_000 * scale),
    "decks": lambda scale: notes(4_000 * scale, decks=2_000 * scale),
    "a long field": lambda scale: notes(1, answer="<" * 1_000_000 * scale),
}


@pytest.mark.parametrize("case", CASES)
def test_twice_the_input_takes_at_most_a_little_more_than_twice_the_time(case: str) -> None:
    small, large = (seconds(CASES[case](scale)) for scale in (1, 2))
    assert large / small < 3.2, f"{small:.3f} s became {large:.3f} s"
