"""What reaches the terminal, and how a failure is reported: run as a process, as an author runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from builder.cli.terminal import harmless

ROOT = Path(__file__).parents[2]
EPOCH = {"SOURCE_DATE_EPOCH": "1767225600"}


def deckbuilder(*arguments: object, cwd: Path, env: Mapping[str, str] = EPOCH) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "builder", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **env}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "tea.md").write_text("# Tea\n\n## What is tea?\n\nA drink → hot.\n\n## Who drinks it?\n\nMany.\n")
    return folder


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_imports_little(tmp_path: Path, option: str) -> None:
    """Each TAB of a shell's completion pays for what is imported."""
    program = f"import sys\nsys.argv = ['deckbuilder', {option!r}]\nfrom builder.cli.main import main\n"
    program += "try:\n    main()\nfinally:\n    print(*sorted(m for m in sys.modules if m.startswith('builder')))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1].split() == [
        "builder",
        "builder.cli",
        "builder.cli.main",
        "builder.cli.terminal",
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1"])
@pytest.mark.parametrize("command", [("build", "docs"), ("notes", "docs"), ("check", "docs"), ("explain", "S001")])
def test_any_encoding_of_the_output(docs: Path, encoding: str, command: tuple[str, ...]) -> None:
    done = deckbuilder(*command, cwd=docs.parent, env={**EPOCH, "PYTHONIOENCODING": encoding})
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr


def test_control_characters_are_spelled_out() -> None:
    assert harmless("a\x1b]0;title\x07b\tc\nd\x9b\ud800") == "a\\u001b]0;title\\u0007b\tc\nd\\u009b\\ud800"


def test_no_line_is_a_command_of_a_ci_system() -> None:
    text = "::error file=a::b\n  ::warning::c\nd ::e\n##[group]f\ng ##vso[task]h"
    assert harmless(text) == "\\::error file=a::b\n  \\::warning::c\nd ::e\n#\\#[group]f\ng #\\#vso[task]h"


def test_hostile_names_and_texts_do_not_reach_the_terminal(docs: Path) -> None:
    (docs / "ansi\x1b]0;owned\x07.md").write_text("## What is ice?\n\nWater \x1b[2J gone.\n")
    (docs / "::error::x.md").write_text("## What is fog?\n\nA cloud.\n")
    for command in (["build", "docs"], ["check", "docs"], ["notes", "docs", "--lines"], ["dialects", "docs"], ["diff"]):
        done = deckbuilder(*command, cwd=docs.parent if "docs" in command else docs)
        shown = done.stdout + done.stderr
        assert b"\x1b" not in shown
        assert b"\x07" not in shown
        assert not any(line.lstrip().startswith(b"::") for line in shown.splitlines())


@pytest.mark.parametrize("time", ["²", "9" * 22, "-1", "soon", "2524608000"])
def test_odd_times(docs: Path, time: str) -> None:
    done = deckbuilder("build", "docs", cwd=docs.parent, env={"SOURCE_DATE_EPOCH": time})
    assert done.returncode == 2
    assert b"error[P008]" in done.stderr
    assert not (docs / "ledger.jsonl").exists()


def test_a_working_folder_that_went_away(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = f"import os; os.rmdir({str(gone)!r}); from builder.cli.main import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program, "build"], cwd=gone, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"error[P000]" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_fault_of_ours_asks_for_a_report(docs: Path) -> None:
    program = (
        "import builder.pipeline as p\np.compile_project = lambda *a, **k: 1 / 0\n"
        "from builder.cli.main import main\nmain()"
    )
    for debug in ([], ["--debug"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *debug, "notes", str(docs)], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 2
        assert b"this is a fault of Deckbuilder: ZeroDivisionError" in done.stderr
        assert (b"Traceback" in done.stderr) == bool(debug)
