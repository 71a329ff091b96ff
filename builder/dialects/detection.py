"""Detection: which dialect a document speaks, region by region.

Owns: the choice.  Every dialect proposes its candidates over the whole document; each is
weighed by its form, by how much it looks like a question and by whether something follows
that could be its answer.  The document is cut at its headings, and the dialects are laid
over the pieces so that the weights add up to the most, at a price for each change of
dialect.  A dialect whose members do not look enough like questions is taken away, and the
rest choose again.  Does not own: what becomes of the lines (``fold``).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.dialects import words
from builder.dialects.classify import Candidate, answer_mark, candidate, number_parts
from builder.dialects.dialect import TRANSCRIPT, Dialect, Form
from builder.dialects.polish import trailing_titles
from builder.dialects.series import chain
from builder.document import Block, Document, Kind, opens_details

_SWITCH = 2.0  # what it costs to change the dialect at a heading
_SHIFT = 1.0  # what it costs to change the place of the same form: another level of headings
_CONTENT = frozenset({Kind.TEXT, Kind.ITEM, Kind.FENCE, Kind.TABLE, Kind.QUOTE, Kind.DEFINITION, Kind.HTML})
_FLASHCARD_TAG = re.compile(r"(?<![\w/])#(?:flash)?cards?(?:/\S*)?(?!\w)", re.I)
_LINK_ONLY = re.compile(r"\s*(?:\d+(?:\.\d+)*[.)]?\s*)?[^\[\]]{0,8}\[.*\]\(#[^\s]*\)[\s.,;*_]*$")
_FILTERED = frozenset({Form.HEADING, Form.BOLD, Form.RUN_IN})


@dataclass(frozen=True, slots=True)
class Member:
    """A candidate with its weight: ``likeness`` as ``words.question_likeness`` gives it."""

    candidate: Candidate
    dialect: Dialect
    likeness: float
    answered: bool
    score: float


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

    @property
    def members(self) -> dict[int, Member]:
        return {m.candidate.at: m for region in self.regions for m in region.members}


def detect(document: Document, registry: Mapping[str, Dialect], forced: str | None = None, name: str = "") -> Detection:
    """Choose the dialects of ``document``; ``forced`` allows one alone.

    ``name`` is the document's title or file name, which may promise questions.
    """
    blocks = document.blocks
    contents = _contents(blocks)
    title = _title(blocks, contents)
    promise = " ".join([name, blocks[title].text.text if title is not None else ""])
    dialects = [registry[forced]] if forced else [d for d in registry.values() if d is not TRANSCRIPT]
    weigher = _Weigher(blocks, contents, title, promise)
    proposals = []
    for dialect in _instances(blocks, dialects, automatic=forced is None):
        proposal = weigher.proposal(dialect)
        if forced or _has_signal(document, proposal):
            proposals.append(proposal)
    allowed = [p for p in proposals if p.members and (forced or p.score > 0)]
    while True:
        regions = _lay(blocks, contents, allowed)
        refused = () if forced else _refused(regions, promise, weigher)
        if not refused:
            break
        allowed = [p for p in allowed if p.dialect not in refused]
    regions = tuple(_with_answers_on_the_line(_without_frame(r, weigher), weigher) for r in regions)
    ranked = tuple(sorted(proposals, key=lambda p: -p.score))
    return Detection(regions, ranked, contents, title, _sure(regions, ranked))


# --------------------------------------------------------------- what there is


def _instances(blocks: Sequence[Block], dialects: Iterable[Dialect], automatic: bool) -> list[Dialect]:
    """The dialects, those that are bound to a place once for each place, and transcripts by their speakers."""
    levels = sorted({b.level for b in blocks if b.kind is Kind.HEADING})
    found: list[Dialect] = []
    for dialect in dialects:
        if dialect.form is Form.HEADING and not dialect.numbered:
            found += [replace(dialect, place=level) for level in levels]
        elif dialect.form is Form.HEADING:
            parts = sorted({number_parts(b) for b in blocks if b.kind is Kind.HEADING} - {0})
            found += [replace(dialect, place=count) for count in parts]
        elif dialect.form is Form.LINE and dialect.numbered:
            found += [replace(dialect, place=parts) for parts in (2, 3)]
        elif dialect.form is Form.ITEM:
            indents = Counter(
                b.indent
                for b in blocks
                if b.kind is Kind.ITEM and (b.marker[:1].isdigit() or b.marker[:1] == "(") is dialect.numbered
            )
            found += [
                replace(dialect, place=indent)
                for indent, count in indents.most_common(3)
                if count >= dialect.least or not automatic
            ]
        else:
            found.append(dialect)
    wants_speakers = automatic or any(d.form is Form.SPEAKER for d in dialects)
    if wants_speakers and (pair := _speakers(blocks)):
        found = [d for d in found if d.form is not Form.SPEAKER] + [replace(TRANSCRIPT, speakers=pair)]
    return found


def _speakers(blocks: Sequence[Block]) -> tuple[str, str] | None:
    """Two names that speak in turn, the first of which mostly asks."""
    turns: list[tuple[str, bool]] = []
    for block in blocks:
        if block.kind in (Kind.TEXT, Kind.ITEM) and (label := words.speaker(block.text.text)):
            rest = block.text.text[label.end :]
            turns.append((label.word, words.question_likeness(rest) > 0))
    follows = Counter((a[0], b[0]) for a, b in itertools.pairwise(turns) if a[0] != b[0])
    counts = Counter(name for name, _ in turns)
    asks = Counter(name for name, asking in turns if asking)
    for (first, second), times in follows.most_common(4):
        least = 2 if words.is_pair(first, second) else 3
        if (
            times >= least
            and asks[first] >= 0.6 * counts[first]
            and asks[first] / counts[first] > asks[second] / counts[second]
            and times >= 0.6 * counts[first]
        ):
            return first, second
    return None


def _contents(blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks of tables of contents: by their title, by their links, by saying twice what comes later."""
    found: set[int] = set()
    later = _places(blocks)
    at = 0
    while at < len(blocks):
        block = blocks[at]
        entry = block.kind in (Kind.ITEM, Kind.TEXT)
        if not entry and not (block.kind is Kind.HEADING and words.is_contents_title(block.text.text)):
            at += 1
            continue
        start = at
        titled = block.kind is Kind.HEADING or words.is_contents_title(block.text.text)
        at += 1 if titled else 0
        entries, linked, repeated, end = 0, 0, 0, start
        seen: set[str] = set()
        while at < len(blocks):
            entry_block = blocks[at]
            if entry_block.kind in (Kind.BLANK, Kind.COMMENT):
                at += 1
                continue
            if (
                titled
                and entry_block.kind in (Kind.TABLE, Kind.HTML)
                and any("#" in ln.text for ln in entry_block.lines)
            ):
                entries, linked, end = entries + 1, linked + 1, at
                at += 1
                continue
            if entry_block.kind not in (Kind.ITEM, Kind.TEXT) or len(entry_block.text.text) > 400:
                break
            name = _entry_key(entry_block)
            if name in seen:
                break
            seen.add(name)
            link = _LINK_ONLY.match(entry_block.text.text) is not None
            repeat = later.get(name, -1) > at
            if (
                titled
                and not link
                and not repeat
                and entry_block.kind is Kind.TEXT
                and not entry_block.continues
                and entries
            ):
                break
            loose = entry_block.kind is Kind.TEXT and not words.numbered(entry_block.text.text)
            if not titled and not link and (not repeat or loose):
                break
            entries, linked, repeated, end = entries + 1, linked + link, repeated + repeat, at
            at += 1
        if (titled and entries and (linked + repeated) >= 0.5 * entries) or (
            entries >= 3 and linked + repeated >= 0.8 * entries
        ):
            found.update(range(start, end + 1))
            at = end + 1
        elif at <= start or not entries:
            at = start + 1
    return frozenset(found)


def _entry_key(block: Block) -> str:
    text = block.text.text
    number = words.numbered(text)
    return words.key(text[number[1] :] if number and number[2] else text)


def _places(blocks: Sequence[Block]) -> dict[str, int]:
    """Where each short text stands last as what a table of contents may list."""
    places: dict[str, int] = {}
    for at, block in enumerate(blocks):
        if (
            block.kind not in (Kind.HEADING, Kind.ITEM, Kind.TEXT, Kind.SUMMARY)
            or block.continues
            or len(block.text.text) > 300
        ):
            continue
        text, strong = words.unwrapped(block.text)
        label = words.question_label(text.text)
        number = words.numbered(text.text)
        listed = block.kind in (Kind.HEADING, Kind.SUMMARY) or block.marker[:1].isdigit()
        if listed or strong or label or number:
            rest = text.text[label.end :] if label else text.text[number[1] :] if number else text.text
            places[words.key(rest)] = at
            places[words.key(text.text)] = at
    places.pop("", None)
    return places


def _title(blocks: Sequence[Block], contents: frozenset[int]) -> int | None:
    """The block that names the document, if there is one."""
    first = next((i for i, b in enumerate(blocks) if b.kind in _CONTENT or b.kind is Kind.HEADING), None)
    if first is None:
        return None
    headings = [i for i, b in enumerate(blocks) if b.kind is Kind.HEADING and i not in contents]
    tops = [i for i in headings if blocks[i].level == 1]
    if tops and tops[0] == headings[0]:
        following = headings[1] if len(headings) > 1 else None
        if len(tops) == 1 and (words.question_likeness(blocks[tops[0]].text.text) < 1 or len(headings) > 3):
            return tops[0]
        if following is not None and blocks[following].level == 1 and len(tops) > 2:
            between = any(b.kind in _CONTENT for b in blocks[tops[0] + 1 : following])
            return None if between else tops[0]
        return None
    if headings and first == headings[0] and len(headings) > 1:
        level = blocks[first].level
        if all(blocks[i].level > level for i in headings[1:]):
            return first
    if headings:
        return None
    block = blocks[first]
    text = block.text.text
    plain_line = (
        block.kind is Kind.TEXT and len(text.split()) <= 12 and not text.endswith((".", "!", ":", ",", ";", "?", "？"))
    )
    part = 0 < words.part_title(text) < len(text)
    marked = words.question_label(text) or words.speaker(text) or "::" in text or part
    follows = blocks[first + 1] if first + 1 < len(blocks) else None
    alone = (
        follows is None
        or follows.kind is Kind.BLANK
        or (follows.kind is Kind.TEXT and len(follows.text.text) > len(text) and follows.text.text[:1].isupper())
    )
    after_mark = any(answer_mark(b, None) or b.text.text in ("?", "??") for b in blocks[first + 1 : first + 3])
    return (
        first
        if plain_line and not marked and alone and not after_mark and words.unwrapped(block.text)[1] is False
        else None
    )


def _has_signal(document: Document, proposal: Proposal) -> bool:
    """Whether a flashcard syntax that also means other things is meant as one here."""
    form = proposal.dialect.form
    if form not in (Form.DOUBLE_COLON, Form.QUESTION_MARK, Form.TAG, Form.CLOZE):
        return True
    if form in (Form.TAG, Form.CLOZE):
        return len(proposal.members) >= 2
    tags = document.metadata.get("tags")
    tagged = bool(_FLASHCARD_TAG.search(document.source.text)) or "card" in str(tags or "").casefold()
    hits = len(proposal.members)
    content = sum(b.kind in _CONTENT for b in document.blocks) or 1
    if form is Form.QUESTION_MARK:
        return tagged or hits >= 2
    spaced = sum(":: " in m.candidate.text.text or " " not in m.candidate.text.text for m in proposal.members)
    return hits > 0 and (tagged or (hits >= 4 and hits >= 0.5 * content and spaced <= 0.5 * hits))


# ------------------------------------------------------------------- weighing


class _Weigher:
    """Weighs candidates; knows what the blocks between two of them hold."""

    def __init__(self, blocks: Sequence[Block], contents: frozenset[int], title: int | None, promise: str) -> None:
        self.blocks = blocks
        self.terms = words.promises_terms(promise)
        self.questions = words.promises_questions(promise)
        self.contents = contents
        self.title = title
        self.starts = sum(b.kind in _CONTENT and not b.continues and not b.indent for b in blocks)
        self.filled = [0]  # how many of the blocks before this one hold content
        self.depth = []  # details blocks that are open before this block
        depth = 0
        for at, block in enumerate(blocks):
            self.filled.append(self.filled[-1] + (block.kind in _CONTENT and at not in contents))
            self.depth.append(depth)
            depth = max(0, depth + opens_details(block) - (block.kind is Kind.END_DETAILS))
        self.depth.append(depth)

    def proposal(self, dialect: Dialect) -> Proposal:
        found = [
            c
            for at in range(len(self.blocks))
            if at not in self.contents and at != self.title and (c := candidate(self.blocks, at, dialect))
        ]
        members = (
            [
                self.member(c, dialect, n.at if n else len(self.blocks))
                for c, n in zip(found, [*found[1:], None], strict=True)
            ]
            if found
            else []
        )
        if dialect.form is Form.SUMMARY:
            members = _varied(members, self.depth)
        if dialect.form in (Form.HEADING, Form.BOLD, Form.RUN_IN):
            members = [
                m
                for m in members
                if m.likeness > 0
                or not (words.is_about_title(m.candidate.text.text) or words.is_contents_title(m.candidate.text.text))
            ]
        if dialect.numbered and members:
            at = {m.candidate.at for m in members}
            bounds = [i for i, b in enumerate(self.blocks) if b.kind in (Kind.HEADING, Kind.RULE) and i not in at]
            kept = chain(
                [m.candidate.number for m in members],
                [m.candidate.at for m in members],
                [m.score for m in members],
                bounds,
            )
            members = [members[i] for i in kept]
        return Proposal(dialect, tuple(members))

    def member(self, found: Candidate, dialect: Dialect, end: int) -> Member:
        text = found.text.text
        likeness = words.question_likeness(text) if text else 0.5
        looks = likeness > 0
        listed = self.questions and dialect.numbered and dialect.form in (Form.ITEM, Form.LINE)
        if (likeness == 0 and (self.terms or listed)) or (likeness < 0 and listed and " " in text):
            likeness = 0.3  # a term to learn need not look like a question, nor a numbered one among questions
        if dialect.form in (Form.ROW, Form.DOUBLE_COLON, Form.QUESTION_MARK, Form.PATTERN):
            likeness = max(likeness, 0.5)
        own = found.answer is not None or self.filled[end] > self.filled[found.at + 1]
        answered = own or bool(found.rows)
        score = dialect.weight + (0.5 * likeness if likeness > 0 else likeness)
        if answered and (looks or self.terms or dialect.weight >= 0.3):
            score += 0.3
        if not found.signed:
            score -= 0.2
        if dialect.form is Form.RUN_IN and self.blocks[found.at].kind is Kind.ITEM:
            score -= 0.3  # a bold word in a list is more often a part of an answer
        if self.depth[found.at] and dialect.form is not Form.SUMMARY:
            score -= 0.3
        return Member(found, dialect, likeness, answered, score * max(1, len(found.rows)))

    def section_of(self, member: Member) -> int | None:
        """The heading above a heading that is a candidate; None where only the title is above it."""
        at = member.candidate.at
        level = self.blocks[at].level
        above = (
            i for i in range(at - 1, -1, -1) if self.blocks[i].kind is Kind.HEADING and self.blocks[i].level < level
        )
        found = next(above, None)
        return None if found == self.title else found

    def only_titles(self, start: int, end: int) -> bool:
        """Whether nothing but titles of the next section stands in blocks ``start`` to ``end``."""
        between = self.blocks[start:end]
        return end - start < 8 and all(
            b.kind is Kind.BLANK for b in between[: len(between) - len(trailing_titles(between, has_note=True))]
        )


def _varied(members: list[Member], depth: Sequence[int]) -> list[Member]:
    """Summaries are questions where they differ; one that is repeated only opens an answer."""
    counts = Counter(words.key(m.candidate.text.text) for m in members)
    outer = min((depth[m.candidate.at + 1] for m in members), default=0)
    most = max(1, len(members) // 4)
    return [
        m for m in members if depth[m.candidate.at + 1] == outer and counts[words.key(m.candidate.text.text)] <= most
    ]


# ------------------------------------------------------------------- choosing


def _lay(blocks: Sequence[Block], contents: frozenset[int], proposals: Sequence[Proposal]) -> tuple[Region, ...]:
    """The dialects over the pieces between headings so that the weights add up to the most."""
    if not proposals:
        return ()
    cuts = [0, *(i for i, b in enumerate(blocks) if b.kind is Kind.HEADING and i not in contents and i)]
    gains = [[0.0] * len(cuts) for _ in proposals]
    for row, proposal in zip(gains, proposals, strict=True):
        for member in proposal.members:
            row[bisect_left(cuts, member.candidate.at + 1) - 1] += member.score
    totals = [row[0] for row in gains]
    came_from: list[list[int]] = [[-1] * len(proposals)]
    for piece in range(1, len(cuts)):
        lead = max(range(len(proposals)), key=totals.__getitem__)
        form = proposals[lead].dialect.form
        floors = [totals[lead] - (_SHIFT if p.dialect.form is form else _SWITCH) for p in proposals]
        steps = [lead if floor > total else d for d, (total, floor) in enumerate(zip(totals, floors, strict=True))]
        totals = [max(t, f) + gains[d][piece] for d, (t, f) in enumerate(zip(totals, floors, strict=True))]
        came_from.append(steps)
    path = [max(range(len(proposals)), key=totals.__getitem__)]
    for steps in reversed(came_from[1:]):
        path.append(steps[path[-1]])
    path.reverse()
    regions: list[Region] = []
    start = 0
    for piece in range(1, len(cuts) + 1):
        if piece == len(cuts) or path[piece] != path[start]:
            first, end = cuts[start], cuts[piece] if piece < len(cuts) else len(blocks)
            proposal = proposals[path[start]]
            members = tuple(m for m in proposal.members if first <= m.candidate.at < end)
            regions.append(Region(first, end, proposal.dialect, members))
            start = piece
    return tuple(regions)


def _refused(regions: Sequence[Region], promise: str, weigher: _Weigher) -> frozenset[Dialect]:
    """The dialects whose members, where they were chosen, are too few or look too little like questions."""
    chosen: dict[Dialect, list[Member]] = {}
    for region in regions:
        chosen.setdefault(region.dialect, []).extend(region.members)
    refused = set()
    for dialect, members in chosen.items():
        if not members:
            continue
        share = sum(m.likeness > 0 for m in members) / len(members)
        answered = sum(m.answered for m in members)
        needed = dialect.share
        if dialect.form is Form.RUN_IN and len(members) >= 4 and len(members) >= 0.8 * weigher.starts:
            needed = 0.0  # nearly all that stands there is terms with their meanings
        if words.promises_terms(promise) and answered >= 0.8 * len(members):
            needed = 0.0
        elif words.promises_questions(promise):
            needed *= 0.4
        if (
            len(members) < dialect.least
            or share < needed
            or (dialect.form is Form.LINE and answered < 0.7 * len(members))
        ) or (
            dialect.form is Form.HEADING
            and len(members) == 1
            and not (members[0].likeness >= 0.8 and members[0].answered)
        ):
            refused.add(dialect)
    return frozenset(refused)


def _without_frame(region: Region, weigher: _Weigher) -> Region:
    """A region without what stands around its questions in their form: a set-up before the first one.

    Where most members look like questions, those before the first that does are no questions
    (of headings: those outside of its section).
    """
    form = region.dialect.form
    if form not in _FILTERED or region.dialect.own:
        return region
    asking = [m for m in region.members if m.likeness > 0]
    if len(asking) < 0.5 * len(region.members) or not asking:
        return region
    if form is Form.HEADING and region.dialect.numbered:
        return region
    first = region.members.index(asking[0])
    if form is Form.HEADING and (section := weigher.section_of(region.members[first])) is not None:
        while first and region.members[first - 1].candidate.at > section:
            first -= 1
    members = region.members[first:]
    if form is Form.RUN_IN and len(asking) >= 0.6 * len(region.members):
        members = tuple(asking)
    elif form is Form.BOLD:
        members = tuple(m for m in members if m.likeness >= 0)
    return replace(region, members=members)


_ON_THE_LINE = frozenset({Form.LABEL, Form.ITEM})
_ASKED = re.compile(r".*[?？؟]\s+(?=\S)")


def _with_answers_on_the_line(region: Region, weigher: _Weigher) -> Region:
    """A region whose answers stand behind the question mark, where most that have no other answer do so."""
    if region.dialect.form not in _ON_THE_LINE:
        return region
    split: dict[int, Member] = {}
    others = 0
    for member, following in itertools.zip_longest(region.members, region.members[1:]):
        found = member.candidate
        end = following.candidate.at if following else region.end
        after = weigher.blocks[found.at + 1] if found.at + 1 < end else None
        answered = member.answered and not weigher.only_titles(found.at + 1, end)
        if answered and (found.answer is not None or after is None or not after.continues):
            continue
        match = _ASKED.match(found.text.text)
        if match and _is_statement(found.text.text[match.end() :]):
            text, answer = found.text.cut(0, match.end()).stripped(), found.text.cut(match.end())
            split[found.at] = replace(member, candidate=replace(found, text=text, answer=answer), answered=True)
        else:
            others += not answered
    if len(split) < 2 or len(split) < others:
        return region
    return replace(region, members=tuple(split.get(m.candidate.at, m) for m in region.members))


def _is_statement(text: str) -> bool:
    """Whether what stands behind a question mark answers it, and does not ask on."""
    first = text.split(maxsplit=1)[0]
    asks_on = words.question_likeness(text) > 0 and not (first.isupper() and len(first) > 1)
    return len(text) > 3 and text[0] not in "([✓*_" and not asks_on and not _LETTERED.search(text)


_LETTERED = re.compile(r"(?:^|\s)\(?[Bb][.)]\s")


def _sure(regions: Sequence[Region], ranked: Sequence[Proposal]) -> bool:
    """False if another dialect explains the document nearly as well, and otherwise."""
    chosen = {m.candidate.at for r in regions for m in r.members}
    total = sum(m.score for r in regions for m in r.members)
    for proposal in ranked[:6]:
        others = {m.candidate.at for m in proposal.members} - chosen
        if proposal.score >= 0.9 * total and len(others) >= 0.5 * max(1, len(chosen)):
            return False
    return True
