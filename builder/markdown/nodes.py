"""The tree of a text's blocks: what ``tree`` finds, for the reader, the renderer and the checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

Kind = Literal[
    "document", "quote", "list", "item", "footnote", "definitions", "term", "definition", "admonition",
    "paragraph", "heading", "rule", "code", "html", "table",
]  # fmt: skip


@dataclass(slots=True)
class Node:
    """A block.  ``first`` and ``last`` are line numbers from 0, ``lines`` the text of a leaf."""

    kind: Kind
    first: int
    last: int = 0
    children: list[Node] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    width: int = 0  # item, footnote, definition, admonition: columns that its content is indented by
    column: int = 0  # item: the column of its marker within its container
    # list: "-", "+", "*", ".", ")"; item: as written; code: info string; footnote: name; admonition: type; table: "|"
    marker: str = ""
    start: int = 1  # list, item: number;  heading: level
    style: str = ""  # list: "", "a", "A", "i", "I"
    title: str = ""  # admonition; table: its caption;  html: what of the page it is ("own", "block", "line")
    tail: int = 0  # how many characters of the first line there are from the block's beginning on
    closed: bool = True  # code: the fence has an end
    fence: str = ""  # code: the fence; "" for indented code
    indent: int = 0  # code: columns before the fence
    end: re.Pattern[str] | None = None  # html: what ends it; None: a blank line
    rows: list[tuple[int, list[str]]] = field(default_factory=list)  # table: line and cells; the first is the header
    align: tuple[str, ...] = ()

    @property
    def tight(self) -> bool:
        """Whether no blank line stands between a list's items or the blocks of one."""
        rows = [self.children, *(item.children for item in self.children)]
        return all(after.first - before.final <= 1 for row in rows for before, after in pairwise(row))

    @property
    def final(self) -> int:
        """The number of the last line, blank ones after it not counted."""
        return self.children[-1].final if self.kind in ("list", "definitions") and self.children else self.last


def leaves(node: Node) -> Iterator[Node]:
    """The blocks in ``node`` that hold no others, in order."""
    for child in node.children:
        if child.children:
            yield from leaves(child)
        else:
            yield child


def roman(number: int) -> str:
    """``number`` in small roman numerals."""
    out = ""
    for value, letters in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv")):
        while number >= value:
            out, number = out + letters, number - value
    return out + "i" * number


def label(style: str, number: int) -> str:
    """How an item is labelled in a list of this style: ``label("a", 2)`` is ``"b"``."""
    if style in ("i", "I"):
        text = roman(number)
    elif style in ("a", "A"):
        text = chr(ord("a") + (number - 1) % 26)
    else:
        return str(number)
    return text.upper() if style.isupper() else text
