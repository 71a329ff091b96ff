"""What leaves an answer is told: closing lines, remarks, what stands after the last rule; and empty headings leave."""

from __future__ import annotations

import pytest

from tests.read.reading import pairs, reading, sections

_NAMES = ("mast", "sail", "keel", "boom")


def _told(text: str) -> list[tuple[str, int]]:
    return [(d.rule.code, d.span.line) for d in reading(text).diagnostics if d.span]


def test_a_line_that_ends_many_answers_is_told_once() -> None:
    text = "".join(f"## What is a {name}?\n\nA thing named {name}.\n\nFrom the book of ships\n\n" for name in _NAMES)
    assert [a for _, a in pairs(text)] == [f"A thing named {name}." for name in _NAMES]
    assert _told(text) == [("S003", 5)]


def test_a_link_that_ends_many_answers_is_no_matter() -> None:
    text = "".join(f"## What is a {name}?\n\nA thing.\n\n[Back to top](#top)\n\n" for name in _NAMES)
    assert _told(text) == []


def test_what_stands_after_the_last_rule_is_told() -> None:
    text = (
        "".join(f"## What is a {name}?\n\nA thing named {name}.\n\n" for name in _NAMES) + "---\n\nPrinted in spring.\n"
    )
    assert pairs(text)[-1] == ("What is a boom?", "A thing named boom.")
    assert _told(text) == [("S003", 19)]


@pytest.mark.parametrize("heading", ["#### More links", "### See also", "##### …"])
def test_a_heading_with_nothing_below_it_is_no_end_of_an_answer(heading: str) -> None:
    text = "".join(f"## What is a {name}?\n\nA thing named {name}.\n\n{heading}\n\n" for name in _NAMES[:2])
    assert [a for _, a in pairs(text)] == ["A thing named mast.", "A thing named sail."]


def test_a_heading_with_text_below_it_stays() -> None:
    text = "## What is a mast?\n\nA pole.\n\n#### More\n\nIt is of wood.\n\n## What is a sail?\n\nA cloth.\n"
    assert pairs(text)[0][1] == "A pole.\n\n#### More\n\nIt is of wood."


@pytest.mark.parametrize(
    ("title", "section"),
    [
        ("Week 3: Leaves", "Week 3: Leaves"),
        ("Chapter 5 - Pots", "Chapter 5 - Pots"),
        ("Lektion 2 – Segel", "Lektion 2 – Segel"),
        ("Глава 4. Паруса", "Глава 4. Паруса"),
        ("第3章 帆", "第3章 帆"),
        ("3. Sails", "Sails"),
        ("2.1 Sails", "Sails"),
        ("二、帆", "帆"),
        ("Part of the ship", "Part of the ship"),
    ],
)
def test_the_number_of_a_week_or_a_chapter_is_a_part_of_its_title(title: str, section: str) -> None:
    assert sections(
        f"# Ships\n\n## {title}\n\n### What is a sail?\n\nA cloth.\n\n### What is a mast?\n\nA pole.\n"
    ) == {
        "What is a sail?": [section],
        "What is a mast?": [section],
    }


@pytest.mark.parametrize("title", ["Round", "Set", "Runde", "**Tour**"])
def test_numbers_begin_anew_below_a_title_that_counts(title: str) -> None:
    first = "1. Which planet has rings? Saturn\n2. Which metal is liquid? Mercury\n3. Who wrote Faust? Goethe\n"
    second = "1. How many strings has a violin? Four\n2. Where is Lima? Peru\n"
    found = sections(f"# Trivia night\n\n{title} 1\n\n{first}\n{title} 2\n\n{second}")
    name = title.strip("*")
    assert list(found.values()) == [[f"{name} 1"]] * 3 + [[f"{name} 2"]] * 2


def test_a_short_line_at_the_end_of_an_answer_is_no_title() -> None:
    text = (
        "Knots\n\n1. What is a bowline?\n\nA loop\n\nNever slips\n\n2. What is a hitch?\n\nA knot\n\nSlips at times\n"
    )
    assert [a.count("\n\n") for _, a in pairs(text)] == [1, 1]
