"""The ledger's records and its text: ``parse(serialise(ledger)) == ledger``.

Owns: what the identity file holds and what it looks like.  Does not own: who is who
(``identify``), what changed (``stamp``), the file (``project``).

The text is JSON lines: a head, the notetypes, the documents by path, the notes by GUID, and
a last line that never changes, without which a truncated file would look whole.  Nothing
in the head changes from release to release, and a note's place in the file depends on its
GUID alone, so that two branches rarely touch the same lines.  A line begins with what people
read (question, path, sections, tags) and ends with times and hashes.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from builder.ledger.texts import project_identity
from builder.model.diagnostics import ProjectError, Rule
from builder.model.source import Span, sound
from builder.rules import identity as rules

VERSION = 1

_PATHS = frozenset({"path", "document"})  # a file's name may be no text at all
_END = '{"end": "of the ledger"}'
_CONFLICT = re.compile(r"(<{7}|\|{7}|>{7})( |$)|={7}$")
# Editors and git's tools may take the first for line ends; the last, in names of files, have no UTF-8.
_ODD = re.compile("[\x7f\x85\u2028\u2029\ud800-\udfff]")
_HASHES = ("created", "modified", "guid", "digest", "answer", "sketch")  # the end of a line, in this order
_KEYS = ("guid", "document", "notetype", "ledger", "end")  # the first that a line has says what it is
_TYPES = {"str": str, "int": int, "bool": bool}


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger remembers of a note.

    ``question`` is the whole front, for people and for matching; ``answer`` a digest and
    ``sketch`` a sample of the answer.  ``digest`` covers all that Anki would replace
    (empty: adopted, and not yet shipped by Deckbuilder).  Times are Unix seconds.
    ``retired`` counts the releases that shipped the note as retired; a ``dropped`` note
    ships no more, and its line only keeps the GUID for the day the text returns.
    """

    guid: str
    question: str
    answer: str = ""
    sketch: str = ""
    path: str = ""
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    pin: str = ""
    dialect: str = ""
    notetype: str = ""  # its key (empty: the standard one)
    deletions: tuple[str, ...] = ()  # what the cards of a cloze hide, by their numbers
    derived: str = ""  # what part of another note's answer it is made of, such as a term
    digest: str = ""
    created: int = 0
    modified: int = 0
    retired: int = 0
    dropped: bool = False

    @property
    def live(self) -> bool:
        return not self.retired and not self.dropped


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """What the ledger remembers of a source: its deck below the root (where learners' cards are), how it was read.

    ``by_section``: its sections have packages, as it was the only document when it came; their names stay.
    """

    document: str  # the path
    deck: str = ""
    title: str = ""
    dialects: tuple[str, ...] = ()
    by_section: bool = False


@dataclass(frozen=True, slots=True)
class NotetypeEntry:
    """A notetype as it was last released.

    ``schema`` is what may never change; ``id`` is the one in Anki (0: that of the deck's identity,
    see ``notetypes.identifier``).
    """

    notetype: str  # its key
    digest: str = ""
    schema: tuple[str, ...] = ()
    id: int = 0
    modified: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that is remembered.  ``identity`` goes into new GUIDs; ``root`` is the name of the root deck."""

    identity: str
    root: str
    notetypes: tuple[NotetypeEntry, ...] = ()
    documents: tuple[DocumentEntry, ...] = ()
    notes: tuple[Entry, ...] = ()

    @property
    def newest(self) -> int:
        """The newest modification time (0: nothing was released yet)."""
        times = (*(n.modified for n in self.notetypes), *(n.modified for n in self.notes))
        return max(times, default=0)

    @property
    def by_guid(self) -> Mapping[str, Entry]:
        return MappingProxyType({n.guid: n for n in self.notes})

    @property
    def by_notetype(self) -> Mapping[str, NotetypeEntry]:
        return MappingProxyType({n.notetype: n for n in self.notetypes})


def begin(root: str, notes: Iterable[tuple[str, str]] = (), identity: str = "") -> Ledger:
    """Return the ledger of a project that has none yet; ``notes`` are its first, question and answer each.

    ``identity`` is the project's, if the configuration says it.
    """
    return Ledger(identity or project_identity(root, notes), root)


# ----------------------------------------------------------------------------- writing


def serialise(ledger: Ledger) -> str:
    """Return the ledger as text, always the same for the same ledger."""
    head = {"ledger": VERSION, "identity": ledger.identity, "root": ledger.root}
    records: tuple[Entry | DocumentEntry | NotetypeEntry, ...] = (
        *sorted(ledger.notetypes, key=lambda n: n.notetype),
        *sorted(ledger.documents, key=lambda d: d.document),
        *sorted(ledger.notes, key=lambda n: n.guid),
    )
    return "\n".join((_json(head), *(_json(_filled(r)) for r in records), _END, ""))


def _filled(record: Entry | DocumentEntry | NotetypeEntry) -> dict[str, object]:
    """Return the values of a record that say something: what a reviewer reads first, then hashes."""
    names = sorted(
        (field.name for field in dataclasses.fields(record)),
        key=lambda name: _HASHES.index(name) + 1 if name in _HASHES else 0,
    )
    needed = {field.name for field in dataclasses.fields(record) if field.default is dataclasses.MISSING}
    values = {name: getattr(record, name) for name in names}
    return {name: value for name, value in values.items() if value or name in needed}


def _json(value: Mapping[str, object]) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _ODD.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


# ----------------------------------------------------------------------------- reading


def parse(text: str, path: str) -> Ledger:
    """Read a ledger.  Lines may come in any order, as a merge leaves them.

    Raises ``ProjectError`` with the line for whatever ``serialise`` cannot have written: a
    truncated file, a merge-conflict marker, a wrong key or type, a GUID twice, a newer version.
    """
    lines = [(number, line.rstrip("\r")) for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1)]
    lines = [(number, line) for number, line in lines if line]
    for number, line in lines:
        if _CONFLICT.match(line):
            raise _error(
                rules.LEDGER_CONFLICT,
                "a merge-conflict marker in the ledger",
                Span(path, number),
                "'deckbuilder ledger mend' keeps the newer line of each note",
            )
    return _assemble([(number, _table(line, Span(path, number))) for number, line in lines], path)


@dataclass(frozen=True, slots=True)
class Kept:
    """Of several lines about one thing, whose was kept: ``side`` is git's name of the branch, if it is known."""

    what: str  # the note's question, or the name of the document or notetype
    side: str
    modified: int  # in Unix seconds; 0 if the line has no time


@dataclass(frozen=True, slots=True)
class Mended:
    """A ledger that was put in order, and what had to be decided."""

    ledger: Ledger
    kept: tuple[Kept, ...]


def mend(text: str, path: str) -> Mended:
    """Read a ledger that git could not merge, or merged by union.

    Of the lines of one note, document or notetype that with the latest ``modified`` is kept: no
    modification time that a learner may have goes back.  Raises ``ProjectError`` as ``parse``
    does for all else that is wrong.
    """
    kept: dict[str, _Line] = {}
    decided: set[str] = set()
    for line in _lines_with_sides(text, path):
        key = next((f"{name} {line.table[name]}" for name in _KEYS if name in line.table), "")
        key = "ledger" if "ledger" in line.table else key
        other = kept.setdefault(key, line)
        if other.table != line.table:
            decided.add(key)
            if _lateness(line.table) > _lateness(other.table):
                kept[key] = line
    ledger = _assemble([(line.number, line.table) for line in kept.values()], path)
    return Mended(ledger, tuple(_kept(kept[key]) for key in sorted(decided)))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a ledger with conflicts: its number, its values, and the branch that it is from."""

    number: int
    table: dict[str, object]
    side: str = ""


def _lines_with_sides(text: str, path: str) -> list[_Line]:
    """Return all lines but git's marks and what both sides started from."""
    found: list[_Line] = []
    side, theirs = "", 0  # theirs: where the second side begins, whose name comes after it
    in_base = False
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if _CONFLICT.match(line):
            mark, name = line[0], line[7:].strip()
            in_base = mark == "|"
            if mark == "=":
                theirs = len(found)
            elif mark == ">":
                found[theirs:] = [dataclasses.replace(each, side=name) for each in found[theirs:]]
            side = name if mark == "<" else side if mark == "|" else ""
        elif line.strip() and not in_base:
            found.append(_Line(number, _table(line, Span(path, number)), side))
    return found


def _kept(line: _Line) -> Kept:
    what = next((str(line.table[name]) for name in ("question", *_KEYS[1:]) if name in line.table), "")
    modified = line.table.get("modified")
    return Kept(what, line.side, modified if isinstance(modified, int) else 0)


def merge(base: Ledger | None, ours: Ledger, theirs: Ledger) -> Ledger:
    """Merge two branches' ledgers line by line: the changed line wins; if both changed it, the later one.

    No modification time that a learner may have goes back.  Raises ``ProjectError`` if they are two projects'.
    """
    if ours.identity != theirs.identity:
        raise ProjectError(
            f"the ledgers are of two projects, {ours.identity!r} and {theirs.identity!r}",
            hint="two projects stay two: each needs its own ledger",
            code=rules.OTHER_IDENTITY.code,
        )
    base = base or replace(ours, notetypes=(), documents=(), notes=())
    return Ledger(
        ours.identity,
        theirs.root if ours.root == base.root else ours.root,
        _merged(base.by_notetype, ours.by_notetype, theirs.by_notetype),
        _merged(*({d.document: d for d in side.documents} for side in (base, ours, theirs))),
        _merged(base.by_guid, ours.by_guid, theirs.by_guid),
    )


@dataclass(frozen=True, slots=True)
class Joined:
    """A ledger that took over the notes of another project's: how many, and how many retired ones it left."""

    ledger: Ledger
    identity: str  # of the other project
    taken: int
    left: int


def join(ours: Ledger, theirs: Ledger) -> Joined:
    """Take over the notes of another project, whose documents move into this one.

    Their GUIDs stay, so that learners of the other deck keep their progress; as after an adoption
    their digests are forgotten, for they ship with this project's notetypes.  New notes get this
    project's GUIDs.  Raises ``ProjectError`` if both are one project.
    """
    if ours.identity == theirs.identity:
        raise ProjectError(
            f"both ledgers are of the project {ours.identity!r}",
            hint="'deckbuilder ledger merge' merges two branches of one project",
            code=rules.OTHER_IDENTITY.code,
        )
    known = ours.by_guid
    new = [entry for entry in theirs.notes if entry.guid not in known]
    taken = {entry.guid: replace(entry, digest="") for entry in new if entry.live}
    notes = {**known, **taken}
    ledger = replace(ours, notes=tuple(notes[guid] for guid in sorted(notes)))
    return Joined(ledger, theirs.identity, len(taken), len(new) - len(taken))


def _merged(
    base: Mapping[str, _Record], ours: Mapping[str, _Record], theirs: Mapping[str, _Record]
) -> tuple[_Record, ...]:
    kept: dict[str, _Record] = {}
    for key in sorted({*ours, *theirs}):
        was, one, two = base.get(key), ours.get(key), theirs.get(key)
        if one == was or (one is None and two != was):
            found = two
        elif two == was or two is None:
            found = one
        else:
            found = max((one, two), key=lambda r: (getattr(r, "modified", 0), _json(_filled(r))) if r else (0, ""))
        if found is not None:
            kept[key] = found
    return tuple(kept.values())


def turn_back(ledger: Ledger, now: int) -> tuple[Ledger, int]:
    """Replace times after ``now`` (of a clock that was ahead) by it; also return how many notes had one."""
    late = sum(n.modified > now for n in ledger.notes)
    notes = tuple(replace(n, created=min(n.created, now), modified=min(n.modified, now)) for n in ledger.notes)
    notetypes = tuple(replace(n, modified=min(n.modified, now)) for n in ledger.notetypes)
    return replace(ledger, notetypes=notetypes, notes=notes), late


def _lateness(table: Mapping[str, object]) -> tuple[int, str]:
    modified = table.get("modified")
    return (modified if isinstance(modified, int) else 0, _json(dict(sorted(table.items()))))


def _table(line: str, span: Span) -> dict[str, object]:
    try:
        table = json.loads(line)
    except (ValueError, RecursionError) as error:
        column = error.colno if isinstance(error, json.JSONDecodeError) else 1
        raise _damaged("this line of the ledger is not JSON", dataclasses.replace(span, column=column)) from None
    if not isinstance(table, dict):
        raise _damaged("this line of the ledger is not a JSON object", span)
    if any(isinstance(v, str) and v != sound(v) for key, v in table.items() if key not in _PATHS):
        raise _damaged("this line of the ledger holds half a character", span)
    return table


def _assemble(tables: list[tuple[int, dict[str, object]]], path: str) -> Ledger:
    """Build the ledger from parsed lines (number, values)."""
    if not tables:
        raise _damaged("the ledger is empty", Span(path, 1))
    identity, root = _head(tables, path)
    notetypes: dict[str, NotetypeEntry] = {}
    documents: dict[str, DocumentEntry] = {}
    notes: dict[str, Entry] = {}
    lines_of: dict[str, int] = {}
    ended = False
    for number, table in tables:
        span = Span(path, number)
        if "guid" in table:
            entry = _note(table, span)
            if entry.guid in notes:
                raise _error(
                    rules.LEDGER_GUID_TWICE,
                    f"the GUID {entry.guid!r} is there twice; the first time on line {lines_of[entry.guid]}",
                    span,
                    "'deckbuilder ledger mend' keeps the newer line",
                )
            notes[entry.guid] = entry
            lines_of[entry.guid] = number
        elif "document" in table:
            document = _record(DocumentEntry, table, span)
            if document.document in documents:
                raise _damaged(f"the document {document.document!r} is there twice", span)
            documents[document.document] = document
        elif "notetype" in table:
            notetype = _record(NotetypeEntry, table, span)
            if notetype.notetype in notetypes:
                raise _damaged(f"the notetype {notetype.notetype!r} is there twice", span)
            notetypes[notetype.notetype] = notetype
        elif _json(table) == _END:
            ended = True
        elif "ledger" not in table:
            raise _damaged("this line of the ledger is neither a note, nor a document, nor a notetype", span)
    if not ended:
        raise _damaged("the ledger is truncated: its last line is missing", Span(path, tables[-1][0]))
    return Ledger(
        identity,
        root,
        tuple(notetypes[key] for key in sorted(notetypes)),
        tuple(documents[name] for name in sorted(documents)),
        tuple(notes[guid] for guid in sorted(notes)),
    )


def _head(tables: list[tuple[int, dict[str, object]]], path: str) -> tuple[str, str]:
    heads = [(number, table) for number, table in tables if "ledger" in table]
    if not heads:
        raise _damaged("this is not a ledger: the line with its version is missing", Span(path, 1))
    number, head = heads[-1]
    span = Span(path, number)
    version = head["ledger"]
    if isinstance(version, int) and version > VERSION:
        raise _error(
            rules.LEDGER_NEWER,
            f"the ledger is of version {version}; this Deckbuilder knows version {VERSION}",
            span,
            "install the newer Deckbuilder that wrote it",
        )
    if len(heads) > 1 or version != VERSION or isinstance(version, bool):
        raise _damaged("the ledger must have one line with its version", span)
    identity, root = head.get("identity"), head.get("root")
    if not isinstance(identity, str) or not identity or not isinstance(root, str) or not root:
        raise _damaged("the ledger's first line must have an 'identity' and a 'root'", span)
    return identity, root


def _note(table: Mapping[str, object], span: Span) -> Entry:
    entry = _record(Entry, table, span)
    if not entry.guid or any(c < " " for c in entry.guid):
        raise _damaged("a note's GUID is empty or holds a control character", span)
    if entry.created < 0 or entry.modified < entry.created or entry.retired < 0:
        raise _damaged(f"the times of the note {entry.guid!r} make no sense", span)
    return entry


_Record = TypeVar("_Record", Entry, DocumentEntry, NotetypeEntry)


def _record(kind: type[_Record], table: Mapping[str, object], span: Span) -> _Record:
    """Return a record of ``kind``, each value of its field's type."""
    types = {f.name: str(f.type) for f in dataclasses.fields(kind)}
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in types:
            raise _damaged(f"a ledger's line has no key {key!r}", span)
        if types[key] in _TYPES:
            good = type(value) is _TYPES[types[key]]
        else:
            good = isinstance(value, list) and all(isinstance(v, str) for v in value)
        if not good:
            raise _damaged(f"the value of {key!r} is wrong: {value!r}", span)
        values[key] = tuple(value) if isinstance(value, list) else value
    missing = [f.name for f in dataclasses.fields(kind) if f.default is dataclasses.MISSING and f.name not in values]
    if missing:
        raise _damaged(f"the key {missing[0]!r} is missing", span)
    return kind(**values)  # type: ignore[arg-type]  # each value was held against its field's type above


def _damaged(message: str, span: Span) -> ProjectError:
    return _error(rules.LEDGER_DAMAGED, message, span, "take the file's last good state from version control")


def _error(rule: Rule, message: str, span: Span, hint: str) -> ProjectError:
    return ProjectError(message, span=span, hint=hint, code=rule.code)
