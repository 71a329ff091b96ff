"""Rivals: a form inside an answer opens no region, siblings of questions are questions, near readings are told."""

from __future__ import annotations

import pytest

from builder.model.config import Config
from builder.read.reading import read_document
from builder.read.recognise import registry
from tests.read.reading import dialects, pairs, reading

_ASKED = ("What is a loom?", "Who weaves?", "¿Qué es la trama?", "How is it warped?")


@pytest.mark.parametrize(
    "inner",
    [
        ["Q: Warp?", "A: Along.", "Q: Weft?", "A: Across."],
        ["Question: Who?", "Answer: You.", "Question: When?", "Answer: Now."],
        ["Frage: Wer?", "Antwort: Du."],
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_dialogue_in_an_answer_opens_no_region(inner: list[str], between: str) -> None:
    headings = "".join(f"## {q}\n\nSo it is.\n\n" for q in _ASKED[:3])
    headings += f"## {_ASKED[3]}\n\nAs in this talk:\n\n{between.join(inner)}\n"
    assert [q for q, _ in pairs(headings)] == list(_ASKED)
    assert pairs(headings)[3][1].endswith(inner[-1])
    if between == "\n":
        items = "".join(f"- {q}\n  So it is.\n" for q in _ASKED[:3])
        items += f"- {_ASKED[3]}\n  As in this talk:\n" + "".join(f"  {line}\n" for line in inner)
        assert [q for q, _ in pairs(items)] == list(_ASKED)
        assert pairs(items)[3][1].endswith(inner[-1])


def test_labelled_questions_in_a_section_of_their_own_are_questions() -> None:
    text = (
        "".join(f"## {q}\n\nSo it is.\n\n" for q in _ASKED) + "# More\n\nQ: Warp?\nA: Along.\n\nQ: Weft?\nA: Across.\n"
    )
    assert dialects(text) == ["headings", "labels"]
    assert len(pairs(text)) == 6


def test_numbered_headings_in_items_are_not_those_of_parts() -> None:
    parts = "".join(f"    ### {n}. **Part {n}**\n\n    It turns.\n\n" for n in range(1, 5))
    text = "1. ### What is a loom\n\n    A frame.\n\n2. ### What is a reel\n\n    Parts:\n\n"
    text += parts + "3. ### Who weaves\n\n    Many.\n"
    assert [q for q, _ in pairs(text)] == ["What is a loom", "What is a reel", "Who weaves"]
    assert pairs(text)[1][1].endswith("It turns.")


def test_parts_below_a_question_without_another_answer_are_its_answer() -> None:
    text = """
    ## What is a loom?
    A frame.
    ## Welche Teile hat er?
    ### Kamm
    Er schließt.
    ### Baum
    Er dreht sich.
    ### Wie pflegt man ihn?
    Mit Öl.
    ### How long does it last?
    For ever.
    """
    assert [q for q, _ in pairs(text)] == [
        "What is a loom?",
        "Welche Teile hat er?",
        "Wie pflegt man ihn?",
        "How long does it last?",
    ]
    assert pairs(text)[1][1] == "### Kamm\nEr schließt.\n### Baum\nEr dreht sich."


@pytest.mark.parametrize("sibling", ["Kinds of loom", "Webstühle", "織機の種類"])
def test_siblings_with_an_answer_are_questions_too(sibling: str) -> None:
    items = [f"- {q}\n  So it is.\n" for q in _ASKED]
    for at in (0, 2, 4):
        lines = [*items[:at], f"- {sibling}\n  Two.\n", *items[at:]]
        assert [q for q, _ in pairs("".join(lines))].index(sibling) == at
    assert len(pairs("".join([*items[:2], f"* {sibling}\n  Two.\n".replace("*", "-"), items[2]]))) == 4


def test_bullets_among_questions_without_an_answer_are_none() -> None:
    text = "".join(f"- {q}\n  So it is.\n" for q in _ASKED) + "- Looms\n"
    assert [q for q, _ in pairs(text)] == list(_ASKED)


def test_two_readings_that_are_near_are_told() -> None:
    notes = enumerate(("warp", "weft", "reed"), 1)
    text = "".join(f"**{n}. What is {x}?**\n\nIt is so.\n\n## Where is {x}?\n\nThere.\n\n" for n, x in notes)
    document = read_document("loom.md", text.encode(), Config(), registry({}))
    told = [(d.rule.code, d.message) for d in document.diagnostics if d.rule.code == "R003"]
    assert told == [("R003", "read as numbered-bold, but headings would explain it nearly as well")]
    chosen = read_document("loom.md", f"---\ndialect: headings\n---\n{text}".encode(), Config(), registry({}))
    assert "R003" not in [d.rule.code for d in chosen.diagnostics]
    assert reading("## What is foam?\n\nAir.\n\n## What is surf?\n\nWaves.\n").detection.rival is None
