"""What to write instead of what MathJax does not know.

Owns: the hints for unknown commands and environments.  Does not own: finding them (``texformula``).
"""

from __future__ import annotations

import difflib

from builder.render.vocabulary import COMMANDS, ENVIRONMENTS

# What authors write from packages that MathJax does not load in Anki, and what to write instead.
_INSTEAD = {
    "bold": r"\mathbf",
    "C": r"\mathbb{C}",
    "E": r"\mathbb{E}",
    "KL": r"\mathrm{KL}",
}


def unknown_environment(name: str) -> str:
    """What to write in place of an environment."""
    near = difflib.get_close_matches(name, ENVIRONMENTS, 1)
    return f"did you mean {near[0]}?" if near else "MathJax has align, gather, cases, array, matrix and their kin"


def instead(name: str) -> str:
    """What to write in place of an unknown command."""
    if name in _INSTEAD:
        return f"write {_INSTEAD[name]}, or define \\{name} under [macros] in deckbuilder.toml"
    near = difflib.get_close_matches(name, COMMANDS, 1, 0.75) if len(name) > 2 else []
    if near:
        return f"did you mean \\{near[0]}?"
    if not name[0].isascii() or not name[0].isalpha():
        return "take the backslash away"
    return f"define \\{name} under [macros] in deckbuilder.toml, or write it another way"
