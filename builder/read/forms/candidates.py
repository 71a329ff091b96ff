"""Candidates: what a block may be in a dialect.

Owns: the records that the classifiers give.  Does not own: which block is one (``classify``, ``flashcards``).
"""

from __future__ import annotations

from dataclasses import dataclass

from builder.model.source import Line
from builder.read.forms.tables import Row


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block that may be a question in a dialect.

    ``text`` is the question without marker and label (it may be empty: a bare label), ``more``
    its further lines; ``answer`` the rest of the line where the answer begins on it; ``rows`` the questions and
    the answers in a table.
    """

    at: int  # index of the block
    text: Line
    number: str = ""
    answer: Line | None = None
    rows: tuple[Row, ...] = ()
    more: tuple[Line, ...] = ()
    tags: tuple[str, ...] = ()
    task: bool = False  # it asks only if an answer with a label follows
    bare: bool = False  # a task without any label
    deletions: str = ""  # the notation of the deletions in its text (``model.cloze``), and what they hide is its answer
    reverse: bool = False  # its sign asks for both directions


@dataclass(frozen=True, slots=True)
class Mark:
    """A block that begins an answer: ``text`` is what of the answer stands on its first line, ``more`` the others."""

    text: Line
    more: tuple[Line, ...] = ()
