"""Series: which candidates of a dialect belong together.

Owns: the choice of the numbered candidates whose numbers follow each other, so that the
steps 1, 2, 3 of a list inside an answer do not become questions.  Linear in the number of
candidates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

_RESTART = -0.6  # a number that begins anew with no heading before it
_JUMP = -0.4  # a number or two are missing
_MOST = 5
_JUMP_WITHIN = -0.02  # the same below one number: "4.8" and then "4.20"
_MOST_WITHIN = 21
_REPEAT = -0.1  # the same number again
_RUN = 4  # from this number on, a number that follows exactly is worth something for that alone
_FOLLOWS = 0.05
_FOLLOWS_EARLY = -0.1  # the same for the first numbers of a chain that is worth ``_SURE`` already
_SURE = 0.3


def chain(numbers: Sequence[str], places: Sequence[int], weights: Sequence[float], bounds: Sequence[int]) -> list[int]:
    """The indices of the candidates that form the heaviest chain of numbers.

    ``numbers`` as typed, ``places`` and ``bounds`` (headings, where numbering may begin anew) in
    document order, ``weights`` what each candidate is worth.  A chain goes on with the next
    number for nothing, and with any other at a price.
    """
    best: dict[tuple[str, int], int] = {}  # number -> the index at which the heaviest chain ends with it
    best_of: dict[str, int] = {}  # the same for all numbers below one: "2" for "2.1" and "2.2"
    value = [0.0] * len(numbers)
    before = [-1] * len(numbers)
    heaviest = -1  # index of the heaviest chain so far
    at_bound = -1  # the heaviest chain when the last bound was passed
    bound = 0
    for i, typed in enumerate(numbers):
        above, _, last = typed.rpartition(".")
        number = int(last or 0)
        passed = bisect_right(bounds, places[i])
        if passed > bound:
            bound, at_bound = passed, heaviest
        options = [(0.0 if number <= 1 else _RESTART / 2, -1)]
        if (j := best.get((above, number - 1))) is not None:
            least = _FOLLOWS if number > _RUN else _FOLLOWS_EARLY if value[j] >= _SURE else weights[i]
            follows = max(0.0, least - weights[i])
            options.append((value[j] + follows, j))
        if (j := best.get((above, number))) is not None:
            options.append((value[j] + _REPEAT, j))
        jump, most = (_JUMP_WITHIN, _MOST_WITHIN) if above else (_JUMP, _MOST)
        options += [(value[j] + jump, j) for n in range(2, most) if (j := best.get((above, number - n))) is not None]
        if above and number <= 1 and (j := best_of.get(_one_less(above))) is not None:
            options.append((value[j], j))
        if heaviest >= 0:
            options.append((value[heaviest] + _RESTART, heaviest))
        if at_bound >= 0:
            options.append((value[at_bound] + (0.0 if number <= 1 or above else _JUMP), at_bound))
        gain, previous = max(options)
        value[i], before[i] = gain + weights[i], previous
        if (j := best.get((above, number))) is None or value[i] > value[j]:
            best[above, number] = i
        if (j := best_of.get(above)) is None or value[i] > value[j]:
            best_of[above] = i
        if heaviest < 0 or value[i] > value[heaviest]:
            heaviest = i
    chosen = []
    while heaviest >= 0:
        chosen.append(heaviest)
        heaviest = before[heaviest]
    return chosen[::-1]


def _one_less(number: str) -> str:
    """The number before this one: ``2.3`` for ``2.4``."""
    above, dot, last = number.rpartition(".")
    return f"{above}{dot}{int(last) - 1}"
