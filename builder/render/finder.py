"""Where formulas stand in a Markdown text.

Owns: which stretches are formulas and what TeX they hold; which stretches are out of bounds
(code, links, tags).  Does not own: what becomes of them (``formulas``), whether the TeX is
right (``tex``), the kinds of lines (``lines``), what reads as a formula (``plausible``), which
delimiters belong together (``partners``), what stands between formulas (``between``).

The time is linear in the text: partners are looked up, not searched for, and none is looked
for past its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from builder.render import plausible
from builder.render.between import Between, Cell
from builder.render.lines import TABLE, Kind, Row, classify
from builder.render.macros import DEFINING, definition
from builder.render.packages import IN_TEXT, PACKAGES
from builder.render.partners import ENVIRONMENT, Partners
from builder.render.vocabulary import ENVIRONMENTS

_STOP = re.compile(r"\\|`|\$|<|\]\(|https?://|www\.")
_TAG = re.compile(
    r"""<(?: [A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*                          # <https://…>
           | [\w.+-]+@[\w.-]+                                              # <a@b.c>
           | /[A-Za-z][A-Za-z0-9-]*\s*
           | [A-Za-z][A-Za-z0-9-]*
             (?:\s+[A-Za-z_:@][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*+\s*/?
           )>""",
    re.VERBOSE,
)
_RAW = re.compile(r"<(code|pre|script|style|kbd|samp|textarea)\b[^<>]*>", re.IGNORECASE)
_DESTINATION = re.compile(
    r"""\]\([ \t]*(?:<[^<>\n]*>|(?:\\[()]|[^\s()]|\((?:[^\s()]|\([^\s()]*\))*\))*+)"""
    r"""(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*\)"""
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>|\"`]*")
_WITHIN = re.compile(
    r"\\(?:text[a-z]*|mbox|hbox|fbox|colorbox\s*\{[^{}]*\}|fcolorbox\s*\{[^{}]*\}\s*\{[^{}]*\})\s*\{|\\.|`+|\$",
    re.DOTALL,
)
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
# A full stop after a displayed formula belongs on its line, not on the next.
_PUNCTUATION = re.compile(r"[.,;](?=\s|$)")
_SWALLOWS = re.compile(r"%|\\\s*$")
_TAGS = re.compile(r"<[^<>]*>")
_LONGEST_WORD = 80  # characters before and behind a formula that may make it part of a regular expression
_LAST_WORD, _FIRST_WORD = re.compile(r"\S+$"), re.compile(r"\S+")
_LONGEST_DEFINITION = 2000  # characters of a macro's definition outside of dollars
_LONGEST_TEXT = 500  # characters of a \text{…} within which a dollar does not close
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?(?=[\[{\\])")
_OPTIONS = re.compile(r"\[[^\[\]\n]*\]")
_REFERENCE = re.compile(r"\\(?:eq|auto|c|C)?ref\{[^{}\s]+\}")
_ESCAPED_PIPE = re.compile(r"\\(?:(\|)|.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A formula at ``start`` … ``end`` of the text, delimiters included.

    ``pieces`` are the stretches of its TeX, each with its place in the text: the markers of
    quotes and the backslash before a table's pipe are left out between them.  What stands outside of
    delimiters may also be a reference to an equation (``\\eqref{…}``) or the definition of a macro.
    """

    start: int
    end: int
    display: bool
    pieces: tuple[tuple[str, int], ...]
    kind: Literal["formula", "reference", "definition"] = "formula"

    @property
    def tex(self) -> str:
        return "".join(piece for piece, _ in self.pieces)

    def place(self, offset: int) -> int:
        """Where in the text the character at ``offset`` of ``tex`` stands."""
        for piece, start in self.pieces:
            if offset < len(piece):
                return start + offset
            offset -= len(piece)
        last, start = self.pieces[-1]
        return start + len(last)


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in a text, in the order of the places."""

    formulas: tuple[Found, ...]
    literals: tuple[int, ...]  # each ``_`` and ``*`` that is not Markdown's
    cells: tuple[Cell, ...]  # those below a header, free of formulas and code
    unclosed: tuple[tuple[int, str], ...]  # an opening without its end, where one was surely meant
    prices: tuple[int, ...]  # a dollar that other programs take for a formula's
    raw: tuple[int, ...] = ()  # the first of two dollars with TeX between them that is no formula


_NOTHING = Scan((), (), (), (), ())
# All that a formula, a cell, or a sign that is not Markdown's can begin with.
_MAY_HOLD = re.compile(rf"{_STOP.pattern}|[_|]|~~~|(?:[^\W_]|[)\]}}'])\*{{1,3}}[\w(]")


def find(text: str) -> Scan:
    """Find the formulas of ``text``."""
    return _Finder(text).scan() if _MAY_HOLD.search(text) else _NOTHING


class _Finder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.rows = classify(text)
        self.starts = [row.start for row in self.rows]
        self.partners = Partners(text)
        self.limits = self.paragraphs()
        self.found: list[Found] = []
        self.atoms: list[tuple[int, int]] = []  # formulas and what is out of bounds
        self.unclosed: list[tuple[int, str]] = []
        self.prices: list[int] = []
        self.raw: list[tuple[int, int]] = []
        self.unended: set[str] = set()  # tags that nothing closes any more

    def scan(self) -> Scan:
        position = 0
        blocks = list(self.blocks())
        for first, last in blocks:
            if first.kind is Kind.MATH_OPEN:
                self.fence(first, last)
            elif first.kind is not Kind.TEXT and first.kind not in TABLE:
                self.atoms.append((first.start, last.end))
            else:
                position = self.inline(max(position, first.begin), last.end)
        between = Between(self.text, self.rows, self.atoms)
        raw = tuple(self.left_raw())
        literals = sorted(place for first, last in blocks for place in between.literals(first.begin, last.end))
        return Scan(
            tuple(map(self.in_sentence, self.found)),
            tuple(literals),
            tuple(between.cells()),
            tuple(self.unclosed),
            tuple(self.prices),
            raw,
        )

    def left_raw(self) -> Iterator[int]:
        """The pairs of dollars with TeX in them that were not read as formulas, and of which none was read later.

        Where the second dollar came to open a formula, the first may open one that does not end.
        """
        starts = sorted(formula.start for formula in self.found)
        for start, end in self.raw:
            i = bisect_right(starts, start)
            if i == len(starts) or starts[i] > end:
                yield start
            elif starts[i] == end and plausible.opens_tex(self.text[start + 1 : end]):
                self.unclosed.append((start, "$"))

    # -- blocks and paragraphs

    def blocks(self) -> Iterator[tuple[Row, Row]]:
        """The first and the last line of each stretch that an inline formula may not leave."""
        first: Row | None = None
        last: Row | None = None
        for row in self.rows:
            if first and last and not self.goes_on(last, row):
                yield first, last
                first = None
            if row.kind is Kind.BLANK:
                first = None
                continue
            first, last = first or row, row
        if first and last:
            yield first, last

    def goes_on(self, last: Row, row: Row) -> bool:
        if last.kind in (Kind.MATH_OPEN, Kind.MATH):
            return row.kind in (Kind.MATH, Kind.MATH_CLOSE)
        if last.kind is not Kind.TEXT or row.kind is not Kind.TEXT:
            return False
        heading = self.text.startswith("#", row.begin) or self.text.startswith("#", last.begin)
        return not heading and not self.listed(row)

    def listed(self, row: Row) -> bool:
        """Whether the line begins with the marker of a list item."""
        return bool(self.text[self.unquoted(row, row.quotes) : row.begin].strip())

    def unquoted(self, row: Row, quotes: int) -> int:
        """Where the line goes on after so many ``>`` at most."""
        position = row.start
        while quotes and (mark := _QUOTE.match(self.text, position, row.end)):
            position, quotes = mark.end(), quotes - 1
        return position

    def paragraphs(self) -> list[int]:
        """For each line, how far a displayed formula may go: to a blank line, a fence, a row's end."""
        limits = [row.end for row in self.rows]
        for i in range(len(self.rows) - 2, -1, -1):
            if self.rows[i].kind is Kind.TEXT and self.rows[i + 1].kind in {Kind.TEXT} | TABLE:
                limits[i] = limits[i + 1]
        return limits

    def row_at(self, position: int) -> int:
        return bisect_right(self.starts, position) - 1

    # -- what stands in a block

    def inline(self, position: int, limit: int) -> int:
        """Note all formulas and atoms up to ``limit``; the place reached, past it if a formula goes on."""
        while position < limit and (stop := _STOP.search(self.text, position, limit)):
            start = stop.start()
            position = self.step(stop[0], start, limit)
        return max(position, limit)

    def step(self, stop: str, start: int, limit: int) -> int:
        """Deal with what ``stop`` at ``start`` begins; where to go on."""
        match stop:
            case "\\":
                return self.backslash(start)
            case "`":
                return self.atom(start, self.code_end(start, limit)) or self.run_end(start)
            case "$":
                return self.dollars(start, limit)
            case "<":
                return self.atom(start, self.tag_end(start, limit)) or start + 1
            case "](":
                destination = _DESTINATION.match(self.text, start, limit)
                return self.atom(start + 1, destination.end() if destination else -1) or start + 2
            case _:
                url = _URL.match(self.text, start, limit)
                return self.atom(start, url.end() if url else -1) or start + len(stop)

    def atom(self, start: int, end: int) -> int:
        """Note what is out of bounds; its end, or 0 if there is none."""
        if end <= start:
            return 0
        self.atoms.append((start, end))
        return end

    def run_end(self, start: int) -> int:
        """Where the run of the character at ``start`` ends."""
        end = start
        while self.text.startswith(self.text[start], end):
            end += 1
        return end

    def code_end(self, start: int, limit: int) -> int:
        """Where the code span ends that a run of backticks opens, or -1."""
        after = self.run_end(start)
        ticks = self.text[start:after]
        closing = self.partners.next(ticks, after, limit)
        return closing + len(ticks) if closing >= 0 else -1

    def tag_end(self, start: int, limit: int) -> int:
        """Where the tag, comment or element of raw text ends that begins here, or -1."""
        if self.text.startswith("<!--", start):
            return self.ended("-->", start + 4)
        if raw := _RAW.match(self.text, start, limit):
            end = self.ended(f"</{raw[1].lower()}>", raw.end())
            return end if end >= 0 else raw.end()
        tag = _TAG.match(self.text, start, limit)
        return tag.end() if tag else -1

    def ended(self, closing: str, position: int) -> int:
        """Where the next ``closing`` ends, or -1 (remembered: the search is for the whole text)."""
        if closing in self.unended:
            return -1
        m = re.compile(re.escape(closing), re.IGNORECASE).search(self.text, position)
        if not m:
            self.unended.add(closing)
            return -1
        return m.end()

    # -- delimiters

    def dollars(self, start: int, limit: int) -> int:
        after = self.run_end(start)
        if after - start == 2:
            return self.double_dollar(start)
        if after - start > 2:
            return after
        end = self.dollar_end(after, limit)
        if end < 0:
            if plausible.opens_tex(self.text[after : min(limit, after + 80)]):
                self.unclosed.append((start, "$"))
            return after
        body = self.text[after:end]
        if body[0] == body[-1] == "`" and body.strip("`"):  # GitHub's own form
            return self.note(start, after + 1, end - 1, end + 1, display=False)
        before, behind = self.text[start - 1 : start], self.text[end + 1 : end + 12]
        if plausible.inline(body, before, behind):
            return self.note(start, after, end, end + 1, display=False)
        if plausible.could_be_tex(body, behind):
            self.raw.append((start, end))
        elif not body[:1].isspace() and not body[-1:].isspace() and body[:1].isdigit():
            self.prices.append(start)
        return after

    def dollar_end(self, position: int, limit: int) -> int:
        """Where the dollar stands that closes a formula beginning here, or -1."""
        while m := _WITHIN.search(self.text, position, limit):
            position = m.end()
            if m[0] == "$":
                return m.start()
            if m[0][0] == "`":
                if not self.text[m.start() - 1].isalnum():  # else a prime, as in f`(x)
                    position = max(position, self.code_end(m.start(), limit))
            elif m[0][-1] == "{" and len(m[0]) > 2:
                position = self.brace_end(position, limit)
        return -1

    def brace_end(self, position: int, limit: int) -> int:
        """Past the brace that closes a text argument beginning here; ``position`` if none does soon."""
        depth = 1
        for m in _BRACES.finditer(self.text, position, min(limit, position + _LONGEST_TEXT)):
            depth += {"{": 1, "}": -1}.get(m[0], 0)
            if not depth:
                return m.end()
        return position

    def double_dollar(self, start: int) -> int:
        row = self.row_at(start)
        limit = self.limits[row]
        alone = not self.text[start + 2 : self.rows[row].end].strip()
        begins_line = self.rows[row].begin == start
        end = self.partners.next("$$", start + 2, len(self.text) if alone or begins_line else limit)
        if end > limit and not self.blank_lines_within(start, end):
            end = -1
        if end < 0:
            if begins_line and (alone or plausible.tex(self.text[start + 2 : self.rows[row].end])):
                self.unclosed.append((start, "$$"))
            return start + 2
        if not plausible.display(self.text[start + 2 : end]):
            return start + 2
        return self.note(start, start + 2, end, end + 2, display=True)

    def blank_lines_within(self, start: int, end: int) -> bool:
        """Whether the lines of ``$$`` … ``$$`` with blank ones between them are one formula."""
        body = self.text[start + 2 : end]
        rows = self.rows[self.row_at(start) : self.row_at(end) + 1]
        plain = all(row.kind in (Kind.TEXT, Kind.BLANK, Kind.CODE) for row in rows)
        closes_line = not self.text[end + 2 : rows[-1].end].strip()
        return plain and closes_line and not any(map(plausible.prose, body.split("\n")))

    def backslash(self, start: int) -> int:
        text = self.text
        if text.startswith("\\begin", start):
            return self.environment(start)
        if (command := _COMMAND.match(text, start)) and (end := self.command(command[1], start, command.end())):
            return end
        double = text.startswith("\\\\", start)
        after = start + 2 + double
        if text[after - 1 : after] not in ("(", "[") or (double and plausible.wordy(text[start - 1 : start] or " ")):
            return start + 2
        square = text[after - 1] == "["
        opening = text[start:after]
        row = self.row_at(start)
        limit = self.limits[row]
        end = self.partners.next(opening[:-1] + ("]" if square else ")"), after, limit)
        if end < 0:
            if plausible.COMMAND.search(text, after, min(self.rows[row].end, after + 80)):
                self.unclosed.append((start, opening))
            return after
        past = end + len(opening)
        body = text[after:end]
        if plausible.pattern(self.word(start, past)):
            return after
        if square:
            alone = double or self.alone(start, past)
            good = plausible.square_brackets(body, alone=alone) and not text.startswith("(", past)
        else:
            good = plausible.round_brackets(body)
        return self.note(start, after, end, past, display=square) if good else after

    def command(self, name: str, start: int, after: int) -> int:
        r"""Note a command that means something outside of dollars: ``\SI{5}{\meter}``, ``\eqref{a}``, ``\def\x{y}``."""
        row = self.rows[self.row_at(start)]
        if reference := _REFERENCE.match(self.text, start, row.end):
            return self.note(start, start, reference.end(), reference.end(), display=False, kind="reference")
        if name in DEFINING and row.begin == start and row.kind is Kind.TEXT:
            found = definition(self.text[start : min(self.limits[self.row_at(start)], start + _LONGEST_DEFINITION)], 0)
            end = start + found.end if found else 0
            return end and self.note(start, start, end, end, display=False, kind="definition")
        if name not in IN_TEXT:
            return 0
        takes = PACKAGES[name].takes if name in PACKAGES else "m"
        for _ in range(takes.count("m") + takes.count("g")):
            if options := _OPTIONS.match(self.text, after, row.end):
                after = options.end()
            end = self.brace_end(after + 1, row.end) if self.text.startswith("{", after) else after
            if end <= after + 1:
                return 0
            after = end
        return self.note(start, start, after, after, display=False)

    def word(self, start: int, end: int) -> str:
        """The stretch from ``start`` to ``end`` with what stands before and behind it up to the next space."""
        before = _LAST_WORD.search(self.text, max(0, start - _LONGEST_WORD), start)
        after = _FIRST_WORD.match(self.text, end, end + _LONGEST_WORD)
        return f"{before[0] if before else ''}{self.text[start:end]}{after[0] if after else ''}"

    def alone(self, start: int, end: int) -> bool:
        """Whether nothing but punctuation and tags stands in the lines around this stretch."""
        first, last = self.rows[self.row_at(start)], self.rows[self.row_at(end)]
        before, after = self.text[first.begin : start], self.text[end : last.end]
        return not _TAGS.sub("", before).strip() and not _TAGS.sub("", after).strip(" \t.,;")

    def environment(self, start: int) -> int:
        m = ENVIRONMENT.match(self.text, start)
        if not m or not (m[2] in ENVIRONMENTS or get_close_matches(m[2], ENVIRONMENTS, 1, 0.8)):
            return start + 2
        end = self.partners.ends.get(start, -1)
        row, last = self.rows[self.row_at(start)], self.rows[self.row_at(max(end - 1, start))]
        if end < 0 or (row.kind in TABLE and end > row.end) or last.kind in (Kind.FENCE, Kind.CODE):
            if m[2] in ENVIRONMENTS:
                self.unclosed.append((start, m[0]))
            return m.end()
        return self.note(start, start, end, end, display=True)

    def fence(self, first: Row, last: Row) -> None:
        closed = last.kind is Kind.MATH_CLOSE
        body_start = min(first.end + 1, last.end)
        body_end = last.start - 1 if closed else last.end
        if not closed:
            self.unclosed.append((first.begin, "```math"))
        if self.text[body_start:body_end].strip():
            ticks = self.text.index(self.text[first.begin : first.end].lstrip()[0], first.begin)
            self.note(ticks, body_start, body_end, last.end, display=True)
        else:
            self.atoms.append((first.start, last.end))

    def note(
        self,
        start: int,
        body: int,
        body_end: int,
        end: int,
        *,
        display: bool,
        kind: Literal["formula", "reference", "definition"] = "formula",
    ) -> int:
        pieces = tuple(self.pieces(start, body, body_end))
        if display and _PUNCTUATION.match(self.text, end) and not _SWALLOWS.search(pieces[-1][0]):
            pieces += ((self.text[end], end),)
            end += 1
        self.found.append(Found(start, end, display, pieces, kind))
        self.atoms.append((start, end))
        return end

    def pieces(self, start: int, body: int, end: int) -> Iterator[tuple[str, int]]:
        """The TeX between ``body`` and ``end``, without the markers of the quote it stands in."""
        i = self.row_at(start)
        quotes, in_table = self.rows[i].quotes, self.rows[i].kind in TABLE
        for row in self.rows[i : self.row_at(end) + 1]:
            left = body if row.start <= body <= row.end else self.unquoted(row, quotes)
            right = min(row.end + 1, end)
            if right <= body or left >= right:
                continue
            if in_table:
                for m in _ESCAPED_PIPE.finditer(self.text, left, right):
                    if m[1]:
                        yield self.text[left : m.start()], left
                        left = m.start() + 1
            yield self.text[left:right], left
        if body >= end:
            yield "", body

    def in_sentence(self, formula: Found) -> Found:
        """The formula, not displayed if other words stand in its table cell: a block would tear them apart."""
        row = self.rows[self.row_at(formula.start)]
        if not formula.display or row.kind not in TABLE:
            return formula
        for start, end, _ in Between(self.text, self.rows, self.atoms).split(row):
            if start <= formula.start and formula.end <= end and end - start > formula.end - formula.start:
                return replace(formula, display=False)
        return formula
