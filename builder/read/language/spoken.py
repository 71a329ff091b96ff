"""Spoken: the languages of the document that is read.

A question word counts only in a document of its language: "Chi squared" asks nothing in an English manual, though
"chi" asks in Italian.  Languages in other scripts than Latin always count, and so do the question words of English.

Owns: which languages a document speaks, by what it says of itself and by the words that tell a language, and what
is spoken while a document is read.  Does not own: the words (``vocabulary``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from builder.model.document import Block, Document, Kind
from builder.read.language.vocabulary import ALL, LATIN, OTHER_SCRIPTS, TABLES, Languages, folded

_SPOKEN: ContextVar[Languages] = ContextVar("spoken languages", default=ALL)


def spoken() -> Languages:
    """The languages of the document that is being read; all of them where none is."""
    return _SPOKEN.get()


@contextmanager
def speaking(languages: Languages) -> Iterator[None]:
    """While this lasts, ``languages`` are spoken."""
    token = _SPOKEN.set(languages)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


# ------------------------------------------------------------------- evidence

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CODE = re.compile(r"(?<!`)(`++).{1,500}?(?<!`)\1(?!`)|\]\([^()\s]{0,500}\)|<[^<>]{0,500}>|https?://\S+")
_LABEL = re.compile(
    r"[\s*_#>\[(【\d.-]*+(?P<label>[^\W\d_]+(?: [^\W\d_]+){0,2})\s*(?P<number>\d{0,4})\s*[*_]{0,3}\s*[:.)：】\]]"
)
_LONGEST_LABEL = 60  # characters
_UNSPOKEN = frozenset({Kind.FENCE, Kind.FRONT_MATTER, Kind.BLANK, Kind.RULE, Kind.COMMENT, Kind.REFERENCE})
_LEAST_OTHERS = 2  # different words of a language beside the one most spoken, which that one does not have
_OTHERS = 0.03  # how often these come, for each word of the language most spoken
_LEAST_NUMBERED = 2  # labels of questions with a number, where none of answers tells the language


def _by_word(*kinds: str, without: str = "") -> Mapping[str, Languages]:
    """The languages of each word of some kinds, but for words that are of the kind ``without`` too."""
    found: dict[str, set[str]] = {}
    for code in LATIN:
        words = {w for kind in kinds for w in getattr(TABLES[code], kind)}
        for word in folded(words) - folded(getattr(TABLES[code], without) if without else ()):
            found.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


_COMMON = _by_word("common", without="question_words")  # these are what is in doubt
_ASKING, _ANSWERING = _by_word("question_labels"), _by_word("answer_labels")
_LETTERS = {
    letter: frozenset(c for c in LATIN if letter in TABLES[c].letters) for c in LATIN for letter in TABLES[c].letters
}


def languages(document: Document) -> Languages:
    """The languages of ``document``: those that it names, and those that its words tell."""
    declared = _declared(document.metadata)
    found: Counter[str] = Counter()  # words, and letters within them, that tell a language
    asking: list[tuple[Languages, bool]] = []  # the languages of each label, and whether it has a number
    answering: list[Languages] = []
    for block in document.blocks:
        if block.kind not in _UNSPOKEN:
            _count(block, found)
            word, number = _label(block)
            if word in _ASKING:
                asking.append((_ASKING[word], number))
            if word in _ANSWERING:
                answering.append(_ANSWERING[word])
    return OTHER_SCRIPTS | declared | _labelled(asking, answering) | _told(found)


def _labelled(asking: Sequence[tuple[Languages, bool]], answering: Sequence[Languages]) -> Languages:
    """The languages that have labels for both sides here, or several numbered ones for questions.

    One word alone may be a name ("Tanya: …").
    """
    sides = frozenset(c for codes, _ in asking for c in codes) & frozenset(c for codes in answering for c in codes)
    numbered = Counter(code for codes, number in asking if number for code in codes)
    return sides | {code for code, times in numbered.items() if times >= _LEAST_NUMBERED}


def _declared(metadata: Mapping[str, object]) -> Languages:
    values = [str(metadata.get(key) or "") for key in ("lang", "language", "locale")]
    codes = (re.split(r"[-_]", value.strip().casefold())[0] for value in values)
    return frozenset(_SAME.get(code, code) for code in codes) & ALL


_SAME = {"nb": "no", "nn": "no", "ms": "id", "bs": "hr", "sh": "hr", "mk": "sr"}


def _label(block: Block) -> tuple[str, bool]:
    """The word before the first colon or bracket of a block, and whether a number stands behind it."""
    match = _LABEL.match(block.text.text[:_LONGEST_LABEL])
    return (match["label"].casefold(), bool(match["number"])) if match else ("", False)


def _count(block: Block, found: Counter[str]) -> None:
    """Count the words, and the letters within words, that tell a language."""
    lines = (block.text, *block.lines[1:])
    text = unicodedata.normalize("NFC", " ".join(_CODE.sub(" ", line.text) for line in lines)).casefold()
    for word in _WORD.findall(text):
        if word in _COMMON:
            found[word] += 1
        elif not word.isascii():
            found.update(letter for letter in set(word) if letter in _LETTERS)


def _told(found: Counter[str]) -> Languages:
    """The language most spoken, and those others that have words which it does not have."""
    tells = {sign: _COMMON.get(sign) or _LETTERS[sign] for sign in found}
    counts: Counter[str] = Counter()
    for sign, times in found.items():
        for code in tells[sign]:
            counts[code] += times
    if not counts:
        return frozenset({"en"})
    most = max(counts.values())
    first = {code for code in counts if counts[code] == most}
    others = set()
    for code in counts:
        own = [found[sign] for sign in found if code in tells[sign] and not tells[sign] & first]
        if len(own) >= _LEAST_OTHERS and sum(own) >= _OTHERS * most:
            others.add(code)
    return frozenset(first | others)
