"""Series: which numbered candidates belong together."""

from __future__ import annotations

from builder.read.choose.series import chain


def chosen(numbers: list[str], weights: list[float] | None = None, bounds: list[int] | None = None) -> list[str]:
    weights = weights or [0.5] * len(numbers)
    return [numbers[i] for i in chain(numbers, list(range(len(numbers))), weights, bounds or [])]


def test_a_plain_series() -> None:
    assert chosen(["1", "2", "3"]) == ["1", "2", "3"]


def test_steps_inside_an_answer_are_no_part_of_it() -> None:
    numbers = ["1", "2", "1", "2", "3", "3", "4"]
    weights = [0.5, 0.5, -0.3, -0.3, -0.3, 0.5, 0.5]
    assert chain(numbers, list(range(7)), weights, []) == [0, 1, 5, 6]


def test_gaps_and_repeats() -> None:
    assert chosen(["1", "2", "4", "4", "5"]) == ["1", "2", "4", "4", "5"]


def test_numbering_begins_anew_at_a_heading() -> None:
    assert chosen(["1", "2", "1", "2"], bounds=[2]) == ["1", "2", "1", "2"]


def test_numbers_of_two_parts() -> None:
    assert chosen(["1.1", "1.2", "2.1", "2.2", "3.1"]) == ["1.1", "1.2", "2.1", "2.2", "3.1"]


def test_a_number_that_follows_exactly_counts_for_that_alone() -> None:
    weights = [0.5, 0.5, 0.5, 0.5, -0.25, -0.25, 0.5]
    assert chosen([str(n) for n in range(1, 8)], weights) == [str(n) for n in range(1, 8)]


def test_nothing_from_nothing() -> None:
    assert chain([], [], [], []) == []
