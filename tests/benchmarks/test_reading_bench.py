"""How the reader's work grows with its input: four times the text in no more than six times the time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import pytest

from builder.blocks import scan
from builder.dialects import read, registry
from builder.source import Source

_SIZE = 600
_MOST = 9.0  # times the time for four times the text; sixteen would be the square of it
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
    small, large = shape(_SIZE), shape(4 * _SIZE)
    ratios = []
    for _ in range(5):  # another process may have taken the processor: the best of five counts
        ratios.append(_seconds(large) / _seconds(small))
        if ratios[-1] < _MOST:
            break
    print(f"{min(ratios):.1f} times the time for 4 times the text")
    assert min(ratios) < _MOST


def _seconds(text: str) -> float:
    start = time.perf_counter()
    read(scan(Source("a.md", text)), _REGISTRY)
    return time.perf_counter() - start
