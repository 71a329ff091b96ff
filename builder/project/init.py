"""``deckbuilder init``: a commented configuration for a folder, with what was detected in it.

Owns: the text of that file.  Does not own: the detection (``read``), the writing of the file (``files``).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

_SHOWN = 40  # documents that are listed


def configuration(deck: str, documents: Iterable[tuple[str, str, str]]) -> str:
    """The text of a ``deckbuilder.toml``.

    ``documents`` are a path, what was detected in words, and the dialect's name (empty: none) each.
    """
    found = list(documents)
    quoted = deck.replace("\\", "\\\\").replace('"', '\\"')
    lines = [
        "# Written by 'deckbuilder init'. All of it is optional: take away what you do not need.",
        "",
        f'deck = "{quoted}"  # the root deck',
        '# description = ""  # shown in Anki below the deck',
        '# tags = ["school"]  # tags of every note',
        '# unanswered = "skip"  # leave questions without an answer out',
        '# exclude = ["drafts/*"]',
        "",
        "# How the documents are read. To overrule it for one, take the # away and change the dialect;",
        "# 'deckbuilder dialects --list' names them all.",
    ]
    for path, detected, dialect in islice(found, _SHOWN):
        lines += ["#", f"# {detected}", "# [[source]]", f"# path = '{path}'", f"# dialect = '{dialect or 'mine'}'"]
    if len(found) > _SHOWN:
        lines += ["#", f"# … and {len(found) - _SHOWN} more"]
    lines += [
        "",
        "# A layout of your own: patterns are regular expressions for a whole line.",
        "# [dialects.mine]",
        "# question = '^My mark (?P<text>.+)'",
        "# answer = '^My answer: '",
        "# section = '^== (?P<text>.+) ==$'",
        "",
    ]
    return "\n".join(lines)
