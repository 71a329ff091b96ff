"""``check --fix``: what is certain is mended, and the notes say what they said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from builder.check.fix import diff, fixed, mended, same_notes
from builder.commands import check, fix
from builder.markdown.blocks import scan
from builder.model.diagnostics import Diagnostic, Fix
from builder.model.notes import Draft
from builder.model.source import Source, Span
from builder.project.files import open_project
from builder.read.mend import mend, mended_text
from builder.read.recognise import read, registry
from builder.rules.text import ODD_SPACE
from tests import cases
from tests.check.compiling import findings

HERE = Path(__file__).parents[1]
OWN = sorted((HERE.parent / "sources").glob("*.[mt][dx]*")) + sorted((HERE / "layouts").glob("*.[mt][dx]*"))


def notes_of(text: str) -> tuple[Draft, ...]:
    return read(scan(mend(Source("a.md", text))[0]), registry({})).drafts


def all_fixed(text: str) -> str:
    return fixed(text, findings({"a.md": text}))


def change(line: int, column: int, length: int, text: str) -> Diagnostic:
    span = Span("a.md", line, column)
    return Diagnostic(ODD_SPACE, "m", span, fix=Fix(span, length, text))


def test_fixes_of_a_line_do_not_shift_each_other() -> None:
    assert fixed("abcdef\nxyz", [change(1, 5, 1, ""), change(1, 2, 1, "BBB"), change(2, 1, 0, "_")]) == "aBBBcdf\n_xyz"


def test_of_two_that_overlap_the_first_is_put_in() -> None:
    assert fixed("abcdef", [change(1, 3, 2, "-"), change(1, 2, 3, "+")]) == "a+ef"


def test_what_does_not_fit_the_text_is_left() -> None:
    assert fixed("ab", [change(1, 2, 5, "x"), change(9, 1, 1, "x")]) == "ab"


def test_other_fixes_fit_a_line_whose_mojibake_is_mended_too() -> None:
    text = "Q: What is a cafÃ© ?\n\nA: A place.\n\nQ: What is a leaf?\n\nA: A node."
    assert all_fixed(text).split("\n")[0] == "Q: What is a café?"


def test_other_fixes_leave_a_line_whose_mojibake_is_to_stay() -> None:
    text = "Q: What is a cafÃ© ?\n\nA: A place .\n\nQ: What is a leaf?\n\nA: A node."
    some = [d for d in findings({"a.md": text}) if d.rule is ODD_SPACE]
    assert fixed(text, some).split("\n")[:3] == ["Q: What is a cafÃ© ?", "", "A: A place."]


def test_diff() -> None:
    assert diff("a.md", "x\ny\n", "x\nz\n") == "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n"
    assert diff("a.md", "x", "x") == ""
    assert "\\ No newline at end of file" in diff("a.md", "x", "y")


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_the_notes_of_real_documents_say_the_same(path: Path) -> None:
    says_the_same(path.read_text(encoding="utf-8", errors="replace"))


@pytest.mark.parametrize(
    "case",
    [case for path in sorted((HERE / "check" / "cases").glob("*.txt")) for case in cases.load(path)],
    ids=cases.title,
)
def test_the_notes_of_the_case_files_say_the_same(case: cases.Case) -> None:
    says_the_same(case.input)


_PIECES = """What is a heap| ?|  |**|Label:** text|`x|\u200b|cafÃ©| ,|- |## 2 |1. |.|\t|• |A: |( a )|
|

"""
_DOCUMENTS = st.lists(st.sampled_from(sorted(set(_PIECES.split("|")))), max_size=25)


@settings(max_examples=100, deadline=None)
@given(_DOCUMENTS)
def test_the_notes_of_any_document_say_the_same(pieces: list[str]) -> None:
    text = "Q: What is a leaf?\n\nA: A node.\n\nQ: " + "".join(pieces) + "\n\nA: " + "".join(reversed(pieces))
    after = mended(text, findings({"a.md": text}).diagnostics, notes_of)
    assert same_notes(notes_of(text), notes_of(after)), diff("a.md", text, after)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DOCUMENTS)
@example(["What is a heap", "  ", " ?"])
def test_two_runs_are_one_and_signs_stay_in_order(tmp_path: Path, pieces: list[str]) -> None:
    path = tmp_path / "a.md"
    before = "Q: What is a leaf?\n\nA: A node.\n\nQ: " + "".join(pieces) + "\n\nA: " + "".join(reversed(pieces))
    path.write_text(before, encoding="utf-8")
    project = open_project(path, None, None)
    fix(check(project), write=True)
    once = path.read_text(encoding="utf-8")
    assert [c for c in mended_text(before) if _is_sign(c)] == [c for c in once if _is_sign(c)]
    fix(check(project), write=True)
    assert path.read_text(encoding="utf-8") == once


def _is_sign(character: str) -> bool:
    """Whether a fix leaves a character alone: neither space, nor unseen, nor a marker that closes or goes."""
    return not character.isspace() and character not in "*•\u200b"


def test_a_fix_that_would_change_a_note_is_left_out_and_the_others_are_not() -> None:
    text = "Q: What is a leaf?\n\nA: A node .\n\nQ: What is a heap?\n\nA: A tree.\n"
    bad = change(7, 4, 6, "A shrub")
    after = mended(text, [bad, *findings({"a.md": text})], notes_of)
    assert after == text.replace("node .", "node.")


def says_the_same(text: str) -> None:
    """Fixing keeps every note's words, and comes to an end."""
    after = all_fixed(text)
    assert same_notes(notes_of(text), notes_of(after)), diff("a.md", text, after)
    for _ in range(4):
        before, after = after, all_fixed(after)
    assert after == before
