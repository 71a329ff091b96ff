"""The checks on text that nobody would write: no crash, places that exist, the same findings each time."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.check.checks import run
from tests.check.compiling import compiled, findings

_PIECES = """# ¶## 1. ¶- ¶* ¶1. ¶> ¶| a | b |\n| --- | --- |\n¶```¶~~~¶**¶`¶$¶$$¶[¶](¶)¶(¶"¶“¶”¶What is this?
¶Q: ¶A: ¶.¶, ¶...¶\n¶\n\n¶\t¶\u00a0¶\u200b¶é¶Ã©¶日本¶<b>¶</b>
¶<!-- ¶-->¶<details>¶</details>¶f(x) = ¶^¶√¶TODO¶the¶Label: text.¶word"""
_DOCUMENTS = st.lists(st.sampled_from(_PIECES.split("¶")) | st.text(max_size=8), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(_DOCUMENTS)
@example("\n- \n\nf(x) = ")  # an item without a text, before a line in lower case
def test_every_finding_has_a_place_in_the_document(text: str) -> None:
    text = "Q: What is a leaf?\n\nA: A node.\n\nQ: What is a heap?\n\nA: " + text.replace("\r", "").replace("\x00", "")
    lines = text.split("\n")
    report = findings({"a.md": text})
    for found in report:
        assert found.span is not None
        assert 1 <= found.span.line <= len(lines)
        assert 1 <= found.span.column <= len(lines[found.span.line - 1]) + 2
        assert found.message
        assert found.hint
    assert findings({"a.md": text}) == report


@pytest.mark.parametrize(
    "piece", ["a ", "[a](", "<!-- ", "**a ", "a^", "\\[", "`a ", "$a ", "(", '"a ', "where is ", "√a"]
)
def test_the_time_grows_with_the_length_and_no_faster(piece: str) -> None:
    short, long = (_seconds(piece, length) for length in (4_000, 32_000))
    assert long < 24 * short + 0.5  # eight times the length; a square would be sixty-four times


def _seconds(piece: str, length: int) -> float:
    project, _ = compiled({"a.md": f"Q: What is a leaf?\n\nA: {piece * (length // len(piece))}\n"})
    start = time.process_time()
    run(project)
    return time.process_time() - start
