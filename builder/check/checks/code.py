"""Whether a line is code, a command or a column of a table rather than prose.

Owns: telling it from the line alone, for code that its author did not mark as such.  Does not
own: code between backticks or fences, which has no passage (``prose``).
"""

from __future__ import annotations

import re

from builder.check.checks.words import COMMANDS

_PROMPT = re.compile(r"\s*(?:\$|>>>|%|PS>|C:\\[^>]*>|In \[\d+\]:)\s+\S")
_SIGNS = re.compile(
    r"[;{}]\s*$|\s(?:&&|\|\||\|)\s|[=!<>:]=|=>|->|::|\s--?[a-z][\w-]*(?=\s|=|$)|\*\.\w|\.\./|\s\.\.(?:\s|$)|</\w|/>"
    r"|\w+\([^()\s]*\)\s*[;{]|\$\w+|^\s*[\w.\[\]]+\s[-+*/]?=\s\S|\s\?\s[^?]{1,80}\s:\s|^\s*[#@]\w+[(:]|\\[a-z(){}\[\]<]"
)
_COLUMNS = re.compile(r"\S(?: {2,}|\t+)\S")
_SENTENCE = re.compile(r"^\W*[A-Z\u00c0-\u00de].*[.!?:][\"”’)]*\s*$")


def looks_like_code(text: str) -> bool:
    """Whether the line ``text`` is a command or a statement of a program, as far as signs tell."""
    if _PROMPT.match(text):
        return True
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    if first in COMMANDS:
        return not _SENTENCE.match(text)
    return _SIGNS.search(text) is not None


def looks_aligned(before: str, line: str, after: str, *, alone: bool = True) -> bool:
    """Whether ``line`` has columns: a gap that a neighbour has as well, or, ``alone``, two gaps of its own."""
    gaps = _gaps(line)
    if alone and len(gaps) > 1:
        return True
    starts, ends = {start for start, _ in gaps}, {end for _, end in gaps}
    return any(start in starts or end in ends for other in (before, after) for start, end in _gaps(other))


def _gaps(line: str) -> list[tuple[int, int]]:
    """Where the gaps between columns begin and end: tabs, or more than one space."""
    return [(match.start() + 1, match.end() - 1) for match in _COLUMNS.finditer(line)]
