"""Evidence: what is known of a whole document before any of its blocks is weighed.

Owns: the facts, each found once: where questions are promised or fill a list, what repeats, which blocks
begin an answer or hold content.  Does not own: what a fact is worth (``weighing``, the forms).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from builder.model.document import CONTENT, Block, Kind
from builder.read.forms.details import details_depths, details_ends, within_answers
from builder.read.forms.marks import parts_sides
from builder.read.forms.options import is_option, option_runs
from builder.read.forms.shapes import is_run_in, number_of_item
from builder.read.language import words
from builder.read.language.page import repeated_headings
from builder.read.language.titles import is_bare_title
from builder.read.weights import COUNTS, LIKENESS, SHARES

_NEVER = frozenset({Kind.BLANK, Kind.COMMENT, Kind.REFERENCE, Kind.FRONT_MATTER})  # where no question begins
_MARKED = frozenset({Kind.TEXT, Kind.ITEM, Kind.HEADING})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the ``blocks`` of a document; all places are indices of blocks."""

    blocks: Sequence[Block]
    title: int | None
    keyed: frozenset[str]  # the numbers of answers that stand apart, in a key
    headings: frozenset[int]  # where a section may begin
    places: tuple[int, ...]  # where a question may begin, in any dialect

    terms: bool  # the title promises terms to learn, which need not look like questions
    in_terms: tuple[bool, ...]  # for each block, whether the title, or its section's, promises such terms
    promised: tuple[bool, ...]  # for each block, whether the title, or its section's, promises questions
    has_sides: bool  # headings are fronts of cards, whatever they say
    asks_in_headings: bool
    in_turn: bool  # of lines that are paragraphs, each that asks is followed by one that does not
    only_terms: bool  # nearly all that begins at the margin is bold words with their meanings
    only_asking: bool  # the paragraphs are short lines, many of which look like questions

    defined: frozenset[int]  # lines in runs of definitions
    listed: frozenset[int]  # items of lists that fill a section with questions
    lone_lines: frozenset[int]  # paragraphs of a single short line
    furniture: frozenset[int]  # headings that come again and again with nothing below them

    starts: int  # how many blocks of content begin at the margin
    texts: int  # how many lines and items there are
    answer_labels: tuple[int, ...]  # how many blocks before each one begin an answer with a word for it
    filled: tuple[int, ...]  # how many blocks before each one hold content
    depths: tuple[int, ...]  # how many details blocks are open before each block
    in_answer: tuple[bool, ...]  # for each block, whether a details block is open that opens an answer

    topics: bool = False  # titles that do not look like questions are what is to be learned


def gather(
    blocks: Sequence[Block], left_out: frozenset[int], title: int | None, promise: str, keyed: frozenset[str]
) -> Evidence:
    """What is known of ``blocks``.

    ``left_out`` are those that hold no questions (tables of contents, answer keys), ``title`` the document's title,
    ``promise`` what that says, ``keyed`` the numbers of the answers in the keys.
    """
    promised = _promised(blocks, title, words.promises_questions, whole=words.promises_questions(promise))
    terms = words.promises_terms(promise)
    lone_lines = _lone_lines(blocks, left_out)
    ends = details_ends(blocks)
    taken = left_out | option_runs(blocks)
    return Evidence(
        blocks=blocks,
        title=title,
        keyed=keyed,
        headings=frozenset(i for i, b in enumerate(blocks) if b.kind is Kind.HEADING and i not in left_out),
        places=tuple(i for i, b in enumerate(blocks) if b.kind not in _NEVER and i not in taken and i != title),
        terms=terms,
        in_terms=_promised(blocks, title, words.promises_terms, whole=terms),
        promised=promised,
        has_sides=any(map(parts_sides, blocks)),
        asks_in_headings=_asks_in_headings(blocks),
        in_turn=_are_in_turn(blocks, lone_lines),
        only_terms=_are_terms_alone(blocks, left_out),
        only_asking=_are_mostly_questions(blocks, lone_lines),
        defined=_runs_of_definitions(blocks),
        listed=_lists_of_questions(blocks, promised),
        lone_lines=lone_lines,
        furniture=repeated_headings(blocks),
        starts=sum(map(_begins_at_margin, blocks)),
        texts=sum(b.kind in (Kind.TEXT, Kind.ITEM) for b in blocks),
        answer_labels=_counts_before(_is_labelled_answer(b) for b in blocks),
        filled=_counts_before(b.kind in CONTENT and i not in left_out for i, b in enumerate(blocks)),
        depths=details_depths(blocks, ends),
        in_answer=within_answers(blocks, ends),
    )


def _asks_in_headings(blocks: Sequence[Block]) -> bool:
    return any(b.kind is Kind.HEADING and words.question_likeness(b.text.text) >= LIKENESS["sure"] for b in blocks)


def _are_terms_alone(blocks: Sequence[Block], left_out: frozenset[int]) -> bool:
    """Whether nearly all that begins at the margin is bold words with more behind them, below no heading that asks."""
    begun = [b for i, b in enumerate(blocks) if _begins_at_margin(b) and i not in left_out]
    terms = sum(map(is_run_in, begun))
    return not _asks_in_headings(blocks) and terms >= COUNTS["terms"] and terms >= SHARES["mostly"] * len(begun)


def _begins_at_margin(block: Block) -> bool:
    return block.kind in CONTENT and not block.continues and not block.indent


def _counts_before(facts: Iterator[bool]) -> tuple[int, ...]:
    """How many of ``facts`` are true before each place, and in all."""
    return tuple(itertools.accumulate(facts, initial=0))


def _is_labelled_answer(block: Block) -> bool:
    """Whether a block begins an answer with a word for it; a letter alone may be anything."""
    label = words.answer_label(words.unwrapped(block.text)[0].text) if block.kind in _MARKED else None
    return label is not None and len(label.word) > 1


def _promised(
    blocks: Sequence[Block], title: int | None, promises: Callable[[str], bool], *, whole: bool
) -> tuple[bool, ...]:
    """Whether the title (then ``whole``), or a section's, ``promises`` something to learn, for each block."""
    if whole:
        return (True,) * len(blocks)
    promised: list[bool] = []
    level = 0  # of the section that promises them; 0 outside of one
    for at, block in enumerate(blocks):
        if block.kind is Kind.HEADING and at != title:
            if level and block.level <= level:
                level = 0
            if not level and words.question_likeness(block.text.text) < 1 and promises(block.text.text):
                level = block.level
        promised.append(level > 0)
    return tuple(promised)


# ----------------------------------------------------------------- lone lines

_LEAST_IN_TURN = 3  # lines that ask
_LONGEST_LINE = 300  # characters


def _lone_lines(blocks: Sequence[Block], left_out: frozenset[int]) -> frozenset[int]:
    """The paragraphs of a single short line without a number or a mark."""
    alone = [*(not b.continues for b in blocks[1:]), True]
    return frozenset(
        i
        for i, (block, ends) in enumerate(zip(blocks, alone, strict=True))
        if block.kind is Kind.TEXT
        and ends
        and not block.continues
        and i not in left_out
        and len(block.text.text) <= _LONGEST_LINE
        and not words.numbered(block.text.text)
        and words.question_likeness(block.text.text) >= 0
    )


def _are_in_turn(blocks: Sequence[Block], lone_lines: frozenset[int]) -> bool:
    """Whether nearly each lone line that asks is followed by one that does not: question and answer in turn."""
    asks = [words.question_likeness(blocks[i].text.text) > 0 for i in sorted(lone_lines)]
    answered = sum(asked and not following for asked, following in itertools.pairwise(asks))
    return answered >= max(_LEAST_IN_TURN, SHARES["mostly"] * sum(asks))


def _are_mostly_questions(blocks: Sequence[Block], lone_lines: frozenset[int]) -> bool:
    """Whether nearly all paragraphs are lone lines, and enough of these look like questions, not each second one."""
    asking = sum(words.question_likeness(blocks[i].text.text) > 0 for i in lone_lines)
    paragraphs = sum(b.kind in CONTENT and not b.continues for b in blocks)
    enough = asking >= max(SHARES["half"] * len(lone_lines), COUNTS["lone_lines"])
    return enough and len(lone_lines) >= SHARES["mostly"] * paragraphs and not _are_in_turn(blocks, lone_lines)


# --------------------------------------------------------- lists of questions


def _lists_of_questions(blocks: Sequence[Block], promised: Sequence[bool]) -> frozenset[int]:
    """The items of lists that fill a section with questions; where questions are promised, some need not look so."""
    found: set[int] = set()
    labelled = sum(words.question_label(b.text.text) is not None for b in blocks) >= COUNTS["labelled_questions"]
    for items in _series_within(blocks, _lists_below_titles(blocks)):
        if any(is_option(blocks[i]) for i in items):
            continue
        asking = [i for i in items if words.question_likeness(blocks[i].text.text) > 0 and not is_run_in(blocks[i])]
        sure = promised[items[0]] and not labelled
        least = max(COUNTS["promised_items"], SHARES["promised_list"] * len(items))
        needed = least if sure else SHARES["list_of_questions"] * len(items)
        if len(items) >= COUNTS["listed_items"] and len(asking) >= needed:
            found.update(items if sure else asking)
    return frozenset(found)


def _lists_below_titles(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """The items of each list that comes right after a title that is no question itself."""
    items: list[int] = []
    opened = False  # whether nothing but a list has come since the last title
    introduced = False  # whether a paragraph stands between them
    asked = False  # whether the last heading is a question: what comes after it is its answer
    for at, block in enumerate(blocks):
        if block.kind in (Kind.HEADING, Kind.RULE) or is_bare_title(block):
            if items:
                yield items
            items = []
            if block.kind is Kind.HEADING:
                asked = words.question_likeness(block.text.text) > 0
            opened, introduced = not asked, False
        elif opened and block.kind is Kind.ITEM and (not items or _are_beside(blocks[items[0]], block)):
            items.append(at)
        elif not items and block.kind is Kind.TEXT and opened and (not introduced or block.continues):
            introduced = True
        elif not items and block.kind in CONTENT and words.bare(block.text.text):
            opened = False
    if items:
        yield items


def _series_within(blocks: Sequence[Block], lists: Iterator[list[int]]) -> Iterator[list[int]]:
    """The lists, cut where their numbers fall back: the steps of an answer stand among numbered questions."""
    for items in lists:
        start = 0
        for i in range(1, len(items) + 1):
            if i == len(items) or _number(blocks[items[i]]) < _number(blocks[items[i - 1]]):
                yield items[start:i]
                start = i


def _number(block: Block) -> int:
    """The number of an item; 0 for a bullet."""
    digits = number_of_item(block).rpartition(".")[2]
    return int(digits) if digits.isdecimal() else 0


def _are_beside(first: Block, block: Block) -> bool:
    """Whether two items stand in the same list."""
    return block.indent == first.indent and block.marker[:1].isdigit() == first.marker[:1].isdigit()


# -------------------------------------------------------- runs of definitions

_DEFINED = re.compile(r"[^\W\d_a-z][^:?!|=–—]{0,40}\s[-–—]\s+[^\W_]")
_LONGEST_TERM = 80  # characters, with the beginning of its meaning


def _runs_of_definitions(blocks: Sequence[Block]) -> frozenset[int]:
    """The lines "TERM – its meaning" where many stand below each other in a document that asks elsewhere.

    One line between them may be a title.
    """
    if sum(words.question_label(b.text.text) is not None for b in blocks) < COUNTS["labelled_questions"]:
        return frozenset()
    found: set[int] = set()
    run: list[int] = []
    other = 0  # lines of another kind since the last one of the run
    for at, block in enumerate((*blocks, None)):
        if block is not None and _is_definition(block):
            run.append(at)
            other = 0
        elif block is None or (block.kind is not Kind.BLANK and (other or block.kind is not Kind.TEXT)):
            if len(run) >= COUNTS["definitions"]:
                found.update(run)
            run, other = [], 0
        elif block.kind is Kind.TEXT:
            other += 1
    return frozenset(found)


def _is_definition(block: Block) -> bool:
    text = block.text.text[:_LONGEST_TERM]
    return block.kind is Kind.TEXT and not block.indent and _DEFINED.match(text) is not None
