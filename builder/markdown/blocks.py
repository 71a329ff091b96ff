"""Scan: text to blocks.

Owns: what a line *is* (heading, item, fence …), for Markdown as people write it and
for plain text.  Knows nothing about questions and answers.  Every line of the source
ends up in exactly one block, in order; one pass, linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from builder.markdown import extras, html_lines, list_marks
from builder.markdown.containers import unboxed
from builder.markdown.definitions import Definitions
from builder.markdown.front_matter import split_front_matter
from builder.markdown.nodes import Node, leaves
from builder.markdown.tree import parse, without_closing
from builder.model.diagnostics import Diagnostic
from builder.model.document import Block, Document, Kind
from builder.model.source import Line, Source, Span
from builder.rules.structure import UNCLOSED_FENCE

_PIECE = re.compile(
    r"(?:<details\b[^<>]*>\s*)?<summary\b[^<>]*>.*?</summary>|<details\b[^<>]*>(?!\s*<summary)|(?:</\w+>\s*)*</details>",
    re.I,
)
_ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_MEANING = re.compile(r":[ \t]+(?=\S)")
_LONG = 2_000  # a longer line is never a definition's term


def scan(source: Source) -> Document:
    """The blocks of ``source``, with what its front matter says.

    An unclosed fence gives a diagnostic and is read as if only its first line were there, so
    that it cannot swallow the notes that follow.
    """
    metadata, front, diagnostics = split_front_matter(source)
    options = extras.PLAIN_TEXT if source.path.lower().endswith(".txt") else extras.DOCUMENT
    lines = source.lines
    body = _pieces(unboxed(lines[front:], code_extents))
    tree = parse([line.text for line in body], options)
    definitions = Definitions(tree, body)
    flat = _Flattener(source.path, body, definitions.last)
    top = (Block(Kind.FRONT_MATTER, tuple(lines[:front]), lines[0]),) if front else ()
    blocks = (*top, *flat.blocks(tree))
    return Document(source, blocks, metadata, (*diagnostics, *flat.diagnostics), definitions.all)


def scan_lines(path: str, lines: Sequence[Line]) -> tuple[Block, ...]:
    """The blocks of ``lines``: what stands in another block, without its marks."""
    body = _pieces(unboxed(lines, code_extents))
    return tuple(_Flattener(path, body).blocks(parse([line.text for line in body], extras.DOCUMENT)))


def code_extents(lines: Sequence[Line]) -> dict[int, int]:
    """Where each block of fenced code ends that is closed: the index of its first line to that of its last."""
    tree = parse([line.text for line in lines], extras.DOCUMENT)
    return {node.first: node.last for node in leaves(tree) if node.fence and node.closed}


def indent_of(text: str) -> int:
    """The columns of white space that ``text`` begins with; a tab goes to the next multiple of four."""
    width = 0
    for character in text:
        if character == " " or character == "\u00a0" or character == "\u3000":
            width += 1
        elif character == "\t":
            width += 4 - width % 4
        else:
            break
    return width


def code_lines(lines: Sequence[Line]) -> frozenset[int]:
    """The indices of the lines of fenced code, with those of its fences; one that is never closed has but its own."""
    if not any("```" in line.text or "~~~" in line.text for line in lines):
        return frozenset()
    tree = parse([line.text for line in lines], extras.DOCUMENT)
    return frozenset(at for node in leaves(tree) if node.fence for at in range(node.first, node.last + 1))


class _Flattener:
    """One walk over a tree; ``at`` is the first line that is in no block yet."""

    def __init__(self, path: str, lines: Sequence[Line], defining: Mapping[int, int] = MappingProxyType({})) -> None:
        self.path = path
        self.defining = defining  # the first and the last line of each run of definitions
        self.lines = lines
        self.at = 0
        self.previous = Kind.BLANK
        self.found: list[Block] = []
        self.diagnostics: list[Diagnostic] = []
        self.own_level = 0  # of the heading that begins the item at hand; a heading in it that is no deeper is its text

    def blocks(self, tree: Node) -> list[Block]:
        self.children(tree, 0)
        self.rest(len(self.lines))
        return self.found

    def add(self, block: Block) -> None:
        self.found.append(block)
        self.at += len(block.lines)
        self.previous = block.kind

    def rest(self, end: int) -> None:
        """Add the lines up to ``end`` that no leaf holds: blank ones, and marks of containers."""
        while self.at < end:
            line = self.lines[self.at]
            if line.blank:
                self.add(Block(Kind.BLANK, (line,), line.stripped()))
            else:
                self.text(line.stripped())

    def children(self, node: Node, depth: int) -> None:
        markers = _markers(node)
        for at, child in enumerate(node.children):
            if child.kind in ("list", "definitions"):
                self.children(child, depth)
            elif child.kind == "item":
                self.item(child, depth + 1, markers[at])
            elif child.kind in ("definition", "admonition"):
                self.container(child, depth + 1)
            elif child.last >= self.at:
                self.rest(child.first)
                self.leaf(child, depth)

    # ---------------------------------------------------------------- containers

    def item(self, node: Node, depth: int, marker: str) -> None:
        """An item: its first line is a block, and so is each of what else it holds; ``marker`` is what it counts as."""
        self.rest(node.first)
        outside = self.own_level
        self.own_level = 6
        if self.at == node.first:  # it begins in no other item's first line
            self.item_line(node, depth, marker)
        self.children(node, depth)
        self.own_level = outside
        self.rest(node.last + 1)

    def item_line(self, node: Node, depth: int, marker: str) -> None:
        line = self.lines[self.at]
        body, indent = self.begin(line, node.tail), indent_of(line.text)
        text = body.cut(len(node.marker)).stripped()
        first = node.children[0] if node.children else None
        if first is not None and first.kind == "heading" and first.first == node.first:
            lines = tuple(self.lines[first.first : first.last + 1])
            self.add(Block(Kind.HEADING, lines, _title(text, first), first.start, indent, marker, depth=depth))
            self.own_level = first.start
        elif node.marker[0].isalpha():
            self.text(body, depth)
        else:
            self.add(Block(Kind.ITEM, (line,), text, indent=indent, marker=marker, depth=depth))

    def container(self, node: Node, depth: int) -> None:
        """A definition, or a box with a line of its own over it."""
        self.rest(node.first)
        if self.at == node.first:
            body = self.lines[self.at].stripped()
            match = _MEANING.match(body.text) if node.kind == "definition" else None
            if match:
                self.meaning(body, match.end(), depth)
            else:
                self.text(body, depth)
        outside, self.own_level = self.own_level, 6
        self.children(node, depth)
        self.own_level = outside

    # -------------------------------------------------------------------- leaves

    def leaf(self, node: Node, depth: int) -> None:
        lines = tuple(self.lines[max(node.first, self.at) : node.last + 1])
        body = self.begin(lines[0], node.tail) if node.first >= self.at else lines[0].stripped()
        indent = indent_of(lines[0].text)
        match node.kind:
            case "heading":
                self.heading(node, lines, body, indent, depth)
            case "code":
                self.code(node, lines, body, indent, depth)
            case "rule":
                self.add(Block(Kind.RULE, lines, body, indent=indent, depth=depth))
            case "html" if node.title == "own":
                block = html_lines.block(lines, body, indent)
                kind = Kind.HTML if self.owns(block) else block.kind
                self.add(replace(block, kind=kind, depth=depth))
            case "html":
                self.add(Block(Kind.HTML, lines, body, indent=indent, depth=depth))
            case "table" | "quote":
                kind = Kind.TABLE if node.kind == "table" else Kind.QUOTE
                self.add(Block(kind, lines, body, indent=indent, depth=depth))
            case "term":
                self.add(Block(Kind.TERM, lines, body, indent=indent, depth=depth))
            case "footnote":
                self.add(Block(Kind.REFERENCE, lines, body, indent=indent, depth=depth))
            case "paragraph" if node.first in self.defining:
                count = self.defining[node.first] + 1 - node.first
                self.add(Block(Kind.REFERENCE, lines[:count], body, indent=indent, depth=depth))
                self.paragraph(lines[count:], depth)
            case _:
                self.paragraph(lines, depth)

    def begin(self, line: Line, tail: int) -> Line:
        """``line`` from its last ``tail`` characters on, without white space at its end."""
        return line.cut(max(0, len(line.text) - tail)).stripped()

    def heading(self, node: Node, lines: tuple[Line, ...], body: Line, indent: int, depth: int) -> None:
        marker = ""
        if node.first < node.last and node.lines[-1] != node.lines[0] and (match := list_marks.ITEM.match(body.text)):
            marker = match[1] if match[1][0].isdigit() else ""
            body = body.cut(match.end()) if marker else body
        block = Block(Kind.HEADING, lines, _title(body, node), node.start, indent, marker, depth=depth)
        if self.owns(block):
            self.paragraph(lines, depth)
        else:
            self.add(block)

    def owns(self, block: Block) -> bool:
        """Whether the item at hand owns a heading, which then neither ends it nor is a title outside of it."""
        return block.kind is Kind.HEADING and block.level <= self.own_level

    def code(self, node: Node, lines: tuple[Line, ...], body: Line, indent: int, depth: int) -> None:
        if node.fence and not node.closed:
            message = "this code block is never closed"
            span = Span(self.path, body.number, body.column, body.number, body.column + len(body.text))
            hint = f"add a line {node.fence} where the code ends"
            self.diagnostics.append(Diagnostic(UNCLOSED_FENCE, message, span, hint))
        self.add(Block(Kind.FENCE, lines, body, indent=indent, marker=node.marker, depth=depth))

    def paragraph(self, lines: tuple[Line, ...], depth: int) -> None:
        for line in lines:
            body = line.stripped()
            match = _MEANING.match(body.text)
            if match and self.previous in (Kind.TERM, Kind.DEFINITION, Kind.BLANK):
                self.meaning(body, match.end(), depth)
            else:
                self.text(body, depth)

    def meaning(self, body: Line, start: int, depth: int) -> None:
        line = self.lines[self.at]
        self.add(Block(Kind.DEFINITION, (line,), body.cut(start), indent=indent_of(line.text), depth=depth))

    def text(self, body: Line, depth: int = 0) -> None:
        line = self.lines[self.at]
        goes_on = self.previous in (Kind.TEXT, Kind.ITEM, Kind.DEFINITION)
        self.add(Block(Kind.TEXT, (line,), body, indent=indent_of(line.text), continues=goes_on, depth=depth))


def _markers(node: Node) -> list[str]:
    """The markers of the items of a list; those that all say the same number count on from it, as they are shown."""
    markers = [child.marker for child in node.children]
    number = re.match(r"\d{1,3}", markers[0]) if len(markers) > 1 and len(set(markers)) == 1 else None
    if number is None:
        return markers
    return [f"{int(number[0]) + i}{marker[number.end() :]}" for i, marker in enumerate(markers)]


def _title(body: Line, node: Node) -> Line:
    """The title in ``body``, without the signs before and behind it."""
    match = _ATX.match(body.text)
    if match and node.first == node.last:
        return body.cut(match.end(), match.end() + len(without_closing(body.text[match.end() :])))
    if node.first == node.last and (match := extras.TIGHT_HEADING.match(body.text)):
        return body.cut(match.start(2)).stripped()
    return body


def _pieces(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with one that holds details tags and text cut into a line for each of them."""
    if not any("details>" in line.text or "<summary" in line.text for line in lines):
        return lines
    code = {at for start, end in code_extents(lines).items() for at in range(start, end + 1)}
    pieces: list[Line] = []
    for at, line in enumerate(lines):
        edges = {0, len(line.text)}
        if at not in code and line.text.count("<") < 200:
            for match in _PIECE.finditer(line.text):
                edges |= {match.start(), match.end()}
        cuts = sorted(edges)
        parts = [line.cut(a, b) for a, b in pairwise(cuts)]
        solid = [part for part in parts if not part.blank] or [line]
        pieces += [part if part is line else _indented(part, line) for part in solid]
    return pieces


def _indented(part: Line, line: Line) -> Line:
    """A part of a line with the indent of the whole, which says in which item it is."""
    indent = line.text[: len(line.text) - len(line.text.lstrip())]
    return Line(part.number, indent + part.text.lstrip(), part.stripped().column - len(indent)) if indent else part
