"""Detection: what a document says, before it is folded: its dialects region by region, its title, its contents.

Owns: the order in which these are found.  Does not own: any of the steps (``contents``, ``evidence``, ``regions``), nor
what becomes of the lines (``fold``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from builder.model.document import Document, Kind
from builder.read.choose.contents import contents as find_contents
from builder.read.choose.contents import title as find_title
from builder.read.choose.proposals import Proposal
from builder.read.choose.regions import Refusal, Region, choose
from builder.read.forms.evidence import Evidence, gather
from builder.read.forms.form import Dialect, Member
from builder.read.language import words
from builder.read.weights import COUNTS, SHARES

__all__ = ["Detection", "Member", "Proposal", "Region", "detect"]


@dataclass(frozen=True, slots=True)
class Detection:
    """What was decided, and what else was weighed (heaviest first)."""

    regions: tuple[Region, ...]
    proposals: tuple[Proposal, ...]
    contents: frozenset[int]  # blocks of a table of contents
    title: int | None  # block of the document's title
    sure: bool = True
    keys: frozenset[int] = frozenset()  # blocks of answer keys
    refused: tuple[Refusal, ...] = ()  # what was weighed and taken away again

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
    choice = choose(document, spoken, evidence, forced=bool(forced))
    if choice.count <= COUNTS["stray_questions"] and _promises_topics(promise, evidence):
        told = replace(evidence, topics=True)  # hardly a question here: then the titles are what is to be learned
        topics = choose(document, spoken, told, forced=bool(forced))
        if topics.count > COUNTS["topics"] * choice.count:
            evidence, choice = told, topics
    regions = tuple(_settled(region, evidence) for region in choice.regions)
    ranked = tuple(sorted(choice.proposals, key=lambda p: -p.score))
    return Detection(regions, ranked, contents, title, _sure(regions, ranked), keys, choice.refused)


def _promises_topics(promise: str, evidence: Evidence) -> bool:
    """Whether the document's title, or that of a section, says that what is below it is to be asked."""
    blocks = zip(evidence.blocks, evidence.promised, strict=True)
    sections = (b.text.text for b, promised in blocks if promised and b.kind is Kind.HEADING)
    return words.promises_topics(promise) or any(map(words.promises_topics, sections))


def _settled(region: Region, evidence: Evidence) -> Region:
    """A chosen region with the members that are read as questions."""
    dialect = region.dialect
    members = region.members if dialect.own else dialect.form.settle(region.members, dialect, evidence)
    return replace(region, members=dialect.form.split(members, region.end, evidence))


def _sure(regions: Sequence[Region], ranked: Sequence[Proposal]) -> bool:
    """False if another dialect explains the document nearly as well, and otherwise."""
    chosen = {m.candidate.at for r in regions for m in r.members}
    total = sum(m.score for r in regions for m in r.members)
    for proposal in ranked[:6]:
        others = {m.candidate.at for m in proposal.members} - chosen
        if proposal.score >= SHARES["near"] * total and len(others) >= SHARES["half"] * max(1, len(chosen)):
            return False
    return True
