"""Sentences: whether one goes on from a line to the next.

Owns: wrapped lines, and sentences that a page break tore: certain cases alone.
"""

from __future__ import annotations

import re

from builder.model.document import Block, Kind
from builder.read.language import words

_COMPLETE = re.compile(r"[.!?:;。！？：；…؟।][\"'”’»)\]*_`]*$")
_CASELESS = re.compile(r"[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7a3]$")  # Latin words follow in lower case anyhow
# Characters of a paragraph that can be taken for torn; a shorter one may be a list that lost its markers.
_TORN_LEAST = 40


def is_complete(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return _COMPLETE.search(text.rstrip()) is not None


def is_wrapped(text: str, following: str) -> bool:
    """Whether a sentence goes on from one line of a paragraph to the next."""
    return not is_complete(text) and (following[:1].islower() or len(text) >= _TORN_LEAST)


def continues_heading(before: Block, block: Block) -> bool:
    """Whether a heading is the rest of the one on the line before it, where every line of it was marked."""
    return (
        before.kind is Kind.HEADING
        and block.kind is Kind.HEADING
        and before.level == block.level
        and before.lines[-1].number + 1 == block.number
        and not is_complete(before.text.text)
        and block.text.text[:1].islower()
    )


def continues_question(asked: str, block: Block, following: Block | None) -> bool:
    """Whether the paragraph after a question is the rest of it.

    It is where a page break tore the sentence, and where a remark leads up to a question that
    is a paragraph of its own with an answer after it.
    """
    asked, text = asked.rstrip(), block.text.text
    if not is_complete(asked) and text[:1].islower() and len(asked) >= _TORN_LEAST and not _CASELESS.search(asked):
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
    return len(head) >= 20 and (head[-1].isalnum() or head[-1] in ",-–’'") and len(tail.split()) > 1
