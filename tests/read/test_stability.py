"""One slip in one place costs what stands there, and not the document."""

from __future__ import annotations

from tests.read.reading import pairs, reading


def test_a_torn_row_costs_itself_alone_and_is_told() -> None:
    rows = "| What is foam? | air |\n| What is\nsurf? | waves |\n| What is sand? | stone |\n| What is kelp? | alga |\n"
    found = reading(f"| Question | Answer |\n|---|---|\n{rows}")
    assert [d.question.text for d in found.drafts if d.question.text.startswith("What")] == [
        "What is foam?",
        "What is sand?",
        "What is kelp?",
    ]
    assert [(d.rule.code, d.span.line) for d in found.diagnostics] == [("S003", 4)]


def test_a_misspelt_tag_costs_its_own_block_alone() -> None:
    block = "<details>\n<summary>What is {0}?</summary>\n\nIt is {0}.\n\n</details>\n\n"
    names = ("foam", "surf", "kelp", "sand")
    text = "".join(block.format(name) for name in names)
    assert len(pairs(text)) == 4
    slipped = text.replace("<details>\n<summary>What is surf", "<detals>\n<summary>What is surf")
    assert len({"What is foam?", "What is kelp?", "What is sand?"} & {q for q, _ in pairs(slipped)}) == 3


def test_a_misspelt_question_word_costs_no_list() -> None:
    text = "1. What is foam\n   Air.\n2. {} made it\n   The sea.\n"
    text += "3. Name two capes\n   Horn and Wrath.\n4. Who sails\n   Many.\n"
    assert len(pairs(text.format("Who"))) == 4
    assert len(pairs(text.format("Wo"))) == 4
