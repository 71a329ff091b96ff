"""The words of the pages: every language has them all, and says numbers and dates its own way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.package.diff import MEANINGS, Kind
from builder.site.words import LANGUAGES, words

SITE = Path(__file__).parents[2] / "builder" / "site"
_SAID = re.compile(r"""\bsay\(\s*(?:state\.back \? )?"([^"]+)"(?: : "([^"]+)"\))?""")


def said() -> set[str]:
    """All texts that templates and scripts say, in English."""
    files = [*(SITE / "templates").iterdir(), *(SITE / "assets").glob("*.js")]
    found = {
        text for path in files for pair in _SAID.findall(path.read_text(encoding="utf-8")) for text in pair if text
    }
    return found | {"New", "Changed", "Retired", "Formula", "Table", "Code", "No answer", "Finding"}


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_a_language_has_every_text(language: str) -> None:
    texts = words(language).texts
    alike = {"fr": {"Pages", "Notes", "Code", "Question", "Source"}, "de": {"Code", "Feed"}}.get(language, set())
    assert said() - alike - texts.keys() == set()
    assert all(text.count("{}") == other.count("{}") for text, other in texts.items())


def test_what_happens_to_notes_is_said_in_every_language() -> None:
    texts = words("de").texts
    told_of_ledgers = set(Kind) - {Kind.ADDED, Kind.CONFLICT, Kind.HELD, Kind.AGAIN}
    for kind in told_of_ledgers:
        assert kind.value.capitalize() in texts
        meaning = MEANINGS.get(kind)
        assert meaning is None or f"{meaning[0].upper()}{meaning[1:]}." in texts


@pytest.mark.parametrize(
    ("language", "number", "text"),
    [
        ("en", 1, "1 note"),
        ("en", 1234, "1,234 notes"),
        ("de-AT", 1234, "1.234 Notizen"),
        ("fr", 0, "0 note"),
        ("ru", 21, "21 запись"),
        ("ru", 3, "3 записи"),
        ("ru", 12, "12 записей"),
        ("ja", 2, "ノート 2 件"),
        ("pl", 2, "2 notes"),
    ],
)
def test_numbers_of_notes(language: str, number: int, text: str) -> None:
    assert words(language).many(number, "note") == text


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "21 September 2026"), ("es", "21 de septiembre de 2026"), ("zh", "2026年9月21日")],
)
def test_days(language: str, day: str) -> None:
    assert words(language).day(1_790_000_000) == day
    assert words(language).day(0) == ""
