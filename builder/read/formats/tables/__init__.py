"""Tables of data to notes: ``.csv``, ``.tsv``, text files for Anki's import, and what vocabulary sites export.

Owns: the way from the records of such a file to drafts.  Does not own: the records (``records``), the sign between
fields (``signs``), what the columns are for (``roles``), Anki's directives and notetypes, nor lists of cards in
prose, which are read as documents.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from builder.model.config import Columns
from builder.model.diagnostics import Diagnostic
from builder.model.notes import Draft
from builder.model.notetypes import Notetype
from builder.model.source import Excerpt, Line, Source, Span
from builder.read.formats import choices
from builder.read.formats.cells import Text, as_markdown, is_html, media
from builder.read.formats.ready import ReadyNotes, fates
from builder.read.formats.tables import notetypes
from builder.read.formats.tables.directives import Directives, directives
from builder.read.formats.tables.records import Field, Record, Records, records
from builder.read.formats.tables.roles import Plan, Role, plan
from builder.read.formats.tables.signs import MARKED, SAMPLE, excel_sign, is_table, sign_of, tabs_in_rows
from builder.rules.formats import MARKUP_ERROR, UNREADABLE_FILE
from builder.rules.reading import UNSURE_LAYOUT
from builder.rules.structure import ORPHAN_TEXT

__all__ = ["EXPORT", "TABLE", "is_table", "read"]

EXPORT, TABLE = "anki-text", "data-table"


def read(source: Source, told: Columns | None = None) -> ReadyNotes:
    """The notes of a table of data; ``told`` is what the author says of its columns."""
    lines = source.text.split("\n")
    says = directives(lines)
    if says is None and (sign := excel_sign(lines)):
        return _Reader(source, lines, None, told, first=1).notes(sign)
    sign = (says.sign if says else "") or sign_of(
        lines, says, names_tabs=source.path.lower().endswith((".tsv", ".tab"))
    )
    return _Reader(source, lines, says, told, first=says.lines if says else 0).notes(sign)


@dataclass(frozen=True, slots=True)
class _Row:
    """A record with the roles of its fields."""

    record: Record
    plan: Plan

    def field(self, at: int | None) -> Field | None:
        fields = self.record.fields
        return fields[at] if at is not None and at < len(fields) and fields[at].text.strip() else None

    def fields(self, role: Role) -> tuple[tuple[int, Field], ...]:
        found = ((at, self.field(at)) for at in self.plan.all(role))
        return tuple((at, field) for at, field in found if field is not None)

    def text(self, role: Role) -> str:
        """The first field of a role as it stands, without white space around it."""
        field = self.field(self.plan.first(role))
        return field.text.strip() if field else ""


class _Reader:
    def __init__(
        self, source: Source, lines: Sequence[str], says: Directives | None, told: Columns | None, first: int
    ) -> None:
        self.source = source
        self.lines = lines
        self.says = says
        self.told = told
        self.first = first  # the index of the line with which the records begin
        self.html = False
        self.diagnostics: list[Diagnostic] = []
        self.skipped = dict.fromkeys(range(1, first + 1), "what the file says of itself")

    # ---------------------------------------------------------------- the whole

    def notes(self, sign: str) -> ReadyNotes:
        found = self._records(sign)
        self.skipped |= dict.fromkeys(found.remarks, "a remark")
        if found.unclosed is not None:
            self._unclosed(found.unclosed)
        rows = [[field.text for field in record.fields] for record in found.rows]
        stated = self.says.html if self.says else None
        self.html = is_html(text for row in rows for text in row) if stated is None else stated
        planned = plan(rows, self.told, self._column_names(sign), guess=self.says is None)
        if isinstance(planned, str):
            return ReadyNotes(self.source, diagnostics=(*self.diagnostics, self._no_column(planned)))
        planned = self._directed(planned)
        if rows and planned.first(Role.ANSWER) is None:
            self.diagnostics.append(self._one_column())
        elif planned.guessed:
            self.diagnostics.append(self._guessed(planned))
        below = found.rows
        if planned.header:
            below = below[1:]
            head = found.rows[0]
            self.skipped |= dict.fromkeys(range(head.first, head.last + 1), "the names of the columns")
        drafts = [draft for record in below if (draft := self._draft(_Row(record, planned))) is not None]
        accounts = fates(self.source, drafts, self.skipped)
        return ReadyNotes(self.source, tuple(drafts), accounts, tuple(self.diagnostics), self._metadata())

    def _records(self, sign: str) -> Records:
        """The records: with quotation marks if these are in order, without where they are but letters."""
        remarks = self.says is not None
        head = [line for line in self.lines[:SAMPLE] if line.strip()]
        if self.says is None and sign == "\t" and tabs_in_rows(head) == 1:
            quoted = any('\t"' in line for line in head)
            if not quoted and not all("\t" in line for line in head):
                return self._several_lines()
        try:
            return records(self.lines, sign, first=self.first, remarks=remarks, strict=True)
        except csv.Error:
            plain = records(self.lines, sign, first=self.first, remarks=remarks, quoted=False)
        widths = Counter(len(row.fields) for row in plain.rows)
        if sign == "\t" and max(widths.values(), default=0) == widths.total() and max(widths) > 1:
            return plain
        return records(self.lines, sign, first=self.first, remarks=remarks)

    def _several_lines(self) -> Records:
        """Cards whose second side continues on the lines below, up to the next line with a TAB."""
        rows: list[Record] = []
        for number, line in enumerate(self.lines, 1):
            if "\t" in line.strip():
                front, _, back = line.partition("\t")
                fields = Field(front, number, 1), Field(back, number, len(front) + 2)
                rows.append(Record(fields, number, number))
            elif rows and line.strip():
                last = rows[-1]
                answer = last.fields[1]
                gap = "\n" * (number - last.last)
                fields = last.fields[0], Field(f"{answer.text}{gap}{line}", answer.line, answer.column)
                rows[-1] = Record(fields, last.first, number)
        return Records(tuple(rows))

    def _column_names(self, sign: str) -> Sequence[str]:
        value = self.says.says.get("columns", "") if self.says else ""
        return next(csv.reader([value], delimiter=sign), []) if value else ()

    def _directed(self, planned: Plan) -> Plan:
        """The plan with what Anki's directives say of the columns."""
        if self.says is None:
            return planned
        directed = {
            at: role
            for name, role in (
                ("guid", Role.GUID),
                ("deck", Role.DECK),
                ("tags", Role.TAGS),
                ("notetype", Role.NOTETYPE),
            )
            if (at := self.says.column(name)) is not None and at < len(planned.roles)
        }
        if not directed or self._column_names(self.says.sign):
            return planned.with_roles(directed)
        free = [at for at in range(len(planned.roles)) if at not in directed]
        roles = dict.fromkeys(free, Role.EXTRA) | dict(zip(free, (Role.QUESTION, Role.ANSWER), strict=False))
        return Plan(tuple({**roles, **directed}[at] for at in range(len(planned.roles))), planned.names, header=False)

    def _metadata(self) -> dict[str, object]:
        says = self.says.says if self.says else {}
        metadata: dict[str, object] = {}
        if deck := says.get("deck", "").strip():
            metadata["deck"] = deck
        if tags := says.get("tags", "").split():
            metadata["tags"] = tags
        return metadata

    # ----------------------------------------------------------------- one note

    def _draft(self, row: _Row) -> Draft | None:
        notetype = row.text(Role.NOTETYPE) or (self.says.says.get("notetype", "").strip() if self.says else "")
        kind = notetypes.ours(notetype) if notetype else None
        if kind is not None:
            return self._own_note(row, kind)
        asked = row.field(row.plan.first(Role.QUESTION))
        if asked is None:
            if any(field.text.strip() for field in row.record.fields):
                self._left_out(row)
            return None
        question = self._text(asked)
        options = [self._text(field) for _, field in row.fields(Role.OPTION)]
        answer = row.field(row.plan.first(Role.ANSWER))
        said = self._text(answer) if answer else ()
        if len(options) > 1:
            question, said = self._choice(question, options, answer, said)
        pictures = [media(field.text, field.line, field.column) for _, field in row.fields(Role.PICTURE)]
        sounds = [media(field.text, field.line, field.column) for _, field in row.fields(Role.SOUND)]
        extra = row.fields(Role.EXTRA)
        added = extra[0][1].text if extra else ""
        if notetypes.is_optional(notetype):
            extra = extra[1:]
        said = _with_rest(said, [self._extra(row.plan.names[at], field) for at, field in extra])
        return self._placed(
            row,
            question,
            choices.below(said, [*pictures, *sounds]),
            reverse=notetypes.is_reversed(notetype, added),
            typed=notetypes.is_typed(notetype),
        )

    def _own_note(self, row: _Row, kind: Notetype) -> Draft | None:
        """A note of our own notetype, whose further fields are not all for the learner."""
        held = [
            row.record.fields[at].text if at < len(row.record.fields) else ""
            for role in (Role.QUESTION, Role.ANSWER, Role.EXTRA)
            for at in row.plan.all(role)
        ]
        fields = notetypes.fields(kind, held)
        first, line = row.record.fields[0], row.record.first
        texts = (fields.question, fields.text, fields.answer, fields.extra)
        question, text, answer, extra = (as_markdown(t, line, first.column, html=True) for t in texts)
        if kind.cloze:
            question, answer = (question, text) if question else (text, ())
        options, right = notetypes.options(fields.options)
        if options:
            shown = [as_markdown(option, line, first.column, html=True) for option in options]
            question, answer = choices.asked(question, shown), choices.answered(shown, right)
        if not question:
            self._left_out(row)
            return None
        return self._placed(
            row, question, choices.below(answer, [extra]), reverse=bool(fields.reverse), typed=bool(fields.typed)
        )

    def _placed(self, row: _Row, question: Text, answer: Text, *, reverse: bool, typed: bool) -> Draft:
        """The note with what its row says of its place and identity."""
        return Draft(
            Excerpt(self.source.path, question),
            Excerpt(self.source.path, answer),
            (),
            EXPORT if self.says else TABLE,
            tags=self._tags(row),
            deck=row.text(Role.DECK) or None,
            guid=row.text(Role.GUID),
            reverse=reverse,
            typed=typed,
        )

    def _text(self, field: Field) -> Text:
        return as_markdown(field.text, field.line, field.column, html=self.html)

    def _choice(self, question: Text, options: Sequence[Text], answer: Field | None, said: Text) -> tuple[Text, Text]:
        right = choices.chosen(answer.text, [option[0].text for option in options if option]) if answer else frozenset()
        if answer and not right and len(answer.text.strip()) > 1:  # of a lone letter, the kinds tell
            message = f"the answer “{answer.text.strip()[:60]}” is none of the options"
            hint = "write the letter, the number or the text of an option"
            self.diagnostics.append(Diagnostic(MARKUP_ERROR, message, self._span(answer), hint))
        return choices.asked(question, options), choices.answered(options, right) or said

    def _extra(self, name: str, field: Field) -> Text:
        first, *rest = self._text(field)
        if not name:
            return first, *rest
        return Line(first.number, f"**{name}:** {first.text}", first.column), *rest

    def _tags(self, row: _Row) -> tuple[str, ...]:
        split: Callable[[str], list[str]] = str.split if self.says else _separated
        named = [tag.strip() for _, field in row.fields(Role.TAGS) for tag in split(field.text)]
        topics = [" ".join(field.text.split()) for _, field in row.fields(Role.TOPIC)]
        return tuple(dict.fromkeys(tag for tag in (*named, *topics) if tag))

    # ----------------------------------------------------------------- findings

    def _span(self, field: Field) -> Span:
        first = field.text.partition("\n")[0]
        return Span(self.source.path, field.line, field.column, field.line, field.column + len(first))

    def _left_out(self, row: _Row) -> None:
        record = row.record
        self.skipped |= dict.fromkeys(range(record.first, record.last + 1), "a row without a question")
        message = "this row has no question and is on no card"
        span = Span(self.source.path, record.first)
        self.diagnostics.append(
            Diagnostic(ORPHAN_TEXT, message, span, "fill the question's column, or take the row away")
        )

    def _unclosed(self, field: Field) -> None:
        message = "a quotation mark is opened here and never closed: the rest of the file was not read"
        span = Span(self.source.path, field.line, max(field.column - 1, 1))
        hint = 'close it; a quotation mark within a field is written twice (""), in a field that has marks around it'
        self.diagnostics.append(Diagnostic(UNREADABLE_FILE, message, span, hint))
        self.skipped |= dict.fromkeys(range(field.line, len(self.lines) + 1), "within a quotation that never ends")

    def _one_column(self) -> Diagnostic:
        message = "no column of this table holds answers"
        hint = "put a comma, a semicolon or a TAB between question and answer, or name the columns in deckbuilder.toml"
        return Diagnostic(MARKUP_ERROR, message, Span(self.source.path, self.first + 1), hint)

    def _guessed(self, planned: Plan) -> Diagnostic:
        question, answer = (planned.names[planned.first(role) or 0] for role in (Role.QUESTION, Role.ANSWER))
        message = (
            f"the names of these columns are not known: {question!r} was read as the question, {answer!r} as the answer"
        )
        names = f'columns = {{ question = "{question}", answer = "{answer}" }}'
        hint = f"{names} in a [[source]] table of deckbuilder.toml makes it certain"
        return Diagnostic(UNSURE_LAYOUT, message, Span(self.source.path, self.first + 1), hint)

    def _no_column(self, name: str) -> Diagnostic:
        message = f"'columns' in the configuration names {name!r}, and there is no such column here"
        hint = f"the first row is: {' | '.join(self.lines[self.first][:200].split(chr(9)))}"
        return Diagnostic(UNREADABLE_FILE, message, Span(self.source.path, self.first + 1), hint)


def _separated(text: str) -> list[str]:
    """Tags in a column of their own: between commas or semicolons, else between white space."""
    return re.split("[,;]", text) if "," in text or ";" in text else text.split()


def _with_rest(answer: Text, more: Sequence[Text]) -> Text:
    """The answer with further columns below it, on the next lines where all are lines."""
    lines = [answer, *more] if answer else list(more)
    if all(len(text) == 1 for text in lines) and not any(MARKED.match(text[0].text) for text in lines):
        flat = [line for text in lines for line in text]
        return (*(Line(line.number, f"{line.text}  ", line.column) for line in flat[:-1]), *flat[-1:])
    return choices.below(answer, more)
