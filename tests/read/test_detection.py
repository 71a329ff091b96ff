"""Detection: which lines are questions, and where a document changes its dialect."""

from __future__ import annotations

import pytest

from tests.read.reading import dialects, pairs, reading, sections, skipped

_ASKED = ("What is foam?", "What is surf?", "What is a dune?")
_TOLD = ("Water with air in it.", "Waves that break.", "A hill of sand.")
_PAIRS = list(zip(_ASKED, _TOLD, strict=True))


def joined(form: str) -> str:
    """The three notes, each in ``form`` with its number ``n``, question ``q`` and answer ``a``."""
    return "".join(form.format(n=n, q=q, a=a) for n, (q, a) in enumerate(_PAIRS, 1))


@pytest.mark.parametrize(
    ("form", "dialect"),
    [
        ("> {q}\n\n{a}\n\n", "quotes"),
        ("> **{q}**\n\n{a}\n\n", "quotes"),
        ("{n}.\n{q}\n{a}\n\n", "lines"),
        ("{n}.\n\n{q}\n\n{a}\n\n", "lines"),
        ("- {q} - {a}\n", "list"),
        ("{n}. {q}\n====\n\n{a}\n\n", "numbered-headings"),
        ("{q}\n    {a}\n\n", "lines"),
        ("<h3>\n{q}\n</h3>\n\n{a}\n\n", "headings"),
        ("Q{n}: {q}\n--\nA: {a}\n########\n", "labels"),
    ],
)
def test_forms(form: str, dialect: str) -> None:
    assert dialects(joined(form)) == [dialect]
    assert pairs(joined(form)) == _PAIRS


def test_a_list_of_questions_among_labelled_ones() -> None:
    labels = "Q: When?\nA: Now.\n\nQ: Where?\nA: Here.\n\nQ: Who?\nA: We.\n\n"
    items = "".join(f"- Why is {name} there?\n" for name in ("foam", "surf", "sand", "shingle", "kelp", "tar", "ice"))
    for between in ("## To think about\n\n", "To think about:\n\n"):
        assert dialects(labels + between + items) == ["labels", "list"]
        assert len(pairs(labels + between + items)) == 10
    assert dialects(f"{labels}## To think about\n\n{items}\n## Once more\n\n{labels}") == ["labels", "list", "labels"]


def test_a_few_bullets_that_ask_belong_to_an_answer() -> None:
    text = "## What is foam?\n\nAsk yourself:\n\n- Is there air?\n- Is there soap?\n- Who?\n\n## What is surf?\n\nx\n"
    assert [q for q, _ in pairs(text)] == ["What is foam?", "What is surf?"]


def test_a_section_may_promise_questions_for_itself_alone() -> None:
    text = """
    # Loom

    ## Parts

    Beams and treadles.

    ## Questions

    ### Warp

    Along.

    ### Weft

    Across.

    ### What is a reed?

    A comb.

    ## Repairs

    With twine.
    """
    assert sections(text) == {"Warp": ["Questions"], "Weft": ["Questions"], "What is a reed?": ["Questions"]}


def test_topics_are_to_be_learned_where_the_title_promises_questions() -> None:
    text = "{}\n\n## Foam\n\nWater with air.\n\n## Surf\n\nWaves that break.\n\n## Dunes\n\nHills.\n"
    assert [q for q, _ in pairs(text.format("# Interview questions: the coast"))] == ["Foam", "Surf", "Dunes"]
    assert pairs(text.format("# The coast")) == []


def test_items_on_every_level_that_ask() -> None:
    text = "".join(f"- What is {x}?\n  - Why is {x} there?\n  - Who saw {x}?\n" for x in ("foam", "surf", "sand"))
    found = pairs(text)
    assert [q.split("\n")[0] for q, _ in found] == ["What is foam?", "What is surf?", "What is sand?"]
    assert all(q.count("?") == 3 and not a for q, a in found)  # nobody answers: the nested items ask on
    answered = "".join(f"- What is {x}?\n  - It is {x}.\n  - All say so.\n" for x in ("foam", "surf", "sand"))
    assert len(pairs(answered)) == 3


def test_a_bold_line_that_is_the_same_below_each_heading_asks_nothing() -> None:
    text = "".join(f"## What is {x}?\n\n**In a word**\n\nIt is {x}.\n\n" for x in ("foam", "surf", "sand"))
    assert [q for q, _ in pairs(text)] == ["What is foam?", "What is surf?", "What is sand?"]


def test_links_below_a_question_are_its_answer() -> None:
    text = "## What is foam?\n\n- [A film](https://example.org/f)\n- [What is soap?](https://example.org/s)\n\n"
    found = pairs(text + "## What is surf?\n\nWaves.\n")
    assert [q for q, _ in found] == ["What is foam?", "What is surf?"]
    assert found[0][1].count("](") == 2


def test_a_number_in_a_heading_above_a_labelled_question() -> None:
    text = "".join(f"### Q{n}\n\n**Question:** {q}\n\n**Answer:** {a}\n\n" for n, (q, a) in enumerate(_PAIRS, 1))
    assert pairs(text) == _PAIRS
    assert set(skipped(reading(text)).values()) == {"number of a question"}


@pytest.mark.parametrize(
    "text",
    [
        "# Changes\n\n## 1.2\n\n- When two met, one fled\n- How long they sleep is set\n- Is shown again: the map\n",
        "# Helping\n\n- If you found one, tell us.\n- When in doubt, ask.\n- Must be drawn: fords and gates.\n",
        "# Tubes\n\n1. Take the wheel out.\n2. Lift the tyre off.\n3. Do not use levers.\n\n1. Pump it up.\n2. Wait.\n",
        "# loomctl\n\n## Build options\n\nNone.\n\n## Using a pedal\n\nPins.\n\n## Where it comes from\n\nHere.\n",
    ],
)
def test_no_questions(text: str) -> None:
    assert pairs(text) == []
