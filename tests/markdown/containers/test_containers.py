"""Boxes that site generators add to Markdown: what becomes of their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.markdown.blocks import scan
from builder.model.source import Source
from tests import cases

_FILE = Path(__file__).parent / "cases" / "boxes.txt"


@pytest.mark.parametrize("case", cases.load(_FILE), ids=cases.title)
def test_boxes(case: cases.Case, expect: cases.Expect) -> None:
    document = scan(Source("a.md", case.input))
    lines = [line for block in document.blocks for line in block.lines]
    expect(case, "\n".join(f"{line.number:>2}:{line.column:<3} {line.text}" for line in lines if line.text))


@pytest.mark.parametrize("case", cases.load(_FILE), ids=cases.title)
def test_text_keeps_its_place(case: cases.Case) -> None:
    """What a question or an item says stands in the file where its line says it stands."""
    source = Source("a.md", case.input)
    for block in scan(source).blocks:
        written = source.lines[block.number - 1].text
        named = block.text.text == "Answer"  # a title that stands in the file as a name alone
        if block.kind.value in ("summary", "text", "item", "heading") and block.text.text in written and not named:
            line = source.lines[block.text.number - 1]
            assert line.cut(block.text.column - 1).text.startswith(block.text.text), block


def test_boxes_are_looked_into_a_fixed_number_of_levels_deep() -> None:
    """A thousand boxes in each other cost no more than their lines."""
    text = "\n".join([":::" + " details a"] * 1000 + [":::"] * 1000)
    assert sum(len(block.lines) for block in scan(Source("a.md", text)).blocks) < 3000
