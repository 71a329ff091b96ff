"""The records of a table of data: fields between signs, with their places.

Owns: what ``csv`` reads, and where in the file each field begins.  Does not own: what a field is for
(``roles``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CLOSED = re.compile(r'"(?:[^"]|"")*+"\s*')
csv.field_size_limit(200_000_000)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its text without quotation marks, and where this begins (1-based)."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Record:
    """One row; it may go over several lines."""

    fields: tuple[Field, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Records:
    """All rows, the numbers of the lines that are remarks, and the field of which the quotation never ends."""

    rows: tuple[Record, ...]
    remarks: tuple[int, ...] = ()
    unclosed: Field | None = None


class _Lines:
    """The lines of a file for ``csv.reader``, which asks for several where a quotation goes on."""

    def __init__(self, lines: Sequence[str], first: int, remarks: bool) -> None:
        self.lines = lines
        self.at = first
        self.remarks = remarks
        self.left_out: list[int] = []
        self.begins = 0
        self.between = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if self.between and not line.strip():
                continue
            if self.between and self.remarks and line.startswith("#"):
                self.left_out.append(self.at)
                continue
            if self.between:
                self.begins = self.at
            self.between = False
            return line + "\n"
        raise StopIteration


def records(
    lines: Sequence[str], sign: str, *, first: int = 0, remarks: bool = False, quoted: bool = True, strict: bool = False
) -> Records:
    """The rows of ``lines`` from index ``first`` on, with their fields parted by ``sign``.

    ``remarks``: a line that begins with ``#`` is none of the rows.  Raises ``csv.Error`` if ``strict`` and
    something stands after a closing quotation mark, or the last is never closed.
    """
    feed = _Lines(lines, first, remarks)
    reader = csv.reader(feed, delimiter=sign, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE, strict=strict)
    rows: list[Record] = []
    unclosed = None
    for texts in reader:
        raw = "\n".join(lines[feed.begins - 1 : feed.at])
        fields = tuple(_placed(texts, raw, feed.begins, sign, quoted))
        if quoted and feed.at == len(lines) and not strict and _is_open(fields[-1], lines, sign):
            unclosed = fields[-1]
        else:
            rows.append(Record(fields, feed.begins, feed.at))
        feed.between = True
    return Records(tuple(rows), tuple(feed.left_out), unclosed)


def _placed(texts: Sequence[str], raw: str, line: int, sign: str, quoted: bool) -> Iterator[Field]:
    """The fields of one row of which ``raw`` is the text; ``line`` is the number of its first line."""
    at = begin = 0  # in raw: of the field, and of the line on which it stands
    for text in texts:
        marked = quoted and raw.startswith('"', at)
        yield Field(text, line, at - begin + 1 + marked)
        length = len(text) + text.count('"') + 2 if marked else len(text)
        if marked and raw[at : at + 1] + text.replace('"', '""') + '"' != raw[at : at + length]:
            end = raw.find(sign, at + len(text))  # something stands behind the closing mark
            length = (end if end >= 0 else len(raw)) - at
        if newline := text.count("\n"):
            line += newline
            begin = raw.rfind("\n", at, at + length) + 1
        at += length + len(sign)


def _is_open(field: Field, lines: Sequence[str], sign: str) -> bool:
    """Whether the quotation of the file's last field is never closed."""
    before = lines[field.line - 1][field.column - 2 : field.column - 1]
    if before != '"':
        return False
    rest = "\n".join((lines[field.line - 1][field.column - 2 :], *lines[field.line :]))
    return _CLOSED.match(rest) is None
