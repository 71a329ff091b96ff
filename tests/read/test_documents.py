"""Small documents that mix layouts, or stand between two of them: what each note asks, what answers it, and where.

The first line of an input is the file's name; ``⇥`` is a TAB.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.model.config import Config
from builder.model.notes import Draft
from builder.read.reading import read_document
from builder.read.recognise import registry
from tests import cases

_CASES = cases.load(Path(__file__).parent / "cases" / "documents.txt")


@pytest.mark.parametrize("case", _CASES, ids=cases.title)
def test_case(case: cases.Case, expect: cases.Expect) -> None:
    path, _, text = case.input.partition("\n")
    document = read_document(path, text.replace("⇥", "\t").encode(), Config(), registry({}))
    expect(case, "\n".join(map(_shown, document.reading.drafts)))


def _shown(draft: Draft) -> str:
    """The sections and the question of a note, and below it the answer."""
    sections = "".join(f"{section.title} > " for section in draft.sections)
    asked = sections + " / ".join(line.text for line in draft.question if not line.blank)
    return "\n".join([asked, *(f"  {line.text}" for line in draft.answer if not line.blank)])
