"""What the signs of a text tell of rendering, before it is rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.media import MediaStore
from builder.model.source import Excerpt, Line
from builder.render import Renderer, finder, signs
from tests.render.conftest import Files

LAYOUTS = Path(__file__).parents[1] / "layouts"
PLAIN = (
    "What is dough?",
    "Flour and water, kneaded for 10 minutes; then it rests.",
    "Wie heißt der längste Fluß Europas?",
    "A well-known “quoted” word, isn’t it? No. Yes!",
    "It doesn't rise at 4 degrees. Or 60 % of it",
)
NOT_PLAIN = (
    "",
    "a. An item",
    "iv) An item",
    "mix. Then go",
    "1. One",
    "- One",
    "# One",
    "What is x_1?",
    "What is *this*?",
    "What is f(x)?",
    "What is 2 + 2?",
    "Two  blanks",
    "Ends in a blank ",
    " Begins with one",
    "See example.org for it",
    "Write to a@b.org now",
    "What :smile: is",
    "AT&T",
    "Was ist 1/2?",
    "Что это?",
    "מה זה?",
    "What | that",
)


def texts() -> Iterator[str]:
    """The plain lines of all layout documents."""
    for path in sorted(LAYOUTS.iterdir()):
        if path.suffix in (".md", ".txt"):
            yield from (line for line in path.read_text("utf-8", "replace").split("\n") if signs.is_plain(line))


def same_without_the_engine(line: str, renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> bool:
    excerpt = Excerpt("a.md", (Line(3, line, 5),))
    quick = renderer.html(excerpt)
    with monkeypatch.context() as patch:
        patch.setattr(signs, "is_plain", lambda line: False)
        return renderer.html(excerpt) == quick


@pytest.mark.parametrize("line", PLAIN)
def test_plain_lines_need_no_engine(line: str) -> None:
    assert signs.is_plain(line)


@pytest.mark.parametrize("line", NOT_PLAIN)
def test_all_that_may_mean_something_does(line: str) -> None:
    assert not signs.is_plain(line)


def test_plain_lines_of_all_layouts_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = Renderer(media=MediaStore(Files()))
    lines = dict.fromkeys(texts())
    assert len(lines) > 500
    assert [line for line in lines if not same_without_the_engine(line, renderer, monkeypatch)] == []


_PARTS = st.lists(st.sampled_from([*PLAIN, *"aZé09 ,;.!?'’“”%-", "www.", "http", "mc", "x", "Q", "II", "\u0301", " "]))


@given(_PARTS)
def test_what_is_called_plain_gives_the_same_bytes(parts: list[str]) -> None:
    line = "".join(parts)
    if signs.is_plain(line):
        with pytest.MonkeyPatch.context() as monkeypatch:
            assert same_without_the_engine(line, _RENDERER, monkeypatch)


def without_looking(text: str) -> bool:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(finder, "_MAY_HOLD", re.compile(""))
        whole = finder.find(text)
    return finder.find(text) == whole


def test_where_formulas_are_not_looked_for_there_are_none() -> None:
    known = [path.read_text("utf-8", "replace") for path in sorted(LAYOUTS.iterdir()) if path.suffix == ".md"]
    paragraphs = dict.fromkeys(part for text in known for part in text.split("\n\n"))
    assert sum(not finder._MAY_HOLD.search(part) for part in paragraphs) > 1_000
    assert [part for part in paragraphs if not without_looking(part)] == []


@given(st.lists(st.sampled_from([*"ab1 *_|)(\n-`~", "~~~math\n", "www.", "x = ", "](", "**", "'"])))
def test_no_formula_is_passed_over(parts: list[str]) -> None:
    assert without_looking("".join(parts))


_RENDERER = Renderer(media=MediaStore(Files()))
