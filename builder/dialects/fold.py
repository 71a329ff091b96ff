"""Fold: blocks and their marks into drafts, and the fate of every line.

Owns: what may follow what.  One pass over the blocks keeps the open sections and the open
note; a note is closed by the next question, by a section, or by the end.  This is the only
place that knows the order of things.  Does not own: which blocks are questions
(``detection``), nor how a closed note's lines are tidied (``polish``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from builder.diagnostics import Diagnostic
from builder.dialects import polish, words
from builder.dialects.classify import Candidate, answer_mark
from builder.dialects.detection import Detection, Member
from builder.dialects.dialect import Dialect, Form
from builder.document import Block, Document, Kind, opens_details
from builder.notes import Draft, Fate, FateKind, Section
from builder.rules.structure import EMPTY_ANSWER, ORPHAN_TEXT
from builder.source import Excerpt, Line

_CONTENT = frozenset(
    {Kind.TEXT, Kind.ITEM, Kind.FENCE, Kind.TABLE, Kind.QUOTE, Kind.DEFINITION, Kind.HTML, Kind.TERM, Kind.SUMMARY}
)
_ENDS_WITH_PARAGRAPH = frozenset({Form.TAG, Form.QUESTION_MARK, Form.DOUBLE_COLON, Form.CLOZE})
_ONE_LINE = frozenset(
    {Form.HEADING, Form.SUMMARY, Form.TERM, Form.DOUBLE_COLON, Form.RUN_IN, Form.BOLD, Form.TAG, Form.CLOZE}
)
_NUMBER_ONLY = re.compile(r"\W*(?:[^\W\d]{1,20}\s*)?\d{1,4}\s*[题題问問道]?\W*(?:[\[(][^\[\]()]*[\])]\W*)?$")
_BARE = 100  # the level of a section whose title is a bare line, plus its rank


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
    """A note whose end is not reached yet."""

    member: Member
    sections: tuple[Section, ...]
    question: list[Line] = field(default_factory=list)
    answer: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)  # the blocks of the answer, in order
    level: int = 0  # the question's heading level; 0 where it is none
    indent: int = 0  # of the question's block
    marked: bool = False  # an answer mark was seen


def fold(document: Document, detection: Detection) -> Reading:
    """Read ``document`` as ``detection`` says."""
    folder = _Folder(document, detection)
    folder.run()
    return Reading(
        tuple(folder.drafts),
        folder.all_fates(),
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
        self.drafts: list[Draft] = []
        self.fates: dict[int, Fate] = {}
        self.kept: dict[int, FateKind] = {}  # the lines that are on a card, whatever else stands on them
        self.diagnostics: list[Diagnostic] = []
        self.sections: list[Section] = []
        self.title = ""
        self.note: OpenNote | None = None
        self.rules_inside = False  # whether some answer has a thematic break within
        self.details: list[str] = []  # what each open details block is for
        self.title_forms: list[str] = []  # forms of title lines, the outermost first
        self.orphans: list[Block] = []
        self.after_about = False
        self.outline = _Outline(self.blocks, self.members, detection.contents)
        self.dialects = _dialect_at(detection, len(self.blocks))
        self.labels_answers = self._answers_are_labelled()
        self.quoted_answers = self._answers_are_quoted()
        self.closings = polish.repeated_closings(self.blocks, sorted(self.members))

    # ------------------------------------------------------------------- run

    def run(self) -> None:
        for at, block in enumerate(self.blocks):
            member = self.members.get(at)
            if block.kind is Kind.FRONT_MATTER:
                self.skip(block, "front matter")
            elif at == self.detection.title:
                self.title = polish.title_text(block.text.text)
                self.give(block.lines, FateKind.SECTION, "title")
            elif at in self.detection.contents:
                self.close()
                self.skip(block, "table of contents")
            elif member is not None:
                self.question(at, block, member)
            elif block.kind is Kind.HEADING:
                self.heading(at, block)
            elif block.kind is Kind.END_DETAILS:
                self.end_details(at, block)
            else:
                if opens_details(block) and self.open_details(at) != "body" and block.kind is Kind.DETAILS:
                    self.skip(block, "markup")
                else:
                    self.body(at, block)
        self.close(last=True)
        self.report_orphans()

    def open_details(self, at: int) -> str:
        """What a details block that begins at ``at`` is for; it is open from now on."""
        summary = next(
            (i for i in range(at, min(at + 4, len(self.blocks))) if self.blocks[i].kind is Kind.SUMMARY), None
        )
        if summary is not None and summary in self.members:
            role = "note"
        elif summary is not None and words.opens_answer(self.blocks[summary].text.text):
            role = "answer"
        elif self.outline.contains_details_member(at):
            role = "section"
        else:
            role = "body"
        self.details.append(role)
        return role

    def end_details(self, at: int, block: Block) -> None:
        role = self.details.pop() if self.details else "section"
        if role == "body":
            self.body(at, block)
            return
        self.skip(block, "markup")
        if role == "note":
            self.close()

    # -------------------------------------------------------------- questions

    def question(self, at: int, block: Block, member: Member) -> None:
        if (self.note or self.orphans) and self.title_lines_count(member.dialect):
            self.take_title_lines()
        self.close()
        self.report_orphans()
        self.after_about = False
        if opens_details(block):
            self.details.append("note")
        found = member.candidate
        if found.rows:
            self.rows(block, member)
            return
        self.note = OpenNote(member, tuple(self.sections), level=block.level, indent=block.indent)
        self.note.question += (found.text, *polish.trimmed(found.more))
        self.give(block.lines, FateKind.QUESTION)
        if found.answer is not None:
            self.note.marked = True
            self.note.answer.append(found.answer)
            self.note.blocks.append(replace(block, kind=Kind.TEXT, text=found.answer))

    def rows(self, block: Block, member: Member) -> None:
        self.give(block.lines[:2], FateKind.SKIPPED, "table header")
        self.give(block.lines[2:], FateKind.QUESTION)
        for question, answer in member.candidate.rows:
            if question.text:
                lines = (answer,) if answer.text and not words.is_placeholder(answer.text) else ()
                self.draft(member, [question], list(lines), tuple(self.sections))

    # --------------------------------------------------------------- sections

    def heading(self, at: int, block: Block) -> None:
        note = self.note
        dialect = self.dialects[at]
        if note and self.details and self.details[-1] in ("answer", "body"):
            self.body(at, block)
            return
        if note and answer_mark(block, dialect):
            self.body(at, block)
            return
        if dialect is not None and dialect.form is Form.LABEL and self.outline.only_numbers(at):
            self.close()
            self.skip(block, "number of a question")
            return
        if note is None and not block.text.text:
            self.skip(block, "empty heading")
            return
        about = words.is_about_title(block.text.text) or words.is_contents_title(block.text.text)
        own_text = self.outline.own_text(at)
        contains = self.outline.contains_member(at)
        by_heading = dialect is not None and dialect.form is Form.HEADING
        if dialect is not None and dialect.form is Form.LABEL and own_text and self.asks_by_itself(at, block):
            self.unnumbered(at, block)
        elif contains and self.is_section(at, block, own_text, by_heading):
            self.open_section(block, at)
        elif note and not about and self.is_in_answer(at, block, own_text):
            self.body(at, block)
        elif by_heading and own_text and not about and self.could_be_note(at, block):
            self.unnumbered(at, block)
        elif dialect is not None and by_heading and block.level == dialect.place:
            self.close()
            self.report_orphans()
            self.skip(block, self.where())
        elif (
            note
            and not own_text
            and not about
            and self.outline.next_member(at) is None
            and block.level > note.level > 0
        ):
            self.body(at, block)
        else:
            self.open_section(block, at)
            self.after_about = about

    def is_section(self, at: int, block: Block, own_text: bool, by_heading: bool) -> bool:
        """Whether a heading above questions is a section, and not a heading in the answer before them."""
        if self.note is None or not own_text:
            return True
        if self.announced():
            return False
        if by_heading and self.note.level:
            return block.level <= self.note.level
        if self.outline.goes_on_numbering(self.note.member.candidate, at):
            return False
        return any(s.level and block.level <= s.level for s in self.sections) or (
            not self.sections and block.level == 1
        )

    def is_in_answer(self, at: int, block: Block, own_text: bool) -> bool:
        assert self.note is not None
        if self.note.level:
            deeper = block.level > self.note.level
            labelled = self.note.member.dialect.form is Form.LABEL
            lacks_form = block.level == self.note.level and (labelled or bool(self.note.member.candidate.number))
            return deeper or lacks_form or self.announced()
        section_level = max((s.level for s in self.sections), default=0)
        continues = self.outline.goes_on_numbering(self.note.member.candidate, at)
        return own_text and (block.level > section_level or continues)

    def asks_by_itself(self, at: int, block: Block) -> bool:
        """Whether a heading among labelled questions is a question too: it ends as one, and its answer has no label."""
        following = self.outline.next_member(at)
        outside = self.note is None or (not self.note.level and self.note.marked)
        return (
            outside
            and words.question_likeness(block.text.text) == 1
            and (following is None or following >= self.outline.ends.get(at, 0) or bool(self.drafts))
        )

    def announced(self) -> bool:
        """Whether an answer was announced, and nothing of it has come yet."""
        return self.note is not None and self.note.marked and not any(not ln.blank for ln in self.note.answer)

    def could_be_note(self, at: int, block: Block) -> bool:
        """Whether a heading without its series' form is a question all the same: it has an answer of its
        own and stands among questions, beside a section and not below a question."""
        later = self.outline.next_member(at)
        if self.outline.contains_member(at):
            return False
        looks = words.question_likeness(block.text.text)
        if looks > 0 and (self.drafts or self.note):
            return True
        return later is not None and bool(self.drafts or self.note) and looks >= 0 and block.level > 1

    def unnumbered(self, at: int, block: Block) -> None:
        """A question in a heading without the form of its series."""
        self.close()
        self.report_orphans()
        while self.sections and self.sections[-1].level >= block.level:
            self.sections.pop()
        dialect = self.dialects[at]
        assert dialect is not None
        text, _ = words.unwrapped(block.text)
        member = Member(polish.plain_candidate(at, text), dialect, 0.0, True, 0.0)
        self.note = OpenNote(member, tuple(self.sections), level=block.level)
        self.note.question.append(text)
        self.give(block.lines, FateKind.QUESTION)

    def open_section(self, block: Block, at: int) -> None:
        self.close()
        self.report_orphans()
        self.after_about = False
        while self.sections and (self.sections[-1].level >= block.level or self.sections[-1].level == 0):
            self.sections.pop()
        title = polish.title_text(block.text.text)
        span = self.document.excerpt((block.text,)).span
        if title:
            self.sections.append(Section(title, span, block.level))
        self.give(block.lines, FateKind.SECTION)

    def title_lines_count(self, dialect: Dialect) -> bool:
        """Whether bare lines may be section titles here: only where no headings are."""
        return dialect.form in (Form.LABEL, Form.SPEAKER, Form.LINE, Form.ITEM) and not self.outline.has_headings

    def take_title_lines(self) -> None:
        """Bare title lines right before a question leave the answer (or the orphans) and become sections."""
        note = self.note
        blocks = note.blocks if note else self.orphans
        taken = polish.trailing_titles(blocks, has_note=note is not None)
        titles = [b for b in taken if b.kind not in (Kind.BLANK, Kind.RULE)]
        if not titles:
            return
        if note:
            kept = [ln for ln in note.answer if ln.number < taken[0].number]
            if not any(not ln.blank for ln in kept):
                return  # all that stands there is the answer
            note.answer = kept
        del blocks[len(blocks) - len(taken) :]
        for rule in (b for b in taken if b.kind is Kind.RULE):
            self.skip(rule, "separator")
        self.close()
        for block in titles:
            form = polish.title_form(block)
            if form not in self.title_forms:
                self.title_forms.append(form)
            level = _BARE + self.title_forms.index(form)
            while self.sections and self.sections[-1].level >= level:
                self.sections.pop()
            title = polish.title_text(block.text.text)
            self.sections.append(Section(title, self.document.excerpt((block.text,)).span, level))
            self.give(block.lines, FateKind.SECTION)

    # ------------------------------------------------------------------- body

    def body(self, at: int, block: Block) -> None:
        note = self.note
        dialect = self.dialects[at]
        if dialect and dialect.form is Form.PATTERN and self.own_section(block, dialect):
            return
        if note is not None and self.is_over(note, block):
            self.close()
            note = None
        if note is None or self.after_about:
            self.outside(block)
            return
        opened = note.marked and any(not ln.blank and not polish.is_markup(ln.text) for ln in note.answer)
        mark = None if opened or self.is_option(at, block) else answer_mark(block, dialect or note.member.dialect)
        if mark and self.accepts(mark, block, note):
            self.mark(note)
            self.give(block.lines, FateKind.ANSWER)
            if mark.text.text:
                note.answer.append(mark.text)
                note.blocks.append(replace(block, text=mark.text))
            return
        if self.quoted_answers and block.kind is Kind.QUOTE and not note.marked:
            self.mark(note)
        if not note.marked and all(b.kind is Kind.BLANK for b in note.blocks) and self.goes_on(block, note):
            note.blocks.clear()
            note.answer.clear()
            if not block.continues and note.question[-1].text.strip() and polish.is_complete(note.question[-1].text):
                note.question.append(Line(block.number - 1, ""))
            note.question.append(block.text)
            self.give(block.lines, FateKind.QUESTION)
            return
        if block.kind is Kind.COMMENT:
            self.skip(block, "comment")
            return
        note.answer += block.lines
        note.blocks.append(block)
        self.give(block.lines, FateKind.ANSWER)

    def mark(self, note: OpenNote) -> None:
        """The answer begins: all that stood before it belongs to the question."""
        if any(not ln.blank for ln in note.answer):
            note.question += note.answer
            self.give(note.answer, FateKind.QUESTION)
            note.answer.clear()
            note.blocks.clear()
        note.marked = True

    def is_over(self, note: OpenNote, block: Block) -> bool:
        """Whether a flashcard has ended: these stand among other notes, and end with their paragraph or item."""
        form = note.member.dialect.form
        if form is Form.TERM:
            return block.kind is Kind.TEXT and not block.indent and not block.continues and note.marked
        if self.quoted_answers and block.kind is Kind.RULE:
            return note.marked
        if form not in _ENDS_WITH_PARAGRAPH:
            return False
        asked = self.blocks[note.member.candidate.at]
        beside = asked.kind is Kind.ITEM and block.indent <= note.indent and not block.continues
        if beside and block.kind is not Kind.BLANK:
            return True
        return block.kind is Kind.BLANK and any(not ln.blank for ln in note.answer)

    def is_option(self, at: int, block: Block) -> bool:
        """Whether a line that begins with ``A:`` is the first of several options."""
        label = words.answer_label(block.text.text)
        if label is None or len(label.word) > 1:
            return False
        following = next((b for b in self.blocks[at + 1 : at + 4] if b.kind is not Kind.BLANK), None)
        return following is not None and following.kind is block.kind and polish.is_option(following)

    def accepts(self, mark: object, block: Block, note: OpenNote) -> bool:
        """Whether an answer mark counts where text already stands between it and the question."""
        before = [b for b in note.blocks if b.kind in _CONTENT]
        if not before or block.kind is Kind.SUMMARY:
            return True
        if self.labels_answers or note.member.dialect.form in (
            Form.LABEL,
            Form.PATTERN,
            Form.SPEAKER,
            Form.QUESTION_MARK,
        ):
            return True
        return polish.are_options(before)

    def goes_on(self, block: Block, note: OpenNote) -> bool:
        """Whether a block still belongs to the question: the rest of a wrapped or torn line."""
        form = note.member.dialect.form
        if block.kind is not Kind.TEXT:
            return False
        asked = note.question[-1].text
        if not asked.strip():
            return True
        if form is Form.QUESTION_MARK:
            return True
        if form is Form.SUMMARY:
            return False
        if block.continues and form not in _ONE_LINE:
            return self.labels_answers or self.quoted_answers or polish.is_wrapped(asked, block.text.text)
        if block.continues:
            return False
        return polish.continues_question(note.question, block, self.next_content(block))

    def next_content(self, block: Block) -> Block | None:
        at = self.index_of(block)
        for following in self.blocks[at + 1 : at + 6]:
            if following.kind is not Kind.BLANK:
                return None if self.blocks.index(following, at + 1) in self.members else following
        return None

    def index_of(self, block: Block) -> int:
        return self.outline.by_line[block.number]

    def own_section(self, block: Block, dialect: Dialect) -> bool:
        line = block.lines[0].stripped()
        if dialect.skip_pattern and line.text and dialect.skip_pattern.match(line.text):
            self.skip(block, "skipped by the dialect")
            return True
        match = dialect.section_pattern.match(line.text) if dialect.section_pattern and line.text else None
        if not match:
            return False
        self.close()
        self.report_orphans()
        title = match["text"] if "text" in match.re.groupindex else line.text[match.end() :] or line.text
        self.sections = [Section(polish.title_text(title), self.document.excerpt(block.lines).span, 1)]
        self.give(block.lines, FateKind.SECTION)
        return True

    def outside(self, block: Block) -> None:
        """A block that belongs to no note."""
        if block.kind is Kind.BLANK:
            self.orphans.append(block) if self.orphans else None
        elif block.kind in (Kind.RULE, Kind.COMMENT, Kind.DETAILS, Kind.END_DETAILS):
            self.skip(block, {Kind.COMMENT: "comment", Kind.RULE: "separator"}.get(block.kind, "markup"))
        elif words.is_chrome(block.text.text) or block.kind is Kind.HTML or polish.is_badge(block.text.text):
            self.skip(block, "part of the page")
        elif block.kind is Kind.SUMMARY and self.outline.contains_details_member(self.index_of(block)):
            self.open_section(replace(block, level=6), self.index_of(block))
        else:
            self.orphans.append(block)
            self.skip(block, self.where())

    def where(self) -> str:
        if not self.drafts and self.note is None:
            return "before the first question"
        return "about the document" if self.after_about else "outside of any note"

    def report_orphans(self) -> None:
        """One diagnostic for a run of lines that are on no card; a preamble at the top needs none."""
        blocks = [b for b in self.orphans if b.kind is not Kind.BLANK]
        self.orphans.clear()
        flashcards = self.drafts and self.detection.regions[0].dialect.form in _ENDS_WITH_PARAGRAPH
        if not blocks or self.after_about or not self.drafts or flashcards:
            return
        lines = [ln for b in blocks for ln in b.lines if not ln.blank]
        span = self.document.excerpt((blocks[0].text, *lines[1:])).span
        count = f"these {len(lines)} lines are" if len(lines) > 1 else "this line is"
        self.diagnostics.append(
            Diagnostic(
                ORPHAN_TEXT,
                f"{count} outside of any note and on no card",
                span,
                "move the text into an answer, or put it in a comment",
            )
        )

    # ------------------------------------------------------------------ close

    def close(self, last: bool = False) -> None:
        note, self.note = self.note, None
        if note is None:
            return
        if last and not self.rules_inside:
            self.cut_last(note)
        self.rules_inside = self.rules_inside or any(
            a.kind is Kind.RULE and any(b.kind in _CONTENT for b in note.blocks[i + 1 :])
            for i, a in enumerate(note.blocks)
        )
        tidy = polish.finish(
            self.document.path,
            note.question,
            note.answer,
            note.blocks,
            self.closings,
            note.member.dialect,
            marked=note.marked,
        )
        for line, kind, reason in tidy.fates:
            self.fates[line] = Fate(line, kind, reason)
        self.diagnostics += tidy.diagnostics
        if not tidy.question:
            self.orphans = [replace(b, text=b.lines[0].stripped()) for b in note.blocks]
            for line in (*note.question, *note.answer):
                self.give((line,), FateKind.SKIPPED, "an answer without a question")
            self.report_orphans()
            return
        if note.marked and not tidy.answer:
            self.diagnostics.append(
                Diagnostic(
                    EMPTY_ANSWER,
                    "an answer is announced here, but none follows",
                    tidy.question.span,
                    "write the answer, or take the label away",
                )
            )
        self.draft(note.member, list(tidy.question.lines), list(tidy.answer.lines), note.sections, tidy.pin, tidy.tags)

    def cut_last(self, note: OpenNote) -> None:
        """What stands after a rule at the very end is the document's closing, where no answer holds a rule."""
        rules = [i for i, b in enumerate(note.blocks) if b.kind is Kind.RULE or polish.is_markup(b.text.text)]
        before = [b for b in note.blocks[: rules[-1]] if b.kind in _CONTENT] if rules else []
        after = [b for b in note.blocks[rules[-1] + 1 :] if b.kind in _CONTENT] if rules else []
        if before and after and len(after) <= 6 and len(self.drafts) >= 2:
            first = note.blocks[rules[-1]].number
            for block in note.blocks[rules[-1] :]:
                self.skip(block, "after the last rule")
            del note.blocks[rules[-1] :]
            note.answer = [ln for ln in note.answer if ln.number < first]

    def draft(
        self,
        member: Member,
        question: list[Line],
        answer: list[Line],
        sections: tuple[Section, ...],
        pin: str = "",
        tags: tuple[str, ...] = (),
    ) -> None:
        path = self.document.path
        self.kept |= {line.number: FateKind.ANSWER for line in answer if not line.blank}
        self.kept |= {line.number: FateKind.QUESTION for line in question if not line.blank}
        self.drafts.append(
            Draft(
                Excerpt(path, tuple(question)),
                Excerpt(path, tuple(answer)),
                sections,
                member.dialect.name,
                member.candidate.number,
                pin,
                tags,
            )
        )

    # ------------------------------------------------------------------ fates

    def give(self, lines: Sequence[Line], kind: FateKind, reason: str = "") -> None:
        for line in lines:
            self.fates[line.number] = Fate(line.number, kind, reason)

    def skip(self, block: Block, reason: str) -> None:
        self.give(block.lines, FateKind.SKIPPED, reason)

    def all_fates(self) -> tuple[Fate, ...]:
        """One fate for each non-blank line of the source."""
        return tuple(self.fate(line.number) for line in self.document.source.lines if not line.blank)

    def fate(self, number: int) -> Fate:
        if number in self.kept:
            return Fate(number, self.kept[number])
        return self.fates.get(number) or Fate(number, FateKind.SKIPPED, "outside of any note")

    def _answers_are_labelled(self) -> bool:
        """Whether most questions have an explicit answer mark before the next one."""
        starts = sorted(self.members)
        marked = 0
        for start, end in zip(starts, [*starts[1:], len(self.blocks)], strict=False):
            dialect = self.members[start].dialect
            if self.members[start].candidate.answer is not None or any(
                answer_mark(self.blocks[at], dialect) for at in range(start + 1, min(end, start + 60))
            ):
                marked += 1
        return bool(starts) and marked >= 0.5 * len(starts)

    def _answers_are_quoted(self) -> bool:
        """Whether most answers are block quotes."""
        starts = sorted(self.members)
        quoted = 0
        for start, end in pairwise([*starts, len(self.blocks)]):
            solid = [
                b.kind for b in self.blocks[start + 1 : min(end, start + 30)] if b.kind in _CONTENT and not b.continues
            ]
            quoted += solid[:1] == [Kind.QUOTE]
        return bool(starts) and quoted >= 0.6 * len(starts)


class _Outline:
    """Which headings hold questions, and which have text of their own."""

    def __init__(self, blocks: Sequence[Block], members: dict[int, Member], contents: frozenset[int]) -> None:
        self.blocks = blocks
        self.members = sorted(members)
        self.by_line = {b.number: i for i, b in enumerate(blocks)}
        self.numbers = {i: m.candidate.number for i, m in members.items()}
        self.restarts = sum(n == "1" for n in self.numbers.values()) > 1
        self.ends: dict[int, int] = {}
        self.headings = [i for i, b in enumerate(blocks) if b.kind is Kind.HEADING and i not in contents]
        member_set = set(self.members)
        self.has_headings = any(i not in member_set and blocks[i].level > 1 for i in self.headings)
        opened: list[int] = []
        for i in self.headings:
            while opened and blocks[opened[-1]].level >= blocks[i].level:
                self.ends[opened.pop()] = i
            opened.append(i)
        for i in opened:
            self.ends[i] = len(blocks)
        self.stops = sorted({*self.headings, *self.members, len(blocks)})

    def next_member(self, at: int) -> int | None:
        i = bisect_right(self.members, at)
        return self.members[i] if i < len(self.members) else None

    def contains_member(self, at: int) -> bool:
        following = self.next_member(at)
        return following is not None and following < self.ends.get(at, 0)

    def goes_on_numbering(self, asked: Candidate, at: int) -> bool:
        """Whether the question after a heading has the number after ``asked``, where sections number anew."""
        following = self.next_member(at)
        if following is None or not self.restarts or not asked.number.isdigit():
            return False
        return self.numbers[following] == str(int(asked.number) + 1)

    def only_numbers(self, at: int) -> bool:
        """Whether a heading says no more than a word and a number, and holds one question."""
        text = words.bare(self.blocks[at].text.text)
        following = self.next_member(at)
        if following is None or not _NUMBER_ONLY.match(text):
            return False
        i = bisect_right(self.members, at)
        end = self.ends.get(at, len(self.blocks))
        return following < end and (i + 1 >= len(self.members) or self.members[i + 1] >= end)

    def own_text(self, at: int) -> bool:
        """Whether content stands between the heading and the next heading or question."""
        stop = self.stops[bisect_right(self.stops, at)]
        return any(
            b.kind in _CONTENT and not words.is_chrome(b.text.text) and not polish.is_badge(b.text.text)
            for b in self.blocks[at + 1 : stop]
        )

    def contains_details_member(self, at: int) -> bool:
        """Whether a details block that begins at ``at`` holds questions."""
        depth = 0
        following = self.next_member(at)
        if following is None:
            return False
        for block in self.blocks[at:following]:
            depth += opens_details(block)
            depth -= block.kind is Kind.END_DETAILS
        return depth > 0


def _dialect_at(detection: Detection, count: int) -> list[Dialect | None]:
    dialects: list[Dialect | None] = [None] * count
    for region in detection.regions:
        for at in range(region.start, region.end):
            dialects[at] = region.dialect
    return dialects
