"""Files whose format says itself what its notes are: tables of data, quizzes, decks of other programs.

Owns: the record in which such a reader hands over its notes, and what became of the file's lines.  Does not
own: any format.  Documents of prose go another way: they become a ``Source`` in Markdown, in which questions are
recognised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from builder.model.diagnostics import Diagnostic
from builder.model.notes import Draft, Fate, FateKind
from builder.model.source import Line, Source


@dataclass(frozen=True, slots=True)
class ReadyNotes:
    """The notes of a file, the fate of each of its lines, and what it says of itself.

    ``source`` is the file's own text: the lines of the drafts know their places in it, though their text is
    Markdown.  ``metadata`` has the keys of front matter (``title``, ``deck``, ``tags``).
    """

    source: Source
    drafts: tuple[Draft, ...] = ()
    fates: tuple[Fate, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)


def fates(source: Source, drafts: Iterable[Draft], skipped: Mapping[int, str]) -> tuple[Fate, ...]:
    """One fate for each non-blank line: on a card, or left out for the reason that ``skipped`` gives."""
    kinds: dict[int, FateKind] = {}
    for draft in drafts:
        kinds |= {section.span.line: FateKind.SECTION for section in draft.sections}
    for draft in drafts:
        kinds |= _on_card(draft.answer.lines, FateKind.ANSWER)
    for draft in drafts:
        kinds |= _on_card(draft.question.lines, FateKind.QUESTION)
    return tuple(
        Fate(line.number, kinds[line.number])
        if line.number in kinds
        else Fate(line.number, FateKind.SKIPPED, skipped.get(line.number, "outside of any note"))
        for line in source.lines
        if not line.blank
    )


def _on_card(lines: Sequence[Line], kind: FateKind) -> dict[int, FateKind]:
    return {line.number: kind for line in lines if not line.blank}
