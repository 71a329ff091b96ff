"""How much of a document's reading one edited line may cost.

``python -m tests.read.stability [EDITS]`` makes so many edits (20 if not said) of each kind in each layout document
and lists those that lose more than a fifth of its notes.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from builder.model.config import Config
from builder.read.reading import read_document
from builder.read.recognise import registry

LAYOUTS = Path(__file__).parents[1] / "layouts"
DOCUMENTS = sorted(p for p in LAYOUTS.iterdir() if p.suffix in (".md", ".txt"))
_REGISTRY = registry({})
_MOST = 0.2  # of a document's notes


def _typo(lines: list[str], at: int, luck: random.Random) -> None:
    letters = [i for i, c in enumerate(lines[at]) if c.isalpha()]
    if len(letters) > 5:
        i = letters[len(letters) // 2]
        lines[at] = lines[at][:i] + luck.choice("abcdefgh") + lines[at][i + 1 :]


def _blank(lines: list[str], at: int, luck: random.Random) -> None:
    lines.insert(at, "")


def _no_blank(lines: list[str], at: int, luck: random.Random) -> None:
    if blanks := [i for i, line in enumerate(lines) if not line.strip()]:
        del lines[luck.choice(blanks)]


def _trailing(lines: list[str], at: int, luck: random.Random) -> None:
    lines[at] += "  "


def _wrapped(lines: list[str], at: int, luck: random.Random) -> None:
    spaces = [i for i, c in enumerate(lines[at]) if c == " " and i > 30 and lines[at][i + 1 : i + 2].isalpha()]
    if spaces:
        i = luck.choice(spaces)
        lines[at : at + 1] = [lines[at][:i], lines[at][i + 1 :]]


def _crlf(lines: list[str], at: int, luck: random.Random) -> None:
    lines[:] = [line + "\r" for line in lines]


EDITS: Mapping[str, Callable[[list[str], int, random.Random], None]] = {
    "typo": _typo,
    "blank line": _blank,
    "no blank line": _no_blank,
    "trailing blanks": _trailing,
    "wrapped line": _wrapped,
    "CRLF": _crlf,
}


def notes(path: Path, text: str) -> set[str]:
    """The lines, without white space, that ask."""
    document = read_document(path.name, text.encode(), Config(), _REGISTRY)
    return {"".join(draft.question.text.split()) for draft in document.reading.drafts}


def lost(path: Path, count: int, luck: random.Random) -> list[str]:
    """The edits of a document, ``count`` of each kind, that lose too many of its notes."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    before = notes(path, text)
    found = []
    for name, edit in EDITS.items():
        for _ in range(1 if name == "CRLF" else count):
            lines = text.split("\n")
            at = luck.randrange(len(lines))
            edit(lines, at, luck)
            after = notes(path, "\n".join(lines))
            if len(before) - len(after) > _MOST * len(before):
                found.append(f"{path.name}:{at + 1}: {name}: {len(after)} of {len(before)}")
    return found


def main(count: int) -> None:
    luck = random.Random(1)
    total = len(DOCUMENTS) * (1 + count * (len(EDITS) - 1))
    bad = [line for path in DOCUMENTS for line in lost(path, count, luck)]
    print(*bad, sep="\n")
    print(f"{len(bad)} of {total} edits lose more than a fifth of a document's notes: {1000 * len(bad) / total:.1f} ‰")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
