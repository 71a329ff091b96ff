"""The time of a build: ``SOURCE_DATE_EPOCH``, or the clock.

Owns: that it is later than the last build's, and not in the future.  Does not own: the clock (``now``), what a time
means to the ledger (``ledger``).
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from builder.cli.now import now
from builder.commands import last_release
from builder.model.diagnostics import ProjectError
from builder.project.files import Project
from builder.rules.project import BAD_CLOCK

_DAY = 86_400  # seconds: how far ahead of the clock a time may be, for clocks that disagree


def build_time(project: Project) -> int:
    """Return the time of a build, in Unix seconds, later than the last one.

    Anki tells releases apart by the second.  Two builds in one second are rare, and then the second
    one waits for the next.  Raises ``ProjectError`` for a time in the future.
    """
    at, last = now(), last_release(project)
    _refuse_future(at, project)
    if "SOURCE_DATE_EPOCH" in os.environ or not 0 <= last - at < 2:
        return at
    time.sleep(max(0.0, last + 1 - time.time()))
    return last + 1


def _refuse_future(at: int, project: Project) -> None:
    """A release from the future could never be corrected: Anki takes an older one for outdated."""
    latest = max(int(time.time()), _changed(project.folder)) + _DAY
    if at > latest:
        day = time.strftime("%Y-%m-%d", time.gmtime(at))
        raise ProjectError(
            f"SOURCE_DATE_EPOCH is {at}, a time in the future ({day})",
            hint="learners would get no correction of this release before that day; give a time that has passed",
            code=BAD_CLOCK.code,
        )


def _changed(folder: Path) -> int:
    try:
        return int(max((entry.stat(follow_symlinks=False).st_mtime for entry in os.scandir(folder)), default=0))
    except OSError:
        return 0
