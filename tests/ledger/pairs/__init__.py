"""Pairs of questions, one of which takes the other's place: the same fact in other words, or a sister fact.

``sisters.txt`` and ``rewordings.txt`` hold a pair a line.  What decides was found by looking at
every second line (``DESIGN``); the others (``MEASURE``) are only counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.ledger.world import draft

_HERE = Path(__file__).parent
DESIGN, MEASURE = 0, 1


@dataclass(frozen=True, slots=True)
class Pair:
    """What a note asked and answered, and what stands in its place."""

    asked: str
    answered: str
    asks: str
    answers: str


def pairs(name: str, half: int) -> tuple[Pair, ...]:
    lines = (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = [Pair(*(part.strip() for part in line.split(" | "))) for line in lines if not line.startswith("#")]
    return tuple(found[half::2])


# A deck around the pair: its words are what questions have in common.
OTHERS = tuple(
    draft(question, answer)
    for question, answer in (
        ("What is a ribosome?", "A machine that builds proteins after the plan of an RNA."),
        ("Which gas do plants take up?", "Carbon dioxide."),
        ("What is the capital of Iceland?", "Reykjavík."),
        ("Where is the aorta?", "Above the left ventricle."),
        ("What does the liver do?", "It stores sugar and breaks down poisons."),
        ("Why does ice float?", "It is less dense than water."),
        ("Who built the first printing press?", "Gutenberg, in Mainz."),
        ("What is the function of the spleen?", "It filters old blood cells."),
        ("How many strings has a violin?", "Four."),
        ("What does `cat` do?", "It prints files one after the other."),
        ("What does `wc -l` count?", "Lines."),
        ("When was the Magna Carta sealed?", "In 1215."),
        ("What is a monopoly?", "A market with one seller."),
        ("What is 9 × 9?", "81"),
        ("Is glass a conductor?", "No."),
        ("Is copper a conductor?", "Yes."),
        ("What is an isotope?", "An atom with another number of neutrons."),
        ("Was ist ein Prisma?", "Ein Körper aus Glas, der Licht zerlegt."),
        ("Wie heißt der längste Fluss Afrikas?", "Nil."),
        ("Qu'est-ce qu'un volcan ?", "Une montagne qui crache de la lave."),
        ("¿Qué es un glaciar?", "Una masa de hielo que se mueve."),
        ("What does the command `df` show?", "How much room is left on the disks."),
        ("How do you exit the Python shell?", "exit() or Ctrl-D."),
        ("Which language is spoken in Brazil?", "Portuguese."),
        ("What are the phases of the cell cycle?", "G1, S, G2 and M."),
    )
)
