"""Front matter: the metadata block at the top of a document (YAML, TOML or JSON).

Owns: where it ends and what it says.  What is no YAML, as a title with a colon in it is none, is read line by
line.  Does not own: which keys mean something (``config``).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from builder.markdown.safe_yaml import BadYaml, load
from builder.model.diagnostics import Diagnostic
from builder.model.source import Source, Span, sound
from builder.rules.reading import BAD_FRONT_MATTER

_MAX_LINES = 200
_KEY = re.compile(r"[\w-]+\s*[:=]")
_LINE = re.compile(r"(?P<key>[\w-]+)\s*[:=](?P<value>.*)")
_ITEM = re.compile(r"\s*-\s+(.*)")


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
    table: object
    try:
        table = load(body) if fence == "---" else tomllib.loads(body)
    except (BadYaml, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        if not all(_KEY.match(t) or t[:1] in " \t-#" or not t.strip() for t in lines[1:end]):
            return {}, 0, ()  # not metadata at all: text between two thematic breaks
        line = error.line + 2 if isinstance(error, BadYaml) else 2
        message = (
            f"the front matter was read line by line, for it is no {'YAML' if fence == '---' else 'TOML'}: {error}"
        )
        found = Diagnostic(
            BAD_FRONT_MATTER, message, Span(source.path, line, 1), "put text that holds a colon in quotes"
        )
        return _by_line(lines[1:end]), end + 1, (found,)
    if not isinstance(table, dict):
        return {}, 0, ()
    return _sound_table(table), end + 1, ()


def _sound_table(table: Mapping[Any, object]) -> dict[str, object]:
    return {sound(str(key)): _sound(value) for key, value in table.items()}


def _sound(value: object) -> object:
    """``value`` without the halves of characters that escapes such as ``\\uD800`` can write."""
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, list):
        return [_sound(item) for item in value]
    return _sound_table(value) if isinstance(value, dict) else value


def _by_line(lines: Sequence[str]) -> dict[str, object]:
    """Keys with the text behind them, and the lists below them."""
    table: dict[str, object] = {}
    key = ""
    for line in lines:
        if match := _LINE.match(line):
            key = match["key"]
            table[key] = _value(match["value"])
        elif key and (item := _ITEM.match(line)):
            before = table[key]
            table[key] = [*(before if isinstance(before, list) else []), _unquoted(item[1])]
    return table


def _value(text: str) -> str | list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(part) for part in text[1:-1].split(",") if part.strip()]
    return _unquoted(text)


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _json(source: Source) -> tuple[dict[str, object], int, Sequence[Diagnostic]]:
    """An object between a line ``{`` and a line ``}``; anything else that begins so is text."""
    lines = source.text.split("\n", _MAX_LINES)[:_MAX_LINES]
    ends = (i for i, text in enumerate(lines, 1) if text.rstrip() == "}")
    for end in ends:
        try:
            table = json.loads("\n".join(lines[:end]))
        except (ValueError, RecursionError):
            continue
        return (_sound_table(table), end, ()) if isinstance(table, dict) else ({}, 0, ())
    return {}, 0, ()
