"""Dialects: how a layout marks its questions, as data.

Owns: the record and its two sources, ``builtin.toml`` and ``[dialects.NAME]`` in a
project's ``deckbuilder.toml``.  Does not own: what the forms mean (``classify``).

A layout of an author's own is given by patterns (regular expressions) that are
matched against a whole line without the white space around it:

``question``
    a line that is a question; the group ``text`` (default: what follows the match, or the
    match itself) is the question, ``number`` its number, ``answer`` an answer on the same line.
``answer``
    a line that begins the answer; what follows the match, or the group ``text``, belongs to it.
``section``
    a line that is a section's title; the group ``text`` is the title.
``skip``
    a line to leave out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from builder.model.config import DialectOptions
from builder.model.diagnostics import ProjectError
from builder.read.forms.separators import Separator


class Form(Enum):
    """What a question is made of."""

    LABEL = "label"
    HEADING = "heading"
    BOLD = "bold"
    ITEM = "item"
    SUMMARY = "summary"
    TERM = "term"
    RUN_IN = "run-in"
    PAIR = "pair"
    HANGING = "hanging"
    QUOTE = "quote"
    LINE = "line"
    ROW = "row"
    DOUBLE_COLON = "::"
    QUESTION_MARK = "?"
    TAG = "#card"
    CARD = "card"
    CLOZE = "cloze"
    HIGHLIGHT = "=="
    SEPARATED = "separated"
    SPEAKER = "speaker"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a layout marks its questions; see ``builtin.toml`` for ``weight``, ``share`` and ``least``.

    ``place`` narrows a form to one place: the level of headings (of numbered ones, the parts of
    their numbers), the indent of items.
    ``speakers`` are the two names of a transcript, ``separator`` what parts the sides of its cards.
    """

    name: str
    form: Form
    title: str = ""
    example: str = ""
    numbered: bool = False
    weight: float = 0.0
    share: float = 0.0
    least: int = 1
    place: int | None = None
    speakers: tuple[str, str] = ("", "")
    patterns: tuple[re.Pattern[str] | None, ...] = (None, None, None, None)  # question, answer, section, skip
    separator: Separator | None = None
    own: bool = False  # the author made it, or chose it for the document

    @property
    def question_pattern(self) -> re.Pattern[str] | None:
        return self.patterns[0]

    @property
    def answer_pattern(self) -> re.Pattern[str] | None:
        return self.patterns[1]

    @property
    def section_pattern(self) -> re.Pattern[str] | None:
        return self.patterns[2]

    @property
    def skip_pattern(self) -> re.Pattern[str] | None:
        return self.patterns[3]


def _load() -> dict[str, Dialect]:
    table = tomllib.loads((Path(__file__).parent / "builtin.toml").read_text(encoding="utf-8"))
    return {
        name: Dialect(
            name,
            Form(row["question"]),
            row["title"],
            row["example"],
            row.get("numbered", False),
            row["weight"],
            row["share"],
            row["least"],
        )
        for name, row in table.items()
    }


BUILTIN: Mapping[str, Dialect] = _load()
TRANSCRIPT = Dialect("transcript", Form.SPEAKER, "transcript", "Ann: …   Ben: …", weight=0.7, share=0.6, least=3)


def registry(own: Mapping[str, DialectOptions]) -> dict[str, Dialect]:
    """All dialects by name: those of Deckbuilder and the project's own.

    Raises ``ProjectError`` for a pattern that is no regular expression.
    """
    dialects = {**BUILTIN, TRANSCRIPT.name: TRANSCRIPT}
    for name, options in own.items():
        if not options.question:
            raise ProjectError(
                f"the dialect {name!r} has no pattern for a question",
                hint=f"add question = '...' to [dialects.{name}]",
                code="P005",
            )
        patterns = tuple(
            _compile(name, key, getattr(options, key)) for key in ("question", "answer", "section", "skip")
        )
        title = options.description or name
        dialects[name] = Dialect(name, Form.PATTERN, title, weight=1.5, patterns=patterns, own=True)
    return dialects


def _compile(name: str, key: str, pattern: str | None) -> re.Pattern[str] | None:
    if not pattern:
        return None
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ProjectError(
            f"{key!r} of the dialect {name!r} is not a regular expression: {error}",
            hint="write patterns in single quotes, so that TOML leaves their backslashes alone",
            code="P005",
        ) from None
