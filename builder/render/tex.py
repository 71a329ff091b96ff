"""The checker of TeX: says beforehand what Anki's MathJax 3.2.2 would refuse.

Owns: reading a formula as MathJax does, and the problems found.  Does not own: the list of
commands (``vocabulary``), the project's macros (``macros``), where formulas stand (``finder``).

MathJax reads a formula from left to right with a stack of what is open; an argument is cut out
first (by its braces) and then read as a formula of its own.  So does this; the functions
are named after what they read.  The first problem of structure ends the reading, as it does
in MathJax; unknown commands are all collected.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from builder.diagnostics import Rule
from builder.render import macros as project
from builder.render.vocabulary import (
    BRACED,
    COMMANDS,
    DELIMITERS,
    ENVIRONMENTS,
    ONE_COLUMN,
    PLAIN_ENVIRONMENTS,
    UNTAGGED,
    WHOLE_ENVIRONMENTS,
)
from builder.rules import formulas as rules

__all__ = ["ENVIRONMENTS", "Problem", "check", "check_expanded"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a formula, at the character ``offset`` of its TeX (0-based)."""

    offset: int
    message: str
    hint: str
    rule: Rule


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
    shared = _Shared(tex)
    problems = shared.problems
    try:
        _Formula(shared, len(tex), 0).read(0)
    except _Stop as stop:
        problems.append(stop.problem)
    if not problems and tex.endswith("\\") and (len(tex) - len(tex.rstrip("\\"))) % 2:
        hint = "take the backslash away"
        problems.append(Problem(len(tex) - 1, "the formula ends with a backslash", hint, rules.MISPLACED))
    return tuple(sorted(problems, key=lambda p: p.offset))


# -- refused commands

_REFUSED = re.compile(r"\\(href|require|style|class|cssId|mmlToken|includegraphics)(?![A-Za-z])")
_COLOUR = re.compile(r"[\w\s#.,%-]*|(?:rgb|hsl)a?\([\w\s.,%]*\)")
_BOX = re.compile(r"[\w\s.,#%+-]*(?:border:[\w\s.,#%]*)?[\w\s.,#%+-]*")


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


# -- reading


class _Stop(Exception):
    """The reading cannot go on; kept within this module."""

    def __init__(self, offset: int, message: str, hint: str, rule: Rule) -> None:
        super().__init__(message)
        self.problem = Problem(offset, message, hint, rule)


class _Level:
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


_TOKEN = re.compile(r"[ \t\r\n]+|\\(?:[A-Za-z]+|.|$)|[{}^_&#]|%[^\n]*|['’]+|.", re.DOTALL)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BRACKET = re.compile(r"\\.|[{}\]]", re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]*")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.|$)", re.DOTALL)
_LENGTH = re.compile(r"\s*[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:pt|em|ex|mu|px|mm|cm|in|pc) ?")
_IN_TEXT = re.compile(r"\\(?:(?:eq)?ref\s*\{|.|$)|[${}]", re.DOTALL)
_DEEPEST = 60  # arguments within arguments


class _Shared:
    """What all parts of one formula share."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.problems: list[Problem] = []
        self.defined: dict[str, str] = {}  # by the formula itself: name -> signature
        self.environments: dict[str, str] = {}
        self.closing = _matching_braces(tex) if "{" in tex else {}


class _Formula:
    """One formula, or an argument read as one: the stretch of the TeX that ends at ``end``."""

    def __init__(self, shared: _Shared, end: int, depth: int) -> None:
        self.shared = shared
        self.tex = shared.tex
        self.end = end
        self.depth = depth
        self.stack: list[_Level] = []
        self.whole = False  # an environment was met of which there can be one only

    def read(self, start: int, *, table: bool = False) -> None:
        self.stack = [_Level("array" if table else "top", start)]
        position, end, tex, match = start, self.end, self.tex, _TOKEN.match
        while position < end and (token := match(tex, position, end)):
            position = self.token(token[0], position, token.end())
        self.finish()

    def finish(self) -> None:
        """Nothing may be open at the end."""
        self.no_script_waits(self.end)
        level = self.stack[-1]
        if len(self.stack) == 1:
            return
        match level.kind:
            case "{":
                raise _Stop(level.start, "a brace is opened and not closed", "add a } where it ends", rules.UNBALANCED)
            case "left":
                raise _Stop(
                    level.start,
                    r"\left without \right",
                    r"close it with \right, or with \right. to show nothing",
                    rules.UNBALANCED,
                )
            case _:
                hint = f"add \\end{{{level.name}}}"
                raise _Stop(level.start, f"\\begin{{{level.name}}} without \\end", hint, rules.UNBALANCED)

    def part(self, start: int, end: int, *, table: bool = False) -> None:
        """Read an argument as a formula of its own."""
        if self.depth >= _DEEPEST:
            raise _Stop(start, "the formula is nested too deeply", "split it into several", rules.MISPLACED)
        _Formula(self.shared, end, self.depth + 1).read(start, table=table)

    # -- tokens

    def token(self, token: str, start: int, after: int) -> int:
        """Read what begins with ``token``; where to go on."""
        level = self.stack[-1]
        match token[0]:
            case " " | "\t" | "\n" | "\r" | "%":
                return after
            case "\\":
                return self.command(token[1:], start, after)
            case "^" | "_":
                self.script(token, start)
            case "{":
                self.stack.append(_Level("{", start))
            case "}":
                self.close(start)
            case "&":
                self.column(start)
            case "'" | "’":
                self.primes(start)
            case "#":
                raise _Stop(
                    start, "# means the argument of a macro here", r"write \# to show the sign", rules.MISPLACED
                )
            case _:
                level.atom()
        return after

    def script(self, sign: str, start: int) -> None:
        level = self.stack[-1]
        what = "superscript" if sign == "^" else "subscript"
        if level.waiting:
            raise _Stop(
                start, f"a {what} where an argument should stand", "put the argument in braces", rules.MISPLACED
            )
        if level.prime and sign == "_":
            level.sup = True
        if level.sup if sign == "^" else level.sub:
            raise _Stop(start, f"a second {what}", "use braces to say which belongs to which", rules.MISPLACED)
        level.prime = False
        level.waiting = sign
        level.sup, level.sub = level.sup or sign == "^", level.sub or sign == "_"

    def primes(self, start: int) -> None:
        level = self.stack[-1]
        if level.waiting:
            raise _Stop(start, f"a prime after {level.waiting}", "put what is meant in braces", rules.MISPLACED)
        if level.sup or level.prime:
            raise _Stop(start, "a prime after a superscript", "put the prime first: x'^2", rules.MISPLACED)
        level.prime = True
        level.things += 1

    def close(self, start: int) -> None:
        self.no_script_waits(start)
        level = self.stack[-1]
        if level.kind == "left":
            raise _Stop(level.start, r"\left without \right", r"close it with \right before the }", rules.UNBALANCED)
        if level.kind != "{":
            raise _Stop(start, "a } that nothing opened", "take it away, or add the { it belongs to", rules.UNBALANCED)
        self.stack.pop()
        self.stack[-1].atom(limits=level.limits and level.things == 1)  # {\sum}\limits is as good

    def column(self, start: int) -> None:
        level = self.stack[-1]
        self.no_script_waits(start)
        if level.kind != "array":
            hint = r"write \& to show the sign" if len(self.stack) == 1 else "close what is open before the &"
            raise _Stop(start, "an & outside of a table or an alignment", hint, rules.MISPLACED)
        if level.name in ONE_COLUMN:
            raise _Stop(start, f"{level.name} has one column only", "use align instead", rules.MISPLACED)
        level.cell()

    def no_script_waits(self, start: int) -> None:
        if sign := self.stack[-1].waiting:
            what = "superscript" if sign == "^" else "subscript"
            raise _Stop(
                start - (start == self.end),
                f"a {what} is missing after {sign}",
                f"write {sign}{{…}}",
                rules.MISSING_ARGUMENT,
            )

    # -- commands

    def command(self, name: str, start: int, after: int) -> int:
        if not name.strip():  # a space, or the end of the formula
            self.stack[-1].atom()
            return after
        if name == "\\":
            return self.new_row(name, start, after, brackets=True)
        signature = self.shared.defined.get(name)
        if signature is None:
            signature = COMMANDS.get(name)
        if signature is None:
            self.unknown(name, start)
            self.stack[-1].atom(limits=True)
            return after
        if (sign := self.stack[-1].waiting) and (name in BRACED or signature.startswith("~")):
            raise _Stop(start, f"\\{name} after {sign} without braces", f"write {sign}{{\\{name} …}}", rules.MISPLACED)
        if len(signature) > 4 and signature in _SPECIAL:
            return _SPECIAL[signature](self, name, start, after)
        if not signature:
            self.stack[-1].atom()
            return after
        return self.plain_command(name, signature, start, after)

    def plain_command(self, name: str, signature: str, start: int, after: int) -> int:
        for letter in signature.lstrip("-!~"):
            after = self.argument(letter, name, start, after)
        level = self.stack[-1]
        match signature[0]:
            case "-":
                if name in ("tag", "label"):
                    self.once(name, level, start)
            case "~":
                level.atom()
                level.sub = level.sup = level.prime = False
            case _:
                level.atom(limits=signature[0] == "!")
        return after

    def unknown(self, name: str, start: int) -> None:
        self.shared.problems.append(
            Problem(start, f"MathJax does not know \\{name}", _instead(name), rules.UNKNOWN_COMMAND)
        )

    def once(self, name: str, level: _Level, start: int) -> None:
        r"""``\tag`` and ``\label``: one a row."""
        environment = next((lv for lv in reversed(self.stack) if lv.name), level)
        if name == "tag" and environment.name in UNTAGGED:
            raise _Stop(start, f"\\tag cannot stand in {environment.name}", "use align instead", rules.MISPLACED)
        if name in environment.once:
            raise _Stop(start, f"a second \\{name} for one equation", "take one of them away", rules.MISPLACED)
        environment.once.add(name)

    # -- arguments

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
                    raise _Stop(
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
            raise _Stop(
                left, f"{self.tex[left:right]!r} is no number", "write the number of columns", rules.MISSING_ARGUMENT
            )
        elif letter == "c" and not _COLOUR.fullmatch(self.tex, left, right):
            raise _Stop(
                left, f"{self.tex[left:right]!r} is no colour", "write a name or #rrggbb", rules.REFUSED_COMMAND
            )

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
            raise _Stop(
                start, f"\\{name} lacks an argument", f"write it in braces: \\{name}{{…}}", rules.MISSING_ARGUMENT
            )
        if self.tex[position] == "{":
            closing = self.shared.closing.get(position, self.end)
            if closing >= self.end:
                raise _Stop(position, "a brace is opened and not closed", "add a } where it ends", rules.UNBALANCED)
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
        raise _Stop(position, f"the [ after \\{name} is not closed", "add a ]", rules.UNBALANCED)

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
            raise _Stop(start, message, hint, rules.MISSING_ARGUMENT)
        return after

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
            raise _Stop(
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
            raise _Stop(
                begin - len(closing),
                "a formula within text is not closed",
                r"write \$ to show a dollar",
                rules.UNBALANCED,
            )

    # -- commands with rules of their own

    def fence(self, name: str, start: int, after: int) -> int:
        r"""``\left``, ``\middle`` and ``\right``."""
        after = self.delimiter(name, start, after)
        if name == "left":
            self.stack.append(_Level("left", start))
            return after
        self.no_script_waits(start)
        level = self.stack[-1]
        if level.kind != "left":
            kind = (
                "close what was opened since" if any(lv.kind == "left" for lv in self.stack) else "put \\left before it"
            )
            raise _Stop(start, f"\\{name} without \\left", kind, rules.UNBALANCED)
        if name == "right":
            self.stack.pop()
            self.stack[-1].atom()
        else:
            level.cell()
        return after

    def environment(self, name: str, start: int, after: int) -> int:
        r"""``\begin{…}`` and ``\end{…}``."""
        left, right, after = self.mandatory(name, start, after)
        environment = self.tex[left:right]
        if name == "end":
            self.end_environment(environment, start)
            return after
        signature = self.shared.environments.get(environment)
        if signature is None:
            signature = ENVIRONMENTS.get(environment)
        if signature is None:
            self.shared.problems.append(_unknown_environment(environment, start))
            signature = ""
        if environment in WHOLE_ENVIRONMENTS:
            if self.whole:
                raise _Stop(
                    start, f"a second equation, {environment}, in one formula", "use aligned within it", rules.MISPLACED
                )
            self.whole = True
        after = self.arguments_of(environment, signature, start, after)
        kind = "environment" if environment in PLAIN_ENVIRONMENTS else "array"
        self.stack.append(_Level(kind, start, environment))
        return after

    def arguments_of(self, environment: str, signature: str, start: int, after: int) -> int:
        """What an environment takes after its name."""
        name = f"begin{{{environment}}}"
        if signature != "empheq":
            for letter in signature:
                after = self.argument(letter, name, start, after)
            return after
        if options := self.optional(name, after):
            self.names(options[0], options[1])
            after = options[2]
        left, right, after = self.mandatory(name, start, after)
        if self.tex[left:right] not in ENVIRONMENTS:
            self.shared.problems.append(_unknown_environment(self.tex[left:right], left))
        return after

    def end_environment(self, name: str, start: int) -> None:
        self.no_script_waits(start)
        level = self.stack[-1]
        if level.name == name:
            self.stack.pop()
            self.stack[-1].atom()
        elif level.kind == "{":
            raise _Stop(
                level.start, "a brace is opened and not closed", f"add a }} before \\end{{{name}}}", rules.UNBALANCED
            )
        elif level.kind == "left":
            raise _Stop(level.start, r"\left without \right", f"close it before \\end{{{name}}}", rules.UNBALANCED)
        elif level.name:
            message = f"\\begin{{{level.name}}} is closed by \\end{{{name}}}"
            raise _Stop(start, message, f"write \\end{{{level.name}}}", rules.UNBALANCED)
        else:
            raise _Stop(start, f"\\end{{{name}}} without \\begin", f"put \\begin{{{name}}} before it", rules.UNBALANCED)

    def new_row(self, name: str, start: int, after: int, *, brackets: bool = False) -> int:
        r"""``\\``, ``\cr`` and ``\newline``."""
        if brackets:
            after += self.tex.startswith("*", after) and after < self.end
            if self.tex.startswith("[", after) and after < self.end:
                found = self.optional(name, after)
                if found and found[1] > found[0] and not _LENGTH.match(self.tex, found[0], found[1]):
                    raise _Stop(
                        after, r"the [ after \\ must hold a length", r"write \\ {}[ to show a bracket", rules.MISPLACED
                    )
                after = found[2] if found else after
        self.no_script_waits(start)
        level = self.stack[-1]
        if level.kind == "array":
            level.cell()
            level.once.clear()
        elif name == "cr":
            raise _Stop(start, r"\cr may stand in a table only", r"use \\ instead", rules.MISPLACED)
        else:
            level.atom()
        return after

    def row(self, name: str, start: int, after: int) -> int:
        return self.new_row(name, start, after)

    def line(self, name: str, start: int, after: int) -> int:
        r"""``\hline`` and ``\hdashline``."""
        level = self.stack[-1]
        if level.kind != "array" or level.things:
            raise _Stop(
                start, f"\\{name} may stand at the beginning of a row only", r"put \\ before it", rules.MISPLACED
            )
        return after

    def fill(self, name: str, start: int, after: int) -> int:
        if self.stack[-1].kind != "array":
            raise _Stop(start, f"\\{name} may stand in a table only", r"use \quad instead", rules.MISPLACED)
        return after

    def fraction(self, name: str, start: int, after: int) -> int:
        r"""``\over`` and its kin: they take all of the group before and after them."""
        self.no_script_waits(start)
        level = self.stack[-1]
        if level.over:
            raise _Stop(start, f"a second \\{name} in one group", "use \\frac, or braces", rules.MISPLACED)
        for letter in {"overwithdelims": "dd", "atopwithdelims": "dd", "above": "l", "abovewithdelims": "ddl"}.get(
            name, ""
        ):
            after = self.argument(letter, name, start, after)
        level.cell()
        level.over = True
        return after

    def limits(self, name: str, start: int, after: int) -> int:
        level = self.stack[-1]
        if not level.limits or level.waiting:
            raise _Stop(
                start, f"\\{name} may follow an operator only", r"make one with \operatorname*{…}", rules.MISPLACED
            )
        return after

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
        raise _Stop(start, f"\\{name} without {token}", f"write {token} after it", rules.MISSING_ARGUMENT)

    def root(self, name: str, start: int, after: int) -> int:
        after = self.up_to("\\of", name, start, after)
        return self.plain_command(name, "m", start, after)

    def relation(self, name: str, start: int, after: int) -> int:
        after = self.up_to("\\over", name, start, after)
        return self.plain_command(name, "m", start, after)

    def verbatim(self, name: str, start: int, after: int) -> int:
        position = self.skip(after)
        end = self.tex.find(self.tex[position], position + 1, self.end) if position < self.end else -1
        if end < 0:
            raise _Stop(start, r"\verb is not closed", r"write \verb|…|", rules.UNBALANCED)
        self.stack[-1].atom()
        return end + 1

    def character(self, name: str, start: int, after: int) -> int:
        r"""``\unicode[font]{x2603}``."""
        after = self.argument("O", name, start, after)
        left, right, after = self.mandatory(name, start, after)
        if not re.fullmatch(r"\s*(?:x[0-9A-Fa-f]+|[0-9]+)\s*", self.tex[left:right]):
            raise _Stop(left, r"\unicode takes a number", r"write \unicode{x2603}", rules.MISSING_ARGUMENT)
        self.stack[-1].atom()
        return after

    def box(self, name: str, start: int, after: int) -> int:
        found = self.optional(name, after)
        if found and not _BOX.fullmatch(self.tex, found[0], found[1]):
            raise _Stop(
                found[0],
                r"\bbox takes a colour, a length or a border here",
                "write no other style",
                rules.REFUSED_COMMAND,
            )
        return self.plain_command(name, "m", start, found[2] if found else after)

    def choice(self, name: str, start: int, after: int) -> int:
        r"""``\toggle{…}{…}\endtoggle``."""
        while not self.tex.startswith("\\endtoggle", self.skip(after)):
            after = self.argument("m", name, start, after)
        self.stack[-1].atom()
        return self.skip(after) + len("\\endtoggle")

    def shove(self, name: str, start: int, after: int) -> int:
        if self.stack[-1].name not in ONE_COLUMN:
            raise _Stop(start, f"\\{name} may stand in multline only", "take it away", rules.MISPLACED)
        return after

    def define(self, name: str, start: int, after: int) -> int:
        """A definition within the formula: what it defines is known from here on."""
        if name in ("newenvironment", "renewenvironment"):
            left, right, after = self.mandatory(name, start, after)
            count, after = self.number(name, after)
            for letter in "Oxx":
                after = self.argument(letter, name, start, after)
            self.shared.environments[self.tex[left:right].strip()] = "x" * count
            return after
        if name == "DeclareMathOperator":
            after = self.argument("*", name, start, after)
        left, right, after = self.mandatory(name, start, after)
        defined = self.tex[left:right].strip().removeprefix("\\")
        if not re.fullmatch(r"[A-Za-z]+|[^A-Za-z]", defined):
            raise _Stop(left, f"\\{name} defines no command", f"write \\{name}\\name…", rules.MISSING_ARGUMENT)
        if name == "let":
            position = self.skip(after)
            position += self.tex.startswith("=", position)
            left, right, after = self.mandatory(name, start, position)
            other = self.tex[left:right].removeprefix("\\")
            known = {**COMMANDS, **self.shared.defined}
            if other in known or other == self.tex[left:right]:
                self.shared.defined[defined] = known.get(other, "")
        elif name == "def":
            opening = self.tex.find("{", after, self.end)
            if opening < 0:
                raise _Stop(start, f"\\{name} lacks its body", r"write \def\x{…}", rules.MISSING_ARGUMENT)
            parameters = self.tex[after:opening]
            after = self.argument("u", name, start, opening)
            simple = re.fullmatch(r"(?:\s*#\d)*\s*", parameters)
            self.shared.defined[defined] = "!" + "u" * parameters.count("#") if simple else "!"
        elif name in ("newcommand", "renewcommand"):
            count, after = self.number(name, after)
            default = self.optional(name, after)
            after = self.argument("u", name, start, default[2] if default else after)
            self.shared.defined[defined] = "!" + ("O" + "u" * (count - 1) if default and count else "u" * count)
        else:
            signature, gives = _DEFINES.get(name, ("*x", "!"))
            for letter in signature:
                after = self.argument(letter, name, start, after)
            self.shared.defined[defined] = gives
        return after

    def number(self, name: str, position: int) -> tuple[int, int]:
        """The number of arguments, ``[2]``, and where it ends; 0 where there is none."""
        found = self.optional(name, position)
        if not found:
            return 0, position
        word = self.tex[found[0] : found[1]].strip()
        if not re.fullmatch(r"\d?", word):
            raise _Stop(found[0], f"\\{name} takes a number here", "write [1] to [9]", rules.MISSING_ARGUMENT)
        return int(word or 0), found[2]


_SPECIAL = {
    "fence": _Formula.fence,
    "environment": _Formula.environment,
    "newrow": _Formula.row,
    "hline": _Formula.line,
    "hfill": _Formula.fill,
    "fraction": _Formula.fraction,
    "limits": _Formula.limits,
    "rootof": _Formula.root,
    "buildrel": _Formula.relation,
    "verbatim": _Formula.verbatim,
    "unicode": _Formula.character,
    "bordered": _Formula.box,
    "toggle": _Formula.choice,
    "shove": _Formula.shove,
    "define": _Formula.define,
}

# The definitions of operators and delimiters: what they take after the name, what is then known.
_DEFINES = {
    "DeclareMathOperator": ("x", "!"),
    "Newextarrow": ("xx", "om"),
    "DeclarePairedDelimiter": ("xx", "*Om"),
    "DeclarePairedDelimiters": ("xx", "*Om"),
    "DeclarePairedDelimiterX": ("Oxxx", "*Om"),
    "DeclarePairedDelimitersX": ("Oxxx", "*Om"),
    "DeclarePairedDelimiterXPP": ("Oxxxxx", "*Om"),
    "DeclarePairedDelimitersXPP": ("Oxxxxx", "*Om"),
}


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


# What authors write from packages that MathJax does not load in Anki, and what to write instead.
_INSTEAD = {
    "bm": r"\boldsymbol",
    "mathbbm": r"\mathbb",
    "mathds": r"\mathbb",
    "bold": r"\mathbf",
    "argmax": r"\operatorname*{arg\,max}",
    "argmin": r"\operatorname*{arg\,min}",
    "abs": r"\lvert … \rvert",
    "norm": r"\lVert … \rVert",
    "textsc": r"\text",
    "emph": r"\textit",
    "R": r"\mathbb{R}",
    "N": r"\mathbb{N}",
    "Z": r"\mathbb{Z}",
    "Q": r"\mathbb{Q}",
    "C": r"\mathbb{C}",
    "E": r"\mathbb{E}",
    "KL": r"\mathrm{KL}",
    "dd": r"\mathrm{d}",
    "dv": r"\frac{\mathrm{d}}{\mathrm{d}x}",
    "pdv": r"\frac{\partial}{\partial x}",
    "qty": r"\left( … \right)",
    "grad": r"\nabla",
    "tr": r"\operatorname{tr}",
    "sgn": r"\operatorname{sgn}",
    "sign": r"\operatorname{sign}",
}


def _unknown_environment(name: str, offset: int) -> Problem:
    near = difflib.get_close_matches(name, ENVIRONMENTS, 1)
    hint = f"did you mean {near[0]}?" if near else "MathJax has align, gather, cases, array, matrix and their kin"
    message = f"MathJax does not know the environment {name}"
    return Problem(offset, message, hint, rules.UNKNOWN_ENVIRONMENT)


def _instead(name: str) -> str:
    """What to write in place of an unknown command."""
    if name in _INSTEAD:
        return f"write {_INSTEAD[name]}, or define \\{name} under [macros] in deckbuilder.toml"
    near = difflib.get_close_matches(name, COMMANDS, 1, 0.75) if len(name) > 2 else []
    if near:
        return f"did you mean \\{near[0]}?"
    if not name[0].isascii() or not name[0].isalpha():
        return "take the backslash away"
    return f"define \\{name} under [macros] in deckbuilder.toml, or write it another way"
