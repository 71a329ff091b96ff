"""The project's own course in ``sources/``: its notes can be learned, its code runs, its pictures are all used."""

from __future__ import annotations

import json
import re
from pathlib import Path
from statistics import median

import pytest

from builder import pipeline
from builder.model.notes import Note
from builder.pipeline import Compilation
from builder.project.files import open_project
from builder.render import plain_text

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "sources"
_FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def course() -> Compilation:
    return pipeline.notes(open_project(SOURCES))


def _words(course: Compilation) -> list[int]:
    return [len(plain_text(r.fields.answer).split()) for r in course.rendered if r.fields.answer]


def test_answers_are_short(course: Compilation) -> None:
    words = _words(course)
    assert len(words) >= 250
    assert median(words) <= 60


def test_all_kinds_are_there(course: Compilation) -> None:
    notes: list[Note] = [r.note for r in course.rendered]
    assert sum(n.draft.gaps is not None for n in notes) >= 15
    assert sum(n.draft.choice is not None for n in notes) >= 10
    assert sum(n.draft.reverse for n in notes) >= 15


def test_every_layout_of_a_newcomer_is_there(course: Compilation) -> None:
    dialects = {d.dialect for document in course.documents for d in document.reading.drafts}
    assert len(dialects) >= 9, dialects


def test_sections_go_three_deep(course: Compilation) -> None:
    assert any(tag.count("::") >= 2 for r in course.rendered for tag in r.note.tags)


def _code() -> dict[str, str]:
    found = {}
    for path in sorted(SOURCES.glob("*.md")):
        for number, match in enumerate(_FENCE.finditer(path.read_text(encoding="utf-8"))):
            found[f"{path.stem}-{number}"] = match[1]
    for path in sorted(SOURCES.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for number, cell in enumerate(c for c in cells if c["cell_type"] == "code"):
            found[f"{path.stem}-{number}"] = "".join(cell["source"])
    return found


@pytest.mark.parametrize(("name", "code"), _code().items(), ids=_code())
def test_code_runs(name: str, code: str) -> None:
    if "import numpy" in code or "import torch" in code:
        compile(code, name, "exec")
    else:
        exec(compile(code, name, "exec"), {})


def test_the_notebook_computes_what_its_notes_say() -> None:
    scope: dict[str, object] = {}
    for name, code in _code().items():
        if name.startswith("attention-code"):
            exec(code, scope)
    softmax, attend, perplexity, fuse = (scope[n] for n in ("softmax", "attend", "perplexity", "fuse"))
    assert sum(softmax([1000.0, 1001.0])) == pytest.approx(1)  # type: ignore[operator]
    assert attend([1.0, 0.0], [[9.0, 0.0], [-9.0, 0.0]], [[1.0], [5.0]])[0] < 1.01  # type: ignore[operator]
    assert perplexity([0.05] * 7) == pytest.approx(20)  # type: ignore[operator]
    assert fuse([["a", "b"], ["b", "c"]])[0] == "b"  # type: ignore[operator]


def test_every_picture_is_used_and_says_what_it_shows(course: Compilation) -> None:
    used = " ".join(p.read_text(encoding="utf-8") for p in SOURCES.iterdir() if p.is_file())
    for picture in (ROOT / "media").glob("*.svg"):
        assert f"media/{picture.name}" in used
        assert "<desc" in picture.read_text(encoding="utf-8")
