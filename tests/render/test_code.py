"""Code blocks: languages, classes, and not a letter changed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.render import Html, code
from tests import cases
from tests.render.conftest import report

CASES = cases.load(Path(__file__).parent / "cases" / "code.txt")


@pytest.mark.parametrize("case", CASES, ids=cases.title)
def test_code(case: cases.Case, expect: cases.Expect, render: Callable[[str], Html]) -> None:
    expect(case, report(render(case.input)))


@pytest.mark.parametrize("name", sorted(set(code.ALIASES.values()) - {""}))
def test_every_alias_leads_to_a_lexer(name: str) -> None:
    assert "<span" in code.highlight(
        '# "x" 1 // y\nif (x) { return 1; } -- \'z\' <a b="c">\n$ ls\n[section]\nk = "v"', name
    )


@given(st.text(), st.sampled_from(["python", "c", "html", "console", "json", "sql", "", "nosuch"]))
def test_not_a_letter_is_changed(source: str, language: str) -> None:
    source = source.replace("\r", "")
    assert html.unescape(re.sub("<[^<>]*>", "", code.highlight(source, language))) == source


@given(st.text(), st.sampled_from(["python", "javascript", "html", "console"]))
def test_only_six_classes(source: str, language: str) -> None:
    found = set(re.findall("<[^<>]*>", code.highlight(source, language)))
    assert found <= {"</span>", *(f'<span class="{c}">' for c in "kscnfo")}
