"""Modification times: a changed note gets the time of the build, any other keeps its own.

Owns: digests, times, and the next ledger.  Does not own: identities (``identify``), the
clock (``cli`` passes the time).

A *release* is a build in which some modification time moves: a note is new, changed, gone or
back, or the notetype is another.  Only a release counts for retired notes.  A build of
unchanged sources is none, and its ledger equals the old one; so does its package, to the
byte.  Where only a place changed (a file's name, a section that makes no tag), the ledger
is written and no time moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from builder.ledger import ordinals, texts
from builder.ledger.entries import Entry, Ledger, NotetypeEntry
from builder.ledger.identify import Identified
from builder.model.diagnostics import Diagnostic, ProjectError
from builder.model.notes import Note, Rendered
from builder.model.notetypes import STANDARD, Notetype, Released, identifier
from builder.rules import identity as rules
from builder.rules.kinds import NOTETYPE_SHAPE

_DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Stamped:
    """The notes to ship, and the ledger to write with them.

    ``rendered`` has ``modified`` and ``created`` set and lacks the notes that ship no more;
    ``ledger.notetypes`` have the notetypes' times, ``ledger.newest`` is that of the release.
    """

    rendered: tuple[Rendered, ...]
    ledger: Ledger
    release: bool
    diagnostics: tuple[Diagnostic, ...] = ()


def stamp(
    identified: Identified,
    rendered: Sequence[Rendered],
    ledger: Ledger,
    *,
    now: int,
    notetypes: Mapping[str, Notetype],
    retire_after: int,
    retire_days: int = 0,
    counts: bool = True,
) -> Stamped:
    """Set the modification times of ``rendered`` (all of ``identified.notes``), and make the next ledger.

    ``now`` is in Unix seconds.  A retired note ships in ``retire_after`` releases, and for
    ``retire_days`` at least (nobody may have imported the releases of one afternoon), unless it is to
    ship in none; a build that does not ``count`` (one of some topics only) uses up none of them.  Raises
    ``ProjectError`` if a time would have to be in the future of ``now``, or not after the last.
    """
    if ledger.newest > now:
        raise _clock(f"the clock says {now}, and the ledger has a note of {ledger.newest}: a time in the future")
    known = ledger.by_guid
    digests = {r.guid: texts.note_digest(r.fields, r.note.tags, r.note.draft.notetype) for r in rendered}
    gone = {r.guid for r in rendered if r.note.retired and r.guid in known and known[r.guid].retired}
    # What a retired note held is not always at hand; that is no reason to ship it anew.
    digests |= {guid: known[guid].digest for guid in gone}
    changed = {guid for guid, digest in digests.items() if guid not in known or known[guid].digest != digest}
    used = {r.note.draft.notetype for r in rendered}
    styles = {key: _style(notetypes[key], ledger.by_notetype.get(key), now) for key in sorted(used)}
    restyled = any(style != ledger.by_notetype.get(key) for key, style in styles.items())
    release = restyled or bool(changed)
    shipped: list[Rendered] = []
    entries: dict[str, Entry] = {}
    for r in rendered:
        old = known.get(r.guid)
        retired = max(1, old.retired + (release and counts)) if old and r.note.retired else 0
        stays = retire_after and (not old or now - old.modified < retire_days * _DAY)
        if old and retired > retire_after and not stays:
            entries[r.guid] = replace(old, dropped=True)
            continue
        modified = _moved(old.modified if old else 0, now) if r.guid in changed else r.note.modified
        note = replace(r.note, created=r.note.created or modified, modified=modified, retired=retired)
        shipped.append(replace(r, note=note, modified=modified))
        entries[r.guid] = _entry(shipped[-1], digests[r.guid], old)
    entries |= {guid: entry for guid, entry in known.items() if guid not in entries}  # dropped long ago
    kept = dict(ledger.by_notetype) | styles
    new = Ledger(
        ledger.identity,
        identified.root,
        tuple(kept[key] for key in sorted(kept)),
        identified.documents,
        tuple(entries[guid] for guid in sorted(entries)),
    )
    return Stamped(tuple(shipped), new, release, tuple(_restyled(styles, ledger)))


def _style(notetype: Notetype, old: NotetypeEntry | None, now: int) -> NotetypeEntry:
    """Return the notetype's next entry: with a new time where Anki would replace something."""
    if old is None:
        return NotetypeEntry(notetype.key, notetype.digest, notetype.schema, modified=now)
    if old.schema and old.schema != notetype.schema:
        raise _stranding(notetype, old)
    if old.digest == notetype.digest:
        return old
    return replace(old, digest=notetype.digest, schema=notetype.schema, modified=_moved(old.modified, now))


def _stranding(notetype: Notetype, old: NotetypeEntry) -> ProjectError:
    pairs = zip_longest(old.schema, notetype.schema, fillvalue="nothing")
    differing = next(f"“{before}” became “{after}”" for before, after in pairs if before != after)
    return ProjectError(
        f"the shape of the notetype {notetype.key!r} is another than in the last release: {differing}",
        hint="Anki would never again update a note that learners have; build with the Deckbuilder of the last release",
        code=NOTETYPE_SHAPE.code,
    )


def released(ledger: Ledger, notetypes: Mapping[str, Notetype]) -> tuple[Released, ...]:
    """Return the notetypes that the notes of ``ledger`` have, as a package has to hold them."""
    return tuple(
        Released(
            notetypes[entry.notetype],
            entry.id or identifier(ledger.identity, entry.notetype),
            f"{notetypes[entry.notetype].name}: {ledger.root}",
            entry.modified,
        )
        for entry in ledger.notetypes
        if entry.notetype in notetypes
    )


def _moved(before: int, now: int) -> int:
    if before >= now:
        raise _clock(f"the last release was made at {before}, and it is {now}: no later")
    return now


def _clock(message: str) -> ProjectError:
    hint = (
        "set the clock right (or SOURCE_DATE_EPOCH); if it was ahead once, 'deckbuilder ledger clock' says how to go on"
    )
    return ProjectError(message, hint=hint, code=rules.CLOCK_BEHIND.code)


def _entry(rendered: Rendered, digest: str, old: Entry | None) -> Entry:
    note = rendered.note
    draft = note.draft
    # A retired note's answer is known from the ledger alone; and where the card is the same, idle
    # white space is no reason to touch the line.
    kept = old if old and (note.retired or old.digest == digest) else None
    return Entry(
        guid=note.guid,
        question=kept.question if kept else texts.readable(draft.identity),
        answer=kept.answer if kept else texts.answer_digest(draft.answer.text),
        sketch=kept.sketch if kept else texts.sketch(draft.answer.text),
        path=draft.path,
        sections=tuple(section.title for section in draft.sections),
        tags=note.tags,
        pin=draft.pin,
        dialect=draft.dialect,
        notetype="" if draft.notetype == STANDARD else draft.notetype,
        deletions=_deletions(note, old),
        derived=draft.derived.kind if draft.derived else old.derived if old and note.retired else "",
        digest=digest,
        created=note.created,
        modified=note.modified,
        retired=note.retired,
    )


def _deletions(note: Note, old: Entry | None) -> tuple[str, ...]:
    known = old.deletions if old else ()
    gaps = note.draft.gaps
    return ordinals.remembered(gaps.cloze.deletions, note.cards, known) if gaps else known


def _restyled(styles: Mapping[str, NotetypeEntry], ledger: Ledger) -> Iterator[Diagnostic]:
    for key, style in styles.items():
        old = ledger.by_notetype.get(key)
        if old and old.digest and old.digest != style.digest:
            message = f"the templates or the style of the notetype {key!r} are others than in the last release"
            yield Diagnostic(rules.NOTETYPE_CHANGED, message)
