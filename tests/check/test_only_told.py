"""A check renders no card with which nothing can be wrong, and finds what it would find if it rendered all."""

from __future__ import annotations

import shutil
from pathlib import Path

from builder.pipeline import check
from builder.project.files import open_project
from builder.render.signs import may_be_told

LAYOUTS = Path(__file__).parents[1] / "layouts"


def test_nothing_that_rendering_finds_is_lost(tmp_path: Path) -> None:
    for path in sorted(LAYOUTS.glob("*.md"))[::5]:
        shutil.copy(path, tmp_path / path.name)
    project = open_project(tmp_path, None, None)
    all_rendered, whole = check(project)
    some_rendered, told = check(project, only_told=True)
    assert list(told) == list(whole)
    assert 0 < len(some_rendered.rendered) < len(all_rendered.rendered)


def test_words_and_marks_alone_are_plain() -> None:
    assert not may_be_told("The *mean* of 2, 3 and 4: is it 3?\n\n- **Yes:** it is (see page 4).")
    assert may_be_told("a <b>")
    assert may_be_told("see https://example.org")
    assert may_be_told("word " * 2_001)
