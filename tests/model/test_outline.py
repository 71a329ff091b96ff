"""Tags and decks: legal for Anki, whatever the author wrote."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.config import Config, SourceOptions
from builder.model.notes import Draft, Section
from builder.model.outline import deck_name, legal_tag, matches, place, slug
from builder.model.source import Excerpt, Line, Span


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("NLP Tasks", "nlp-tasks"),
        ("Retrieval & Ranking (R&R)", "retrieval-ranking-r-r"),
        ("What's new?", "whats-new"),
        ("Übung: größer", "übung-grösser"),
        ("数据库 基础", "数据库-基础"),
        ("Основы языка", "основы-языка"),
        ("हिन्दी पाठ", "हिन्दी-पाठ"),
        ("C++ / C#", "c-c"),
        ("::", "untitled"),
        ("", "untitled"),
        ("ﬁne ＡＢＣ", "fine-abc"),
    ],
)
def test_slug_keeps_the_letters_of_any_script(title: str, expected: str) -> None:
    assert slug(title) == expected


@given(st.text())
def test_a_slug_is_always_a_legal_part_of_a_tag(text: str) -> None:
    word = slug(text)
    assert 0 < len(word) <= 60
    assert not word.startswith("-")
    assert not word.endswith("-")
    assert ":" not in word
    assert not any(c.isspace() or unicodedata.category(c) == "Cc" for c in word)
    assert unicodedata.normalize("NFC", word) == word
    assert slug(word) == word


@given(st.text())
def test_an_authors_tag_becomes_legal_or_nothing(text: str) -> None:
    tag = legal_tag(text)
    assert not any(c.isspace() for c in tag)
    assert all(part for part in tag.split("::")) or tag == ""


def _draft(*titles: str, answer: str = "An answer.", tags: tuple[str, ...] = ()) -> Draft:
    sections = tuple(Section(t, Span("a.md", 1)) for t in titles)
    lines = (Line(3, answer),) if answer else ()
    return Draft(Excerpt("a.md", (Line(2, "A question?"),)), Excerpt("a.md", lines), sections, "headings", tags=tags)


def test_sections_become_one_hierarchical_tag_below_the_title() -> None:
    (placed,) = place("Generative AI", [_draft("Text models", "NLP Tasks")], Config(), SourceOptions())
    assert placed.tags == ("generative-ai::text-models::nlp-tasks",)
    assert placed.deck == "Generative AI"
    assert not placed.named


def test_tags_of_configuration_document_and_note_add_up_in_one_spelling() -> None:
    options = SourceOptions(tags=("Exam",), section="Part one::Sets", deck="Maths::Sets")
    (placed,) = place("Sets", [_draft(tags=("exam", "hard one"), answer="")], Config(tags=("school",)), options)
    assert placed.tags == ("Exam", "hard-one", "school", "sets::part-one::sets", "unanswered")
    assert placed.deck == "Maths::Sets"
    assert placed.named


def test_a_title_with_colons_makes_no_subdeck() -> None:
    (placed,) = place("std::vector", [_draft()], Config(), SourceOptions())
    assert placed.deck == "std:vector"
    assert deck_name('A :: :: B "C"') == "A::B C"


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ((), True),
        (("ai",), True),
        (("ai::rag",), True),
        (("ai::ra",), False),
        (("ai::ra*",), True),
        (("AI::RAG",), True),
        (("*::indexing",), True),
        (("!ai::rag",), False),
        (("ai", "!*::indexing"), False),
        (("chess", "ai"), True),
        (("!chess",), True),
    ],
)
def test_patterns_choose_a_tag_with_its_children(patterns: tuple[str, ...], expected: bool) -> None:
    assert matches(("ai::rag::indexing", "x"), patterns) is expected
