"""When a document and a note are the same as before: digests of all that they are made from.

Owns: what goes into the digests.  Whoever gives reading or rendering another input has to put it in here.  Does not
own: what is done with them (``memory``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from builder.model.config import Config, Formulas
from builder.model.notes import About, Choice, Draft, Gaps, Note
from builder.model.source import Excerpt, Line
from builder.render import Shared

_Lines = tuple[tuple[int, int, str], ...]


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
        draft = note.draft
        said, places = self._of_shared(shared)
        line = draft.line
        content = (_draft(draft, line), note.title, note.cards, note.retired, self._writing, formulas, astuple(about))
        digest = _digest((said, content))
        return Place(digest, _digest((digest, places, draft.path, line)))

    def _of_shared(self, shared: Shared) -> tuple[bytes, bytes]:
        if self._shared is None or self._shared[0] is not shared:
            definitions = [(d.kind.value, d.name, _lines(d.lines, 0)) for d in shared.definitions]
            said = [(kind, name, [text for _, _, text in lines]) for kind, name, lines in definitions]
            known = _digest((said, shared.equations.said, shared.furigana, shared.drawings))
            self._shared = shared, known, _digest(definitions)
        return self._shared[1:]


def _draft(draft: Draft, line: int) -> tuple[object, ...]:
    """All of a draft but its path; lines are counted from ``line``."""
    return (
        _excerpt(draft.question, line),
        _excerpt(draft.answer, line),
        [(section.title, section.level) for section in draft.sections],
        (draft.dialect, draft.number, draft.pin, draft.tags, draft.deck, draft.guid, draft.notetype),
        draft.gaps and _gaps(draft.gaps, line),
        draft.choice and _choice(draft.choice, line),
        draft.hint and _excerpt(draft.hint, line),
        draft.reverse,
        draft.typed,
    )


def _gaps(gaps: Gaps, line: int) -> tuple[object, ...]:
    cloze = _excerpt(gaps.cloze.text, line), gaps.cloze.deletions
    return *cloze, _excerpt(gaps.above, line), _excerpt(gaps.extra, line)


def _choice(choice: Choice, line: int) -> tuple[object, ...]:
    excerpts = (choice.stem, choice.explanation, *choice.options)
    return [_excerpt(excerpt, line) for excerpt in excerpts], sorted(choice.right), choice.fixed


def _excerpt(excerpt: Excerpt, first: int) -> _Lines:
    return _lines(excerpt.lines, first)


def _lines(lines: Iterable[Line], first: int) -> _Lines:
    return tuple([(line.number - first, line.column, line.text) for line in lines])


def _digest(value: object) -> bytes:
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).digest()
