"""Formulas that an author wrote as plain text: ``σ(x)_i = e^(x_i) / ∑e^(x_j)``.

Owns: the judgement whether a table's cell plainly is a formula, and its cases.  Does not own:
finding the cells (``between``), the tokens (``plaintokens``), the setting (``plainset``), the check
of the TeX (``tex``).

The text is set from left to right as it stands; it is never read as AsciiMath, whose rules of
precedence would change what many formulas mean.  Only what is certain becomes more than
letters in a row: scripts, names of functions, Greek letters, roots, ``… if …, … otherwise`` and a
fraction where spaces make it one.  Whatever is in doubt makes the whole answer ``None``.
"""

from __future__ import annotations

import itertools
import re
import unicodedata

from builder.render import symbols
from builder.render.plainset import linear
from builder.render.plaintokens import Doubt, Token, merged, tokenise
from builder.render.tex import check_expanded

_LONGEST = 160  # characters of a cell that may be a formula

# Signs of Markdown, HTML, code or prose: such a cell is left alone.
_FOREIGN = re.compile(
    r"\*\*|`|\]\(|</?[A-Za-z][^<>]*>|&\w+;|https?:|www\.|[\"“”„«»@#$\\?]|//|==|&&|\+\+|--|::|[-+*/%]=|[.;:]\s*$|^n/?a$|(?<!\S)\*(?=\S)",
    re.IGNORECASE,
)
_CASE = re.compile(r"\s+(?:if|when|for)\s+|\s+(?=(?:otherwise|else)\s*$)")
_HEADERS = re.compile(symbols.HEADERS, re.IGNORECASE)


def formula_column(header: str) -> bool:
    """Whether a column's header says that its cells are formulas."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", header) if not unicodedata.combining(c))
    return _HEADERS.search(unicodedata.normalize("NFC", plain)) is not None


def typeset(text: str, *, expected: bool = False) -> str | None:
    """The TeX of a formula in plain text, or ``None`` if the text is not plainly one.

    ``expected``: it stands in a column of formulas, so that words may be its variables.
    """
    text = re.sub(r"\\([|_*^~<>])", r"\1", text.strip())
    if not text or len(text) > _LONGEST or _FOREIGN.search(text) or (text[0] in "*-+" and text[1:2] == " "):
        return None
    try:
        tex = _whole(text, expected)
    except Doubt:
        return None
    return None if check_expanded(tex, display=False) else tex


def _whole(text: str, expected: bool) -> str:
    left, sign, right = text.partition(" = ")
    if sign and _CASE.search(right):
        return f"{_part(left)} = {_cases(right)}"
    tokens = merged(tokenise(text)) if expected else tokenise(text)
    _plainly(tokens, expected)
    return linear(tokens)


# -- cases


def _cases(text: str) -> str:
    """``x if x > 0, 0.01x otherwise`` as cases; each part has its condition, only the last may be the rest."""
    text = text.strip().removeprefix("{").removesuffix("}").strip()
    whole = re.fullmatch(r"(.+?) if (.+) else (.+)", text)
    if whole and not re.search(r"\b(?:if|else)\b", whole[2] + whole[3]):
        rows = [(whole[1], f"if {whole[2]}"), (whole[3], "otherwise")]
    else:
        rows = []
        for part in _split(text):
            m = re.fullmatch(r"(.+?),? (?:(if|when|for) (.+)|(otherwise|else))", part)
            if not m:
                raise Doubt
            rows.append((m[1], f"{m[2]} {m[3]}" if m[2] else "otherwise"))
    if len(rows) < 2 or any(condition == "otherwise" for _, condition in rows[:-1]):
        raise Doubt
    return r"\begin{cases} " + r" \\ ".join(f"{_part(v)} & {_condition(c)}" for v, c in rows) + r" \end{cases}"


def _split(text: str) -> list[str]:
    """The parts between semicolons, or else between commas and ``and`` outside of brackets."""
    parts, depth, start = [], 0, 0
    mark = ";" if ";" in text else ","
    for i, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if char == mark and not depth:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return [re.sub(r"^(?:and|or) ", "", part.strip()) for part in parts if part.strip()]


def _condition(text: str) -> str:
    if text == "otherwise":
        return r"\text{otherwise}"
    word, _, condition = text.partition(" ")
    pieces = [_part(piece) for piece in re.split(r"\s+(?:and|or)\s+", condition)]
    joints = re.findall(r"\s+(and|or)\s+", condition)
    joined = pieces[0] + "".join(
        f" \\text{{ {joint} }} {piece}" for joint, piece in zip(joints, pieces[1:], strict=True)
    )
    return f"\\text{{{word} }} {joined}"


def _part(text: str) -> str:
    tokens = tokenise(text.strip())
    _no_prose(tokens)
    return linear(tokens)


# -- the judgement


def _plainly(tokens: list[Token], expected: bool) -> None:
    """Raise ``Doubt`` unless the tokens plainly are a formula."""
    kinds = [t.kind for t in tokens if t.kind != "space"]
    names = sum(kind in ("letter", "letters", "function", "word") for kind in kinds)
    if not names or len(kinds) < 2:
        raise Doubt
    _no_prose(tokens)
    acts = any(kind in ("operator", "script", "big", "root", "relation") for kind in kinds) or _application(tokens)
    if not acts or not (_loose(kinds) if expected else _strict(tokens, kinds)):
        raise Doubt


def _loose(kinds: list[str]) -> bool:
    """In a column of formulas: more than words that are said to be equal."""
    return any(kind not in ("word", "relation", "number") for kind in kinds)


def _strict(tokens: list[Token], kinds: list[str]) -> bool:
    """Outside of a column of formulas: symbols rule, and words are names of functions or of what is defined."""
    symbols_ = [t for t in tokens if t.kind in ("letter", "letters", "function", "big", "root")]
    words = [t for t in tokens if t.kind == "word"]
    equation = any(t.text == "=" for t in tokens)
    if not symbols_:
        abbreviations = all(t.text.isupper() and len(t.text) <= 5 for t in words[1:])
        return equation and abbreviations and "operator" in kinds and len(words) > 1
    if any(t.kind == "word" and not t.text.isupper() for t in tokens[1:]) and not _scripted_words(tokens):
        return False
    if "word" not in kinds and any(t.text in _COMPARISONS for t in tokens):
        return True
    return equation or "script" in kinds or "big" in kinds or "root" in kinds or _application(tokens, whole=True)


_COMPARISONS = ("<", ">", "<=", ">=", "≤", "≥", "≠", "≈", "∈", "∉", "⊂", "⊆")


def _scripted_words(tokens: list[Token]) -> bool:
    """Whether every lower-case word but the first stands in a script, as in ``y_pred``."""
    return all(
        tokens[i - 1].kind == "script" for i, t in enumerate(tokens) if i and t.kind == "word" and not t.text.isupper()
    )


def _application(tokens: list[Token], *, whole: bool = False) -> bool:
    """Whether a function is applied, ``f(x)``; ``whole``: that is all there is."""
    for i, (name, opening) in enumerate(itertools.pairwise(tokens)):
        if (name.kind == "letter" or name.text in symbols.FUNCTIONS) and opening.text == "(":
            inner = [t for t in tokens[i + 2 :] if t.kind in ("letter", "letters", "function", "number")]
            if whole:
                return i == 0 and tokens[-1].text == ")" and bool(inner)
            return bool(inner)
    return False


def _no_prose(tokens: list[Token]) -> None:
    """Raise ``Doubt`` for words in a row, hyphenated words, units, and names with underscores."""
    ends = Token("", "")
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else ends
        after = tokens[i + 1] if i + 1 < len(tokens) else ends
        if token.kind == "prose":
            raise Doubt
        if token.kind == "word":
            if after.text == "_" and (
                not token.text.isupper() or tokens[min(i + 2, len(tokens) - 1)].text[1:].isupper()
            ):
                raise Doubt  # snake_case
            if (before.text == "-" and i > 1 and tokens[i - 2].kind != "space") or after.text == "-":
                raise Doubt  # a hyphen
        elif token.text in ("/", "*") and (before.kind == "space") != (after.kind == "space"):
            raise Doubt  # a path, emphasis
        elif token.kind == "space" and not (i > 1 and tokens[i - 2].kind == "script"):
            _no_gap(before, after)


_OPERANDS = ("number", "letter", "letters", "word")


def _no_gap(before: Token, after: Token) -> None:
    """Two things with but a space between them: ``10 m``, ``a b``, ``A testing`` could be anything."""
    if not (before.text.isascii() and after.text.isascii()):
        return  # 2 π r
    if before.kind in _OPERANDS and after.kind in _OPERANDS:
        raise Doubt
