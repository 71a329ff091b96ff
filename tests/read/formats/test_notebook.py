"""Jupyter notebooks: cells, outputs, and the lines of the JSON file."""

from __future__ import annotations

import json

import pytest

from builder.read.formats import read
from builder.rules import formats as rules
from tests.read.formats.test_formats import shown

_NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": ["# Tides\n", "\n", "What is a *tide*?"]},
        {
            "cell_type": "code",
            "source": ["high = 3\n", "print(high)\n"],
            "outputs": [
                {"output_type": "stream", "text": ["\x1b[1m3\x1b[0m\n"]},
                {"output_type": "display_data", "data": {"image/png": "iVBOR", "text/plain": "<Figure>"}},
                {"output_type": "execute_result", "data": {"text/latex": "$x^2$", "text/plain": "x**2"}},
                {"output_type": "error", "ename": "E", "traceback": ["boom"]},
            ],
        },
        {"cell_type": "raw", "source": "Raw \u00e9."},
        {"cell_type": "code", "source": [], "outputs": []},
    ],
    "metadata": {"language_info": {"name": "Python"}},
}


def test_cells_and_lines() -> None:
    assert shown("a.ipynb", json.dumps(_NOTEBOOK, indent=1).encode()) == "\n".join(
        [
            "  6 # Tides",
            "",
            "  8 What is a *tide*?",
            "",
            " 14 ```python",
            " 14 high = 3",
            " 15 print(high)",
            " 15 ```",
            "",
            " 21 ```text",
            " 21 3",
            " 21 ```",
            "",
            " 34 $x^2$",
            "",
            " 49 Raw é.",
            "! 28 part-left-out: a picture that a cell drew was left out",
        ]
    )


def test_one_string_on_one_line() -> None:
    """A compact notebook: all stands in line 1, and is there nonetheless."""
    data = json.dumps({"cells": [{"cell_type": "markdown", "source": "# A\n\nb\n"}]}).encode()
    source, found = read("a.ipynb", data)
    assert (source.text, set(source.origin), found) == ("# A\n\nb\n", {1}, ())


def test_format_3() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Old"]},
        {"cell_type": "code", "input": "x", "outputs": [{"output_type": "pyout", "text": "1"}]},
    ]
    source, _ = read("a.ipynb", json.dumps({"worksheets": [{"cells": cells}]}).encode())
    assert source.text == "## Old\n\n```python\nx\n```\n\n```text\n1\n```\n"


def test_long_output_is_cut_and_reported() -> None:
    output = {"output_type": "stream", "text": [f"{i}\n" for i in range(100)]}
    cell = {"cell_type": "code", "source": "run()", "outputs": [output]}
    source, (found,) = read("a.ipynb", json.dumps({"cells": [cell]}).encode())
    assert "\n59\n" in source.text
    assert "\n60\n" not in source.text
    assert found.message == "40 lines of a cell's output were left out"


def test_attached_pictures() -> None:
    cell = {
        "cell_type": "markdown",
        "source": "![a map](attachment:map.png) ![gone](attachment:gone.png)",
        "attachments": {"map.png": {"image/png": "iVBO\nRw0="}},
    }
    source, _ = read("a.ipynb", json.dumps({"cells": [cell]}).encode())
    assert source.text == "![a map](data:image/png;base64,iVBORw0=) ![gone](attachment:gone.png)\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"cells": [\n{"cell_type": ', "a.ipynb:2:15"),
        ("[1, 2]", "a.ipynb:1:1"),
        ('{"cells": 3}', "a.ipynb:1:1"),
        ("[" * 100_000, "a.ipynb:1:1"),
        ("plain text", "a.ipynb:1:1"),
    ],
)
def test_what_is_no_notebook(text: str, place: str) -> None:
    source, (found,) = read("a.ipynb", text.encode())
    assert source.text == ""
    assert found.rule is rules.UNREADABLE_FILE
    assert str(found.span) == place


@pytest.mark.parametrize(
    "cells", [[None, 3, "x", []], [{}], [{"source": 3}], [{"source": [1, None]}], [{"source": "a", "outputs": 3}]]
)
def test_odd_cells_are_passed_over(cells: list[object]) -> None:
    source, _ = read("a.ipynb", json.dumps({"cells": cells, "metadata": []}).encode())
    assert source.text in ("", "a\n")
