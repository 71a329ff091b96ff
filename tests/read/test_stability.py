"""An edited line costs a document little: white space nothing, words rarely (``stability`` has the whole run)."""

from __future__ import annotations

import random

import pytest

from tests.read.stability import DOCUMENTS, EDITS, notes

_SAMPLE = DOCUMENTS[::6]


@pytest.mark.parametrize("name", ["CRLF", "trailing blanks"])
def test_white_space_costs_nothing(name: str) -> None:
    luck = random.Random(7)
    for path in _SAMPLE:
        lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
        before = notes(path, "\n".join(lines))
        EDITS[name](lines, luck.randrange(len(lines)), luck)
        assert notes(path, "\n".join(lines)) == before, path.name


def test_a_line_seldom_costs_a_fifth_of_the_notes() -> None:
    luck = random.Random(8)
    bad = []
    for path in _SAMPLE:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        before = notes(path, text)
        for name in ("typo", "blank line", "wrapped line"):
            lines = text.split("\n")
            EDITS[name](lines, luck.randrange(len(lines)), luck)
            if len(before) - len(notes(path, "\n".join(lines))) > 0.2 * len(before):
                bad.append(f"{path.name}: {name}")
    assert len(bad) <= 0.02 * 3 * len(_SAMPLE), bad
