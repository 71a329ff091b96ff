"""Headings that name the sides of cards: ``# Front`` and ``# Back``, and apy's ``# Note`` with a heading a field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from builder.model.source import Line, Source
from builder.read.decks.card import BACKS, FRONTS, HEADING, KEY, NOTES, Card, notes, tags
from builder.read.formats.ready import ReadyNotes
from builder.read.language import words

DIALECT = "front-and-back"


def is_it(lines: Sequence[str], code: Sequence[bool]) -> bool:
    """Whether all headings are the sides of cards, in turn, or the names of fields below those of notes."""
    found = [m for line, is_code in zip(lines, code, strict=True) if not is_code and (m := HEADING.match(line))]
    names = [words.key(match["title"]) for match in found]
    sides = [name for name in names if name not in NOTES]
    if sides and len(sides) % 2 == 0 and all(name in (BACKS if at % 2 else FRONTS) for at, name in enumerate(sides)):
        return True
    levels = {len(match["marks"]) for match, name in zip(found, names, strict=True) if name in NOTES}
    return len(levels) == 1 and names[0] in NOTES and _have_fields([len(m["marks"]) for m in found], min(levels))


def _have_fields(levels: Sequence[int], top: int) -> bool:
    """Whether each heading of the top level has others below it, and none stands above that level."""
    ends = [*levels[1:], top]
    return min(levels) == top and all(level > top or after > top for level, after in zip(levels, ends, strict=True))


def read(source: Source, code: Sequence[bool]) -> ReadyNotes:
    """The notes of such a file."""
    reader = _Reader()
    for line, is_code in zip(source.lines, code, strict=True):
        heading = None if is_code else HEADING.match(line.text)
        key = None if is_code else KEY.match(line.text)
        if heading:
            reader.heading(line, words.key(heading["title"]), heading["title"].strip())
        elif key and reader.part is None:
            reader.key(line, key["key"].lower(), key["value"].strip())
        else:
            reader.text(line)
    cards = reader.cards
    if len(cards) == 1 and "deck" not in reader.says and cards[0].deck is None:  # a folder of such files is a deck
        cards[0].deck = "::".join(PurePosixPath(source.path).parent.parts)
    return notes(source, DIALECT, cards, reader.skipped, reader.says, reader.left)


class _Reader:
    """The cards so far; ``part`` is the side that the next line belongs to."""

    def __init__(self) -> None:
        self.cards: list[Card] = []
        self.says: dict[str, object] = {}
        self.skipped: dict[int, str] = {}
        self.left: list[int] = []
        self.keys: dict[str, str] = {}
        self.part: list[Line] | None = None
        self.fields = 0  # of the note that is read

    def heading(self, line: Line, name: str, shown: str) -> None:
        self.skipped[line.number] = "the name of a side"
        if name in NOTES:
            self.part, self.fields, self.keys = None, 0, {}
        elif name in FRONTS or self.fields == 0:
            self.cards.append(Card(tags=tags(self.keys.get("tags", "")), deck=self.keys.get("deck")))
            self.part, self.fields, self.keys = self.cards[-1].front, 1, {}
        else:
            self.part = self.cards[-1].back
            self.fields += 1
            if self.fields > 2:
                self.part += [Line(line.number, ""), Line(line.number, f"**{shown}**"), Line(line.number, "")]
            elif name in BACKS:
                self.fields = 2

    def key(self, line: Line, key: str, value: str) -> None:
        self.skipped[line.number] = "a key"
        name = "tags" if key.startswith("tag") else key
        if self.cards or name not in ("deck", "tags"):
            self.keys[name] = value
        elif name == "tags" and not self._in_a_note():
            self.says[name] = list(tags(value))
        elif not self._in_a_note():
            self.says[name] = value
        else:
            self.keys[name] = value

    def _in_a_note(self) -> bool:
        return bool(self.skipped) and "the name of a side" in self.skipped.values()

    def text(self, line: Line) -> None:
        if self.part is not None:
            self.part.append(line)
        elif not line.blank and line.text.strip() not in ("---", "..."):
            self.left.append(line.number)
