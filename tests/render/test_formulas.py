"""The guard: what it hides and shows, what it reports, and that nothing of the source is lost."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.source import Source
from builder.render.formulas import Guard
from tests import cases

CASES = Path(__file__).parent / "cases"
MACROS = {
    "\\R": "\\mathbb{R}",
    "norm": "\\lVert #1 \\rVert",
    "half": "\\frac12",
    "al": "\\alpha",
    "set": "\\{#1\\}",
    "loop": "\\loop x",
}


def hidden(text: str, **options: object) -> tuple[Guard, str]:
    guard = Guard(**options)  # type: ignore[arg-type]
    return guard, guard.hide(Source("a.md", text).excerpt)


def shown(text: str, **options: object) -> str:
    guard, markdown = hidden(text, **options)
    return guard.show(markdown)


@pytest.mark.parametrize("case", cases.load(CASES / "formulas.txt"), ids=cases.title)
def test_what_is_a_formula(case: cases.Case, expect: cases.Expect) -> None:
    expect(case, shown(case.input, mode="tex"))


@pytest.mark.parametrize("case", cases.load(CASES / "formulas_plain.txt"), ids=cases.title)
def test_plain_text(case: cases.Case, expect: cases.Expect) -> None:
    guard, markdown = hidden(case.input)
    expect(case, guard.show(markdown.replace("\uf8dc", "‹_›").replace("\uf8dd", "‹*›")))


@pytest.mark.parametrize("case", cases.load(CASES / "formulas_wrong.txt"), ids=cases.title)
def test_wrong_formulas(case: cases.Case, expect: cases.Expect) -> None:
    guard, markdown = hidden(case.input)
    expect(case, guard.show(markdown) + "\n---" + "".join(map(_line, guard.diagnostics)))


@pytest.mark.parametrize("case", cases.load(CASES / "formulas_macros.txt"), ids=cases.title)
def test_macros(case: cases.Case, expect: cases.Expect) -> None:
    guard, markdown = hidden(case.input, macros=MACROS)
    expect(case, guard.show(markdown) + "\n---" + "".join(map(_line, guard.diagnostics)))


def _line(diagnostic: object) -> str:
    d = diagnostic
    return f"\n{d.span.line}:{d.span.column} {d.rule.code} {d.message}; {d.hint}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("line", (CASES / "prices.txt").read_text(encoding="utf-8").splitlines())
def test_prices_stay_text(line: str) -> None:
    guard, markdown = hidden(line)
    assert guard.count == 0
    assert markdown == line


@pytest.mark.parametrize("line", (CASES / "dollars.txt").read_text(encoding="utf-8").splitlines())
def test_formulas_in_a_sentence(line: str) -> None:
    for text in (line, f"Let {line} hold.", f"({line})", f"**{line}**", f"| a | b |\n|---|---|\n| {line} | c |"):
        guard, markdown = hidden(text, mode="tex")
        assert guard.count == 1, text
        assert not guard.diagnostics
        assert "$" not in markdown


def test_a_placeholder_ends() -> None:
    """The eleventh formula is not the first and a 1."""
    text = " ".join(f"${chr(97 + i)}$" for i in range(20))
    guard, markdown = hidden(text)
    assert guard.show(markdown + "1") == " ".join(f"\\({chr(97 + i)}\\)" for i in range(20)) + "1"


def test_the_place_of_a_problem() -> None:
    """Columns count in the source, whatever markers stand before a line."""
    guard, _ = hidden("> - quoted\n>\n>   $$\n>   a + \\foo\n>   $$\n")
    (problem,) = guard.diagnostics
    assert (problem.span.line, problem.span.column) == (4, 9)  # type: ignore[union-attr]


def test_typeset_cells_are_listed() -> None:
    guard, _ = hidden("| Formula |\n|---|\n| σ(x) = 1 / (1 + e^(-x)) |\n| none |")
    assert guard.typeset == (("σ(x) = 1 / (1 + e^(-x))", r"\sigma(x) = \frac{1}{1 + e^{-x}}"),)
    assert guard.count == 1


def test_mode_tex_protects_only() -> None:
    guard, markdown = hidden("| Formula |\n|---|\n| f(x)_i = x |", mode="tex")
    assert guard.typeset == ()
    assert "f(x)\uf8dci = x" in markdown


def test_html_is_escaped() -> None:
    assert shown("$a<b>c & d$ $\\text{<img src=x onerror=1>}$") == (
        '<code class="db-badtex">$a&lt;b&gt;c &amp; d$</code> \\(\\text{&lt;img src=x onerror=1&gt;}\\)'
    )


MARKUP = st.text(st.sampled_from("$$$\\\\()[]{}`~<>|-_*#\n\n >ab1+=^&:!.,'\"\uf8da\uf8d1\uf8db\uf8dc𝜎∑/"), max_size=80)


@given(MARKUP)
def test_the_source_comes_back(text: str) -> None:
    """Whatever is hidden, ``plain`` gives back every character as typed."""
    guard, markdown = hidden(text)
    assert guard.plain(markdown) == text


@given(MARKUP)
def test_nothing_is_left_of_a_placeholder(text: str) -> None:
    guard, markdown = hidden(text)
    html = guard.show(markdown)
    assert html.count("\uf8da") == text.count("\uf8da")
    assert html.count("\uf8db") == text.count("\uf8db")


HOSTILE = {
    "dollars": "$" * 10_000,
    "dollars apart": "$ " * 10_000,
    "openings": "$a " * 10_000,
    "closings": " a$" * 10_000,
    "double": "$$a " * 10_000,
    "double on lines": "$$\n\n" * 5_000,
    "round": "\\(" * 10_000,
    "square": "\\[ " * 10_000,
    "environments": "\\begin{align}" * 3_000,
    "texts": "$\\text{ " * 3_000,
    "backticks": "` $a``" * 5_000,
    "tags": "<a " * 10_000,
    "comments": "<!--" * 10_000,
    "code tags": "<code>" * 10_000,
    "links": "](" * 10_000,
    "cells": "|a" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "|a" * 3_000,
    "quotes": "> " * 10_000,
    "stars": "a*b" * 10_000,
    "subscripts": ")_a" * 10_000,
    "braces": "$" + "{" * 10_000 + "}" * 10_000 + "$",
    "fractions": "$" + "\\frac{" * 3_000 + "}" * 3_000 + "$",
    "scripts": "$" + "x^{" * 3_000 + "}" * 3_000 + "$",
    "definitions": "\\def\\x{a}\n" * 3_000,
    "labels": "$$a\\label{b}$$ \\eqref{b} " * 2_000,
    "units": "\\SI{1}{\\m " * 3_000,
    "left raw": "$a_b and " * 5_000,
    "roots": "$" + "\\root " * 3_000 + "$",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_linear(name: str) -> None:
    started = time.process_time()
    hidden(HOSTILE[name])
    assert time.process_time() - started < 1.5
