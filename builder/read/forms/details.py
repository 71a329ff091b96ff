"""Details blocks: where each of them ends, and which of them hold an answer.

Owns: which opening tag belongs to which closing tag, and what a summary within tells.  One that is never
closed opens nothing, so that it cannot swallow what follows.  Does not own: which summaries are questions
(``classify``, ``rivals``).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from builder.model.document import Block, Kind, opens_details
from builder.read.language import words

_NEAR_SUMMARY = 4  # blocks from the beginning of a details block in which its summary stands
_LOOK_AHEAD = 60  # blocks in which a details block that opens the answer is looked for


def details_ends(blocks: Sequence[Block]) -> dict[int, int]:
    """Where each details block ends that does end: the index of its first block to that of its last."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for at, block in enumerate(blocks):
        if opens_details(block):
            opened.append(at)
        elif block.kind is Kind.END_DETAILS and opened:
            ends[opened.pop()] = at
    return ends


def details_depths(blocks: Sequence[Block], ends: dict[int, int]) -> tuple[int, ...]:
    """How many details blocks are open before each block, and behind the last one."""
    closing = set(ends.values())
    steps = ((at in ends) - (at in closing) for at in range(len(blocks)))
    return tuple(itertools.accumulate(steps, initial=0))


def within_answers(blocks: Sequence[Block], ends: dict[int, int]) -> tuple[bool, ...]:
    """For each block, whether a details block is open whose summary says that the answer follows."""
    found: list[bool] = []
    until = 0
    for at in range(len(blocks)):
        if at in ends and _opens_answer(blocks, at):
            until = ends[at]
        found.append(at < until)
    return tuple(found)


def _opens_answer(blocks: Sequence[Block], at: int) -> bool:
    """Whether the summary of the details block that begins here says that the answer follows."""
    summary = next((b for b in blocks[at : at + _NEAR_SUMMARY] if b.kind is Kind.SUMMARY), None)
    return summary is not None and words.opens_answer(summary.text.text)


def holds_answer(blocks: Sequence[Block], depths: Sequence[int], at: int) -> bool:
    """Whether the details block with the summary ``at`` holds another one that opens the answer."""
    within = itertools.takewhile(lambda i: depths[i + 1] > depths[at], range(at + 1, len(blocks) - 1))
    near = itertools.islice(within, _LOOK_AHEAD)
    return any(blocks[i].kind is Kind.SUMMARY and words.opens_answer(blocks[i].text.text) for i in near)
