"""Definitions: found wherever they are in a document, each with its place."""

from __future__ import annotations

import pytest

from builder.markdown.blocks import scan
from builder.model.source import Source


def found(text: str) -> list[tuple[str, str, list[tuple[int, int, str]]]]:
    definitions = scan(Source("a.md", text)).definitions
    return [(d.kind.value, d.name, [(ln.number, ln.column, ln.text) for ln in d.lines]) for d in definitions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[The  Map]: maps/a.png 'A map'", [("link", "the map", [(1, 1, "[The  Map]: maps/a.png 'A map'")])]),
        (
            "text\n\n[a]: <b c>\n[d]: #e\n",
            [("link", "a", [(3, 1, "[a]: <b c>")]), ("link", "d", [(4, 1, "[d]: #e")])],
        ),
        ("> [a]: b.html", [("link", "a", [(1, 3, "[a]: b.html")])]),
        ('[a]:\n  /b\n  "c"\n', [("link", "a", [(1, 1, "[a]:"), (2, 3, "/b"), (3, 3, '"c"')])]),
        ("[a]: x/b\n\n[A]: x/c", [("link", "a", [(1, 1, "[a]: x/b")])]),
        ("see [a]\n\n[a]: place", [("link", "a", [(3, 1, "[a]: place")])]),
        ("[a]: place", []),
        ("[a]: Yes.\n\n[a]: No.", []),
        ("```\n[a]: b.html\n```", []),
        ("text\n[a]: b.html", []),
        ("[^x]: One\n    two\n", [("footnote", "x", [(1, 1, "[^x]: One"), (2, 1, "    two")])]),
        ("*[MTB]: a tea bag", [("abbreviation", "MTB", [(1, 1, "*[MTB]: a tea bag")])]),
        (
            "\\newcommand{\\R}{\\mathbb{R}}\n\\def\\e{\\mathrm e}",
            [
                ("macro", "R", [(1, 1, "\\newcommand{\\R}{\\mathbb{R}}")]),
                ("macro", "e", [(2, 1, "\\def\\e{\\mathrm e}")]),
            ],
        ),
    ],
)
def test_definitions(text: str, expected: list[tuple[str, str, list[tuple[int, int, str]]]]) -> None:
    assert found(text) == expected
