"""The words of the pages, in the language of the project.

Owns: the languages (``languages/*.toml``), plural forms, numbers and dates.  A text is known by its English; what a
language lacks is said in English.  Does not own: what findings say, which is English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "languages"
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def _one(number: int) -> str:
    return "one" if number == 1 else "other"


def _up_to_one(number: int) -> str:
    return "one" if number < 2 else "other"


def _russian(number: int) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return "one"
    return "few" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "many"


# The categories that browsers know as well (Intl.PluralRules).
_PLURALS: Mapping[str, Callable[[int], str]] = {
    "fr": _up_to_one,
    "ja": lambda _: "other",
    "ru": _russian,
    "zh": lambda _: "other",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says in one language; ``language`` is its code, such as ``de``."""

    language: str
    texts: Mapping[str, str]
    forms: Mapping[str, Mapping[str, str]]  # noun -> category -> text with {} for the number
    months: tuple[str, ...]
    date: str
    grouping: str  # what parts thousands

    def say(self, text: str, *values: object) -> str:
        """``text`` in this language, with ``values`` for its ``{}``."""
        return self.texts.get(text, text).format(*(self.number(v) if isinstance(v, int) else v for v in values))

    def many(self, number: int, noun: str) -> str:
        """``1 note``, ``2 notes``."""
        category = _PLURALS.get(self.language, _one)(number)
        return self.forms[noun][category].format(self.number(number))

    def number(self, number: int) -> str:
        return f"{number:,}".replace(",", self.grouping)

    def day(self, seconds: int) -> str:
        """``21 November 2026``, in UTC; empty where no time is known."""
        if not seconds:
            return ""
        date = datetime.fromtimestamp(seconds, UTC)
        return self.date.format(day=date.day, month=self.months[date.month - 1], year=date.year)


@cache
def words(language: str) -> Words:
    """The words of the language ``language`` (``de``, ``de-AT``), or of English."""
    code = language.replace("_", "-").partition("-")[0].casefold()
    code = code if code in LANGUAGES else "en"
    table = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return Words(code, table["texts"], table["forms"], tuple(table["months"].split()), table["date"], table["grouping"])
