"""Regions: the dialects laid over a document.

Owns: the choice.  The document is cut at its headings and at the questions, and the dialects are laid over the pieces
so that their members' scores add up to the most, at a price for each change of dialect.  A dialect whose members
do not look enough like questions is taken away, and the rest choose again.  Does not own: what a member is worth
(``weighing``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.model.document import Document
from builder.read.choose.nesting import without_inner
from builder.read.choose.proposals import Proposal, is_meant, propose
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Dialect, Form, Member, Members, are_mostly_answered
from builder.read.forms.options import asks_by_what_follows
from builder.read.language import words
from builder.read.weights import CHANGES, COUNTS, LIKENESS, SHARES


@dataclass(frozen=True, slots=True)
class Region:
    """Blocks ``start`` to ``end`` (exclusive) are read in one dialect."""

    start: int
    end: int
    dialect: Dialect
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A dialect whose chosen members are too few, or look too little like questions."""

    dialect: Dialect
    members: int
    share: float  # of them that look like questions
    needed: float  # the share that has to; 0 where they are too few in any case


@dataclass(frozen=True, slots=True)
class Choice:
    """What was proposed, the regions that were chosen, and what was taken away on the way."""

    proposals: tuple[Proposal, ...]
    regions: tuple[Region, ...]
    refused: tuple[Refusal, ...]
    rivals: tuple[Proposal, ...]  # what could have been chosen, the heaviest first

    @property
    def count(self) -> int:
        """How many questions were found."""
        return sum(len(region.members) for region in self.regions)


def choose(document: Document, dialects: Sequence[Dialect], evidence: Evidence, *, forced: bool) -> Choice:
    """The regions in which ``dialects`` are read; those of them that are ``forced`` are taken at their word."""
    proposals = tuple(p for d in dialects if is_meant(document, p := propose(d, evidence)) or forced)
    allowed = [p for p in proposals if p.members and (forced or any(m.score > 0 for m in p.members))]
    if not forced:
        allowed = without_inner(allowed, evidence)
    rivals = tuple(sorted(allowed, key=lambda p: -p.score))
    regions: tuple[Region, ...] = ()
    refused: list[Refusal] = []
    for price in (1.0, CHANGES["known"]):  # between dialects that are known to be spoken here, a change is cheap
        while True:
            regions = _lay(evidence, allowed, price)
            more = () if forced else _refused(regions, evidence)
            if not more:
                break
            refused += more
            taken_away = {refusal.dialect for refusal in more}
            allowed = [p for p in allowed if p.dialect not in taken_away]
        spoken = {r.dialect for r in regions if r.members}
        allowed = [p for p in allowed if p.dialect in spoken or p.dialect.form.signal]
    return Choice(proposals, regions, tuple(refused), rivals)


# -------------------------------------------------------------------- the path


def _lay(evidence: Evidence, proposals: Sequence[Proposal], price: float) -> tuple[Region, ...]:
    """The dialects over the pieces between headings so that the weights add up to the most.

    ``price`` is the part of the usual price that is due for a change.
    """
    if not proposals:
        return ()
    cuts = sorted({0, *evidence.headings, *(m.candidate.at for p in proposals for m in p.members)})
    path = _heaviest_path(proposals, cuts, evidence.headings, price)
    places = [[m.candidate.at for m in p.members] for p in proposals]
    regions: list[Region] = []
    start = 0
    for piece in range(1, len(cuts) + 1):
        if piece == len(cuts) or path[piece] != path[start]:
            first, end = cuts[start], cuts[piece] if piece < len(cuts) else len(evidence.blocks)
            proposal = proposals[path[start]]
            at = places[path[start]]
            members = proposal.members[bisect_left(at, first) : bisect_left(at, end)]
            regions.append(Region(first, end, proposal.dialect, _trimmed(members, proposal.dialect, evidence)))
            start = piece
    return tuple(regions)


def _trimmed(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The members of a region without those at its ends that are no questions."""
    return members if dialect.own else dialect.form.trim(members, dialect, evidence)


def _heaviest_path(
    proposals: Sequence[Proposal], cuts: Sequence[int], headings: frozenset[int], price: float
) -> list[int]:
    """For each piece, which begins at one of ``cuts``, the index of the proposal that reads it."""
    gains = [[0.0] * len(cuts) for _ in proposals]
    for row, proposal in zip(gains, proposals, strict=True):
        for member in proposal.members:
            row[bisect_left(cuts, member.candidate.at + 1) - 1] += member.score
    totals = [row[0] for row in gains]
    came_from: list[list[int]] = []  # for each piece but the first, the proposal before it on the way to each
    for piece in range(1, len(cuts)):
        lead = max(range(len(proposals)), key=totals.__getitem__)
        due = price if cuts[piece] in headings else price * CHANGES["elsewhere"]
        floors = [totals[lead] - due * _price(proposals[lead].dialect.form, p.dialect.form) for p in proposals]
        steps = [lead if floor > total else d for d, (total, floor) in enumerate(zip(totals, floors, strict=True))]
        totals = [max(t, f) + gains[d][piece] for d, (t, f) in enumerate(zip(totals, floors, strict=True))]
        came_from.append(steps)
    path = [max(range(len(proposals)), key=totals.__getitem__)]
    for steps in reversed(came_from):
        path.append(steps[path[-1]])
    return path[::-1]


def _price(before: Form, after: Form) -> float:
    """What it costs to change the dialect from one form to another."""
    if before is after:
        return CHANGES["place"]
    return CHANGES["cards" if before.signal and after.signal else "dialect"]


# -------------------------------------------------------------------- refusals


def _refused(regions: Sequence[Region], evidence: Evidence) -> tuple[Refusal, ...]:
    """The dialects whose members, where they were chosen, are too few or look too little like questions."""
    chosen: dict[Dialect, list[Member]] = {}
    for region in regions:
        if region.members:
            chosen.setdefault(region.dialect, []).extend(region.members)
    found = (_refusal(dialect, members, evidence) for dialect, members in chosen.items())
    return tuple(refusal for refusal in found if refusal is not None)


def _refusal(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> Refusal | None:
    share = _share(dialect, members)
    chosen_from = all(asks_by_what_follows(evidence.blocks, m.candidate.at, len(evidence.blocks)) for m in members)
    if not chosen_from and dialect.form.too_few(dialect, members, evidence):
        return Refusal(dialect, len(members), share, 0.0)
    needed = _needed(dialect, members, evidence)
    return Refusal(dialect, len(members), share, needed) if share < needed else None


def _share(dialect: Dialect, members: Sequence[Member]) -> float:
    """How much of ``members`` looks like questions."""
    weighed = [m for m in members if m.likeness >= 0 or not dialect.form.may_be_label]
    asking = sum(m.likeness >= LIKENESS["with_mark"] for m in weighed)
    with_tasks = asking >= SHARES["beside_tasks"] * len(weighed)
    return sum(_look(m, with_tasks=with_tasks) for m in weighed) / max(1, len(weighed))


def _look(member: Member, *, with_tasks: bool) -> float:
    """How much a member looks like a question, up to 1; a task does so among questions."""
    if with_tasks and member.likeness == words.TASK:
        return 1.0
    return min(1.0, max(0.0, member.likeness) / LIKENESS["sure"])


def _needed(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> float:
    """The share that has to look like questions: less where the document, or how regular the form is, speaks for it."""
    shares = (*_enough(dialect, members, evidence), *dialect.form.shares(dialect, members, evidence))
    return min((dialect.share, *shares))


def _enough(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> Iterator[float]:
    """The shares that are enough in any form."""
    form, count, answered = dialect.form, len(members), are_mostly_answered(members)
    if form.are_terms and count >= COUNTS["terms"] and count >= SHARES["mostly"] * form.starts(dialect, evidence):
        yield 0.0  # nearly all that stands there is terms with their meanings
    if answered and (evidence.terms or (form.are_terms and all(evidence.in_terms[m.candidate.at] for m in members))):
        yield 0.0
    if sum(evidence.promised[m.candidate.at] for m in members) >= SHARES["mostly"] * count:
        yield dialect.share * SHARES["promised"]
    if dialect.numbered and not form.counts_lines and answered and count >= COUNTS["regular_numbers"]:
        yield SHARES["numbered_and_answered"]
