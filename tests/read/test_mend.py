"""Mojibake is mended where it is certain, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.source import Source
from builder.read.mend import mend, mended_text

RIGHT = "Ein Café in Zürich, Łódź, 北京, Привет, don’t “quote” — 5 € ± √2 · O(√n) … naïve façade"


@pytest.mark.parametrize("encoding", ["cp1252", "macroman", "latin-1"])
def test_words_come_back_from_each_encoding(encoding: str) -> None:
    wrong = "Poincaré".encode().decode(encoding)
    assert wrong != "Poincaré"
    assert mended_text(f"The {wrong} map.") == "The Poincaré map."


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        "√∂ and √± are signs",
        "in code: `cafÃ©`",
        "```\ncafÃ©\n```",
        "~~~\ncafÃ©\n```\nnaÃ¯ve\n~~~",
        "plain",
        "",
    ],
)
def test_what_is_right_or_code_stays(text: str) -> None:
    assert mended_text(text) == text


def test_a_label_in_code_and_what_follows_a_fence_are_mended() -> None:
    assert mended_text("**`CafÃ©:`** x\n```\nÃ©\n```\nfÃ¼r") == "**`Café:`** x\n```\nÃ©\n```\nfür"


def test_each_mend_tells_where_it_stood() -> None:
    source, found = mend(Source("a.md", "one\nA cafÃ© for naÃ¯ve people"))
    assert source.text == "one\nA café for naïve people"
    assert [(d.span.line, d.span.column, d.span.end_column) for d in found if d.span] == [(2, 3, 8), (2, 13, 19)]
    assert [d.fix.text for d in found if d.fix] == ["café", "naïve"]


@given(st.text(max_size=200))
def test_mending_twice_is_mending_once_and_keeps_the_lines(text: str) -> None:
    once = mended_text(text)
    assert once.count("\n") == text.count("\n")
    assert mended_text(once) == once


@given(st.text(alphabet=st.characters(max_codepoint=126), max_size=200))
def test_ascii_is_never_touched(text: str) -> None:
    assert mended_text(text) == text
