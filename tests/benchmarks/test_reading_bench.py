"""How the reader's work grows with its input: four times the text in little more than four times the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from builder.model.config import Config
from builder.read.formats.encoding import decode
from builder.read.reading import read_document
from builder.read.recognise import registry
from tests.benchmarks.growth import growth

_SIZE = 150
_LINE = 8_000  # characters
_MOST = 5.0  # times the time for four times the text; sixteen would be the square of it
_REGISTRY = registry({})
_LETTERS = "ABCD"

_Shape = Callable[[int], str]


def _numbered(count: int, text: str = "What is {}?", after: str = "\n") -> str:
    return "".join(f"{i + 1}. {text.format(i)}{after}" for i in range(count))


_SHAPES: Mapping[str, _Shape] = {
    "headings": lambda n: "\n".join(f"## What is {i}?\n\nIt is a thing.\n\n- one\n- two\n" for i in range(n)),
    "bare headings": lambda n: "\n".join("#" * (i % 6 + 1) + f" Heading {i}" for i in range(4 * n)),
    "numbered headings": lambda n: "\n".join(
        f"## {i + 1}. Thing {i}\n\nIt is.\n\n### 1. Part\n\nx\n" for i in range(n)
    ),
    "headings in sections": lambda n: "\n".join(f"# Part {i}\n\n## What is {i}?\n\nIt is.\n" for i in range(n)),
    "headings in one answer": lambda n: "## What?\n\nx\n\n" + "### Part\n\n" * 4 * n + "## Why?\n\ny",
    "headings between labels": lambda n: "Q: What?\nA: x\n\n" + "## Part\n\n" * 4 * n + "Q: Why?\nA: y",
    "headings of one text": lambda n: "## What is the output?\n\n```js\nx\n```\n\n" * n,
    "labels": lambda n: "\n".join(f"Q: What is {i}?\nA: It is {i}.\n" for i in range(n)),
    "labels on headings": lambda n: "\n".join(f"### Question {i}\n\nWhy {i}?\n\n**Answer:** So.\n" for i in range(n)),
    "numbers": lambda n: "\n".join(f"{i + 1}. What is {i}?\n\n   It is {i}.\n" for i in range(n)),
    "numbers in any order": lambda n: "\n".join(f"{i * 7919 % n}. What is {i}?\n\nIt is {i}.\n" for i in range(n)),
    "bullets that ask": lambda n: "\n".join(f"- What is {i}?" for i in range(4 * n)),
    "paragraphs that ask": lambda n: "\n\n".join(f"What is {i}?" for i in range(4 * n)),
    "bold lines": lambda n: "\n\n".join(f"## Part {i}\n\n**What is it?**\n\nIt is {i}." for i in range(n)),
    "pairs": lambda n: "\n".join(f"Term {i} – a meaning of it" for i in range(4 * n)),
    "terms above their meaning": lambda n: "\n\n".join(f"term {i}\n    It is {i}." for i in range(2 * n)),
    "definitions": lambda n: "\n\n".join(f"term {i}\n: It is {i}." for i in range(2 * n)),
    "two dialects in turn": lambda n: "\n".join(
        f"## What is {i}?\n\nx\n" if i // 12 % 2 else f"Q: What is {i}?\nA: x\n" for i in range(n)
    ),
    "options": lambda n: _numbered(n, after="\nA) one\nB) two\nC) three\nAnswer: B\n\n"),
    "letters in an answer": lambda n: "## What?\n\n" + "x\n\nA.\n\n" * 2 * n + "## Why?\n\ny",
    "answers in an answer": lambda n: "## What?\n\nx\n\n" + "Answer: y\n\n" * 4 * n + "## Why?\n\nz",
    "a question over lines": lambda n: "Q: What\n" + "and what\n" * 4 * n + "\nA: x\n\nQ: Why?\nA: y",
    "nested lists": lambda n: "\n".join("  " * (i % 500) + f"- item {i}" for i in range(4 * n)),
    "open details": lambda n: "\n".join(f"<details><summary>What is {i}?</summary>\n\nIt is." for i in range(n)),
    "details in details": lambda n: "<details><summary>Answer</summary>\n\n" * n + "x\n\n" + "</details>\n\n" * n,
    "open fences": lambda n: "\n".join(f"## What is {i}?\n```py\ncode {i}" for i in range(n)),
    "open comments": lambda n: "<!-- open\n" * 4 * n,
    "open headings of HTML": lambda n: "\n".join(f"<h3>What is {i}?" for i in range(2 * n)),
    "open boxes": lambda n: "\n".join(f"::: details What is {i}?\n\nx\n" for i in range(n)),
    "boxes in boxes": lambda n: "::: details What?\n" * n + "x\n" + ":::\n" * n,
    "open components": lambda n: "\n".join(f'<Accordion title="What is {i}?">\n\nx\n' for i in range(n)),
    "one answer": lambda n: "## What?\n\n" + "\n\n".join(f"line {i}" for i in range(4 * n)) + "\n\n## Why?\n\nx",
    "rules": lambda n: "## What?\n\ntext\n\n" + "---\n" * 8 * n + "## Why?\n\nx",
    "blank lines": lambda n: "Q: What?\nA: x\n" + "\n" * 16 * n + "Q: Why?\nA: y",
    "contents": lambda n: "\n".join(f"- [What is {i}?](#w{i})" for i in range(n)) + "\n\n## What is 1?\n\nx\n",
    "contents of questions": lambda n: (
        _numbered(n) + "\n" + "\n".join(f"{i + 1}. What is {i}?\n\nIt is {i}.\n" for i in range(n))
    ),
    "table": lambda n: "| Question | Answer |\n|---|---|\n" + "\n".join(f"| What is {i}? | x |" for i in range(4 * n)),
    "wide table": lambda n: "|" + " a |" * 16 * n + "\n|" + "---|" * 16 * n + "\n|" + " b |" * 16 * n,
    "answer key": lambda n: _numbered(n) + "\n## Answers\n\n" + _numbered(n, "word {}"),
    "answer key of letters": lambda n: (
        _numbered(n) + "\n**Answers**\n\n" + ", ".join(f"{i + 1}-{_LETTERS[i % 4]}" for i in range(n))
    ),
    "answer keys": lambda n: "1. What?\n2. Why?\n3. Who?\n\nAnswers\n\n1. a\n2. b\n3. c\n\n" * (n // 2),
    "titles of answer keys": lambda n: "1. What?\n2. Why?\n\n" + "## Answers\n\n1. x\n\n5. y\n\n" * n,
    "long line": lambda n: "Q: What?\nA: " + "*_`[(< ? " * 40 * n + "\n\n# Why?\n\n" + "a" + " " * 200 * n + "b",
}

# A line: how it begins, what comes again and again, and how it ends.
_LINES: Mapping[str, tuple[str, str, str]] = {
    "one letter": ("", "a", ""),
    "words": ("## What is ", "word ", "?"),
    "questions": ("", "What? ", ""),
    "equals signs": ("", "=", "x"),
    "tildes": ("~~~", "~", "`"),
    "pipes": ("", "|", "x"),
    "colons": ("", ":", "x"),
    "angles": ("", "<", ""),
    "semicolons": ("", ";", ""),
    "quotations": ("", "> ", "x"),
    "bullets": ("", "- ", "x"),
    "links": ("", "[a](", ""),
    "closing tags": ("", "</a>", "x"),
    "open tags": ("", "<summary>", "x"),
    "white space in a heading": ("## What", " ", "x"),
    "white space behind a link": ("- [a](#b)", " ", "x"),
    "white space behind an address": ("- <https://a.b", " ", "x"),
    "white space before a tag": ("What", " ", "x #card"),
    "white space in a box's mark": ('??? "', " ", "x"),
    "white space in a shortcode": ("{{<", " ", "x"),
    "a shortcode's name": ("{{< ", "a", ""),
    "white space in a fence": ("```", " ", "`"),
    "white space in a definition": ("<dd>", " ", "x"),
    "white space behind an anchor": ("<a>", " ", "x"),
    "white space below a pipe": ("a | b\n", " ", "x"),
    "white space in an import": ("import a", " ", "x"),
    "marks behind a choice": ("1. What?\n2. Why?\n\nAnswers\n\n1. `a", "*", "x\n2. b"),
    "code beside an accent": ("é ", "a", " b"),
    "classes": ('<div class="card', "-", "x"),
    "no text": ("Q: What?\nA: ", "\0", ""),
}

_FORMATS: Mapping[str, tuple[str, str, str]] = {
    ".html": ("<p>", "\\[", "</p>"),
    ".htm": ("", "<h3>What is it?", ""),
    ".adoc": ("== What", " ", "x"),
    ".rst": ("What?\n-----\n\nx", " ", "y"),
    ".txt": ("", "<!-- a --> ", "x"),
}


@pytest.mark.parametrize("shape", _SHAPES.values(), ids=_SHAPES.keys())
def test_linear(shape: _Shape) -> None:
    assert _growth(shape, _SIZE) < _MOST


@pytest.mark.parametrize(("before", "piece", "after"), _LINES.values(), ids=_LINES.keys())
def test_a_long_line(before: str, piece: str, after: str) -> None:
    assert _growth(lambda n: f"{before}{piece * (n // len(piece))}{after}\n\n## Why?\n\nx\n", _LINE) < _MOST


@pytest.mark.parametrize(("suffix", "parts"), _FORMATS.items(), ids=_FORMATS.keys())
def test_a_long_line_of_another_format(suffix: str, parts: tuple[str, str, str]) -> None:
    before, piece, after = parts
    assert _growth(lambda n: f"{before}{piece * (n // len(piece))}{after}\n", _LINE // 4, suffix) < _MOST


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_the_encoding_of_a_large_file(encoding: str) -> None:
    """The last byte, which is no UTF-8, is what decides."""
    small, large = ("Straße, café, œuvre\n".encode(encoding) * count + b"\xff" for count in (50_000, 200_000))
    assert growth(lambda: decode(small, "a.txt"), lambda: decode(large, "a.txt")) < 1.5 * _MOST


def _growth(shape: _Shape, size: int, suffix: str = ".md") -> float:
    small, large = (shape(count).encode() for count in (size, 4 * size))
    return growth(lambda: _read(f"a{suffix}", small), lambda: _read(f"a{suffix}", large))


def _read(path: str, data: bytes) -> None:
    read_document(path, data, Config(), _REGISTRY)
