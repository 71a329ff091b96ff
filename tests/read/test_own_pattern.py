"""Patterns of an author's own: whatever they are, reading ends."""

from __future__ import annotations

import pytest

from builder.model.config import DialectOptions
from builder.model.diagnostics import ProjectError
from builder.read.forms import own_pattern
from builder.read.forms.own_pattern import OwnPattern
from tests.read.reading import reading


def test_a_pattern_that_never_ends_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_pattern, "_SECONDS_A_LINE", 0.2)
    own = {"mine": DialectOptions(question="^(a|aa)+$")}
    with pytest.raises(ProjectError, match="'question' of the dialect 'mine' takes too long; the line was: aaa"):
        reading("a" * 40 + "!\n", own=own)


@pytest.mark.parametrize("written", ["(", "x{99999999999}", "(" * 5000 + ")" * 5000, "(?P<text>", "[z-a]"])
def test_what_is_no_pattern_is_an_error(written: str) -> None:
    with pytest.raises(ProjectError, match="is not a regular expression"):
        OwnPattern("mine", "question", written)


def test_all_matches_together_have_a_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_pattern, "_SECONDS", 0.0)
    with pytest.raises(ProjectError, match="takes too long"):
        OwnPattern("mine", "question", "^x").match("x")
