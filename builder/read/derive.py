"""Derived notes: small notes out of the answer of a larger one, beside it; only where they are asked for (``derive``).

======== ============================== ==========================================================
terms    ``- **Term:** explanation``     "*The question* – what is meant by **Term**?"
rows     a row of a table                "*The question* – **Row**: Column, Column?"
steps    a numbered list                 a cloze: each step hidden in turn, the others shown
======== ============================== ==========================================================

Owns: what is worth a note of its own, and what such a note says.  Does not own: its identity, which hangs on the
note that it comes from and on its name (``ledger.identify``).

What makes no note: what is too long to be known word by word or too short to say anything, a name that says nothing
by itself ("Example", "Advantages"; whatever comes in several answers, or twice in one), what states or advises
something ("Reduced cost", "Avoid lists"), what points back at what stands before it,
links to read on, code, what a speaker tells of himself, and what the question asks for already.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.markdown.blocks import scan
from builder.markdown.tables import delimiter_row, split_row
from builder.model.cloze import FINDERS, cloze, shown
from builder.model.config import Derivation
from builder.model.document import Block, Kind
from builder.model.notes import Derived, Draft, Gaps
from builder.model.notes import Kind as NoteKind
from builder.model.notetypes import cloze_of
from builder.model.source import Excerpt, Line, Source
from builder.read.language import words
from builder.read.language.spoken import spoken
from builder.read.language.vocabulary import LATIN, words_of

_LONGEST_QUESTION = 160  # characters of a question that is the context of another
_LONGEST_NAME = 60  # characters of a term, or of the first cell of a row
_MOST_NAME = 6  # its words
_SHORTEST, _LONGEST = 3, 60  # words of an explanation
_LETTERS_A_WORD = 2  # of texts in scripts that part no words
_FEWEST = 2  # terms of a list, rows of a table, columns besides the first
_STEPS = range(3, 10)  # how many steps a list may have
_LONGEST_STEP = 16  # words
_LONGEST_ROW = 40  # words
_COMMON = 3  # answers in which a name comes that is no term, but an aspect of many things


def with_derived(drafts: Sequence[Draft], wanted: Sequence[Derivation]) -> tuple[Draft, ...]:
    """``drafts``, each followed by the notes that come out of it."""
    if not wanted:
        return tuple(drafts)
    answers = {i: _Answer(draft) for i, draft in enumerate(drafts) if _may_be_parent(draft)}
    names = Counter(name for answer in answers.values() for name in {words.key(t.name.text) for t in answer.terms()})
    common = frozenset(name for name, times in names.items() if times >= _COMMON)
    out: list[Draft] = []
    for i, draft in enumerate(drafts):
        out.append(draft)
        if i in answers:
            out += _derived(answers[i], wanted, common)
    return tuple(out)


def _may_be_parent(draft: Draft) -> bool:
    """Whether a note is a plain question, short enough to be the context of another."""
    if draft.kind is not NoteKind.QUESTION or not draft.answered or len(draft.question.lines) > 1:
        return False
    return len(draft.question.text) <= _LONGEST_QUESTION and "`" not in draft.question.text


def _derived(answer: _Answer, wanted: Sequence[Derivation], common: frozenset[str]) -> Iterator[Draft]:
    makers: Mapping[Derivation, Callable[[], Iterator[Draft]]] = {
        "terms": lambda: _terms(answer, common),
        "rows": lambda: _rows(answer),
        "steps": lambda: _steps(answer),
    }
    seen: set[Derived] = set()
    for kind in makers:
        for draft in makers[kind]() if kind in wanted else ():
            if draft.derived and draft.derived not in seen:
                seen.add(draft.derived)
                yield draft


# ---------------------------------------------------------------------- the answer

_WIDE = 0x2E80  # from here on, scripts without spaces
_TERM = re.compile(
    r"(?P<mark>\*\*|__)(?P<name>(?:(?!\*\*|__).){1,80}?)\s*(?P<inside>[:：])?\s*(?P=mark)\s*"
    r"(?P<outside>[:：]|[-–—](?=\s))?\s*"
)


@dataclass(frozen=True, slots=True)
class _Term:
    """A name, the lines that say what it means, and the labels of the items that it stands below."""

    name: Line
    said: tuple[Line, ...]
    above: tuple[str, ...] = ()


class _Answer:
    """The blocks of a note's answer, whose lines still know their places."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.lines = draft.answer.lines
        self.blocks = scan(Source("", draft.answer.text)).blocks

    def line(self, of: Line) -> Line:
        """A line of a block at its place in the source."""
        own = self.lines[of.number - 1]
        return Line(own.number, of.text, own.column + of.column - 1)

    def terms(self) -> list[_Term]:
        """The names in bold at the beginning of items or paragraphs, where most of these have one."""
        found: list[_Term] = []
        for above, run in self._runs():
            terms = [term for at in run if (term := self._term(at, above))]
            if len(terms) >= _FEWEST and 2 * len(terms) > len(run):
                found += terms
        times = Counter(words.key(term.name.text) for term in found)
        found.sort(key=lambda term: (term.name.number, term.name.column))
        return [term for term in found if times[words.key(term.name.text)] == 1]

    def _runs(self) -> Iterator[tuple[tuple[int, ...], list[int]]]:
        """The items of each list, with the items that it stands below, and the paragraphs outside of lists."""
        runs: dict[tuple[int, ...], list[int]] = {}
        above: list[tuple[int, int]] = []  # the items that are open: indent and place
        for at, block in enumerate(self.blocks):
            if block.kind is Kind.BLANK or block.continues:
                continue
            while above and above[-1][0] >= block.indent:
                above.pop()
            if block.kind is Kind.ITEM:
                runs.setdefault((*(place for _, place in above), -1), []).append(at)
                above.append((block.indent, at))
            elif block.kind in (Kind.TEXT, Kind.HEADING) and not above:
                for key in [key for key in runs if key or block.kind is Kind.HEADING]:
                    yield key[:-1], runs.pop(key)
                runs.setdefault((), []).append(at)
        yield from ((key[:-1], run) for key, run in runs.items())

    def _label(self, at: int) -> str:
        """What the item at ``at`` is about: its name in bold, or all of a short line."""
        text = self.blocks[at].text.text
        named = _TERM.match(text)
        return words.bare(named["name"] if named else text).rstrip(":： ")

    def _term(self, at: int, above: Sequence[int]) -> _Term | None:
        block = self.blocks[at]
        match = _TERM.match(block.text.text)
        if match is None or not (match["inside"] or match["outside"]):
            return None
        first = block.text.cut(match.end())
        name = self.line(block.text.cut(match.start("name"), match.end("name")))
        labels = tuple(label for i in above if _count(label := self._label(i)) <= _MOST_NAME)
        return _Term(name, self._said(at, first), labels)

    def _said(self, at: int, first: Line) -> tuple[Line, ...]:
        """What stands below the beginning of block ``at``, if it is short, or else its first paragraph."""
        if not first.text.strip():
            return ()
        lines = [self.line(first)]
        paragraph = list(lines)
        whole = self.blocks[at].kind is Kind.ITEM
        for block in self.blocks[at + 1 :]:
            if block.continues and len(lines) == len(paragraph):
                paragraph += [self.line(block.text)]
                lines += [self.line(block.text)]
            elif whole and (block.kind is Kind.BLANK or block.indent > self.blocks[at].indent):
                if block.kind in (Kind.FENCE, Kind.TABLE):
                    return tuple(paragraph)
                lines += [self.line(line) for line in block.lines]
            else:
                break
        excerpt = Excerpt("", tuple(lines[len(paragraph) :])).dedented()
        rest = tuple(excerpt.trimmed().lines)
        apart = (Line(rest[0].number, ""),) if rest else ()
        every = (*paragraph, *apart, *rest)
        return every if _count(_joined(every)) <= _LONGEST else tuple(paragraph)


def _joined(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)


def _count(text: str) -> int:
    """The number of words; of a script without spaces, about as many as it would take."""
    bare = words.bare(text)
    return max(len(bare.split()), sum(ord(c) >= _WIDE for c in bare) // _LETTERS_A_WORD)


# ----------------------------------------------------------------------- terms

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LINKED = re.compile(r"!?\[[^\]]*\]\([^)]*\)|https?://\S+")
_COUNTED = re.compile(r"[\s#.]*\d+[.)]?$")
_CODE = re.compile(r"`[^`]*`")


def _terms(answer: _Answer, common: frozenset[str]) -> Iterator[Draft]:
    for term in answer.terms():
        below_aspect = any(words.key(label) in words_of("aspects", spoken()) for label in term.above)
        if not below_aspect and _is_name(term.name.text, answer.draft, common) and _explains(term):
            name = term.name.text.strip()
            asked = _term_question(_context(answer.draft, *term.above), f"**{name}**")
            yield _note(answer.draft, "term", name, term.name, asked, term.said)


def _is_name(text: str, parent: Draft, common: frozenset[str] = frozenset()) -> bool:
    """Whether ``text`` is the name of something that one may be asked for, and is not asked for already."""
    name = words.key(_COUNTED.sub("", words.bare(text)))
    short = len(text) <= _LONGEST_NAME and len(name.split()) <= _MOST_NAME
    if not short or not any(c.isalpha() for c in name) or text.rstrip().endswith(("?", "？", ".", "。", "!")):
        return False
    first, *more = name.split()
    aspects = words_of("aspects", spoken())
    claims = {word for kind in ("claims", "tasks", "loose_tasks") for word in words_of(kind, spoken())}
    joins = bool(more) and first in aspects and len(more[0]) <= _JOINS
    if name in common or name in aspects or joins or (more and first in claims) or _LINKED.search(text):
        return False
    asked = words.key(parent.question.text).rstrip("?？")
    rest = f" {asked} ".replace(f" {name} ", " ").strip()
    return rest == asked or _count(rest) > _FRAME


_JOINS = 3  # letters of a word that joins two: "Tips for", "Challenges and"
_FRAME = 3  # words of a question that asks for nothing but its term: "What is a"


def _explains(term: _Term) -> bool:
    """Whether what is said of a term can be learned, and says something by itself."""
    text = _joined(term.said)
    bare = words.bare(_LINKED.sub("", text))
    if not _SHORTEST <= _count(text) <= _LONGEST or text.rstrip().endswith((":", "：")):
        return False
    without_code = words.bare(_CODE.sub("", text))
    if 2 * len(without_code) < len(words.bare(text)) or 2 * len(bare) < len(words.bare(text)):
        return False
    if not set(_WORD.findall(bare)).isdisjoint(words_of("narrating", spoken())):
        return False
    return not bare.casefold().startswith(tuple(f"{word} " for word in words_of("pointing", spoken())))


# ------------------------------------------------------------------------ rows


def _rows(answer: _Answer) -> Iterator[Draft]:
    for table in (block for block in answer.blocks if block.kind is Kind.TABLE):
        yield from _rows_of(answer, table)


def _rows_of(answer: _Answer, table: Block) -> Iterator[Draft]:
    header, *below = [line for line in table.lines if not line.blank]
    columns = [cell.strip() for cell in split_row(header.text)]
    rows = [(line, [cell.strip() for cell in split_row(line.text)]) for line in below if not delimiter_row(line.text)]
    first = 1 if _is_counted(rows) else 0
    if len(rows) < _FEWEST or len(columns) - first < _FEWEST or not all(columns[first + 1 :]):
        return
    named = Counter(words.key(cells[first]) for _, cells in rows if len(cells) > first)
    for line, cells in rows:
        if len(cells) != len(columns) or named[words.key(cells[first])] > 1 or not _is_name(cells[first], answer.draft):
            continue
        pairs = [(c, v) for c, v in zip(columns[first + 1 :], cells[first + 1 :], strict=True) if _says(v)]
        if not pairs or not all(words.bare(column) for column, _ in pairs):
            continue
        if sum(_count(value) for _, value in pairs) <= _LONGEST_ROW and not _LINKED.search(line.text):
            yield _row(answer, answer.line(line), _plain(cells[first]), pairs)


def _is_counted(rows: Sequence[tuple[Line, Sequence[str]]]) -> bool:
    return bool(rows) and all(cells and cells[0].rstrip(".)").isdigit() for _, cells in rows)


def _says(cell: str) -> bool:
    return any(c.isalnum() or c in "✓✔✗✘❌✅" for c in cell)


def _row(answer: _Answer, line: Line, name: str, pairs: Sequence[tuple[str, str]]) -> Draft:
    asked = f"{_context(answer.draft)} – **{name}**: {', '.join(_plain(column) for column, _ in pairs)}?"
    if len(pairs) == 1:
        said = [Line(line.number, pairs[0][1], line.column)]
    else:
        said = [Line(line.number, f"- **{_plain(column)}:** {value}", line.column) for column, value in pairs]
    return _note(answer.draft, "row", name, line, asked, said)


# ----------------------------------------------------------------------- steps

_ITEM_NUMBER = re.compile(r"\(?(\d+)[.)]?$")


def _steps(answer: _Answer) -> Iterator[Draft]:
    """A cloze of the only numbered list of an answer, where question or list say that its order matters."""
    items = [at for at, b in enumerate(answer.blocks) if b.kind is Kind.ITEM and not b.indent]
    numbers = [_ITEM_NUMBER.match(answer.blocks[at].marker) for at in items]
    if len(items) not in _STEPS or [m and int(m[1]) for m in numbers] != list(range(1, len(items) + 1)):
        return
    before = next((b.text.text for b in reversed(answer.blocks[: items[0]]) if b.kind is Kind.TEXT), "")
    if not _speaks_of_order(f"{answer.draft.question.text} {before}"):
        return
    lines: list[Line] = []
    for number, at in enumerate(items, 1):
        block = answer.blocks[at]
        term = _TERM.match(block.text.text)
        labelled = term is not None and bool(term["inside"] or term["outside"])
        hidden = term["name"].strip() if term and labelled else _plain(block.text.text).rstrip(".")
        if not hidden or _count(hidden) > _LONGEST_STEP or "`" in block.text.text or hidden.endswith((":", "：")):
            return
        own = answer.line(block.text)
        lines.append(Line(own.number, f"{number}. {{{{c0::{hidden}}}}}", own.column))
    found = cloze(Excerpt(answer.draft.path, tuple(lines)), FINDERS["anki"])
    if found is None or len(found.deletions) != len(lines):
        return
    asked = answer.draft.question
    hidden_all = Line(lines[0].number, ", ".join(d.text for d in found.deletions), lines[0].column)
    yield replace(
        _note(answer.draft, "steps", "", lines[0], "", (hidden_all,)),
        question=Excerpt(answer.draft.path, (*asked.lines, *shown(found).lines)),
        notetype=cloze_of(answer.draft.notetype),
        gaps=Gaps(found, asked, Excerpt(answer.draft.path)),
    )


def _speaks_of_order(text: str) -> bool:
    return not set(_WORD.findall(text.casefold())).isdisjoint(words_of("order_words", spoken()))


# ------------------------------------------------------------------- the note


def _note(parent: Draft, kind: str, name: str, place: Line, asked: str, said: Sequence[Line]) -> Draft:
    return replace(
        parent,
        question=Excerpt(parent.path, (Line(place.number, asked, place.column),)),
        answer=Excerpt(parent.path, tuple(said)).trimmed(),
        number="",
        pin="",
        guid="",
        tags=(*parent.tags, f"kind::{kind}"),
        hint=None,
        reverse=False,
        typed=False,
        derived=Derived(kind, words.key(name), parent.question.span),
    )


_STARS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")


def _context(parent: Draft, *labels: str) -> str:
    """The question that a note comes from, and what it stands below in the answer."""
    return " – ".join(f"*{_plain(text)}*" for text in (parent.question.text, *labels))


def _plain(text: str) -> str:
    """``text`` without emphasis; a name with an underscore keeps it."""
    return _STARS.sub("", text).strip()


def _term_question(context: str, name: str) -> str:
    """What is asked in the language of the document; without words where it speaks several, or one that has none."""
    latin = spoken() & LATIN
    said = words_of("term_questions", latin) if len(latin) == 1 else ()
    return (said[0] if said else "{0} – {1}?").format(context, name)
