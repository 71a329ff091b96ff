"""Reads the notes of an existing ``.apkg`` (or ``.colpkg``), whoever made it.

Owns: the formats that packages come in.  Does not own: writing one (``package``), the file
(``project``), nor what is done with the notes (``ledger`` adopts them, ``diff`` compares).

There are three formats, told apart by the newest collection that the zip holds:

=====================  ===========================================================
``collection.anki21b`` SQLite compressed by Zstandard; notetypes, fields and decks in tables
``collection.anki21``  SQLite; notetypes and decks as JSON in the one row of ``col``
``collection.anki2``   the same; beside a newer one it only holds the note "please update Anki"
=====================  ===========================================================
"""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType

import zstandard

from builder.model.diagnostics import ProjectError
from builder.model.source import Span

IDENTITY_MEMBER = "deckbuilder-identity"  # in our own packages: the project's identity, as text
_MAX_BYTES = 400_000_000  # of a collection: a million short notes; more is not a deck but an attack
# SQLite's steps: what the queries below need for each byte of a collection, many times over, and some to begin with.
_STEPS_PER_BYTE, _FIRST_STEPS, _STEPS_AT_ONCE = 50, 20_000_000, 1_000_000
_LATEST = 1 << 40  # seconds


@dataclass(frozen=True, slots=True)
class PackagedNote:
    """A note as a package holds it.

    ``fields`` maps names to HTML, in the notetype's order; ``deck`` is the full name of the
    deck of its first card (``""``: it has no card); ``modified`` is in Unix seconds; ``cards``
    are the numbers of its cards.
    """

    guid: str
    notetype: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    deck: str
    modified: int
    notetype_id: int = 0
    cards: tuple[int, ...] = ()


def read_package(data: bytes, path: str) -> tuple[PackagedNote, ...]:
    """Return the notes of a package, in the order in which new ones would be studied.

    ``path`` is only for messages.  Raises ``ProjectError`` where ``data`` is no package, or a damaged one.
    """
    try:
        with closing(_open(data)) as collection:
            return _notes(collection)
    except _UNREADABLE as error:
        raise ProjectError(
            f"not a readable Anki package: {error}",
            span=Span(path, 1),
            hint="export the deck from Anki again (File > Export, .apkg)",
        ) from None


def read_identity(data: bytes) -> str:
    """Return the identity of the project that made the package; empty if it was none of ours, or is unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.read(IDENTITY_MEMBER).decode("ascii", "ignore")
    except (KeyError, *_UNREADABLE):
        return ""


class _Damaged(Exception):
    """The package is not what a package should be."""


_UNREADABLE = (
    _Damaged,
    zipfile.BadZipFile,
    zlib.error,
    zstandard.ZstdError,
    sqlite3.Error,
    NotImplementedError,  # a zip that is compressed in a way that Python does not know
    RuntimeError,  # a zip that wants a password
    ValueError,  # a zip whose list points before its beginning
    EOFError,
    OverflowError,
    struct.error,
)


def _open(data: bytes) -> sqlite3.Connection:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        for name in ("collection.anki21b", "collection.anki21", "collection.anki2"):
            if name in names:
                with package.open(name) as member:
                    image = member.read(_MAX_BYTES + 1)  # the size in the zip's list may be a lie
                if len(image) > _MAX_BYTES:
                    raise _Damaged(f"{name} is too large")
                break
        else:
            raise _Damaged("it holds no collection")
    if name == "collection.anki21b":
        image = _decompressed(image)
    if not image.startswith(b"SQLite format 3\0"):
        raise _Damaged(f"{name} is no database")
    connection = sqlite3.connect(":memory:")
    # The header says whether there is a write-ahead log beside the file; in memory there is none.
    connection.deserialize(image[:18] + b"\x01\x01" + image[20:])
    # Tables of the newer schema order names by a collation of Anki's own, which SQLite asks for by name.
    connection.create_collation("unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold()))
    _restrict(connection, len(image))
    return connection


def _restrict(connection: sqlite3.Connection, size: int) -> None:
    """Stop a foreign database from computing for ever, making values larger than itself, or hiding behind views."""
    connection.execute("pragma trusted_schema = off")
    connection.execute("pragma query_only = on")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(size, 1_000_000))
    left = iter(range((_FIRST_STEPS + size * _STEPS_PER_BYTE) // _STEPS_AT_ONCE))
    connection.set_progress_handler(lambda: next(left, None) is None, _STEPS_AT_ONCE)


def _decompressed(image: bytes) -> bytes:
    """Decompress Zstandard data in pieces, since the frame does not say how large the result is."""
    whole = bytearray()
    with zstandard.ZstdDecompressor().stream_reader(image) as stream:
        while piece := stream.read(1 << 20):
            whole += piece
            if len(whole) > _MAX_BYTES:
                raise _Damaged("its collection is too large")
    return bytes(whole)


def _notes(collection: sqlite3.Connection) -> tuple[PackagedNote, ...]:
    tables = {name for (name,) in collection.execute("select name from sqlite_master where type = 'table'")}
    modern = "notetypes" in tables
    missing = {"notes", "cards", *(("fields", "notetypes", "decks") if modern else ("col",))} - tables
    if missing:  # a view of that name is none
        raise _Damaged(f"its collection has no table {sorted(missing)[0]}")
    notetypes, decks = _of_tables(collection) if modern else _of_json(collection)
    first_card = {
        note: decks.get(deck, "")
        for note, deck in collection.execute(
            # a card in a filtered deck has its home in odid
            "select nid, case when odid then odid else did end from cards order by nid, ord desc"
        )
    }
    cards: dict[int, list[int]] = {}
    for note, number in collection.execute("select nid, ord from cards order by nid, ord"):
        cards.setdefault(note, []).append(int(number))
    rows = collection.execute(
        "select n.id, n.guid, n.mid, n.mod, n.tags, n.flds from notes n"
        " left join (select nid, min(due) as due from cards group by nid) c on c.nid = n.id order by c.due, n.id"
    )
    notes = []
    for identifier, guid, notetype, modified, tags, values in rows:
        if notetype not in notetypes:
            raise _Damaged(f"note {guid!r} is of notetype {notetype}, which is not there")
        name, fields = notetypes[notetype]
        parts = str(values).split("\x1f")
        if len(parts) != len(fields):
            raise _Damaged(f"note {guid!r} has {len(parts)} fields, its notetype {len(fields)}")
        by_name = MappingProxyType(dict(zip(fields, parts, strict=True)))
        deck = first_card.get(identifier, "")
        if not isinstance(modified, int) or not 0 <= modified < _LATEST:
            raise _Damaged(f"the time of note {guid!r} makes no sense")
        if not str(guid).isprintable():
            raise _Damaged(f"the GUID {guid!r} holds a control character")
        shown = (str(guid), name, by_name, tuple(str(tags).split()), deck, modified, int(notetype))
        notes.append(PackagedNote(*shown, tuple(cards.get(identifier, ()))))
    return tuple(notes)


_Notetypes = dict[int, tuple[str, tuple[str, ...]]]  # id -> name, names of the fields
_Decks = dict[int, str]  # id -> full name


def _of_tables(collection: sqlite3.Connection) -> tuple[_Notetypes, _Decks]:
    fields: dict[int, list[str]] = {}
    for notetype, name in collection.execute("select ntid, name from fields order by ntid, ord"):
        fields.setdefault(notetype, []).append(name)
    notetypes = {
        i: (name, tuple(fields.get(i, ()))) for i, name in collection.execute("select id, name from notetypes")
    }
    decks = {i: name.replace("\x1f", "::") for i, name in collection.execute("select id, name from decks")}
    return notetypes, decks


def _of_json(collection: sqlite3.Connection) -> tuple[_Notetypes, _Decks]:
    row = collection.execute("select models, decks from col").fetchone()
    if row is None:
        raise _Damaged("its collection is empty")
    try:
        models, decks = (json.loads(text) for text in row)
        notetypes = {
            int(i): (str(m["name"]), tuple(str(f["name"]) for f in sorted(m["flds"], key=lambda f: f["ord"])))
            for i, m in models.items()
        }
        return notetypes, {int(i): str(deck["name"]) for i, deck in decks.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _Damaged("its notetypes or decks are not to be read") from None
