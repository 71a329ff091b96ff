"""From a note to its fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.media import MediaStore
from builder.model.notes import About, Draft, Note, Section
from builder.model.notetypes import STANDARD, load
from builder.model.source import Excerpt, Line, Source, Span
from builder.render import Html, Renderer, context, source
from tests.render.conftest import FILES, Files

DRAFT = Draft(
    question=Excerpt("a/notes.md", (Line(3, "What is *x*?", 4),)),
    answer=Excerpt("a/notes.md", (Line(5, "It is `y`."), Line(6, "- and z"))),
    sections=(Section("Part <one>", Span("a/notes.md", 1)), Section("Chapter", Span("a/notes.md", 2))),
    dialect="test",
)
NOTE = Note(DRAFT, guid="g", tags=(), deck="d", title="The book")


def fields(renderer: Renderer, note: Note, **more: About) -> dict[str, str]:
    return load()[STANDARD].named(renderer.render(note, **more)[0].fields)


def test_the_fields_of_a_note(renderer: Renderer) -> None:
    assert {name: text for name, text in fields(renderer, NOTE).items() if text} == {
        "Question": "What is <em>x</em>?",
        "Answer": "<p>It is <code>y</code>.</p>\n<ul>\n<li>and z</li>\n</ul>",
        "Context": '<span>The book</span> <span class="db-hue5">Part &lt;one&gt;</span> <span>Chapter</span>',
        "Source": "<span>The book</span>",
    }


def test_a_note_without_an_answer(renderer: Renderer) -> None:
    note = replace(NOTE, draft=replace(DRAFT, answer=Excerpt("a/notes.md")))
    assert fields(renderer, note)["Answer"] == '<p class="db-unanswered">No answer in the source yet.</p>'


def test_a_question_of_several_blocks_keeps_them(renderer: Renderer) -> None:
    question = Excerpt("a.md", (Line(1, "Which?"), Line(2, ""), Line(3, "- a"), Line(4, "- b")))
    note = replace(NOTE, draft=replace(DRAFT, question=question))
    assert fields(renderer, note)["Question"] == "<p>Which?</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a?b=1&c=2", '<a href="https://example.org/a?b=1&amp;c=2">The book</a>'),
        ("/posts/one/", "The book"),  # another program's
        ("javascript:attack()", "The book"),
        ('https://x" onclick="attack()', "The book"),
    ],
)
def test_the_source_is_a_link_where_there_is_one(renderer: Renderer, url: str, shown: str) -> None:
    assert fields(renderer, NOTE, about=About(url=url))["Source"] == f"<span>{shown}</span>"


@pytest.mark.parametrize(("said", "shown"), [("ja", "ja"), ("pt-BR", "pt-BR"), ('x" onload="y', ""), ("", "")])
def test_the_language_is_the_one_that_the_source_states(renderer: Renderer, said: str, shown: str) -> None:
    assert fields(renderer, NOTE, about=About(language=said))["Language"] == shown


PARAGRAPHS = "\n\n".join(f"Paragraph {n} " + "says a word or two " * 12 for n in range(8))


def test_a_long_answer_is_folded_between_its_blocks(renderer: Renderer) -> None:
    note = replace(NOTE, draft=replace(NOTE.draft, answer=Source("a.md", PARAGRAPHS).excerpt))
    whole = fields(renderer, note, about=About(fold=0))["Answer"]
    folded = fields(renderer, note, about=About(fold=1000))["Answer"]
    assert "<details" not in whole
    assert re.sub(r'<details class="db-more"><summary class="tappable">…</summary>\n|\n</details>', "", folded) == whole
    assert folded.index("<details") < folded.index("Paragraph 3")
    assert folded.index("Paragraph 2") < folded.index("<details")
    assert fields(renderer, note, about=About(fold=5000))["Answer"] == whole
    assert renderer.render(note, about=About(fold=1000))[0].listed[1] == whole


@pytest.mark.parametrize("answer", ["word " * 900, "- item\n" * 400, "A few words."])
def test_what_has_no_outer_blocks_to_be_parted_at_stays_whole(renderer: Renderer, answer: str) -> None:
    note = replace(NOTE, draft=replace(NOTE.draft, answer=Source("a.md", answer).excerpt))
    assert "<details" not in fields(renderer, note, about=About(fold=1000))["Answer"]


def test_credit(renderer: Renderer) -> None:
    found = fields(renderer, NOTE, about=About("Jane Doe, CC BY 4.0"))
    assert found["Source"] == "<span>The book</span> <span>Jane Doe, CC BY 4.0</span>"


def test_no_field_tells_where_in_its_source_a_note_stands(renderer: Renderer) -> None:
    """Lines added above a note must not change its fields, or every learner's edits would be lost."""

    def moved(excerpt: Excerpt) -> Excerpt:
        return excerpt.with_lines(replace(line, number=line.number + 100) for line in excerpt)

    text = "See[^1] ![A heart in section](no.png)\n\n[^1]: note"
    answer = Source("a/notes.md", text).excerpt
    here = replace(NOTE, draft=replace(DRAFT, answer=answer))
    there = replace(NOTE, draft=replace(DRAFT, question=moved(DRAFT.question), answer=moved(answer)))
    assert renderer.render(here)[0].fields == renderer.render(there)[0].fields


def test_media_are_told(renderer: Renderer) -> None:
    answer = Source("a/notes.md", "![A dot](dot.png) ![bell](bell.mp3) ![A dot](dot.png)").excerpt
    rendered, _ = renderer.render(replace(NOTE, draft=replace(DRAFT, answer=answer)))
    assert len(rendered.media) == len(FILES)
    assert all(name in rendered.fields.answer for name in rendered.media)


def test_a_renderer_forgets_the_note_before(renderer: Renderer) -> None:
    texts = ["a[^1]\n\n[^1]: note", "[x]: http://x.example\n\n[x]", "[x] a[^1]", "```\nopen", "<div>", "**a", "text"]
    alone = [Renderer(media=MediaStore(Files())).html(Source("a.md", t).excerpt) for t in texts]
    assert [renderer.html(Source("a.md", t).excerpt) for t in texts] == alone


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_field_that_anki_takes(text: str) -> None:
    """NFC, no control characters (Anki separates its fields with one), every finding at a place."""
    html = Renderer(media=MediaStore(Files())).html(Source("a.md", text).excerpt)
    assert all(char >= " " or char in "\n\t" for char in html.html)
    assert "\x7f" not in html.html
    assert all(d.span is not None for d in html.diagnostics)


def test_formulas_come_through(render: Callable[[str], Html]) -> None:
    html = render("$x_1$ and `$y$` and ![a $z$](dot.png)\n\n$$\na < b\n$$")
    assert "\\(x_1\\)" in html.html
    assert "<code>$y$</code>" in html.html
    assert 'alt="a $z$"' in html.html
    assert "\\[\na &lt; b\n\\]" in html.html


@pytest.mark.parametrize("name", ["001 5b15b439e8a83557", "0042", "9f86d081884c7d659a2f"])
def test_the_name_that_a_program_gave_a_file_is_no_title(name: str) -> None:
    note = replace(NOTE, title=name)
    assert source(note) == ""
    assert name not in context(note)


@pytest.mark.parametrize("name", ["rivers", "Chapter 12", "2024 exam", "deadbeef", "facade"])
def test_the_name_that_a_person_gave_a_file_is_one(name: str) -> None:
    note = replace(NOTE, title=name)
    assert name in source(note)
    assert name in context(note)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Why?", "Why?"),
        (f"Why {'so ' * 70}long?", f'<span class="db-long">Why {"so " * 70}long?</span>'),
        (f"Why {'so ' * 70}long?\n\n- a", f'<p class="db-long">Why {"so " * 70}long?</p>\n<ul>\n<li>a</li>\n</ul>'),
        (f"Why?\n\n{'so ' * 70}", f"<p>Why?</p>\n<p>{('so ' * 70).strip()}</p>"),
        (f"- {'so ' * 70}\n\nWhy?", f"<ul>\n<li>{('so ' * 70).strip()}</li>\n</ul>\n<p>Why?</p>"),
    ],
)
def test_a_long_question_is_set_calmer(renderer: Renderer, question: str, shown: str) -> None:
    note = replace(NOTE, draft=replace(DRAFT, question=Source("a.md", question).excerpt))
    assert fields(renderer, note)["Question"] == shown


def test_punctuation_is_held_to_the_formula_before_it(renderer: Renderer) -> None:
    html = renderer.html(Source("a.md", "Take $x$, `\\(y\\),` and $z$ (or $a$).").excerpt).html
    assert html == (
        '<p>Take <span class="db-nb">\\(x\\),</span> <code>\\(y\\),</code> and \\(z\\) '
        '(or <span class="db-nb">\\(a\\)).</span></p>'
    )
