"""The registry: all forms, and all dialects by name.

Owns: the list of the forms, and the two sources of dialects, ``builtin.toml`` and ``[dialects.NAME]`` in a
project's ``deckbuilder.toml``.  Does not own: what a form is (its own module).

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

import tomllib
from collections.abc import Mapping
from pathlib import Path

from builder.model.config import DialectOptions
from builder.model.diagnostics import ProjectError
from builder.read.forms import (
    bold,
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
    flashcards.HIGHLIGHT,
    flashcards.SEPARATED,
)
FORMS: Mapping[str, Form] = {form.name: form for form in _FORMS}


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
        if not options.question:
            raise ProjectError(
                f"the dialect {name!r} has no pattern for a question",
                hint=f"add question = '...' to [dialects.{name}]",
                code="P005",
            )
        patterns = tuple(
            OwnPattern(name, key, written) if (written := getattr(options, key)) else None
            for key in ("question", "answer", "section", "skip")
        )
        title = options.description or name
        dialects[name] = Dialect(name, pattern.PATTERN, title, weight=1.5, patterns=patterns, own=True)
    return dialects
