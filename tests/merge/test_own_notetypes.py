"""Notetypes with templates of one's own, in the real Anki."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import commands
from builder.model.diagnostics import ProjectError
from builder.project.files import open_project
from tests.merge.study import Author, Learner

RIVERS = "# Rivers\n\n## Where does the Elbe end?\n\nIn the North Sea.\n\n## Which rises here?\n\nThe {{c1::Indus}}.\n"
ROCKS = "# Rocks\n\n## What is basalt?\n\nLava that cooled.\n"
OWN = (
    '[notetype.map]\nfront = "map.html"\ncss = "map.css"\ncloze_back = "river.html"\n\n'
    '[[source]]\npath = "rivers.md"\nnotetype = "map"\n'
)
FILES = {
    "rivers.md": RIVERS,
    "rocks.md": ROCKS,
    "deckbuilder.toml": OWN,
    "map.html": "<div class='map'>On the map: {{Question}}</div>",
    "map.css": ".map { color: teal }",
    "river.html": "A river: {{cloze:Text}}",
}


def test_notes_of_a_source_have_its_notetype_and_the_others_ours(tmp_path: Path) -> None:
    author = Author(tmp_path / "author", FILES)
    first = author.build()
    with Learner(tmp_path / "learner") as learner:
        assert learner.load(first.data).new == 3
        names = sorted(learner.notetypes())
        assert names == ["Deckbuilder map Cloze: author", "Deckbuilder map: author", "Deckbuilder: author"]
        elbe, indus, basalt = (
            first.guid(q) for q in ("Where does the Elbe end?", "Which rises here?", "What is basalt?")
        )
        assert "On the map: Where does the Elbe end?" in learner.render(elbe)[0]
        assert "In the North Sea." in learner.render(elbe)[1]
        assert "A river: " in learner.render(indus)[1]
        assert "map" not in learner.render(basalt)[0]
        assert learner.css("Deckbuilder map: author").endswith(".map { color: teal }")
        learner.review(3)
        before = {n.guid: [c.schedule for c in n.cards] for n in learner.notes()}
        author.write("map.html", "Where on the map? {{Question}}")
        learner.load(author.build().data)
        assert {n.guid: [c.schedule for c in n.cards] for n in learner.notes()} == before
        assert "Where on the map?" in learner.render(elbe)[0]
        author.replace("rivers.md", "In the North Sea.", "Near Cuxhaven.")
        assert learner.load(author.build().data).updated == 1
        assert learner.problems() == ()
        author.replace("rivers.md", "## Where does the Elbe end?\n\nNear Cuxhaven.\n\n", "")
        learner.load(author.build().data)
        assert learner.empty_cards() == (elbe,)


def test_a_published_note_keeps_its_notetype(tmp_path: Path) -> None:
    author = Author(tmp_path / "author", FILES)
    author.build()
    ledger = author.ledger_file.read_bytes()
    for old, new in (('path = "rivers.md"', 'path = "*.md"'), ('path = "rivers.md"', 'path = "seas.md"')):
        author.write("deckbuilder.toml", OWN.replace(old, new))
        with pytest.raises(AssertionError, match="learners who have it begin anew"):
            author.build()
    author.write("deckbuilder.toml", "")
    with pytest.raises(ProjectError, match="the notetype 'map', which the configuration lacks"):
        author.build()
    assert author.ledger_file.read_bytes() == ledger
    author.write("deckbuilder.toml", OWN.replace("rivers.md", "*.md") + '\n[rules]\nK008 = "warning"\n')
    assert len(author.build().notes) == 4  # the note that begins anew, and the one that is retired


def test_a_lost_ledger_knows_the_notetypes_of_the_package(tmp_path: Path) -> None:
    author = Author(tmp_path / "author", FILES)
    first = author.build()
    author.ledger_file.unlink()
    package = next((tmp_path / "author" / "out").glob("*.apkg"))
    commands.catch_up(open_project(author.folder / "sources"), package, now=author.clock)
    assert author.build().notes.keys() == first.notes.keys()
