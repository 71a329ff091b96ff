"""Which texts may have a finding when they are rendered, told from their signs alone.

Owns: what a text must hold so that rendering could find anything.  Does not own: what is found.  A check looks at
cards only where this says that something may be wrong with them; what it calls plain has words and marks alone.
"""

from __future__ import annotations

import re

# Tags, entities, links, code, formulas, tables, Anki's own signs, addresses; control characters; what nests deeply.
_TELLING = re.compile(
    r"[<>&$`|\[\]{}^~=\\@√∑∏∫∂\x00-\x08\x0b-\x1f\x7f-\x9f]|://|www\.|mailto:|^[ \t]{16}", re.MULTILINE
)
_LONG = 10_000  # characters; of a longer text its length may be told


def may_be_told(text: str) -> bool:
    """Whether rendering ``text`` may find something wrong."""
    return len(text) > _LONG or _TELLING.search(text) is not None
