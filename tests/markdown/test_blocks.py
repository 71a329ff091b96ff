"""Scan: what a line is, and that every line is in one block."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.markdown.blocks import scan
from builder.model.document import Kind
from builder.model.source import Source


def kinds(text: str) -> list[Kind]:
    return [b.kind for b in scan(Source("a.md", text)).blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One", [Kind.HEADING]),
        ("### One ###", [Kind.HEADING]),
        ("##One", [Kind.HEADING]),
        ("#hashtag", [Kind.TEXT]),
        ("One\n===", [Kind.HEADING]),
        ("<h2>One</h2>", [Kind.HEADING]),
        ("<h2>\nOne\n</h2>", [Kind.HEADING]),
        ("<h2>never closed\n\nOne", [Kind.TEXT, Kind.BLANK, Kind.TEXT]),
        ("Title\n~~~~~", [Kind.HEADING]),
        ("1. ### One", [Kind.HEADING]),
        ("one\ntwo", [Kind.TEXT, Kind.TEXT]),
        ("- one\n  two", [Kind.ITEM, Kind.TEXT]),
        ("1) one", [Kind.ITEM]),
        ("7.Explain", [Kind.ITEM]),
        ("7)Why", [Kind.ITEM]),
        ("7.5 litres", [Kind.TEXT]),
        ("7.explain", [Kind.TEXT]),
        ("7.", [Kind.ITEM]),
        ("- ", [Kind.ITEM]),
        ("1、一", [Kind.ITEM]),
        ("```\n# no\n```", [Kind.FENCE]),
        ("text\n\n    code\n\n    more", [Kind.TEXT, Kind.BLANK, Kind.FENCE]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", [Kind.TABLE]),
        ("> one\n> two", [Kind.QUOTE]),
        ("---", [Kind.RULE]),
        ("- - -", [Kind.RULE]),
        ("--", [Kind.RULE]),
        ("====", [Kind.RULE]),
        ("#######", [Kind.RULE]),
        ("######", [Kind.HEADING]),
        ("····", [Kind.RULE]),
        ("-=-=-=-", [Kind.RULE]),
        ("==", [Kind.TEXT]),
        ("1. One\n======", [Kind.HEADING]),
        ("1. One\n---", [Kind.ITEM, Kind.RULE]),
        ("1. One\n===", [Kind.ITEM, Kind.TEXT]),
        ("<!-- one\ntwo -->", [Kind.COMMENT]),
        ("<!-- never closed\ntwo", [Kind.TEXT, Kind.TEXT]),
        ("term\n: meaning", [Kind.TERM, Kind.DEFINITION]),
        ("<dt>term</dt>\n<dd>meaning</dd>", [Kind.TERM, Kind.DEFINITION]),
        ("<details><summary>s</summary>\ntext\n</details>", [Kind.SUMMARY, Kind.TEXT, Kind.END_DETAILS]),
        ("<details>\n<summary>long\none</summary>\n</details>", [Kind.DETAILS, Kind.SUMMARY, Kind.END_DETAILS]),
        ("<div>\n</div>", [Kind.HTML, Kind.HTML]),
    ],
)
def test_kinds(text: str, expected: list[Kind]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "title"), [("## C#", "C#"), ("# a #", "a"), ("#", ""), ("# #", ""), ("##  b  ##  ", "b")]
)
def test_titles(text: str, title: str) -> None:
    (block,) = scan(Source("a.md", text)).blocks
    assert (block.kind, block.text.text) == (Kind.HEADING, title)


@pytest.mark.parametrize(
    ("text", "title", "number", "level"),
    [
        ('<h3 id="x">\n  <a name="y">One</a>\n</h3>', '<a name="y">One</a>', 2, 3),
        ("<h2>\n<img src='a.png'>\nOne</h2>", "One", 3, 2),
    ],
)
def test_headings_in_tags_over_several_lines(text: str, title: str, number: int, level: int) -> None:
    (block,) = scan(Source("a.md", text)).blocks
    assert (block.kind, block.text.text, block.text.number, block.level) == (Kind.HEADING, title, number, level)


def test_a_title_underlined_is_as_long_as_its_line() -> None:
    """A line of tildes that is much longer or shorter than what stands above it opens a code block."""
    assert kinds("How does ice move?\n~~~~~~~~~~~~~~~~~~") == [Kind.HEADING]
    assert kinds("How does ice move?\n~~~~\ncode\n~~~~") == [Kind.TEXT, Kind.FENCE]


def test_numbers_of_underlined_titles() -> None:
    blocks = scan(Source("a.md", "3. Ice\n======\n\n4. Sea\n~~~~~~\n")).blocks
    assert [(b.marker, b.text.text, b.level) for b in blocks if b.kind is Kind.HEADING] == [
        ("3.", "Ice", 1),
        ("4.", "Sea", 2),
    ]


def test_pieces_of_a_line_know_their_columns() -> None:
    blocks = scan(Source("a.md", "<details><summary>One</summary>two</details>")).blocks
    assert [(b.kind, b.text.column) for b in blocks] == [(Kind.SUMMARY, 19), (Kind.TEXT, 32), (Kind.END_DETAILS, 35)]


def test_an_unclosed_fence_is_reported_and_swallows_nothing() -> None:
    document = scan(Source("a.md", "```py\ncode\n\n## Why?"))
    assert [(d.rule.name, d.span and d.span.line) for d in document.diagnostics] == [("unclosed-fence", 1)]
    assert document.blocks[-1].kind is Kind.HEADING


def test_a_fence_that_opens_another_was_left_open() -> None:
    assert kinds("```py\ncode\n## Why?\n```py\nmore\n```") == [Kind.FENCE, Kind.TEXT, Kind.HEADING, Kind.FENCE]


@settings(deadline=None)
@given(st.text(alphabet="ab#-*>`~<|:1.=\n \t", max_size=200) | st.text(max_size=200))
def test_every_line_is_in_one_block_in_order(text: str) -> None:
    source = Source("a.md", text)
    numbers = [line.number for block in scan(source).blocks for line in block.lines]
    assert sorted(set(numbers)) == [line.number for line in source.lines]
    assert numbers == sorted(numbers)
