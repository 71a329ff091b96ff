"""Pipe tables: cells of a line, and the rows that Python-Markdown reads without fail.

Owns: what is a table, where its cells begin and end, and rows that do not fit.  Does not own: how
a table looks on a card (``html`` wraps it).

Like GitHub, with three differences, all for cells that GitHub would lose: a pipe within a code span
belongs to the code; a row with more cells than the header keeps them (``P(a|b)`` in one cell, else in the last); and a
delimiter row with too many or too few columns still makes a table.  A row that does not fit is
reported either way.
"""

from __future__ import annotations

import re

_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_TOKENS = re.compile(r"\\.|`+|\|")
_TICKS = re.compile("`+")

Align = tuple[str, ...]


def delimiter_row(line: str) -> Align | None:
    """The alignments (``""``, ``left``, ``center``, ``right``) that a line such as ``|:--|--:|`` sets."""
    if "-" not in line or not _DELIMITER.match(line):
        return None
    if "|" not in line and ":" not in line:
        return None
    names = {(True, True): "center", (True, False): "left", (False, True): "right"}
    return tuple(names.get((c.startswith(":"), c.endswith(":")), "") for c in split_row(line))


def begin(above: str, line: str) -> tuple[Align, list[list[str]]] | None:
    """The table that two lines begin: alignments and first rows; ``None`` where they begin none.

    The first row is the header.  Where ``above`` is the delimiter row itself there is no header, and
    an empty one is made up.
    """
    align = delimiter_row(line)
    if align is not None:
        header = split_row(above)
        same = len(header) == len(align)
        both = piped(above) and piped(line)
        if delimiter_row(above) is None and (same or both):
            return _widened(align, len(header)), [header]
        return None
    align = delimiter_row(above)
    if align is not None and piped(above) and piped(line):
        return align, [[""] * len(align), split_row(line)]
    return None


def piped(line: str) -> bool:
    """Whether pipes stand at both sides of a line."""
    return line.strip().startswith("|") and line.strip().endswith("|") and len(line.strip()) > 2


def _widened(align: Align, count: int) -> Align:
    return (align + ("",) * count)[: max(count, len(align))] if count > len(align) else align


def split_row(line: str) -> list[str]:
    """The cells of a row, without the white space around them; ``\\|`` is a pipe within a cell."""
    text = line.strip()
    cells: list[str] = []
    start = position = 1 if text.startswith("|") else 0
    cell = ""
    unclosed: set[str] = set()
    while match := _TOKENS.search(text, position):
        token, position = match[0], match.end()
        if token == "\\|":
            cell += text[start : match.start()] + "|"
            start = position
        elif token[0] == "`" and token not in unclosed:
            end = _code_end(text, token, position)
            if end is None:
                unclosed.add(token)
            else:
                cell += text[start:position] + text[position:end].replace("\\|", "|") + token
                start = position = end + len(token)
        elif token == "|":
            cells.append((cell + text[start : match.start()]).strip())
            cell, start = "", position
    rest = (cell + text[start:]).strip()
    if rest or not cells:
        cells.append(rest)
    return cells


def _code_end(text: str, ticks: str, position: int) -> int | None:
    """Where the ticks stand that close the code span which ``ticks`` before ``position`` open."""
    return next((m.start() for m in _TICKS.finditer(text, position) if m[0] == ticks), None)


def cells(line: str, width: int, *, piped: bool) -> list[str]:
    """The cells of a row below a header of ``width`` cells.

    In a table without pipes at its sides (not ``piped``) a pipe at a row's side has an empty cell beside it.
    """
    row = split_row(line)
    if piped or len(row) >= width:
        return row
    before, after = line.strip().startswith("|"), line.strip().endswith("|")
    for first, last in ((False, after), (before, False), (before, after)):
        wider = [""] * first + row + [""] * last
        if len(wider) == width:
            return wider
    return row


def fit(row: list[str], width: int) -> list[str]:
    """``row`` with ``width`` cells: empty ones added, or those that are too many joined.

    First what a bracket holds together, as in ``P(a|b)``; what is still too much goes to the last cell.
    """
    if len(row) <= width:
        return row + [""] * (width - len(row))
    out: list[str] = []
    spare = len(row) - width
    for cell in row:
        if spare and out and _open(out[-1]) > 0 and _open(cell) < 0:
            out[-1] += "|" + cell
            spare -= 1
        else:
            out.append(cell)
    return [*out[: width - 1], " | ".join(out[width - 1 :])]


def _open(cell: str) -> int:
    return cell.count("(") + cell.count("[") - cell.count(")") - cell.count("]")


def write(header: list[str], align: Align, rows: list[list[str]]) -> list[str]:
    """A table as Python-Markdown reads it; the cells must not hold pipes any more."""
    rule = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}
    lines = [header, [rule[a] for a in align], *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]
