"""Headings as questions, numbered or not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from builder.model.document import CONTENT, Block, Kind
from builder.model.source import Line
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Dialect, Form, Lines, Member, Members
from builder.read.forms.shapes import LINK_ITEM, RUN_IN
from builder.read.forms.titled import titles_about, topic_likeness
from builder.read.language import words
from builder.read.language.sentences import continues_heading
from builder.read.weights import COUNTS, LIKENESS, SHARES

_LONGEST = 400  # characters at the beginning of an item in which a term stands
_BY_ITEM = 0  # the place of headings whose number is that of their item
_END_OF_HEADING = re.compile(r"\s*(?:</\w+>\s*)+$")


# ----------------------------------------------------------------- candidates


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.HEADING or not block.text.text or (at and continues_heading(blocks[at - 1], block)):
        return None
    return _numbered(block, at, dialect) if dialect.numbered else _unnumbered(block, at, dialect)


def _numbered(block: Block, at: int, dialect: Dialect) -> Candidate | None:
    text, _ = words.unwrapped(block.text)
    if dialect.place == _BY_ITEM:
        return Candidate(at, text, block.marker.rstrip(".)")) if _is_item(block) else None
    number = words.numbered(text.text)
    if not number or (dialect.place is not None and _number_parts(block) != dialect.place):
        return None
    inner, _ = words.unwrapped(text.cut(number[1]))
    return Candidate(at, inner, number[0])


def _unnumbered(block: Block, at: int, dialect: Dialect) -> Candidate | None:
    text, _ = words.unwrapped(block.text)
    if block.level != dialect.place or (LINK_ITEM.match(text.text) and block.marker):
        return None
    number_of_item = block.marker.rstrip(".)") if block.marker[:1].isdigit() else ""
    return Candidate(at, text, number_of_item, more=_more(block))


def _more(block: Block) -> tuple[Line, ...]:
    """The lines of a heading in tags after the one with its text."""
    if not block.lines[0].text.lstrip().startswith("<"):
        return ()
    lines = [line.stripped() for line in block.lines if line.number > block.text.number]
    ends = [_END_OF_HEADING.search(line.text) for line in lines]
    cut = (line.cut(0, end.start()) if end else line for line, end in zip(lines, ends, strict=True))
    return tuple(line for line in cut if line.text)


def _number_parts(block: Block) -> int:
    """How many parts the number of a heading has (``2.3`` has two); 0 where it has no number."""
    number = words.numbered(words.unwrapped(block.text)[0].text)
    return number[0].count(".") + 1 if number else 0


def _is_item(block: Block) -> bool:
    """Whether a heading is the first line of a numbered item (``3. ### What is …?``)."""
    return block.marker[:1].isdigit()


# ---------------------------------------------------------------------- places


def _bind(blocks: Sequence[Block], dialect: Dialect, automatic: bool) -> list[Dialect]:
    """The dialect once for each level; of numbered headings, for each number of parts."""
    headings = [b for b in blocks if b.kind is Kind.HEADING]
    if dialect.numbered:
        places = {_number_parts(b) for b in headings} - {0} | ({_BY_ITEM} if any(map(_is_item, headings)) else set())
    else:
        places = {b.level for b in headings}
    return [replace(dialect, place=place) for place in sorted(places)]


def _place(dialect: Dialect) -> str:
    return f" of level {dialect.place}" if dialect.place and not dialect.numbered else ""


def _too_few(dialect: Dialect, members: Sequence[Member], evidence: Evidence) -> bool:
    if len(members) == 1:
        return not (members[0].likeness >= LIKENESS["sure"] and members[0].answered)
    if not dialect.numbered and not evidence.terms and not evidence.topics:
        asking = [m.likeness for m in members if m.likeness > 0]
        if len(asking) < COUNTS["headings"] and max(asking, default=0) < LIKENESS["with_mark"]:
            return True  # "How the shelves are ordered" beside "Copies"
    return len(members) < dialect.least


# ------------------------------------------------------------- false positives


def _furniture(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The headings that do not come again and again with nothing below them."""
    return tuple(m for m in members if m.candidate.at not in evidence.furniture)


def _letters(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The headings without those that are nothing but the letters of an alphabetical index."""
    others = tuple(m for m in members if len(m.candidate.text.text) > 1 or not m.candidate.text.text.isalpha())
    return others if len(members) - len(others) >= COUNTS["letters"] else members


def _above_terms(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The headings without those above lists of terms, where terms are promised: there the items are to be learned."""
    asking = any(m.likeness >= LIKENESS["sure"] for m in members)
    if not members or dialect.numbered or not evidence.terms or asking:
        return members
    ends = [*(m.candidate.at for m in members[1:]), len(evidence.blocks)]
    found = [_terms(evidence.blocks[m.candidate.at + 1 : end]) for m, end in zip(members, ends, strict=True)]
    times = Counter(term for terms in found for term in terms)
    return tuple(m for m, terms in zip(members, found, strict=True) if not terms or any(times[t] > 1 for t in terms))


def _terms(blocks: Sequence[Block]) -> list[str]:
    """The terms of the list that is all that ``blocks`` hold; empty if they hold anything else, or one item alone."""
    content = [b for b in blocks if b.kind in CONTENT and not b.continues and b.indent <= 1]
    terms = [match["text"] for b in content if b.kind is Kind.ITEM and (match := RUN_IN.match(b.text.text[:_LONGEST]))]
    return [words.key(term) for term in terms] if len(terms) == len(content) > 1 else []


def _inner_series(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """Numbered headings without those that count parts of an answer: below another one they begin anew."""
    if not dialect.numbered:
        return members
    kept: list[Member] = []
    opened: list[tuple[int, str]] = []  # the numbered headings that are open: their levels and numbers
    inner: set[int] = set()  # the levels on which parts are counted below them
    numbered = {m.candidate.at: m for m in members}
    for at in sorted(evidence.headings | set(numbered)):
        level = evidence.blocks[at].level
        while opened and opened[-1][0] >= level:
            opened.pop()
        inner = {one for one in inner if opened and one > opened[-1][0]}
        if at not in numbered:
            continue
        number = numbered[at].candidate.number
        if opened and (level in inner or number in ("1", opened[-1][1])):
            inner.add(level)
            continue
        kept.append(numbered[at])
        opened.append((level, number))
    return tuple(kept)


def _frame(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The headings without those before the first that asks, and outside of its section."""
    asking = tuple(m for m in members if m.likeness > 0)
    if dialect.numbered or not asking or len(asking) < SHARES["half"] * len(members):
        return members
    if any(evidence.promised[m.candidate.at] for m in asking):
        members = tuple(m for m in members if m.likeness > 0 or evidence.promised[m.candidate.at])
    first = members.index(asking[0])
    section = _section_of(asking[0], evidence)
    if section is not None and not _asks(section, evidence):
        while first and members[first - 1].candidate.at > section:
            first -= 1
    return members[first:]


def _asks(at: int, evidence: Evidence) -> bool:
    """Whether a heading is a question itself, so that what is below it is its answer."""
    return words.question_likeness(evidence.blocks[at].text.text) >= LIKENESS["sure"]


def _section_of(member: Member, evidence: Evidence) -> int | None:
    """The heading above a heading that is a candidate; None where only the title is above it."""
    blocks, at = evidence.blocks, member.candidate.at
    level = blocks[at].level
    above = (i for i in range(at - 1, -1, -1) if blocks[i].kind is Kind.HEADING and blocks[i].level < level)
    found = next(above, None)
    return None if found == evidence.title else found


HEADING = Form(
    "heading",
    _find,
    kinds=frozenset({Kind.HEADING}),
    bind=_bind,
    place=_place,
    likeness=topic_likeness,
    has_fronts=True,
    is_plain=True,
    too_few=_too_few,
    false_positives=(_furniture, _letters, titles_about, _above_terms, _inner_series),
    settle=_frame,
    lines=Lines.ONE,
    in_headings=True,
)
