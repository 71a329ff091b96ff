"""The cache on disk: what is not this user's own, or not whole, counts as not there."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from builder.project import cache as caches
from builder.project.cache import Cache, clean, open_cache
from builder.project.lock import FOLDER, private_folder


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return opened(tmp_path / "project", tmp_path / "own")


def opened(project: Path, own: Path) -> Cache:
    project.mkdir(exist_ok=True)
    found = open_cache(project, own, project)
    assert found is not None
    return found


def only_file(cache: Cache) -> Path:
    (path,) = cache.folder.glob("*.cache")
    return path


def test_what_is_kept_is_found_again_for_the_same_input(cache: Cache) -> None:
    cache.store("notes", "a.md", b"input", b"made of it")
    assert cache.load("notes", "a.md", b"input") == b"made of it"
    assert cache.load("notes", "a.md", b"other input") is None
    assert cache.load("notes", "b.md", b"input") is None
    assert cache.load("document", "a.md", b"input") is None


def test_a_file_moved_to_another_name_is_none(cache: Cache) -> None:
    cache.store("notes", "a.md", b"", b"one")
    path = only_file(cache)
    cache.store("notes", "b.md", b"", b"two")
    (other,) = set(cache.folder.glob("*.cache")) - {path}
    os.replace(path, other)
    assert cache.load("notes", "b.md", b"") is None


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "longer", "a folder", "a link"])
def test_a_damaged_file_is_none(cache: Cache, damage: str, tmp_path: Path) -> None:
    cache.store("notes", "a.md", b"", b"made of it" * 100)
    path = only_file(cache)
    data = path.read_bytes()
    if damage in ("a folder", "a link"):
        path.unlink()
        path.mkdir() if damage == "a folder" else path.symlink_to(tmp_path)
    else:
        changed = {"cut": data[:-1], "changed": data[:-1] + bytes([data[-1] ^ 1]), "empty": b"", "longer": data + b"x"}
        path.write_bytes(changed[damage])
    assert cache.load("notes", "a.md", b"") is None


def test_another_users_cache_is_none_and_is_never_looked_into(tmp_path: Path) -> None:
    """It may have come with a repository; unpickling it would run it."""
    theirs = opened(tmp_path / "project", tmp_path / "theirs")
    theirs.store("notes", "a.md", b"", b"theirs")
    ours = opened(tmp_path / "project", tmp_path / "ours")
    assert ours.load("notes", "a.md", b"") is None
    ours.store("notes", "a.md", b"", b"ours")
    assert ours.load("notes", "a.md", b"") == b"ours"
    assert theirs.load("notes", "a.md", b"") is None


def test_another_programs_cache_is_none(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store("notes", "a.md", b"", b"made of it")
    monkeypatch.setattr(caches, "program", lambda: b"a later version")
    assert cache.load("notes", "a.md", b"") is None


def test_a_bomb_with_the_right_signature_is_none(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "_UNPACKED_BYTES", 1_000)
    cache.store("notes", "a.md", b"", bytes(1_001))
    assert cache.load("notes", "a.md", b"") is None


def test_the_files_keep_within_a_bound_and_the_oldest_goes_first(cache: Cache) -> None:
    small = replace(cache, most=3_000)
    for age, name in enumerate("abcd"):
        small.store("notes", name, b"", os.urandom(1_000))
        path = max(small.folder.glob("*.cache"), key=lambda p: p.stat().st_mtime_ns)
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert small.load("notes", "a", b"") is not None  # used just now
    small.prune()
    assert [name for name in "abcd" if small.load("notes", name, b"")] == ["a", "d"]
    small.store("notes", "e", b"", os.urandom(4_000))
    assert small.load("notes", "e", b"") is None


def test_a_key_that_others_can_read_or_may_have_given_is_none(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "key").write_bytes(bytes(32))
    (own / "key").chmod(0o644)
    project = tmp_path / "project"
    project.mkdir()
    assert open_cache(project, own, project) is None
    assert open_cache(project, project / "own", project) is None
    (own / "key").chmod(0o600)
    assert open_cache(project, own, project) is not None
    (own / "key").write_bytes(b"short")
    assert open_cache(project, own, project) is None


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    elsewhere, project = tmp_path / "elsewhere", tmp_path / "project"
    elsewhere.mkdir()
    project.mkdir()
    (project / FOLDER).symlink_to(elsewhere)
    assert open_cache(project, tmp_path / "own", project) is None
    assert clean(project / FOLDER) == 0
    assert list(elsewhere.iterdir()) == []


def test_the_marks_of_the_folder_are_not_written_through_links(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / ".gitignore").symlink_to(tmp_path / "precious")
    private_folder(tmp_path)
    assert not (tmp_path / "precious").exists()
    assert (tmp_path / FOLDER / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_clean_takes_the_caches_own_files_alone(cache: Cache) -> None:
    cache.store("notes", "a.md", b"", b"x")
    (cache.folder / "lock").write_text("")
    (cache.folder / "diary.cache").write_text("mine")
    assert clean(cache.folder) > 0
    assert sorted(p.name for p in cache.folder.iterdir()) == [".gitignore", "CACHEDIR.TAG", "diary.cache", "lock"]


def test_where_nothing_can_be_written_there_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file")
    assert open_cache(tmp_path, tmp_path / "own", tmp_path / "project") is None
