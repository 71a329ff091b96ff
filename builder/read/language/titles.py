"""Titles: the words of a section's name, and the bare lines that are one.

Owns: how numbering, emphasis and links leave a title, and which short lines before a question name a
section.  Does not own: what is a section (``fold``).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from builder.model.document import Block, Kind
from builder.read.forms import options
from builder.read.language import page, words
from builder.read.language.placeholders import shows_something
from builder.read.language.sentences import is_complete

_SHORTCODE = re.compile(r":[a-z0-9_+-]{2,50}:(?=\s|$)")
_ARROW_LINK = re.compile(r"\[\[?[↑⬆▲△⇧🔝#§\ufe0f]+\]?\]\(#[^()]*\)\)?")
_LONGEST = 1_000  # characters of a title
_MOST_WORDS = 12  # of a line that is a title
_TITLE_LINES = 4  # of raw HTML in which a title is looked for
_SENTENCE_END = re.compile(r"[.!?;,。！？；，।]\s*$")
_TITLE_END = re.compile(r"[.!?:;,。！？：；，।]\s*$")

# "SECTION 1 - LEAVES": that a section is one says nothing; a week, a chapter or a part is known by its number.
_SECTION_NUMBER = re.compile(r"section\s+(?:\d{1,3}|[IVXLC]{1,6}|[A-H])\s*[-–—:.]\s*(?=\S)", re.IGNORECASE)


def title_text(text: str) -> str:
    """A section's title without numbering, emphasis, links and pins; "Week 3" and "Chapter 5" stay."""
    text = page.without_anchor_link(text)
    plain = words.bare(_SHORTCODE.sub("", _ARROW_LINK.sub("", words.PIN.sub("", text[:_LONGEST]))))
    plain = _SECTION_NUMBER.sub("", plain, count=1) if _SECTION_NUMBER.match(plain) else plain
    if words.part_title(plain) or plain.startswith("第"):  # "Week 3: Leaves": learners know it by its number
        return plain.strip().rstrip(":：").strip()
    plain = plain[words.han_number(plain) :] or plain
    number = words.numbered(plain)
    if number and (
        number[2] or "." in number[0] or (len(number[0]) < 3 and plain[number[1] : number[1] + 1].isupper())
    ):
        plain = plain[number[1] :].strip() or plain
    return plain.strip().rstrip(":：").strip()


def trailing_titles(
    blocks: Sequence[Block], *, has_note: bool, number: str = "", bare_known: bool = False
) -> list[Block]:
    """The section titles at the end of ``blocks``, with rules around them: short lines right before a question.

    ``number`` is the question's; its first part may number the section.  ``bare_known``: bare lines were titles
    before, so that one may stand right between an answer and a question.
    """
    section = number.rpartition(".")[0]
    if (start := _start_of_capitals(blocks)) is not None:
        return list(blocks[start:])
    solid = [i for i, b in enumerate(blocks) if b.kind not in (Kind.BLANK, Kind.RULE)]
    taken: list[int] = []
    for position in range(len(solid) - 1, -1, -1):
        at = solid[position]
        before = blocks[solid[position - 1]] if position else None
        spaced = before is None or solid[position - 1] < at - 1
        least = 1 if before is None or is_complete(before.text.text) else 2
        counted = bare_known and _COUNTED.fullmatch(blocks[at].text.text)  # "Round 2" after "Round 1"
        squeezed = bare_known and at == len(blocks) - 1 and _is_in_title_case(blocks[at], least)
        if len(taken) == 3 or not (
            squeezed
            or _is_section(blocks[at], section)
            or _is_title(blocks[at], before, spaced, has_note and not (counted and before))
        ):
            break
        taken.append(at)
    start = taken[-1] if taken else len(blocks)
    while taken and start and blocks[start - 1].kind in (Kind.BLANK, Kind.RULE):
        start -= 1
    return list(blocks[start:])


def _start_of_capitals(blocks: Sequence[Block]) -> int | None:
    """Where the title of several lines in capitals begins that stands last in ``blocks``."""
    last = max((i for i, b in enumerate(blocks) if b.kind not in (Kind.BLANK, Kind.RULE)), default=-1)
    first = last
    while first > 0 and blocks[first].kind is Kind.TEXT and blocks[first].continues:
        first -= 1
    if first == last or not capitals(blocks, first):
        return None
    while first and blocks[first - 1].kind in (Kind.BLANK, Kind.RULE):
        first -= 1
    return first


_MOST_CAPITALS = 3  # lines of a title in capitals


def capitals(blocks: Sequence[Block], at: int) -> int:
    """How many lines the title in capitals has that begins at ``at``, a paragraph by itself; 0 where none does."""
    end = at + 1
    while end < len(blocks) and end - at <= _MOST_CAPITALS and blocks[end].kind is Kind.TEXT and blocks[end].continues:
        end += 1
    alone = end == len(blocks) or blocks[end].kind is Kind.BLANK
    begins = not blocks[at].continues and (at == 0 or blocks[at - 1].kind in (Kind.BLANK, Kind.RULE))
    is_title = alone and begins and end - at <= _MOST_CAPITALS and all(map(_is_in_capitals, blocks[at:end]))
    return end - at if is_title and sum(len(b.text.text.split()) for b in blocks[at:end]) > 1 else 0


def is_capital(blocks: Sequence[Block], at: int) -> bool:
    """Whether a paragraph begins here that is a title in capitals, of one word or more."""
    return capitals(blocks, at) > 0 or _is_capital_word(blocks, at)


_SHORTEST_CAPITALS = 3  # characters of a title of one word


def _is_capital_word(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    alone = at + 1 >= len(blocks) or blocks[at + 1].kind is Kind.BLANK
    begins = not block.continues and (at == 0 or blocks[at - 1].kind in (Kind.BLANK, Kind.RULE))
    return alone and begins and len(block.text.text) >= _SHORTEST_CAPITALS and _is_in_capitals(block)


def _is_in_capitals(block: Block) -> bool:
    text = words.bare(block.text.text)
    if block.kind is not Kind.TEXT or block.indent or not text.isupper() or len(text.split()) > _MOST_WORDS:
        return False
    if _TITLE_END.search(text) or words.answer_label(text) or words.speaker(text) or options.is_letter(text):
        return False
    return words.question_label(text) is None


def ends_answers(blocks: Sequence[Block], at: int, met: Container[str]) -> int:
    """How many lines the title has that begins at ``at``, where its form was ``met`` above questions; 0 for none."""
    if (count := capitals(blocks, at)) and CAPITALS in met:
        return count
    if CAPITAL_WORD in met and _is_capital_word(blocks, at):
        return 1
    block = blocks[at]
    text = words.bare(block.text.text)
    spaced = not block.continues and at > 0 and blocks[at - 1].kind in (Kind.BLANK, Kind.RULE)
    is_part = block.kind is Kind.TEXT and not block.indent and words.part_title(text) > 0 and len(text.split()) <= 12
    return int(PART in met and spaced and is_part and not _TITLE_END.search(text))


PART = "part"  # forms of titles that are one by themselves
CAPITALS = "capitals"
CAPITAL_WORD = "capital word"


def is_sure_title(block: Block) -> bool:
    """Whether a line is a title by its form alone: the name of a part, or a number with several parts."""
    number = words.numbered(block.text.text)
    return words.part_title(block.text.text) > 0 or (number is not None and "." in number[0])


def announces(block: Block) -> bool:
    """Whether a short line right before a question ends with a colon: it announces what follows."""
    if block.kind is not Kind.TEXT or block.indent or not (":" in block.text.text or "：" in block.text.text):
        return False
    text = words.bare(block.text.text)
    is_line = 0 < len(text.split()) <= 8
    is_line = is_line and not shows_something(block.text.text)  # "Listen:" with its sound
    return is_line and text.rstrip(" *_").endswith((":", "：")) and words.answer_label(text) is None


def is_bare_title(block: Block) -> bool:
    """Whether a short line that is no sentence stands where a list may come after it."""
    if block.kind not in (Kind.TEXT, Kind.HTML) or block.continues or block.indent:
        return False
    text = words.bare(" ".join(line.text for line in block.lines[:_TITLE_LINES]))
    return 0 < len(text.split()) <= 12 and len(text) <= 100 and not _SENTENCE_END.search(text)


def _is_title(block: Block, before: Block | None, spaced: bool, has_note: bool) -> bool:
    text = words.bare(block.text.text)
    if block.kind not in (Kind.TEXT, Kind.ITEM) or len(text.split()) > 12 or len(text) > 100:
        return False
    if words.part_title(text):
        return not block.continues or before is None or is_complete(before.text.text)
    if (
        _TITLE_END.search(text)
        or words.answer_label(text)
        or words.speaker(text)
        or options.is_letter(text)
        or page.is_chrome(text)
        or "](" in block.text.text
    ):
        return False
    if block.kind is Kind.ITEM:
        after_item = before is not None and before.kind is Kind.ITEM and has_note
        return block.marker[:1].isdigit() and not block.indent and not after_item and not options.is_box(block)
    if block.continues or block.indent or not spaced or text[:1].islower():
        return False
    if (text[:1].isdigit() or text.startswith("[")) and not is_sure_title(block):
        return False
    if not has_note:
        return True
    return (
        before is None
        or before.kind in (Kind.ITEM, Kind.FENCE, Kind.TABLE, Kind.RULE, Kind.HTML)
        or is_complete(before.text.text)
    )


def _is_section(block: Block, number: str) -> bool:
    """Whether a line of its own begins with the number of the section in which a question is numbered."""
    if not number or block.kind not in (Kind.TEXT, Kind.ITEM) or block.continues or block.indent:
        return False
    line = block.lines[0].text
    found = words.numbered(line)
    return found is not None and found[0] == number and not _TITLE_END.search(line) and len(line) <= 100


_COUNTED = re.compile(r"\W*[^\W\d_][^.!?;,]{0,30}\s(?:\d{1,3}|[IVX]{1,5}|[A-H])\W*")
_TITLE_WORD = re.compile(r"[(]?[A-Z0-9][\w'’/.+-]*[),]?|&|a|an|and|at|by|for|from|in|of|on|or|the|to|vs\.?|with")


def _is_in_title_case(block: Block, least: int) -> bool:
    """Whether a line is nothing but words, so many at ``least``, that begin with capital letters."""
    found = block.text.text.split()
    is_line = block.kind is Kind.TEXT and not block.indent and least <= len(found) <= 10
    return is_line and found[0][0].isupper() and all(map(_TITLE_WORD.fullmatch, found))


def title_form(block: Block) -> str:
    """How a title line is marked, so that titles of one form are sections of one rank."""
    if words.part_title(block.text.text):
        return PART
    return "numbered" if block.kind is Kind.ITEM or words.numbered(block.text.text) else "bare"
