"""Which texts may have a finding when they are rendered, told from their signs alone.

Owns: what a text must hold so that rendering could find anything, or change anything.  Does not own: what is found.
A check looks at cards only where this says that something may be wrong with them.
"""

from __future__ import annotations

import re

# Tags, entities, links, code, formulas, tables, Anki's own signs, addresses; control characters; what nests deeply.
_TELLING = re.compile(
    r"[<>&$`|\[\]{}^~=\\@√∑∏∫∂\x00-\x08\x0b-\x1f\x7f-\x9f]|://|www\.|mailto:|^[ \t]{16}", re.MULTILINE
)
_LONG = 10_000  # characters; of a longer text its length may be told


# A line of words alone: none of Markdown's signs, no mark of a list before it, nothing that could be a formula or an
# address.  Of letters, those of Latin scripts, which need no mark of their direction.
_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_PLAIN = re.compile(
    rf"[{_LETTER}]+(?=[ ,;!?]|\Z)(?:[{_LETTER}0-9,;'\u2019\u201c\u201d%]|[.!?](?=[ \u201d]|\Z)|"
    rf"(?<=[{_LETTER}0-9])-(?=[{_LETTER}0-9])|[ ](?=[^ ]))*"
)


def is_plain(line: str) -> bool:
    """Whether ``line`` is a paragraph that looks on a card as it is typed: rendering would change nothing in it."""
    return len(line) <= _LONG and _PLAIN.fullmatch(line) is not None


def may_be_told(text: str) -> bool:
    """Whether rendering ``text`` may find something wrong."""
    return len(text) > _LONG or _TELLING.search(text) is not None
