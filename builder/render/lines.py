"""What each line of a Markdown text is, as far as formulas must know.

Owns: which lines are code (fenced or indented), which are a ``math`` fence, which
are rows of a table, and how much of a line is the markers of quotes and lists.
Does not own: which blocks these are (``markdown.tree``), nor what stands in a line (``finder``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from builder.markdown import tables
from builder.markdown.nodes import leaves
from builder.markdown.tree import parse


class Kind(Enum):
    TEXT = auto()
    BLANK = auto()
    CODE = auto()
    FENCE = auto()  # the line that opens or closes a block of code
    LINK = auto()  # the definition of a link: [name]: address
    MATH = auto()  # a line within a math fence
    MATH_OPEN = auto()
    MATH_CLOSE = auto()
    HEAD = auto()  # the header of a table
    RULE = auto()  # the row of dashes under it
    ROW = auto()


TABLE = frozenset({Kind.HEAD, Kind.RULE, Kind.ROW})


@dataclass(frozen=True, slots=True)
class Row:
    """One line: it stands at ``start`` … ``end`` of the text; its own words begin at ``begin``.

    ``quotes`` counts the ``>`` before it.
    """

    kind: Kind
    start: int
    begin: int
    end: int
    quotes: int = 0


_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_DEEPEST = 32  # lists in lists that are told apart
_MARKER = re.compile(r"([ \t]*)([-+*]|\d{1,9}[.)]|:|\[\^[^\]\s]+\]:|(?:!!!|\?\?\?\+?)(?=[ ]))([ \t]+|$)")
_LINK = re.compile(r"[ ]{0,3}\[[^\]^][^\]]*\]:[ \t]*\S")
_WIDE = ("!", "?", "[", ":")  # markers whose text is indented by four


def classify(text: str) -> tuple[Row, ...]:
    """The lines of ``text``, in order."""
    lines = text.split("\n")
    kinds = _kinds(lines)
    rows: list[Row] = []
    state = _State()
    start = 0
    for number, line in enumerate(lines):
        rows.append(state.read(line, start, kinds.get(number, Kind.TEXT)))
        start += len(line) + 1
    return tuple(rows)


def _kinds(lines: list[str]) -> dict[int, Kind]:
    """What the lines of code and of tables are, by their numbers from 0."""
    kinds: dict[int, Kind] = {}
    for node in leaves(parse(lines)):
        numbers = range(node.first, node.last + 1)
        if node.kind == "code" and node.fence:
            is_math = node.marker.strip("{}").lower().split()[:1] == ["math"]
            kinds |= dict.fromkeys(numbers, Kind.MATH if is_math else Kind.CODE)
            kinds[node.first] = Kind.MATH_OPEN if is_math else Kind.FENCE
            if node.closed and node.last > node.first:
                kinds[node.last] = Kind.MATH_CLOSE if is_math else Kind.FENCE
        elif node.kind == "code":
            kinds |= dict.fromkeys(numbers, Kind.CODE)
        elif node.kind == "table":
            kinds |= dict.fromkeys(numbers, Kind.ROW)
            header = tables.delimiter_row(lines[node.first].lstrip("> ")) is None
            kinds[node.first + header] = Kind.RULE
            if header:
                kinds[node.first] = Kind.HEAD
    return kinds


_INSIDE = frozenset({Kind.CODE, Kind.MATH, Kind.MATH_CLOSE})


class _State:
    """What is open after the lines read so far."""

    def __init__(self) -> None:
        self.quotes = 0
        self.indents: list[int] = []  # where the text of each open list item begins
        self.fresh = True  # the last line was blank, or none was

    def read(self, line: str, start: int, kind: Kind) -> Row:
        begin, quotes = 0, 0
        limit = self.quotes if kind in _INSIDE else 99
        while quotes < limit and (mark := _QUOTE.match(line, begin)):
            begin, quotes = mark.end(), quotes + 1
        if quotes != self.quotes:
            self.indents = []
        self.quotes = quotes
        end = start + len(line)
        if kind in _INSIDE:
            self.fresh = kind is Kind.MATH_CLOSE
            return Row(kind, start, start + begin, end, quotes)
        if not line[begin:].strip():
            self.fresh = True
            return Row(Kind.BLANK, start, start + begin, end, quotes)
        begin = self.enter_items(line, begin)
        self.fresh = False
        if kind is Kind.TEXT and _LINK.match(line[begin:]):
            kind = Kind.LINK
        return Row(kind, start, start + begin, end, quotes)

    def enter_items(self, line: str, begin: int) -> int:
        """Step over the markers of list items; the offset where the item's own text begins."""
        indent = _width(line[begin:])
        marker = _MARKER.match(line, begin)
        if self.fresh or marker:
            self.indents = [i for i in self.indents if i <= indent]
        origin = begin
        while marker and len(self.indents) < _DEEPEST:
            if marker[2] in "*-" and re.fullmatch(r"(?:[*-][ \t]*){3,}", line[marker.start(2) :]):
                break  # a thematic break
            wide = marker[2].startswith(_WIDE)
            at = _width(line[origin : marker.start(2)], whole=True)
            after = marker.end() - marker.end(2)
            width = 4 if wide else len(marker[2]) + (after if after <= 4 else 1)
            self.indents.append(at + width)
            begin = marker.end()
            marker = None if wide else _MARKER.match(line, begin)
        return begin


def _width(text: str, *, whole: bool = False) -> int:
    """Columns of white space that ``text`` begins with, or of all of it; a tab goes to the next fourth."""
    width = 0
    for char in text:
        if char == "\t":
            width += 4 - width % 4
        elif char == " " or whole:
            width += 1
        else:
            break
    return width
