"""The catalogue of rules: every thing that Deckbuilder can find wrong.

One module for each kind; a rule is a constant in it.  Codes never change and are
never used twice.
"""

from __future__ import annotations

from types import ModuleType

from builder.model.diagnostics import Rule
from builder.rules import cards, content, formats, formulas, hygiene, identity, media, project, reading, structure, text

_MODULES: tuple[ModuleType, ...] = (
    project,
    formats,
    reading,
    text,
    structure,
    content,
    formulas,
    media,
    hygiene,
    cards,
    identity,
)

CATALOGUE: tuple[Rule, ...] = tuple(
    sorted((v for module in _MODULES for v in vars(module).values() if isinstance(v, Rule)), key=lambda r: r.code)
)

_BY_KEY = {key: rule for rule in CATALOGUE for key in (rule.code.casefold(), rule.name)}


def find(key: str) -> Rule | None:
    """The rule with this code or name, in any case."""
    return _BY_KEY.get(key.strip().casefold())
