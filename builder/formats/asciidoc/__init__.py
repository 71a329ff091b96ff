"""AsciiDoc to Markdown, line by line.

Owns: the way from a file to Markdown with its lines.  Does not own: the whole
of AsciiDoc: what a document of questions uses is understood, other files are not
included, conditions (``ifdef``) count as met.

Why own code: Asciidoctor is Ruby, asciidoc-py converts to whole HTML pages without
places and is a program rather than a library, and the parsers in Python that keep
places are alpha.
"""

from __future__ import annotations

from builder.diagnostics import Diagnostic
from builder.formats.asciidoc.blocks import BlockReader
from builder.formats.writer import MarkdownWriter
from builder.source import Source


def convert(text: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A document as Markdown with the lines it came from; any text is accepted."""
    writer = MarkdownWriter()
    reader = BlockReader(writer, path)
    reader.document([(number, line.rstrip()) for number, line in enumerate(text.split("\n"), 1)])
    return writer.source(path), tuple(reader.found)
