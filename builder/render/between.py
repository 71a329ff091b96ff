"""What stands between formulas: cells of tables, and signs that Markdown must not read.

Owns: the stretches of a text that are neither formula nor code, the cells of its tables, and
which ``_`` and ``*`` in them belong to formulas written as plain text.  Does not own: finding
formulas (``finder``).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from builder.render.lines import Kind, Row

_SUBSCRIPT = re.compile(r"(?<=[)\]}′'\u0370-\u03ff\u2190-\u22ff\U0001d400-\U0001d7ff])_(?=[^\W_]|[{(])")
_STARS = re.compile(r"(?<![\\*])\*{1,3}(?!\*)")
# A part of a word in stars, no star beside it: sprech*en*, un*sag*bar.
_STRESSED = re.compile(
    r"(?:(?<![\w*])|(?<=(?<!\*)\*\*))[^\W\d_]{2,}\*([^\W\d_]{1,40})\*(?:[^\W\d_]+)?(?!\w)(?!\*(?!\*))"
)
_CALCULATES = re.compile(r"[=+/^]")
_FACTOR = re.compile(r"[0-9A-Za-z\u0370-\u03ff\U0001d400-\U0001d7ff]")
_PIPE = re.compile(r"\\.|\|")


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a table's cell, at ``start`` … ``end``, in the column ``column`` below the header ``header``.

    A column is told by where its table begins in the text, and its number in it.
    """

    start: int
    end: int
    header: str
    column: tuple[int, int]


class Between:
    """A text's stretches outside of ``atoms``: formulas, code, links and tags, in order."""

    def __init__(self, text: str, rows: tuple[Row, ...], atoms: list[tuple[int, int]]) -> None:
        self.text = text
        self.rows = rows
        self.atoms = atoms

    def gaps(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches of ``start`` … ``end`` that belong to no atom."""
        i = max(bisect_right(self.atoms, (start, len(self.text))) - 1, 0)
        for left, right in self.atoms[i:]:
            if left >= end:
                break
            if left > start:
                yield start, left
            start = max(start, right)
        if start < end:
            yield start, end

    def literals(self, start: int, end: int) -> Iterator[int]:
        """The places of ``_`` and ``*`` that a formula in plain text means as they are."""
        text = self.text
        opened = {1: False, 2: False, 3: False}
        for left, right in self.gaps(start, end):
            for m in _SUBSCRIPT.finditer(text, left, right):
                yield m.start()
            stressed = {place for m in _STRESSED.finditer(text, left, right) if _word(m) for place in m.span(1)}
            for m in _STARS.finditer(text, left, right):
                if m.start() in stressed or m.end() in stressed:
                    continue
                before, after = text[m.start() - 1 : m.start()], text[m.end() : m.end() + 1]
                width = len(m[0])
                if m.start() == start or not (before.isalnum() or before in ")]}'"):
                    opened[width] = bool(after.strip())
                elif opened[width]:
                    opened[width] = False
                elif (_FACTOR.match(before) or before in ")]}'") and _product(width, after):
                    yield from range(*m.span())

    def cells(self) -> Iterator[Cell]:
        """The cells of tables that hold no formula and no code, headers excluded."""
        headers: list[str] = []
        table = 0
        for row in self.rows:
            if row.kind is Kind.HEAD:
                table = row.start
                headers = [self.text[left:right] for left, right, _ in self.split(row)]
            elif row.kind is Kind.ROW:
                for number, (header, (left, right, pure)) in enumerate(zip(headers, self.split(row), strict=False)):
                    if pure and left < right:
                        yield Cell(left, right, header, (table, number))

    def split(self, row: Row) -> list[tuple[int, int, bool]]:
        """The cells of a row, trimmed, and whether each is free of atoms."""
        pipes: list[int] = []
        atoms: list[int] = []
        position = row.begin
        for left, right in self.gaps(row.begin, row.end):
            if left > position:
                atoms.append(position)
            pipes += [m.start() for m in _PIPE.finditer(self.text, left, right) if m[0] == "|"]
            position = right
        if position < row.end:
            atoms.append(position)
        edges = [row.begin - 1, *pipes, row.end]
        cells = []
        for left, right in itertools.pairwise(edges):
            words = self.text[left + 1 : right]
            start = left + 1 + len(words) - len(words.lstrip())
            end = start + len(words.strip())
            cells.append((start, end, bisect_left(atoms, left) == bisect_left(atoms, right)))
        if not self.text[cells[0][0] : cells[0][1]]:
            del cells[0]  # a row may begin with a pipe
        return cells


def _word(match: re.Match[str]) -> bool:
    """Whether stars within a word stress a part of it; in a line that calculates, they multiply."""
    text, end = match.string, match.end()
    after = text[end - 1 : end] == "*"
    line = text[text.rfind("\n", 0, match.start()) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    return after or not _CALCULATES.search(line)


def _product(width: int, after: str) -> bool:
    """Whether so many stars before ``after`` are a product or a power, were they not emphasis."""
    if width == 1:
        return bool(_FACTOR.match(after)) or after == "("
    return width == 2 and (after.isdigit() or after == "(")
