"""Weighing: how much speaks for reading a block as a question.

Owns: how much a candidate looks like a question, by its words and by what stands around it, and its
score: that look, the weight of its form, and whether something follows that could be an answer.  Does not
own: which blocks are candidates (``proposals``), what is known of the document (``evidence``), nor
which members are taken (``detection``).
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.document import Kind
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Dialect, Feature, Member
from builder.read.forms.options import asks_by_what_follows
from builder.read.language import words
from builder.read.weights import LIKENESS, SCORE

_ASKS = "looks like a question"
_CHOSEN = "chosen by the author"


def weighed(found: Candidate, dialect: Dialect, end: int, evidence: Evidence) -> Member:
    """``found`` with its score; the blocks up to ``end`` may be its answer."""
    likeness, looks = _likeness(found, dialect, end, evidence)
    answered = _is_answered(found, dialect, end, evidence)
    features = _own_features(found, dialect, likeness, answered and (looks or _answers_show(found, dialect, evidence)))
    if looks and _is_announced(found, dialect, end, evidence):
        features.append(_feature("a label of the answer follows"))
    features += map(_feature, _by_place(found, dialect, evidence))
    score = sum(f.amount for f in features)
    if dialect.own and score < SCORE[_CHOSEN]:
        features.append(Feature(_CHOSEN, SCORE[_CHOSEN] - score))
        score = SCORE[_CHOSEN]
    return Member(found, dialect, likeness, answered, score * max(1, len(found.rows)), tuple(features))


def _answers_show(found: Candidate, dialect: Dialect, evidence: Evidence) -> bool:
    """Whether what follows speaks for a question that does not look like one."""
    return _is_term(found, dialect, evidence) or dialect.weight >= LIKENESS["strong_form"]


def _is_term(found: Candidate, dialect: Dialect, evidence: Evidence) -> bool:
    """Whether terms are promised where a candidate stands, and its form is one of terms or the title promises them."""
    return evidence.terms or (dialect.form.are_terms and evidence.in_terms[found.at])


def _feature(name: str) -> Feature:
    return Feature(name, SCORE[name])


def _own_features(found: Candidate, dialect: Dialect, likeness: float, answered: bool) -> list[Feature]:
    """What its form and its words add to a candidate's score."""
    if likeness < 0 and dialect.form.may_be_label:
        return [_feature("bold label")]
    features = [Feature("form", dialect.weight)]
    if likeness > 0:
        features.append(Feature(_ASKS, SCORE[_ASKS] * likeness))
    elif likeness:
        features.append(Feature("looks like a label", likeness))
    if answered:
        features.append(_feature("is answered"))
    return features


# ------------------------------------------------------------------- likeness

_NEAR = 15  # blocks in which the label of an answer speaks for the question before it


def _likeness(found: Candidate, dialect: Dialect, end: int, evidence: Evidence) -> tuple[float, bool]:
    """How much a candidate looks like a question; and whether it or what stands around it does, not its form alone."""
    text = " ".join(line.text for line in (found.text, *found.more))
    form = dialect.form
    likeness = words.question_likeness(text) if text else LIKENESS["by_form"]
    looks = likeness > 0
    listed = form.is_listed(found, dialect, evidence)
    if (likeness == 0 and (listed or _is_term(found, dialect, evidence))) or (likeness < 0 and listed and " " in text):
        likeness = LIKENESS["to_be_learned"]
    if form.needs_no_looks or (evidence.has_sides and form.has_fronts):
        likeness = max(likeness, LIKENESS["by_form"])
    if shown := _shown(found, dialect, end, likeness, evidence):
        likeness, looks = max(likeness, shown), True
    return form.likeness(found, likeness, evidence), looks


def _shown(found: Candidate, dialect: Dialect, end: int, likeness: float, evidence: Evidence) -> float:
    """How much like a question what stands around a candidate shows it to be; 0 where nothing does."""
    at, labels = found.at, evidence.answer_labels
    if dialect.form.is_shown(found, evidence):
        return LIKENESS["by_form"]
    if likeness < LIKENESS["by_form"] and asks_by_what_follows(evidence.blocks, at, end):
        return LIKENESS["by_what_follows"]
    if dialect.numbered and likeness <= 0 and labels[min(end, at + _NEAR)] > labels[at + 1]:
        return LIKENESS["by_form"]
    return LIKENESS["by_form"] if _is_keyed(found, dialect, evidence) else 0.0


def _is_keyed(found: Candidate, dialect: Dialect, evidence: Evidence) -> bool:
    """Whether a key has an answer for the number of a candidate."""
    return dialect.numbered and found.number in evidence.keyed


# ---------------------------------------------------------------------- score

_RIGHT_BELOW = 3  # blocks in which that label is looked for


def _is_answered(found: Candidate, dialect: Dialect, end: int, evidence: Evidence) -> bool:
    """Whether an answer stands on the line of a candidate, below it, or in a key."""
    on_line = found.answer is not None or bool(found.rows)
    below = evidence.filled[end] > evidence.filled[found.at + 1]
    return on_line or below or _is_keyed(found, dialect, evidence)


def _is_announced(found: Candidate, dialect: Dialect, end: int, evidence: Evidence) -> bool:
    """Whether the label of an answer stands right below a question that has none itself."""
    blocks, at = evidence.blocks, found.at
    if not dialect.form.is_plain or words.question_label(blocks[at].text.text):
        return False
    near = blocks[at + 1 : min(end, at + 1 + _RIGHT_BELOW)]
    first = next((b for b in near if b.kind is not Kind.BLANK and not b.continues), None)
    follows = [b for b in near[:1] if b.continues] + ([first] if first else [])
    return any(b.kind in (Kind.TEXT, Kind.ITEM) and words.answer_label(b.text.text) is not None for b in follows)


def _by_place(found: Candidate, dialect: Dialect, evidence: Evidence) -> Iterator[str]:
    """What a candidate's number, and the list or the box that it stands in, add to its score."""
    form = dialect.form
    yield from form.features(found, dialect, evidence)
    if evidence.depths[found.at] and not form.in_details:
        yield "in an answer" if evidence.in_answer[found.at] and not form.answers_in_details else "in a details block"
