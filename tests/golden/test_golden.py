"""The promises that can never be taken back are held against literals, not against the code that keeps them.

``notetypes.json`` is what a package says of both notetypes, without templates' texts and CSS;
``texts.jsonl`` is what identity makes of a note, one a line: its question's normal form, its GUID, its
answer's digest and sketch, and its fields' digest.  Neither file may ever be written anew: a test that
fails here means that learners would lose their schedules.
"""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from builder import ledger as ledgers
from builder import pipeline
from builder.ledger import NotetypeEntry, texts
from builder.model import notetypes
from builder.model.notetypes import CLOZE, STANDARD, Fields
from builder.project.files import open_project
from tests.package.samples import rendered

HERE = Path(__file__).parent
SOURCES = HERE.parent.parent / "sources"
NOTES = [json.loads(line) for line in (HERE / "texts.jsonl").read_text(encoding="utf-8").splitlines()]


def packaged_notetypes() -> dict[str, Any]:
    """The notetypes as a package of the project ``golden`` holds them, without what may change."""
    text = rendered("b")
    text = dataclasses.replace(
        text,
        fields=Fields(text="{{c1::b}}"),
        note=dataclasses.replace(text.note, draft=dataclasses.replace(text.note.draft, notetype=CLOZE)),
    )
    entries = (NotetypeEntry(CLOZE, modified=1), NotetypeEntry(STANDARD, modified=1))
    ledger = ledgers.Ledger("golden", "Deck", entries)
    data = pipeline.pack(
        [rendered("a"), text],
        notetypes=ledgers.released(ledger, notetypes.load()),
        media={},
        released=1_760_000_000,
    )
    with zipfile.ZipFile(io.BytesIO(data)) as package, closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(package.read("collection.anki2"))
        ((models,),) = connection.execute("select models from col").fetchall()
    shapes: dict[str, Any] = json.loads(models)
    for shape in shapes.values():
        del shape["css"], shape["mod"], shape["latexPre"], shape["latexPost"]
        for template in shape["tmpls"]:
            del template["qfmt"], template["afmt"]
        for field in shape["flds"]:
            del field["description"]
    return shapes


def test_the_shapes_of_the_notetypes() -> None:
    assert packaged_notetypes() == json.loads((HERE / "notetypes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("note", NOTES, ids=[note["question"][:30] for note in NOTES])
def test_what_identity_makes_of_a_note(note: dict[str, str]) -> None:
    key = texts.normal(note["question"])
    fields = Fields(question=note["question"], answer=note["answer"], context="<span>Golden</span>")
    assert {
        "question": note["question"],
        "answer": note["answer"],
        "normal": key,
        "guid": texts.guid("golden", key),
        "second guid": texts.guid("golden", key, 1),
        "answer digest": texts.answer_digest(note["answer"]),
        "sketch": texts.sketch(note["answer"]),
        "digest": texts.note_digest(fields, ("b", "a::c")),
        "digest as cloze": texts.note_digest(Fields(text=note["question"]), (), CLOZE),
    } == note


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's own sources, to be built elsewhere."""
    for folder in (SOURCES, SOURCES.parent / "media"):
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path / "sources"


def test_the_projects_own_sources_are_built_with_the_committed_ledger(copy: Path) -> None:
    """The committed ledger was written by an earlier build; to lock it is to promise that nothing moves.

    A change that is meant to reach learners (of a template, or of how a note is rendered) moves times:
    then ``deckbuilder build sources`` brings the ledger up to date, and its diff shows what moved.
    """
    built = pipeline.build(open_project(copy), copy.parent / "out", now=2_000_000_000, locked=True)
    assert built.packages
    assert not built.release
    assert (copy / "ledger.jsonl").read_bytes() == (SOURCES / "ledger.jsonl").read_bytes()


def test_the_same_guids_come_of_the_projects_identity_and_the_texts_alone(copy: Path) -> None:
    committed = ledgers.parse((copy / "ledger.jsonl").read_text(encoding="utf-8"), "ledger.jsonl")
    bare = ledgers.Ledger(committed.identity, committed.root)
    (copy / "ledger.jsonl").write_text(ledgers.serialise(bare), encoding="utf-8")
    built = pipeline.build(open_project(copy), copy.parent / "out", now=2_000_000_000)
    assert built.stamped is not None
    assert set(built.stamped.ledger.by_guid) == set(committed.by_guid)
