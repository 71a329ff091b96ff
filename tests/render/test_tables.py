"""Tables: cells, rows that do not fit, and how they come to a card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.markdown import tables
from builder.render import Html
from tests import cases
from tests.render.conftest import report

CASES = cases.load(Path(__file__).parent / "cases" / "tables.txt")


@pytest.mark.parametrize("case", CASES, ids=cases.title)
def test_tables(case: cases.Case, expect: cases.Expect, render: Callable[[str], Html]) -> None:
    expect(case, report(render(case.input)))


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 30


@given(
    st.lists(st.text("ab \\`$", max_size=6).map(str.strip).filter(lambda c: "`" not in c and "\\" not in c), min_size=1)
)
def test_cells_come_back(cells: list[str]) -> None:
    """What is written as a row is read as the same cells."""
    assert tables.split_row("| " + " | ".join(cells) + " |") == cells


@given(st.lists(st.text("ab|", max_size=4), min_size=1, max_size=9), st.integers(1, 6))
def test_no_cell_is_lost_to_fit(row: list[str], width: int) -> None:
    fitted = tables.fit(row, width)
    assert len(fitted) == width
    assert "".join(fitted).replace(" | ", "") == "".join(row)
