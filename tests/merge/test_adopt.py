"""Moving to Deckbuilder from another tool: whose progress survives, seen in the real Anki."""

from __future__ import annotations

from pathlib import Path

import genanki
import pytest

from builder import commands
from builder.package.adopt import ADVICE, Adoption, as_text
from builder.package.apkg import read_package
from builder.project.files import open_project
from tests.anki.lab import ALWAYS
from tests.merge.corpus import FILES, NOTES
from tests.merge.study import START, Author, Learner, Release

# What another tool made of the same material, some of it in other words, and one note of its own.
THEIRS = {
    "What's dropout?": "Turning off random units while a network learns, so that none of them relies on another. At "
    "inference all of them work, and their outputs are <b>scaled</b>.",
    "What does a ReLU compute?": "The greater of zero and its input.",
    "What is a generator?": "A function that yields its values one at a time, and remembers where it stopped.",
    "What does <code>zip</code> do with sequences of different lengths?": "It stops at the shortest.",
    "What is a median?": "The value in the middle, once all values are sorted; half of them lie on either side.",
    "Who wrote this deck?": "Nobody remembers.",
}


@pytest.fixture
def old_package(tmp_path: Path) -> Path:
    notetype = genanki.Model(
        1_607_392_319,
        "Flashcard",
        fields=[{"name": "Front"}, {"name": "Back"}],
        templates=[{"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}],
    )
    deck = genanki.Deck(2_059_400_110, "Old deck")
    for number, (question, answer) in enumerate(THEIRS.items()):
        deck.add_note(genanki.Note(notetype, [question, answer], guid=f"theirs-{number}"))
    path = tmp_path / "old.apkg"
    genanki.Package(deck).write_to_file(str(path), timestamp=START - 1000)
    return path


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path / "author", FILES)


@pytest.fixture
def adoption(author: Author, old_package: Path) -> Adoption:
    return commands.adopt(open_project(author.folder / "sources"), old_package, now=START)


def test_what_is_taken_over(author: Author, adoption: Adoption) -> None:
    release = author.build()
    assert release.guid("What is dropout?") == "theirs-0"
    assert release.guid("What does a ReLU compute?") == "theirs-1"
    assert release.guid("What does zip do with sequences of different lengths?") == "theirs-3"
    assert {a.guid for a in adoption.adopted} == {f"theirs-{n}" for n in range(5)}
    assert adoption.left == ("Who wrote this deck?",)
    assert len(adoption.new) == NOTES - 5
    assert adoption.foreign == ("Flashcard",)
    told = as_text(adoption)
    assert "“What's dropout?” → “What is dropout?”" in told
    assert "“Old deck”" in told
    assert ADVICE.rstrip() in told


def test_by_default_anki_leaves_adopted_notes_as_they_are(
    author: Author, adoption: Adoption, old_package: Path, tmp_path: Path
) -> None:
    release = author.build()
    with Learner(tmp_path / "learner") as learner:
        learner.load(old_package)
        learner.review(3)
        before = learner.remember()
        log = learner.load(release.data)
        assert (log.new, log.conflicting) == (NOTES - 5, 5)
        assert all(learner.note(guid) == had for guid, had in before.notes.items())


def test_merging_notetypes_is_what_we_advise_against(
    author: Author, adoption: Adoption, old_package: Path, tmp_path: Path
) -> None:
    """The day this fails, Anki has become kinder, and the advice can be simpler."""
    release = author.build()
    author.replace("networks.md", "greater of zero", "maximum of zero")
    later = author.build()
    with Learner(tmp_path / "learner") as learner:
        learner.load(old_package)
        learner.review(3)
        assert learner.load(release.data, merge_notetypes=True).updated == 5
        learned = learner.note("theirs-1")
        assert [card.reps for card in learned.cards] == [0, 1]  # a new card, and the old one behind it
        assert "theirs-1" in learner.empty_cards()  # which is blank
        assert learner.load(later.data).conflicting == NOTES


@pytest.mark.parametrize("all_adopted", [False, True])
def test_the_advice_keeps_every_schedule(author: Author, old_package: Path, tmp_path: Path, all_adopted: bool) -> None:
    if all_adopted:  # not a single new note, which might have brought the notetype along
        author.write(
            "networks.md", "# Networks\n\n### What does a ReLU compute?\n\nThe greater of zero and its input.\n"
        )
        author.write("python.md", "# Python\n\n### What is a generator?\n\nA function that yields its values.\n")
        author.write("statistics.md", "")
    commands.adopt(open_project(author.folder / "sources"), old_package, now=START)
    release = author.build()
    with Learner(tmp_path / "learner") as learner:
        learner.load(old_package)
        learner.review(4)
        before = learner.remember()

        learner.load(release.data)  # 1
        _change_notetype(learner)  # 2
        learner.load(release.data, update_notes=ALWAYS)  # 3

        _is_as_shipped(learner, release)
        for guid, had in before.notes.items():
            assert [c.schedule for c in learner.note(guid).cards] == [c.schedule for c in had.cards]
            assert learner.note(guid).cards[0].deck == "Old deck"
        assert learner.problems() == ()
        assert learner.empty_cards() == ()

        # From here on it is a deck like any other.
        author.replace("networks.md", "greater of zero", "maximum of zero")
        later = author.build()
        now = learner.remember()
        assert learner.compare(now, later, learner.load(later.data))["updated"] == 1


def test_the_update_file_takes_the_place_of_updating_always(author: Author, old_package: Path, tmp_path: Path) -> None:
    project = open_project(author.folder / "sources")
    commands.adopt(project, old_package, now=START)
    made = commands.release(project, author.out, now=START + 3600)
    package = made.built.packages[0].path
    (update,) = (path for path in made.files if path.suffix == ".anki-json")
    with Learner(tmp_path / "learner") as learner:
        learner.load(old_package)
        learner.review(4)
        learner.tag("theirs-1", "hard")
        before = learner.remember()
        learner.load(package)
        _change_notetype(learner)
        log = learner.collection.import_json_file(str(update)).log
        assert (len(log.updated), len(log.new), len(log.conflicting)) == (5, 0, 0)
        shipped = {note.guid: note for note in read_package(package.read_bytes(), package.name)}
        for number in range(5):
            note = learner.note(f"theirs-{number}")
            assert dict(note.fields) == dict(shipped[note.guid].fields)
            assert [c.schedule for c in note.cards] == [c.schedule for c in before.notes[note.guid].cards]
        assert "hard" in learner.note("theirs-1").tags


def _change_notetype(learner: Learner) -> None:
    """Notes > Change Note Type…, as its dialog proposes it: first field to first, card to card."""
    models = learner.collection.models
    (ours,) = (n.id for n in models.all_names_and_ids() if n.name.startswith("Deckbuilder: "))
    old, new = models.by_name("Flashcard"), models.get(ours)
    assert old is not None
    assert new is not None
    request = models.change_notetype_info(old_notetype_id=old["id"], new_notetype_id=new["id"]).input
    assert list(request.new_fields)[:2] == [0, 1]
    assert list(request.new_templates) == [0, -1]
    request.note_ids.extend(models.nids(old["id"]))
    models.change_notetype_of_notes(request)


def _is_as_shipped(learner: Learner, release: Release) -> None:
    for guid, shipped in release.notes.items():
        has = learner.note(guid)
        assert dict(has.fields) == dict(shipped.fields)
        assert len(has.cards) == 1


def test_a_deck_that_was_released_keeps_its_identities(author: Author, old_package: Path) -> None:
    first = author.build()
    adoption = commands.adopt(open_project(author.folder / "sources"), old_package, now=author.clock)
    assert adoption.adopted == ()
    assert adoption.known == NOTES
    assert author.build().data == first.data
