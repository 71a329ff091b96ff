"""How the reader's work grows with its input: four times the text in little more than four times the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from builder.blocks import scan
from builder.dialects import read, registry
from builder.source import Source
from tests.benchmarks.growth import growth

_SIZE = 300
_MOST = 5.0  # times the time for four times the text; sixteen would be the square of it
_REGISTRY = registry({})

_SHAPES: Mapping[str, Callable[[int], str]] = {
    "headings": lambda n: "\n".join(f"## What is {i}?\n\nIt is a thing.\n\n- one\n- two\n" for i in range(n)),
    "bare headings": lambda n: "\n".join("#" * (i % 6 + 1) + f" Heading {i}" for i in range(4 * n)),
    "labels": lambda n: "\n".join(f"Q: What is {i}?\nA: It is {i}.\n" for i in range(n)),
    "numbers": lambda n: "\n".join(f"{i + 1}. What is {i}?\n\n   It is {i}.\n" for i in range(n)),
    "nested lists": lambda n: "\n".join("  " * (i % 500) + f"- item {i}" for i in range(4 * n)),
    "open details": lambda n: "\n".join(f"<details><summary>What is {i}?</summary>\n\nIt is." for i in range(n)),
    "open fences": lambda n: "\n".join(f"## What is {i}?\n```py\ncode {i}" for i in range(n)),
    "open comments": lambda n: "<!-- open\n" * 4 * n,
    "one answer": lambda n: "## What?\n\n" + "\n\n".join(f"line {i}" for i in range(4 * n)) + "\n\n## Why?\n\nx",
    "rules": lambda n: "## What?\n\ntext\n\n" + "---\n" * 8 * n + "## Why?\n\nx",
    "blank lines": lambda n: "Q: What?\nA: x\n" + "\n" * 16 * n + "Q: Why?\nA: y",
    "contents": lambda n: "\n".join(f"- [What is {i}?](#w{i})" for i in range(n)) + "\n\n## What is 1?\n\nx\n",
    "long line": lambda n: "Q: What?\nA: " + "*_`[(< ? " * 40 * n + "\n\n# Why?\n\n" + "a" + " " * 200 * n + "b",
}


@pytest.mark.parametrize("shape", _SHAPES.values(), ids=_SHAPES.keys())
def test_linear(shape: Callable[[int], str]) -> None:
    small, large = (Source("a.md", shape(size)) for size in (_SIZE, 4 * _SIZE))
    assert growth(lambda: _read(small), lambda: _read(large)) < _MOST


def _read(source: Source) -> None:
    read(scan(source), _REGISTRY)
