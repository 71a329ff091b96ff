"""Thousands of notes, and an edit that rewords, moves and removes some of them: the truth is known."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from builder.model.notes import Draft
from tests.ledger.world import draft

_SYLLABLES = [c + v for c in "bcdfghjklmnprstvwz" for v in ("a", "e", "i", "o", "u", "an", "er", "in", "os")]
_OPENINGS = ("What is", "How does", "Explain", "Why is", "When would you use", "What are the limits of", "Compare")


def words(chance: random.Random, count: int) -> list[str]:
    """A vocabulary without a repeated word."""
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4)))] = None
    return list(made)


@dataclass(frozen=True, slots=True)
class Crowd:
    """``before`` and ``after`` an edit: ``after[i]`` was ``before[origin[i]]``, and its fate is ``fate[i]``."""

    before: tuple[Draft, ...]
    after: tuple[Draft, ...]
    origin: tuple[int, ...]
    fate: tuple[str, ...]  # "same", "reworded", "moved"


def crowd(
    size: int,
    *,
    seed: int = 1,
    reworded: float = 0.05,
    moved: float = 0.05,
    removed: float = 0.01,
    answered: float = 1.0,
) -> Crowd:
    """``size`` distinct questions in files of a hundred; common words are common, as in any language."""
    chance = random.Random(seed)
    vocabulary = words(chance, 5000)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))

    def text(low: int, high: int) -> str:
        return " ".join(chance.choices(vocabulary, cum_weights=weights, k=chance.randint(low, high)))

    questions: dict[str, None] = {}
    while len(questions) < size:
        questions[f"{chance.choice(_OPENINGS)} {text(2, 9)}?"] = None
    before = [
        draft(
            question,
            text(8, 60) if chance.random() < answered else "",
            path=f"file-{number // 100:04}.md",
            section=f"Part {number % 100 // 20}",
        )
        for number, question in enumerate(questions)
    ]
    after, origin, fate = [], [], []
    for number, old in enumerate(before):
        lot = chance.random()
        if lot < removed:
            continue
        now, what = old, "same"
        if lot < removed + reworded:
            now, what = (
                replace(old, question=draft(_reword(old.question.text, vocabulary, chance)).question),
                "reworded",
            )
            now = replace(now, question=replace(now.question, path=old.path))
        elif lot < removed + reworded + moved:
            now, what = (
                draft(
                    old.question.text,
                    old.answer.text,
                    path=f"file-{chance.randrange(max(1, size // 100)):04}.md",
                    section=f"Part {chance.randrange(5)}",
                ),
                "moved",
            )
        after.append(now)
        origin.append(number)
        fate.append(what)
    order = list(range(len(after)))
    chance.shuffle(order)
    return Crowd(
        tuple(before), tuple(after[i] for i in order), tuple(origin[i] for i in order), tuple(fate[i] for i in order)
    )


def _reword(question: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    """The question with at least one and at most a third of its words replaced, dropped or joined by another."""
    parts = question.rstrip("?").split()
    for _ in range(chance.randint(1, max(1, len(parts) // 3))):
        place = chance.randrange(len(parts))
        match chance.choice(("replace", "drop", "insert")):
            case "replace":
                parts[place] = chance.choice(vocabulary)
            case "drop" if len(parts) > 2:
                del parts[place]
            case _:
                parts.insert(place, chance.choice(vocabulary))
    return " ".join(parts) + "?"
