"""Reading packages of every format: ours, and what the real Anki exports, old and new."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from builder.model.diagnostics import ProjectError
from builder.package.apkg import PackagedNote, read_package
from tests.anki.lab import Lab
from tests.package.samples import NOTETYPE, NOTETYPE_ID, NOTETYPE_NAME, RELEASED, packed, rendered

NOTES = (
    rendered("zebra", deck="Root::Über", tags=("a::b", "c"), modified=RELEASED - 5),
    rendered("ant", Answer='<p lang="ja">答え</p>\n<code>&lt;T&gt;</code>', tags=()),
    rendered("moth", deck="Root::One::Two"),
)
EXPECTED = tuple(
    PackagedNote(
        n.guid,
        NOTETYPE_NAME,
        NOTETYPE.named(n.fields),
        n.note.tags,
        n.note.deck,
        n.modified,
        NOTETYPE_ID,
        (0,),
    )
    for n in NOTES
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab(tmp_path / "learner") as opened:
        opened.load(packed(NOTES))
        yield opened


def test_our_own_package() -> None:
    assert read_package(packed(NOTES), "x.apkg") == EXPECTED


@pytest.mark.parametrize("legacy", [True, False])
def test_what_anki_exports(lab: Lab, tmp_path: Path, legacy: bool) -> None:
    path = lab.export(tmp_path / "out.apkg", legacy=legacy)
    assert ("collection.anki21b" in zipfile.ZipFile(path).namelist()) is not legacy
    assert read_package(path.read_bytes(), "out.apkg") == EXPECTED


@pytest.mark.parametrize("legacy", [True, False])
def test_a_whole_collection(lab: Lab, tmp_path: Path, legacy: bool) -> None:
    path = tmp_path / "all.colpkg"
    lab.collection.export_collection_package(str(path), include_media=False, legacy=legacy)
    assert read_package(path.read_bytes(), "all.colpkg") == EXPECTED


def test_a_card_in_a_filtered_deck_is_at_home_elsewhere(lab: Lab, tmp_path: Path) -> None:
    decks = lab.collection.decks
    decks.new_filtered("Cram")
    filtered = decks.by_name("Cram")
    assert filtered is not None
    lab.collection.sched.rebuild_filtered_deck(filtered["id"])
    assert {c.deck for n in lab.notes() for c in n.cards} == {"Cram"}
    path = tmp_path / "all.colpkg"
    lab.collection.export_collection_package(str(path), include_media=False, legacy=False)
    assert {n.deck for n in read_package(path.read_bytes(), "x")} == {n.note.deck for n in NOTES}


def test_a_note_with_several_cards_is_where_its_first_card_is(lab: Lab, tmp_path: Path) -> None:
    models = lab.collection.models
    model = models.by_name("Basic (and reversed card)")
    assert model is not None
    note = lab.collection.new_note(model)
    note["Front"], note["Back"] = "one", "two"
    lab.collection.add_note(note, lab.deck("First"))
    lab.collection.set_deck([note.cards()[1].id], lab.deck("Second"))
    for legacy in (True, False):
        path = lab.export(tmp_path / f"{legacy}.apkg", legacy=legacy)
        (found,) = (n for n in read_package(path.read_bytes(), "x") if n.guid == note.guid)
        assert (found.deck, found.notetype, dict(found.fields)) == (
            "First",
            "Basic (and reversed card)",
            {"Front": "one", "Back": "two"},
        )


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in members.items():
            package.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


def with_models(models: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed(NOTES))) as package, closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(package.read("collection.anki2"))
        connection.execute("update col set models = ?", (models,))
        connection.commit()
        return zipped(collection_anki2=connection.serialize())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "File is not a zip file"),
        (b"plain text", "File is not a zip file"),
        (zipped(media=b"{}"), "holds no collection"),
        (zipped(collection_anki2=b"no database"), "is no database"),
        (zipped(collection_anki2=b"SQLite format 3\0" + bytes(4000)), "database"),
        (zipped(collection_anki21b=b"no zstd"), "zstd"),
        (packed(NOTES)[:-300], "File is not a zip file"),
        (with_models("{}"), f"is of notetype {NOTETYPE_ID}, which is not there"),
        (with_models("[]"), "not to be read"),
        (with_models('{"1": {}}'), "not to be read"),
        (with_models("{"), "not to be read"),
    ],
)
def test_what_is_no_package_is_said_to_be_none(data: bytes, words: str) -> None:
    with pytest.raises(ProjectError, match=words) as error:
        read_package(data, "deck.apkg")
    assert str(error.value.span) == "deck.apkg:1:1"
