"""A deck without files: drafts out of a few words, and builds that go through identify and stamp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from builder.ledger import Ledger, Stamped, begin, identify, retire, stamp
from builder.ledger.identify import Identified
from builder.model.notes import Draft, Note, Placed, Rendered, Section
from builder.model.notetypes import STANDARD, Fields, Notetype, load
from builder.model.source import Excerpt, Line, Span

STYLE = load()[STANDARD]


def draft(
    question: str,
    answer: str = "",
    *,
    path: str = "notes.md",
    section: str = "",
    pin: str = "",
    line: int = 1,
    dialect: str = "headings",
) -> Draft:
    """A draft; ``section`` is a path like ``"Trees::Search"``."""

    def excerpt(text: str) -> Excerpt:
        return Excerpt(path, tuple(Line(line, part) for part in text.split("\n"))) if text else Excerpt(path)

    sections = tuple(Section(title, Span(path, 1)) for title in section.split("::") if title)
    return Draft(excerpt(question), excerpt(answer), sections, dialect, pin=pin)


def place(found: Draft, *, deck: str = "notes", tags: Sequence[str] = (), named: bool = False) -> Placed:
    """Its tags are its sections, as in a build."""
    section_tags = ("::".join(s.title.lower().replace(" ", "-") for s in found.sections),) if found.sections else ()
    return Placed(found, tuple(sorted({*tags, *section_tags})), deck, deck.title(), named)


def render(note: Note) -> Rendered:
    if note.retired:
        return retire.render(note)
    question, answer = (f"<p>{escape(text.text)}</p>" for text in (note.draft.question, note.draft.answer))
    return Rendered(note, Fields(question=question, answer=answer))


@dataclass(frozen=True, slots=True)
class Build:
    identified: Identified
    stamped: Stamped

    @property
    def ledger(self) -> Ledger:
        return self.stamped.ledger

    def guid(self, question: str) -> str:
        """The GUID of the only living note that asks this."""
        (found,) = [
            n.guid for n in self.identified.notes if not n.retired and n.draft.question.text.strip() == question
        ]
        return found

    @property
    def guids(self) -> tuple[str, ...]:
        """The GUIDs of the living notes, in order."""
        return tuple(n.guid for n in self.identified.notes if not n.retired)

    def modified(self, guid: str) -> int:
        return self.ledger.by_guid[guid].modified

    @property
    def codes(self) -> list[str]:
        return [d.rule.name for d in (*self.identified.diagnostics, *self.stamped.diagnostics)]


def build(
    drafts: Sequence[Draft | Placed],
    before: Build | Ledger | None = None,
    *,
    now: int = 0,
    style: Notetype = STYLE,
    retire_after: int = 5,
    root: str | None = None,
) -> Build:
    """One build after ``before``, a thousand seconds later unless ``now`` says when."""
    ledger = before.ledger if isinstance(before, Build) else before or begin("Deck")
    now = now or (ledger.newest + 1000 if ledger.newest else 1_700_000_000)
    identified = identify([d if isinstance(d, Placed) else place(d) for d in drafts], ledger, root=root)
    rendered = [render(n) for n in identified.notes]
    notetypes = {**load(), STANDARD: style}
    stamped = stamp(identified, rendered, ledger, now=now, notetypes=notetypes, retire_after=retire_after)
    return Build(identified, stamped)


def shifted(drafts: Sequence[Draft], lines: int) -> list[Draft]:
    """The same drafts, further down in their files."""
    return [
        replace(d, question=d.question.with_lines(replace(ln, number=ln.number + lines) for ln in d.question.lines))
        for d in drafts
    ]
