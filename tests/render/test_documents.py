"""Whole documents, with pictures and sounds beside them: what stands on the cards, and what is told.

Definitions, macros, references and files reach a card only by the whole way; each kind has its document here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder import pipeline
from builder.project.files import open_project
from tests import cases
from tests.media.samples import SOUNDS, VIDEO, encoded, plain, svg

_CASES = cases.load(Path(__file__).parent / "cases" / "documents.txt")
_FILES = {
    "heart.png": encoded(plain(size=(400, 300))),
    "with space.png": encoded(plain(size=(40, 30))),
    "attachments/valve.png": encoded(plain(size=(300, 200))),
    "images/x.png": encoded(plain(size=(100, 80))),
    "long.png": encoded(plain(size=(9000, 20))),
    "flow.mmd.svg": svg(),
    "s.mp3": SOUNDS["mp3"],
    "v.mp4": VIDEO,
}
_PACKED = re.compile(r"-[0-9a-f]{12}(?=\.\w+)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents") / "project"
    for name, data in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.mark.parametrize("case", _CASES, ids=cases.title)
def test_document(case: cases.Case, expect: cases.Expect, folder: Path) -> None:
    (folder / "notes.md").write_text(case.input.replace("⇥", "\t").replace("␛", "\x1b"), encoding="utf-8")
    compilation, report = pipeline.check(open_project(folder))
    shown = []
    for note in compilation.rendered:
        fields = note.fields
        shown += [f"Q {fields.question}", *(f"A {text}" for text in (fields.answer, fields.options) if text)]
        shown += [f"+ {fields.extra}"] if fields.extra else []
    shown += [f"! {d.span}: {d.rule.code} {d.message}" for d in report.diagnostics]
    expect(case, _PACKED.sub("", "\n".join(shown)))
