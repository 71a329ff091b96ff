"""Configuration: what it takes, and how it says what is wrong."""

from __future__ import annotations

import pytest

from builder.model.config import Config, SourceOptions, parse_config, parse_options
from builder.model.diagnostics import ProjectError


def test_all_kinds_of_values() -> None:
    config = parse_config(
        """
deck = "Chemistry"
tags = ["exam"]
unanswered = "skip"
retire_after = 2
[macros]
R = "\\\\mathbb{R}"
[rules]
C001 = "off"
[limits]
answer_words = 90
[fetch]
allow_private = true
[dialects.mine]
question = '^Frage \\d+: (?P<text>.+)'
[[source]]
path = "old/*.txt"
dialect = "labels"
tags = ["old"]
""",
        "deckbuilder.toml",
    )
    assert config.deck == "Chemistry"
    assert config.macros["R"] == r"\mathbb{R}"
    assert config.rules["C001"] == "off"
    assert config.limits.answer_words == 90
    assert config.fetch.allow_private
    assert config.dialects["mine"].question.startswith("^Frage")
    assert config.source[0] == SourceOptions(path="old/*.txt", dialect="labels", tags=("old",))
    assert config.limits.list_items == Config().limits.list_items


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('deck = "x"\ndekc = "y"', 2, "unknown key 'dekc'", "did you mean 'deck'?"),
        ("[limits]\nanswer_word = 3", 2, "unknown key 'limits.answer_word'", "did you mean 'answer_words'?"),
        ("deck = 3", 1, "'deck' must be text in quotes, not 3", ""),
        ("retire_after = true", 1, "must be a whole number", ""),
        ('tags = "exam"', 1, "'tags' must be a list", "tags = ['exam']"),
        ('unanswered = "maybe"', 1, "'unanswered' is 'maybe'", "'include', 'skip'"),
        ("macros = 1", 1, "'macros' must be a table", "[macros]"),
        ("deck = \nx", 1, "not valid TOML", ""),
        ('deck = "a"\n[[source]]\npaht = "x"', 3, "unknown key 'source.paht'", "did you mean 'path'?"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, message: str, hint: str) -> None:
    with pytest.raises(ProjectError) as caught:
        parse_config(text, "deckbuilder.toml")
    error = caught.value
    assert message in error.message
    assert hint in error.hint
    assert error.span is not None
    assert (error.span.path, error.span.line) == ("deckbuilder.toml", line)


def test_front_matter_of_other_tools_is_passed_over_but_a_slip_is_told() -> None:
    options = parse_options(
        {"layout": "post", "title": 3, "tags": "a, b", "authors": ["x"], "cssclass": "wide"}, "a.md"
    )
    assert options == SourceOptions(title="3", tags=("a", "b"))
    options = parse_options(
        {"Title": "Tides", "cards-deck": "Sea/Moon", "Tags": ["sea/tide", None], "section": None}, "a.md"
    )
    assert options == SourceOptions(title="Tides", deck="Sea::Moon", tags=("sea::tide",))
    with pytest.raises(ProjectError, match="unknown key 'dialekt'"):
        parse_options({"dialekt": "labels"}, "a.md")


def test_a_documents_own_options_go_over_those_of_the_project() -> None:
    general = SourceOptions(path="*.md", dialect="labels", tags=("a",), unanswered="skip")
    own = SourceOptions(dialect="headings", tags=("b",))
    merged = own.over(general)
    assert (merged.dialect, merged.tags, merged.unanswered) == ("headings", ("a", "b"), "skip")
