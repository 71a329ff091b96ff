"""What changed: the releases that the notes remember, and what the newest one does to a learner.

Owns: the division of notes into releases by their times, and what notes said before.  Does not own: the
comparison with the last release (``diff``), the times (``ledger``).

A note remembers when it came and when it last changed, so each note stands in one release.  This
needs nothing but the ledger, and says the same whenever the site is built.  What a note said before its
last change is known from the package that a build replaces; the site keeps it in ``BEFORE`` for the builds to come.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from builder.ledger import Stamped
from builder.package.diff import Change, Kind, diff
from builder.pipeline import Compilation
from builder.render import plain_text
from builder.site.model import PageNote, Site

BEFORE = "before.json"

_SHOWN = 20  # releases


@dataclass(frozen=True, slots=True)
class Before:
    """What a note said before its last change, which was at ``time``: plain text."""

    time: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Release:
    """The notes whose last change is of this time (Unix seconds)."""

    time: int
    new: tuple[PageNote, ...]
    changed: tuple[PageNote, ...]
    retired: tuple[PageNote, ...]
    before: Mapping[str, Before]  # by the GUIDs of notes in ``changed``


def releases(site: Site, before: Mapping[str, Before]) -> tuple[Release, ...]:
    """The newest releases, the latest first; ``before`` by GUID, as ``remembered`` gives it."""
    times = sorted({n.modified for n in (*site.notes, *site.retired)}, reverse=True)[:_SHOWN]
    return tuple(
        Release(
            time,
            _of(time, (n for n in site.notes if n.created == n.modified)),
            _of(time, (n for n in site.notes if n.created != n.modified)),
            _of(time, site.retired),
            {guid: was for guid, was in before.items() if was.time == time},
        )
        for time in times
    )


def _of(time: int, notes: Iterable[PageNote]) -> tuple[PageNote, ...]:
    return tuple(note for note in notes if note.modified == time)


def update(compilation: Compilation, stamped: Stamped) -> tuple[Change, ...]:
    """What this build changes for a learner who has the last release; new notes are left to ``releases``."""
    found = diff(compilation.ledger, stamped.ledger)
    return tuple(change for change in found.changes if change.kind is not Kind.ADDED)


_DELETION = re.compile(r"\{\{c\d+::.*?\}\}", re.DOTALL)


def remembered(kept: str, compilation: Compilation, stamped: Stamped) -> Mapping[str, Before]:
    """What notes said before their last change, by GUID.

    ``kept`` is the text of ``BEFORE`` as the last site had it, or nothing; what is no such text counts as nothing.
    """
    known = _parsed(kept)
    published = {note.guid: note.modified for note in compilation.published.notes}
    held = compilation.published.fields
    found = {}
    for rendered in stamped.rendered:
        time, guid = rendered.modified, rendered.guid
        old = held.get(guid)
        if old is not None and published[guid] < time:
            was = old.question or _DELETION.sub("[…]", old.text)
            found[guid] = Before(time, " ".join(plain_text(was).split()), plain_text(old.answer))
        elif guid in known and known[guid].time == time:
            found[guid] = known[guid]
    return found


def as_json(before: Mapping[str, Before]) -> str:
    """The text of ``BEFORE``."""
    rows = {guid: [was.time, was.question, was.answer] for guid, was in sorted(before.items())}
    return json.dumps(rows, ensure_ascii=False, indent=0) + "\n"


def _parsed(text: str) -> dict[str, Before]:
    try:
        rows = json.loads(text or "{}")
        return {guid: Before(int(time), str(question), str(answer)) for guid, (time, question, answer) in rows.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
