"""Layouts of an author's own, given by regular expressions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from builder.markdown.blocks import scan_lines
from builder.model.document import Block, Document, Kind
from builder.model.source import Line
from builder.read.forms.candidates import Candidate, Mark
from builder.read.forms.divided import front, until_mark
from builder.read.forms.form import Dialect, Form
from builder.read.forms.own_pattern import Match, OwnPattern, matched

_NEVER = frozenset({Kind.FENCE, Kind.BLANK, Kind.COMMENT, Kind.REFERENCE, Kind.FRONT_MATTER})
_OF_MANY_LINES = frozenset({Kind.HTML, Kind.QUOTE})  # blocks whose lines may each be matched


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    match = matched(block, dialect.question_pattern) if block.kind not in _NEVER else None
    if not match:
        return None
    line, groups = block.lines[0], match.re.groupindex
    answer = _group(line, match, "answer") if "answer" in groups and match["answer"] else None
    number = match["number"] or "" if "number" in groups else ""
    if "text" in groups:
        return Candidate(at, _group(line, match, "text"), number, answer)
    rest = line.cut(match.end()).stripped()
    return Candidate(at, rest if rest.text else line.stripped(), number, answer)


def _mark(block: Block, dialect: Dialect) -> Mark | None:
    """The mark by the dialect's own pattern."""
    match = matched(block, dialect.answer_pattern)
    return _mark_of(block, _rest(block.lines[0], match)) if match else None


def _mark_of(block: Block, rest: Line) -> Mark:
    """The mark with ``rest`` of its line, or with the lines below it in its block."""
    return Mark(rest, () if rest.text else block.lines[1:])


def _rest(line: Line, match: Match) -> Line:
    """The group ``text`` of a match, or what follows it."""
    if "text" in match.re.groupindex and match["text"] is not None:
        return _group(line, match, "text")
    return line.cut(match.end()).stripped()


def _group(line: Line, match: Match, name: str) -> Line:
    return line.cut(*match.span(name)).stripped() if match[name] is not None else line.cut(len(line.text))


# ------------------------------------------------------------ cards with edges


def _is_edge(blocks: Sequence[Block], at: int, dialect: Dialect) -> bool:
    return matched(blocks[at], dialect.edge_pattern) is not None


def _is_divider(block: Block, dialect: Dialect) -> bool:
    return matched(block, dialect.divider_pattern) is not None


def _find_between_edges(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    return front(blocks, at, dialect, _is_edge, _is_divider)


def _divider_mark(block: Block, dialect: Dialect) -> Mark | None:
    match = matched(block, dialect.divider_pattern)
    return _mark_of(block, block.lines[0].cut(match.end()).stripped()) if match else None


# -------------------------------------------------------------- blocks and lines


def with_lines_apart(document: Document, dialects: Sequence[Dialect]) -> Document:
    """``document`` with each line that own patterns match in a block by itself."""
    patterns = [p for dialect in dialects for p in dialect.patterns if p is not None]
    if not patterns:
        return document
    blocks = itertools.chain.from_iterable(_cut(document.path, block, patterns) for block in document.blocks)
    return replace(document, blocks=tuple(blocks))


def _cut(path: str, block: Block, patterns: Sequence[OwnPattern]) -> Iterator[Block]:
    """A block, or the lines of it that are matched and what stands between them."""
    if block.kind not in _OF_MANY_LINES or len(block.lines) < 2:
        yield block
        return
    told = [any(p.match(line.text.rstrip()) for p in patterns) for line in block.lines]
    if not any(told):
        yield block
        return
    for is_matched, pairs in itertools.groupby(zip(block.lines, told, strict=True), key=lambda pair: pair[1]):
        lines = [line for line, _ in pairs]
        if is_matched:
            yield from (replace(block, lines=(line,), text=line.stripped()) for line in lines)
        else:
            yield from scan_lines(path, lines)


PATTERN = Form("pattern", _find, needs_no_looks=True, any_text=True)
WITH_ANSWER = replace(PATTERN, mark=_mark, has_marks=True)
BETWEEN_EDGES = Form(
    "pattern",
    _find_between_edges,
    needs_no_looks=True,
    any_text=True,
    mark=_divider_mark,
    has_marks=True,
    asks_on=until_mark,
    has_front=True,
    is_edge=_is_edge,
)


def form(dialect_has: frozenset[str]) -> Form:
    """The form of a dialect with these patterns."""
    if "divider" in dialect_has:
        return BETWEEN_EDGES
    return WITH_ANSWER if "answer" in dialect_has else PATTERN
