"""Marks of report generators (Quarto, R Markdown): attributes, cross references, citations, code that would run.

Owns: their grammar, in files of theirs alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.read.marks.page import Edit, Page, without

SUFFIXES = (".qmd", ".rmd")
_HIDDEN = re.compile(r"\s*(?:[-*+]\s+)?(?:`{3,}|~{3,})\s*\{\w[^}]*\b(?:echo|include)\s*=\s*(?:F|FALSE|false)\b[^}]*\}")
_CELL = re.compile(r"\s*(?P<mark>`{3,}|~{3,})\s*\{\w[^}]*\}\s*$")
_OPTION = re.compile(r"\s*(?:#\||//\||%%\|)\s*(?P<name>[\w.-]+)\s*:\s*(?P<value>.*?)\s*$")
_NO = frozenset({"false", "no", "f"})
_RUN = re.compile(r"`(?:r|\{\w+\})\s[^`]+`")
_SPAN = re.compile(r"\[(?P<text>[^\[\]\n]+)\]\{[.#][^{}\n]*\}")
_ID_BEHIND = re.compile(
    r"(?<=\$\$)\s*\{#[^{}\n]*\}\s*$|(?<=\))\{[.#][^{}\n]*\}|(?<=\))\{(?:width|height|fig-\w+)=[^{}\n]*\}"
)
_CROSS = re.compile(r"\[-?@[\w:.-]+(?:[^\[\]\n]*)\]|(?<![\w@./])-?@[A-Za-z][\w:.-]*\w(?:\s\[[^\[\]\n]*\])?")
_SUB = re.compile(r"(?<=[^\s~])~(?P<text>[^\s~]{1,20})~(?!~)")
_SUPER = re.compile(r"(?<=[^\s^])\^(?P<text>[^\s^\[\]]{1,20})\^")
_MATH = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$")


def cells(page: Page) -> None:
    """Cells whose code is not shown go; options of the others are no code."""
    at = 0
    while at < len(page.lines):
        match = _CELL.match(page.lines[at]) if page.code[at] else None
        if match is None:
            at += 1
            continue
        end = at + 1
        while end < len(page.lines) and not page.lines[end].strip().startswith(match["mark"]):
            end += 1
        options = {m["name"]: m["value"].casefold() for n in range(at + 1, end) if (m := _OPTION.match(page.lines[n]))}
        hidden = _HIDDEN.match(page.lines[at]) or {options.get("echo"), options.get("include")} & _NO
        for number in range(at, min(end + 1, len(page.lines))):
            if hidden or (at < number < end and _OPTION.match(page.lines[number])):
                page.clear(number)
        at = end + 1


def line_edits(line: str, masked: str) -> Iterator[Edit]:
    for match in _RUN.finditer(line):
        yield without(line, match, "code that would be run for its result is left out", "write the result itself")
    for match in _ID_BEHIND.finditer(masked):
        yield Edit(*match.span())
    for match in _SPAN.finditer(masked):
        yield Edit(*match.span(), line[match.start("text") : match.end("text")])
    for match in _CROSS.finditer(masked):
        yield without(line, match, f"the reference {match[0]} is left out", "write out what it refers to")
    formulas = [match.span() for match in _MATH.finditer(masked)]
    for pattern, tag in ((_SUB, "sub"), (_SUPER, "sup")):
        for match in pattern.finditer(masked):
            if not any(start <= match.start() < end for start, end in formulas):
                yield Edit(*match.span(), f"<{tag}>{match['text']}</{tag}>")
