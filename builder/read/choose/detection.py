"""Detection: what a document says, before it is folded: its dialects region by region, its title, its contents.

Owns: the order in which these are found.  Does not own: any of the steps (``contents``, ``evidence``, ``regions``), nor
what becomes of the lines (``fold``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from builder.model.document import Block, Document, Kind
from builder.read.choose.contents import contents as find_contents
from builder.read.choose.proposals import Proposal
from builder.read.choose.regions import Refusal, Region, choose
from builder.read.choose.title import title as find_title
from builder.read.forms.evidence import Evidence, gather
from builder.read.forms.form import Dialect, Member, candidate
from builder.read.forms.registry import named
from builder.read.language import words
from builder.read.language.titles import is_capital
from builder.read.weights import COUNTS, SHARES

_MOST_RIVALS = 6  # that are looked at

__all__ = ["Detection", "Member", "Proposal", "Region", "detect"]


@dataclass(frozen=True, slots=True)
class Detection:
    """What was decided, and what else was weighed (heaviest first)."""

    regions: tuple[Region, ...]
    proposals: tuple[Proposal, ...]
    contents: frozenset[int]  # blocks of a table of contents
    title: int | None  # block of the document's title
    rival: Dialect | None = None  # another that explains the document about as well, with different questions
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
    """Choose the dialects of ``document``; ``forced`` allows those alone that it names.

    ``name`` is the document's title or file name, which may promise questions; ``keys`` the blocks of
    answer keys, which hold none; ``keyed`` the numbers in them, which questions have.
    """
    blocks = document.blocks
    contents = find_contents(blocks) - keys
    title = find_title(blocks, contents | keys)
    if title is not None and _is_titled_otherwise(document, blocks[title]):
        title = None
    chosen = [replace(registry[name], own=True) for name in named(forced or "")]
    dialects = chosen or list(registry.values())
    spoken = [bound for d in dialects for bound in d.form.bind(blocks, d, forced is None)]
    found = _Found(document, spoken, contents, keys, keyed, "" if "readme" in name.casefold() else name, bool(forced))
    if title is not None and any(d.form.claims_title(blocks, title, d) for d in spoken):
        title = None
    detection = found.detection(title)
    if title is not None and _is_like_notes(blocks, title, detection):
        return found.detection(None)
    return detection


def _is_titled_otherwise(document: Document, heading: Block) -> bool:
    """Whether the front matter has a title, so that a deeper heading with other words is a section."""
    named = str(document.metadata.get("title") or "")
    return heading.level > 1 and bool(named) and words.key(named) != words.key(heading.text.text)


def _is_like_notes(blocks: Sequence[Block], title: int, detection: Detection) -> bool:
    """Whether a line that seemed to be the title has the form of the lines that became notes, or of the sections."""
    if is_capital(blocks, title) and any(is_capital(blocks, at) for at in range(title + 1, len(blocks))):
        return True  # the first of several sections
    spoken = {region.dialect for region in detection.regions if region.members}
    return blocks[title].kind is Kind.TEXT and any(candidate(blocks, title, dialect) for dialect in spoken)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of a document before its title is: then its dialects can be chosen."""

    document: Document
    spoken: Sequence[Dialect]
    contents: frozenset[int]
    keys: frozenset[int]
    keyed: frozenset[str]
    name: str
    forced: bool

    def detection(self, title: int | None) -> Detection:
        """What is decided where the block ``title`` is the document's title."""
        blocks = self.document.blocks
        promise = " ".join([self.name, blocks[title].text.text if title is not None else ""])
        evidence = gather(blocks, self.contents | self.keys, title, promise, self.keyed)
        choice = choose(self.document, self.spoken, evidence, forced=self.forced)
        if choice.count <= COUNTS["stray_questions"] and _promises_topics(promise, evidence):
            told = replace(evidence, topics=True)  # hardly a question here: then titles are what is to be learned
            topics = choose(self.document, self.spoken, told, forced=self.forced)
            if topics.count > COUNTS["topics"] * choice.count:
                evidence, choice = told, topics
        regions = tuple(_settled(region, evidence) for region in choice.regions)
        ranked = tuple(sorted(choice.proposals, key=lambda p: -p.score))
        refused = {refusal.dialect for refusal in choice.refused}
        rival = _rival(regions, [p for p in choice.rivals if p.dialect not in refused])
        return Detection(regions, ranked, self.contents, title, rival, self.keys, choice.refused)


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


def _rival(regions: Sequence[Region], ranked: Sequence[Proposal]) -> Dialect | None:
    """The dialect that explains the document about as well as the chosen ones, with different questions."""
    chosen = {m.candidate.at for r in regions for m in r.members}
    total = sum(m.score for r in regions for m in r.members)
    for proposal in ranked[:_MOST_RIVALS]:
        others = {m.candidate.at for m in proposal.members} - chosen
        if proposal.score >= SHARES["near"] * total and len(others) >= SHARES["half"] * max(1, len(chosen)):
            return proposal.dialect
    return None
