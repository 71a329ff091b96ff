"""What the fields of a cloze and of a choice hold.

Owns: the HTML of both.  Does not own: what is hidden and which options are right (``read.kinds``), the numbers
of cards (``ledger.ordinals``), how Markdown becomes HTML (the rest of this package).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from builder.model.cloze import filled
from builder.model.notes import Choice, Gaps
from builder.model.notetypes import Fields
from builder.model.source import Excerpt
from builder.render.plain import plain_text

Show = Callable[[Excerpt], str]  # Markdown to HTML

_READING = re.compile(r"<(rp|rt)>[^<>]*</\1>")  # above a word: it is not typed
_SINGLE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p[ >]).)*)</p>", re.DOTALL)


def cloze(gaps: Gaps, cards: Sequence[int], show: Show) -> Fields:
    """A text with Anki's deletions, each with the number of its card."""
    return Fields(
        text=filled(show(gaps.cloze.text), [card + 1 for card in cards]),
        question=_bare(show(gaps.above)),
        extra=show(gaps.extra),
    )


def choice(asked: Choice, show: Show) -> Fields:
    """The question without its options; these as a list, in which the right ones have a class."""
    options = [_bare(show(option)) for option in asked.options]
    items = "\n".join(
        f'<li class="db-right">{html}</li>' if number in asked.right else f"<li>{html}</li>"
        for number, html in enumerate(options)
    )
    kind = 'type="A"' if asked.fixed else 'class="db-shuffled"'
    right = [html for number, html in enumerate(options) if number in asked.right]
    return Fields(
        question=_bare(show(asked.stem)),
        answer=right[0] if len(right) == 1 else "<ul>\n" + "\n".join(f"<li>{html}</li>" for html in right) + "\n</ul>",
        options=f"<ol {kind}>\n{items}\n</ol>",
        extra=show(asked.explanation),
    )


def to_type(answer: str, *, is_cloze: bool) -> str:
    """The plain text that has to be typed; of a cloze Anki finds it itself."""
    return "yes" if is_cloze else escape(" ".join(plain_text(_READING.sub("", answer)).split()), quote=False)


def _bare(html: str) -> str:
    """``html`` without the paragraph around it, if it is a single one."""
    match = _SINGLE_PARAGRAPH.fullmatch(html)
    return match[1] if match else html
