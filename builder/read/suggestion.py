"""The lines of configuration that might read a document in which no question was found.

Owns: the most regular mark of a document as a pattern.  Does not own: dialects, nor what ``init`` writes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from builder.model.document import Document, Kind

_MARK = re.compile(
    r"(?:[^\w\s]{1,6}(?=\s)|[^\W\d_]{1,20}\s?\d{1,4}\s?[:.)–—-]|[^\W\d_]{1,20}(?:\s[^\W\d_]{1,20})?\s?[:：]|[A-ZÄÖÜ]{3,20}(?=\s)|\(?\d{1,4}[.):])\s*(?=\S)"
)
_PLAIN = frozenset({"-", "*", "+", "|", ">", "<", "•"})  # marks of lists, tables and quotes, which alone say little


def nearest(document: Document) -> str:
    """The lines of configuration that would read ``document``: its most regular mark as that of a question."""
    marks = Counter(mark for line in _openings(document) if (mark := _pattern(line)))
    pattern, times = marks.most_common(1)[0] if marks else (r"My mark ", 0)
    if times < 2:
        pattern = "My mark "
    return f"[dialects.mine]\nquestion = '^{pattern}(?P<text>.+)'"


def _openings(document: Document) -> Iterable[str]:
    """The lines with which headings, items and paragraphs begin."""
    for block in document.blocks:
        if block.kind in (Kind.HEADING, Kind.ITEM, Kind.QUOTE, Kind.TEXT) and not block.continues:
            yield block.lines[0].text.strip()[:200]


def _pattern(line: str) -> str:
    """The mark that ``line`` begins with as a regular expression, any number in it for all; empty without one."""
    match = _MARK.match(line)
    if not match or match[0].strip() in _PLAIN or "'" in match[0]:
        return ""
    return re.sub(r"\d+", lambda _: r"\d+", re.escape(match[0].rstrip())).replace(r"\ ", " ") + r"\s*"
