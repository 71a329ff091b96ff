"""Cards between rules: ``---`` parts them, and a line that is nothing but a mark parts the sides of each."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from builder.model.document import Block, Document, Kind
from builder.model.source import Line
from builder.read.forms.candidates import Candidate, Mark
from builder.read.forms.form import Dialect, Form, NoteSoFar
from builder.read.language import words
from builder.read.weights import COUNTS, SHARES

_MARKS = frozenset({Kind.TEXT, Kind.RULE, Kind.COMMENT})  # what a line that parts may be
_MOST_MARKS = 3  # that are tried
_LONGEST = 40  # characters of such a line
_NOTHING = frozenset({Kind.BLANK, Kind.FRONT_MATTER})


def _prepare(document: Document) -> Document:
    """``document`` with marks right below text in blocks by themselves, where they part cards."""
    if not any(map(_is_underlined, document.blocks)):
        return document
    blocks = tuple(itertools.chain.from_iterable(map(_apart, document.blocks)))
    return replace(document, blocks=blocks) if _marks(blocks) else document


def _is_underlined(block: Block) -> bool:
    text = block.lines[-1].text.strip()
    return block.kind is Kind.HEADING and len(block.lines) > 1 and bool(text) and set(text) <= {"=", "-"}


def _apart(block: Block) -> Iterator[Block]:
    """The lines of an underlined title, and the underline."""
    if not _is_underlined(block):
        yield block
        return
    for i, line in enumerate(block.lines):
        kind = Kind.RULE if i == len(block.lines) - 1 else Kind.TEXT
        yield Block(kind, (line,), line.stripped(), indent=block.indent, continues=0 < i < len(block.lines) - 1)


def _bind(blocks: Sequence[Block], dialect: Dialect, automatic: bool) -> list[Dialect]:
    """The dialect with the edge of the cards and the divider between their sides, if nearly all cards have one."""
    marks = _marks(blocks)
    return [replace(dialect, marks=marks)] if marks else []


def _marks(blocks: Sequence[Block]) -> tuple[str, str] | None:
    """The edge and the divider with which most segments are cards."""
    edges = Counter(b.text.text for b in blocks if b.kind is Kind.RULE).most_common(_MOST_MARKS)
    dividers = Counter(b.text.text for b in blocks if _is_mark(b)).most_common(_MOST_MARKS)
    tried = ((edge, divider) for edge, _ in edges for divider, _ in dividers if edge != divider)
    found = [(share, pair) for pair in tried if (share := _share_of_cards(blocks, *pair))]
    return max(found, key=lambda one: one[0])[1] if found else None


def _is_mark(block: Block) -> bool:
    """Whether a line is nothing but a mark."""
    text = block.text.text
    if block.kind not in _MARKS or len(block.lines) > 1 or not 0 < len(text) <= _LONGEST:
        return False
    return block.kind is Kind.COMMENT or not any(map(str.isalnum, text))


def _share_of_cards(blocks: Sequence[Block], edge: str, divider: str) -> float:
    """The part of the segments between edges that hold one divider, with text on both sides; 0 for too few."""
    cards = [_is_card(segment, divider) for segment in _segments(blocks, edge)]
    rest = cards[1:] if cards and not cards[0] else cards  # without the head of the document
    enough = sum(rest) >= max(COUNTS["divided"], SHARES["mostly"] * len(rest))
    return sum(cards) / len(cards) if enough else 0.0


def _segments(blocks: Sequence[Block], edge: str) -> Iterator[list[Block]]:
    """The blocks between the edges that hold any."""
    segment: list[Block] = []
    for block in blocks:
        if block.kind is Kind.RULE and block.text.text == edge:
            if segment:
                yield segment
            segment = []
        elif block.kind not in _NOTHING:
            segment.append(block)
    if segment:
        yield segment


def _is_card(segment: Sequence[Block], divider: str) -> bool:
    if words.question_label(segment[0].text.text):
        return False  # its labels say what its sides are
    at = [i for i, b in enumerate(segment) if _is_mark(b) and b.text.text == divider]
    return len(at) == 1 and 0 < at[0] < len(segment) - 1


def _is_edge(blocks: Sequence[Block], at: int, dialect: Dialect) -> bool:
    return blocks[at].kind is Kind.RULE and blocks[at].text.text == dialect.marks[0]


def _is_divider(block: Block, dialect: Dialect) -> bool:
    return _is_mark(block) and block.text.text == dialect.marks[1]


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """The first block behind an edge: all lines up to the divider ask."""
    return front(blocks, at, dialect, _is_edge, _is_divider)


IsEdge = Callable[[Sequence[Block], int, Dialect], bool]
IsDivider = Callable[[Block, Dialect], bool]


def front(
    blocks: Sequence[Block], at: int, dialect: Dialect, is_edge: IsEdge, is_divider: IsDivider
) -> Candidate | None:
    """The side of a card that begins with block ``at``, behind an edge, and ends above the divider."""
    above = next((i for i in range(at - 1, -1, -1) if blocks[i].kind is not Kind.BLANK), None)
    behind_edge = above is None or blocks[above].kind is Kind.FRONT_MATTER or is_edge(blocks, above, dialect)
    if blocks[at].kind in _NOTHING or not behind_edge or is_edge(blocks, at, dialect):
        return None
    inside = itertools.takewhile(lambda i: not is_edge(blocks, i, dialect), range(at, len(blocks)))
    end = next((i for i in inside if is_divider(blocks[i], dialect)), at)
    if end == at:
        return None
    first, *more = blocks[at:end]
    lines = [first.text, *first.lines[1:]] if first.kind in (Kind.TEXT, Kind.HEADING) else list(first.lines)
    lines += [line for block in more for line in block.lines]
    return Candidate(at, lines[0], more=tuple(_trimmed(lines[1:])))


def _trimmed(lines: Sequence[Line]) -> list[Line]:
    last = max((i for i, line in enumerate(lines) if not line.blank), default=-1)
    return list(lines[: last + 1])


def _mark(block: Block, dialect: Dialect) -> Mark | None:
    return Mark(block.text.cut(len(block.text.text))) if _is_divider(block, dialect) else None


def until_mark(note: NoteSoFar, at: int, blocks: Sequence[Block]) -> bool | None:
    """All lines before the divider ask."""
    return True


DIVIDED = Form(
    "divided",
    _find,
    prepare=_prepare,
    bind=_bind,
    any_text=True,
    needs_no_looks=True,
    mark=_mark,
    has_marks=True,
    asks_on=until_mark,
    has_front=True,
    is_edge=_is_edge,
)
