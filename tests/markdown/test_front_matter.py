"""Front matter: where it ends, and what it says."""

from __future__ import annotations

import pytest

from builder.markdown.front_matter import split_front_matter
from builder.model.source import Source


@pytest.mark.parametrize(
    ("text", "table", "lines"),
    [
        ("---\ntitle: Tides\ntags: [a, b]\n---\ntext", {"title": "Tides", "tags": ["a", "b"]}, 4),
        ('+++\ntitle = "Tides"\n+++\ntext', {"title": "Tides"}, 3),
        ('{\n"title": "Tides",\n"menu": {\n"docs": 1\n}\n}\ntext', {"title": "Tides", "menu": {"docs": 1}}, 6),
        ("---\n\ntext between breaks\n\n---\n", {}, 0),
        ("---\ntitle: never closed\n", {}, 0),
        ("{\nno JSON\n}\n", {}, 0),
        ("text", {}, 0),
        ("", {}, 0),
    ],
)
def test_front_matter(text: str, table: dict[str, object], lines: int) -> None:
    assert split_front_matter(Source("a.md", text)) == (table, lines, ())


def test_what_is_no_yaml_is_read_line_by_line_and_reported_where_it_is_wrong() -> None:
    text = "---\nlayout: x\ntitle: Tides: an introduction\ntags:\n  - 'sea'\n  - moon\nother: [a, \"b\"]\n---\n"
    table, lines, (diagnostic,) = split_front_matter(Source("a.md", text))
    assert table == {"layout": "x", "title": "Tides: an introduction", "tags": ["sea", "moon"], "other": ["a", "b"]}
    assert (lines, diagnostic.rule.name, diagnostic.level.value) == (8, "bad-front-matter", "warning")
    assert diagnostic.span is not None
    assert diagnostic.span.line == 3


@pytest.mark.parametrize(
    "hostile",
    [
        "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]",
        "title: " + "[" * 400 + "]" * 400,
        "date: 2026-13-77",
        "title: !!python/object/apply:os.system ['true']",
    ],
)
def test_hostile_yaml_is_harmless(hostile: str) -> None:
    table, _, found = split_front_matter(Source("a.md", f"---\n{hostile}\n---\n"))
    assert len(str(table)) < 2000
    assert [d.rule.name for d in found] == ["bad-front-matter"]
