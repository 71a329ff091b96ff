"""Marks: short tokens that stand for finished pieces while Markdown does its work.

A piece of text that Markdown must not touch (a code span, a tag, an address) is put aside in
a ``Stash`` and stands in the text as a token between the control characters STX and ETX, as
Python-Markdown's own placeholders do (so that emphasis next to a token works as it does next to
them); ``clean`` keeps them out of what comes in.  A token has an end mark, so that the eleventh is
never taken for the first and a ``1``.

A single punctuation mark that is text and not markup has a ``LITERAL`` of its own.

Kinds of tokens:

====== =====================================================================================
``b``  a block of raw HTML, on a line of its own
``c``  a highlighted code block, on a line of its own; put back after the HTML was polished
``s``  a piece within a line: code span, tag, autolink, key
``u``  an attribute's value: address, title, alternative text (put back with quotes escaped)
``l``  what a list's item is like; read and removed by ``markdown.Lists``
``z``  nothing: keeps two blocks apart that Markdown would join
====== =====================================================================================
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from builder.model.source import Excerpt

OPEN, CLOSE = "\x02", "\x03"
EMPTY = f"{OPEN}z{CLOSE}"

# ASCII punctuation that is text, not markup: noncharacters, which Unicode keeps for a program's own use.
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
LITERAL = {char: chr(0xFDD0 + i) for i, char in enumerate(PUNCTUATION)}
_TO_HTML = {ord(mark): html.escape(char) for char, mark in LITERAL.items()}
_TO_TEXT = {ord(mark): char for char, mark in LITERAL.items()}

TOKEN = re.compile(f"{OPEN}([a-z])([0-9]*){CLOSE}")
_BLOCK = re.compile(f"<p>\\s*{OPEN}([bcz])([0-9]*){CLOSE}\\s*</p>|{OPEN}([bczsu])([0-9]*){CLOSE}")
_CODE = re.compile(f"<p>\\s*{OPEN}c([0-9]+){CLOSE}\\s*</p>|{OPEN}c([0-9]+){CLOSE}")

# Colours of a terminal, copied with its text; nothing is left of them, but each keeps its place until the end.
_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
NOTHING = "\uf8de"  # of the private-use characters beside those of formulas
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_NONCHARACTERS = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean(excerpt: Excerpt) -> Excerpt:
    """``excerpt`` with a space for each control character and U+FFFD for each noncharacter, at the same places."""
    text = excerpt.text
    if not (_CONTROLS.search(text) or _NONCHARACTERS.search(text)):
        return excerpt
    return excerpt.with_lines(replace(line, text=clean_text(line.text)) for line in excerpt.lines)


def clean_text(text: str) -> str:
    """``clean`` for a string without a place."""
    text = _NONCHARACTERS.sub("\ufffd", text)
    return _CONTROLS.sub(" ", _TERMINAL.sub(lambda m: NOTHING * len(m[0]), text))


class Stash:
    """The pieces put aside from one text."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def put(self, kind: str, piece: str) -> str:
        """Put ``piece`` aside; what comes back stands for it."""
        self._pieces.append(piece)
        return f"{OPEN}{kind}{len(self._pieces) - 1}{CLOSE}"

    def restore(self, text: str) -> str:
        """Put back everything but code blocks; the paragraph that Markdown made of a block's token goes."""

        def piece(match: re.Match[str]) -> str:
            kind, number = (match[1], match[2]) if match[1] else (match[3], match[4])
            if kind == "c":
                return f"\n{OPEN}c{number}{CLOSE}\n"
            if kind == "z":
                return ""
            found = self._pieces[int(number)]
            return html.escape(found) if kind == "u" else found

        return _BLOCK.sub(piece, text.translate(_TO_HTML))

    def restore_code(self, text: str) -> str:
        """Put back the code blocks."""
        return _CODE.sub(lambda m: self._pieces[int(m[1] or m[2])], text)

    def plain(self, text: str) -> str:
        """``text`` with the words of each piece in the place of its token, for an attribute's value."""
        return TOKEN.sub(lambda m: self._words(m[1], m[2]), text).translate(_TO_TEXT)

    def piece(self, token: str) -> str:
        """The piece that one token stands for, or ``""`` if ``token`` is not exactly one token."""
        match = TOKEN.fullmatch(token)
        return self._pieces[int(match[2])] if match and match[2] else ""

    def _words(self, kind: str, number: str) -> str:
        if not number:
            return ""
        piece = self._pieces[int(number)]
        return piece if kind == "u" else html.unescape(re.sub(r"<[^<>]*>", "", piece))
