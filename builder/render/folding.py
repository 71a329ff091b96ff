"""Long answers: the first part is shown, the rest is folded, without a script.

Owns: where an answer is parted: between its outermost blocks.  Does not own: how long it may be (``[card] fold``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.render.plain import plain_text

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^>]*?(/?)>")
_VOID = frozenset({"br", "hr", "img", "wbr", "col", "source", "input"})
_SHOWN = 0.5  # of the length from which an answer is folded: what is shown of it


def folded(html: str, limit: int) -> str:
    """``html`` with all but its first part in ``<details>``, if it is longer than ``limit`` letters (0: never)."""
    if not limit or len(html) <= limit or len(plain_text(html)) <= limit:
        return html
    blocks = list(_blocks(html))
    shown = 0
    for at, block in enumerate(blocks[:-1], 1):
        shown += len(plain_text(block))
        announces = plain_text(block).rstrip().endswith((":", "："))
        if shown >= limit * _SHOWN and not announces:
            rest = "".join(blocks[at:])
            if len(plain_text(rest)) < limit * _SHOWN / 2:
                return html
            first = "".join(blocks[:at]).rstrip()
            return (
                f'{first}\n<details class="db-more"><summary class="tappable">…</summary>\n{rest.strip()}\n</details>'
            )
    return html


def _blocks(html: str) -> Iterator[str]:
    """The outermost elements of well-formed ``html``, each with the text that follows it."""
    depth = start = 0
    closed = False  # an outermost element has ended since ``start``
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _VOID or tag[3]:
            continue
        if tag[1]:
            depth -= 1
            closed = closed or depth == 0
            continue
        if depth == 0 and closed:
            yield html[start : tag.start()]
            start, closed = tag.start(), False
        depth += 1
    yield html[start:]
