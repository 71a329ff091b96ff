"""One parser of Markdown's blocks: exact where GitHub is, and the same for the reader and the card.

``commonmark.json`` holds the 652 examples of the CommonMark specification 0.31.2 (John MacFarlane, CC BY-SA 4.0),
their Markdown alone, in order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from builder.markdown import extras
from builder.markdown.nodes import Node
from builder.markdown.tree import parse
from builder.model.config import Config
from builder.model.document import Kind
from builder.read.reading import read_document
from builder.read.recognise import registry

_HERE = Path(__file__).parent
_EXAMPLES: list[str] = json.loads((_HERE / "cases" / "commonmark.json").read_text(encoding="utf-8"))
_LAYOUTS = sorted(p for p in (_HERE.parent / "layouts").iterdir() if p.suffix in (".md", ".txt"))
_KINDS = {"pre": "code", "table": "table", "blockquote": "quote", "ul": "list", "ol": "list"}
_PLACE = re.compile(r"<(h[1-6]|pre|table|blockquote|ul|ol)\b[^>]*data-sourcepos=\"(\d+):")

# Where the tree is not GitHub's: a bullet one space right of another is its child, and some that no one writes.
_UNLIKE_GITHUB = {182, 216, 295, 310, 312}

# Where a document is read otherwise than a card shows its text, and the extra that it is read with.
_READ_WITH = {
    6: "layout", 7: "layout", 115: "layout", 127: "fences", 139: "fences", 161: "page", 236: "layout", 238: "layout",
    252: "layout", 273: "layout", 274: "layout", 278: "layout", 285: "marks", 289: "layout", 304: "marks",
    313: "layout", 367: "marks",
}  # fmt: skip


def _extents(node: Node) -> Iterator[tuple[str, int, int]]:
    for child in node.children:
        if child.kind in ("heading", "code", "table", "quote", "list"):
            yield child.kind, child.first, child.final
        yield from _extents(child)


def _tree(text: str, options: extras.Extras) -> set[tuple[str, int, int]]:
    return set(_extents(parse(text.rstrip("\n").split("\n"), options)))


def test_as_on_github() -> None:
    unlike = set()
    for number, text in enumerate(_EXAMPLES, 1):
        html = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_SOURCEPOS | Options.CMARK_OPT_UNSAFE)
        theirs = {(_KINDS.get(m[1], "heading"), int(m[2]) - 1) for m in _PLACE.finditer(html)}
        if theirs != {(kind, first) for kind, first, _ in _tree(text, extras.GITHUB)}:
            unlike.add(number)
    assert unlike == _UNLIKE_GITHUB


def test_the_reader_and_the_card_see_the_same_blocks() -> None:
    unlike = {
        number for number, text in enumerate(_EXAMPLES, 1) if _tree(text, extras.DOCUMENT) != _tree(text, extras.CARD)
    }
    assert unlike == _READ_WITH.keys()


@pytest.mark.parametrize("number", _READ_WITH)
def test_each_difference_has_a_name(number: int) -> None:
    """Without the extra that is named, a document's blocks are not what they are with it."""
    text = _EXAMPLES[number - 1]
    without = replace(extras.DOCUMENT, **{_READ_WITH[number]: False})
    assert _tree(text, without) != _tree(text, extras.DOCUMENT)


@pytest.mark.parametrize("path", _LAYOUTS, ids=lambda path: path.name)
def test_code_tables_and_quotations_of_answers_are_those_of_the_document(path: Path) -> None:
    """What is code, a table or a quotation in a document is so on its cards, and nothing else is."""
    document = read_document(path.name, path.read_bytes(), Config(), registry({}))
    names = {Kind.FENCE: "code", Kind.TABLE: "table", Kind.QUOTE: "quote"}
    for draft in document.reading.drafts:
        numbers = {line.number for line in draft.answer}
        inside = [b for b in document.document.blocks if b.kind in names and {ln.number for ln in b.lines} <= numbers]
        shown = [kind for kind, _, _ in _extents(parse(draft.answer.text.split("\n"))) if kind in names.values()]
        expected = sorted(names[block.kind] for block in inside)
        if expected == ["quote"] and len(inside[0].lines) == len(draft.answer.lines):
            expected = []  # an answer that is one quotation is shown as its text
        assert expected == sorted(shown), draft.question.text
