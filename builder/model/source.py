"""Where text stands: spans, lines, excerpts and sources.

Owns: the places of characters in a source, from the first read to the last
diagnostic.  Does not own: what the text means (``blocks``), nor the disk
(``project``).  Line and column numbers are 1-based; columns count characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a source: ``path`` relative to the folder of sources, POSIX separators."""

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or the rest of one after a marker: ``text`` begins at ``column`` of line ``number``.

    Where tags were put before the text for the sake of the blocks, ``column`` is less by their length.
    """

    number: int
    text: str
    column: int = 1

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    def cut(self, start: int, end: int | None = None) -> Line:
        """The part of this line from offset ``start`` to ``end`` (0-based, in characters)."""
        return Line(self.number, self.text[start:end], self.column + start)

    def stripped(self) -> Line:
        """This line without white space at either end."""
        left = len(self.text) - len(self.text.lstrip())
        return Line(self.number, self.text.strip(), self.column + left)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of one source, in order, that still know where they stand.

    The lines need not be neighbours: what was left out between them (a marker,
    a page break) is simply not there.
    """

    path: str
    lines: tuple[Line, ...] = ()

    def __bool__(self) -> bool:
        return any(not line.blank for line in self.lines)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def span(self) -> Span:
        if not self.lines:
            return Span(self.path, 1)
        first, last = self.lines[0], self.lines[-1]
        return Span(self.path, first.number, max(first.column, 1), last.number, last.column + len(last.text))

    def locate(self, offset: int) -> Span:
        """The span of the character at ``offset`` in ``self.text`` (clamped to the excerpt)."""
        for line in self.lines:
            if offset <= len(line.text):
                return Span(self.path, line.number, max(line.column + max(offset, 0), 1))
            offset -= len(line.text) + 1
        return self.span

    def trimmed(self) -> Excerpt:
        """This excerpt without blank lines at either end."""
        lines = list(self.lines)
        while lines and lines[0].blank:
            del lines[0]
        while lines and lines[-1].blank:
            del lines[-1]
        return Excerpt(self.path, tuple(lines))

    def dedented(self) -> Excerpt:
        """This excerpt without the white space that all its non-blank lines begin with."""
        leads = [ln.text[: len(ln.text) - len(ln.text.lstrip(" \t"))] for ln in self.lines if not ln.blank]
        first, last = min(leads, default=""), max(leads, default="")  # what these share, all share
        width = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
        if not width:
            return self
        return Excerpt(self.path, tuple(ln.cut(min(width, len(ln.text))) for ln in self.lines))

    def with_lines(self, lines: Iterable[Line]) -> Excerpt:
        return replace(self, lines=tuple(lines))


_HALF = re.compile("[\ud800-\udfff]")


def sound(text: str) -> str:
    """``text`` with U+FFFD for halves of characters (lone surrogates), which nothing can be encoded with."""
    return _HALF.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Source:
    """One input file as text: decoded, line ends as ``\\n``, no byte order mark, no NUL, no half characters.

    ``origin`` is for a source that was brought to Markdown from another format:
    ``origin[i - 1]`` is the line of the file that line ``i`` of ``text`` came from.  It goes on
    behind the last line of the text, for spans in what was left out of it.
    ``shifts`` is for lines in which marks were replaced: from each column on, by how much the file's is greater.
    """

    path: str
    text: str
    origin: tuple[int, ...] = ()
    shifts: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict, compare=False)

    def original_column(self, line: int, column: int) -> int:
        """The column in the file of ``column`` of ``line`` of the text."""
        return column + next((by for start, by in reversed(self.shifts.get(line, ())) if column >= start), 0)

    def __post_init__(self) -> None:
        if not self.text.isascii():
            object.__setattr__(self, "text", sound(self.text))

    def original(self, line: int) -> int:
        """The line of the file that ``line`` of the text came from (the same where nothing was converted)."""
        if not self.origin:
            return line
        return self.origin[min(max(line, 1), len(self.origin)) - 1]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(i, text) for i, text in enumerate(self.text.split("\n"), 1))

    @property
    def excerpt(self) -> Excerpt:
        return Excerpt(self.path, self.lines)
