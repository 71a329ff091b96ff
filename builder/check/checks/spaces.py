"""Checks of spaces: before punctuation, inside brackets, doubled, and missing ones.

Owns: where a space is a slip, and where taking it out is certain.  A space is meaning in
notation (``3 : 1``), in code, in columns and in quotations, and a custom before some marks in
French; there nothing is told.  Does not own: invisible characters (``text``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from builder.check.checks.code import looks_aligned, looks_like_code
from builder.check.checks.prose import MASK, Passage, Reading, Role
from builder.check.checks.words import BEFORE_A_SIGN
from builder.model.diagnostics import Diagnostic, Fix, Rule
from builder.model.document import Kind
from builder.rules.text import DOUBLED_SPACE, ODD_SPACE

_CAPITAL = "A-Z\u00c0-\u00de\u0391-\u03a9\u0410-\u042f"
_LETTER = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
# At the end of a line, or before a capital: here a mark ends something, and the space is a slip.
_BEFORE_END = re.compile(
    rf"(?<=[{_LETTER})\]”»*{MASK}])([ \t]+)([,.?!])(?=[\"”’»)*_]*[ \t]*(?:\n|$)|[\"”’»]|\s+[\"“«(]?[{_CAPITAL}])"
)
_ASKING = re.compile(rf"(?<=[\w)\]{MASK}*\"”’»])([ \t]+)(\?)(?=[*_]*\s*$)")
_BEFORE_COMMA = re.compile(r"(?:(?<=[A-Za-z\u00c0-\u024f]{2})|(?<=[a-z]\)))([ \t]+)(,)(?=\s+\**[a-z\u00df-\u00ff]{2})")
_AFTER_LABEL = re.compile(r"\*\*[^*\n]{2,60}\*\*([ \t]+)(:)(?=\s|$)")
_LAST_WORD = re.compile(r"([^\W\d_]+)[)\]”»*]*$")
_QUOTED = re.compile(
    r"\"[^\"\n]*\"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|»[^«\n]*«|‘[^’\n]*’|「[^」\n]*」|(?<!\w)'[^'\n]+'(?!\w)"
)

_MAYBE_MISPLACED = re.compile(r"\s['’)]|\(\s|[,;][A-Za-z]|\*[-–—]")
_MISPLACED: tuple[tuple[re.Pattern[str], str, str], ...] = (  # group 1 is to be replaced
    (re.compile(r"(?<=\w)([ \t]+)(?=['’](?:s|t|re|ve|ll|d|m)\b)"), "a space before the apostrophe", ""),
    (re.compile(rf"(?<=\()([ \t]+)(?=[^\s)\[{MASK}])"), "a space after the opening bracket", ""),
    (re.compile(r"(?<=[\w.])([ \t]+)(?=\))"), "a space before the closing bracket", ""),
    (
        # Not in "tl;dr".
        re.compile(r"(?:(?<=[a-z]{2},)|(?<=\),)|(?<=[a-z]{2};))()(?!(?<=;)\w{2}\b)(?=[A-Za-z][A-Za-z\d]+)"),
        "no space after the comma",
        " ",
    ),
    (re.compile(rf"(?<=[\w{MASK}:]\*\*)()(?=[-–—] \w)"), "no space before the dash", " "),
)
_NOTATION = 4  # from so many on, what looks misplaced is a way of writing: values between commas, say
_DOUBLED = re.compile(r"(?<=\S)( {2,})(?=\S)")
_MARKS = ",.;:?!"
_TAB = re.compile(r"(?<=\S)([ ]*\t[ \t]*)(?=\S)")


def odd_spaces(reading: Reading) -> Iterator[Diagnostic]:
    """Spaces before punctuation or inside a bracket, missing ones after a comma, tabs, doubled ones."""
    if reading.is_data:
        return
    typist = _doubles_space_after_sentences(reading)
    for passage in reading.passages:
        if _MAYBE_ODD.search(passage.masked) and passage.kind is not Kind.TABLE:
            kept = _Prose(reading, passage)
            yield from kept.before_marks()
            yield from kept.misplaced()
            yield from kept.doubled(typist)


_MAYBE_ODD = re.compile(rf"  |\t|[ \t][,.?!:]|{_MAYBE_MISPLACED.pattern}")


class _Prose:
    """A passage, and which of its characters are prose."""

    def __init__(self, reading: Reading, passage: Passage) -> None:
        self.reading = reading
        self.passage = passage
        self.text = passage.masked
        self.language = reading.language_of(passage)
        self.quoted = [match.span() for match in _QUOTED.finditer(self.text)]

    def is_prose(self, at: int) -> bool:
        """Whether the character at offset ``at`` is of a sentence: not quoted, nor in a line of code or of columns."""
        if any(start < at < end - 1 for start, end in self.quoted):
            return False
        number = self.passage.excerpt.locate(at).line
        before, line, after = (self.reading.raw_line(number + step) for step in (-1, 0, 1))
        if line.startswith("\t") or looks_like_code(self.visible(at)):
            return False
        if self.passage.kind is Kind.HEADING:
            return True
        return not looks_aligned(before, line, after, alone=self.passage.role is not Role.QUESTION)

    def visible(self, at: int) -> str:
        """The line around ``at``, with a letter for what is masked."""
        start, end = self.text.rfind("\n", 0, at) + 1, self.text.find("\n", at)
        return self.text[start : None if end < 0 else end].replace(MASK, "x")

    def before_marks(self) -> Iterator[Diagnostic]:
        told: set[int] = set()
        for pattern, safe in ((_BEFORE_END, True), (_ASKING, True), (_AFTER_LABEL, False), (_BEFORE_COMMA, False)):
            for match in pattern.finditer(self.text):
                mark = match[2]
                if match.start(1) in told or self.is_custom(mark) or not self.is_slip(match):
                    continue
                told.add(match.start(1))
                yield self.respaced(match, f"a space before “{mark}”", "", safe=safe)

    def is_custom(self, mark: str) -> bool:
        """Whether the language sets a space before ``mark``; where it cannot be told, any language may."""
        return mark in "?!:" and self.language in ("fr", "")

    def is_slip(self, match: re.Match[str]) -> bool:
        """Whether a mark ends the words before it, rather than being the subject itself, or an operator."""
        left = self.text[: match.start(1)]
        word = _LAST_WORD.search(left)
        if word and word[1].casefold() in BEFORE_A_SIGN:
            return False
        is_end = match.re is _ASKING or left[-1:] in ")]”»*"
        if not is_end and (word is None or len(word[1]) < 2):
            return False
        rest = self.visible(match.start(1))
        return not re.search(r"\s[?]\s.*\s:\s", rest) and self.is_prose(match.start(1))

    def misplaced(self) -> Iterator[Diagnostic]:
        if not _MAYBE_MISPLACED.search(self.text):
            return
        for pattern, message, replacement in _MISPLACED:
            found = list(pattern.finditer(self.text))
            if len(found) < _NOTATION and not ("apostrophe" in message and self.language != "en"):
                for match in found:
                    if self.is_prose(match.start(1)) and not self.is_lone_bracket(match):
                        yield self.respaced(match, message, replacement, safe=False)

    def is_lone_bracket(self, match: re.Match[str]) -> bool:
        """Whether the bracket behind the space closes nothing, and so is what the sentence speaks of."""
        before = self.text[: match.end(1)]
        return self.text.startswith(")", match.end(1)) and before.count("(") <= before.count(")")

    def doubled(self, typist: bool) -> Iterator[Diagnostic]:
        text = self.text
        asks = self.passage.kind is Kind.HEADING or self.passage.role is Role.QUESTION
        for match in _DOUBLED.finditer(text):
            # Within a sentence it is the trace of a word that was deleted; after one, a card does not show it.
            inside = text[match.start() - 1].isalpha() and text[match.end()].isalnum()
            if text[match.end()] in _MARKS or not self.is_prose(match.start(1)):
                continue
            if inside or (asks and not typist):
                rule = DOUBLED_SPACE if asks else ODD_SPACE
                yield self.respaced(match, "more than one space between two words", " ", rule)
        if text.count("\t") == 1:  # more of them are a table of sorts
            for match in _TAB.finditer(text):
                if self.is_prose(match.start(1)):
                    yield self.respaced(match, "a tab between two words", " ", safe=False)

    def respaced(
        self, match: re.Match[str], message: str, replacement: str, rule: Rule = ODD_SPACE, *, safe: bool = True
    ) -> Diagnostic:
        start, end = match.span(1)
        span = self.passage.span(start, end)
        hint = "take it out" if not replacement else "put one space"
        return Diagnostic(rule, message, span, hint, Fix(span, end - start, replacement, safe))


_SLIPS = 3


def _doubles_space_after_sentences(reading: Reading) -> bool:
    """Whether the author has the typists' habit of two spaces after a full stop: more than a slip or three."""
    gaps = Counter(
        len(m[1]) > 1 for p in reading.passages for m in re.finditer(r"(?<=[a-z)\"”])[.?!]( +)(?=[A-Z])", p.masked)
    )
    return gaps[True] > _SLIPS or gaps[True] * 4 > gaps[False]


CHECKS = (odd_spaces,)
