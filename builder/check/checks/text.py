"""Checks of the text itself: characters, and words that run together or stand twice.

Owns: what can be said of a line without knowing what it marks up or says.  Does not own:
spaces (``spaces``), markers, brackets and sentences (``marks``), nor mojibake (``mend``, which finds it when it
mends it).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from builder.check.checks.prose import Passage, Reading
from builder.check.checks.words import MAY_BE_TWICE, NEVER_TWICE, OPENERS
from builder.model.diagnostics import Diagnostic, Fix
from builder.model.source import Line, Span
from builder.rules.text import DOUBLED_WORD, ODD_CHARACTER, RUN_TOGETHER

# ---------------------------------------------------------------- characters

_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]+|(?<=[A-Za-z])[\u200c\u200d]+(?=[A-Za-z])"
)
_CONTROL = re.compile(r"(?:\x1b\[[\d;]*[A-Za-z]|[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029])+")
_LOST = re.compile(r"\ufffd+")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U000ffffd]+")
_LOOKALIKE = re.compile(r"\b(?=\w*[a-z])(?=\w*[\u0430-\u044f])[A-Za-z\u0400-\u04ff]+\b")
_BLANK = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Scripts that part words by invisible characters, and those that run from right to left and need marks of direction.
_PARTS_UNSEEN = re.compile(r"[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1a20-\u1aaf]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_SOFT_HYPHEN = "\u00ad"
_TOLD_BY_LINE = 3  # lines with a fault of one kind that are told one by one; of more, the first tells of all


def odd_characters(reading: Reading) -> Iterator[Diagnostic]:
    """Invisible, private, control and replacement characters, in code as well as in prose."""
    found: dict[str, list[Diagnostic]] = {}
    for line in reading.source_lines:
        if line.text.isascii() and line.text.isprintable():
            continue
        for kind, diagnostic in _odd_characters(reading, line):
            found.setdefault(kind, []).append(diagnostic)
    for some in found.values():
        certain = [d for d in some if d.fix and d.fix.safe]
        others = [d for d in some if d not in certain]
        yield from certain
        if len(others) > _TOLD_BY_LINE:
            message = f"{others[0].message}, and the like in {len(others) - 1} lines more"
            yield replace(others[0], message=message)
        else:
            yield from others


def _odd_characters(reading: Reading, line: Line) -> Iterator[tuple[str, Diagnostic]]:
    path = reading.path
    if line.blank and line.text:
        if _BLANK.search(line.text):
            span = _span(path, line, 0, len(line.text))
            message = "this line looks empty but holds a special space"
            yield "blank", Diagnostic(ODD_CHARACTER, message, span, "empty it", Fix(span, len(line.text), ""))
        return
    for pattern, what, mend in (
        (_INVISIBLE, "an invisible character", True),
        (_CONTROL, "a control character", True),
        (_LOST, "a replacement character: a letter was lost here", False),
        (_PRIVATE, "a character of a private font, which others do not have", False),
    ):
        found = [m for m in pattern.finditer(line.text) if pattern is not _INVISIBLE or not _is_needed(line.text, m)]
        if not found:
            continue
        start, end = found[0].start(), found[-1].end()
        character = found[0][0][0]
        name = unicodedata.name(character, "").lower()
        message = f"{what} (U+{ord(character):04X}{', ' + name if name else ''})"
        if len(found) > 1:
            message += f" and {len(found) - 1} more on this line"
        fix = None
        if mend:
            safe = all(_is_certain(reading, line.text, m) for m in found)
            kept = line.text[start:end]
            for match in reversed(found):
                kept = kept[: match.start() - start] + kept[match.end() - start :]
            fix = Fix(_span(path, line, start, end), end - start, kept, safe)
        hint = "take it out" if mend else "type what stands in the original"
        span = _span(path, line, start, end if fix else start + 1)
        yield what + character, Diagnostic(ODD_CHARACTER, message, span, hint, fix)
    for match in _LOOKALIKE.finditer(line.text):
        message = f"“{match[0]}” mixes Latin letters with Cyrillic ones that look like them"
        span = _span(path, line, *match.span())
        yield "letters", Diagnostic(ODD_CHARACTER, message, span, "type the word again")


def _is_needed(text: str, match: re.Match[str]) -> bool:
    """Whether the script around an invisible character is written with it."""
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    if _DIRECTION.search(match[0]):
        return _RIGHT_TO_LEFT.search(text) is not None
    return _PARTS_UNSEEN.search(around) is not None


def _is_certain(reading: Reading, text: str, match: re.Match[str]) -> bool:
    """Whether an unseen character surely has no use: between Latin letters, or beside a space.

    A soft hyphen may be wanted in a language of long words, a direction mark in any line.
    """
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    if not _INVISIBLE.fullmatch(match[0]):
        return True
    if _DIRECTION.search(match[0]) or (_SOFT_HYPHEN in match[0] and reading.language != "en"):
        return False
    return all(not c or c.isspace() or c in ".,;:!?" or _LATIN.match(c) for c in (before, after))


_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def _span(path: str, line: Line, start: int, end: int) -> Span:
    return Span(path, line.number, line.column + start, line.number, line.column + end)


# ---------------------------------------------------------------- words that run together

_GLUED_SENTENCE = re.compile(r"(?<![\w.])([\w-]*[a-z)])([.!?])()([A-Z][a-z]*)(?=[\s:,;-]|$)")
_GLUED_QUOTE = re.compile(r"(?<=[a-z])[.!?][\"”'’]+()(?=[A-Z][a-z]+[\s:,-])")
_GLUED_BRACKET = re.compile(r"(?<=\s)\([^()\n]{4,}\)()(?=[A-Z]?[a-z]{2,}\b)")
_GLUED_COLON = re.compile(r"(?<=[a-z]{3}):()(?=[A-Z][a-z]{2,}[\s-])")
_GLUED_LABEL = re.compile(r"(?<![\w.])([A-Z][a-z]{2,})()([A-Z][a-z]{2,})(?=:\s)")
_MAYBE_GLUED = re.compile(r"[.!?:\"'”’][A-Z]|\)[A-Za-z]|[a-z][A-Z][a-z]+:")
_DOTTED = re.compile(r"(?<![\w.])(\w+)\.(?=\w)")


def run_together(reading: Reading) -> Iterator[Diagnostic]:
    """Words between which a space or a line break was lost.

    A dot between a small letter and a capital is also how modules and their members are
    written (``torch.Tensor``).  It is taken for the end of a sentence where the word after it
    is one that opens sentences, or where it begins a title and its left side is written with a dot
    nowhere else in the document.
    """
    suspects = [p for p in reading.passages if _MAYBE_GLUED.search(p.masked)]
    if not suspects or reading.is_data:
        return
    words = Counter(w for p in reading.passages for w in re.findall(r"[^\W\d_]+", p.masked))
    dotted = Counter(w for p in reading.passages for w in _DOTTED.findall(p.masked))
    for passage in suspects:
        text = passage.masked
        for match in _GLUED_SENTENCE.finditer(text):
            if _is_sentence_end(match, dotted):
                yield _glued(passage, match, 3)
        for pattern in (_GLUED_QUOTE, _GLUED_BRACKET, _GLUED_COLON):
            for match in pattern.finditer(text):
                yield _glued(passage, match, 1)
        for match in _GLUED_LABEL.finditer(text):
            whole = match[1] + match[3]
            label_again = re.search(rf"\b{match[3]}:", text)
            if words[whole] == 1 and words[match[1]] and label_again:
                yield _glued(passage, match, 2)


def _is_sentence_end(match: re.Match[str], dotted: Counter[str]) -> bool:
    left, mark, _, right = match.groups()
    after = match.string[match.end() : match.end() + 1]
    if len(left) < 2:
        return False  # "e.g.The" is an abbreviation's business
    if mark != ".":
        return len(right) > 1 or right in OPENERS
    if right in OPENERS:
        return after.isspace() or after == ","
    title = after == ":" or re.match(r"\s[A-Z]", match.string[match.end() : match.end() + 2]) is not None
    return title and len(right) > 2 and left[0].islower() and dotted[left] == 1


def _glued(passage: Passage, match: re.Match[str], group: int) -> Diagnostic:
    at = match.start(group)
    left = re.search(r"\S+$", passage.text[:at])
    right = re.match(r"[\w'’-]+", passage.text[at:])
    shown = (left[0][-20:] if left else "") + (right[0][:20] if right else "")
    message = f"“{shown}” looks like two words that run together"
    hint = "put the space or the line break back, or backticks around a name"
    return Diagnostic(RUN_TOGETHER, message, passage.span(at), hint)


# ---------------------------------------------------------------- words typed twice

_TWICE = re.compile(r"(?<![\w'’.-])([^\W\d_]{1,30})(?:\s+(\1)(?![\w'’-]|\.\w))+", re.IGNORECASE)


def doubled_words(reading: Reading) -> Iterator[Diagnostic]:
    """Words typed twice in a row, in English text; three times are meant, and so is a name (``Duran Duran``)."""
    if reading.is_data:
        return
    for passage in reading.passages:
        found = [m for m in _TWICE.finditer(passage.masked) if len(m[0].split()) == 2 and _is_slip(m[1], m[2])]
        if found and reading.language_of(passage) == "en":
            match = found[0]
            message = f"“{' '.join(match[0].split())}” is one word typed twice"
            yield Diagnostic(DOUBLED_WORD, message, passage.span(*match.span(2)), "take one out")


def _is_slip(word: str, again: str) -> bool:
    if word.lower() in NEVER_TWICE:
        return again.islower() or word == again
    return len(word) >= 4 and again.islower() and word.lower() not in MAY_BE_TWICE


CHECKS = (odd_characters, run_together, doubled_words)
