"""What a details block is for.

Owns: the details blocks that are open.  Does not own: where they end (``details``), nor what follows from
it (``fold``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto

from builder.model.document import Block, Kind
from builder.read.fold.headings import Headings
from builder.read.forms.form import Member
from builder.read.language import words

_NEAR = 4  # blocks, with the opening tag's own, in which the summary is looked for


class DetailsRole(Enum):
    NOTE = auto()  # the summary asks
    ANSWER = auto()  # the summary announces an answer
    SECTION = auto()  # questions stand in it
    BODY = auto()  # a part of an answer, or of nothing


class OpenDetails:
    """The details blocks that are open, the outermost first; one that is never closed is none of them."""

    def __init__(self, blocks: Sequence[Block], members: Mapping[int, Member], headings: Headings) -> None:
        self.blocks = blocks
        self.members = members
        self.headings = headings
        self._open: list[tuple[DetailsRole, int]] = []

    @property
    def hold_an_answer(self) -> bool:
        """Whether what stands here is the answer, or a part of it."""
        return bool(self._open) and self._open[-1][0] in (DetailsRole.ANSWER, DetailsRole.BODY)

    def enter(self, at: int) -> DetailsRole:
        """A details block begins at ``at``: what it is for."""
        role = self._role(at)
        if at in self.headings.details:
            self._open.append((role, at))
        return role

    def leave(self) -> DetailsRole:
        """The innermost ends here: what it was for."""
        return self._open.pop()[0] if self._open else DetailsRole.SECTION

    def hold(self, at: int) -> bool:
        """Whether the innermost is open since before block ``at``."""
        return bool(self._open) and self._open[-1][1] < at

    def _role(self, at: int) -> DetailsRole:
        if at in self.members:
            return DetailsRole.NOTE
        near = range(at, min(at + _NEAR, len(self.blocks)))
        summary = next((i for i in near if self.blocks[i].kind is Kind.SUMMARY), None)
        if summary is not None and summary in self.members:
            return DetailsRole.NOTE
        if summary is not None and words.opens_answer(self.blocks[summary].text.text):
            return DetailsRole.ANSWER
        return DetailsRole.SECTION if self.headings.opens_at(at) else DetailsRole.BODY
