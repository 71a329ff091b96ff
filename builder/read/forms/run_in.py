"""Bold words at the beginning of a paragraph or item, and what they mean behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder.model.document import Block, Kind
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import SENTENCES, Dialect, Form, Lines, Member, Members
from builder.read.forms.shapes import QUESTION_MARKS, RUN_IN, number_of_item
from builder.read.forms.titled import none_if_repeated, titles_about
from builder.read.language import words
from builder.read.weights import SHARES

_LONGEST = 400  # characters at the beginning of a line in which the words stand


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM) or block.continues or block.indent > 3 or "`" in block.text.text[:4]:
        return None
    match = RUN_IN.match(block.text.text[:_LONGEST])
    if not match:
        return _bold_question(at, block)
    asks = match["text"].rstrip().endswith(QUESTION_MARKS)
    if asks and not match["sign"].strip() and _asks_on(block.text.text[match.end() :]):
        return Candidate(at, block.text, number_of_item(block))
    text = block.text.cut(match.start("text"), match.end("text")).stripped()
    if not match["sign"].strip() and not text.text.endswith(("?", "？", ":", "–", "—")):
        return None
    text = text.cut(0, len(text.text.rstrip(" :：–—-")))
    number = number_of_item(block)
    if found := words.numbered(text.text):
        text, number = text.cut(found[1]), found[0]
    return Candidate(at, text, number, block.text.cut(match.end()))


def _asks_on(text: str) -> bool:
    """Whether what stands behind a question asks on, and answers nothing."""
    sentences = re.split(r"(?<=[.!?？؟])\s+", text.strip())
    return all(sentence.endswith(QUESTION_MARKS) for sentence in sentences)


def _bold_question(at: int, block: Block) -> Candidate | None:
    """An item that is bold as a whole and asks, among others that have more behind it."""
    text, strong = words.unwrapped(block.text)
    if block.kind is not Kind.ITEM or not strong or not text.text.endswith(QUESTION_MARKS):
        return None
    return Candidate(at, text, number_of_item(block))


def _features(found: Candidate, dialect: Dialect, evidence: Evidence) -> Iterator[str]:
    terms = evidence.only_terms or evidence.in_terms[found.at]
    if evidence.blocks[found.at].kind is Kind.ITEM and not terms:
        yield "bold words in a list"


def _frame(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The terms that ask, and those with the same sign behind them, where most ask; else, where half do, those from
    the first that asks on.
    """
    asking = tuple(m for m in members if m.likeness > 0)
    if not asking or len(asking) < SHARES["half"] * len(members):
        return members
    if len(asking) < SHARES["asking_terms"] * len(members):
        return members[members.index(asking[0]) :]
    signs = {_sign(m, evidence) for m in asking} - {""}
    return tuple(m for m in members if m.likeness > 0 or _sign(m, evidence) in signs)


def _sign(member: Member, evidence: Evidence) -> str:
    """The sign between bold words and what they mean; empty where it is in the bold words, or there is none."""
    match = RUN_IN.match(evidence.blocks[member.candidate.at].text.text[:_LONGEST])
    return match["sign"].strip() if match else ""


RUN_IN_TERM = Form(
    "run-in",
    _find,
    kinds=SENTENCES,
    features=_features,
    are_terms=True,
    false_positives=(none_if_repeated, titles_about),
    settle=_frame,
    lines=Lines.ONE,
)
