"""Whether two notes ask for the same fact, and how surely: by what differs in their questions, and by their answers.

Owns: the judgement.  Does not own: what differs (``difference``), who is compared with whom and
which pair is the best (``matching``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase

from builder.ledger import texts
from builder.ledger.difference import Difference
from builder.ledger.wording import Sort, frame_words

_TELLING = 12  # distinct words that make an answer telling
_SAME_ANSWER = 2.0  # what a telling answer weighs against the question, where it did not change
_ONLY_ANSWER = 1.0  # and at least, where no other note has it
_AGAINST = 0.5  # what answers weigh at least, where they differ
_ENOUGH = 0.6  # a likeness of question and answer together that is enough where the words do not decide
_ALONE = 0.25  # a question that goes by its words alone, against a long answer, has to be so much more alike
_RELATED = 1 / 3  # of the shorter answer's words: less has nothing to do with the other
_FEW = 3  # words of an answer in which a letter may be the whole of it
_LONG_WORD = 7  # letters of a word that is no other word when it is mistyped


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict that two notes are the same: how alike they are, 0 to 1, and whether a person should check."""

    likeness: float
    thin: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """Two notes' answers: ``given`` by both, the ``same``, and the ``only`` two that say so.

    ``telling`` (0 to 1) grows with the number of words; ``dice`` and ``overlap`` say how alike
    they are by the words that say something (Dice's coefficient, and the share of the shorter one).
    """

    given: bool
    same: bool
    only: bool
    telling: float
    dice: float
    overlap: float
    words: int  # of the shorter one

    @property
    def related(self) -> bool:
        return self.same or self.overlap >= _RELATED


def answers(old: str, old_sketch: str, new: str, new_sketch: str, *, only: bool) -> Answers:
    """Compare answers by their digests and sketches."""
    if not old or not new:
        return Answers(False, False, False, 0.0, 0.0, 0.0, 0)
    one, two = set(texts.sketched(old_sketch)), set(texts.sketched(new_sketch))
    telling = min(1.0, max(len(one), len(two)) / _TELLING)
    if old == new:
        return Answers(True, True, only, telling, 1.0, 1.0, len(one))
    idle = _frames()
    if min(len(one), len(two)) <= _FEW:
        idle -= _letters() - (one & two)  # vitamin C is not vitamin D
    saying, also = one - idle or one, two - idle or two
    shorter = min(len(saying), len(also))
    overlap = len(saying & also) / shorter if shorter else 0.0
    return Answers(True, False, only, telling, texts.sketch_likeness(old_sketch, new_sketch), overlap, shorter)


@lru_cache(maxsize=1)
def _frames() -> frozenset[str]:
    return frozenset(hashed for word in frame_words() for hashed in texts.sketched(texts.sketch(word)))


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    return frozenset(hashed for letter in ascii_lowercase for hashed in texts.sketched(texts.sketch(letter)))


def judge(question: float, differs: Difference, given: Answers) -> Verdict | None:
    """Return whether two notes are one, by the likeness of their questions, what differs in them, and their answers."""
    if not given.given:
        return _without_answers(question, differs)
    likeness = _together(question, given)
    if given.same:
        return _same_answer(likeness, differs, given)
    if given.telling == 1.0 and given.dice >= 0.5:
        return _long_answers(max(likeness, question - _ALONE), differs, given)
    return _other_answer(max(likeness, _ENOUGH), differs, given)


def _together(question: float, given: Answers) -> float:
    """Return how alike two notes are by question and answer together: an answer counts by how much it says."""
    if given.same:
        weight = max(_SAME_ANSWER * given.telling, _ONLY_ANSWER * given.only)
    else:
        weight = max(given.telling, _AGAINST)
    return (question + weight * given.dice) / (1 + weight)


def _without_answers(question: float, differs: Difference) -> Verdict | None:
    if differs.contrast or not differs.common or _asks_for_another_kind(differs):
        return None
    if differs.nothing:
        return Verdict(max(question, _ENOUGH), thin=bool(differs.mistyped))
    few = len(differs.gone) + len(differs.come) <= 2 and differs.common >= 6
    said = len(differs.gone) + len(differs.come) <= max(2, differs.common)
    extended = said and (not differs.modifies or differs.common > 1)
    kept = few or _recast(differs) if differs.replaced else extended
    return Verdict(max(question, _ENOUGH), thin=True) if kept else None


def _same_answer(likeness: float, differs: Difference, given: Answers) -> Verdict | None:
    firm = given.telling >= 0.75
    if (differs.contrast or differs.replaced) and not firm:
        alike = given.only and differs.common > 0 and likeness >= _ENOUGH
        kept = not differs.contrast and (alike or _recast(differs))
        return Verdict(max(likeness, _ENOUGH), thin=given.telling < 0.5) if kept else None
    if differs.common and not differs.replaced:
        return Verdict(max(likeness, _ENOUGH))
    return Verdict(likeness) if likeness >= _ENOUGH else None


def _long_answers(likeness: float, differs: Difference, given: Answers) -> Verdict | None:
    """Answers of many words that are mostly the same: nearly enough by themselves."""
    if differs.common and not differs.replaced and not differs.contrast:
        return Verdict(max(likeness, _ENOUGH))
    doubtful = differs.contrast or (differs.replaced and given.dice < _ENOUGH)
    return Verdict(likeness, thin=doubtful) if likeness >= _ENOUGH else None


def _other_answer(likeness: float, differs: Difference, given: Answers) -> Verdict | None:
    if differs.contrast or not differs.common:
        return None
    if differs.replaced:
        alike = given.overlap == 1.0 or (given.dice >= 0.75 and given.words >= 4)
        alike = alike or (given.related and _recast(differs))
        return Verdict(likeness, thin=True) if alike else None
    if not given.related and (
        _asks_for_another_kind(differs)
        or 0 < differs.mistyped < _LONG_WORD
        or (differs.modifies and differs.common < 2)
    ):
        return None
    return Verdict(likeness, thin=not given.related)


def _recast(differs: Difference) -> bool:
    """Return whether the sentence was built in another way around most of what it says."""
    gone, come = (sum(t.sort is not Sort.ASKS for t in side) for side in (differs.gone, differs.come))
    most = min(2 * differs.common, differs.common + 2) if gone and come else differs.common
    return differs.recast and gone + come <= most


def _asks_for_another_kind(differs: Difference) -> bool:
    """Return whether one side only asks when, where, why, who or how many, or names a number or code."""
    left = (*differs.gone, *differs.come)
    if _recast(differs) and differs.replaced:
        left = tuple(t for t in left if t.sort is not Sort.ASKS)
    return any(t.sort in (Sort.ASKS, Sort.NUMBER, Sort.CODE) and t.text != "how" for t in left)
