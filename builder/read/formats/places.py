"""Offsets in a text as lines and columns.

Owns: the way from a slice of a file to lines that know their places.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from builder.model.source import Line, Span


class Places:
    """Where the characters of ``text`` stand."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        """The line and the column of the character at ``offset``, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, offset: int) -> Span:
        return Span(self.path, *self.at(offset))

    def lines(self, start: int, end: int, clean: Callable[[str], str] = str) -> tuple[Line, ...]:
        """The text from ``start`` to ``end`` as lines, without white space around them or blank ones at the ends."""
        number, column = self.at(start)
        found = []
        for at, text in enumerate(self.text[start:end].split("\n")):
            line = Line(number + at, text, column if at == 0 else 1).stripped()
            found.append(Line(line.number, clean(line.text), line.column))
        while found and found[0].blank:
            del found[0]
        while found and found[-1].blank:
            del found[-1]
        return tuple(found)
