"""The project's own TeX macros, put in at build time.

Owns: the expansion of ``[macros]``.  Does not own: the macros' source (``config``), nor whether
the outcome is TeX that MathJax takes (``tex``).

A card must not depend on definitions that live in another card, so each call is replaced by
its meaning.  ``"\\\\R" = "\\\\mathbb{R}"`` takes no argument; a macro takes as many as the highest
``#n`` in it.  A call that is itself an argument (``\\frac\\R2``) is put in braces.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from builder.render.vocabulary import COMMANDS

_DEEPEST = 40  # calls within calls
_LONGEST = 20_000  # characters of one formula
_TOKEN = re.compile(r"\\([A-Za-z]+|.|$)|[{}]|[^\\{}\s]|\s+", re.DOTALL)
_PARAMETER = re.compile(r"#([1-9])|(\\.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class BadCall:
    """What went wrong at the character ``offset`` of the formula as typed."""

    offset: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Expanded:
    """A formula with its macros put in; ``origins`` says where its stretches came from."""

    tex: str
    problems: tuple[BadCall, ...] = ()
    origins: tuple[tuple[int, int, bool], ...] = ()  # from here on: place as typed, and whether it goes on with it

    def origin(self, offset: int) -> int:
        """The place in the formula as typed of the character at ``offset``."""
        i = bisect_right(self.origins, (offset, 1 << 60, True)) - 1
        if i < 0:
            return offset
        here, there, moves = self.origins[i]
        return there + (offset - here if moves else 0)


def expand(tex: str, macros: Mapping[str, str]) -> Expanded:
    """Put the macros into ``tex``.  Names are taken with or without their backslash."""
    names = {name.removeprefix("\\"): body for name, body in macros.items()}
    if not names or not any("\\" + name in tex for name in names):
        return Expanded(tex)
    return _Expansion(names).run(tex)


class _Expansion:
    def __init__(self, macros: Mapping[str, str]) -> None:
        self.macros = macros
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
            if not name or name not in self.macros:
                wanted.take(m)
                continue
            self.put(tex[copied : m.start()], copied, moves=True)
            try:
                body, position = self.call(tex, name, m.end(), ())
            except _Bad as bad:
                self.problems.append(BadCall(m.start(), bad.message, bad.hint))
                body = ""
            self.put(f"{{{body}}}" if wanted.argument() else body, m.start(), moves=False)
            copied = position
        self.put(tex[copied:], copied, moves=True)
        return Expanded("".join(self.parts), tuple(self.problems), tuple(self.origins))

    def put(self, text: str, origin: int, *, moves: bool) -> None:
        if not text:
            return
        if self.parts and _runs_together(self.parts[-1], text):
            text = " " + text
            origin -= moves
        self.origins.append((self.length, origin, moves))
        self.parts.append(text)
        self.length += len(text)

    def call(self, tex: str, name: str, position: int, within: tuple[str, ...]) -> tuple[str, int]:
        """What a call means, with all calls in it put in too, and where it ends."""
        if name in within or len(within) >= _DEEPEST:
            raise _Bad(f"the macro \\{name} calls itself", "write its meaning without it, under [macros]")
        body = self.macros[name]
        arguments: list[str] = []
        for _ in range(max((int(m[1]) for m in _PARAMETER.finditer(body) if m[1]), default=0)):
            argument, position = _argument(tex, position, name)
            arguments.append(argument)
        filled = _fill(body, arguments)
        return self.all(filled, (*within, name)), position

    def all(self, tex: str, within: tuple[str, ...]) -> str:
        """``tex`` with all calls in it put in."""
        out: list[str] = []
        position = length = 0
        wanted = _Wanted()
        while m := _TOKEN.match(tex, position):
            position = m.end()
            piece = m[0]
            if m[1] and m[1] in self.macros:
                piece, position = self.call(tex, m[1], position, within)
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
        else:
            self.argument()

    def argument(self) -> bool:
        """Whether the next thing is an argument; it is then used up."""
        if self.counts[-1]:
            self.counts[-1] -= 1
            return True
        return False


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
