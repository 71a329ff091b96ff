"""MathML by MathJax itself, and what browsers without MathJax need."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from builder.model.diagnostics import ProjectError
from builder.model.source import Source
from builder.render import mathml
from builder.render.formulas import Guard


def converted(tex: str, *, display: bool = False) -> ET.Element:
    result = mathml.convert(tex, display=display)
    assert result.error == ""
    return ET.fromstring(result.mathml)


def test_one_element_without_white_space() -> None:
    assert mathml.convert(r"\frac{a}{b}", display=False).mathml == ("<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>")
    assert converted("x", display=True).get("display") == "block"


@pytest.mark.parametrize(
    ("tex", "letter"),
    [
        (r"\mathbb{R}", "ℝ"),
        (r"\mathbb{E}", "𝔼"),
        (r"\mathbf{x}", "𝐱"),
        (r"\mathbf{1}", "𝟏"),
        (r"\boldsymbol{\mu}", "𝝁"),
        (r"\mathcal{L}", "ℒ"),
        (r"\mathcal{N}", "𝒩"),
        (r"\mathscr{F}", "ℱ"),
        (r"\mathfrak{g}", "𝔤"),
        (r"\mathfrak{C}", "ℭ"),
        (r"\mathsf{A}", "𝖠"),
        (r"\mathtt{a}", "𝚊"),
        (r"\mathbf{\Gamma}", "𝚪"),
    ],
)
def test_alphabets_are_letters(tex: str, letter: str) -> None:
    """MathML Core has no mathvariant but normal."""
    root = converted(tex)
    assert "".join(root.itertext()) == letter
    assert not any("mathvariant" in element.attrib for element in root.iter())


def test_upright_stays_upright() -> None:
    (letter,) = converted(r"\mathrm{d}").iter("mi")
    assert letter.get("mathvariant") == "normal"


def test_alignments_are_classes() -> None:
    cells = list(converted(r"\begin{align} a &= b \\ c &= d \end{align}", display=True).iter("mtd"))
    assert [cell.get("class") for cell in cells] == ["db-right", "db-left"] * 2


def test_a_tag_comes_last() -> None:
    (row,) = converted(r"\begin{align} a &= b \tag{7} \end{align}", display=True).iter("mtr")
    assert ["".join(cell.itertext()) for cell in row] == ["a", "=b", "(7)"]
    assert row[-1].get("class") == "db-tag"


def test_boxes_and_strokes_are_classes() -> None:
    assert [e.get("class") for e in converted(r"\boxed{x} \cancel{y}").iter("mrow") if e.get("class")] == [
        "db-boxed",
        "db-struck",
    ]


def test_nothing_but_mathml_comes_out() -> None:
    """Addresses, styles, identifiers and scripts have no way through, whatever MathJax would write."""
    hostile = [
        r"\href{javascript:alert(1)}{x}",
        r"\style{background: url(https://example.org)}{x}",
        r"\class{a}{x}",
        r"\cssId{a}{x}",
        r'\mmlToken{mi}[href="javascript:alert(1)"]{x}',
        r"\text{<script>alert(1)</script>}",
        r"\bbox[background: url(https://example.org)]{x}",
        r"\unicode{60}script",
    ]
    for tex in hostile:
        result = mathml.convert(tex, display=False).mathml
        assert "<script" not in result
        for element in ET.fromstring(result).iter():
            assert element.tag.startswith("m")
            assert not {"href", "style", "id", "xlink:href"} & set(element.attrib)


def test_mathjax_says_what_is_wrong() -> None:
    assert "Undefined control sequence" in mathml.convert(r"\foo", display=False).error


def test_formulas_do_not_know_each_other() -> None:
    """A definition in one formula is none in the next, or the outcome would hang on their order."""
    mathml.convert(r"\newcommand{\abc}{x} \def\abd{y} \DeclareMathOperator{\abe}{z} \abc\abd\abe", display=False)
    for name in ("abc", "abd", "abe"):
        assert mathml.convert(f"\\{name}", display=False).error
    assert mathml.convert(r"\label{a} x", display=True) == mathml.convert(r"\label{a} x", display=True)


def test_macros_without_end_are_stopped() -> None:
    assert mathml.convert(r"\def\x{\x\x}\x", display=False).error


def test_the_guard_writes_mathml() -> None:
    guard = Guard(mode="mathml")
    text = guard.hide(Source("a.md", "Take $x$.\n\n| Formula |\n|---|\n| f(x) = x^2 |").excerpt)
    html = guard.show(text)
    assert "Take <math><mi>x</mi></math>." in html
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html.replace("<mrow><mn>2</mn></mrow>", "<mn>2</mn>")
    assert guard.count == 2


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing package is a problem of the project, with the command that mends it."""
    monkeypatch.setattr(mathml, "quickjs", None)
    mathml._engine.cache_clear()
    try:
        with pytest.raises(ProjectError) as caught:
            mathml.convert("x", display=False)
        assert "deckbuilder[mathml]" in caught.value.hint
    finally:
        mathml._engine.cache_clear()
