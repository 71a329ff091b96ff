"""Weighing: how much speaks for reading a block as a question.

Owns: what each dialect proposes over a whole document: its candidates, weighed by their form, by how
much they look like questions and by whether something follows that could be an answer.  Does
not own: which proposals are taken (``detection``).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from builder.dialects import words
from builder.dialects.candidates import Candidate
from builder.dialects.classify import answer_mark, candidate, is_link, is_run_in, parts_sides
from builder.dialects.details import details_ends
from builder.dialects.dialect import Dialect, Form
from builder.dialects.options import asks_by_what_follows
from builder.dialects.page import repeated_headings
from builder.dialects.series import chain
from builder.dialects.titles import is_bare_title
from builder.document import CONTENT, Block, Document, Kind

_MOST_ASK = 0.5  # part of the lines that look like questions where all of them are
_LEAST_ASKING = 5
_NEAR = 15  # blocks in which the label of an answer speaks for the question before it
_MARKED = frozenset({Kind.TEXT, Kind.ITEM, Kind.HEADING})
_PLAIN = frozenset({Form.HEADING, Form.BOLD, Form.ITEM, Form.LINE, Form.QUOTE})
_ANNOUNCED = 0.6  # what the label of an answer right below adds to a question without a label
_TITLES = frozenset({Form.HEADING, Form.BOLD})
_FLASHCARD_TAG = re.compile(r"(?<![\w/])#(?:flash)?cards?(?:/\S*)?(?!\w)|<!--SR:!", re.I)


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


# Forms that also mean other things; where they are meant as cards, they stand among one another.
SIGNALLED = frozenset({Form.DOUBLE_COLON, Form.QUESTION_MARK, Form.TAG, Form.CLOZE, Form.HIGHLIGHT})
_HIGHLIGHT_TAG = re.compile(r"(?<![\w/])#flashcards(?:/\S*)?(?!\w)", re.I)


def has_signal(document: Document, proposal: Proposal) -> bool:
    """Whether a flashcard syntax that also means other things is meant as one here."""
    form = proposal.dialect.form
    if form not in SIGNALLED:
        return True
    if form is Form.HIGHLIGHT:
        return _HIGHLIGHT_TAG.search(document.source.text) is not None
    if form in (Form.TAG, Form.CLOZE):
        return len(proposal.members) >= 2
    tags = document.metadata.get("tags")
    tagged = bool(_FLASHCARD_TAG.search(document.source.text)) or "card" in str(tags or "").casefold()
    hits = len(proposal.members)
    content = sum(b.kind in CONTENT for b in document.blocks) or 1
    if form is Form.QUESTION_MARK:
        return tagged or hits >= 2
    spaced = sum(":: " in m.candidate.text.text or " " not in m.candidate.text.text for m in proposal.members)
    return hits > 0 and (tagged or (hits >= 4 and hits >= 0.5 * content and spaced <= 0.5 * hits))


_LOOK_AHEAD = 60  # blocks
_NEED_NO_LOOKS = frozenset({Form.ROW, Form.DOUBLE_COLON, Form.QUESTION_MARK, Form.SEPARATED, Form.CARD, Form.PATTERN})
_NEAR_LABEL = 6  # blocks
_LABEL = -0.3  # what a bold label weighs that is no question
_NEVER = frozenset({Kind.BLANK, Kind.COMMENT, Kind.FRONT_MATTER})


class Weigher:
    """Weighs candidates; knows what the blocks between two of them hold."""

    def __init__(
        self,
        blocks: Sequence[Block],
        contents: frozenset[int],
        title: int | None,
        promise: str,
        keyed: frozenset[str] = frozenset(),
    ) -> None:
        self.blocks = blocks
        self.keyed = keyed
        self.terms = words.promises_terms(promise)
        self.has_sides = any(map(parts_sides, blocks))  # then headings are fronts of cards, whatever they say
        self.promised = _promised(blocks, title, words.promises_questions(promise))
        self.title = title
        self.topics = False  # whether titles that do not look like questions are what is to be learned
        self.headings = frozenset(i for i, b in enumerate(blocks) if b.kind is Kind.HEADING and i not in contents)
        self.places = [  # where a question may begin, in any dialect
            at for at, b in enumerate(blocks) if b.kind not in _NEVER and at not in contents and at != title
        ]
        self.starts = sum(b.kind in CONTENT and not b.continues and not b.indent for b in blocks)
        self.defined = _runs_of_definitions(blocks)
        self.listed = _lists_of_questions(blocks, self.promised)
        self.asks_in_headings = any(
            b.kind is Kind.HEADING and words.question_likeness(b.text.text) >= 0.8 for b in blocks
        )
        self.furniture = repeated_headings(blocks)
        self.lone_lines = _lone_lines(blocks, contents)
        asking = sum(words.question_likeness(blocks[i].text.text) > 0 for i in self.lone_lines)
        paragraphs = sum(b.kind in CONTENT and not b.continues for b in blocks)
        self.only_asking = asking >= max(_MOST_ASK * len(self.lone_lines), _LEAST_ASKING) and (
            len(self.lone_lines) >= 0.8 * paragraphs
        )
        self.marks = [0]  # how many of the blocks before this one begin an answer with a word for it
        for block in blocks:
            label = words.answer_label(words.unwrapped(block.text)[0].text) if block.kind in _MARKED else None
            self.marks.append(self.marks[-1] + (label is not None and len(label.word) > 1))
        self.texts = sum(b.kind in (Kind.TEXT, Kind.ITEM) for b in blocks)
        self.filled = [0]  # how many of the blocks before this one hold content
        self.answers: list[bool] = []  # whether a details block is open that holds nothing but an answer
        self.depth = []  # details blocks that are open before this block
        depth = until = 0
        ends = details_ends(blocks)
        closing = set(ends.values())
        for at, block in enumerate(blocks):
            self.filled.append(self.filled[-1] + (block.kind in CONTENT and at not in contents))
            self.depth.append(depth)
            depth += (at in ends) - (at in closing)
            until = ends[at] if at in ends and self.opens_answer(at) else until
            self.answers.append(at < until)
        self.depth.append(depth)

    def proposal(self, dialect: Dialect) -> Proposal:
        found = [c for at in self.places if (c := candidate(self.blocks, at, dialect) or self.lone(at, dialect))]
        if any(c.task for c in found):
            found = self.with_answered_tasks(found, dialect)
        members = (
            [
                self.member(c, dialect, n.at if n else len(self.blocks))
                for c, n in zip(found, [*found[1:], None], strict=True)
            ]
            if found
            else []
        )
        if dialect.form is Form.SUMMARY:
            members = self.varied(members)
        if dialect.form is Form.RUN_IN and _mostly_repeated(members):
            members = []
        if dialect.form is Form.BOLD:
            members = self.without_repeated(members)
        if dialect.form is Form.PAIR:
            counts = Counter(words.key(m.candidate.text.text) for m in members)
            members = [m for m in members if counts[words.key(m.candidate.text.text)] < 3]
        if dialect.form is Form.HEADING:
            members = [m for m in members if m.candidate.at not in self.furniture]
        if dialect.form in (Form.HEADING, Form.BOLD, Form.RUN_IN):
            members = [
                m
                for m in members
                if m.likeness >= 1
                or (m.likeness > 0 and not words.is_about_title(m.candidate.text.text))
                or not (words.is_about_title(m.candidate.text.text) or words.is_contents_title(m.candidate.text.text))
            ]
        if dialect.form is Form.LABEL:
            members = self.without_numbers_of_others(members)
        if dialect.form is Form.HEADING and dialect.numbered:
            members = self.without_inner_series(members)
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

    def without_repeated(self, members: list[Member]) -> list[Member]:
        """The bold lines that are not the same below each heading: there the heading tells what is asked."""
        counts = Counter(words.key(m.candidate.text.text) for m in members)
        same = [m for m in members if counts[words.key(m.candidate.text.text)] >= 3]
        below = sum(self.follows_heading(m.candidate.at) for m in same)
        return [m for m in members if m not in same] if same and below >= 0.8 * len(same) else members

    def without_numbers_of_others(self, members: list[Member]) -> list[Member]:
        """Labelled questions without the headings that say no more than the number of the one right below."""
        kept: list[Member] = []
        for member, following in itertools.zip_longest(members, members[1:]):
            at = member.candidate.at
            is_bare = self.blocks[at].kind is Kind.HEADING and not member.candidate.text.text
            if is_bare and following is not None and following.candidate.text.text:
                near = following.candidate.at - at <= _NEAR_LABEL
                if near and self.blocks[following.candidate.at].kind is not Kind.HEADING:
                    continue
            kept.append(member)
        return kept

    def without_inner_series(self, members: list[Member]) -> list[Member]:
        """Numbered headings without those that count parts of an answer: below another one they begin anew."""
        kept: list[Member] = []
        opened: list[tuple[int, str]] = []  # the numbered headings that are open: their levels and numbers
        inner: set[int] = set()  # the levels on which parts are counted below them
        levels = {m.candidate.at: (self.blocks[m.candidate.at].level, m) for m in members}
        for at in sorted(self.headings | set(levels)):
            level = self.blocks[at].level
            while opened and opened[-1][0] >= level:
                opened.pop()
            inner = {one for one in inner if opened and one > opened[-1][0]}
            if at not in levels:
                continue
            number = levels[at][1].candidate.number
            if opened and (level in inner or number in ("1", opened[-1][1])):
                inner.add(level)
                continue
            kept.append(levels[at][1])
            opened.append((level, number))
        return kept

    def follows_heading(self, at: int) -> bool:
        before = next((b for b in reversed(self.blocks[max(0, at - 4) : at]) if b.kind is not Kind.BLANK), None)
        return before is not None and before.kind is Kind.HEADING

    def starts_at(self, dialect: Dialect) -> int:
        """How many blocks begin where the questions of a dialect do."""
        if dialect.form is not Form.HANGING:
            return self.starts
        return sum(b.kind is Kind.TEXT and not b.continues and b.indent == dialect.place for b in self.blocks)

    def lone(self, at: int, dialect: Dialect) -> Candidate | None:
        """A line without the look of a question, in a document whose paragraphs are lines that mostly have it."""
        asks = self.only_asking and dialect.form is Form.LINE and not dialect.numbered and at in self.lone_lines
        return Candidate(at, self.blocks[at].text) if asks else None

    def with_answered_tasks(self, found: list[Candidate], dialect: Dialect) -> list[Candidate]:
        """The candidates without the tasks that no labelled answer follows, and without a task that stands alone."""
        parts = {c.at for before, c in itertools.pairwise(found) if self.is_part(before, c, dialect)}
        found = [c for c in found if c.at not in parts]
        ends = [*(c.at for c in found[1:]), len(self.blocks)]
        kept = [
            c
            for c, end in zip(found, ends, strict=True)
            if not c.task
            or c.bare
            or c.answer is not None
            or any(answer_mark(b, dialect) for b in self.blocks[c.at + 1 : end])
        ]
        return kept if len(kept) > 1 else [c for c in kept if not c.task]

    def is_part(self, before: Candidate, found: Candidate, dialect: Dialect) -> bool:
        """Whether a task belongs to the question before it, which has no answer yet."""
        if before.task or not found.task or before.answer is not None:
            return False
        between = self.blocks[before.at + 1 : found.at]
        if found.bare:
            return not any(answer_mark(b, dialect) for b in between)
        return all(b.kind is Kind.BLANK for b in between)

    def member(self, found: Candidate, dialect: Dialect, end: int) -> Member:
        text = found.text.text
        likeness = words.question_likeness(text) if text else 0.5
        looks = likeness > 0
        listed = self.promised[found.at] and dialect.numbered and dialect.form in (Form.ITEM, Form.LINE)
        listed = listed or (found.at in self.listed and dialect.form is Form.ITEM)
        if (likeness == 0 and (self.terms or listed)) or (likeness < 0 and listed and " " in text):
            likeness = 0.3  # a term to learn need not look like a question, nor a numbered one among questions
        if dialect.form is Form.PAIR and found.at in self.defined:
            likeness, looks = max(likeness, 0.5), True
        if dialect.form in _NEED_NO_LOOKS or (self.has_sides and dialect.form is Form.HEADING):
            likeness = max(likeness, 0.5)
        elif likeness < 0.5 and asks_by_what_follows(self.blocks, found.at, end):
            likeness, looks = 0.8, True
        elif likeness <= 0 and dialect.numbered and self.marks[min(end, found.at + _NEAR)] > self.marks[found.at + 1]:
            likeness, looks = 0.5, True
        keyed = dialect.numbered and found.number in self.keyed
        if keyed:
            likeness, looks = max(likeness, 0.5), True
        if dialect.form is Form.SUMMARY and likeness == 0 and self.holds_answer(found.at):
            likeness = 0.5  # "Exercise 3", with its solution in a box within
        if self.topics and likeness == 0 and dialect.form in _TITLES and self.promised[found.at]:
            likeness = 0.3 if self.has_own_text(found.at) else -0.5
        own = found.answer is not None or self.filled[end] > self.filled[found.at + 1]
        answered = own or keyed or bool(found.rows)
        score = dialect.weight + (0.5 * likeness if likeness > 0 else likeness)
        if answered and (looks or self.terms or dialect.weight >= 0.3):
            score += 0.3
        if likeness < 0 and dialect.form is Form.BOLD:
            score = _LABEL  # "**Note:**" among bold questions stands in an answer
        if looks and dialect.form in _PLAIN and self.is_announced(found.at, end):
            score += _ANNOUNCED
        if not found.signed:
            score -= 0.2
        if dialect.form is Form.RUN_IN and self.blocks[found.at].kind is Kind.ITEM:
            score -= 0.3  # a bold word in a list is more often a part of an answer
        if dialect.form is Form.ITEM and self.asks_in_headings and is_link(self.blocks[found.at]):
            score -= 1.0  # something to read on
        elif found.at in self.listed and dialect.form is Form.ITEM:
            score += 0.6
        if self.depth[found.at] and dialect.form is not Form.SUMMARY:
            score -= 1.0 if self.answers[found.at] and dialect.form is not Form.LABEL else 0.3
        return Member(found, dialect, likeness, answered, score * max(1, len(found.rows)))

    def opens_answer(self, at: int) -> bool:
        """Whether the summary of the details block that begins here says that the answer follows."""
        near = self.blocks[at : at + 4]
        summary = next((b for b in near if b.kind is Kind.SUMMARY), None)
        return summary is not None and words.opens_answer(summary.text.text)

    def has_own_text(self, at: int) -> bool:
        """Whether text stands right below a title, before any other heading."""
        below = next((i for i in range(at + 1, len(self.blocks)) if self.blocks[i].kind is not Kind.BLANK), None)
        return below is not None and self.blocks[below].kind in CONTENT

    def varied(self, members: list[Member]) -> list[Member]:
        """Summaries are questions where they differ, or hold a box with the answer; one that is repeated opens one."""
        counts = Counter(words.key(m.candidate.text.text) for m in members)
        outer = min((self.depth[m.candidate.at + 1] for m in members), default=0)
        most = max(1, len(members) // 4)
        return [
            m
            for m in members
            if self.depth[m.candidate.at + 1] == outer
            and (
                counts[words.key(m.candidate.text.text)] <= most
                or (m.likeness > 0 and self.holds_answer(m.candidate.at))
            )
        ]

    def is_announced(self, at: int, end: int) -> bool:
        """Whether the label of an answer stands right below a question that has none itself."""
        if words.question_label(self.blocks[at].text.text):
            return False
        near = self.blocks[at + 1 : min(end, at + 4)]
        first = next((b for b in near if b.kind is not Kind.BLANK and not b.continues), None)
        follows = [b for b in near[:1] if b.continues] + ([first] if first else [])
        return any(b.kind in (Kind.TEXT, Kind.ITEM) and words.answer_label(b.text.text) is not None for b in follows)

    def holds_answer(self, at: int) -> bool:
        """Whether a details block holds another one that opens the answer."""
        within = itertools.takewhile(lambda i: self.depth[i + 1] > self.depth[at], range(at + 1, len(self.blocks) - 1))
        near = itertools.islice(within, _LOOK_AHEAD)
        return any(self.blocks[i].kind is Kind.SUMMARY and words.opens_answer(self.blocks[i].text.text) for i in near)


def _lone_lines(blocks: Sequence[Block], contents: frozenset[int]) -> frozenset[int]:
    """The paragraphs of a single short line without a number or a mark."""
    alone = [*(not b.continues for b in blocks[1:]), True]
    return frozenset(
        i
        for i, (block, ends) in enumerate(zip(blocks, alone, strict=True))
        if block.kind is Kind.TEXT
        and ends
        and not block.continues
        and i not in contents
        and len(block.text.text) <= 300
        and not words.numbered(block.text.text)
        and words.question_likeness(block.text.text) >= 0
    )


def _promised(blocks: Sequence[Block], title: int | None, whole: bool) -> list[bool]:
    """Whether the title, or a section's, promises questions, for each block."""
    promised = [whole] * len(blocks)
    level = 0  # of the section that promises them; 0 outside of one
    for at, block in enumerate(blocks if not whole else ()):
        if block.kind is Kind.HEADING and at != title:
            if level and block.level <= level:
                level = 0
            if not level and words.question_likeness(block.text.text) < 1 and words.promises_questions(block.text.text):
                level = block.level
        promised[at] = level > 0
    return promised


def _lists_of_questions(blocks: Sequence[Block], promised: Sequence[bool]) -> frozenset[int]:
    """The items of lists that fill a section with questions; where questions are promised, some need not look so."""
    found: set[int] = set()
    items: list[int] = []
    opened = False  # whether nothing but a list has come since the last title
    asked = False  # whether the last heading is a question: what comes after it is its answer

    def close() -> None:
        asking = [i for i in items if words.question_likeness(blocks[i].text.text) > 0 and not is_run_in(blocks[i])]
        sure = bool(items) and promised[items[0]]
        if len(items) >= 3 and len(asking) >= (max(2, 0.2 * len(items)) if sure else 0.75 * len(items)):
            found.update(items if sure else asking)
        items.clear()

    for at, block in enumerate(blocks):
        if block.kind in (Kind.HEADING, Kind.RULE) or is_bare_title(block):
            close()
            if block.kind is Kind.HEADING:
                asked = words.question_likeness(block.text.text) > 0
            opened = not asked
        elif opened and block.kind is Kind.ITEM and (not items or _beside(blocks[items[0]], block)):
            items.append(at)
        elif not items and block.kind in CONTENT and words.bare(block.text.text):
            opened = False
    close()
    return frozenset(found)


_DEFINED = re.compile(r"[^\W\d_a-z][^:?!|=–—]{0,40}\s[-–—]\s+[^\W_]")
_LEAST_DEFINED = 6  # lines
_LEAST_ASKED = 3


def _runs_of_definitions(blocks: Sequence[Block]) -> frozenset[int]:
    """The lines "TERM – its meaning" where many stand below each other in a document that asks elsewhere.

    One line between them may be a title.
    """
    if sum(words.question_label(b.text.text) is not None for b in blocks) < _LEAST_ASKED:
        return frozenset()
    found: set[int] = set()
    run: list[int] = []
    other = 0  # lines of another kind since the last one of the run
    for at, block in enumerate((*blocks, None)):
        if block is not None and block.kind is Kind.TEXT and not block.indent and _DEFINED.match(block.text.text[:80]):
            run.append(at)
            other = 0
        elif block is None or (block.kind is not Kind.BLANK and (other or block.kind is not Kind.TEXT)):
            if len(run) >= _LEAST_DEFINED:
                found.update(run)
            run, other = [], 0
        elif block.kind is Kind.TEXT:
            other += 1
    return frozenset(found)


def _mostly_repeated(members: Sequence[Member]) -> bool:
    """Whether most terms come again: these are parts of each entry, or people that speak."""
    counts = Counter(words.key(m.candidate.text.text) for m in members)
    return sum(times for times in counts.values() if times > 1) > 0.5 * len(members)


def _beside(first: Block, block: Block) -> bool:
    """Whether two items stand in the same list."""
    return block.indent == first.indent and block.marker[:1].isdigit() == first.marker[:1].isdigit()
