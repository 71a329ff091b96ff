"""Which draft is which entry: pins, then equal texts, then texts that are alike.

Owns: the pairing, and nothing else; it never looks at a line number, a question's number
or the order of notes.  Does not own: what follows from it (``identify``).

Each stage takes up what the one before left over:

1. the author's id, or the GUID that an export of Anki's states: whatever the text says;
2. the same question: if several share it, those with the same answer go together first, then
   those in the same place, then those whose answers are most alike;
3. a reworded question: a draft and an entry that ask for the same fact (``sameness``) and are each
   other's best match among all that are left, by question and answer together, and clearly so:
   where another comes within ``MARGIN``, neither is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from builder.ledger import texts
from builder.ledger.difference import case_differs, difference
from builder.ledger.entries import Entry
from builder.ledger.sameness import Verdict, answers, judge
from builder.model.notes import Draft
from builder.model.notetypes import STANDARD
from builder.model.similarity import Index, Weights, Words, features, likeness, words

MARGIN = 0.05
PINNED = 0.85  # a question with an id that is new is taken for an older one without id only if this alike
_BOTH = 2  # notes that have an answer, where it is this draft's and this entry's alone
_TELLING = 9  # distinct words of an answer that tells which note it is
_PAIRS = 10_000  # more pairs of notes that ask the same are not compared answer by answer


class How(Enum):
    """What an entry was recognised by."""

    PIN = "pin"
    SAME_PLACE = "same text in the same place"
    SAME_TEXT = "same text elsewhere"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Match:
    """``draft`` (its number) is the note of ``entry``; ``likeness`` is 1.0 unless reworded."""

    draft: int
    entry: Entry
    how: How
    likeness: float = 1.0
    thin: bool = False  # matched on evidence that a person should check


@dataclass(frozen=True, slots=True)
class Tie:
    """Drafts and entries that may belong together, with nothing to tell which to which."""

    drafts: tuple[int, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found; ``keys`` are all drafts' questions in normal form."""

    found: Mapping[int, Match]
    ties: tuple[Tie, ...]
    keys: tuple[str, ...]


@dataclass(slots=True)
class _Side:
    """A draft or an entry, as far as matching sees it; few drafts are ever asked for their sketch."""

    question: str  # as typed
    key: str
    answer: str
    path: str
    sections: tuple[str, ...]
    pin: str
    guid: str = ""
    notetype: str = STANDARD  # no note ever changes it
    stem: str = ""  # of a draft with options: its question without them
    text: str = ""  # a draft's answer
    known_sketch: str | None = None

    @staticmethod
    def of_draft(draft: Draft) -> _Side:
        answer = draft.answer.text
        titles = tuple(section.title for section in draft.sections)
        question = draft.identity
        key = texts.normal(question)
        digest = texts.answer_digest(answer)
        stem = texts.normal(draft.choice.stem.text) if draft.choice else ""
        place = draft.path, titles
        return _Side(question, key, digest, *place, draft.pin, draft.guid, draft.notetype, stem, answer)

    @staticmethod
    def of_entry(entry: Entry) -> _Side:
        key = texts.normal(entry.question)
        return _Side(
            entry.question,
            key,
            entry.answer,
            entry.path,
            entry.sections,
            entry.pin,
            entry.guid,
            entry.notetype or STANDARD,
            known_sketch=entry.sketch,
        )

    @property
    def sketch(self) -> str:
        if self.known_sketch is None:
            self.known_sketch = texts.sketch(self.text)
        return self.known_sketch


_PLACES: tuple[Callable[[_Side], Hashable], ...] = (
    lambda side: (side.path, side.sections),
    lambda side: side.path,
    lambda side: "",
)


def match(drafts: Sequence[Draft], entries: Sequence[Entry]) -> Matches:
    """Pair drafts with entries, each at most once.  A dropped entry returns only by its pin or its very text."""
    return _Matching(drafts, entries).run()


def is_doubtful(old: Entry, new: Entry) -> bool:
    """Return whether two states of a note have so little in common that a person should confirm that they are one."""
    given = answers(old.answer, old.sketch, new.answer, new.sketch, only=True)
    asked = likeness(words(texts.normal(old.question)), words(texts.normal(new.question)))
    verdict = judge(asked, difference(old.question, new.question), given)
    return verdict is None or verdict.thin


class _Matching:
    def __init__(self, drafts: Sequence[Draft], entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.ours = [_Side.of_draft(d) for d in drafts]
        self.theirs = [_Side.of_entry(e) for e in entries]
        distinct = ({(side.key, side.answer) for side in sides} for sides in (self.ours, self.theirs))
        self.answers = Counter(answer for sides in distinct for _, answer in sides)
        self.found: dict[int, Match] = {}
        self.taken: set[int] = set()
        self.ties: list[Tie] = []
        self.thin: set[tuple[int, int]] = set()

    def run(self) -> Matches:
        self.by_guid()
        self.by_pin()
        self.follow_files()
        # What is still in the deck comes before what has gone from it.
        self.by_text([n for n, e in enumerate(self.entries) if e.live])
        self.by_text([n for n, e in enumerate(self.entries) if not e.live])
        self.by_stem()
        self.by_likeness([n for n, e in enumerate(self.entries) if not e.dropped])
        return Matches(self.found, tuple(self.ties), tuple(side.key for side in self.ours))

    def take(self, draft: int, entry: int, score: float, how: How) -> None:
        self.found[draft] = Match(draft, self.entries[entry], how, score, (draft, entry) in self.thin)
        self.taken.add(entry)

    # -------------------------------------------------------------------------- 1

    def by_guid(self) -> None:
        known = {(side.guid, side.notetype): number for number, side in enumerate(self.theirs)}
        for number, side in enumerate(self.ours):
            entry = known.get((side.guid, side.notetype)) if side.guid else None
            if entry is not None and entry not in self.taken:
                self.take(number, entry, 1.0, How.PIN)

    def by_pin(self) -> None:
        pinned = {(side.pin, side.notetype): number for number, side in enumerate(self.theirs) if side.pin}
        for number, side in enumerate(self.ours):
            entry = pinned.get((side.pin, side.notetype))
            if side.pin and entry is not None and entry not in self.taken and number not in self.found:
                self.take(number, entry, 1.0, How.PIN)

    # -------------------------------------------------------------------------- 2

    def follow_files(self) -> None:
        """Move entries of renamed files to the new paths; notes that occur once show which file became which."""
        drafts, entries = defaultdict(list), defaultdict(list)
        for side in self.ours:
            drafts[side.key, side.answer].append(side.path)
        for side in self.theirs:
            entries[side.key, side.answer].append(side.path)
        votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for note, paths in entries.items():
            if len(paths) == 1 == len(drafts.get(note, ())):
                votes[paths[0]][drafts[note][0]] += 1
        there = {side.path for side in self.ours}
        renamed = {old: sorted(new.items(), key=lambda item: (-item[1], item[0]))[0][0] for old, new in votes.items()}
        for side in self.theirs:
            if side.path not in there:
                side.path = renamed.get(side.path, side.path)

    def by_text(self, pool: Sequence[int]) -> None:
        # To a learner these are the same in all, so it makes no difference which is which.
        for drafts, entries in self.groups(pool, lambda side: "", same_answer=True):
            self.pair_copies(drafts, entries, self.take_text)
        for place in _PLACES:
            for drafts, entries in self.groups(pool, place, same_answer=False):
                self.by_answer(drafts, entries)

    def pair_copies(self, drafts: Sequence[int], entries: Sequence[int], take: Callable[[int, int], None]) -> None:
        """Pair identical notes, by place and then in order; the older entries survive."""
        places = {_PLACES[0](self.ours[d]) for d in drafts}

        def age(entry: int) -> tuple[int, bool]:
            return self.entries[entry].created, _PLACES[0](self.theirs[entry]) not in places

        left = sorted(entries, key=age)[: len(drafts)]
        wanting = list(drafts)
        for place in _PLACES:
            by_place: defaultdict[Hashable, list[int]] = defaultdict(list)
            for e in reversed(left):
                by_place[place(self.theirs[e])].append(e)
            for d in wanting:
                here = by_place[place(self.ours[d])]
                if here and self.one_case(d, here[-1]):
                    take(d, here.pop())
            left = [e for e in left if e not in self.taken]
            wanting = [d for d in wanting if d not in self.found]

    def groups(
        self, pool: Sequence[int], place: Callable[[_Side], Hashable], *, same_answer: bool
    ) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Yield the unmatched drafts and entries that ask the same in the same place."""

        def trait(side: _Side) -> Hashable:
            return (side.notetype, side.key, place(side), side.answer if same_answer else "")

        drafts, entries = defaultdict(list), defaultdict(list)
        for number in pool:
            if number not in self.taken:
                entries[trait(self.theirs[number])].append(number)
        for number, side in enumerate(self.ours):
            if number not in self.found and (shared := trait(side)) in entries:
                drafts[shared].append(number)
        return ((drafts[shared], entries[shared]) for shared in drafts)

    def by_answer(self, drafts: Sequence[int], entries: Sequence[int]) -> None:
        """Pair notes that ask the same question, by the likeness of their answers, and at last the only two left."""
        if 1 < len(drafts) * len(entries) <= _PAIRS:
            scores = {
                (d, e): texts.sketch_likeness(self.ours[d].sketch, self.theirs[e].sketch)
                for d in drafts
                for e in entries
                if self.one_case(d, e)
            }
            self.best_of_each_other(scores, MARGIN, self.take_text)  # a tie comes up again among the reworded
        drafts = [d for d in drafts if d not in self.found]
        entries = [e for e in entries if e not in self.taken]
        if len(drafts) == len(entries) == 1 and self.one_case(drafts[0], entries[0]):
            self.take_text(drafts[0], entries[0])

    def one_case(self, draft: int, entry: int) -> bool:
        """Return whether two questions that are equal apart from case also agree in the case of their code."""
        ours, theirs = self.ours[draft], self.theirs[entry]
        same_answer = ours.answer == theirs.answer != ""
        return same_answer or ours.question == theirs.question or not case_differs(theirs.question, ours.question)

    def take_text(self, draft: int, entry: int, score: float = 1.0) -> None:
        """Pair notes with the same question; the likeness of their answers does not matter."""
        ours, theirs = self.ours[draft], self.theirs[entry]
        same_place = (ours.path, ours.sections) == (theirs.path, theirs.sections)
        self.take(draft, entry, 1.0, How.SAME_PLACE if same_place else How.SAME_TEXT)

    def by_stem(self) -> None:
        """Match a question that got options with the note that asked it without them."""
        stems, keys = Counter(side.stem for side in self.ours), defaultdict(list)
        for number, entry in enumerate(self.theirs):
            if number not in self.taken and self.entries[number].live:
                keys[entry.key, entry.notetype].append(number)
        for number, side in enumerate(self.ours):
            entries = keys[side.stem, side.notetype]
            if side.stem and number not in self.found and stems[side.stem] == len(entries) == 1:
                self.take(number, entries[0], 1.0, How.ALIKE)

    # -------------------------------------------------------------------------- 3

    def by_likeness(self, pool: Sequence[int]) -> None:
        drafts, entries = defaultdict(list), defaultdict(list)
        for number, side in enumerate(self.ours):
            if number not in self.found:
                drafts[side.key, side.answer, side.pin].append(number)
        for number in pool:
            if number not in self.taken:
                side = self.theirs[number]
                entries[side.key, side.answer, side.pin].append(number)
        if not drafts or not entries:
            return
        # One of several copies stands for them all.
        copies = {numbers[0]: numbers for numbers in drafts.values()}
        their_copies = {numbers[0]: numbers for numbers in entries.values()}
        scores = self.alike(list(copies), list(their_copies))

        def take_all(draft: int, entry: int, score: float) -> None:
            def take(d: int, e: int) -> None:
                self.thin |= {(d, e)} if (draft, entry) in self.thin else set()
                self.take(d, e, score, How.ALIKE)

            self.pair_copies(copies[draft], their_copies[entry], take)

        # Where questions tie, an answer that stayed as it was, and that no other note has, decides.
        kept = {pair: score for pair, score in scores.items() if self.kept_its_answer(*pair)}
        self.best_of_each_other(kept, MARGIN, take_all)
        self.best_of_each_other(self.left_of(scores), MARGIN, take_all)
        here = {(d, e): s for (d, e), s in scores.items() if _PLACES[0](self.ours[d]) == _PLACES[0](self.theirs[e])}
        self.best_of_each_other(self.left_of(here), MARGIN, take_all)  # of two that tie, the one in the same place
        self.ties += self.best_of_each_other(self.left_of(scores), MARGIN, take_all)

    def left_of(self, scores: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
        return {(d, e): s for (d, e), s in scores.items() if d not in self.found and e not in self.taken}

    def kept_its_answer(self, draft: int, entry: int) -> bool:
        ours, theirs = self.ours[draft], self.theirs[entry]
        if ours.answer != theirs.answer or not ours.answer or self.answers[ours.answer] != _BOTH:
            return False
        return len(texts.sketched(ours.sketch)) >= _TELLING

    def alike(self, drafts: Sequence[int], entries: Sequence[int]) -> dict[tuple[int, int], float]:
        """Return the likeness of each pair of draft and entry that may be one note."""
        asked = {n: words(self.theirs[n].key) for n in entries}
        weights = Weights(words(side.key) for side in self.theirs)
        index = Index(_features(asked[n], self.theirs[n]) for n in entries)
        scores = {}
        for d in drafts:
            ours, own = self.ours[d], words(self.ours[d].key)
            for e in (entries[i] for i in index.candidates(_features(own, ours))):
                theirs = self.theirs[e]
                if ours.notetype != theirs.notetype or (ours.pin and theirs.pin):
                    continue  # Anki or the author says that they are different notes
                verdict = self.verdict(ours, theirs, likeness(own, asked[e], weights), weights.count)
                if verdict and not (ours.pin and (verdict.thin or verdict.likeness < PINNED)):
                    scores[d, e] = verdict.likeness
                    if verdict.thin:
                        self.thin.add((d, e))
        return scores

    def verdict(self, ours: _Side, theirs: _Side, score: float, known: Callable[[str], int]) -> Verdict | None:
        only = self.answers[ours.answer] == _BOTH  # its own and this entry's, if it is the same
        given = answers(theirs.answer, theirs.sketch, ours.answer, ours.sketch, only=only)
        return judge(score, difference(theirs.question, ours.question, known), given)

    def best_of_each_other(
        self, scores: Mapping[tuple[int, int], float], threshold: float, take: Callable[[int, int, float], None]
    ) -> list[Tie]:
        """Take the pairs that are clearly each other's best match, best first; return the ties."""
        of_draft, of_entry = defaultdict(list), defaultdict(list)
        for d, e in scores:
            of_draft[d].append(e)
            of_entry[e].append(d)
        ties: list[Tie] = []
        tied_drafts: set[int] = set()
        tied_entries: set[int] = set()
        for d, e in sorted(scores, key=lambda pair: (-scores[pair], pair)):
            score = scores[d, e]
            drafts = {o for o in of_entry[e] if o not in self.found and scores[o, e] > score - MARGIN} - tied_drafts
            entries = {o for o in of_draft[d] if o not in self.taken and scores[d, o] > score - MARGIN} - tied_entries
            if score < threshold or d not in drafts or e not in entries:
                continue
            if drafts == {d} and entries == {e}:
                take(d, e, score)
            else:
                ties.append(Tie(tuple(sorted(drafts)), tuple(self.entries[o] for o in sorted(entries))))
                tied_drafts |= drafts
                tied_entries |= entries
        return ties


def _features(own: Words, side: _Side) -> frozenset[str]:
    """Return the lookup keys of a note: its question's features, its answer, and its answer's words."""
    answer = {f"={side.answer}", *(f"~{h}" for h in texts.sketched(side.sketch))} if side.answer else set()
    return features(own) | answer
