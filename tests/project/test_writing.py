"""Writing: all files or none, through no link, whatever call fails."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.model.diagnostics import ProjectError
from builder.project import writing
from builder.project.writing import clear_leftovers, write_all


def _state(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def _old(folder: Path) -> dict[str, bytes]:
    (folder / "below").mkdir()
    for name in ("ledger", "below/a", "below/gone"):
        (folder / name).write_bytes(b"old " + name.encode())
    return _state(folder)


def _write(folder: Path) -> None:
    files = [(folder / name, b"new " + name.encode()) for name in ("ledger", "below/a", "below/b")]
    write_all(files, remove=[folder / "below" / "gone"], inside=folder, owner="me")


def test_all_of_it(tmp_path: Path) -> None:
    _old(tmp_path)
    _write(tmp_path)
    assert _state(tmp_path) == {"ledger": b"new ledger", "below/a": b"new below/a", "below/b": b"new below/b"}


@pytest.mark.parametrize("call", ["open", "fsync", "replace", "link"])
@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_call_that_fails_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: int
) -> None:
    before = _old(tmp_path)
    real: Callable[..., object] = getattr(os, call)
    calls = iter(range(1000))

    def failing(*arguments: object, **options: object) -> object:
        if next(calls) == number:
            raise OSError(code, os.strerror(code), *arguments[:1])
        return real(*arguments, **options)

    monkeypatch.setattr(f"builder.project.writing.os.{call}", failing)
    told = ""
    try:
        _write(tmp_path)
    except ProjectError as error:
        told = error.message
    monkeypatch.undo()
    assert not list(tmp_path.rglob(".deckbuilder-*"))
    if told:
        assert _state(tmp_path) == before
        assert any(name in told for name in ("ledger", "below/a", "below/b", "below/gone"))
        assert ".deckbuilder-" not in told
    else:  # fewer calls than that, or one that has a way out
        assert _state(tmp_path)["below/b"] == b"new below/b"


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    before = _old(tmp_path)
    (tmp_path / "below" / "b").mkdir()
    with pytest.raises(ProjectError, match="b is a folder, not a file"):
        _write(tmp_path)
    assert _state(tmp_path) == before


@pytest.mark.parametrize("link", ["below", "ledger"])
def test_no_link_is_written_through(tmp_path: Path, link: str) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "a").write_bytes(b"precious")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / link).symlink_to(victim if link == "below" else victim / "a")
    with pytest.raises(ProjectError, match="is a link"):
        _write(folder)
    assert _state(victim) == {"a": b"precious"}


def test_leftovers_of_a_killed_run_go_with_the_next(tmp_path: Path) -> None:
    for name in (".deckbuilder-me-abcd.part", ".deckbuilder-me-efgh.old", ".deckbuilder-other-abcd.part"):
        (tmp_path / name).write_bytes(b"half")
    clear_leftovers([tmp_path, tmp_path / "missing"], "me")
    assert [p.name for p in tmp_path.iterdir()] == [".deckbuilder-other-abcd.part"]


def test_where_nothing_can_be_linked_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    _old(tmp_path)
    monkeypatch.setattr(writing.os, "link", no_links)
    _write(tmp_path)
    assert _state(tmp_path)["ledger"] == b"new ledger"
