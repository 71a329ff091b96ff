"""Hundreds of edits over many releases, and a learner who reviews, edits, tags and skips between them.

The size is that of the suite; ``make soak`` sets ``DECKBUILDER_SOAK`` to the number of releases.
Held against the truth after each import: every note's schedule, its question, and that nothing
came twice.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.anki.lab import LabNote
from tests.ledger.crowd import words
from tests.merge.study import Author, Learner

RELEASES = int(os.environ.get("DECKBUILDER_SOAK", "6"))
SEEDS = range(3 if RELEASES <= 6 else 20)
NOTES = 40
EDITS = 8


class Sources:
    """Notes with a number each that only the test knows; where they stand and what they say changes."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.vocabulary = words(chance, 3000)
        self.notes: dict[int, tuple[str, str, str]] = {}  # number -> file, question, answer
        self.next = 0
        for _ in range(NOTES):
            self.add()

    def text(self, low: int, high: int) -> str:
        return " ".join(self.chance.choices(self.vocabulary, k=self.chance.randint(low, high)))

    def add(self) -> None:
        file = f"file-{self.chance.randrange(4)}.md"
        self.notes[self.next] = (file, f"What is {self.text(2, 6)}?", f"{self.text(10, 40)}.".capitalize())
        self.next += 1

    def edit(self) -> None:
        number = self.chance.choice(list(self.notes))
        file, question, answer = self.notes[number]
        match self.chance.choice(("answer", "typo", "shorten", "frame", "move", "remove", "add", "case", "all")):
            case "answer":
                answer = f"{answer} {self.text(2, 5)}."
            case "typo":
                place = self.chance.randrange(9, len(question) - 1)
                question = question[:place] + question[place + 1 :]
            case "shorten" if len(question.split()) > 4:
                question = " ".join(question.rstrip("?").split()[:-1]) + "?"
            case "frame":
                question = question.replace("What is ", "Explain the term ")
            case "move":
                file = f"file-{self.chance.randrange(4)}.md"
            case "remove":
                del self.notes[number]
                return
            case "add":
                self.add()
                return
            case "case":
                question = question.capitalize()
            case _:
                question = f"In short, {question[0].lower()}{question[1:]}"
                answer = " ".join(answer.split()[:-1]) + "."
        self.notes[number] = (file, question, answer)

    def write(self, author: Author) -> None:
        order = sorted(self.notes, key=lambda n: self.chance.random())
        for name in {f"file-{n}.md" for n in range(4)}:
            found = [self.notes[n] for n in order if self.notes[n][0] == name]
            text = "".join(f"\n## {question}\n\n{answer}\n" for _, question, answer in found)
            if text or (author.folder / "sources" / name).exists():
                author.write(name, f"# {name[:-3].title()}\n{text}")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_history(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    sources = Sources(chance)
    author = Author(tmp_path / "author", {})
    sources.write(author)
    release = author.build()
    with Learner(tmp_path / "learner") as learner:
        learner.load(release.data)
        learner.review(NOTES)
        numbers = {release.guid(question): n for n, (_, question, _) in sources.notes.items()}
        for _ in range(RELEASES):
            for _ in range(EDITS):
                sources.edit()
            sources.write(author)
            release = author.build()
            wrong = reset = 0
            for number, (_, question, _) in sources.notes.items():
                was = numbers.setdefault(release.guid(question), number)
                wrong += was != number
                reset += number in numbers.values() and was == number and list(numbers.values()).count(number) > 1
            assert wrong == 0, "a note has the schedule of another"
            assert reset <= 1, "notes began anew"
            if chance.random() < 0.3:
                continue  # the learner skips this release
            before = learner.remember()
            log = learner.load(release.data)
            assert log.problems == 0
            held = {note.guid: note for note in learner.notes()}
            for guid, had in before.notes.items():
                assert schedules(held[guid]) == schedules(had)
            touch(learner, chance.choice(list(held.values())), chance)
        assert learner.problems() == () or all(note.cards or "retired" in note.tags for note in learner.notes())


def schedules(note: LabNote) -> list[tuple[int, ...]]:
    return [card.schedule for card in note.cards]


def touch(learner: Learner, note: LabNote, chance: random.Random) -> None:
    """What a learner does between two imports."""
    match chance.choice(("review", "edit", "tag")):
        case "review":
            learner.review(3)
        case "edit":
            learner.edit(note.guid, "Answer", "in my own words")
        case _:
            learner.tag(note.guid, "hard")
