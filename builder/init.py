"""``deckbuilder init``: a commented configuration for a folder, with what was detected in it.

Owns: the text of that file, and the nearest lines of configuration for a document in which
no question was found.  Does not own: the detection (``dialects``), the file (``project``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from builder.document import Document, Kind

_SHOWN = 40  # documents that are listed
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


def configuration(deck: str, documents: Iterable[tuple[str, str, str]]) -> str:
    """The text of a ``deckbuilder.toml``.

    ``documents`` are a path, what was detected in words, and the dialect's name (empty: none) each.
    """
    found = list(documents)
    quoted = deck.replace("\\", "\\\\").replace('"', '\\"')
    lines = [
        "# Written by 'deckbuilder init'. All of it is optional: take away what you do not need.",
        "",
        f'deck = "{quoted}"  # the root deck',
        '# description = ""  # shown in Anki below the deck',
        '# tags = ["school"]  # tags of every note',
        '# unanswered = "skip"  # leave questions without an answer out',
        '# exclude = ["drafts/*"]',
        "",
        "# How the documents are read. To overrule it for one, take the # away and change the dialect;",
        "# 'deckbuilder dialects --list' names them all.",
    ]
    for path, detected, dialect in islice(found, _SHOWN):
        lines += ["#", f"# {detected}", "# [[source]]", f"# path = '{path}'", f"# dialect = '{dialect or 'mine'}'"]
    if len(found) > _SHOWN:
        lines += ["#", f"# … and {len(found) - _SHOWN} more"]
    lines += [
        "",
        "# A layout of your own: patterns are regular expressions for a whole line.",
        "# [dialects.mine]",
        "# question = '^My mark (?P<text>.+)'",
        "# answer = '^My answer: '",
        "# section = '^== (?P<text>.+) ==$'",
        "",
    ]
    return "\n".join(lines)
