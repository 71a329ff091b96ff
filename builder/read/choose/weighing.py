"""Weighing: how much speaks for reading a block as a question.

Owns: how much a candidate looks like a question, by its words and by what stands around it, and its
score: that look, the weight of its form, and whether something follows that could be an answer.  Does not
own: which blocks are candidates (``proposals``), what is known of the document (``evidence``), nor
which members are taken (``rivals``, ``detection``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.model.document import CONTENT, Kind
from builder.read.choose.evidence import Evidence
from builder.read.forms.candidates import Candidate
from builder.read.forms.classify import is_link
from builder.read.forms.details import holds_answer
from builder.read.forms.dialect import Dialect, Form
from builder.read.forms.options import asks_by_what_follows
from builder.read.language import words


@dataclass(frozen=True, slots=True)
class Member:
    """A candidate with its weight: ``likeness`` as ``words.question_likeness`` gives it."""

    candidate: Candidate
    dialect: Dialect
    likeness: float
    answered: bool
    score: float


def weighed(found: Candidate, dialect: Dialect, end: int, evidence: Evidence) -> Member:
    """``found`` with its weight; the blocks up to ``end`` may be its answer."""
    likeness, looks = _likeness(found, dialect, end, evidence)
    answered = _is_answered(found, dialect, end, evidence)
    score = dialect.weight + (_LIKENESS * likeness if likeness > 0 else likeness)
    if answered and (looks or evidence.terms or dialect.weight >= _STRONG_FORM):
        score += _ANSWERED
    if likeness < 0 and dialect.form is Form.BOLD:
        score = _BOLD_LABEL
    if looks and _is_announced(found, dialect, end, evidence):
        score += _ANNOUNCED
    for amount in _by_place(found, dialect, evidence):
        score += amount
    if dialect.own:
        score = max(score, _CHOSEN)
    return Member(found, dialect, likeness, answered, score * max(1, len(found.rows)))


# ------------------------------------------------------------------- likeness

_SURE = 0.8  # what follows it shows that it asks
_HALF = 0.5  # as good as a question by its form, or by what stands around it
_LEARNED = 0.3  # it need not look like a question, being one of what is to be learned
_MERE_TITLE = -0.5  # a topic with nothing below it
_NEAR = 15  # blocks in which the label of an answer speaks for the question before it
_NEED_NO_LOOKS = frozenset({Form.ROW, Form.DOUBLE_COLON, Form.QUESTION_MARK, Form.SEPARATED, Form.CARD, Form.PATTERN})
_TITLES = frozenset({Form.HEADING, Form.BOLD})


def _likeness(found: Candidate, dialect: Dialect, end: int, evidence: Evidence) -> tuple[float, bool]:
    """How much a candidate looks like a question; and whether it or what stands around it does, not its form alone."""
    text = " ".join(line.text for line in (found.text, *found.more))
    at, form = found.at, dialect.form
    likeness = words.question_likeness(text) if text else _HALF
    looks = likeness > 0
    listed = _is_listed(found, dialect, evidence)
    if (likeness == 0 and (evidence.terms or listed)) or (likeness < 0 and listed and " " in text):
        likeness = _LEARNED
    if form in _NEED_NO_LOOKS or (evidence.has_sides and form is Form.HEADING):
        likeness = max(likeness, _HALF)
    if shown := _shown(found, dialect, end, likeness, evidence):
        likeness, looks = max(likeness, shown), True
    if likeness == 0 and form is Form.SUMMARY and holds_answer(evidence.blocks, evidence.depths, at):
        likeness = _HALF  # "Exercise 3", with its solution in a box within
    if likeness == 0 and form in _TITLES and evidence.topics and evidence.promised[at]:
        likeness = _LEARNED if _has_own_text(at, evidence) else _MERE_TITLE
    return likeness, looks


def _is_listed(found: Candidate, dialect: Dialect, evidence: Evidence) -> bool:
    """Whether a candidate stands in a list of questions."""
    if dialect.form is Form.ITEM and found.at in evidence.listed:
        return True
    return dialect.form in (Form.ITEM, Form.LINE) and dialect.numbered and evidence.promised[found.at]


def _shown(found: Candidate, dialect: Dialect, end: int, likeness: float, evidence: Evidence) -> float:
    """How much like a question what stands around a candidate shows it to be; 0 where nothing does."""
    at, labels = found.at, evidence.answer_labels
    if dialect.form is Form.PAIR and at in evidence.defined:
        return _HALF
    if likeness < _HALF and asks_by_what_follows(evidence.blocks, at, end):
        return _SURE
    if dialect.numbered and likeness <= 0 and labels[min(end, at + _NEAR)] > labels[at + 1]:
        return _HALF
    return _HALF if _is_keyed(found, dialect, evidence) else 0.0


def _is_keyed(found: Candidate, dialect: Dialect, evidence: Evidence) -> bool:
    """Whether a key has an answer for the number of a candidate."""
    return dialect.numbered and found.number in evidence.keyed


def _has_own_text(at: int, evidence: Evidence) -> bool:
    """Whether text stands right below a title, before any other heading, and is no list of links."""
    blocks = evidence.blocks
    below = next((i for i in range(at + 1, len(blocks)) if blocks[i].kind is not Kind.BLANK), None)
    return below is not None and blocks[below].kind in CONTENT and not is_link(blocks[below])


# ---------------------------------------------------------------------- score

_CHOSEN = 0.2  # at least, in a dialect that the author chose
_LIKENESS = 0.5  # how much of its likeness a question weighs
_ANSWERED = 0.3  # something follows that could be its answer
_STRONG_FORM = 0.3  # the weight of a form that says by itself that what follows is an answer
_BOLD_LABEL = -0.3  # "**Note:**" among bold questions stands in an answer
_ANNOUNCED = 0.6  # what the label of an answer right below adds to a question without a label
_RIGHT_BELOW = 3  # blocks in which that label is looked for
_UNSIGNED = -0.2  # its number has no dot
_BOLD_IN_LIST = -0.3  # a bold word in a list is more often a part of an answer
_LINK = -1.0  # something to read on
_LISTED = 0.6  # it stands in a list of questions
_IN_DETAILS = -0.3  # in a box that may hold an answer
_IN_ANSWER = -1.0  # in a box that does
_PLAIN = frozenset({Form.HEADING, Form.BOLD, Form.ITEM, Form.LINE, Form.QUOTE})


def _is_answered(found: Candidate, dialect: Dialect, end: int, evidence: Evidence) -> bool:
    """Whether an answer stands on the line of a candidate, below it, or in a key."""
    on_line = found.answer is not None or bool(found.rows)
    below = evidence.filled[end] > evidence.filled[found.at + 1]
    return on_line or below or _is_keyed(found, dialect, evidence)


def _is_announced(found: Candidate, dialect: Dialect, end: int, evidence: Evidence) -> bool:
    """Whether the label of an answer stands right below a question that has none itself."""
    blocks, at = evidence.blocks, found.at
    if dialect.form not in _PLAIN or words.question_label(blocks[at].text.text):
        return False
    near = blocks[at + 1 : min(end, at + 1 + _RIGHT_BELOW)]
    first = next((b for b in near if b.kind is not Kind.BLANK and not b.continues), None)
    follows = [b for b in near[:1] if b.continues] + ([first] if first else [])
    return any(b.kind in (Kind.TEXT, Kind.ITEM) and words.answer_label(b.text.text) is not None for b in follows)


def _by_place(found: Candidate, dialect: Dialect, evidence: Evidence) -> Iterator[float]:
    """What a candidate's number, and the list or the box that it stands in, add to its score."""
    block, form = evidence.blocks[found.at], dialect.form
    if not found.signed:
        yield _UNSIGNED
    if form is Form.RUN_IN and block.kind is Kind.ITEM:
        yield _BOLD_IN_LIST
    if form is Form.ITEM and evidence.asks_in_headings and is_link(block):
        yield _LINK
    elif form is Form.ITEM and found.at in evidence.listed:
        yield _LISTED
    if evidence.depths[found.at] and form is not Form.SUMMARY:
        yield _IN_ANSWER if evidence.in_answer[found.at] and form is not Form.LABEL else _IN_DETAILS
