"""Files whose format says what their notes are: the notes of each, with their places, and what was found.

The first line of an input is the file's name; ``⇥`` is a TAB.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.config import Columns, Config, SourceOptions
from builder.model.notes import Draft, FateKind
from builder.read.formats import read_notes
from builder.read.reading import ReadDocument, read_document
from builder.read.recognise import registry
from tests import cases

_FOLDER = Path(__file__).parent / "cases"
_FILES = ("tables", "quizzes", "outlines", "decks", "exports")
_ALL = [(name, case) for name in _FILES for case in cases.load(_FOLDER / f"{name}.txt")]
_DIALECTS = registry({})


@pytest.mark.parametrize(("name", "case"), _ALL, ids=[f"{name}: {case.title}" for name, case in _ALL])
def test_case(name: str, case: cases.Case, expect: cases.Expect) -> None:
    path, _, text = case.input.partition("\n")
    expect(case, shown(opened(path, text.replace("⇥", "\t"))))


def opened(path: str, text: str | bytes, columns: Columns | None = None) -> ReadDocument:
    config = Config(source=(SourceOptions(path=path, columns=columns),) if columns else ())
    return read_document(path, text.encode() if isinstance(text, str) else text, config, _DIALECTS)


def shown(document: ReadDocument) -> str:
    """The document's own words, then each note with its places, then the findings."""
    options = document.options
    said = {"title": options.title, "deck": options.deck, "tags": " ".join(options.tags)}
    head = [f"{name}: {value}" for name, value in said.items() if value]
    notes = [line for draft in document.reading.drafts for line in _note(document, draft)]
    found = [f"! {d.span.line if d.span else 0}:{d.span.column if d.span else 0} {d.rule.code} {d.message}"
             for d in document.diagnostics]  # fmt: skip
    return "\n".join([*head, *notes, *found])


def _note(document: ReadDocument, draft: Draft) -> list[str]:
    source = document.document.source
    marks = {
        "section": " › ".join(s.title for s in draft.sections),
        "deck": draft.deck,
        "tags": " ".join(draft.tags),
        "guid": draft.guid,
        "id": draft.pin,
        "number": draft.number,
        "asked": " ".join(name for name in ("reverse", "typed") if getattr(draft, name)),
    }
    question = [f"{source.original(ln.number)}:{ln.column} Q {ln.text}".rstrip() for ln in draft.question.lines]
    answer = [f"{source.original(ln.number)}:{ln.column} A {ln.text}".rstrip() for ln in draft.answer.lines]
    return [*question, *answer, *(f"    {name}: {value}" for name, value in marks.items() if value)]


def test_every_line_of_a_table_has_a_fate() -> None:
    document = opened("instruments.csv", '# Instrument,Family\n\noboe,"reed,\ndouble"\n,alone\n')
    lines = {fate.line: fate.kind for fate in document.reading.fates}
    assert lines == {1: FateKind.QUESTION, 3: FateKind.QUESTION, 4: FateKind.ANSWER, 5: FateKind.SKIPPED}


def test_columns_are_named_in_the_configuration() -> None:
    text = "Instrument,Reed,Family,Range,File,Era\noboe,double,woodwind,high,oboe.mp3,baroque\n"
    columns = Columns(question="Instrument", answer="Family", extra=("Range", "2"), tags="Era", audio="File")
    (draft,) = opened("a.csv", text, columns).reading.drafts
    assert draft.question.text == "oboe"
    assert draft.answer.text == "woodwind  \n**Reed:** double  \n**Range:** high\n\n![](oboe.mp3)"
    assert draft.tags == ("baroque",)


def test_a_column_that_is_not_there_is_told() -> None:
    (found,) = opened("a.csv", "Name,Family\noboe,reed\n", Columns(question="Instrument")).diagnostics
    assert "'Instrument'" in found.message
    assert "Name,Family" in found.hint


def test_a_dialect_in_the_configuration_keeps_text_from_being_a_table() -> None:
    text = "oboe\treed\nhorn\tbrass\nharp\tstring\n"
    config = Config(source=(SourceOptions(path="a.txt", dialect="labels"),))
    assert read_document("a.txt", text.encode(), config, _DIALECTS).reading.drafts == ()
    assert len(opened("a.txt", text).reading.drafts) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_tables_in_any_encoding(encoding: str) -> None:
    text = 'Frage;Antwort;Thema\nWas dämpft die Flöte?;"nichts; sie ist laut";Holzbläser\n'
    (draft,) = opened("floete.csv", text.encode(encoding)).reading.drafts
    assert (draft.question.text, draft.answer.text) == ("Was dämpft die Flöte?", "nichts; sie ist laut")
    assert draft.tags == ("Holzbläser",)


def test_prose_is_no_table() -> None:
    for text in ("What is an oboe?\tA reed.\n", "# Oboes\n\na\tb\nc\td\ne\tf\n", "1.\tOne\n2.\tTwo\n3.\tThree\n"):
        assert read_notes("a.txt", text.encode()) is None


def test_a_large_table_is_read() -> None:
    rows = "".join(f'"What is {n}, in words?","the number\n{n}",few\n' for n in range(20_000))
    assert len(opened("numbers.csv", rows).reading.drafts) == 20_000


@pytest.mark.parametrize("suffix", ["csv", "tsv", "gift", "aiken", "pool", "trivia", "yaml", "json", "tex"])
@given(text=st.text(alphabet="{}[]=~#:\\\"',;|\t\n -^AQ1.)(>%$\\\\abé", max_size=200))
def test_any_text_gives_notes_or_findings(suffix: str, text: str) -> None:
    document = opened(f"a.{suffix}", text)
    numbers = range(1, text.count("\n") + 2)
    assert all(line.number in numbers for d in document.reading.drafts for line in d.question.lines)
    assert all(fate.line in numbers for fate in document.reading.fates)


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        ("gift", "What? {=a ~b\n\n" * 5_000),
        ("gift", "{" * 50_000),
        ("json", "[" * 100_000),
        ("json", '{"question": "What?", "answer": [' * 5_000),
        ("yaml", "a: " + "[" * 5_000),
        ("yaml", "a: &a [x, x]\nb: &b [*a, *a]\nquestion: [*b, *b]\nanswer: x"),
        ("tex", "\\begin{questions}" + "\\question a \\emph{" * 5_000),
        ("csv", 'a,"b' * 20_000),
        ("tsv", '"\t"\n' * 20_001),
        ("aiken", "A. x\n" * 20_000),
    ],
)
def test_hostile_and_broken_files_are_read_in_linear_time_or_told(suffix: str, text: str) -> None:
    opened(f"a.{suffix}", text)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "gift", "yaml", "json", "tex"])
def test_what_is_no_text_at_all_is_told(suffix: str) -> None:
    document = opened(f"a.{suffix}", b"PK\x03\x04" + bytes(range(256)) * 40)
    assert [d.rule.name for d in document.diagnostics] == ["binary-file"]
    assert document.reading.drafts == ()
