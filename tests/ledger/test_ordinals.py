"""Which deletion is which card: a learner's schedule belongs to what the card hides."""

from __future__ import annotations

import pytest

from builder.ledger.ordinals import assign, remembered
from builder.model.cloze import FINDERS, Deletion, cloze
from builder.model.source import Excerpt, Line


def deletions(text: str, notation: str = "highlights") -> tuple[Deletion, ...]:
    found = cloze(Excerpt("notes.md", (Line(1, text),)), FINDERS[notation])
    return found.deletions if found else ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("==a== b ==c==", "==a== b ==c==", (0, 1)),
        ("==a== b ==c==", "==a== ==b== ==c==", (0, 2, 1)),
        ("==a== ==b== ==c==", "==a== b ==c==", (0, 2)),
        ("==a== ==b==", "==b== ==a==", (1, 0)),
        ("==oxygen== ==iron==", "==oxygen gas== ==iron==", (0, 1)),
        ("==oxygen== ==iron==", "==oxygen== ==air==", (0, 1)),  # one deletion reworded, and nothing else
        ("==oxygen== and iron", "oxygen and ==iron==", (0,)),
        ("==oxygen== ==iron==", "==oxygen== ==air== ==light==", (0, 2, 3)),  # which is iron's? neither
        ("==x== ==x==", "==x== ==x==", (0, 1)),
        ("==x==", "==x== ==x==", (0, 1)),
    ],
)
def test_a_card_stays_with_what_it_hides(before: str, after: str, expected: tuple[int, ...]) -> None:
    old = deletions(before)
    known = remembered(old, assign(old, ()), ())
    assert assign(deletions(after), known) == expected


def test_a_number_is_never_given_again() -> None:
    one = deletions("==a== ==b==")
    first = remembered(one, assign(one, ()), ())
    two = deletions("==b== and nothing else")
    second = remembered(two, assign(two, first), first)
    three = deletions("==b== and ==something new==")
    assert assign(three, second) == (1, 2)
    again = deletions("==a== ==b==")
    assert assign(again, second) == (0, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{c1::a}} {{c2::b}} {{c1::c}}", (0, 1, 0)),
        ("{{c3::a}} {{c1::b}}", (2, 0)),
        ("{{c2::a}} {{c0::b}} {{c900::c}}", (1, 0, 2)),
        ("{{c499::a}}", (498,)),
        ("{{c2::x {{c1::y}} z}}", (1, 0)),
    ],
)
def test_the_authors_numbers_are_kept_in_the_first_release(text: str, expected: tuple[int, ...]) -> None:
    assert assign(deletions(text, "anki"), ()) == expected


def test_renumbering_is_no_change() -> None:
    old = deletions("{{c1::a}} {{c2::b}}", "anki")
    known = remembered(old, assign(old, ()), ())
    assert assign(deletions("{{c1::new}} {{c2::a}} {{c3::b}}", "anki"), known) == (2, 0, 1)
