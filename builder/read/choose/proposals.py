"""Proposals: what each dialect would read as questions, over a whole document.

Owns: how a proposal comes about: the candidates of a dialect, weighed, without their rivals, and where
they are numbered in the heaviest series; and whether a flashcard syntax is meant as one.  Does not own: how
much a candidate weighs (``weighing``), which are rivals (``rivals``), nor which proposals are
taken (``detection``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from builder.model.document import CONTENT, Block, Document, Kind
from builder.read.choose.evidence import Evidence
from builder.read.choose.series import chain
from builder.read.choose.weighing import Member, weighed
from builder.read.forms.candidates import Candidate
from builder.read.forms.classify import answer_mark, candidate
from builder.read.forms.dialect import Dialect, Form
from builder.read.forms.rivals import without_rivals
from builder.read.language.titles import announces


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
    members = [weighed(c, dialect, end, evidence) for c, end in zip(found, ends, strict=True)]
    members = without_rivals(members, dialect, evidence)
    if dialect.numbered:
        members = _in_series(members, evidence.blocks)
    return Proposal(dialect, tuple(members))


def _in_series(members: Sequence[Member], blocks: Sequence[Block]) -> list[Member]:
    """The members whose numbers follow each other."""
    places = [m.candidate.at for m in members]
    taken = set(places)
    bounds = [
        i for i, b in enumerate(blocks) if i not in taken and (b.kind in (Kind.HEADING, Kind.RULE) or announces(b))
    ]
    kept = chain([m.candidate.number for m in members], places, [m.score for m in members], bounds)
    return [members[i] for i in kept]


# ----------------------------------------------------------------- candidates


def _candidates(dialect: Dialect, evidence: Evidence) -> list[Candidate]:
    """The blocks that may be questions in ``dialect``, in order."""
    found = [
        c for at in evidence.places if (c := candidate(evidence.blocks, at, dialect) or _lone(at, dialect, evidence))
    ]
    return _with_answered_tasks(found, dialect, evidence.blocks) if any(c.task for c in found) else found


def _ends(found: Sequence[Candidate], blocks: Sequence[Block]) -> list[int]:
    """For each candidate, the block before which what belongs to it ends: the next one, or the end."""
    return [*(c.at for c in found[1:]), len(blocks)] if found else []


def _lone(at: int, dialect: Dialect, evidence: Evidence) -> Candidate | None:
    """A line without the look of a question, in a document whose paragraphs are lines that mostly have it."""
    asks = evidence.only_asking and dialect.form is Form.LINE and not dialect.numbered and at in evidence.lone_lines
    return Candidate(at, evidence.blocks[at].text) if asks else None


def _with_answered_tasks(found: Sequence[Candidate], dialect: Dialect, blocks: Sequence[Block]) -> list[Candidate]:
    """The candidates without the tasks that no labelled answer follows, and without a task that stands alone."""
    parts = {c.at for before, c in itertools.pairwise(found) if _is_part(before, c, dialect, blocks)}
    found = [c for c in found if c.at not in parts]
    kept = [
        c
        for c, end in zip(found, _ends(found, blocks), strict=True)
        if not c.task or c.bare or c.answer is not None or any(answer_mark(b, dialect) for b in blocks[c.at + 1 : end])
    ]
    return kept if len(kept) > 1 else [c for c in kept if not c.task]


def _is_part(before: Candidate, found: Candidate, dialect: Dialect, blocks: Sequence[Block]) -> bool:
    """Whether a task belongs to the question before it, which has no answer yet."""
    if before.task or not found.task or before.answer is not None:
        return False
    between = blocks[before.at + 1 : found.at]
    if found.bare:
        return not any(answer_mark(b, dialect) for b in between)
    return all(b.kind is Kind.BLANK for b in between)


# -------------------------------------------------------------------- signals

# Forms that also mean other things; where they are meant as cards, they stand among one another.
SIGNALLED = frozenset({Form.DOUBLE_COLON, Form.QUESTION_MARK, Form.TAG, Form.CLOZE, Form.HIGHLIGHT})
_FLASHCARD_TAG = re.compile(r"(?<![\w/])#(?:flash)?cards?(?:/\S*)?(?!\w)|<!--SR:!", re.I)
_HIGHLIGHT_TAG = re.compile(r"(?<![\w/])#flashcards(?:/\S*)?(?!\w)", re.I)
_LEAST_HITS = 2
_LEAST_COLONS = 4


def has_signal(document: Document, proposal: Proposal) -> bool:
    """Whether a flashcard syntax that also means other things is meant as one here."""
    form, hits = proposal.dialect.form, len(proposal.members)
    if form not in SIGNALLED:
        return True
    if form is Form.HIGHLIGHT:
        return _HIGHLIGHT_TAG.search(document.source.text) is not None
    if form in (Form.TAG, Form.CLOZE):
        return hits >= _LEAST_HITS
    if form is Form.QUESTION_MARK:
        return hits >= _LEAST_HITS or _is_tagged(document)
    return hits > 0 and (_is_tagged(document) or _are_many_colons(document, proposal.members))


def _is_tagged(document: Document) -> bool:
    """Whether the document says that it holds flashcards."""
    if "card" in str(document.metadata.get("tags") or "").casefold():
        return True
    return _FLASHCARD_TAG.search(document.source.text) is not None


def _are_many_colons(document: Document, members: Sequence[Member]) -> bool:
    """Whether half of a document is lines that two colons part, and half of these do not look like code."""
    content = sum(b.kind in CONTENT for b in document.blocks)
    like_code = sum(":: " in m.candidate.text.text or " " not in m.candidate.text.text for m in members)
    enough = len(members) >= max(_LEAST_COLONS, 0.5 * content)
    return enough and like_code <= 0.5 * len(members)
