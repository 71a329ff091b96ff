"""Fold: what may follow what, on small documents."""

from __future__ import annotations

from builder.config import DialectOptions
from tests.dialects.reading import dialects, pairs, reading, sections, skipped


def test_headings_in_answers_and_sections() -> None:
    text = """
    ## Sea

    ### 1. What is a tide?

    Water moves.

    #### More

    Twice a day.

    ### 2. What is a current?

    It flows.

    ## Land

    ### 3. What is a dune?

    Sand.
    """
    assert sections(text) == {"What is a tide?": ["Sea"], "What is a current?": ["Sea"], "What is a dune?": ["Land"]}
    assert pairs(text)[0][1].endswith("#### More\n\nTwice a day.")


def test_a_question_without_a_number_among_numbered_ones() -> None:
    text = "## A\n\n### 1. What is x?\n\nX.\n\n## B\n\n### Why y?\n\nY.\n\n### 2. What is z?\n\nZ.\n"
    assert ("Why y?", "Y.") in pairs(text)


def test_a_torn_paragraph_is_reported() -> None:
    head = "## What?\n\nThe water of the whole sea is drawn towards the moon and then"
    found = reading(f"{head}\n\nfalls back again to where it was.\n\n## Why?\n\nx\n")
    assert [d.rule.name for d in found.diagnostics] == ["torn-paragraph"]
    assert "then\nfalls back" in found.drafts[0].answer.text


def test_title_lines_above_labels() -> None:
    assert sections("Sea\n\nTides\n\nQ: What?\nA: x.\n\nWaves\n\nQ: Why?\nA: y.\n")["Why?"] == ["Waves"]


def test_quoted_speeches() -> None:
    text = "Ann: “Why so?”\n\nBen: “Because.”\n\nAnn: “And how?”\n\nBen: “So.”\n\nAnn: “When?”\n\nBen: “Now.”\n"
    assert pairs(text) == [("Why so?", "Because."), ("And how?", "So."), ("When?", "Now.")]


def test_details_that_differ_ask_and_constant_ones_answer() -> None:
    asks = "".join(f"<details><summary>What is {x}?</summary>\n\n{x}.\n\n</details>\n\n" for x in "abc")
    assert [q for q, _ in pairs(asks)] == ["What is a?", "What is b?", "What is c?"]
    opens = "".join(f"## What is {x}?\n\n<details><summary>Answer</summary>\n\n{x}.\n\n</details>\n\n" for x in "abc")
    assert pairs(opens) == [("What is a?", "a."), ("What is b?", "b."), ("What is c?", "c.")]


def test_details_inside_an_answer() -> None:
    text = "## What is it?\n\nThis.\n\n<details><summary>More of it</summary>\n\nThat.\n\n</details>\n\n## Why?\n\nx\n"
    assert "That." in pairs(text)[0][1]


def test_checked_options_are_on_the_front_without_their_mark() -> None:
    ((question, answer), _) = pairs("## Which?\n\n- [ ] one\n- [x] two\n\nBecause.\n\n## Why?\n\nx\n")
    assert question == "Which?\n\n- [ ] one\n- [ ] two"
    assert answer == "- [ ] one\n- [x] two\n\nBecause."


def test_options_before_a_labelled_answer() -> None:
    assert pairs("Q: Which?\nA. one\nB. two\nAnswer: B\n")[0][1] == "B"


def test_a_placeholder_is_no_answer() -> None:
    found = reading("## What?\n\nTODO\n\n## Why?\n\nx\n")
    assert [d.answered for d in found.drafts] == [False, True]
    assert skipped(found)[3] == "placeholder of an answer"


def test_pins() -> None:
    assert [d.pin for d in reading("## What? {#tide}\n\nx\n\n## Why?\n\ny\n").drafts] == ["tide", ""]


def test_closings_go() -> None:
    text = "".join(f"## What is {x}?\n\n{x}.\n\n[Back to top](#top)\n\n---\n\n" for x in "abc")
    assert [a for _, a in pairs(text)] == ["a.", "b.", "c."]


def test_a_label_inside_an_answer_is_an_answer() -> None:
    text = "Q: What?\nA: Look:\n\n```\nQ: no\nA: no\n```\n\nQ: Why?\nA: y\n"
    assert [q for q, _ in pairs(text)] == ["What?", "Why?"]


def test_text_on_no_card_is_reported() -> None:
    text = (
        "## Sea\n\n### What?\n\nx\n\n## Land\n\nHills and dales, dales and hills.\n\n### Why?\n\ny\n\n### How?\n\nz\n"
    )
    found = reading(text)
    assert "text-outside-note" in [d.rule.name for d in found.diagnostics] or "Hills" in found.drafts[0].answer.text


def test_several_dialects_in_one_document() -> None:
    headings = "".join(f"## What is {n}?\n\nIt is {n}, plainly.\n\n" for n in range(6))
    labels = "".join(f"Q: Why {n}?\nA: Because of {n}.\n\n" for n in range(6))
    assert dialects(f"{headings}# Part two\n\n{labels}") == ["headings", "labels"]


def test_prose_has_no_notes() -> None:
    assert pairs("# A walk\n\nWe went out. Why not? The sun shone.\n\nThen we came home.\n") == []


def test_a_dialect_of_ones_own() -> None:
    own = {"mine": DialectOptions(question=r"^>>\s*(?P<text>.+)", answer=r"^<<\s*", section=r"^=== (.+)", skip=r"^//")}
    found = reading("=== Sea\n>> What?\n// a remark\n<< x\nmore\n>> Why?\n<< y\n", own=own)
    assert [(d.question.text, d.answer.text) for d in found.drafts] == [("What?", "x\nmore"), ("Why?", "y")]
    assert skipped(found)[3] == "skipped by the dialect"


def test_a_forced_dialect() -> None:
    text = "## One\n\nx\n\n## Two\n\ny\n"
    assert pairs(text) == []
    assert pairs(text, forced="headings") == [("One", "x"), ("Two", "y")]
