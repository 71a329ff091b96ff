"""Extents: where the entries of an answer key end.

Owns: the blocks of an entry, above all of the last one, behind which other text may stand.  Does not own:
where entries begin (``key_entries``), nor which of them are a key (``answer_key``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from builder.model.document import Block, Kind, opens_details
from builder.read.forms.details import details_ends
from builder.read.keys.entries import Start, begins_with_choice
from builder.read.language import words

SILENT = frozenset({Kind.BLANK, Kind.COMMENT, Kind.REFERENCE, Kind.RULE, Kind.DETAILS, Kind.END_DETAILS})


@dataclass(slots=True)
class OpenEntry:
    """An entry whose end is being looked for: its text stands in blocks ``at`` to ``end`` (exclusive)."""

    begins: Start
    at: int
    end: int
    title: int | None = None  # the block of the title of a part that begins here


class Extents:
    """The blocks of a document, and what belongs together among them."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.closed = details_ends(blocks)
        self.opened = {end: start for start, end in self.closed.items()}

    def is_alone(self, at: int) -> bool:
        """Whether a line is a paragraph of its own."""
        following = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        return not self.blocks[at].continues and (following is None or not following.continues)

    def solid_before(self, at: int, after: int) -> int | None:
        """The last block with text between ``after`` and ``at``, if it is near."""
        behind = range(at - 1, max(after, at - 8, -1), -1)
        return next((i for i in behind if self.blocks[i].kind not in (Kind.BLANK, Kind.COMMENT, Kind.REFERENCE)), None)

    def is_bold(self, at: int) -> bool:
        """Whether a block is a bold line by itself, as a title may be, and no answer."""
        block = self.blocks[at]
        if block.kind is not Kind.TEXT or block.indent or not self.is_alone(at):
            return False
        text, strong = words.unwrapped(block.text)
        return strong and words.answer_label(text.text) is None and not begins_with_choice(text.text)

    def is_all_of(self, entry: OpenEntry, at: int) -> bool:
        """Whether block ``at`` is the first text of an entry."""
        return not entry.begins.lines and self.solid_before(at, entry.at) is None

    def end_of_last(self, entries: Sequence[OpenEntry]) -> int:
        """Where the last entry ends: what the others do not have is not its own either."""
        last, others = entries[-1], entries[:-1]
        loose = not last.begins.lines or "label" in last.begins.form or any(self.is_loose(e) for e in others)
        inner = [i for e in others for i in range(e.at + 1, e.end)]
        headings = any(self.blocks[i].kind is Kind.HEADING for i in inner)
        bold = {words.key(self.blocks[i].text.text) for i in inner if self.is_bold(i)}
        level = self.blocks[last.at].level
        for at in range(last.at + 1, last.end):
            block = self.blocks[at]
            if (
                block.kind is Kind.RULE
                or self.opened.get(at, last.at) < last.at
                or (block.kind is Kind.HEADING and not headings and (not level or block.level <= level))
                or (not loose and self.is_outside(last, block))
                or (self.is_bold(at) and not self.is_all_of(last, at) and words.key(block.text.text) not in bold)
            ):
                return at
        return last.end

    def is_loose(self, entry: OpenEntry) -> bool:
        """Whether paragraphs that are not indented belong to an entry."""
        return any(self.is_outside(entry, block) for block in self.blocks[entry.at + 1 : entry.end])

    def is_outside(self, entry: OpenEntry, block: Block) -> bool:
        """Whether a block below an entry is neither indented nor the rest of its paragraph."""
        return block.kind not in SILENT and not block.continues and block.indent <= entry.begins.indent

    def with_closing_tags(self, start: int, end: int) -> int:
        """``end``, or behind the tags that close the details blocks of what begins at ``start``."""
        at = end
        while at < len(self.blocks) and self.blocks[at].kind in (Kind.BLANK, Kind.END_DETAILS):
            if self.blocks[at].kind is Kind.END_DETAILS:
                if self.opened.get(at, -1) < start:
                    break
                end = at + 1
            at += 1
        return end

    def text(self, entry: OpenEntry) -> tuple[Block, ...]:
        """The blocks of an entry, without its number, and tags of details blocks that begin or end elsewhere."""
        indent = self.blocks[entry.at].indent
        blocks = [Block(Kind.TEXT, (line,), line, indent=indent) for line in entry.begins.lines]
        for at in range(entry.at + 1, entry.end):
            block = self.blocks[at]
            opens = block.kind is Kind.DETAILS and opens_details(block) and self.closed.get(at, entry.end) >= entry.end
            closes = block.kind is Kind.END_DETAILS and self.opened.get(at, 0) <= entry.at
            if not opens and not closes:
                blocks.append(block)
        return tuple(_without_label(blocks))


def _without_label(blocks: list[Block]) -> list[Block]:
    """An entry's blocks without the label ("Answer:") that its text may begin with."""
    first = next((i for i, b in enumerate(blocks) if b.kind is not Kind.BLANK), None)
    if first is None or blocks[first].kind is not Kind.TEXT:
        return blocks
    text, _ = words.unwrapped(blocks[first].text)
    label = words.answer_label(text.text)
    if label is None or len(label.word) == 1:
        return blocks
    rest = text.cut(label.end).stripped()
    kept = [replace(blocks[first], lines=(rest,), text=rest)] if rest.text else []
    return [*blocks[:first], *kept, *blocks[first + 1 :]]
