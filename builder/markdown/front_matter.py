"""Front matter: the metadata block at the top of a document (YAML, TOML or JSON).

Owns: where it ends and what it says.  Which keys mean something is ``config``'s.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence

import yaml

from builder.model.diagnostics import Diagnostic
from builder.model.source import Source, Span
from builder.rules.reading import BAD_FRONT_MATTER

_MAX_LINES = 200
_KEY = re.compile(r"[\w-]+\s*[:=]")


def split_front_matter(source: Source) -> tuple[dict[str, object], int, Sequence[Diagnostic]]:
    """The metadata at the top of ``source``, how many lines it takes, and what is wrong with it.

    A document that merely begins with a thematic break has none.
    """
    head, newline, _ = source.text[:4].partition("\n")
    fence = head.rstrip()
    if fence == "{":
        return _json(source)
    if fence not in ("---", "+++") or not newline:
        return {}, 0, ()
    lines = source.text.split("\n", _MAX_LINES)[:_MAX_LINES]
    ends = ("---", "...") if fence == "---" else ("+++",)
    end = next((i for i, text in enumerate(lines[1:], 1) if text.rstrip() in ends), 0)
    if not end or not any(_KEY.match(text) for text in lines[1:end]):
        return {}, 0, ()
    body = "\n".join(lines[1:end])
    try:
        table = yaml.safe_load(body) if fence == "---" else tomllib.loads(body)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        if not all(_KEY.match(t) or t[:1] in " \t-#" or not t.strip() for t in lines[1:end]):
            return {}, 0, ()  # not metadata at all: text between two thematic breaks
        mark = getattr(error, "problem_mark", None)
        line = (mark.line + 2) if mark else 2
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        span = Span(source.path, line, 1)
        hint = "put text that holds a colon in quotes"
        return {}, end + 1, (Diagnostic(BAD_FRONT_MATTER, f"the front matter cannot be read: {problem}", span, hint),)
    if not isinstance(table, dict):
        return {}, 0, ()
    return {str(k): v for k, v in table.items()}, end + 1, ()


def _json(source: Source) -> tuple[dict[str, object], int, Sequence[Diagnostic]]:
    """An object between a line ``{`` and a line ``}``; anything else that begins so is text."""
    lines = source.text.split("\n", _MAX_LINES)[:_MAX_LINES]
    ends = (i for i, text in enumerate(lines, 1) if text.rstrip() == "}")
    for end in ends:
        try:
            table = json.loads("\n".join(lines[:end]))
        except (ValueError, RecursionError):
            continue
        return ({str(k): v for k, v in table.items()}, end, ()) if isinstance(table, dict) else ({}, 0, ())
    return {}, 0, ()
