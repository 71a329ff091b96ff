"""Placeholders: text that only holds the place of an answer.

Owns: what can be nothing else, and what may be one among longer answers ("None", "pending").  Does not own: what
becomes of either (``polish``, ``tables``).
"""

from __future__ import annotations

import re

from builder.read.language import words
from builder.read.language.vocabulary import folded, words_of

_LONGEST = 100  # characters
_MARKS = re.compile(r"\W*(?:TODO|TBD|FIXME)\W*")
_TAGS = re.compile(r"</?[a-z][^<>]*>|&nbsp;", re.I)
_NOTHING = re.compile(r"[\s.…*_]*(?:…|\.{2})[\s.…*_]*|_{3,}|")
_SIGNS = re.compile(r"[\s_:;,.*~–—-]+")
_SHOWS = re.compile(r"!\[|<(?:img|audio|video|svg|iframe|embed|object|canvas|math|picture)\b", re.I)
_PHRASES = folded(words_of("placeholders"))
_WORDS = folded(words_of("placeholder_words"))


def shows_something(text: str) -> bool:
    """Whether ``text`` holds a picture, a sound, a film or another page: an answer, though it has no words."""
    return _SHOWS.search(text) is not None


def is_mark(text: str) -> bool:
    """Whether ``text`` is nothing, dots, or one of the marks of unfinished work, wherever it stands."""
    if len(text) > _LONGEST or "`" in text or shows_something(text):
        return False
    untagged = _TAGS.sub("", text).strip()
    return _MARKS.fullmatch(words.bare(text)) is not None or _NOTHING.fullmatch(untagged) is not None


def is_placeholder(text: str) -> bool:
    """Whether ``text`` can be nothing but the place of an answer."""
    return is_mark(text) or (len(text) <= _LONGEST and "`" not in text and words.key(text) in _PHRASES)


def may_be_placeholder(text: str) -> bool:
    """Whether ``text`` is a word or a sign that holds the place of an answer, unless the others are as short."""
    if len(text) > _LONGEST or "`" in text or shows_something(text):
        return False
    return words.key(text) in _WORDS or _SIGNS.fullmatch(text) is not None
