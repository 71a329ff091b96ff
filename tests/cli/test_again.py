"""A command that has nothing new to do says what it said; whatever it looks at makes it look again."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli.main import main
from builder.project.lock import FOLDER
from tests.site.project import PIXEL

DAY = 86_400
NOW = 1_767_225_600
BREAD = """\
# Bread

## What is dough?

Flour and water. ![The crumb](crumb.png)

## What is crumb?

![Gone](gone.png)
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project ``sources`` in a repository, with a fetched-media folder, a picture elsewhere and an older release."""
    root = tmp_path / "repository"
    for name, content in {
        "sources/bread.md": BREAD,
        "sources/tea.md": "# Tea\n\n## What is tea?\n\nLeaves.\n\n## What is oolong?\n\nHalf fermented.\n",
        "sources/quiz.yaml": "a: b\n",
        "sources/page.html": '<meta name="generator" content="Deckbuilder">',
        "figures/crumb.png": PIXEL,
        "deckbuilder.toml": "tags = ['food']\n[card]\ncss = 'look.css'\n",
        "sources/look.css": ".card { color: black }",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (root / ".git").mkdir()
    monkeypatch.chdir(root)
    return root


def run(*arguments: str, now: int = NOW) -> tuple[str, bool]:
    """What a command says, and whether it had to look at more than facts."""
    heavy = [name for name in sys.modules if name in ("builder.cli.building", "builder.cli.checking")]
    for name in heavy:
        del sys.modules[name]
    time.sleep(0.03)  # what was written just now must not seem to be written during the run
    environment = {"SOURCE_DATE_EPOCH": str(now)}
    result = CliRunner().invoke(main, list(arguments), env=environment, catch_exceptions=False)
    worked = any(name in sys.modules for name in ("builder.cli.building", "builder.cli.checking"))
    return result.output + str(result.exit_code), worked


BUILD = ("build", "sources", "-o", "dist/deck")
CHECK = ("check", "sources")


def test_a_second_build_and_check_have_nothing_to_do(root: Path) -> None:
    first, worked = run(*BUILD)
    assert worked
    assert "began sources/ledger.jsonl" in first
    before = {path: path.read_bytes() for path in root.rglob("*.apkg")}
    second, worked = run(*BUILD, now=NOW + DAY)
    assert not worked
    assert "nothing changed since the last build" in second
    uncached, worked = run(*BUILD, "--no-cache", now=NOW + DAY)
    assert worked
    assert uncached == second
    assert {path: path.read_bytes() for path in root.rglob("*.apkg")} == before
    first, worked = run(*CHECK)
    assert worked
    assert run(*CHECK) == (first, False)
    assert run(*CHECK, "--strict")[1]


def _write(name: str, content: str | bytes) -> Callable[[Path], object]:
    def edit(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return edit


EDITS: dict[str, Callable[[Path], object]] = {
    "a source": _write("sources/bread.md", BREAD.replace("Flour", "Rye")),
    "a new source": _write("sources/sub/new.md", "## What is new?\n\nThis.\n"),
    "a source goes": lambda root: (root / "sources/tea.md").unlink(),
    "a source that was none": _write("sources/quiz.yaml", "- question: What is rye?\n  answer: A grain.\n"),
    "a page that was ours": _write("sources/page.html", "<h2>What is a page?</h2><p>This.</p>"),
    "the configuration": _write("deckbuilder.toml", "tags = ['drink']\n"),
    "the look of cards": _write("sources/look.css", ".card { color: navy }"),
    "another configuration": _write("sources/deckbuilder.toml", "tags = ['drink']\n"),
    "what git ignores": _write("sources/.gitignore", "tea.md\n"),
    "what git ignores above": _write(".gitignore", "tea.md\n"),
    "a picture": _write("figures/crumb.png", PIXEL[:-4] + b"abcd"),
    "a picture that was missing": _write("media/gone.png", PIXEL),
    "a picture that was missing, elsewhere": _write("figures/far/gone.png", PIXEL),
    "a picture that nobody uses": _write("media/idle.png", PIXEL),
    "a nearer picture": _write("sources/crumb.png", PIXEL[:-4] + b"abcd"),
    "fetched pictures": _write("media/remote/manifest.json", "{}"),
    "the ledger": lambda root: (root / "sources/ledger.jsonl").unlink(),
    "the repository": lambda root: (root / ".git").rmdir(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_whatever_a_build_or_a_check_looks_at_is_noticed(root: Path, edit: Callable[[Path], object]) -> None:
    run(*BUILD)
    run(*CHECK)
    edit(root)
    assert run(*CHECK)[1]
    assert run(*BUILD, now=NOW + DAY)[1]


OUTPUT: dict[str, Callable[[Path], object]] = {
    "the package": lambda root: (root / "dist/deck/repository.apkg").unlink(),
    "a topic's package": lambda root: (root / "dist/deck/topics/tea.apkg").write_bytes(b"x"),
    "the list of what was written": lambda root: (root / "dist/deck/.deckbuilder-files.json").unlink(),
}


@pytest.mark.parametrize("edit", OUTPUT.values(), ids=OUTPUT)
def test_whatever_a_build_wrote_is_noticed(root: Path, edit: Callable[[Path], object]) -> None:
    run(*BUILD)
    edit(root)
    assert run(*BUILD, now=NOW + DAY)[1]
    assert not run(*BUILD, now=NOW + DAY)[1]


def test_a_retired_note_is_done_with_on_its_day(root: Path) -> None:
    (root / "deckbuilder.toml").write_text("retire_after = 1\nretire_days = 10\n")
    run(*BUILD)
    tea = root / "sources/tea.md"
    tea.write_text(tea.read_text().replace("## What is oolong?\n\nHalf fermented.\n", ""))
    run(*BUILD, now=NOW + DAY)
    bread = root / "sources/bread.md"
    bread.write_text(bread.read_text() + "\nMore.\n")
    run(*BUILD, now=NOW + 2 * DAY)
    assert not run(*BUILD, now=NOW + 10 * DAY)[1]
    assert run(*BUILD, now=NOW + 12 * DAY)[1]


def test_time_that_goes_back_is_noticed(root: Path) -> None:
    run(*BUILD)
    assert run(*BUILD, now=NOW - DAY)[1]


def test_a_file_that_changes_during_the_work_is_no_evidence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from builder.cli import looked

    of_sources = looked.of_sources

    def late(*arguments: object) -> None:
        (root / "media").mkdir(exist_ok=True)
        (root / "figures/crumb.png").write_bytes(PIXEL)
        of_sources(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(looked, "of_sources", late)
    run(*CHECK)
    monkeypatch.undo()
    assert run(*CHECK)[1]


def test_a_foreign_run_is_not_said_again(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(*CHECK)
    assert list((root / "sources" / FOLDER).glob("run-*"))
    monkeypatch.setitem(os.environ, "XDG_CACHE_HOME", str(tmp_path / "another"))
    assert run(*CHECK)[1]
