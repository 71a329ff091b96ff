"""Every released version's package, updated by the newest build: no schedule is reset, and no note is there twice.

A folder holds what an author and a learner had from that version: ``*.md``, ``deckbuilder.toml`` and
``ledger.jsonl``, and ``harbour.apkg``, which was built of them.  They are made once, at the release, and
never again.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder import pipeline
from builder.ledger import parse
from builder.package.apkg import read_package
from builder.project.files import open_project
from tests.anki.lab import Lab

HERE = Path(__file__).parent
VERSIONS = sorted(path.name for path in HERE.iterdir() if (path / "ledger.jsonl").exists())
DAY = 86_400


def test_there_is_one() -> None:
    assert "0.1.0" in VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_the_newest_build_updates_what_was_released(version: str, tmp_path: Path) -> None:
    released = HERE / version
    sources = tmp_path / "sources"
    shutil.copytree(released, sources)
    (sources / "harbour.apkg").unlink()
    ledger = parse((released / "ledger.jsonl").read_text(encoding="utf-8"), "ledger.jsonl")
    built = pipeline.build(open_project(sources), tmp_path / "out", now=ledger.newest + DAY)
    assert built.packages, [d.message for d in built.report]
    assert built.stamped is not None
    shipped = {n.guid for n in read_package(built.packages[0].path.read_bytes(), "new")}
    with Lab(tmp_path / "learner") as learner:
        log = learner.load(released / "harbour.apkg")
        assert (log.new, log.problems) == (len(ledger.notes), 0)
        learner.review(8)
        before = {(n.guid, c.ord): c.schedule for n in learner.notes() for c in n.cards}
        update = learner.load(built.packages[0].path)
        now = {(n.guid, c.ord): c.schedule for n in learner.notes() for c in n.cards}
        assert now == before
        assert (update.new, update.problems) == (0, 0)
        assert {n.guid for n in learner.notes()} == shipped == {n.guid for n in ledger.notes}
        changed = {e.guid for e in built.stamped.ledger.notes if e.digest != ledger.by_guid[e.guid].digest}
        assert update.updated == len(changed)  # nothing is touched without need
        assert learner.problems() == ()
        assert learner.empty_cards() == ()
