"""When a document and a note are the same as before: digests of all that they are made from.

Owns: what goes into the digests.  Whoever gives reading or rendering another input has to put it in here.  Does not
own: what is done with them (``memory``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from operator import attrgetter
from typing import Any

from builder.model.config import Config, Formulas
from builder.model.notes import About, Note
from builder.model.source import Excerpt, Line, Span
from builder.render import Shared

_NOT_RENDERED = frozenset({"guid", "tags", "deck", "created", "modified"})  # of a note


@dataclass(frozen=True, slots=True)
class Place:
    """Digests of a note: of what it says (``said``), and of this together with where it stands (``placed``)."""

    said: bytes
    placed: bytes


class Sameness:
    """Digests under one configuration."""

    def __init__(self, config: Config) -> None:
        self._config = _digest(config)
        self._writing = (config.formulas, dict(config.macros))
        self._shared: tuple[Shared, bytes, bytes] | None = None

    def document(self, path: str, data: bytes) -> bytes:
        """A digest of all that a document is read from."""
        return hashlib.sha256(b"".join((self._config, _digest(path), data))).digest()

    def note(self, note: Note, formulas: Formulas | None, about: About, shared: Shared) -> Place:
        """Digests of all that ``note`` is rendered from."""
        said, places = self._of_shared(shared)
        line = note.draft.line
        content = [_said(getattr(note, name), line) for name in _FIELDS]
        digest = _digest((said, content, self._writing, formulas, astuple(about)))
        return Place(digest, _digest((digest, places, note.draft.path, line)))

    def _of_shared(self, shared: Shared) -> tuple[bytes, bytes]:
        if self._shared is None or self._shared[0] is not shared:
            said = [(d.kind.value, d.name, [line.text for line in d.lines]) for d in shared.definitions]
            others = [_said(getattr(shared, name), 0) for name in _OF_ALL]
            places = [_said(getattr(shared, name), 0) for name in _PLACES]
            self._shared = shared, _digest((said, shared.equations.said, others)), _digest(places)
        return self._shared[1:]


_PLACES = ("definitions", "drawings")  # of what is shared: what has a place in the document
_OF_ALL = tuple(field.name for field in fields(Shared) if field.name not in ("equations", *_PLACES))
_FIELDS = tuple(field.name for field in fields(Note) if field.name not in _NOT_RENDERED)


class _Values(dict[type, Callable[[Any], Any]]):
    """For each type of record, a function that gives the values of its fields."""

    def __missing__(self, kind: Any) -> Callable[[Any], Any]:
        values = self[kind] = attrgetter(*(field.name for field in fields(kind)), "__class__.__name__")
        return values


_VALUES = _Values()


def _said(value: Any, line: int) -> object:
    """All of ``value`` but places: lines are counted from ``line``, spans and paths left out."""
    if isinstance(value, Excerpt):
        return [(own.number - line, own.column, own.text) for own in value.lines]
    if isinstance(value, tuple):
        return [_said(part, line) for part in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Span):
        return None
    if isinstance(value, Line):
        return value.number - line, value.column, value.text
    if hasattr(value, "__dataclass_fields__"):
        return [_said(part, line) for part in _VALUES[type(value)](value)]
    return value


def _digest(value: object) -> bytes:
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).digest()
