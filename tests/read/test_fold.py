"""Fold: what may follow what, on small documents."""

from __future__ import annotations

from builder.model.config import DialectOptions
from tests.read.reading import dialects, pairs, reading, sections, skipped


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


def test_a_bullet_that_asks_nothing_ends_the_note() -> None:
    text = "".join(f"- What is {x}?\n\n  It is {x}.\n\n" for x in ("foam", "surf", "sand")) + "- Good night.\n"
    assert pairs(text)[-1] == ("What is sand?", "It is sand.")
    assert skipped(reading(text)) == {13: "outside of any note"}


def test_code_in_a_list_without_answers_is_asked_about() -> None:
    items = (
        "- What is foam?\n- What is printed?\n\n  ```\n  x\n  ```\n\n- What is surf?\n- What is sand?\n- What is tar?\n"
    )
    assert ("What is printed?\n\n  ```\n  x\n  ```", "") in pairs(items)
    answered = "".join(f"- What is {x}?\n\n  ```\n  {x}\n  ```\n\n" for x in ("foam", "surf", "sand", "tar"))
    answered += "".join(f"- Why is {x} there?\n\n  Because of {x}.\n\n" for x in ("foam", "surf", "sand", "tar"))
    assert ("What is foam?", "```\nfoam\n```") in pairs(answered)


def test_a_title_or_a_rule_ends_the_last_question_of_a_list() -> None:
    items = "".join(f"- What is {x}?\n" for x in ("foam", "surf", "sand", "tar"))
    more = items.replace("is", "was")
    for between in ("On land", "----"):
        found = pairs(f"{items}\n{between}\n\n{more}")
        assert len(found) == 8
        assert {answer for _, answer in found} == {""}
    titled = sections(f"# Coast\n\nAt sea\n\n{items}\nOn land\n\n{more}")
    assert (titled["What is tar?"], titled["What was foam?"]) == (["At sea"], ["On land"])


def test_a_bullet_above_deeper_questions_is_their_section() -> None:
    text = "- Sea\n  - What is foam?\n  - What is surf?\n- Land\n  - What is a dune?\n  - What is sand?\n"
    assert sections(text) == {
        "What is foam?": ["Sea"],
        "What is surf?": ["Sea"],
        "What is a dune?": ["Land"],
        "What is sand?": ["Land"],
    }


def test_headings_that_come_again_with_nothing_below_them() -> None:
    again = "".join(f"## What is {x}?\n\nIt is {x}.\n\n## Share\n\n" for x in ("foam", "surf", "sand"))
    assert pairs(again)[1] == ("What is surf?", "It is surf.")
    assert set(skipped(reading(again)).values()) == {"part of the page"}
    once = "## 1. What is foam?\n\nx\n\n## Land\n\n## 2. What is sand?\n\ny\n"
    assert sections(once)["What is sand?"] == ["Land"]


def test_lines_that_number_what_follows_are_sections() -> None:
    text = (
        "Coast\n\n{} Sea\n\n1.1 What is foam?\nAir.\n\n1.2 What is surf?\nIt.\n\n{} Land\n\n2.1 What is sand?\nStone.\n"
    )
    for first, second in (("1", "2"), ("1.0", "2.0"), ("1.", "2.")):
        assert sections(text.format(first, second)) == {
            "What is foam?": ["Sea"],
            "What is surf?": ["Sea"],
            "What is sand?": ["Land"],
        }


def test_a_line_that_announces_what_follows_is_a_section() -> None:
    text = (
        "**What is foam?**\n\nWater.\n\nOn land:\n\n**What is sand?**\n\nRock:\n\n- fine\n\n**What is tar?**\n\nOil.\n"
    )
    assert sections(text) == {"What is foam?": [], "What is sand?": ["On land"], "What is tar?": ["On land"]}
    assert pairs(text)[1][1] == "Rock:\n\n- fine"


def test_numbered_parts_of_an_answer() -> None:
    text = "## 1. Why a bowl?\n\nSo:\n\n#### 1. Centre\n\nx\n\n#### 2. Open\n\ny\n\n## 2. Why a jug?\n\nz\n"
    assert [q for q, _ in pairs(text)] == ["Why a bowl?", "Why a jug?"]
    assert pairs(text)[0][1].endswith("#### 2. Open\n\ny")


def test_a_link_to_the_contents_behind_a_title() -> None:
    text = "# Sea\n\n## What is foam? [TOC](#toc)\n\nWater.\n\n## What is surf? [⬆ back to top](#toc)\n\nWaves.\n\n"
    found = pairs(text + "## What is [tar](#tar)?\n\nOil.\n\n## What is [sand](https://example.org/sand)?\n\nStone.\n")
    assert [q for q, _ in found][:2] == ["What is foam?", "What is surf?"]
    assert "](https://example.org/sand)" in found[3][0]


def test_references_stay_in_the_answer() -> None:
    text = "## What is foam?\n\nWater.\n\n### References\n\n- A book\n\n## Why surf?\n\nIt.\n\n**Sources**\n\n- A map\n"
    assert pairs(text)[0][1].endswith("### References\n\n- A book")
    assert pairs(text)[1][1].endswith("- A map")


def test_a_question_below_what_is_about_the_document() -> None:
    text = "# Birds\n\n## 1. What is a wader?\n\nA bird.\n\n## 2. What is a duck?\n\nIt swims.\n\n"
    text += "## About\n\nA man.\n\n## What is a goose?\n\nIt honks.\n"
    found = reading(text, forced="numbered-headings")
    assert [(d.question.text, d.answer.text) for d in found.drafts][2:] == [("What is a goose?", "It honks.")]
    assert skipped(found) == {13: "about the document"}


def test_tags_with_text_behind_them_below_a_bare_label() -> None:
    found = reading("Q1\n<p>\nWhat is foam?\n\nWater.\n\nQ2\n<p>\nWhat is surf?\n\nWaves.\n")
    lines = {line.text for d in found.drafts for line in (*d.question, *d.answer)}
    assert {"What is foam?", "Water.", "What is surf?", "Waves."} <= lines


def test_a_section_of_ones_own_of_which_the_group_is_not_there() -> None:
    own = {"mine": DialectOptions(question=r"^>>(?P<text>.+)", answer=r"^<<", section=r"=== (?P<text>.+)|[A-Z]+$")}
    found = reading("=== Sea\n>> What?\n<< x\nLAND\n>> Why?\n<< y\n", own=own)
    assert [[s.title for s in d.sections] for d in found.drafts] == [["Sea"], ["LAND"]]


def test_a_section_is_called_by_its_title_and_a_week_by_its_number_too() -> None:
    text = """\
        # Pots

        ## Section 2: Clay

        ### What is clay?

        Earth.

        ## Week 3: Glaze

        ### What is glaze?

        Glass.
        """
    assert sections(text) == {"What is clay?": ["Clay"], "What is glaze?": ["Week 3: Glaze"]}
