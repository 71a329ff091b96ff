"""Formulas in plain text: which are taken for formulas, and their TeX."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.render import mathml
from builder.render.plainmath import formula_column, typeset
from builder.render.tex import check
from tests import cases

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", cases.load(CASES / "plainmath.txt"), ids=cases.title)
def test_typeset(case: cases.Case, expect: cases.Expect) -> None:
    """Line by line: the TeX, in a column of formulas and in any other where they differ; ‹text› where none."""
    lines = []
    for text in case.input.split("\n"):
        strict, expected = typeset(text), typeset(text, expected=True)
        assert strict in (None, expected)
        lines.append(strict or (f"(column) {expected}" if expected else "‹text›"))
        if expected:
            assert mathml.convert(expected, display=False).error == ""
    expect(case, "\n".join(lines))


@pytest.mark.parametrize(
    "header",
    [
        "Formula", "**Formula**", "Formulas", "Equation", "EQUATION (short)", "Expression", "Formel", "Gleichung",
        "Équation", "Fórmula", "Ecuación", "Equazione", "Equação", "Vergelijking", "Wzór", "Формула", "公式", "数式",
        "수식",
    ],
)  # fmt: skip
def test_columns_of_formulas(header: str) -> None:
    assert formula_column(header)


@pytest.mark.parametrize("header", ["", "Information", "Performance", "Form", "Name", "Formulation", "Use cases"])
def test_other_columns(header: str) -> None:
    assert not formula_column(header)


SYMBOLS = "abexyfPQ0123 =+-*/^_()[]{}|,.<>∑∏√σθπ∞≤²₁'𝜎ŷ"


@given(st.text(st.sampled_from(SYMBOLS), max_size=40))
def test_whatever_is_typeset_is_tex(text: str) -> None:
    tex = typeset(text, expected=True)
    assert tex is None or check(tex) == ()


@given(st.text(st.sampled_from("abexyfP0123=+-*(),<>"), max_size=30))
def test_no_sign_is_lost(text: str) -> None:
    """Letters, digits and signs come out in the order in which they were typed."""
    tex = typeset(text, expected=True)
    if tex is not None:
        signs = (
            (r"\leftrightarrow", "<->"),
            (r"\leftarrow", "<-"),
            (r"\to", "->"),
            (r"\le", "<="),
            (r"\ge", ">="),
            (r"\pm", "+-"),
        )
        for command, sign in signs:
            tex = tex.replace(command, sign)
        for name in ("operatorname", "mathrm", "Rightarrow", "exp", "max"):
            tex = tex.replace("\\" + name, "=>" if name == "Rightarrow" else "")
        kept = [c for c in tex if c not in "{} \\"]
        assert [c for c in text if c != " "] == kept
