"""Quotations that hold questions: what stands in them is read as if it were not quoted.

Owns: which quotations these are (a label for a question or an answer begins in them), and the blocks that stand in
them.  Does not own: what becomes of the other quotations; these stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from builder.markdown.blocks import scan_lines
from builder.model.document import Block, Document, Kind
from builder.model.source import Line
from builder.read.language import words

_MARK = re.compile(r"\s*> ?")
_BULLET = re.compile(r"\s*(?:[-*+]\s+)?")


def with_quotes_opened(document: Document) -> Document:
    """``document`` with the blocks of its quotations that hold labels in the place of these."""
    if not any(b.kind is Kind.QUOTE and _is_labelled(b) for b in document.blocks):
        return document
    return replace(document, blocks=tuple(_opened(document)))


def _opened(document: Document) -> Iterator[Block]:
    for block in document.blocks:
        if block.kind is Kind.QUOTE and _is_labelled(block):
            yield from scan_lines(document.path, [_unquoted(line) for line in block.lines])
        else:
            yield block


def _unquoted(line: Line) -> Line:
    match = _MARK.match(line.text)
    return line.cut(match.end()) if match else line


def _is_labelled(block: Block) -> bool:
    """Whether a question's label begins a line of a quotation, or an answer's label the whole of it."""
    texts = [line.text[match.end() :] for line in map(_unquoted, block.lines) if (match := _BULLET.match(line.text))]
    return words.answer_label(texts[0]) is not None or any(words.question_label(text) for text in texts)
