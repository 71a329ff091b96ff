"""What ``diff`` says of an update: a line a change, the counts, and what Anki will do."""

from __future__ import annotations

import json
from dataclasses import replace
from types import MappingProxyType

import pytest

from builder.ledger import released
from builder.model.notetypes import STANDARD, load
from builder.package.apkg import PackagedNote
from builder.package.diff import Diff, Kind, as_json, as_text, diff, diff_package
from tests.ledger.world import Build, build, draft, place

DROPOUT = draft(
    "What is dropout?",
    "Turning off random units while a network learns, so that none relies on another; at inference all of them work.",
    section="Training",
)
RELU = draft("What does a ReLU compute?", "The greater of zero and its input.", section="Layers")
PADDING = draft("Why are sequences padded?", section="Layers")
DECK = [DROPOUT, RELU, PADDING]
REWORDED = replace(DROPOUT, question=draft("How do randomly disabled neurons help?").question)
OTHER_ANSWER = replace(RELU, answer=draft("x", "The maximum of zero and its input.").answer)
ELSEWHERE = replace(RELU, sections=draft("x", section="Functions").sections)


def kinds(found: Diff) -> list[Kind]:
    return [change.kind for change in found.changes]


def test_nothing_changes() -> None:
    first = build(DECK)
    found = diff(first.ledger, build(DECK, first).ledger)
    assert not found
    assert as_text(found) == "nothing changes for learners: 0 notes that Anki updates, 3 notes untouched\n"


@pytest.mark.parametrize(
    ("after", "line"),
    [
        ([*DECK, draft("What is new?")], "added:            notes.md: “What is new?”"),
        (
            [REWORDED, RELU, PADDING],
            "reworded:         notes.md: “What is dropout?” → “How do randomly disabled neurons help?”",
        ),
        ([DROPOUT, OTHER_ANSWER, PADDING], "answer changed:   notes.md: “What does a ReLU compute?”"),
        (
            [DROPOUT, ELSEWHERE, PADDING],
            "moved:            notes.md: “What does a ReLU compute?”, from notes.md › Layers",
        ),
        (
            [DROPOUT, place(RELU, tags=["easy"]), PADDING],
            "retagged:         notes.md: “What does a ReLU compute?”, +easy",
        ),
        (
            [DROPOUT, RELU],
            "retired:          notes.md: “Why are sequences padded?”"
            " (gone from the sources; the learner finds it with tag:retired)",
        ),
        (
            [replace(DROPOUT, question=draft("What is *dropout*?").question), RELU, PADDING],
            "looks different:  notes.md: “What is *dropout*?”",
        ),
    ],
)
def test_a_line_for_each_change(after: list, line: str) -> None:  # type: ignore[type-arg]
    first = build(DECK)
    found = diff(first.ledger, build(after, first).ledger)
    assert found
    assert as_text(found).splitlines()[:-1] == [line]


def test_counts_come_last() -> None:
    first = build(DECK)
    second = build([REWORDED, OTHER_ANSWER, draft("What is new?")], first)
    found = diff(first.ledger, second.ledger)
    assert as_text(found).splitlines()[-1] == (
        "1 added, 1 reworded, 1 answer changed, 1 retired, 3 notes that Anki updates, 0 notes untouched"
    )


def test_a_moved_file_updates_nothing() -> None:
    first = build(DECK)
    moved = [replace(d, question=replace(d.question, path="new.md")) for d in DECK]
    found = diff(first.ledger, build(moved, first).ledger)
    assert kinds(found) == [Kind.MOVED] * 3
    assert found.counts["notes that Anki updates"] == 0
    assert found.untouched == 3


def test_revived_and_dropped() -> None:
    first = build(DECK)
    gone = build(DECK[1:], first)
    assert kinds(diff(gone.ledger, build(DECK, gone).ledger)) == [Kind.REVIVED]
    later = build([*DECK[1:], draft("What is new?")], gone, retire_after=1)
    assert kinds(diff(gone.ledger, later.ledger)) == [Kind.DROPPED, Kind.ADDED] or kinds(
        diff(gone.ledger, later.ledger)
    ) == [Kind.ADDED, Kind.DROPPED]
    again = build([*DECK[1:], draft("What is new?")], later, retire_after=1)
    assert not diff(later.ledger, again.ledger)


def test_template_and_decks() -> None:
    first = build([place(d, deck="Nets") for d in DECK])
    second = build(
        [place(d, deck="Networks", named=True) for d in DECK], first, style=replace(load()[STANDARD], css="new css")
    )
    found = diff(first.ledger, second.ledger)
    assert kinds(found) == [Kind.DECK, Kind.TEMPLATE]
    told = as_text(found)
    assert "“Deck::Nets” → “Deck::Networks” (cards that learners have stay in the old deck" in told
    assert "template changed:" in told


def test_a_first_release_is_all_new() -> None:
    from_nothing = build([])
    found = diff(from_nothing.ledger, build(DECK, from_nothing).ledger)
    assert kinds(found) == [Kind.ADDED] * 3


def test_json() -> None:
    first = build(DECK)
    table = json.loads(as_json(diff(first.ledger, build([REWORDED, RELU, PADDING], first).ledger)))
    assert table["counts"] == {"reworded": 1, "notes that Anki updates": 1, "notes untouched": 2}
    (change,) = table["changes"]
    assert change == {
        "kind": "reworded",
        "guid": first.guids[0],
        "path": "notes.md",
        "question": "How do randomly disabled neurons help?",
        "before": "What is dropout?",
        "after": "How do randomly disabled neurons help?",
        "updates": True,
        "doubtful": False,
    }


# ------------------------------------------------------------------------ against a package


def packaged(made: Build) -> list[PackagedNote]:
    (theirs,) = released(made.ledger, load())
    return [
        PackagedNote(
            r.guid,
            theirs.name,
            MappingProxyType(theirs.notetype.named(r.fields)),
            r.note.tags,
            r.note.deck,
            r.modified,
            theirs.id,
        )
        for r in made.stamped.rendered
    ]


def against(old: list[PackagedNote], made: Build) -> Diff:
    return diff_package(old, made.stamped.rendered, released(made.ledger, load()))


def test_against_a_package() -> None:
    first = build(DECK)
    second = build([REWORDED, place(RELU, tags=["easy"]), draft("What is new?")], first)
    found = against(packaged(first), second)
    assert sorted(c.kind.value for c in found.changes) == ["added", "retagged", "retired", "reworded"]
    assert found.untouched == 0
    assert not against(packaged(second), second)


def test_against_a_package_of_two_releases_ago() -> None:
    first = build(DECK)
    second = build([REWORDED, RELU, PADDING], first)
    third = build([REWORDED, OTHER_ANSWER, PADDING], second)
    found = against(packaged(first), third)
    assert {c.kind for c in found.changes} == {Kind.REWORDED, Kind.ANSWER}
    assert found.counts["notes that Anki updates"] == 2


def test_a_change_that_anki_would_pass_over() -> None:
    first = build(DECK)
    older = [replace(n, modified=n.modified + 10**6) for n in packaged(first)]
    second = build([DROPOUT, OTHER_ANSWER, PADDING], first)
    found = against(older, second)
    assert kinds(found) == [Kind.HELD]
    assert found.counts["notes that Anki updates"] == 0
    assert "Anki will pass over it" in as_text(found)


def test_another_tools_note_and_one_that_ships_no_more() -> None:
    first = build(DECK)
    theirs = [replace(packaged(first)[0], notetype="Basic", notetype_id=5), replace(packaged(first)[1], guid="gone")]
    found = against(theirs, first)
    assert sorted(c.kind.value for c in found.changes) == ["added", "added", "conflict", "dropped"]


def test_a_deck_of_another_name() -> None:
    first = build(DECK)
    older = [replace(n, deck="Old") for n in packaged(first)]
    found = against(older, first)
    assert [(c.kind, c.before, c.after) for c in found.changes] == [(Kind.DECK, "Old", "Deck::notes")]
