"""Fields as the renderer writes them: one file for each thing that a card may have to show.

A file holds the fields after one another, each below a comment with its name.  The classes are the
ones that ``card.css`` knows; that the renderer writes no others is for the renderer's tests.
"""

from __future__ import annotations

import re
from pathlib import Path

_FIELD = re.compile(r"^<!-- (\w+) -->\n", re.MULTILINE)


def _fields(path: Path) -> dict[str, str]:
    """The fields of a specimen, by name, those it does not give empty."""
    _, *parts = _FIELD.split(path.read_text(encoding="utf-8"))
    given = {name.capitalize(): text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}
    return dict.fromkeys(("Question", "Answer", "Context", "Source", "Retired"), "") | given


SPECIMENS = {path.stem: _fields(path) for path in sorted(Path(__file__).parent.glob("*.html"))}
