"""An open note: a question whose answer is still being read.

Owns: the record, and what can be said and done from it alone.  Does not own: whether the
next block belongs to it (``note_bounds``), nor what it becomes in the end (``drafting``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from builder.model.document import Block, Kind
from builder.model.notes import Section
from builder.model.source import Line
from builder.read.fold.note_text import trimmed
from builder.read.forms.candidates import Candidate
from builder.read.forms.form import Dialect, Form, Member
from builder.read.language import page, words
from builder.read.language.sentences import is_complete


@dataclass(slots=True)
class OpenNote:
    """A note whose end is not reached yet; its answer's lines are those of ``blocks``."""

    member: Member
    sections: tuple[Section, ...]
    question: list[Line]
    blocks: list[Block] = field(default_factory=list)
    level: int = 0  # the question's heading level; 0 where it is none
    indent: int = 0  # of the question's block
    formless: bool = False  # the question is a heading without the form of its series
    marked: bool = False  # an answer mark was seen
    begun: bool = False  # text of the answer, or of what stands before its mark, has come
    given: Block | None = None  # an answer that stands before its question

    @property
    def form(self) -> Form:
        return self.member.dialect.form

    @property
    def asked(self) -> Line:
        """The last line of the question so far."""
        return self.question[-1]

    @property
    def is_announced(self) -> bool:
        """Whether the mark of the answer was seen, and nothing of the answer yet."""
        return self.marked and not self.begun

    @property
    def waits(self) -> bool:
        """Whether the answer has not begun, or its last line announces what comes."""
        last = next((b for b in reversed(self.blocks) if b.kind is not Kind.BLANK), None)
        if not self.begun or last is None:
            return not self.begun
        return last.text.text.rstrip("*_ ").endswith((":", "："))

    def is_asked_over(self, block: Block) -> bool:
        """Whether ``block`` is one of the lines over which the question stands, up to where its answer begins."""
        found = self.member.candidate
        last = found.answer or (found.more or (found.text,))[-1]
        return (block.continues or self.form.has_front) and block.number <= last.number

    def add(self, block: Block) -> None:
        """The answer goes on in ``block``."""
        self.blocks.append(block)
        self.begun = self.begun or not (block.kind is Kind.BLANK or _is_markup(block))

    def ask_on(self, block: Block) -> None:
        """The question goes on in ``block``; what has come of an answer was none."""
        self.blocks.clear()
        if block.number <= self.question[-1].number:
            return  # the candidate has it already
        if not block.continues and not self.asked.blank and is_complete(self.asked.text):
            self.question.append(Line(block.number - 1, ""))
        self.question.append(block.text)

    def ask_with(self, block: Block) -> None:
        """The question goes on with ``block``, code or an item, below it."""
        apart = [] if block.kind is Kind.ITEM and len(self.question) > 1 else [Line(block.number - 1, "")]
        self.question += [*apart, *block.lines]

    def end(self) -> None:
        """The note ends here: where its answer stood before the question, all that came since is the question."""
        if self.given is not None:
            self.question += [line for block in self.blocks for line in block.lines]
            self.blocks[:] = [self.given]
            self.marked = True

    def begin_answer(self) -> list[Line]:
        """The answer begins here: the lines before it, which this gives, belong to the question after all."""
        before = [line for block in self.blocks for line in block.lines] if self.begun else []
        self.question += before
        self.blocks.clear()
        self.begun = False
        self.marked = True
        return before


def opened(member: Member, block: Block, sections: tuple[Section, ...]) -> OpenNote:
    """The note whose question is ``member``, in ``block``."""
    found = member.candidate
    note = OpenNote(member, sections, [found.text, *trimmed(found.more)], level=block.level, indent=block.indent)
    if found.answer is not None and not found.text.text and not found.more:
        note.given = piece(block, found.answer)  # the question is still to come
    elif found.answer is not None:
        note.marked = True
        note.add(piece(block, found.answer))
    return note


def opened_without_form(
    at: int, block: Block, dialect: Dialect, sections: tuple[Section, ...], before: str
) -> OpenNote:
    """The note whose question is the heading ``at``, though it lacks the form of ``dialect``.

    ``before`` is the number of the question before it; the next one is taken off.
    """
    text, _ = words.unwrapped(block.text)
    if before.isdecimal():
        number = str(int(before) + 1)
        text = text.cut(len(number)) if text.text.startswith(number) else text  # "3What", without its dot
    member = Member(Candidate(at, text), dialect, likeness=0.0, answered=True, score=0.0)
    return OpenNote(member, sections, [text], level=block.level, formless=True)


def piece(block: Block, text: Line) -> Block:
    """What stands of ``block`` in the answer: the rest of its first line after a mark, or all of it."""
    lines = (text, *block.lines[1:]) if text.number == block.number else (text,)
    return replace(block, kind=Kind.TEXT if len(lines) == 1 else block.kind, lines=lines, text=text)


def _is_markup(block: Block) -> bool:
    """Whether a block is nothing but tags, on all its lines."""
    texts = (block.text.text, *(line.text.strip() for line in block.lines[1:] if not line.blank))
    return all(map(page.is_markup, texts))
