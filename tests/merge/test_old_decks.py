"""Decks of other tools as they really are: other fields first, questions twice, notes with two cards."""

from __future__ import annotations

from pathlib import Path

import genanki
import pytest

from tests.merge.commands import START, Desk

BRAN = ("What is bran?", "The husk of a grain.")
RYE = ("What is rye?", "A grass that is grown for bread.")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder, monkeypatch)


def old_deck(path: Path, fields: list[str], rows: list[list[str]], *, reversed_too: bool = False) -> Path:
    front, back = ("Front", "Back") if "Front" in fields else (fields[0], fields[1])
    templates = [{"name": "Card 1", "qfmt": f"{{{{{front}}}}}", "afmt": f"{{{{{back}}}}}"}]
    if reversed_too:
        templates.append({"name": "Card 2", "qfmt": f"{{{{{back}}}}}", "afmt": f"{{{{{front}}}}}"})
    model = genanki.Model(1_234_567, "Old", fields=[{"name": name} for name in fields], templates=templates)
    deck = genanki.Deck(7_654_321, "Old deck")
    for number, row in enumerate(rows):
        deck.add_note(genanki.Note(model, row, guid=f"old-{number}"))
    genanki.Package(deck).write_to_file(str(path), timestamp=START - 1000)
    return path


def test_a_question_that_the_deck_holds_twice_is_adopted_by_one_of_the_two(desk: Desk) -> None:
    desk.notes("docs/a.md", BRAN, RYE)
    rows = [[BRAN[0], "The husk: of a grain"]] * 2 + [list(RYE)]
    old_deck(desk.folder / "old.apkg", ["Front", "Back"], rows)
    said = desk.run("ledger", "adopt", "old.apkg", "docs")
    assert "2 notes adopted; 0 are new" in said
    assert "only in the package: “What is bran?”" in said


@pytest.mark.parametrize("fields", [["Id", "Front", "Back"], ["Id", "Back", "Front"]])
def test_the_question_is_found_wherever_it_is(desk: Desk, fields: list[str]) -> None:
    desk.notes("docs/a.md", BRAN, RYE)
    rows = [[{"Id": f"{n}", "Front": q, "Back": a}[name] for name in fields] for n, (q, a) in enumerate((BRAN, RYE))]
    old_deck(desk.folder / "old.apkg", fields, rows)
    said = desk.run("ledger", "adopt", "old.apkg", "docs")
    assert "2 notes adopted; 0 are new" in said
    assert "the question is in the field “Front” and the answer in “Back”" in said


def test_fields_can_be_named(desk: Desk) -> None:
    desk.notes("docs/a.md", BRAN, RYE)
    rows = [["1", "Say what bran is", BRAN[1]], ["2", "Say what rye is", RYE[1]]]
    old_deck(desk.folder / "old.apkg", ["Id", "Ask", "Tell"], rows)
    said = desk.run("ledger", "adopt", "old.apkg", "docs", "--question", "Ask", "--answer", "Tell")
    assert "2 notes adopted" in said
    assert "has no field 'Nope'" in desk.run("ledger", "adopt", "old.apkg", "docs", "--question", "Nope")


def test_a_deck_of_something_else_is_refused_with_its_fields(desk: Desk) -> None:
    desk.notes("docs/a.md", BRAN)
    old_deck(desk.folder / "old.apkg", ["Id", "Front", "Back"], [["1", "Who built Rome?", "Romulus, they say."]])
    said = desk.run("ledger", "adopt", "old.apkg", "docs")
    assert said.code == 2
    assert "Its fields: Back, Front, Id" in said


def test_what_a_learner_loses_is_told_before(desk: Desk) -> None:
    desk.notes("docs/a.md", BRAN)
    rows = [list(BRAN), ["Who built Rome?", "Romulus, they say."]]
    old_deck(desk.folder / "old.apkg", ["Front", "Back"], rows, reversed_too=True)
    said = desk.run("ledger", "adopt", "old.apkg", "docs")
    assert "remarks on these notes are lost" in said
    assert "1 of these notes have several cards" in said
    assert "Leave out in step 2 the 1 notes that only the package has" in said


def test_two_documents_with_one_title_are_told(desk: Desk) -> None:
    desk.notes("docs/a.md", BRAN, title="Grain")
    desk.notes("docs/b.md", RYE, title="Grain")
    said = desk.run("check", "docs")
    assert "docs/b.md:1:1: warning[I013] the title “Grain” is that of a.md as well" in said


def test_init_names_the_merge_driver(desk: Desk) -> None:
    desk.notes("docs/a.md", BRAN)
    (desk.folder / ".git").mkdir()
    assert desk.run("init", "docs").code == 0
    assert "ledger.jsonl merge=deckbuilder" in (desk.folder / "docs/.gitattributes").read_text()
