"""Decks of other programs whose sides have lines or headings of their own: ankdown, inka, apy, one card a file.

Owns: these grammars, where a whole file keeps to one.  Does not own: notations of single cards (``forms``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from builder.model.diagnostics import Diagnostic
from builder.model.notes import Draft
from builder.model.source import Excerpt, Line, Source, Span
from builder.read.formats.encoding import decode
from builder.read.formats.ready import ReadyNotes, fates
from builder.read.language import words
from builder.read.marks import code_lines, without_marks
from builder.rules.structure import ORPHAN_TEXT

PERCENT, INKA, SIDES = "percent-cards", "inka", "front-and-back"
_MOST_OF = 0.6  # the share of stretches between rules that have to be cards
_RULE = re.compile(r"\s{0,3}-{3,}\s*$")
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<title>.*?)\s*#*\s*$")
_KEY = re.compile(r"(?P<key>deck|tags?|model|markdown|nid|cid|guid)\s*:\s*(?P<value>.*)$", re.I)
_INKA_KEY = re.compile(r"(?P<key>Deck|Tags):\s*(?P<value>\S.*)$")
_NUMBERED = re.compile(r"\d{1,4}\.\s+(?=\S)")
_QUOTED = re.compile(r"\s{0,3}> ?")
_COMMENT = re.compile(r"\s*<!--\s*(?:ID:\s*)?(?P<id>[\w-]*)\s*-->\s*$")
_FRONTS, _BACKS, _NOTES = (frozenset(map(words.key, words.WORDS["sides"][name])) for name in ("front", "back", "card"))


@dataclass(slots=True)
class _Card:
    front: list[Line] = field(default_factory=list)
    back: list[Line] = field(default_factory=list)
    tags: tuple[str, ...] = ()
    deck: str | None = None
    pin: str = ""


def read(source: Source) -> ReadyNotes | None:
    """The notes of a file that keeps to one of these grammars from its first line to its last; None for all others."""
    lines = source.text.split("\n")
    if not any(line.strip() == "%" or line.startswith("> ") or _HEADING.match(line) for line in lines):
        return None
    code = code_lines(lines)
    for is_it, reader in ((_are_sides, _sides), (_are_percent, _percent), (_is_inka, _inka)):
        if is_it(lines, code):
            return reader(source, code)
    return None


def _notes(
    source: Source,
    dialect: str,
    cards: Sequence[_Card],
    skipped: dict[int, str],
    says: dict[str, object],
    left: Sequence[int] = (),
) -> ReadyNotes:
    drafts = []
    for card in cards:
        front, back = (Excerpt(source.path, tuple(lines)).trimmed() for lines in (card.front, card.back))
        if front:
            drafts.append(Draft(front, back, (), dialect, pin=card.pin, tags=card.tags, deck=card.deck))
    found = tuple(drafts)
    return ReadyNotes(source, found, fates(source, found, skipped), tuple(_left_out(source, left)), says)


def _left_out(source: Source, numbers: Sequence[int]) -> Iterator[Diagnostic]:
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


def _tags(value: str) -> tuple[str, ...]:
    return tuple(tag.strip("#") for tag in re.split(r"[,\s]+", value) if tag.strip("#"))


# ------------------------------------------------------------ headings Front and Back


def _are_sides(lines: Sequence[str], code: Sequence[bool]) -> bool:
    """Whether all headings are the sides of cards, in turn, or the titles of notes around them."""
    names = [
        words.key(m["title"]) for line, c in zip(lines, code, strict=True) if not c and (m := _HEADING.match(line))
    ]
    sides = [name for name in names if name not in _NOTES]
    turns = all((name in _FRONTS) if at % 2 == 0 else (name in _BACKS) for at, name in enumerate(sides))
    return bool(sides) and len(sides) % 2 == 0 and turns


def _sides(source: Source, code: Sequence[bool]) -> ReadyNotes:
    cards: list[_Card] = []
    says: dict[str, object] = {}
    skipped: dict[int, str] = {}
    left: list[int] = []
    keys: dict[str, str] = {}
    part: list[Line] | None = None
    for line, is_code in zip(source.lines, code, strict=True):
        heading = None if is_code else _HEADING.match(line.text)
        key = None if is_code else _KEY.match(line.text)
        if heading:
            name = words.key(heading["title"])
            skipped[line.number] = "the name of a side"
            if name in _FRONTS:
                cards.append(_Card(tags=_tags(keys.get("tags", "")), deck=keys.get("deck")))
                part = cards[-1].front
            else:
                part = cards[-1].back if name in _BACKS else None
                keys = keys if name in _BACKS else {}
        elif key and part is None:
            skipped[line.number] = "a key"
            name = key["key"].lower().rstrip("s") + ("s" if key["key"].lower().startswith("tag") else "")
            keys[name] = key["value"].strip()
            if not cards and name in ("deck", "tags"):
                says[name] = list(_tags(keys.pop(name))) if name == "tags" else keys.pop(name)
        elif part is not None:
            part.append(line)
        elif not line.blank and line.text.strip() not in ("---", "..."):
            left.append(line.number)
    if len(cards) == 1 and "deck" not in says and cards[0].deck is None:  # a folder of such files is a deck
        folder = PurePosixPath(source.path).parent
        cards[0].deck = "::".join(folder.parts)
    return _notes(source, SIDES, cards, skipped, says, left)


# ------------------------------------------------------------------- "%" between the sides


def _are_percent(lines: Sequence[str], code: Sequence[bool]) -> bool:
    """Whether rules part cards, and a lone "%" the sides of nearly all of them."""
    blocks = list(_between_rules(lines, code))
    parted = [block for block in blocks if any(lines[at].strip() == "%" and not code[at] for at in block)]
    headings = any(_HEADING.match(line) for line in lines)
    return bool(parted) and len(parted) >= _MOST_OF * len(blocks) and (len(blocks) > 1 or not headings)


def _between_rules(lines: Sequence[str], code: Sequence[bool]) -> Iterator[list[int]]:
    """The indexes of the lines of each stretch between rules that is not blank."""
    block: list[int] = []
    for at, line in enumerate(lines):
        if _RULE.match(line) and not code[at]:
            if any(lines[n].strip() for n in block):
                yield block
            block = []
        else:
            block.append(at)
    if any(lines[n].strip() for n in block):
        yield block


def _percent(source: Source, code: Sequence[bool]) -> ReadyNotes:
    lines = source.lines
    cards: list[_Card] = []
    left: list[int] = []
    skipped = {ln.number: "a mark between sides" for ln in lines if ln.text.strip() == "%" or _RULE.match(ln.text)}
    for block in _between_rules([ln.text for ln in lines], code):
        parts: list[list[Line]] = [[]]
        for at in block:
            if lines[at].text.strip() == "%" and not code[at]:
                parts.append([])
            else:
                parts[-1].append(lines[at])
        if len(parts) < 2:
            left += [lines[at].number for at in block if not lines[at].blank]
            continue
        tags = _tags(" ".join(ln.text for ln in parts[2])) if len(parts) > 2 else ()
        skipped |= dict.fromkeys((ln.number for part in parts[2:] for ln in part), "tags")
        cards.append(_Card(parts[0], parts[1], tags))
    return _notes(source, PERCENT, cards, skipped, {}, left)


# -------------------------------------------------------------------------- inka


def _is_inka(lines: Sequence[str], code: Sequence[bool]) -> bool:
    """Whether sections between rules begin with a deck or tags, and hold numbered questions with quoted answers."""
    return any(_is_section(lines, block) for block in _between_rules(lines, code))


def _is_section(lines: Sequence[str], block: Sequence[int]) -> bool:
    texts = [lines[at] for at in block if lines[at].strip()]
    return (
        _INKA_KEY.match(texts[0]) is not None
        and any(_NUMBERED.match(text) for text in texts)
        and any(_QUOTED.match(text) for text in texts)
    )


def _inka(source: Source, code: Sequence[bool]) -> ReadyNotes:
    lines = source.lines
    texts = [line.text for line in lines]
    cards: list[_Card] = []
    left: list[int] = []
    skipped = {line.number: "a rule" for line in lines if _RULE.match(line.text)}
    for block in _between_rules(texts, code):
        if not _is_section(texts, block):
            skipped |= {lines[at].number: "a title" for at in block if _HEADING.match(texts[at])}
            left += [lines[at].number for at in block if not lines[at].blank and not _HEADING.match(texts[at])]
            continue
        deck: str | None = None
        tags: tuple[str, ...] = ()
        card: _Card | None = None
        pin = ""
        for line in (lines[at] for at in block):
            if (key := _INKA_KEY.match(line.text)) and card is None:
                deck = key["value"].strip() if key["key"] == "Deck" else deck
                tags = _tags(key["value"]) if key["key"] == "Tags" else tags
                skipped[line.number] = "a key"
            elif comment := _COMMENT.match(line.text):
                pin = comment["id"]
                skipped[line.number] = "another program's mark"
            elif numbered := _NUMBERED.match(line.text):
                card = _Card([line.cut(numbered.end())], tags=tags, deck=deck, pin=pin)
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
    return _notes(source, INKA, cards, skipped, {}, left)


_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text"})


def read_file(path: str, data: bytes) -> ReadyNotes | None:
    """As ``read``, from the bytes of a file, without the marks of vaults and the like."""
    if PurePosixPath(path).suffix.lower() not in _SUFFIXES:
        return None
    text, found = decode(data, path)
    marked = without_marks(Source(path, text))
    notes = read(marked.source) if text else None
    if notes is None or not notes.drafts:
        return None
    says = {**marked.says, **notes.metadata}
    return replace(notes, diagnostics=(*found, *marked.diagnostics, *notes.diagnostics), metadata=says)
