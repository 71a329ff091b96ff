"""CrowdAnki's decks in JSON to notes: what that add-on of Anki exports, and Brain Brew writes.

Owns: decks within decks, the fields of notetypes.  Does not own: the fields' HTML (``cells``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from builder.model.notes import Draft
from builder.model.source import Excerpt, Line, Source
from builder.read.formats.cells import Text, as_markdown
from builder.read.formats.choices import below
from builder.read.formats.placed_json import Placed
from builder.read.formats.places import Places
from builder.read.formats.ready import ReadyNotes, fates
from builder.read.formats.tables import notetypes

DIALECT = "crowdanki"
_DECK = re.compile(r'"__type__"\s*:\s*"Deck"')


def is_deck(text: str) -> bool:
    return _DECK.search(text) is not None


def read(source: Source, data: object) -> ReadyNotes:
    """The notes of a deck and of the decks in it; ``data`` is the file's JSON, whose strings know their places."""
    places = Places(source.path, source.text)
    models = {str(model.get("crowdanki_uuid")): model for model in _tables(data, "note_models")}
    found = tuple(_notes(source.path, places, data, models, ()))
    name = str(data.get("name", "")) if isinstance(data, dict) else ""
    skipped = dict.fromkeys(range(1, source.text.count("\n") + 2), "keys and marks of the format")
    return ReadyNotes(source, found, fates(source, found, skipped), (), {"deck": name} if name else {})


def _tables(data: object, key: str) -> list[Mapping[str, object]]:
    listed = data.get(key) if isinstance(data, dict) else None
    return [value for value in listed if isinstance(value, dict)] if isinstance(listed, list) else []


def _notes(
    path: str, places: Places, deck: object, models: Mapping[str, Mapping[str, object]], above: tuple[str, ...]
) -> Iterator[Draft]:
    if not isinstance(deck, dict):
        return
    names = (*above, str(deck.get("name", "")).rpartition("::")[2])
    for note in _tables(deck, "notes"):
        draft = _note(path, places, note, models.get(str(note.get("note_model_uuid")), {}), "::".join(names))
        if draft is not None:
            yield draft
    for child in _tables(deck, "children"):
        yield from _notes(path, places, child, models, names)


def _note(
    path: str, places: Places, note: Mapping[str, object], model: Mapping[str, object], deck: str
) -> Draft | None:
    fields = note.get("fields")
    texts = [_text(places, field) for field in fields] if isinstance(fields, list) else []
    if not texts or not texts[0]:
        return None
    names = [str(field.get("name", "")) for field in _tables(model, "flds")]
    more = [
        (Line(text[0].number, f"**{name}:** {text[0].text}", text[0].column), *text[1:])
        for name, text in zip(names[2:], texts[2:], strict=False)
        if text
    ]
    kind = str(model.get("name", ""))
    tags = note.get("tags")
    return Draft(
        Excerpt(path, texts[0]),
        Excerpt(path, below(texts[1] if len(texts) > 1 else (), more)),
        (),
        DIALECT,
        tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
        deck=deck or None,
        guid=str(note.get("guid", "")),
        reverse=notetypes.is_reversed(kind, ""),
        typed=notetypes.is_typed(kind),
    )


def _text(places: Places, field: object) -> Text:
    if not isinstance(field, Placed):
        return ()
    line, column = places.at(field.at)
    lines = as_markdown(str(field), line, column, html=True)
    return tuple(Line(line, text.text, column) for text in lines)  # a string of JSON is one line
