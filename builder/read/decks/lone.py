"""One card a file, and cards that each begin with keys of their own: Mochi and tools for it, Yankis, folders of cards.

Owns: what such a file looks like, and when a folder holds nothing else.  A single file with a rule in it may be
any text: only a folder of them is a deck.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from builder.model.source import Line, Source
from builder.read.decks.card import HEADING, RULE, Card, notes, tags
from builder.read.formats.ready import ReadyNotes
from builder.read.language import words
from builder.read.marks.page import code_lines

DIALECT = "card-files"
_KEY = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}):(?:\s+(?P<value>.*))?$|\s*-\s+\S.*$")
_CARD_KEY = re.compile(r"card[_-]?id:", re.I)
_LEAST = 3  # files that make a folder a deck
_LARGEST = 20_000  # bytes of such a file
_SUFFIXES = frozenset({".md", ".markdown", ".txt"})
_FEW = 0.5  # the share of fronts that are headings below which these need not ask
_ASKING = 0.6  # the share of headings that look like questions, if each is the front of a card

Load = Callable[[str], bytes]


def in_folders(paths: Iterable[str], load: Load) -> frozenset[str]:
    """The files of those folders in which each file is one card; ``load`` gives the bytes of a path."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(str(PurePosixPath(path).parent), []).append(path)
    found: set[str] = set()
    for inside in folders.values():
        if len(inside) >= _LEAST and all(PurePosixPath(path).suffix.lower() in _SUFFIXES for path in inside):
            texts = list(_texts(inside, load))
            if len(texts) == len(inside) and _are_cards(inside, texts):
                found.update(inside)
    return frozenset(found)


def _texts(paths: Sequence[str], load: Load) -> Iterator[str]:
    """The texts up to the first that is no card."""
    for path in paths:
        data = load(path)
        text = data.decode("utf-8", "replace")
        if len(data) > _LARGEST or _parts(Source(path, text)) is None:
            return
        yield text


def _are_cards(paths: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether files of this shape are cards: headings have to ask, unless they are few or the names are numbers."""
    fronts = [_front_heading(text) for text in texts]
    headings = [front for front in fronts if front]
    asking = sum(words.question_likeness(heading) > 0 for heading in headings)
    numbered = all(PurePosixPath(path).stem.isdecimal() for path in paths)
    return numbered or asking >= _ASKING * len(headings) or len(headings) < _FEW * len(fronts)


def _front_heading(text: str) -> str:
    """The heading that is all of a card's front; empty where the front is text."""
    parts = _parts(Source("", text))
    front = [line.text for line in parts[1] if not line.blank] if parts else []
    match = HEADING.match(front[0]) if len(front) == 1 else None
    return match["title"] if match else ""


def _parts(source: Source) -> tuple[list[Line], list[Line], list[Line]] | None:
    """The lines of a file's keys, of its front and of its back; None if it is not one card."""
    lines = list(source.lines)
    code = code_lines(line.text for line in lines)
    start = _end_of_keys(lines)
    rules = [at for at in range(start, len(lines)) if RULE.match(lines[at].text) and not code[at]]
    headings = [at for at in range(start, len(lines)) if HEADING.match(lines[at].text) and not code[at]]
    first = next((at for at in range(start, len(lines)) if not lines[at].blank), len(lines))
    if len(rules) == 1 and all(at == first for at in headings):
        divider = rules[0]
        front, back = lines[start:divider], lines[divider + 1 :]
    elif not rules and headings == [first]:
        front, back = lines[first : first + 1], lines[first + 1 :]
    else:
        return None
    whole = any(not line.blank for line in front) and any(not line.blank for line in back)
    return (lines[:start], front, back) if whole else None


def _end_of_keys(lines: Sequence[Line], start: int = 0) -> int:
    """The index behind the keys between two rules; ``start`` where there are none."""
    if start >= len(lines) or not RULE.match(lines[start].text):
        return start
    end = next((at for at in range(start + 1, len(lines)) if RULE.match(lines[at].text)), None)
    keys = [line for line in lines[start + 1 : end] if not line.blank] if end else []
    return end + 1 if end and keys and all(_KEY.match(line.text) for line in keys) else start


def read_lone(source: Source) -> ReadyNotes | None:
    """The note of a file that is one card."""
    parts = _parts(source)
    if parts is None:
        return None
    keys, front, back = parts
    skipped = {line.number: "a key" for line in keys}
    skipped |= {line.number: "a mark between sides" for line in source.lines if RULE.match(line.text)}
    card = Card(
        _without_heading(front), back, _tags_of(keys), "::".join(PurePosixPath(source.path).parent.parts) or None
    )
    return notes(source, DIALECT, [card], skipped, {})


def _tags_of(keys: Sequence[Line]) -> tuple[str, ...]:
    match = next((m for line in keys if (m := re.match(r"tags:\s*(.*)$", line.text, re.I))), None)
    return tags(match[1].strip("[]").replace('"', "").replace("'", "")) if match else ()


def _without_heading(front: Sequence[Line]) -> list[Line]:
    """A front without the marks of its heading."""
    return [line.cut(m.start("title"), m.end("title")) if (m := HEADING.match(line.text)) else line for line in front]


def is_it(lines: Sequence[str], code: Sequence[bool]) -> bool:
    """Whether each card of a file begins with keys between rules, one of which is the card's id."""
    return sum(1 for line, is_code in zip(lines, code, strict=True) if not is_code and _CARD_KEY.match(line)) > 0


def read(source: Source, code: Sequence[bool]) -> ReadyNotes:
    """The notes of such a file."""
    lines = list(source.lines)
    cards: list[Card] = []
    skipped = {line.number: "a rule" for line in lines if RULE.match(line.text)}
    at = 0
    part: list[Line] = []
    while at < len(lines):
        after = _end_of_keys(lines, at)
        if after > at and any(_CARD_KEY.match(line.text) for line in lines[at:after]):
            skipped |= {line.number: "a key" for line in lines[at:after]}
            match = next(m for line in lines[at:after] if (m := re.match(r"card[_-]?id:\s*(.*)$", line.text, re.I)))
            cards.append(Card(tags=_tags_of(lines[at:after]), pin=match[1].strip("\"' ")))
            part = cards[-1].front
            at = after
        elif cards and part is cards[-1].front and RULE.match(lines[at].text) and not code[at]:
            part = cards[-1].back
            at += 1
        else:
            part.append(lines[at])
            at += 1
    for card in cards:
        card.front = _without_heading(card.front)
    return notes(source, DIALECT, cards, skipped, {})
