"""Summaries of details blocks as questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from builder.model.document import Block, Kind
from builder.model.source import Line
from builder.read.forms.candidates import Candidate
from builder.read.forms.details import holds_answer
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Dialect, Form, Lines, Members, NoteSoFar
from builder.read.forms.titled import text_key, times_of_texts
from builder.read.language import words
from builder.read.weights import LIKENESS


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.SUMMARY or words.opens_answer(block.text.text):
        return None
    text, _ = words.unwrapped(block.text)
    number = words.numbered(text.text)
    if number and number[2]:
        text, _ = words.unwrapped(text.cut(number[1]).stripped())
    return Candidate(at, text, number[0] if number and number[2] else "", more=_more(block))


def _more(block: Block) -> tuple[Line, ...]:
    """The lines of a summary after the one with its text."""
    lines = [line for line in block.lines if line.number > block.text.number]
    cuts = [line.text.lower().find("</summary>") for line in lines]
    return tuple(line if cut < 0 else line.cut(0, cut) for line, cut in zip(lines, cuts, strict=True))


def _likeness(found: Candidate, likeness: float, evidence: Evidence) -> float:
    """ "Exercise 3" asks where its solution stands in a box within."""
    if likeness == 0 and holds_answer(evidence.blocks, evidence.depths, found.at):
        return LIKENESS["by_form"]
    return likeness


def _repeated(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """Summaries are questions where they differ, or hold a box with the answer; one that is repeated opens one."""
    times, depths = times_of_texts(members), evidence.depths
    usual = Counter(depths[m.candidate.at + 1] for m in members).most_common()
    outer = min((depth for depth, times in usual if times == usual[0][1]), default=0)
    most = max(1, len(members) // 4)
    return tuple(
        m
        for m in members
        if depths[m.candidate.at + 1] == outer
        and (times[text_key(m)] <= most or (m.likeness > 0 and holds_answer(evidence.blocks, depths, m.candidate.at)))
    )


def _asks_on(note: NoteSoFar, at: int, blocks: Sequence[Block]) -> bool | None:
    """What stands below a summary is never the rest of its question."""
    return False


SUMMARY = Form(
    "summary",
    _find,
    kinds=frozenset({Kind.SUMMARY}),
    likeness=_likeness,
    in_details=True,
    false_positives=(_repeated,),
    asks_on=_asks_on,
    lines=Lines.ONE,
)
