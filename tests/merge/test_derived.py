"""Derived notes in the real Anki: they hang on the note that they come from, whatever becomes of its words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.merge.study import Course

BOATS = """\
# Boats

## How does one keep a mooring safe?

- **Spring line:** keeps the boat from moving ahead or astern along the quay.
- **Fender:** softens what hits the side of the boat.
- **Bollard:** holds the end of a line on the quay.

## Which boats have two masts?

| Boat | Masts | Crew |
|---|---|---|
| Sloop | one | two |
| Ketch | two | three |

## How is a boat made fast?

These steps:

1. Hang out the fenders.
2. Make fast the bow line.
3. Make fast the stern line.
"""


FILES = {"boats.md": BOATS, "deckbuilder.toml": 'derive = ["terms", "rows", "steps"]\n'}


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    made = Course(tmp_path, FILES)
    yield made
    made.close()


def test_a_term_a_row_and_a_list_of_steps_are_notes_beside_their_parent(course: Course) -> None:
    assert len(course.first.notes) == 3 + 3 + 2 + 1
    assert len(course.before) == 3 + 3 + 2 + 3
    front, back = course.learner.render(course.guid("softens", "kind::term"), 0)
    assert "<em>How does one keep a mooring safe?</em> – what is meant by <strong>Fender</strong>?" in front
    assert "softens what hits the side" in back
    front, _ = course.learner.render(course.guid("Hang out", "kind::steps"), 1)
    assert "Hang out the fenders" in front
    assert "bow line" not in front


def test_the_answer_of_a_parent_is_edited(course: Course) -> None:
    course.update("boats.md", ("softens what hits", "is blown up, and softens what hits"))
    assert (course.log.updated, course.added) == (2, [])  # the parent and its term


def test_the_question_of_a_parent_is_reworded_and_moved(course: Course) -> None:
    course.update(
        "boats.md",
        ("How does one keep a mooring safe?", "What keeps a mooring safe in a gale?"),
        ("# Boats\n", "# Boats\n\n# Mooring\n"),
    )
    assert (course.log.new, course.added) == (0, [])
    assert "What keeps a mooring safe in a gale?" in course.learner.render(course.guid("softens", "kind::term"), 0)[0]


def test_a_term_is_renamed(course: Course) -> None:
    guid = course.guid("softens", "kind::term")
    course.update("boats.md", ("**Fender:**", "**Rubber fender:**"))
    assert (course.log.updated, course.added) == (2, [])
    assert course.guid("Rubber fender", "kind::term") == guid


def test_a_term_takes_the_place_of_another(course: Course) -> None:
    guid = course.guid("softens", "kind::term")
    course.update(
        "boats.md", ("**Fender:** softens what hits the side of the boat.", "**Cleat:** is where a rope ends on deck.")
    )
    assert len(course.added) == 1
    assert "retired" in course.learner.note(guid).tags


def test_a_row_and_a_term_are_inserted(course: Course) -> None:
    course.update(
        "boats.md",
        ("| Ketch |", "| Yawl | two | two |\n| Ketch |"),
        ("- **Bollard:**", "- **Cleat:** is where a rope ends on deck.\n- **Bollard:**"),
    )
    assert len(course.added) == 2
    assert {guid for guid, _ in course.added} == {course.guid("Yawl", "kind::row"), course.guid("Cleat", "kind::term")}


def test_a_step_is_inserted(course: Course) -> None:
    course.update("boats.md", ("1. Hang out the fenders.\n2.", "1. Turn into the wind.\n1. Hang out the fenders.\n2."))
    assert course.added == []  # numbered wrongly, it is no list of steps …
    guid = course.guid("Hang out", "kind::steps")
    course.update(
        "boats.md",
        ("1. Hang", "2. Hang"),
        ("2. Make fast the bow", "3. Make fast the bow"),
        ("3. Make fast the stern", "4. Make fast the stern"),
    )
    assert course.added == [(guid, 3)]


def test_derivation_is_switched_off_and_on(course: Course) -> None:
    course.author.write("deckbuilder.toml", "retire_after = 9\n")
    course.update("boats.md")
    assert sum("retired" in n.tags for n in course.learner.notes()) == 6
    course.author.write("deckbuilder.toml", 'derive = ["terms", "rows", "steps"]\n')
    course.update("boats.md")
    assert sum("retired" in n.tags for n in course.learner.notes()) == 0
