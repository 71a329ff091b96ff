"""An author and a learner: a project on disk that is built, and a real Anki collection that imports it.

``Author`` edits Markdown files and builds with a clock of his own; ``Learner`` is a ``Lab`` that
remembers what it had, and ``compare`` holds every note of the learner's, after an import,
against what it was before and what the package holds.  ``Course`` is one of each, release after release.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from builder import ledger as ledgers
from builder import pipeline
from builder.ledger import Ledger
from builder.package.apkg import PackagedNote, read_package
from builder.project.files import open_project
from builder.render import plain_text
from tests.anki.lab import Lab, LabNote, Log

# A release an hour, all of them in the past of Anki's own clock.
HOUR = 3600
START = int(time.time()) // HOUR * HOUR - 100 * HOUR


@dataclass(frozen=True, slots=True)
class Release:
    """A package as it was built: its bytes, its notes by GUID, its topic packages by name, and its time."""

    data: bytes
    notes: Mapping[str, PackagedNote]
    topics: Mapping[str, bytes]
    time: int
    released: bool

    def guid(self, question: str) -> str:
        """The GUID of the one note that ships with this question and is not retired."""
        (found,) = [n.guid for n in self.notes.values() if asks(n.fields) == question and not n.fields["Retired"]]
        return found

    @property
    def questions(self) -> list[str]:
        return sorted(asks(n.fields) for n in self.notes.values() if not n.fields["Retired"])


def asks(fields: Mapping[str, str]) -> str:
    return " ".join(plain_text(fields["Question"]).split())


class Author:
    """A project in ``folder``; each build is an hour after the last, whether or not there was a release."""

    def __init__(self, folder: Path, files: Mapping[str, str | bytes], *, out: str = "out") -> None:
        self.folder = folder
        self.out = folder / out
        self.clock = START
        for name, text in files.items():
            self.write(name, text)

    @property
    def ledger_file(self) -> Path:
        return self.folder / "sources" / "ledger.jsonl"

    @property
    def ledger(self) -> Ledger:
        return ledgers.parse(self.ledger_file.read_text(encoding="utf-8"), "ledger.jsonl")

    def write(self, name: str, text: str | bytes) -> Author:
        """Write a file below the folder of sources (the configuration beside it); no text: delete it."""
        path = self.folder / name if name == "deckbuilder.toml" else self.folder / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not text:
            path.unlink()
        else:
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return self

    def read(self, name: str) -> str:
        return (self.folder / "sources" / name).read_text(encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> Author:
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} is in {name} {text.count(old)} times"
        return self.write(name, text.replace(old, new))

    def build(self, *tags: str) -> Release:
        self.clock += HOUR
        built = pipeline.build(open_project(self.folder / "sources"), self.out, now=self.clock, tags=tags)
        assert built.packages, [d.message for d in built.report]
        main, *topics = built.packages
        data = main.path.read_bytes()
        notes = read_package(data, main.path.name)
        assert len({n.guid for n in notes}) == len(notes)
        return Release(
            data,
            {n.guid: n for n in notes},
            {p.path.stem: p.path.read_bytes() for p in topics},
            self.clock,
            built.release,
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """What a learner had at one moment: every note by GUID."""

    notes: Mapping[str, LabNote]


class Learner(Lab):
    """A collection; what it did to its notes is between one ``remember`` and the next ``compare``."""

    def __enter__(self) -> Learner:
        return self

    def remember(self) -> Memory:
        return Memory({n.guid: n for n in self.notes()})

    def study(self, release: Release, *, edited: str, tagged: str, moved: str, flagged: str) -> Memory:
        """Import ``release``, review five notes and hold one's own ideas about four: by their questions."""
        assert self.load(release.data).new == len(release.notes)
        self.review(5)
        self.edit(release.guid(edited), "Answer", "in my own words", at=release.time + 60)
        self.tag(release.guid(tagged), "hard")
        self._db.execute("update notes set mod = ? where guid = ?", release.time + 60, release.guid(tagged))
        self.move(release.guid(moved), "My own deck")
        self.flag(release.guid(flagged))
        self.suspend(release.guid(flagged))
        return self.remember()

    def compare(self, before: Memory, release: Release, log: Log) -> Counter[str]:
        """Hold every note against what it was and what the package has; how many met which fate.

        A note that the package has with a later time than the learner's copy has to be just
        as in the package, any other just as it was; all schedules have to be as they were.
        """
        now = {n.guid: n for n in self.notes()}
        assert len(now) == self._db.scalar("select count() from notes"), "two notes with one GUID"
        assert log.problems == 0, log
        fates: Counter[str] = Counter()
        for guid, had in before.notes.items():
            has = now[guid]
            shipped = release.notes.get(guid)
            assert [c.schedule for c in has.cards] == [c.schedule for c in had.cards], "a schedule moved"
            assert [c.deck for c in has.cards] == [c.deck for c in had.cards], "a card changed its deck"
            if shipped and shipped.modified > had.modified:
                assert (dict(has.fields), has.tags) == (dict(shipped.fields), tuple(sorted(shipped.tags)))
                fates["updated"] += 1
            else:
                assert has == had, "a note that was not updated changed"
                fates["untouched" if shipped else "not in the package"] += 1
        for guid in now.keys() - before.notes.keys():
            assert dict(now[guid].fields) == dict(release.notes[guid].fields)
            assert len(now[guid].cards) == 1
            fates["new"] += 1
        assert (log.new, log.updated, log.duplicate) == (fates["new"], fates["updated"], fates["untouched"])
        assert self.problems() == ()  # of Check Database and Check Media
        return fates


class Course:
    """An author, and a learner who has the first release and has reviewed every card of it."""

    def __init__(self, folder: Path, files: Mapping[str, str | bytes]) -> None:
        self.author = Author(folder / "author", files)
        self.learner = Learner(folder / "learner")
        self.first = self.author.build()
        assert self.learner.load(self.first.data).new == len(self.first.notes)
        assert self.learner.problems() == ()
        assert self.learner.empty_cards() == ()
        self.learner.review(len(self.cards()))
        self.before = self.cards()

    def cards(self) -> dict[tuple[str, int], tuple[int, ...]]:
        """The schedule of every card by its note's GUID and its number."""
        return {(n.guid, c.ord): c.schedule for n in self.learner.notes() for c in n.cards}

    def update(self, name: str, *pairs: tuple[str, str]) -> Release:
        """Edit a file, build, import; no schedule moves, and no note is there twice."""
        for old, new in pairs:
            self.author.replace(name, old, new)
        release = self.author.build()
        log = self.learner.load(release.data)
        assert log.problems == 0
        now = self.cards()
        assert {key: now[key] for key in self.before} == self.before
        assert {n.guid for n in self.learner.notes()} == set(self.first.notes) | set(release.notes)
        self.log, self.added = log, sorted(now.keys() - self.before.keys())
        return release

    def guid(self, words: str, tag: str = "") -> str:
        """The GUID of the one note that holds these words, and has this tag if one is given."""
        (found,) = (
            n.guid for n in self.learner.notes() if words in "".join(n.fields.values()) and (not tag or tag in n.tags)
        )
        return found

    def close(self) -> None:
        assert self.learner.problems() == ()
        self.learner.collection.close()
