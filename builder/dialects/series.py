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
_REPEAT = -0.1  # the same number again


def chain(numbers: Sequence[str], places: Sequence[int], weights: Sequence[float], bounds: Sequence[int]) -> list[int]:
    """The indices of the candidates that form the heaviest chain of numbers.

    ``numbers`` as typed, ``places`` and ``bounds`` (headings, where numbering may begin anew) in
    document order, ``weights`` what each candidate is worth.  A chain goes on with the next
    number for nothing, and with any other at a price.
    """
    best: dict[int, int] = {}  # number -> the index at which the heaviest chain ends with it
    value = [0.0] * len(numbers)
    before = [-1] * len(numbers)
    heaviest = -1  # index of the heaviest chain so far
    at_bound = -1  # the heaviest chain when the last bound was passed
    bound = 0
    for i, typed in enumerate(numbers):
        number = int(typed.rpartition(".")[2] or 0)
        passed = bisect_right(bounds, places[i])
        if passed > bound:
            bound, at_bound = passed, heaviest
        options = [(0.0 if number <= 1 else _RESTART / 2, -1)]
        if number - 1 in best:
            options.append((value[best[number - 1]], best[number - 1]))
        if number in best:
            options.append((value[best[number]] + _REPEAT, best[number]))
        options += [(value[best[n]] + _JUMP, best[n]) for n in range(number - 4, number - 1) if n in best]
        if heaviest >= 0:
            options.append((value[heaviest] + _RESTART, heaviest))
        if at_bound >= 0:
            options.append((value[at_bound] + (0.0 if number <= 1 or "." in typed else _JUMP), at_bound))
        gain, previous = max(options)
        value[i], before[i] = gain + weights[i], previous
        if number not in best or value[i] > value[best[number]]:
            best[number] = i
        if heaviest < 0 or value[i] > value[heaviest]:
            heaviest = i
    chosen = []
    while heaviest >= 0:
        chosen.append(heaviest)
        heaviest = before[heaviest]
    return chosen[::-1]
