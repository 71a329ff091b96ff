"""Boxes: what a container of any form is, and the words that say what it is for.

Owns: the record that all forms share.  Does not own: the forms (``single``, ``paired``), nor what becomes of a box.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from builder.model.source import Line

ALERTS = {
    **dict.fromkeys(("note", "info", "abstract", "aside", "admonition", "callout", "alert", "hint", "seealso"), "NOTE"),
    **dict.fromkeys(("tip", "success", "example", "check"), "TIP"),
    **dict.fromkeys(("important", "attention"), "IMPORTANT"),
    **dict.fromkeys(("warning", "warn"), "WARNING"),
    **dict.fromkeys(("danger", "caution", "error", "bug", "failure"), "CAUTION"),
}
FOLDS = frozenset(
    {
        *("accordion", "collapse", "collapsible", "details", "disclosure", "dropdown"),
        *("expand", "expandable", "expander", "spoiler", "toggle"),
    }
)
ASKS = frozenset({"exercise", "faq", "flashcard", "help", "problem", "qa", "question", "quiz"})
ANSWERS = frozenset({"answer", "solution"})


@dataclass(frozen=True, slots=True)
class Box:
    """A container: ``name`` says what it is for, ``title`` is what stands over it, ``body`` what it holds.

    ``end`` is the index of the line after it.
    """

    name: str
    title: Line | None
    body: list[Line]
    end: int
    folds: bool = False  # it unfolds, whatever its name


def indent_of(line: Line) -> str:
    return line.text[: len(line.text) - len(line.text.lstrip())]


_OPTION = re.compile(r"\s*:[\w-]+:(?P<value>.*)$")


def without_options(lines: Sequence[Line]) -> tuple[list[Line], bool]:
    """A directive's lines without its options, and whether these say that it folds."""
    start, folds = 0, False
    while start < len(lines) and (match := _OPTION.match(lines[start].text)):
        folds = folds or "dropdown" in match["value"]
        start += 1
    return list(lines[start:]), folds
