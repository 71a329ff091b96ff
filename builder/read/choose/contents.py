"""Tables of contents.

Owns: which blocks these are: one is known by its title, by its links, or by saying twice what comes later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder.model.document import CONTENT, Block, Kind
from builder.read.language import words
from builder.read.language.anchors import own_addresses

_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)\s*")
_ASKING = frozenset({Kind.HEADING, Kind.TEXT, Kind.ITEM, Kind.SUMMARY})
_SURE = 0.8  # what looks this much like a question is one
_LONGEST_ENTRY = 400  # characters
_LINK_ONLY = re.compile(
    r"\s*(?:\d+(?:\.\d+)*[.)]?\s*)?[^\[\]]{0,8}\[.*\]\((?P<page>[^\s()#]*)#[^\s]*\)(?:[\s.,;*_]|</\w+>)*(?:[-–—(][^\[\]]{0,30})?$"
)


def contents(blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks of tables of contents: by their title, by their links, by saying twice what comes later.

    What only says twice what comes later is one before the first question alone: below it, it is an answer.
    """
    finder = _Finder(blocks)
    found: set[int] = set()
    at = 0
    asked = False
    while at < len(blocks):
        run = finder.run(at) if finder.may_begin(at) else None
        if run is None:
            asked = asked or finder.asks(at)
            at += 1
        elif run.is_contents(asked=asked):
            found.update(range(run.start, run.end + 1))
            at = run.end + 1
        else:
            until = run.end + 1 if run.is_list_again else max(run.start + 1, run.read)
            asked = asked or any(map(finder.asks, range(at, until)))
            at = until
    return frozenset(found | _titles_within(blocks, found))


_LEAST = 3  # entries of a table without a title
_NEARLY_ALL = 0.8  # the share of them that point at places, or say what comes later
_HALF = 0.5  # the same below a title that says what they are


@dataclass(slots=True)
class _Run:
    """Blocks from ``start`` to ``end`` that may be a table of contents; those before ``read`` were looked at."""

    start: int
    titled: bool
    read: int
    end: int
    entries: int = 0
    linked: int = 0
    repeated: int = 0
    items: int = 0
    is_list_again: bool = False

    def add(self, at: int, block: Block, *, linked: bool, repeated: bool = False) -> None:
        self.entries += 1
        self.linked += linked
        self.repeated += repeated
        self.items += block.kind is Kind.ITEM
        self.end = at

    def is_contents(self, *, asked: bool) -> bool:
        """Whether the run is a table of contents; ``asked``: a question stands before it."""
        if self.is_list_again or not self.entries:
            return False
        if self.titled:
            return self.linked + self.repeated >= _HALF * self.entries
        if self.linked == self.entries and self.items == self.entries and not asked:
            return True
        pointing = self.linked if asked else self.linked + self.repeated
        return self.entries >= _LEAST and pointing >= _NEARLY_ALL * self.entries


class _Finder:
    """Looks for tables of contents in ``blocks``."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.later = _places(blocks)
        self.own = own_addresses(blocks)
        self.first = next((i for i, b in enumerate(blocks) if b.kind in CONTENT or b.kind is Kind.HEADING), 0)

    def may_begin(self, at: int) -> bool:
        block = self.blocks[at]
        return block.kind in (Kind.ITEM, Kind.TEXT) or (block.kind is Kind.HEADING and _is_title(block))

    def asks(self, at: int) -> bool:
        """Whether a block that is no entry looks like a question; the document's title may look so too."""
        block = self.blocks[at]
        if block.kind not in _ASKING or (block.kind is Kind.HEADING and at == self.first):
            return False
        text = block.text.text
        return words.question_likeness(text) >= _SURE or words.question_label(text) is not None

    def run(self, at: int) -> _Run:
        """The entries from block ``at`` on."""
        titled = _is_title(self.blocks[at])
        run = _Run(at, titled, at + titled, at)
        places: list[int] = []
        seen: set[str] = set()
        while run.read < len(self.blocks):
            block = self.blocks[run.read]
            if block.kind in (Kind.BLANK, Kind.COMMENT, Kind.REFERENCE) or (run.entries and _is_picture(block)):
                pass
            elif titled and block.kind in (Kind.TABLE, Kind.HTML) and any("#" in ln.text for ln in block.lines):
                run.add(run.read, block, linked=True)
            elif block.kind not in (Kind.ITEM, Kind.TEXT) or len(block.text.text) > _LONGEST_ENTRY:
                break
            else:
                name = _entry_key(block)
                linked = self.is_linked(block)
                repeated = self.later.get(name, -1) > run.read
                if name in seen or not _goes_on(run, block, linked=linked, repeated=repeated):
                    break
                seen.add(name)
                places += [self.later[name]] if repeated else []
                run.add(run.read, block, linked=linked, repeated=repeated)
            run.read += 1
        run.is_list_again = not run.linked and _is_list_again(self.blocks, places)
        return run

    def is_linked(self, block: Block) -> bool:
        """Whether a block is nothing but a link to a place in this document."""
        match = _LINK_ONLY.match(block.text.text)
        return match is not None and (not match["page"] or match["page"] in self.own)


def _goes_on(run: _Run, block: Block, *, linked: bool, repeated: bool) -> bool:
    """Whether ``block`` may be the next entry of ``run``."""
    if linked:
        return True
    if run.titled:
        return repeated or block.kind is Kind.ITEM or block.continues or not run.entries
    return repeated and (block.kind is Kind.ITEM or words.numbered(block.text.text) is not None)


def _is_title(block: Block) -> bool:
    return words.is_contents_title(block.text.text)


def _is_picture(block: Block) -> bool:
    return _PICTURE.fullmatch(block.text.text) is not None


def _titles_within(blocks: Sequence[Block], found: set[int]) -> set[int]:
    """The headings below the title of a table of contents that hold nothing but its entries."""
    within: set[int] = set()
    level = 0  # of the table's title; 0 outside of one
    for at, block in enumerate(blocks):
        if block.kind is not Kind.HEADING:
            continue
        if words.is_contents_title(block.text.text):
            level = block.level
            continue
        below = next((i for i in range(at + 1, len(blocks)) if blocks[i].kind is not Kind.BLANK), None)
        if level and block.level > level and below in found:
            within.add(at)
        else:
            level = 0
    return within


def _is_list_again(blocks: Sequence[Block], places: Sequence[int]) -> bool:
    """Whether what is said twice is the same list again, with nothing between its items: options, or steps."""
    if len(places) < 2 or any(blocks[i].kind is not Kind.ITEM for i in places):
        return False
    beside = sum(b - a == 1 for a, b in pairwise(sorted(places)))
    return beside >= 0.5 * (len(places) - 1)


def _entry_key(block: Block) -> str:
    text = block.text.text
    number = words.numbered(text)
    return words.key(text[number[1] :] if number and number[2] else text)


def _places(blocks: Sequence[Block]) -> dict[str, int]:
    """Where each short text stands last as what a table of contents may list."""
    places: dict[str, int] = {}
    for at, block in enumerate(blocks):
        if (
            block.kind not in (Kind.HEADING, Kind.ITEM, Kind.TEXT, Kind.SUMMARY)
            or block.continues
            or len(block.text.text) > 300
        ):
            continue
        text, strong = words.unwrapped(block.text)
        label = words.question_label(text.text)
        number = words.numbered(text.text)
        listed = block.kind in (Kind.HEADING, Kind.SUMMARY) or block.marker[:1].isdigit()
        if listed or strong or label or number or words.part_title(text.text):
            rest = text.text[label.end :] if label else text.text[number[1] :] if number else text.text
            places[words.key(rest)] = at
            places[words.key(text.text)] = at
    places.pop("", None)
    return places
