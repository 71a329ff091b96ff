"""Separators: documents of which nearly every line is a card, front and back parted by one sign.

Owns: what parts the two sides, told by how regularly it stands there, by a header row ("Question,Answer"),
or by the first lines of Anki's own export (``#separator:tab``).  Does not own: what the lines mean
(``classify``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from builder.model.document import Block, Kind
from builder.model.source import Line
from builder.read.forms.tables import names_answer, names_question, names_tags
from builder.read.language import words
from builder.read.weights import COUNTS, SHARES

_EXPORT = re.compile(
    r"#(?P<name>separator|html|tags|columns|(?:notetype|deck|tags|guid|if matches)(?: column)?):(?P<value>.*)$"
)
_NAMED = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
_PLAIN = ("\t", ";", " | ", "|", " = ", " → ", " -> ", " => ")  # what also means other things
_OF_HEADERS = ("\t", ";", "|", ",")
_TOKEN = re.compile(r"[|=@#&~^%+>→⇒§¤]{2,5}(?:\w{1,3}[|=@#&~^%+>→⇒§¤]{2,5})?")  # what hardly means anything else
_LONG_FRONT = 120  # characters
_LONGEST_TAG = 40  # characters
_MOST_COLUMNS = 50
_LONGEST = 4_000  # characters of a line in which signs are looked for


@dataclass(frozen=True, slots=True)
class Separator:
    """What parts the sides of a card: ``sign``, before it ``skipped`` columns that are neither, at most ``columns``."""

    sign: str
    skipped: int = 0
    columns: int = 0  # 0: the back goes on to the end of the line
    tags: int = 0  # the index of a column of tags; 0: there is none


def sides(line: Line, separator: Separator) -> tuple[Line, Line] | None:
    """The front and the back of a card on one line."""
    parts = _fields(line, separator)
    if len(parts) < separator.skipped + 2:
        return None
    front, back = parts[separator.skipped], parts[separator.skipped + 1]
    if not separator.columns and not back.text.startswith('"'):
        back = line.cut(back.column - line.column)
    front, back = _unquoted(front), _unquoted(back)
    return (front, back) if front.text and back.text else None


def tags(line: Line, separator: Separator) -> tuple[str, ...]:
    """The tags in a card's own column: parted by commas, or by white space as in Anki."""
    fields = _fields(line, separator) if separator.tags else []
    if len(fields) <= separator.tags:
        return ()
    text = _unquoted(fields[separator.tags]).text
    return tuple(tag.strip() for tag in (text.split(",") if "," in text else text.split()) if tag.strip())


def is_header(text: str) -> bool:
    """Whether a line is one of those at the top of Anki's export, or names the columns."""
    return _EXPORT.match(text) is not None or _names_columns(text) is not None


def separator(blocks: Sequence[Block]) -> Separator | None:
    """What parts the two sides of the cards of a document; None where lines are no cards."""
    lines = [
        ln.text.strip()
        for b in blocks
        if b.kind not in (Kind.BLANK, Kind.COMMENT, Kind.REFERENCE, Kind.FRONT_MATTER)
        for ln in b.lines
    ]
    if exported := _exported(lines):
        return exported
    lines = [text[:_LONGEST] for text in lines if text]
    if headed := _headed(lines):
        return headed
    found = _by_token(lines) or _by_plain_sign(lines)
    return found if found and not _has_structure(blocks, found) else None


def _has_structure(blocks: Sequence[Block], found: Separator) -> bool:
    """Whether a document has questions by a form of its own: a card a line is a claim about lines without any."""
    asking = sum(_asks_by_form(block, found) for block in blocks)
    return asking >= COUNTS["structured"]


def _asks_as_a_whole(block: Block, found: Separator) -> bool:
    """Whether a line is a question that the sign stands within: what is before the sign asks nothing."""
    parted = sides(block.text, found) if block.kind in (Kind.TEXT, Kind.ITEM) else None
    return parted is not None and words.question_likeness(block.text.text) >= 1 > words.question_likeness(
        parted[0].text
    )


def _asks_by_form(block: Block, found: Separator) -> bool:
    """Whether a block is a heading, a label, a bold line or a numbered item that asks, and is no card by its sign."""
    text, strong = words.unwrapped(block.text)
    if _asks_as_a_whole(block, found):
        return True
    if block.kind is Kind.HEADING and block.lines[0].text.lstrip().startswith("#"):
        return words.question_likeness(text.text) > 0
    if block.kind not in (Kind.TEXT, Kind.ITEM) or sides(block.text, found) is not None:
        return False
    formed = strong or block.marker[:1].isdigit() or words.question_label(text.text) is not None
    return formed and words.question_likeness(text.text) > 0


def _headed(lines: Sequence[str]) -> Separator | None:
    """The sign between the names of the columns, where nearly all lines have it."""
    sign = _names_columns(lines[0]) if lines else None
    if sign is None or sum(sign in text for text in lines) < SHARES["regular_sign"] * len(lines):
        return None
    return Separator(sign, columns=2, tags=_named_tags(lines[0], sign))


def _by_token(lines: Sequence[str]) -> Separator | None:
    """A run of signs that hardly means anything else."""
    tokens = Counter(token for text in lines for token in set(_TOKEN.findall(text)))
    least = max(COUNTS["card_lines"], SHARES["regular_token"] * len(lines))
    signs = (token for token, times in tokens.most_common(3) if times >= least and not _is_in_words(token, lines))
    return next((Separator(s) for s in signs if _are_cards([t.split(s, 1) for t in lines if s in t])), None)


def _is_in_words(sign: str, lines: Sequence[str]) -> bool:
    """Whether a sign touches a letter or a digit on some lines only: there it is part of a word ("C++")."""
    touching = re.compile(rf"\w{re.escape(sign)}|{re.escape(sign)}\w")
    times = sum(touching.search(text) is not None for text in lines)
    return 0 < times < SHARES["regular_sign"] * sum(sign in text for text in lines)


def _by_plain_sign(lines: Sequence[str]) -> Separator | None:
    """A sign that stands once in nearly all lines; tags may follow in a third column."""
    least = max(COUNTS["card_lines"], SHARES["regular_sign"] * len(lines))
    for sign in _PLAIN:
        parted = [text.split(sign) for text in lines if sign in text]
        once = [parts for parts in parted if len(parts) == 2]
        if len(once) >= least and _are_cards(once):
            return Separator(sign)
        tagged = [parts for parts in parted if len(parts) == 3]
        if len(once) + len(tagged) >= least and _are_tags([p[2] for p in tagged]) and _are_cards([*once, *tagged]):
            return Separator(sign, columns=2, tags=2)
    return None


def _are_tags(column: Sequence[str]) -> bool:
    """Whether few short words come again and again in a column."""
    tags = {text.strip() for text in column}
    return len(tags) <= SHARES["tags"] * len(column) and all(len(tag) <= _LONGEST_TAG for tag in tags)


def _are_cards(parted: Sequence[Sequence[str]]) -> bool:
    """Whether fronts are short and differ, and backs are there."""
    fronts = {parts[0].strip() for parts in parted if parts[1].strip()}
    short = sum(0 < len(front) <= _LONG_FRONT and any(map(str.isalnum, front)) for front in fronts)
    return short >= SHARES["mostly"] * len(parted)


def _exported(lines: Sequence[str]) -> Separator | None:
    """What the first lines of an export of Anki's say."""
    says: dict[str, str] = {}
    for text in lines:
        match = _EXPORT.match(text)
        if not match:
            break
        says[match["name"]] = match["value"].strip()
    sign = says.get("separator", "")
    if not sign:
        return None
    columns = {k.removesuffix(" column"): int(v) for k, v in says.items() if k.endswith(" column") and v.isdecimal()}
    tagged = columns.pop("tags", 0)
    skipped = 0
    while skipped + 1 in columns.values():
        skipped += 1
    tagged = tagged - 1 if skipped + 2 < tagged <= _MOST_COLUMNS else 0
    return Separator(_NAMED.get(sign.casefold(), sign), skipped, skipped + 2, tagged)


def _names_columns(text: str) -> str | None:
    """The sign between the names of two columns, one for questions and one for answers."""
    for sign in _OF_HEADERS:
        names = [words.key(name.strip().strip('"')) for name in text[:200].split(sign)]
        if len(names) > 1 and names_question(names[0]) and names_answer(names[1]):
            return sign
    return None


def _named_tags(header: str, sign: str) -> int:
    """The index of a column that a header names for tags; 0 where there is none."""
    names = [words.key(name.strip().strip('"')) for name in header.split(sign)[:_MOST_COLUMNS]]
    return next((at for at, name in enumerate(names) if at > 1 and names_tags(name)), 0)


def _fields(line: Line, separator: Separator) -> list[Line]:
    """The columns of a line; a sign within quotation marks does not part them."""
    sign, text = separator.sign, line.text
    most = max(separator.skipped + 2, separator.tags + 1) + 1
    fields: list[Line] = []
    start = 0
    while len(fields) < most:
        quoted = _QUOTED.match(text, start) if text.startswith('"', start) else None
        end = quoted.end() if quoted and text.startswith(sign, quoted.end()) else text.find(sign, start)
        if quoted and quoted.end() == len(text):
            end = -1
        if end < 0:
            fields.append(line.cut(start).stripped())
            break
        fields.append(line.cut(start, end).stripped())
        start = end + len(sign)
    return fields


_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def _unquoted(line: Line) -> Line:
    if len(line.text) < 2 or not _QUOTED.fullmatch(line.text):
        return line
    inner = line.cut(1, len(line.text) - 1).stripped()
    return Line(inner.number, inner.text.replace('""', '"'), inner.column)
