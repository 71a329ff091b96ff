"""Serving: the entries of answer keys to the questions that they answer.

Owns: which entry belongs to which question, and whether a key is one at all: its numbers are those of
questions before it that have no answer of their own.  Does not own: where keys stand (``answer_key``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from builder.model.diagnostics import Diagnostic
from builder.model.notes import Draft, Fate, FateKind
from builder.model.source import Excerpt, Line, Span
from builder.read.fold import polish
from builder.read.fold.folder import Reading
from builder.read.forms import options
from builder.read.keys.entries import Number, begins_with_choice, number_of
from builder.read.keys.find import Entry, Key, Part, is_certain
from builder.read.language import words
from builder.read.language.titles import title_text
from builder.rules.structure import ANSWER_WITHOUT_QUESTION, EMPTY_ANSWER

_LEAST = 2  # questions that a key answers
_FITTING = 0.6  # the share of its entries that have a question
_FITTING_UNTITLED = 0.8
_UNANSWERED = 0.5  # the share of those questions that have no answer of their own
_KEYS = 0.5  # the share of the lines with a key's title that are titles of keys; else they are labels
_NEARLY_ALL = 0.9  # the share of a chapter's questions that its key answers where nothing else does
_COVERED = 0.4  # the share of the unanswered questions of a chapter that its key answers


@dataclass(frozen=True, slots=True)
class _Run:
    """Questions whose numbers rise: their places among the drafts, by number; and the sections they stand in."""

    questions: dict[Number, int] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)
    counted: bool = False  # the questions have no numbers of their own


@dataclass(frozen=True, slots=True)
class _Match:
    """Where the entries of one key belong: the draft of each, and all drafts of the chapters it is for."""

    pairs: tuple[tuple[Entry, int | None], ...]
    chapters: frozenset[int]
    counted: bool  # the questions there have no numbers of their own


def held(reading: Reading, keys: Sequence[Key]) -> tuple[Key, ...]:
    """Those of ``keys`` that answer questions which have no answer of their own."""
    matches = zip(keys, _matches(reading.drafts, keys), strict=True)
    known = _asked(reading)
    fitting = [(key, match) for key, match in matches if _holds(_with_rests(known, key, match), key, match)]
    times = Counter(key.title for key, _ in fitting)
    return tuple(key for key, match in fitting if not match.counted or times[key.title] >= _KEYS * key.alike)


def given(reading: Reading, keys: Sequence[Key]) -> Reading:
    """``reading`` with the entries of ``keys`` as answers of the questions that have their numbers."""
    if not keys:
        return reading
    answers: dict[int, list[Entry]] = {}
    lost: list[Entry] = []
    asked = _asked(reading)
    for key, match in zip(keys, _matches(reading.drafts, keys), strict=True):
        asked = _with_rests(asked, key, match)
        for entry, at in match.pairs:
            if at is None:
                lost.append(entry)
            else:
                answers.setdefault(at, []).append(entry)
    drafts, fates, diagnostics = list(reading.drafts), {f.line: f for f in reading.fates}, list(reading.diagnostics)
    for at, entries in answers.items():
        tidies = [polish.finish_answer(drafts[at].path, _without_question(e, drafts[at]).blocks) for e in entries]
        draft = _answered(asked[at], entries, [t.answer for t in tidies])
        diagnostics = [d for d in diagnostics if not _tells_of_empty_answer(d, drafts, at)]
        diagnostics += [d for tidy in tidies for d in tidy.diagnostics]
        drafts[at] = draft
        for kind, excerpt in ((FateKind.ANSWER, draft.answer), (FateKind.QUESTION, draft.question)):
            fates |= {ln.number: Fate(ln.number, kind) for ln in excerpt if not ln.blank}
    for entry in lost:
        diagnostics.append(_without_taker(reading.drafts[0].path, entry))
    ordered = tuple(fates[line] for line in sorted(fates))
    return replace(reading, drafts=tuple(drafts), fates=ordered, diagnostics=tuple(diagnostics))


def _tells_of_empty_answer(diagnostic: Diagnostic, drafts: Sequence[Draft], at: int) -> bool:
    """Whether a diagnostic says that nothing, or a placeholder, stands below the question of draft ``at``."""
    if diagnostic.rule is not EMPTY_ANSWER or diagnostic.span is None:
        return False
    line = diagnostic.span.line
    return drafts[at].line <= line and (at + 1 == len(drafts) or line < drafts[at + 1].line)


def _without_taker(path: str, entry: Entry) -> Diagnostic:
    number = ".".join(map(str, entry.number))
    lines = [ln for block in entry.blocks for ln in block.lines if not ln.blank] or [entry.line]
    return Diagnostic(
        ANSWER_WITHOUT_QUESTION,
        f"this is the answer to question {number}, but no question before it has that number",
        Span(path, entry.line.number, entry.line.column, lines[-1].number, lines[-1].column + len(lines[-1].text)),
        "give the question that number, or mend the number here",
    )


# ---------------------------------------------------------------------- one question


@dataclass(frozen=True, slots=True)
class _Asked:
    """A draft, and whether its own answer was announced by a label."""

    draft: Draft
    labelled: bool
    answered_by_key: bool = False  # what stands below the question is the rest of it

    def is_free(self, entry: Entry) -> bool:
        """Whether the question has no answer of its own beside that of a key."""
        return not self.draft.answered or self.goes_on(entry)

    def goes_on(self, entry: Entry) -> bool:
        """Whether what stands below the question is the rest of it, and ``entry`` the answer."""
        text = next((b.text.text for b in entry.blocks if b.text.text), "")
        lines = self.draft.answer.lines
        return not self.labelled and (self.answered_by_key or self.goes_on_with(lines, text))

    def goes_on_with(self, lines: Sequence[Line], text: str) -> bool:
        """Whether the lines below the question are options, or code, that the answer ``text`` is about."""
        return options.ask_on(lines, text, choice=begins_with_choice(text))


def _asked(reading: Reading) -> list[_Asked]:
    fates = {fate.line for fate in reading.fates}
    return [_Asked(draft, _is_labelled(draft, fates)) for draft in reading.drafts]


def _with_rests(asked: Sequence[_Asked], key: Key, match: _Match) -> list[_Asked]:
    """``asked``, told what a key with a title for all of a chapter's questions means for the text below them."""
    answered = {at for _, at in match.pairs if at is not None}
    all_answered = len(answered) >= _NEARLY_ALL * len(match.chapters)
    with_text = sum(asked[at].draft.answered for at in answered) >= _NEARLY_ALL * len(answered)
    if not (is_certain(key) and all_answered and with_text) or any(asked[at].labelled for at in answered):
        return list(asked)
    return [replace(a, answered_by_key=at in answered or a.answered_by_key) for at, a in enumerate(asked)]


def _is_labelled(draft: Draft, solid: set[int]) -> bool:
    """Whether something stands between question and answer that is in neither (``solid``: lines with text)."""
    if not draft.answered:
        return False
    first = draft.answer.trimmed().lines[0]
    asked = draft.question.trimmed().lines[-1].number
    return first.number == asked or any(n in solid for n in range(asked + 1, first.number))


def _answered(asked: _Asked, entries: Sequence[Entry], answers: Sequence[Excerpt]) -> Draft:
    """The draft with ``answers``, after its own if it has one."""
    draft = asked.draft
    own = draft.answer.lines
    question = draft.question
    if draft.answered and asked.goes_on(entries[0]):
        question = question.with_lines(options.with_rest(question.lines, own))
        own = ()
    known = {words.key(draft.answer.text)} if own else set()
    lines = list(own)
    for answer in answers:
        text = words.key(answer.text)
        if answer and text not in known:
            known.add(text)
            lines += [*([Line(answer.lines[0].number, "")] if lines else []), *answer.lines]
    return replace(draft, question=question, answer=draft.answer.with_lines(lines))


def _without_question(entry: Entry, draft: Draft) -> Entry:
    """An entry without the question, where that stands at its beginning again."""
    first = next((i for i, b in enumerate(entry.blocks) if b.text.text), None)
    asked = next((ln.text for ln in draft.question if not ln.blank), "")
    if first is None or words.key(entry.blocks[first].text.text) != words.key(asked):
        return entry
    rest = entry.blocks[first + 1 :]
    return replace(entry, blocks=rest) if any(b.text.text for b in rest) else entry


# ---------------------------------------------------------------------- the whole key


def _holds(asked: Sequence[_Asked], key: Key, match: _Match) -> bool:
    """Whether the entries are answers to questions that have none, and enough of them."""
    fitting = [(entry, at) for entry, at in match.pairs if at is not None]
    free = {at for entry, at in fitting if asked[at].is_free(entry)}
    open_questions = {at for at in match.chapters if not asked[at].draft.answered} | free
    last = max(match.chapters, default=0)
    bare_last = last in open_questions - free and len(open_questions) < len(match.chapters)
    return (
        len(fitting) >= (_FITTING if key.title else _FITTING_UNTITLED) * len(match.pairs)
        and len(free) >= max(_LEAST, _UNANSWERED * len({at for _, at in fitting}))
        and len(free) >= _COVERED * len(open_questions)
        and not bare_last  # else the key is more likely that question's own answer
    )


def _matches(drafts: Sequence[Draft], keys: Sequence[Key]) -> list[_Match]:
    """Where the entries of each key belong: among the questions since the key before it.

    Keys with no question between them are for the same questions.
    """
    lines = [draft.line for draft in drafts]
    groups: list[tuple[list[Key], int, int]] = []
    for key in keys:
        end = bisect_left(lines, key.line)
        if groups and groups[-1][2] == end:
            groups[-1][0].append(key)
        else:
            groups.append(([key], groups[-1][2] if groups else 0, end))
    return [match for group, start, end in groups for match in _matches_of(drafts, group, start, end)]


def _matches_of(drafts: Sequence[Draft], keys: Sequence[Key], start: int, end: int) -> list[_Match]:
    parts = [part for key in keys for part in key.parts]
    runs = iter(_assigned(parts, _runs(drafts, range(start, end), [len(part.entries) for part in parts])))
    found = []
    for key in keys:
        taken = [(part, next(runs)) for part in key.parts]
        pairs = tuple((e, run.questions.get(e.number) if run else None) for part, run in taken for e in part.entries)
        chapters = frozenset(at for _, run in taken if run for at in run.questions.values())
        found.append(_Match(pairs, chapters, any(run.counted for _, run in taken if run)))
    return found


def _assigned(parts: Sequence[Part], runs: Sequence[_Run]) -> list[_Run | None]:
    """The run of questions for each part: of the same title, or in the same order; else the nearest before the key."""
    if not runs:
        return [None] * len(parts)
    by_title = {title: run for run in runs for title in run.titles}
    titled = [by_title.get(words.key(title_text(part.title))) for part in parts]
    if len(parts) > 1 and None not in titled and len({id(run) for run in titled}) == len(parts):
        return titled
    if len(parts) == 1:
        numbers = {entry.number for entry in parts[0].entries}
        return [max(reversed(runs), key=lambda run: len(numbers & run.questions.keys()))]
    if len(parts) % len(runs) == 0:  # the letters of all chapters, then the reasons of all chapters
        return [runs[i % len(runs)] for i in range(len(parts))]
    missing = max(0, len(parts) - len(runs))
    return [*[None] * missing, *runs[-(len(parts) - missing) :]]


def _runs(drafts: Sequence[Draft], pool: range, sizes: Sequence[int]) -> list[_Run]:
    """The questions of ``pool`` by number, cut where the numbers begin anew.

    Questions without numbers are counted, all together or section by section, if there are as many
    as the parts of the key have entries (``sizes``).
    """
    runs: list[_Run] = []
    first: Number = ()
    for at in pool:
        number = number_of(drafts[at].number)
        if number:
            if not runs or number <= first:
                runs.append(_Run())
                first = number
            runs[-1].questions.setdefault(number, at)
            runs[-1].titles.update(words.key(section.title) for section in drafts[at].sections)
    if runs:
        return runs
    together = _Run({(i,): at for i, at in enumerate(pool, 1)}, counted=True)
    if [len(pool)] == list(sizes):
        return [together]
    by_section: dict[tuple[Span, ...], _Run] = {}
    for at in pool:
        sections = drafts[at].sections
        run = by_section.setdefault(tuple(s.span for s in sections), _Run(counted=True))
        run.questions[len(run.questions) + 1,] = at
        run.titles.update(words.key(section.title) for section in sections[-1:])
    counted = list(by_section.values())
    return counted if [len(run.questions) for run in counted] == list(sizes) else []
