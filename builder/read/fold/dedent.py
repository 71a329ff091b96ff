"""Indents of answers: what their containers gave them is taken off, block by block.

Owns: by how much each line of an answer moves to the left.  Does not own: which lines these are (``fold``).
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.markdown.blocks import indent_of
from builder.model.document import Block, Kind
from builder.model.source import Line

_CODE = 4  # columns that make an indented line code


def dedented(lines: Sequence[Line], blocks: Sequence[Block], *, plain: bool) -> list[Line]:
    """``lines``, those of ``blocks``, without the indent that their container gives them.

    The container is that of the first block; what is outside of it stays as it is.  ``plain``: in plain text an
    indent is layout, and never makes code.
    """
    if not lines:
        return []
    block_of = {line.number: block for block in blocks for line in block.lines}
    first = block_of.get(lines[0].number)
    depth = first.depth - (first.kind in (Kind.ITEM, Kind.DEFINITION)) if first else 0
    inside = [line.number not in block_of or block_of[line.number].depth >= depth for line in lines]
    behind_label = lines[0].column > 1 and lines[0].text[:1] not in (" ", "\t")
    own = [line for line, within in zip(lines, inside, strict=True) if within and not line.blank][behind_label:]
    begins = [line for line in own if _begins(line, block_of.get(line.number))] or own
    begins = begins if begins[:1] == own[:1] else [*own[:1], *begins]
    width = min((_width(line, block_of.get(line.number), plain=plain) for line in begins), default=0)
    return [
        _cut(line, width) if within and not (behind_label and at == 0) else line
        for at, (line, within) in enumerate(zip(lines, inside, strict=True))
    ]


def _is_code(block: Block | None) -> bool:
    """Whether a block is code by its indent alone."""
    return block is not None and block.kind is Kind.FENCE and block.text.text[:3] not in ("```", "~~~")


def _begins(line: Line, block: Block | None) -> bool:
    """Whether a line is indented like its block; one that only goes on may have any indent."""
    return block is None or _is_code(block) or (line.number == block.number and not block.continues)


def _width(line: Line, block: Block | None, *, plain: bool) -> int:
    """The columns before a line that are not its block's own."""
    return max(0, indent_of(line.text) - (_CODE if _is_code(block) and not plain else 0))


def _cut(line: Line, width: int) -> Line:
    """``line`` without its first ``width`` columns of white space, as far as it has them."""
    at = columns = 0
    while columns < width and line.text[at : at + 1] in (" ", "\t") and at < len(line.text):
        columns += 4 - columns % 4 if line.text[at] == "\t" else 1
        at += 1
    return line.cut(at) if at else line
