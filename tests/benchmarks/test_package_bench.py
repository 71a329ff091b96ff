"""Packing takes time in proportion to its input: in notes, in decks, in the length of a field.

Ratios, not seconds: doubling the input may not much more than double the time, on any machine.
"""

from __future__ import annotations

import pytest

from builder.model.notes import Rendered
from tests.benchmarks.growth import growth
from tests.package.samples import packed, rendered


def notes(count: int, *, decks: int = 10, answer: str = "Because of this, and of that. " * 10) -> list[Rendered]:
    return [rendered(str(i), deck=f"Root::{i % decks}", Answer=answer) for i in range(count)]


CASES = {
    "notes": lambda scale: notes(10_000 * scale),
    "decks": lambda scale: notes(4_000 * scale, decks=2_000 * scale),
    "a long field": lambda scale: notes(1, answer="<" * 1_000_000 * scale),
}


@pytest.mark.parametrize("case", CASES)
def test_twice_the_input_takes_at_most_a_little_more_than_twice_the_time(case: str) -> None:
    small, large = (CASES[case](scale) for scale in (1, 2))
    assert growth(lambda: packed(small), lambda: packed(large)) < 2.5  # the square would be four
