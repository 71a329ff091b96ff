"""The document's title: a heading above all others, or a first line that stands by itself.

Owns: which block it is.  Does not own: whether it has the form of the lines that become notes (``detection``).
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.model.document import CONTENT, Block, Kind
from builder.read.forms.form import answer_mark
from builder.read.forms.properties import is_about_page
from builder.read.language import words

_LEAST_BELOW = 3  # headings below a title that is a plain line
_MOST_ABOVE = 40  # blocks: badges, quotations, an introduction
_MOST_WORDS = 12  # of a plain line
_SENTENCE_ENDS = (".", "!", ":", ",", ";", "?", "？")


def title(blocks: Sequence[Block], left_out: frozenset[int]) -> int | None:
    """The block that names the document, if there is one."""
    first = next((i for i in range(len(blocks)) if _may_name(blocks, i)), None)
    headings = [i for i, b in enumerate(blocks) if b.kind is Kind.HEADING and i not in left_out]
    if first is None or (headings and sum(b.kind in CONTENT for b in blocks[first : headings[0]]) > _MOST_ABOVE):
        return None  # nothing, or a heading within the text
    if headings and blocks[headings[0]].level == 1:
        return _top_heading(blocks, headings)
    if headings and first == headings[0] and _is_above_all(blocks, headings):
        return first
    if headings and (len(headings) < _LEAST_BELOW or min(blocks[i].level for i in headings) == 1):
        return None
    return first if _is_title_line(blocks, first) else None


def _may_name(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block may be the title: a heading, or text that is more than tags and properties of the page."""
    return blocks[at].kind is Kind.HEADING or (blocks[at].kind in CONTENT and not is_about_page(blocks, at))


def _top_heading(blocks: Sequence[Block], headings: Sequence[int]) -> int | None:
    """The first heading, which is of the first level, if it is alone there, or has nothing below it but others."""
    first, *others = headings
    tops = sum(blocks[i].level == 1 for i in headings)
    if tops == 1:
        asks = words.question_likeness(blocks[first].text.text) >= 1
        return first if not asks or len(headings) > _LEAST_BELOW else None
    if tops == 2 or blocks[others[0]].level > 1:
        return None
    return None if any(b.kind in CONTENT for b in blocks[first + 1 : others[0]]) else first


def _is_above_all(blocks: Sequence[Block], headings: Sequence[int]) -> bool:
    """Whether the first heading is of a higher level than all others, and no lone question."""
    first, *others = (blocks[i] for i in headings)
    if not others:
        return words.question_likeness(first.text.text) <= 0
    return all(block.level > first.level for block in others)


def _is_title_line(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line is short, stands by itself, and is neither a sentence nor marked as something else."""
    block = blocks[at]
    text = block.text.text
    if block.kind is not Kind.TEXT or len(text.split()) > _MOST_WORDS or text.endswith(_SENTENCE_ENDS):
        return False
    promises = words.promises_questions(text) or words.promises_terms(text)
    if _is_marked(text, promises=promises) or words.unwrapped(block.text)[1]:
        return False
    near = blocks[at + 1 : at + 3]
    if any(answer_mark(b, None) or b.text.text in ("?", "??") for b in near):
        return False
    return not near or _stands_apart(text, near[0], promises=promises)


def _is_marked(text: str, *, promises: bool) -> bool:
    """Whether a line has the mark of a question, a speaker, a card or a part."""
    number = words.numbered(text)
    if (number and "." in number[0]) or words.question_label(text) or "::" in text:
        return True
    return (words.speaker(text) is not None and not promises) or 0 < words.part_title(text) < len(text)


def _stands_apart(text: str, below: Block, *, promises: bool) -> bool:
    """Whether what is right below a line is no more of its paragraph."""
    if below.kind is Kind.BLANK or (promises and below.kind is Kind.ITEM):
        return True
    return below.kind is Kind.TEXT and len(below.text.text) > len(text) and below.text.text[:1].isupper()
