"""Checks of kinds of notes.

Owns: whether a note asks well in both directions.  Does not own: marks that are wrong (``read.kinds``).
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.check.checks.prose import Reading, strip_markup
from builder.model.diagnostics import Diagnostic
from builder.rules.kinds import LONG_REVERSE


def long_reverse(reading: Reading) -> Iterator[Diagnostic]:
    """Answers that have to be asked, and are more than a term."""
    limit = reading.config.limits.reverse_words
    for draft in reading.document.drafts:
        count = len(strip_markup(draft.answer.text).split()) if draft.reverse else 0
        if count > limit:
            message = f"the reverse of this note asks with {count} words (limit: {limit})"
            yield Diagnostic(
                LONG_REVERSE, message, draft.answer.span, "shorten the answer to a term, or ask one way only"
            )


CHECKS = (long_reverse,)
