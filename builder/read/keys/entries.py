"""Entries of an answer key: where one begins, and which number it has.

Owns: the forms of an entry: list items, numbered lines, labels, headings, rows of a table, and several
entries on one line.  Does not own: which entries are a key (``answer_key``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from builder.model.document import Block, Kind
from builder.model.source import Line
from builder.read.forms.tables import cells, names_question
from builder.read.language import words
from builder.read.language.vocabulary import folded, words_of

Number = tuple[int, ...]

_ENTRY_WORDS = words.WORDS["answer_keys"]
_ANSWERS = folded(words_of("answer_labels")) | {"a"}
_LONGEST_PIECE = 40  # characters of an answer that stands on one line with others
_MOST_WORDS = 6  # of such an answer
_LONGEST_LINE = 10_000  # characters of such a line

_DIGITS = r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,2})"
_SIGN = r"(?:\\?[.)\]:：．、](?!\d)|\s*(?:[=→⇒➜]|-+>|(?:[:：]|[-–—]{1,2})(?!\d)))"
_CHOICE_WORDS = "|".join(re.escape(w) for w in _ENTRY_WORDS["verdicts"])
_CHOICE = (
    rf"[*_`(\[]*(?:[A-Ha-h](?:(?:\s*[,&/+、]\s*|\s+and\s+)[A-Ha-h])*|(?-i:[A-H]{{2,5}})|(?:{_CHOICE_WORDS})|[√×✓✔✗✘])"
    r"(?![^\W_])[*_`)\]]*+[.:：]?[*_`]*+"
)
_IS_CHOICE = re.compile(rf"{_CHOICE}\s*[.,;]?$", re.I)
_BEGINS_WITH_CHOICE = re.compile(rf"{_CHOICE}(?:$|(?<=[.:：)*])\s|\s*(?:[-–—:：;,.(]|->|→))", re.I)
_NUMBERED = re.compile(rf"(?P<open>[*_`]*)[(\[【]?(?:#|№)?{_DIGITS}(?P<close>[*_`]*){_SIGN}(?P<after>[*_`]*)\s*")
_UNSIGNED = re.compile(rf"(?P<open>[*_`]*)#?{_DIGITS}(?P<close>[*_`]*)(?P<after>)\s+(?={_CHOICE}$)", re.I)
_NUMBER_ALONE = re.compile(rf"[*_`(\[【]*(?:#|№)?{_DIGITS}[*_`)\]】.:：]*$")
_LABEL_WORDS = "|".join(
    re.escape(w)
    for w in sorted(
        {*words_of("question_labels"), *words_of("answer_labels"), *_ENTRY_WORDS["entries"]},
        key=len,
        reverse=True,
    )
)
_LABELLED = re.compile(
    r"(?:[^\w\s*_`<>\[(（【#|:.$\\-]{1,3}\s+)?(?P<open>[*_`]*)[(\[【]?"
    rf"(?:(?P<word>{_LABEL_WORDS})(?![^\W\d_])[^\d:：.\n]{{0,30}}?|(?P<letter>[qa])[.#-]?)\s*{_DIGITS}"
    rf"(?P<close>[*_`]*)(?:{_SIGN}|(?=\s*$)|(?=\s+{_CHOICE}$)|\s*\([^()]*\)\s*(?=[*_`]*$))(?P<after>[*_`]*)\s*",
    re.I,
)
_HAN_LABELLED = re.compile(
    rf"(?P<open>[*_`]*)第\s*{_DIGITS}\s*[题題问問](?P<close>[*_`]*)(?:{_SIGN})?(?P<after>[*_`]*)\s*"
)
_PIECE = re.compile(
    rf"(?:^|(?<=[\s,;|/、，；]))[*_`(\[]*(?P<number>\d{{1,3}})[*_`]*(?:{_SIGN}|(?=\s*[A-Ha-h](?![^\W_])))[*_`]*\s*"
)
_RANGE = re.compile(
    r"\s*(?P<first>\d{1,3})\s*[-–—~～]\s*(?P<last>\d{1,3})\s*+[:：.、)]?\s*+(?P<letters>[A-H](?:[\s,、]*[A-H])*)"
)


@dataclass(frozen=True, slots=True)
class Start:
    """Where an entry begins.

    ``lines`` is what of the answer stands on the line of the number; ``form`` tells how the entry is
    marked, so that those of one key can be told from the lists within them; ``answers``: by a word for an answer.
    """

    number: Number
    lines: tuple[Line, ...]
    form: str
    indent: int = 0
    answers: bool = False

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def number_of(typed: str) -> Number:
    """``"04.2"`` as numbers that compare; empty where it is no number."""
    parts = typed.strip().split(".")
    return tuple(int(p) for p in parts) if all(p.isdecimal() for p in parts) else ()


def is_choice(text: str) -> bool:
    """Whether ``text`` is no more than the letter of an option, several of them, or a verdict (``True``)."""
    return _IS_CHOICE.match(text) is not None


def begins_with_choice(text: str) -> bool:
    """Whether ``text`` is a choice, or one with its reason (``B — because …``)."""
    return is_choice(text) or _BEGINS_WITH_CHOICE.match(text) is not None


def starts(block: Block) -> tuple[Start, ...]:
    """The entries that begin in ``block``: none, one, or all those of a line or table."""
    if block.kind is Kind.TABLE:
        return tuple(_rows(block))
    if block.kind not in (Kind.ITEM, Kind.TEXT, Kind.HEADING, Kind.SUMMARY, Kind.TERM):
        return ()
    if block.kind in (Kind.ITEM, Kind.TEXT):
        whole = block.lines[0].stripped() if block.marker[:1].isdigit() else block.text
        if several := several_on(whole, block.indent):
            return several
    if block.marker[:1].isdigit() or block.marker[:1] == "(":
        number = number_of(block.marker.strip("(.)．、）"))
        lines = (block.text,) if block.text.text else ()
        form = "number" if block.kind is Kind.ITEM else f"heading {block.level}"
        return (Start(number, lines, form, block.indent),) if number else ()
    found = _on_line(block.text, block)
    return (found,) if found else ()


def several_on(line: Line, indent: int = 0) -> tuple[Start, ...]:
    """The entries of a line such as ``1-B 2-C 3-A``, ``1) b, 2) c`` or ``1-5 ABCDA``; none if it is no such line."""
    if not line.text[:3].strip("*_`([").lstrip()[:1].isdecimal() or len(line.text) > _LONGEST_LINE:
        return ()
    return _ranges(line, indent) or _pieces(line, indent)


def _ranges(line: Line, indent: int) -> tuple[Start, ...]:
    found: list[Start] = []
    end = 0
    while end < len(line.text.rstrip(" .;,")):
        match = _RANGE.match(line.text, end)
        if not match:
            return ()
        places = [i for i in range(match.start("letters"), match.end()) if line.text[i].isalpha()]
        first, last = int(match["first"]), int(match["last"])
        if last - first + 1 != len(places):
            return ()
        found += [Start((first + i,), (line.cut(at, at + 1),), "number", indent) for i, at in enumerate(places)]
        end = match.end()
        while line.text[end : end + 1] and line.text[end] in " ,;，；":
            end += 1
    return tuple(found)


def _pieces(line: Line, indent: int) -> tuple[Start, ...]:
    matches: list[re.Match[str]] = []
    for match in _PIECE.finditer(line.text):
        if not matches and match.start():
            return ()
        if not matches or int(match["number"]) == int(matches[-1]["number"]) + 1:
            matches.append(match)
    if len(matches) < 2:
        return ()
    ends = [*(m.start() for m in matches[1:]), len(line.text)]
    texts = [line.cut(m.end(), end) for m, end in zip(matches, ends, strict=True)]
    texts = [t.cut(0, len(t.text.rstrip(" \t,;|/、，；"))) for t in texts]
    short = all(t.text and len(t.text) <= _LONGEST_PIECE and len(t.text.split()) <= _MOST_WORDS for t in texts)
    if not short or not (len(texts) > 2 or all(is_choice(t.text) for t in texts)):
        return ()
    return tuple(Start((int(m["number"]),), (t,), "number", indent) for m, t in zip(matches, texts, strict=True))


def _on_line(line: Line, block: Block) -> Start | None:
    """The entry that ``line`` begins with a number or a label of its own."""
    text, _ = words.unwrapped(line)
    titled = block.kind in (Kind.HEADING, Kind.SUMMARY)
    kind = f"heading {block.level}" if titled else "bullet" if block.kind is Kind.ITEM else ""
    if match := _LABELLED.match(text.text[:200]) or _HAN_LABELLED.match(text.text[:200]):
        word = (match.groupdict().get("word") or match.groupdict().get("letter") or "第").casefold()
        number = number_of(match["number"])
        form = kind if titled else f"{kind} label {word}"
        return Start(number, _rest(text, match), form, block.indent, answers=word in _ANSWERS)
    if match := _NUMBER_ALONE.match(text.text):
        return Start(number_of(match["number"]), (), kind or "number", block.indent)
    if match := _NUMBERED.match(text.text[:200]) or _UNSIGNED.match(text.text[:200]):
        return Start(number_of(match["number"]), _rest(text, match), kind or "number", block.indent)
    return None


def _rest(text: Line, match: re.Match[str]) -> tuple[Line, ...]:
    """What stands behind a number; emphasis that opened before it and goes on is taken away."""
    opened, closed = match["open"], match["close"] or match["after"]
    if closed and not opened:  # "1.**B**"
        return (text.cut(match.start("after")),) if match["after"] else (text.cut(match.end()),)
    rest = text.cut(match.end())
    if opened and not closed and (end := rest.text.find(opened)) >= 0:
        parts = (rest.cut(0, end).stripped(), rest.cut(end + len(opened)).stripped())
        return tuple(part for part in parts if part.text)
    return (rest,) if rest.text else ()


# ------------------------------------------------------------------------ tables


def _rows(block: Block) -> Iterable[Start]:
    """The rows of a table that begin with a number; or a row of numbers above one of answers."""
    rows = [cells(line) for at, line in enumerate(block.lines) if at != 1]
    if len(rows) >= 2 and (across := _across(rows)):
        return across
    header = [cell.text for cell in rows[0]]
    columns = [0, *(i for i in range(2, len(header)) if header[i] == header[0] != "")]
    numbered = set(columns)
    asked = {i for i, name in enumerate(header) if i not in numbered and names_question(words.key(name))}
    entries = itertools.chain.from_iterable(_entries_of_row(row, columns, asked) for row in rows)
    return sorted(entries, key=lambda start: start.number)


def _entries_of_row(row: Sequence[Line], columns: Sequence[int], asked: set[int]) -> Iterable[Start]:
    for start, end in itertools.pairwise([*columns, len(row)]):
        number = _number_in(row[start]) if start < len(row) else ()
        texts = [cell for i, cell in enumerate(row[start + 1 : end], start + 1) if cell.text and i not in asked]
        if number and texts:
            apart = itertools.chain.from_iterable((cell, Line(cell.number, "")) for cell in texts)
            yield Start(number, tuple(apart)[:-1], "table")


def _across(rows: Sequence[Sequence[Line]]) -> list[Start]:
    """The entries of a table with the numbers in one row and the answers in the next."""
    found: list[Start] = []
    for above, below in zip(rows[::2], rows[1::2], strict=False):
        numbers = [_number_in(cell) for cell in above]
        first = 0 if numbers and numbers[0] else 1
        if len(above) != len(below) or len(numbers) - first < 2 or not all(numbers[first:]):
            return []
        if any(_number_in(cell) for cell in below[first:]):
            return []
        found += [Start(n, (c,), "table") for n, c in zip(numbers[first:], below[first:], strict=True) if c.text]
    return found


def _number_in(cell: Line) -> Number:
    """The number that a cell holds alone, or after a label."""
    match = _NUMBER_ALONE.match(cell.text) or _LABELLED.match(cell.text[:60])
    return number_of(match["number"]) if match and match.end() >= len(cell.text) else ()
