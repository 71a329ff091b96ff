"""Tables of questions: columns that answer, and columns that only say something of the questions."""

from __future__ import annotations

import pytest

from tests.read.reading import pairs, reading

_ASKED = ["What is a mast?", "Where is the keel?", "Who sets the sail?"]


def _table(names: list[str], columns: list[list[str]]) -> str:
    rows = [names, ["---"] * len(names), *map(list, zip(*columns, strict=True))]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


@pytest.mark.parametrize(
    "name", ["Difficulty", "Level", "Topic", "Status", "Schwierigkeit", "Nivel", "Сложность", "难度"]
)
def test_a_column_that_says_how_hard_or_what_about_is_a_tag(name: str) -> None:
    found = reading(_table(["Question", name], [_ASKED, ["Easy", "Very hard", "Easy"]]))
    assert [(d.answered, d.tags) for d in found.drafts] == [
        (False, ("easy",)),
        (False, ("very-hard",)),
        (False, ("easy",)),
    ]


def test_such_a_column_beside_an_answer_is_a_tag_too() -> None:
    found = reading(
        _table(["Question", "Answer", "Level"], [_ASKED, ["A pole.", "Below.", "The crew."], ["A1", "A2", "A1"]])
    )
    assert [(d.answer.text, d.tags) for d in found.drafts] == [
        ("A pole.", ("a1",)),
        ("Below.", ("a2",)),
        ("The crew.", ("a1",)),
    ]


def test_few_values_again_and_again_are_tags_whatever_their_column_is_called() -> None:
    asked = [f"What is part {n}?" for n in range(8)]
    found = reading(_table(["Question", "Deck"], [asked, ["fore", "aft"] * 4]))
    assert [(d.answered, d.tags) for d in found.drafts] == [(False, (side,)) for side in ["fore", "aft"] * 4]


def test_verdicts_are_answers_though_they_are_few() -> None:
    asked = [f"Is part {n} of wood?" for n in range(8)]
    table = _table(["Statement", "Verdict"], [asked, ["True", "False"] * 4])
    assert [a for _, a in pairs(table)] == ["True", "False"] * 4


def test_the_author_parts_tags_by_commas() -> None:
    found = reading(_table(["Question", "Answer", "Tags"], [_ASKED, ["a", "b", "c"], ["Rig, wood", "hull", ""]]))
    assert [d.tags for d in found.drafts] == [("Rig", "wood"), ("hull",), ()]
