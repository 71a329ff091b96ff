"""The notetype: its fields and its one template.  A promise: see below.

Anki stops updating every existing note for ever when the fields or templates of a
notetype change shape, so ``FIELDS``, their ids, the template's id and the sort field
are fixed.  Templates and CSS may change; ``ledger`` then moves the notetype's
modification time.  New content goes into the reserve fields.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

FIELDS = (
    "Question",
    "Answer",
    "Context",
    "Source",
    "Retired",
    "Reserve1",
    "Reserve2",
    "Reserve3",
    "Reserve4",
    "Reserve5",
)
FIELD_IDS = tuple(7_310_000_001 + i for i in range(len(FIELDS)))
TEMPLATE_NAME = "Question and answer"
TEMPLATE_ID = 7_310_000_101
SORT_FIELD = 0
NOTETYPE_ID = 1_763_700_000_001
NOTETYPE_NAME = "Deckbuilder"

_HERE = Path(__file__).parent / "card"


@dataclass(frozen=True, slots=True)
class Notetype:
    """What may change between releases: templates and CSS, as text."""

    front: str
    back: str
    css: str

    @property
    def digest(self) -> str:
        """A hash of all that Anki would replace."""
        return hashlib.sha256("\0".join((self.front, self.back, self.css)).encode()).hexdigest()[:16]


def load() -> Notetype:
    """The notetype of this version of Deckbuilder, read from ``builder/card/``."""
    return Notetype(*((_HERE / name).read_text(encoding="utf-8") for name in ("front.html", "back.html", "card.css")))
