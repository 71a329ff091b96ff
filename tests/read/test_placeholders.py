"""Placeholders: what holds the place of an answer, and what is one though it is short."""

from __future__ import annotations

import pytest

from builder.read.language import placeholders
from tests.read.reading import reading


@pytest.mark.parametrize("text", ["", "...", "…", "TODO", "**TBD**", "_TBD_", "FIXME!", "____", "<br>", "<p></p>"])
def test_marks_hold_a_place_wherever_they_stand(text: str) -> None:
    assert placeholders.is_mark(text)


@pytest.mark.parametrize("text", ["To be completed.", "coming soon", "(to be written)", "待补充"])
def test_phrases_that_can_be_nothing_else(text: str) -> None:
    assert placeholders.is_placeholder(text)


_SHOWN = [
    "![](tide.png)",
    '<img src="a.png">',
    '<audio src="a.mp3"></audio>',
    '<iframe src="x"></iframe>',
    "<svg></svg>",
]


@pytest.mark.parametrize(
    "text", ["`[]`", "`-`", "`TODO`", "`...`", "0", "No.", "B", "todo", "-", "*", ";", ".", *_SHOWN]
)
def test_no_placeholders(text: str) -> None:
    assert not placeholders.is_placeholder(text)


@pytest.mark.parametrize("text", ["Na", "NA", "None", "none.", "`pending`", *_SHOWN])
def test_words_that_are_answers_anywhere(text: str) -> None:
    assert not placeholders.may_be_placeholder(text)


_LONG = ["It parts the water from the land.", "A long wall of stones in front of a harbour.", "The stream of the tide."]
_WORDS = ["pending", "todo", "offen", "folgt", "pendiente", "n/a", "XXX", "暂无", "-", "—"]


def _document(answers: list[str], form: str) -> str:
    return "\n".join(form.format(name=f"thing {i}", answer=answer) for i, answer in enumerate(answers))


_FORMS = [
    "## What is {name}?\n\n{answer}\n",
    "Q: What is {name}?\nA: {answer}\n",
    "{name} - what is it?\n?\n{answer}\n",
]


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("word", _WORDS)
def test_a_word_among_short_answers_is_one(word: str, form: str) -> None:
    found = reading(_document(["a wall", word, "a stream", "a bay"], form))
    assert [d.answer.text for d in found.drafts][1] == word
    assert found.diagnostics == ()


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("word", _WORDS)
def test_a_word_among_longer_answers_holds_a_place_and_is_told(word: str, form: str) -> None:
    found = reading(_document([_LONG[0], word, *_LONG[1:]], form))
    assert [d.answered for d in found.drafts] == [True, False, True, True]
    assert [d.message for d in found.diagnostics] == [f"“{word}” only holds the place of an answer"]


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("mark", ["TODO", "FIXME", "...", "*TBD*"])
def test_a_mark_holds_a_place_among_short_answers_too(mark: str, form: str) -> None:
    found = reading(_document(["a wall", mark, "a bay"], form))
    assert [d.answered for d in found.drafts] == [True, False, True]
    assert [d.rule.code for d in found.diagnostics] == ["S002"]


@pytest.mark.parametrize("word", ["answer", "none", "pending", "offen", "todo", "to be written", "-"])
def test_the_cells_of_a_table_are_answers(word: str) -> None:
    rows = [
        "muelle | a long wall in front of a harbour",
        f"palabra | {word}",
        "marea | the rise and the fall of the sea",
    ]
    found = reading("| Word | Meaning |\n|---|---|\n" + "".join(f"| {row} |\n" for row in rows))
    assert [d.answer.text for d in found.drafts][1] == word


def test_a_sound_or_a_film_is_an_answer_and_no_title() -> None:
    text = """
        ## How does the gull cry?

        Hear it: <audio src="gull.mp3"></audio>

        ## How does the tern cry?

        <video src="tern.mp4"></video>
        """
    found = reading(text)
    assert [(d.answered, d.sections) for d in found.drafts] == [(True, ()), (True, ())]


@pytest.mark.parametrize("code", ["```\nTODO\n```", "    ...", "~~~\n...\n~~~", "`TBD`"])
def test_code_is_no_placeholder(code: str) -> None:
    assert [d.answered for d in reading(f"## What does it print?\n\n{code}\n\n## And then?\n\nx\n").drafts] == [
        True,
        True,
    ]
