"""Forms, dialects and members: the records of reading.

A *form* is one way of marking questions: all that holds for it is in its record, which is in one file of this
package.  A *dialect* is a form with a few parameters, as one layout uses it.  A *member* is a candidate of a dialect
with its score.

Owns: the records and the defaults of a form.  Does not own: any form (``heading``, ``label``, …), nor the list of them
(``registry``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, Protocol

from builder.model.document import Block, Document, Kind
from builder.model.source import Line
from builder.read.forms.candidates import Candidate, Mark
from builder.read.forms.evidence import Evidence
from builder.read.forms.marks import any_mark
from builder.read.forms.own_pattern import OwnPattern
from builder.read.forms.separators import Separator
from builder.read.weights import SHARES


class Lines(Enum):
    """Over how many lines a question may stand."""

    ONE = auto()
    TORN = auto()  # one, which may be wrapped
    MANY = auto()  # the lines of a paragraph, the last of which asks


class NoteSoFar(Protocol):
    """A note whose end is not reached yet, as far as its form may look at it."""

    @property
    def member(self) -> Member: ...
    @property
    def blocks(self) -> list[Block]: ...  # of the answer so far
    @property
    def indent(self) -> int: ...  # of the question's block
    @property
    def marked(self) -> bool: ...  # an answer mark was seen
    @property
    def begun(self) -> bool: ...  # text of the answer, or of what stands before its mark, has come


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a layout marks its questions; see ``builtin.toml`` for ``weight``, ``share`` and ``least``.

    ``place`` narrows a form to one place: the level of headings (of numbered ones, the parts of
    their numbers), the indent of items.
    ``speakers`` are the two names of a transcript, ``separator`` what parts the sides of its cards.
    """

    name: str
    form: Form
    title: str = ""
    example: str = ""
    numbered: bool = False
    weight: float = 0.0
    share: float = 0.0
    least: int = 1
    place: int | None = None
    speakers: tuple[str, str] = ("", "")
    marks: tuple[str, str] = ("", "")  # the lines that part cards, and the sides of each
    patterns: tuple[OwnPattern | None, ...] = (None,) * 6  # question, answer, section, skip, edge, divider
    separator: Separator | None = None
    own: bool = False  # the author made it, or chose it for the document

    @property
    def question_pattern(self) -> OwnPattern | None:
        return self.patterns[0]

    @property
    def answer_pattern(self) -> OwnPattern | None:
        return self.patterns[1]

    @property
    def section_pattern(self) -> OwnPattern | None:
        return self.patterns[2]

    @property
    def skip_pattern(self) -> OwnPattern | None:
        return self.patterns[3]

    @property
    def edge_pattern(self) -> OwnPattern | None:
        return self.patterns[4]

    @property
    def divider_pattern(self) -> OwnPattern | None:
        return self.patterns[5]


class Feature(NamedTuple):
    """What speaks for reading a block as a question (``weights.toml`` says how much), or against it."""

    name: str
    amount: float


@dataclass(frozen=True, slots=True)
class Member:
    """A candidate of a dialect with its score, the sum of its features.

    ``likeness`` is how much it looks like a question.
    """

    candidate: Candidate
    dialect: Dialect
    likeness: float
    answered: bool
    score: float
    features: tuple[Feature, ...] = ()


Members = tuple[Member, ...]
SENTENCES = frozenset({Kind.TEXT, Kind.ITEM})  # kinds of the blocks in which most forms look

# ------------------------------------------------------------------- defaults


def unprepared(document: Document) -> Document:
    """The document as it is."""
    return document


def as_it_is(blocks: Sequence[Block], dialect: Dialect, automatic: bool) -> list[Dialect]:
    """The dialect itself: its form knows no places."""
    return [dialect]


def nowhere(dialect: Dialect) -> str:
    """No words for a place."""
    return ""


def all_of(found: list[Candidate], dialect: Dialect, blocks: Sequence[Block]) -> list[Candidate]:
    """All candidates."""
    return found


def none_alone(at: int, dialect: Dialect, evidence: Evidence) -> Candidate | None:
    """No candidate for what stands around it alone."""
    return None


def no_title(blocks: Sequence[Block], at: int, dialect: Dialect) -> bool:
    """The document's title is no candidate."""
    return False


def not_listed(found: Candidate, dialect: Dialect, evidence: Evidence) -> bool:
    """Not in a list of questions."""
    return False


def nothing_shows(found: Candidate, evidence: Evidence) -> bool:
    """Nothing but its words and what follows it shows it to be a question."""
    return False


def as_it_looks(found: Candidate, likeness: float, evidence: Evidence) -> float:
    """No more or less like a question than its words and what follows it."""
    return likeness


def no_features(found: Candidate, dialect: Dialect, evidence: Evidence) -> Iterator[str]:
    """No features of its own."""
    return iter(())


def fewer_than_least(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> bool:
    """Whether there are fewer members than the dialect needs."""
    return len(members) < dialect.least


def no_shares(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> Iterator[float]:
    """Nothing that makes the share smaller which has to look like questions."""
    return iter(())


def starts_of_blocks(dialect: Dialect, evidence: Evidence) -> int:
    """How many blocks begin at the margin, where questions do."""
    return evidence.starts


def all_settled(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """All members of a region."""
    return members


def unsplit(members: Members, end: int, evidence: Evidence) -> Members:
    """The members as they are: their answers stand below them."""
    return members


def mark_of_any(block: Block, dialect: Dialect) -> Mark | None:
    """The mark of an answer that has a word for it."""
    return any_mark(block)


def as_any(note: NoteSoFar, at: int, blocks: Sequence[Block]) -> bool | None:
    """No rule of its own whether the question goes on."""
    return None


def at_the_next(note: NoteSoFar, block: Block, blocks: Sequence[Block], *, unanswered: bool) -> bool:
    """Not over before the next question or section."""
    return False


def ends_with_paragraph(note: NoteSoFar, block: Block, blocks: Sequence[Block], *, unanswered: bool) -> bool:
    """Whether a flashcard has ended: these stand among other notes, and end with their paragraph or item."""
    asked = blocks[note.member.candidate.at]
    if block.kind is Kind.BLANK:
        return note.begun and asked.kind is not Kind.ITEM
    return asked.kind is Kind.ITEM and block.indent <= note.indent and not block.continues


def no_edge(blocks: Sequence[Block], at: int, dialect: Dialect) -> bool:
    """No lines that begin and end a card."""
    return False


def no_tags(line: Line) -> tuple[Line, tuple[str, ...]]:
    """The line as it is: no tags are looked for in it."""
    return line, ()


class _IsOver(Protocol):
    def __call__(self, note: NoteSoFar, block: Block, blocks: Sequence[Block], *, unanswered: bool) -> bool: ...


# -------------------------------------------------------------------- the form

FalsePositives = Callable[[Members, Dialect, Evidence], Members]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One way of marking questions: all that holds for it."""

    name: str

    # What may be a question.
    find: Callable[[Sequence[Block], int, Dialect], Candidate | None]  # a block, by itself
    kinds: frozenset[Kind] | None = None  # those of the blocks that it may find; any
    prepare: Callable[[Document], Document] = unprepared  # its blocks, where the form reads lines otherwise
    bind: Callable[[Sequence[Block], Dialect, bool], list[Dialect]] = as_it_is  # to places; "automatic": not chosen
    place: Callable[[Dialect], str] = nowhere  # the place in words
    select: Callable[[list[Candidate], Dialect, Sequence[Block]], list[Candidate]] = all_of  # of all in a document
    lone: Callable[[int, Dialect, Evidence], Candidate | None] = none_alone  # a block that ``find`` says no to
    any_text: bool = False  # a question may be nothing but marks
    claims_title: Callable[[Sequence[Block], int, Dialect], bool] = no_title  # what seems to be the title is a card
    signal: Callable[[Document, Members], bool] | None = None  # it means other things too: whether it is meant here

    # How much it looks like one, and what else speaks for it.
    needs_no_looks: bool = False  # the form says by itself that it is a question
    has_fronts: bool = False  # so does it where the sides are parted by a line of their own
    is_listed: Callable[[Candidate, Dialect, Evidence], bool] = not_listed  # in a list of questions
    is_shown: Callable[[Candidate, Evidence], bool] = nothing_shows  # to be one by what stands around it
    likeness: Callable[[Candidate, float, Evidence], float] = as_it_looks  # corrected for the form
    features: Callable[[Candidate, Dialect, Evidence], Iterator[str]] = no_features  # of its own, by their names
    may_be_label: bool = False  # what looks like a label is one, and tells nothing of the others
    is_plain: bool = False  # a mark of the answer below speaks for it
    in_details: bool = False  # it stands in details blocks
    answers_in_details: bool = False  # it may stand in those that hold an answer

    # Which of the candidates are something else, and when there are too few.
    false_positives: tuple[FalsePositives, ...] = ()  # each takes some away
    are_terms: bool = False  # nearly all that stands there may be terms, which need not ask
    starts: Callable[[Dialect, Evidence], int] = starts_of_blocks
    too_few: Callable[[Dialect, Sequence[Member], Evidence], bool] = fewer_than_least
    shares: Callable[[Dialect, Sequence[Member], Evidence], Iterator[float]] = no_shares  # that are enough
    counts_lines: bool = False  # being numbered and answered is not enough for it
    trim: FalsePositives = all_settled  # takes away what is no question at the ends of a region
    settle: FalsePositives = all_settled  # the same in a chosen region
    split: Callable[[Members, int, Evidence], Members] = unsplit  # where answers stand on the questions' lines

    # Where its question goes on, its answer begins and its note ends.
    lines: Lines = Lines.TORN
    has_front: bool = False  # its question is all blocks up to a divider
    asks_on: Callable[[NoteSoFar, int, Sequence[Block]], bool | None] = as_any
    mark: Callable[[Block, Dialect], Mark | None] = mark_of_any
    has_marks: bool = False  # a mark counts though text stands before it
    is_over: _IsOver = at_the_next
    is_edge: Callable[[Sequence[Block], int, Dialect], bool] = no_edge
    may_be_unanswered: bool = False  # as a list in which few questions have an answer
    among_other_notes: bool = False  # text between its notes is no matter, and properties are none of theirs
    is_spoken: bool = False  # quotation marks around question and answer are left out
    may_be_bare: bool = False  # a remark behind the label is no question
    tags: Callable[[Line], tuple[Line, tuple[str, ...]]] = no_tags  # the answer's last line without its tags, and these

    # What titles are to it.
    in_headings: bool = False  # its questions are headings
    has_labels: bool = False  # its questions and answers have labels, so that other headings may be questions too
    ends_at_sections: bool = False  # a heading on a level that held sections ends its note
    below_titles: bool = False  # bare lines above a question may be titles
    numbers_titles: bool = False  # a numbered one may be the title of those below it ("3.0 Problems")


def are_mostly_answered(members: Sequence[Member]) -> bool:
    """Whether nearly all members have an answer."""
    return sum(m.answered for m in members) >= SHARES["mostly"] * len(members)


_BARE_NUMBER = re.compile(r"\W{0,8}\d{1,3}[^\w?？]{0,8}")  # that numbers what comes


def candidate(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """What block ``at`` would be as a question of ``dialect``, or None."""
    found = dialect.form.find(blocks, at, dialect)
    if found is None or dialect.form.any_text or not (text := found.text.text):
        return found
    says_something = any(c.isalnum() for c in text) and not _BARE_NUMBER.fullmatch(text)
    return found if says_something else None


def answer_mark(block: Block, dialect: Dialect | None) -> Mark | None:
    """The mark with which ``block`` begins an answer in ``dialect``, or in any."""
    return dialect.form.mark(block, dialect) if dialect else any_mark(block)
