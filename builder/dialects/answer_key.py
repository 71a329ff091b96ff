"""Answer keys: the answers of a document or a chapter that stand apart from its questions.

Owns: which blocks are a key, and where its entries begin and end.  A key is known by its title, or by
numbered answers alone; its numbers have been seen before it.  Does not own: what an entry looks
like (``key_entries``), nor whether the questions need it (``key_serving``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from builder.dialects import options, words
from builder.dialects.details import details_ends
from builder.dialects.key_entries import Number, Start, begins_with_choice, number_of, several_on, starts
from builder.dialects.sentences import is_complete
from builder.document import Block, Kind, opens_details
from builder.source import Line

_TITLE_WORDS = words.WORDS["answer_keys"]["titles"]
_SPACED = "|".join(re.escape(w) for w in _TITLE_WORDS if w < "\u2e80")
_UNSPACED = "|".join(re.escape(w) for w in _TITLE_WORDS if w >= "\u2e80")  # Chinese does not part words
_LINKS = "|".join(words.WORDS["answer_keys"]["links"])
_TITLE = re.compile(rf".*(?<!\w)(?:{_SPACED})(?!\w)|.{{0,12}}(?:{_UNSPACED})(?:\s*[与及和&]\s*\w{{1,6}})?\W*$", re.I)
_LINE_TITLE = re.compile(
    rf"(?:\S+\s+){{0,2}}(?:{_SPACED})(?!\w)(?:\s*[(（–—-].*|\s+(?:&|\+|(?:{_LINKS})\s).*)?$"
    rf"|.{{0,12}}(?:{_UNSPACED})(?:\s*[与及和&]\s*\w{{1,6}})?$",
    re.I,
)
_QUESTIONS = "|".join(re.escape(w) for w in words.WORDS["labels"]["question"])
_BOTH = re.compile(
    rf"(?:{_QUESTIONS})\w{{0,2}}\s*(?:&|\+|/|,|\b(?:{_LINKS})\b|与|和|と|및)\s*(?:\w+\s+)?(?:{_SPACED}|{_UNSPACED})",
    re.I,
)
_INLINE = re.compile(r"[^:：]{1,60}[:：][*_`]*\s*(?=\S)")
_MOST_TITLE_WORDS = {Kind.TEXT: 6, Kind.HEADING: 10, Kind.SUMMARY: 10}
_MOST_INTRO = 3  # blocks with text between a key's title and its first entry
_LEAST_UNTITLED = 3
_LEAST = 2
_OPTIONS = 0.8
_SKIPPED = frozenset({Kind.BLANK, Kind.COMMENT, Kind.RULE, Kind.DETAILS, Kind.END_DETAILS})


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


def name_options(keys: Sequence[Key]) -> bool:
    """Whether the entries of some key are letters of options, or verdicts: then its questions are a quiz."""
    return any(sum(map(_names_option, key.entries)) >= _OPTIONS * len(key.entries) for key in keys)


def _names_option(entry: Entry) -> bool:
    return bool(entry.blocks) and begins_with_choice(entry.blocks[0].text.text)


@dataclass(slots=True)
class _Open:
    """An entry whose end is being looked for: its text goes on in blocks ``start`` to ``end``."""

    begins: Start
    at: int
    end: int
    title: int | None = None  # the block of the title of a part that begins here


@dataclass(slots=True)
class _Gathered:
    start: int
    head: int | None  # the block of the key's title
    limit: int
    entries: list[_Open] = field(default_factory=list)
    end: int = 0
    title: int | None = None  # the block of the first part's title


class _Finder:
    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.numbers = [starts(b) for b in blocks]
        self.starts = [() if self.heads_a_part(at) else found for at, found in enumerate(self.numbers)]
        self.places: dict[tuple[str, int, Number], list[int]] = {}
        for at, found in enumerate(self.starts):
            for piece in found:
                self.places.setdefault(_place(piece), []).append(at)
        self.details = details_ends(blocks)
        self.opened = {end: start for start, end in self.details.items()}
        self.titles = [at for at in range(len(blocks)) if self.is_title(at)]
        self.title_texts = Counter(map(self.title_text, self.titles))
        self.seen: set[Number] = set()  # numbers of what stands before
        self.asked: set[str] = set()  # texts that look like questions and stand before

    def keys(self) -> Iterator[Key]:
        at = tried = 0
        titles = set(self.titles)
        while at < len(self.blocks):
            key = None
            if self.seen or self.asked:
                if at in titles:
                    key = self.key(self.gather(self.title_begins(at), at + 1, self.limit(at), at))
                elif at >= tried and self.only_answers(at):
                    gathered = self.gather(self.untitled_begins(at), at, self.limit(at), None)
                    tried = gathered.end
                    key = self.key(gathered)
            if key:
                yield key
            end = key.end if key else at + 1
            for passed in range(at, end):
                self.see(passed, in_key=key is not None)
            at = end

    def see(self, at: int, in_key: bool) -> None:
        """Note down the numbers and questions of a block, for the keys after it."""
        if in_key:
            return
        found = self.numbers[at]
        self.seen |= {start.number for start in found}
        if not found and (number := words.numbered(self.blocks[at].text.text)):
            self.seen.add(number_of(number[0]))
        text = found[0].text if found else self.blocks[at].text.text
        if self.blocks[at].kind is not Kind.BLANK and words.question_likeness(text) > 0:
            self.asked.add(words.key(text))

    def heads_a_part(self, at: int) -> bool:
        """Whether a numbered heading is no entry, but the title of entries: ``### 2. Storage`` above ``1. B``."""
        found = self.numbers[at]
        if self.blocks[at].kind is not Kind.HEADING or not found or not found[0].lines:
            return False
        near = (i for i in range(at + 1, min(at + 4, len(self.blocks))) if self.blocks[i].kind is not Kind.BLANK)
        below = self.numbers[next(near, at)]
        return bool(below) and below[0].form != found[0].form and not begins_with_choice(found[0].text)

    # ------------------------------------------------------------------ titles

    def is_title(self, at: int) -> bool:
        """Whether a block could be the title of a key."""
        block = self.blocks[at]
        most = _MOST_TITLE_WORDS.get(block.kind)
        if (
            most is None
            or any(s.lines for s in self.starts[at])
            or block.continues
            or block.indent > 3
            or len(block.text.text) > 2_000
        ):
            return False
        text, strong = words.unwrapped(block.text)
        if inline := self.inline(at):
            plain = words.bare(text.text[: inline[0].lines[0].column - text.column])
            return _TITLE.match(plain) is not None and not _BOTH.search(plain)
        plain = words.bare(text.text)
        if len(plain) > 80 or len(plain.split()) > most or plain.endswith((".", "?", "？", "!", ",", "。")):
            return False
        if _BOTH.search(plain) or (block.kind is not Kind.SUMMARY and words.question_likeness(plain) > 0):
            return False
        if block.kind is Kind.TEXT and not strong:
            return _LINE_TITLE.match(words.key(plain)) is not None and (self.is_alone(at) or self.begins_entries(at))
        return _TITLE.match(plain) is not None

    def title_text(self, at: int) -> str:
        return words.key(self.blocks[at].text.text)

    def inline(self, at: int) -> tuple[Start, ...]:
        """The entries that stand on the line of their title: ``Answers: 1-B 2-C 3-A``."""
        block = self.blocks[at]
        match = _INLINE.match(block.text.text) if block.kind is Kind.TEXT else None
        return several_on(block.text.cut(match.end()), block.indent) if match else ()

    def is_alone(self, at: int) -> bool:
        """Whether a line is a paragraph of its own."""
        following = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        return not self.blocks[at].continues and (following is None or not following.continues)

    def begins_entries(self, at: int) -> bool:
        return at + 1 < len(self.blocks) and bool(self.starts[at + 1])

    def title_begins(self, at: int) -> int:
        """The first block of a title: the opening tag of the details block whose summary it is."""
        before = self.solid_before(at, at - 3)
        if self.blocks[at].kind is Kind.SUMMARY and before is not None and self.blocks[before].kind is Kind.DETAILS:
            return before
        return at

    def untitled_begins(self, at: int) -> int:
        """Where numbered answers begin that have no title in the list: at any title right before them."""
        before = self.solid_before(at, at - 4)
        if before is None or self.starts[before] or words.question_likeness(self.blocks[before].text.text) > 0:
            return at
        above = self.solid_before(before, before - 4)
        apart = above is not None and self.blocks[above].kind is Kind.RULE
        return before if self.is_part_title(before, plain=apart) else at

    def limit(self, at: int) -> int:
        """Where what ``at`` begins ends at the latest: at the next title, if entries stand between."""
        i = bisect_right(self.titles, at)
        while i < len(self.titles) and self.titles[i] - at <= _MOST_INTRO * 2:
            if any(self.starts[at + 1 : self.titles[i]]):
                break
            i += 1
        return self.title_begins(self.titles[i]) if i < len(self.titles) else len(self.blocks)

    # ----------------------------------------------------------------- entries

    def gather(self, start: int, first: int, limit: int, title: int | None) -> _Gathered:
        """The entries from block ``first`` on, up to ``limit`` or to what cannot be in the key any more."""
        found = _Gathered(start, title, limit)
        if title is not None:
            for piece in self.inline(title):
                self.open(found, piece, title, None)
        intro = 0
        at = first
        while at < limit:
            block, pieces = self.blocks[at], self.starts[at]
            if self.opened.get(at, start) < start or (title is None and self.ends_untitled(at, found)):
                break
            if pieces and self.is_same(pieces[0], found):
                if not self.take(found, at):
                    break
            elif block.kind is Kind.HEADING and self.stops(at, title, found):
                break
            elif not found.entries and block.kind not in _SKIPPED:
                intro += 1
                if intro > _MOST_INTRO:
                    break
            at += 1
        found.end = at
        if found.entries:
            found.entries[-1].end = at
        return found

    def open(self, found: _Gathered, piece: Start, at: int, title: int | None) -> None:
        found.entries.append(_Open(piece, at, at + 1, title))

    def comes_later(self, piece: Start, at: int, limit: int) -> bool:
        """Whether an entry with the number of ``piece``, and marked as it is, stands behind block ``at``."""
        places = self.places.get(_place(piece), [])
        i = bisect_right(places, at)
        return i < len(places) and places[i] < limit

    def is_same(self, piece: Start, found: _Gathered) -> bool:
        """Whether an entry is marked as the first one is."""
        if not found.entries:
            return True
        model = found.entries[0].begins
        alike = piece.form == model.form and len(piece.number) == len(model.number)
        return alike and abs(piece.indent - model.indent) <= 1

    def take(self, found: _Gathered, at: int) -> bool:
        """Open the entries of block ``at``, if their numbers go on; False where the key ends before it."""
        for i, piece in enumerate(self.starts[at]):
            before = found.entries[-1] if found.entries else None
            title = self.part_title(at, before.at if before else found.start) if i == 0 else None
            if before is not None:
                last = before.begins.number
                follows = (*last[:-1], last[-1] + 1)
                later = self.comes_later(replace(piece, number=follows), at, found.limit)
                rises = piece.number > last and (piece.number == follows or not later)
                restarts = found.head is not None and title is not None and piece.number <= last
                if not rises and not restarts:
                    return later
                if restarts or (title is not None and self.is_part_title(title, plain=False)):
                    before.end = title if title is not None else at
                else:
                    before.end, title = at, None
                title = title if restarts else None
            elif title is not None:
                found.title = title
            self.open(found, piece, at, title)
        return True

    def part_title(self, at: int, after: int) -> int | None:
        """The title right before block ``at``, if there is one; it stands behind block ``after``."""
        before = self.solid_before(at, after)
        return before if before is not None and not self.starts[before] and self.is_part_title(before) else None

    def solid_before(self, at: int, after: int) -> int | None:
        """The last block with text between ``after`` and ``at``."""
        behind = range(at - 1, max(after, at - 8, -1), -1)
        return next((i for i in behind if self.blocks[i].kind not in (Kind.BLANK, Kind.COMMENT)), None)

    def is_part_title(self, at: int, plain: bool = True) -> bool:
        """Whether a block is a heading or a bold line, or (``plain``) a short line that may be a title too."""
        block = self.blocks[at]
        if block.kind is Kind.HEADING:
            return True
        if block.kind is not Kind.TEXT or block.indent or not self.is_alone(at):
            return False
        short = len(block.text.text.split()) <= 8 and not is_complete(block.text.text.rstrip(":："))
        return words.unwrapped(block.text)[1] or (plain and short)

    def stops(self, at: int, title: int | None, found: _Gathered) -> bool:
        """Whether a heading that is no entry ends the key."""
        level = self.blocks[at].level
        if title is not None and self.blocks[title].kind is Kind.HEADING:
            return level <= self.blocks[title].level
        following = next((i for i in range(at + 1, min(at + 4, len(self.blocks))) if self.starts[i]), None)
        return following is None or (bool(found.entries) and not self.is_same(self.starts[following][0], found))

    def only_answers(self, at: int) -> bool:
        """Whether a block's entries are answers by themselves: labelled so, or nothing but choices."""
        return bool(self.starts[at]) and all(s.answers or self.is_choice(at, s) for s in self.starts[at])

    def is_choice(self, at: int, start: Start) -> bool:
        if start.lines:
            return begins_with_choice(start.text)
        near = (b for b in self.blocks[at + 1 : at + 4] if b.kind is not Kind.BLANK)
        following = next(near, None)
        if following is None or following.kind is not Kind.TEXT:
            return False
        text = words.unwrapped(following.text)[0].text
        label = words.answer_label(text)
        return begins_with_choice(text) or (label is not None and len(label.word) > 1)

    def ends_untitled(self, at: int, found: _Gathered) -> bool:
        """Whether a block cannot be in a key without a title: a number with no answer, or another label."""
        pieces = self.numbers[at]
        if not pieces:
            return False
        same = self.is_same(pieces[0], found)
        return not self.only_answers(at) if same else " label " in f" {pieces[0].form}" or not pieces[0].indent

    # ------------------------------------------------------------------- whole

    def key(self, found: _Gathered) -> Key | None:
        """What was gathered as a key, if it can be one."""
        entries = self.without_questions(found)
        certain = found.head is not None or (bool(entries) and entries[0].begins.answers)
        if len(entries) < (_LEAST if certain else _LEAST_UNTITLED) or not self.is_expected(entries):
            return None
        if sum(self.asks(e) for e in entries) > 0.5 * len(entries):
            return None
        last = entries[-1]
        last.end = self.end_of_last(entries)
        parts: list[tuple[str, list[Entry]]] = []
        for entry in entries:
            if entry.title is not None or not parts:
                title = entry.title if entry.title is not None else found.title
                parts.append(("" if title is None else self.blocks[title].text.text, []))
            parts[-1][1].append(self.entry(entry))
        end = self.with_closing_tags(found.start, last.end)
        return Key(
            found.start,
            end,
            self.blocks[found.start].number,
            "" if found.head is None else self.title_text(found.head),
            0 if found.head is None else self.title_texts[self.title_text(found.head)],
            tuple(Part(title, tuple(entries)) for title, entries in parts),
        )

    def without_questions(self, found: _Gathered) -> list[_Open]:
        """The entries up to where the next chapter's questions begin."""
        entries = found.entries
        known = max((i for i, e in enumerate(entries) if e.begins.number in self.seen), default=-1)
        for i, entry in enumerate(entries):
            if entry.title is not None:
                ends = (j for j in range(i + 1, len(entries)) if entries[j].title is not None)
                part = entries[i : next(ends, len(entries))]
                asks = sum(self.asks(e) or self.has_options(e) for e in part) > 0.5 * len(part)
            else:
                other_key = i > known and found.limit < len(self.blocks)
                asks = other_key or (i > known and (self.asks(entry) or self.has_options(entry)))
            if asks and i:
                kept = entries[:i]
                kept[-1].end = min(kept[-1].end, entry.at if entry.title is None else entry.title)
                return kept
        return entries

    def is_expected(self, entries: Sequence[_Open]) -> bool:
        """Whether what stands before has the numbers of the entries, or as many questions without numbers."""
        known = sum(e.begins.number in self.seen for e in entries)
        return known >= 0.5 * len(entries) or len(self.asked) >= len(entries)

    def asks(self, entry: _Open) -> bool:
        """Whether an entry looks like a question, and is none that stood before and is answered here."""
        text = entry.begins.text
        if not text:
            near = (b for b in self.blocks[entry.at + 1 : min(entry.end, entry.at + 4)] if b.kind is not Kind.BLANK)
            text = next((b.text.text for b in near), "")
        return (
            words.question_likeness(text) >= 0.8 and not begins_with_choice(text) and words.key(text) not in self.asked
        )

    def has_options(self, entry: _Open) -> bool:
        near = self.blocks[entry.at + 1 : min(entry.end, entry.at + 12)]
        return sum(options.is_option(b) for b in near) >= 2

    def end_of_last(self, entries: Sequence[_Open]) -> int:
        """Where the last entry ends: what the others do not have is not its own either."""
        last, others = entries[-1], entries[:-1]
        loose = not last.begins.lines or "label" in last.begins.form or any(self.is_loose(e) for e in others)
        inner = [b for e in others for b in self.blocks[e.at + 1 : e.end]]
        headings = any(b.kind is Kind.HEADING for b in inner)
        bold = {words.key(b.text.text) for b in inner if b.kind is Kind.TEXT and words.unwrapped(b.text)[1]}
        level = self.blocks[last.at].level
        for at in range(last.at + 1, last.end):
            block = self.blocks[at]
            if block.kind is Kind.RULE or self.opened.get(at, last.at) < last.at:
                return at
            if block.kind is Kind.HEADING and not headings and (not level or block.level <= level):
                return at
            if not loose and self.is_outside(last, block):
                return at
            titled = block.kind is Kind.TEXT and not block.indent and self.is_alone(at)
            if titled and words.unwrapped(block.text)[1] and words.key(block.text.text) not in bold:
                return at
        return last.end

    def is_loose(self, entry: _Open) -> bool:
        return any(self.is_outside(entry, block) for block in self.blocks[entry.at + 1 : entry.end])

    def is_outside(self, entry: _Open, block: Block) -> bool:
        """Whether a block below an entry is neither indented nor the rest of its paragraph."""
        solid = block.kind not in _SKIPPED
        return solid and not block.continues and block.indent <= entry.begins.indent

    def with_closing_tags(self, start: int, end: int) -> int:
        """``end``, or behind the tags that close the details blocks of the key."""
        at = end
        while at < len(self.blocks) and self.blocks[at].kind in (Kind.BLANK, Kind.END_DETAILS):
            if self.blocks[at].kind is Kind.END_DETAILS:
                if self.opened.get(at, -1) < start:
                    break
                end = at + 1
            at += 1
        return end

    def entry(self, found: _Open) -> Entry:
        """An entry with its blocks, but without tags of details blocks that begin or end elsewhere."""
        head = self.blocks[found.at]
        blocks = [Block(Kind.TEXT, (line,), line, indent=head.indent) for line in found.begins.lines]
        for at in range(found.at + 1, found.end):
            block = self.blocks[at]
            if opens_details(block) and block.kind is Kind.DETAILS and self.details.get(at, found.end) >= found.end:
                continue
            if block.kind is Kind.END_DETAILS and self.opened.get(at, 0) <= found.at:
                continue
            blocks.append(block)
        line = found.begins.lines[0] if found.begins.lines else head.text
        return Entry(found.begins.number, line, tuple(_without_label(blocks)))


def _without_label(blocks: list[Block]) -> list[Block]:
    """An entry's blocks without the label ("Answer:") that its text may begin with."""
    first = next((i for i, b in enumerate(blocks) if b.kind is not Kind.BLANK), None)
    if first is None or blocks[first].kind is not Kind.TEXT:
        return blocks
    text, _ = words.unwrapped(blocks[first].text)
    label = words.answer_label(text.text)
    if label is None or len(label.word) == 1:
        return blocks
    rest = text.cut(label.end).stripped()
    kept = [replace(blocks[first], lines=(rest,), text=rest)] if rest.text else []
    return [*blocks[:first], *kept, *blocks[first + 1 :]]


def _place(piece: Start) -> tuple[str, int, Number]:
    """What entries have in common that are marked alike and have the same number; one space is no matter."""
    return piece.form, piece.indent // 2, piece.number
