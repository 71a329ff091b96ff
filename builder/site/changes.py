"""What changed: the releases that the notes remember, and what the newest one does to a learner.

Owns: the division of notes into releases by their times.  Does not own: the comparison with the
last release (``diff``), the times (``ledger``).

A note remembers when it came and when it last changed, so each note stands in one release.  This
needs nothing but the ledger, and says the same whenever the site is built.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from builder.ledger import Stamped
from builder.package.diff import Change, Kind, diff
from builder.pipeline import Compilation
from builder.site.model import PageNote, Site

_SHOWN = 20  # releases


@dataclass(frozen=True, slots=True)
class Release:
    """The notes whose last change is of this time (Unix seconds)."""

    time: int
    new: tuple[PageNote, ...]
    changed: tuple[PageNote, ...]
    retired: tuple[PageNote, ...]


def releases(site: Site) -> tuple[Release, ...]:
    """The newest releases, the latest first."""
    times = sorted({n.modified for n in (*site.notes, *site.retired)}, reverse=True)[:_SHOWN]
    return tuple(
        Release(
            time,
            _of(time, (n for n in site.notes if n.created == n.modified)),
            _of(time, (n for n in site.notes if n.created != n.modified)),
            _of(time, site.retired),
        )
        for time in times
    )


def _of(time: int, notes: Iterable[PageNote]) -> tuple[PageNote, ...]:
    return tuple(note for note in notes if note.modified == time)


def update(compilation: Compilation, stamped: Stamped) -> tuple[Change, ...]:
    """What this build changes for a learner who has the last release; new notes are left to ``releases``."""
    found = diff(compilation.ledger, stamped.ledger)
    return tuple(change for change in found.changes if change.kind is not Kind.ADDED)
