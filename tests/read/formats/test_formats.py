"""Documents of other formats, as the Markdown that is read, each line with the line it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.read.formats import KNOWN, read
from tests import cases

_FOLDER = Path(__file__).parent / "cases"
_ALL = [
    (suffix, case) for suffix in ("html", "rst", "adoc", "txt", "md") for case in cases.load(_FOLDER / f"{suffix}.txt")
]


@pytest.mark.parametrize(("suffix", "case"), _ALL, ids=[f"{suffix}: {case.title}" for suffix, case in _ALL])
def test_case(suffix: str, case: cases.Case, expect: cases.Expect) -> None:
    expect(case, shown(f"page.{suffix}", case.input.encode()))


def shown(path: str, data: bytes) -> str:
    """Every line after the number of its original, then the findings."""
    source, found = read(path, data)
    lines = source.text.removesuffix("\n").split("\n") if source.text else []
    numbered = [f"{source.original(i):>3} {line}".rstrip(" ") if line else "" for i, line in enumerate(lines, 1)]
    findings = [f"! {source.original(d.span.line) if d.span else 0} {d.rule.name}: {d.message}" for d in found]
    return "\n".join([*numbered, *findings])


def test_each_line_has_an_origin() -> None:
    """The origins of a converted source are as many as its lines, and are lines of the file."""
    for suffix in ("html", "rst", "adoc"):
        for case in cases.load(_FOLDER / f"{suffix}.txt"):
            source, _ = read(f"page.{suffix}", case.input.encode())
            if source.origin:
                assert len(source.origin) >= len(source.lines), case.title
                assert all(1 <= n <= case.input.count("\n") + 1 for n in source.origin), case.title


def test_findings_stand_behind_the_text_and_know_their_lines() -> None:
    """Every span of a source counts the lines of its text; a finding about what is not in it comes after them."""
    source, (found,) = read("a.html", b"<nav>\nMenu\n</nav>\n<h1>Pumps</h1>\n")
    assert source.text == "# Pumps\n"
    assert found.span
    assert found.span.line > len(source.lines)
    assert (source.original(found.span.line), source.original(found.span.end_line)) == (1, 3)


def test_suffixes_in_any_case() -> None:
    source, _ = read("folder.d/PAGE.HTML", b"<h1>Pumps</h1>")
    assert source.text == "# Pumps\n"
    assert source.path == "folder.d/PAGE.HTML"


def test_unknown_suffix_is_plain_text() -> None:
    assert "." + "questions" not in KNOWN
    source, found = read("list.questions", b"<h1>Pumps</h1>\n")
    assert (source.text, source.origin, found) == ("<h1>Pumps</h1>\n", (), ())


@pytest.mark.parametrize("suffix", [".md", ".markdown", ".mdown", ".mkd", ".txt", ".text", ".qmd", ".rmd", ".mdx"])
def test_text_goes_through_as_it_is(suffix: str) -> None:
    text = "# Titre\n\n- é\n\n```{r}\nx\n```\n"
    source, found = read("a" + suffix, text.encode())
    assert (source.text, source.origin, found) == (text, (), ())
    assert source.original(5) == 5
