"""The three states of a note: draft, note, rendered; and the fate of a line.

Owns: the records that pass between the stages.  Does not own: how they are
made (``dialects``, ``ledger``, ``render``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from builder.model.notetypes import STANDARD, Fields
from builder.model.source import Excerpt, Span


@dataclass(frozen=True, slots=True)
class Section:
    """The extent of a heading: its title without numbering, and where it stands."""

    title: str
    span: Span
    level: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A question with its answer, as read; it has no identity yet.

    ``question`` and ``answer`` are Markdown, whatever the source's format; an empty
    ``answer`` means that the source gives none.  ``sections`` leads from the outermost
    section to the innermost, without the document's title.  ``number`` is the question's
    number as typed (``"3"``, ``"4.2"``, ``""``).
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

    @property
    def path(self) -> str:
        return self.question.path

    @property
    def line(self) -> int:
        return self.question.span.line

    @property
    def answered(self) -> bool:
        return bool(self.answer)


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
    the note has been gone from its source (0: it is there).
    """

    draft: Draft
    guid: str
    tags: tuple[str, ...]
    deck: str
    title: str = ""  # the document's title
    created: int = 0
    modified: int = 0
    retired: int = 0


@dataclass(frozen=True, slots=True)
class Rendered:
    """A note whose fields are HTML.

    ``cards`` are the numbers of the cards that it has, from 0: templates, or a cloze's
    deletions; ``media`` are the names of the packed files that the fields refer to;
    ``formulas`` lists plain-text formulas that were typeset (source text, TeX) for the
    build report.
    """

    note: Note
    fields: Fields
    cards: tuple[int, ...] = (0,)
    media: tuple[str, ...] = ()
    formulas: tuple[tuple[str, str], ...] = ()
    modified: int = 0

    @property
    def guid(self) -> str:
        return self.note.guid
