"""Conflicts: the marks that git leaves in a document whose merge was not finished.

Owns: where such marks are.  Does not own: what they would be to the reader (headings, quotations).
"""

from __future__ import annotations

from builder.model.diagnostics import Diagnostic
from builder.model.document import Document, Kind
from builder.model.source import Line, Span
from builder.rules.reading import MERGE_CONFLICT

_OURS, _PARTED, _THEIRS = "<" * 7, "=" * 7, ">" * 7


def conflicts(document: Document) -> tuple[Diagnostic, ...]:
    """A finding for each ``<<<<<<<`` below which ``=======`` and ``>>>>>>>`` stand, outside of fenced code."""
    code = {
        ln.number
        for b in document.blocks
        if b.kind is Kind.FENCE and b.lines[0].text.lstrip()[:1] in "`~"
        for ln in b.lines
    }
    opened: Line | None = None
    parted = False
    found = []
    for line in document.source.lines:
        if line.number in code:
            continue
        if _is_mark(line.text, _OURS):
            opened, parted = line, False
        elif line.text.rstrip() == _PARTED:
            parted = True
        elif opened is not None and parted and _is_mark(line.text, _THEIRS):
            message = f"a merge was not finished: both versions are here, up to line {line.number}"
            span = Span(document.path, opened.number, 1, line.number, len(line.text) + 1)
            hint = f"keep one version, and take out the lines of {_OURS}, {_PARTED} and {_THEIRS}"
            found.append(Diagnostic(MERGE_CONFLICT, message, span, hint))
            opened = None
    return tuple(found)


def _is_mark(text: str, mark: str) -> bool:
    return text.startswith(mark) and text[len(mark) : len(mark) + 1] in ("", " ")
