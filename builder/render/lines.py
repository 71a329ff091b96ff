"""What each line of a Markdown text is, as far as formulas must know.

Owns: which lines are code (fenced or indented), which are a ``math`` fence, which
are rows of a table, and how much of a line is the markers of quotes and lists.
Does not own: Markdown itself (``markdown``), nor what stands in a line (``finder``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


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
_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})[ \t]*\{?([^\s`}]*)")
_RULE = re.compile(r"[ \t]*(?=[^|:]*[|:])\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_LINK = re.compile(r"[ ]{0,3}\[[^\]^][^\]]*\]:[ \t]*\S")
_BREAKS_TABLE = re.compile(r"[ ]{0,3}(?:#{1,6}[ ]|>|`{3}|~{3}|(?:\*[ ]*){3,}$|(?:-[ ]*){3,}$)")
_WIDE = ("!", "?", "[", ":")  # markers whose text is indented by four


def classify(text: str) -> tuple[Row, ...]:
    """The lines of ``text``, in order."""
    rows: list[Row] = []
    state = _State()
    start = 0
    for line in text.split("\n"):
        rows.append(state.read(line, start))
        start += len(line) + 1
    return _with_tables(text, rows)


class _State:
    """What is open after the lines read so far."""

    def __init__(self) -> None:
        self.fence = ""  # the fence's own characters
        self.math = False
        self.quotes = 0
        self.indents: list[int] = []  # where the text of each open list item begins
        self.fresh = True  # the last line was blank, or none was
        self.code = False  # the last line that was not blank was indented code

    def read(self, line: str, start: int) -> Row:
        begin, quotes = 0, 0
        limit = self.quotes if self.fence else 99
        while quotes < limit and (mark := _QUOTE.match(line, begin)):
            begin, quotes = mark.end(), quotes + 1
        if quotes < self.quotes and (self.fence or not line[begin:].strip()):
            self.fence = ""  # a fence ends with the quote it stands in
        if quotes != self.quotes:
            self.indents = []
        self.quotes = quotes
        end = start + len(line)
        if self.fence:
            return Row(self.in_fence(line[begin:]), start, start + begin, end, quotes)
        if not line[begin:].strip():
            self.fresh = True
            return Row(Kind.BLANK, start, start + begin, end, quotes)
        indent = _width(line[begin:])
        if self.indented_code(indent):
            self.code = True
            return Row(Kind.CODE, start, start + begin, end, quotes)
        self.code = False
        begin = self.enter_items(line, begin)
        kind = self.open_fence(line[begin:])
        self.fresh = False
        return Row(kind, start, start + begin, end, quotes)

    def in_fence(self, body: str) -> Kind:
        stripped = body.strip()
        if stripped and set(stripped) == {self.fence[0]} and len(stripped) >= len(self.fence):
            self.fence = ""
            self.fresh = True
            return Kind.MATH_CLOSE if self.math else Kind.FENCE
        return Kind.MATH if self.math else Kind.CODE

    def indented_code(self, indent: int) -> bool:
        if not (self.fresh or self.code):
            return False
        base = max((i for i in self.indents if i <= indent), default=0)
        return indent >= base + 4

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

    def open_fence(self, body: str) -> Kind:
        fence = _FENCE.match(body)
        if not fence:
            return Kind.LINK if _LINK.match(body) else Kind.TEXT
        self.fence = fence[1]
        self.math = fence[2].lower() == "math"
        return Kind.MATH_OPEN if self.math else Kind.FENCE


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


def _with_tables(text: str, rows: list[Row]) -> tuple[Row, ...]:
    """The rows, those of tables marked as such."""
    i = 0
    while i + 1 < len(rows):
        head, rule = rows[i], rows[i + 1]
        if (
            head.kind is Kind.TEXT
            and rule.kind is Kind.TEXT
            and "|" in text[head.begin : head.end]
            and _RULE.match(text[rule.begin : rule.end])
        ):
            rows[i] = _as(head, Kind.HEAD)
            rows[i + 1] = _as(rule, Kind.RULE)
            i += 2
            while (
                i < len(rows)
                and rows[i].kind is Kind.TEXT
                and not _BREAKS_TABLE.match(text[rows[i].begin : rows[i].end])
            ):
                rows[i] = _as(rows[i], Kind.ROW)
                i += 1
        else:
            i += 1
    return tuple(rows)


def _as(row: Row, kind: Kind) -> Row:
    return Row(kind, row.start, row.begin, row.end, row.quotes)
