"""What the signs and words of formulas in plain text are in TeX.

Owns: the tables, and the letters of Unicode's mathematical alphabets.  Does not own: how a
formula is read (``plainmath``).
"""

from __future__ import annotations

import re
import unicodedata

# The header of a column whose cells are formulas, in the main languages; without accents.
HEADERS = (
    r"\b(?:formulas?|formulae|equations?|expressions?|formeln?|gleichung(?:en)?|ausdruck|formules?|ecuaci(?:on|ones)|"
    r"expresi(?:on|ones)|equazion[ei]|espressioni?|equac(?:ao|oes)|express(?:ao|oes)|vergelijking(?:en)?|uitdrukking|"
    r"wzor|rownanie|vzorec|rovnice|formulier|ekvation(?:er)?|denklem|mathematical form)\b"
    r"|формул|уравнени|рівняння|выражени|вираз|公式|方程|表达式|表達式|數學式|数学式|数式|수식|공식|방정식|معادلة|صيغة|सूत्र|समीकरण"
)

# Spelled out; those that have a command (not omicron, nor the capitals that look Latin).
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
GREEK = {name: f"\\{name}" for name in _GREEK.split(" ")}

_COMMANDS = (
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd inf ker lg lim ln log max min sec sin sinh sup "
    "tan tanh"
)
_OPERATORS = (
    "softmax sigmoid relu softplus erf sign sgn tr trace rank diag var cov std mean median mode abs floor ceil round "
    "lcm clip norm mod span vec logit argmax argmin Var Cov KL softsign elu gelu swish mish silu ReLU ELU GELU SELU"
)
FUNCTIONS = {
    **{name: f"\\{name}" for name in _COMMANDS.split(" ")},
    **{name: f"\\operatorname{{{name}}}" for name in _OPERATORS.split(" ")},
    "sqrt": r"\operatorname{sqrt}",
}

# Words of a sentence: where one stands, the text is no formula by itself.
_PROSE = (
    "an and are as at be by can do does each every for from has have if in into is it its like not of on or over per "
    "so than that the then there this to true false under until use used using via when where which while with "
    "without otherwise else all any no none yes"
)
PROSE = frozenset(_PROSE.split(" "))

RELATIONS = {
    "<->": r"\leftrightarrow",
    "<=>": r"\Leftrightarrow",
    "->": r"\to",
    "=>": r"\Rightarrow",
    "<-": r"\leftarrow",
    "<=": r"\le",
    ">=": r"\ge",
    "!=": r"\ne",
    "~=": r"\approx",
    ":=": r"\coloneqq",
    "+-": r"\pm",
    "...": r"\dots",
}

_TABLE = {
    "operator": {
        "+": "+", "-": "-", "−": "-", "–": "-", "*": "*", "·": r"\cdot", "⋅": r"\cdot", "×": r"\times",
        "÷": r"\div", "/": "/", "±": r"\pm", "∓": r"\mp", "∗": "*", "∘": r"\circ", "⊙": r"\odot",
        "⊗": r"\otimes", "⊕": r"\oplus", "∧": r"\land", "∨": r"\lor", "∩": r"\cap", "∪": r"\cup",
    },
    "relation": {
        "=": "=", "<": "<", ">": ">", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv",
        "∝": r"\propto", "∈": r"\in", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "→": r"\to",
        "←": r"\leftarrow", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow", "↔": r"\leftrightarrow",
        "↦": r"\mapsto", "∼": r"\sim", "~": r"\sim", "≪": r"\ll", "≫": r"\gg", "≜": r"\triangleq",
        "∥": r"\parallel", "∣": r"\mid", "⊥": r"\perp", ":": ":",
    },
    "big": {
        "∑": r"\sum", "Σ": r"\Sigma", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∮": r"\oint",
        "∂": r"\partial ", "∇": r"\nabla ", "∆": r"\Delta ", "¬": r"\lnot ", "∀": r"\forall ",
        "∃": r"\exists ",
    },
    "root": {
        "√": r"\sqrt", "∛": r"\sqrt[3]", "∜": r"\sqrt[4]",
    },
    "letter": {
        "∞": r"\infty", "∅": r"\emptyset", "ℓ": r"\ell", "ħ": r"\hbar", "…": r"\dots", "⋯": r"\cdots",
        "°": r"^\circ",
    },
    "open": {
        "(": "(", "[": "[", "{": r"\{", "⟨": r"\langle ", "⌊": r"\lfloor ", "⌈": r"\lceil ",
    },
    "close": {
        ")": ")", "]": "]", "}": r"\}", "⟩": r"\rangle ", "⌋": r"\rfloor ", "⌉": r"\rceil ",
    },
    "script": {
        "^": "^", "_": "_",
    },
    "mark": {
        "'": "'", "′": "'", "″": "''", "’": "'", "!": "!",
    },
    "comma": {
        ",": ",", ";": ";",
    },
    "bar": {
        "|": "|", "‖": r"\|",
    },
}  # fmt: skip
SIGNS = {sign: (kind, tex) for kind, signs in _TABLE.items() for sign, tex in signs.items()}
BRACKETS = {**_TABLE["open"], **_TABLE["close"]}
CLOSES = {"(": ")]", "[": "])", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}  # [0, 1) is an interval

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱᵀ", [*"0123456789+-ni", r"\top"], strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₙₘₜₓ", "0123456789+-ijknmtx", strict=True))

_ACCENTS = {
    "\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar", "\u0305": r"\bar", "\u0307": r"\dot", "\u0308": r"\ddot",
    "\u20d7": r"\vec",
}  # fmt: skip

_STYLES = (
    ("DOUBLE-STRUCK", r"\mathbb"),
    ("BOLD", r"\boldsymbol"),
    ("SCRIPT", r"\mathcal"),
    ("FRAKTUR", r"\mathfrak"),
    ("BLACK-LETTER", r"\mathfrak"),
    ("SANS-SERIF", r"\mathsf"),
    ("MONOSPACE", r"\mathtt"),
)


def letter(char: str) -> str:
    """The TeX of a letter, Greek or of a mathematical alphabet, or nothing if it is none."""
    base = unicodedata.normalize("NFKC", char)
    if len(base) != 1 or not base.isalnum():
        return ""
    name = unicodedata.name(base, "")
    greek = re.fullmatch(r"GREEK (CAPITAL|SMALL) LETTER (?:FINAL )?(\w+)", name)
    if greek:
        word = greek[2].lower().replace("lamda", "lambda")
        tex = GREEK.get(word.capitalize() if greek[1] == "CAPITAL" else word, "")
    else:
        tex = base if base.isascii() else ""
    if not tex or base == char:
        return tex
    style = unicodedata.name(char, "")
    command = next((command for word, command in _STYLES if word in style), "")
    return f"{command}{{{tex}}}" if command else tex


def accented(pair: str) -> str:
    """The TeX of a letter and a combining accent such as ŷ, or nothing if it is no accent of formulas."""
    if len(pair) != 2 or pair[1] not in _ACCENTS:
        return ""
    return f"{_ACCENTS[pair[1]]}{{{letter(pair[0])}}}"
