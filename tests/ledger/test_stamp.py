"""When a modification time moves, and when it must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builder.ledger import Ledger, begin, identify, retire, serialise, stamp
from builder.ledger.texts import note_digest
from builder.model.diagnostics import ProjectError
from builder.model.notetypes import CLOZE, STANDARD, Fields, load
from tests.ledger.world import STYLE, Build, build, draft, place, render

ONE = draft("What is one?", "The first number.")
TWO = draft("What is two?", "The number after one.")
NEWER = replace(STYLE, css="css { newer: yes }")


def times(made: Build) -> tuple[int, ...]:
    return tuple(r.modified for r in made.stamped.rendered)


def test_only_what_changed_moves() -> None:
    first = build([ONE, TWO], now=1_000_000)
    second = build([ONE, draft("What is two?", "One and one.")], first, now=2_000_000)
    assert times(first) == (1_000_000, 1_000_000)
    assert times(second) == (1_000_000, 2_000_000)
    assert [r.note.created for r in second.stamped.rendered] == [1_000_000, 1_000_000]
    assert second.ledger.newest == 2_000_000


def test_a_rebuild_is_no_release() -> None:
    first = build([ONE, TWO], now=1_000_000)
    second = build([ONE, TWO], first, now=2_000_000)
    assert not second.stamped.release
    assert serialise(second.ledger) == serialise(first.ledger)
    assert second.stamped.rendered == first.stamped.rendered


def test_going_back_is_a_change_like_any_other() -> None:
    first = build([ONE], now=1_000_000)
    second = build([draft("What is one?", "Less than two.")], first, now=2_000_000)
    assert times(build([ONE], second, now=3_000_000)) == (3_000_000,)


def test_tags_are_content() -> None:
    first = build([ONE], now=1_000_000)
    assert times(build([place(ONE, tags=["numbers"])], first, now=2_000_000)) == (2_000_000,)


def test_a_file_name_is_not() -> None:
    first = build([ONE], now=1_000_000)
    second = build([replace(ONE, question=replace(ONE.question, path="other.md"))], first, now=2_000_000)
    assert times(second) == (1_000_000,)
    assert not second.stamped.release
    assert second.ledger != first.ledger


def test_a_style_moves_the_notetype_alone() -> None:
    first = build([ONE], now=1_000_000)
    second = build([ONE], first, now=2_000_000, style=NEWER)
    assert times(second) == (1_000_000,)
    assert second.ledger.by_notetype[STANDARD].modified == 2_000_000
    assert second.codes == ["notetype-changed"]
    assert build([ONE], second, now=3_000_000, style=NEWER).ledger == second.ledger
    assert build([ONE], second, now=3_000_000).ledger.by_notetype[STANDARD].modified == 3_000_000


# ------------------------------------------------------------------------------ the clock


def test_a_clock_that_was_set_back() -> None:
    first = build([ONE], now=1_000_000)
    for drafts in ([ONE], [ONE, TWO]):
        with pytest.raises(ProjectError, match="in the future") as caught:
            build(drafts, first, now=999_999)
        assert caught.value.code == "I054"
        assert caught.value.hint


def test_two_releases_in_one_second() -> None:
    first = build([ONE], now=1_000_000)
    build([ONE, TWO], first, now=1_000_000)  # a new note has no earlier time
    with pytest.raises(ProjectError, match="no later"):
        build([draft("What is one?", "Less than two.")], first, now=1_000_000)
    with pytest.raises(ProjectError, match="no later"):
        build([ONE], first, now=1_000_000, style=NEWER)


# -------------------------------------------------------------------------------- retired


def test_retired_for_some_releases_then_dropped() -> None:
    made = build([ONE, TWO], retire_after=2)
    gone = made.guid("What is two?")
    shipped = []
    for release in range(5):
        made = build([draft("What is one?", f"Version {release}.")], made, retire_after=2)
        assert build([draft("What is one?", f"Version {release}.")], made, retire_after=2).ledger == made.ledger, (
            "a rebuild does not count"
        )
        shipped.append([r.note.retired for r in made.stamped.rendered if r.guid == gone])
    assert shipped == [[1], [2], [], [], []]
    entry = made.ledger.by_guid[gone]
    assert entry.dropped
    assert entry.question == "What is two?"
    back = build([ONE, TWO], made, retire_after=2)
    assert back.guid("What is two?") == gone
    assert back.modified(gone) == back.ledger.newest
    assert not back.ledger.by_guid[gone].dropped


def test_a_retired_note_does_not_change_while_it_waits() -> None:
    made = build([ONE, TWO])
    gone = made.guid("What is two?")
    made = build([ONE], made)
    when = made.modified(gone)
    for release in range(3):
        made = build([draft("What is one?", f"Version {release}.")], made)
        assert made.modified(gone) == when
    assert made.ledger.by_guid[gone].retired == 4


def test_more_patience_does_not_call_back_what_was_dropped() -> None:
    made = build([ONE, TWO])
    made = build([ONE], made, retire_after=0)
    assert len(build([draft("What is one?", "New.")], made, retire_after=9).stamped.rendered) == 1


def test_a_note_that_was_never_seen_as_retired_comes_back_untouched() -> None:
    first = build([ONE, TWO], now=1_000_000)
    gone = build([ONE], first, retire_after=0, now=2_000_000)
    assert times(build([ONE, TWO], gone, now=3_000_000)) == (1_000_000, 1_000_000)


def test_what_a_retired_note_shows() -> None:
    hostile = draft("What is <b>two</b>?\n[sound:x.mp3] \\(\\href{javascript:x}{y}\\)", "2", section="Numbers")
    made = build([ONE], build([ONE, hostile]))
    fields = made.stamped.rendered[1].fields
    assert fields.question == (
        '<div class="mathjax_ignore">What is &lt;b&gt;two&lt;/b&gt;?<br>'
        "&#91;sound:x.mp3] \\(\\href{javascript:x}{y}\\)</div>"
    )
    assert fields.retired == retire.REMARK
    assert made.stamped.rendered[1].note.tags == ("numbers", "retired")


# --------------------------------------------------------------------------------- digests


def digest(question: str, answer: str = "", tags: tuple[str, ...] = ("a", "b"), notetype: str = STANDARD) -> str:
    return note_digest(Fields(question=question, answer=answer), tags, notetype)


@pytest.mark.parametrize(
    ("one", "two"),
    [("<p>a b</p>", "<p>a\nb</p>"), ("<p>a</p>\n", "<p>a</p>"), ("a  b", "a b"), ("e\u0301", "\u00e9")],
)
def test_what_looks_the_same_is_the_same(one: str, two: str) -> None:
    assert digest(one) == digest(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (digest("<pre>a b</pre>"), digest("<pre>a  b</pre>")),
        (digest("<pre>a\nb</pre>"), digest("<pre>a b</pre>")),
        (digest("ab"), digest("a b")),
        (digest("a", "b"), digest("ab")),
        (digest("a", tags=("a",)), digest("a")),
        (digest("a", notetype=CLOZE), digest("a")),
        (digest("A"), digest("a")),
        (digest('<img src="x-1.png">'), digest('<img src="x-2.png">')),
    ],
)
def test_what_looks_different_is_different(one: str, two: str) -> None:
    assert one != two


def test_where_a_note_is_from_is_content() -> None:
    assert note_digest(Fields(question="a", source="<span>Ada</span>"), ()) != note_digest(Fields(question="a"), ())


def test_the_order_of_tags_is_none() -> None:
    assert digest("a", tags=("b", "a")) == digest("a", tags=("a", "b"))


def test_idle_white_space_leaves_the_ledgers_line_alone() -> None:
    first = build([draft("What is\none thing?", "The  first\nnumber.")])
    rewrapped = [draft("What is one\nthing?", "The first number.")]
    assert build(rewrapped, first).ledger == first.ledger


def test_an_empty_build_keeps_the_ledger_usable() -> None:
    ledger: Ledger = begin("Deck")
    made = stamp(identify([], ledger), [], ledger, now=5, notetypes=load(), retire_after=5)
    assert made.rendered == ()
    assert not made.release
    assert begin("Deck") == made.ledger


def test_tags_may_be_set_after_identify() -> None:
    """The pipeline may fill in a note's tags and deck later: what is stamped is what is rendered."""
    ledger = begin("Deck")
    identified = identify([place(ONE)], ledger)
    rendered = [render(replace(n, tags=("late",))) for n in identified.notes]
    made = stamp(identified, rendered, ledger, now=5, notetypes=load(), retire_after=5)
    assert made.ledger.notes[0].tags == ("late",)
