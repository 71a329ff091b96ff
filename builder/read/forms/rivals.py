"""Rivals: members of a dialect that have the form of its questions and are something else.

Owns: what is taken away before the members of a dialect are chained and compared: texts that are
repeated for each entry, titles of the page or about the document, headings that only number another question
or the parts of an answer.  Does not own: the weights of the members (``weighing``), nor the series of their
numbers (``series``).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from builder.model.document import Block, Kind
from builder.read.choose.evidence import Evidence
from builder.read.choose.weighing import Member
from builder.read.forms.details import holds_answer
from builder.read.forms.dialect import Dialect, Form
from builder.read.language import words

Members = list[Member]

_OFTEN = 3  # a text that comes so often is the same part of several entries
_NEAR_LABEL = 6  # blocks


def without_rivals(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The members of a dialect without those that are something else in the form of a question."""
    for takes_away in _TAKES_AWAY.get(dialect.form, ()):
        members = takes_away(members, evidence)
    if dialect.form is Form.HEADING and dialect.numbered:
        members = _without_inner_series(members, evidence)
    return members


# ------------------------------------------------------------------ repeated


def _times(members: Members) -> Counter[str]:
    """How often each text comes."""
    return Counter(_key(m) for m in members)


def _key(member: Member) -> str:
    return words.key(member.candidate.text.text)


def _without_repeated_summaries(members: Members, evidence: Evidence) -> Members:
    """Summaries are questions where they differ, or hold a box with the answer; one that is repeated opens one."""
    times, depths = _times(members), evidence.depths
    outer = min((depths[m.candidate.at + 1] for m in members), default=0)
    most = max(1, len(members) // 4)
    return [
        m
        for m in members
        if depths[m.candidate.at + 1] == outer
        and (times[_key(m)] <= most or (m.likeness > 0 and holds_answer(evidence.blocks, depths, m.candidate.at)))
    ]


def _none_if_repeated(members: Members, evidence: Evidence) -> Members:
    """No terms at all where most come again: these are parts of each entry, or people that speak."""
    again = sum(times for times in _times(members).values() if times > 1)
    return [] if again > 0.5 * len(members) else members


def _without_repeated_below_headings(members: Members, evidence: Evidence) -> Members:
    """The bold lines that are not the same below each heading: there the heading tells what is asked."""
    times = _times(members)
    same = [m for m in members if times[_key(m)] >= _OFTEN]
    below = sum(_follows_heading(evidence.blocks, m.candidate.at) for m in same)
    return [m for m in members if times[_key(m)] < _OFTEN] if below >= 0.8 * len(same) else members


def _without_letters(members: Members, evidence: Evidence) -> Members:
    """The headings without those that are nothing but the letters of an alphabetical index."""
    others = [m for m in members if len(m.candidate.text.text) > 1 or not m.candidate.text.text.isalpha()]
    return others if len(members) - len(others) >= _OFTEN else members


def _follows_heading(blocks: Sequence[Block], at: int) -> bool:
    before = next((b for b in reversed(blocks[max(0, at - 4) : at]) if b.kind is not Kind.BLANK), None)
    return before is not None and before.kind is Kind.HEADING


def _without_repeated_pairs(members: Members, evidence: Evidence) -> Members:
    """The pairs whose term does not come again and again."""
    times = _times(members)
    return [m for m in members if times[_key(m)] < _OFTEN]


# --------------------------------------------------------------------- titles


def _without_furniture(members: Members, evidence: Evidence) -> Members:
    """The headings that do not come again and again with nothing below them."""
    return [m for m in members if m.candidate.at not in evidence.furniture]


def _without_titles_about(members: Members, evidence: Evidence) -> Members:
    """The members without titles about the document, and without those of tables of contents; terms in lists may be."""
    listed = {m.candidate.at for m in members if m.candidate.answer is not None and _is_item(m, evidence)}
    return [m for m in members if m.likeness >= 1 or m.candidate.at in listed or not _is_title_about(m)]


def _is_item(member: Member, evidence: Evidence) -> bool:
    return evidence.blocks[member.candidate.at].kind is Kind.ITEM


def _is_title_about(member: Member) -> bool:
    text = member.candidate.text.text
    return words.is_about_title(text) or (member.likeness <= 0 and words.is_contents_title(text))


# -------------------------------------------------------------------- numbers


def _without_numbers_of_others(members: Members, evidence: Evidence) -> Members:
    """Labelled questions without the headings that say no more than the number of the one right below."""
    below = itertools.zip_longest(members, members[1:])
    return [m for m, following in below if following is None or not _numbers(m, following, evidence.blocks)]


def _numbers(member: Member, following: Member, blocks: Sequence[Block]) -> bool:
    """Whether a heading is a label without a text (or with a remark), right above the question that it numbers."""
    at, below = member.candidate.at, following.candidate.at
    text = member.candidate.text.text
    is_bare = blocks[at].kind is Kind.HEADING and (not text or words.is_remark(text))
    asks_below = blocks[below].kind is not Kind.HEADING and bool(following.candidate.text.text)
    return is_bare and asks_below and below - at <= _NEAR_LABEL


def _without_inner_series(members: Members, evidence: Evidence) -> Members:
    """Numbered headings without those that count parts of an answer: below another one they begin anew."""
    kept: Members = []
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
    return kept


_TAKES_AWAY: Mapping[Form, Sequence[Callable[[Members, Evidence], Members]]] = {
    Form.SUMMARY: (_without_repeated_summaries,),
    Form.RUN_IN: (_none_if_repeated, _without_titles_about),
    Form.BOLD: (_without_repeated_below_headings, _without_titles_about),
    Form.PAIR: (_without_repeated_pairs,),
    Form.HEADING: (_without_furniture, _without_letters, _without_titles_about),
    Form.LABEL: (_without_numbers_of_others,),
}
