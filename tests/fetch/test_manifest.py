"""The record of what was fetched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder.fetch import Entry, Folder, Manifest, format_manifest, parse_manifest
from builder.model.diagnostics import ProjectError

A = Entry("https://example.org/a", "https://example.org/a.png", "a-0.png", "00", 5, "PNG", "2026-01-31", "by a friend")
B = Entry("https://example.org/b", "https://example.org/b", "b-1.svg", "11", 7, "SVG", "2026-02-01")


def test_written_and_read_again() -> None:
    manifest = Manifest().with_entry(B).with_entry(A)
    text = format_manifest(manifest)
    assert parse_manifest(text, "manifest.json") == manifest
    assert text == format_manifest(Manifest().with_entry(A).with_entry(B))
    assert manifest.paths == {A.address: "a-0.png", B.address: "b-1.svg"}


def test_an_entry_may_lack_its_licence_and_have_notes_of_others() -> None:
    table = json.loads(format_manifest(Manifest().with_entry(B)))
    del table["files"][0]["licence"]
    table["files"][0]["remark"] = "nice"
    assert parse_manifest(json.dumps(table), "manifest.json").entries == {B.address: B}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"version": 2, "files": []}', '{"version": 1, "files": {}}', '{"version": 1, "files": [1]}',
     '{"version": 1, "files": [{"address": "https://example.org"}]}'],
)  # fmt: skip
def test_what_is_none_is_an_error_that_names_the_file(text: str) -> None:
    with pytest.raises(ProjectError) as caught:
        parse_manifest(text, "manifest.json")
    assert caught.value.span is not None
    assert caught.value.span.path == "manifest.json"
    assert caught.value.hint


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    folder.write("a.png", b"old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(ProjectError, match=r"a\.png"):
        folder.write("a.png", b"new")
    assert (tmp_path / "a.png").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


def test_a_manifest_that_names_a_file_elsewhere_reads_nothing_there(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"")
    folder = Folder(tmp_path / "remote")
    sha = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert not folder.holds(Entry("https://example.org", "", "../secret", sha, 0, "PNG", ""))
