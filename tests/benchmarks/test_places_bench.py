"""One piece of text again and again, in each place of a document: reading, rendering and checking stay linear."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from builder import pipeline
from builder.project.files import open_project
from tests.benchmarks.growth import growth

_SIZES = (20_000, 80_000, 320_000)  # characters
_MOST = 5.5  # times the time for four times the text; sixteen would be the square of it

_PIECES = (
    "a", "word ", "What? ", "* ", "_a*", "[a](", "![", "`", "$x", "\\(", "<b>", "<!--", "&amp;", "{{c1::", "==", "~~",
    "| ", "\n", "\n\n", "- a\n", "1. a\n", "> ", "    x\n", "```\n", "---\n", "# a\n", "[^1]", "https://a.b ", "é",
    "\u202e",
)  # fmt: skip


def _notebook(text: str) -> str:
    cell = {"cell_type": "markdown", "metadata": {}, "source": f"## Why?\n\n{text}\n"}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


_PLACES: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "heading": (".md", lambda text: f"## What {text}?\n\nx\n"),
    "answer": (".md", lambda text: f"## Why?\n\n{text}\n"),
    "item": (".md", lambda text: f"## Why?\n\n- {text}\n- x\n"),
    "quotation": (".md", lambda text: "## Why?\n\n> " + text.replace("\n", "\n> ") + "\n"),
    "cell": (".md", lambda text: "## Why?\n\n| a | b |\n|---|---|\n| " + text.replace("\n", " ") + " | x |\n"),
    "code": (".md", lambda text: f"## Why?\n\n```py\n{text}\n~~~\n"),
    "front matter": (".md", lambda text: f"---\ntitle: {text}\n---\n\n## Why?\n\nx\n"),
    "label": (".txt", lambda text: f"Q: Why?\nA: {text}\n\nQ: Who?\nA: x\n"),
    "page": (".html", lambda text: f"<h2>Why?</h2><p>{text}</p>"),
    "reStructuredText": (".rst", lambda text: f"Why?\n----\n\n{text}\n"),
    "AsciiDoc": (".adoc", lambda text: f"== Why?\n\n{text}\n"),
    "notebook": (".ipynb", _notebook),
    "table of data": (".csv", lambda text: 'Question,Answer\nWhy?,"' + text.replace('"', '""') + '"\n'),
}


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("piece", _PIECES, ids=ascii)
def test_linear(piece: str, place: str, tmp_path: Path) -> None:
    suffix, put = _PLACES[place]
    for small, large in itertools.pairwise(_SIZES):
        less, more = (_work(tmp_path / str(size), suffix, put(piece * (size // len(piece)))) for size in (small, large))
        assert growth(less, more) < _MOST, f"from {small} to {large} characters"


def _work(folder: Path, suffix: str, text: str) -> Callable[[], object]:
    folder.mkdir(exist_ok=True)
    (folder / f"a{suffix}").write_text(text, encoding="utf-8")
    return lambda: pipeline.check(open_project(folder))
