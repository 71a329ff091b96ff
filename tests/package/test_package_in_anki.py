"""A package in the real Anki: it arrives whole, merges, and can be taken back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.model import notetypes as shape
from builder.package.write import pack
from tests.anki.lab import Lab
from tests.card.page import fill
from tests.card.specimens import SPECIMENS
from tests.package.samples import NOTETYPE, NOTETYPE_ID, NOTETYPE_NAME, RELEASED, packed, rendered

NOTES = tuple(rendered(str(i), deck=f"Root::{i % 3}") for i in range(12))
LATER = RELEASED + 1000
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab(tmp_path / "learner") as opened:
        yield opened


def test_a_first_import_brings_every_note_and_leaves_nothing_to_mend(lab: Lab) -> None:
    log = lab.load(packed(NOTES))
    assert (log.new, log.problems) == (12, 0)
    assert lab.problems() == ()
    assert lab.empty_cards() == ()
    assert lab.guids() == tuple(n.guid for n in NOTES)
    assert lab.decks() == ("Root", "Root::0", "Root::1", "Root::2")
    note = lab.note("guid-4")
    assert dict(note.fields) == NOTETYPE.named(NOTES[4].fields)
    assert note.tags == ("one::two",)
    assert note.modified == RELEASED
    assert [(c.deck, c.ord, c.due) for c in note.cards] == [("Root::1", 0, 5)]


def test_anki_fills_the_shipped_templates_as_the_tests_of_the_card_do(lab: Lab) -> None:
    card = shape.load()[shape.STANDARD]
    template = card.templates[0]
    notes = [rendered(name, **fields) for name, fields in SPECIMENS.items()]  # type: ignore[arg-type]
    lab.load(packed(notes, notetype=card))
    assert lab.empty_cards() == ()
    for name, fields in SPECIMENS.items():
        assert lab.render(f"guid-{name}") == (fill(template.front, fields), fill(template.back, fields))


def test_a_second_import_of_the_same_package_touches_nothing(lab: Lab) -> None:
    package = packed(NOTES)
    lab.load(package)
    before = lab.notes()
    log = lab.load(package)
    assert (log.duplicate, log.new, log.updated, log.problems) == (12, 0, 0, 0)
    assert lab.notes() == before


def test_a_newer_note_is_updated_and_its_schedule_stays(lab: Lab) -> None:
    lab.load(packed(NOTES))
    lab.review(3)
    before = lab.notes()
    changed = rendered("1", deck="Root::1", Answer="Now otherwise.", modified=LATER)
    log = lab.load(packed([NOTES[0], changed, *NOTES[2:]], released=LATER))
    assert (log.updated, log.duplicate, log.problems) == (1, 11, 0)
    assert lab.note("guid-1").fields["Answer"] == "Now otherwise."
    assert [c.schedule for n in lab.notes() for c in n.cards] == [c.schedule for n in before for c in n.cards]
    assert lab.problems() == ()


def test_what_did_not_change_upstream_stays_as_the_learner_made_it(lab: Lab) -> None:
    lab.load(packed(NOTES))
    lab.edit("guid-2", "Answer", "in my words")
    lab.tag("guid-3", "mine")
    lab.move("guid-4", "Elsewhere")
    lab.restyle(NOTETYPE_NAME, ".card { color: red }")
    lab.load(packed([rendered("0", Answer="New.", modified=LATER), *NOTES[1:]], released=LATER))
    assert lab.note("guid-2").fields["Answer"] == "in my words"
    assert lab.note("guid-3").tags == ("mine", "one::two")
    assert lab.note("guid-4").cards[0].deck == "Elsewhere"
    assert lab.css(NOTETYPE_NAME) == ".card { color: red }"


def test_new_templates_and_styling_arrive_without_touching_a_note(lab: Lab) -> None:
    lab.load(packed(NOTES))
    styled = dataclasses.replace(NOTETYPE, css=".card { color: navy }")
    log = lab.load(packed(NOTES, notetype=styled, notetype_modified=LATER, released=LATER))
    assert (log.duplicate, log.updated) == (12, 0)
    assert lab.css(NOTETYPE_NAME) == ".card { color: navy }"


def test_a_reserve_field_can_be_filled_by_a_plain_update(lab: Lab) -> None:
    """The way to grow: a field that was empty in the first release gets content and a place on the card."""
    lab.load(packed(NOTES))
    lab.review(1)
    question, reverse = NOTETYPE.templates
    question = dataclasses.replace(question, back=question.back + "{{#Extra 1}}<p>{{Extra 1}}</p>{{/Extra 1}}")
    fields = [dataclasses.replace(f, holds="hint" if f.name == "Extra 1" else f.holds) for f in NOTETYPE.fields]
    grown = dataclasses.replace(NOTETYPE, fields=tuple(fields), templates=(question, reverse))
    filled = rendered("0", deck="Root::0", modified=LATER, Hint="a hint")
    log = lab.load(packed([filled, *NOTES[1:]], notetype=grown, notetype_modified=LATER, released=LATER))
    assert (log.updated, log.problems) == (1, 0)
    assert "<p>a hint</p>" in lab.render("guid-0")[1]
    assert lab.note("guid-0").cards[0].reps == 1


def test_a_retired_note_keeps_its_card_and_is_offered_for_removal(lab: Lab) -> None:
    lab.load(packed(NOTES, notetype=shape.load()[shape.STANDARD]))
    gone = rendered("7", deck="Root::1", Retired="Gone since 2.0", tags=("retired",), modified=LATER)
    log = lab.load(packed([*NOTES[:7], gone, *NOTES[8:]], notetype=shape.load()[shape.STANDARD], released=LATER))
    assert (log.updated, log.problems) == (1, 0)
    assert lab.empty_cards() == ("guid-7",)
    assert len(lab.note("guid-7").cards) == 1
    assert lab.note("guid-7").fields["Retired"] == "Gone since 2.0"
    assert lab.note("guid-7").tags == ("retired",)
    # Anki's own words, on both sides, with a link to its explanation.
    assert all("The front of this card is blank" in side for side in lab.render("guid-7"))


def test_a_note_that_is_retired_at_its_first_import_has_its_card_too(lab: Lab) -> None:
    lab.load(packed([rendered("a", Retired="Gone", deck="R")], notetype=shape.load()[shape.STANDARD]))
    assert len(lab.note("guid-a").cards) == 1
    assert lab.problems() == ()


def test_media_arrives_with_the_notes_that_show_it(lab: Lab) -> None:
    notes = [
        rendered("a", Answer='<img src="tree-0a1b.png">', media=("tree-0a1b.png",)),
        rendered("b", Answer="[sound:bell.mp3]", media=("bell.mp3",)),
    ]
    lab.load(packed(notes, media={"tree-0a1b.png": PIXEL, "bell.mp3": b"ID3", "_card.woff2": b"font"}))
    assert lab.media() == ("_card.woff2", "bell.mp3", "tree-0a1b.png")
    assert lab.problems() == ()


def test_a_description_is_shown_at_its_deck(lab: Lab) -> None:
    lab.load(packed(NOTES, deck_descriptions={"Root": "<b>All</b> of it", "Root::1": "A part"}))
    assert lab.deck_description("Root") == "<b>All</b> of it"
    assert lab.deck_description("Root::1") == "A part"


def test_decks_that_differ_in_case_become_the_learners_one_deck(lab: Lab) -> None:
    lab.load(packed([rendered("a", deck="Root::Über"), rendered("b", deck="ROOT::ÜBER")]))
    assert lab.decks() == ("Root", "Root::Über")


def test_many_decks_arrive_in_seconds(lab: Lab) -> None:
    notes = [rendered(str(i), deck=f"Root::{i}") for i in range(1000)]
    log = lab.load(packed(notes))
    assert (log.new, len(lab.decks())) == (1000, 1001)


def test_the_editor_keeps_the_fields_that_updates_need(lab: Lab) -> None:
    """``preventDeletion`` and the rest of the fields' options survive the import."""
    lab.load(packed(NOTES))
    model = lab.collection.models.by_name(NOTETYPE_NAME)
    assert model is not None
    assert [f["preventDeletion"] for f in model["flds"]] == [True] * len(NOTETYPE.fields)
    assert [f["name"] for f in model["flds"] if f["collapsed"]] == [f"Extra {n}" for n in range(1, 6)]
    assert [f["id"] for f in model["flds"]] == [f.id for f in NOTETYPE.fields]


def test_a_field_that_the_learner_renamed_does_not_stop_updates(lab: Lab) -> None:
    lab.load(packed(NOTES))
    models = lab.collection.models
    model = models.by_name(NOTETYPE_NAME)
    assert model is not None
    models.rename_field(model, model["flds"][1], "Antwort")
    models.update_dict(model)
    lab.collection.db.execute("update notes set mod = ?", RELEASED)  # type: ignore[union-attr]
    log = lab.load(packed([rendered("0", Answer="New.", modified=LATER), *NOTES[1:]], released=LATER))
    assert (log.updated, log.conflicting) == (1, 0)


def test_pack_leaves_out_nothing_for_want_of_optional_arguments(lab: Lab) -> None:
    released = [shape.Released(NOTETYPE, NOTETYPE_ID, NOTETYPE_NAME, RELEASED)]
    package = pack(NOTES, notetypes=released, media={}, released=RELEASED)
    assert lab.load(package).new == 12
