"""What a title promises holds for headings and for lists: the topics below it are to be asked."""

from __future__ import annotations

import pytest

from tests.read.reading import pairs, sections

_TOPICS = ["Sorts of sails.", "The mast and its parts.", "Ropes and knots.", "Winds"]
_TITLES = [
    "Interview questions",
    "Questions for the exam",
    "Prüfungsfragen und Fragen",
    "Preguntas",
    "Вопросы",
    "面试题",
]
_LISTS = ["{n}. {topic}\n", "{n}) {topic}\n", "{n}.\t{topic}\n", "{n}. {topic}\n\n"]


def _list(form: str) -> str:
    return "".join(form.format(n=n, topic=topic) for n, topic in enumerate(_TOPICS, 1))


@pytest.mark.parametrize("form", _LISTS)
@pytest.mark.parametrize("title", _TITLES)
def test_a_list_of_topics_below_a_title(title: str, form: str) -> None:
    assert pairs(f"# {title}\n{_list(form)}") == [(topic, "") for topic in _TOPICS]


@pytest.mark.parametrize("title", _TITLES[:2])
def test_a_list_of_topics_below_a_plain_title(title: str) -> None:
    for gap in ("\n\n", "\n"):
        assert [q for q, _ in pairs(f"{title}{gap}{_list(_LISTS[0])}")] == _TOPICS


@pytest.mark.parametrize("title", _TITLES)
def test_a_list_of_topics_below_the_title_of_a_section(title: str) -> None:
    found = sections(f"# Sailing\n\nA course of three days.\n\n## {title}\n\n{_list(_LISTS[0])}")
    assert found == {topic: [title] for topic in _TOPICS}


@pytest.mark.parametrize("title", ["Things to buy", "Installation", "The parts of a ship", "How we work"])
def test_a_list_below_another_title_is_none_of_questions(title: str) -> None:
    assert pairs(f"# {title}\n{_list(_LISTS[0])}") == []


def test_the_steps_of_an_answer_are_no_topics() -> None:
    steps = "1. Untie it.\n2. Lift it.\n3. Tie the rope.\n"
    text = f"# Interview questions\n\n## What is a sail?\n\nA cloth.\n\n## How is it set?\n\n{steps}"
    assert [q for q, _ in pairs(text)] == ["What is a sail?", "How is it set?"]
