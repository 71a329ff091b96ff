"""The project's own corpus, from its documents into the real Anki; and the shape of the code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder import pipeline
from builder.model.notes import FateKind
from builder.project.files import Project, open_project
from tests.anki.lab import Lab

ROOT = Path(__file__).parents[1]
NOW = 1_767_225_600


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("sources", "media"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "sources" / "ledger.jsonl").unlink(missing_ok=True)
    return open_project(folder / "sources")


@pytest.fixture(scope="module")
def built(project: Project) -> pipeline.Built:
    return pipeline.build(project, project.root / "dist", now=NOW)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab(tmp_path / "learner") as opened:
        yield opened


def test_the_corpus_arrives_whole_in_anki(built: pipeline.Built, lab: Lab) -> None:
    main = built.packages[0]
    log = lab.load(main.path)
    assert (log.new, log.problems) == (main.notes, 0)
    assert main.notes >= 50
    assert lab.problems() == ()
    assert lab.empty_cards() == ()
    assert len(lab.media()) == 12
    for guid in lab.guids():
        front, back = lab.render(guid)
        assert "db-question" in front or 'class="cloze"' in front
        assert "db-answer" in back or 'class="cloze"' in back
        assert "{{" not in front + back


def test_topics_merge_with_the_whole_in_any_order(built: pipeline.Built, lab: Lab) -> None:
    main, *topics = built.packages
    first, second = topics[0], topics[-1]
    assert lab.load(first.path).new == first.notes
    assert lab.load(main.path).new == main.notes - first.notes
    assert lab.load(second.path).new == 0
    assert len(lab.notes()) == main.notes


def test_check_has_nothing_to_say_about_the_corpus(project: Project) -> None:
    _, report = pipeline.check(project)
    assert [f"{d.span}: {d.rule.code} {d.message}" for d in report] == []


def test_every_line_of_the_corpus_is_accounted_for(built: pipeline.Built) -> None:
    for document in built.compilation.documents:
        lines = [line.number for line in document.document.source.lines if not line.blank]
        assert [fate.line for fate in document.reading.fates] == lines
        reasons = {fate.reason for fate in document.reading.fates if fate.kind is FateKind.SKIPPED}
        assert reasons <= {"front matter", "separator", "comment", "markup", "table header", "the names of the columns"}


def test_each_layout_has_its_example(built: pipeline.Built) -> None:
    dialects = {r.note.draft.dialect for r in built.compilation.rendered}
    assert {"headings", "numbered-headings", "numbered-bold", "labels", "numbered-list"} <= dialects
    texts = [r.fields.answer for r in built.compilation.rendered]
    for piece in ("<table", '<pre class="db-code', "<img", "\\(", "\\["):
        assert any(piece in text for text in texts), piece
