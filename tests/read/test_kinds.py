"""Kinds: what a note is to its learner, by what its author wrote."""

from __future__ import annotations

import pytest

from builder.model.config import SourceOptions
from builder.model.notes import Draft
from builder.read.reading import with_kinds
from tests.read.reading import reading

QUIZ = "# Quiz\n\n"
TWO = "1. Which rope is a sheet?{}\n2. Which sail is a jib?{}\n"


def drafts(text: str) -> tuple[Draft, ...]:
    return with_kinds(reading(text), SourceOptions())[0].drafts


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "\n   - A. hawser\n   - **B. mainsheet**\n   - C. twine\n",
            "\n   - A. fore\n   - **B. stay**\n   - C. main\n",
        ),
        ("\na. hawser\n*b. mainsheet\nc. twine\n", "\na. fore\n*b. stay\nc. main\n"),
        ("\n   a) hawser\n   b) mainsheet ✓\n   c) twine\n", "\n   a) fore\n   b) stay ✓\n   c) main\n"),
        (" a) hawser b) mainsheet c) twine\n   Answer: b\n", " a) fore b) stay c) main\n   Answer: B\n"),
        (
            "\n   (A) hawser  (B) mainsheet\n   (C) twine\n\n   Answer: B\n",
            "\n   (A) fore (B) stay (C) main\n\n   Answer: B\n",
        ),
        ("\n   - [ ] hawser\n   - [x] mainsheet\n   - [ ] twine\n", "\n   - [ ] fore\n   - [x] stay\n   - [ ] main\n"),
    ],
    ids=["bold", "star", "tick", "one line", "two lines", "boxes"],
)
def test_the_right_option_is_the_marked_one(first: str, second: str) -> None:
    found = [draft.choice for draft in drafts(QUIZ + TWO.format(first, second))]
    assert [(c.stem.text.strip(), [o.text for o in c.options], c.right) for c in found if c] == [
        ("Which rope is a sheet?", ["hawser", "mainsheet", "twine"], {1}),
        ("Which sail is a jib?", ["fore", "stay", "main"], {1}),
    ]


def test_letters_in_a_sentence_are_no_options() -> None:
    text = TWO.format(" It is written a) in ink, and b) by hand.\n\n   A line.\n", "\n\n   A sail.\n")
    assert [draft.choice for draft in drafts(QUIZ + text)] == [None, None]


def test_an_answer_that_repeats_all_options_says_nothing_of_the_right_one() -> None:
    listed = "\n   A. one\n   B. two\n   C. three\n"
    text = TWO.format(f"{listed}\n   Answer:{listed}", f"{listed}\n   Answer: C\n")
    assert [draft.choice.right if draft.choice else None for draft in drafts(QUIZ + text)] == [None, {2}]


@pytest.mark.parametrize("wish", ["{reverse}", "{type}", "{type} {reverse}", "{reverse} {#quay}"])
def test_a_heading_with_a_wish_is_a_question(wish: str) -> None:
    (found,) = drafts(f"# Words\n\nSome of them.\n\n## le quai {wish}\n\nthe quay\n")
    assert (found.question.text, found.answer.text) == ("le quai", "the quay")
    assert (found.reverse, found.typed) == ("{reverse}" in wish, "{type}" in wish)


@pytest.mark.parametrize(
    ("text", "asked", "answer"),
    [
        ("## What is a sheet?\n\nHint: no sail.\n\nA rope.\n", "What is a sheet?", "A rope."),
        ("## What is a sheet?\n\n**Hint:** no\nsail.\n\nA rope.\n", "What is a sheet?", "A rope."),
        ("Q: What is a sheet?\nHint: no sail.\nA: A rope.\n", "What is a sheet?", "A rope."),
        ("Q: What is a sheet?\nA: A rope.\n", "What is a sheet?", "A rope."),
        ("## What is a sheet?\n\nHint: no sail.\n", "What is a sheet?", "Hint: no sail."),
        ("## What is a sheet?\n\nA rope.\n\nHint: no sail.\n", "What is a sheet?", "A rope.\n\nHint: no sail."),
        ("## What is a sheet?\n\nNote: no sail.\n\nA rope.\n", "What is a sheet?", "Note: no sail.\n\nA rope."),
    ],
)
def test_a_hint_stands_between_question_and_answer(text: str, asked: str, answer: str) -> None:
    (found,) = drafts(f"# Ropes\n\n{text}")
    assert (found.question.text.strip(), found.answer.text) == (asked, answer)
    assert (found.hint.text.replace("\n", " ") if found.hint else "") == (
        "" if "int:" in answer or "int:" not in text else "no sail."
    )


def test_a_hint_among_options_leaves_them() -> None:
    quiz = "## Which rope is a sheet?\n\nHint: no sail.\n\nA) hawser\nB) mainsheet\n\nAnswer: B\n\n"
    (first, _) = drafts(QUIZ + quiz + quiz.replace("sheet?", "line?"))
    assert first.choice is not None
    assert first.hint is not None
    assert (first.choice.stem.text.strip(), first.hint.text) == ("Which rope is a sheet?", "no sail.")


def test_a_label_with_a_wish_is_not_one_without() -> None:
    assert drafts("# Words\n\nSome of them.\n\n## le quai {quay}\n\nthe quay\n") == ()


@pytest.mark.parametrize(
    "text",
    [
        "**the wave {reverse}**\n\ndie Welle\n\n**the tide** {reverse}\n\ndie Gezeiten\n",
        "1. the wave {reverse}\n   die Welle\n2. the tide {reverse}\n   die Gezeiten\n",
    ],
    ids=["bold", "list"],
)
def test_a_wish_ends_the_question(text: str) -> None:
    found = drafts(f"# Words\n\n{text}")
    asked = [(d.question.text, d.answer.text.strip(), d.reverse) for d in found]
    assert asked == [("the wave", "die Welle", True), ("the tide", "die Gezeiten", True)]


def test_deletions_in_a_quotation_and_alone_below_a_question() -> None:
    (quoted,) = drafts("# Weather\n\nAs is said:\n\n> A {{c1::barometer}} measures\n> {{c2::pressure}}.\n")
    assert quoted.question.text == "A […] measures\n[…]."
    oceans = drafts("#flashcards\n\nWhich oceans touch Chile?\n- ==Pacific==\n- ==Southern Ocean==\n")
    assert [d.answer.text for d in oceans] == ["Pacific", "Southern Ocean"]
