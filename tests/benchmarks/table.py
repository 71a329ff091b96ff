"""``make bench``: what each thing costs, as ratios, in one table.

Run ``python -m tests.benchmarks.table [NOTES] [RUNS]``.  Times are CPU seconds of whole processes, user and system, the
best of some runs, so that other work on the machine counts little.  What peers take is in ``peers.toml``; it is
brought to this machine by the floor (genanki alone), which is measured in the same run.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.corpus import write

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_PEERS = tomllib.loads((_HERE / "peers.toml").read_text(encoding="utf-8"))
_EMPTY = "import click\n@click.command()\ndef main(): pass\nmain()"
_MANY = 100  # documents


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds, and the most memory in megabytes."""

    seconds: float
    megabytes: float


def cost(*arguments: object) -> Cost:
    """What one run of Python with ``arguments`` costs; its children count as well."""
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    null = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, null, 1)]
    command = [sys.executable, *map(str, arguments)]
    pid = os.posix_spawn(sys.executable, command, environment, file_actions=actions)
    os.close(null)
    _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) > 1:
        raise SystemExit(f"{' '.join(command)} failed")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def best(runs: int, *arguments: object, before: Callable[[], object] = int) -> Cost:
    """The cheapest of ``runs`` runs; ``before`` each, something is made ready."""
    found = []
    for _ in range(runs):
        before()
        found.append(cost(*arguments))
    return Cost(min(c.seconds for c in found), min(c.megabytes for c in found))


class _Bench:
    def __init__(self, folder: Path, notes: int, runs: int) -> None:
        self.folder, self.notes, self.runs = folder, notes, runs
        os.environ["XDG_CACHE_HOME"] = str(folder / "own")

    def rows(self) -> Iterator[tuple[str, float, str, float]]:
        """Name, CPU seconds (or megabytes), what it is held against, and how much that is."""
        runs = self.runs
        empty = best(5 * runs, "-c", _EMPTY).seconds
        whole, none = (
            best(max(3, runs), "-m", "tests.benchmarks.floor", count, self.folder / "floor.apkg").seconds
            for count in (_PEERS["notes"], 1)
        )
        floor, then = whole - none, _PEERS["seconds"]["floor"]
        peer = _PEERS["seconds"]["ankdown"] * self.notes / _PEERS["notes"] * floor / then
        yield "an empty click program", empty, "itself", empty
        yield f"genanki alone, {_PEERS['notes']:,} notes", floor, "when peers were measured", then
        yield "--help", best(5 * runs, "-m", "builder", "--help").seconds, "the empty program", empty
        one = self.project("one", 1)
        first = best(runs, *self.build(one), before=lambda: self.forget(one))
        yield f"first build, {self.notes:,} notes in one document", first.seconds, "ankdown", peer
        yield "  memory (MB)", first.megabytes, "ankdown", _PEERS["megabytes"]["ankdown"]
        yield "  nothing changed", best(runs, *self.build(one)).seconds, "first build", first.seconds
        changed = best(runs, *self.build(one), before=lambda: self.edit(one))
        yield "  one note changed", changed.seconds, "first build", first.seconds
        check = best(runs, *self.check(one), before=lambda: self.forget(one))
        yield "  check, first", check.seconds, "first build", first.seconds
        yield "  check, again", best(runs, *self.check(one)).seconds, "first check", check.seconds
        many = self.project("many", _MANY)
        split = best(runs, *self.build(many), before=lambda: self.forget(many))
        yield f"first build, the same in {_MANY} documents", split.seconds, "in one document", first.seconds
        changed = best(runs, *self.build(many), before=lambda: self.edit(many))
        yield "  one note changed", changed.seconds, "first build", split.seconds
        tenth = self.project("tenth", 1, self.notes // 10)
        small = best(runs, *self.build(tenth), before=lambda: self.forget(tenth))
        yield (
            f"a tenth of the notes, {self.notes // 10:,}",
            small.seconds,
            "a tenth of the first build",
            first.seconds / 10,
        )

    def project(self, name: str, documents: int, notes: int = 0) -> Path:
        write(self.folder / name, notes or self.notes, documents)
        return self.folder / name

    def build(self, project: Path) -> tuple[object, ...]:
        return "-m", "builder", "build", project, "-q", "-o", self.folder / f"out-{project.name}"

    def check(self, project: Path) -> tuple[object, ...]:
        return "-m", "builder", "check", project

    def forget(self, project: Path) -> None:
        for path in (project / ".deckbuilder_cache", self.folder / f"out-{project.name}"):
            shutil.rmtree(path, ignore_errors=True)
        (project / "ledger.jsonl").unlink(missing_ok=True)

    def edit(self, project: Path) -> None:
        path = sorted(project.glob("*.md"))[0]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("The ", "The very ", 1), encoding="utf-8")


def main(notes: int = 10_000, runs: int = 3) -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        print("| | CPU s | held against | ratio |\n|---|---|---|---|")
        for name, amount, against, other in _Bench(Path(folder), notes, runs).rows():
            print(f"| {name} | {amount:.2f} | {against} | {amount / other:.2f} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
