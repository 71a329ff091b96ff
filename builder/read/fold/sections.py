"""Sections: which of them are open.

Owns: the stack of open sections, and the ranks of titles that are no headings.  Does not own: which
lines are titles (``heading_roles``, ``group_titles``, ``titles``).
"""

from __future__ import annotations

from builder.model.notes import Section
from builder.model.source import Span

# The levels of titles that are no headings; headings have those from 1 to 6.
SUMMARY = 6  # of a details block that holds questions
NUMBERED_LINE = 80  # of a numbered line that is the title of those below it
OUTER_ITEM = 90  # of an item above a list of questions
_LINE = 100  # of bare title lines, plus the rank of their form

BARE = "bare"  # the forms of title lines, besides those of ``titles.title_form``
ANNOUNCED = "announced"


class Sections:
    """The sections that are open, the outermost first."""

    def __init__(self) -> None:
        self._open: list[Section] = []
        self._forms: list[str] = []  # of title lines, the outermost first
        self.met: set[str] = set()  # forms of title lines by which more of them are known

    @property
    def open(self) -> tuple[Section, ...]:
        return tuple(self._open)

    def leave(self, level: int) -> None:
        """Leave the sections that do not hold what stands on ``level`` (from 1)."""
        while self._open and self._open[-1].level >= level:
            self._open.pop()

    def enter(self, title: str, span: Span, level: int) -> None:
        """Open a section on ``level``; one without a title only ends those before it."""
        self.leave(level)
        if title:
            self._open.append(Section(title, span, level))

    def level_of_line(self, form: str) -> int:
        """The level of title lines of ``form``: forms that are met later are below those met before."""
        self.met.add(form)
        if form not in self._forms:
            self._forms.append(form)
        return _LINE + self._forms.index(form)

    def has_met(self, form: str) -> bool:
        """Whether a line of ``form`` was a title before."""
        return form in self._forms
