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


def test_bad_front_matter_is_reported_where_it_is_wrong() -> None:
    table, lines, (diagnostic,) = split_front_matter(Source("a.md", "---\ntitle: one: two\n---\n"))
    assert (table, lines, diagnostic.rule.name) == ({}, 3, "bad-front-matter")
    assert diagnostic.span is not None
    assert diagnostic.span.line == 2
