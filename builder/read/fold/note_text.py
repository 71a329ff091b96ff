"""The text of a note that is closed but not yet tidied.

Owns: the lines of question and answer while they are sorted, and what becomes of those that
leave.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from builder.model.diagnostics import Diagnostic
from builder.model.document import Block
from builder.model.notes import FateKind
from builder.model.source import Line


@dataclass(slots=True)
class NoteText:
    """Question and answer as lines; ``blocks`` are the answer's."""

    path: str
    question: list[Line]
    answer: list[Line]
    blocks: list[Block]
    fates: list[tuple[int, FateKind, str]] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def skip(self, lines: Sequence[Line], reason: str) -> None:
        """Note down that ``lines`` are on no card, and why."""
        self.fates += [(ln.number, FateKind.SKIPPED, reason) for ln in lines if not ln.blank]

    def drop_ends(self, first: Callable[[Block], str | None], last: Callable[[Block], str | None]) -> None:
        """Drop blocks from both ends of the answer as long as ``first`` or ``last`` gives a reason."""
        start, end = 0, len(self.blocks)
        while end > start and (reason := last(self.blocks[end - 1])) is not None:
            end -= 1
            self.skip(self.blocks[end].lines, reason)
        while start < end and (reason := first(self.blocks[start])) is not None:
            self.skip(self.blocks[start].lines, reason)
            start += 1
        dropped = {id(ln) for b in (*self.blocks[:start], *self.blocks[end:]) for ln in b.lines}
        self.blocks = self.blocks[start:end]
        self.answer = [ln for ln in self.answer if id(ln) not in dropped]


def trimmed(lines: Sequence[Line]) -> list[Line]:
    """``lines`` without blank ones at either end."""
    solid = [i for i, line in enumerate(lines) if not line.blank]
    return list(lines[solid[0] : solid[-1] + 1]) if solid else []
