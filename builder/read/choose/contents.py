"""What stands before the questions: tables of contents, and the document's title.

Owns: which blocks these are.  A table of contents is known by its title, by its links, or by
saying twice what comes later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from builder.model.document import CONTENT, Block, Kind
from builder.read.forms.form import answer_mark
from builder.read.language import words

_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)\s*")
_LEAST_BELOW = 3  # headings below a title that is a plain line
_MOST_ABOVE_TITLE = 40  # blocks: badges, quotations, an introduction
_LINK_ONLY = re.compile(
    r"\s*(?:\d+(?:\.\d+)*[.)]?\s*)?[^\[\]]{0,8}\[.*\]\(#[^\s]*\)(?:[\s.,;*_]|</\w+>)*(?:[-–—(][^\[\]]{0,30})?$"
)


def contents(blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks of tables of contents: by their title, by their links, by saying twice what comes later."""
    found: set[int] = set()
    later = _places(blocks)
    at = 0
    while at < len(blocks):
        block = blocks[at]
        entry = block.kind in (Kind.ITEM, Kind.TEXT)
        if not entry and not (block.kind is Kind.HEADING and words.is_contents_title(block.text.text)):
            at += 1
            continue
        start = at
        titled = block.kind is Kind.HEADING or words.is_contents_title(block.text.text)
        at += 1 if titled else 0
        entries, linked, repeated, end = 0, 0, 0, start
        places: list[int] = []
        seen: set[str] = set()
        while at < len(blocks):
            entry_block = blocks[at]
            is_picture = bool(entries) and _PICTURE.fullmatch(entry_block.text.text) is not None
            if entry_block.kind in (Kind.BLANK, Kind.COMMENT) or is_picture:
                at += 1
                continue
            if (
                titled
                and entry_block.kind in (Kind.TABLE, Kind.HTML)
                and any("#" in ln.text for ln in entry_block.lines)
            ):
                entries, linked, end = entries + 1, linked + 1, at
                at += 1
                continue
            if entry_block.kind not in (Kind.ITEM, Kind.TEXT) or len(entry_block.text.text) > 400:
                break
            name = _entry_key(entry_block)
            if name in seen:
                break
            seen.add(name)
            link = _LINK_ONLY.match(entry_block.text.text) is not None
            repeat = later.get(name, -1) > at
            places += [later[name]] if repeat else []
            if (
                titled
                and not link
                and not repeat
                and entry_block.kind is Kind.TEXT
                and not entry_block.continues
                and entries
            ):
                break
            loose = entry_block.kind is Kind.TEXT and not words.numbered(entry_block.text.text)
            if not titled and not link and (not repeat or loose):
                break
            entries, linked, repeated, end = entries + 1, linked + link, repeated + repeat, at
            at += 1
        if not linked and _is_list_again(blocks, places):
            at = max(end + 1, start + 1)
        elif (titled and entries and (linked + repeated) >= 0.5 * entries) or (
            entries >= 3 and linked + repeated >= 0.8 * entries
        ):
            found.update(range(start, end + 1))
            at = end + 1
        elif at <= start or not entries:
            at = start + 1
    return frozenset(found | _titles_within(blocks, found))


def _titles_within(blocks: Sequence[Block], found: set[int]) -> set[int]:
    """The headings below the title of a table of contents that hold nothing but its entries."""
    within: set[int] = set()
    level = 0  # of the table's title; 0 outside of one
    for at, block in enumerate(blocks):
        if block.kind is not Kind.HEADING:
            continue
        if words.is_contents_title(block.text.text):
            level = block.level
            continue
        below = next((i for i in range(at + 1, len(blocks)) if blocks[i].kind is not Kind.BLANK), None)
        if level and block.level > level and below in found:
            within.add(at)
        else:
            level = 0
    return within


def _is_list_again(blocks: Sequence[Block], places: Sequence[int]) -> bool:
    """Whether what is said twice is the same list again, with nothing between its items: options, or steps."""
    if len(places) < 2 or any(blocks[i].kind is not Kind.ITEM for i in places):
        return False
    beside = sum(b - a == 1 for a, b in pairwise(sorted(places)))
    return beside >= 0.5 * (len(places) - 1)


def _entry_key(block: Block) -> str:
    text = block.text.text
    number = words.numbered(text)
    return words.key(text[number[1] :] if number and number[2] else text)


def _places(blocks: Sequence[Block]) -> dict[str, int]:
    """Where each short text stands last as what a table of contents may list."""
    places: dict[str, int] = {}
    for at, block in enumerate(blocks):
        if (
            block.kind not in (Kind.HEADING, Kind.ITEM, Kind.TEXT, Kind.SUMMARY)
            or block.continues
            or len(block.text.text) > 300
        ):
            continue
        text, strong = words.unwrapped(block.text)
        label = words.question_label(text.text)
        number = words.numbered(text.text)
        listed = block.kind in (Kind.HEADING, Kind.SUMMARY) or block.marker[:1].isdigit()
        if listed or strong or label or number or words.part_title(text.text):
            rest = text.text[label.end :] if label else text.text[number[1] :] if number else text.text
            places[words.key(rest)] = at
            places[words.key(text.text)] = at
    places.pop("", None)
    return places


def title(blocks: Sequence[Block], left_out: frozenset[int]) -> int | None:
    """The block that names the document, if there is one."""
    first = next((i for i, b in enumerate(blocks) if b.kind in CONTENT or b.kind is Kind.HEADING), None)
    if first is None:
        return None
    headings = [i for i, b in enumerate(blocks) if b.kind is Kind.HEADING and i not in left_out]
    if headings and sum(b.kind in CONTENT for b in blocks[first : headings[0]]) > _MOST_ABOVE_TITLE:
        return None  # a heading within the text
    tops = [i for i in headings if blocks[i].level == 1]
    if tops and tops[0] == headings[0]:
        following = headings[1] if len(headings) > 1 else None
        if len(tops) == 1 and (words.question_likeness(blocks[tops[0]].text.text) < 1 or len(headings) > 3):
            return tops[0]
        if following is not None and blocks[following].level == 1 and len(tops) > 2:
            between = any(b.kind in CONTENT for b in blocks[tops[0] + 1 : following])
            return None if between else tops[0]
        return None
    if headings and first == headings[0]:
        level = blocks[first].level
        alone = len(headings) == 1 and words.question_likeness(blocks[first].text.text) > 0
        if not alone and all(blocks[i].level > level for i in headings[1:]):
            return first
    if headings and (len(headings) < _LEAST_BELOW or min(blocks[i].level for i in headings) == 1):
        return None
    block = blocks[first]
    text = block.text.text
    plain_line = (
        block.kind is Kind.TEXT and len(text.split()) <= 12 and not text.endswith((".", "!", ":", ",", ";", "?", "？"))
    )
    part = 0 < words.part_title(text) < len(text)
    number = words.numbered(text)
    promises = words.promises_questions(text) or words.promises_terms(text)
    numbered = number is not None and "." in number[0]
    spoken = words.speaker(text) is not None and not promises
    marked = numbered or words.question_label(text) or spoken or "::" in text or part
    follows = blocks[first + 1] if first + 1 < len(blocks) else None
    alone = (
        follows is None
        or follows.kind is Kind.BLANK
        or (follows.kind is Kind.TEXT and len(follows.text.text) > len(text) and follows.text.text[:1].isupper())
    )
    after_mark = any(answer_mark(b, None) or b.text.text in ("?", "??") for b in blocks[first + 1 : first + 3])
    return (
        first
        if plain_line and not marked and alone and not after_mark and words.unwrapped(block.text)[1] is False
        else None
    )
