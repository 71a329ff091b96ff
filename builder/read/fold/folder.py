"""Fold: blocks and their marks into drafts.

Owns: what may follow what.  One pass over the blocks keeps the open sections and the open
note; a note is closed by the next question, by a section, or by the end.  This is the only
place that knows the order of things.  Does not own: which blocks are questions
(``detection``), what a heading is (``heading_roles``), what a block is to the note above it
(``note_bounds``), nor what becomes of a closed note (``drafting``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from builder.model.diagnostics import Diagnostic
from builder.model.document import Block, Document, Kind, opens_details
from builder.model.notes import Draft, Fate, FateKind
from builder.read.choose.detection import Detection
from builder.read.fold.above_question import announcement, number_line, title_lines
from builder.read.fold.accounts import Accounts
from builder.read.fold.details_roles import DetailsRole, OpenDetails
from builder.read.fold.drafting import Drafting
from builder.read.fold.group_titles import is_empty_title, is_heading_of_others, is_numbered_title, is_outer_item
from builder.read.fold.habits import habits
from builder.read.fold.heading_roles import Place, Role, role
from builder.read.fold.headings import Headings
from builder.read.fold.note_bounds import Bounds
from builder.read.fold.open_note import OpenNote, opened, opened_without_form, piece
from builder.read.fold.sections import ANNOUNCED, BARE, NUMBERED_LINE, OUTER_ITEM, SUMMARY, Sections
from builder.read.forms.form import Dialect, Member
from builder.read.forms.marks import any_mark
from builder.read.forms.own_pattern import matched
from builder.read.forms.properties import carries_mark, is_about_page, is_tags
from builder.read.language import page, words
from builder.read.language.titles import CAPITAL_WORD, CAPITALS, capitals, ends_answers, title_form, title_text


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says: its drafts, the fate of each non-blank line, and what was noticed."""

    drafts: tuple[Draft, ...]
    fates: tuple[Fate, ...]
    diagnostics: tuple[Diagnostic, ...]
    title: str
    detection: Detection


def fold(document: Document, detection: Detection) -> Reading:
    """Read ``document`` as ``detection`` says."""
    folder = _Folder(document, detection)
    folder.run()
    drafting = folder.drafting
    return Reading(tuple(drafting.drafts), folder.accounts.all(), tuple(drafting.diagnostics), folder.title, detection)


class _Folder:
    def __init__(self, document: Document, detection: Detection) -> None:
        self.document = document
        self.blocks = document.blocks
        self.detection = detection
        self.members = detection.members
        self.dialects = _dialects_by_block(detection, len(self.blocks))
        title = frozenset() if detection.title is None else frozenset({detection.title})
        self.headings = Headings(self.blocks, self.members, detection.contents | detection.keys | title)
        self.habits = habits(self.blocks, self.members, has_keys=bool(detection.keys))
        self.bounds = Bounds(self.blocks, self.members, self.habits)
        self.accounts = Accounts(document)
        self.drafting = Drafting(document.path, self.accounts, self.habits)
        self.sections = Sections()
        self.details = OpenDetails(self.blocks, self.members, self.headings)
        self.title = ""
        self.note: OpenNote | None = None
        self.asked_at = 0  # the block with the question of the open note
        self.orphans: list[Block] = []  # since the last note was closed
        self.after_about = False
        self.titled: set[int] = set()  # the lines of titles of several lines
        self.lists_answer = False  # whether the table of contents that is read is the answer of the open note

    # ------------------------------------------------------------------- run

    def run(self) -> None:
        for at, block in enumerate(self.blocks):
            if block.kind is Kind.FRONT_MATTER:
                self.accounts.skip(block, "front matter")
            elif block.kind is Kind.REFERENCE:
                self.accounts.skip(block, "definition")
            elif at == self.detection.title:
                self.title = title_text(block.text.text)
                self.accounts.give(block.lines, FateKind.SECTION, "title")
            elif at in self.detection.contents and not self.answers_with_contents(at):
                self.end_note(block, "table of contents")
            elif at in self.detection.keys:
                self.end_note(block, "solution key")
            elif at in self.members:
                self.question(at, block, self.members[at])
            elif block.kind is Kind.HEADING:
                self.heading(at, block)
            elif block.kind is Kind.END_DETAILS:
                self.end_details(at, block)
            elif opens_details(block):
                self.begin_details(at, block)
            else:
                self.body(at, block)
        self.conclude(last=True)

    def answers_with_contents(self, at: int) -> bool:
        """Whether what looks like a table of contents is the answer that the open question waits for."""
        if at - 1 not in self.detection.contents:
            titled = words.is_contents_title(self.blocks[at].text.text)
            self.lists_answer = self.note is not None and self.note.waits and not titled
        return self.lists_answer

    def begin_details(self, at: int, block: Block) -> None:
        is_body = self.details.enter(at) is DetailsRole.BODY
        if is_body or block.kind is not Kind.DETAILS:
            self.body(at, block)
        else:
            self.accounts.skip(block, "markup")

    def end_details(self, at: int, block: Block) -> None:
        holds_note = self.note is not None and self.details.hold(self.asked_at)
        ended = self.details.leave()
        if holds_note:
            self.accounts.skip(block, "markup")
            self.close()
            return
        if ended is DetailsRole.BODY:
            self.body(at, block)
            return
        self.accounts.skip(block, "markup")
        if ended is DetailsRole.NOTE:
            self.close()

    # -------------------------------------------------------------- questions

    def question(self, at: int, block: Block, member: Member) -> None:
        self.part_from_answer(member)
        self.conclude()
        self.after_about = False
        if is_numbered_title(self.blocks, self.members, self.headings, at):
            self.open_section(replace(block, text=member.candidate.text), NUMBERED_LINE)
        elif is_heading_of_others(self.blocks, self.members, self.headings, at):
            self.open_section(block, block.level)
        elif not self.habits.topics and is_empty_title(self.blocks, self.members, self.headings, at):
            self.open_section(block, max(1, block.level - 1))  # the questions below it are on its level
        else:
            self.open_note(at, block, member)

    def open_note(self, at: int, block: Block, member: Member) -> None:
        if opens_details(block):
            self.details.enter(at)
        if member.dialect.form.in_headings:  # numbered ones may stand on the level of their section
            self.sections.leave(block.level + member.dialect.numbered)
        if member.candidate.rows:
            self.drafting.rows(member, block, self.sections.open)
            return
        self.accounts.give(block.lines, FateKind.QUESTION)
        self.note, self.asked_at = opened(member, block, self.sections.open), at

    def open_without_form(self, at: int, block: Block) -> None:
        """A question in a heading without the form of its series."""
        self.conclude()
        self.after_about = False
        self.sections.leave(block.level)
        self.accounts.give(block.lines, FateKind.QUESTION)
        dialect = self.dialects[at]
        assert dialect is not None
        before = self.drafting.drafts[-1].number if self.drafting.drafts else ""
        self.asked_at = at
        self.note = opened_without_form(at, block, dialect, self.sections.open, before)

    # --------------------------------------------------------------- headings

    def heading(self, at: int, block: Block) -> None:
        """A heading that is no question by its form."""
        if self.note and self.note.is_asked_over(block):
            self.accounts.give(block.lines, FateKind.QUESTION)
            return
        if at in self.habits.furniture:
            self.accounts.skip(block, "part of the page")
            return
        if self.note and self.bounds.goes_on_in_heading(self.note, at):
            self.ask_on(self.note, block)
            return
        match role(self.place(at)):
            case Role.ANSWER:
                self.body(at, block)
            case Role.NUMBER:
                self.end_note(block, "number of a question")
            case Role.EMPTY:
                self.end_note(block, "empty heading")
            case Role.QUESTION:
                self.open_without_form(at, block)
            case Role.QUESTION_AND_SECTION:
                self.open_without_form(at, block)
                self.enter_section(block, block.level)
            case Role.LEFT_OUT:
                self.conclude()
                self.accounts.skip(block, self.where())
            case Role.SECTION:
                self.open_section(block, block.level)
            case Role.ABOUT:
                self.open_section(block, block.level)
                self.after_about = True

    def place(self, at: int) -> Place:
        return Place(
            at,
            self.blocks,
            self.headings,
            self.dialects[at],
            self.note,
            self.sections.open,
            has_drafts=bool(self.drafting.drafts),
            in_answer=self.details.hold_an_answer,
        )

    # --------------------------------------------------------------- sections

    def open_section(self, block: Block, level: int) -> None:
        """A section begins with ``block``, its title, and ends the note above it."""
        self.conclude()
        self.after_about = False
        self.enter_section(block, level)

    def enter_section(self, block: Block, level: int, title: str | None = None) -> None:
        """``block`` is the title of a section, or holds it."""
        self.accounts.give(block.lines, FateKind.SECTION)
        name = title_text(block.text.text if title is None else title)
        self.sections.enter(name, self.document.excerpt((block.text,)).span, level)

    def own_section(self, block: Block, dialect: Dialect) -> bool:
        """Whether the patterns of an author's own dialect leave ``block`` out, or make it a section."""
        if matched(block, dialect.skip_pattern):
            if self.note and not self.note.begun and any_mark(block):
                self.begin_answer(self.note)  # the label is left out, and the answer begins all the same
            self.accounts.skip(block, "skipped by the dialect")
            return True
        match = matched(block, dialect.section_pattern)
        if not match:
            return False
        self.conclude()
        line = block.lines[0]
        title = match["text"] if "text" in match.re.groupindex else None
        if title is None:
            title = line.text[match.end() :].strip() or line.text.strip()
        self.enter_section(block, 1, title)
        return True

    # ------------------------------------------ what stands right above a question

    def part_from_answer(self, member: Member) -> None:
        """What stands at the end of the answer above the question of ``member``, but belongs to this."""
        if self.note and (at := number_line(self.note.blocks, len(self.drafting.drafts) + 2)) is not None:
            self.accounts.skip(self.note.blocks[at], "number of a question")
            del self.note.blocks[at:]
        above = self.note.blocks if self.note else self.orphans
        if (at := announcement(above, has_note=self.note is not None)) is not None:
            block = above[at]
            del above[at:]
            self.close()
            self.enter_section(block, self.sections.level_of_line(ANNOUNCED))
        if (self.note or self.orphans) and member.dialect.form.below_titles and not self.headings.has_headings:
            self.take_title_lines(member.candidate.number)

    def take_title_lines(self, number: str) -> None:
        """Bare title lines right before a question leave the answer (or the orphans) and become sections."""
        blocks = self.note.blocks if self.note else self.orphans
        bare_known = self.sections.has_met(BARE)
        start = title_lines(blocks, has_note=self.note is not None, number=number, bare_known=bare_known)
        if start is None:
            return
        taken = blocks[start:]
        del blocks[start:]
        self.close()
        for at, block in enumerate(taken):
            if block.kind is Kind.RULE:
                self.accounts.skip(block, "separator")
            elif block.kind is not Kind.BLANK and block.number not in self.titled:
                self.enter_title(taken[at : at + max(1, capitals(taken, at))])

    def enter_title(self, lines: Sequence[Block]) -> None:
        """A section begins whose title is ``lines``, one or several in capitals."""
        if all(block.text.text.isupper() for block in lines):
            self.sections.met.add(CAPITALS if " " in lines[0].text.text else CAPITAL_WORD)
        for block in lines:
            self.accounts.give(block.lines, FateKind.SECTION)
            self.titled.add(block.number)
        level = self.sections.level_of_line(title_form(lines[0]))
        self.enter_section(lines[0], level, " ".join(block.text.text for block in lines))

    # ------------------------------------------------------------------- body

    def body(self, at: int, block: Block) -> None:
        """A block that is neither a question nor a title by its form."""
        dialect = self.dialects[at]
        if dialect and self.own_section(block, dialect):
            return
        if any(d.form.is_edge(self.blocks, at, d) for d in self.habits.dialects):
            self.end_note(block, "edge of a card")
            return
        if self.note is not None and self.bounds.is_over(self.note, block):
            self.close()
        if block.number in self.titled:
            return
        if self.note is not None and self.note.begun and (count := ends_answers(self.blocks, at, self.sections.met)):
            self.conclude()
            self.enter_title(self.blocks[at : at + count])
            return
        if dialect and dialect.form.among_other_notes and is_about_page(self.blocks, at):
            self.accounts.skip(block, "tags" if is_tags(block) else "property")
        elif self.note is None or self.after_about:
            self.outside(at, block)
        else:
            self.inside(at, block, self.note)

    def inside(self, at: int, block: Block, note: OpenNote) -> None:
        """A block that belongs to the open note."""
        if note.is_asked_over(block):
            self.accounts.give(block.lines, FateKind.QUESTION)
            return
        if mark := self.bounds.mark(note, at, self.dialects[at]):
            self.begin_answer(note)
            self.accounts.give(block.lines, FateKind.ANSWER)
            if mark.more:
                note.add(replace(block, lines=mark.more, text=mark.more[0].stripped()))
            elif mark.text.text:
                note.add(piece(block, mark.text))
            return
        if self.bounds.begins_with_quote(note, block):
            self.begin_answer(note)
        if self.bounds.goes_on(note, at):
            self.ask_on(note, block)
        elif self.bounds.asks_with(note, block):
            note.ask_with(block)
            self.accounts.give(block.lines, FateKind.QUESTION)
        elif block.kind is Kind.COMMENT:
            self.accounts.skip(block, "comment")
        else:
            note.add(block)
            self.accounts.give(block.lines, FateKind.ANSWER)

    def ask_on(self, note: OpenNote, block: Block) -> None:
        note.ask_on(block)
        self.accounts.give(block.lines, FateKind.QUESTION)

    def begin_answer(self, note: OpenNote) -> None:
        self.accounts.give(note.begin_answer(), FateKind.QUESTION)

    def outside(self, at: int, block: Block) -> None:
        """A block that belongs to no note."""
        if block.kind is Kind.BLANK:
            if self.orphans:
                self.orphans.append(block)
        elif block.kind in (Kind.RULE, Kind.COMMENT, Kind.DETAILS, Kind.END_DETAILS):
            self.accounts.skip(block, {Kind.COMMENT: "comment", Kind.RULE: "separator"}.get(block.kind, "markup"))
        elif page.is_chrome(block.text.text) or block.kind is Kind.HTML or page.is_badge(block.text.text):
            self.accounts.skip(block, "part of the page")
        elif block.kind is Kind.SUMMARY and self.headings.opens_at(at):
            self.open_section(block, SUMMARY)
        elif is_outer_item(self.blocks, self.members, at):
            self.open_section(block, OUTER_ITEM)
        else:
            self.orphans.append(block)
            self.accounts.skip(block, self.where())
            if self.holds_cards and carries_mark(block):
                self.drafting.diagnostics.append(self.accounts.skipped_card(block))

    @property
    def holds_cards(self) -> bool:
        """Whether flashcards stand in the document, among which text is no matter."""
        return any(dialect.form.among_other_notes for dialect in self.habits.dialects)

    def where(self) -> str:
        """Where a block stands that belongs to no note."""
        if not self.drafting.drafts and self.note is None:
            return "before the first question"
        return "about the document" if self.after_about else "outside of any note"

    def report_orphans(self) -> None:
        """Tell of lines that are on no card; a preamble at the top, or text between flashcards, is no matter."""
        orphans, self.orphans = self.orphans, []
        drafted = self.drafting.drafts and not self.detection.regions[0].dialect.form.among_other_notes
        if drafted and not self.after_about:
            self.drafting.diagnostics += self.accounts.on_no_card(orphans)

    # ------------------------------------------------------------------ close

    def conclude(self, *, last: bool = False) -> None:
        """Something new begins here: the open note, and what stands below it outside of any, is done with."""
        self.close(last=last)
        self.report_orphans()

    def end_note(self, block: Block, reason: str) -> None:
        """``block`` is left out, and the note above it ends there."""
        self.close()
        self.accounts.skip(block, reason)

    def close(self, *, last: bool = False) -> None:
        """The open note ends here, if there is one: the document's ``last`` or another."""
        note, self.note = self.note, None
        if note is None:
            return
        note.end()
        if lost := self.drafting.end(note, last=last):
            self.orphans = [replace(b, text=b.lines[0].stripped()) for b in lost]
            self.report_orphans()


def _dialects_by_block(detection: Detection, count: int) -> list[Dialect | None]:
    dialects: list[Dialect | None] = [None] * count
    for region in detection.regions:
        dialects[region.start : region.end] = [region.dialect] * (region.end - region.start)
    return dialects
