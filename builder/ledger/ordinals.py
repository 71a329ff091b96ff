"""Which deletion of a cloze is which card.

Owns: the numbers of cards, which stay when a deletion is added, removed or reworded: a number that was
given once is never given to another deletion.  Does not own: where deletions are (``model.cloze``).
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from builder.ledger.texts import normal
from builder.model.cloze import MOST, Deletion

_ALIKE = 0.65  # how alike the texts are of a deletion that was reworded
_GONE = "†"  # before the text of a card whose deletion has gone


def assign(deletions: Sequence[Deletion], known: Sequence[str]) -> tuple[int, ...]:
    """Return the card of each deletion, counted from 0.

    ``known`` are the texts that the cards hid in the last release, by their numbers.  Deletions
    to which the author gave one number are one card.
    """
    groups = _groups(deletions)
    texts = [_text(deletions, group) for group in groups]
    given = _same(texts, known)
    given |= _reworded(texts, known, given)
    taken = {*given.values(), *range(len(known))}
    wanted = [deletions[group[0]].number - 1 for group in groups]
    for at in sorted(range(len(groups)), key=lambda at: wanted[at] < 0):
        if at not in given:
            free = (n for n in range(MOST) if n not in taken)
            given[at] = wanted[at] if 0 <= wanted[at] not in taken else next(free, MOST - 1)
            taken.add(given[at])
    numbers = {deletion: given[at] for at, group in enumerate(groups) for deletion in group}
    return tuple(numbers[deletion] for deletion in range(len(deletions)))


def remembered(deletions: Sequence[Deletion], cards: Sequence[int], known: Sequence[str]) -> tuple[str, ...]:
    """Return what the cards hide, by their numbers, for the next release; a card that is gone keeps its text."""
    texts = dict(enumerate(known))
    for card in sorted(set(cards)):
        group = [at for at, number in enumerate(cards) if number == card]
        texts[card] = _text(deletions, group)
    gone = {n: f"{_GONE}{text.removeprefix(_GONE)}" for n, text in texts.items() if text and n not in cards}
    texts |= gone
    return tuple(texts.get(number, "") for number in range(max(texts, default=-1) + 1))


def living(known: Sequence[str]) -> list[int]:
    """Return the numbers of the cards that some deletion had in the last release."""
    return [number for number, text in enumerate(known) if text and not text.startswith(_GONE)]


def _groups(deletions: Sequence[Deletion]) -> list[list[int]]:
    """Return the deletions of each card, in the order of the text."""
    groups: dict[object, list[int]] = {}
    for at, deletion in enumerate(deletions):
        groups.setdefault(deletion.number or ("own", at), []).append(at)
    return list(groups.values())


def _text(deletions: Sequence[Deletion], group: Sequence[int]) -> str:
    return " / ".join(deletions[at].text for at in group)


def _same(texts: Sequence[str], known: Sequence[str]) -> dict[int, int]:
    """Match groups with the cards that hid the same text, each card once."""
    cards: dict[str, list[int]] = {}
    for number, text in sorted(enumerate(known), key=lambda item: item[1].startswith(_GONE)):
        if text:
            cards.setdefault(normal(text.removeprefix(_GONE)), []).append(number)
    found = {}
    for at, text in enumerate(texts):
        if numbers := cards.get(normal(text)):
            found[at] = numbers.pop(0)
    return found


def _reworded(texts: Sequence[str], known: Sequence[str], found: dict[int, int]) -> dict[int, int]:
    """Return the most similar of the remaining pairs, or the only pair if nothing else changed."""
    left = [at for at in range(len(texts)) if at not in found]
    alive = living(known)
    free = [number for number in alive if number not in found.values()]
    if len(left) == len(free) == 1 and len(texts) == len(alive):
        return {left[0]: free[0]}
    likeness = {
        (at, number): SequenceMatcher(None, texts[at].casefold(), known[number].casefold()).ratio()
        for at in left
        for number in free
    }
    pairs: dict[int, int] = {}
    for (at, number), ratio in sorted(likeness.items(), key=lambda item: (-item[1], item[0])):
        if ratio >= _ALIKE and at not in pairs and number not in pairs.values():
            pairs[at] = number
    return pairs
