"""The clock: ``SOURCE_DATE_EPOCH``, or the time of day.

Owns: the only look at it.  Does not own: what a time means to a build (``clock``).
"""

from __future__ import annotations

import os
import time

from builder.model.diagnostics import ProjectError
from builder.rules.project import BAD_CLOCK


def now() -> int:
    """Return the time in Unix seconds: ``SOURCE_DATE_EPOCH``, or the clock.  Raises ``ProjectError``."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return int(time.time())
    given = given.strip()
    if not (given.isascii() and given.isdigit() and len(given) <= 12):
        raise ProjectError(
            f"SOURCE_DATE_EPOCH is {given[:40]!r}, which is no time in Unix seconds",
            hint="unset it, or give a whole number",
            code=BAD_CLOCK.code,
        )
    return int(given)
