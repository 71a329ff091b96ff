"""Formulas kept away from Markdown: hidden before, shown after.

Owns: the placeholders, and how a formula is written in a card: as TeX for Anki's own MathJax,
as MathML, or, where it is wrong, as its source.  Does not own: where formulas stand
(``finder``), whether they are right (``tex``), formulas in plain text (``plainmath``), MathML
itself (``mathml``).
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from builder.diagnostics import Diagnostic
from builder.render.finder import Found, find
from builder.source import Excerpt

Mode = Literal["auto", "tex", "mathml"]

# Private-use characters that stand for a formula: an opening, the digits of its number, an end mark;
# and for single characters that Markdown must not read.  A source that holds them gets them back.
_DIGITS = "".join(chr(0xF8D0 + i) for i in range(10))
_OPEN, _CLOSE = "\uf8da", "\uf8db"
_LITERAL = {"_": "\uf8dc", "*": "\uf8dd"}
_RESERVED = re.compile(f"[{_DIGITS[0]}-{_LITERAL['*']}]")
_PLACEHOLDER = re.compile(f"{_OPEN}([{_DIGITS}]+){_CLOSE}|([{''.join(_LITERAL.values())}])")
_FROM_DIGITS = {ord(digit): str(value) for value, digit in enumerate(_DIGITS)}
_TO_DIGITS = {ord(str(value)): digit for value, digit in enumerate(_DIGITS)}
_FROM_LITERAL = {mark: char for char, mark in _LITERAL.items()}


@dataclass(frozen=True, slots=True)
class _Hidden:
    """What a placeholder stands for: as typed, and as HTML."""

    source: str
    html: str


class Guard:
    """Hides the formulas of one excerpt before Markdown and shows them after it."""

    def __init__(self, *, mode: Mode = "auto", macros: Mapping[str, str] = MappingProxyType({})) -> None:
        self._mode = mode
        self._macros = macros
        self._hidden: list[_Hidden] = []
        self._diagnostics: list[Diagnostic] = []
        self._typeset: list[tuple[str, str]] = []
        self._count = 0

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(self._diagnostics)

    @property
    def typeset(self) -> tuple[tuple[str, str], ...]:
        """The formulas in plain text that were typeset, as typed and as TeX."""
        return tuple(self._typeset)

    @property
    def count(self) -> int:
        """How many formulas the excerpt has, those in plain text that were typeset among them."""
        return self._count

    def hide(self, excerpt: Excerpt) -> str:
        """The excerpt's text, with a placeholder for each formula that Markdown leaves alone."""
        text = excerpt.text
        scan = find(text)
        edits: list[tuple[int, int, str]] = [(i, i + 1, _LITERAL[text[i]]) for i in scan.literals]
        edits += [(f.start, f.end, self._hide(text[f.start : f.end], self._written(f))) for f in scan.formulas]
        parts, position = [], 0
        for start, end, mark in sorted(edits):
            parts += [self._keep(text[position:start]), mark]
            position = end
        parts.append(self._keep(text[position:]))
        return "".join(parts)

    def show(self, html: str) -> str:
        """HTML with the formulas in the places of their placeholders."""
        return _PLACEHOLDER.sub(lambda m: _FROM_LITERAL[m[2]] if m[2] else self._at(m[1]).html, html)

    def plain(self, text: str) -> str:
        """Text (a code block, an alternative text) as it was typed, without any placeholder."""
        return _PLACEHOLDER.sub(lambda m: _FROM_LITERAL[m[2]] if m[2] else self._at(m[1]).source, text)

    def _at(self, digits: str) -> _Hidden:
        return self._hidden[int(digits.translate(_FROM_DIGITS))]

    def _hide(self, source: str, html: str) -> str:
        self._hidden.append(_Hidden(source, html))
        number = str(len(self._hidden) - 1).translate(_TO_DIGITS)
        return f"{_OPEN}{number}{_CLOSE}"

    def _keep(self, text: str) -> str:
        """Text outside formulas, with the characters that placeholders are made of themselves hidden."""
        return _RESERVED.sub(lambda m: self._hide(m[0], m[0]), text)

    def _written(self, formula: Found) -> str:
        self._count += 1
        tex = entities.escape(formula.tex, quote=False)
        return f"\\[{tex}\\]" if formula.display else f"\\({tex}\\)"
