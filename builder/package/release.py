"""What a release brings beside its package: the update file, and what changed in words.

Owns: their text.  Does not own: the package (``write``), what changed (``diff``), the files.

An import of an ``.apkg`` replaces fields and tags of a note, and refuses every note whose notetype the
learner has changed.  An import of an ``.anki-json`` leaves alone what it does not name: fields that
are null, tags, fields and templates of the learner's own.  It knows no "if newer", so it holds only
what changed; the first field always, for a note that the learner deleted would come back blank.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from builder.model.notes import Rendered
from builder.model.notetypes import Released
from builder.package.apkg import PackagedNote
from builder.package.diff import as_text, diff_package, shown


def update_file(
    before: Sequence[PackagedNote],
    rendered: Sequence[Rendered],
    notetypes: Sequence[Released],
    adopted: Collection[str] = (),
) -> str:
    """Return the text of the ``.anki-json``: the changed fields of the notes that learners of ``before`` have.

    Of the notes whose GUIDs were ``adopted`` from another deck it has all fields.  Empty if there is none.
    """
    by_key = {released.notetype.key: released for released in notetypes}
    known = {note.guid: note for note in before}
    notes = []
    for r in rendered:
        old, released = known.get(r.guid), by_key[r.note.draft.notetype]
        values = released.notetype.named(r.fields)
        if r.guid in adopted:
            changed: list[str | None] = list(values.values())
        elif old is None or old.notetype_id != released.id:
            continue
        else:
            changed = _changed(old.fields, values)
        if any(value is not None for value in changed):
            fields = [next(iter(values.values())), *changed[1:]]
            notes.append({"guid": r.guid, "notetype": released.name, "deck": r.note.deck, "fields": fields})
    if not notes:
        return ""
    return (
        json.dumps({"dupe_resolution": "Update", "is_html": True, "notes": notes}, ensure_ascii=False, indent=1) + "\n"
    )


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str | None]:
    """Return the fields in their order; None where nothing changed."""
    return [None if shown(before.get(name, "")) == shown(value) else value for name, value in now.items()]


def changes(before: Sequence[PackagedNote], rendered: Sequence[Rendered], notetypes: Sequence[Released]) -> str:
    """Return what changed for learners of ``before``, in words; for a first release, how many notes there are."""
    if not before:
        return f"The first release: {len(rendered)} notes.\n"
    return as_text(diff_package(before, rendered, notetypes))
