"""The bounds of a note: where its question goes on, where its answer begins, and where it is over.

Owns: what the blocks below a question are to it.  Does not own: which headings are parts of an answer
(``heading_roles``), nor what all answers have in common (``habits``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.model.document import Block, Kind
from builder.read.fold.habits import Habits
from builder.read.fold.open_note import OpenNote
from builder.read.forms import options
from builder.read.forms.candidates import Mark
from builder.read.forms.form import Dialect, Lines, Member, answer_mark
from builder.read.forms.marks import parts_sides
from builder.read.forms.shapes import asks_below
from builder.read.language import words
from builder.read.language.sentences import continues_heading, continues_question, is_wrapped
from builder.read.language.wrapped import is_within_sentence

_LONE_LETTERS = frozenset({"A.", "**A.**", "*A.*", "**A**", "__A__"})
_LOOK_AHEAD = 60  # blocks in which the options above a letter are looked for
_NEAR = 5  # blocks in which the next one that is not blank is looked for


class Bounds:
    """The bounds of the notes of one document; blocks are named by their index, except where one is enough."""

    def __init__(self, blocks: Sequence[Block], members: Mapping[int, Member], habits: Habits) -> None:
        self.blocks = blocks
        self.members = members
        self.habits = habits

    # --------------------------------------------------------------- its end

    def is_over(self, note: OpenNote, block: Block) -> bool:
        """Whether the note has ended before ``block``, though no other has begun."""
        if (self.habits.quoted or self.habits.ruled) and block.kind is Kind.RULE:
            return note.marked
        unanswered = note.member.dialect in self.habits.only_asking
        return note.form.is_over(note, block, self.blocks, unanswered=unanswered)

    # -------------------------------------------------------- its answer begins

    def mark(self, note: OpenNote, at: int, dialect: Dialect | None) -> Mark | None:
        """The mark with which a block begins the answer, if it does; ``dialect`` is the one spoken there."""
        block = self.blocks[at]
        if (note.marked and note.begun) or options.is_first(self.blocks, at) or is_within_sentence(self.blocks, at):
            return None
        if note.marked and options.begins_with_letter(block):
            return None  # the option that the label above announces
        mark = answer_mark(block, dialect or note.member.dialect)
        if mark is None and self._is_letter_before_answer(note, at):
            mark = Mark(block.text.cut(len(block.text.text)))
        return mark if mark and self._accepts_mark(note, block) else None

    def begins_with_quote(self, note: OpenNote, block: Block) -> bool:
        """Whether the answer begins with ``block`` without a mark: a quotation, where answers are quotations."""
        return self.habits.quoted and block.kind is Kind.QUOTE and not note.marked

    def _is_letter_before_answer(self, note: OpenNote, at: int) -> bool:
        """Whether ``A.`` alone on its line announces the answer, and is not the letter of the right option."""
        block = self.blocks[at]
        if block.kind is not Kind.TEXT or block.text.text.strip() not in _LONE_LETTERS:
            return False
        following = self._next_content(at)
        return (
            following is not None
            and following.kind is not Kind.HEADING
            and not any(map(options.is_option, note.blocks[-_LOOK_AHEAD:]))
        )

    def _is_worked_out(self, note: OpenNote, mark: Block) -> bool:
        """Whether what stands between a whole question and ``mark`` has headings: the way to the answer."""
        return (
            mark.kind is Kind.TEXT
            and any(b.kind is Kind.HEADING for b in note.blocks)
            and words.question_likeness(note.asked.text) >= 1
            and not any(map(options.is_option, note.blocks))
        )

    def _accepts_mark(self, note: OpenNote, block: Block) -> bool:
        """Whether an answer mark counts where text already stands between it and the question."""
        if note.begun and block.kind is Kind.DEFINITION:
            return False  # of a term within the answer
        if not note.begun or block.kind is Kind.SUMMARY or self.habits.labelled or note.form.has_marks:
            return not (note.begun and self._is_worked_out(note, block))
        return parts_sides(block) or options.are_options(note.blocks)

    # -------------------------------------------------------- its question goes on

    def goes_on(self, note: OpenNote, at: int) -> bool:
        """Whether a block still belongs to the question: the rest of a wrapped or torn line."""
        block = self.blocks[at]
        if note.marked or note.begun or block.kind is not Kind.TEXT:
            return False
        if note.asked.blank:
            return True
        if words.WISH.search(note.asked.text):
            return False
        if (decided := note.form.asks_on(note, at, self.blocks)) is not None:
            return decided
        if block.continues and note.form.lines is Lines.MANY and self._paragraph_asks(note, at):
            return True
        if block.continues:
            torn = is_wrapped(note.asked.text, block.text.text) and not options.is_option(block)
            labelled = self.habits.labelled and self._mark_comes(at, note.member.dialect)
            return (labelled or self.habits.quoted or torn) and note.form.lines is not Lines.ONE
        return continues_question(note.asked.text, block, self._next_content(at))

    def _mark_comes(self, at: int, dialect: Dialect) -> bool:
        """Whether a label announces the answer below ``at``, before the next question."""
        for i in range(at + 1, min(at + _LOOK_AHEAD, len(self.blocks))):
            if i in self.members:
                return False
            if answer_mark(self.blocks[i], dialect) and not options.is_first(self.blocks, i):
                return True
        return False

    def _paragraph_asks(self, note: OpenNote, at: int) -> bool:
        """Whether no line of the question so far asks, but the last one of its paragraph does."""
        if len(note.question) > 2 * _NEAR or any(words.question_likeness(line.text) >= 1 for line in note.question):
            return False
        last = at
        while last + 1 < len(self.blocks) and self.blocks[last + 1].continues and last - at < _NEAR:
            last += 1
        ended = last + 1 >= len(self.blocks) or self.blocks[last + 1].kind is Kind.BLANK
        return ended and words.question_likeness(self.blocks[last].text.text) >= 1

    def goes_on_in_heading(self, note: OpenNote, at: int) -> bool:
        """Whether a heading is the rest of the question in the one above it."""
        return not note.begun and continues_heading(self.blocks[at - 1], self.blocks[at])

    def asks_with(self, note: OpenNote, block: Block) -> bool:
        """Whether ``block`` is code, or an item that asks on, where nothing answers the questions of a list."""
        if note.begun or note.member.dialect not in self.habits.only_asking:
            return False
        return block.kind is Kind.FENCE or asks_below(self.blocks[note.member.candidate.at], block)

    # ---------------------------------------------------------------- blocks

    def _next_content(self, at: int) -> Block | None:
        """The next block after ``at`` that is not blank, if it is no question."""
        for i in range(at + 1, min(at + 1 + _NEAR, len(self.blocks))):
            if self.blocks[i].kind is not Kind.BLANK:
                return None if i in self.members else self.blocks[i]
        return None
