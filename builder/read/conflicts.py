"""Conflicts: the marks that git leaves in a document whose merge was not finished.

Owns: where such marks are.  Does not own: what they would be to the reader (headings, quotations).
"""

from __future__ import annotations

import re

from builder.model.diagnostics import Diagnostic
from builder.model.document import Document, Kind
from builder.model.source import Line, Span
from builder.rules.reading import MERGE_CONFLICT

# Programs that lay out Markdown indent such lines, and take the last one for a quotation.
_OPENING = re.compile(r"\s{0,8}<{7}(?: \S.*)?")
_CLOSING = re.compile(r"\s{0,8}(?:>{7}(?: [^>].*)?|(?:> ){7}[^\s>].*)")
_HINT = "keep one version, and take out the lines of <<<<<<<, ======= and >>>>>>>"


def conflicts(document: Document) -> tuple[Diagnostic, ...]:
    """A finding for each ``<<<<<<<`` below which ``>>>>>>>`` stands, outside of fenced code."""
    code = {
        ln.number
        for b in document.blocks
        if b.kind is Kind.FENCE and b.lines[0].text.lstrip()[:1] in "`~"
        for ln in b.lines
    }
    opened: Line | None = None
    found = []
    for line in document.source.lines:
        if line.number in code:
            continue
        if _OPENING.fullmatch(line.text):
            opened = line
        elif opened is not None and _CLOSING.fullmatch(line.text):
            message = f"a merge was not finished: both versions are here, up to line {line.number}"
            span = Span(document.path, opened.number, 1, line.number, len(line.text) + 1)
            found.append(Diagnostic(MERGE_CONFLICT, message, span, _HINT))
            opened = None
    return tuple(found)
