"""Quotations as questions (``> What is …?``), with the answers between them."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model.document import Block, Kind
from builder.read.forms.candidates import Candidate
from builder.read.forms.form import Dialect, Form, NoteSoFar
from builder.read.language import words

_MOST_LINES = 2


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.QUOTE or len(block.lines) > _MOST_LINES:
        return None
    lines = [line.stripped() for line in block.lines]
    first, *more = (line.cut(len(line.text) - len(line.text.lstrip("> "))) for line in lines)
    if words.question_likeness(" ".join(line.text for line in (first, *more))) <= 0:
        return None
    return Candidate(at, words.unwrapped(first)[0], more=tuple(more))


def _is_over(note: NoteSoFar, block: Block, blocks: Sequence[Block], *, unanswered: bool) -> bool:
    """Whether another quotation of one line comes, which asks nothing."""
    return block.kind is Kind.QUOTE and len(block.lines) == 1


QUOTE = Form("quote", _find, kinds=frozenset({Kind.QUOTE}), is_plain=True, is_over=_is_over)
