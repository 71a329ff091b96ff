"""Passages: the runs of text of a document that read as one, for the checks.

Owns: which lines make a paragraph, an item, a heading or a table cell, whose note they
belong to, and what in them is not prose (code, addresses, tags, formulas), which is
masked so that no check stumbles over it.  Does not own: what is wrong with a passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from builder.check.checks.compiled import CompiledDocument
from builder.check.checks.language import language, of_document
from builder.model.config import Config
from builder.model.document import Block, Kind
from builder.model.notes import FateKind
from builder.model.source import Excerpt, Line, Span

MASK = "\ufffc"  # stands for every character that is not prose

# Each repetition has an end, so that what is opened and never closed costs no more than that.
_NOT_PROSE = re.compile(
    r"(?P<colour>\x1b\[[\d;]*[A-Za-z])"
    r"|(?P<code>(?<![`\\])(?P<ticks>`{1,9})(?!`).{1,1000}?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<comment><!--.{0,1000}?-->)"
    r"|(?P<display>\$\$.{1,1000}?\$\$|\\\[.{1,1000}?\\\]|\\\(.{1,1000}?\\\))"
    r"|(?P<formula>(?<![\w$\\])\$(?=[^\s$])[^$\n]{1,500}?(?<=[^\s\\])\$(?![\w$]))"
    r"|(?P<image>!\[[^\]\n]{0,300}\](?:\((?:[^()\n]|\([^()\s]{0,300}\)){0,900}\)|\[[^\]\n]{0,300}\]))"
    r"|(?P<target>(?<=\])\((?:[^()\s]|\([^()\s]{0,300}\)){0,900}(?:\s+(?:\"[^\"]*\"|'[^']*'))?\))"
    r"|(?P<address>\b(?:[a-z][a-z\d+.-]{0,19}://|mailto:)[^\s<>\"“”)\]]+|\bwww\.[^\s<>\"“”)\]]+|<[a-z][\w+.-]*:[^\s<>]*>)"
    r"|(?P<mail>\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,9})"
    r"|(?P<tag></?[A-Za-z][^<>\n]{0,500}>)"
    r"|(?P<entity>&(?:#\d+|#x[\da-f]+|[a-z]+\d*);)"
    r"|(?P<definition>^ {0,3}\[[^\]\n]+\]:[^\n]*)"
    r"|(?P<note>\[\^[^\]\s]{1,100}\])"
    r"|(?P<attribute>\{[#.][^{}\n]{0,200}\})",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_MAYBE_NOT_PROSE = re.compile(r"[`$<&\[{@\\\x1b]|://|www\.|mailto:")
_CELL = re.compile(r"(?:\\.|[^|\\\n])+")
_DELIMITER_ROW = re.compile(r"[\s|:-]+$")
_TERMINAL = re.compile(r"""[.!?:;。！？：…؟۔।॥።។၊།։]["'”’»“」)\]*_`]*\s*$""")


class Role(Enum):
    """What a passage is for a learner."""

    QUESTION = "question"
    ANSWER = "answer"
    SECTION = "section"
    NONE = "none"  # on no card


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text that reads as one.

    ``excerpt`` is where it stands, ``text`` what it says without its list marker, ``masked``
    the same, character for character, with ``MASK`` for what is not prose.  ``note`` is the index of its draft, or
    -1; ``at`` and ``until`` are the indices of its first and last block.
    """

    kind: Kind
    role: Role
    excerpt: Excerpt
    text: str
    masked: str
    note: int
    at: int
    until: int
    indent: int = 0
    marker: str = ""
    level: int = 0

    @property
    def line(self) -> int:
        return self.excerpt.lines[0].number

    def span(self, start: int, end: int | None = None) -> Span:
        """The place of the characters from offset ``start`` to ``end`` of ``text``."""
        first = self.excerpt.locate(start)
        last = self.excerpt.locate(start + 1 if end is None else end)
        return Span(first.path, first.line, first.column, last.line, last.column)

    @property
    def content_offset(self) -> int:
        """The column of indentation from which on a block belongs to this item."""
        return self.indent + len(self.marker) + 1

    @property
    def ends_in_colon(self) -> bool:
        return strip_markup(self.text).endswith((":", "："))

    @property
    def finished(self) -> bool:
        return bool(_TERMINAL.search(self.masked))


@dataclass(frozen=True, slots=True)
class Reading:
    """A compiled document, read: its passages in order, and the limits that the project sets.

    Fenced code, raw HTML and metadata have no passages.
    """

    document: CompiledDocument
    config: Config
    passages: tuple[Passage, ...]
    source_lines: tuple[Line, ...]
    language: str  # of the document: a code of two letters, "" where it cannot be told
    is_data: bool  # lines of values parted by tabs and the like, whose punctuation is nobody's prose

    @property
    def path(self) -> str:
        return self.document.path

    def language_of(self, passage: Passage) -> str:
        """The language of ``passage``; that of the document where the passage is too short to tell."""
        return language(passage.masked, self.language)

    def raw_line(self, number: int) -> str:
        """The whole line of the source with this number, "" where there is none."""
        return self.source_lines[number - 1].text if 0 < number <= len(self.source_lines) else ""

    def answers(self) -> dict[int, list[Passage]]:
        """The passages of each note's answer, by the note's index, in order."""
        found: dict[int, list[Passage]] = {}
        for passage in self.passages:
            if passage.role is Role.ANSWER and passage.note >= 0:
                found.setdefault(passage.note, []).append(passage)
        return found


def read(document: CompiledDocument, config: Config) -> Reading:
    """Find the passages of ``document``."""
    passages = tuple(_Passages(document).all())
    prose = "\n".join(p.masked for p in passages)
    return Reading(document, config, passages, document.document.source.lines, of_document(prose), _is_data(document))


_DIRECTIVE = re.compile(r"#(?:separator|html|columns|notetype|deck|tags|guid|if matches)(?: column)?:")
_TABBED = re.compile(r"\S[ ]*\t[ \t]*\S")
_MOSTLY = 0.6  # the share of lines with a tab inside, from which on a document is a table of values


def _is_data(document: CompiledDocument) -> bool:
    """Whether the document is a file of values, one card a line."""
    blocks = [b for b in document.document.blocks if b.kind not in (Kind.FENCE, Kind.BLANK, Kind.FRONT_MATTER)]
    lines = [line.text for block in blocks for line in block.lines if not line.blank]
    if any(_DIRECTIVE.match(line) for line in lines[:8]):
        return True
    parted = sum(draft.dialect == "separated" for draft in document.drafts)
    tabbed = sum(_TABBED.search(line) is not None for line in lines)
    return parted * 2 > max(1, len(document.drafts)) or (tabbed >= 3 and tabbed >= _MOSTLY * len(lines))


class _Passages:
    def __init__(self, document: CompiledDocument) -> None:
        self.document = document
        self.path = document.path
        self.fates = {fate.line: fate.kind for fate in document.fates}
        self.notes = _note_of_line(document)
        self.answers = {line.number: line for draft in document.drafts for line in draft.answer}

    def all(self) -> Iterator[Passage]:
        blocks = self.document.document.blocks
        at = 0
        while at < len(blocks):
            block = blocks[at]
            until = at
            if block.kind in (Kind.TEXT, Kind.ITEM, Kind.DEFINITION):
                while until + 1 < len(blocks) and self.goes_on(blocks[until + 1], block):
                    until += 1
                lines = tuple(self.own(b.text) for b in blocks[at : until + 1])
                yield self.passage(block, lines, at, until)
            elif block.kind in (Kind.HEADING, Kind.SUMMARY, Kind.TERM):
                yield self.passage(block, (block.text,), at, at)
            elif block.kind is Kind.QUOTE:
                yield from self.quote(block, at)
            elif block.kind is Kind.TABLE:
                for line in block.lines[:1] + block.lines[2:]:
                    for cell in _cells(line):
                        yield self.passage(block, (cell,), at, at)
            at = until + 1

    def goes_on(self, block: Block, first: Block) -> bool:
        """Whether ``block`` continues the passage of ``first``: not where the line changes sides of a card."""
        same = self.role(block.number) is self.role(first.number) and self.note(block.number) == self.note(first.number)
        return block.kind is Kind.TEXT and block.continues and same

    def own(self, line: Line) -> Line:
        """What of ``line`` the reader took into the answer: not the marker before it, nor the quotes around it."""
        kept = self.answers.get(line.number)
        if kept is None or not kept.text:
            return line
        start = max(0, kept.column - line.column)
        own = line.cut(start, max(start, kept.column + len(kept.text) - line.column))
        return own if own.text and own.text in kept.text else line

    def quote(self, block: Block, at: int) -> Iterator[Passage]:
        lines: list[Line] = []
        for line in (*block.lines, Line(0, ">")):
            offset = re.match(r"\s*(?:>\s?)*", line.text).end()  # type: ignore[union-attr]
            inner = line.cut(offset).stripped()
            if inner.text:
                lines.append(inner)
            elif lines:
                yield self.passage(block, tuple(lines), at, at)
                lines = []

    def passage(self, block: Block, lines: tuple[Line, ...], at: int, until: int) -> Passage:
        excerpt = Excerpt(self.path, lines)
        text = excerpt.text
        number = block.number
        return Passage(
            block.kind,
            self.role(number),
            excerpt,
            text,
            mask(text),
            self.note(number),
            at,
            until,
            block.indent,
            block.marker if block.kind in (Kind.ITEM, Kind.HEADING) else "",
            block.level,
        )

    def role(self, line: int) -> Role:
        kind = self.fates.get(line)
        if kind is None or kind is FateKind.SKIPPED:
            return Role.NONE
        return Role(kind.value)

    def note(self, line: int) -> int:
        return self.notes.get(line, -1)


def _note_of_line(document: CompiledDocument) -> dict[int, int]:
    notes: dict[int, int] = {}
    for index, draft in enumerate(document.drafts):
        for line in (*draft.question, *draft.answer):
            notes.setdefault(line.number, index)
    return notes


def _cells(line: Line) -> Iterator[Line]:
    """The cells of a row; a pipe in code or in a formula parts none."""
    if _DELIMITER_ROW.match(line.text):
        return
    for match in _CELL.finditer(mask(line.text)):
        cell = line.cut(match.start(), match.end()).stripped()
        if cell.text:
            yield cell


def mask(text: str) -> str:
    """``text`` with ``MASK`` for each character of code, formulas, addresses, tags and the like."""
    if not _MAYBE_NOT_PROSE.search(text):
        return text
    return _NOT_PROSE.sub(lambda match: re.sub(r"[^\n]", MASK, match[0]), text)


_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]{0,300}\]){0,500})\]"
    r"(?:\((?:[^()\s]|\([^()\s]{0,300}\)){0,900}(?:\s+\"[^\"]{0,300}\")?\)|\[[^\]]{0,300}\])"
)
_MAYBE_MARKUP = re.compile(r"[*_`<\[~]|==")
_MARKUP = re.compile(r"<!--.{0,1000}?-->|</?[A-Za-z][^<>\n]{0,500}>|\*+|(?<!\w)_+|_+(?!\w)|`+|~~|==", re.DOTALL)


def strip_markup(text: str) -> str:
    """``text`` as a reader sees it: no emphasis, code, link or tag marks; white space collapsed."""
    if not _MAYBE_MARKUP.search(text):
        return " ".join(text.split())
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", text)).split())


_FENCED = re.compile(r"^[ \t]*(```|~~~).*?^[ \t]*\1[`~]*[ \t]*$", re.DOTALL | re.MULTILINE)


def word_count(text: str) -> int:
    """The number of words of a text, by the spaces between them; code in fences is not counted."""
    return len(strip_markup(_FENCED.sub("", text)).split())
