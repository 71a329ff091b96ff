"""Notes as they come out of rendering, with as little in them as a test needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.model.notes import Draft, Note, Rendered
from builder.model.notetypes import STANDARD, Fields, Notetype, Released, load
from builder.model.source import Excerpt, Line
from builder.package.write import pack

RELEASED = 1_760_000_000  # 2025-10-09
NOTETYPE_ID = 1_600_000_000_001
NOTETYPE_NAME = "Deckbuilder: Root"


def styled(css: str, front: str = "{{^Retired}}{{Question}}{{/Retired}}") -> Notetype:
    """The standard notetype with as little in its templates as a test needs."""
    standard = load()[STANDARD]
    question, reverse = standard.templates
    question = replace(question, front=front, back="{{Question}}<hr id=answer>{{Answer}}{{Retired}}")
    return replace(standard, templates=(question, reverse), css=css)


NOTETYPE = styled(".card { color: teal }")


def rendered(
    key: str,
    *,
    deck: str = "Root::One",
    tags: tuple[str, ...] = ("one::two",),
    created: int = RELEASED,
    modified: int = RELEASED,
    media: tuple[str, ...] = (),
    **fields: str,
) -> Rendered:
    """A rendered note whose GUID is ``guid-<key>``; its question is ``Why <key>?`` unless ``fields`` say otherwise."""
    values = {"question": f"Why {key}?", "answer": "Because."} | {name.lower(): text for name, text in fields.items()}
    draft = Draft(Excerpt("notes.md", (Line(1, f"Why {key}?"),)), Excerpt("notes.md"), (), "test")
    note = Note(draft, f"guid-{key}", tags, deck, created=created, modified=modified)
    return Rendered(note, Fields(**values), media=media, modified=modified)


def packed(
    notes: Sequence[Rendered],
    *,
    notetype: Notetype = NOTETYPE,
    notetype_modified: int = RELEASED,
    media: dict[str, bytes] | None = None,
    released: int = RELEASED,
    deck_descriptions: dict[str, str] | None = None,
) -> bytes:
    """``pack`` with everything but the notes filled in."""
    return pack(
        notes,
        notetypes=[Released(notetype, NOTETYPE_ID, NOTETYPE_NAME, notetype_modified)],
        media=media or {},
        released=released,
        deck_descriptions=deck_descriptions or {},
    )
