"""Detection: which dialect a document speaks, region by region.

Owns: the choice.  Every dialect proposes its questions over the whole document (``proposals``), each with
its weight (``weighing``).  The document is cut at its headings, and the dialects are laid over the pieces so
that the weights add up to the most, at a price for each change of dialect.  A dialect whose
members do not look enough like questions is taken away, and the rest choose again.  Does not own: what
becomes of the lines (``fold``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.model.document import Document
from builder.read.choose.contents import contents as find_contents
from builder.read.choose.contents import title as find_title
from builder.read.choose.proposals import Proposal, is_meant, propose
from builder.read.forms.evidence import Evidence, gather
from builder.read.forms.form import Dialect, Member, Members, are_mostly_answered
from builder.read.forms.options import asks_by_what_follows
from builder.read.language import words

__all__ = ["Detection", "Member", "Proposal", "Region", "detect"]

_SWITCH = 1.5  # what it costs to change the dialect at a heading
_SHIFT = 1.0  # what it costs to change the place of the same form: another level of headings
_ELSEWHERE = 2.0  # how many times that is due where there is no heading
_KNOWN = 0.2  # the part of it that is due between dialects that the document is known to speak
_LIKE = 0.8  # what looks this much like a question counts as one, what looks less in part
_STRAY = 2  # questions in a document that is not one of questions
_OUTNUMBER = 4  # how many times as many topics there are then
_MANY = 6  # questions that fill their lists: then other items between them ask nothing


@dataclass(frozen=True, slots=True)
class Region:
    """Blocks ``start`` to ``end`` (exclusive) are read in one dialect."""

    start: int
    end: int
    dialect: Dialect
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Detection:
    """What was decided, and what else was weighed (heaviest first)."""

    regions: tuple[Region, ...]
    proposals: tuple[Proposal, ...]
    contents: frozenset[int]  # blocks of a table of contents
    title: int | None  # block of the document's title
    sure: bool = True
    keys: frozenset[int] = frozenset()  # blocks of answer keys

    @property
    def members(self) -> dict[int, Member]:
        return {m.candidate.at: m for region in self.regions for m in region.members}


def detect(
    document: Document,
    registry: Mapping[str, Dialect],
    forced: str | None = None,
    name: str = "",
    keys: frozenset[int] = frozenset(),
    keyed: frozenset[str] = frozenset(),
) -> Detection:
    """Choose the dialects of ``document``; ``forced`` allows one alone.

    ``name`` is the document's title or file name, which may promise questions; ``keys`` the blocks of
    answer keys, which hold none; ``keyed`` the numbers in them, which questions have.
    """
    blocks = document.blocks
    contents = find_contents(blocks) - keys
    left_out = contents | keys
    title = find_title(blocks, left_out)
    dialects = [replace(registry[forced], own=True)] if forced else list(registry.values())
    spoken = [bound for d in dialects for bound in d.form.bind(blocks, d, forced is None)]
    if title is not None and any(d.form.claims_title(blocks, title, d) for d in spoken):
        title = None
    named = "" if "readme" in name.casefold() else name
    promise = " ".join([named, blocks[title].text.text if title is not None else ""])
    evidence = gather(blocks, left_out, title, promise, keyed)
    proposals, regions = _choose(document, spoken, evidence, bool(forced))
    found = _count(regions)
    if found <= _STRAY and words.promises_topics(promise):
        told = replace(evidence, topics=True)  # hardly a question here: then the titles are what is to be learned
        topics = _choose(document, spoken, told, bool(forced))
        if _count(topics[1]) > _OUTNUMBER * found:
            evidence, (proposals, regions) = told, topics
    regions = tuple(_settled(region, evidence) for region in regions)
    ranked = tuple(sorted(proposals, key=lambda p: -p.score))
    return Detection(regions, ranked, contents, title, _sure(regions, ranked), keys)


def _count(regions: Iterable[Region]) -> int:
    return sum(len(region.members) for region in regions)


def _settled(region: Region, evidence: Evidence) -> Region:
    """A chosen region with the members that are read as questions."""
    dialect = region.dialect
    members = region.members if dialect.own else dialect.form.settle(region.members, dialect, evidence)
    return replace(region, members=dialect.form.split(members, region.end, evidence))


# ------------------------------------------------------------------- choosing


def _choose(
    document: Document, dialects: Sequence[Dialect], evidence: Evidence, forced: bool
) -> tuple[list[Proposal], tuple[Region, ...]]:
    """What each of ``dialects`` proposes, and the regions in which they are read."""
    proposals = [p for d in dialects if is_meant(document, p := propose(d, evidence)) or forced]
    allowed = [p for p in proposals if p.members and (forced or any(m.score > 0 for m in p.members))]
    regions: tuple[Region, ...] = ()
    for price in (1.0, _KNOWN):  # between dialects that are known to be spoken here, a change is cheap
        while True:
            regions = _lay(evidence, allowed, price)
            refused = () if forced else _refused(regions, evidence)
            if not refused:
                break
            allowed = [p for p in allowed if p.dialect not in refused]
        spoken = {r.dialect for r in regions if r.members}
        allowed = [p for p in allowed if p.dialect in spoken or p.dialect.form.signal]
    return proposals, regions


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
            regions.append(Region(first, end, proposal.dialect, _trimmed(members, proposal.dialect)))
            start = piece
    return tuple(regions)


def _trimmed(members: Members, dialect: Dialect) -> Members:
    """The members of a region without those at its ends that are no questions."""
    return members if dialect.own else dialect.form.trim(members, dialect)


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
        form = proposals[lead].dialect.form
        due = price if cuts[piece] in headings else price * _ELSEWHERE
        floors = [totals[lead] - due * (_SHIFT if p.dialect.form is form else _SWITCH) for p in proposals]
        steps = [lead if floor > total else d for d, (total, floor) in enumerate(zip(totals, floors, strict=True))]
        totals = [max(t, f) + gains[d][piece] for d, (t, f) in enumerate(zip(totals, floors, strict=True))]
        came_from.append(steps)
    path = [max(range(len(proposals)), key=totals.__getitem__)]
    for steps in reversed(came_from):
        path.append(steps[path[-1]])
    return path[::-1]


def _refused(regions: Sequence[Region], evidence: Evidence) -> frozenset[Dialect]:
    """The dialects whose members, where they were chosen, are too few or look too little like questions."""
    chosen: dict[Dialect, list[Member]] = {}
    for region in regions:
        chosen.setdefault(region.dialect, []).extend(region.members)
    return frozenset(d for d, members in chosen.items() if members and not _are_enough(d, members, evidence))


def _are_enough(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> bool:
    """Whether the chosen members of a dialect are many enough, and look enough like questions."""
    chosen_from = all(asks_by_what_follows(evidence.blocks, m.candidate.at, len(evidence.blocks)) for m in members)
    few = not chosen_from and dialect.form.too_few(dialect, members, evidence)
    return not few and _share(dialect, members) >= _needed(dialect, members, evidence)


def _share(dialect: Dialect, members: Sequence[Member]) -> float:
    """How much of ``members`` looks like questions."""
    weighed = [m for m in members if m.likeness >= 0 or not dialect.form.may_be_label]
    return sum(min(1.0, max(0.0, m.likeness) / _LIKE) for m in weighed) / max(1, len(weighed))


def _needed(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> float:
    """The share that has to look like questions: less where the document, or how regular the form is, speaks for it."""
    shares = (*_enough(dialect, members, evidence), *dialect.form.shares(dialect, members, evidence))
    return min((dialect.share, *shares))


def _enough(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> Iterator[float]:
    """The shares that are enough in any form."""
    form, count, answered = dialect.form, len(members), are_mostly_answered(members)
    if form.are_terms and count >= 4 and count >= 0.8 * form.starts(dialect, evidence):
        yield 0.0  # nearly all that stands there is terms with their meanings
    if evidence.terms and answered:
        yield 0.0
    if sum(evidence.promised[m.candidate.at] for m in members) >= 0.8 * count:
        yield dialect.share * 0.4
    if dialect.numbered and not form.counts_lines and answered and count >= _MANY - 1:
        yield 0.35


def _sure(regions: Sequence[Region], ranked: Sequence[Proposal]) -> bool:
    """False if another dialect explains the document nearly as well, and otherwise."""
    chosen = {m.candidate.at for r in regions for m in r.members}
    total = sum(m.score for r in regions for m in r.members)
    for proposal in ranked[:6]:
        others = {m.candidate.at for m in proposal.members} - chosen
        if proposal.score >= 0.9 * total and len(others) >= 0.5 * max(1, len(chosen)):
            return False
    return True
