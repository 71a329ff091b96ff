"""The signs that GitHub draws for short codes such as ``:smile:``.

Owns: the table, which comes with pymdown-extensions.
"""

from __future__ import annotations

from pymdownx import gemoji_db


def _signs() -> dict[str, str]:
    """Names and aliases, without colons, of those that Unicode has."""
    signs: dict[str, str] = {}
    for code, entry in gemoji_db.emoji.items():
        if "unicode" in entry:
            signs[code.strip(":")] = "".join(chr(int(point, 16)) for point in entry["unicode"].split("-"))
    for alias, code in gemoji_db.aliases.items():
        if code.strip(":") in signs:
            signs[alias.strip(":")] = signs[code.strip(":")]
    return signs


SIGNS = _signs()
