"""Wrapped text: the lines in the middle of a sentence, in which a word with a colon is no label.

Owns: whether a line goes on with a sentence or a bracket of the lines above it.
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.model.document import Block
from builder.read.language import words
from builder.read.language.sentences import is_complete

_MOST_LINES = 8  # above a line in which a bracket may have been opened
_BRACKETS = ("()", "[]", "（）")


def is_within_sentence(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line of a paragraph goes on with a bracket, or in lower case with a sentence, of the lines above."""
    block = blocks[at]
    text = block.text.text
    if not block.continues or at == 0:
        return False
    first = at - 1
    while first > 0 and blocks[first].continues and at - first < _MOST_LINES:
        first -= 1
    lines = [b.text.text for b in blocks[first:at]]
    if _is_small_label(text) and not is_complete(lines[-1]) and not any(map(_is_small_label, lines)):
        return True
    above = " ".join(lines)
    return any(_unclosed(above, pair) > 0 > _unclosed(text, pair) for pair in _BRACKETS)


def _is_small_label(text: str) -> bool:
    """Whether ``text`` begins with a label that is a word in lower case."""
    if not text[:1].islower():
        return False
    label = words.question_label(text) or words.answer_label(text) or words.task_label(text)
    return label is not None and len(label.word) > 1


def _unclosed(text: str, pair: str) -> int:
    """How many brackets are opened in ``text`` and not closed; less than 0 where more are closed."""
    return text.count(pair[0]) - text.count(pair[1])
