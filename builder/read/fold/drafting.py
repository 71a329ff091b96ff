"""Drafting: notes that have ended into drafts.

Owns: the drafts of a document as they come, and what is found wrong when a note ends.  Does not own: where
notes end (``fold``), nor how their lines are tidied (``polish``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.model.diagnostics import Diagnostic
from builder.model.document import Block, Kind
from builder.model.notes import Draft, FateKind, Section
from builder.model.source import Excerpt, Line
from builder.read.fold import polish
from builder.read.fold.accounts import Accounts
from builder.read.fold.habits import Habits
from builder.read.fold.headings import CONTENT
from builder.read.fold.open_note import OpenNote
from builder.read.forms.form import Member
from builder.read.kinds import with_deletions
from builder.read.language import page, words
from builder.rules.structure import EMPTY_ANSWER, ORPHAN_TEXT

AFTER_RULE = "after the last rule"
_TOLD = frozenset({AFTER_RULE, polish.CLOSING, polish.REMARK, polish.AFTER_SPEECH})
_MOST_AFTER_RULE = 6  # blocks with content that may be a document's closing


class Drafting:
    """The drafts of one document, in order, and the diagnostics about it."""

    def __init__(self, path: str, accounts: Accounts, habits: Habits) -> None:
        self.path = path
        self.accounts = accounts
        self.habits = habits
        self.drafts: list[Draft] = []
        self.diagnostics: list[Diagnostic] = []
        self.left_out: set[tuple[str, str]] = set()  # what was taken from answers and told, by its reason
        self.rules_inside = False  # whether some answer has a thematic break within

    def end(self, note: OpenNote, *, last: bool) -> Sequence[Block]:
        """Draft a note that has ended, the document's ``last`` or another; the blocks that are on no card after all."""
        if last and not self.rules_inside:
            self._cut_closing(note)
        self.rules_inside = self.rules_inside or _has_rule_inside(note.blocks)
        tidy = polish.finish(
            self.path,
            note.question,
            note.blocks,
            self.habits,
            note.member.dialect,
            marked=note.marked,
        )
        for line, kind, reason in tidy.fates:
            self.accounts.give((Line(line, ""),), kind, reason)
        self.diagnostics += tidy.diagnostics
        self._tell_left_out(note.blocks, tidy.fates)
        if not tidy.question:
            for block in note.blocks:
                self.accounts.skip(block, "an answer without a question")
            return note.blocks
        if note.marked and not tidy.answer and not any(d.rule is EMPTY_ANSWER for d in tidy.diagnostics):
            message = "an answer is announced here, but none follows"
            hint = "write the answer, or take the label away"
            self.diagnostics.append(Diagnostic(EMPTY_ANSWER, message, tidy.question.span, hint))
        self._draft(
            note.member, tidy.question.lines, tidy.answer.lines, note.sections, tidy.pin, tidy.tags, tidy.wishes
        )
        return ()

    def rows(self, member: Member, block: Block, sections: tuple[Section, ...]) -> None:
        """Draft the notes that stand whole in one block, such as the rows of a table."""
        self.accounts.skip(block, "a row without a question")
        if block.kind is Kind.TABLE:
            self.accounts.give(block.lines[:2], FateKind.SKIPPED, "table header")
        for row in member.candidate.rows:
            if any(line.text for line in row.question):
                self._draft(member, row.question, row.answer, sections, tags=row.tags)
        if block.kind is Kind.TABLE:
            self._report_torn_rows(member, block)

    def _report_torn_rows(self, member: Member, block: Block) -> None:
        """Tell of the rows of a table that lack columns, and so are on no card."""
        read = {line.number for row in member.candidate.rows for line in (*row.question, *row.answer)}
        torn = [line for line in block.lines[2:] if line.number not in read and not line.blank]
        for line in torn:
            piece = replace(block, lines=(line,), text=line.stripped())
            self.diagnostics += self.accounts.on_no_card((piece,))

    def _cut_closing(self, note: OpenNote) -> None:
        """What stands after a rule at the very end is the document's closing, where no answer holds a rule."""
        rules = [i for i, b in enumerate(note.blocks) if b.kind is Kind.RULE or page.is_markup(b.text.text)]
        if not rules or len(self.drafts) < 2:
            return
        after = sum(b.kind in CONTENT for b in note.blocks[rules[-1] + 1 :])
        if 0 < after <= _MOST_AFTER_RULE and any(b.kind in CONTENT for b in note.blocks[: rules[-1]]):
            for block in note.blocks[rules[-1] :]:
                self.accounts.skip(block, AFTER_RULE)
            fates = [(ln.number, FateKind.SKIPPED, AFTER_RULE) for b in note.blocks[rules[-1] :] for ln in b.lines]
            self._tell_left_out(note.blocks, fates)
            del note.blocks[rules[-1] :]

    def _tell_left_out(self, blocks: Sequence[Block], fates: Sequence[tuple[int, FateKind, str]]) -> None:
        """Report words that were taken out of an answer, the same ones once a document."""
        lines = {line.number: line for block in blocks for line in block.lines}
        for number, kind, reason in fates:
            text = lines[number].text if number in lines else ""
            if kind is not FateKind.SKIPPED or reason not in _TOLD or not _says_something(text):
                continue
            key = (reason, page.closing(text.strip()) if reason == polish.CLOSING else "")
            if key not in self.left_out:
                self.left_out.add(key)
                span = Excerpt(self.path, (lines[number].stripped(),)).span
                message = f"this line was taken for no part of the answer ({reason})"
                self.diagnostics.append(Diagnostic(ORPHAN_TEXT, message, span, "make it a comment, or move it"))

    def _draft(
        self,
        member: Member,
        question: Sequence[Line],
        answer: Sequence[Line],
        sections: tuple[Section, ...],
        pin: str = "",
        tags: tuple[str, ...] = (),
        wishes: frozenset[str] = frozenset(),
    ) -> None:
        tags = (*member.candidate.tags, *tags)
        found = member.candidate
        if found.deletions:  # their text stands in the question
            answer = [line for line in answer if found.answer is None or line.number > found.answer.number]
        excerpts = Excerpt(self.path, tuple(question)), Excerpt(self.path, tuple(answer))
        self.accounts.keep(question, answer)
        draft = Draft(*excerpts, sections, member.dialect.name, found.number, pin, tags)
        draft = replace(draft, reverse=found.reverse or "reverse" in wishes, typed="typed" in wishes)
        own = found.deletions if found.deletions != "anki" else ""  # Anki's are looked at in all drafts
        self.drafts.append(with_deletions(draft, own) if own else draft)


def _says_something(text: str) -> bool:
    """Whether a line is words, and no link or mark of another program."""
    is_mark = text.lstrip().startswith(("`", "^", "%"))
    return page.is_plain(text) and not is_mark and not words.invites_questions(text)


def _has_rule_inside(blocks: Sequence[Block]) -> bool:
    """Whether text stands after a thematic break."""
    kinds = [b.kind for b in blocks if b.kind is Kind.RULE or b.kind in CONTENT]
    return Kind.RULE in kinds and any(k is not Kind.RULE for k in kinds[kinds.index(Kind.RULE) :])
