"""Tables of contents are left out; what a question waits for is its answer, though the list says what comes later."""

from __future__ import annotations

import pytest

from tests.read.reading import pairs, reading, skipped

_PARTS = ["Hull and deck", "Masts and spars", "Sails"]
_LATER = "".join(f"\n## {part}\n\n### What do we call {part.lower()}?\n\nThings of wood.\n" for part in _PARTS)
_LISTS = {
    "bullets": "".join(f"- {part}\n" for part in _PARTS),
    "numbers": "".join(f"{n}. {part}\n" for n, part in enumerate(_PARTS, 1)),
}
_ASKED = {
    "heading": "### Which parts has a ship?\n\n",
    "sentence": "### Which parts has a ship?\n\nIt has three parts:\n\n",
    "heading of the sections": "## Which parts has a ship?\n\n",
}


@pytest.mark.parametrize("items", _LISTS.values(), ids=_LISTS.keys())
@pytest.mark.parametrize("asked", _ASKED.values(), ids=_ASKED.keys())
def test_a_list_below_a_question_is_its_answer(asked: str, items: str) -> None:
    found = reading(f"# Ships\n\n## Overview\n\n{asked}{items}{_LATER}")
    assert len(found.drafts) == 4
    assert found.drafts[0].question.text == "Which parts has a ship?"
    assert found.drafts[0].answer.text.endswith(items.strip())


@pytest.mark.parametrize("items", _LISTS.values(), ids=_LISTS.keys())
@pytest.mark.parametrize(
    "form",
    ["Q: {q}\nA:\n{a}\n\n", "Q: {q}\nA: These:\n\n{a}\n\n", "{q}\n?\n{a}\n\n"],
    ids=["label", "sentence", "mark"],
)
def test_a_list_after_a_label_or_a_mark_is_its_answer(form: str, items: str) -> None:
    asked = "".join(form.format(q=f"What is {part}?", a="Wood.") for part in _PARTS)
    named = "".join(f"1. {part}\n\n" for part in _PARTS)
    found = reading(form.format(q="Which parts has a ship?", a=items.strip()) + asked + "# Words\n\n" + named)
    assert found.drafts[0].answer.text.endswith(items.strip())


def test_options_that_come_in_other_questions_too_are_options() -> None:
    text = """
        1. What does the first line print?
           1. yes
           2. no
           3. nothing
           Answer: 3
        2. What does the second line print?
           1. yes
           2. two
           Answer: 2
        3. What does the third line print?
           1. no
           2. a fault
           3. nothing
           Answer: 1
        """
    assert [(q.count("\n"), a) for q, a in pairs(text)] == [(3, "3"), (2, "2"), (3, "1")]


@pytest.mark.parametrize("lead", ["", "See:\n\n"])
def test_links_into_the_document_are_an_answer_where_a_question_waits(lead: str) -> None:
    links = "- [Hulls](#hulls)\n- [Sails](#sails)\n- [Masts](#masts)"
    text = f"## What is in this text?\n\n{lead}{links}\n\n## What are hulls?\n\nBodies of ships.\n"
    assert pairs(text)[0] == ("What is in this text?", (lead + links).strip())


_CONTENTS = {
    "before the first question": "- Hull and deck\n- Masts and spars\n- Sails\n",
    "below its title": "## Contents\n\n- Hull and deck\n- Masts and spars\n- Sails\n",
    "links": "- [Hull and deck](#hull-and-deck)\n- [Masts](#masts-and-spars)\n- [Sails](#sails)\n",
    "two links": "* [Hull and deck](#hull-and-deck)\n* [Masts](#masts-and-spars)\n",
    "links to the address of the page": "- [Hulls](https://example.org/ships.md#hull-and-deck)\n"
    "- [Masts, spars](https://example.org/ships.md#masts)\n",
}


@pytest.mark.parametrize("table", _CONTENTS.values(), ids=_CONTENTS.keys())
def test_a_table_of_contents_is_left_out(table: str) -> None:
    found = reading(f"# Ships\n\n{table}{_LATER}")
    assert [d.answer.text for d in found.drafts] == ["Things of wood."] * 3
    assert list(skipped(found).values()).count("table of contents") == table.count("\n") - table.count("\n\n")


def test_a_table_of_contents_with_its_title_after_a_question_is_left_out() -> None:
    text = f"# Ships\n\n## What is a ship?\n\n## Contents\n\n- [Sails](#sails)\n- [Masts](#masts-and-spars)\n{_LATER}"
    assert pairs(text)[0] == ("What is a ship?", "")


def test_links_that_name_questions_otherwise_than_these_are_contents() -> None:
    text = """
        # Ships
        - [Q1: What is a hull? Name its parts](https://example.org/Ships%20Questions.md#q1-what-is-a-hull)
        - [Q2: What is a mast?](https://example.org/Ships%20Questions.md#q2-what-is-a-mast)

        ### Q1: What is a hull? Name three parts. ###
        Answer:
        The body of a ship.
        ### Q2: What is a mast? ###
        Answer:
        A pole.
        """
    assert [q for q, _ in pairs(text)] == ["What is a hull? Name three parts.", "What is a mast?"]


def test_a_label_within_a_link_is_one() -> None:
    form = "[Q{n}: What is a {name}?](https://example.org/{n})\n\nA: {answer}\n\n"
    text = form.format(n=1, name="hull", answer="A body.") + form.format(n=2, name="mast", answer="A pole.")
    assert pairs(text) == [("What is a hull?", "A body."), ("What is a mast?", "A pole.")]


@pytest.mark.parametrize("word", ["Next", "Top", "Previous", "p. 12", "Home"])
def test_a_word_of_the_page_that_is_all_of_an_answer_is_one(word: str) -> None:
    text = f"## Which word stands there?\n\n{word}\n\n## What is a sail?\n\nA cloth.\n\n{word}\n"
    assert pairs(text) == [("Which word stands there?", word), ("What is a sail?", "A cloth.")]


def test_a_link_to_the_top_is_no_answer() -> None:
    text = "## What is a mast?\n\n[Back to top](#top)\n\n## What is a sail?\n\nA cloth.\n\n[Back to top](#top)\n"
    assert pairs(text) == [("What is a mast?", ""), ("What is a sail?", "A cloth.")]
