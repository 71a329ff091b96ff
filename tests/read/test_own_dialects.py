"""An author's own dialects: what a pattern sees, what its groups mean, edges and dividers, several dialects at once."""

from __future__ import annotations

import pytest

from builder.model.config import Config, DialectOptions, parse_config
from builder.model.diagnostics import ProjectError
from builder.read.reading import read_document
from builder.read.recognise import registry
from tests.read.reading import reading


def own(text: str, **patterns: str) -> list[tuple[str, str]]:
    found = reading(text, own={"mine": DialectOptions(**patterns)})
    return [(d.question.text, d.answer.text) for d in found.drafts]


def test_a_pattern_sees_the_indentation() -> None:
    text = "+ What is a loom?\n  + Who built it?\n+ What is a reel?\n"
    assert own(text, question=r"^\+ (?P<text>.+)") == [
        ("What is a loom?", "+ Who built it?"),
        ("What is a reel?", ""),
    ]
    assert [q for q, _ in own(text, question=r"^ +\+ (?P<text>.+)")] == ["Who built it?"]


def test_an_answer_before_its_question() -> None:
    text = "No. 7 [B]\nWhere is wool dyed?\nA) At sea\nB) In a vat\n\nNo. 8 [A]\nWho spins?\nA) Many\nB) Nobody\n"
    found = own(text, question=r"^No\. (?P<number>\d+) \[(?P<answer>[A-D])\](?P<text>)$")
    assert [(q.split("\n")[0].strip(), a) for q, a in found] == [("Where is wool dyed?", "B"), ("Who spins?", "A")]
    assert "In a vat" in found[0][0]
    assert own("F1 {loom} What weaves?\n", question=r"^F\d \{(?P<answer>\w+)\} (?P<text>.+)") == [
        ("What weaves?", "loom")
    ]


def test_each_line_of_raw_html_may_be_matched() -> None:
    lines = "F: Was ist Garn?", "L: Ein Faden.", "F: Was ist Flachs?", "L: Eine Faser."
    text = "".join(f"<div>{line}</div>\n" for line in lines)
    found = own(text, question=r"^<div>F: (?P<text>.+)</div>$", answer=r"^<div>L: (?P<text>.+)</div>$")
    assert found == [("Was ist Garn?", "Ein Faden."), ("Was ist Flachs?", "Eine Faser.")]


@pytest.mark.parametrize("label", ["Answer:", "Solution:", "Lösung:"])
def test_a_label_that_is_skipped_begins_the_answer(label: str) -> None:
    text = f"### 1) What is felt?\n\n{label}\nPressed wool.\n"
    assert own(text, question=r"^#+ \d+\) (?P<text>.+)$", skip=rf"^{label}\s*$") == [("What is felt?", "Pressed wool.")]


def test_a_definition_within_an_answer_is_a_part_of_it() -> None:
    text = "__How is it set?__\n\nIn two ways:\n\nhigh\n: It runs fast.\n"
    assert own(text, question=r"^__(?P<text>.+)__$") == [("How is it set?", "In two ways:\n\nhigh\n: It runs fast.")]


def test_edges_and_dividers() -> None:
    text = "%%%% 1\nWhat is\nlace?\n>> back\nA fabric.\n\n- fine\n%%%% 2\n```\nknit 1\n```\n>> back\nA row.\n"
    assert own(text, edge=r"^%%%%", divider=r"^>> back") == [
        ("What is\nlace?", "A fabric.\n\n- fine"),
        ("```\nknit 1\n```", "A row."),
    ]
    with pytest.raises(ProjectError, match="no pattern for a question"):
        own(text, edge=r"^%%%%")


@pytest.mark.parametrize(
    ("edge", "divider"), [("---", ". . ."), ("***", "%"), ("---", "***"), ("---", "<!-- back -->")]
)
def test_cards_between_rules(edge: str, divider: str) -> None:
    cards = [
        ("Nenne ein Garn", "Wolle"),
        ("Which thread goes\nacross the warp?", "The `weft`.\n\n- mostly"),
        ("麻", "linen"),
    ]
    text = f"\n\n{edge}\n".join(f"{front}\n\n{divider}\n\n{back}" for front, back in cards)
    found = reading(f"{edge}\n{text}\n\n{edge}\n")
    assert [(d.question.text, d.answer.text) for d in found.drafts] == cards
    assert found.title == ""


def test_rules_without_dividers_are_no_cards() -> None:
    text = "One thought.\n\n---\nAnother.\n\n. . .\n\nAnd more.\n\n---\nA last one.\n"
    assert reading(text).drafts == ()


def test_several_dialects_for_one_document() -> None:
    text = "Is wool warm?::yes\n\nThe ==ram== has horns.\n\n## Note\n\nQ: Why?\nA: So.\n"
    front = "---\ndialect: [double-colon, highlights]\n---\n\n"
    document = read_document("wool.md", (front + text).encode(), Config(), registry({}))
    assert [d.question.text for d in document.reading.drafts] == ["Is wool warm?", "The […] has horns."]
    config = parse_config(
        '[[source]]\npath = "wool.md"\ndialect = ["double-colon", "highlights"]\n', "deckbuilder.toml"
    )
    document = read_document("wool.md", text.encode(), config, registry({}))
    assert len(document.reading.drafts) == 2
    config = parse_config('[[source]]\ndialect = ["labels", "lables"]\n', "a.toml")
    with pytest.raises(ProjectError, match="no dialect"):
        read_document("wool.md", text.encode(), config, registry({}))


@pytest.mark.parametrize(("divider", "edge"), [("===", "---"), ("--", "***"), ("--", "---")])
def test_marks_right_below_text_part_cards_too(divider: str, edge: str) -> None:
    cards = [(f"Side {n}", f"Back {n}") for n in ("one", "two", "three", "four")]
    text = f"\n\n{edge}\n\n".join(f"{front}\n{divider}\n{back}" for front, back in cards)
    assert [(d.question.text, d.answer.text) for d in reading(f"{text}\n").drafts] == cards
    underlined = "Side one\n===\n\nWhat is wool?\n---\n\nA fibre.\n\nWho spins?\n---\n\nMany.\n"
    assert [d.question.text for d in reading(underlined).drafts] == ["What is wool?", "Who spins?"]


def test_the_items_of_a_chosen_list_are_the_outermost_where_none_asks() -> None:
    text = "- Capital of Peru\n  - Lima\n  - by the sea\n- Capital of Chile\n  - Santiago\n  - inland\n"
    found = reading(text, forced="list")
    assert [d.question.text for d in found.drafts] == ["Capital of Peru", "Capital of Chile"]
    asking = "- Peru\n  - What is its capital?\n    Lima.\n- Chile\n  - What is its capital?\n    Santiago.\n"
    assert [d.answer.text.strip() for d in reading(asking, forced="list").drafts] == ["Lima.", "Santiago."]
