"""Formulas kept away from Markdown: hidden before, shown after.

Owns: the placeholders, and how a formula is written in a card: as TeX for Anki's own MathJax,
as MathML, or, where it is wrong, as its source.  Does not own: where formulas stand
(``finder``), whether they are right (``tex``), formulas in plain text (``plainmath``), MathML
itself (``mathml``).
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from builder.model.diagnostics import Diagnostic, Rule
from builder.model.source import Excerpt
from builder.render import mathml, plainmath
from builder.render.between import Cell
from builder.render.equations import REFERENCE, Equations, collect, of_note
from builder.render.finder import Found, find
from builder.render.macros import Macro, expand, of_project
from builder.render.packages import PACKAGES
from builder.render.tex import check_expanded, mended, with_rows
from builder.rules import formulas as rules

Mode = Literal["auto", "tex", "mathml"]

# Private-use characters that stand for a formula: an opening, the digits of its number, an end mark;
# and for single characters that Markdown must not read.  A source that holds them gets them back.
_DIGITS = "".join(chr(0xF8D0 + i) for i in range(10))
_OPEN, _CLOSE = "\uf8da", "\uf8db"
_LITERAL = {"_": "\uf8dc", "*": "\uf8dd"}
_RESERVED = re.compile(f"[{_DIGITS[0]}-{_LITERAL['*']}]")
_PLACEHOLDER = re.compile(f"{_OPEN}([{_DIGITS}]+){_CLOSE}|([{''.join(_LITERAL.values())}])")
_LONE = re.compile(f"<p>\\s*{_OPEN}([{_DIGITS}]+){_CLOSE}\\s*</p>")  # of a definition nothing is left
_FROM_DIGITS = {ord(digit): str(value) for value, digit in enumerate(_DIGITS)}
_TO_DIGITS = {ord(str(value)): digit for value, digit in enumerate(_DIGITS)}
_ENTITY = re.compile(r"&(?:lt|gt|amp);")  # as people write them where HTML is near; no TeX has them
_TALL = (r"\frac", r"\sum", r"\prod", r"\int")  # too small to read in a cell's running text
_FROM_LITERAL = {mark: char for char, mark in _LITERAL.items()}


@dataclass(frozen=True, slots=True)
class _Hidden:
    """What a placeholder stands for: as typed, and as HTML."""

    source: str
    html: str


class Guard:
    """Hides the formulas of one excerpt before Markdown and shows them after it.

    A guard serves one excerpt.  ``macros`` are the project's own, name to TeX; ``equations`` is what the formulas
    of its note and document say for each other (absent: those of the excerpt alone).
    """

    def __init__(
        self,
        *,
        mode: Mode = "auto",
        macros: Mapping[str, str] = MappingProxyType({}),
        equations: Equations | None = None,
    ) -> None:
        self._mode = mode
        self._project = of_project(macros)
        self._equations = equations
        self._macros: dict[str, Macro] = {}
        self._hidden: list[_Hidden] = []
        self._diagnostics: list[Diagnostic] = []
        self._typeset: list[tuple[str, str]] = []
        self._count = 0

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the formulas, each with its place in the source."""
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
        if self._equations is None:
            self._equations = of_note((text,), collect(text))
        self._macros = {**PACKAGES, **self._equations.table(), **self._project}
        scan = find(text)
        edits = [(f.start, f.end, self._hide(text[f.start : f.end], self._formula(f, excerpt))) for f in scan.formulas]
        if self._mode != "tex":
            edits += self._cells(scan.cells, text)
        edits += [(i, i + 1, _LITERAL[text[i]]) for i in scan.literals]
        for place, opening in scan.unclosed:
            self._report(
                rules.UNCLOSED_FORMULA, f"{opening} opens a formula that does not end", excerpt, place, _close(opening)
            )
        for place in scan.raw:
            self._report(
                rules.RAW_DOLLARS,
                "these two dollars have TeX between them and are shown as text",
                excerpt,
                place,
                r"put the dollars straight around the formula, or write \$, or backticks around code",
            )
        for place in scan.prices:
            self._report(rules.PRICE, "taken for a price", excerpt, place, r"write \$ to say so to every program")
        self._diagnostics.sort(key=lambda d: d.sort_key)
        return self._edited(text, edits)

    def show(self, html: str) -> str:
        """HTML with the formulas in the places of their placeholders."""
        html = _LONE.sub(lambda m: "" if not self._at(m[1]).html else m[0], html)
        return _PLACEHOLDER.sub(lambda m: _FROM_LITERAL[m[2]] if m[2] else self._at(m[1]).html, html)

    def plain(self, text: str) -> str:
        """Text (a code block, an alternative text) as it was typed, without any placeholder."""
        return _PLACEHOLDER.sub(lambda m: _FROM_LITERAL[m[2]] if m[2] else self._at(m[1]).source, text)

    # -- placeholders

    def _at(self, digits: str) -> _Hidden:
        return self._hidden[int(digits.translate(_FROM_DIGITS))]

    def _hide(self, source: str, html: str) -> str:
        self._hidden.append(_Hidden(source, html))
        number = str(len(self._hidden) - 1).translate(_TO_DIGITS)
        return f"{_OPEN}{number}{_CLOSE}"

    def _edited(self, text: str, edits: list[tuple[int, int, str]]) -> str:
        """``text`` with each stretch replaced by its mark; where two overlap, the first holds."""
        parts, position = [], 0
        for start, end, mark in sorted(edits):
            if start >= position:
                parts += [self._keep(text[position:start]), mark]
                position = end
        parts.append(self._keep(text[position:]))
        return "".join(parts)

    def _keep(self, text: str) -> str:
        """Text outside formulas, with the characters that placeholders are made of themselves hidden."""
        return _RESERVED.sub(lambda m: self._hide(m[0], m[0]), text)

    # -- formulas

    def _formula(self, formula: Found, excerpt: Excerpt) -> str:
        """The HTML of a formula: typeset, or as its source where it is wrong."""
        if formula.kind == "reference":
            return self._reference(formula, excerpt)
        expanded = expand(_ENTITY.sub(lambda m: entities.unescape(m[0]), formula.tex), self._macros)
        if expanded.defined and not expanded.tex.strip():
            self._macros |= expanded.defined
            return ""
        self._macros |= expanded.defined
        self._count += 1
        for call in expanded.problems:
            self._report(call.rule, call.message, excerpt, formula.place(call.offset), call.hint)
        self._references(formula, expanded.tex, excerpt)
        rows = with_rows(expanded.tex)
        problems = check_expanded(rows.tex, display=formula.display)
        for problem in problems:
            place = formula.place(expanded.origin(max(0, problem.offset - rows.before)))
            self._report(problem.rule, problem.message, excerpt, place, problem.hint)
        if not problems and not expanded.problems:
            html, error = self._written(mended(rows.tex), display=formula.display)
            if not error:
                return html
            self._report(rules.REFUSED_BY_MATHJAX, error, excerpt, formula.start, "write it another way")
        return f'<code class="db-badtex">{entities.escape(_source(formula, excerpt.text), quote=False)}</code>'

    def _reference(self, reference: Found, excerpt: Excerpt) -> str:
        """``\\eqref{…}`` in running text: the number of the equation, or as typed where there is none."""
        match = REFERENCE.fullmatch(reference.tex)
        shown = self._equations.shown(match[1] or "", match[2]) if match and self._equations else None
        if shown is None:
            self._references(reference, reference.tex, excerpt)
        return entities.escape(reference.tex if shown is None else shown, quote=False)

    def _references(self, formula: Found, tex: str, excerpt: Excerpt) -> None:
        """Tell the references in ``tex`` that lead nowhere."""
        for match in REFERENCE.finditer(tex):
            place = formula.place(max(formula.tex.find(match[0]), 0))
            message = f"no equation of this document has the label {match[2]!r} and a number"
            hint = f"write \\tag{{1}} beside \\label{{{match[2]}}}, or the number itself"
            self._report(rules.UNRESOLVED_EQUATION, message, excerpt, place, hint)

    def _cells(self, cells: Sequence[Cell], text: str) -> Iterator[tuple[int, int, str]]:
        """The edits that typeset the cells that plainly are formulas, and what may be one in a column of such."""
        done = {cell: self._cell(cell, text, expected=plainmath.formula_column(cell.header)) for cell in cells}
        columns = {cell.column for cell, edit in done.items() if edit}
        for cell, edit in done.items():
            if edit is None and cell.column in columns:
                edit = self._cell(cell, text, expected=True)
            if edit:
                yield edit

    def _cell(self, cell: Cell, text: str, *, expected: bool) -> tuple[int, int, str] | None:
        """The edit that typesets a table's cell, if it plainly is a formula, or in a column of such (``expected``)."""
        source = text[cell.start : cell.end]
        tex = plainmath.typeset(source, expected=expected)
        if tex is None:
            return None
        tall = any(command in tex for command in _TALL)
        html, error = self._written(f"\\displaystyle {tex}" if tall else tex, display=False)
        if error:
            return None
        self._count += 1
        self._typeset.append((source, tex))
        return cell.start, cell.end, self._hide(source, html)

    def _written(self, tex: str, *, display: bool) -> tuple[str, str]:
        """The formula's HTML, and what MathJax says against it."""
        if self._mode == "mathml":
            converted = mathml.convert(tex, display=display)
            return converted.mathml, converted.error
        escaped = entities.escape(tex, quote=False)
        return (f"\\[{escaped}\\]" if display else f"\\({escaped}\\)"), ""

    def _report(self, rule: Rule, message: str, excerpt: Excerpt, place: int, hint: str) -> None:
        self._diagnostics.append(Diagnostic(rule, message, excerpt.locate(place), hint))


def _source(formula: Found, text: str) -> str:
    """A formula as typed, without the markers of the quote it stands in."""
    last, start = formula.pieces[-1]
    opening, closing = text[formula.start : formula.pieces[0][1]], text[start + len(last) : formula.end]
    return opening + formula.tex + closing.lstrip(" >")


def _close(opening: str) -> str:
    """The hint for an opening without its end."""
    pairs = {"(": ")", "[": "]"}
    closing = opening.replace("begin", "end").replace("math", "")
    return f"add {closing[:-1] + pairs.get(closing[-1], closing[-1])} where it ends"
