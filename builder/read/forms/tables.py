"""Tables: which columns ask and which answer.

Owns: the cells of a pipe table, and the cards in its rows: by the names of its columns, or by two columns of
which one holds questions.  Does not own: whether these are taken (``detection``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder.model.document import Block, Kind
from builder.model.outline import slug
from builder.model.source import Line
from builder.read.language import placeholders, words
from builder.read.language.vocabulary import folded, words_of
from builder.read.weights import SHARES

_NAMES = words.WORDS["tables"]
_QUESTION = folded(_NAMES["question"])
_ANSWER = folded(_NAMES["answer"])
_TAGS = folded([*_NAMES["tags"], *_NAMES["categories"]])
_MARKS = folded(_NAMES["marks"])
_VERDICTS = folded(words.WORDS["answer_keys"]["verdicts"])
_LAST_QUESTION = folded(w for w in words_of("question_labels") if len(w) > 2 or not w.isascii())
_LAST_ANSWER = folded(w for w in words_of("answer_labels") if len(w) > 2 or not w.isascii())
_PAIRS = frozenset((q.casefold(), a.casefold()) for q, a in _NAMES["pairs"])
_LANGUAGES = folded(_NAMES["languages"])
_OPTION = re.compile(rf"(?:(?:{'|'.join(words.WORDS['data_tables']['option'])})\s*)?(?P<letter>[a-h])$")
_NUMBER = re.compile(r"\W*+\d{0,4}\W*$")
_LINK = re.compile(r"!?\[[^\[\]]*\]\([^()]*\)|https?://\S+")
_CELL_BREAK = re.compile(r"\\.|`[^`]*`|\$[^$\s][^$]*\$|(\|)")
_WORDS_OF_MARK = 2
_LEAST_MARKED = 6  # rows
_MARKS_SHARE = 0.4  # the most that the marks of the rows may differ
_LEAST_ASKING = 3  # rows, where no name says which column asks


class Row(NamedTuple):
    """A card that stands whole in one block: the lines that ask, those that answer, and the author's tags."""

    question: tuple[Line, ...]
    answer: tuple[Line, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """The indices of the columns that ask and answer; ``options`` are those to choose from."""

    question: int
    answer: int | None  # None: nothing answers, and ``tags`` say something of the questions
    options: tuple[int, ...] = ()
    headless: bool = False  # the first row is a card too
    tags: tuple[int, ...] = ()


def cards(block: Block) -> tuple[Row, ...]:
    """The rows of a table as cards; none where it has no columns for them."""
    if block.kind is not Kind.TABLE or len(block.lines) < 3:
        return ()
    header, *rows = [cells(line) for at, line in enumerate(block.lines) if at != 1]
    columns = _by_name(header, rows) or _by_content(header, rows)
    if columns is None:
        return ()
    if columns.headless:
        rows = [header, *rows]
    last = max(columns.question, columns.answer or 0, *columns.options)
    whole = [row for row in rows if len(row) > last]
    if len(whole) < SHARES["whole_rows"] * len(rows):
        return ()
    rows = whole
    beside = () if columns.headless else _beside(header, rows, columns)
    tagged = {at: name for at, name in beside if at in columns.tags or names_tags(words.key(name))}
    shown = [(at, name) for at, name in beside if at not in tagged]
    return tuple(Row(_asked(row, columns), _answering(row, columns, shown), _tags(row, tagged)) for row in rows)


def cells(line: Line) -> list[Line]:
    """The cells of a row of a pipe table; pipes in code and formulas do not part cells."""
    body = line.stripped()
    breaks = [m.start(1) for m in _CELL_BREAK.finditer(body.text) if m[1]]
    edges = [-1, *breaks, len(body.text)]
    parts = [body.cut(a + 1, b).stripped() for a, b in itertools.pairwise(edges)]
    if breaks and not parts[0].text and body.text.startswith("|"):
        parts = parts[1:]
    if breaks and parts and not parts[-1].text and body.text.endswith("|"):
        parts = parts[:-1]
    return parts


def names_question(name: str) -> bool:
    """Whether a column of this name (a ``words.key``) asks."""
    return name in _QUESTION or _ends_with(name, _LAST_QUESTION)


def names_answer(name: str) -> bool:
    """Whether a column of this name (a ``words.key``) answers."""
    return name in _ANSWER or _ends_with(name, _LAST_ANSWER)


def names_tags(name: str) -> bool:
    """Whether a column of this name (a ``words.key``) holds tags."""
    return name in _TAGS or name in _MARKS


def _ends_with(name: str, ends: frozenset[str]) -> bool:
    """Whether the last word of a name is one of ``ends`` ("interview question"); some scripts do not part words."""
    return name.rpartition(" ")[2] in ends or (not name.isascii() and name.endswith(tuple(e for e in ends if e > "ⷿ")))


def _by_name(header: Sequence[Line], rows: Sequence[Sequence[Line]]) -> _Columns | None:
    names = [words.key(cell.text) for cell in header]
    letters = {i: m["letter"] for i, name in enumerate(names) if (m := _OPTION.match(name))}
    options = tuple(letters) if "".join(letters.values()).startswith("ab") else ()
    free = [i for i in range(len(names)) if i not in options]
    question = next((i for i in free if names_question(names[i])), None)
    answer = next((i for i in free if i != question and names_answer(names[i])), None)
    if (
        question is not None
        and answer is not None
        and not _are_numbers([row[question] for row in rows if len(row) > question])
    ):
        return _Columns(question, answer, options)
    for first, second in itertools.pairwise(range(len(names))):
        pair = names[first], names[second]
        if pair in _PAIRS and not _are_links([row[second] for row in rows if len(row) > second]):
            return _Columns(first, second)
    spoken = [i for i, name in enumerate(names) if name in _LANGUAGES]
    return _Columns(spoken[0], spoken[1]) if len({names[i] for i in spoken}) > 1 else None


def _by_content(header: Sequence[Line], rows: Sequence[Sequence[Line]]) -> _Columns | None:
    """Two columns, beside one of numbers, of which the first holds questions."""
    width = len(header)
    if any(len(row) != width for row in rows):
        return None
    filled = [i for i in range(width) if not all(_NUMBER.match(row[i].text) for row in rows)]
    if len(filled) != 2 or width > 3:
        return None
    question, answer = filled
    asking = sum(words.question_likeness(row[question].text) >= 1 for row in rows)
    answered = sum(bool(row[answer].text) for row in rows)
    if asking < max(_LEAST_ASKING, 0.8 * len(rows)) or answered < 0.5 * len(rows):
        return None
    if names_tags(words.key(header[answer].text)) or _are_marks([row[answer].text for row in rows]):
        return _Columns(question, None, tags=(answer,))
    return _Columns(question, answer, headless=words.question_likeness(header[question].text) >= 1)


def _are_marks(texts: Sequence[str]) -> bool:
    """Whether a column holds few short texts again and again: marks of the questions, and no verdicts."""
    found = {words.key(text) for text in texts}
    short = all(len(text.split()) <= _WORDS_OF_MARK for text in texts)
    return len(texts) >= _LEAST_MARKED and len(found) <= _MARKS_SHARE * len(texts) and short and not found & _VERDICTS


def _are_numbers(column: Sequence[Line]) -> bool:
    """Whether a column holds no questions, only their numbers."""
    return not any(any(map(str.isalpha, cell.text)) for cell in column)


def _are_links(column: Sequence[Line]) -> bool:
    """Whether most cells hold nothing but links: a list of files, not of answers."""
    bare = sum(not any(map(str.isalnum, _LINK.sub("", cell.text))) for cell in column)
    return bare > 0.5 * len(column)


def _beside(header: Sequence[Line], rows: Sequence[Sequence[Line]], columns: _Columns) -> tuple[tuple[int, str], ...]:
    """The columns that neither ask nor answer, with their names: an example, a source; numbers say nothing."""
    taken = {columns.question, columns.answer, *columns.options} - {None}
    said = {i for row in rows for i, cell in enumerate(row) if not _NUMBER.match(cell.text)}
    return tuple((i, words.bare(cell.text)) for i, cell in enumerate(header) if i in said - taken)


def _asked(row: Sequence[Line], columns: _Columns) -> tuple[Line, ...]:
    """The question of a row, and its options on lines of their own."""
    given = [row[i] for i in columns.options if row[i].text]
    lettered = [Line(c.number, f"{letter}) {c.text}", c.column) for letter, c in zip("ABCDEFGH", given, strict=False)]
    return _broken([row[columns.question], *lettered])


def _answering(row: Sequence[Line], columns: _Columns, beside: Sequence[tuple[int, str]]) -> tuple[Line, ...]:
    """The answer of a row, and below it what stands in other columns."""
    if columns.answer is None:
        return ()
    answer = row[columns.answer]
    if not answer.text or placeholders.is_mark(answer.text):
        return ()
    more = [(name, row[i]) for i, name in beside if i < len(row) and not _NUMBER.match(row[i].text)]
    named = [Line(c.number, f"**{name}:** {c.text}" if name else c.text, c.column) for name, c in more]
    return _broken([answer, *named])


def _tags(row: Sequence[Line], tagged: Mapping[int, str]) -> tuple[str, ...]:
    """The tags of a row: those that an author parted by commas, and the marks of other columns as one tag each."""
    found: list[str] = []
    for at, name in sorted(tagged.items()):
        text = words.bare(row[at].text) if at < len(row) else ""
        parts = text.split(",") if words.key(name) in _TAGS else [slug(text)] if text else []
        found += [part.strip() for part in parts if part.strip()]
    return tuple(found)


def _broken(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines that are shown as lines."""
    *broken, last = lines
    return (*(Line(ln.number, f"{ln.text}  ", ln.column) for ln in broken), last)
