"""Marks: the blocks that begin an answer, in any layout.

Owns: what says "here is the answer" by a word for it or by what kind of block it is.  Does not own: the marks of one
form alone (its own module).
"""

from __future__ import annotations

import re

from builder.model.document import Block, Kind
from builder.read.forms.candidates import Mark
from builder.read.language import words

# The kinds that are a mark as a whole, or none: no label is looked for in their text.
BY_KIND = frozenset(
    {
        Kind.HTML,
        Kind.QUOTE,
        Kind.SUMMARY,
        Kind.DEFINITION,
        Kind.FENCE,
        Kind.TABLE,
        Kind.COMMENT,
        Kind.REFERENCE,
        Kind.BLANK,
        Kind.RULE,
    }
)
_LONGEST_LABEL = 300  # characters, with its tags
_BOX = re.compile(r"<(?:blockquote|center|div|p|section)\b(?!.*</(?:blockquote|center|div|section)>)", re.I)
_BOX_ENDS = re.compile(r"(?:</(?:blockquote|center|div|p|section)>\s*)+$", re.I)


def any_mark(block: Block) -> Mark | None:
    """The mark with which ``block`` begins an answer in any layout."""
    return mark_by_kind(block) if block.kind in BY_KIND else mark_by_label(block)


def mark_by_kind(block: Block) -> Mark | None:
    """The mark of a block in ``BY_KIND``."""
    if block.kind is Kind.HTML:
        return _html_mark(block)
    if block.kind is Kind.DEFINITION:
        return Mark(block.text)
    opens = (block.kind is Kind.QUOTE and len(block.lines) == 1) or block.kind is Kind.SUMMARY
    if opens and words.opens_answer(block.text.text.lstrip("> ") if block.kind is Kind.QUOTE else block.text.text):
        return Mark(block.text.cut(len(block.text.text)))
    return None


def mark_by_label(block: Block, second_speaker: str = "", *, among_labels: bool = False) -> Mark | None:
    """The mark of a line that begins with a word for an answer, or with the name of the ``second_speaker``.

    ``among_labels``: the questions have labels too, so that a heading that is nothing but one is a mark.
    """
    text, _ = words.unwrapped(block.text)
    if parts_sides(block):
        return Mark(text.cut(len(text.text)))
    label = words.answer_label(text.text)
    if label is None and second_speaker:
        other = words.speaker(text.text)
        label = other if other and other.word == second_speaker else None
    if label is None or (block.kind is Kind.ITEM and len(label.word) == 1 and block.marker[:1].isdigit()):
        return None
    rest = text.cut(label.end)
    if not rest.text and text.text.startswith("[") and "](" in text.text:
        return Mark(text)  # "[Answer](…)": the link is what there is
    if block.kind is Kind.HEADING and not rest.text and among_labels:
        return Mark(rest)
    if block.kind is Kind.HEADING and len(label.word) == 1 and ":" not in text.text[: label.end]:
        return None  # "### A - One of two kinds"
    alone = not rest.text and not label.number and not text.text.rstrip("*_ ").endswith((":", "："))
    if len(label.word) == 1 and alone:
        return None  # "A." alone is the answer itself: the letter of an option
    return Mark(rest)


def parts_sides(block: Block) -> bool:
    """Whether a block is the lone ``%`` between the two sides of mdanki's cards, whose fronts are headings."""
    return block.kind is Kind.TEXT and block.text.text == "%"


def _html_mark(block: Block) -> Mark | None:
    """The mark of raw HTML whose first line is nothing but tags and a label; the box around it goes with it."""
    text = block.lines[0].text
    label = words.answer_label(words.bare(text)) if len(text) < _LONGEST_LABEL else None
    if label is None or len(label.word) == 1 or label.end < len(words.bare(text)):
        return None
    more, nothing = block.lines[1:], block.lines[0].cut(len(text))
    if more and _BOX.search(text) and (closing := _BOX_ENDS.search(more[-1].text)):
        more = (*more[:-1], more[-1].cut(0, closing.start()))
    return Mark(nothing, more)
