"""Tables of data to notes: ``.csv``, ``.tsv``, text files for Anki's import, and what vocabulary sites export.

Owns: the way from the records of such a file to drafts.  Does not own: the records (``records``), what
the columns are for (``roles``), Anki's directives (``directives``), nor lists of cards in prose, which are read
as documents.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from builder.model import notetypes
from builder.model.config import Columns
from builder.model.diagnostics import Diagnostic
from builder.model.notes import Draft
from builder.model.source import Excerpt, Line, Source, Span
from builder.read.formats import choices
from builder.read.formats.cells import Text, as_markdown, media
from builder.read.formats.ready import ReadyNotes, fates
from builder.read.formats.tables.directives import Directives, directives
from builder.read.formats.tables.records import Field, Record, Records, records
from builder.read.formats.tables.roles import Plan, Role, names_columns, plan
from builder.rules.formats import MARKUP_ERROR, UNREADABLE_FILE
from builder.rules.structure import ORPHAN_TEXT

EXPORT, TABLE = "anki-text", "data-table"
_SIGNS = (",", ";", "\t", "|")
_SAMPLE = 200  # records by which the sign is found
_REGULAR = 0.9
_LEAST = 3  # lines with a TAB that make a table of a text file
_MARKED = re.compile(r"\s*(?:#{1,6}\s|[-*+>]\s|\d{1,4}[.):]|```|~~~|<[a-z!/]|\w{1,12}:|[QA]\d*[.:)])", re.I)
_LONGEST_TERM = 200  # characters
_CLOZE = re.compile(r"\{\{c\d+::", re.I)


def read(source: Source, told: Columns | None = None) -> ReadyNotes:
    """The notes of a table of data; ``told`` is what the author says of its columns."""
    lines = source.text.split("\n")
    says = directives(lines)
    sign = (says.sign if says else "") or _sign(lines, says, names_tabs=source.path.lower().endswith((".tsv", ".tab")))
    return _Reader(source, lines, says, told).notes(sign)


def is_table(text: str) -> bool:
    """Whether a text without a telling suffix is a table of data: its first lines say so, or TABs in nearly all."""
    lines = text.split("\n", _SAMPLE)[:_SAMPLE]
    says = directives(lines)
    if says and (says.sign or any("column" in name for name in says.says)):
        return True
    if any(lines[0].count(sign) and _names(lines[0], sign) for sign in _SIGNS):
        return _named_table(lines)
    return _tabbed(lines) is not None


def _names(line: str, sign: str) -> bool:
    try:
        return names_columns(next(csv.reader([line], delimiter=sign), []))
    except csv.Error:
        return False


def _named_table(lines: Sequence[str]) -> bool:
    """Whether nearly all rows below a header have a field for each side."""
    sign = next(sign for sign in _SIGNS if lines[0].count(sign) and _names(lines[0], sign))
    rows = [row for row in records(lines, sign).rows[1:] if row.fields]
    return bool(rows) and sum(len(row.fields) > 1 for row in rows) >= _REGULAR * len(rows)


def _tabbed(lines: Sequence[str]) -> int | None:
    """How many TABs part the fields of nearly all lines, or of those that begin a card of several lines."""
    solid = [line for line in lines if line.strip()]
    parted = [line for line in solid if "\t" in line.strip()]
    counts = Counter(line.count("\t") for line in parted)
    if len(parted) < _LEAST or any(map(_MARKED.match, solid)):
        return None
    if any(line.startswith("\t") or len(line.partition("\t")[0]) > _LONGEST_TERM for line in parted):
        return None
    if solid[0] is not parted[0] or len(parted) < 0.5 * len(solid):
        return None
    count, times = counts.most_common(1)[0]
    regular = times >= _REGULAR * len(parted)
    whole = len(parted) >= _REGULAR * len(solid)
    return count if regular and (whole or count == 1) else None


def _sign(lines: Sequence[str], says: Directives | None, *, names_tabs: bool) -> str:
    """The sign that parts most rows into the same number of fields."""
    first = says.lines if says else 0
    head = lines[: first + _SAMPLE]
    if any("\t" in line for line in head) and (names_tabs or _tabbed(head[first:]) is not None):
        return "\t"
    best, best_share = ",", 0.0
    for sign in _SIGNS:
        widths = Counter(len(row.fields) for row in records(head, sign, first=first).rows)
        wide = {width: count for width, count in widths.items() if width > 1}
        share = max(wide.values(), default=0) / max(widths.total(), 1)
        named = len(head) > first and _names(head[first], sign)
        if share + named > best_share:
            best, best_share = sign, share + named
    return best


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


class _Reader:
    def __init__(self, source: Source, lines: Sequence[str], says: Directives | None, told: Columns | None) -> None:
        self.source = source
        self.lines = lines
        self.says = says
        self.told = told
        self.first = says.lines if says else 0
        self.html = says is not None and says.html
        self.diagnostics: list[Diagnostic] = []
        self.skipped = dict.fromkeys(range(1, self.first + 1), "what the file says of itself")

    # ---------------------------------------------------------------- the whole

    def notes(self, sign: str) -> ReadyNotes:
        found = self._records(sign)
        self.skipped |= dict.fromkeys(found.remarks, "a remark")
        if found.unclosed is not None:
            self._unclosed(found.unclosed)
        rows = [[field.text for field in record.fields] for record in found.rows]
        planned = plan(rows, self.told, self._column_names(sign))
        if isinstance(planned, str):
            return ReadyNotes(self.source, diagnostics=(*self.diagnostics, self._no_column(planned)))
        planned = self._directed(planned, rows)
        if rows and planned.first(Role.ANSWER) is None:
            self.diagnostics.append(self._one_column())
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
        if self.says is None and sign == "\t" and (count := _tabbed(self.lines[:_SAMPLE])) == 1:
            if all("\t" in line for line in self.lines[:_SAMPLE] if line.strip()):
                pass
            elif not any('\t"' in line for line in self.lines[:_SAMPLE]):
                return self._several_lines()
            del count
        try:
            return records(self.lines, sign, first=self.first, remarks=remarks, strict=True)
        except csv.Error:
            plain = records(self.lines, sign, first=self.first, remarks=remarks, quoted=False)
        widths = Counter(len(row.fields) for row in plain.rows)
        if sign == "\t" and max(widths.values(), default=0) == widths.total() and max(widths) > 1:
            return plain
        return records(self.lines, sign, first=self.first, remarks=remarks)

    def _several_lines(self) -> Records:
        """Cards of which the second side goes on below, up to the next line with a TAB."""
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

    def _directed(self, planned: Plan, rows: Sequence[Sequence[str]]) -> Plan:
        """The plan with what Anki's directives say of the columns."""
        if self.says is None:
            return planned
        directed = {
            at: role
            for name, role in (
                ("guid", Role.GUID),
                ("deck", Role.DECK),
                ("tags", Role.TAGS),
                ("notetype", Role.NUMBER),
            )
            if (at := self.says.column(name)) is not None and at < len(planned.roles)
        }
        if not directed or self._column_names(self.says.sign):
            return Plan(
                tuple(directed.get(at, role) for at, role in enumerate(planned.roles)), planned.names, planned.header
            )
        free = [at for at in range(len(planned.roles)) if at not in directed]
        roles = dict.fromkeys(free, Role.EXTRA)
        roles |= dict(zip(free, (Role.QUESTION, Role.ANSWER), strict=False))
        kind = self.says.column("notetype")
        ours = notetypes.load()[notetypes.STANDARD]
        if kind is not None and all(len(row) <= kind or row[kind].startswith(ours.name) for row in rows):
            own = range(2, len(ours.fields))  # what a build writes anew
            roles |= dict.fromkeys((free[n] for n in own if n < len(free)), Role.NUMBER)
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
        more = [self._extra(row.plan.names[at], field) for at, field in row.fields(Role.EXTRA)]
        said = _with_rest(said, more)
        said = choices.below(said, [*pictures, *sounds])
        deck, guid = (row.field(row.plan.first(role)) for role in (Role.DECK, Role.GUID))
        return Draft(
            Excerpt(self.source.path, question),
            Excerpt(self.source.path, said),
            (),
            EXPORT if self.says else TABLE,
            tags=self._tags(row),
            deck=deck.text.strip() if deck else None,
            guid=guid.text.strip() if guid else "",
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
        split: Callable[[str], list[str]] = str.split if self.says else _parted
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
        hint = "part question and answer by a comma, a semicolon or a TAB, or name the columns in deckbuilder.toml"
        return Diagnostic(MARKUP_ERROR, message, Span(self.source.path, self.first + 1), hint)

    def _no_column(self, name: str) -> Diagnostic:
        message = f"'columns' in the configuration names {name!r}, and there is no such column here"
        hint = f"the first row is: {' | '.join(self.lines[self.first][:200].split(chr(9)))}"
        return Diagnostic(UNREADABLE_FILE, message, Span(self.source.path, self.first + 1), hint)


def _parted(text: str) -> list[str]:
    """Tags in a column of their own: parted by commas or semicolons, else by white space."""
    return re.split("[,;]", text) if "," in text or ";" in text else text.split()


def _with_rest(answer: Text, more: Sequence[Text]) -> Text:
    """The answer with further columns below it, on the next lines where all are lines."""
    lines = [answer, *more] if answer else list(more)
    if all(len(text) == 1 for text in lines) and not any(_MARKED.match(text[0].text) for text in lines):
        flat = [line for text in lines for line in text]
        return (*(Line(line.number, f"{line.text}  ", line.column) for line in flat[:-1]), *flat[-1:])
    return choices.below(answer, more)
