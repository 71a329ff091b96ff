"""What an update will do to a learner: one line a change, before anything is written.

Owns: the comparison of two ledgers, or of an older package with what would ship now, and
its text and JSON.  Does not own: who is who (``ledger``), printing (``cli``).

``Change.updates`` says whether Anki will replace the learner's copy (fields and tags, and
with them the learner's own edits of this one note).  Schedules are never touched.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from builder.ledger import Entry, Ledger
from builder.ledger.matching import is_doubtful
from builder.ledger.texts import normal
from builder.model.notes import Rendered
from builder.model.notetypes import Released
from builder.package.apkg import PackagedNote
from builder.render import plain_text

_SHOWN = 100  # characters of a question in a line of text


class Kind(Enum):
    """What can happen to a note, a deck or the notetype."""

    ADDED = "added"
    ADOPTED = "adopted"
    REWORDED = "reworded"
    ANSWER = "answer changed"
    LOOK = "looks different"
    RETAGGED = "retagged"
    MOVED = "moved"
    RETIRED = "retired"
    REVIVED = "revived"
    DROPPED = "dropped"
    CONFLICT = "conflict"
    HELD = "held back"
    AGAIN = "shipped again"
    TEMPLATE = "template changed"
    DECK = "deck renamed"


MEANINGS: Mapping[Kind, str] = {
    Kind.ADOPTED: "takes the place of another tool's note",
    Kind.RETIRED: "gone from the sources; the learner finds it with tag:retired",
    Kind.DROPPED: "ships no more; the learner's copy stays as it is",
    Kind.CONFLICT: "the learner's note has another notetype: Anki will leave it as it is",
    Kind.HELD: "changed, but not later than the older package: Anki will pass over it",
    Kind.AGAIN: "the same, but later than the older package: own remarks and tags on it are lost",
    Kind.TEMPLATE: "all cards look different; the learner's own styling is replaced",
    Kind.DECK: "cards that learners have stay in the old deck; new notes go to the new one",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happens to one note (or, without a GUID, to a deck or the notetype)."""

    kind: Kind
    guid: str = ""
    path: str = ""
    question: str = ""
    before: str = ""
    after: str = ""
    updates: bool = False
    doubtful: bool = False  # it may be another card


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes, in the order of documents; ``untouched`` counts the notes that stay as they are."""

    changes: tuple[Change, ...]
    untouched: int

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def counts(self) -> dict[str, int]:
        """How often each kind occurs, in the order of ``Kind``; then the notes that Anki updates or leaves alone."""
        found = Counter(change.kind for change in self.changes)
        counts = {kind.value: found[kind] for kind in Kind if found[kind]}
        return counts | {
            "notes that Anki updates": len({c.guid for c in self.changes if c.updates}),
            "notes untouched": self.untouched,
        }


def diff(old: Ledger, new: Ledger) -> Diff:
    """Return what the release of ``new`` does to learners who have that of ``old``."""
    known, now = old.by_guid, new.by_guid
    changes = [*_decks(old, new), *_template(old, new)]
    for guid, entry in sorted(now.items(), key=lambda item: (item[1].path, item[1].sections, item[0])):
        changes += _of_entry(known.get(guid), entry)
    return _with_untouched(changes, (e.guid for e in new.notes if not e.dropped))


def _of_entry(old: Entry | None, new: Entry) -> Iterator[Change]:
    updates = old is not None and old.digest != new.digest and not new.dropped

    def change(kind: Kind, before: str = "", after: str = "") -> Change:
        return Change(kind, new.guid, new.path, _line(new.question), before, after, updates)

    if old is None:
        yield change(Kind.ADDED)
    elif new.dropped and not old.dropped:
        yield change(Kind.DROPPED)
    elif old.live and not new.live:
        yield change(Kind.RETIRED)
    elif not old.live and new.live:
        yield change(Kind.REVIVED)
    elif new.live:
        yield from _of_living(old, new, change)
    elif updates:
        yield change(Kind.LOOK)


def _of_living(old: Entry, new: Entry, change: Callable[..., Change]) -> Iterator[Change]:
    if not old.digest:
        yield change(Kind.ADOPTED)
        return
    moved = (old.path, old.sections) != (new.path, new.sections)
    if moved:
        yield change(Kind.MOVED, _place(old), _place(new))
    if old.digest == new.digest:
        return
    reworded = normal(old.question) != normal(new.question)
    if reworded:
        doubtful = old.pin != new.pin or not new.pin
        told = change(Kind.REWORDED, _line(old.question), _line(new.question))
        yield replace(told, doubtful=doubtful and is_doubtful(old, new))
    if old.answer != new.answer:
        yield change(Kind.ANSWER)
    if old.tags != new.tags and not moved:
        yield change(Kind.RETAGGED, " ".join(old.tags), " ".join(new.tags))
    if not reworded and old.answer == new.answer and old.tags == new.tags:
        yield change(Kind.LOOK)


def _decks(old: Ledger, new: Ledger) -> Iterator[Change]:
    decks = {d.document: _join(old.root, d.deck) for d in old.documents}
    for document in new.documents:
        before, after = decks.get(document.document), _join(new.root, document.deck)
        if before and before != after:
            yield Change(Kind.DECK, path=document.document, before=before, after=after)


def _template(old: Ledger, new: Ledger) -> Iterator[Change]:
    for key, style in new.by_notetype.items():
        before = old.by_notetype.get(key)
        if before and before.digest and before.digest != style.digest:
            yield Change(Kind.TEMPLATE)


# ------------------------------------------------------------------------ against a package


def diff_package(old: Sequence[PackagedNote], new: Sequence[Rendered], notetypes: Sequence[Released]) -> Diff:
    """Return what ``new`` (stamped, as it would ship) does to learners who have imported the package of ``old``."""
    by_key = {n.notetype.key: n for n in notetypes}
    known = {note.guid: note for note in old}
    changes: list[Change] = []
    for rendered in new:
        before = known.get(rendered.guid)
        changes += _of_rendered(before, rendered, by_key[rendered.note.draft.notetype])
    shipped = {rendered.guid for rendered in new}
    for note in old:
        if note.guid not in shipped:
            changes.append(Change(Kind.DROPPED, note.guid, "", _line(plain_text(_asked(note.fields)))))
    renamed = Counter(
        (known[r.guid].deck, r.note.deck) for r in new if r.guid in known and known[r.guid].deck != r.note.deck
    )
    decks = [Change(Kind.DECK, before=before, after=after) for before, after in renamed]
    return _with_untouched([*decks, *changes], (rendered.guid for rendered in new))


def _of_rendered(old: PackagedNote | None, new: Rendered, released: Released) -> Iterator[Change]:
    fields = released.notetype.named(new.fields)
    question = _line(plain_text(_asked(fields)))
    path = new.note.draft.path
    if old is None:
        yield Change(Kind.ADDED, new.guid, path, question)
        return
    if old.notetype_id != released.id:
        yield Change(Kind.CONFLICT, new.guid, path, question, old.notetype, released.name)
        return
    differing = {name for name in fields if shown(old.fields.get(name, "")) != shown(fields[name])}
    retagged = set(old.tags) != set(new.note.tags)
    updates = old.modified < new.modified
    if not differing and not retagged:
        if updates:  # the learner's own remarks and tags go, for nothing
            yield Change(Kind.AGAIN, new.guid, path, question, updates=True)
        return

    def change(kind: Kind, before: str = "", after: str = "") -> Change:
        return Change(kind, new.guid, path, question, before, after, updates)

    if not updates:
        yield change(Kind.HELD)
    elif "Retired" in differing:
        yield change(Kind.RETIRED if fields["Retired"] else Kind.REVIVED)
    else:
        asked = _line(plain_text(_asked(old.fields)))
        if asked != question:
            yield change(Kind.REWORDED, asked, question)
        if plain_text(old.fields.get("Answer", "")) != plain_text(fields.get("Answer", "")):
            yield change(Kind.ANSWER)
        elif asked == question and differing:
            yield change(Kind.LOOK)
        if retagged:
            yield change(Kind.RETAGGED, " ".join(sorted(old.tags)), " ".join(new.note.tags))


def _asked(fields: Mapping[str, str]) -> str:
    """Return the first field: the question, or a cloze's text."""
    return next(iter(fields.values()), "")


def shown(html: str) -> str:
    """Return a field's text without what does not count as a change."""
    return " ".join(html.split())


# ------------------------------------------------------------------------------- as text


def as_text(found: Diff) -> str:
    """Return one line for each change, then the counts."""
    lines = [_text(change) for change in found.changes]
    counts = ", ".join(f"{number} {_singular(name) if number == 1 else name}" for name, number in found.counts.items())
    return "\n".join([*lines, counts if found else f"nothing changes for learners: {counts}"]) + "\n"


_SAME_CARD = "the same card? If not, give it an id of its own: {#some-name}"


def _singular(name: str) -> str:
    return name.replace("notes that Anki updates", "note that Anki updates").replace(
        "notes untouched", "note untouched"
    )


def _text(change: Change) -> str:
    where = f"{change.path}: " if change.path else ""
    meaning = _SAME_CARD if change.doubtful else MEANINGS.get(change.kind, "")
    match change.kind:
        case Kind.REWORDED | Kind.DECK:
            what = f"{_quoted(change.before)} → {_quoted(change.after)}"
        case Kind.MOVED:
            what = f"{_quoted(change.question)}, from {change.before}"
        case Kind.RETAGGED:
            what = f"{_quoted(change.question)}, {_tags_changed(change.before.split(), change.after.split())}"
        case Kind.TEMPLATE:
            what = ""
        case _:
            what = _quoted(change.question)
    return f"{change.kind.value + ':':<18}{where}{what}{f' ({meaning})' if meaning else ''}".rstrip()


def _tags_changed(before: Iterable[str], after: Iterable[str]) -> str:
    old, new = set(before), set(after)
    return " ".join([*(f"-{tag}" for tag in sorted(old - new)), *(f"+{tag}" for tag in sorted(new - old))])


def as_json(found: Diff) -> str:
    """``{"changes": [{"kind", "guid", "path", "question", "before", "after", "updates",
    "doubtful"}], "counts": {…}}``."""
    changes = [
        {
            "kind": c.kind.value,
            "guid": c.guid,
            "path": c.path,
            "question": c.question,
            "before": c.before,
            "after": c.after,
            "updates": c.updates,
            "doubtful": c.doubtful,
        }
        for c in found.changes
    ]
    return json.dumps({"changes": changes, "counts": found.counts}, ensure_ascii=False, indent=1) + "\n"


# -------------------------------------------------------------------------------- small


def _with_untouched(changes: Sequence[Change], shipped: Iterable[str]) -> Diff:
    touched = {c.guid for c in changes if c.updates or c.kind in (Kind.ADDED, Kind.CONFLICT, Kind.HELD)}
    return Diff(tuple(changes), sum(guid not in touched for guid in shipped))


def _place(entry: Entry) -> str:
    return " › ".join((entry.path, *entry.sections))


def _join(root: str, deck: str) -> str:
    return f"{root}::{deck}" if deck else root


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + '…'}”"
