"""The pages of the rules and the table in the README."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.check.explain import BEGIN, END, explain, rule_list, rule_table, with_table
from builder.model.diagnostics import ProjectError, Rule
from builder.rules import CATALOGUE


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.code)
def test_each_rule_has_a_whole_page(rule: Rule) -> None:
    page = explain(rule.code)
    assert page.startswith(f"# {rule.code} {rule.name}\n")
    assert rule.why.strip() in page
    assert rule.why.strip()
    assert bool(rule.bad) == bool(rule.good)
    assert rule.code == "T006" or rule.bad in page
    assert rule.good in page
    assert rule.limits in page
    assert (f"<!-- allow: {rule.name} -->" in page) == (rule.code[0] not in "PI")


def test_what_cannot_be_seen_is_shown_by_its_number() -> None:
    assert "The learn<U+200B>ing rate" in explain("odd-character")


def test_an_error_of_the_project_cannot_be_silenced() -> None:
    assert "until it is mended" in explain("P006")
    assert "silences it" not in explain("P006")


def test_the_list_has_a_line_for_each_rule() -> None:
    assert [line.split()[0] for line in rule_list().splitlines()[: len(CATALOGUE)]] == [r.code for r in CATALOGUE]


def test_codes_and_names_are_used_once() -> None:
    assert len({rule.code for rule in CATALOGUE}) == len({rule.name for rule in CATALOGUE}) == len(CATALOGUE)


def test_a_name_or_the_beginning_of_codes_will_do() -> None:
    assert explain("mojibake") == explain("t001")
    assert explain("T").count("\n# T0") + 1 == len([r for r in CATALOGUE if r.code.startswith("T")])


def test_an_unknown_rule_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(ProjectError) as caught:
        explain("mojibakes")
    assert "mojibake" in caught.value.hint


def test_the_table_lists_each_rule_once() -> None:
    rows = rule_table().splitlines()[2:]
    assert [row.split("|")[1].strip() for row in rows] == [rule.code for rule in CATALOGUE]
    assert all(row.replace("\\|", "").count("|") == 5 for row in rows)


def test_the_table_goes_between_the_markers() -> None:
    text = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert with_table(text) == f"before\n{BEGIN}\n{rule_table()}{END}\nafter\n"
    with pytest.raises(ValueError, match="rules: begin"):
        with_table("no markers")


def test_the_readme_has_the_table_of_today(request: pytest.FixtureRequest) -> None:
    """If this fails, ``pytest --accept`` brings the README's table up to date."""
    readme = Path(__file__).parents[2] / "README.md"
    text = readme.read_text(encoding="utf-8")
    if request.config.getoption("--accept"):
        readme.write_text(with_table(text), encoding="utf-8")
    else:
        assert with_table(text) == text
