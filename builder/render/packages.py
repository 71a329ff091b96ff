"""Commands of LaTeX packages that Anki's MathJax lacks and that have a plain equal in it.

Owns: those of bm, physics, siunitx, dsfont and others that people write every day, as macros.  Does not own: how a
macro is put in (``macros``), numbers and units (``units``).  What has no plain equal stays a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from builder.markdown.tags import words
from builder.render import units
from builder.render.macros import Macro, Macros, paired, template

_Arguments = Sequence[str | None]

_TEMPLATES = {
    "bm": r"\boldsymbol{#1}",
    "mathbbm": r"\mathbb{#1}",
    "mathbbmss": r"\mathbb{#1}",
    "mathds": r"\mathbb{#1}",
    "emph": r"\textit{#1}",
    "textsc": r"\text{#1}",
    "textsuperscript": r"{}^{\text{#1}}",
    "textsubscript": r"{}_{\text{#1}}",
    "ensuremath": "#1",
    "nicefrac": "{#1}/{#2}",
    "sfrac": "{#1}/{#2}",
    "slashed": r"\not{#1}",
    "argmax": r"\operatorname*{arg\,max}",
    "argmin": r"\operatorname*{arg\,min}",
    "sgn": r"\operatorname{sgn}",
    "sign": r"\operatorname{sign}",
    "tr": r"\operatorname{tr}",
    "Tr": r"\operatorname{Tr}",
    "rank": r"\operatorname{rank}",
    "diag": r"\operatorname{diag}",
    "erf": r"\operatorname{erf}",
    "Res": r"\operatorname{Res}",
    "indep": r"\perp\!\!\!\perp",
    "independent": r"\perp\!\!\!\perp",
    "Perp": r"\perp\!\!\!\perp",
    "R": r"\mathbb{R}",
    "N": r"\mathbb{N}",
    "Z": r"\mathbb{Z}",
    "Q": r"\mathbb{Q}",
    "pounds": "£",
    "euro": "€",
    "EUR": "€",
    "permil": "‰",
    "footnotesize": r"\small",
    "qq": r"\quad\text{#1}\quad",
    "qand": r"\quad\text{and}\quad",
    "qor": r"\quad\text{or}\quad",
    "qif": r"\quad\text{if}\quad",
    "qwhere": r"\quad\text{where}\quad",
    "grad": r"\nabla",
    "curl": r"\nabla\times",
    "laplacian": r"\nabla^2",
    "cross": r"\times",
    "vdot": r"\cdot",
    "va": r"\vec{\mathbf{#1}}",
    "vu": r"\hat{\mathbf{#1}}",
    "comm": r"\left[#1, #2\right]",
    "commutator": r"\left[#1, #2\right]",
    "acomm": r"\left\{#1, #2\right\}",
    "anticommutator": r"\left\{#1, #2\right\}",
    "order": r"\mathcal{O}\left(#1\right)",
    "mel": r"\left\langle #1 \middle| #2 \middle| #3 \right\rangle",
    "matrixel": r"\left\langle #1 \middle| #2 \middle| #3 \right\rangle",
    "flatfrac": "{#1}/{#2}",
    "pmqty": r"\begin{pmatrix} #1 \end{pmatrix}",
    "bmqty": r"\begin{bmatrix} #1 \end{bmatrix}",
    "vmqty": r"\begin{vmatrix} #1 \end{vmatrix}",
    "noindent": "",
    "xspace": "",
    "displaybreak": "",
    "allowdisplaybreaks": "",
    "protect": "",
}
# What Anki has loaded when a card is shown; what asks for it may go.
_LOADED = words(
    "action ams amsmath amssymb amscd amsfonts autoload bbox boldsymbol braket bussproofs cancel cases centernot color "
    "colortbl empheq enclose extpfeil gensymb html mathtools mhchem newcommand upgreek unicode verb textcomp"
)
_SPACED = re.compile(r"\s*,\s*")


def _circled(arguments: _Arguments) -> str:
    """A sign in a circle: Unicode's own where there is one."""
    sign = (arguments[0] or "").strip()
    if sign.isdecimal() and 1 <= int(sign) <= 20:
        return chr(0x2460 + int(sign) - 1)
    if sign == "0":
        return "⓪"
    if len(sign) == 1 and sign.isascii() and sign.isalpha():
        return chr((0x24B6 if sign.isupper() else 0x24D0) + ord(sign.upper()) - ord("A"))
    return f"\\enclose{{circle}}{{\\text{{{sign}}}}}"


def _derivative(sign: str) -> Callable[[_Arguments], str]:
    def means(arguments: _Arguments) -> str:
        star, order, first, second, third = arguments
        power = f"^{{{order}}}" if order else ""
        if second is None:
            top, below = f"{sign}{power}", f"{sign} {first}{power}"
        elif third is None:
            top, below = f"{sign}{power} {first}", f"{sign} {second}{power}"
        else:
            top, below = f"{sign}^2 {first}", f"{sign} {second} \\, {sign} {third}"
        return f"{{{top}}}/{{{below}}}" if star else f"\\frac{{{top}}}{{{below}}}"

    return means


def _differential(arguments: _Arguments) -> str:
    order, what = arguments
    power = f"^{{{order}}}" if order else ""
    return f"\\mathrm{{d}}{power}" + (f" {what}" if what else "")


def _vector(arguments: _Arguments) -> str:
    star, what = arguments
    return f"\\boldsymbol{{{what}}}" if star else f"\\mathbf{{{what}}}"


def _expectation(arguments: _Arguments) -> str:
    _, what, state = arguments
    if state is None:
        return f"\\left\\langle {what} \\right\\rangle"
    return f"\\left\\langle {state} \\middle| {what} \\middle| {state} \\right\\rangle"


def _inner(arguments: _Arguments) -> str:
    _, left, right = arguments
    return f"\\left\\langle {left} \\middle| {left if right is None else right} \\right\\rangle"


def _outer(arguments: _Arguments) -> str:
    _, left, right = arguments
    return f"\\left| {left} \\right\\rangle\\!\\left\\langle {left if right is None else right} \\right|"


def _quantity(arguments: _Arguments) -> str | None:
    r"""``\qty`` is of two packages: a quantity with its unit, or brackets of the right height."""
    options, inner, value, unit = arguments
    if inner is not None:
        return f"\\left( {inner} \\right)"
    if value is None:
        return None if options is None else f"\\left[ {options} \\right]"
    return units.quantity((options, value, unit)) if unit is not None else f"\\left\\{{ {value} \\right\\}}"


def _matrix(arguments: _Arguments) -> str | None:
    r"""``\mqty`` in the brackets of its argument."""
    square, inner, plain = arguments
    kinds = (("bmatrix", square), ("pmatrix", inner), ("matrix", plain))
    return next((f"\\begin{{{kind}}} {body} \\end{{{kind}}}" for kind, body in kinds if body is not None), None)


def _nothing_if_loaded(arguments: _Arguments) -> str | None:
    names = _SPACED.split((arguments[-1] or "").strip())
    return "" if _LOADED.issuperset(names) else None


def _nothing(arguments: _Arguments) -> str:
    return ""


_MORE = {
    "textcircled": Macro("m", _circled),
    "require": Macro("m", _nothing_if_loaded),
    "usepackage": Macro("om", _nothing_if_loaded),
    "vspace": Macro("*m", _nothing),
    "dv": Macro("*omgg", _derivative(r"\mathrm{d}")),
    "derivative": Macro("*omgg", _derivative(r"\mathrm{d}")),
    "pdv": Macro("*omgg", _derivative(r"\partial")),
    "pderivative": Macro("*omgg", _derivative(r"\partial")),
    "dd": Macro("og", _differential),
    "vb": Macro("*m", _vector),
    "vectorbold": Macro("*m", _vector),
    "ev": Macro("*mg", _expectation),
    "expval": Macro("*mg", _expectation),
    "ip": Macro("*mg", _inner),
    "innerproduct": Macro("*mg", _inner),
    "dyad": Macro("*mg", _outer),
    "outerproduct": Macro("*mg", _outer),
    "abs": paired(r"\lvert", r"\rvert"),
    "norm": paired(r"\lVert", r"\rVert"),
    "qty": Macro("opgg", _quantity),
    "mqty": Macro("opg", _matrix),
    "SI": Macro("omm", units.quantity),
    "si": Macro("om", units.unit),
    "unit": Macro("om", units.unit),
    "num": Macro("om", units.number),
    "ang": Macro("om", units.angle),
    "SIrange": Macro("ommm", units.span),
    "qtyrange": Macro("ommm", units.span),
    "numrange": Macro("omm", units.span),
    "SIlist": Macro("omm", units.several),
    "qtylist": Macro("omm", units.several),
    "numlist": Macro("om", units.several),
}

PACKAGES: Macros = {
    **{name: template(body, own=False) for name, body in _TEMPLATES.items()},
    **{name: Macro(macro.takes, macro.means, own=False) for name, macro in _MORE.items()},
}
# What people also write outside of dollars, since LaTeX allows it in running text.
IN_TEXT = words("SI si num qty unit ang SIrange numrange qtyrange SIlist qtylist numlist ce pu")
