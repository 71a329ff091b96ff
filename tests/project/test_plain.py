"""Files that hang, never end, or cannot be read: named, and never waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder import pipeline
from builder.model.diagnostics import ProjectError
from builder.project.files import list_sources, open_project, read_ledger, read_source
from builder.project.plain import read_plain

TEXT = "## What is tea?\n\nA drink.\n"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "tea.md").write_text(TEXT)
    return tmp_path / "docs"


def test_a_pipe_is_named(docs: Path) -> None:
    os.mkfifo(docs / "x.md")
    with pytest.raises(ProjectError, match=r"x\.md is a pipe, not a plain file"):
        pipeline.notes(open_project(docs))


@pytest.mark.parametrize("name", ["ledger.jsonl", "deckbuilder.toml"])
def test_files_of_our_own_may_be_pipes_too(docs: Path, name: str) -> None:
    os.mkfifo(docs / name)
    with pytest.raises(ProjectError, match="is a pipe"):
        pipeline.notes(open_project(docs))


@pytest.mark.parametrize("name", ["ledger.jsonl", "endless.md"])
def test_a_link_to_something_endless(docs: Path, name: str) -> None:
    (docs / name).symlink_to("/dev/zero")
    with pytest.raises(ProjectError, match="is a link"):
        pipeline.notes(open_project(docs))


def test_a_link_to_itself(docs: Path) -> None:
    (docs / "loop.md").symlink_to("loop.md")
    with pytest.raises(ProjectError, match=r"loop\.md"):
        read_source(open_project(docs), "loop.md")


def test_a_ledger_that_is_a_link_is_not_replaced(docs: Path, tmp_path: Path) -> None:
    (tmp_path / "shared.jsonl").write_text("")
    (docs / "ledger.jsonl").symlink_to(tmp_path / "shared.jsonl")
    with pytest.raises(ProjectError, match="is a link"):
        read_ledger(open_project(docs))


def test_never_more_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 11)
    assert read_plain(tmp_path / "large", 11) == b"x" * 11
    with pytest.raises(ProjectError, match="is larger than"):
        read_plain(tmp_path / "large", 10)


def test_a_name_that_is_none() -> None:
    with pytest.raises(ProjectError, match="is no name of a file"):
        read_plain(Path("a\0b"), 10)


def test_a_folder_that_cannot_be_listed_is_an_error(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passed over, it would retire all its notes."""
    (docs / "sub").mkdir()
    (docs / "sub" / "milk.md").write_text(TEXT)
    real = os.scandir

    def refusing(path: object) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(ProjectError, match="cannot be listed"):
        list_sources(open_project(docs))
