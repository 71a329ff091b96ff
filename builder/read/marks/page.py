"""A Markdown source while marks of other programs are taken out of it.

Owns: which of its text is code, and the edits: a line that is changed keeps its number, and each of its columns
can be told in the file.  Does not own: any mark (the modules beside).
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from builder.model.diagnostics import Diagnostic
from builder.model.source import Source, Span
from builder.rules.formats import PART_LEFT_OUT

_FENCE = re.compile(r"[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(?P<mark>`{3,}|~{3,})(?P<info>.*)")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)(?:.*?[^`])\1(?!`)")


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in the place of the characters from ``start`` to ``end`` of a line; ``lost`` tells what was lost."""

    start: int
    end: int
    text: str = ""
    lost: str = ""
    hint: str = ""
    at: int = -1  # where that stood; -1: at ``start``


def without(line: str, match: re.Match[str], lost: str = "", hint: str = "") -> Edit:
    """The edit that takes something out, with the blank before it where a blank or a mark follows."""
    start, end = match.span()
    after = line[end : end + 1]
    spaced = start > 0 and line[start - 1] == " " and (not after or after in " .,;:!?")
    return Edit(start - 1 if spaced else start, end, "", lost, hint, start)


LineRule = Callable[[str, str], Iterable[Edit]]  # the line as it is, and with its code masked


@dataclass(slots=True)
class Page:
    """The lines of a source, what was found, and what the marks say: pins by line, and keys as of front matter."""

    source: Source
    lines: list[str]
    code: list[bool]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    pins: dict[int, str] = field(default_factory=dict)
    says: dict[str, object] = field(default_factory=dict)
    shifts: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @staticmethod
    def of(source: Source) -> Page:
        lines = source.text.split("\n")
        return Page(source, lines, code_lines(lines))

    def prose(self) -> Iterator[int]:
        """The indexes of the lines that are no code."""
        return (at for at, code in enumerate(self.code) if not code)

    def clear(self, at: int, start: int = 0, end: int | None = None) -> None:
        """Blank a part of a line; what stands behind it keeps its column."""
        line = self.lines[at]
        end = len(line) if end is None else end
        self.lines[at] = (line[:start] + " " * (end - start) + line[end:]).rstrip()

    def lose(self, at: int, message: str, hint: str = "", column: int = 1) -> None:
        self.diagnostics.append(Diagnostic(PART_LEFT_OUT, message, Span(self.source.path, at + 1, column), hint))

    def edit(self, rules: Iterable[LineRule]) -> None:
        """Apply ``rules`` to all prose; where two want the same characters, the first has them."""
        for at in self.prose():
            line = self.lines[at]
            masked = _CODE.sub(lambda m: "\0" * len(m[0]), line) if "`" in line else line
            edits: list[Edit] = []
            for rule in rules:
                for edit in rule(line, masked):
                    place = bisect(edits, (edit.start, edit.end), key=lambda e: (e.start, e.end))
                    before, after = edits[place - 1 : place], edits[place : place + 1]
                    if all(e.end <= edit.start for e in before) and all(edit.end <= e.start for e in after):
                        edits.insert(place, edit)
            if edits:
                self._apply(at, edits)

    def _apply(self, at: int, edits: Iterable[Edit]) -> None:
        line = self.lines[at]
        parts: list[str] = []
        shifts: list[tuple[int, int]] = []
        end = length = moved = 0
        for edit in edits:
            if edit.lost:
                self.lose(at, edit.lost, edit.hint, max(edit.at, edit.start) + 1)
            parts += (line[end : edit.start], edit.text)
            length += edit.start - end + len(edit.text)
            moved += edit.end - edit.start - len(edit.text)
            shifts.append((length + 1, moved))
            end = edit.end
        self.lines[at] = "".join((*parts, line[end:])).rstrip()
        self.shifts[at + 1] = tuple(shifts)

    def written(self) -> Source:
        """The source as it is read on."""
        return replace(self.source, text="\n".join(self.lines), shifts=self.shifts)


def code_lines(lines: Iterable[str]) -> list[bool]:
    """Whether each line is a part of fenced code, its fences too."""
    found: list[bool] = []
    fence = ""
    for line in lines:
        match = _FENCE.match(line) if "`" in line or "~" in line else None
        if fence:
            found.append(True)
            if match and match["mark"].startswith(fence) and not match["info"].strip():
                fence = ""
        else:
            fence = match["mark"] if match and "`" not in match["info"] else ""
            found.append(bool(fence))
    return found
