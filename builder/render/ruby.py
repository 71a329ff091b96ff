"""Ruby: how a word in Chinese characters is read, above it.

``漢字[かんじ]`` is as Anki's users write it, ``{漢字|かんじ}`` as Obsidian's; in ``{漢字|かん|じ}`` each character
has a reading of its own.  Only kana are taken for one, unless the author says ``furigana: true``: then any text is,
as in ``中文[zhōngwén]``.

Owns: which word a reading belongs to, and its HTML.  Does not own: brackets that are links, code and formulas
(``inline``).
"""

from __future__ import annotations

import re

_HAN = "\u3400-\u9fff\u3005"
_KANA = "\u3040-\u30ff"
_LONGEST = 40  # characters of a word, and of a reading
_IN_KANA = re.compile(f"[{_KANA}]+")
_JAPANESE_WORD = re.compile(f"[{_HAN}][{_HAN}{_KANA}]*$")
_ANY_WORD = re.compile(f"[^\\s\\[\\]{{}}]*[{_HAN}][^\\s\\[\\]{{}}]*$")
_ANY_READING = re.compile(r"(?![\d\s^])[^\[\]\n]{1,40}")
_HAN_RUN = re.compile(f"[{_HAN}]+")
_SPACE_BETWEEN = re.compile("(?<=[\u3000-\u9fff\uff00-\uffef]) $")
BRACES = re.compile(f"\\{{([{_HAN}]+)\\|([^{{}}\\n]{{1,{_LONGEST}}})\\}}")
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def word_before(text: str, reading: str, furigana: bool | None) -> str:
    """The word at the end of ``text`` that ``reading`` behind it, in brackets, belongs to; nothing if it is none."""
    text = text[-_LONGEST:]
    if furigana is False:
        return ""
    if _IN_KANA.fullmatch(reading):
        found = _JAPANESE_WORD.search(text)
        starts = [m.start() for m in re.finditer(f"[{_HAN}]", found[0])] if found else []
        words = (found[0][start:] for start in starts) if found else ()
        return next((word for word in words if _is_read(word, reading)), "")
    found = _ANY_WORD.search(text) if furigana and _ANY_READING.fullmatch(reading) else None
    return found[0] if found else ""


def _is_read(word: str, reading: str) -> bool:
    """Whether the kana of a word come in its reading, and something for each run of its Chinese characters.

    Each stretch of kana is taken where it comes first, which leaves most for those behind it: no place is tried twice.
    """
    reading = reading.translate(_TO_HIRAGANA)
    _, *between, last = _HAN_RUN.split(word.translate(_TO_HIRAGANA))
    at = 0
    for kana in between:
        found = reading.find(kana, at + 1)
        if found < 0:
            return False
        at = found + len(kana)
    return reading.endswith(last) and len(reading) - len(last) > at


def in_braces(match: re.Match[str], furigana: bool | None) -> str:
    """The HTML of ``{word|reading}``, or the text as it is where that is no reading."""
    word, parts = match[1], match[2].split("|")
    if furigana is False or not (furigana or all(map(_IN_KANA.fullmatch, parts))):
        return match[0]
    if len(parts) == len(word):
        return f"<ruby>{''.join(map(_read, word, parts))}</ruby>"
    return ruby(word, "".join(parts))


def ruby(word: str, reading: str) -> str:
    return f"<ruby>{_read(word, reading)}</ruby>"


def _read(word: str, reading: str) -> str:
    return f"{word}<rp>(</rp><rt>{reading}</rt><rp>)</rp>"


def without_space(before: str) -> str:
    """The text before a word with a reading, without the space that parts them only for Anki's sake."""
    return _SPACE_BETWEEN.sub("", before)
