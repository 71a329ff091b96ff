"""The members of a region, once its dialect is chosen.

Owns: which of them stay, where a set-up or a label stands around the questions in their form, and how a
member is parted whose answer stands on its line.  Does not own: the choice of regions and dialects
(``detection``), nor the answers below the questions (``fold``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from builder.model.document import Block, Kind
from builder.read.choose.evidence import Evidence
from builder.read.choose.weighing import Member
from builder.read.forms.candidates import Candidate
from builder.read.forms.dialect import Dialect, Form
from builder.read.language import words
from builder.read.language.titles import trailing_titles

Members = tuple[Member, ...]

# --------------------------------------------------------- what stands around

_FRAMED = frozenset({Form.HEADING, Form.BOLD, Form.RUN_IN})
_LEAST_DASHED = 3  # questions with a dash behind them: then other items are pairs with a dash
_MOST_ASK = 0.6  # the share of the terms that ask where the others are no questions


def without_ends(members: Members, dialect: Dialect) -> Members:
    """The items of a list from the first that looks like a question to the last; other members as they are."""
    if dialect.form is not Form.ITEM or dialect.numbered or dialect.own:
        return members
    dashed = _have_dashes(members)
    asking = [i for i, m in enumerate(members) if m.likeness > 0 or (dashed and _is_pair(m))]
    return members[asking[0] : asking[-1] + 1] if asking else ()


def without_frame(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The members without what stands around the questions in their form: a set-up before the first one.

    Where most members look like questions, those before the first that does are no questions
    (of headings: those outside of its section).
    """
    if dialect.own:
        return members
    if dialect.form is Form.ITEM and not dialect.numbered:
        return _asking_items(members)
    if dialect.form not in _FRAMED or (dialect.form is Form.HEADING and dialect.numbered):
        return members
    asking = tuple(m for m in members if m.likeness > 0)
    if not asking or len(asking) < 0.5 * len(members):
        return members
    if dialect.form is Form.RUN_IN and len(asking) >= _MOST_ASK * len(members):
        return asking
    if dialect.form is Form.HEADING and any(evidence.promised[m.candidate.at] for m in asking):
        members = tuple(m for m in members if m.likeness > 0 or evidence.promised[m.candidate.at])
    first = members.index(asking[0])
    if dialect.form is Form.HEADING and (section := _section_of(asking[0], evidence)) is not None:
        while first and members[first - 1].candidate.at > section:
            first -= 1
    kept = members[first:]
    return tuple(m for m in kept if m.likeness >= 0) if dialect.form is Form.BOLD else kept


def _asking_items(members: Members) -> Members:
    """The items that look like questions, and pairs with a dash where questions have one behind them."""
    dashed = _have_dashes(members)
    return tuple(m for m in members if m.likeness > 0 or (dashed and _is_pair(m)))


def _have_dashes(members: Members) -> bool:
    """Whether some questions have a dash and their answer behind the question mark."""
    return sum(_ASKED_DASH.match(m.candidate.text.text) is not None for m in members) >= _LEAST_DASHED


def _is_pair(member: Member) -> bool:
    """Whether an item is a term, a dash and its meaning."""
    return _PAIR_WITH_DASH.match(member.candidate.text.text) is not None


def _section_of(member: Member, evidence: Evidence) -> int | None:
    """The heading above a heading that is a candidate; None where only the title is above it."""
    blocks, at = evidence.blocks, member.candidate.at
    level = blocks[at].level
    above = (i for i in range(at - 1, -1, -1) if blocks[i].kind is Kind.HEADING and blocks[i].level < level)
    found = next(above, None)
    return None if found == evidence.title else found


# -------------------------------------------------------- answers on the line

_ON_THE_LINE = frozenset({Form.LABEL, Form.ITEM})
_LEAST_PARTED = 2
_MOST_LINES = 4  # over which a question may stand that its answer follows on the last of them
_MOST_BETWEEN = 8  # blocks between two members that may all be titles
_ASKED_DASH = re.compile(r"(.*[?？؟])\s*(?:[-–—=→>]+)(?:\s+|$)")
_ASKED = re.compile(r".*[?？؟]\s+(?=\S)")
_PAIR_WITH_DASH = re.compile(r"(.{2,80}?)\s+[-–—]\s+(?=\S)")
_LETTERED = re.compile(r"(?:^|\s)\(?[Bb][.)]\s")


def with_answers_on_the_line(members: Members, dialect: Dialect, end: int, evidence: Evidence) -> Members:
    """The members, parted behind the question mark where most that have no other answer have it there.

    ``end`` is the block at which their region ends.
    """
    if dialect.form not in _ON_THE_LINE:
        return members
    parted: dict[int, Member] = {}
    unanswered = 0
    for member, following in itertools.zip_longest(members, members[1:]):
        if member.candidate.answer is not None:
            continue
        until = following.candidate.at if following else end
        if found := _parted(member.candidate, evidence.blocks, until):
            parted[found.at] = replace(member, candidate=found, answered=True)
        elif not member.answered or _are_titles(evidence.blocks[member.candidate.at + 1 : until]):
            unanswered += 1
    if len(parted) < max(_LEAST_PARTED, unanswered):
        return members
    if sum(_ends_with_dash(m.candidate) for m in parted.values()) >= 0.5 * len(parted):
        parted |= _pairs_with_dashes(m for m in members if m.candidate.at not in parted)
    return tuple(parted.get(m.candidate.at, m) for m in members)


def _are_titles(between: Sequence[Block]) -> bool:
    """Whether nothing but titles of the next section stands in a few blocks between two members."""
    if len(between) >= _MOST_BETWEEN:
        return False
    titles = trailing_titles(between, has_note=True)
    return all(b.kind is Kind.BLANK for b in between[: len(between) - len(titles)])


def _parted(found: Candidate, blocks: Sequence[Block], end: int) -> Candidate | None:
    """``found`` with the answer that begins on a line of the question, behind its question mark."""
    lines = [found.text]
    for at in range(found.at + 1, min(end, found.at + _MOST_LINES) + 1):
        after = blocks[at] if at < end else None
        if split := _end_of_question(lines[-1].text, after):
            last, answer = lines[-1].cut(0, split[0]).stripped(), lines[-1].cut(split[1])
            first, *more = [*lines[:-1], last]
            return replace(found, text=first, more=tuple(more), answer=answer)
        if after is None or not after.continues:
            break
        lines.append(after.text)
    return None


def _end_of_question(text: str, after: Block | None) -> tuple[int, int] | None:
    """Where a question ends and its answer begins on the same line; the answer may stand on the next one alone."""
    goes_on = after is not None and after.continues
    if match := _ASKED_DASH.match(text):
        rest = text[match.end() :]
        return (match.end(1), match.end()) if (goes_on if not rest else _is_statement(rest)) else None
    match = _ASKED.match(text)
    return (match.end(), match.end()) if match and _is_statement(text[match.end() :]) else None


def _is_statement(text: str) -> bool:
    """Whether what stands behind a question mark answers it, and does not ask on."""
    first = text.split(maxsplit=1)[0]
    asks_on = words.question_likeness(text) > 0 and not (first.isupper() and len(first) > 1)
    return len(text) > 3 and text[0] not in "([✓*_" and not asks_on and not _LETTERED.search(text)


def _ends_with_dash(found: Candidate) -> bool:
    """Whether a dash stands between the question and the answer on its line."""
    asked = found.more[-1] if found.more else found.text
    return found.answer is not None and found.answer.column > asked.column + len(asked.text) + 1


def _pairs_with_dashes(members: Iterable[Member]) -> dict[int, Member]:
    """Those of ``members`` that are a pair with a dash between its sides, parted there, by their blocks."""
    parted: dict[int, Member] = {}
    for member in members:
        text = member.candidate.text
        if pair := _PAIR_WITH_DASH.match(text.text):
            found = replace(member.candidate, text=text.cut(0, pair.end(1)), answer=text.cut(pair.end()))
            parted[found.at] = replace(member, candidate=found, answered=True)
    return parted
