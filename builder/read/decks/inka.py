"""Inka: sections between rules with a deck and tags, numbered questions, answers in quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.model.source import Source
from builder.read.decks.card import HEADING, RULE, Card, between_rules, notes, tags
from builder.read.formats.ready import ReadyNotes

DIALECT = "inka"
_KEY = re.compile(r"(?P<key>Deck|Tags):\s*(?P<value>\S.*)$")
_NUMBERED = re.compile(r"\d{1,4}\.\s+(?=\S)")
_QUOTED = re.compile(r"\s{0,3}> ?")
_COMMENT = re.compile(r"\s*<!--\s*(?:ID:\s*)?(?P<id>[\w-]*)\s*-->\s*$")


def is_it(lines: Sequence[str], code: Sequence[bool]) -> bool:
    """Whether sections between rules begin with a deck or tags, and hold numbered questions with quoted answers."""
    return any(_is_section(lines, block) for block in between_rules(lines, code))


def _is_section(lines: Sequence[str], block: Sequence[int]) -> bool:
    texts = [lines[at] for at in block if lines[at].strip()]
    return (
        _KEY.match(texts[0]) is not None
        and any(_NUMBERED.match(text) for text in texts)
        and any(_QUOTED.match(text) for text in texts)
    )


def read(source: Source, code: Sequence[bool]) -> ReadyNotes:
    lines = source.lines
    texts = [line.text for line in lines]
    cards: list[Card] = []
    left: list[int] = []
    skipped = {line.number: "a rule" for line in lines if RULE.match(line.text)}
    for block in between_rules(texts, code):
        if not _is_section(texts, block):
            skipped |= {lines[at].number: "a title" for at in block if HEADING.match(texts[at])}
            left += [lines[at].number for at in block if not lines[at].blank and not HEADING.match(texts[at])]
            continue
        deck: str | None = None
        tagged: tuple[str, ...] = ()
        card: Card | None = None
        pin = ""
        for line in (lines[at] for at in block):
            if (key := _KEY.match(line.text)) and card is None:
                deck = key["value"].strip() if key["key"] == "Deck" else deck
                tagged = tags(key["value"]) if key["key"] == "Tags" else tagged
                skipped[line.number] = "a key"
            elif comment := _COMMENT.match(line.text):
                pin = comment["id"]
                skipped[line.number] = "another program's mark"
            elif numbered := _NUMBERED.match(line.text):
                card = Card([line.cut(numbered.end())], tags=tagged, deck=deck, pin=pin)
                pin = ""
                cards.append(card)
            elif card is None:
                left += [] if line.blank else [line.number]
            elif quoted := _QUOTED.match(line.text):
                card.back.append(line.cut(quoted.end()))
            elif not card.back:
                card.front.append(line)
            else:
                card.back.append(line)
    return notes(source, DIALECT, cards, skipped, {}, left)
