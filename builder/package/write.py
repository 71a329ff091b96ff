"""Notes into the bytes of an ``.apkg``: the same notes give the same bytes.

Owns: the package's ids, times, positions and decks, the collection inside it, and the
zip around it; it is the only importer of genanki.  Does not own: when a note was
modified (``ledger``), what its fields say (``render``), the file (``project``).

genanki writes every row (its schema, its INSERT statements, its JSON of decks and
notetypes).  What it would choose itself is overruled in small subclasses, because each of
its choices moves what must not move: it takes ids and times from one clock, guesses
cards from the template, and stores the zip with the time of day.  See also
https://github.com/kerrickstaley/genanki and Anki's importer,
``rslib/src/import_export/package/apkg/import`` in ankitects/anki.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import re
import sqlite3
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import genanki

from builder.model.diagnostics import ProjectError
from builder.model.notes import Rendered
from builder.model.notetypes import Released
from builder.package.apkg import IDENTITY_MEMBER

MEDIA_NAME = re.compile(r"_?[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)

_SPLITS_TAGS = re.compile(r"[\s\x00-\x1f\x7f]")
_DAY = 86_400  # seconds
_DEFAULT_DECK = 1  # the deck that every collection has
_FIELD_SEPARATOR = "\x1f"
_SORT_FIELD = 0  # never another: Anki would mark all notes of the notetype as edited
_SQLITE_VERSION = 3_040_000  # what the header claims; see _neutral
_PAGE = 4096  # bytes
_TREE_PAGES = {2: 12, 5: 12, 10: 8, 13: 8}  # a page's kind -> the length of its header
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_ALREADY_COMPRESSED = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".mp3", ".ogg", ".opus", ".m4a", ".mp4", ".webm")


@dataclass(frozen=True, slots=True)
class Preset:
    """Options of decks, in Anki's own words a preset; what is None is as Anki has it."""

    name: str
    id: int
    new_per_day: int | None = None
    reviews_per_day: int | None = None


def pack(
    notes: Sequence[Rendered],
    *,
    notetypes: Sequence[Released],
    media: Mapping[str, bytes],
    released: int,
    deck_descriptions: Mapping[str, str] = MappingProxyType({}),
    identity: str = "",
    preset: Preset | None = None,
) -> bytes:
    """Return the bytes of a package that holds ``notes``, to be studied in this order.

    ``media`` maps a file's name to its bytes; a file that no note uses is left out, save
    those whose names begin with ``_``.  ``released`` is in Unix seconds; ``deck_descriptions``
    maps a deck's full name to HTML; ``identity`` is the project's, by which a lost ledger is
    found again; ``preset`` has the options of all decks.  Two deck names that
    differ only in case are one deck for Anki, and get the spelling that comes first.

    The collection is the same to the byte on every machine; the bytes of the zip also
    depend on the machine's zlib, which few ever change.

    Raises ``ProjectError`` where a package would not arrive whole: a GUID or a first field
    that is empty, a GUID used twice, a note of another notetype than ``notetypes`` or without
    a card, a media file that is missing or badly named, an illegal tag or deck, a note
    without modification time, a release before 1970-01-02.
    """
    if released <= _DAY:
        raise ProjectError(
            f"the time of the release is {released}, which Anki cannot take for the age of a note",
            hint="set SOURCE_DATE_EPOCH to a time after 1970-01-02, or leave it unset",
        )
    by_key = {n.notetype.key: n for n in notetypes}
    _check_notes(notes, by_key)
    collection = _collection(notes, by_key, released, deck_descriptions, preset)
    return _zip(collection, _used_media(notes, media), identity)


# ------------------------------------------------------------------ what may be packed


def _check_notes(notes: Sequence[Rendered], notetypes: Mapping[str, Released]) -> None:
    seen: dict[str, Rendered] = {}
    for rendered in notes:
        guid, span = rendered.guid, rendered.note.draft.question.span
        if not guid:
            raise ProjectError("a note has an empty GUID", span=span)
        if guid in seen:
            raise ProjectError(
                f"the GUID {guid!r} is used twice; the first time at {seen[guid].note.draft.question.span}",
                span=span,
                hint="remove the line of one of the two from sources/ledger.jsonl",
            )
        seen[guid] = rendered
        released = notetypes.get(rendered.note.draft.notetype)
        if released is None:
            raise ProjectError(f"there is no notetype {rendered.note.draft.notetype!r}", span=span)
        if not rendered.cards and not rendered.note.retired:
            raise ProjectError("a note has no card", span=span)
        if _FIELD_SEPARATOR in rendered.fields.html:
            raise ProjectError(
                "a field holds the control character U+001F, which separates fields in Anki",
                span=span,
                hint="remove the character from the source",
            )
        if not _values(rendered, released)[_SORT_FIELD].strip():
            raise ProjectError("a note has an empty question", span=span)
        if any(not tag or _SPLITS_TAGS.search(tag) for tag in rendered.note.tags):
            raise ProjectError(f"a tag is empty or holds white space: {list(rendered.note.tags)}", span=span)
        if not all(part.strip() for part in rendered.note.deck.split("::")):
            raise ProjectError(f"the deck's name {rendered.note.deck!r} has an empty part", span=span)
        if rendered.modified <= 0:
            raise ProjectError("a note has no modification time: Anki would never update it", span=span)


def _values(rendered: Rendered, released: Released) -> list[str]:
    return list(released.notetype.named(rendered.fields).values())


def _used_media(notes: Sequence[Rendered], media: Mapping[str, bytes]) -> dict[str, bytes]:
    used = {name for rendered in notes for name in rendered.media}
    missing = sorted(used - media.keys())
    if missing:
        raise ProjectError(f"notes refer to media that is not there: {', '.join(missing)}")
    kept = {name: media[name] for name in sorted(media) if name in used or name.startswith("_")}
    for name in kept:
        if not MEDIA_NAME.fullmatch(name):
            raise ProjectError(
                f"{name!r} is no name for a packed file",
                hint="it takes a-z, 0-9, '.', '-' and '_', at most 100 characters, and no folder",
            )
    return kept


# ---------------------------------------------------------------- ids, decks, positions


@dataclass(frozen=True, slots=True)
class _Ids:
    """The ids of a note and of its cards, in their order."""

    note: int
    cards: tuple[int, ...]


def _note_ids(notes: Sequence[Rendered], released: int) -> dict[str, _Ids]:
    """Return ids for each GUID: times in milliseconds, within the day before the note was created.

    Anki shows them as the day of creation.  They depend on the GUID and not on the clock, so
    that they are the same in every build; where two would meet, the older note keeps it.  A
    note's first card has the note's own id.
    """
    created = {n.guid: n.note.created if n.note.created > _DAY else released for n in notes}
    cards = {n.guid: n.cards for n in notes}
    ids: dict[str, _Ids] = {}
    taken: set[int] = set()

    def free(text: str, guid: str) -> int:
        wanted = created[guid] * 1000 - _hash(text) % (_DAY * 1000)
        while wanted in taken:
            wanted -= 1
        taken.add(wanted)
        return wanted

    oldest_first = sorted(created, key=lambda g: (created[g], g))
    notes_ids = {guid: free(guid, guid) for guid in oldest_first}
    for guid in oldest_first:
        others = (free(f"{guid}\0{number}", guid) for number in cards[guid][1:])
        ids[guid] = _Ids(notes_ids[guid], (notes_ids[guid], *others))
    return ids


def _deck_ids(names: Sequence[str]) -> dict[str, int]:
    """Return an id for each deck's name.  An import goes by the name; the id need only be lasting and unique."""
    ids: dict[str, int] = {}
    taken = {_DEFAULT_DECK}
    for name in sorted(names):
        wanted = 10**12 + _hash(name.casefold()) % 10**12
        while wanted in taken:
            wanted += 1
        taken.add(wanted)
        ids[name] = wanted
    return ids


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


class _DeckNames:
    """One spelling for deck names that Anki takes for the same: the first, for each part of the path."""

    def __init__(self) -> None:
        self._spellings: dict[str, str] = {}

    def fold(self, name: str) -> str:
        path = ""
        for part in unicodedata.normalize("NFC", name).split("::"):
            path = f"{path}::{part}" if path else part
            path = self._spellings.setdefault(path.casefold(), path)
        return path


# ------------------------------------------------------------------------ the collection


class _Model(genanki.Model):  # type: ignore[misc]
    """A notetype, with a modification time of its own: a later one overwrites the learner's styling."""

    def __init__(self, released: Released) -> None:
        notetype = released.notetype
        super().__init__(
            model_id=released.id,
            name=released.name,
            fields=[
                # A learner who deletes a field would never again get an update (Anki lets a
                # notetype grow and shrink only by merging): so the editor keeps them.
                {
                    "name": field.name,
                    "id": field.id,
                    "description": field.description,
                    "collapsed": not field.holds,
                    "preventDeletion": True,
                }
                for field in notetype.fields
            ],
            templates=[{"name": t.name, "id": t.id, "qfmt": t.front, "afmt": t.back} for t in notetype.templates],
            css=notetype.css,
            model_type=genanki.Model.CLOZE if notetype.cloze else genanki.Model.FRONT_BACK,
            sort_field_index=_SORT_FIELD,
        )
        self.modified = released.modified

    # genanki guesses from the templates which cards a note has; ours say so themselves.
    _req = [[0, "any", [_SORT_FIELD]]]  # noqa: RUF012  (a property in genanki)

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, object]:
        made: dict[str, object] = super().to_json(self.modified, deck_id)
        return made


class _Note(genanki.Note):  # type: ignore[misc]
    """A note whose id, time and cards are given, not generated.

    A retired note keeps its card although its front is blank: that is how the learner's
    *Empty Cards* finds it.
    """

    cards: Sequence[genanki.Card] = ()  # a property in genanki

    def __init__(self, model: _Model, values: list[str], rendered: Rendered, ids: _Ids, deck_id: int, due: int) -> None:
        super().__init__(model, values, tags=rendered.note.tags, guid=rendered.guid, due=due)
        self.cards = [genanki.Card(number) for number in rendered.cards]
        self.ids = ids
        self.modified = rendered.modified
        self.deck_id = deck_id

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Skip the check: genanki's pattern warns about valid HTML, and takes quadratic time with many '<'."""

    def write(self, cursor: sqlite3.Cursor) -> None:
        self.write_to_db(cursor, self.modified, self.deck_id, iter((self.ids.note, *self.ids.cards)))


class _Package(genanki.Package):  # type: ignore[misc]
    """A package that writes decks and notetypes once; genanki rewrites all of them for every deck."""

    def __init__(
        self,
        models: Sequence[_Model],
        decks: Sequence[genanki.Deck],
        notes: Sequence[_Note],
        preset: Preset | None,
    ) -> None:
        super().__init__([])  # with no decks, genanki writes its schema and the collection's own row
        self.models = models
        self.all_decks = decks
        self.notes = notes
        self.preset = preset

    def write(self, cursor: sqlite3.Cursor) -> None:
        super().write_to_db(cursor, 0, iter(()))
        default, presets = cursor.execute("SELECT decks, dconf FROM col").fetchone()
        own = {"conf": self.preset.id} if self.preset else {}
        decks = json.loads(default) | {str(deck.deck_id): deck.to_json() | own for deck in self.all_decks}
        if self.preset:
            shown = json.dumps(_with_preset(json.loads(presets), self.preset))
            cursor.execute("UPDATE col SET dconf = ?", (shown,))
        models = {str(model.model_id): model.to_json(model.modified, _DEFAULT_DECK) for model in self.models}
        cursor.execute("UPDATE col SET decks = ?, models = ?", (json.dumps(decks), json.dumps(models)))
        for note in self.notes:
            note.write(cursor)


def _with_preset(presets: dict[str, dict[str, Any]], preset: Preset) -> dict[str, dict[str, Any]]:
    """Anki's own preset, and after its pattern that of the package."""
    own = copy.deepcopy(presets["1"]) | {"id": preset.id, "name": preset.name}
    for kind, limit in (("new", preset.new_per_day), ("rev", preset.reviews_per_day)):
        if limit is not None:
            own[kind]["perDay"] = limit
    return presets | {str(preset.id): own}


def _collection(
    notes: Sequence[Rendered],
    notetypes: Mapping[str, Released],
    released: int,
    deck_descriptions: Mapping[str, str],
    preset: Preset | None,
) -> bytes:
    """Return the SQLite file ``collection.anki2``, in Anki's schema 11."""
    names = _DeckNames()
    decks_of_notes = [names.fold(rendered.note.deck) for rendered in notes]
    descriptions = {names.fold(name): text for name, text in deck_descriptions.items()}
    used = {parent for name in set(decks_of_notes) for parent in _with_parents(name)}
    deck_ids = _deck_ids(sorted(set(decks_of_notes) | (used & descriptions.keys())))
    ids = _note_ids(notes, released)
    models = {key: _Model(notetypes[key]) for key in sorted({r.note.draft.notetype for r in notes})}
    rows = [
        _Note(
            models[r.note.draft.notetype],
            _values(r, notetypes[r.note.draft.notetype]),
            r,
            ids[r.guid],
            deck_ids[deck],
            due,
        )
        for due, (r, deck) in enumerate(zip(notes, decks_of_notes, strict=True), 1)
    ]
    rows.sort(key=lambda row: row.ids.note)  # appending to a table is quicker than inserting, and packs denser
    decks = [genanki.Deck(identifier, name, descriptions.get(name, "")) for name, identifier in deck_ids.items()]
    with closing(sqlite3.connect(":memory:")) as connection:
        cursor = connection.cursor()
        # What the machine's SQLite was compiled with must not show.
        for setting in (f"page_size = {_PAGE}", "encoding = 'UTF-8'", "auto_vacuum = 0", "secure_delete = 1"):
            cursor.execute(f"PRAGMA {setting}")
        _Package(list(models.values()), decks, rows, preset).write(cursor)
        connection.commit()
        cursor.execute("VACUUM")
        return _neutral(connection.serialize())


def _with_parents(deck: str) -> Iterator[str]:
    parts = deck.split("::")
    return ("::".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def _neutral(database: bytes) -> bytes:
    """Return the same database without traces of the SQLite that wrote it.

    They are the library's version (four bytes of the header that no SQLite reads) and what
    it left in the unused middle of pages, between the pointers to the cells and the cells;
    the layout is https://www.sqlite.org/fileformat2.html, 1.3 and 1.6.  The database is
    freshly vacuumed, so that each of its pages belongs to a tree or is an overflow page,
    and these begin with the high byte of a page number: 0 for all below 64 GB.
    """
    image = bytearray(database)
    image[96:100] = _SQLITE_VERSION.to_bytes(4)
    for page in range(0, len(image), _PAGE):
        header = page + 100 if page == 0 else page
        if image[header] in _TREE_PAGES:
            cells = int.from_bytes(image[header + 3 : header + 5])
            start = header + _TREE_PAGES[image[header]] + 2 * cells
            end = page + int.from_bytes(image[header + 5 : header + 7])
            image[start:end] = bytes(end - start)
    return bytes(image)


# ------------------------------------------------------------------------------- the zip


def _zip(collection: bytes, media: Mapping[str, bytes], identity: str) -> bytes:
    """Return a zip whose bytes depend on nothing but what it holds."""
    members = [("collection.anki2", collection, zipfile.ZIP_DEFLATED)]
    for index, (name, data) in enumerate(media.items()):
        kind = zipfile.ZIP_STORED if name.endswith(_ALREADY_COMPRESSED) else zipfile.ZIP_DEFLATED
        members.append((str(index), data, kind))
    listing = json.dumps({str(index): name for index, name in enumerate(media)})
    members.append(("media", listing.encode(), zipfile.ZIP_DEFLATED))
    if identity:  # Anki passes over a member that it does not know
        members.append((IDENTITY_MEMBER, identity.encode(), zipfile.ZIP_DEFLATED))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data, kind in members:
            info = zipfile.ZipInfo(name, _ZIP_EPOCH)
            info.compress_type = kind
            info.create_system = 3  # Unix, on every machine
            info.external_attr = 0o100644 << 16
            package.writestr(info, data)
    return buffer.getvalue()
