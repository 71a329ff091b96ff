"""Terms above their definitions (``term`` and then ``: its definition``)."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model.document import Block, Kind
from builder.read.forms.candidates import Candidate
from builder.read.forms.form import Dialect, Form, Lines, NoteSoFar
from builder.read.language import words


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.TERM:
        return None
    text = words.unwrapped(block.text)[0]
    found = words.numbered(text.text)
    return Candidate(at, text.cut(found[1]), found[0]) if found and found[2] else Candidate(at, text)


def _is_over(note: NoteSoFar, block: Block, blocks: Sequence[Block], *, unanswered: bool) -> bool:
    """Whether a paragraph at the margin stands below the definition."""
    return block.kind is Kind.TEXT and not block.indent and not block.continues and note.marked


TERM = Form("term", _find, kinds=frozenset({Kind.TERM}), is_over=_is_over, lines=Lines.ONE)
