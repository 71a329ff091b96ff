"""Which texts are alike: candidates that share rare features, then a likeness between 0 and 1.

Owns: words, candidate search and likeness; the only importer of rapidfuzz.  Does not own:
what follows from a likeness (``ledger.matching`` recognises reworded notes by it, ``checks``
finds near-duplicates).

The search is near-linear: a text is compared only with those that share one of its rarest
features (words, pairs of neighbouring words), and a feature that very many texts have is
none.  It may therefore pass over a pair whose every common word is worn out; such a pair says
little about identity.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel

# Scripts without spaces between words: every character is a word of its own.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])\w)+")

Words = tuple[str, ...]

WORN_OUT = 48  # a feature that more texts than this have leads to no candidates
RAREST = 24  # features of one text that are looked up
CANDIDATES = 12  # texts that are compared with one text
_SHORT = 4  # texts of fewer words are looked up by their letters as well


def words(text: str) -> Words:
    """The words of ``text``, without regard to case, width or punctuation."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def features(own: Words) -> frozenset[str]:
    """What a text can be looked up by: its words, its pairs of neighbouring words, and, if short, its letters."""
    found = {*own, *(f"{a} {b}" for a, b in pairwise(own))}
    if len(own) < _SHORT:
        letters = " ".join(own)
        found.update(f"…{letters[i : i + 4]}" for i in range(max(1, len(letters) - 3)))
    return frozenset(found)


class Weights:
    """How much a word says: the more texts have it, the less."""

    def __init__(self, texts: Iterable[Words]) -> None:
        self._seen: Counter[str] = Counter()
        self._known: dict[str, float] = {}
        self._texts = 0
        for own in texts:
            self._texts += 1
            self._seen.update(set(own))

    def __getitem__(self, word: str) -> float:
        if word not in self._known:
            self._known[word] = math.log1p((self._texts + 1) / (self._seen[word] + 0.5))
        return self._known[word]

    def count(self, word: str) -> int:
        """In how many texts the word stands."""
        return self._seen[word]


def likeness(one: Words, two: Words, weights: Weights | None = None) -> float:
    """How alike two texts are: 1.0 the same words, 0.0 nothing in common.

    The better of two views: letters (a typo in a long text counts for little; unrelated
    texts still share half of their letters, hence the rescaling), and words (in order, and
    by weight).  Texts with different numbers in them differ in a way that letters hide, so
    that there only the words count.
    """
    if one == two:
        return 1.0
    if not one or not two:
        return 0.0
    ordered = Indel.normalized_similarity(one, two)
    by_word = (ordered + _weighted(one, two, weights)) / 2 if weights else ordered
    if _numbers(one) != _numbers(two):
        return by_word
    by_letter = fuzz.ratio(" ".join(one), " ".join(two)) / 50 - 1
    return max(by_word, by_letter)


def _weighted(one: Words, two: Words, weights: Weights) -> float:
    """Dice's coefficient of two bags of words, each word counted by its weight."""
    shared = Counter(one) & Counter(two)
    whole = sum(weights[w] for w in one) + sum(weights[w] for w in two)
    return 2 * sum(weights[w] * n for w, n in shared.items()) / whole


def edits(one: str, two: str) -> int:
    """How many letters were missed, doubled, replaced or exchanged with a neighbour between two words; at most 3."""
    return OSA.distance(one, two, score_cutoff=2)


def letters_apart(one: str, two: str) -> int:
    """How many letters have to be taken out of either of two words to make them one."""
    return Indel.distance(one, two)


def letters_in_common(one: str, two: str) -> float:
    """The share of two words' letters, in order, that both have."""
    return Indel.normalized_similarity(one, two)


def _numbers(own: Words) -> set[str]:
    return {w for w in own if any(c.isdigit() for c in w)}


class Index:
    """Finds, among many sets of features, the few that share rare ones with a given set."""

    def __init__(self, sets: Iterable[Iterable[str]]) -> None:
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for number, found in enumerate(sets):
            for feature in found:
                self._places[feature].append(number)

    def candidates(self, wanted: Iterable[str], limit: int = CANDIDATES) -> tuple[int, ...]:
        """The numbers of at most ``limit`` sets, the most promising first."""
        known = ((len(self._places[f]), f) for f in wanted if f in self._places)
        rarest = sorted((n, f) for n, f in known if n <= WORN_OUT)[:RAREST]
        votes: defaultdict[int, float] = defaultdict(float)
        for count, feature in rarest:
            for number in self._places[feature]:
                votes[number] += 1 / count
        return tuple(sorted(votes, key=lambda n: (-votes[n], n))[:limit])


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two texts, by their numbers (``first < second``), and how alike they are."""

    first: int
    second: int
    likeness: float


def near_pairs(texts: Sequence[str], minimum: float) -> tuple[Pair, ...]:
    """The pairs of ``texts`` that are alike by ``minimum`` or more, in order of their numbers.

    Texts that are the same word for word are paired with the first of their kind only, and it
    alone stands for them in further pairs, so that a thousand equal texts give 999 pairs.
    """
    first_of: dict[Words, int] = {}
    found = []
    for number, text in enumerate(texts):
        own = words(text)
        if own and first_of.setdefault(own, number) != number:
            found.append(Pair(first_of[own], number, 1.0))
    kinds = list(first_of)
    sets = [features(own) for own in kinds]
    index, weights = Index(sets), Weights(kinds)
    # A text finds itself first of all, hence one candidate more.
    near = {(min(i, j), max(i, j)) for i, s in enumerate(sets) for j in index.candidates(s, CANDIDATES + 1) if i != j}
    for i, j in near:
        score = likeness(kinds[i], kinds[j], weights)
        if score >= minimum:
            found.append(Pair(first_of[kinds[i]], first_of[kinds[j]], score))
    return tuple(sorted(found))
