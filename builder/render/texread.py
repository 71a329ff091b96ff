"""The arguments of TeX's commands, read as MathJax reads them.

Owns: what is open in a formula, and how an argument, a bracket, a delimiter, a length or a text
is cut out of it.  Does not own: what commands mean (``texformula``).
"""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass

from builder.model.diagnostics import Rule
from builder.render.vocabulary import COMMANDS, DELIMITERS
from builder.rules import formulas as rules


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a formula, at the character ``offset`` of its TeX (0-based)."""

    offset: int
    message: str
    hint: str
    rule: Rule


_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BRACKET = re.compile(r"\\.|[{}\]]", re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]*")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.|$)", re.DOTALL)
_LENGTH = re.compile(r"\s*[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:pt|em|ex|mu|px|mm|cm|in|pc) ?")
_IN_TEXT = re.compile(r"\\(?:(?:eq)?ref\s*\{|.|$)|[${}]", re.DOTALL)
_COLOUR = re.compile(r"[\w\s#.,%-]*|(?:rgb|hsl)a?\([\w\s.,%]*\)")


class Stop(Exception):
    """The reading cannot go on; kept within the checker."""

    def __init__(self, offset: int, message: str, hint: str, rule: Rule) -> None:
        super().__init__(message)
        self.problem = Problem(offset, message, hint, rule)


class Level:
    """What is open: the whole formula, a brace, a ``\\left``, an environment."""

    __slots__ = ("kind", "limits", "name", "once", "over", "prime", "start", "sub", "sup", "things", "waiting")

    def __init__(self, kind: str, start: int, name: str = "") -> None:
        self.kind, self.start, self.name = kind, start, name
        self.once: set[str] = set()  # a row takes one \tag and one \label
        self.cell()

    def cell(self) -> None:
        """Begin anew: nothing stands here yet."""
        self.sub = self.sup = self.prime = self.over = False
        self.waiting = ""  # a ^ or _ whose argument has not come
        self.limits = False  # the last thing takes limits
        self.things = 0

    def atom(self, limits: bool = False) -> None:
        """Something to which scripts can be set stands here now; or it is what a script waited for."""
        if self.waiting:
            self.waiting = ""
        else:
            self.sub = self.sup = self.prime = False
            self.limits = limits
            self.things += 1


class Shared:
    """What all parts of one formula share."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.problems: list[Problem] = []
        self.defined: dict[str, str] = {}  # by the formula itself: name -> signature
        self.environments: dict[str, str] = {}
        self.closing = _matching_braces(tex) if "{" in tex else {}


class Arguments:
    """The stretch of a formula's TeX that ends at ``end``, and how arguments are cut out of it."""

    def __init__(self, shared: Shared, end: int) -> None:
        self.shared = shared
        self.tex = shared.tex
        self.end = end

    @abstractmethod
    def part(self, start: int, end: int, *, table: bool = False) -> None:
        """Read an argument as a formula of its own."""

    @abstractmethod
    def unknown(self, name: str, start: int) -> None:
        """Note a command that MathJax does not know."""

    def argument(self, letter: str, name: str, start: int, position: int) -> int:
        """Read the argument that ``letter`` of the signature means; where it ends."""
        match letter:
            case "m" | "x" | "t" | "a" | "c" | "n" | "u":
                left, right, position = self.mandatory(name, start, position)
                self.read_argument(letter, left, right)
            case "o" | "O":
                found = self.optional(name, position)
                if found:
                    left, right, position = found
                    if letter == "o":
                        self.part(left, right)
            case "*":
                here = self.skip(position)
                position = here + 1 if self.tex.startswith("*", here) and here < self.end else position
            case "d":
                position = self.delimiter(name, start, position)
            case "D":
                left, right, position = self.mandatory(name, start, position)
                word = self.tex[left:right].strip()
                if word and word not in DELIMITERS:
                    raise Stop(
                        left, f"{word} is no delimiter", f"\\{name} takes ( [ | and the like", rules.MISSING_ARGUMENT
                    )
            case "l":
                position = self.length(name, position)
        return position

    def read_argument(self, letter: str, left: int, right: int) -> None:
        if letter == "m":
            if right > left:
                self.part(left, right)
        elif letter == "a":
            self.part(left, right, table=True)
        elif letter == "t":
            self.text(left, right)
        elif letter == "u":
            self.names(left, right)
        elif letter == "n" and not self.tex[left:right].isdecimal():
            raise Stop(
                left, f"{self.tex[left:right]!r} is no number", "write the number of columns", rules.MISSING_ARGUMENT
            )
        elif letter == "c" and not _COLOUR.fullmatch(self.tex, left, right):
            raise Stop(left, f"{self.tex[left:right]!r} is no colour", "write a name or #rrggbb", rules.REFUSED_COMMAND)

    def names(self, left: int, right: int) -> None:
        """Look at the commands only of what is read in another way, or later."""
        for m in _COMMAND.finditer(self.tex, left, right):
            name = m[0][1:]
            if name.strip() and name != "\\" and name not in COMMANDS and name not in self.shared.defined:
                self.unknown(name, m.start())

    def skip(self, position: int) -> int:
        m = _SPACE.match(self.tex, position, self.end)
        return m.end() if m else position

    def mandatory(self, name: str, start: int, position: int) -> tuple[int, int, int]:
        """The stretch of the next argument, and where it ends, braces included."""
        position = self.skip(position)
        if position >= self.end or self.tex[position] == "}":
            raise Stop(
                start, f"\\{name} lacks an argument", f"write it in braces: \\{name}{{…}}", rules.MISSING_ARGUMENT
            )
        if self.tex[position] == "{":
            closing = self.shared.closing.get(position, self.end)
            if closing >= self.end:
                raise Stop(position, "a brace is opened and not closed", "add a } where it ends", rules.UNBALANCED)
            return position + 1, closing, closing + 1
        if self.tex[position] == "\\":
            m = _COMMAND.match(self.tex, position, self.end)
            end = m.end() if m else position + 1
            return position, end, end
        return position, position + 1, position + 1

    def optional(self, name: str, position: int) -> tuple[int, int, int] | None:
        position = self.skip(position)
        if position >= self.end or self.tex[position] != "[":
            return None
        depth = 0
        for m in _BRACKET.finditer(self.tex, position + 1, self.end):
            if m[0] == "]" and not depth:
                return position + 1, m.start(), m.end()
            depth += {"{": 1, "}": -1}.get(m[0], 0)
            if depth < 0:
                break
        raise Stop(position, f"the [ after \\{name} is not closed", "add a ]", rules.UNBALANCED)

    def delimiter(self, name: str, start: int, position: int) -> int:
        position = self.skip(position)
        m = _COMMAND.match(self.tex, position, self.end)
        word = m[0] if m else self.tex[position : min(position + 1, self.end)]
        after = position + len(word)
        if word == "{" and name not in ("left", "right", "middle"):
            left, right, after = self.mandatory(name, start, position)
            word = self.tex[left:right].strip()
        if word not in DELIMITERS:
            hint = f"write \\{name}( or \\{name}\\{{, or \\{name}. to show nothing"
            message = f"\\{name} lacks its delimiter" if not word.strip() else f"{word} is no delimiter for \\{name}"
            raise Stop(start, message, hint, rules.MISSING_ARGUMENT)
        return after

    def is_length(self, left: int, right: int) -> bool:
        """Whether the stretch begins with a length."""
        return _LENGTH.match(self.tex, left, right) is not None

    def length(self, name: str, position: int) -> int:
        position = self.skip(position)
        if self.tex.startswith("{", position):
            left, right, after = self.mandatory(name, position, position)
            m = _LENGTH.match(self.tex, left, right)
            good = m is not None and not self.tex[m.end() : right].strip()
        else:
            m = _LENGTH.match(self.tex, position, self.end)
            good, after = m is not None, m.end() if m else position
        if not good:
            raise Stop(
                position - (position >= self.end),
                f"\\{name} lacks a length",
                "write one such as 2em",
                rules.MISSING_ARGUMENT,
            )
        return after

    def text(self, start: int, end: int) -> None:
        """Read text in which ``$…$`` and ``\\(…\\)`` are formulas."""
        closing, begin, depth = "", start, 0
        for m in _IN_TEXT.finditer(self.tex, start, end):
            token = m[0]
            if token == "{":
                depth += bool(closing)
            elif token == "}":
                depth -= bool(closing)
            elif token in ("$", "\\)") and token == closing and not depth:
                self.part(begin, m.start())
                closing = ""
            elif token in ("$", "\\(") and not closing:
                closing, begin, depth = "$" if token == "$" else "\\)", m.end(), 0
        if closing:
            raise Stop(
                begin - len(closing),
                "a formula within text is not closed",
                r"write \$ to show a dollar",
                rules.UNBALANCED,
            )

    def up_to(self, token: str, name: str, start: int, position: int) -> int:
        """Past ``token`` where it stands outside of braces; what is before it is read as a formula."""
        depth = 0
        for m in re.finditer(r"\\(?:[A-Za-z]+|.)|[{}]", self.tex[: self.end]):
            if m.start() < position:
                continue
            if m[0] == token and not depth:
                self.part(position, m.start())
                return m.end()
            depth += {"{": 1, "}": -1}.get(m[0], 0)
            if depth < 0:
                break
        raise Stop(start, f"\\{name} without {token}", f"write {token} after it", rules.MISSING_ARGUMENT)

    def number(self, name: str, position: int) -> tuple[int, int]:
        """The number of arguments, ``[2]``, and where it ends; 0 where there is none."""
        found = self.optional(name, position)
        if not found:
            return 0, position
        word = self.tex[found[0] : found[1]].strip()
        if not re.fullmatch(r"\d?", word):
            raise Stop(found[0], f"\\{name} takes a number here", "write [1] to [9]", rules.MISSING_ARGUMENT)
        return int(word or 0), found[2]


def _matching_braces(tex: str) -> dict[int, int]:
    """Where each brace is closed."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for m in _BRACE.finditer(tex):
        if m[0] == "{":
            opened.append(m.start())
        elif m[0] == "}" and opened:
            closing[opened.pop()] = m.start()
    return closing
