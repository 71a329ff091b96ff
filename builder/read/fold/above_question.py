"""What stands right above a question: the end of an answer that is none of it.

Owns: which of the last lines of an answer belong to the question that comes.  Does not own: what becomes of
them (``fold``), nor which short lines may be titles (``titles``).
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.model.document import Block, Kind
from builder.read.language.titles import announces, is_sure_title, trailing_titles

_TITLE_WORDS = 5  # of a title that stands below no answer; a longer one introduces
_ANSWER_AND_TITLE = 2  # lines: an answer that looks like a title, and a title


def number_line(blocks: Sequence[Block], number: int) -> int | None:
    """Where a line stands at the end of ``blocks`` that is nothing but the ``number`` of the question that comes."""
    solid = _solid(blocks)
    is_number = len(solid) > 1 and blocks[solid[-1]].lines[0].text.strip() == str(number)
    return solid[-1] if is_number else None


def announcement(blocks: Sequence[Block], *, has_note: bool) -> int | None:
    """Where a line stands at the end of ``blocks`` that announces the question that comes: it is a title.

    It is none if it is the whole answer of a note; above the first question it may be an introduction.
    """
    last = max(_solid(blocks), default=None)
    if last is None or (has_note and last == 0) or not announces(blocks[last]):
        return None
    short = len(blocks[last].text.text.split()) <= _TITLE_WORDS
    return last if has_note or short else None


def title_lines(blocks: Sequence[Block], *, has_note: bool, number: str, bare_known: bool) -> int | None:
    """Where the bare title lines at the end of ``blocks`` begin; see ``titles.trailing_titles``.

    There are none if they are all that stands there as the answer of a note, unless their form makes it certain.
    """
    taken = trailing_titles(blocks, has_note=has_note, number=number, bare_known=bare_known)
    start = len(blocks) - len(taken)
    is_answer = has_note and all(b.kind in (Kind.BLANK, Kind.FENCE) for b in blocks[:start])
    if not taken or (is_answer and not all(is_sure_title(b) for b in taken if b.kind is not Kind.BLANK)):
        solid = _solid(blocks)
        return (
            solid[1] if taken and bare_known and len(solid) == _ANSWER_AND_TITLE and solid[0] < solid[1] - 1 else None
        )
    return start


def _solid(blocks: Sequence[Block]) -> list[int]:
    return [i for i, b in enumerate(blocks) if b.kind is not Kind.BLANK]
