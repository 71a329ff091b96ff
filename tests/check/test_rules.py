"""Each rule: its case file, and the two examples of its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.model.diagnostics import Rule
from builder.pipeline import check
from builder.project.files import open_project
from builder.rules import CATALOGUE, agreement, cards, content, formulas, hygiene, kinds, structure, text
from tests import cases
from tests.check.compiling import findings, shown

CASES = Path(__file__).parent / "cases"
_OF_THE_PROJECT = {kinds.KIND_CHANGED, kinds.NOTETYPE_SHAPE, kinds.NOTETYPE_SWITCHED, kinds.TEMPLATE}
RULES = [
    rule
    for rule in CATALOGUE
    for module in (text, structure, content, cards, kinds)
    if rule in vars(module).values() and rule not in _OF_THE_PROJECT
]
_TOO_LONG_TO_SHOW = {
    cards.LONG_ANSWER,
    cards.LONG_LIST,
    cards.LONG_QUESTION,
    cards.BARE_TOPIC,
    agreement.MANY_LONG_ANSWERS,
}


@pytest.mark.parametrize(
    "case",
    [case for path in sorted(CASES.glob("*.txt")) for case in cases.load(path)],
    ids=lambda c: f"{c.path.stem}: {c.title}",
)
def test_case(case: cases.Case, expect: cases.Expect) -> None:
    expect(case, shown(case.input))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_has_cases_that_show_it(rule: Rule) -> None:
    expected = [case.expected for case in cases.load(CASES / f"{rule.code}-{rule.name}.txt")]
    assert any(f"[{rule.code}]" in text for text in expected)
    assert not all(f"[{rule.code}]" in text for text in expected) or len(expected) < 3


@pytest.mark.parametrize("rule", [r for r in RULES if r not in _TOO_LONG_TO_SHOW], ids=lambda rule: rule.name)
def test_the_page_shows_what_is_wrong_and_what_is_right(rule: Rule) -> None:
    assert rule in [d.rule for d in findings({"bad.md": _document(rule.bad)})]
    assert rule not in [d.rule for d in findings({"good.md": _document(rule.good)})]


_NEED_A_SETTING = {"F008", "F010", "H010", "H014"}  # a macro, MathJax itself, hundreds of pages, the web
_ON_CARDS = [
    rule
    for rule in CATALOGUE
    for module in (formulas, hygiene)
    if rule in vars(module).values() and rule.code not in _NEED_A_SETTING
]


@pytest.mark.parametrize("rule", _ON_CARDS, ids=lambda rule: rule.name)
def test_the_page_shows_what_is_wrong_on_a_card_and_what_is_right(rule: Rule, tmp_path: Path) -> None:
    for example, speaks in ((rule.bad, True), (rule.good, False)):
        (tmp_path / "a.md").write_text(_document(example), encoding="utf-8")
        _, report = check(open_project(tmp_path, None, None))
        assert (rule in [d.rule for d in report]) == speaks, example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_says_where_it_errs_or_is_certain(rule: Rule) -> None:
    assert rule.limits or rule.code in _CERTAIN or rule in vars(kinds).values()


# What is there or is not: these rules count, and do not judge.
_CERTAIN = {"S001", "S002", "S006", "S007", "S010", "S014", "S015", "S016", "S017", "S018", "S019", "S020"}


def _document(example: str) -> str:
    """An example that has no question of its own is an answer."""
    if re.search(r"^#|^Q:", example, re.MULTILINE):
        return example
    return f"Q: What is a tree?\n\nA: A graph without cycles.\n\nQ: What is meant here?\n\nA: {example}\n"
