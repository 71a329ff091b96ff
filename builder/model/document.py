"""The parsed form of a source: blocks and documents.

Owns: the one vocabulary that every reader of a file format speaks.  Does not
own: how blocks are found (``blocks``), nor which of them are questions
(``dialects``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from builder.model.diagnostics import Diagnostic
from builder.model.source import Excerpt, Line, Source


class Kind(Enum):
    """What a block is, whatever it may mean."""

    HEADING = "heading"  # level 1..6; text is the title
    TEXT = "text"  # one line of a paragraph; `continues` where it goes on
    ITEM = "item"  # first line of a list item; `marker` and `indent` say which list
    FENCE = "fence"  # a fenced or indented code block, whole
    TABLE = "table"  # a pipe table, whole
    QUOTE = "quote"  # a run of lines that begin with `>`
    RULE = "rule"  # a thematic break
    HTML = "html"  # a run of raw HTML that is none of the below
    DETAILS = "details"  # <details>
    SUMMARY = "summary"  # <summary>text</summary>
    END_DETAILS = "end details"  # </details>
    COMMENT = "comment"  # an HTML comment, whole
    TERM = "term"  # the term of a definition list
    DEFINITION = "definition"  # first line of its definition
    REFERENCE = "reference"  # definitions of links, footnotes or abbreviations: on no card as text
    FRONT_MATTER = "front matter"  # metadata at the top of a file
    BLANK = "blank"


# What the text of a document is made of, such as an answer.
CONTENT = frozenset({Kind.TEXT, Kind.ITEM, Kind.FENCE, Kind.TABLE, Kind.QUOTE, Kind.DEFINITION, Kind.HTML})


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document that stands whole.

    ``lines`` are the source's own lines, all of them, so that every line is in exactly
    one block.  ``text`` is the content of the first line without its marker (a heading's
    title, an item's text), still knowing its place.
    """

    kind: Kind
    lines: tuple[Line, ...]
    text: Line
    level: int = 0  # HEADING: 1..6
    indent: int = 0  # columns of white space before the marker or text
    marker: str = ""  # ITEM: "-", "1.", "a)"; FENCE: the info string
    continues: bool = False  # TEXT: goes on from the line before it, with no blank line between
    depth: int = 0  # how many items, definitions and boxes it is in; an item is in itself

    @property
    def number(self) -> int:
        """The 1-based number of the first line."""
        return self.lines[0].number


class DefinitionKind(Enum):
    """What a definition says about its name."""

    LINK = "link"  # [name]: address "title"; of pictures as well
    FOOTNOTE = "footnote"  # [^name]: text
    ABBREVIATION = "abbreviation"  # *[name]: text
    MACRO = "macro"  # \newcommand{\name}…, \def\name…


@dataclass(frozen=True, slots=True)
class Definition:
    """Something that a document says once, and any of its notes may use.

    ``name`` is in the form in which names are compared: of links and footnotes with white space collapsed and case
    folded, of macros without the backslash.  ``lines`` are the source's own, ready to be added to a note's text.
    """

    kind: DefinitionKind
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A source and its blocks, in order; every line of the source is in exactly one block."""

    source: Source
    blocks: tuple[Block, ...]
    metadata: dict[str, object] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    definitions: tuple[Definition, ...] = ()

    @property
    def path(self) -> str:
        return self.source.path

    def excerpt(self, lines: tuple[Line, ...]) -> Excerpt:
        return Excerpt(self.path, lines)


def opens_details(block: Block) -> bool:
    """Whether a details block begins with ``block``."""
    return block.kind is Kind.DETAILS or (block.kind is Kind.SUMMARY and "<details" in block.lines[0].text.lower())
