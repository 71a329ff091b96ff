"""The three states of a note: draft, note, rendered; and the fate of a line.

Owns: the records that pass between the stages.  Does not own: how they are
made (``dialects``, ``ledger``, ``render``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from builder.model.cloze import Cloze
from builder.model.notetypes import STANDARD, Fields
from builder.model.source import Excerpt, Span


@dataclass(frozen=True, slots=True)
class Section:
    """The extent of a heading: its title without numbering, and where it stands."""

    title: str
    span: Span
    level: int = 0


class Kind(Enum):
    """What a note is to its learner."""

    QUESTION = "question"
    CLOZE = "cloze"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with options: ``stem`` is the question without them, ``right`` the numbers of the right ones, from 0.

    ``fixed``: their order matters, for some text speaks of it.
    """

    stem: Excerpt
    options: tuple[Excerpt, ...]
    right: frozenset[int]
    explanation: Excerpt
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Gaps:
    """A text with deletions: what stands above it, and what below it on the back."""

    cloze: Cloze
    above: Excerpt
    extra: Excerpt


@dataclass(frozen=True, slots=True)
class Draft:
    """A question with its answer, as read; it has no identity yet.

    ``question`` and ``answer`` are Markdown, whatever the source's format; an empty
    ``answer`` means that the source gives none.  ``sections`` leads from the outermost
    section to the innermost, without the document's title.  ``number`` is the question's
    number as typed (``"3"``, ``"4.2"``, ``""``).

    A cloze (``gaps``) has its text with placeholders as its question and what is hidden as its
    answer; a ``choice`` has all options in its question, and the right ones begin its answer.
    ``hint`` is shown on the front when it is asked for.  ``reverse``: it is asked the other way round as well;
    ``typed``: its answer has to be typed.  A note that is ``derived`` comes after its parent.
    """

    question: Excerpt
    answer: Excerpt
    sections: tuple[Section, ...]
    dialect: str
    number: str = ""
    pin: str = ""  # the author's {#id}
    tags: tuple[str, ...] = ()  # tags that the author wrote at the note
    deck: str | None = None  # the note's own deck below the root, where its source names one
    guid: str = ""  # the identity that the note has in Anki already, where its source tells it
    notetype: str = STANDARD  # the key of its notetype
    gaps: Gaps | None = None
    choice: Choice | None = None
    hint: Excerpt | None = None
    reverse: bool = False
    typed: bool = False
    derived: Derived | None = None

    @property
    def path(self) -> str:
        return self.question.path

    @property
    def line(self) -> int:
        return self.question.span.line

    @property
    def answered(self) -> bool:
        return bool(self.answer)

    @property
    def kind(self) -> Kind:
        if self.gaps:
            return Kind.CLOZE
        return Kind.CHOICE if self.choice else Kind.QUESTION

    @property
    def identity(self) -> str:
        """The text that the note is known by: its question; where a cloze has none, its text with all that it hides."""
        if self.gaps is None:
            return self.question.text
        return self.gaps.above.text or self.gaps.cloze.plain


@dataclass(frozen=True, slots=True)
class Derived:
    """Where a note comes from that is made of a part of another's answer: its ``name`` there, such as a term.

    ``kind`` is ``term``, ``row`` or ``steps``; with kind and name it is known again, whatever becomes of the rest.
    ``parent`` is where the question of the other note stands.
    """

    kind: str
    name: str
    parent: Span


class FateKind(Enum):
    QUESTION = "question"
    ANSWER = "answer"
    SECTION = "section"
    SKIPPED = "skipped"


PLACEHOLDER = "placeholder of an answer"  # the reason of a fate: a note has no answer, and the author was told


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one non-blank line of a source, and, if it was skipped, why."""

    line: int
    kind: FateKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a source says of all its notes, as their cards show it.

    ``credit`` is its author and licence, ``url`` where it can be read, ``language`` a code such as ``ja``
    (empty: as the script tells); an answer longer than ``fold`` letters is folded (0: never).
    """

    credit: str = ""
    url: str = ""
    language: str = ""
    fold: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft with its place: tags, and its document's deck below the root (``""``: the root itself).

    ``named``: the configuration (or front matter) names the deck; then it overrules the ledger.
    """

    draft: Draft
    tags: tuple[str, ...]
    deck: str
    title: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A draft that has an identity.

    ``tags`` are sorted and legal for Anki; ``deck`` is the full deck name (``a::b``);
    ``created`` and ``modified`` are Unix seconds (``modified`` of a note whose content
    changed is set by ``ledger.stamp``); ``retired`` is the number of releases for which
    the note has been gone from its source (0: it is there).  ``cards`` has the number of the
    card, from 0, for each deletion of a cloze.
    """

    draft: Draft
    guid: str
    tags: tuple[str, ...]
    deck: str
    title: str = ""  # the document's title
    created: int = 0
    modified: int = 0
    retired: int = 0
    cards: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A note whose fields are HTML.

    ``cards`` are the numbers of the cards that it has, from 0: templates, or a cloze's
    deletions; ``media`` are the names of the packed files that the fields refer to;
    ``formulas`` lists plain-text formulas that were typeset (source text, TeX) for the
    build report.  ``listed`` is the question and the answer as HTML, as a list of notes shows
    them: a cloze's with placeholders, a choice's with its options.
    """

    note: Note
    fields: Fields
    listed: tuple[str, str] = ("", "")
    cards: tuple[int, ...] = (0,)
    media: tuple[str, ...] = ()
    formulas: tuple[tuple[str, str], ...] = ()
    modified: int = 0

    @property
    def guid(self) -> str:
        return self.note.guid
