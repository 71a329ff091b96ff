"""Details blocks: where each of them ends.

Owns: which opening tag belongs to which closing tag.  One that is never closed opens nothing, so that it
cannot swallow what follows.
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.document import Block, Kind, opens_details


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
