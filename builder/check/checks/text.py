"""Checks of the text itself: characters, spaces, and words that run together.

Owns: what can be said of a line without knowing what it marks up or says.  Does not own:
markers, brackets and sentences (``marks``), nor mojibake (``mend``, which finds it when it
mends it).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from builder.check.checks.prose import MASK, Passage, Reading, Role
from builder.check.checks.words import MAY_BE_TWICE, NEVER_TWICE, OPENERS
from builder.model.diagnostics import Diagnostic, Fix, Rule
from builder.model.document import Kind
from builder.model.source import Line, Span
from builder.rules.text import DOUBLED_SPACE, DOUBLED_WORD, ODD_CHARACTER, ODD_SPACE, RUN_TOGETHER

# ---------------------------------------------------------------- characters

# Invisible and of no use in any script.  ZWJ and ZWNJ (200c, 200d) join letters in many
# scripts and make emoji; between two ASCII letters they do nothing.
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]+|(?<=[A-Za-z])[\u200c\u200d]+(?=[A-Za-z])"
)
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]+")
_LOST = re.compile(r"\ufffd+")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U000ffffd]+")
_LOOKALIKE = re.compile(r"\b(?=\w*[a-z])(?=\w*[\u0430-\u044f])[A-Za-z\u0400-\u04ff]+\b")
_BLANK = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]+")


def odd_characters(reading: Reading) -> Iterator[Diagnostic]:
    """Invisible, private, control and replacement characters, in code as well as in prose."""
    for line in reading.document.document.source.lines:
        if line.text.isascii() and line.text.isprintable():
            continue
        yield from _odd_characters(reading.path, line)


def _odd_characters(path: str, line: Line) -> Iterator[Diagnostic]:
    if line.blank and line.text:
        if _BLANK.search(line.text):
            span = _span(path, line, 0, len(line.text))
            message = "this line looks empty but holds a special space"
            yield Diagnostic(ODD_CHARACTER, message, span, "empty it", Fix(span, len(line.text), ""))
        return
    for pattern, what, mend in (
        (_INVISIBLE, "an invisible character", True),
        (_CONTROL, "a control character", True),
        (_LOST, "a replacement character: a letter was lost here", False),
        (_PRIVATE, "a character of a private font, which others do not have", False),
    ):
        found = list(pattern.finditer(line.text))
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
            fix = Fix(_span(path, line, start, end), end - start, pattern.sub("", line.text[start:end]))
        hint = "take it out" if mend else "type what stands in the original"
        yield Diagnostic(ODD_CHARACTER, message, _span(path, line, start, end if fix else start + 1), hint, fix)
    for match in _LOOKALIKE.finditer(line.text):
        message = f"“{match[0]}” mixes Latin letters with Cyrillic ones that look like them"
        yield Diagnostic(ODD_CHARACTER, message, _span(path, line, *match.span()), "type the word again")


def _span(path: str, line: Line, start: int, end: int) -> Span:
    return Span(path, line.number, line.column + start, line.number, line.column + end)


# ---------------------------------------------------------------- spaces

_DOUBLED = re.compile(r"(?<=\S)( {2,})(?=\S)")
_TAB = re.compile(r"(?<=\S)([ ]*\t[ \t]*)(?=\S)")
_FRENCH = re.compile(r"[àâçèêëîïôùûœ]", re.IGNORECASE)  # sets a space before ? ! : ;
_BEFORE_MARK = re.compile(rf"(?<=[\w)\]{MASK}*])([ \t]+)(?=([,;:?!])(?:\s|$)|(\.)(?:\s+[A-Z]|\s*$))")
_MAYBE_MISPLACED = re.compile(r"\s['’)]|\(\s|[,;][A-Za-z]|\*[-–—]")
_MISPLACED: tuple[tuple[re.Pattern[str], str, str], ...] = (  # group 1 is to be replaced
    (re.compile(r"(?<=\w)([ \t]+)(?=['’](?:s|t|re|ve|ll|d|m)\b)"), "a space before the apostrophe", ""),
    (re.compile(r"(?<=\()([ \t]+)(?=[^\s)])"), "a space after the opening bracket", ""),
    (re.compile(r"(?<=[\w.])([ \t]+)(?=\))"), "a space before the closing bracket", ""),
    (
        re.compile(r"(?:(?<=[a-z]{2},)|(?<=\),)|(?<=[a-z]{2};))()(?=[A-Za-z][A-Za-z\d]+)"),
        "no space after the comma",
        " ",
    ),
    (re.compile(rf"(?<=[\w{MASK}:]\*\*)()(?=[-–—] \w)"), "no space before the dash", " "),
)


def odd_spaces(reading: Reading) -> Iterator[Diagnostic]:
    """Spaces before punctuation or inside a bracket, missing ones after a comma, tabs, doubled ones."""
    spaced = _puts_space_before_marks(reading)
    typist = _doubles_space_after_sentences(reading)
    for passage in reading.passages:
        text = passage.masked
        asks = passage.kind is Kind.HEADING or passage.role is Role.QUESTION
        for match in _DOUBLED.finditer(text) if "  " in text else ():
            # Within a sentence it is the trace of a word that was deleted; after one, a card does not show it.
            inside = text[match.start() - 1].isalnum() and text[match.end()].isalnum()
            if inside or (asks and not typist):
                rule = DOUBLED_SPACE if asks else ODD_SPACE
                yield _respace(passage, match, "more than one space between two words", " ", rule)
        for match in _BEFORE_MARK.finditer(text):
            mark = match[2] or match[3]
            if mark not in "?!:;" or not (spaced or _FRENCH.search(text)):
                yield _respace(passage, match, f"a space before “{mark}”", "")
        for pattern, message, replacement in _MISPLACED if _MAYBE_MISPLACED.search(text) else ():
            found = list(pattern.finditer(text))
            if len(found) < 4:  # more of them are a notation: values between commas, say
                for match in found:
                    yield _respace(passage, match, message, replacement)
        if text.count("\t") == 1:  # more of them are a table of sorts
            for match in _TAB.finditer(text):
                yield _respace(passage, match, "a tab between two words", " ")


_SLIPS = 3


def _puts_space_before_marks(reading: Reading) -> bool:
    """Whether the document's language sets a space before ``?`` and ``!``, as French does."""
    marks = Counter(
        m[0][0].isspace()
        for p in reading.passages
        for m in re.finditer(r"(?:\w| )[?!](?=\s|$)", p.masked.replace("\u00a0", " "))
    )
    return marks[True] > max(2, marks[False])


def _doubles_space_after_sentences(reading: Reading) -> bool:
    """Whether the author has the typists' habit of two spaces after a full stop: more than a slip or three."""
    gaps = Counter(
        len(m[1]) > 1 for p in reading.passages for m in re.finditer(r"(?<=[a-z)\"”])[.?!]( +)(?=[A-Z])", p.masked)
    )
    return gaps[True] > _SLIPS or gaps[True] * 4 > gaps[False]


def _respace(
    passage: Passage, match: re.Match[str], message: str, replacement: str, rule: Rule = ODD_SPACE
) -> Diagnostic:
    start, end = match.span(1)
    span = passage.span(start, end)
    hint = "take it out" if len(replacement) < 1 else "put one space"
    return Diagnostic(rule, message, span, hint, Fix(span, end - start, replacement))


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
    if not suspects:
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
_ENGLISH = re.compile(r"\b(?:the|of|and|is|are|with)\b", re.IGNORECASE)


def doubled_words(reading: Reading) -> Iterator[Diagnostic]:
    """Words typed twice in a row, in English text; three times are meant, and so is a name (``Duran Duran``)."""
    for passage in reading.passages:
        found = [m for m in _TWICE.finditer(passage.masked) if len(m[0].split()) == 2 and _is_slip(m[1], m[2])]
        if found and _ENGLISH.search(passage.masked):
            match = found[0]
            message = f"“{' '.join(match[0].split())}” is one word typed twice"
            yield Diagnostic(DOUBLED_WORD, message, passage.span(*match.span(2)), "take one out")


def _is_slip(word: str, again: str) -> bool:
    if word.lower() in NEVER_TWICE:
        return again.islower() or word == again
    return len(word) >= 4 and again.islower() and word.lower() not in MAY_BE_TWICE


CHECKS = (odd_characters, odd_spaces, run_together, doubled_words)
