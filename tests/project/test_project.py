"""The project on disk: what is read, what is refused, and that writing harms nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder.model.diagnostics import ProjectError
from builder.pipeline import compile_project
from builder.project.files import ProjectMedia, foreign_files, list_sources, open_project, read_source
from builder.project.writing import write_all
from builder.rules.formats import UNREAD_FILES, UNREAD_FORMAT
from builder.site import site


def _file(path: Path, text: str = "## What is this?\n\nA file.\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_sources_are_sorted_and_hidden_media_and_build_folders_are_not_read(tmp_path: Path) -> None:
    for name in (
        "b.md",
        "a/z.txt",
        "a/y.md",
        ".git/x.md",
        "media/readme.md",
        "dist/old.md",
        "node_modules/n.md",
        "x.bin",
    ):
        _file(tmp_path / name)
    assert list_sources(open_project(tmp_path)) == ("a/y.md", "a/z.txt", "b.md")


def test_globs_choose_and_exclude(tmp_path: Path) -> None:
    for name in ("one.md", "two.faq", "drafts/three.md", "drafts/four.faq"):
        _file(tmp_path / name)
    _file(tmp_path / "deckbuilder.toml", 'sources = ["*.faq"]\nexclude = ["drafts/*"]\n')
    assert list_sources(open_project(tmp_path)) == ("two.faq",)


def test_one_file_can_be_named(tmp_path: Path) -> None:
    project = open_project(_file(tmp_path / "notes.md"))
    assert list_sources(project) == ("notes.md",)
    assert project.ledger == tmp_path / "ledger.jsonl"


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_what_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ProjectError) as caught:
        list_sources(open_project(tmp_path / name))
    assert name in caught.value.message
    assert caught.value.hint


def test_the_folder_sources_belongs_to_the_project_above_it(tmp_path: Path) -> None:
    _file(tmp_path / "Chemistry" / "sources" / "a.md")
    project = open_project(tmp_path / "Chemistry" / "sources")
    assert project.root == tmp_path / "Chemistry"
    assert project.name == "Chemistry"


def test_media_beside_the_source_and_in_media_folders(tmp_path: Path) -> None:
    _file(tmp_path / "sources" / "deep" / "a.md")
    for name in ("sources/deep/near.png", "sources/media/b.png", "media/c.png", "media/remote/d.png"):
        _file(tmp_path / name, name)
    media = ProjectMedia(open_project(tmp_path / "sources"))
    assert media.read_media("deep/a.md", "near.png") == ("sources/deep/near.png", b"sources/deep/near.png")
    assert media.read_media("deep/a.md", "b.png")[0] == "sources/media/b.png"
    assert media.read_media("deep/a.md", "c.png")[0] == "media/c.png"
    assert media.read_media("deep/a.md", "d.png")[0] == "media/remote/d.png"
    assert media.read_media("deep/a.md", "../../media/c.png")[0] == "media/c.png"
    assert "media/remote/d.png" not in media.files()
    with pytest.raises(FileNotFoundError):
        media.read_media("deep/a.md", "none.png")


def test_media_from_outside_of_the_project_are_refused(tmp_path: Path) -> None:
    secret = _file(tmp_path / "secret.png", "secret")
    project = open_project(_file(tmp_path / "inside" / "a.md").parent)
    (tmp_path / "inside" / "link.png").symlink_to(secret)
    for reference in ("../secret.png", str(secret), "link.png", "..\\secret.png", "C:/secret.png"):
        with pytest.raises(PermissionError):
            ProjectMedia(project).read_media("a.md", reference)


def test_a_source_that_is_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    outside = _file(tmp_path / "outside.md")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "a.md").symlink_to(outside)
    with pytest.raises(ProjectError, match="leads out of the project"):
        read_source(open_project(tmp_path / "inside"), "a.md")


def test_writing_is_whole_or_not_at_all(tmp_path: Path) -> None:
    old = _file(tmp_path / "old.txt", "old")
    blocked = _file(tmp_path / "file", "x")
    with pytest.raises(ProjectError) as caught:
        write_all([(old, b"new"), (blocked / "below", b"never")])
    assert caught.value.code == "P007"
    assert old.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "old.txt"]


def test_what_is_there_already_is_left_alone(tmp_path: Path) -> None:
    path = _file(tmp_path / "same.txt", "same")
    os.utime(path, (1, 1))
    write_all([(path, b"same"), (tmp_path / "new.txt", b"new")])
    assert path.stat().st_mtime == 1
    assert (tmp_path / "new.txt").read_bytes() == b"new"


# ------------------------------------------------------------------------ what is no source


def test_what_git_ignores_is_no_source(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    _file(tmp_path / ".gitignore", "/docs/out/\n*.tmp.md\n!kept.tmp.md\n")
    _file(tmp_path / "docs/.gitignore", "private.md\n")
    for name in ("a.md", "out/b.md", "c.tmp.md", "kept.tmp.md", "private.md", "deep/private.md", "deep/out/d.md"):
        _file(tmp_path / "docs" / name)
    assert list_sources(open_project(tmp_path / "docs")) == ("a.md", "deep/out/d.md", "kept.tmp.md")


def test_a_gitignore_outside_of_any_repository_says_nothing(tmp_path: Path) -> None:
    _file(tmp_path / ".gitignore", "*.md\n")
    _file(tmp_path / "docs/a.md")
    assert list_sources(open_project(tmp_path / "docs")) == ("a.md",)


def test_pages_that_deckbuilder_made_are_no_sources(tmp_path: Path) -> None:
    _file(tmp_path / "a.md")
    site(open_project(tmp_path), tmp_path / "public", now=1_800_000_000, findings=False)
    page = tmp_path / "public/site/index.html"
    _file(tmp_path / "copied.html", page.read_text(encoding="utf-8"))
    assert list_sources(open_project(tmp_path)) == ("a.md",)


def test_files_that_are_not_read_are_named(tmp_path: Path) -> None:
    for name in ("a.md", "words.xlsx", "deep/slides.pptx", "out.pdf", "photo.png", "tool.py"):
        _file(tmp_path / name)
    _file(tmp_path / "deckbuilder.toml", 'exclude = ["out.pdf"]\n')
    project = open_project(tmp_path)
    assert foreign_files(project) == ("deep/slides.pptx", "words.xlsx")
    found = [d.message for d in compile_project(project).diagnostics if d.rule is UNREAD_FILES]
    assert found == [
        "2 files were not read: deep/slides.pptx (slides: save their outline as text, or as .docx), "
        "words.xlsx (a spreadsheet: save it as CSV)"
    ]


def test_a_folder_of_nothing_else_names_them_too(tmp_path: Path) -> None:
    _file(tmp_path / "words.xlsx")
    with pytest.raises(ProjectError) as caught:
        list_sources(open_project(tmp_path))
    assert "words.xlsx (a spreadsheet: save it as CSV)" in caught.value.message


def test_a_file_of_a_known_format_that_is_named_is_refused(tmp_path: Path) -> None:
    (found,) = compile_project(open_project(_file(tmp_path / "words.xlsx"))).diagnostics
    assert (found.rule, found.message) == (UNREAD_FORMAT, "a spreadsheet, which Deckbuilder does not read")
    assert found.hint == "save it as CSV"


# -------------------------------------------------------------- where pictures are looked for


def test_a_path_from_the_top_of_a_site_and_one_with_backslashes_lead_into_the_project(tmp_path: Path) -> None:
    _file(tmp_path / "static/img/a.png", "static")
    _file(tmp_path / "posts/img/b.png", "beside")
    media = ProjectMedia(open_project(tmp_path))
    assert media.read_media("posts/x.md", "/img/a.png")[0] == "static/img/a.png"
    assert media.read_media("posts/x.md", "img\\b.png")[0] == "posts/img/b.png"
    assert media.read_media("posts/x.md", f"{tmp_path}/posts/img/b.png")[0] == "posts/img/b.png"
    with pytest.raises(PermissionError):
        media.read_media("posts/x.md", "/etc/hostname")
    with pytest.raises(PermissionError):
        media.read_media("posts/x.md", "C:\\b.png")


def test_a_file_is_known_by_its_name_if_one_is_nearest(tmp_path: Path) -> None:
    for name in ("Biology/attachments/leaf.png", "Chemistry/deep/leaf.png", "one/twin.png", "two/twin.png"):
        _file(tmp_path / name, name)
    media = ProjectMedia(open_project(tmp_path))
    assert media.read_media("Biology/Mint.md", "leaf.png")[0] == "Biology/attachments/leaf.png"
    assert media.read_media("Chemistry/Acid.md", "LEAF.png")[0] == "Chemistry/deep/leaf.png"
    assert media.read_media("Chemistry/Acid.md", "attachments/leaf.png")[0] == "Biology/attachments/leaf.png"
    for name in ("twin.png", "nowhere.png", "other/leaf.png"):
        with pytest.raises(FileNotFoundError):
            media.read_media("Note.md", name)


def test_globs_that_match_nothing_are_named(tmp_path: Path) -> None:
    _file(tmp_path / "a.md", "## What is tea?\n\nA drink.\n")
    _file(tmp_path / "deckbuilder.toml", 'sources = ["*.rst"]\n')
    with pytest.raises(ProjectError, match=r"sources = \['\*\.rst'\] in deckbuilder\.toml matches none of 1 files"):
        list_sources(open_project(tmp_path))
