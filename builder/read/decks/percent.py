"""Ankdown: rules between cards, a lone percent sign between the sides of each, tags in a third part."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model.source import Line, Source
from builder.read.decks.card import HEADING, RULE, Card, between_rules, notes, tags
from builder.read.formats.ready import ReadyNotes

DIALECT = "percent-cards"
_MOST_OF = 0.6  # the share of stretches between rules that have to be cards


def is_it(lines: Sequence[str], code: Sequence[bool]) -> bool:
    """Whether rules part cards, and a lone "%" the sides of nearly all of them."""
    blocks = list(between_rules(lines, code))
    parted = [block for block in blocks if any(lines[at].strip() == "%" and not code[at] for at in block)]
    headings = any(HEADING.match(line) for line in lines)
    return bool(parted) and len(parted) >= _MOST_OF * len(blocks) and (len(blocks) > 1 or not headings)


def read(source: Source, code: Sequence[bool]) -> ReadyNotes:
    lines = source.lines
    cards: list[Card] = []
    left: list[int] = []
    skipped = {ln.number: "a mark between sides" for ln in lines if ln.text.strip() == "%" or RULE.match(ln.text)}
    for block in between_rules([ln.text for ln in lines], code):
        parts: list[list[Line]] = [[]]
        for at in block:
            if lines[at].text.strip() == "%" and not code[at]:
                parts.append([])
            else:
                parts[-1].append(lines[at])
        if len(parts) < 2:
            left += [lines[at].number for at in block if not lines[at].blank]
            continue
        tagged = tags(" ".join(ln.text for ln in parts[2])) if len(parts) > 2 else ()
        skipped |= dict.fromkeys((ln.number for part in parts[2:] for ln in part), "tags")
        cards.append(Card(parts[0], parts[1], tagged))
    return notes(source, DIALECT, cards, skipped, {}, left)
