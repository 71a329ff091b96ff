"""A server's memory: it makes builds quicker, and nothing else."""

from __future__ import annotations

from pathlib import Path

from builder.memory import Memory
from builder.pipeline import check
from builder.project.files import open_project
from tests.site.project import BREAD, KITCHEN, PIXEL, project

OTHER = {**KITCHEN, "other.md": "# Other\n\n## What is here?\n\n![The crumb](crumb.png) and ![](gone.png)\n"}


def same(sources: Path, memory: Memory) -> None:
    """A build with memory gives what one without gives."""
    remembered, report = check(open_project(sources), memory=memory)
    fresh, fresh_report = check(open_project(sources))
    assert remembered.rendered == fresh.rendered
    assert remembered.documents == fresh.documents
    assert remembered.media.files == fresh.media.files
    assert remembered.media.used == fresh.media.used
    assert report == fresh_report


def test_only_the_changed_document_is_read_and_rendered_again(tmp_path: Path) -> None:
    sources, memory = project(tmp_path, OTHER), Memory()
    same(sources, memory)
    assert memory.read == ["bread.md", "cheese.md", "other.md"]
    assert memory.rendered == 9
    same(sources, memory)
    assert (memory.read, memory.rendered) == ([], 0)
    (sources / "bread.md").write_text(BREAD.replace("Carbon dioxide", "A gas"))
    same(sources, memory)
    assert (memory.read, memory.rendered) == (["bread.md"], 1)
    (sources / "bread.md").write_text(BREAD.replace("# Dough", "Intro.\n\n# Dough"))
    same(sources, memory)
    # The answer as it was before, and the note that asks for a picture at another place.
    assert (memory.read, memory.rendered) == (["bread.md"], 2)


def test_a_picture_that_comes_goes_or_changes_is_noticed(tmp_path: Path) -> None:
    sources, memory = project(tmp_path, OTHER), Memory()
    same(sources, memory)
    (sources / "media" / "gone.png").write_bytes(PIXEL)
    same(sources, memory)
    assert (memory.read, memory.rendered) == ([], 1)
    (sources / "media" / "crumb.png").write_bytes(b"no picture")
    same(sources, memory)
    assert memory.rendered == 2
    (sources / "media" / "crumb.png").unlink()
    same(sources, memory)
    assert memory.rendered == 2


def test_documents_come_go_and_return(tmp_path: Path) -> None:
    sources, memory = project(tmp_path, OTHER), Memory()
    same(sources, memory)
    (sources / "bread.md").rename(sources / "dough.md")
    same(sources, memory)
    assert memory.read == ["dough.md"]
    (sources / "dough.md").unlink()
    same(sources, memory)
    assert memory.read == []


def test_another_configuration_means_another_build(tmp_path: Path) -> None:
    sources, memory = project(tmp_path, OTHER), Memory()
    same(sources, memory)
    (sources / "deckbuilder.toml").write_text("[macros]\nfrac = 'x'\n")
    same(sources, memory)
    assert len(memory.read) == 3
    assert memory.rendered == 9
