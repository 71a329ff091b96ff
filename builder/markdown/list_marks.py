"""List marks: what an item of a list begins with.

Owns: the marks of CommonMark, letters and roman numbers that go on from each other, and the marks that only
documents have (``•``, ``(1)``, ``1、``, ``7.Explain``).  Does not own: which lines belong to an item (``tree``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from builder.markdown.nodes import Node, label

BULLETS = "-*+•‣◦▪●○·"
ITEM = re.compile(
    r"([-*+•‣◦▪●○·]|\(?\d{1,4}[.)]|\d{1,4}[.．、）](?=\S))(?:[ \t]+|(?<=[．、）])|(?<=\d[.)])(?=[^\W\d_a-z]))(?=\S)"
)
TIGHT_ITEM = re.compile(r"(\d{1,4}[.)])(?=[a-z])")  # counts as an item only where its number goes on
EMPTY_ITEM = re.compile(r"([-*+•]|\d{1,4}[.)])[ \t]*$")
_NUMBER = re.compile(r"\s*(\d{1,4})[.)]")
_MOST_LEFT_OUT = 6  # numbers
_BULLET = re.compile(r"([-+*])(?=[ ]|$)")
_ORDERED = re.compile(r"(\d{1,9})([.)])(?=[ ]|$)")
_LETTERED = re.compile(r"([A-Za-z]|[ivxlc]{2,6}|[IVXLC]{2,6})([.)]) (?=[ ]*\S)")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_LOOK_AHEAD = 80  # lines; how far the next letter of a lettered list may be


class Mark(NamedTuple):
    """The mark of an item: its length, the sign that all items of its list have, and its number, if it has one.

    ``style`` is that of a number that is not written in digits: ``a``, ``A``, ``i``, ``I``.
    """

    length: int
    sign: str
    number: int | None = None
    style: str = ""


def common(rest: str) -> Mark | None:
    """The mark of CommonMark that ``rest`` begins with."""
    if match := _BULLET.match(rest):
        return Mark(1, match[1])
    if match := _ORDERED.match(rest):
        return Mark(match.end(), match[2], int(match[1]))
    return None


def is_numbered(rest: str) -> bool:
    """Whether ``rest`` begins with a number such as an item has."""
    match = ITEM.match(rest)
    return match is not None and match[1] not in BULLETS


def is_bullet(text: str, at: int) -> bool:
    """Whether a bullet stands at place ``at`` of ``text``."""
    return _BULLET.match(text, at) is not None


def loose(rest: str, last: int | None, following: str) -> Mark | None:
    """The mark that GitHub does not know and ``rest`` begins with.

    ``last`` is the number of the item in the line above, if one is, and ``following`` the next line.
    """
    match = ITEM.match(rest) or EMPTY_ITEM.match(rest)
    if match is None and (match := TIGHT_ITEM.match(rest)) and not _counts(int(match[1][:-1]), last, following):
        return None
    if match is None:
        return None
    mark = match[1]
    if mark in BULLETS:
        return Mark(1, mark)
    return Mark(len(mark), "(" if mark[0] == "(" else mark[-1], int(mark.strip("().．、）")))


def _counts(number: int, last: int | None, following: str) -> bool:
    """Whether a number without a space behind it goes on from ``last``, that of the line above, or begins to count."""
    if last is not None:
        return last < number <= last + _MOST_LEFT_OUT
    after = _NUMBER.match(following)
    return number == 1 and after is not None and 1 < int(after[1]) <= 1 + _MOST_LEFT_OUT


def lettered(rest: str, sibling: Node | None, lines: Sequence[str], at: int) -> Mark | None:
    """The letter or roman number that ``rest``, the end of line ``at``, begins with, if others go on from it.

    ``sibling`` is the block before the item.
    """
    match = _LETTERED.match(rest)
    if match is None:
        return None
    if sibling is not None and sibling.kind == "list" and sibling.style and sibling.marker == match[2]:
        following = sibling.start + len(sibling.children)
        if match[1] == label(sibling.style, following):
            return Mark(match.end() - 1, match[2], following, sibling.style)
    first = {"a": "a", "A": "A", "i": "i", "I": "I"}.get(match[1])
    column = len(lines[at]) - len(rest)
    if first and _followed_by(label(first, 2) + match[2], lines[at + 1 : at + _LOOK_AHEAD], column):
        return Mark(match.end() - 1, match[2], 1, first)
    return None


def _followed_by(mark: str, lines: Sequence[str], column: int) -> bool:
    """Whether one of ``lines`` has the next mark in the same column and container."""
    blanks = 0
    for line in lines:
        if line.startswith(mark + " ", column) and not line[:column].strip(" >"):
            return True
        blanks = blanks + 1 if not line.strip() else 0
        if blanks > 1 or _HEADING.match(line):
            return False
    return False
