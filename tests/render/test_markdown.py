"""Markdown as people write it: the same as on GitHub, or better on purpose."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.render import Html
from builder.render.markdown import Converter
from tests import cases
from tests.render import github

HERE = Path(__file__).parent / "cases"
CONVERTER = Converter()


@pytest.mark.parametrize("case", cases.load(HERE / "github.txt"), ids=cases.title)
def test_as_on_github(case: cases.Case, expect: cases.Expect) -> None:
    expect(case, github.ours(CONVERTER, case.input).strip())
    assert github.outline(github.ours(CONVERTER, case.input)) == github.outline(github.github(case.input))


@pytest.mark.parametrize("case", cases.load(HERE / "prose.txt"), ids=cases.title)
def test_what_people_mean(case: cases.Case, expect: cases.Expect, render: Callable[[str], Html]) -> None:
    expect(case, render(case.input).html)


BEYOND = re.compile(r"\[\^\w+\]|^> \[!\w+\]", re.MULTILINE)


def test_documents_that_were_not_tuned_on() -> None:
    """The long descriptions of the installed packages: at least 99 % of their sections are as on GitHub.

    Sections with footnotes and alerts are left out: GitHub's pages have them, cmark-gfm by itself does not.
    """
    sections = [s for _, text in github.installed_readmes() for s in github.sections(text) if not BEYOND.search(s)]
    same = [github.outline(github.ours(CONVERTER, s)) == github.outline(github.github(s)) for s in sections]
    assert len(sections) > 200
    assert sum(same) / len(same) >= 0.99


# Pieces that Markdown gives a meaning to, and words.
SIGNS = "a b word word word * ** _ ` `` [ ] ( ) < > # - + 1. a. : | ~~ == ! \\ &"
PIECES = (*SIGNS.split(" "), "\n", "\n\n", "  ", "    ", "\t", "> ", "- ")


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_no_word_is_lost(text: str) -> None:
    """Whatever signs stand around it, a word of the source is a word of the HTML."""
    html = github.ours(CONVERTER, text)
    words = [w for item in github.outline(html) if not item.startswith("<") for w in item.split()]
    assert "".join(words).count("word") + re.sub(">[^<]*<", "", html).count("word") >= text.count("word")


NESTS = {
    "bullets": "\n".join("  " * i + "- a" for i in range(500)),
    "bullets on a line": "- " * 5000 + "a",
    "quotes": ">" * 5000 + "a",
    "quotes, growing": "\n".join("> " * i + "a" for i in range(300)),
    "admonitions": "\n".join("    " * i + "!!! note" for i in range(300)) + "\n" + "    " * 300 + "a",
    "tags": "<b>" * 20000 + "a" + "</b>" * 20000,
    "blocks": "<div>\n\n" * 5000 + "a\n\n" + "</div>\n\n" * 5000,
    "tables": "<table><tr><td>" * 3000 + "a",
    "brackets": "[" * 20000 + "a" + "]" * 20000,
    "images": "![" * 5000 + "a" + "](b)" * 5000,
}


@pytest.mark.parametrize("text", NESTS.values(), ids=NESTS)
def test_depth_is_no_danger(text: str, render: Callable[[str], Html]) -> None:
    html = render(text)
    assert "a" in html.html


LONG = {
    "prose": "lorem ipsum dolor sit amet " * 4000,
    "emphasis": "**bold** and *em* `code` " * 4000,
    "open brackets": "[" * 100_000,
    "open images": "![" * 50_000,
    "open links": "[a](" * 25_000,
    "stars": "*a " * 33_000,
    "joined stars": "a**b" * 25_000,
    "backticks": "".join("`" * i + " " for i in range(1, 440)),
    "less-than signs": "<" * 100_000,
    "open comments": "<!--" * 25_000,
    "open tags": '<a x="' * 16_000,
    "spaces": "a" + " " * 100_000 + "b",
    "backslashes": "\\" * 100_000,
    "pipes": "|" * 100_000,
    "one word": "a" * 100_000,
    "mail": "a@" * 50_000,
    "addresses": "http://" * 14_000,
    "equal signs": "==a " * 25_000,
    "items": "- a\n" * 20_000,
    "dollars": "$a " * 33_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_length_is_no_danger(text: str, render: Callable[[str], Html]) -> None:
    """100 kB of anything takes a moment, not minutes (what is quadratic takes far longer than this)."""
    start = time.process_time()
    render(text)
    assert time.process_time() - start < 10


def test_a_line_of_ten_megabytes_is_shown_as_it_stands(render: Callable[[str], Html]) -> None:
    start = time.process_time()
    html = render("word " * 2_000_000)
    assert time.process_time() - start < 5
    assert [d.rule.code for d in html.diagnostics] == ["H010"]
    assert html.html.startswith('<pre class="db-code">word word')


def test_the_time_grows_with_the_number_of_answers(render: Callable[[str], Html]) -> None:
    """A converter that is used again and again must not grow slower."""
    random.seed(1)
    parts = ["Some **bold** words with `code` and a list:\n\n- one\n- two\n  - three\n", "1. a\n2. b\n", "> quoted\n"]
    parts += ["A longer paragraph of plain text that explains something at length. " * 3 + "\n"]
    answers = ["\n".join(random.choices(parts, k=6)) for _ in range(200)]
    taken = []
    for _ in range(2):
        start = time.process_time()
        for answer in answers:
            render(answer)
        taken.append(time.process_time() - start)
    assert taken[1] < 2 * taken[0]
