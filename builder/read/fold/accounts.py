"""Accounts: what became of each line of a source.

Owns: the fates of lines, and the diagnostics about lines that are on no card.  Nothing is lost in
silence: a line of which nothing was noted down counts as skipped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.model.diagnostics import Diagnostic
from builder.model.document import Block, Document, Kind
from builder.model.notes import Fate, FateKind
from builder.model.source import Line
from builder.rules.structure import ORPHAN_TEXT, SKIPPED_CARD


class Accounts:
    """The fates of one document's lines; what is noted down last counts."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._fates: dict[int, Fate] = {}
        self._on_cards: dict[int, FateKind] = {}  # counts above all: other things may stand on the same line

    def give(self, lines: Sequence[Line], kind: FateKind, reason: str = "") -> None:
        for line in lines:
            self._fates[line.number] = Fate(line.number, kind, reason)

    def skip(self, block: Block, reason: str) -> None:
        self.give(block.lines, FateKind.SKIPPED, reason)

    def keep(self, question: Sequence[Line], answer: Sequence[Line]) -> None:
        """These lines are on a card."""
        self._on_cards |= {line.number: FateKind.ANSWER for line in answer if not line.blank}
        self._on_cards |= {line.number: FateKind.QUESTION for line in question if not line.blank}

    def all(self) -> tuple[Fate, ...]:
        """One fate for each non-blank line of the source, in order."""
        return tuple(self._fate(line.number) for line in self.document.source.lines if not line.blank)

    def _fate(self, number: int) -> Fate:
        if number in self._on_cards:
            return Fate(number, self._on_cards[number])
        return self._fates.get(number) or Fate(number, FateKind.SKIPPED, "outside of any note")

    def skipped_card(self, block: Block) -> Diagnostic:
        """The diagnostic for a line with the mark of a card that is on none."""
        span = self.document.excerpt((block.text,)).span
        hint = "write both sides of the card, or take its mark away"
        return Diagnostic(SKIPPED_CARD, "this line has the mark of a card and is on none", span, hint)

    def on_no_card(self, blocks: Sequence[Block]) -> tuple[Diagnostic, ...]:
        """One diagnostic for a run of blocks that are on no card."""
        solid = [b for b in blocks if b.kind is not Kind.BLANK and not _lists_what_follows(b)]
        if not solid:
            return ()
        lines = [ln for b in solid for ln in b.lines if not ln.blank]
        count = f"these {len(lines)} lines are" if len(lines) > 1 else "this line is"
        return (
            Diagnostic(
                ORPHAN_TEXT,
                f"{count} outside of any note and on no card",
                self.document.excerpt((solid[0].text, *lines[1:])).span,
                "move the text into an answer, or put it in a comment",
            ),
        )


_ENTRY = re.compile(r"\[[^\[\]]{1,300}\]\(#[^()\s]{1,300}\)\W*$")


def _lists_what_follows(block: Block) -> bool:
    """Whether a block is an entry of a section's own contents: a link within the document, and nothing else."""
    return block.kind is Kind.ITEM and _ENTRY.match(block.text.text) is not None
