"""Well-kept documents of many kinds and languages: the checks say nothing about them, and ``--fix`` changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.check.fix import fixed
from builder.model.config import Config
from builder.pipeline import check
from builder.project.files import open_project
from tests.check.compiling import findings

GOOD = sorted(p for p in (Path(__file__).parent / "good").iterdir() if p.suffix in (".md", ".txt", ".tsv"))


def test_there_are_documents_of_many_kinds_in_many_languages() -> None:
    assert len(GOOD) >= 30
    assert len({path.name.partition("-")[0] for path in GOOD}) >= 10


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_document_has_no_finding(path: Path) -> None:
    _, report = check(open_project(path, None, None))
    assert [f"{d.span}: {d.rule.code} {d.message}" for d in report] == []


@pytest.mark.parametrize("path", [p for p in GOOD if p.suffix != ".tsv"], ids=lambda path: path.stem)
def test_nothing_in_a_good_document_is_mended(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert fixed(text, findings({path.name: text}, Config()), unsafe=True) == text
