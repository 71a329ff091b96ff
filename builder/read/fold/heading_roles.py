"""What a heading is that is no question by its form.

Owns: the decision whether it is a section, a part of the answer above it, or a question all the same.  Does
not own: what follows from it (``fold``), nor the extents of headings (``headings``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from builder.model.document import Block, Kind
from builder.model.notes import Section
from builder.read.fold.headings import Headings
from builder.read.fold.open_note import OpenNote
from builder.read.forms.form import Dialect, answer_mark
from builder.read.language import words


class Role(Enum):
    SECTION = auto()
    ABOUT = auto()  # a section about the document: nothing below it is on a card
    QUESTION = auto()  # though it lacks the form of its series
    QUESTION_AND_SECTION = auto()  # a question that has others below it
    ANSWER = auto()  # a part of the answer above it, or its mark
    NUMBER = auto()  # no more than the number of the question below it
    EMPTY = auto()  # it says nothing
    LEFT_OUT = auto()  # in the form of a question, but nothing to answer it


@dataclass(frozen=True, slots=True)
class Place:
    """Where a heading stands: all that its role depends on."""

    at: int
    blocks: Sequence[Block]
    headings: Headings
    dialect: Dialect | None  # the one that is spoken there
    note: OpenNote | None  # the one above it, if it is still open
    sections: tuple[Section, ...]  # those that are open, the outermost first
    has_drafts: bool  # whether a note was closed before
    in_answer: bool  # whether it stands in a details block that holds an answer

    @property
    def block(self) -> Block:
        return self.blocks[self.at]

    @property
    def level(self) -> int:
        return self.block.level

    @property
    def title(self) -> str:
        return self.block.text.text

    @property
    def is_among_headings(self) -> bool:
        """Whether headings are the questions here."""
        return self.dialect is not None and self.dialect.form.in_headings

    @property
    def is_among_labels(self) -> bool:
        return self.dialect is not None and self.dialect.form.has_labels

    @property
    def has_text(self) -> bool:
        """Whether content stands right below it."""
        return self.headings.own_text(self.at)

    @property
    def holds_questions(self) -> bool:
        return self.headings.contains_member(self.at)

    @property
    def next_question(self) -> int | None:
        return self.headings.next_member(self.at)

    @property
    def likeness(self) -> float:
        """How much its title looks like a question."""
        return words.question_likeness(self.title)

    @property
    def goes_on_numbering(self) -> bool:
        """Whether the questions around it are numbered on, where sections number anew."""
        return self.note is not None and self.headings.goes_on_numbering(self.note.member.candidate, self.at)


_BARE_NUMBER = re.compile(r"\W*\d{1,3}\W*")


def role(place: Place) -> Role:
    """What the heading at ``place`` is."""
    note = place.note
    if note and place.at == place.headings.label and place.at not in place.headings.members:
        return Role.ANSWER
    if note and (place.in_answer or answer_mark(place.block, place.dialect)):
        return Role.ANSWER
    if place.is_among_labels and place.headings.only_numbers(place.at):
        return Role.NUMBER
    if _BARE_NUMBER.fullmatch(place.title) and place.next_question is not None and not place.is_among_headings:
        return Role.NUMBER
    if not any(c.isalnum() for c in place.title) and (note is None or place.level <= note.level):
        return Role.EMPTY
    if place.is_among_labels and place.has_text and _asks_by_itself(place):
        return Role.QUESTION
    if place.holds_questions and _is_section(place):
        asks = place.is_among_headings and place.has_text and place.likeness == 1
        return Role.QUESTION_AND_SECTION if asks else Role.SECTION
    return _role_without_questions(place)


def _role_without_questions(place: Place) -> Role:
    """What a heading is below which no questions are, or that is in the answer before them."""
    note = place.note
    about = _is_about_document(place)
    if note and not place.has_text and _leads_to_question(place, note):
        return Role.SECTION
    if note and not about and _is_in_answer(place, note):
        return Role.ANSWER
    if place.is_among_headings and place.has_text and not about and _could_be_note(place):
        return Role.QUESTION
    if place.is_among_headings and place.dialect is not None and place.level == place.dialect.place:
        return Role.LEFT_OUT
    return Role.ABOUT if about else Role.SECTION


def _is_about_document(place: Place) -> bool:
    """Whether its title tells of the document, and it does not stand below a question."""
    note = place.note
    below = note is not None and (0 < note.level < place.level or _is_between_numbered(place, note))
    return not below and (words.is_about_title(place.title) or words.is_contents_title(place.title))


def _is_between_numbered(place: Place, note: OpenNote) -> bool:
    """Whether a heading without a number stands on the level of numbered ones, before another of them."""
    return note.member.dialect.numbered and place.level == note.level and place.next_question is not None


def _asks_by_itself(place: Place) -> bool:
    """Whether a heading among labelled questions is a question too: it ends as one, and its answer has no label."""
    note = place.note
    outside = note is None or (not note.level and note.marked)
    alone = not place.holds_questions or place.has_drafts
    return outside and alone and place.likeness == 1


def _is_section(place: Place) -> bool:
    """Whether a heading above questions is a section, and not a heading in the answer before them."""
    note = place.note
    if note is None or not place.has_text:
        return True
    if note.is_announced:
        return False
    if place.is_among_headings and note.level:
        return place.level <= note.level
    if place.goes_on_numbering:
        return False
    return any(place.level <= s.level for s in place.sections) or (not place.sections and place.level == 1)


def _leads_to_question(place: Place, note: OpenNote) -> bool:
    """Whether an empty heading on the level of the questions stands right above one."""
    following = place.next_question
    return (
        following is not None
        and 0 < place.level <= note.level
        and not note.is_announced
        and not any(b.kind is Kind.HEADING for b in place.blocks[place.at + 1 : following])
    )


def _is_in_answer(place: Place, note: OpenNote) -> bool:
    """Whether a heading belongs to the answer: it is deeper than the question, or lacks the form of its series."""
    if note.level:
        if place.level <= note.level and _closes_document(place):
            return False
        asks = note.form.in_headings and place.likeness == 1
        has_form = bool(note.member.candidate.number) or note.form.has_labels
        lacks_form = has_form and not (asks or note.formless)
        return place.level > note.level or (place.level == note.level and lacks_form) or note.is_announced
    if _is_outside_item(place, note):
        return False
    if note.form.ends_at_sections and place.level in place.headings.section_levels and not place.goes_on_numbering:
        return False
    section_level = max((s.level for s in place.sections), default=0)
    return place.has_text and (place.level > section_level or place.goes_on_numbering)


def _is_outside_item(place: Place, note: OpenNote) -> bool:
    """Whether a heading stands at the margin, below an item whose answer stands within it."""
    asked = place.blocks[note.member.candidate.at]
    first = next((b for b in note.blocks if b.kind is not Kind.BLANK), None)
    inside = first is not None and first.indent > note.indent
    return asked.kind is Kind.ITEM and inside and place.block.indent <= note.indent and not place.goes_on_numbering


def _closes_document(place: Place) -> bool:
    """Whether a heading begins what comes after all questions, parted from them by a rule."""
    before = next((i for i in range(place.at - 1, 0, -1) if place.blocks[i].kind is not Kind.BLANK), 0)
    return place.next_question is None and place.blocks[before].kind is Kind.RULE


def _could_be_note(place: Place) -> bool:
    """Whether a heading without its series' form is a question all the same.

    It has an answer of its own and stands among questions, beside a section and not below a question.
    """
    if place.holds_questions or not (place.has_drafts or place.note or place.likeness == 1):
        return False
    dialect = place.dialect
    beside = any(s.level == place.level for s in place.sections)
    above = dialect is not None and not dialect.numbered and place.level < (dialect.place or 0)
    if place.likeness < 1 and beside and above:
        return False  # beside the section that holds the questions
    return place.likeness > 0 or (place.next_question is not None and place.likeness == 0 and place.level > 1)
