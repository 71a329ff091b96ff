"""Series: which candidates of a dialect belong together.

Owns: the choice of the numbered candidates whose numbers follow each other, so that the
steps 1, 2, 3 of a list inside an answer do not become questions.  Linear in the number of
candidates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from builder.read.weights import SERIES


def chain(numbers: Sequence[str], places: Sequence[int], weights: Sequence[float], bounds: Sequence[int]) -> list[int]:
    """The indices of the candidates that form the heaviest chain of numbers.

    ``numbers`` as typed, ``places`` and ``bounds`` (headings, where numbering may begin anew) in
    document order, ``weights`` what each candidate is worth.  A chain goes on with the next
    number for nothing, and with any other at a price.
    """
    chains = _Chains(len(numbers))
    bound = 0
    for i, (typed, weight) in enumerate(zip(numbers, weights, strict=True)):
        passed = bisect_right(bounds, places[i])
        if passed > bound:
            bound, chains.at_bound = passed, chains.heaviest
        above, _, last = typed.rpartition(".")
        chains.add(i, above, int(last or 0), weight)
    return chains.indices()


class _Chains:
    """The heaviest chain that ends with each candidate; -1 stands for none."""

    def __init__(self, count: int) -> None:
        self.value = [0.0] * count
        self.before = [-1] * count
        self.best: dict[tuple[str, int], int] = {}  # number -> the index at which the heaviest chain ends with it
        self.best_of: dict[str, int] = {}  # the same for all numbers below one: "2" for "2.1" and "2.2"
        self.heaviest = -1  # so far
        self.at_bound = -1  # the heaviest when the last bound was passed

    def add(self, i: int, above: str, number: int, weight: float) -> None:
        """Put candidate ``i``, of ``number`` below ``above``, at the end of the chain that gains most from it."""
        gain, previous = max(self._ways(above, number, weight))
        self.value[i], self.before[i] = gain + weight, previous
        if self._is_better(i, self.best.get((above, number))):
            self.best[above, number] = i
        if self._is_better(i, self.best_of.get(above)):
            self.best_of[above] = i
        if self._is_better(i, self.heaviest):
            self.heaviest = i

    def _is_better(self, i: int, other: int | None) -> bool:
        return other is None or other < 0 or self.value[i] > self.value[other]

    def _ways(self, above: str, number: int, weight: float) -> Iterator[tuple[float, int]]:
        """The chains that a candidate may go on, each with what it is worth then."""
        yield (0.0 if number <= 1 else SERIES["restart"] / 2, -1)
        if (j := self.best.get((above, number - 1))) is not None:
            least = SERIES["follows"] if number > SERIES["run"] else weight
            yield (self.value[j] + max(0.0, least - weight), j)
        if (j := self.best.get((above, number))) is not None:
            yield (self.value[j] + SERIES["repeat"], j)
        for missing in range(2, int(SERIES["most_missing_within" if above else "most_missing"]) + 1):
            if (j := self.best.get((above, number - missing))) is not None:
                yield (self.value[j] + (0.0 if above else SERIES["jump"]), j)
        if above and number <= 1 and (j := self.best_of.get(_one_less(above))) is not None:
            yield (self.value[j], j)
        if self.heaviest >= 0:
            yield (self.value[self.heaviest] + SERIES["restart"], self.heaviest)
        if self.at_bound >= 0:
            free = number <= 1 or above
            yield (self.value[self.at_bound] + (0.0 if free else SERIES["jump"]), self.at_bound)

    def indices(self) -> list[int]:
        """The candidates of the heaviest chain of all."""
        chosen, at = [], self.heaviest
        while at >= 0:
            chosen.append(at)
            at = self.before[at]
        return chosen[::-1]


def _one_less(number: str) -> str:
    """The number before this one: ``2.3`` for ``2.4``."""
    above, dot, last = number.rpartition(".")
    return f"{above}{dot}{int(last) - 1}"


def follows(number: str, following: str) -> bool:
    """Whether a number is the next after another of as many parts: ``2.4`` after ``2.3``."""
    above, _, last = number.rpartition(".")
    above_following, _, next_last = following.rpartition(".")
    return above == above_following and last.isdigit() and next_last.isdigit() and int(next_last) == int(last) + 1
