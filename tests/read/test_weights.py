"""The numbers of the reader: each has a user, and a score is the sum of its features."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from builder.read import weights
from builder.read.recognise import registry
from tests.read.reading import reading

_READER = Path(weights.__file__).parent


def test_each_number_has_a_user() -> None:
    texts = (path.read_text(encoding="utf-8") for path in _READER.rglob("*.py"))
    nodes = (node for text in texts for node in ast.walk(ast.parse(text)))
    used = {node.value for node in nodes if isinstance(node, ast.Constant)}
    tables = weights.SCORE, weights.LIKENESS, weights.CHANGES, weights.SERIES, weights.SHARES, weights.COUNTS
    assert [name for table in tables for name in table if name not in used] == []
    assert weights.DIALECTS.keys() == registry({}).keys()


def test_a_score_is_the_sum_of_its_features() -> None:
    text = "# Tea\n\n- **Leaf**: a part\n- What is tea?\n\n## 1. How hot?\n\nHot.\n\n## 2. Who?\n\n1. We\n2. You\n"
    for proposal in reading(text).detection.proposals:
        for member in proposal.members:
            assert member.features
            assert abs(member.score - sum(feature.amount for feature in member.features)) < 1e-9


def _titled(text: str) -> str:
    """``text`` below one of two questions."""
    return f"## What is soap?\n\n{text}\n## What is fat?\n\nOil.\n"


def _boxed(summary: str, inner: str) -> str:
    box = f"<details>\n<summary>{summary}</summary>\n\n{inner}\n</details>\n\n"
    return "".join(f"## What is {name}?\n\n{box}" for name in ("soap", "fat"))


_LINKS = _titled("".join(f"- [What is lye {n}?](https://example.org/{n})\n" for n in range(16)))
_BOLD_ITEMS = _titled("".join(f"- **Kind {c}{n}**: it is so.\n" for c in "abcd" for n in range(12)))
_IN_ANSWERS = _boxed("Answer", "".join(f"**Why is {name}?**\n\nSo.\n\n" for name in ("lye", "oil", "wax")))
_IN_BOXES = _boxed("More", "".join(f"- Why is {name}?\n  So.\n" for name in ("lye", "oil", "wax", "tar")))


@pytest.mark.parametrize(
    ("feature", "text"),
    [
        ("a link", _LINKS),
        ("bold words in a list", _BOLD_ITEMS),
        ("in an answer", _IN_ANSWERS),
        ("in a details block", _IN_BOXES),
    ],
)
def test_what_speaks_against_a_question_is_needed(feature: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = [d.question.text for d in reading(text).drafts]
    assert questions == ["What is soap?", "What is fat?"]
    monkeypatch.setitem(weights.SCORE, feature, 0.0)
    assert [d.question.text for d in reading(text).drafts] != questions


_REPEATED = "1. What is soap?\n   Fat.\n2. What is fat?\n   Oil.\n2. What is lye?\n   Base.\n3. What is oil?\n   Wet.\n"
_NAMES = ("What is soap?", "What is fat?", "Kinds", "Who washes?", "Sorts", "Uses", "What is wax?")
_FOLLOWING = "".join(f"{n}. {name}\n   It is.\n" for n, name in enumerate(_NAMES, 1))


@pytest.mark.parametrize(("number", "value", "text"), [("repeat", -1.0, _REPEATED), ("run", 99, _FOLLOWING)])
def test_what_holds_a_series_together(number: str, value: float, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = len(reading(text).drafts)
    assert found == len([line for line in text.splitlines() if not line.startswith(" ")])
    monkeypatch.setitem(weights.SERIES, number, value)
    assert len(reading(text).drafts) < found


def test_bold_labels_among_bold_questions_are_no_questions() -> None:
    note = "**What is {}?**\n\n1. First\n2. Then\n\n**Note:**\n\nSo.\n\n**Use:**\n\nMuch.\n\n**Price:**\n\nLow.\n\n"
    text = "".join(note.format(name) for name in ("soap", "fat", "lye"))
    assert [d.question.text for d in reading(text).drafts] == ["What is soap?", "What is fat?", "What is lye?"]
