"""Extras: what people write in documents and GitHub does not read as they mean it, each with a name.

Owns: which of these a text is read with, and the marks that they add to Markdown's.  Does not own: the parser
(``tree``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Extras:
    """What is read beside GitHub's Markdown.

    - ``sentences``: a line of dashes below a sentence, or below several lines, parts; it does not underline.
    - ``marks``: list marks such as ``•``, ``(1)``, ``1、`` and ``7.Explain``, at any indent, also within a paragraph.
    - ``rules``: lines of ``====``, ``····``, ``#######`` or many ``~`` part.
    - ``titles``: headings such as ``##Title``, titles underlined with tildes, numbered ones underlined with ``====``.
    - ``page``: HTML's headings, details, summaries, terms and comments are blocks of their own.
    - ``quotes``: a line without ``>`` below a quoted sentence that is complete is in the quotation no longer.
    - ``tables``: a label before the pipe that begins a table's header is no cell of it.
    - ``fences``: a fence that is never closed is one line, and swallows nothing.
    - ``layout``: an indent means code after a blank line only, and belongs to the item above it in any width.
    - ``plain``: as in plain text, an indent within an item never means code.
    """

    sentences: bool = False
    marks: bool = False
    rules: bool = False
    titles: bool = False
    page: bool = False
    quotes: bool = False
    tables: bool = False
    fences: bool = False
    layout: bool = False
    plain: bool = False


GITHUB = Extras()
CARD = Extras(sentences=True)
DOCUMENT = Extras(
    sentences=True, marks=True, rules=True, titles=True, page=True, quotes=True, tables=True, fences=True, layout=True
)
PLAIN_TEXT = replace(DOCUMENT, plain=True)

TIGHT_HEADING = re.compile(r"(#{2,6})([^\s#!{].*)$")
DECORATION = re.compile(r"(?:--|[-=_*~+·•—–─━═]{4,}|#{7,})\s*$")  # parts as a thematic break does
EQUALS = re.compile(r" {0,3}={4,}[ \t]*$")
LABEL_BEFORE_CELLS = re.compile(r"[^|`]{1,40}[:：]\s+(?=\|)")
_TILDES = re.compile(r"~{4,}[ \t]*$")
_FENCE = re.compile(r"(?:>[ ]?|[ ])*+(`{3,}+|~{3,}+)[ \t]*+([^`]*+)$")
_HEADING = re.compile(r"#{2,6}[ \t]")
_LONG_RULE = 10  # characters of a line of tildes that parts, and opens no code


_COMPLETE = re.compile(r"[.?!:…。？！：][\"'”’»)*_`]*$")


def is_complete(text: str) -> bool:
    """Whether a line ends with the end of a sentence."""
    return _COMPLETE.search(text.rstrip()[-9:]) is not None


def ends_sentence(text: str) -> bool:
    """Whether a line cannot be a title that is underlined."""
    return text.rstrip().endswith((".", ";", ",")) or text.startswith("|")


def tilde_underlines(lines: Sequence[str]) -> frozenset[int]:
    """The lines of tildes below a title: as long as the line above them, the only one of its paragraph."""
    return frozenset(
        at
        for at, line in enumerate(lines)
        if at
        and line.startswith("~~~~")
        and _TILDES.match(line)
        and abs(len(lines[at - 1].rstrip()) - len(line.rstrip())) <= 1
        and lines[at - 1][:1] not in " \t~"
        and (at < 2 or not lines[at - 2].strip())
    )


def is_long_rule(lines: Sequence[str], at: int) -> bool:
    """Whether a long line of tildes stands alone between blank lines."""
    text = lines[at].strip()
    alone = (at == 0 or not lines[at - 1].strip()) and (at + 1 == len(lines) or not lines[at + 1].strip())
    return alone and len(text) >= _LONG_RULE and not text.strip("~")


class Fences:
    """Which fences are closed, for all of a text at once, so that an open one is known where it opens."""

    def __init__(self, lines: Sequence[str], underlines: frozenset[int]) -> None:
        self._bare: list[tuple[int, str]] = []
        self._named: dict[str, list[int]] = {}
        self._headings = [at for at, line in enumerate(lines) if line.startswith("##") and _HEADING.match(line)]
        self._closing: dict[str, list[int]] = {}
        for at, line in enumerate(lines):
            if ("```" not in line and "~~~" not in line) or at in underlines or is_long_rule(lines, at):
                continue
            if match := _FENCE.match(line):
                if match[2].strip():
                    self._named.setdefault(match[1], []).append(at)
                else:
                    self._bare.append((at, match[1]))

    def end(self, at: int, fence: str) -> int | None:
        """The line that closes the fence that opens at line ``at``; None for one that was left open.

        It was left open where another opens below a heading before that line.
        """
        closing = self._closing.get(fence)
        if closing is None:
            closing = self._closing[fence] = [i for i, marks in self._bare if marks.startswith(fence)]
        i = bisect_right(closing, at)
        if i == len(closing):
            return None
        named = self._named.get(fence, [])
        j = bisect_right(named, at)
        if j < len(named) and named[j] < closing[i] and self.hold_heading(at, named[j]):
            return None
        return closing[i]

    def hold_heading(self, start: int, end: int) -> bool:
        """Whether a line between two others begins as a heading below the first level."""
        i = bisect_left(self._headings, start)
        return i < len(self._headings) and self._headings[i] < end
