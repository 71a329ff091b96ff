"""What is remembered from one build to the next, so that only what changed is read, checked and rendered again.

Owns: which documents, findings and notes are the same as before.  What it gives is what a fresh build would give, to
the byte (``tests/memory``).  A server keeps it while it runs; a ``Cache`` keeps it on the disk for the next
command.  Does not own: reading (``reading``), rendering (``render``), the order of the stages (``pipeline``), files
(``project.cache``).

A document is the same if its path, its bytes and the configuration are, and then so is what its checks find.  A note
is the same if what it is rendered from is, and if the pictures and sounds it asked for are still answered as they
were.  Where it stands matters only if something was found, or asked for, at a place.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from builder.media import MediaStore
from builder.media.store import Picture
from builder.memory.frozen import freeze, thaw
from builder.memory.sameness import Place, Sameness
from builder.model.config import Config, Formulas
from builder.model.diagnostics import Diagnostic
from builder.model.notes import About, Draft, Note, Rendered
from builder.model.source import Excerpt, Span
from builder.project.cache import Cache
from builder.project.files import Project
from builder.read.reading import ReadDocument, read_document
from builder.read.recognise import Detection, Dialect
from builder.render import Renderer, Shared

_Question = tuple[str, str, Span, str]  # picture or sound, reference, place, alternative text
_Answer = tuple[Picture | str | None, tuple[Diagnostic, ...]]
_Found = tuple[Diagnostic, ...]
Render = Callable[[Note, Formulas | None, About, Shared], tuple[Rendered, _Found]]

_CARD = b"\0one card"  # behind the bytes of a file that is one card: it is another document then
_WHOLE = ""  # in the place of a document's path: the project


class ListeningStore(MediaStore):
    """A store that writes down what it is asked and what it answers.

    ``ahead`` holds answers that were fetched already: a store must not be asked twice, for it tells
    what is wrong with a file only once.
    """

    heard: list[tuple[_Question, _Answer]]
    ahead: dict[_Question, _Answer]

    def start(self) -> None:
        self.heard, self.ahead = [], {}

    def resolve(self, reference: str, span: Span, *, alt: str = "") -> tuple[Picture | None, _Found]:
        question = ("picture", reference, span, alt)
        answer = self.ahead.pop(question, None) or super().resolve(reference, span, alt=alt)
        self.heard.append((question, answer))
        return answer  # type: ignore[return-value]  # the kind of the question decides that of the answer

    def resolve_sound(self, reference: str, span: Span) -> tuple[str | None, _Found]:
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


_NOBODY = Note(Draft(Excerpt(""), Excerpt(""), (), ""), "", (), "")


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a note became, without the note; ``heard`` is what it asked of the media and was told."""

    rendered: Rendered
    diagnostics: _Found
    heard: tuple[tuple[_Question, _Answer], ...]

    @property
    def is_placed(self) -> bool:
        return bool(self.diagnostics or self.heard)


_Notes = dict[bytes, _Kept]


class Memory:
    """``read`` and ``rendered`` count what the last build could not take from it."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.rendered = 0
        self._cache: Cache | None = None
        self._where = ""
        self._sameness = Sameness(Config())
        self._documents: dict[str, tuple[bytes, ReadDocument]] = {}
        self._findings: dict[str, tuple[bytes, _Found]] = {}
        self._notes: dict[str, _Notes] = {}
        self._before: dict[str, _Notes] = {}

    def begin(self, project: Project) -> None:
        """A build of ``project`` begins, whose cache may know more than the last build left."""
        self._cache = project.cache
        self._where = os.path.realpath(project.folder)
        self._sameness = Sameness(project.config)
        self._before, self._notes = {**self._before, **self._notes}, {}
        self.read, self.rendered = [], 0

    def read_document(
        self, path: str, data: bytes, config: Config, dialects: Mapping[str, Dialect], *, is_card: bool = False
    ) -> ReadDocument:
        """As ``reading.read_document``, but without what was weighed on the way."""
        key = self._sameness.document(path, data + _CARD if is_card else data)
        known = self._documents.get(path)
        if known is None or known[0] != key:
            document = self._load("document", path, key)
            if not isinstance(document, ReadDocument):
                self.read.append(path)
                document = _slim(read_document(path, data, config, dialects, is_card=is_card))
                self._store("document", path, key, document)
            known = self._documents[path] = key, document
        return known[1]

    def findings(self, path: str, find: Callable[[], _Found]) -> _Found:
        """What ``find`` finds in the document at ``path``, as it was read last; or in all documents (``""``)."""
        if path == _WHOLE:
            key = hashlib.sha256(b"".join(self._documents[path][0] for path in sorted(self._documents))).digest()
        else:
            key = self._documents[path][0]
        known = self._findings.get(path)
        if known is None or known[0] != key:
            found = self._load("findings", path, key)
            if not isinstance(found, tuple):
                found = find()
                self._store("findings", path, key, found)
            known = self._findings[path] = key, found
        return known[1]

    def rendering(self, renderer: Renderer, store: ListeningStore) -> Render:
        """``renderer.render``, for notes that are not known yet."""

        def render(note: Note, formulas: Formulas | None, about: About, shared: Shared) -> tuple[Rendered, _Found]:
            path = note.draft.path
            place = self._sameness.note(note, formulas, about, shared)
            store.start()
            kept = self._known(path, place)
            if kept is None or not store.ask_again(kept.heard):
                self.rendered += 1
                store.heard = []
                fresh, found = renderer.render(note, formulas, about=about, shared=shared)
                kept = _Kept(replace(fresh, note=_NOBODY), found, tuple(store.heard))
            self._notes.setdefault(path, {})[place.placed if kept.is_placed else place.said] = kept
            return replace(kept.rendered, note=note), kept.diagnostics

        return render

    def _known(self, path: str, place: Place) -> _Kept | None:
        if path not in self._before:
            loaded = self._load("notes", path, b"")
            self._before[path] = loaded if isinstance(loaded, dict) else {}
        before = self._before[path]
        return before.get(place.said) or before.get(place.placed)

    def keep(self, *, whole: bool) -> None:
        """The build ends: what it made is remembered; where not all notes were rendered, so is the rest of before."""
        for path, notes in self._notes.items():
            before = self._before[path]
            if not whole:
                notes = self._notes[path] = {**before, **notes}
            if notes.keys() != before.keys():
                self._store("notes", path, b"", notes)
        self._before = {path: notes for path, notes in self._before.items() if path in self._documents}
        if self._cache and (self.read or self.rendered):
            self._cache.prune()

    def _load(self, kind: str, path: str, key: bytes) -> object:
        data = self._cache.load(kind, f"{self._where}\0{path}", key) if self._cache else None
        return None if data is None else thaw(data)

    def _store(self, kind: str, path: str, key: bytes, value: object) -> None:
        if self._cache and (data := freeze(value)) is not None:
            self._cache.store(kind, f"{self._where}\0{path}", key, data)


_NOTHING_WEIGHED = Detection((), (), frozenset(), None)


def _slim(document: ReadDocument) -> ReadDocument:
    return replace(document, reading=replace(document.reading, detection=_NOTHING_WEIGHED))
