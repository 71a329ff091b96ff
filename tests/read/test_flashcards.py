"""Flashcards of note-taking programs: which lines are a card, its tags, and what stands around it."""

from __future__ import annotations

import pytest

from tests.read.reading import dialects, pairs, reading, skipped


def tags(text: str) -> list[list[str]]:
    return [list(draft.tags) for draft in reading(text).drafts]


@pytest.mark.parametrize("mark", ["#flashcards", "#flashcards/coast #wip"])
def test_a_mark_of_the_page_is_no_title(mark: str) -> None:
    found = reading(f"{mark}\n\nWhat is foam?::water with air\n\nWhat is surf?::waves that break\n")
    assert (found.title, len(found.drafts)) == ("", 2)
    assert skipped(found) == {1: "tags"}


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("What does `Iterator::map` give?::a new iterator", ("What does `Iterator::map` give?", "a new iterator")),
        ("Was ist `A::B`? :: ein Pfad wie `C::D`", ("Was ist `A::B`?", "ein Pfad wie `C::D`")),
        ("How is $a::b$ read?::a is to b", ("How is $a::b$ read?", "a is to b")),
        ("Where is {{c1::foam::where}} seen?::at sea", ("Where is {{c1::foam::where}} seen?", "at sea")),
    ],
)
def test_the_divider_is_the_first_outside_of_code_formulas_and_deletions(line: str, pair: tuple[str, str]) -> None:
    assert pairs(f"#flashcards\n\n{line}\n\nWhat is surf?::waves\n")[0] == pair


def test_the_first_card_is_no_title() -> None:
    words = ["das Meer - the sea", "der Strand - the beach", "die Welle - the wave", "das Boot - the boat"]
    for sign in (" - ", ": ", " = "):
        lines = [line.replace(" - ", sign) for line in (*words, "die Bucht - the bay")]
        found = reading("\n\n".join(lines) + "\n")
        assert found.title == ""
        assert found.drafts[0].question.text == "das Meer"
        assert len(found.drafts) == 5


def test_the_question_of_a_tagged_card_is_its_whole_paragraph() -> None:
    text = "Wie heißt das Tier,\ndas in Muscheln\nwohnt? #card\nEinsiedlerkrebs\n\nWho\nsaw it? #card #coast/east\nWe\n"
    assert [q.replace("\n", " ") for q, _ in pairs(text)] == [
        "Wie heißt das Tier, das in Muscheln wohnt?",
        "Who saw it?",
    ]
    assert [a for _, a in pairs(text)] == ["Einsiedlerkrebs", "We"]
    assert tags(text) == [[], ["coast/east"]]
    assert [q for q, _ in pairs("What? #card\nThis.\nWho? #card\nWe.\n")] == ["What?", "Who?"]


def test_a_list_below_a_lone_question_mark_is_the_answer_of_a_bullet() -> None:
    text = (
        "* **Which tides are there?**\n?\n* **Spring**: high\n* **Neap**: low\n\n* What is reef?\n?\nRock:\n* coral\n"
    )
    assert pairs(text) == [
        ("Which tides are there?", "* **Spring**: high\n* **Neap**: low"),
        ("What is reef?", "Rock:\n* coral"),
    ]


def test_a_second_lone_question_mark_ends_the_answer_that_it_stands_in() -> None:
    text = "Ou est la mer ?\n?\nAu nord.\nOu est la dune ?\n?\nAu sud.\n\nWho swims?\n?\nSeals.\n"
    assert [a for _, a in pairs(text)] == ["Au nord.", "Au sud.", "Seals."]


def test_marks_of_flashcards_stand_among_one_another() -> None:
    text = "#flashcards\n\nIs foam wet?::yes\n\nThe ==reef== is rock.\n\nIs sand dry?::no\n\nWho swims?\n?\nSeals.\n"
    assert [a for _, a in pairs(text)] == ["yes", "reef", "no", "Seals."]


def test_the_question_above_highlighted_items_is_on_each_front() -> None:
    text = "#flashcards\n\nHow is a boat rigged?\n- Set the ==mast==.\n- Hoist the ==sail==.\n"
    assert [q.split("  \n") for q, _ in pairs(text)] == [
        ["How is a boat rigged?", "Set the […]."],
        ["How is a boat rigged?", "Hoist the […]."],
    ]


def test_tags_behind_a_card_are_no_text_of_it() -> None:
    text = "#flashcards\n\nWhat is a lagoon?::a shallow water #sea/warm #潟\n\nWhat is a spit?::sand at `#1`\n"
    assert pairs(text) == [("What is a lagoon?", "a shallow water"), ("What is a spit?", "sand at `#1`")]
    assert tags(text) == [["sea/warm", "潟"], []]
    assert tags("Who swims?\n?\nSeals. #zoo\n\nWho flies?\n?\nGulls.\n") == [["zoo"], []]


def test_a_property_at_the_top_or_below_a_block_is_no_card() -> None:
    text = "grows:: on rocks\ncolour-of:: [[Kelp]]\n\n- What is kelp? #card\n  seen:: often\n  - An alga.\n"
    text += "- Who? #card\n  - We.\n"
    assert [q for q, _ in pairs(text)] == ["What is kelp?", "Who?"]
    cards = "mar:: sea\nolas:: waves\n\narena:: sand\nduna:: dune\n"
    assert len(pairs(f"#flashcards\n\n{cards}")) == 4


@pytest.mark.parametrize("token", ["C++", "F#@", ">>="])
def test_a_word_with_signs_in_it_parts_no_cards(token: str) -> None:
    asked = ("What is a pointer in {}?", "How does {} copy?", "Why is {} fast?", "Who made {}?")
    text = f"# {token} in short\n\n" + "".join(f"## {q.format(token)}\nAs {token} has it.\n" for q in asked)
    assert dialects(text) == ["headings"]
    assert len(pairs(text)) == 4


@pytest.mark.parametrize("sign", ["; ", " = ", " | "])
def test_a_sign_in_most_lines_does_not_beat_questions(sign: str) -> None:
    text = "".join(f"## What is part {n}{sign}of the loom?\nThread{sign}or wood.\n" for n in "ABCD")
    assert dialects(text) == ["headings"]
    labelled = "".join(f"Q: What is {n}{sign}there?\nA: wood{sign}thread\n" for n in "ABCD")
    assert len(pairs(labelled)) == 4
    assert pairs(labelled)[0][1] == f"wood{sign}thread"


_ARROWS = "**Is a -> b a map?**\n\nIt -> is.\n\n**Is c -> d one?**\n\nSo -> too.\n\n**Who -> made it?**\n\nWe.\n"
_EQUALS = "1. Is x = 1?\n   Then x = 1.\n2. Is y = 2?\n   Then y = 2.\n3. Is z = 3?\n   z = 3 it is.\n"
_SHARP = "# F# in short\n\n## Lists in F#\n\nF# has them.\n\n## Types in F#\n\nF# too.\n\n## F# 9\n\nF# goes on.\n"


@pytest.mark.parametrize(("text", "asked"), [(_ARROWS, 3), (_EQUALS, 3), (_SHARP, 0)])
def test_a_question_with_a_sign_in_it_is_no_card(text: str, asked: int) -> None:
    found = pairs(text)
    assert len(found) == asked
    assert all(question.endswith("?") for question, _ in found)


def test_a_question_mark_below_a_bullet() -> None:
    text = "- What is a bay?\n  ?\n  Water.\n- What is a cape?\n  ?\n  - land\n  - rock\n"
    assert pairs(text) == [("What is a bay?", "Water."), ("What is a cape?", "- land\n- rock")]


def test_the_tag_of_a_card_on_a_line_of_its_own() -> None:
    text = "Wie heißt die\nInsel?\n#card\nSylt\n\nAnd that one?\n#card\nFöhr\n"
    assert [(q.split(), a) for q, a in pairs(text)] == [
        (["Wie", "heißt", "die", "Insel?"], "Sylt"),
        (["And", "that", "one?"], "Föhr"),
    ]
