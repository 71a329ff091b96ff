"""Jupyter notebooks to Markdown.

Owns: cells, and the place of each of their lines in the JSON file.  Does not
own: the Markdown of text cells, which goes through as it is.

(``nbformat`` validates and converts old versions, but keeps no places.)
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from builder.model.diagnostics import Diagnostic
from builder.model.source import Source, Span
from builder.read.formats.placed_json import Placed, decode
from builder.read.formats.writer import MarkdownWriter, image
from builder.rules.formats import PART_LEFT_OUT, UNREADABLE_FILE

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_TASK = re.compile(r"\W*[^\W\d_]{1,12}[ -]*\d{1,3}\b[^\w<]*(?:<br\s*/?>)?(?P<rest>.*)")  # "Exercise 3"
_LONGEST_OUTPUT = 60  # lines of a program's output that a card can bear


def convert(text: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A notebook (format 3 or 4) as Markdown: text cells as they are, code and its text output as fences."""
    try:
        data = decode(text)
    except json.JSONDecodeError as error:
        return _unreadable(path, f"it is no notebook: {error.msg}", Span(path, error.lineno, error.colno))
    except RecursionError:
        return _unreadable(path, "it is no notebook: its JSON is nested too deep", Span(path, 1))
    cells = _cells(data)
    if cells is None:
        return _unreadable(path, "it is no notebook: it has no cells", Span(path, 1))
    return _Notebook(path, text, _language(data)).convert(cells)


def _unreadable(path: str, message: str, span: Span) -> tuple[Source, tuple[Diagnostic, ...]]:
    return Source(path, ""), (Diagnostic(UNREADABLE_FILE, message, span, "Open and save it in Jupyter again."),)


def _cells(data: object) -> list[object] | None:
    if not isinstance(data, dict):
        return None
    cells = data.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = data.get("worksheets")  # format 3
    if not isinstance(sheets, list):
        return None
    return [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells") or []]


def _language(data: object) -> str:
    """The language of the kernel, ``python`` where the notebook does not say."""
    metadata = data.get("metadata") if isinstance(data, dict) else None
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        section = metadata.get(key) if isinstance(metadata, dict) else None
        value = section.get(name) if isinstance(section, dict) else None
        if isinstance(value, str) and re.fullmatch(r"[\w+#.-]+", value):
            return value.lower()
    return "python"


class _Notebook:
    """The conversion of one notebook."""

    def __init__(self, path: str, text: str, language: str) -> None:
        self._path = path
        self._language = language
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self._writer = MarkdownWriter()
        self._found: list[Diagnostic] = []
        self._place = 1

    def convert(self, cells: list[object]) -> tuple[Source, tuple[Diagnostic, ...]]:
        kept = [cell for cell in cells if isinstance(cell, dict)]
        solved = _solved_tasks(kept)
        for at, cell in enumerate(kept):
            self._cell(cell)
            if at in solved:  # so that the text is read as the question, however long it is
                first = next(self._lines(kept[at + 1].get("source", kept[at + 1].get("input"))), (self._place, ""))
                self._writer.line("**Answer:**", first[0])
        return self._writer.source(self._path), tuple(self._found)

    def _cell(self, cell: dict[str, object]) -> None:
        kind = cell.get("cell_type")
        lines = list(self._lines(cell.get("source", cell.get("input"))))
        if not any(text.strip() for _, text in lines):
            return
        self._writer.blank()
        if kind == "code":
            self._writer.fence(_trimmed(lines), self._language, lines[0][0])
            outputs = cell.get("outputs")
            for output in outputs if isinstance(outputs, list) else []:
                if isinstance(output, dict):
                    self._output(output)
        elif kind == "heading":  # format 3
            level = cell.get("level")
            text = " ".join(text for _, text in lines)
            self._writer.heading(level if isinstance(level, int) else 1, text, lines[0][0])
        else:
            attached = _attachments(cell.get("attachments"))
            for number, text in lines:
                self._writer.line(_attach(text, attached), number)
        self._writer.blank()

    def _output(self, output: dict[str, object]) -> None:
        if output.get("output_type") in ("error", "pyerr"):
            return  # how a run failed once is no part of an answer
        data = output.get("data")
        text = output.get("text", data.get("text/plain") if isinstance(data, dict) else None)
        lines = [(number, _ANSI.sub("", line)) for number, line in self._lines(text)]
        if isinstance(data, dict) and any(key.startswith("image/") for key in data):
            self._left_out("a picture that a cell drew was left out", "Save it as a file and show it in a text cell.")
        elif isinstance(data, dict) and "text/latex" in data:
            tex = [(number, line) for number, line in self._lines(data["text/latex"]) if line.strip()]
            for number, line in tex:
                self._writer.line(line, number)
            self._writer.blank()
        elif lines := _trimmed(lines):
            if len(lines) > _LONGEST_OUTPUT:
                self._left_out(
                    f"{len(lines) - _LONGEST_OUTPUT} lines of a cell's output were left out", "Let the cell print less."
                )
            self._writer.fence(lines[:_LONGEST_OUTPUT], "text", lines[0][0])

    def _left_out(self, message: str, hint: str) -> None:
        self._found.append(Diagnostic(PART_LEFT_OUT, message, Span(self._path, self._place), hint))

    def _lines(self, value: object) -> Iterator[tuple[int, str]]:
        """The lines of a multi-line string: one string, or a list of strings that are lines."""
        rest = ""
        start = 0
        for part in value if isinstance(value, list) else [value]:
            if not isinstance(part, str):
                continue
            if isinstance(part, Placed):
                self._place = bisect_right(self._line_ends, part.at) + 1
            start = start or self._place
            *whole, rest = (rest + _clean(part)).split("\n")
            for line in whole:
                yield start, line
                start = self._place
            start = start if rest else 0
        if rest:
            yield start or self._place, rest


def _solved_tasks(cells: Sequence[dict[str, object]]) -> frozenset[int]:
    """The text cells that set a task ("Exercise 3") which the code of the next cell solves, where there are several."""
    found = set()
    for at, (cell, following) in enumerate(pairwise(cells)):
        lines = _text(cell).strip().splitlines() if cell.get("cell_type") == "markdown" else []
        task = _TASK.match(lines[0]) if lines else None
        if task and following.get("cell_type") == "code" and _text(following).strip():
            one_paragraph = all(line.strip() for line in lines)
            if one_paragraph or not task["rest"].strip(" *#"):
                found.add(at)
    return frozenset(found) if len(found) > 1 else frozenset()


def _text(cell: dict[str, object]) -> str:
    value = cell.get("source", cell.get("input"))
    return "".join(part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str))


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _trimmed(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    while lines and not lines[0][1].strip():
        del lines[0]
    while lines and not lines[-1][1].strip():
        del lines[-1]
    return lines


def _attachments(value: object) -> dict[str, str]:
    """Pictures pasted into a text cell, as data: addresses."""
    found = {}
    for name, data in value.items() if isinstance(value, dict) else ():
        for kind, content in data.items() if isinstance(data, dict) else ():
            if isinstance(content, str) and re.fullmatch(r"image/[\w.+-]+", kind):
                found[name] = f"data:{kind};base64,{''.join(content.split())}"
    return found


def _attach(text: str, attached: dict[str, str]) -> str:
    if "attachment:" not in text:
        return text

    def picture(match: re.Match[str]) -> str:
        target = attached.get(match[2]) or attached.get(match[2].replace("%20", " "))
        return image(match[1], target) if target else match[0]

    return re.sub(r"!\[([^\]]*)\]\(attachment:([^)\s]+)[^)]*\)", picture, text)
