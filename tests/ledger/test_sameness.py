"""The same fact in other words, or a sister fact: hundreds of pairs, by what differs in them."""

from __future__ import annotations

import pytest

from builder.ledger.difference import case_differs, difference, is_misspelt
from builder.ledger.sameness import answers, judge
from builder.model.notes import Draft
from tests.ledger.pairs import DESIGN, MEASURE, OTHERS, Pair, pairs
from tests.ledger.world import build, draft


def taken(pair: Pair, *, answered: bool) -> bool:
    """Whether the new note takes the old one's identity, in a deck of others."""
    old = draft(pair.asked, pair.answered if answered else "")
    new = draft(pair.asks, pair.answers if answered else "")
    first = build([*OTHERS, old])
    return build([*OTHERS, new], first).guids[-1] == first.guids[-1]


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "bare"])
@pytest.mark.parametrize("half", [DESIGN, MEASURE], ids=["design", "measure"])
def test_a_sister_is_not_taken_for_the_same(half: int, answered: bool) -> None:
    sisters = pairs("sisters", half)
    wrong = [pair for pair in sisters if taken(pair, answered=answered)]
    assert len(wrong) <= 0.05 * len(sisters), wrong


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "bare"])
@pytest.mark.parametrize("half", [DESIGN, MEASURE], ids=["design", "measure"])
def test_a_rewording_is_the_same(half: int, answered: bool) -> None:
    rewordings = pairs("rewordings", half)
    lost = [pair for pair in rewordings if not taken(pair, answered=answered)]
    assert len(lost) <= 0.1 * len(rewordings), lost


def test_all_sisters_at_once() -> None:
    """Where many go and many come, each is compared with many more."""
    sisters = [pair for half in (DESIGN, MEASURE) for pair in pairs("sisters", half)]
    asked = {pair.asked for pair in sisters}
    sisters = [pair for pair in sisters if pair.asks not in asked]
    first = build([draft(p.asked, p.answered) for p in sisters])
    second = build([draft(p.asks, p.answers) for p in sisters], first)
    assert len(set(first.guids) & set(second.guids)) <= 0.05 * len(sisters)


LONG = (
    "In a deep network the distribution of each layer's inputs changes during training, as the parameters of the"
    " layers before it change; normalising them over each batch lets one use higher learning rates."
)


def test_a_long_answer_that_stays_outweighs_a_number() -> None:
    first = build([draft("Which problem do the 3 variants of batch normalisation solve?", LONG)])
    assert build([draft("Which problem do the 4 variants of batch normalisation solve?", LONG)], first).guids == (
        first.guids
    )


def test_a_long_answer_that_was_edited_holds_the_note() -> None:
    first = build([draft("What is batch normalisation?", LONG)])
    edited = draft("What does batch normalisation do for the layers?", LONG.replace("deep", "very deep"))
    assert build([edited], first).guids == first.guids


def told(old: Draft, new: Draft) -> list[str]:
    return build([*OTHERS, new], build([*OTHERS, old])).codes


def test_what_was_taken_on_thin_evidence_is_a_warning() -> None:
    old = draft("What is overfitting?", "When a model learns noise.")
    new = draft("What is meant by overfitting?", "It fits the training set and does badly elsewhere.")
    made = build([*OTHERS, new], build([*OTHERS, old]))
    (found,) = made.identified.diagnostics
    assert found.rule.name == "doubtful-rewording"
    assert "When" not in found.message  # the ledger does not hold the old answer
    assert "“What is overfitting?”" in found.message
    assert "{#" in found.hint


def test_what_was_taken_on_good_evidence_is_not() -> None:
    old, new = draft("What is osmosis?", "A flow of water."), draft("Define osmosis.", "A flow of water.")
    assert told(old, new) == ["reworded"]


def test_an_id_of_its_own_says_no_and_so_says_the_next_build() -> None:
    old = draft("What is overfitting?", "When a model learns noise.")
    new = draft("What is meant by overfitting?", "It fits the training set and does badly elsewhere.", pin="fit")
    first = build([*OTHERS, old])
    assert build([*OTHERS, new], first).guids[-1] != first.guids[-1]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("What does `grep -v` do?", "What does `grep -V` do?"),
        ("What does grep -v do?", "What does grep -V do?"),
        ("What is a Mb?", "What is a MB?"),
    ],
)
def test_the_case_of_code_counts(one: str, two: str) -> None:
    assert case_differs(one, two)
    assert difference(one, two).contrast or difference(one, two).replaced


@pytest.mark.parametrize(
    ("one", "two"),
    [("What is DNA?", "What Is DNA?"), ("what is dna?", "What is DNA?"), ("What is the end?", "What Is The End?")],
)
def test_the_case_of_words_does_not(one: str, two: str) -> None:
    assert not difference(one, two).replaced
    assert not difference(one, two).contrast


@pytest.mark.parametrize(
    ("one", "two", "misspelt"),
    [
        ("overfiting", "overfitting", True),
        ("enyzme", "enzyme", True),
        ("seperate", "separate", True),
        ("ilium", "ileum", False),
        ("iran", "iraq", False),
        ("afferent", "efferent", False),
        ("austria", "australia", False),
        ("accomodaton", "accommodation", True),
    ],
)
def test_misspellings(one: str, two: str, misspelt: bool) -> None:
    assert is_misspelt(one, two) is misspelt


@pytest.mark.parametrize(
    ("one", "two", "recast"),
    [
        ("Who composed Carmen?", "Which composer wrote Carmen?", True),
        ("Which nerve moves the tongue?", "The tongue is moved by which nerve?", True),
        ("Which organ makes bile?", "Which organ stores bile?", False),
        ("Which bone is in the thigh?", "Which bone is in the upper arm?", False),
        ("法国的首都是哪里？", "德国的首都是哪里？", False),
    ],
)
def test_a_sentence_that_is_built_in_another_way(one: str, two: str, recast: bool) -> None:
    assert difference(one, two).recast is recast


def test_what_is_rarest_in_the_deck_has_to_stay() -> None:
    old, new = "Wie heißt die Hauptstadt von Ungarn?", "Was ist die Hauptstadt Rumäniens?"
    assert not difference(old, new, lambda word: 9 if word == "hauptstadt" else 1).recast


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("What does “in” mean?", "What does “on” mean?"),
        ("What does the symbol ∩ mean?", "What does the symbol ∪ mean?"),
        ("When was Mozart born?", "When did Mozart die?"),
        ("What is a type I error?", "What is a type II error?"),
        ("What is an OR gate?", "What is an AND gate?"),
    ],
)
def test_what_looks_like_a_word_of_asking_and_is_none(one: str, two: str) -> None:
    assert judge(0.9, difference(one, two), answers("", "", "", "", only=False)) is None


def test_a_letter_may_be_the_whole_answer() -> None:
    old, new = "Which vitamin prevents scurvy?", "Which vitamin prevents rickets?"
    assert not taken(Pair(old, "Vitamin C", new, "Vitamin D"), answered=True)


def test_of_two_that_tie_the_one_in_the_same_place_is_meant() -> None:
    places = [{"path": f"{name}.md", "section": name} for name in ("one", "two")]
    first = build([draft("How long does the dough rest in winter?", **place) for place in places])
    second = build(
        [
            draft(f"How long, in hours, does the dough rest in winter{x}?", **place)
            for x, place in zip(("", " time"), places, strict=True)
        ],
        first,
    )
    assert second.guids == first.guids


def test_a_word_that_the_deck_knows_is_no_misspelling() -> None:
    old, new = "What is a casual relation?", "What is a causal relation?"
    assert difference(old, new).nothing
    assert difference(old, new, lambda word: {"casual": 2, "causal": 1}.get(word, 0)).replaced
