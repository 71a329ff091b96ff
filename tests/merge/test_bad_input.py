"""What goes wrong leaves the old package and the old ledger as they were."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from builder import pipeline
from builder.ledger import parse
from builder.model.diagnostics import ProjectError
from builder.package.apkg import read_package
from builder.project.files import open_project
from tests.merge.corpus import FILES, NETWORKS, STATISTICS
from tests.merge.study import HOUR, Author, Learner

DROPOUT = "What is dropout?"
SECOND = "How do randomly disabled neurons help a network to generalise?"
THIRD = "How do randomly disabled units keep it from overfitting?"


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path / "author", FILES)


def everything(author: Author) -> dict[str, bytes]:
    return {str(p.relative_to(author.folder)): p.read_bytes() for p in author.folder.rglob("*") if p.is_file()}


def refused(author: Author, message: str) -> ProjectError:
    """The build is refused, and no file is another afterwards."""
    before = everything(author)
    with pytest.raises(ProjectError, match=message) as caught:
        author.build()
    assert everything(author) == before
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("damage", "message", "line"),
    [
        (lambda text: text[: text.index('"guid"') + 40], "not JSON", 6),
        (lambda text: "\n".join(text.split("\n")[:-3]) + "\n", "truncated", 16),
        (lambda text: "", "empty", 1),
        (lambda text: text.replace('"modified": ', '"modified": "soon", "was": ', 1), "'modified' is wrong", 2),
        (lambda text: text.replace('"ledger": 1', '"ledger": 99'), "version 99", 1),
        (lambda text: text + text.split("\n")[6] + "\n", "is there twice", 19),
        (lambda text: text.replace("\n", "\n<<<<<<< HEAD\n", 1), "merge-conflict marker", 2),
    ],
)
def test_a_damaged_ledger(author: Author, damage: Callable[[str], str], message: str, line: int) -> None:
    author.build()
    author.ledger_file.write_text(damage(author.ledger_file.read_text()))
    author.replace("python.md", "at a time", "by one")
    error = refused(author, message)
    assert error.span is not None
    assert (error.span.path, error.span.line) == ("ledger.jsonl", line)


def test_a_ledger_that_is_no_text(author: Author) -> None:
    author.build()
    author.ledger_file.write_bytes(b"\xff\xfe\x00ledger")
    refused(author, "ledger.jsonl")


def test_a_clock_that_was_set_back(author: Author) -> None:
    author.build()
    author.clock -= 3 * HOUR
    refused(author, "in the future")


def test_a_time_in_the_future_is_never_shipped(author: Author) -> None:
    author.build()
    ledger = author.ledger_file.read_text()
    author.ledger_file.write_text(ledger.replace(f'"modified": {author.clock}', '"modified": 4000000000', 1))
    refused(author, "in the future")


def test_an_id_that_is_used_twice(author: Author) -> None:
    author.build()
    before = everything(author)
    author.write("statistics.md", STATISTICS.replace("?\n", "? {#one}\n"))
    built = pipeline.build(open_project(author.folder / "sources"), author.out, now=author.clock + HOUR)
    assert not built.packages
    assert "pin-used-twice" in {d.rule.name for d in built.report}
    assert everything(author).keys() == before.keys()
    assert author.ledger_file.read_bytes() == before["sources/ledger.jsonl"]


def test_locked(author: Author) -> None:
    author.build()
    pipeline.build(open_project(author.folder / "sources"), author.out, now=author.clock + HOUR, locked=True)
    author.replace("python.md", "at a time", "by one")
    before = everything(author)
    with pytest.raises(ProjectError, match="1 changed"):
        pipeline.build(open_project(author.folder / "sources"), author.out, now=author.clock + HOUR, locked=True)
    assert everything(author) == before


def test_killed_at_any_moment(author: Author, tmp_path: Path) -> None:
    """The old package and ledger, or the new ones, or the new ledger with old packages: identity is kept in each."""
    first = author.build()
    old = everything(author)
    author.replace("networks.md", DROPOUT, SECOND)
    author.replace("python.md", "Q: What is", "Q: What is `yield` for?\n\nA: To give a value and wait.\n\nQ: What is")
    states = tmp_path / "states"
    clock = author.clock + HOUR
    command = [sys.executable, "-m", "tests.merge.killed", str(author.folder), str(clock), str(states)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
    *killed, whole = sorted(states.iterdir())
    new = everything(Author(whole, {}))
    assert len(killed) >= 8
    met = set()
    for state in killed:
        left = everything(Author(state, {}))
        ledger = left["sources/ledger.jsonl"]
        package = left["out/school.apkg"]
        assert ledger in (old["sources/ledger.jsonl"], new["sources/ledger.jsonl"])
        assert package in (old["out/school.apkg"], new["out/school.apkg"])
        parse(ledger.decode(), "ledger.jsonl")
        read_package(package, "school.apkg")
        met.add((ledger == new["sources/ledger.jsonl"], package == new["out/school.apkg"]))
    assert met == {(False, False), (True, False), (True, True)}  # never a package that the ledger does not know

    for state in (killed[0], *killed[-4:]):
        shipped = everything(Author(state, {}))["out/school.apkg"]
        survivor = Author(state, {})
        survivor.clock = clock
        survivor.replace("networks.md", SECOND, THIRD)  # an edit right after the accident
        third = survivor.build()
        assert third.guid(THIRD) == first.guid(DROPOUT)
        with Learner(tmp_path / f"learner-{state.name}") as learner:
            learner.load(first.data)
            learner.review(5)
            learner.load(shipped)
            learner.compare(learner.remember(), third, learner.load(third.data))
            assert len(learner.guids()) == len(third.notes)


def test_leftovers_of_a_killed_build_are_no_sources(author: Author) -> None:
    first = author.build()
    (author.folder / "sources" / ".ledger.jsonl.x1y2").write_text("half a led")
    (author.folder / "out" / ".school.apkg.x1y2").write_bytes(b"PK")
    assert author.build().data == first.data
    assert NETWORKS.count("### ") == 6
