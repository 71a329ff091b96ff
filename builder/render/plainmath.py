"""Formulas that an author wrote as plain text: ``σ(x)_i = e^(x_i) / ∑e^(x_j)``.

Owns: the judgement whether a table's cell plainly is a formula, and its TeX.  Does not own:
finding the cells (``finder``), the check of the TeX (``tex``).

The text is set from left to right as it stands; it is never read as AsciiMath, whose rules of
precedence would change what many formulas mean.  Only what is certain becomes more than
letters in a row: scripts, names of functions, Greek letters, roots, ``… if …, … otherwise`` and a
fraction where spaces make it one.  Whatever is in doubt makes the whole answer ``None``.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from builder.render import symbols
from builder.render.tex import check_expanded

_LONGEST = 160  # characters of a cell that may be a formula

# Signs of Markdown, HTML, code or prose: such a cell is left alone.
_FOREIGN = re.compile(
    r"\*\*|`|\]\(|</?[A-Za-z][^<>]*>|&\w+;|https?:|www\.|[\"“”„«»@#$\\?]|//|==|&&|\+\+|--|::|[-+*/%]=|[.;:]\s*$|^n/?a$|(?<!\S)\*(?=\S)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<accented>[A-Za-z\u03b1-\u03c9][\u0302-\u0305\u0307\u0308\u20d7])"
    r"|(?P<word>[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0410-\u0451]+)"
    r"|(?P<bars>\|\|)"
    r"|(?P<relation><->|<=>|->|=>|<-|<=|>=|!=|~=|:=|\+-|\.\.\.)"
    r"|(?P<sign>.)",
    re.DOTALL,
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
    except _Doubt:
        return None
    return None if check_expanded(tex, display=False) else tex


class _Doubt(Exception):
    """The text is no formula, or can be read in two ways; kept within this module."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # space number letter word function relation operator big root open close script mark text
    text: str
    tex: str = ""


def _whole(text: str, expected: bool) -> str:
    left, sign, right = text.partition(" = ")
    if sign and _CASE.search(right):
        return f"{_part(left)} = {_cases(right)}"
    tokens = _merged(_tokens(text)) if expected else _tokens(text)
    _plainly(tokens, expected)
    return _linear(tokens)


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
                raise _Doubt
            rows.append((m[1], f"{m[2]} {m[3]}" if m[2] else "otherwise"))
    if len(rows) < 2 or any(condition == "otherwise" for _, condition in rows[:-1]):
        raise _Doubt
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
    tokens = _tokens(text.strip())
    _no_prose(tokens)
    return _linear(tokens)


# -- tokens


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for m in _TOKEN.finditer(text):
        kind, piece = m.lastgroup or "", m[0]
        after_digit = bool(tokens) and tokens[-1].kind == "number"
        match kind:
            case "space":
                tokens.append(_Token("space", " ", " "))
            case "number":
                tokens.append(_Token("number", piece, piece))
            case "word":
                token = _word(piece, after_digit, m.string[m.end() : m.end() + 2])
                if token.kind == "prose" and tokens and tokens[-1].kind == "script":
                    token = _Token("word", piece, f"\\mathrm{{{piece}}}")  # y_true
                tokens.append(token)
            case "accented":
                tokens.append(_Token("letter", piece, symbols.accented(piece)))
            case "bars":
                tokens.append(_Token("bar", piece, r"\|"))
            case "relation":
                tokens.append(_Token("relation", piece, symbols.RELATIONS[piece]))
            case _:
                tokens += _sign(piece)
    return tokens


def _merged(tokens: list[_Token]) -> list[_Token]:
    """Words in a row as one: in a column of formulas, ``Irreducible Error`` is a name."""
    out: list[_Token] = []
    for token in tokens:
        if token.kind == "word" and len(out) > 1 and out[-1].kind == "space" and out[-2].kind == "word":
            out.pop()
            name = f"{out.pop().text} {token.text}"
            if name.count(" ") > 3:
                raise _Doubt
            token = _Token("word", name, f"\\text{{{name}}}")
        out.append(token)
    return out


def _word(word: str, after_digit: bool, following: str) -> _Token:
    if len(word) == 1:
        tex = word if word.isascii() else symbols.accented(unicodedata.normalize("NFD", word))
        if not tex:
            raise _Doubt
        return _Token("letter", word, tex)
    if word in symbols.FUNCTIONS:
        return _Token("function", word, symbols.FUNCTIONS[word])
    if word in symbols.GREEK:
        return _Token("letter", word, symbols.GREEK[word])
    if word.lower() in symbols.PROSE:
        return _Token("prose", word, f"\\text{{ {word} }}")
    product = word.islower() and (len(word) == 2 or (after_digit and len(word) <= 3))  # mx, 4ac
    if product or (word.isupper() and (following == "^T" or following[:1] == "ᵀ")) or re.fullmatch(r"d[A-Z]", word):
        return _Token("letters", word, word)
    if following[:1] == "(":
        return _Token("function", word, f"\\operatorname{{{word}}}")
    return _Token("word", word, f"\\mathrm{{{word}}}")


def _sign(char: str) -> list[_Token]:
    if char in symbols.SIGNS:
        kind, tex = symbols.SIGNS[char]
        return [_Token(kind, char, tex)]
    if char in symbols.RAISED:
        return [_Token("script", "^", "^"), _Token("raised", char, symbols.RAISED[char])]
    if char in symbols.LOWERED:
        return [_Token("script", "_", "_"), _Token("raised", char, symbols.LOWERED[char])]
    letter = symbols.letter(char)
    if letter:
        return [_Token("letter", char, letter)]
    raise _Doubt


# -- the judgement


def _plainly(tokens: list[_Token], expected: bool) -> None:
    """Raise ``_Doubt`` unless the tokens plainly are a formula."""
    kinds = [t.kind for t in tokens if t.kind != "space"]
    names = sum(kind in ("letter", "letters", "function", "word") for kind in kinds)
    if not names or len(kinds) < 2:
        raise _Doubt
    _no_prose(tokens)
    acts = any(kind in ("operator", "script", "big", "root", "relation") for kind in kinds) or _application(tokens)
    if not acts or not (_loose(kinds) if expected else _strict(tokens, kinds)):
        raise _Doubt


def _loose(kinds: list[str]) -> bool:
    """In a column of formulas: more than words that are said to be equal."""
    return any(kind not in ("word", "relation", "number") for kind in kinds)


def _strict(tokens: list[_Token], kinds: list[str]) -> bool:
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


def _scripted_words(tokens: list[_Token]) -> bool:
    """Whether every lower-case word but the first stands in a script, as in ``y_pred``."""
    return all(
        tokens[i - 1].kind == "script" for i, t in enumerate(tokens) if i and t.kind == "word" and not t.text.isupper()
    )


def _application(tokens: list[_Token], *, whole: bool = False) -> bool:
    """Whether a function is applied, ``f(x)``; ``whole``: that is all there is."""
    for i, (name, opening) in enumerate(itertools.pairwise(tokens)):
        if (name.kind == "letter" or name.text in symbols.FUNCTIONS) and opening.text == "(":
            inner = [t for t in tokens[i + 2 :] if t.kind in ("letter", "letters", "function", "number")]
            if whole:
                return i == 0 and tokens[-1].text == ")" and bool(inner)
            return bool(inner)
    return False


def _no_prose(tokens: list[_Token]) -> None:
    """Raise ``_Doubt`` for words in a row, hyphenated words, units, and names with underscores."""
    ends = _Token("", "")
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else ends
        after = tokens[i + 1] if i + 1 < len(tokens) else ends
        if token.kind == "prose":
            raise _Doubt
        if token.kind == "word":
            if after.text == "_" and (
                not token.text.isupper() or tokens[min(i + 2, len(tokens) - 1)].text[1:].isupper()
            ):
                raise _Doubt  # snake_case
            if (before.text == "-" and i > 1 and tokens[i - 2].kind != "space") or after.text == "-":
                raise _Doubt  # a hyphen
        elif token.text in ("/", "*") and (before.kind == "space") != (after.kind == "space"):
            raise _Doubt  # a path, emphasis
        elif token.kind == "space" and not (i > 1 and tokens[i - 2].kind == "script"):
            _no_gap(before, after)


_OPERANDS = ("number", "letter", "letters", "word")


def _no_gap(before: _Token, after: _Token) -> None:
    """Two things with but a space between them: ``10 m``, ``a b``, ``A testing`` could be anything."""
    if not (before.text.isascii() and after.text.isascii()):
        return  # 2 π r
    if before.kind in _OPERANDS and after.kind in _OPERANDS:
        raise _Doubt


# -- the setting


def _linear(tokens: list[_Token]) -> str:
    """The TeX of the tokens, group by group."""
    reader = _Setter(tokens)
    tex = reader.group("")
    if reader.position < len(tokens):
        raise _Doubt
    return re.sub(r" {2,}", " ", tex).strip()


@dataclass(slots=True)
class _Unit:
    """A piece of TeX that stands together: an operand with its scripts, an operator, a space."""

    kind: str  # space, operator, relation, comma, big, operand, group, bar
    tex: str
    inner: str = ""  # of a group: the TeX between its brackets
    simple: bool = True  # an operand that is one factor


class _Setter:
    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.position = 0

    def peek(self) -> _Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def group(self, closing: str) -> str:
        """Everything up to ``closing``, which is consumed."""
        units: list[_Unit] = []
        while token := self.peek():
            if token.kind == "close":
                if token.text not in symbols.CLOSES.get(closing, ""):
                    raise _Doubt
                self.position += 1
                return _join(_fractions(_bars(units)))
            units.append(self.unit(token))
        if closing:
            raise _Doubt
        return _join(_fractions(_bars(units)))

    def unit(self, token: _Token) -> _Unit:
        self.position += 1
        match token.kind:
            case "space" | "operator" | "relation" | "comma":
                return _Unit(token.kind, token.tex)
            case "bar":
                return _Unit("bar", token.tex, self.scripts(token))
            case "open":
                inner = self.group(token.text)
                closing = self.tokens[self.position - 1]
                left, right = symbols.BRACKETS[token.text], symbols.BRACKETS[closing.text]
                tall = any(mark in inner for mark in (r"\frac", r"\sum", r"\sqrt", r"\prod"))
                tex = f"\\left{left}{inner}\\right{right}" if tall else f"{left}{inner}{right}"
                scripts = self.scripts(token)
                return _Unit("operand" if scripts else "group", tex + scripts, inner if token.text == "(" else "")
            case "root":
                return _Unit("operand", self.root(token.tex) + self.scripts(token))
            case "function" if token.text == "sqrt" and (following := self.peek()) and following.text == "(":
                return _Unit("operand", self.root(r"\sqrt") + self.scripts(token))
            case "script" | "raised" | "mark":
                raise _Doubt
            case "big":
                return _Unit("big", token.tex + self.scripts(token))
            case _:
                return _Unit("operand", token.tex + self.scripts(token), simple=token.kind != "letters")

    def root(self, command: str) -> str:
        """``√x``, ``√(x + 1)``, ``sqrt(x)``: what is under the root is one thing, brackets dropped."""
        token = self.peek()
        if token is None or token.kind not in ("open", "number", "letter"):
            raise _Doubt
        self.position += 1
        if token.kind == "open":
            if token.text != "(":
                raise _Doubt
            return f"{command}{{{self.group('(')}}}"
        return f"{command}{{{token.tex}{self.scripts(token) if token.kind == 'letter' else ''}}}"

    def scripts(self, base: _Token) -> str:
        """The scripts and primes that follow; each kind once, a second of a kind is in doubt."""
        out = ""
        seen: set[str] = set()
        while (token := self.peek()) and token.kind in ("script", "mark"):
            self.position += 1
            if token.kind == "mark":
                out += token.tex
                continue
            if token.text == "^" and self.raised_run(out):
                out = self.extended(out)
                continue
            if token.text in seen:
                raise _Doubt
            if seen and "^" in seen and base.text in ("e", "exp"):
                raise _Doubt  # e^x_i could mean either
            seen.add(token.text)
            out += token.text + "{" + self.script(base, token.text) + self.primes_of_script(base, token.text) + "}"
        return out

    def primes_of_script(self, base: _Token, mark: str) -> str:
        """The primes that belong to what a maximum is over: ``max_a' Q(a')``; of ``x_i'`` they are the x's."""
        primes = ""
        while mark == "_" and base.kind in ("function", "big") and (token := self.peek()) and token.tex == "'":
            self.position += 1
            primes += "'"
        return primes

    def raised_run(self, out: str) -> bool:
        """Whether ``⁻`` and ``¹`` go on a script of such signs."""
        token = self.peek()
        return bool(out) and out.startswith("^") and token is not None and token.kind == "raised"

    def extended(self, out: str) -> str:
        token = self.peek()
        assert token is not None
        self.position += 1
        return out[:-1] + token.tex + "}"

    def script(self, base: _Token, mark: str) -> str:
        token = self.peek()
        if token is None:
            raise _Doubt
        self.position += 1
        if token.kind == "open":
            start = self.position
            inner = self.group(token.text)
            if token.text == "(" and not self.only_groups(base, mark, start):
                return f"({inner})"
            if token.text == "[":
                return f"[{inner}]"
            return inner
        if token.text in "+-−" and (following := self.peek()) and following.kind in ("letter", "number"):
            self.position += 1
            after = self.peek()
            if after and after.kind == "script":
                raise _Doubt
            return "-" + following.tex if token.text != "+" else "+" + following.tex
        if token.text in ("*", "'", "+", "-", "T") or token.kind in ("number", "letter", "letters", "raised"):
            after = self.peek()
            if mark == "^" and token.kind == "number" and after and after.kind in ("letter", "letters"):
                raise _Doubt  # x^2y
            return r"\top" if token.text == "T" and mark == "^" else token.tex
        if token.kind in ("word", "function"):
            return f"\\mathrm{{{token.text}}}"
        if token.text == "∞":
            return token.tex
        raise _Doubt

    def only_groups(self, base: _Token, mark: str, start: int) -> bool:
        """Whether brackets around a script do no more than group: not so in ``x^(i)``, the i-th example."""
        inside = [t for t in self.tokens[start : self.position - 1] if t.kind != "space"]
        return mark == "_" or len(inside) > 1 or base.text == "e" or base.kind in ("number", "open", "big")


def _join(units: Iterable[_Unit]) -> str:
    out = ""
    for unit in units:
        tex = f" {unit.tex} " if unit.kind in ("operator", "relation") else unit.tex
        out += " " + tex if _COMMAND_AT_END.search(out) and tex[:1].isalpha() else tex
    out = out.strip()
    return out.replace("- ", "-", 1) if out.startswith("- ") else out


_COMMAND_AT_END = re.compile(r"\\[A-Za-z]+$")


def _bars(units: list[_Unit]) -> list[_Unit]:
    """``|x|`` in pairs, a single bar between two things: given that."""
    places = [i for i, unit in enumerate(units) if unit.kind == "bar"]
    if not places:
        return units
    if len(places) == 1 and not units[places[0]].inner and 0 < places[0] < len(units) - 1:
        bar = units[places[0]]
        bar.kind, bar.tex = "relation", r"\mid" if bar.tex == "|" else r"\parallel"
        return units
    if len(places) % 2 or len({units[i].tex for i in places}) > 1:
        raise _Doubt
    side = "Vert" if units[places[0]].tex == r"\|" else "vert"
    for n, i in enumerate(places):
        if units[i].inner and not n % 2:
            raise _Doubt
        units[i].tex = f"\\{'lr'[n % 2]}{side} " + units[i].inner
    return units


def _fractions(units: list[_Unit]) -> list[_Unit]:
    """``a / b`` with spaces around the stroke, one thing on either side and nothing else: a fraction."""
    out: list[_Unit] = []
    segment: list[_Unit] = []
    for unit in units:
        if unit.kind in ("relation", "comma") or (unit.kind == "operator" and unit.tex in ("+", "-")):
            out += [*_fraction(segment), unit]
            segment = []
        else:
            segment.append(unit)
    return out + _fraction(segment)


def _fraction(segment: list[_Unit]) -> list[_Unit]:
    texts = [u.tex for u in segment]
    if texts.count("/") != 1:
        return segment
    i = texts.index("/")
    above = _trim(segment[:i])
    below = _trim(segment[i + 1 :])
    spaced = 0 < i < len(segment) - 1 and segment[i - 1].kind == segment[i + 1].kind == "space"
    if not spaced or not _one(above, numerator=True) or not _one(below, numerator=False):
        return segment
    return [_Unit("operand", f"\\frac{{{_bare(above)}}}{{{_bare(below)}}}")]


def _trim(units: list[_Unit]) -> list[_Unit]:
    while units and units[0].kind == "space":
        units = units[1:]
    while units and units[-1].kind == "space":
        units = units[:-1]
    return units


def _one(units: list[_Unit], *, numerator: bool) -> bool:
    """Whether the units are one thing without spaces: a factor, a call, a group; above, a product as well."""
    if not units or any(u.kind in ("space", "bar") for u in units):
        return False
    factors = [u for u in units if u.kind in ("operand", "group")]
    if numerator:
        return units[0].kind != "big" and len(factors) > 0
    if units[0].kind == "big":
        units = units[1:]
    call = len(units) == 2 and _NAME_OF_FUNCTION.match(units[0].tex) is not None and units[1].tex.startswith(_OPENINGS)
    return all(u.simple for u in units) and (len(units) == 1 or call)


# What a bracket right after it applies: not k!(n - k)!, nor b(c + d), which are products.
_NAME_OF_FUNCTION = re.compile(r"(?:\\[A-Za-z]|[A-Zefghpquv])[^!]*$")
_OPENINGS = ("(", "\\left(", "[", "\\left[")


def _bare(units: list[_Unit]) -> str:
    """The TeX of one side of a fraction: brackets around the whole of it are not needed any more."""
    if len(units) == 1 and units[0].kind == "group" and units[0].inner:
        return units[0].inner
    return _join(units)
