"""TeX macros, put in at build time: those of the project, of the document, and of packages that MathJax lacks.

Owns: what a macro is, the expansion of calls, and definitions within formulas (``\\newcommand``, ``\\def`` …), which
hold from where they stand.  Does not own: the project's macros (``config``), the packages' (``packages``), nor
whether the outcome is TeX that MathJax takes (``tex``).

A card must not depend on definitions that live in another card, so each call is replaced by
its meaning.  ``"\\\\R" = "\\\\mathbb{R}"`` takes no argument; a macro takes as many as the highest
``#n`` in it.  A call that is itself an argument (``\\frac\\R2``) is put in braces.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from builder.markdown.tags import words
from builder.model.diagnostics import Rule
from builder.render.vocabulary import COMMANDS
from builder.rules import formulas as rules

_DEEPEST = 40  # calls within calls
_LONGEST = 20_000  # characters of one formula
_TOKEN = re.compile(r"\\([A-Za-z]+|.|$)|[{}]|[^\\{}\s]|\s+", re.DOTALL)
_PARAMETER = re.compile(r"#([1-9])|(\\.)", re.DOTALL)
_NAMES = re.compile(r"\\([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command means.

    ``takes`` has a letter for each argument: ``m`` in braces or a single sign; ``o`` in square brackets, ``p`` in round
    ones and ``g`` in braces, which may be absent; ``*`` a star that may be.  ``means`` makes TeX of them (``None``:
    absent); where it gives ``None`` the call stays as typed.
    """

    takes: str
    means: Callable[[Sequence[str | None]], str | None]
    own: bool = True  # of the project or the document; else of a package that MathJax lacks


Macros = Mapping[str, Macro]


def template(body: str, takes: str = "", default: str | None = None, *, own: bool = True) -> Macro:
    """A macro with ``#1`` … in its body; ``default`` is what an absent first argument in brackets means."""
    count = max((int(m[1]) for m in _PARAMETER.finditer(body) if m[1]), default=0)

    def means(arguments: Sequence[str | None]) -> str:
        filled = [(default or "") if argument is None else argument for argument in arguments]
        return _fill(body, filled + [""] * (count - len(filled)))

    return Macro(takes or "m" * count, means, own)


def of_project(macros: Mapping[str, str]) -> dict[str, Macro]:
    """The macros that the configuration writes, with or without their backslash."""
    return {name.removeprefix("\\"): template(body) for name, body in macros.items()}


@dataclass(frozen=True, slots=True)
class BadCall:
    """What went wrong at the character ``offset`` of the formula as typed."""

    offset: int
    message: str
    hint: str
    rule: Rule = rules.BAD_MACRO


@dataclass(frozen=True, slots=True)
class Expanded:
    """A formula with its macros put in; ``origins`` says where its stretches came from."""

    tex: str
    problems: tuple[BadCall, ...] = ()
    origins: tuple[tuple[int, int, bool], ...] = ()  # from here on: place as typed, and whether it goes on with it
    defined: Macros = field(default_factory=dict)  # by the formula itself

    def origin(self, offset: int) -> int:
        """The place in the formula as typed of the character at ``offset``."""
        i = bisect_right(self.origins, (offset, 1 << 60, True)) - 1
        if i < 0:
            return offset
        here, there, moves = self.origins[i]
        return there + (offset - here if moves else 0)


def expand(tex: str, macros: Macros) -> Expanded:
    """Put the macros into ``tex``, those that it defines itself as well; definitions go."""
    names = set(_NAMES.findall(tex))
    if names.isdisjoint(DEFINING) and names.isdisjoint(macros):
        return Expanded(tex)
    return _Expansion(macros).run(tex)


class _Expansion:
    def __init__(self, macros: Macros) -> None:
        self.macros = dict(macros)
        self.defined: dict[str, Macro] = {}
        self.parts: list[str] = []
        self.length = 0
        self.origins: list[tuple[int, int, bool]] = []
        self.problems: list[BadCall] = []

    def run(self, tex: str) -> Expanded:
        position = copied = 0
        wanted = _Wanted()
        while m := _TOKEN.match(tex, position):
            position = m.end()
            name = m[1]
            if name in DEFINING and (found := definition(tex, m.start())):
                self.put(tex[copied : m.start()], copied, moves=True)
                self.macros[found.name] = self.defined[found.name] = found.macro
                copied = position = found.end
                continue
            if not name or name not in self.macros:
                wanted.take(m)
                continue
            self.put(tex[copied : m.start()], copied, moves=True)
            copied = m.start()
            try:
                called = self.call(tex, name, m.end(), ())
            except _Bad as bad:
                rule = rules.BAD_MACRO if self.macros[name].own else rules.MISSING_ARGUMENT
                self.problems.append(BadCall(m.start(), bad.message, bad.hint, rule))
                called = "", m.end()
            if called is None:
                wanted.take(m)
                continue
            body, position = called
            self.put(f"{{{body}}}" if wanted.argument() else body, m.start(), moves=False)
            copied = position
        self.put(tex[copied:], copied, moves=True)
        return Expanded("".join(self.parts), tuple(self.problems), tuple(self.origins), self.defined)

    def put(self, text: str, origin: int, *, moves: bool) -> None:
        if not text:
            return
        if self.parts and _runs_together(self.parts[-1], text):
            text = " " + text
            origin -= moves
        self.origins.append((self.length, origin, moves))
        self.parts.append(text)
        self.length += len(text)

    def call(self, tex: str, name: str, position: int, within: tuple[str, ...]) -> tuple[str, int] | None:
        """What a call means, with all calls in it put in too, and where it ends; ``None``: it stays as typed."""
        if name in within or len(within) >= _DEEPEST:
            raise _Bad(f"the macro \\{name} calls itself", "write its meaning without it, under [macros]")
        macro = self.macros[name]
        arguments: list[str | None] = []
        for letter in macro.takes:
            argument, position = _taken(letter, tex, position, name)
            arguments.append(argument)
        filled = macro.means(arguments)
        return None if filled is None else (self.all(filled, (*within, name)), position)

    def all(self, tex: str, within: tuple[str, ...]) -> str:
        """``tex`` with all calls in it put in."""
        out: list[str] = []
        position = length = 0
        wanted = _Wanted()
        while m := _TOKEN.match(tex, position):
            position = m.end()
            piece = m[0]
            called = self.call(tex, m[1], position, within) if m[1] and m[1] in self.macros else None
            if called:
                piece, position = called
                if wanted.argument():
                    piece = f"{{{piece}}}"
            else:
                wanted.take(m)
            if out and _runs_together(out[-1], piece):
                out.append(" ")
            out.append(piece)
            length += len(piece)
            if length + self.length > _LONGEST:
                raise _Bad("the macros make the formula too long", "see that they do not multiply")
        return "".join(out)


class _Bad(Exception):
    """A call cannot be put in; kept within this module."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class _Wanted:
    """How many arguments the commands before this place still take, group by group."""

    def __init__(self) -> None:
        self.counts = [0]
        self.bracket = False

    def take(self, m: re.Match[str]) -> None:
        """Pass over a token that is no call."""
        token = m[0]
        if token.isspace():
            return
        if self.bracket:
            self.bracket = token != "]"
        elif token == "{":
            self.counts.append(0)
        elif token == "}":
            if len(self.counts) > 1:
                self.counts.pop()
            self.argument()
        elif m[1]:
            self.argument()
            self.counts[-1] = sum(letter in "mxtac" for letter in COMMANDS.get(m[1], "")) if m[1].isalpha() else 0
        elif token == "[" and self.counts[-1]:
            self.bracket = True
        elif token in "^_":
            self.argument()
            self.counts[-1] = 1
        else:
            self.argument()

    def argument(self) -> bool:
        """Whether the next thing is an argument; it is then used up."""
        if self.counts[-1]:
            self.counts[-1] -= 1
            return True
        return False


def _taken(letter: str, tex: str, position: int, name: str) -> tuple[str | None, int]:
    """The argument that ``letter`` means at ``position``, and where it ends."""
    if letter == "m":
        return _argument(tex, position, name)
    start = position
    while start < len(tex) and tex[start].isspace():
        start += 1
    if letter == "*":
        return ("*", start + 1) if tex.startswith("*", start) else (None, position)
    if letter == "g":
        return _argument(tex, start, name) if tex.startswith("{", start) else (None, position)
    opening, closing = "()" if letter == "p" else "[]"
    if not tex.startswith(opening, start):
        return None, position
    depth = 0
    for m in _TOKEN.finditer(tex, start + 1):
        if m[0] == closing and not depth:
            return tex[start + 1 : m.start()], m.end()
        depth += {"{": 1, "}": -1, opening: letter == "p", closing: -(letter == "p")}.get(m[0], 0)
    return None, position


def _argument(tex: str, position: int, name: str) -> tuple[str, int]:
    while position < len(tex) and tex[position].isspace():
        position += 1
    m = _TOKEN.match(tex, position)
    if not m or m[0] == "}":
        raise _Bad(f"the macro \\{name} lacks an argument", f"write it in braces: \\{name}{{…}}")
    if m[0] != "{":
        return m[0], m.end()
    depth = 0
    for m in _TOKEN.finditer(tex, position):
        depth += {"{": 1, "}": -1}.get(m[0], 0)
        if not depth:
            return tex[position + 1 : m.start()], m.end()
    raise _Bad(f"the argument of the macro \\{name} is not closed", "add a } where it ends")


def _fill(body: str, arguments: list[str]) -> str:
    """The macro's body with its arguments in their places."""
    pieces: list[str] = []
    position = 0
    for m in _PARAMETER.finditer(body):
        if m[1]:
            pieces += [body[position : m.start()], arguments[int(m[1]) - 1]]
            position = m.end()
    return _joined([*pieces, body[position:]])


def _joined(pieces: list[str]) -> str:
    """The pieces one after the other, with a space where a command would swallow a letter."""
    out = ""
    for piece in pieces:
        out += f" {piece}" if _runs_together(out, piece) else piece
    return out


def _runs_together(left: str, right: str) -> bool:
    """Whether a command at the end of ``left`` would swallow the letter that ``right`` begins with."""
    return right[:1].isalpha() and re.search(r"(?:^|[^\\])(?:\\\\)*\\[A-Za-z]+$", left) is not None


# definitions


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition: what it names, what that means, and where it ends."""

    name: str
    macro: Macro
    end: int


DEFINING = words("newcommand renewcommand providecommand def gdef DeclareMathOperator DeclarePairedDelimiter let")
_DEFINED_NAME = re.compile(r"\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))\s*")
_COUNT = re.compile(r"\[\s*([0-9])\s*\]\s*")
_PARAMETERS = re.compile(r"((?:\s*#[1-9])*)\s*(?=\{)")
_EQUALS = re.compile(r"\s*=?\s*(\\(?:[A-Za-z]+|.)|\S)")


def definition(tex: str, position: int) -> Defined | None:
    """The definition that begins with a command of ``DEFINING`` at ``position``; ``None`` where it is none."""
    command = _NAMES.match(tex, position)
    if not command:
        return None
    kind, position = command[1], command.end()
    star = tex.startswith("*", position)
    named = _DEFINED_NAME.match(tex, position + star)
    if not named:
        return None
    name, position = named[1] or named[2], named.end()
    try:
        macro, position = _meaning(kind, tex, position, name, star=star)
    except _Bad:
        return None
    return Defined(name, macro, position) if macro else None


def _meaning(kind: str, tex: str, position: int, name: str, *, star: bool) -> tuple[Macro | None, int]:
    """What the definition of ``name`` says from ``position`` on, and where it ends."""
    if kind == "let":
        equal = _EQUALS.match(tex, position)
        return (template(equal[1]), equal.end()) if equal else (None, position)
    if kind in ("def", "gdef"):
        parameters = _PARAMETERS.match(tex, position)
        if not parameters:
            return None, position
        body, position = _argument(tex, parameters.end(), name)
        return template(body, "m" * parameters[1].count("#")), position
    if kind == "DeclareMathOperator":
        body, position = _argument(tex, position, name)
        return template(f"\\operatorname{'*' if star else ''}{{{body}}}"), position
    if kind == "DeclarePairedDelimiter":
        left, position = _argument(tex, position, name)
        right, position = _argument(tex, position, name)
        return paired(left, right), position
    count = _COUNT.match(tex, position)
    position = count.end() if count else position
    default, position = _taken("o", tex, position, name)
    body, position = _argument(tex, position, name)
    takes = "m" * int(count[1] if count else 0)
    if default is not None:
        takes = "o" + takes[1:]
    return template(body, takes, default), position


def paired(left: str, right: str, *, own: bool = True) -> Macro:
    """A macro that puts its argument between delimiters; with a star they are as high as it is."""

    def means(arguments: Sequence[str | None]) -> str:
        star, size, body = arguments
        before, after = ("\\left", "\\right") if star else (size or "", size or "")
        return _joined([before, left, body or "", after, right])

    return Macro("*om", means, own)
