"""The cards of decks of other programs, and what their grammars share.

Owns: the record of a card, rules between cards, keys above them.  Does not own: any one grammar (the modules next
to this one).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from builder.model.diagnostics import Diagnostic
from builder.model.notes import Draft
from builder.model.source import Excerpt, Line, Source, Span
from builder.read.formats.ready import ReadyNotes, fates
from builder.read.language import words
from builder.rules.structure import ORPHAN_TEXT

RULE = re.compile(r"\s{0,3}-{3,}\s*$")
HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<title>.*?)\s*#*\s*$")
KEY = re.compile(r"(?P<key>deck|tags?|model|markdown|nid|cid|guid)\s*:\s*(?P<value>.*)$", re.I)
FRONTS, BACKS, NOTES = (frozenset(map(words.key, words.WORDS["sides"][name])) for name in ("front", "back", "card"))


@dataclass(slots=True)
class Card:
    """A card while its lines are read."""

    front: list[Line] = field(default_factory=list)
    back: list[Line] = field(default_factory=list)
    tags: tuple[str, ...] = ()
    deck: str | None = None
    pin: str = ""


def notes(
    source: Source,
    dialect: str,
    cards: Sequence[Card],
    skipped: dict[int, str],
    says: dict[str, object],
    left: Sequence[int] = (),
) -> ReadyNotes:
    """Hand over the cards that have a front; ``skipped`` and ``left`` are line numbers of what is on no card."""
    drafts = []
    for card in cards:
        front, back = (Excerpt(source.path, tuple(lines)).trimmed() for lines in (card.front, card.back))
        if front:
            drafts.append(Draft(front, back, (), dialect, pin=card.pin, tags=card.tags, deck=card.deck))
    found = tuple(drafts)
    return ReadyNotes(source, found, fates(source, found, skipped), tuple(left_out(source, left)), says)


def left_out(source: Source, numbers: Sequence[int]) -> Iterator[Diagnostic]:
    """One finding for each run of lines that are on no card."""
    for at, number in enumerate(numbers):
        if at == 0 or numbers[at - 1] < number - 1:
            last = next(
                (n for n, after in zip(numbers[at:], numbers[at + 1 :], strict=False) if after > n + 1), numbers[-1]
            )
            message = "this is outside of any card and on no card"
            yield Diagnostic(
                ORPHAN_TEXT, message, Span(source.path, number, 1, last), "move it into a card, or into a comment"
            )


def tags(value: str) -> tuple[str, ...]:
    """Tags between commas or white space."""
    return tuple(tag.strip("#") for tag in re.split(r"[,\s]+", value) if tag.strip("#"))


def between_rules(lines: Sequence[str], code: Sequence[bool]) -> Iterator[list[int]]:
    """The indexes of the lines of each stretch between rules that is not blank."""
    block: list[int] = []
    for at, line in enumerate(lines):
        if RULE.match(line) and not code[at]:
            if any(lines[n].strip() for n in block):
                yield block
            block = []
        else:
            block.append(at)
    if any(lines[n].strip() for n in block):
        yield block
