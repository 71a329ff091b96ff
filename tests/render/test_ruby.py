"""Readings above words, as Anki's users and Obsidian's write them."""

from __future__ import annotations

import re

import pytest

from builder.media import MediaStore
from builder.model.source import Source
from builder.render import Renderer, Shared
from builder.render.kinds import to_type
from builder.render.ruby import word_before
from tests.render.conftest import Files


def shown(text: str, furigana: bool | None = None) -> str:
    """The text with ``word(reading)`` for each word that has a reading, without other tags."""
    renderer = Renderer(media=MediaStore(Files()))
    html = renderer.html(Source("a.md", text).excerpt, None, Shared(furigana=furigana)).html
    return re.sub(r"<[^>]*>", "", html.replace("<ruby>", "«").replace("</ruby>", "»"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("漢字[かんじ]を読[よ]む", "«漢字(かんじ)»を«読(よ)»む"),
        ("本を 読[よ]む", "本を«読(よ)»む"),  # the space that Anki needs
        ("a 本[ほん]", "a «本(ほん)»"),
        ("食べ物[たべもの]", "«食べ物(たべもの)»"),  # kana within the word
        ("友達と食べ物[たべもの]", "友達と«食べ物(たべもの)»"),
        ("今日は天気[てんき]", "今日は«天気(てんき)»"),
        ("カタカナ読み[よみ]", "カタカナ«読み(よみ)»"),
        ("珈琲[コーヒー]と**水[みず]**", "«珈琲(コーヒー)»と«水(みず)»"),
        ("{図書館|としょかん}へ", "«図書館(としょかん)»へ"),
        ("{漢字|かん|じ}", "«漢(かん)字(じ)»"),
        ("{漢字|か|ん|じ}", "«漢字(かんじ)»"),
        ("| 水[みず] |\n|---|\n| 火[ひ] |", "\n\n\n«水(みず)»\n\n\n\n\n«火(ひ)»\n\n\n"),
    ],
)
def test_a_reading_stands_above_its_word(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`漢字[かんじ]`", "漢字[かんじ]"),
        ("$漢字[かんじ]$", "\\(漢字[かんじ]\\)"),
        ("漢字[かんじ](https://example.org)", "漢字かんじ"),  # a link
        ("漢字[かんじ]\n\n[かんじ]: https://example.org", "漢字かんじ"),
        ("漢字[1]と水[^1]", "漢字[1]と水[^1]"),
        ("かな[かな]", "かな[かな]"),
        ("中文[zhōngwén]", "中文[zhōngwén]"),
        ("{漢字|kanji}", "{漢字|kanji}"),
        ("食べ物[のみもの]", "食べ«物(のみもの)»"),  # no べ in it: it is that of 物 alone
    ],
)
def test_what_is_no_reading(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_the_author_decides() -> None:
    assert shown("中文[zhōngwén]、{水|shuǐ}", True) == "«中文(zhōngwén)»、«水(shuǐ)»"
    assert shown("漢字[1]と注[^1]", True) == "漢字[1]と注[^1]"
    assert shown("漢字[<b>]", True) == "«漢字(&lt;b&gt;)»"
    assert shown("漢字[かんじ]、{水|みず}", False) == "漢字[かんじ]、{水|みず}"


def test_a_reading_is_not_typed() -> None:
    assert to_type("<ruby>水<rp>(</rp><rt>みず</rt><rp>)</rp></ruby>だ", is_cloze=False) == "水だ"


def test_a_word_that_might_be_read_in_very_many_ways_is_decided_at_once() -> None:
    """To try each way to share the reading out among twenty words would take longer than anybody waits."""
    assert word_before("漢あ" * 20, "あ" * 2_000 + "い", None) == ""
    assert word_before("漢あ" * 20, "あ" * 2_000, None) == "漢あ" * 20
