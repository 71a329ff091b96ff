"""Likeness, and the search for what is alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.similarity import Index, Pair, Weights, features, likeness, near_pairs, words

TEXTS = st.text("abc de12é过", max_size=20)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What is C++?", ("what", "is", "c")),
        ("ＦＵＬＬ　width", ("full", "width")),
        ("Straße", ("strasse",)),
        ("什么是GPT？", ("什", "么", "是", "gpt")),
        ("snake_case x2", ("snake_case", "x2")),
        ("?!", ()),
    ],
)
def test_words(text: str, found: tuple[str, ...]) -> None:
    assert words(text) == found


@given(TEXTS, TEXTS)
def test_likeness_is_mutual_and_within_bounds(one: str, two: str) -> None:
    a, b = words(one), words(two)
    score = likeness(a, b)
    assert score == pytest.approx(likeness(b, a))
    assert 0 <= score <= 1
    assert (score == 1) == (a == b)


@pytest.mark.parametrize(
    ("one", "two", "low", "high"),
    [
        ("What is dropout?", "what is DROPOUT", 1.0, 1.0),
        ("Overfitting", "Overfiting", 0.85, 0.99),  # a typo in the only word
        ("What is a convolution?", "What is a convolutional layer?", 0.6, 0.95),
        ("Explain precision", "Explain recall", 0.0, 0.55),
        ("What does GPT-2 add?", "What does GPT-3 add?", 0.0, 0.85),  # letters alone would say 0.95
        ("A dog barks", "Explain recall", 0.0, 0.3),
        ("", "What?", 0.0, 0.0),
    ],
)
def test_likeness(one: str, two: str, low: float, high: float) -> None:
    assert low <= likeness(words(one), words(two)) <= high


def test_common_words_say_less() -> None:
    texts = [words(f"what is thing {n}") for n in range(50)]
    weights = Weights(texts)
    one, two, three = words("what is dropout"), words("what is pooling"), words("explain dropout")
    assert likeness(one, two, weights) < likeness(one, two)
    assert likeness(one, three, weights) > likeness(one, three)


def test_an_index_finds_what_shares_a_rare_feature() -> None:
    texts = [f"What is the purpose of {w} in a network?" for w in ("dropout", "pooling", "padding", "striding")] * 20
    texts.append("What is the purpose of quantisation in a network?")
    index = Index(features(words(t)) for t in texts)
    assert index.candidates(features(words("What could quantisation do?")))[0] == len(texts) - 1
    assert index.candidates(features(words("entirely unheard"))) == ()


def test_near_pairs() -> None:
    texts = [
        "What is the vanishing gradient problem?",
        "Why do we normalise inputs?",
        "What is the vanishing gradients problem?",
        "what is the VANISHING gradient problem",
        "Why do we normalise all the inputs?",
    ]
    assert [(p.first, p.second) for p in near_pairs(texts, 0.75)] == [(0, 2), (0, 3), (1, 4)]
    assert Pair(0, 3, 1.0) in near_pairs(texts, 0.75)


def test_equal_texts_are_paired_with_the_first() -> None:
    assert near_pairs(["Same?"] * 1000, 0.9) == tuple(Pair(0, n, 1.0) for n in range(1, 1000))


@given(st.lists(TEXTS, max_size=8), st.floats(0.5, 1))
def test_all_pairs_of_a_short_list_are_found(texts: list[str], minimum: float) -> None:
    """With few texts no feature is worn out: whatever shares a word or letters is compared."""
    found = {(p.first, p.second) for p in near_pairs(texts, minimum)}
    for i, j in found:
        assert i < j
        assert likeness(words(texts[i]), words(texts[j]), Weights(map(words, texts))) > 0
    for j, text in enumerate(texts):
        if words(text) and any(words(t) == words(text) for t in texts[:j]):
            assert any(pair[1] == j for pair in found)
