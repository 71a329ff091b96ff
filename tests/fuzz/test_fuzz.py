"""What was found once stays mended, and a few new mutants are tried each time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.mutants import FOUND, documents, holds, mutant, others


@pytest.mark.parametrize("path", sorted(p for p in FOUND.iterdir() if p.name != "README"), ids=lambda p: p.name)
def test_what_was_found(path: Path) -> None:
    holds(path.name.partition("-")[2], path.read_bytes())


@pytest.mark.parametrize("seed", range(4))
def test_new_mutants(seed: int) -> None:
    chance = random.Random(seed)
    samples, few = documents(), others()
    for number in range(20):
        name, data = mutant(chance, few if number % 4 == 0 else samples)
        holds(name, data)
