"""AsciiDoc to Markdown, line by line.

Owns: the way from a file to Markdown with its lines.  Does not own: the whole
of AsciiDoc: what a document of questions uses is understood, other files are not
included, conditions (``ifdef``) count as met.

Why own code: Asciidoctor is Ruby, asciidoc-py converts to whole HTML pages without
places and is a program rather than a library, and the parsers in Python that keep
places are alpha.
"""

from __future__ import annotations

import re

from builder.model.diagnostics import Diagnostic
from builder.model.source import Source
from builder.read.formats.asciidoc.blocks import BlockReader
from builder.read.formats.writer import MarkdownWriter


def convert(text: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A document as Markdown with the lines it came from; any text is accepted."""
    writer = MarkdownWriter()
    reader = BlockReader(writer, path)
    reader.document(list(enumerate(_with_one_line_titles([line.rstrip() for line in text.split("\n")]), 1)))
    return writer.source(path), tuple(reader.found)


_UNDERLINE = re.compile(r"([=~^+-])\1{2,}$")
_DELIMITER = re.compile(r"([-.=*_+/])\1{3,}$")
_LEVELS = "=-~^+"


def _with_one_line_titles(lines: list[str]) -> list[str]:
    """``lines`` with titles of the old form, underlined by a line as long as themselves, in the form of today."""
    kept = list(lines)
    opened = ""  # the delimiter of the block that is open
    for at in range(len(lines) - 1):
        if opened:
            opened = "" if lines[at] == opened else opened
            continue
        title, below = lines[at], lines[at + 1]
        begins = at == 0 or not lines[at - 1] or lines[at - 1].startswith("[")
        match = _UNDERLINE.match(below) if begins and title[:1].isalnum() else None
        if match and abs(len(title) - len(below)) <= 1:
            kept[at], kept[at + 1] = "=" * (_LEVELS.index(match[1]) + 1) + " " + title, ""
        elif _DELIMITER.match(title) and kept[at]:
            opened = title
    return kept
