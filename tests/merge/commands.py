"""An author at the command line, with a clock of their own, and what a learner's Anki makes of the packages."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli.main import main
from tests.anki.lab import Lab, LabNote, Log

START = 1_700_000_000
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, on both streams, and its exit code."""

    code: int
    text: str

    def __contains__(self, part: str) -> bool:
        return part in " ".join(self.text.split())


class Desk:
    """A folder in which commands are run, an hour after each other."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.clock = START
        self._built = 0
        self._patch = monkeypatch
        monkeypatch.chdir(folder)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def notes(self, name: str, *notes: tuple[str, str], title: str = "Facts") -> None:
        """Write a document of questions and answers."""
        self.write(name, f"# {title}\n" + "".join(f"\n## {q}\n\n{a}\n" for q, a in notes))

    def run(self, *arguments: str, later: int = HOUR) -> Said:
        """Run a command; its clock is ``later`` seconds after that of the last."""
        self.clock += later
        self._patch.setenv("SOURCE_DATE_EPOCH", str(self.clock))
        result = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
        return Said(result.exit_code, result.output)

    def build(self, out: str, *more: str, sources: str = "docs", later: int = HOUR) -> Path:
        """Build; a copy of the package."""
        said = self.run("build", sources, "-o", out, *more, later=later)
        assert said.code == 0, said.text
        self._built += 1
        return shutil.copy(next((self.folder / out).glob("*.apkg")), self.folder / f"built-{self._built}.apkg")

    def diff(self, *more: str) -> str:
        """The last line of ``diff``."""
        return self.run("diff", "docs", *more).text.splitlines()[-1]


class Pupil(Lab):
    """A learner who answers each card once after the first import."""

    def __enter__(self) -> Pupil:
        return self

    def learns(self, package: Path) -> Log:
        log = self.load(package)
        self.review(100)
        return log

    def by_question(self) -> dict[str, LabNote]:
        return {note.fields["Question"]: note for note in self.notes()}

    def reps(self, note: LabNote) -> list[int]:
        return [card.reps for card in note.cards]
