"""What identity sees of a text: its normal form, a digest, a sketch, and a GUID.

Owns: the functions that forget what must not matter (case, width, white space, emphasis,
numbering).  All are pure and none may ever change what it gives for a text: learners'
GUIDs are made of it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from builder.model.notetypes import STANDARD, Fields
from builder.model.similarity import words

_NUMBERING = re.compile(r"^\(?\d{1,3}(?:\.\d{1,3})*[.)]\s+(?=\S)")
_EMPHASIS = re.compile(r"(?<![\w*_])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?![\w*_])")
_LINE_MARKER = re.compile(r"^(?:#{1,6}|[-*+])\s+", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?=[*_#`.~()\[\]-])")
_TYPOGRAPHY = str.maketrans("‘’‚‛“”„‟–—‑", "''''\"\"\"\"---", "`\u00ad\u200b\u200c\u200d\u2060\ufeff")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GUID_LENGTH = 10  # 62 ** 10: by chance, two of a million notes meet once in a million decks
_SKETCH_WORDS = 24
_SKETCH_LENGTH = 3  # letters for each word of a sketch
_SPACE_OR_PRE = re.compile(r"(<pre\b.*?</pre>)|\s+", re.DOTALL | re.IGNORECASE)


def normal(question: str) -> str:
    """Return the question as identity compares it.

    The whole front counts, code and options included.  What does not: case, width of
    letters, white space and line ends, emphasis, numbering, the style of quotation marks, a
    question mark or full stop at the end.
    """
    text = unicodedata.normalize("NFKC", question).translate(_TYPOGRAPHY)
    text = _LINE_MARKER.sub("", _ESCAPE.sub("", text.strip()))
    text = _EMPHASIS.sub("", text)
    text = _NUMBERING.sub("", text.strip())
    return " ".join(text.casefold().split()).rstrip("?.!:。 ") or " ".join(question.split())


def readable(question: str) -> str:
    """Return the question as the ledger keeps it for people: line by line, without insignificant white space."""
    lines = (line.rstrip() for line in unicodedata.normalize("NFC", question).splitlines())
    return "\n".join(line for line in lines if line)


def answer_digest(answer: str) -> str:
    """Return a short hash of the answer; ``""`` where there is none."""
    text = " ".join(unicodedata.normalize("NFKC", answer).split())
    return _letters(text, 12) if text else ""


def sketch(answer: str) -> str:
    """Return a small sample of the answer's words, by which two answers can be compared: at most 24 x 3 letters.

    It holds the least of the hashes of all words (A. Broder, "On the resemblance and
    containment of documents", 1997), and all of them where the answer is short.
    """
    hashes = {_word_hash(word) for word in words(answer)}
    return "".join(sorted(hashes)[:_SKETCH_WORDS])


def sketched(own: str) -> tuple[str, ...]:
    """Return the words' hashes of a sketch."""
    return tuple(own[i : i + _SKETCH_LENGTH] for i in range(0, len(own), _SKETCH_LENGTH))


def sketch_likeness(one: str, two: str) -> float:
    """Dice's coefficient of two answers' words, guessed from their sketches; 0.0 where one is empty."""
    a, b = set(sketched(one)), set(sketched(two))
    if not a or not b:
        return 0.0
    least = set(sorted(a | b)[: max(len(a), len(b))])
    jaccard = len(least & a & b) / len(least)
    return 2 * jaccard / (1 + jaccard)


def content_digest(fields: Iterable[str], tags: Iterable[str], notetype: str) -> str:
    """Return a hash of all that Anki would replace in a learner's note.

    White space counts within ``<pre>`` only: elsewhere a browser shows any run of it the
    same, and rewrapping a paragraph is no change.
    """
    parts = [_SPACE_OR_PRE.sub(lambda m: m[1] or " ", unicodedata.normalize("NFC", f)).strip() for f in fields]
    return _letters("\0".join((*parts, " ".join(sorted(tags)), notetype)), 16)


def note_digest(fields: Fields, tags: Iterable[str], notetype: str = STANDARD) -> str:
    """``content_digest`` of a note of ours.

    A field counts together with its name, and an empty one not at all, so that a field which
    a later version fills moves the digests of the notes that have something in it alone.
    """
    names = (f.name for f in dataclasses.fields(fields))
    filled = (f"{name}={value}" for name in names if (value := getattr(fields, name)))
    return content_digest(filled, tags, notetype)


def project_identity(root: str, notes: Iterable[tuple[str, str]] = ()) -> str:
    """Return the identity of a new project, made of its root deck and its first notes (question and answer each).

    A folder's name is not enough: many are called ``docs``, and two that ask the same question
    would overwrite each other's answer.  It is made once, for the notes will change; the same
    sources give the same, on every machine.
    """
    texts = sorted(f"{normal(question)}\0{answer_digest(answer)}" for question, answer in notes)
    return _letters("\0".join((f"deck\0{unicodedata.normalize('NFC', root)}", *texts)), 12)


def guid(identity: str, normal_question: str, salt: int = 0) -> str:
    """Return a note's GUID: 10 letters and digits, the same on every machine and in every branch."""
    return _letters(f"note\0{identity}\0{normal_question}" + (f"\0{salt}" if salt else ""), _GUID_LENGTH)


def derived_guid(parent: str, kind: str, name: str) -> str:
    """Return the GUID of a note that is made of a part of another's answer: by that one's GUID and the part's name."""
    return _letters(f"derived\0{parent}\0{kind}\0{normal(name)}", _GUID_LENGTH)


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> str:
    return _letters(word, _SKETCH_LENGTH)


def _letters(text: str, length: int) -> str:
    """Return a hash of ``text`` in letters and digits, which need no escape in JSON, HTML or a search."""
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)
