"""Which findings are reported: severities, selection, silence in place."""

from __future__ import annotations

import pytest

from builder.check.policy import apply_policy, matching
from builder.model.config import Config
from builder.model.diagnostics import Diagnostic, ProjectError, Report, Severity
from builder.model.source import Span
from builder.rules.content import TWO_ANSWERS
from builder.rules.hygiene import DEAD_LINK
from builder.rules.structure import MISSING_ANCHOR, UNUSED_ALLOW
from builder.rules.text import ODD_SPACE, RUN_TOGETHER, STRAY_MARKER
from tests.check.compiling import compiled

DOCUMENT = """# Trees

## 1. What is a leaf?

First.
Second.

Third.

## 2. What is a root?

The first node.

# Heaps

## 3. What is a heap?

A tree.
"""


def report(rules: dict[str, str] | None = None, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> Report:
    found = [Diagnostic(rule, "m", Span("a.md", 1)) for rule in (ODD_SPACE, RUN_TOGETHER, TWO_ANSWERS)]
    return apply_policy(found, Config(rules=rules or {}), (), select, ignore)  # type: ignore[arg-type]


def silenced(comment_before: str, rule_line: str) -> list[str]:
    """What is left of a finding in the line ``rule_line`` where an allow stands before the line ``comment_before``."""
    comment = "<!-- allow: odd-space -->"
    text = DOCUMENT.replace(comment_before, f"{comment}\n{comment_before}", 1)
    project, _ = compiled({"a.md": text})
    line = text.split("\n").index(rule_line) + 1
    found = [Diagnostic(ODD_SPACE, "m", Span("a.md", line))]
    return [d.rule.name for d in apply_policy(found, Config(), project.documents)]


def test_one_place_is_told_once() -> None:
    place = Span("a.md", 1, 5)
    found = [Diagnostic(DEAD_LINK, "m", place), Diagnostic(MISSING_ANCHOR, "m", place)]
    elsewhere = Diagnostic(DEAD_LINK, "m", Span("a.md", 1, 9))
    assert [d.rule for d in apply_policy([*found, elsewhere], Config(), ())] == [MISSING_ANCHOR, DEAD_LINK]
    assert [d.rule for d in apply_policy(found, Config(), (), ignore=["S013"])] == [DEAD_LINK]


def test_what_is_decided_once_is_one_finding_that_names_the_other_places() -> None:
    places = [Span(path, line) for path in ("a.md", "b.md") for line in range(1, 20)]
    some = [Diagnostic(DEAD_LINK, f"m{number}", place) for number, place in enumerate(places)]
    assert list(apply_policy(some[:3], Config(), ())) == some[:3]
    (one,) = apply_policy(some, Config(), ())
    assert (one.span, one.message) == (places[0], "m0, and 37 more links in this project")
    assert one.related == tuple((d.span, d.message) for d in some[1:21])


def test_nothing_set_changes_nothing() -> None:
    assert [d.level for d in report()] == [Severity.WARNING] * 3


@pytest.mark.parametrize("key", ["T010", "t010", "odd-space"])
def test_a_severity_by_code_or_name(key: str) -> None:
    assert {d.rule: d.level for d in report({key: "info"})}[ODD_SPACE] is Severity.INFO


def test_off_is_gone_and_a_longer_key_wins() -> None:
    assert [d.rule for d in report({"T": "off", "T003": "error"})] == [TWO_ANSWERS, RUN_TOGETHER]


@pytest.mark.parametrize("key", ["T", "T003,T010", "run-together, odd-space"])
def test_select(key: str) -> None:
    assert {d.rule for d in report(select=(key,))} == {ODD_SPACE, RUN_TOGETHER}


def test_ignore_wins_over_select() -> None:
    assert {d.rule for d in report(select=("T",), ignore=("odd-space",))} == {RUN_TOGETHER}


@pytest.mark.parametrize(("key", "near"), [("odd-spaces", "odd-space"), ("runtogether", "run-together")])
def test_an_unknown_name_is_an_error_with_a_suggestion(key: str, near: str) -> None:
    with pytest.raises(ProjectError) as caught:
        matching(key)
    assert near in caught.value.hint


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("First.", "First."),
        ("First.", "Second."),  # the paragraph
        ("## 1. What is a leaf?", "## 1. What is a leaf?"),
        ("## 1. What is a leaf?", "Third."),  # the note
        ("# Heaps", "A tree."),  # the section
        ("# Trees", "A tree."),  # the document
    ],
)
def test_what_an_allow_covers(before: str, line: str) -> None:
    assert silenced(before, line) == []


@pytest.mark.parametrize(
    ("before", "line"),
    [("First.", "Third."), ("## 1. What is a leaf?", "The first node."), ("# Heaps", "Third.")],
)
def test_what_an_allow_does_not_cover(before: str, line: str) -> None:
    assert sorted(silenced(before, line)) == ["odd-space", "unused-allow"]


def test_an_allow_of_a_rule_that_is_off_is_not_called_unused() -> None:
    project, _ = compiled({"a.md": DOCUMENT.replace("First.", "<!-- allow: stray-marker -->\nFirst.")})
    assert [d.rule for d in apply_policy((), Config(), project.documents)] == [UNUSED_ALLOW]
    assert not len(apply_policy((), Config(rules={"stray-marker": "off"}), project.documents))
    assert not len(apply_policy((), Config(), project.documents, ignore=(STRAY_MARKER.code,)))
    assert not len(apply_policy((), Config(), project.documents, select=("T010",)))
