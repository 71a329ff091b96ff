"""A look of one's own, and the shape that must never change."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from builder.model import notetypes
from builder.model.diagnostics import ProjectError
from tests.merge.study import Author, Learner

FILES = {
    "rocks.md": "# Rocks\n\n## What is basalt?\n\nLava that cooled.\n",
    "slate.md": "# Slate\n\n- {{c1::Slate}} was mud.\n",
}
OWN = '[card]\ncss = "rocks.css"\n'


def author(folder: Path) -> Author:
    return Author(folder / "author", FILES)


def test_a_style_of_ones_own_comes_later_and_touches_no_note(tmp_path: Path) -> None:
    made = author(tmp_path)
    first = made.build()
    with Learner(tmp_path / "learner") as learner:
        learner.load(first.data)
        learner.review(2)
        before = learner.remember()
        made.write("deckbuilder.toml", OWN).write("rocks.css", ".card { --accent: rebeccapurple }")
        second = made.build()
        assert learner.compare(before, second, learner.load(second.data)) == Counter(untouched=2)
        for name in learner.notetypes():
            assert learner.css(name).endswith(".card { --accent: rebeccapurple }")
            assert ".db-card" in learner.css(name)
        assert not made.build().released


@pytest.mark.parametrize("name", ["gone.css", "../../../etc/passwd"])
def test_a_style_that_is_not_there_is_an_error(tmp_path: Path, name: str) -> None:
    made = author(tmp_path)
    made.write("deckbuilder.toml", f'[card]\ncss = "{name}"\n')
    with pytest.raises(ProjectError):
        made.build()


def test_two_decks_do_not_share_a_look(tmp_path: Path) -> None:
    one = author(tmp_path / "one").build()
    other = Author(tmp_path / "two" / "author", {"trees.md": "# Trees\n\n## What is an oak?\n\nA tree.\n"})
    two = other.write("deckbuilder.toml", OWN).write("rocks.css", ".card { color: teal }").build()
    with Learner(tmp_path / "learner") as learner:
        assert learner.load(one.data).problems == 0
        assert learner.load(two.data).problems == 0
        assert sorted("teal" in learner.css(name) for name in learner.notetypes()) == [False, False, True]


def test_another_shape_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = author(tmp_path)
    made.build()
    ledger = made.ledger_file.read_bytes()
    shapes = dict(notetypes.load())
    fields = shapes[notetypes.STANDARD].fields
    shapes[notetypes.STANDARD] = replace(shapes[notetypes.STANDARD], fields=(fields[1], fields[0], *fields[2:]))
    monkeypatch.setattr(notetypes, "load", lambda: shapes)
    with pytest.raises(ProjectError, match=r"Question” became .*Answer”") as error:
        made.build()
    assert error.value.code == "K007"
    assert made.ledger_file.read_bytes() == ledger
