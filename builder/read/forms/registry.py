"""The registry: all forms, and all dialects by name.

Owns: the list of the forms, and the two sources of dialects, ``builtin.toml`` and ``[dialects.NAME]`` in a
project's ``deckbuilder.toml``.  Does not own: what a form is (its own module).

A layout of an author's own is given by patterns (regular expressions) that are
matched against a whole line, its indentation included:

``question``
    a line that is a question; the group ``text`` (default: what follows the match, or the
    match itself) is the question, ``number`` its number, ``answer`` an answer on the same line;
    where ``text`` is there and empty, the lines below ask.
``answer``
    a line that begins the answer; what follows the match, or the group ``text``, belongs to it.
``section``
    a line that is a section's title; the group ``text`` is the title.
``skip``
    a line to leave out.
``edge`` and ``divider``
    a line between two cards, and one between the sides of each; they need no ``question``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from builder.model.config import DialectOptions
from builder.model.diagnostics import ProjectError
from builder.model.document import Document
from builder.read.forms import (
    bold,
    divided,
    flashcards,
    hanging,
    heading,
    item,
    label,
    line,
    pair,
    pattern,
    quote,
    row,
    run_in,
    summary,
    term,
    transcript,
)
from builder.read.forms.form import Dialect, Form
from builder.read.forms.own_pattern import OwnPattern
from builder.read.weights import DIALECTS

_FORMS = (
    heading.HEADING,
    label.LABEL,
    bold.BOLD,
    item.ITEM,
    summary.SUMMARY,
    term.TERM,
    run_in.RUN_IN_TERM,
    pair.PAIR,
    hanging.HANGING,
    quote.QUOTE,
    line.LINE,
    row.ROW,
    transcript.TRANSCRIPT,
    flashcards.DOUBLE_COLON,
    flashcards.QUESTION_MARK,
    flashcards.TAG,
    flashcards.CARD,
    flashcards.CLOZE,
    flashcards.DELETIONS,
    flashcards.HIGHLIGHT,
    flashcards.SEPARATED,
    divided.DIVIDED,
)
FORMS: Mapping[str, Form] = {form.name: form for form in _FORMS}


_KEYS = ("question", "answer", "section", "skip", "edge", "divider")
_BUILTIN = tomllib.loads((Path(__file__).parent / "builtin.toml").read_text(encoding="utf-8"))


def _builtin(name: str) -> Dialect:
    entry, weights = _BUILTIN[name], DIALECTS[name]
    form, numbered = FORMS[entry["form"]], entry.get("numbered", False)
    numbers = weights["weight"], weights["share"], int(weights["least"])
    return Dialect(name, form, entry["title"], entry["example"], numbered, *numbers)


def registry(own: Mapping[str, DialectOptions]) -> dict[str, Dialect]:
    """All dialects by name: those of Deckbuilder and the project's own.

    Raises ``ProjectError`` for a pattern that is no regular expression.
    """
    dialects = {name: _builtin(name) for name in _BUILTIN}
    for name, options in own.items():
        has = frozenset(key for key in _KEYS if getattr(options, key))
        if "question" not in has and not {"edge", "divider"} <= has:
            raise ProjectError(
                f"the dialect {name!r} has no pattern for a question",
                hint=f"add question = '...' to [dialects.{name}], or edge = '...' and divider = '...'",
                code="P005",
            )
        patterns = tuple(OwnPattern(name, key, getattr(options, key)) if key in has else None for key in _KEYS)
        title = options.description or name
        dialects[name] = Dialect(name, pattern.form(has), title, weight=1.5, patterns=patterns, own=True)
    return dialects


def named(forced: str) -> tuple[str, ...]:
    """The dialects that the option ``dialect`` names: one, or several with commas between."""
    return tuple(name.strip() for name in forced.split(",") if name.strip())


def prepared(document: Document, dialects: Mapping[str, Dialect], forced: str | None) -> Document:
    """``document`` with its blocks as the forms read them, and cut at the lines that patterns of own dialects match."""
    spoken = [dialects[name] for name in named(forced or "")] or list(dialects.values())
    for form in {dialect.form for dialect in spoken}:
        document = form.prepare(document)
    return pattern.with_lines_apart(document, spoken)
