"""Fold: blocks and their marks into drafts.

Owns: what may follow what.  One pass over the blocks keeps the open sections and the open
note; a note is closed by the next question, by a section, or by the end.  This is the only
place that knows the order of things.  Does not own: which blocks are questions
(``detection``), nor how a closed note's lines are tidied (``polish``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from builder.diagnostics import Diagnostic
from builder.dialects import options, page, polish, words
from builder.dialects.accounts import Accounts
from builder.dialects.candidates import Candidate, Mark
from builder.dialects.classify import answer_mark, parts_sides
from builder.dialects.detection import Detection
from builder.dialects.dialect import Dialect, Form
from builder.dialects.flashcards import is_card_edge
from builder.dialects.headings import CONTENT, Headings
from builder.dialects.note_text import trimmed
from builder.dialects.sentences import continues_heading, continues_question, is_complete, is_wrapped
from builder.dialects.titles import announces, is_sure_title, title_form, title_text, trailing_titles
from builder.dialects.weighing import Member
from builder.document import Block, Document, Kind, opens_details
from builder.notes import Draft, Fate, FateKind, Section
from builder.rules.structure import EMPTY_ANSWER
from builder.source import Excerpt, Line

_ENDS_WITH_PARAGRAPH = frozenset({Form.TAG, Form.QUESTION_MARK, Form.DOUBLE_COLON, Form.CLOZE, Form.HIGHLIGHT})
_ONE_LINE = frozenset(
    {Form.HEADING, Form.SUMMARY, Form.TERM, Form.DOUBLE_COLON, Form.RUN_IN, Form.BOLD, Form.TAG, Form.CLOZE}
)
_WITH_MARKS = frozenset({Form.LABEL, Form.PATTERN, Form.SPEAKER, Form.QUESTION_MARK, Form.CARD})
_LONE_LETTERS = frozenset({"A.", "**A.**", "*A.*", "**A**", "__A__"})
_BELOW_TITLES = frozenset({Form.LABEL, Form.SPEAKER, Form.LINE, Form.ITEM, Form.PAIR})
_BARE = 100  # the level of a section whose title is a bare line, plus its rank
_NUMBERED_LINE = 80  # the level of a section whose title is a numbered line
_TERM = 0.3  # how much a title looks like a question that is one only since terms are promised
_OUTER_ITEM = 90  # the level of a section whose title is an item above a list of questions
_LOOK_AHEAD = 60  # blocks in which the mark of an answer is looked for


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says: its drafts, the fate of each non-blank line, and what was noticed."""

    drafts: tuple[Draft, ...]
    fates: tuple[Fate, ...]
    diagnostics: tuple[Diagnostic, ...]
    title: str
    detection: Detection


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

    @property
    def form(self) -> Form:
        return self.member.dialect.form

    @property
    def asked(self) -> Line:
        """The last line of the question so far."""
        return self.question[-1]

    def add(self, block: Block) -> None:
        self.blocks.append(block)
        self.begun = self.begun or (block.kind is not Kind.BLANK and not page.is_markup(block.text.text))


def fold(document: Document, detection: Detection) -> Reading:
    """Read ``document`` as ``detection`` says."""
    folder = _Folder(document, detection)
    folder.run()
    return Reading(
        tuple(folder.drafts),
        folder.accounts.all(),
        tuple(folder.diagnostics),
        folder.title,
        detection,
    )


class _Folder:
    def __init__(self, document: Document, detection: Detection) -> None:
        self.document = document
        self.blocks = document.blocks
        self.detection = detection
        self.members = detection.members
        self.accounts = Accounts(document)
        self.drafts: list[Draft] = []
        self.diagnostics: list[Diagnostic] = []
        self.title = ""
        self.sections: list[Section] = []
        self.title_forms: list[str] = []  # forms of title lines, the outermost first
        self.note: OpenNote | None = None
        self.rules_inside = False  # whether some answer has a thematic break within
        self.details: list[str] = []  # what each open details block is for
        self.orphans: list[Block] = []
        self.after_about = False
        title = frozenset() if detection.title is None else frozenset({detection.title})
        self.headings = Headings(self.blocks, self.members, detection.contents | detection.keys | title)
        self.dialects = _dialects_by_block(detection, len(self.blocks))
        self.labels_answers = self._answers_are_labelled()
        self.quoted_answers = self._answers_are_quoted()
        self.has_cards = any(m.dialect.form is Form.CARD for m in self.members.values())
        self.only_asking = self._lists_without_answers()
        self.furniture = page.repeated_headings(self.blocks)
        self.closings = page.repeated_closings(self.blocks, sorted(self.members))

    # ------------------------------------------------------------------- run

    def run(self) -> None:
        for at, block in enumerate(self.blocks):
            if block.kind is Kind.FRONT_MATTER:
                self.accounts.skip(block, "front matter")
            elif at == self.detection.title:
                self.title = title_text(block.text.text)
                self.accounts.give(block.lines, FateKind.SECTION, "title")
            elif at in self.detection.contents:
                self.close()
                self.accounts.skip(block, "table of contents")
            elif at in self.detection.keys:
                self.close()
                self.accounts.skip(block, "solution key")
            elif at in self.members:
                self.question(at, block, self.members[at])
            elif block.kind is Kind.HEADING:
                self.heading(at, block)
            elif block.kind is Kind.END_DETAILS:
                self.end_details(at, block)
            elif opens_details(block) and self.open_details(at) != "body" and block.kind is Kind.DETAILS:
                self.accounts.skip(block, "markup")
            else:
                self.body(at, block)
        self.close(last=True)
        self.report_orphans()

    def open_details(self, at: int) -> str:
        """What a details block that begins at ``at`` is for; it is open from now on, if it is ever closed."""
        near = range(at, min(at + 4, len(self.blocks)))
        summary = next((i for i in near if self.blocks[i].kind is Kind.SUMMARY), None)
        if summary is not None and summary in self.members:
            role = "note"
        elif summary is not None and words.opens_answer(self.blocks[summary].text.text):
            role = "answer"
        elif self.headings.opens_at(at):
            role = "section"
        else:
            role = "body"
        if at in self.headings.details:
            self.details.append(role)
        return role

    def end_details(self, at: int, block: Block) -> None:
        role = self.details.pop() if self.details else "section"
        if role == "body":
            self.body(at, block)
            return
        self.accounts.skip(block, "markup")
        if role == "note":
            self.close()

    # -------------------------------------------------------------- questions

    def question(self, at: int, block: Block, member: Member) -> None:
        if self.note:
            self.leave_number(self.note)
            self.leave_announcement(self.note)
        if (self.note or self.orphans) and self.title_lines_count(member.dialect):
            self.take_title_lines(member.candidate.number)
        self.close()
        self.report_orphans()
        self.after_about = False
        if member.dialect.form in (Form.LINE, Form.LABEL) and self.numbers_section(at, member):
            self.open_section(replace(block, text=member.candidate.text, level=_NUMBERED_LINE))
            return
        if member.dialect.form is Form.HEADING and self.is_title_of_others(at, member):
            self.open_section(block)
            return
        if opens_details(block) and at in self.headings.details:
            self.details.append("note")
        found = member.candidate
        if member.dialect.form is Form.HEADING and not member.dialect.numbered:
            self.leave_sections(block.level)
        if found.rows:
            self.rows(block, member)
            return
        question = [found.text, *trimmed(found.more)]
        self.note = OpenNote(member, tuple(self.sections), question, level=block.level, indent=block.indent)
        self.accounts.give(block.lines, FateKind.QUESTION)
        if found.answer is not None:
            self.note.marked = True
            self.note.add(_piece(block, found.answer))

    def is_title_of_others(self, at: int, member: Member) -> bool:
        """Whether a heading in the form of a question asks nothing and has nothing below it but deeper headings."""
        asks = member.likeness > _TERM or member.candidate.answer is not None or self.headings.own_text(at)
        below = next((b for b in self.blocks[at + 1 : at + _LOOK_AHEAD] if b.kind is Kind.HEADING), None)
        return not asks and below is not None and below.level > self.blocks[at].level

    def numbers_section(self, at: int, member: Member) -> bool:
        """Whether a numbered line is the title of those below it: "3.0 Problems", then "3.1 Why …"."""
        following = self.headings.next_member(at)
        if following is None or not member.candidate.number or words.question_likeness(member.candidate.text.text) > 0:
            return False
        above, below = (n.split(".") for n in (member.candidate.number, self.members[following].candidate.number))
        if len(below) > len(above) and above == below[: len(above)]:
            return True
        inside = above[-1] == "0" and above[:-1] == below[: len(above) - 1]
        return inside and all(b.kind is Kind.BLANK for b in self.blocks[at + 1 : following])

    def rows(self, block: Block, member: Member) -> None:
        self.accounts.skip(block, "a row without a question")
        if block.kind is Kind.TABLE:
            self.accounts.give(block.lines[:2], FateKind.SKIPPED, "table header")
        for question, answer in member.candidate.rows:
            if any(line.text for line in question):
                lines = (answer,) if answer.text and not words.is_placeholder(answer.text) else ()
                self.draft(member, question, lines, tuple(self.sections))

    # --------------------------------------------------------------- headings

    def heading(self, at: int, block: Block) -> None:
        if at in self.furniture:
            self.accounts.skip(block, "part of the page")
            return
        dialect = self.dialects[at]
        in_details = bool(self.details) and self.details[-1] in ("answer", "body")
        if self.note and not self.note.begun and continues_heading(self.blocks[at - 1], block):
            self.ask_on(block, self.note)
        elif self.note and (in_details or answer_mark(block, dialect)):
            self.body(at, block)
        elif dialect is not None and dialect.form is Form.LABEL and self.headings.only_numbers(at):
            self.close()
            self.accounts.skip(block, "number of a question")
        elif not any(c.isalnum() for c in block.text.text) and (self.note is None or block.level <= self.note.level):
            self.close()
            self.accounts.skip(block, "empty heading")
        else:
            self.section_or_text(at, block, dialect)

    def section_or_text(self, at: int, block: Block, dialect: Dialect | None) -> None:
        """A heading that is no question by its form: a section, a part of an answer, or a question all the same."""
        below = self.note is not None and (0 < self.note.level < block.level or self.is_between(at, block, self.note))
        about = not below and (words.is_about_title(block.text.text) or words.is_contents_title(block.text.text))
        own_text = self.headings.own_text(at)
        by_heading = dialect is not None and dialect.form is Form.HEADING
        labelled = dialect is not None and dialect.form is Form.LABEL
        if labelled and own_text and self.asks_by_itself(at, block):
            self.unnumbered(at, block)
        elif self.headings.contains_member(at) and self.is_section(at, block, own_text, by_heading):
            if by_heading and own_text and words.question_likeness(block.text.text) == 1:
                self.unnumbered(at, block)  # a question that has others below it
                self.sections.append(
                    Section(title_text(block.text.text), Excerpt(self.document.path, (block.text,)).span, block.level)
                )
            else:
                self.open_section(block)
        elif self.note and not own_text and self.leads_to_question(at, block, self.note):
            self.open_section(block)
        elif self.note and not about and self.is_in_answer(at, block, own_text, self.note):
            self.body(at, block)
        elif by_heading and own_text and not about and self.could_be_note(at, block):
            self.unnumbered(at, block)
        elif dialect is not None and by_heading and block.level == dialect.place:
            self.close()
            self.report_orphans()
            self.accounts.skip(block, self.where())
        elif self.note and not (own_text or about) and self.is_last_words(at, block, self.note):
            self.body(at, block)
        else:
            self.open_section(block)
            self.after_about = about

    def is_between(self, at: int, block: Block, note: OpenNote) -> bool:
        """Whether a heading without a number stands on the level of numbered ones, before another of them."""
        numbered = note.member.dialect.numbered and block.level == note.level
        return numbered and self.headings.next_member(at) is not None

    def is_section(self, at: int, block: Block, own_text: bool, by_heading: bool) -> bool:
        """Whether a heading above questions is a section, and not a heading in the answer before them."""
        note = self.note
        if note is None or not own_text:
            return True
        if note.marked and not note.begun:
            return False
        if by_heading and note.level:
            return block.level <= note.level
        if self.headings.goes_on_numbering(note.member.candidate, at):
            return False
        return any(s.level and block.level <= s.level for s in self.sections) or (
            not self.sections and block.level == 1
        )

    def leads_to_question(self, at: int, block: Block, note: OpenNote) -> bool:
        """Whether an empty heading on the level of the questions stands right above one."""
        following = self.headings.next_member(at)
        between = self.blocks[at + 1 : following] if following is not None else ()
        return (
            following is not None
            and 0 < block.level <= note.level
            and not (note.marked and not note.begun)
            and not any(b.kind is Kind.HEADING for b in between)
        )

    def is_in_answer(self, at: int, block: Block, own_text: bool, note: OpenNote) -> bool:
        """Whether a heading belongs to the answer: it is deeper than the question, or lacks the form of its series."""
        if note.level:
            if block.level <= note.level and self.closes_document(at):
                return False
            asks = note.form is Form.HEADING and words.question_likeness(block.text.text) == 1
            has_form = bool(note.member.candidate.number) or note.form is Form.LABEL
            has_form = has_form and not (asks or note.formless)
            announced = note.marked and not note.begun
            return block.level > note.level or (block.level == note.level and has_form) or announced
        section_level = max((s.level for s in self.sections), default=0)
        continues = self.headings.goes_on_numbering(note.member.candidate, at)
        if note.form is Form.BOLD and block.level in self.headings.section_levels and not continues:
            return False
        return own_text and (block.level > section_level or continues)

    def closes_document(self, at: int) -> bool:
        """Whether a heading begins what comes after all questions, parted from them by a rule."""
        before = next((i for i in range(at - 1, 0, -1) if self.blocks[i].kind is not Kind.BLANK), 0)
        return self.headings.next_member(at) is None and self.blocks[before].kind is Kind.RULE

    def is_last_words(self, at: int, block: Block, note: OpenNote) -> bool:
        """Whether an empty heading at the end belongs to the last answer."""
        return self.headings.next_member(at) is None and block.level > note.level > 0

    def could_be_note(self, at: int, block: Block) -> bool:
        """Whether a heading without its series' form is a question all the same.

        It has an answer of its own and stands among questions, beside a section and not below a question.
        """
        if self.headings.contains_member(at) or not (self.drafts or self.note):
            return False
        looks = words.question_likeness(block.text.text)
        dialect = self.dialects[at]
        beside = any(s.level == block.level for s in self.sections)
        if looks < 1 and beside and dialect is not None and block.level < (dialect.place or 0) and not dialect.numbered:
            return False  # beside the section that holds the questions
        return looks > 0 or (self.headings.next_member(at) is not None and looks == 0 and block.level > 1)

    def asks_by_itself(self, at: int, block: Block) -> bool:
        """Whether a heading among labelled questions is a question too: it ends as one, and its answer has no label."""
        note = self.note
        outside = note is None or (not note.level and note.marked)
        alone = not self.headings.contains_member(at) or bool(self.drafts)
        return outside and alone and words.question_likeness(block.text.text) == 1

    def unnumbered(self, at: int, block: Block) -> None:
        """A question in a heading without the form of its series."""
        self.close()
        self.report_orphans()
        self.leave_sections(block.level)
        dialect = self.dialects[at]
        assert dialect is not None
        text, _ = words.unwrapped(block.text)
        if self.drafts and self.drafts[-1].number.isdecimal():
            following = str(int(self.drafts[-1].number) + 1)
            text = text.cut(len(following)) if text.text.startswith(following) else text  # "3What", without its dot
        member = Member(Candidate(at, text), dialect, likeness=0.0, answered=True, score=0.0)
        self.note = OpenNote(member, tuple(self.sections), [text], level=block.level, formless=True)
        self.accounts.give(block.lines, FateKind.QUESTION)

    # --------------------------------------------------------------- sections

    def open_section(self, block: Block) -> None:
        self.close()
        self.report_orphans()
        self.after_about = False
        self.leave_sections(block.level)
        self.enter_section(block, title_text(block.text.text), block.level)

    def leave_sections(self, level: int) -> None:
        """Leave the sections that do not hold what stands on ``level``."""
        while self.sections and (self.sections[-1].level >= level or self.sections[-1].level == 0):
            self.sections.pop()

    def enter_section(self, block: Block, title: str, level: int) -> None:
        self.accounts.give(block.lines, FateKind.SECTION)
        if title:
            self.sections.append(Section(title, self.document.excerpt((block.text,)).span, level))

    def title_lines_count(self, dialect: Dialect) -> bool:
        """Whether bare lines may be section titles here: only where no headings are."""
        return dialect.form in _BELOW_TITLES and not self.headings.has_headings

    def take_title_lines(self, number: str) -> None:
        """Bare title lines right before a question leave the answer (or the orphans) and become sections."""
        note = self.note
        blocks = note.blocks if note else self.orphans
        taken = trailing_titles(blocks, has_note=note is not None, number=number, bare_known="bare" in self.title_forms)
        rest = blocks[: len(blocks) - len(taken)]
        is_answer = note is not None and all(b.kind in (Kind.BLANK, Kind.FENCE) for b in rest)
        if not taken or (is_answer and not all(is_sure_title(b) for b in taken if b.kind is not Kind.BLANK)):
            return  # there is no title, or all that stands there is the answer
        del blocks[len(rest) :]
        self.close()
        for block in taken:
            if block.kind is Kind.RULE:
                self.accounts.skip(block, "separator")
            elif block.kind is not Kind.BLANK:
                form = title_form(block)
                if form not in self.title_forms:
                    self.title_forms.append(form)
                level = _BARE + self.title_forms.index(form)
                while self.sections and self.sections[-1].level >= level:
                    self.sections.pop()
                self.enter_section(block, title_text(block.text.text), level)

    def leave_number(self, note: OpenNote) -> None:
        """A line at an answer's end that is nothing but the number of the question that comes next is none of it."""
        solid = [b for b in note.blocks if b.kind is not Kind.BLANK]
        if len(solid) > 1 and solid[-1].lines[0].text.strip() == str(len(self.drafts) + 2):
            self.accounts.skip(solid[-1], "number of a question")
            del note.blocks[note.blocks.index(solid[-1]) :]

    def leave_announcement(self, note: OpenNote) -> None:
        """A line at an answer's end that announces what comes next is the title of the question that comes."""
        last = next((i for i in range(len(note.blocks) - 1, -1, -1) if note.blocks[i].kind is not Kind.BLANK), 0)
        if last == 0 or not announces(note.blocks[last]):
            return
        block = note.blocks[last]
        del note.blocks[last:]
        self.close()
        if "announced" not in self.title_forms:
            self.title_forms.append("announced")
        level = _BARE + self.title_forms.index("announced")
        while self.sections and self.sections[-1].level >= level:
            self.sections.pop()
        self.enter_section(block, title_text(block.text.text), level)

    def own_section(self, block: Block, dialect: Dialect) -> bool:
        """Whether the patterns of an author's own dialect leave ``block`` out, or make it a section."""
        line = block.lines[0].stripped()
        if dialect.skip_pattern and line.text and dialect.skip_pattern.match(line.text):
            self.accounts.skip(block, "skipped by the dialect")
            return True
        match = dialect.section_pattern.match(line.text) if dialect.section_pattern and line.text else None
        if not match:
            return False
        self.close()
        self.report_orphans()
        title = match["text"] if "text" in match.re.groupindex else line.text[match.end() :] or line.text
        self.sections.clear()
        self.enter_section(block, title_text(title), 1)
        return True

    # ------------------------------------------------------------------- body

    def body(self, at: int, block: Block) -> None:
        dialect = self.dialects[at]
        if dialect and dialect.form is Form.PATTERN and self.own_section(block, dialect):
            return
        if self.has_cards and is_card_edge(self.blocks, at):
            self.close()
            self.accounts.skip(block, "edge of a card")
            return
        if self.note is not None and self.is_over(self.note, block):
            self.close()
        note = self.note
        if dialect and dialect.form in _ENDS_WITH_PARAGRAPH and words.is_property(block.text.text):
            self.accounts.skip(block, "property")
            return
        if note is None or self.after_about:
            self.outside(at, block)
            return
        if block.continues and self.is_in_question(note, block):
            self.accounts.give(block.lines, FateKind.QUESTION)
            return
        if mark := self.mark_of(at, block, note):
            self.begin_answer(note)
            self.accounts.give(block.lines, FateKind.ANSWER)
            if mark.more:
                note.add(replace(block, lines=mark.more, text=mark.more[0].stripped()))
            elif mark.text.text:
                note.add(_piece(block, mark.text))
            return
        if self.quoted_answers and block.kind is Kind.QUOTE and not note.marked:
            self.begin_answer(note)
        if not note.marked and not note.begun and self.goes_on(at, block, note):
            self.ask_on(block, note)
        elif not note.begun and block.kind is Kind.FENCE and note.member.dialect in self.only_asking:
            note.question += [Line(block.number - 1, ""), *block.lines]
            self.accounts.give(block.lines, FateKind.QUESTION)
        elif block.kind is Kind.COMMENT:
            self.accounts.skip(block, "comment")
        else:
            note.add(block)
            self.accounts.give(block.lines, FateKind.ANSWER)

    def is_in_question(self, note: OpenNote, block: Block) -> bool:
        """Whether a line is one of those over which the question stands, up to where its answer begins."""
        answer = note.member.candidate.answer
        return answer is not None and block.number <= answer.number

    def begin_answer(self, note: OpenNote) -> None:
        """The answer begins: all that stood before it belongs to the question."""
        if note.begun:
            before = [ln for b in note.blocks for ln in b.lines]
            note.question += before
            self.accounts.give(before, FateKind.QUESTION)
        note.blocks.clear()
        note.begun = False
        note.marked = True

    def ask_on(self, block: Block, note: OpenNote) -> None:
        """The question goes on in ``block``."""
        note.blocks.clear()
        if not block.continues and not note.asked.blank and is_complete(note.asked.text):
            note.question.append(Line(block.number - 1, ""))
        note.question.append(block.text)
        self.accounts.give(block.lines, FateKind.QUESTION)

    def is_over(self, note: OpenNote, block: Block) -> bool:
        """Whether a flashcard has ended: these stand among other notes, and end with their paragraph or item."""
        if note.form is Form.TERM:
            return block.kind is Kind.TEXT and not block.indent and not block.continues and note.marked
        if self.quoted_answers and block.kind is Kind.RULE:
            return note.marked
        if note.form is Form.QUOTE:
            return block.kind is Kind.QUOTE and len(block.lines) == 1
        if note.form is Form.ITEM and block.kind is not Kind.BLANK:
            return self.leaves_list(note, block)
        if note.form not in _ENDS_WITH_PARAGRAPH:
            return False
        if note.form is Form.DOUBLE_COLON and block.kind is Kind.TEXT and block.indent <= note.indent:
            return True  # such a card is one line
        asked = self.blocks[note.member.candidate.at]
        beside = asked.kind is Kind.ITEM and block.indent <= note.indent and not block.continues
        return note.begun if block.kind is Kind.BLANK else beside

    def leaves_list(self, note: OpenNote, block: Block) -> bool:
        """Whether a list of questions has ended: with a bullet that asks nothing, or where none has an answer."""
        asked = self.blocks[note.member.candidate.at]
        if block.kind is Kind.ITEM:
            same = not asked.marker[:1].isdigit() and block.marker == asked.marker
            return block.indent < note.indent - 1 or (same and block.indent == note.indent)
        beside = block.indent <= note.indent and not block.continues and block.kind not in (Kind.FENCE, Kind.QUOTE)
        return beside and not note.begun and note.member.dialect in self.only_asking

    def mark_of(self, at: int, block: Block, note: OpenNote) -> Mark | None:
        """The mark with which ``block`` begins the answer, if it does."""
        if (note.marked and note.begun) or self.is_first_option(at, block):
            return None
        mark = answer_mark(block, self.dialects[at] or note.member.dialect)
        if mark is None and self.is_letter_before_answer(at, block, note):
            mark = Mark(block.text.cut(len(block.text.text)))
        return mark if mark and self.accepts(block, note) else None

    def is_letter_before_answer(self, at: int, block: Block, note: OpenNote) -> bool:
        """Whether ``A.`` alone on its line announces the answer, and is not the letter of the right option."""
        if block.kind is not Kind.TEXT or block.text.text.strip() not in _LONE_LETTERS:
            return False
        following = self.next_content(at)
        return (
            following is not None
            and following.kind is not Kind.HEADING
            and not any(map(options.is_option, note.blocks))
        )

    def is_first_option(self, at: int, block: Block) -> bool:
        """Whether a line that begins with ``A:`` is the first of several options."""
        label = words.answer_label(block.text.text)
        if label is None or len(label.word) > 1:
            return False
        following = next((b for b in self.blocks[at + 1 : at + 4] if b.kind is not Kind.BLANK), None)
        return following is not None and following.kind is block.kind and options.is_option(following)

    def accepts(self, block: Block, note: OpenNote) -> bool:
        """Whether an answer mark counts where text already stands between it and the question."""
        if not note.begun or block.kind is Kind.SUMMARY or self.labels_answers or note.form in _WITH_MARKS:
            return True
        if parts_sides(block):
            return True
        return options.are_options(note.blocks)

    def goes_on(self, at: int, block: Block, note: OpenNote) -> bool:
        """Whether a block still belongs to the question: the rest of a wrapped or torn line."""
        if block.kind is not Kind.TEXT:
            return False
        if note.asked.blank or note.form is Form.QUESTION_MARK:
            return True
        if note.form is Form.SUMMARY:
            return False
        if note.form is Form.TAG and block.continues and self.has_child(at, note):
            return True
        if block.continues:
            torn = is_wrapped(note.asked.text, block.text.text) and not options.is_option(block)
            return (self.labels_answers or self.quoted_answers or torn) and note.form not in _ONE_LINE
        return continues_question(note.asked.text, block, self.next_content(at))

    def has_child(self, at: int, note: OpenNote) -> bool:
        """Whether a list below the item that asks holds the answer; the lines of the item itself all ask then."""
        if self.blocks[note.member.candidate.at].kind is not Kind.ITEM:
            return False
        near = (b for b in self.blocks[at + 1 : at + _LOOK_AHEAD] if not b.continues)
        following = next(near, None)
        return following is not None and following.kind is Kind.ITEM and following.indent > note.indent

    def next_content(self, at: int) -> Block | None:
        """The next block after ``at`` that is not blank, if it is no question."""
        for i in range(at + 1, min(at + 6, len(self.blocks))):
            if self.blocks[i].kind is not Kind.BLANK:
                return None if i in self.members else self.blocks[i]
        return None

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
            self.open_section(replace(block, level=6))
        elif block.kind is Kind.ITEM and self.is_above_list(at, block):
            self.open_section(replace(block, level=_OUTER_ITEM))
        else:
            self.orphans.append(block)
            self.accounts.skip(block, self.where())

    def is_above_list(self, at: int, block: Block) -> bool:
        """Whether an item is the title of the questions in the list below it."""
        below = next((i for i in range(at + 1, len(self.blocks)) if self.blocks[i].kind is not Kind.BLANK), None)
        return (
            below in self.members and self.blocks[below].kind is Kind.ITEM and self.blocks[below].indent > block.indent
        )

    def where(self) -> str:
        if not self.drafts and self.note is None:
            return "before the first question"
        return "about the document" if self.after_about else "outside of any note"

    def report_orphans(self) -> None:
        """Tell of lines that are on no card; a preamble at the top, or text between flashcards, is no matter."""
        orphans, self.orphans = self.orphans, []
        flashcards = self.drafts and self.detection.regions[0].dialect.form in _ENDS_WITH_PARAGRAPH
        if self.drafts and not self.after_about and not flashcards:
            self.diagnostics += self.accounts.on_no_card(orphans)

    # ------------------------------------------------------------------ close

    def close(self, last: bool = False) -> None:
        note, self.note = self.note, None
        if note is None:
            return
        if last and not self.rules_inside:
            self.cut_last(note)
        self.rules_inside = self.rules_inside or _has_rule_inside(note.blocks)
        tidy = polish.finish(
            self.document.path, note.question, note.blocks, self.closings, note.member.dialect, marked=note.marked
        )
        for line, kind, reason in tidy.fates:
            self.accounts.give((Line(line, ""),), kind, reason)
        self.diagnostics += tidy.diagnostics
        if not tidy.question:
            self.lose(note)
            return
        if note.marked and not tidy.answer:
            message = "an answer is announced here, but none follows"
            hint = "write the answer, or take the label away"
            self.diagnostics.append(Diagnostic(EMPTY_ANSWER, message, tidy.question.span, hint))
        self.draft(note.member, tidy.question.lines, tidy.answer.lines, note.sections, tidy.pin, tidy.tags)

    def lose(self, note: OpenNote) -> None:
        """Account for what stands after a label without a question."""
        for block in note.blocks:
            self.accounts.skip(block, "an answer without a question")
        self.orphans = [replace(b, text=b.lines[0].stripped()) for b in note.blocks]
        self.report_orphans()

    def cut_last(self, note: OpenNote) -> None:
        """What stands after a rule at the very end is the document's closing, where no answer holds a rule."""
        rules = [i for i, b in enumerate(note.blocks) if b.kind is Kind.RULE or page.is_markup(b.text.text)]
        if not rules or len(self.drafts) < 2:
            return
        after = sum(b.kind in CONTENT for b in note.blocks[rules[-1] + 1 :])
        if 0 < after <= 6 and any(b.kind in CONTENT for b in note.blocks[: rules[-1]]):
            for block in note.blocks[rules[-1] :]:
                self.accounts.skip(block, "after the last rule")
            del note.blocks[rules[-1] :]

    def draft(
        self,
        member: Member,
        question: Sequence[Line],
        answer: Sequence[Line],
        sections: tuple[Section, ...],
        pin: str = "",
        tags: tuple[str, ...] = (),
    ) -> None:
        path = self.document.path
        excerpts = Excerpt(path, tuple(question)), Excerpt(path, tuple(answer))
        self.accounts.keep(question, answer)
        self.drafts.append(Draft(*excerpts, sections, member.dialect.name, member.candidate.number, pin, tags))

    # --------------------------------------------------------- the document

    def _answers_are_labelled(self) -> bool:
        """Whether most questions have an explicit answer mark before the next one."""
        marked = 0
        for start, end in pairwise([*sorted(self.members), len(self.blocks)]):
            member = self.members[start]
            near = range(start + 1, min(end, start + _LOOK_AHEAD))
            marked += member.candidate.answer is not None or any(
                answer_mark(self.blocks[i], member.dialect) and not self.is_first_option(i, self.blocks[i])
                for i in near
            )
        return bool(self.members) and marked >= 0.5 * len(self.members)

    def _lists_without_answers(self) -> frozenset[Dialect]:
        """The lists of which few questions have anything after them."""
        counts: dict[Dialect, list[int]] = {}
        for start, end in pairwise([*sorted(self.members), len(self.blocks)]):
            dialect = self.members[start].dialect
            if dialect.form is Form.ITEM:
                following = next((b for b in self.blocks[start + 1 : end] if b.kind is not Kind.BLANK), None)
                answered = following is not None and (following.continues or following.kind in CONTENT - {Kind.FENCE})
                counts.setdefault(dialect, []).append(answered)
        return frozenset(d for d, each in counts.items() if len(each) >= 4 and sum(each) <= 0.35 * len(each))

    def _answers_are_quoted(self) -> bool:
        """Whether most answers are block quotes."""
        quoted = 0
        for start, end in pairwise([*sorted(self.members), len(self.blocks)]):
            near = self.blocks[start + 1 : min(end, start + _LOOK_AHEAD)]
            first = next((b for b in near if b.kind in CONTENT - {Kind.FENCE} and not b.continues), None)
            quoted += first is not None and first.kind is Kind.QUOTE
        return bool(self.members) and quoted >= 0.6 * len(self.members)


def _piece(block: Block, text: Line) -> Block:
    """What stands of ``block`` in the answer: the rest of its first line after a mark, or all of it."""
    lines = (text, *block.lines[1:]) if text.number == block.number else (text,)
    return replace(block, kind=Kind.TEXT if len(lines) == 1 else block.kind, lines=lines, text=text)


def _has_rule_inside(blocks: Sequence[Block]) -> bool:
    """Whether text stands after a thematic break."""
    kinds = [b.kind for b in blocks if b.kind is Kind.RULE or b.kind in CONTENT]
    return Kind.RULE in kinds and any(k is not Kind.RULE for k in kinds[kinds.index(Kind.RULE) :])


def _dialects_by_block(detection: Detection, count: int) -> list[Dialect | None]:
    dialects: list[Dialect | None] = [None] * count
    for region in detection.regions:
        dialects[region.start : region.end] = [region.dialect] * (region.end - region.start)
    return dialects
