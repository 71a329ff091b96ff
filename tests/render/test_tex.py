"""The checker of TeX, held against the MathJax that it foretells."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from builder.render import mathml
from builder.render.macros import expand, of_project
from builder.render.packages import PACKAGES
from builder.render.tex import check, check_expanded, mended, with_rows
from builder.render.vocabulary import COMMANDS, DELIMITERS, ENVIRONMENTS
from builder.rules import formulas as rules
from tests import cases

CASES = Path(__file__).parent / "cases"
VALID = (CASES / "tex_valid.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("tex", VALID)
def test_valid_formulas(tex: str) -> None:
    """What MathJax takes is not complained of, and MathJax does take it."""
    assert check(tex) == ()
    assert mathml.convert(tex, display=True).error == ""


@pytest.mark.parametrize("case", cases.load(CASES / "tex_wrong.txt"), ids=cases.title)
def test_wrong_formulas(case: cases.Case, expect: cases.Expect) -> None:
    problems = check(case.input)
    expect(case, "\n".join(f"{p.offset} {p.rule.code} {p.message}; {p.hint}" for p in problems))
    for problem in problems:
        assert 0 <= problem.offset < len(case.input)


@pytest.mark.parametrize("case", cases.load(CASES / "tex_wrong.txt"), ids=cases.title)
def test_mathjax_refuses_wrong_formulas_too(case: cases.Case) -> None:
    """Save those that are refused for another reason: for safety, for depth, or since ``\\)`` ends a formula."""
    (problem, *_) = check(case.input)
    ours = problem.rule is rules.REFUSED_COMMAND or "backslash" in problem.message or "deeply" in problem.message
    assert ours or mathml.convert(case.input, display=True).error


# Formulas that leave MathJax changed need a new one each, which takes its time.
PLAIN = [tex for tex in VALID if not re.search(r"\\Declare|toolsset", tex)]
PIECES = [
    "{",
    "}",
    "\\",
    "^",
    "_",
    "&",
    "$",
    "#",
    "'",
    "%",
    "\\left",
    "\\right",
    "(",
    ")",
    "[",
    "]",
    " ",
    "\\frac",
    "\\\\",
]
PIECES += ["\\begin{matrix}", "\\end{matrix}", "x", "2", "\\foo", "\\limits", "\\sqrt", "\\text{", "|", "\\over", "~"]


def mutant(rng: random.Random) -> str:
    """A valid formula with a character or a piece lost, doubled, added or moved."""
    tex = rng.choice(PLAIN)
    i = rng.randrange(len(tex))
    match rng.randrange(4):
        case 0:
            return tex[:i] + tex[i + 1 :]
        case 1:
            return tex[:i] + rng.choice(PIECES) + tex[i:]
        case 2:
            return tex[:i] + tex[i + 1 : i + 2] + tex[i] + tex[i + 2 :]
        case _:
            return tex[:i] + tex[i + rng.randrange(1, 6) :]


def test_mutants() -> None:
    """Of formulas with a slip in them, nearly all that MathJax refuses are caught, and hardly one is blamed wrongly."""
    rng = random.Random(2024)
    missed: list[str] = []
    blamed: list[str] = []
    refused = taken = 0
    for tex in sorted({mutant(rng) for _ in range(1000)}):
        problems = [p for p in check(tex) if "ends with a backslash" not in p.message]
        if any(p.rule is rules.REFUSED_COMMAND for p in problems):
            continue
        error = mathml.convert(tex, display=True).error
        refused += bool(error)
        taken += not error
        if error and not problems:
            missed.append(tex)
        elif problems and not error:
            blamed.append(tex)
    assert refused > 500
    assert len(missed) < 0.015 * refused, missed
    assert len(blamed) < 0.015 * taken, blamed


def test_the_list_is_that_of_mathjax() -> None:
    """Each command, environment and delimiter of the list is one of MathJax 3.2.2, and none is missing."""
    assert mathml.version() == "3.2.2"
    known = mathml.vocabulary()
    specials = {"\\", " ", "\u00a0"}  # handled where they are read
    assert set(COMMANDS) == {name for name in known["macro"] if name not in specials}
    assert set(ENVIRONMENTS) == set(known["environment"])
    assert set(DELIMITERS) == set(known["delimiter"])


def test_offsets_with_macros() -> None:
    """A problem's offset is that in the formula as typed."""
    macros = {"R": r"\mathbb{R}", "pair": "(#1, #2)"}
    (problem,) = check(r"\R + \pair{a}{b} + \foo", macros=macros)
    assert problem.offset == 19
    (problem,) = check(r"\R + \pair{\foo}{b}", macros=macros)
    assert problem.offset == 5


@pytest.mark.parametrize(
    ("tex", "expanded"),
    [
        (r"\R", r"\mathbb{R}"),
        (r"\Rx", r"\Rx"),
        (r"x\R y", r"x\mathbb{R} y"),
        (r"\al\al x", r"\alpha\alpha x"),
        (r"\frac\R\R", r"\frac{\mathbb{R}}{\mathbb{R}}"),
        (r"\frac{1}\R", r"\frac{1}{\mathbb{R}}"),
        (r"\sqrt[3]\R", r"\sqrt[3]{\mathbb{R}}"),
        (r"\frac{\R}{2}\R", r"\frac{\mathbb{R}}{2}\mathbb{R}"),
        (r"x^\R", r"x^{\mathbb{R}}"),
        (r"\mul\al{y}", r"\alpha y\cdot y"),
        (r"\mul{{a}}b", r"{a}b\cdot b"),
        (r"\text{\%}\R", r"\text{\%}\mathbb{R}"),
    ],
)
def test_expansion(tex: str, expanded: str) -> None:
    result = expand(tex, of_project({"R": r"\mathbb{R}", "\\al": r"\alpha", "mul": r"#1#2\cdot #2"}))
    assert result.tex == expanded
    assert result.problems == ()


def test_macros_that_multiply() -> None:
    """A chain of macros that double cannot fill the memory."""
    macros = {chr(97 + i) * 2: f"\\{chr(98 + i) * 2}\\{chr(98 + i) * 2}" for i in range(20)} | {"uu": "x" * 100}
    result = expand(r"\aa", of_project(macros))
    assert "too long" in result.problems[0].message
    assert result.tex == ""


def test_text_as_mathjax_shows_it() -> None:
    assert mended(r"\text{50\% of~it} + \textbf{a\_b}") == "\\text{50% of\u00a0it} + \\textbf{a_b}"
    assert mended(r"50\% \text{in \$ and $x\%$}") == r"50\% \text{in \$ and $x\%$}"


def test_a_formula_takes_a_fraction_of_a_millisecond() -> None:
    started = time.process_time()
    for _ in range(10):
        for tex in VALID:
            check_expanded(tex)
    assert (time.process_time() - started) / (10 * len(VALID)) < 0.0002


@pytest.mark.parametrize("case", cases.load(CASES / "tex_mended.txt"), ids=cases.title)
def test_what_has_a_plain_equal_is_mended(case: cases.Case, expect: cases.Expect) -> None:
    """And MathJax takes what comes out, which it does not take, or shows in another way, as typed."""
    tex = mended(with_rows(expand(case.input, PACKAGES).tex).tex)
    expect(case, tex)
    assert check_expanded(tex) == ()
    assert mathml.convert(tex, display=True).error == ""


def test_no_package_hides_a_command_that_mathjax_has() -> None:
    assert COMMANDS.keys().isdisjoint(PACKAGES)
