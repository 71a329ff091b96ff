"""Answer keys: the answers of a document or a chapter that stand apart from its questions.

Owns: which blocks are a key, and what its entries are.  A key is known by its title, or by numbered
answers alone; its numbers have been seen before it.  Does not own: what a title is (``key_titles``), what an
entry looks like (``key_entries``) and where it ends (``key_extents``), nor whether the questions need the key
(``key_serving``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from builder.model.document import Block, Kind
from builder.model.source import Line
from builder.read.forms import options
from builder.read.keys.entries import Number, Start, begins_with_choice, number_of, starts
from builder.read.keys.extents import SILENT, Extents, OpenEntry
from builder.read.keys.titles import entries_behind, is_title, says_answers
from builder.read.language import words
from builder.read.language.sentences import is_complete

_MOST_INTRO = 3  # blocks with text between a key's title and its first entry
_LEAST_UNTITLED = 3  # entries of a key without a title
_LEAST = 2
_SEEN = 0.5  # the share of the entries whose numbers stand before the key
_OPTIONS = 0.8  # the share of a key's entries that name options where its questions are a quiz


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer: the number of its question, the line where it begins, and the blocks of its text."""

    number: Number
    line: Line
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Entries whose numbers rise: those of one chapter, if the key has a title for each of them."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """An answer key in blocks ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    line: int  # of the source, where it begins
    title: str  # empty where there is none
    alike: int  # how many lines of the document read as the title does
    parts: tuple[Part, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for part in self.parts for entry in part.entries)


def find(blocks: Sequence[Block]) -> tuple[Key, ...]:
    """The blocks that look like answer keys; whether they are, their questions tell."""
    return tuple(_Finder(blocks).keys())


def answered_numbers(keys: Sequence[Key]) -> frozenset[str]:
    """The numbers in keys that say so, or hold letters of options or verdicts: what has these numbers are questions."""
    return frozenset(".".join(map(str, e.number)) for key in keys if is_certain(key) for e in key.entries)


def is_certain(key: Key) -> bool:
    """Whether a key says that it is one: by its title, or by the letters of options."""
    named = sum(bool(e.blocks) and begins_with_choice(e.blocks[0].text.text) for e in key.entries)
    return says_answers(key.title) or named >= _OPTIONS * len(key.entries)


@dataclass(slots=True)
class _Gathered:
    """What may be a key: its entries so far; ``head`` is the block of its title, ``limit`` where it ends at last."""

    start: int
    head: int | None
    limit: int
    entries: list[OpenEntry] = field(default_factory=list)
    end: int = 0
    title: int | None = None  # the block of the first part's title

    def is_alike(self, piece: Start) -> bool:
        """Whether an entry is marked as the first one is; one space is no matter."""
        if not self.entries:
            return True
        model = self.entries[0].begins
        same = piece.form == model.form and len(piece.number) == len(model.number)
        return same and abs(piece.indent - model.indent) <= 1


class _Finder:
    """One pass over the blocks; what was passed is seen, and may be asked for by a key."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.extents = Extents(blocks)
        self.numbers = [starts(b) for b in blocks]
        self.starts = [() if self.heads_a_part(at) else found for at, found in enumerate(self.numbers)]
        self.places: dict[tuple[str, int, Number], list[int]] = {}
        for at, found in enumerate(self.starts):
            for piece in found:
                self.places.setdefault(_place(piece), []).append(at)
        self.titles = [at for at in range(len(blocks)) if self.is_title(at)]
        self.title_texts = Counter(map(self.title_text, self.titles))
        self.seen: set[Number] = set()  # numbers of what stands before
        self.asked: set[str] = set()  # texts that look like questions and stand before

    def keys(self) -> Iterator[Key]:
        at = tried = 0
        titles = set(self.titles)
        while at < len(self.blocks):
            key = None
            if not self.seen and not self.asked:
                pass  # there is nothing that a key could answer
            elif at in titles:
                key = self.key(self.gather(self.title_begins(at), at + 1, at))
            elif at >= tried and self.only_answers(at):
                gathered = self.gather(self.untitled_begins(at), at, None)
                key, tried = self.key(gathered), gathered.end
            if key is None:
                self.see(at)
                at += 1
            else:
                yield key
                at = key.end

    def see(self, at: int) -> None:
        """Note down the numbers and the question of a block, for the keys after it."""
        found, block = self.numbers[at], self.blocks[at]
        self.seen |= {start.number for start in found}
        if not found and (number := words.numbered(block.text.text)):
            self.seen.add(number_of(number[0]))
        text = found[0].text if found else block.text.text
        if block.kind is not Kind.BLANK and words.question_likeness(text) > 0:
            self.asked.add(words.key(text))

    # ------------------------------------------------------------------ titles

    def is_title(self, at: int) -> bool:
        """Whether a block may be the title of a key; an entry is none, though it be called an answer."""
        if any(s.lines for s in self.starts[at]):
            return False
        above = at + 1 < len(self.blocks) and bool(self.starts[at + 1])
        return is_title(self.blocks[at], alone=above or self.extents.is_alone(at))

    def title_text(self, at: int) -> str:
        return words.key(self.blocks[at].text.text)

    def title_begins(self, at: int) -> int:
        """The first block of a title: the opening tag of the details block whose summary it is."""
        before = self.extents.solid_before(at, at - 3)
        if self.blocks[at].kind is Kind.SUMMARY and before is not None and self.blocks[before].kind is Kind.DETAILS:
            return before
        return at

    def untitled_begins(self, at: int) -> int:
        """Where numbered answers begin that have no title in the list: at any title right before them."""
        before = self.extents.solid_before(at, at - 4)
        if before is None or self.starts[before] or words.question_likeness(self.blocks[before].text.text) > 0:
            return at
        above = self.extents.solid_before(before, before - 4)
        apart = above is not None and self.blocks[above].kind is Kind.RULE
        return before if self.is_part_title(before, plain=apart) else at

    def is_part_title(self, at: int, plain: bool = True) -> bool:
        """Whether a block is a heading or a bold line, or (``plain``) a short line that may be a title too."""
        block = self.blocks[at]
        if block.kind is Kind.HEADING or self.extents.is_bold(at):
            return True
        short = len(block.text.text.split()) <= 8 and not is_complete(block.text.text.rstrip(":："))
        alone = block.kind is Kind.TEXT and not block.indent and self.extents.is_alone(at)
        return plain and short and alone and not options.is_option(block)

    def heads_a_part(self, at: int) -> bool:
        """Whether a numbered heading is no entry, but the title of entries: ``### 2. Storage`` above ``1. B``."""
        found = self.numbers[at]
        if self.blocks[at].kind is not Kind.HEADING or not found or not found[0].lines:
            return False
        near = (i for i in range(at + 1, min(at + 4, len(self.blocks))) if self.blocks[i].kind is not Kind.BLANK)
        below = self.numbers[next(near, at)]
        return bool(below) and below[0].form != found[0].form and not begins_with_choice(found[0].text)

    # ----------------------------------------------------------------- entries

    def gather(self, start: int, first: int, head: int | None) -> _Gathered:
        """The entries from block ``first`` on, up to what cannot be in the key any more."""
        found = _Gathered(start, head, self.limit(first - 1 if head is not None else first))
        if head is not None:
            found.entries += [OpenEntry(piece, head, head + 1) for piece in entries_behind(self.blocks[head])]
        intro = 0
        at = first
        while at < found.limit:
            block, pieces = self.blocks[at], self.starts[at]
            if self.extents.opened.get(at, start) < start or (head is None and self.ends_untitled(at, found)):
                break
            if pieces and found.is_alike(pieces[0]):
                if not self.take(found, at):
                    break
            elif block.kind is Kind.HEADING and self.stops(at, found):
                break
            elif not found.entries and block.kind not in SILENT:
                intro += 1
                if intro > _MOST_INTRO:
                    break
            at += 1
        found.end = at
        if found.entries:
            found.entries[-1].end = at
        return found

    def limit(self, at: int) -> int:
        """Where what begins at ``at`` ends at the latest: at the next title, if entries stand between."""
        i = bisect_right(self.titles, at)
        while i < len(self.titles) and self.titles[i] - at <= _MOST_INTRO * 2:
            if any(self.starts[at + 1 : self.titles[i]]):
                break
            i += 1
        return self.title_begins(self.titles[i]) if i < len(self.titles) else len(self.blocks)

    def take(self, found: _Gathered, at: int) -> bool:
        """Open the entries of block ``at``, if their numbers go on; False where the key ends before it."""
        for i, piece in enumerate(self.starts[at]):
            before = found.entries[-1] if found.entries else None
            title = self.part_title(at, before.at if before else found.start) if i == 0 else None
            if before is None:
                found.title, title = title, None
            else:
                last = before.begins.number
                follows = (*last[:-1], last[-1] + 1)
                later = self.comes_later(replace(piece, number=follows), at, found.limit)
                rises = piece.number > last and (piece.number == follows or not later)
                restarts = found.head is not None and title is not None and piece.number <= last
                if not rises and not restarts:
                    return later  # a list within the entry, or what the key is not about
                if title is not None and self.extents.is_all_of(before, title):
                    title = None
                ends = title is not None and (restarts or self.is_part_title(title, plain=False))
                before.end = title if ends and title is not None else at
                title = title if restarts else None
            found.entries.append(OpenEntry(piece, at, at + 1, title))
        return True

    def comes_later(self, piece: Start, at: int, limit: int) -> bool:
        """Whether an entry with the number of ``piece``, and marked as it is, stands behind block ``at``."""
        places = self.places.get(_place(piece), [])
        i = bisect_right(places, at)
        return i < len(places) and places[i] < limit

    def part_title(self, at: int, after: int) -> int | None:
        """The title right before block ``at``, if there is one; it stands behind block ``after``."""
        before = self.extents.solid_before(at, after)
        return before if before is not None and not self.starts[before] and self.is_part_title(before) else None

    def stops(self, at: int, found: _Gathered) -> bool:
        """Whether a heading that is no entry ends the key."""
        if found.head is not None and self.blocks[found.head].kind is Kind.HEADING:
            return self.blocks[at].level <= self.blocks[found.head].level
        following = next((i for i in range(at + 1, min(at + 4, len(self.blocks))) if self.starts[i]), None)
        return following is None or not found.is_alike(self.starts[following][0])

    def ends_untitled(self, at: int, found: _Gathered) -> bool:
        """Whether a block cannot be in a key without a title: a number with no answer, or another label."""
        pieces = self.numbers[at]
        if not pieces:
            return False
        if found.is_alike(pieces[0]):
            return not self.only_answers(at)
        return "label" in pieces[0].form or not pieces[0].indent

    def only_answers(self, at: int) -> bool:
        """Whether a block's entries are answers by themselves: labelled so, or nothing but choices."""
        return bool(self.starts[at]) and all(s.answers or self.names_option(at, s) for s in self.starts[at])

    def names_option(self, at: int, start: Start) -> bool:
        """Whether an entry names an option, or has an answer below it that is labelled so."""
        if start.lines:
            return begins_with_choice(start.text)
        following = next((b for b in self.blocks[at + 1 : at + 4] if b.kind is not Kind.BLANK), None)
        if following is None or following.kind is not Kind.TEXT:
            return False
        text = words.unwrapped(following.text)[0].text
        label = words.answer_label(text)
        return begins_with_choice(text) or (label is not None and len(label.word) > 1)

    # ------------------------------------------------------------------- whole

    def key(self, found: _Gathered) -> Key | None:
        """What was gathered as a key, if it can be one."""
        entries = self.without_questions(found)
        certain = found.head is not None or (bool(entries) and entries[0].begins.answers)
        if len(entries) < (_LEAST if certain else _LEAST_UNTITLED) or not self.is_expected(entries):
            return None
        if self.mostly(entries, self.asks):
            return None
        entries[-1].end = self.extents.end_of_last(entries)
        parts: list[tuple[int | None, list[Entry]]] = [(found.title, [])]
        for entry in entries:
            if entry.title is not None:
                parts.append((entry.title, []))
            parts[-1][1].append(self.entry(entry))
        title = "" if found.head is None else self.title_text(found.head)
        return Key(
            found.start,
            self.extents.with_closing_tags(found.start, entries[-1].end),
            self.blocks[found.start].number,
            title,
            self.title_texts[title],
            tuple(Part("" if at is None else self.blocks[at].text.text, tuple(held)) for at, held in parts),
        )

    def entry(self, found: OpenEntry) -> Entry:
        line = found.begins.lines[0] if found.begins.lines else self.blocks[found.at].text
        return Entry(found.begins.number, line, self.extents.text(found))

    def is_expected(self, entries: Sequence[OpenEntry]) -> bool:
        """Whether what stands before has the numbers of the entries, or as many questions without numbers."""
        known = sum(e.begins.number in self.seen for e in entries)
        return known >= _SEEN * len(entries) or len(self.asked) >= len(entries)

    def without_questions(self, found: _Gathered) -> list[OpenEntry]:
        """The entries up to where the next chapter's questions begin."""
        entries = found.entries
        known = max((i for i, e in enumerate(entries) if e.begins.number in self.seen), default=-1)
        for i, entry in enumerate(entries[1:], 1):
            if entry.at == entries[i - 1].at:
                continue  # on one line
            if entry.title is not None:
                rest = range(i + 1, len(entries))
                end = next((j for j in rest if entries[j].title is not None), len(entries))
                asks = self.mostly(entries[i:end], self.is_question)
            else:
                asks = i > known and (found.limit < len(self.blocks) or self.is_question(entry))
            if asks:
                entries[i - 1].end = entry.at if entry.title is None else entry.title
                return entries[:i]
        return entries

    @staticmethod
    def mostly(entries: Sequence[OpenEntry], asks: Callable[[OpenEntry], bool]) -> bool:
        return sum(map(asks, entries)) > 0.5 * len(entries)

    def is_question(self, entry: OpenEntry) -> bool:
        """Whether an entry looks like a question, or has options to choose from."""
        near = self.blocks[entry.at + 1 : min(entry.end, entry.at + 12)]
        return self.asks(entry) or sum(map(options.is_option, near)) >= 2

    def asks(self, entry: OpenEntry) -> bool:
        """Whether an entry looks like a question, and is none that stood before and is answered here."""
        near = (b for b in self.blocks[entry.at + 1 : min(entry.end, entry.at + 4)] if b.kind is not Kind.BLANK)
        text = entry.begins.text or next((b.text.text for b in near), "")
        looks = words.question_likeness(text) >= 0.8
        return looks and not begins_with_choice(text) and words.key(text) not in self.asked


def _place(piece: Start) -> tuple[str, int, Number]:
    """What entries have in common that are marked alike and have the same number."""
    return piece.form, piece.indent // 2, piece.number
