"""The checker of TeX: says beforehand what Anki's MathJax 3.2.2 would refuse.

Owns: ``check``, the commands that are refused though MathJax has them, and small mends of text
that MathJax would show as typed.  Does not own: the reading (``texformula``), the list of
commands (``vocabulary``), the project's macros (``macros``), where formulas stand (``finder``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from builder.render import macros as project
from builder.render.texformula import Formula
from builder.render.texread import Problem, Shared, Stop
from builder.rules import formulas as rules

__all__ = ["Problem", "check", "check_expanded", "mended"]


def check(tex: str, *, display: bool = True, macros: Mapping[str, str] = MappingProxyType({})) -> tuple[Problem, ...]:
    """The problems of a formula, in the order of their places; none: MathJax takes it."""
    expanded = project.expand(tex, macros)
    problems = [Problem(p.offset, p.message, p.hint, rules.BAD_MACRO) for p in expanded.problems]
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


# -- text

_TEXT = re.compile(r"\\(?:text(?:rm|it|bf|sf|tt|up|normal)?|mbox|hbox|fbox)\s*\{([^{}$]*)\}")
_ESCAPE = re.compile(r"\\([%&#_ ])|~")


def mended(tex: str) -> str:
    r"""``tex`` with ``\text{50\%}`` as ``\text{50%}``: MathJax shows backslashes within text as typed."""
    if "\\" not in tex:
        return tex
    return _TEXT.sub(lambda m: _ESCAPE.sub(lambda e: e[1] or "\u00a0", m[0]), tex)
