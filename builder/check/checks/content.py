"""Checks of what the notes say: formulas and figures that are announced, formulas as plain text, duplicates.

Owns: signs in the text that something is missing.  Does not own: when two questions are the
same (``duplicates``), nor whether a formula is right (``render``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from builder.check.checks.duplicates import duplicates
from builder.check.checks.prose import MASK, Passage, Reading, Role, strip_markup
from builder.model.diagnostics import Diagnostic
from builder.model.source import Line
from builder.rules.content import MISSING_FORMULA, PLAIN_FORMULA

# ---------------------------------------------------------------- what is announced and missing

_FORMULA_COMES = re.compile(
    r"\b(?:(?:described|defined|given|expressed|written|calculated|computed|formulated|represented|denoted|stated)"
    r"(?: mathematically| formally)?(?: as| by)(?: follows| the following)?"
    r"|(?:formula|equation|expression)(?: is| for [\w\s-]{1,40} is)?|as follows|formally|mathematically)\s*[:：]\W*$",
    re.IGNORECASE,
)
_SYMBOLS_FOLLOW = re.compile(
    r"\W*where\b[,:]?\s+(?:\S+\s+){0,4}?(?:\([^)]*\)|is\b|are\b|denotes?\b|represents?\b|=|stands?\b)", re.I
)
_FIGURE = r"(?:figure|diagram|image|picture|chart|graph|plot|illustration|screenshot)"
_FIGURE_COMES = re.compile(
    rf"\b(?:(?:the |this )?(?:following|below|above) {_FIGURE}|{_FIGURE} (?:below|above)"
    rf"|(?:as )?(?:shown|seen|illustrated|depicted|pictured) (?:below|above|in (?:the )?{_FIGURE})\b"
    r"|in (?:figure|fig\.) ?\d+)",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"!\[|<(?:img|svg|picture|video)\b|```|~~~|^\s*\|.*\|\s*$|^(?: {4}|\t)\S", re.MULTILINE | re.IGNORECASE
)


def missing_formulas(reading: Reading) -> Iterator[Diagnostic]:
    """Announcements of a formula that are followed by its symbols, or by nothing."""
    for index, found in reading.answers().items():
        answer = reading.document.drafts[index].answer
        lines = [line for line in answer if not line.blank]
        following = {before.number: after for before, after in pairwise(lines)}
        for passage in found:
            for line in passage.excerpt.lines:
                if line.text.rstrip().endswith((":", "：")) and _FORMULA_COMES.search(strip_markup(line.text)):
                    after = following.get(line.number)
                    if after is None or _SYMBOLS_FOLLOW.match(strip_markup(after.text)):
                        yield _missing(passage, line, "formula")


def missing_figures(reading: Reading) -> Iterator[Diagnostic]:
    """Mentions of a figure in notes that have neither picture nor table nor code."""
    for passage in reading.passages:
        if passage.note < 0 or passage.role not in (Role.ANSWER, Role.QUESTION):
            continue
        match = _FIGURE_COMES.search(passage.masked)
        if match:
            draft = reading.document.drafts[passage.note]
            if not _PICTURE.search(f"{draft.question.text}\n{draft.answer.text}"):
                span = passage.span(*match.span())
                message = f"“{match[0]}”, but this note has no picture"
                yield Diagnostic(MISSING_FORMULA, message, span, "add the picture, or say it in words")


_CREDIT = re.compile(r"\W*(?:image|photo|picture|figure|diagram) (?:source|credit|by|from)\b", re.IGNORECASE)


def credits_without_figure(reading: Reading) -> Iterator[Diagnostic]:
    """ "Image source: …" in notes that have no picture."""
    for passage in reading.passages:
        if passage.note >= 0 and passage.role is Role.ANSWER and _CREDIT.match(passage.text):
            draft = reading.document.drafts[passage.note]
            if not _PICTURE.search(f"{draft.question.text}\n{draft.answer.text}"):
                message = "a picture's source is named here, but this note has no picture"
                yield Diagnostic(
                    MISSING_FORMULA, message, passage.excerpt.span, "add the picture, or take the line out"
                )


def _missing(passage: Passage, line: Line, what: str) -> Diagnostic:
    offset = sum(len(ln.text) + 1 for ln in passage.excerpt.lines if ln.number < line.number)
    end = offset + len(line.text.rstrip())
    message = f"a {what} is announced here, but none follows"
    return Diagnostic(MISSING_FORMULA, message, passage.span(end - 1, end), f"put the {what} back in")


# ---------------------------------------------------------------- formulas as plain text

_OPERAND = rf"[^\s,;:.!?{MASK}]{{1,40}}"
_FORMULAS = (
    re.compile(  # f(x) = …, 𝜎(x)_i = …
        r"(?<![\w.])[^\W\d_]{1,3}(?:_\w+)?\([^\W\d_]\w?(?:, ?[^\W\d_]\w?)*\)(?:_\w)?\s=\s"
        r"\S[^;:!?|]{0,200}?(?=\s*(?:[;:!?|]|\.\s|\.?$|,\s[a-z]{3}))"
    ),
    re.compile(
        rf"(?<![\w^])(?:{_OPERAND})??\w\)?\^[\w({{-](?:{_OPERAND})?(?:\s[-+*/=×·]\s{_OPERAND})*"
    ),  # e^(-x), n^2 + 1
    re.compile(rf"(?:{_OPERAND}\s?=\s?)?[^\s{MASK}]{{0,40}}[∑∏∫∂∇√][^\s{MASK}]{{1,40}}(?:\s[-+*/=×·]\s{_OPERAND})*"),
    re.compile(r"(?<![\w.])[A-Za-z](?:_\w+)?\s=\s[^\W_]+(?:[ ]?[-+*/×·][ ]?[^\W_]+)+(?![\w(])"),  # y = mx + b
)


_QUOTED = re.compile(r"\"[^\"\n]{1,40}\"|“[^”\n]{1,40}”|'[^'\n]{1,40}'|‘[^’\n]{1,40}’")
_SIGN = re.compile(r"[=^∑∏∫∂∇√]")
_OPERATOR = re.compile(r"[=+*/^<>]|\w\s-\s\w")  # O(√n) alone is read as it stands


def plain_formulas(reading: Reading) -> Iterator[Diagnostic]:
    """Formulas that are typed as plain text, the first of each passage."""
    for passage in reading.passages:
        if passage.note < 0 or passage.role is Role.SECTION:
            continue
        if not _SIGN.search(passage.masked):
            continue
        spoken_of = [match.span() for match in _QUOTED.finditer(passage.masked)]
        found = [
            match
            for pattern in _FORMULAS
            if (match := pattern.search(passage.masked))
            and _OPERATOR.search(match[0])
            and not any(start <= match.start() and match.end() <= end for start, end in spoken_of)
        ]
        if found:
            match = min(found, key=lambda m: (m.start(), -m.end()))
            message = f"“{match[0].strip()}” is a formula in plain text"
            hint = "write it in TeX between dollar signs: $…$"
            yield Diagnostic(PLAIN_FORMULA, message, passage.span(*match.span()), hint)


CHECKS = (missing_formulas, missing_figures, credits_without_figure, plain_formulas)
PROJECT_CHECKS = (duplicates,)
