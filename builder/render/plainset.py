"""How a formula in plain text is set, from left to right.

Owns: scripts, roots, bars, fractions: what becomes more than signs in a row, and only where it is
certain.  Does not own: the tokens (``plaintokens``), nor whether they are a formula (``plainmath``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from builder.render import symbols
from builder.render.plaintokens import Doubt, Token


def linear(tokens: list[Token]) -> str:
    """The TeX of the tokens, group by group."""
    reader = _Setter(tokens)
    tex = reader.group("")
    if reader.position < len(tokens):
        raise Doubt
    return re.sub(r" {2,}", " ", tex).strip()


@dataclass(slots=True)
class _Unit:
    """A piece of TeX that stands together: an operand with its scripts, an operator, a space."""

    kind: str  # space, operator, relation, comma, big, operand, group, bar
    tex: str
    inner: str = ""  # of a group: the TeX between its brackets
    simple: bool = True  # an operand that is one factor


class _Setter:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    def peek(self) -> Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def group(self, closing: str) -> str:
        """Everything up to ``closing``, which is consumed."""
        units: list[_Unit] = []
        while token := self.peek():
            if token.kind == "close":
                if token.text not in symbols.CLOSES.get(closing, ""):
                    raise Doubt
                self.position += 1
                return _join(_fractions(_bars(units)))
            units.append(self.unit(token))
        if closing:
            raise Doubt
        return _join(_fractions(_bars(units)))

    def unit(self, token: Token) -> _Unit:
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
                raise Doubt
            case "big":
                return _Unit("big", token.tex + self.scripts(token))
            case _:
                return _Unit("operand", token.tex + self.scripts(token), simple=token.kind != "letters")

    def root(self, command: str) -> str:
        """``√x``, ``√(x + 1)``, ``sqrt(x)``: what is under the root is one thing, brackets dropped."""
        token = self.peek()
        if token is None or token.kind not in ("open", "number", "letter"):
            raise Doubt
        self.position += 1
        if token.kind == "open":
            if token.text != "(":
                raise Doubt
            return f"{command}{{{self.group('(')}}}"
        return f"{command}{{{token.tex}{self.scripts(token) if token.kind == 'letter' else ''}}}"

    def scripts(self, base: Token) -> str:
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
                raise Doubt
            if seen and "^" in seen and base.text in ("e", "exp"):
                raise Doubt  # e^x_i could mean either
            seen.add(token.text)
            out += token.text + "{" + self.script(base, token.text) + self.primes_of_script(base, token.text) + "}"
        return out

    def primes_of_script(self, base: Token, mark: str) -> str:
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

    def script(self, base: Token, mark: str) -> str:
        token = self.peek()
        if token is None:
            raise Doubt
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
                raise Doubt
            return "-" + following.tex if token.text != "+" else "+" + following.tex
        if token.text in ("*", "'", "+", "-", "T") or token.kind in ("number", "letter", "letters", "raised"):
            after = self.peek()
            if mark == "^" and token.kind == "number" and after and after.kind in ("letter", "letters"):
                raise Doubt  # x^2y
            return r"\top" if token.text == "T" and mark == "^" else token.tex
        if token.kind in ("word", "function"):
            return f"\\mathrm{{{token.text}}}"
        if token.text == "∞":
            return token.tex
        raise Doubt

    def only_groups(self, base: Token, mark: str, start: int) -> bool:
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
        raise Doubt
    side = "Vert" if units[places[0]].tex == r"\|" else "vert"
    for n, i in enumerate(places):
        if units[i].inner and not n % 2:
            raise Doubt
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
