"""RemNote: an outline of bullets in which signs make flashcards.

========== ====================================================
``>>``     asks forwards; ``<<`` backwards, ``<>`` both ways
``::``     a concept and what it means, asked both ways
``;;``     a descriptor of the concept above it
``>>>``    (or a sign with nothing behind it) the answer is the list below
``{{…}}``  is left out
========== ====================================================

Exports have arrows (``→ ← ↔ ↓``) for these signs.  Bullets above cards are sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from builder.model.notes import Draft, Section
from builder.model.source import Excerpt, Line, Source, Span
from builder.read.decks.card import left_out
from builder.read.formats.ready import ReadyNotes, fates

DIALECT = "outline-cards"
_BULLET = re.compile(r"(?P<indent>[ \t]*)[-*•] +(?P<text>\S.*)$")
_SIGN = re.compile(
    r"(?P<front>\S.*?)\s*(?:\s(?P<sign>>>>|:::|;;;|>>|<<|<>|::|;;|→|←|↔|↓|⇒)|(?P<mark>>>>|:::|;;;|↓))(?:\s+(?P<back>\S.*))?\s*$"
)
_PLAIN_SIGNS = frozenset({">>", "<<", "<>", ";;", ">>>", ";;;"})
_CLOZE = re.compile(r"\{\{(?!c\d+::)(?P<text>[^{}]+)\}\}")
_OPAQUE = re.compile(r"`[^`]*`|\$[^$]*\$")
_LEAST = 2


@dataclass(slots=True)
class _Item:
    """A bullet with those below it."""

    line: Line
    indent: int
    above: _Item | None
    below: list[_Item] = field(default_factory=list)
    front: Line | None = None
    back: Line | None = None
    sign: str = ""
    cloze: bool = False

    @property
    def is_card(self) -> bool:
        return bool(self.sign) or self.cloze

    @property
    def holds_cards(self) -> bool:
        return any(item.is_card or item.holds_cards for item in self.below)


def is_it(lines: Sequence[str], code: Sequence[bool]) -> bool:
    """Whether a file is nothing but bullets, some of which hold signs of cards that mean nothing else."""
    solid = [line for line, is_code in zip(lines, code, strict=True) if line.strip() and not is_code]
    if not solid or not _BULLET.match(solid[0]) or any(line[:1] not in " \t-*•" for line in solid):
        return False
    signs = [m["sign"] or m["mark"] for line in solid if (b := _BULLET.match(line)) and (m := _sign(b["text"]))]
    plain = sum(sign in _PLAIN_SIGNS for sign in signs)
    return plain >= _LEAST or (len(signs) > _LEAST and len(signs) >= 0.5 * len(solid) and "::" not in signs)


def _sign(text: str) -> re.Match[str] | None:
    masked = _OPAQUE.sub(lambda m: "x" * len(m[0]), text)
    return _SIGN.match(masked)


def read(source: Source, code: Sequence[bool]) -> ReadyNotes:
    """The notes of such a file."""
    items, others = _items(source, code)
    drafts = tuple(draft for item in items if (draft := _draft(source.path, item)) is not None)
    on_cards = {line.number for draft in drafts for line in (*draft.question.lines, *draft.answer.lines)}
    sections = {section.span.line for draft in drafts for section in draft.sections}
    left = [n for item in items if (n := item.line.number) not in on_cards | sections]
    return ReadyNotes(source, drafts, fates(source, drafts, {}), tuple(left_out(source, sorted((*left, *others)))), {})


def _items(source: Source, code: Sequence[bool]) -> tuple[list[_Item], list[int]]:
    """All bullets in their order, and the numbers of other lines."""
    items: list[_Item] = []
    others: list[int] = []
    open_: list[_Item] = []
    for line, is_code in zip(source.lines, code, strict=True):
        match = None if is_code else _BULLET.match(line.text)
        if match is None:
            others += [] if line.blank else [line.number]
            continue
        indent = len(match["indent"].expandtabs(4))
        while open_ and open_[-1].indent >= indent:
            open_.pop()
        item = _Item(line.cut(match.start("text")), indent, open_[-1] if open_ else None)
        if item.above:
            item.above.below.append(item)
        _find_sides(item)
        open_.append(item)
        items.append(item)
    return items, others


def _find_sides(item: _Item) -> None:
    match = _sign(item.line.text)
    if match:
        item.sign = match["sign"] or match["mark"]
        item.front = item.line.cut(match.start("front"), match.end("front"))
        item.back = item.line.cut(match.start("back")) if match["back"] else None
    elif _CLOZE.search(_OPAQUE.sub(lambda m: "x" * len(m[0]), item.line.text)):
        item.cloze = True


def _draft(path: str, item: _Item) -> Draft | None:
    if item.cloze:
        return Draft(
            Excerpt(path, (_with_deletions(item.line),)), _below(path, item, None), _sections(path, item), DIALECT
        )
    if item.front is None:
        return None
    front, back = item.front, item.back
    if item.sign in ("<<", "←") and back is not None:
        front, back = back, front
    above = item.above
    if item.sign in (";;", ";;;") and above is not None and above.front is not None:
        front = Line(front.number, f"{above.front.text}: {front.text}", front.column)
        above = above.above
    return Draft(
        Excerpt(path, (front,)),
        _below(path, item, back),
        _sections(path, item),
        DIALECT,
        reverse=item.sign in ("<>", "↔", "::") and back is not None,
    )


def _with_deletions(line: Line) -> Line:
    numbers = iter(range(1, 100))
    return Line(line.number, _CLOZE.sub(lambda m: f"{{{{c{next(numbers)}::{m['text']}}}}}", line.text), line.column)


def _below(path: str, item: _Item, back: Line | None) -> Excerpt:
    """The answer: what stands behind the sign, and the bullets below that are no cards themselves."""
    listed = [line for child in item.below for line in _listed(child, 0)]
    gap = [Line(listed[0].number, "")] if back and listed else []
    return Excerpt(path, (*([back] if back else []), *gap, *listed))


def _listed(item: _Item, depth: int) -> Iterator[Line]:
    if item.is_card:
        return
    yield Line(item.line.number, f"{'  ' * depth}- {item.line.text}", item.line.column)
    for child in item.below:
        yield from _listed(child, depth + 1)


def _sections(path: str, item: _Item) -> tuple[Section, ...]:
    """The bullets above that are no cards, from the outermost on."""
    found: list[_Item] = []
    above = item.above
    while above is not None:
        found.append(above)
        above = above.above
    titles = [one for one in reversed(found) if not one.is_card]
    return tuple(
        Section(one.line.text, Span(path, one.line.number, one.line.column), level)
        for level, one in enumerate(titles, 1)
    )
