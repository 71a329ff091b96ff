"""What the page's scripts work on, as scripts: a page that was opened by double click may load no other data.

Owns: the shape of these files (``assets/store.js`` reads them) and their division into chunks, so
that a page shows its first notes after a few of them.  Does not own: what they hold (``model``).

``data/head.js`` comes first: the tag tree, and where each chunk begins.  Then there are, by the
number of the note, ``rows`` (what the list shows and filters), ``texts`` (what is searched) and
``cards`` (front, back, tags, findings).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from builder.site.cards import ANKI_CSS
from builder.site.model import Finding, PageNote, Site
from builder.site.words import words

# Characters of a chunk's JSON.  The first chunk of rows and of cards is part of the first view.
ROWS, TEXTS, CARDS = 60_000, 400_000, 60_000

_LONGEST_ROW = 300  # characters of a question in the list


def scripts(site: Site, *, formulas: bool, author: bool) -> Iterator[tuple[str, bytes]]:
    """The files: path from the site's root, bytes.

    ``formulas`` says whether MathJax is there, ``author`` whether the author's view is what opens.
    """
    places = {tag.full.casefold(): at for at, tag in enumerate(site.tags)}
    paths = {path: at for at, path in enumerate(dict.fromkeys(n.path for n in site.notes))}
    starts: dict[str, list[int]] = {}
    for kind, budget, items in (
        ("rows", ROWS, [_row(note, places, paths) for note in site.notes]),
        ("texts", TEXTS, [f"{note.question}\n{note.answer}" for note in site.notes]),
        ("cards", CARDS, [_card(note) for note in site.notes]),
    ):
        starts[kind] = []
        for number, (start, part) in enumerate(_chunks(items, budget)):
            starts[kind].append(start)
            yield f"data/{kind}-{number}.js", _call(f'take("{kind}", {number}, [{part}])')
    said = words(site.language)
    head = {
        "deck": site.title,
        "total": len(site.notes),
        "starts": starts,
        "paths": list(paths),
        "tags": [[tag.name, tag.parent, tag.count, "" if tag.title == tag.name else tag.title] for tag in site.tags],
        "formulas": formulas,
        "author": author,
        "findings": any(note.findings for note in site.notes),
        "css": ANKI_CSS + site.css,
        "language": said.language,
        "words": dict(said.texts),
        "forms": {noun: dict(said.forms[noun]) for noun in ("note", "finding")},
        "source": site.source,
    }
    yield "data/head.js", _call(f"head({to_json(head)})")


def _row(note: PageNote, places: dict[str, int], paths: dict[str, int]) -> list[object]:
    question = note.question if len(note.question) <= _LONGEST_ROW else note.question[: _LONGEST_ROW - 1] + "…"
    return [
        note.guid,
        question,
        sorted({places[tag.casefold()] for tag in note.tags}),
        note.marks,
        paths[note.path],
        note.line,
        len(note.findings),
        " › ".join(note.place or (note.title,)),
    ]


def _card(note: PageNote) -> list[object]:
    return [note.front, note.back, list(note.tags), note.deck, [_finding(f) for f in note.findings]]


def _finding(finding: Finding) -> list[object]:
    return [finding.severity, finding.code, finding.rule, finding.message, finding.hint, finding.line, finding.column]


def _chunks(items: Sequence[object], budget: int) -> Iterator[tuple[int, str]]:
    """Neighbouring items as JSON, joined by commas, up to ``budget`` characters; each with its first item's number."""
    start, size = 0, 0
    part: list[str] = []
    for number, item in enumerate(items):
        text = to_json(item)
        if part and size + len(text) > budget:
            yield start, ",\n".join(part)
            start, size, part = number, 0, []
        part.append(text)
        size += len(text)
    if part:
        yield start, ",\n".join(part)


def to_json(value: object) -> str:
    """JSON that means the same in a script, and cannot end one, wherever it stands."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _call(expression: str) -> bytes:
    return f"deckbuilder.{expression};\n".encode(errors="backslashreplace")
