"""Rows of tables as notes."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model.document import Block, Kind
from builder.read.forms import tables
from builder.read.forms.candidates import Candidate
from builder.read.forms.form import Dialect, Form


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A table with a column of questions and one of answers: all its rows."""
    rows = tables.cards(blocks[at])
    return Candidate(at, blocks[at].text, rows=rows) if rows else None


ROW = Form("row", _find, kinds=frozenset({Kind.TABLE}), needs_no_looks=True, any_text=True)
