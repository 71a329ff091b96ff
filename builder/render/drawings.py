"""Drawings that stand in a document as text (Mermaid, PlantUML, Graphviz …) and lie beside it as pictures.

Owns: which fences are drawings, and the files that they may be the text of.  Does not own: the pictures beside such
a file (``media``), nor the finding where there is none (``normalise``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from builder.markdown.nodes import leaves
from builder.markdown.tags import words
from builder.markdown.tree import parse
from builder.model.document import Block, Kind
from builder.model.source import Excerpt

# Other programs show the drawing, a card would show its source.
LANGUAGES = words("mermaid plantuml puml dot graphviz abc ditaa d2 wavedrom vega vega-lite nomnoml flowchart tikz")

_TITLE = re.compile(r"\s*(?:acc)?title:?\s+(\S.*)", re.IGNORECASE)
_COMMENT = re.compile(r"\s*(?:%%|'|//|#|%)\s*([\w./-]+\.\w+)\s*$")  # a first line that names the drawing's own file
_NAMES = re.compile(r"[#.]?([\w./-]+)(?:\s*=\s*[\"']?([\w./ -]+?)[\"']?(?=[\s,}]|$))?")


def language(info: str) -> str:
    """The language that a fence's info string names, if it is one of drawings."""
    name = info.strip().partition(" ")[0].strip("{}.").lower()
    return name if name in LANGUAGES else ""


def opening_lines(blocks: Iterable[Block]) -> tuple[int, ...]:
    """The numbers of the lines on which the drawings of a document begin."""
    return tuple(b.lines[0].number for b in blocks if b.kind is Kind.FENCE and language(b.marker))


def with_pictures(excerpt: Excerpt, opening: Sequence[int], exists: Callable[[str], bool]) -> Excerpt:
    """``excerpt`` with the picture in the place of each drawing that has one.

    ``opening`` are the line numbers of all drawings of the document; ``exists`` says whether there is a picture for a
    reference.
    """
    if not opening or not any(line.number in opening for line in excerpt.lines):
        return excerpt
    lines = list(excerpt.lines)
    drawn = [node for node in leaves(parse([ln.text for ln in lines])) if lines[node.first].number in opening]
    for node in reversed(drawn):
        line = lines[node.first]
        if not (node.fence and node.fence in line.text):
            continue
        names = _sources(excerpt.path, node.marker, node.lines, opening.index(line.number) + 1, len(opening))
        if name := next(filter(exists, names), ""):
            title = next((m[1] for m in map(_TITLE.match, node.lines) if m), "").replace("[", "(").replace("]", ")")
            before = line.text[: line.text.index(node.fence)]
            lines[node.first : node.last + 1] = [replace(line, text=f"{before}![{title}](<{name}>)")]
    return excerpt.with_lines(lines)


def _sources(path: str, info: str, body: Sequence[str], number: int, count: int) -> Iterator[str]:
    """The names that the source of the drawing ``number`` of ``count`` may have: its own, then the document's."""
    if comment := _COMMENT.match(body[0] if body else ""):
        yield comment[1]
    for match in _NAMES.finditer(info.strip().partition(" ")[2]):
        name = match[2] or match[1]
        yield name if "." in name else f"{name}.mmd"
    file = PurePosixPath(path)
    yield f"{file.stem}-{number}.mmd"
    yield f"{file.name}-{number}.mmd"  # as Mermaid's own program counts them
    if count == 1:
        yield f"{file.stem}.mmd"
