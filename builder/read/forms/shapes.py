"""Shapes: what a block looks like, whatever it means.

Owns: the looks of blocks that more than one form asks for.  Does not own: what follows from them.
"""

from __future__ import annotations

import re

from builder.model.document import Block, Kind
from builder.read.language import words
from builder.read.weights import LIKENESS

QUESTION_MARKS = ("?", "？", "؟")
LINK_ITEM = re.compile(r"\s*\[[^\[\]]*\]\(#[^()]*(?:\([^()]*\)[^()]*)*\)\s*+[.,;]?\s*$")
_LINK_ALONE = re.compile(r"\s*(?:\[[^\[\]]+\]\([^()]*\)|<a\b[^<>]*>[^<>]*</a>|<?https?://\S+)\s*+[.,;]?\s*$", re.I)
RUN_IN = re.compile(
    r"\[?(\*\*|__|<b>|<strong>)(?P<text>.{2,200}?)(?:\1|</b>|</strong>)(?:\]\([^()\s]*\))?"
    r"(?P<sign>\s*(?:[:：—–]|-(?=\s))\s*|\s+)(?=\S)"
)


def is_link(block: Block) -> bool:
    """Whether a block is nothing but a link to somewhere else."""
    return _LINK_ALONE.match(block.text.text) is not None


def is_run_in(block: Block) -> bool:
    """Whether a block begins with a few words in bold, and goes on without."""
    return RUN_IN.match(block.text.text[:400]) is not None


def is_numbered(block: Block) -> bool:
    """Whether an item counts: "1.", "(2)"."""
    return block.marker[:1].isdigit() or block.marker[:1] == "("


def number_of_item(block: Block) -> str:
    """The number of an item; empty for a bullet."""
    return block.marker.strip("(.)．、）") if block.marker[:1].isdigit() or block.marker[:1] == "(" else ""


def asks_below(asked: Block, block: Block) -> bool:
    """Whether ``block`` is an item that asks, in a list below the item that is ``asked``."""
    return (
        block.kind is Kind.ITEM
        and asked.kind is Kind.ITEM
        and block.indent > asked.indent
        and words.question_likeness(block.text.text) >= LIKENESS["sure"]
    )
