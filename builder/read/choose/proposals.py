"""Proposals: what each dialect would read as questions, over a whole document.

Owns: how a proposal comes about: the candidates of a dialect, weighed, without false positives, and where
they are numbered in the heaviest series.  Does not own: how much a candidate weighs (``weighing``), which are
false positives (the forms), nor which proposals are taken (``detection``).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from builder.model.document import Block, Document, Kind
from builder.read.choose.series import chain, follows
from builder.read.choose.weighing import weighed
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Dialect, Member, Members, candidate
from builder.read.language.titles import announces, is_bare_title

_LEAST_BEFORE = 2  # members of a series after which one need not ask
_NEAR = 4  # blocks below a title in which the first question of its list is looked for


@dataclass(frozen=True, slots=True)
class Proposal:
    """One dialect laid over the whole document."""

    dialect: Dialect
    members: tuple[Member, ...]

    @property
    def score(self) -> float:
        return sum(m.score for m in self.members)

    @property
    def share(self) -> float:
        """The share of members that look like questions."""
        return sum(m.likeness > 0 for m in self.members) / len(self.members) if self.members else 0.0


def propose(dialect: Dialect, evidence: Evidence) -> Proposal:
    """What ``dialect`` would read as questions in the whole document."""
    found = _candidates(dialect, evidence)
    ends = _ends(found, evidence.blocks)
    members = tuple(weighed(c, dialect, end, evidence) for c, end in zip(found, ends, strict=True))
    for without in dialect.form.false_positives:
        members = without(members, dialect, evidence)
    return Proposal(dialect, _in_series(members, evidence.blocks) if dialect.numbered else members)


def _in_series(members: Members, blocks: Sequence[Block]) -> Members:
    """The members whose numbers follow each other."""
    places = [m.candidate.at for m in members]
    taken = set(places)
    anew = {m.candidate.at for m in members if m.candidate.number == "1"}
    bounds = [i for i in range(len(blocks)) if i not in taken and _may_begin_anew(blocks, i, anew)]
    kept = chain([m.candidate.number for m in members], places, [m.score for m in members], bounds)
    return tuple(members[i] for i in [*kept, *_after_the_last(members, kept, bounds)])


def _after_the_last(members: Members, kept: Sequence[int], bounds: Sequence[int]) -> list[int]:
    """The members right after the last of a series that go on with its numbers and have an answer, asking or not."""
    found: list[int] = []
    if len(kept) < _LEAST_BEFORE or not all(members[i].answered for i in kept):
        return found
    last = kept[-1]
    for i in range(last + 1, len(members)):
        goes_on = follows(members[last].candidate.number, members[i].candidate.number)
        parted = any(members[last].candidate.at < at < members[i].candidate.at for at in bounds)
        if not goes_on or parted or not members[i].answered or members[i].likeness < 0:
            break
        found.append(i)
        last = i
    return found


def _may_begin_anew(blocks: Sequence[Block], at: int, anew: Container[int]) -> bool:
    """Whether numbers may begin anew after a block: a heading, a rule, or a title right above one of ``anew``."""
    block = blocks[at]
    if block.kind in (Kind.HEADING, Kind.RULE) or announces(block):
        return True
    near = range(at + 1, min(at + _NEAR, len(blocks)))
    if not any(i in anew for i in near):
        return False
    below = next((i for i in near if blocks[i].kind is not Kind.BLANK), at)
    return below in anew and is_bare_title(block)


# ----------------------------------------------------------------- candidates


def _candidates(dialect: Dialect, evidence: Evidence) -> list[Candidate]:
    """The blocks that may be questions in ``dialect``, in order."""
    blocks, form = evidence.blocks, dialect.form
    places = evidence.places if form.kinds is None else [at for at in evidence.places if blocks[at].kind in form.kinds]
    found = [c for at in places if (c := candidate(blocks, at, dialect) or form.lone(at, dialect, evidence))]
    return dialect.form.select(found, dialect, blocks)


def _ends(found: Sequence[Candidate], blocks: Sequence[Block]) -> list[int]:
    """For each candidate, the block before which what belongs to it ends: the next one, or the end."""
    return [*(c.at for c in found[1:]), len(blocks)] if found else []


def is_meant(document: Document, proposal: Proposal) -> bool:
    """Whether a syntax that also means other things is meant as questions here."""
    signal = proposal.dialect.form.signal
    return signal is None or signal(document, proposal.members)
