"""Which sign separates the fields of a table of data, and whether a text is such a table at all.

Owns: commas, semicolons, TABs and bars, told apart by the rows that each of them makes.  Does not own: the rows
(``records``), what the columns are for (``roles``).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from builder.read.formats.tables.directives import Directives, directives
from builder.read.formats.tables.records import records
from builder.read.formats.tables.roles import names_columns

_SIGNS = (",", ";", "\t", "|")
SAMPLE = 200  # records by which the sign is found
_REGULAR = 0.9
_LEAST = 3  # lines with a TAB that make a table of a text file
MARKED = re.compile(r"\s*(?:#{1,6}\s|[-*+>]\s|\d{1,4}[.):]|```|~~~|<[a-z!/]|\w{1,12}:|[QA]\d*[.:)])", re.I)
_LONGEST_TERM = 200  # characters
_EXCEL = re.compile(r"sep=(?P<sign>.)\s*$", re.I)


def excel_sign(lines: Sequence[str]) -> str:
    """The sign that a first line ``sep=;`` names, as Excel writes it; empty without such a line."""
    match = _EXCEL.match(lines[0]) if lines else None
    return match["sign"] if match else ""


def sign_of(lines: Sequence[str], says: Directives | None, *, names_tabs: bool) -> str:
    """The sign that separates most rows into the same number of fields."""
    first = says.lines if says else 0
    head = lines[: first + SAMPLE]
    if any("\t" in line for line in head) and (names_tabs or tabs_in_rows(head[first:]) is not None):
        return "\t"
    best, best_share = ",", 0.0
    for sign in _SIGNS:
        widths = Counter(len(row.fields) for row in records(head, sign, first=first).rows)
        wide = {width: count for width, count in widths.items() if width > 1}
        share = max(wide.values(), default=0) / max(widths.total(), 1)
        named = len(head) > first and _names(head[first], sign)
        if share + named > best_share:
            best, best_share = sign, share + named
    return best


def is_table(text: str) -> bool:
    """Whether a text without a telling suffix is a table of data: its first lines say so, or TABs in nearly all."""
    lines = text.split("\n", SAMPLE)[:SAMPLE]
    says = directives(lines)
    if says and (says.sign or any("column" in name for name in says.says)):
        return True
    if any(lines[0].count(sign) and _names(lines[0], sign) for sign in _SIGNS):
        return _has_named_rows(lines)
    return tabs_in_rows(lines) is not None


def tabs_in_rows(lines: Sequence[str]) -> int | None:
    """The number of TABs in nearly all lines, or in those that begin a card of several lines; None for prose."""
    solid = [line for line in lines if line.strip()]
    separated = [line for line in solid if "\t" in line.strip()]
    counts = Counter(line.count("\t") for line in separated)
    if len(separated) < _LEAST or any(map(MARKED.match, solid)):
        return None
    if any(line.startswith("\t") or len(line.partition("\t")[0]) > _LONGEST_TERM for line in separated):
        return None
    if solid[0] is not separated[0] or len(separated) < 0.5 * len(solid):
        return None
    count, times = counts.most_common(1)[0]
    regular = times >= _REGULAR * len(separated)
    whole = len(separated) >= _REGULAR * len(solid)
    return count if regular and (whole or count == 1) else None


def _names(line: str, sign: str) -> bool:
    """Whether the fields of a line are known names of columns."""
    try:
        return names_columns(next(csv.reader([line], delimiter=sign), []))
    except csv.Error:
        return False


def _has_named_rows(lines: Sequence[str]) -> bool:
    """Whether nearly all rows below a header have a field for each side."""
    sign = next(sign for sign in _SIGNS if lines[0].count(sign) and _names(lines[0], sign))
    rows = [row for row in records(lines, sign).rows[1:] if row.fields]
    return bool(rows) and sum(len(row.fields) > 1 for row in rows) >= _REGULAR * len(rows)
