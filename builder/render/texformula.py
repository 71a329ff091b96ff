"""A formula read as MathJax reads it.

Owns: tokens, scripts, groups, and the commands with rules of their own.  Does not own: how
arguments are cut out (``texread``), nor the list of commands (``vocabulary``).

MathJax reads from left to right with a stack of what is open; an argument is cut out by its
braces first and then read as a formula of its own.  So does this.  The first problem of structure
ends the reading, as it does in MathJax; unknown commands are all collected.
"""

from __future__ import annotations

import re

from builder.render.texhints import instead, unknown_environment
from builder.render.texread import Arguments, Level, Problem, Shared, Stop
from builder.render.vocabulary import (
    BRACED,
    COMMANDS,
    ENVIRONMENTS,
    ONE_COLUMN,
    PLAIN_ENVIRONMENTS,
    UNTAGGED,
    WHOLE_ENVIRONMENTS,
)
from builder.rules import formulas as rules

_TOKEN = re.compile(r"[ \t\r\n]+|\\(?:[A-Za-z]+|.|$)|[{}^_&#]|%[^\n]*|['’]+|.", re.DOTALL)
_FONT = re.compile(r"[\w\s.,-]*")
_BOX = re.compile(r"[\w\s.,#%+-]*(?:border:[\w\s.,#%]*)?[\w\s.,#%+-]*")
_DEEPEST = 60  # arguments within arguments


class Formula(Arguments):
    """One formula, or an argument read as one: the stretch of the TeX that ends at ``end``."""

    def __init__(self, shared: Shared, end: int, depth: int = 0) -> None:
        super().__init__(shared, end)
        self.depth = depth
        self.stack: list[Level] = []
        self.whole = False  # an environment was met of which there can be one only

    def read(self, start: int, *, table: bool = False) -> None:
        self.stack = [Level("array" if table else "top", start)]
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
                raise Stop(level.start, "a brace is opened and not closed", "add a } where it ends", rules.UNBALANCED)
            case "left":
                raise Stop(
                    level.start,
                    r"\left without \right",
                    r"close it with \right, or with \right. to show nothing",
                    rules.UNBALANCED,
                )
            case _:
                hint = f"add \\end{{{level.name}}}"
                raise Stop(level.start, f"\\begin{{{level.name}}} without \\end", hint, rules.UNBALANCED)

    def part(self, start: int, end: int, *, table: bool = False) -> None:
        """Read an argument as a formula of its own."""
        if self.depth >= _DEEPEST:
            raise Stop(start, "the formula is nested too deeply", "split it into several", rules.MISPLACED)
        Formula(self.shared, end, self.depth + 1).read(start, table=table)

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
                self.stack.append(Level("{", start))
            case "}":
                self.close(start)
            case "&":
                self.column(start)
            case "'" | "’":
                self.primes(start)
            case "#":
                raise Stop(start, "# means the argument of a macro here", r"write \# to show the sign", rules.MISPLACED)
            case _:
                level.atom()
        return after

    def script(self, sign: str, start: int) -> None:
        level = self.stack[-1]
        what = "superscript" if sign == "^" else "subscript"
        if level.waiting:
            raise Stop(start, f"a {what} where an argument should stand", "put the argument in braces", rules.MISPLACED)
        if level.prime and sign == "_":
            level.sup = True
        if level.sup if sign == "^" else level.sub:
            raise Stop(start, f"a second {what}", "use braces to say which belongs to which", rules.MISPLACED)
        level.prime = False
        level.waiting = sign
        level.sup, level.sub = level.sup or sign == "^", level.sub or sign == "_"

    def primes(self, start: int) -> None:
        level = self.stack[-1]
        if level.waiting:
            raise Stop(start, f"a prime after {level.waiting}", "put what is meant in braces", rules.MISPLACED)
        if level.sup or level.prime:
            raise Stop(start, "a prime after a superscript", "put the prime first: x'^2", rules.MISPLACED)
        level.prime = True
        level.things += 1

    def close(self, start: int) -> None:
        self.no_script_waits(start)
        level = self.stack[-1]
        if level.kind == "left":
            raise Stop(level.start, r"\left without \right", r"close it with \right before the }", rules.UNBALANCED)
        if level.kind != "{":
            raise Stop(start, "a } that nothing opened", "take it away, or add the { it belongs to", rules.UNBALANCED)
        self.stack.pop()
        self.stack[-1].atom(limits=level.limits and level.things == 1)  # {\sum}\limits is as good

    def column(self, start: int) -> None:
        level = self.stack[-1]
        self.no_script_waits(start)
        if level.kind != "array":
            hint = r"write \& to show the sign" if len(self.stack) == 1 else "close what is open before the &"
            raise Stop(start, "an & outside of a table or an alignment", hint, rules.MISPLACED)
        if level.name in ONE_COLUMN:
            raise Stop(start, f"{level.name} has one column only", "use align instead", rules.MISPLACED)
        level.cell()

    def no_script_waits(self, start: int) -> None:
        if sign := self.stack[-1].waiting:
            what = "superscript" if sign == "^" else "subscript"
            raise Stop(
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
            raise Stop(start, f"\\{name} after {sign} without braces", f"write {sign}{{\\{name} …}}", rules.MISPLACED)
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
            Problem(start, f"MathJax does not know \\{name}", instead(name), rules.UNKNOWN_COMMAND)
        )

    def once(self, name: str, level: Level, start: int) -> None:
        r"""``\tag`` and ``\label``: one a row."""
        environment = next((lv for lv in reversed(self.stack) if lv.name), level)
        if name == "tag" and environment.name in UNTAGGED:
            raise Stop(start, f"\\tag cannot stand in {environment.name}", "use align instead", rules.MISPLACED)
        if name in environment.once:
            raise Stop(start, f"a second \\{name} for one equation", "take one of them away", rules.MISPLACED)
        environment.once.add(name)

    # -- commands with rules of their own

    def fence(self, name: str, start: int, after: int) -> int:
        r"""``\left``, ``\middle`` and ``\right``."""
        after = self.delimiter(name, start, after)
        if name == "left":
            self.stack.append(Level("left", start))
            return after
        self.no_script_waits(start)
        level = self.stack[-1]
        if level.kind != "left":
            kind = (
                "close what was opened since" if any(lv.kind == "left" for lv in self.stack) else "put \\left before it"
            )
            raise Stop(start, f"\\{name} without \\left", kind, rules.UNBALANCED)
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
            self.unknown_environment(environment, start)
            signature = ""
        if environment in WHOLE_ENVIRONMENTS:
            if self.whole:
                raise Stop(
                    start, f"a second equation, {environment}, in one formula", "use aligned within it", rules.MISPLACED
                )
            self.whole = True
        after = self.arguments_of(environment, signature, start, after)
        kind = "environment" if environment in PLAIN_ENVIRONMENTS else "array"
        self.stack.append(Level(kind, start, environment))
        return after

    def unknown_environment(self, name: str, start: int) -> None:
        message = f"MathJax does not know the environment {name}"
        self.shared.problems.append(Problem(start, message, unknown_environment(name), rules.UNKNOWN_ENVIRONMENT))

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
            self.unknown_environment(self.tex[left:right], left)
        return after

    def end_environment(self, name: str, start: int) -> None:
        self.no_script_waits(start)
        level = self.stack[-1]
        if level.name == name:
            self.stack.pop()
            self.stack[-1].atom()
        elif level.kind == "{":
            raise Stop(
                level.start, "a brace is opened and not closed", f"add a }} before \\end{{{name}}}", rules.UNBALANCED
            )
        elif level.kind == "left":
            raise Stop(level.start, r"\left without \right", f"close it before \\end{{{name}}}", rules.UNBALANCED)
        elif level.name:
            message = f"\\begin{{{level.name}}} is closed by \\end{{{name}}}"
            raise Stop(start, message, f"write \\end{{{level.name}}}", rules.UNBALANCED)
        else:
            raise Stop(start, f"\\end{{{name}}} without \\begin", f"put \\begin{{{name}}} before it", rules.UNBALANCED)

    def new_row(self, name: str, start: int, after: int, *, brackets: bool = False) -> int:
        r"""``\\``, ``\cr`` and ``\newline``."""
        if brackets:
            after += self.tex.startswith("*", after) and after < self.end
            if self.tex.startswith("[", after) and after < self.end:
                found = self.optional(name, after)
                if found and found[1] > found[0] and not self.is_length(found[0], found[1]):
                    raise Stop(
                        after, r"the [ after \\ must hold a length", r"write \\ {}[ to show a bracket", rules.MISPLACED
                    )
                after = found[2] if found else after
        self.no_script_waits(start)
        level = self.stack[-1]
        if level.kind == "array":
            level.cell()
            level.once.clear()
        elif name == "cr":
            raise Stop(start, r"\cr may stand in a table only", r"use \\ instead", rules.MISPLACED)
        else:
            level.atom()
        return after

    def row(self, name: str, start: int, after: int) -> int:
        return self.new_row(name, start, after)

    def line(self, name: str, start: int, after: int) -> int:
        r"""``\hline`` and ``\hdashline``."""
        level = self.stack[-1]
        if level.kind != "array" or level.things:
            raise Stop(
                start, f"\\{name} may stand at the beginning of a row only", r"put \\ before it", rules.MISPLACED
            )
        return after

    def fill(self, name: str, start: int, after: int) -> int:
        if self.stack[-1].kind != "array":
            raise Stop(start, f"\\{name} may stand in a table only", r"use \quad instead", rules.MISPLACED)
        return after

    def fraction(self, name: str, start: int, after: int) -> int:
        r"""``\over`` and its kin: they take all of the group before and after them."""
        self.no_script_waits(start)
        level = self.stack[-1]
        if level.over:
            raise Stop(start, f"a second \\{name} in one group", "use \\frac, or braces", rules.MISPLACED)
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
            raise Stop(
                start, f"\\{name} may follow an operator only", r"make one with \operatorname*{…}", rules.MISPLACED
            )
        return after

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
            raise Stop(start, r"\verb is not closed", r"write \verb|…|", rules.UNBALANCED)
        self.stack[-1].atom()
        return end + 1

    def character(self, name: str, start: int, after: int) -> int:
        r"""``\unicode[font]{x2603}``; MathJax writes the font into a style as it is."""
        font = self.optional(name, after)
        if font and not _FONT.fullmatch(self.tex, font[0], font[1]):
            hint = "name a font, or none"
            raise Stop(font[0], r"\unicode takes the name of a font here", hint, rules.REFUSED_COMMAND)
        after = font[2] if font else after
        left, right, after = self.mandatory(name, start, after)
        if not re.fullmatch(r"\s*(?:x[0-9A-Fa-f]+|[0-9]+)\s*", self.tex[left:right]):
            raise Stop(left, r"\unicode takes a number", r"write \unicode{x2603}", rules.MISSING_ARGUMENT)
        self.stack[-1].atom()
        return after

    def box(self, name: str, start: int, after: int) -> int:
        found = self.optional(name, after)
        if found and not _BOX.fullmatch(self.tex, found[0], found[1]):
            raise Stop(
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
            raise Stop(start, f"\\{name} may stand in multline only", "take it away", rules.MISPLACED)
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
            raise Stop(left, f"\\{name} defines no command", f"write \\{name}\\name…", rules.MISSING_ARGUMENT)
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
                raise Stop(start, f"\\{name} lacks its body", r"write \def\x{…}", rules.MISSING_ARGUMENT)
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


_SPECIAL = {
    "fence": Formula.fence,
    "environment": Formula.environment,
    "newrow": Formula.row,
    "hline": Formula.line,
    "hfill": Formula.fill,
    "fraction": Formula.fraction,
    "limits": Formula.limits,
    "rootof": Formula.root,
    "buildrel": Formula.relation,
    "verbatim": Formula.verbatim,
    "unicode": Formula.character,
    "bordered": Formula.box,
    "toggle": Formula.choice,
    "shove": Formula.shove,
    "define": Formula.define,
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
