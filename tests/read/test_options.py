"""Options to choose from: what makes a choice, and what lists with letters are without it."""

from __future__ import annotations

import pytest

from builder.markdown.blocks import scan
from builder.model.source import Source
from builder.read.forms.options import option_runs
from tests.read.reading import pairs, reading, sections

_CODE = {"A": "`[2, 4]`", "B": "`{ b: 2 }`", "C": '`["x", "y"]` and no more', "D": "`null`"}
_LETTERS = ["- {0}: {1}", "- {0}. {1}", "{0}) {1}", "{0}. {1}", "* ({0}) {1}"]
_ANSWERS = ["Answer: C", "**Answer: C**", "Correct answer: C", "<details><summary>Answer</summary>\n\nC\n\n</details>"]


@pytest.mark.parametrize("answer", _ANSWERS)
@pytest.mark.parametrize("letter", _LETTERS)
@pytest.mark.parametrize("asked", ["## {0}. What is printed by line {0}?", "**{0}. What is printed by line {0}?**"])
def test_options_hold_what_they_like(asked: str, letter: str, answer: str) -> None:
    options = "\n".join(letter.format(name, text) for name, text in _CODE.items())
    found = reading("".join(f"{asked.format(n)}\n\n{options}\n\n{answer}\n\n" for n in (1, 2, 3)))
    assert len(found.drafts) == 3
    assert all(text in draft.question.text for draft in found.drafts for text in _CODE.values())
    assert all(draft.answer.text.strip() == "C" for draft in found.drafts)


def test_the_heading_of_an_answer_is_no_section() -> None:
    asked = "###### {0}. What is logged?\n\n- A: `{{ n: {0} }}`\n- B: `[{0}]`\n\n"
    answer = "<details><summary><b>Answer</b></summary>\n\n#### Answer: B\n\nIt is list {0}.\n\n</details>\n\n---\n\n"
    text = "".join((asked + answer).format(n) for n in (1, 2, 3))
    assert set(map(tuple, sections(text).values())) == {()}
    assert [d.answer.text.count("It is list") for d in reading(text).drafts] == [1, 1, 1]


@pytest.mark.parametrize("words", [("Weather: fair", "Weather: foul"), ("fair", "foul")])
@pytest.mark.parametrize("number", ["{0} ", "{0}. ", "{0}) "])
def test_the_text_above_options_needs_no_question_mark(number: str, words: tuple[str, str]) -> None:
    text = "".join(
        f"{number.format(n)}The ship lies in port. At night: calm. The sky is\n*A. {words[0]}\nB. {words[1]}\n\n"
        for n in (1, 2)
    )
    found = reading(text)
    assert [d.number for d in found.drafts] == ["1", "2"]
    for draft in found.drafts:
        assert draft.question.text.startswith("The ship lies in port. At night: calm. The sky is")
        assert f"A. {words[0]}" in draft.question.text
        assert f"*A. {words[0]}" in draft.answer.text


def test_the_lines_above_options_with_a_tick_all_ask() -> None:
    first = "1. The wind is strong.\nThe sails must be\n*A. furled\nB. set\n\n"
    text = first + "2. The sea is calm.\nThe sails must be\nA. furled\n*B. set\n"
    assert [q.split("\n")[-3].strip() for q, _ in pairs(text)] == ["The sails must be"] * 2


def test_each_item_is_judged_by_itself() -> None:
    text = """
        1. What do sails take in?
           a) Wind
           b) Water
           Answer: a
        2. Where is the keel?
           a) Above
           b) Below
           Answer: b
        3. True or false: an anchor floats.
           False. It sinks.
        4. What is a buoy?
           A float with a chain.
        """
    found = pairs(text)
    assert [a for _, a in found] == ["a", "b", "False. It sinks.", "A float with a chain."]
    assert [q.count("\n") for q, _ in found] == [2, 2, 0, 0]


@pytest.mark.parametrize(
    "items", ["a) hull\nb) deck\nc) mast", "A. hull\nB. deck\nC. mast\nD. keel", "- a) hull\n- b) deck"]
)
def test_a_list_with_letters_is_the_answer_where_nothing_tells_the_right_one(items: str) -> None:
    text = f"## Which parts has a ship?\n{items}\n\n## What is a sail?\nA cloth.\n"
    assert pairs(text) == [("Which parts has a ship?", items), ("What is a sail?", "A cloth.")]


_KEYS = ["\n## Answers\n\n1. b\n2. a\n", "\nAnswer key: 1. b 2. a\n"]


@pytest.mark.parametrize("key", _KEYS)
def test_options_with_a_key_are_in_the_question(key: str) -> None:
    options = "   a) keel\n   b) mast\n   c) hold\n"
    text = f"1. Which is above?\n{options}2. Which is below?\n{options}{key}"
    assert all("a) keel" in q for q, _ in pairs(text))


def test_options_without_an_answer_beside_others_that_have_one_are_in_the_question() -> None:
    text = (
        "## Which is above?\nA. keel\nB. mast\nC. hold\n\nAnswer: B\n\n## Which is below?\nA. keel\nB. mast\nC. flag\n"
    )
    assert [(a, "C. " in q) for q, a in pairs(text)] == [("B", True), ("", True)]


def test_lines_with_letters_that_all_ask_are_no_options() -> None:
    blocks = scan(Source("a.md", "A. What is a hull?\nB. What is a mast?\nC. What is a sail?\n")).blocks
    assert not option_runs(blocks)


@pytest.mark.parametrize("key", ["Answers:\n1. 1\n2. 3\n3. 2\n", "## Answer key\n\n1. 1\n2. 3\n3. 2\n"])
def test_options_in_lists_with_numbers_below_questions_with_numbers(key: str) -> None:
    asked = ["Where does a keel stand?", "Which sail is in front?", "A sloop has so many masts:"]
    options = [["below", "above"], ["main", "mizzen", "jib"], ["none", "one", "two"]]
    lists = ["".join(f"    {n}. {text}\n" for n, text in enumerate(given, 1)) for given in options]
    text = "".join(f"{n}. {q}\n{given}\n" for n, (q, given) in enumerate(zip(asked, lists, strict=True), 1))
    found = pairs(f"{text}\n{key}")
    assert [a for _, a in found] == ["1", "3", "2"]
    assert [q.split("\n")[0] for q, _ in found] == asked
    assert all(options[i][-1] in q for i, (q, _) in enumerate(found))


def test_the_letter_after_the_label_of_an_answer_stays() -> None:
    asked = "__Question__\n\nWhich is the {0} mast?\n\nA. fore\nB. mizzen\n\n"
    answer = "__Suggested Answers__\n\n- A - Correct\n- B\n\n"
    text = "".join(asked.format(name) + answer for name in ("first", "foremost"))
    assert [a for _, a in pairs(text)] == ["- A - Correct\n- B"] * 2


def test_questions_in_lists_within_chapters_with_numbers_are_questions() -> None:
    chapters = ["Sails", "Masts", "Ropes"]
    text = "".join(
        f"{n}. {name}\n   1. What are {name} made of?\n      Wood.\n   2. Who makes {name}?\n      Many.\n"
        for n, name in enumerate(chapters, 1)
    )
    assert len(pairs(text)) == 6
