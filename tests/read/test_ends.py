"""Where notes end: at titles whose form was seen, at headings outside of the item, at the rules between cards."""

from __future__ import annotations

import pytest

from tests.read.reading import pairs, reading, sections, skipped


@pytest.mark.parametrize("head", ["## Word list", "### Glossaire", "# 用語"])
def test_a_heading_at_the_margin_ends_the_last_item(head: str) -> None:
    text = f"# Quiz\n\n1. What is foam?\n   Air in water.\n2. Was ist ein Riff?\n   Fels.\n\n{head}\n\nkelp: an alga\n"
    found = reading(text)
    assert [d.answer.text.strip() for d in found.drafts] == ["Air in water.", "Fels."]
    assert [d.rule.code for d in found.diagnostics] == ["S003"]


def test_a_heading_at_the_margin_stays_where_answers_are_there() -> None:
    text = "1. What is foam?\n\nThis:\n\n### Air\n\nIn water.\n\n2. What is a reef?\n\nRock.\n"
    assert [q for q, _ in pairs(text)] == ["What is foam?", "What is a reef?"]
    assert pairs(text)[0][1].endswith("In water.")


def test_titles_in_capitals_of_one_line_or_more() -> None:
    text = """
    CHAPTER ONE
    OF THE SEA

    1. Q. Who sails?
    A. Many do.

    CHAPTER TWO
    OF THE
    HARBOUR

    2. Q. Who lands?
    A. All do.

    SHANTIES FOR THE ROAD

    Away, you rolling river.
    """
    assert [a for _, a in pairs(text)] == ["Many do.", "All do."]
    assert list(sections(text).values()) == [["CHAPTER ONE OF THE SEA"], ["CHAPTER TWO OF THE HARBOUR"]]
    assert [d.rule.code for d in reading(text).diagnostics] == ["S003"]


def test_words_in_capitals_in_an_answer_are_no_title() -> None:
    text = "Q: What does it print?\nA: This:\n\nHELLO WORLD\n\nand no more.\n\nQ: Why?\nA: So.\n"
    assert pairs(text)[0][1].endswith("and no more.")


def test_part_titles_end_the_last_answer_too() -> None:
    text = (
        "Part 1: Sea\n\nQ: Who sails?\nA: Many.\n\nPart 2: Land\n\nQ: Who rides?\nA: Few.\n\nPart 3: Air\n\nNobody.\n"
    )
    assert [a for _, a in pairs(text)] == ["Many.", "Few."]


def test_one_underlined_label_changes_no_titles() -> None:
    text = """
    ====================
    PART 1 - SEA

    1.1. Who sails?
    Many. A form looks so:

    Name:
    -----

    1.2. Who swims?
    Seals.

    ====================
    PART 2 - LAND

    2.1. Who rides?
    Few.
    """
    assert sections(text) == {
        "Who sails?": ["PART 1 - SEA"],
        "Who swims?": ["PART 1 - SEA"],
        "Who rides?": ["PART 2 - LAND"],
    }
    assert "Name:" in pairs(text)[0][1]
    assert pairs(text)[1][1] == "Seals."


def test_a_rule_above_each_labelled_question_ends_the_card() -> None:
    text = "Q: Who sails?\nA: Many.\n\n***\nA thought.\n\n***\nQ: Who swims?\nA: Seals.\n"
    found = reading(text)
    assert [d.answer.text for d in found.drafts] == ["Many.", "Seals."]
    assert [(d.rule.code, d.span.line) for d in found.diagnostics] == [("S003", 5)]
    inside = "Q: Who sails?\nA: Many.\n\n***\n\nSome.\n\nQ: Who swims?\nA: Seals.\n"
    assert pairs(inside)[0][1].endswith("Some.")


def test_a_deeper_heading_holds_no_shallower_question() -> None:
    text = "# Sea\n\n##### News on our page\n\n## 1. What is foam?\n\nAir.\n\n## 2. What is surf?\n\nWaves.\n"
    assert sections(text) == {"What is foam?": [], "What is surf?": []}


def test_an_empty_heading_at_the_end_of_an_answer_is_left_out() -> None:
    text = "## What is foam?\n\nAir.\n\n### Links\n\n## What is surf?\n\nWaves.\n\n### Links\n"
    assert [a for _, a in pairs(text)] == ["Air.", "Waves."]
    assert set(skipped(reading(text)).values()) == {"empty heading"}


def test_the_first_of_several_titles_in_capitals_is_no_title_of_the_document() -> None:
    text = "SEA\n\nQ. Who sails?\nA. Many.\n\nLAND\n\nQ. Who rides?\nA. Few.\n\nSONGS\n\nAway.\n"
    found = reading(text)
    assert found.title == ""
    assert sections(text) == {"Who sails?": ["SEA"], "Who rides?": ["LAND"]}
    assert [d.answer.text for d in found.drafts] == ["Many.", "Few."]
