"""How findings are printed."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.cli import output
from builder.model.diagnostics import Diagnostic, Fix, Report, Severity
from builder.model.source import Source, Span
from builder.rules.content import PLAIN_FORMULA, TWO_ANSWERS
from builder.rules.text import ODD_SPACE

SOURCES = {
    "a b.md": Source("a b.md", "What is a heap ?\n\nA tree, 100 %."),
    "c.html": Source("c.html", "Converted\n\ntext", (10, 20, 30)),
}
REPORT = Report.of(
    [
        Diagnostic(
            ODD_SPACE,
            "a space before “?”",
            Span("a b.md", 1, 15, 1, 16),
            "take it out",
            Fix(Span("a b.md", 1, 15), 1, ""),
        ),
        Diagnostic(
            TWO_ANSWERS,
            "100 % wrong:\nvery",
            Span("c.html", 3, 1),
            "a, b",
            severity=Severity.ERROR,
            related=((Span("a b.md", 1, 1), "asked here first"),),
        ),
        Diagnostic(PLAIN_FORMULA, "no place"),
    ]
)


def test_text() -> None:
    assert output.render(REPORT, "text", SOURCES, folder="docs") == (
        "docs/c.html:30:1: error[C002] 100 % wrong:\\u000avery\n"
        "  hint: a, b\n"
        "  30 | text\n"
        "     | ^\n"
        "  docs/a b.md:1:1: asked here first\n"
        "  1 | What is a heap ?\n"
        "    | ^\n"
        "\n"
        "docs/a b.md:1:15: warning[T010] a space before “?”\n"
        "  hint: take it out\n"
        "  1 | What is a heap ?\n"
        "    |               ^\n"
        "\n"
        "info[C005] no place\n"
        "\n"
        "1 error, 1 warning, 1 remark in 2 files; --fix mends 1\n"
    )


def test_nothing_found_prints_nothing() -> None:
    assert output.render(Report(), "text", {}) == ""
    assert output.render(Report(), "github", {}) == ""
    assert json.loads(output.render(Report(), "json", {})) == []


def test_colour_is_only_paint() -> None:
    plain, coloured = (output.render(REPORT, "text", SOURCES, colour=c) for c in (False, True))
    assert "\x1b[" not in plain
    assert coloured.count("\x1b[0m") > 6
    for code in ("1", "2", "36", "1;31", "1;33", "1;36", "31", "33", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == plain


def test_json() -> None:
    records = json.loads(output.render(REPORT, "json", SOURCES))
    assert [r["code"] for r in records] == ["T010", "C002", "C005"]
    assert records[0] == {
        "code": "T010",
        "rule": "odd-space",
        "severity": "warning",
        "message": "a space before “?”",
        "hint": "take it out",
        "file": "a b.md",
        "line": 1,
        "column": 15,
        "end_line": 1,
        "end_column": 16,
        "fixable": True,
        "fix": {"safe": True, "edits": [{"line": 1, "column": 15, "end_line": 1, "end_column": 16, "text": ""}]},
        "related": [],
    }
    place = {"file": "a b.md", "line": 1, "column": 1, "end_line": 1, "end_column": 2}
    assert records[1]["related"] == [{**place, "message": "asked here first"}]
    assert (records[1]["line"], records[1]["end_column"]) == (30, 2)


def test_sarif_is_as_the_standard_says() -> None:
    log = json.loads(output.render(REPORT, "sarif", SOURCES, folder="docs/"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == ["C002", "C005", "T010"]
    assert all(set(r) >= {"id", "name", "shortDescription", "fullDescription", "defaultConfiguration"} for r in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        for location in result.get("locations", ()):
            region = location["physicalLocation"]["region"]
            assert (region["startLine"], region["startColumn"]) < (region["endLine"], region["endColumn"])
            assert " " not in location["physicalLocation"]["artifactLocation"]["uri"]
    assert [r["level"] for r in run["results"]] == ["warning", "error", "note"]
    spaced, twice, _ = run["results"]
    assert spaced["message"] == {"text": "a space before “?”"}
    assert spaced["properties"] == {"hint": "take it out", "fix": "safe"}
    (fix,) = spaced["fixes"]
    assert fix["description"] == {"text": "take it out"}
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "docs/a%20b.md"}
    region = {"startLine": 1, "startColumn": 15, "endLine": 1, "endColumn": 16}
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": ""}}]
    assert [r["message"]["text"] for r in twice["relatedLocations"]] == ["asked here first"]
    assert all(rule["help"]["text"] and rule["help"]["markdown"].startswith("# ") for rule in rules)


@pytest.mark.parametrize("report", [REPORT, Report()], ids=["findings", "nothing"])
def test_sarif_is_valid_by_its_official_schema(report: Report) -> None:
    schema = json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(output.render(report, "sarif", SOURCES, folder="docs/"))
    jsonschema.Draft4Validator(schema).validate(log)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(schema).validate({**log, "version": "2"})


def test_the_problem_matcher_of_readme_reads_what_is_printed() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (task,) = json.loads(next(text for text in readme.split("```json\n") if "problemMatcher" in text).split("```")[0])[
        "tasks"
    ]
    pattern = task["problemMatcher"]["pattern"]
    lines = output.render(REPORT, "text", SOURCES).split("\n")
    found = [match for line in lines if (match := re.match(pattern["regexp"], line))]
    assert [[match[pattern[part]] for part in ("file", "line", "column", "severity", "code")] for match in found] == [
        ["c.html", "30", "1", "error", "C002"],
        ["a b.md", "1", "15", "warning", "T010"],
    ]
    assert found[1][pattern["message"]] == "a space before “?”"


def many(count: int) -> Report:
    return Report.of(Diagnostic(ODD_SPACE, "m", Span("a.md", line), fix=None) for line in range(1, count + 1))


def test_a_long_list_is_closed_by_what_to_do_next() -> None:
    assert "next:" not in output.render(many(5), "text", {})
    closed = output.render(many(30), "text", {})
    assert "most of all: T010 odd-space 30\n" in closed
    assert "'check --select T010'" in closed


def test_statistics_count_the_rules() -> None:
    text = output.statistics(REPORT)
    assert text.splitlines()[0] == "     1  C002  two-answers"
    assert "     1  T010  odd-space  (--fix mends 1)" in text
    counts = json.loads(output.statistics(REPORT, "json"))
    assert {row["code"]: row["fixable"] for row in counts} == {"C002": 0, "C005": 0, "T010": 1}


def test_a_long_line_has_few_carets() -> None:
    sources = {"a.md": Source("a.md", "x" * 90)}
    text = output.render(Report.of([Diagnostic(ODD_SPACE, "m", Span("a.md", 1, 1, 1, 91))]), "text", sources)
    assert text.count("^") == 48


def test_github_commands_are_escaped() -> None:
    lines = output.render(REPORT, "github", SOURCES).splitlines()
    assert lines == [
        "::warning file=a b.md,line=1,col=15,endColumn=16,title=T010 odd-space::a space before “?”%0Atake it out",
        "::error file=c.html,line=30,col=1,endColumn=2,title=C002 two-answers::100 %25 wrong:%0Avery%0Aa, b",
        "::notice title=C005 plain-formula::no place",
    ]


def test_a_colon_in_a_path_is_escaped() -> None:
    found = Report.of([Diagnostic(ODD_SPACE, "m", Span("a:b,c.md", 1))])
    assert "file=a%3Ab%2Cc.md," in output.render(found, "github", {})


@pytest.mark.parametrize(
    ("text", "column", "end", "shown", "caret"),
    [
        ("short", 2, 4, "short", " ^^"),
        ("", 1, 0, "", "^"),
        ("a\tb", 3, 0, "a    b", "     ^"),
        ("日本語 x", 5, 0, "日本語 x", "       ^"),
        ("日本", 2, 3, "日本", "  ^^"),
        ("a\u200bb", 2, 0, "a·b", " ^"),
        ("e\u0301x", 3, 0, "e\u0301x", " ^"),
        ("end", 4, 0, "end", "   ^"),
    ],
)
def test_window(text: str, column: int, end: int, shown: str, caret: str) -> None:
    assert output.window(text, column, end) == (shown, caret)


def test_a_long_line_is_cut_on_both_sides() -> None:
    shown, caret = output.window("x" * 500 + "HERE" + "y" * 500, 501, 505, 60)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 60
    assert shown[caret.index("^") : caret.rindex("^") + 1] == "HERE"


@given(st.text(max_size=300), st.integers(1, 320), st.integers(0, 330), st.integers(20, 120))
def test_the_window_never_grows_over_its_width(text: str, column: int, end: int, width: int) -> None:
    shown, caret = output.window(text.replace("\n", " "), column, end, width)
    wide = sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in shown)
    assert wide <= width
    assert "^" in caret
