"""Kinds of notes in the real Anki, release after release, with a learner in the middle of it all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.merge.study import Course

TEXT = "# Blood\n\n- The {{c1::heart::organ}} pumps {{c2::blood}}.\n- The {{c1::lung}} takes in {{c2::air}}.\n"
WORDS = "# Words\n\n## What is a quay? {reverse}\n\na wall\n\n## What is a bollard?\n\na post\n"
QUIZ = (
    "# Quiz\n\n## Which metal rusts?\n\n- A: gold\n- B: iron\n- C: tin\n\nAnswer: B\n\nIt needs water.\n\n"
    "## Which metal floats?\n\n- A: sodium\n- B: lead\n\nAnswer: A\n"
)
HIGHLIGHTS = "#flashcards\n\nThe ==liver== makes ==bile==.\n\nThe ==kidney== makes ==urine==.\n"
FILES = {"blood.md": TEXT, "words.md": WORDS, "quiz.md": QUIZ, "marks.md": HIGHLIGHTS}


def _sides(course: Course, words: str, number: int = 0) -> tuple[str, str]:
    return course.learner.render(course.guid(words), number)


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    made = Course(tmp_path, FILES)
    yield made
    made.close()


def test_the_first_release_has_a_card_for_each_deletion_and_direction(course: Course) -> None:
    shipped = {(n.guid, c) for n in course.first.notes.values() for c in n.cards}
    assert set(course.before) == shipped
    assert len(shipped) == 4 + 3 + 2 + 4
    front, back = _sides(course, "heart")
    assert "[organ]" in front
    assert ">heart<" not in front
    assert '<span class="cloze"' in back


def test_a_deletion_is_added(course: Course) -> None:
    course.update("blood.md", ("The {{c1::lung}} takes", "The {{c1::lung}} {{c3::takes in}} and takes"))
    assert course.log.updated == 1
    assert course.added == [(course.guid("lung"), 2)]


def test_a_deletion_is_added_in_front_and_all_are_renumbered(course: Course) -> None:
    before = "The {{c1::heart::organ}} pumps {{c2::blood}}"
    course.update("blood.md", (before, "{{c1::The}} {{c2::heart::organ}} pumps {{c3::blood}}"))
    assert course.added == [(course.guid("heart"), 2)]
    assert "[organ]" in _sides(course, "heart", 0)[0]


def test_a_mark_without_number_is_added_in_front(course: Course) -> None:
    course.update("marks.md", ("The ==liver== makes ==bile==", "==The== ==liver== makes ==bile=="))
    assert course.added == [(course.guid("liver"), 2)]
    assert ">bile<" not in _sides(course, "liver", 1)[0]


def test_a_deletion_is_removed(course: Course) -> None:
    course.update("blood.md", ("{{c1::heart::organ}}", "heart"))
    guid = course.guid("heart")
    assert course.added == []
    assert course.learner.empty_cards() == (guid,)  # the learner may delete the card that has gone
    course.update("blood.md", ("The heart pumps", "The {{c1::heart::organ}} pumps"))
    assert course.learner.empty_cards() == ()


def test_a_deletion_is_reworded(course: Course) -> None:
    course.update("blood.md", ("{{c2::air}}", "{{c2::fresh air}}"))
    assert (course.log.updated, course.added) == (1, [])
    assert "fresh air" in _sides(course, "lung", 1)[1]


def test_the_text_around_is_edited(course: Course) -> None:
    course.update("blood.md", ("The {{c1::lung}} takes in", "In the chest, the {{c1::lung}} draws in"))
    assert (course.log.updated, course.log.new, course.added) == (1, 0, [])


def test_a_cloze_goes_and_comes_back(course: Course) -> None:
    line = "- The {{c1::lung}} takes in {{c2::air}}.\n"
    course.update("blood.md", (line, ""))
    guid = course.guid("lung")
    assert set(course.learner.empty_cards()) == {guid}  # both of its cards
    assert "no longer part" in course.learner.note(guid).fields["Retired"]
    course.update("blood.md", ("{{c2::blood}}.\n", "{{c2::blood}}.\n" + line))
    assert course.learner.empty_cards() == ()
    assert (course.guid("lung"), course.added) == (guid, [])


def test_a_reverse_is_switched_on_and_off(course: Course) -> None:
    course.update("words.md", ("bollard?", "bollard? {reverse}"))
    assert course.added == [(course.guid("bollard"), 1)]
    assert "a post" in _sides(course, "bollard", 1)[0]
    course.update("words.md", ("bollard? {reverse}", "bollard?"), ("quay? {reverse}", "quay?"))
    assert course.learner.empty_cards() == tuple(sorted((course.guid("bollard"), course.guid("quay"))))


def test_typing_is_switched_on_and_off(course: Course) -> None:
    course.update("words.md", ("bollard?", "bollard? {type}"))
    assert (course.log.updated, course.added) == (1, [])
    assert "[[type:Typed]]" in _sides(course, "bollard")[0]
    assert course.learner.note(course.guid("bollard")).fields["Typed"] == "a post"
    course.update("words.md", ("bollard? {type}", "bollard?"))
    assert "[[type:" not in _sides(course, "bollard")[0]


def test_a_hint_is_added(course: Course) -> None:
    course.update("words.md", ("bollard?\n", "bollard?\n\nHint: on a quay.\n"))
    assert (course.log.updated, course.added) == (1, [])
    assert "on a quay." in _sides(course, "bollard")[0]


def test_an_option_is_corrected_and_the_right_one_changes(course: Course) -> None:
    course.update("quiz.md", ("C: tin", "C: zinc"), ("Answer: B\n\nIt", "Answer: C\n\nIt"))
    assert (course.log.updated, course.added) == (1, [])
    front, back = _sides(course, "rusts")
    assert "zinc" in front
    assert '<li class="db-right">zinc</li>' in back


def test_a_question_becomes_a_choice(course: Course) -> None:
    course.update("words.md", ("bollard?\n\na post", "bollard?\n\n- A: a post\n- B: a rope\n\nAnswer: A"))
    assert course.added == []
    assert "a rope" in _sides(course, "bollard")[0]


def test_a_question_becomes_a_cloze_and_begins_anew(course: Course) -> None:
    release = course.update("words.md", ("\n\na post", "\n\nA {{c1::post}} of iron."))
    new = set(release.notes) - set(course.first.notes)
    assert len(new) == 1
    assert course.learner.note(*new).notetype.startswith("Deckbuilder Cloze")
    (old,) = (n for n in release.notes.values() if n.fields["Retired"])
    assert old.guid in course.first.notes


def test_nothing_is_touched_without_need(course: Course) -> None:
    before = course.learner.notes()
    course.update("blood.md", ("# Blood\n\n", "# Blood\n\n\n"))
    assert course.log.updated == course.log.new == 0
    assert course.learner.notes() == before
