"""Marks of other programs: the notes of documents that have them.

The first line of an input is the file's name; ``⇥`` is a TAB.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.source import Source
from builder.read.marks import without_marks
from tests import cases
from tests.read.formats.test_ready import opened, shown

_CASES = cases.load(Path(__file__).parent / "cases" / "marks.txt")


@pytest.mark.parametrize("case", _CASES, ids=cases.title)
def test_case(case: cases.Case, expect: cases.Expect) -> None:
    path, _, text = case.input.partition("\n")
    expect(case, shown(opened(path, text.replace("⇥", "\t"))))


def test_a_finding_behind_a_mark_is_told_at_its_column_in_the_file() -> None:
    text = "See [[A long name|it]] and ![[Page]] now.\n"
    marked = without_marks(Source("a.md", text))
    assert marked.source.text == "See it and now.\n"
    (found,) = marked.diagnostics
    assert found.span
    assert found.span.column == text.index("![[") + 1
    column = marked.source.text.index("now") + 1
    assert marked.source.original_column(1, column) == text.index("now") + 1


@given(st.text(alphabet="[]|!%{}<>^#$()=: \n`~-x1/*", max_size=200))
def test_any_text_keeps_its_lines(text: str) -> None:
    marked = without_marks(Source("a.qmd", text))
    assert marked.source.text.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "piece", ["[[", "![[a", "{{", "{%", "%%", "[$]", "((", "<anki-mathjax>", "{{c", "[x]{.", "^a~", "@a [", "`r "]
)
def test_marks_that_never_end_are_read_in_linear_time(piece: str) -> None:
    without_marks(Source("a.qmd", piece * 20_000))
    without_marks(Source("a.qmd", f"{piece}\n" * 20_000))
