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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from builder.check.checks.compiled import Compiled
from builder.check.checks.prose import MASK, mask, strip_markup
from builder.check.checks.words import ASKED_OF_ALL, ASPECTS, CATEGORIES, FILLER, NEGATIONS, SYNONYMS, american
from builder.model.diagnostics import Diagnostic, Rule
from builder.model.notes import Draft
from builder.model.similarity import Index, Weights, Words, features, likeness, words
from builder.model.source import Span
from builder.rules.content import DUPLICATE_QUESTION, NEAR_DUPLICATE, TWO_ANSWERS

_SOME = 12  # questions of a kind that others are compared with
_AGREE = 0.75  # likeness from which on two answers say the same
_SAYS_SOMETHING = 30  # words of an answer from which on it is no chance that another says the same
_COPIED = 0.5  # the score of a question that was copied with its answer
_EXTRA = 0.1  # share of words that only one of two questions may have
_LOOSE = 0.6  # the score of a question that is asked in other words, as its answer shows
_SHARED_SUBJECT = 0.6  # of a question's words, by weight, that such a pair has in common
_SHARED_ANSWER = 0.3  # of the shorter one's words that say something
_TELLING = 6  # words that say something, from which on an answer shows what was asked

_ACRONYM = re.compile(r"\(\s*[A-Z][A-Za-z-]{1,9}\s*\)")
_PHRASES = (
    (re.compile(r"\bin (?:what|which) ways?\b"), "how"),
    (re.compile(r"\bin the (?:context|case|field|world|area) of\b"), "in"),
    (re.compile(r"\b(?:what|which) (?:is|are) the (?:steps|process|way) (?:to|for|of)\b"), "how"),
    (re.compile(r"\bfuture (?:potential|developments?|trends?|directions?|outlook|prospects)\b"), "future"),
    (re.compile(r"\bcan be used (?=to\b|for\b|in\b)"), ""),
    (re.compile(r"(?<=\w )when (?=the\b|an?\b|there\b)"), ", "),
    (re.compile(r"\bout of\b"), "from"),
    (re.compile(r"\bstand(?:s)? for\b|\bfull form\b"), "meaning"),
    (
        re.compile(
            r"\bwhy (?:is|are) (.{1,80}?) (?:so )?(?:important|needed|significant|crucial|necessary|essential)\b"
        ),
        r"role of \1",
    ),
    (re.compile(r"\bhow (?:do|does|is|are) (.{1,80}?) (?:differ|different|distinguished|compare)\b"), r"difference \1"),
    (re.compile(r"\bwhat (?:is|are) (.{1,80}?) (?:made (?:up )?of|composed of)\b"), r"components of \1"),
    (re.compile(r"\bwhat (?:do|does) (.{1,80}?) consist of\b"), r"components of \1"),
    (re.compile(r"\bhow (?:is|are) (.{1,80}?) (?:structured|built up|composed)\b"), r"components of \1"),
)
# What asks for about the same; whether it does, the answers show.
_LOOSE_PHRASES = (
    (re.compile(r"\bwhat causes (.{1,80}?) to\b"), r"why \1"),
    (re.compile(r"\bwhat (?:is|was|are|were) the (?:reasons?|causes?) (?:for|of|why)\b"), "why"),
    (re.compile(r"\bwhat (?:do|does) (.{1,80}?) do\b"), r"role of \1"),
    (re.compile(r"\b(?:function|job|task) of\b"), "role of"),
    (re.compile(r"\bhow (?:do|does) (.{1,80}?) works?\b"), r"\1"),
)
_SYMBOLS = re.compile(r"(?<=\w)[+#]+|[=<>!&|^~]{2,}|[<>=^~]")  # C++, C#, == and ===
# ", and how do they work?": asks on about the same thing.
_AND_ASKS_ON = re.compile(
    r",?\s+(?:and\s+)?(?:how|why|when|where|what)\b[^?.]{0,200}\b(?:it|they|them|its|their)\b[^?.]{0,200}\??\s*$"
    r"|,?\s+and (?:its|their)\s+(?:\w+\s+){0,2}\w+\??\s*$"
)
# ", and how is it trained?", "What is it? How is it used?": another question behind the first.
_SECOND = re.compile(r"(?:[,;]?\s+and\s+(?:in )?(?:how|what|why|when|where|which)\b|[?.]\s+(?=\S)).*", re.DOTALL)
_NAME = re.compile(r"\b(?:[A-Z]{2,}s?|\w*\d\w*)\b")
# A word in quotation marks is meant to the letter.
_QUOTED = re.compile(
    r"(?<!\w)(?:'([^'\n]{1,40})'|\"([^\"\n]{1,40})\"|[“„]([^“”\n]{1,40})[”“]|[«‘「『]([^»’」』\n]{1,40})[»’」』])(?!\w)"
)
# A clause that may stand before or after the others without changing what is asked: "in Rome", "of a leaf".
_PREPOSITIONS = frozenset(
    ("of", "in", "for", "on", "with", "at", "by", "from", "to", "into", "over", "between", "during", "within", "among")
)
_DIRECTED = frozenset(("from", "to", "into", "over", "by"))
_CONTEXT = frozenset(("in", "for", "on", "at", "during", "within", "with"))
_SPOKEN = re.compile(r"[^\W_]+|,")
_SYMMETRIC = "difference"  # of A and B is the same as of B and A


@dataclass(frozen=True)  # without slots, so that what is worked out is remembered: it is asked for again and again
class _Asked:
    """What is asked: the words of it, and the same clause by clause, each behind its preposition."""

    words: tuple[str, ...]
    clauses: tuple[tuple[str, ...], ...]

    @cached_property
    def aspects(self) -> frozenset[str]:
        return ASPECTS.intersection(self.words)

    @cached_property
    def subject(self) -> frozenset[str]:
        """What is asked about, without where and for what ("in a heap", "for beginners")."""
        said = {_root(word) for clause in self.clauses if clause[0] not in _CONTEXT for word in clause[1:]}
        return frozenset(said.intersection(self.telling)) or frozenset(self.telling)

    @cached_property
    def telling(self) -> Counter[str]:
        """The words that say what is asked about, without their endings."""
        return Counter(_root(word) for word in self.words if word not in ASPECTS | CATEGORIES)

    @cached_property
    def directed(self) -> Counter[tuple[str, frozenset[str]]]:
        """From what, to what, by what: what another order of the same words turns round."""
        clauses = ((clause[0], frozenset(map(_root, clause[1:]))) for clause in self.clauses)
        return Counter(clause for clause in clauses if clause[0] in _DIRECTED)


@dataclass(frozen=True)
class _Question:
    draft: Draft
    span: Span  # of the question
    place: str
    plain: tuple[str, ...]  # all words, spelling made equal
    core: tuple[str, ...]  # what is left without filler
    short: tuple[str, ...]  # the core without what is asked on about the same thing
    clauses: tuple[tuple[str, ...], ...]  # the core, clause by clause, each behind its preposition
    verbatim: tuple[str, ...]  # code, formulas, quotations and pictures as typed; the sections, if the words say little
    symbols: tuple[str, ...]  # what words leave out and yet tells C from C++
    names: frozenset[str]  # acronyms, and words with digits
    looser: tuple[_Asked, ...]  # the same in plainer words, and the first of several questions

    @cached_property
    def readings(self) -> tuple[_Asked, ...]:
        """What is asked, and what is asked first, where that is not all."""
        return _Asked(self.short, self.clauses), *self.looser


def duplicates(compiled: Compiled) -> Iterator[Diagnostic]:
    """Each question that an earlier one asks as well, with the earlier one that is most like it."""
    drafts = [draft for document in compiled.documents for draft in document.drafts]
    acronyms = _acronyms(side.text for draft in drafts for side in (draft.question, draft.answer))
    questions = [
        _question(draft, f"{document.path}:{document.document.source.original(draft.line)}", acronyms)
        for document in compiled.documents
        for draft in document.drafts
    ]
    answers = _Answers(questions)
    for second, first, score in _pairs(questions, answers):
        yield _diagnostic(questions[second], questions[first], score == 1.0, *answers.compare(second, first))


def _pairs(questions: Sequence[_Question], answers: _Answers) -> Iterator[tuple[int, int, float]]:
    """Each question that an earlier one asks as well: its index, that of the most alike one, and how much."""
    kinds: dict[Words, list[int]] = {}
    for number, question in enumerate(questions):
        kinds.setdefault(question.short or question.plain, []).append(number)
    sets = [features(kind) for kind in kinds]
    index = Index(sets)
    weights = Weights(kinds)
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
            earlier = [n for n in others if n < number]
            scores = [(_sameness(questions[n], own), -n) for n in earlier]
            score, first = max(scores, default=(0.0, 0))
            if score:
                yield number, -first, score
            elif (copied := next((n for n in earlier if answers.are_copies(n, number)), None)) is not None:
                yield number, copied, _COPIED
            elif (loose := next((n for n in earlier if answers.show_the_same(n, number, weights)), None)) is not None:
                yield number, loose, _LOOSE


# ---------------------------------------------------------------- what a question asks

_IN_BRACKETS = re.compile(r"\(\s*([A-Z][A-Z-]{1,8})s?\s*\)")
_BEFORE = 120  # characters before an acronym in brackets, in which its name is


def _acronyms(texts: Iterable[str]) -> dict[str, str]:
    """Names and the acronyms that stand behind them in brackets: ``{"random access memory": "ram"}``."""
    found = {}
    for text in texts:
        for match in _IN_BRACKETS.finditer(text):
            before = strip_markup(text[max(0, match.start() - _BEFORE) : match.start()])
            said = re.findall(r"[^\W_]+", before.casefold())
            letters = match[1].replace("-", "").casefold()
            name = said[-len(letters) :]
            if len(name) == len(letters) and "".join(word[0] for word in name) == letters:
                found[" ".join(_stem(word, ("s",)) for word in name)] = letters
    return found


def _question(draft: Draft, place: str, acronyms: Mapping[str, str]) -> _Question:
    text = draft.identity
    masked = mask(text)
    verbatim = tuple(text[m.start() : m.end()].strip("` ") for m in re.finditer(f"{MASK}+", masked))
    verbatim += tuple(next(filter(None, m.groups())).casefold() for m in _QUOTED.finditer(masked))
    code = tuple(re.findall(r"^[ \t]*(?:```|~~~).*?^[ \t]*(?:```|~~~)", text, re.DOTALL | re.MULTILINE))
    spoken = american(_ACRONYM.sub(" ", strip_markup(text)))
    if acronyms:
        spoken = _with_acronyms(spoken, acronyms)
    core = _core(_with_phrases(spoken))
    short = _core(_with_phrases(_AND_ASKS_ON.sub("", spoken)))
    plain = words(american(strip_markup(text)))
    symbols = tuple(_SYMBOLS.findall(strip_markup(masked)))
    if all(word in ASKED_OF_ALL for word in core):
        code += tuple(section.title for section in draft.sections)
    span = draft.question.span
    clauses = _clauses(_with_phrases(spoken))
    names = frozenset(name.removesuffix("s") for name in _NAME.findall(strip_markup(text)))
    looser = tuple(_asked(text) for text in {_with_phrases(spoken, _LOOSE_PHRASES), _SECOND.sub("", spoken)} - {spoken})
    return _Question(draft, span, place, plain, core, short or core, clauses, verbatim + code, symbols, names, looser)


def _asked(spoken: str) -> _Asked:
    text = _with_phrases(spoken)
    return _Asked(_core(text), _clauses(text))


def _with_phrases(spoken: str, phrases: Iterable[tuple[re.Pattern[str], str]] = _PHRASES) -> str:
    for pattern, replacement in phrases:
        spoken = pattern.sub(replacement, spoken)
    return spoken


def _with_acronyms(spoken: str, acronyms: Mapping[str, str]) -> str:
    stemmed = " ".join(_stem(word, ("s",)) for word in re.findall(r"[^\W_]+", spoken))
    for name, acronym in acronyms.items():
        if name in stemmed:
            spoken = re.sub(r"s?\W+".join(map(re.escape, name.split())) + r"s?\b", acronym, spoken)
    return spoken


def _core(text: str) -> tuple[str, ...]:
    """The words of a question that are no filler, each as the first of its synonyms, without endings."""
    return _kept(text, _endings(text))


def _endings(text: str) -> tuple[str, ...]:
    """What is taken off words: in a short question the ending is half of what it says (a prompt, prompting)."""
    said = sum(word not in FILLER for word in words(text))
    return ("s",) if said < _SHORT_QUESTION else ("s", "ing", "ed")


_SHORT_QUESTION = 3  # words


def _kept(text: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    stemmed = [_stem(SYNONYMS.get(word, word), endings) for word in words(text) if word not in FILLER]
    return tuple(word for at, word in enumerate(stemmed) if word not in ASPECTS or word not in stemmed[:at])


def _clauses(text: str) -> tuple[tuple[str, ...], ...]:
    found: list[list[str]] = [[""]]
    for word in _SPOKEN.findall(text):
        if word == "," or word in _PREPOSITIONS:
            found.append(["" if word == "," else word])
        else:
            found[-1].append(word)
    endings = _endings(text)
    cores = ((clause[0], *_kept(" ".join(clause[1:]), endings)) for clause in found)
    return tuple(clause for clause in cores if len(clause) > 1)


def _stem(word: str, endings: tuple[str, ...]) -> str:
    """``word`` without each of ``endings``, in their order, that it has and can do without."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if ending == "s" else 4) and not word.endswith("ss"):
            word = word[: -len(ending)]
    return word


def _root(word: str) -> str:
    """``word`` without what makes a noun of a verb and the like: rotation, rotating, rotated."""
    return next((word[: -len(end)] for end in _DERIVED if word.endswith(end) and len(word) - len(end) >= _ROOT), word)


_DERIVED = ("ion", "ing", "ed", "e")
_ROOT = 4  # letters


def _sameness(one: _Question, two: _Question) -> float:
    """1.0 for the same question, less for one that means the same, 0.0 for a different one."""
    if one.symbols != two.symbols or (one.verbatim != two.verbatim and one.verbatim and two.verbatim):
        return 0.0
    if one.plain == two.plain:
        return 1.0
    if _are_turned_round(one.clauses, two.clauses):
        return 0.0
    if not one.core or not two.core:
        return 0.0
    if one.core == two.core:
        return 0.95
    if one.short == two.short:
        return 0.9
    return max(_overlap(a, b, one, two) for a in {one.core, one.short} for b in {two.core, two.short})


def _are_turned_round(one: Iterable[tuple[str, ...]], two: Iterable[tuple[str, ...]]) -> bool:
    """Whether one question goes to where the other comes from."""
    there, back = (
        {(_OPPOSITE.get(clause[0], clause[0]) if turned else clause[0], clause[1:]) for clause in some}
        for some, turned in ((one, False), (two, True))
    )
    return any(clause in back for clause in there if clause[0] in _OPPOSITE)


_OPPOSITE = {"from": "to", "to": "from"}


def _overlap(a: tuple[str, ...], b: tuple[str, ...], one: _Question, two: _Question) -> float:
    if abs(len(a) - len(b)) > _EXTRA * max(len(a), len(b)):
        return 0.0
    left, right = Counter(a), Counter(b)
    only_left, only_right = left - right, right - left
    if only_left and only_right:
        return 0.0
    more = only_left + only_right
    extra = more.total()
    if extra > _EXTRA * max(len(a), len(b)) or min(len(a), len(b)) < 2:
        return 0.0
    if any(word in NEGATIONS or len(word) < 2 for word in more):
        return 0.0
    if not extra and a != b and not _is_same_in_another_order(_Asked(a, one.clauses), _Asked(b, two.clauses)):
        return 0.0
    return 0.9 - extra / 10


def _is_same_in_another_order(one: _Asked, two: _Asked) -> bool:
    """Whether only whole clauses changed places ("in Rome"), or those that may: from A to B is not from B to A."""
    if _SYMMETRIC in one.words and _SYMMETRIC in two.words:
        return True
    if _ordered(one) == _ordered(two):
        return True
    return bool({one.words, _compounded(one)} & {two.words, _compounded(two)})


def _ordered(question: _Asked) -> Counter[tuple[str, tuple[str, ...]]]:
    """The clauses, in no order; nor have the words of a short one behind its preposition any: "dataset is limited".

    Prepositions that say no direction stand for each other: strategies to do it, for doing it.
    """
    directed = any(clause[0] == "from" for clause in question.clauses)
    found: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for at, (preposition, *said) in enumerate(question.clauses):
        kept = tuple(word for word in said if word not in ASPECTS | CATEGORIES)
        if preposition in _CONTEXT or (preposition == "to" and not directed):
            preposition = ""
        if kept:
            found[preposition, tuple(sorted(kept)) if at and len(kept) <= _SHORT_CLAUSE else kept] += 1
    return found


_SHORT_CLAUSE = 2  # words


def _compounded(question: _Asked) -> tuple[str, ...]:
    """The core with "the structure of a leaf" turned into "the leaf structure"."""
    parts: list[tuple[str, ...]] = []
    for preposition, *said in question.clauses:
        if preposition == "of" and parts:
            parts[-1] = (*said, *parts[-1])
        else:
            parts.append(tuple(said))
    return tuple(word for part in parts for word in part)


# ---------------------------------------------------------------- answers


class _Answers:
    """The words of the questions' answers, each looked at once, and only where they are needed."""

    def __init__(self, questions: Sequence[_Question]) -> None:
        self._questions = questions
        self._words: dict[int, Words] = {}
        self._counts: dict[int, Counter[str]] = {}

    def words(self, number: int) -> Words:
        if number not in self._words:
            self._words[number] = words(american(strip_markup(self._questions[number].draft.answer.text)))
        return self._words[number]

    def telling(self, number: int) -> Counter[str]:
        """The words of an answer that say something, without their endings."""
        if number not in self._counts:
            said = self.words(number)
            self._counts[number] = Counter(_stem(w, ("s", "ing", "ed")) for w in said if len(w) > 2 and w not in FILLER)
        return self._counts[number]

    def are_copies(self, one: int, two: int) -> bool:
        """Whether two questions of nearly the same words have one answer: it was copied with its question."""
        first, second = self._questions[one], self._questions[two]
        if first.symbols != second.symbols or not first.draft.answered or not second.draft.answered:
            return False
        fewer = min(len(first.core), len(second.core))
        if (Counter(first.core) & Counter(second.core)).total() < max(3, 0.75 * fewer):
            return False
        a, b = self.words(one), self.words(two)
        shared = (Counter(a) & Counter(b)).total()
        return min(len(a), len(b)) >= _SAYS_SOMETHING and (
            shared >= 0.95 * min(len(a), len(b)) or (shared >= 0.7 * max(len(a), len(b)) and likeness(a, b) >= 0.9)
        )

    def show_the_same(self, one: int, two: int, weights: Weights) -> bool:
        """Whether two questions ask for the same of the same thing, in other words, as their answers show."""
        first, second = self._questions[one], self._questions[two]
        if not first.draft.answered or not second.draft.answered:
            return False
        if first.symbols != second.symbols or (first.verbatim and first.verbatim != second.verbatim):
            return False
        if first.names - second.names and second.names - first.names:
            return False
        if not any(_ask_the_same(a, b, weights) for a in first.readings for b in second.readings):
            return False
        said, again = self.telling(one), self.telling(two)
        fewer = min(said.total(), again.total())
        return fewer >= _TELLING and (said & again).total() >= _SHARED_ANSWER * fewer

    def compare(self, one: int, two: int) -> tuple[str, bool]:
        """How two answers relate, in words, and whether both may stand."""
        first, second = self._questions[one].draft, self._questions[two].draft
        if not first.answered and not second.answered:
            return "; neither is answered", True
        if not first.answered or not second.answered:
            return f"; only {'this one' if first.answered else 'that one'} is answered", True
        a, b = self.words(one), self.words(two)
        if a == b:
            return " and has the same answer", True
        shared = (Counter(a) & Counter(b)).total()
        if likeness(a, b) >= _AGREE or shared >= 0.95 * min(len(a), len(b)) > 6:
            return " and has nearly the same answer", True
        return " and has a different answer", False


def _ask_the_same(one: _Asked, two: _Asked, weights: Weights) -> bool:
    """Whether two questions may ask for the same: of one subject, in words that nearly agree."""
    a, b = one.telling, two.telling
    if one.aspects != two.aspects or not a or not b:
        return False
    if (NEGATIONS & (a.keys() ^ b.keys())) or _numbers(a) != _numbers(b):
        return False
    if _are_turned_round(one.clauses, two.clauses):
        return False
    if one.directed != two.directed and not _is_same_in_another_order(one, two):
        return False
    if a == b:
        return True
    if one.subject != two.subject:
        return False
    return _weight(a & b, weights) * 2 >= _SHARED_SUBJECT * (_weight(a, weights) + _weight(b, weights))


def _weight(some: Counter[str], weights: Weights) -> float:
    return sum(weights[word] * times for word, times in some.items())


def _numbers(some: Iterable[str]) -> set[str]:
    return {word for word in some if word[0].isdigit() or len(word) == 1}


# ---------------------------------------------------------------- the finding


def _diagnostic(later: _Question, earlier: _Question, exact: bool, verdict: str, agree: bool) -> Diagnostic:
    rule: Rule = NEAR_DUPLICATE
    if exact:
        rule = DUPLICATE_QUESTION if agree else TWO_ANSWERS
    asks = "is asked" if exact else "asks nearly the same as the one"
    message = f"this question {asks} in {earlier.place}{' as well' if exact else ''}{verdict}"
    hint = "keep one of the two"
    if not agree:
        hint = (
            "join the answers, or say in the questions what differs" if exact else "say in the questions what differs"
        )
    return Diagnostic(rule, message, later.span, hint, related=((earlier.span, "asked here first"),))
