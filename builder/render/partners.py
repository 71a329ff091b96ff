"""What can close what: the places of closing delimiters, looked up in a moment.

Owns: the index of one text.  Does not own: what an opening is and whether the stretch is a
formula (``finder``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict

_BACKSLASHES = re.compile(r"(\\\\)?\\([()\[\]])|\\\\?([)\]])|\\.", re.DOTALL)
ENVIRONMENT = re.compile(r"\\(begin|end)[ ]?\{([A-Za-z]+\*?)\}")


class Partners:
    """The places of everything that can close something, found in one pass."""

    def __init__(self, text: str) -> None:
        self.closing: dict[str, list[int]] = defaultdict(list)
        for m in _BACKSLASHES.finditer(text):
            bracket = m[2] or m[3]
            if bracket:
                opening_double = m[1] or (m[3] and m[0].startswith("\\\\"))
                self.closing[("\\\\" if opening_double else "\\") + bracket].append(m.start())
        for m in re.finditer(r"`+", text):
            self.closing[m[0]].append(m.start())
        for m in re.finditer(r"\\.|\$+", text, re.DOTALL):
            if m[0] == "$$":
                self.closing["$$"].append(m.start())
        self.ends = self.environments(text)

    @staticmethod
    def environments(text: str) -> dict[int, int]:
        r"""Where each ``\begin`` has the end of its ``\end``."""
        ends: dict[int, int] = {}
        open_: dict[str, list[int]] = defaultdict(list)
        for m in ENVIRONMENT.finditer(text):
            if m[1] == "begin":
                open_[m[2]].append(m.start())
            elif open_[m[2]]:
                ends[open_[m[2]].pop()] = m.end()
        return ends

    def next(self, closing: str, position: int, limit: int) -> int:
        """Where the next ``closing`` begins, or -1 if none does before ``limit``."""
        places = self.closing.get(closing, [])
        i = bisect_left(places, position)
        return places[i] if i < len(places) and places[i] + len(closing) <= limit else -1
