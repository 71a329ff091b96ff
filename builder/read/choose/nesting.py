"""Nesting: questions of one dialect that stand in the answers of another.

Owns: which proposals these are.  A series whose questions all look like some, and which hold what is below them
(headings, items), does not let a weaker one open a region within: what it finds there is a part of an answer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from builder.model.document import Block, Kind
from builder.read.choose.proposals import Proposal
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import are_mostly_answered
from builder.read.weights import COUNTS, LIKENESS, SHARES


def without_inner(proposals: Sequence[Proposal], evidence: Evidence) -> list[Proposal]:
    """The proposals without those whose questions all stand in a few answers of a stronger one."""
    outer = [_Outer(p, evidence.blocks) for p in proposals if _is_strong(p, evidence.blocks)]
    return [p for p in proposals if not any(o.holds(p) for o in outer)]


def _is_strong(proposal: Proposal, blocks: Sequence[Block]) -> bool:
    """Whether all questions of a proposal look like some, have answers, and hold what is below them."""
    members = proposal.members
    if len(members) < COUNTS["strong_series"] or not are_mostly_answered(members):
        return False
    holding = all(blocks[m.candidate.at].kind in (Kind.HEADING, Kind.ITEM) for m in members)
    return holding and all(m.likeness >= LIKENESS["sure"] for m in members)


class _Outer:
    """A strong proposal with the extents of its questions."""

    def __init__(self, proposal: Proposal, blocks: Sequence[Block]) -> None:
        self.proposal = proposal
        self.blocks = blocks
        self.starts = [m.candidate.at for m in proposal.members]

    def holds(self, other: Proposal) -> bool:
        """Whether the questions of ``other`` are fewer, and all stand in a few of the answers."""
        if other is self.proposal or not other.members or len(other.members) > len(self.starts):
            return False
        holders = {self._holder(m.candidate.at) for m in other.members}
        return None not in holders and len(holders) <= max(1, SHARES["holders"] * len(self.starts))

    def _holder(self, at: int) -> int | None:
        """The question whose answer holds block ``at``; None for a question itself, and for what is outside."""
        i = bisect_right(self.starts, at) - 1
        if i < 0 or self.starts[i] == at:
            return None
        asked = self.blocks[self.starts[i]]
        between = self.blocks[self.starts[i] + 1 : at + 1]
        return i if not any(_ends(asked, block) for block in between) else None


def _ends(asked: Block, block: Block) -> bool:
    """Whether ``block`` is outside of the heading or the item ``asked``."""
    if asked.kind is Kind.HEADING:
        return block.kind is Kind.HEADING and block.level <= asked.level
    outside = block.indent <= asked.indent and not block.continues
    return outside and block.kind is not Kind.BLANK
