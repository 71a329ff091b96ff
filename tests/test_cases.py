"""The case files' own reader and writer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import cases

TEXT = "A comment.\n\nfirst\n.\nin\n\nput\n.\nold\n.\n\nsecond\n.\nx\n.\n.\n"


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    first, second = cases.load(path)
    assert (first.title, first.input, first.expected) == ("first", "in\n\nput", "old")
    assert (second.title, second.input, second.expected) == ("second", "x", "")


def test_accepting_changes_only_what_was_expected(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    first, second = cases.load(path)
    cases.accept(path, {first: "new\nlines", second: "y"})
    assert path.read_text() == TEXT.replace("old", "new\nlines").replace("x\n.\n.", "x\n.\ny\n.")


def test_an_open_case_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("title\n.\ninput\n.\n")
    with pytest.raises(ValueError, match="not closed"):
        cases.load(path)
