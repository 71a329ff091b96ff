"""All checks together stay near-linear, and are quick enough to run on each save."""

from __future__ import annotations

import gc
import random
import time

from builder.check.checks import run
from tests.check.compiling import compiled
from tests.ledger.crowd import words

FEW, MANY = 1_000, 4_000
NEAR_LINEAR = 7.0  # times as long for four times as many: linear would be 4, all pairs 16
EACH = 0.004  # seconds a note, on a slow machine


def _document(notes: int) -> str:
    """Notes with paragraphs, lists and formulas; one in ten asks what another asks, and one in ten has a defect."""
    chance = random.Random(7)
    known = words(chance, 3_000)
    slips = ("the the", "a word.The next", "a word , more", "(open", "**open", "x^2 + 1", "as shown below")
    asked: list[str] = []
    parts = ["# Crowd"]
    for number in range(1, notes + 1):
        subject = " ".join(chance.choices(known, k=chance.randint(2, 5)))
        question = chance.choice(asked) if asked and chance.random() < 0.1 else f"What is the {subject}?"
        asked.append(question)
        sentence = " ".join(chance.choices(known, k=40))
        slip = chance.choice(slips) if chance.random() < 0.1 else "a word"
        items = "\n".join(f"- {' '.join(chance.choices(known, k=8))}." for _ in range(4))
        parts.append(f"## {number}. {question}\n\nThe {sentence} is {slip} of it.\n\nIt has four parts:\n\n{items}")
    return "\n\n".join(parts) + "\n"


def _seconds(notes: int) -> float:
    project, _ = compiled({"crowd.md": _document(notes)})
    assert len(project.documents[0].drafts) == notes
    gc.collect()
    start = time.process_time()
    found = run(project)
    seconds = time.process_time() - start
    print(f"{notes:,} notes: {seconds:.2f} s, {len(found):,} findings")
    assert len(found) > notes / 10
    return seconds


def test_all_checks() -> None:
    few, many = _seconds(FEW), _seconds(MANY)
    assert many / few < NEAR_LINEAR
    assert many < MANY * EACH
