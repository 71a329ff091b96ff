"""Tables of AsciiDoc: from lines to rows of cells.

Owns: where cells begin and which row they stand in.  Does not own: what a cell
says, which its two callers' functions write.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence

Numbered = tuple[int, str]
Row = tuple[int, list[str]]

# A cell's repetition or span, alignment and style, before the sign that begins it.
_SPECIFICATION = r"((?:(?:^|(?<=\s))(?:\d+\*|(?:\d*\.?\d+)\+)?[<^>]?(?:\.[<^>])?[aehlmsd]?)?)"


def cells(
    lines: Sequence[Numbered],
    separator: str,
    columns: str,
    convert: Callable[[Sequence[Numbered]], str],
    text: Callable[[str], str],
) -> list[Row]:
    """The rows of a table with the Markdown of their cells.

    ``columns`` is its ``cols`` attribute; ``convert`` writes a cell that holds blocks, ``text`` one of phrases.
    """
    styles = _column_styles(columns)
    if separator in ",;:\t":
        rows = [(n, _values(line, separator)) for n, line in lines if line.strip()]
        return [(n, [text(cell.strip()) for cell in row]) for n, row in rows]
    start = re.compile(_SPECIFICATION + re.escape(separator))
    found: list[tuple[int, str, list[Numbered]]] = []  # number, specification, lines
    width = len(styles)
    for number, line in lines:
        line = line.replace("\\" + separator, "\0")
        marks = list(start.finditer(line))
        if found:  # what stands before the first mark goes on with the last cell
            rest = line[: marks[0].start()] if marks else line
            found[-1][2].append((number, rest.replace("\0", separator)))
        ends = [*(mark.start() for mark in marks[1:]), len(line)]
        for mark, end in zip(marks, ends, strict=False):
            content = line[mark.end() : end].replace("\0", separator)
            times = re.match(r"(\d+)\*", mark[1])
            for _ in range(min(int(times[1]), 100) if times else 1):
                found.append((number, mark[1], [(number, content)]))
        if not width and marks:
            width = sum(_span(m[1]) for m in marks)
    return _rows(found, width, styles, convert, text)


def _values(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a value longer than any table's
        return line.split(separator)


def _rows(
    found: Sequence[tuple[int, str, list[Numbered]]],
    width: int,
    styles: Sequence[str],
    convert: Callable[[Sequence[Numbered]], str],
    text: Callable[[str], str],
) -> list[Row]:
    rows: list[Row] = []
    for number, specification, lines in found:
        if not rows or len(rows[-1][1]) >= width:
            rows.append((number, []))
        row = rows[-1][1]
        style = specification[-1:] or (styles[len(row)] if len(row) < len(styles) else "")
        row.append(convert(lines) if style == "a" else _phrases(lines, style, text))
        row += [""] * (_span(specification) - 1)
    return rows


def _phrases(lines: Sequence[Numbered], style: str, text: Callable[[str], str]) -> str:
    paragraphs = re.split(r"\n\s*\n", "\n".join(line.strip() for _, line in lines).strip())
    written = "<br>".join(" ".join(text(paragraph).split()) for paragraph in paragraphs if paragraph.strip())
    written = written.replace(" + ", "<br>") if any(line.rstrip().endswith(" +") for _, line in lines) else written
    if not written:
        return ""
    return {"s": f"**{written}**", "h": f"**{written}**", "e": f"*{written}*", "m": f"`{written}`"}.get(style, written)


def _span(specification: str) -> int:
    """How many columns a cell spans (``2+``); one that spans rows (``.2+``) stands in its first."""
    match = re.match(r"(\d+)(?:\.\d+)?\+", specification)
    return min(int(match[1]), 50) if match else 1


def _column_styles(columns: str) -> list[str]:
    """The style letter of each column of a ``cols`` attribute, such as ``"1,2a,3*m"``."""
    styles: list[str] = []
    for part in columns.split(",") if columns.strip() else ():
        part = part.strip()
        times = re.match(r"(\d+)\*", part)
        letter = part[-1:] if part[-1:].isalpha() else ""
        styles += [letter] * (min(int(times[1]), 100) if times else 1)
    return styles
