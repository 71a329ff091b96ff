"""The checker of TeX: says beforehand what Anki's MathJax 3.2.2 would refuse.

Owns: ``check``, the commands that are refused though MathJax has them, and small mends of text
that MathJax would show as typed.  Does not own: the reading (``texformula``), the list of
commands (``vocabulary``), the project's macros (``macros``), where formulas stand (``finder``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from builder.render import macros as project
from builder.render.packages import PACKAGES
from builder.render.texformula import Formula
from builder.render.texread import Problem, Shared, Stop
from builder.rules import formulas as rules

__all__ = ["Problem", "check", "check_expanded", "mended", "with_rows"]


def check(tex: str, *, display: bool = True, macros: Mapping[str, str] = MappingProxyType({})) -> tuple[Problem, ...]:
    """The problems of a formula, in the order of their places; none: MathJax takes it."""
    expanded = project.expand(tex, {**PACKAGES, **project.of_project(macros)})
    problems = [Problem(p.offset, p.message, p.hint, p.rule) for p in expanded.problems]
    for p in check_expanded(expanded.tex, display=display):
        problems.append(Problem(expanded.origin(p.offset), p.message, p.hint, p.rule))
    return tuple(problems)


def check_expanded(tex: str, *, display: bool = True) -> tuple[Problem, ...]:
    """``check`` for a formula without macros of the project."""
    refused = _refused(tex)
    if refused:
        return refused
    shared = Shared(tex)
    problems = shared.problems
    try:
        Formula(shared, len(tex)).read(0)
    except Stop as stop:
        problems.append(stop.problem)
    if not problems and tex.endswith("\\") and (len(tex) - len(tex.rstrip("\\"))) % 2:
        hint = "take the backslash away"
        problems.append(Problem(len(tex) - 1, "the formula ends with a backslash", hint, rules.MISPLACED))
    return tuple(sorted(problems, key=lambda p: p.offset))


_REFUSED = re.compile(r"\\(href|require|style|class|cssId|mmlToken|includegraphics)(?![A-Za-z])")


def _refused(tex: str) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            m.start(),
            f"\\{m[1]} is not allowed in a formula",
            "make a link around the formula: [$x$](address)"
            if m[1] == "href"
            else f"write the formula without \\{m[1]}",
            rules.REFUSED_COMMAND,
        )
        for m in _REFUSED.finditer(tex)
    )


# -- what MathJax would show in another way than meant

_TEXT = re.compile(r"\\(?:text(?:rm|it|bf|sf|tt|up|normal)?|mbox|hbox|fbox)\s*\{([^{}$]*)\}")
_ESCAPE = re.compile(r"\\([%&#_ ])|~")
_WORDS_IN_TEXT = r"\\text(?:bf|it|tt|rm|sf|up|normal)\s*\{[^{}$]*\}"
_STYLED = re.compile(
    rf"\\(text(?:rm|it|bf|sf|tt|up|normal)?|mbox|hbox)\s*\{{((?:[^{{}}$]*?{_WORDS_IN_TEXT})+[^{{}}$]*)\}}"
)
_INNER = re.compile(f"({_WORDS_IN_TEXT})")
_ROWS = re.compile(
    r"\\(?:\\(?:\s*\[[^\]]*\])?|begin\s*\{[^{}]*\}|end\s*\{[^{}]*\}|(?:left|right)(?![A-Za-z])|.)|[{}&]", re.DOTALL
)
# Signs that MathJax 3.2.2 has no class for, currencies above all: it fails where they stand in a formula.
_WITHOUT_RANGE = re.compile("[\u0250-\u02af\u1a21-\u1aaf\u20a0-\u20ff\u2400-\u245f\u2de1-\u2dff\u2fe0-\u2fef]")
_LAST_ROW = re.compile(r"\\\\\s*$")


def mended(tex: str) -> str:
    r"""``tex`` with ``\text{50\%}`` as ``\text{50%}``: MathJax shows backslashes within text as typed.

    For the same reason bold and italic words within text stand beside it: ``\text{a \textbf{b}}``.  And ``€`` and its
    like stand in text, since MathJax stumbles over them elsewhere.
    """
    if "\\" in tex:
        tex = _STYLED.sub(_side_by_side, tex)
        tex = _TEXT.sub(lambda m: _ESCAPE.sub(lambda e: e[1] or "\u00a0", m[0]), tex)
    if not _WITHOUT_RANGE.search(tex):
        return tex
    pieces, position = [], 0
    for m in _TEXT.finditer(tex):
        pieces += [_WITHOUT_RANGE.sub(r"\\text{\g<0>}", tex[position : m.start()]), m[0]]
        position = m.end()
    return "".join([*pieces, _WITHOUT_RANGE.sub(r"\\text{\g<0>}", tex[position:])])


def _side_by_side(match: re.Match[str]) -> str:
    """A text with words of another style in it, as texts beside each other."""
    parts = [part if i % 2 else f"\\{match[1]}{{{part}}}" for i, part in enumerate(_INNER.split(match[2])) if part]
    return parts[0] if len(parts) == 1 else f"{{{''.join(parts)}}}"


@dataclass(frozen=True, slots=True)
class Rows:
    """A formula, perhaps in an environment of rows; ``before`` counts the characters that were put before it."""

    tex: str
    before: int = 0


def with_rows(tex: str) -> Rows:
    r"""``tex`` in an environment of rows if ``\\\\`` breaks it outside of any: MathJax passes over it there."""
    if "\\\\" not in tex:
        return Rows(tex)
    depth, breaks, columns = 0, False, False
    for m in _ROWS.finditer(tex):
        if m[0] == "{" or m[0].startswith(("\\begin", "\\left")):
            depth += 1
        elif m[0] == "}" or m[0].startswith(("\\end", "\\right")):
            depth -= 1
        elif not depth:
            breaks = breaks or m[0].startswith("\\\\")
            columns = columns or m[0] == "&"
    if not breaks:
        return Rows(tex)
    rows = _LAST_ROW.sub("", tex)
    if "\\\\" not in rows and not columns:
        return Rows(rows)
    environment = ("align" if columns else "gather") + ("" if "\\tag" in rows else "ed")
    opening = f"\\begin{{{environment}}}"
    return Rows(f"{opening}{rows}\\end{{{environment}}}", len(opening))
