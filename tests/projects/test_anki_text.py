"""A deck that the real Anki exports as text is read, built, and imported over the original."""

from __future__ import annotations

from pathlib import Path

from builder.pipeline import build
from builder.project.files import open_project
from tests.anki.lab import Lab

NOW = 2_000_000_000
_CONFIG = 'deck = "Band"\nidentity = "v7Qk2mXc0aBd"\n'
_NOTES = """# Winds

## Which winds have a reed?

oboe, "bassoon"
and clarinet

## What does an oboe weigh?

| part | weight |
| --- | --- |
| body | 700 g |
"""


def test_a_deck_of_ours_goes_through_ankis_text_and_comes_back(tmp_path: Path) -> None:
    first = _project(tmp_path / "first", "winds.md", _NOTES)
    with Lab(tmp_path / "lab") as lab:
        assert lab.load(first).new == 2
        lab.review(1)
        before = {note.guid: note for note in lab.notes()}
        again = _project(tmp_path / "again", "winds.txt", _exported(lab, tmp_path))
        log = lab.load(again)
        assert (log.new, log.problems) == (0, 0)
        assert {note.guid: note.cards for note in lab.notes()} == {guid: note.cards for guid, note in before.items()}
        answers = {note.fields["Question"]: note.fields["Answer"] for note in lab.notes()}
        assert 'oboe, "bassoon"' in answers["Which winds have a reed?"]
        assert "<td>700 g</td>" in answers["What does an oboe weigh?"]


def test_only_the_line_that_changed_is_updated(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        lab.load(_project(tmp_path / "first", "winds.md", _NOTES))
        text = _exported(lab, tmp_path)
        lab.load(_project(tmp_path / "again", "winds.txt", text))
        package = _project(tmp_path / "again", "winds.txt", text.replace("700 g", "750 g"), NOW + 100)
        log = lab.load(package)
        assert (log.new, log.updated, log.duplicate, log.problems) == (0, 1, 1, 0)


def test_a_deck_of_another_notetype_keeps_its_guids_decks_and_tags(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        collection = lab.collection
        basic = collection.models.by_name("Basic")
        assert basic is not None
        for front, back, deck, tags in (
            (
                "Which <b>wind</b> rings?",
                'horn,<br>"Waldhorn"<div>of brass</div>',
                "Winds::Brass",
                ["brass", "ring::loud"],
            ),
            ("a\nnew line & a tab", "<ul><li>one</li><li>two</li></ul>", "Winds", []),
        ):
            note = collection.new_note(basic)
            note["Front"], note["Back"], note.tags = front, back, tags
            collection.add_note(note, lab.deck(deck))
        before = {note.guid: note for note in lab.notes()}
        project = tmp_path / "again"
        package = _project(project, "winds.txt", _exported(lab, tmp_path))
        with Lab(tmp_path / "other learner") as other:
            assert other.load(package).new == 2
            found = {note.guid: note for note in other.notes()}
        assert found.keys() == before.keys()
        for guid, note in found.items():
            assert set(before[guid].tags) <= set(note.tags)
            assert note.cards[0].deck == f"Band::{before[guid].cards[0].deck}"
        assert lab.load(package).new == 0


_KINDS = """# Winds

## Which wind has a reed?

a) oboe
b) horn

Answer: a

It has two.

## Horn? {reverse}

Waldhorn

## The lowest of brass? {type}

tuba

## What is said of it?

The {{c1::bassoon::wind}} is {{c2::low}}.
"""


def test_notes_of_every_kind_come_back_as_they_were(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        lab.load(_project(tmp_path / "first", "Winds.md", _KINDS))
        before = {note.guid: note.fields for note in lab.notes()}
        package = _project(tmp_path / "again", "Winds.txt", _exported(lab, tmp_path), NOW + 100)
        log = lab.load(package)
        assert (log.found, log.new, log.problems) == (4, 0, 0)
        assert {note.guid: note.fields for note in lab.notes()} == before


def _project(folder: Path, name: str, text: str, now: int = NOW) -> Path:
    """Build a folder with one source; its package."""
    folder.mkdir(exist_ok=True)
    (folder / "deckbuilder.toml").write_text(_CONFIG, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    built = build(open_project(folder), folder / "dist", now=now, topics=False)
    assert built.packages, [d.message for d in built.report]
    return built.packages[0].path


def _exported(lab: Lab, folder: Path) -> str:
    """All notes as "Notes in Plain Text", with every column."""
    path = folder / "notes.txt"
    lab.collection.export_note_csv(
        out_path=str(path),
        limit=None,
        with_html=True,
        with_tags=True,
        with_deck=True,
        with_notetype=True,
        with_guid=True,
    )
    return path.read_text(encoding="utf-8")
