"""What the notetype of a note says in an export of Anki: whether it is asked both ways, and where its fields go.

Owns: the names of Anki's stock notetypes, and the fields of our own.  Does not own: the fields' text (``cells``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.model import notetypes
from builder.model.notetypes import Fields, Notetype
from builder.read.language import words

_OURS = notetypes.load()
_STOCK = words.WORDS["data_tables"]
_REVERSED, _TYPED, _OPTIONAL = (
    re.compile("|".join(map(re.escape, _STOCK[name])), re.I) for name in ("reversed", "typed", "optional")
)
_OPTION = re.compile(r"<li(?P<right>[^<>]*\bdb-right\b)?[^<>]*>(?P<text>.*?)</li>", re.S)


def is_reversed(name: str, added: str) -> bool:
    """Whether notes of a notetype of this name are asked both ways; ``added`` is the field of those that may be."""
    return _REVERSED.search(name) is not None and (bool(added.strip()) or not is_optional(name))


def is_optional(name: str) -> bool:
    """Whether the third field of such notes says that they are asked both ways."""
    return _OPTIONAL.search(name) is not None and _REVERSED.search(name) is not None


def is_typed(name: str) -> bool:
    return _TYPED.search(name) is not None


def ours(name: str) -> Notetype | None:
    """Our own notetype of this name, which a release gives the name of its deck: ``Deckbuilder: Winds``."""
    own, colon, _ = name.partition(":")
    return next((kind for kind in _OURS.values() if kind.name == own.strip() and colon), None)


def fields(kind: Notetype, texts: Sequence[str]) -> Fields:
    """The fields of a note of our own notetype."""
    return kind.read(dict(zip(kind.field_names, texts, strict=False)))


def options(html: str) -> tuple[list[str], frozenset[int]]:
    """The options of a choice, and the indexes of the right ones."""
    found = list(_OPTION.finditer(html))
    return [match["text"] for match in found], frozenset(at for at, match in enumerate(found) if match["right"])
