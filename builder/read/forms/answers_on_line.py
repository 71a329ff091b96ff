"""Answers on the line of their question: "What is …? It is …", "- What is …? — It is …".

Owns: how the members of a region are parted there, in forms whose questions may be answered on their line.  Does not
own: which forms these are.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from builder.model.document import CONTENT, Block, Kind
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Member, Members
from builder.read.language import words
from builder.read.language.titles import trailing_titles
from builder.read.weights import COUNTS, SHARES

_MOST_LINES = 4  # over which a question may stand that its answer follows on the last of them
_MOST_BETWEEN = 8  # blocks between two members that may all be titles
_ASKED_DASH = re.compile(r"(.*[?？؟])\s*(?:[-–—=→>]+)(?:\s+|$)")
_ASKED = re.compile(r".*[?？؟]\s+(?=\S)")
_PAIR_WITH_DASH = re.compile(r"(.{2,80}?)\s+[-–—]\s+(?=\S)")
_EMPHASISED = re.compile(r"([*_]{1,3})(?=[^\s*_])[^*_]+(?<=[^\s*_])\1\W*$")  # from its beginning to its end
_LETTERED = re.compile(r"(?:^|\s)\(?[Bb][.)]\s")


def with_answers_on_the_line(members: Members, end: int, evidence: Evidence) -> Members:
    """The members, parted behind the question mark where most that have no other answer have it there.

    ``end`` is the block at which their region ends.
    """
    parted: dict[int, Member] = {}
    unanswered = with_more = 0
    for member, following in itertools.zip_longest(members, members[1:]):
        if member.candidate.answer is not None:
            continue
        until = following.candidate.at if following else end
        if found := _parted(member.candidate, evidence.blocks, until):
            parted[found.at] = replace(member, candidate=found, answered=True)
            with_more += _has_own_paragraph(evidence.blocks, found.at, until)
        elif not member.answered or _are_titles(evidence.blocks[member.candidate.at + 1 : until]):
            unanswered += 1
    if len(parted) < max(COUNTS["split_lines"], unanswered) or with_more >= SHARES["half"] * len(parted):
        return members
    if sum(_ends_with_dash(m.candidate) for m in parted.values()) >= SHARES["half"] * len(parted):
        parted |= _pairs_with_dashes(m for m in members if m.candidate.at not in parted)
    return tuple(parted.get(m.candidate.at, m) for m in members)


def _has_own_paragraph(blocks: Sequence[Block], at: int, end: int) -> bool:
    """Whether a paragraph of its own stands below the lines of a question, and no title: the answer, most likely."""
    below = at + 1
    while below < end and blocks[below].continues:
        below += 1
    between = blocks[below:end]
    return any(b.kind in CONTENT for b in between) and not _are_titles(between)


def _are_titles(between: Sequence[Block]) -> bool:
    """Whether nothing but titles of the next section stands in a few blocks between two members."""
    if len(between) >= _MOST_BETWEEN:
        return False
    titles = trailing_titles(between, has_note=True)
    return all(b.kind is Kind.BLANK for b in between[: len(between) - len(titles)])


def have_dashes(members: Members) -> bool:
    """Whether some questions have a dash and their answer behind the question mark."""
    return sum(_ASKED_DASH.match(m.candidate.text.text) is not None for m in members) >= COUNTS["dashed"]


def is_pair(member: Member) -> bool:
    """Whether an item is a term, a dash and its meaning."""
    return _PAIR_WITH_DASH.match(member.candidate.text.text) is not None


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
    opens = text[0] in "([✓*_" and not _EMPHASISED.match(text)
    return len(text) > 3 and not opens and not asks_on and not _LETTERED.search(text)


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
