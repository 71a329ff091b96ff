"""The lines at the top of a text file for Anki's import: ``#separator:tab``, ``#tags column:6``.

Owns: what they say.  Does not own: the records below them.  As in Anki's manual, "Text Files", they are
the first lines of the file, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_LINE = re.compile(
    r"#(?P<name>separator|html|tags|columns|notetype|deck|if matches|(?:notetype|deck|tags|guid) column):"
    r"(?P<value>.*)$",
    re.I,
)
_NAMED = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}


@dataclass(frozen=True, slots=True)
class Directives:
    """What a file for Anki says of itself; ``lines`` is how many lines that takes."""

    says: Mapping[str, str]
    lines: int

    @property
    def sign(self) -> str:
        """What separates the fields; empty where it is not said, or is no single character."""
        value = self.says.get("separator", "")
        sign = _NAMED.get(value.strip().casefold(), value.strip() or value)
        return sign if len(sign) == 1 else ""

    @property
    def html(self) -> bool | None:
        """Whether fields are HTML; None where the file does not say."""
        value = self.says.get("html", "").strip().casefold()
        return value == "true" if value else None

    def column(self, name: str) -> int | None:
        """The index of the column of GUIDs, notetypes, decks or tags."""
        value = self.says.get(f"{name} column", "").strip()
        return int(value) - 1 if value.isdecimal() and 0 < int(value) < 1000 else None


def directives(lines: Sequence[str]) -> Directives | None:
    """The directives at the top of a file; None where it has none."""
    says: dict[str, str] = {}
    count = 0
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            break
        says[match["name"].casefold()] = match["value"]
        count += 1
    return Directives(says, count) if says else None
