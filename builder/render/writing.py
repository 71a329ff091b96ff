"""In which direction and script a text is written.

Owns: the direction of a field and of blocks that run against it, and the language where the script alone tells it.
Does not own: the language of a document (``read.language``).
"""

from __future__ import annotations

import re

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
MARKS = {"rtl": "\u200f", "ltr": "\u200e"}  # a letter's direction without a letter

_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_URDU = re.compile("[\u0679\u0688\u0691\u06ba\u06d2]")
_PERSIAN = re.compile("[\u067e\u0686\u0698\u06af]")
_HEBREW = re.compile("[\u0590-\u05ff]")
_LONGEST_LOOK = 5_000  # characters, enough to know


def direction(text: str) -> str:
    """``rtl`` or ``ltr``, as most letters of ``text`` run; nothing where it has none."""
    text = text[:_LONGEST_LOOK]
    right = len(RIGHT_TO_LEFT.findall(text))
    letters = len(_LETTER.findall(text))
    if not letters:
        return ""
    return "rtl" if right * 2 > letters else "ltr"


def first_direction(text: str) -> str:
    """The direction of the first letter of ``text``: what a browser goes by."""
    letter = _LETTER.search(text)
    return "" if letter is None else "rtl" if RIGHT_TO_LEFT.match(letter[0]) else "ltr"


def language(text: str) -> str:
    """The code of the language that the script of ``text`` tells; nothing for scripts that many languages share.

    Fonts draw the signs of Chinese, Japanese and Korean differently.  A few of them in a text in another script say
    nothing about its language.
    """
    text = text[:_LONGEST_LOOK]
    letters = len(_LETTER.findall(text))
    kana, han, hangul = (len(script.findall(text)) for script in (_KANA, _HAN, _HANGUL))
    if 4 * (kana + han + hangul) > letters:
        return "ko" if hangul >= kana + han else "ja" if 20 * kana > han else "zh"
    if direction(text) != "rtl":
        return ""
    if _HEBREW.search(text):
        return "he"
    return "ur" if _URDU.search(text) else "fa" if _PERSIAN.search(text) else "ar"
