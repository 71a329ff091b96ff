"""Checks of lists in answers: markers, nesting, numbers.

Owns: lists that a renderer will not show as their author saw them.  Does not own: the
numbers of questions (``structure``), nor how many items are too many (``cards``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder.check.checks.code import looks_like_code
from builder.check.checks.prose import MASK, Passage, Reading, strip_markup
from builder.check.checks.words import NO_ITEM, OPENERS
from builder.model.diagnostics import Diagnostic
from builder.model.document import Kind
from builder.model.source import Line, Span
from builder.rules.structure import BROKEN_LIST, LIST_WITHOUT_MARKERS, LOST_NESTING, TWO_MARKERS

# ---------------------------------------------------------------- lists without markers

# "Label: text" or "Label (remark): text"; the label has a few words and no end of a sentence.
_LABEL = re.compile(
    r"([^\W\d_][^.:!?;()\"“*`|\n]{0,75}?)(?:\s*\([^()\n]{1,60}\))?(?:/[^.:!?;()\n]{1,40})?[:：](?:\s+(?=\S)|$)"
)
_BOLD_LABEL = re.compile(r"(\*\*`|\*\*\*|\*\*|`)[^*`\n]{1,80}(?:`\*\*|\*\*\*|\*\*|`)[:：]?")
_LABEL_WORDS = 10
_SENTENCE_END = re.compile(r"[.!?。！？][\"”’)]*\s+(?=[\"“(]?[^\W\d_])")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph, or a line of one that looks like a paragraph of its own."""

    passage: Passage
    line: Line

    @property
    def label(self) -> str:
        text = self.line.text
        match = _LABEL.match(text)
        if not match or len(match[1].split()) > _LABEL_WORDS or not match[1][:1].isupper():
            return ""
        return "" if match[1].casefold() in NO_ITEM else match[1]

    @property
    def announces(self) -> bool:
        return strip_markup(self.line.text).endswith((":", "："))


def lists_without_markers(reading: Reading) -> Iterator[Diagnostic]:
    """Runs of ``Label: text`` and of short paragraphs after an announcement; each run is told once."""
    for index, found in reading.answers().items():
        question = reading.document.drafts[index].question.text
        for run in _runs(reading, found):
            units = [unit for passage in run for unit in _units(passage)]
            yield from _labelled(units, question)
            yield from _announced(units, reading)
        yield from _lost_items(found)


def _runs(reading: Reading, found: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Paragraphs that follow each other with nothing between them."""
    run: list[Passage] = []
    for passage in found:
        if passage.kind is Kind.TEXT and (not run or _adjoin(reading, run[-1], passage)):
            run.append(passage)
            continue
        if run:
            yield run
        run = [passage] if passage.kind is Kind.TEXT else []
    if run:
        yield run


def _adjoin(reading: Reading, one: Passage, two: Passage) -> bool:
    """Whether nothing but a few blank lines stands between two passages: no code, no picture's HTML."""
    between = reading.document.document.blocks[one.until + 1 : two.at]
    return len(between) <= _BLANKS and all(block.kind is Kind.BLANK for block in between)


_BLANKS = 6  # blank lines between two paragraphs that still belong together


def _units(passage: Passage) -> Iterator[_Unit]:
    """The paragraph, cut where a line is surely not the wrapped rest of the one before it."""
    lines = passage.excerpt.lines
    start = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or _breaks(lines[i - 1].text, lines[i].text):
            yield _Unit(passage, lines[start])
            start = i


def _breaks(before: str, after: str) -> bool:
    if not before.rstrip().endswith((".", "!", "?", ":", ";", "。", "：", '"', "”", "’", "'", ")")):
        return len(before) > 200 and after[:1].isupper()
    return after[:1].isupper() and (len(before) > 120 or len(before) < 60 or _LABEL.match(after) is not None)


def _labelled(units: Sequence[_Unit], question: str) -> Iterator[Diagnostic]:
    at = 0
    while at < len(units):
        if not units[at].label:
            at += 1
            continue
        end, last, count = at, at, 0
        while end < len(units) and end <= last + 2:  # one paragraph between two items may belong to the first
            heads = units[end].announces and end > at and end + 1 == len(units)  # a list with markers, say
            if units[end].label and not heads:
                last, count = end, count + 1
            end += 1
        if units[at].announces and (at + 1 == len(units) or units[at + 1].passage is not units[at].passage):
            at += 1  # a label alone heads what follows; it is no item
            continue
        before = units[at - 1].line.text if at else question
        announced = strip_markup(before).endswith((":", "："))
        labels = [u.label for u in units[at : last + 1] if u.label]
        if count >= 3 or (count == 2 and (announced or _names(labels, f"{before} {question}"))):
            yield _without_markers(units[at], f"“{labels[0]}”, “{labels[1]}”{' …' if count > 2 else ''}", count)
        at = last + 1


def _names(labels: Sequence[str], text: str) -> bool:
    """Whether ``text`` names each of the labels (by the beginning of one of its words)."""
    known = {word[:5].casefold() for word in re.findall(r"\w{3,}", text)}
    return all(any(w[:5].casefold() in known for w in re.findall(r"\w{3,}", label)) for label in labels)


def _announced(units: Sequence[_Unit], reading: Reading) -> Iterator[Diagnostic]:
    """A paragraph that ends in a colon, then three or more of one short sentence each up to the end."""
    for at, unit in enumerate(units):
        rest = units[at + 1 :]
        if unit.announces and len(rest) >= 3 and all(_is_one_sentence(u, reading.language_of(u.passage)) for u in rest):
            yield _without_markers(
                rest[0], f"{len(rest)} short paragraphs after “{unit.line.text.strip()[-40:]}”", len(rest)
            )
            return


def _is_one_sentence(unit: _Unit, language: str) -> bool:
    """Whether a paragraph is short enough for an item, and no command, no quotation and no prose of its own."""
    text = unit.line.text.strip()
    if unit.label or text.startswith(("*", "`", "!", "$", "[", "<")) or _SENTENCE_END.search(text):
        return False
    if unit.passage.indent or len(unit.passage.excerpt.lines) > 1 or looks_like_code(text):
        return False
    said = text.split()
    if not unit.passage.finished:
        return len(said) <= _ITEM_WORDS
    # A whole sentence is an item where it is a request, not where it tells something.
    return language == "en" and len(said) <= _ITEM_WORDS and said[0] not in _TELLING


_ITEM_WORDS = 30
_TELLING = OPENERS - {"Let", "Note", "Use", "Using"}


def _without_markers(unit: _Unit, what: str, count: int) -> Diagnostic:
    message = f"this looks like a list of {count} items without markers: {what}"
    line = unit.line
    span = Span(unit.passage.excerpt.path, line.number, line.column, line.number, line.column + len(line.text))
    return Diagnostic(LIST_WITHOUT_MARKERS, message, span, "begin each item with “- ”")


def _lost_items(found: Sequence[Passage]) -> Iterator[Diagnostic]:
    """Lines within or after a list that look like its items but have no marker."""
    lost = False  # the paragraph before the last label was one of them: one finding is enough
    for at, passage in enumerate(found):
        if passage.kind is Kind.ITEM:
            lost = False
            for before, line in pairwise(passage.excerpt.lines):
                unit = _Unit(passage, line)
                ended = before.text.rstrip().endswith((".", "!", "?"))
                if unit.label and ended and line.column <= passage.content_offset:
                    yield _lost(unit, "this line looks like an item of the list above it")
        elif passage.kind is Kind.TEXT and not lost and _is_like_items_before(found, at):
            lost = True
            unit = _Unit(passage, passage.excerpt.lines[0])
            yield _lost(unit, "this paragraph begins like the items of the list above it")


def _is_like_items_before(found: Sequence[Passage], at: int) -> bool:
    """Whether the paragraph at ``at`` begins with a bold label as the last two items do, and heads no list."""
    mine = _BOLD_LABEL.match(found[at].text)
    if not mine or ":" not in mine[0]:
        return False
    if mine.end() >= len(found[at].text.rstrip()) and (at + 1 == len(found) or found[at + 1].kind is not Kind.TEXT):
        return False  # a label alone heads what follows
    last = at - 1
    if last >= 1 and found[last].kind is Kind.TEXT and found[last - 1].ends_in_colon:
        last -= 1  # the text of an item that is a label alone
    return sum(_has_label(found[i], mine[1]) for i in range(max(0, last - 3), last + 1)) >= 2 and _has_label(
        found[last], mine[1]
    )


def _has_label(item: Passage, form: str) -> bool:
    label = _BOLD_LABEL.match(item.text) if item.kind is Kind.ITEM else None
    return label is not None and label[1] == form and ":" in label[0]


def _lost(unit: _Unit, message: str) -> Diagnostic:
    line = unit.line
    span = Span(unit.passage.excerpt.path, line.number, line.column, line.number, line.column + len(line.text))
    return Diagnostic(
        LIST_WITHOUT_MARKERS, message, span, "begin it with the marker of the items above, or leave a blank line"
    )


# ---------------------------------------------------------------- lost nesting


def lost_nesting(reading: Reading) -> Iterator[Diagnostic]:
    """Items that announce what stands beside them; each list's first of a kind is told.

    A list whose items all announce a paragraph is one list.
    """
    for found in reading.answers().values():
        told: set[str] = set()
        for at, (passage, after) in enumerate(pairwise(found)):
            if passage.kind is Kind.TEXT and passage.indent == 0 and passage.ends_in_colon:
                told.discard(_NARROW)  # another list begins
            if passage.kind is not Kind.ITEM or not _adjoin(reading, passage, after):
                continue
            if between := _between(found, at):
                yield between
            kind = "" if at and _is_form(found[at - 1], passage) else _nesting(passage, after)
            if kind and (kind not in told or kind == _FLAT):
                told.add(kind)
                yield Diagnostic(LOST_NESTING, kind, passage.excerpt.span, _hint(passage))


_FLAT = "this item announces the items after it, but they stand beside it"
_NARROW = "the items after this one are indented too little to stand below it"
_OUTSIDE = "the text that this item announces is not indented below it"


def _nesting(passage: Passage, after: Passage) -> str:
    """What is wrong between an item and what follows it, or nothing."""
    if after.kind is Kind.ITEM:
        if passage.indent < after.indent < passage.content_offset - _spare(passage):
            return _NARROW
        if passage.ends_in_colon and after.indent == passage.indent and not _is_form(passage, after):
            return _FLAT
    elif (
        after.kind is Kind.TEXT
        and after.masked.strip(MASK + " \n")
        and passage.ends_in_colon
        and after.indent < passage.content_offset - _spare(passage)
    ):
        return _OUTSIDE
    return ""


def _between(found: Sequence[Passage], at: int) -> Diagnostic | None:
    """A paragraph between two numbered items that neither the first of them announces nor is a part of."""
    item, text = found[at], found[at + 1]
    value = _value(item)
    if value is None or item.ends_in_colon or text.kind is not Kind.TEXT or text.text[:1].islower():
        return None  # what begins in lower case is the rest of a torn sentence
    following = next((p for p in found[at + 2 : at + 5] if p.kind is not Kind.TEXT), None)
    if following is None or following.indent != item.indent or _value(following) != value + 1:
        return None
    if text.indent >= item.content_offset - _spare(item):
        return None
    message = f"this paragraph stands between the items {value} and {value + 1}, but is not indented below either"
    return Diagnostic(LOST_NESTING, message, text.excerpt.span, _hint(item))


def _value(passage: Passage) -> int | None:
    """The number of a list item: in its marker, or typed after a bullet."""
    if passage.kind is not Kind.ITEM:
        return None
    if digits := re.match(r"\d{1,4}", passage.marker):
        return int(digits[0])
    return _typed_value(passage)


def _is_form(one: Passage, two: Passage) -> bool:
    """Whether two neighbours of a list are both to be filled in: ``- Name:``, ``- Date:``."""
    siblings = one.kind is Kind.ITEM and two.kind is Kind.ITEM and (one.marker, one.indent) == (two.marker, two.indent)
    return siblings and one.ends_in_colon and two.ends_in_colon


def _spare(passage: Passage) -> int:
    """Renderers are content with two spaces below ``1.``"""
    return 1 if passage.marker[:1].isdigit() else 0


def _hint(passage: Passage) -> str:
    return f"indent what belongs to it by {passage.content_offset - passage.indent} spaces more"


# ---------------------------------------------------------------- numbered lists

_TYPED_NUMBER = re.compile(r"\W{0,3}(?:(\d{1,2})|([ivx]{1,5})|([a-h]))[.)]\**\s+(?=\S)")
_ROMAN = {"i": 1, "v": 5, "x": 10}


def _typed_value(passage: Passage) -> int | None:
    """The number that an item's text begins with: ``iv.`` is 4, ``b)`` is 2."""
    match = _TYPED_NUMBER.match(passage.text)
    if not match:
        return None
    if match[1]:
        return int(match[1])
    if match[3]:
        return ord(match[3]) - ord("a") + 1
    values = [_ROMAN[c] for c in match[2]]
    return sum(-v if values[i + 1 :] and values[i + 1] > v else v for i, v in enumerate(values))


def two_markers(reading: Reading) -> Iterator[Diagnostic]:
    """Lists whose items have a bullet and a number; each list is told once, at its first item."""
    for found in reading.answers().values():
        bullets = [p for p in found if p.kind is Kind.ITEM and not p.marker[:1].isdigit()]
        first: dict[int, Passage] = {}  # by indentation: the item that is number one
        for passage in bullets:
            value = _typed_value(passage)
            if value == 1:
                first[passage.indent] = passage
            elif value == 2 and (one := first.pop(passage.indent, None)):
                typed = one.text.split()[0]
                message = f"the items of this list have a bullet and a number: “{one.marker} {typed}”"
                hint = "write “1.” in the place of bullet and number, or take one of the two out"
                yield Diagnostic(TWO_MARKERS, message, one.excerpt.span, hint)


_NUMBER = re.compile(r"(\d{1,3})(?:[.)]|\s*[-–:])?\s+[A-Z\"“]")


def broken_lists(reading: Reading) -> Iterator[Diagnostic]:
    """Numbered lists whose numbers jump, or that go on as plain text."""
    for found in reading.answers().values():
        last: dict[int, int] = {}  # by indentation: the number of the last item
        for passage in found:
            if passage.kind is Kind.HEADING:
                last.clear()
            elif passage.kind is Kind.ITEM and passage.marker[:1].isdigit():
                value = int(re.match(r"\d+", passage.marker)[0])  # type: ignore[index]
                for deeper in [indent for indent in last if indent > passage.indent]:
                    del last[deeper]
                before = last.get(passage.indent)
                if before is not None and value not in (1, before + 1) and not (before == 1 and value == 0):
                    message = f"item {value} follows item {before}"
                    yield Diagnostic(BROKEN_LIST, message, passage.excerpt.span, f"{before + 1} would come next")
                last[passage.indent] = value
            elif passage.kind is Kind.TEXT and passage.indent in last:
                match = _NUMBER.match(passage.text)
                if match and int(match[1]) == last[passage.indent] + 1:
                    message = f"this looks like item {match[1]} of the list above, but is plain text"
                    yield Diagnostic(BROKEN_LIST, message, passage.excerpt.span, f"write “{match[1]}. ”")
                    last[passage.indent] += 1


CHECKS = (lists_without_markers, lost_nesting, two_markers, broken_lists)
