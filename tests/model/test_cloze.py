"""Deletions in every notation, as they are found, shown and written for Anki."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.cloze import FINDERS, Cloze, cloze, filled, impossible, shown, unclosed, uncovered
from builder.model.source import Excerpt, Line


def read(text: str, notation: str = "anki") -> Cloze | None:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), 1))
    return cloze(Excerpt("notes.md", lines), FINDERS[notation])


@pytest.mark.parametrize(
    ("notation", "text", "plain", "asked", "hidden"),
    [
        ("anki", "A {{c1::quay::wall}} for {{c2::ships}}.", "A quay for ships.", "A […] for […].", ["quay", "ships"]),
        ("anki", "{{c2::x {{c1::y}} z}} w", "x y z w", "[…] w", ["x y z", "y"]),
        ("anki", r"{{c1::\(a^{b^{c}}\)}} is", r"\(a^{b^{c}}\) is", "[…] is", [r"\(a^{b^{c}}\)"]),
        ("anki", "`{{c1::no}}` {{c1::`a::b`::hint}}", "`{{c1::no}}` `a::b`", "`{{c1::no}}` […]", ["`a::b`"]),
        ("anki", "{{c1::a { b}} c", "a { b c", "[…] c", ["a { b"]),
        ("anki", "{{c1::two\nlines}} here", "two\nlines here", "[…]\n here", ["two lines"]),
        ("highlights", "A ==quay==^[wall] `==x==`", "A quay `==x==`", "A […] `==x==`", ["quay"]),
        ("highlights", "a == b and c==d", None, None, None),
        ("brackets", "[a] [b](c) ![d] `e[0]` $f[1]$", "a [b](c) ![d] `e[0]` $f[1]$", None, ["a"]),
        ("braces", "{1:a} {b} {c3::d::e}", "a b d", "[…] […] […]", ["a", "b", "d"]),
    ],
)
def test_notations(notation: str, text: str, plain: str | None, asked: str | None, hidden: list[str] | None) -> None:
    found = read(text, notation)
    if plain is None:
        assert found is None
        return
    assert found is not None
    assert found.plain == plain
    assert [deletion.text for deletion in found.deletions] == hidden
    if asked is not None:
        assert shown(found).text == asked


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("{{c1::a::b}}", "{{c4::a::b}}"),
        (r"{{c1::\(a^{b^{c}}\)}}", r"{{c4::\(a^{b^{c&#125;&#125;\)}}"),
        ("{{c1::`a::b`}}", "{{c4::`a:&#58;b`}}"),
        ("`{{c9::x}}` {{c1::y}}", "`{&#123;c9::x}}` {{c4::y}}"),
    ],
)
def test_what_anki_gets(html: str, written: str) -> None:
    found = read(html)
    assert found is not None
    assert filled(found.text.text, [4]) == written


def test_marks_that_anki_could_not_take() -> None:
    assert list(unclosed("{{c1::a, {{c2:b}} and `{{c3::c`")) == [0, 9]
    assert list(impossible("{{c0::a}} {{c499::b}} {{c500::c}}")) == [(0, "0"), (22, "500")]


@given(st.lists(st.sampled_from(["{{c1::", "}}", "a", "::", "{", "}", "`", "\\(", "\\)", "\n", " b "]), max_size=14))
def test_nothing_is_lost_whatever_the_marks(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = read(text)
    if found is not None:
        letters = [c for c in text if c in "ab"]
        hints = [c for d in found.deletions for c in d.hint if c in "ab"]
        assert len([c for c in found.plain if c in "ab"]) + len(hints) >= len(letters)
        written = filled(found.text.text, [1] * len(found.deletions))
        assert "{{c1::" not in uncovered(written)
