"""The package that was published last: what learners have, whatever the ledger says.

Owns: holding the ledger against it, and catching the ledger up.  Does not own: reading packages
(``apkg``), who is who (``adopt``), files.

A ledger can go back in time: ``git revert`` and ``git reset`` take it along, another machine has
an older one, a lost one begins anew.  Anki goes by the times that learners have, so that a
release with times of the past would be passed over for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from builder.ledger import Entry, Ledger, texts
from builder.model.notes import Rendered
from builder.model.notetypes import Fields
from builder.package.adopt import adopt, as_entry, digest_of, is_retired, our_notetype
from builder.package.apkg import PackagedNote
from builder.render import plain_text


@dataclass(frozen=True, slots=True)
class Published:
    """A package of ours: where it is, of which project, its notes."""

    path: str = ""
    identity: str = ""
    notes: tuple[PackagedNote, ...] = ()

    @property
    def fields(self) -> Mapping[str, Fields]:
        """What the notes hold, by GUID."""
        kinds = ((note, our_notetype(note)) for note in self.notes)
        return {note.guid: notetype.read(note.fields) for note, notetype in kinds if notetype}

    def ahead(self, ledger: Ledger, now: int) -> tuple[PackagedNote, ...]:
        """Return the notes that are later than the ledger knows (but not of the future), or that it does not know."""
        if self.identity != ledger.identity:
            return ()
        known = ledger.by_guid
        return tuple(n for n in self.notes if n.guid not in known or known[n.guid].modified < n.modified <= now)

    def held_by(self, rendered: Sequence[Rendered]) -> int:
        """Return how many of the notes the sources hold, by GUID or by question."""
        guids = {r.guid for r in rendered}
        asked = {texts.normal(plain_text(r.fields.question or r.fields.text)) for r in rendered}
        return sum(n.guid in guids or texts.normal(as_entry(n).question) in asked for n in self.notes)


NOTHING = Published()


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """The ledger after catching up: how many notes were ``later`` than it knew, and how many it ``lacked``."""

    ledger: Ledger
    later: int
    lacked: int


def catch_up(published: Published, rendered: Sequence[Rendered], ledger: Ledger, *, now: int, lost: bool) -> CaughtUp:
    """Take over what learners have: times, what shipped then, and the notes that the ledger lacks.

    ``rendered`` are the notes as they would ship; ``lost``: there is no ledger file, and the package says
    which project it is.  A note that is in no source will ship as retired.
    """
    if lost and published.identity:
        ledger = replace(ledger, identity=published.identity)
    ours = tuple(n for n in published.notes if our_notetype(n))
    entries = dict(ledger.by_guid)
    by_guid = {r.guid: r for r in rendered}
    later = [n for n in ours if n.guid in entries and n.modified > entries[n.guid].modified]
    for note in later:
        entries[note.guid] = _later(entries[note.guid], note, by_guid.get(note.guid), now)
    caught = replace(ledger, notes=tuple(entries[guid] for guid in sorted(entries)))
    unknown = [n for n in ours if n.guid not in entries]
    if unknown:
        caught = adopt(ours, rendered, caught, now=now, strict=False).ledger
        left = [n for n in unknown if n.guid not in caught.by_guid]
        notes = {**caught.by_guid, **{n.guid: _gone(n, now) for n in left}}
        caught = replace(caught, notes=tuple(notes[guid] for guid in sorted(notes)))
    return CaughtUp(caught, len(later), len(unknown))


def _later(entry: Entry, note: PackagedNote, rendered: Rendered | None, now: int) -> Entry:
    """Return the entry as the release of ``note`` left it; its words stay where they say the same."""
    shipped = as_entry(note)
    question, answer, sketch = entry.question, entry.answer, entry.sketch
    if rendered and not is_retired(note):
        if plain_text(rendered.fields.question or rendered.fields.text) != shipped.question:
            question = texts.readable(shipped.question)
        if _flat(plain_text(rendered.fields.answer)) != _flat(plain_text(note.fields.get("Answer", ""))):
            answer, sketch = shipped.answer, shipped.sketch
    return replace(
        entry,
        question=question,
        answer=answer,
        sketch=sketch,
        tags=tuple(sorted(note.tags)),
        digest=digest_of(note),
        modified=min(note.modified, now),
        retired=max(1, entry.retired) if is_retired(note) else 0,
        dropped=False,
    )


def _gone(note: PackagedNote, now: int) -> Entry:
    """Return the entry of a note that was published, and is in no source: the next build retires it."""
    modified = min(note.modified, now)
    return replace(
        as_entry(note), tags=tuple(sorted(note.tags)), digest=digest_of(note), created=modified, modified=modified
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
