"""Which numbers of ``builder/read/weights.toml`` hold what: ``make weights``, or with names ("series", "score.a link").

Each weight and threshold is moved by a third, up and down, and the layout documents that then give other notes are
listed.  A number that changes none is held by nothing: it goes, or gets the document that needs it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from builder.model.config import Config
from builder.read import weights
from builder.read.reading import read_document
from builder.read.recognise import registry

_LAYOUTS = Path(__file__).parents[1] / "layouts"
_THIRD = 1 / 3
_TABLES: Mapping[str, dict[str, float]] = {
    "score": weights.SCORE,
    "likeness": weights.LIKENESS,
    "changes": weights.CHANGES,
    "series": weights.SERIES,
    "shares": weights.SHARES,
    "counts": weights.COUNTS,  # type: ignore[dict-item]
    **{f"dialects.{name}": table for name, table in weights.DIALECTS.items()},
}

Notes = Mapping[str, object]


def documents() -> dict[str, bytes]:
    """The layout documents by their names."""
    files = (p for p in sorted(_LAYOUTS.iterdir()) if p.is_file() and p.suffix != ".py" and ".expected" not in p.name)
    return {path.name: path.read_bytes() for path in files}


def notes(texts: Mapping[str, bytes]) -> Notes:
    """What each document says with the numbers as they are."""
    dialects = registry({})
    read = (read_document(name, data, Config(), dialects).reading.drafts for name, data in texts.items())
    found = ([(d.question.text, d.answer.text, [s.title for s in d.sections]) for d in drafts] for drafts in read)
    return dict(zip(texts, found, strict=True))


def moved(value: float) -> Iterator[float]:
    """A number a third up and a third down; a count by one at least, a share to one at most."""
    for sign in (1, -1):
        step = sign * max(1, round(value * _THIRD)) if isinstance(value, int) else sign * value * _THIRD
        yield value + step
    if value == 0:
        yield _THIRD


def effects(texts: Mapping[str, bytes], wanted: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """Each number with the documents that read otherwise when it is moved."""
    before = notes(texts)
    for table, numbers in _TABLES.items():
        for name, value in tuple(numbers.items()):
            if wanted and not f"{table}.{name}".startswith(wanted):
                continue
            others: set[str] = set()
            for other in moved(value):
                numbers[name] = other
                after = notes(texts)
                others |= {document for document in texts if after[document] != before[document]}
            numbers[name] = value
            yield f"{table}.{name} = {value}", sorted(others)


def main() -> None:
    idle = 0
    for name, others in effects(documents(), tuple(sys.argv[1:])):
        idle += not others
        shown = ", ".join(others[:4]) + (f" and {len(others) - 4} more" if len(others) > 4 else "")
        print(f"{name}: {shown or 'changes nothing'}", flush=True)
    print(f"{idle} numbers change nothing")


if __name__ == "__main__":
    main()
