"""Projects and their identities: two never meet in a learner's collection, and one is never taken for two."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from builder import commands, pipeline
from builder.model.diagnostics import ProjectError
from builder.package.apkg import read_identity, read_package
from builder.project.files import open_project
from tests.anki.lab import Lab

NOW = 1_767_225_600


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def build(folder: Path, out: Path, now: int = NOW) -> Path:
    built = pipeline.build(open_project(folder), out, now=now)
    assert built.packages, [d.message for d in built.report]
    return built.packages[0].path


@pytest.mark.parametrize("name", ["docs", "chemistry-101", "Karten"])
def test_two_projects_of_one_name_do_not_meet(tmp_path: Path, name: str) -> None:
    shared = "## What is a catalyst?\n\n"
    one = write(tmp_path / "one" / name, {"a.md": f"{shared}It speeds a reaction up.\n\n## What is a mole?\n\nMany.\n"})
    two = write(tmp_path / "two" / name, {"a.md": f"{shared}See page 9.\n\n## What is an ion?\n\nA charged atom.\n"})
    first, second = build(one, tmp_path / "1"), build(two, tmp_path / "2", NOW + 9)
    assert read_identity(first.read_bytes()) != read_identity(second.read_bytes())
    with Lab(tmp_path / "learner") as lab:
        assert lab.load(first).new == 2
        log = lab.load(second)
        assert (log.new, log.updated, log.problems) == (2, 0, 0)


def test_the_same_sources_begin_the_same_project(tmp_path: Path) -> None:
    one = write(tmp_path / "one" / "docs", {"a.md": "## What is a mole?\n\nMany.\n"})
    first = build(one, tmp_path / "1").read_bytes()
    (one / "ledger.jsonl").unlink()
    assert build(one, tmp_path / "2").read_bytes() == first


def test_the_configuration_names_the_identity(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "docs", {"a.md": "## What is a mole?\n\nMany.\n", "deckbuilder.toml": 'identity = "x1"\n'}
    )
    assert read_identity(build(folder, tmp_path / "out").read_bytes()) == "x1"
    write(folder, {"deckbuilder.toml": 'identity = "x2"\n'})
    with pytest.raises(ProjectError, match=r"'x2'.*'x1'"):
        build(folder, tmp_path / "out", NOW + 9)


def test_a_package_of_another_tool_names_no_identity() -> None:
    assert read_identity(b"no zip at all") == ""


def test_a_project_takes_over_another(tmp_path: Path) -> None:
    """The other's documents move in: their notes keep GUIDs, and learners what they learned."""
    mole, ion, acid = (
        "## What is a mole?\n\nMany.\n",
        "## What is an ion?\n\nA charge.\n",
        "## What is an acid?\n\nSour.\n",
    )
    one = write(tmp_path / "one" / "docs", {"a.md": mole})
    two = write(tmp_path / "two" / "docs", {"b.md": f"{ion}\n{acid}"})
    build(one, tmp_path / "1")
    theirs = build(two, tmp_path / "2")
    joined = commands.join_ledgers(open_project(one), two / "ledger.jsonl")
    assert (joined.taken, joined.left) == (2, 0)
    write(one, {"sub/b.md": f"{ion}\n{acid}"})
    both = build(one, tmp_path / "1", NOW + 3600)
    guids = {note.guid for note in read_package(theirs.read_bytes(), "2")}
    assert guids < {note.guid for note in read_package(both.read_bytes(), "1")}
    with Lab(tmp_path / "learner") as lab:
        lab.load(theirs)
        lab.review(9)
        log = lab.load(both)
        assert (log.new, log.conflicting) == (1, 2)  # until the notes' type is changed, once
        assert all(card.reps == 1 for guid in guids for card in lab.note(guid).cards)
        assert lab.problems() == ()


def test_a_project_does_not_take_over_itself(tmp_path: Path) -> None:
    one = write(tmp_path / "docs", {"a.md": "## What is a mole?\n\nMany.\n"})
    build(one, tmp_path / "1")
    with pytest.raises(ProjectError, match="both ledgers"):
        commands.join_ledgers(open_project(one), one / "ledger.jsonl")
