"""Duplicate questions, exact and near, within a document and across documents.

Owns: when two questions ask the same, and whether their answers agree.  Does not own: the
search for candidates, which is near-linear (``similarity``).

Two questions ask the same if what is left of them is the same once spelling, inflection,
polite phrases and filler are taken away.  Code, formulas and pictures must be equal to the
letter.  A likeness of letters alone is never enough: it cannot tell *supervised* from
*unsupervised*, nor *advantages* from *challenges*.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.check.checks.compiled import Compiled
from builder.check.checks.prose import MASK, mask, strip_markup
from builder.check.checks.words import ASKED_OF_ALL, FILLER, SYNONYMS, american
from builder.model.diagnostics import Diagnostic, Rule
from builder.model.notes import Draft
from builder.model.similarity import Index, Words, features, likeness, words
from builder.rules.content import DUPLICATE_QUESTION, NEAR_DUPLICATE, TWO_ANSWERS

_SOME = 12  # questions of a kind that others are compared with
_AGREE = 0.75  # likeness from which on two answers say the same
_SAYS_SOMETHING = 30  # words of an answer from which on it is no chance that another says the same
_COPIED = 0.5  # the score of a question that was copied with its answer
_EXTRA = 0.1  # share of words that only one of two questions may have

_ACRONYM = re.compile(r"\(\s*[A-Z][A-Za-z-]{1,9}\s*\)")
_PHRASES = (
    (re.compile(r"\bin (?:what|which) ways?\b"), "how"),
    (re.compile(r"\bin the (?:context|case|field|world|area) of\b"), "in"),
    (re.compile(r"\b(?:what|which) (?:is|are) the (?:steps|process|way) (?:to|for|of)\b"), "how"),
    (re.compile(r"\bstand(?:s)? for\b|\bfull form\b"), "meaning"),
)
_SYMBOLS = re.compile(r"(?<=\w)[+#]+|[=<>!&|^~]{2,}|[<>=^~]")  # C++, C#, == and ===
# ", and how do they work?": asks on about the same thing.
_AND_ASKS_ON = re.compile(
    r",?\s+(?:and\s+)?(?:how|why|when|where|what)\b[^?.]{0,200}\b(?:it|they|them|its|their)\b[^?.]{0,200}\??\s*$"
    r"|,?\s+and (?:its|their)\s+(?:\w+\s+){0,2}\w+\??\s*$"
)
_DIRECTED = re.compile(r"\b(?:to|from|into|by|over)\b")


@dataclass(frozen=True, slots=True)
class _Question:
    draft: Draft
    place: str
    plain: tuple[str, ...]  # all words, spelling made equal
    core: tuple[str, ...]  # what is left without filler
    short: tuple[str, ...]  # the core without what is asked on about the same thing
    verbatim: tuple[str, ...]  # code, formulas and pictures as typed; the sections, if the words say little
    symbols: tuple[str, ...]  # what words leave out and yet tells C from C++


def duplicates(compiled: Compiled) -> Iterator[Diagnostic]:
    """Each question that an earlier one asks as well, with the earlier one that is most like it."""
    questions = [
        _question(draft, f"{document.path}:{document.document.source.original(draft.line)}")
        for document in compiled.documents
        for draft in document.drafts
    ]
    for second, first, score in _pairs(questions):
        yield _diagnostic(questions[second], questions[first], score == 1.0)


def _pairs(questions: Sequence[_Question]) -> Iterator[tuple[int, int, float]]:
    """Each question that an earlier one asks as well: its index, that of the most alike one, and how much."""
    kinds: dict[Words, list[int]] = {}
    for number, question in enumerate(questions):
        kinds.setdefault(question.short or question.plain, []).append(number)
    sets = [features(kind) for kind in kinds]
    index = Index(sets)
    members = list(kinds.values())
    near: dict[int, list[int]] = {}  # of a kind: the kinds that are worth a look, itself among them
    for kind, wanted in enumerate(sets):
        for other in {kind, *index.candidates(wanted)}:
            near.setdefault(kind, []).append(other)
            near.setdefault(other, []).append(kind)
    first_of: dict[tuple[tuple[str, ...], ...], int] = {}
    for kind, numbers in enumerate(members):
        # The first few of a kind stand for all of it, so that equal questions are no square.
        others = sorted({n for other in near[kind] for n in members[other][:_SOME]})
        for number in numbers:
            own = questions[number]
            exact = first_of.setdefault((own.plain, own.verbatim, own.symbols), number)
            if exact != number:
                yield number, exact, 1.0
                continue
            scores = [(_sameness(questions[n], questions[number]), -n) for n in others if n < number]
            score, first = max(scores, default=(0.0, 0))
            if score:
                yield number, -first, score
            elif (copied := next((n for n in others if n < number and _is_copy(questions[n], own)), None)) is not None:
                yield number, copied, _COPIED


def _question(draft: Draft, place: str) -> _Question:
    text = draft.question.text
    masked = mask(text)
    verbatim = tuple(text[m.start() : m.end()].strip("` ") for m in re.finditer(f"{MASK}+", masked))
    code = tuple(re.findall(r"^\s*(?:```|~~~).*?^\s*(?:```|~~~)", text, re.DOTALL | re.MULTILINE))
    spoken = american(_ACRONYM.sub(" ", strip_markup(text)))
    for pattern, replacement in _PHRASES:
        spoken = pattern.sub(replacement, spoken)
    core = _core(spoken)
    short = _core(_AND_ASKS_ON.sub("", spoken))
    plain = words(american(strip_markup(text)))
    symbols = tuple(_SYMBOLS.findall(strip_markup(masked)))
    if all(word in ASKED_OF_ALL for word in core):
        code += tuple(section.title for section in draft.sections)
    return _Question(draft, place, plain, core, short or core, verbatim + code, symbols)


def _core(text: str) -> tuple[str, ...]:
    kept = [SYNONYMS.get(word, word) for word in words(text) if word not in FILLER]
    # In a short question the ending is half of what it says: a prompt, prompting.
    return tuple(_stem(word, ("s",) if len(kept) < 3 else ("ing", "ed", "s")) for word in kept)


def _stem(word: str, endings: tuple[str, ...]) -> str:
    """``word`` without the first of ``endings`` that it has and can do without."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if ending == "s" else 4) and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def _sameness(one: _Question, two: _Question) -> float:
    """1.0 for the same question, less for one that means the same, 0.0 for a different one."""
    if one.symbols != two.symbols or (one.verbatim != two.verbatim and one.verbatim and two.verbatim):
        return 0.0
    if one.plain == two.plain:
        return 1.0
    if not one.core or not two.core:
        return 0.0
    if one.core == two.core:
        return 0.95
    if one.short == two.short:
        return 0.9
    return max(_overlap(a, b, one, two) for a in {one.core, one.short} for b in {two.core, two.short})


def _overlap(a: tuple[str, ...], b: tuple[str, ...], one: _Question, two: _Question) -> float:
    if abs(len(a) - len(b)) > _EXTRA * max(len(a), len(b)):
        return 0.0
    left, right = Counter(a), Counter(b)
    only_left, only_right = left - right, right - left
    if only_left and only_right:
        return 0.0
    extra = (only_left + only_right).total()
    if extra > _EXTRA * max(len(a), len(b)) or min(len(a), len(b)) < 2:
        return 0.0
    if not extra and a != b and any(_DIRECTED.search(q.draft.question.text) for q in (one, two)):
        return 0.0  # from A to B is not from B to A
    return 0.9 - extra / 10


def _is_copy(one: _Question, two: _Question) -> bool:
    """Whether two questions of nearly the same words have one answer: it was copied with its question."""
    if one.symbols != two.symbols or not one.draft.answered or not two.draft.answered:
        return False
    fewer = min(len(one.core), len(two.core))
    if (Counter(one.core) & Counter(two.core)).total() < max(3, 0.75 * fewer):
        return False
    a, b = _said(one.draft), _said(two.draft)
    shared = (Counter(a) & Counter(b)).total()
    return min(len(a), len(b)) >= _SAYS_SOMETHING and (shared >= 0.95 * min(len(a), len(b)) or likeness(a, b) >= 0.9)


def _said(draft: Draft) -> Words:
    return words(american(strip_markup(draft.answer.text)))


def _diagnostic(later: _Question, earlier: _Question, exact: bool) -> Diagnostic:
    verdict, agree = _compare(later.draft, earlier.draft)
    rule: Rule = NEAR_DUPLICATE
    if exact:
        rule = DUPLICATE_QUESTION if agree else TWO_ANSWERS
    asks = "is asked" if exact else "asks nearly the same as the one"
    message = f"this question {asks} in {earlier.place}{' as well' if exact else ''}{verdict}"
    hint = "keep one of the two" if agree else "join the answers, or say in the questions what differs"
    return Diagnostic(rule, message, later.draft.question.span, hint)


def _compare(one: Draft, two: Draft) -> tuple[str, bool]:
    """How two answers relate, in words, and whether both may stand."""
    if not one.answered and not two.answered:
        return "; neither is answered", True
    if not one.answered or not two.answered:
        return f"; only {'this one' if one.answered else 'that one'} is answered", True
    a, b = _said(one), _said(two)
    if a == b:
        return " and has the same answer", True
    shared = (Counter(a) & Counter(b)).total()
    if likeness(a, b) >= _AGREE or shared >= 0.95 * min(len(a), len(b)) > 6:
        return " and has nearly the same answer", True
    return " and has a different answer", False
