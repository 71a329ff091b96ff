"""Properties and tags of a note-taking program: what is said of a page or a block, and is no text of it.

Owns: which lines are nothing but that, and the tags at the end of a line.  Does not own: the cards among them
(``flashcards``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.model.document import CONTENT, Block, Kind
from builder.model.source import Line
from builder.read.language import words

_PROPERTY = re.compile(r"[^\W\d_][\w.-]*::(?:\s|$)")
_TAGS_ALONE = re.compile(r"(?:#[^\W\d_][\w/-]*\s*)+$")
_TAGS_BEHIND = re.compile(r"(?:\s+#[^\W\d_][\w/-]*)+\s*$")
_CODE = re.compile(r"(`+)[^`]+\1")
_LONGEST = 200  # characters at the end of a line in which tags are looked for
_MOST_AT_TOP = 20  # lines of properties


def is_property(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block is a property: ``name:: value`` at the top of the page, or right below a block."""
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM) or not _PROPERTY.match(block.text.text):
        return False
    if words.is_property(block.text.text) or _is_below_block(blocks, at):
        return True
    return at < _MOST_AT_TOP and _is_at_top(blocks, at)


def _is_below_block(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line goes on an item, right below its first line or other properties of it."""
    while at and blocks[at].continues and _PROPERTY.match(blocks[at].text.text):
        at -= 1
    return blocks[at].kind is Kind.ITEM and not _PROPERTY.match(blocks[at].text.text)


def _is_at_top(blocks: Sequence[Block], at: int) -> bool:
    """Whether nothing but such lines stands above, and something else below a blank line."""
    above = (b for b in blocks[:at] if b.kind in CONTENT or b.kind is Kind.HEADING)
    if not all(_PROPERTY.match(b.text.text) or is_tags(b) for b in above):
        return False
    end = at
    while end + 1 < len(blocks) and blocks[end + 1].continues and _PROPERTY.match(blocks[end + 1].text.text):
        end += 1
    rest = [b for b in blocks[end + 1 :] if b.kind is not Kind.BLANK]
    return bool(rest) and blocks[end + 1].kind is Kind.BLANK and not _PROPERTY.match(rest[0].text.text)


def is_tags(block: Block) -> bool:
    """Whether a line is nothing but tags (``#flashcards``)."""
    return block.kind is Kind.TEXT and _TAGS_ALONE.match(block.text.text) is not None


def is_about_page(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line only says something of the page: tags, or a property."""
    return is_tags(blocks[at]) or is_property(blocks, at)


_CARD_MARK = re.compile(
    r".*\S\s*:::?(?:\s*$|.*\S)"
    r"|\?\??$"
    r"|.*(?<!\S)#(?:flash)?cards?(?!\w)"
    r"|.*==(?=\S)[^=]+(?<=\S)=="
    r"|C(?:loze)?: .*\[[^\[\]]+\]",
    re.I,
)


def carries_mark(block: Block) -> bool:
    """Whether a line has the mark of a flashcard."""
    text = _CODE.sub("", block.text.text[:_LONGEST])
    return block.kind in (Kind.TEXT, Kind.ITEM) and _CARD_MARK.match(text) is not None


def without_tags(line: Line) -> tuple[Line, tuple[str, ...]]:
    """``line`` without the tags at its end, and these."""
    match = _TAGS_BEHIND.search(line.text, max(0, len(line.text) - _LONGEST))
    if not match or line.text[: match.start()].count("`") % 2:
        return line, ()
    return line.cut(0, match.start()), tuple(tag.lstrip("#") for tag in match[0].split())
