"""What a running server remembers of its last build, so that it reads and renders only what changed.

Owns: which documents and notes are the same as before.  What it gives is what a fresh build would
give, to the byte (``tests/test_memory.py``).  Does not own: reading (``reading``), rendering
(``render``), the order of the stages (``pipeline``).

A document is the same if its bytes and the configuration are.  A note is the same if what it is
rendered from is, and if the pictures and sounds it asked for are still answered as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from builder.media import MediaStore
from builder.media.store import Picture
from builder.model.config import Config, Formulas
from builder.model.diagnostics import Diagnostic
from builder.model.notes import About, Note, Rendered
from builder.model.source import Span
from builder.read.reading import ReadDocument, read_document
from builder.read.recognise import Dialect
from builder.render import Renderer, Shared

_Question = tuple[str, str, Span, str]  # picture or sound, reference, place, alternative text
_Answer = tuple[Picture | str | None, tuple[Diagnostic, ...]]
_Key = tuple[object, ...]
Render = Callable[[Note, Formulas | None, About, Shared], tuple[Rendered, tuple[Diagnostic, ...]]]


class ListeningStore(MediaStore):
    """A store that writes down what it is asked and what it answers.

    ``ahead`` holds answers that were fetched already: a store must not be asked twice, for it tells
    what is wrong with a file only once.
    """

    heard: list[tuple[_Question, _Answer]]
    ahead: dict[_Question, _Answer]

    def start(self) -> None:
        self.heard, self.ahead = [], {}

    def resolve(self, reference: str, span: Span, *, alt: str = "") -> tuple[Picture | None, tuple[Diagnostic, ...]]:
        question = ("picture", reference, span, alt)
        answer = self.ahead.pop(question, None) or super().resolve(reference, span, alt=alt)
        self.heard.append((question, answer))
        return answer  # type: ignore[return-value]  # the kind of the question decides that of the answer

    def resolve_sound(self, reference: str, span: Span) -> tuple[str | None, tuple[Diagnostic, ...]]:
        question = ("sound", reference, span, "")
        answer = self.ahead.pop(question, None) or super().resolve_sound(reference, span)
        self.heard.append((question, answer))
        return answer  # type: ignore[return-value]

    def ask_again(self, heard: tuple[tuple[_Question, _Answer], ...]) -> bool:
        """Whether each question is still answered as it was; the answers are kept for the next time they are wanted."""
        for question, answer in heard:
            kind, reference, span, alt = question
            new = self.resolve(reference, span, alt=alt) if kind == "picture" else self.resolve_sound(reference, span)
            self.ahead[question] = new
            if new != answer:
                return False
        return True


@dataclass(frozen=True, slots=True)
class _Kept:
    rendered: Rendered
    diagnostics: tuple[Diagnostic, ...]
    heard: tuple[tuple[_Question, _Answer], ...]


class Memory:
    """``read`` and ``rendered`` count what the last build could not take from it."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.rendered = 0
        self._config: Config | None = None
        self._documents: dict[str, tuple[bytes, ReadDocument]] = {}
        self._notes: dict[_Key, _Kept] = {}
        self._before: dict[_Key, _Kept] = {}

    def begin(self, config: Config) -> None:
        """A build begins: what the one before the last left is forgotten, and with another configuration all."""
        if config != self._config:
            self._documents, self._notes = {}, {}
        self._config = config
        self._before, self._notes = self._notes, {}
        self.read, self.rendered = [], 0

    def read_document(self, path: str, data: bytes, config: Config, dialects: Mapping[str, Dialect]) -> ReadDocument:
        """As ``reading.read_document``."""
        known = self._documents.get(path)
        if known is None or known[0] != data:
            self.read.append(path)
            known = data, read_document(path, data, config, dialects)
            self._documents[path] = known
        return known[1]

    def rendering(self, renderer: Renderer, store: ListeningStore) -> Render:
        """``renderer.render``, for notes that are not known yet."""

        def render(
            note: Note, formulas: Formulas | None, about: About, shared: Shared
        ) -> tuple[Rendered, tuple[Diagnostic, ...]]:
            key: _Key = (note.draft, note.title, note.retired, formulas, about, shared)
            store.start()
            kept = self._before.get(key)
            if kept is None or not store.ask_again(kept.heard):
                self.rendered += 1
                store.heard = []
                fields, found = renderer.render(note, formulas, about=about, shared=shared)
                kept = _Kept(fields, found, tuple(store.heard))
            self._notes[key] = kept
            return replace(kept.rendered, note=note), kept.diagnostics

        return render
