"""A regular expression that an author wrote, matched within a limit of time.

Owns: compiling and matching such patterns; the only importer of ``regex``, which is ``re`` with a time limit.
Does not own: what a match means (``pattern``, ``folder``).
"""

from __future__ import annotations

import time

import regex

from builder.model.diagnostics import ProjectError
from builder.model.document import Block
from builder.rules.project import BAD_DIALECT

_SECONDS_A_LINE = 2.0
_SECONDS = 20.0  # of one pattern, in all

Match = regex.Match[str]


class OwnPattern:
    """The pattern ``key`` (``question`` …) of the dialect ``name``.

    Raises ``ProjectError`` if ``written`` is no regular expression.
    """

    def __init__(self, name: str, key: str, written: str) -> None:
        self._what = f"the pattern {key!r} of the dialect {name!r}"
        self._spent = 0.0
        try:
            self._pattern = regex.compile(written)
        except (regex.error, OverflowError, RecursionError) as error:
            raise ProjectError(
                f"{self._what} is not a regular expression: {error}",
                hint="write patterns in single quotes, so that TOML leaves their backslashes alone",
                code=BAD_DIALECT.code,
            ) from None

    def match(self, text: str) -> Match | None:
        """Match ``text`` from its beginning.  Raises ``ProjectError`` if that takes too long."""
        began = time.perf_counter()
        try:
            found = self._pattern.match(text, timeout=_SECONDS_A_LINE)
        except TimeoutError:
            found, self._spent = None, _SECONDS
        self._spent += time.perf_counter() - began
        if self._spent > _SECONDS:
            raise ProjectError(
                f"{self._what} takes too long; the line was: {text[:60]}",
                hint="a repeat within a repeat, as in (a+)+, tries countless ways: write it without",
                code=BAD_DIALECT.code,
            )
        return found


def matched(block: Block, pattern: OwnPattern | None) -> Match | None:
    """The match of ``pattern`` with the first line of a block, its indentation included."""
    return pattern.match(block.lines[0].text.rstrip()) if pattern and not block.lines[0].blank else None
