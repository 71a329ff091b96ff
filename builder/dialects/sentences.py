"""Sentences: whether one goes on from a line to the next.

Owns: wrapped lines, and sentences that a page break tore: certain cases alone.
"""

from __future__ import annotations

import re

from builder.dialects import words
from builder.document import Block, Kind

_COMPLETE = re.compile(r"[.!?:;。！？：；…؟।][\"'”’»)\]*_`]*$")
# Characters of a paragraph that can be taken for torn; a shorter one may be a list that lost its markers.
_TORN_LEAST = 40


def is_complete(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return _COMPLETE.search(text.rstrip()) is not None


def is_wrapped(text: str, following: str) -> bool:
    """Whether a sentence goes on from one line of a paragraph to the next."""
    return not is_complete(text) and (following[:1].islower() or len(text) >= _TORN_LEAST)


def continues_question(asked: str, block: Block, following: Block | None) -> bool:
    """Whether the paragraph after a question is the rest of it.

    It is where a page break tore the sentence, and where a remark leads up to a question that
    is a paragraph of its own with an answer after it.
    """
    asked, text = asked.rstrip(), block.text.text
    if not is_complete(asked) and text[:1].islower() and len(asked) >= _TORN_LEAST:
        return True
    remark = is_complete(asked) and words.question_likeness(asked) < 0.8
    return remark and words.question_likeness(text) >= 1 and following is not None and not following.continues


def is_tear(before: Block, after: Block) -> bool:
    """Whether a sentence goes on from one paragraph to the next: certain cases alone."""
    if before.kind not in (Kind.TEXT, Kind.ITEM) or after.kind is not Kind.TEXT or after.continues:
        return False
    head, tail = before.text.text.rstrip(), after.text.text
    if (
        not tail[:1].islower()
        or is_complete(head)
        or (len(head) < _TORN_LEAST and before.kind is Kind.TEXT and not before.continues)
    ):
        return False
    return (head[-1].isalnum() or head[-1] in ",-–’'") and len(head) >= 20 and len(tail.split()) > 1
