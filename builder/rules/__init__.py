"""The catalogue of rules: every thing that Deckbuilder can find wrong.

One module for each kind; a rule is a constant in it.  Codes never change and are
never used twice.
"""

from __future__ import annotations

import difflib
import re
from types import ModuleType

from builder.model.diagnostics import Rule
from builder.rules import (
    agreement,
    cards,
    content,
    formats,
    formulas,
    hygiene,
    identity,
    kinds,
    media,
    project,
    reading,
    structure,
    text,
)

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
    kinds,
    agreement,
    identity,
)

CATALOGUE: tuple[Rule, ...] = tuple(
    sorted((v for module in _MODULES for v in vars(module).values() if isinstance(v, Rule)), key=lambda r: r.code)
)

_BY_KEY = {key: rule for rule in CATALOGUE for key in (rule.code.casefold(), rule.name)}


def find(key: str) -> Rule | None:
    """The rule with this code or name, in any case."""
    return _BY_KEY.get(key.strip().casefold())


def named(key: str) -> tuple[Rule, ...]:
    """The rules that ``key`` names: a code, the beginning of codes, or a name; none if there is no such rule."""
    key = key.strip()
    exact = find(key)
    return (exact,) if exact else tuple(rule for rule in CATALOGUE if key and rule.code.startswith(key.upper()))


_CODE = re.compile(r"([a-z])0*(\d{1,3})\d*$")
_LONG = 4  # letters from which on a part of a name may be mistyped and still be known


def nearest(key: str) -> str:
    """The code or name of the rule that was most likely meant by ``key``, or nothing."""
    key = key.strip().lower()
    code = _CODE.match(key)  # N0001, n1: zeros too many or too few
    if code and (rule := find(f"{code[1]}{code[2]:0>3}")):
        return rule.code
    names = [rule.name for rule in CATALOGUE]
    if near := difflib.get_close_matches(key, names, 1, 0.6):
        return near[0]
    parts = {part: name for name in reversed(names) for part in name.split("-") if len(part) >= _LONG}
    return next((parts[part] for part in difflib.get_close_matches(key, parts, 1, 0.75)), "")
