"""Mends what is certain and harmless in a source before it is read: mojibake.

Owns: letters that were decoded with the wrong character set; the only importer of ftfy.
The notes get the mended text at once; the file itself is changed by ``fix`` alone.  Does not
own: torn paragraphs, which the reader mends when it knows what a paragraph is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import ftfy

from builder.markdown.blocks import code_lines
from builder.model.diagnostics import Diagnostic, Fix
from builder.model.source import Line, Source, Span
from builder.rules.text import MOJIBAKE

_INNER = r"[^ \t*_`()\[\]\"',;:.!?]"
_WORD = re.compile(rf"(?<!{_INNER}){_INNER}*[^\x00-\x7f]{_INNER}*")
# Code that is no label: who writes about mojibake shows it between backticks.
_CODE = re.compile(r"(?<![*`])(`+)(?!`).{1,300}?(?<!`)\1(?![`*])")
# MacRoman's lead byte is also a root sign: only next to a letter is it surely not one.
_ROOT = re.compile(r"√.")
_ROOT_IN_WORD = re.compile(r"[A-Za-z]√.|√.[A-Za-z]")


def mend(source: Source) -> tuple[Source, tuple[Diagnostic, ...]]:
    """``source`` with its mojibake mended, and what was mended, where it stood before."""
    if source.text.isascii():
        return source, ()
    lines = []
    found: list[Diagnostic] = []
    code: frozenset[int] | None = None
    for at, line in enumerate(source.lines):
        text, diagnostics = _mended(source.path, line)
        if diagnostics:
            code = code_lines(source.lines) if code is None else code
            if at in code:
                text, diagnostics = line.text, []
        lines.append(text)
        found += diagnostics
    if not found or _is_spoken_of(source, found):
        return source, ()
    return replace(source, text="\n".join(lines)), tuple(found)


_FEW = 3


def _is_spoken_of(source: Source, found: Sequence[Diagnostic]) -> bool:
    """Whether a text only shows what mojibake looks like: once or twice, each time as a word of its own."""
    if len(found) >= _FEW:
        return False
    lines = source.lines
    shown = [lines[d.span.line - 1].text[d.span.column - 1 : d.span.end_column - 1] for d in found if d.span]
    return not any(c.isascii() and c.isalpha() for word in shown for c in word)


def mended_text(text: str) -> str:
    """``text`` of a whole source with its mojibake mended."""
    return mend(Source("", text))[0].text


def _mended(path: str, line: Line) -> tuple[str, list[Diagnostic]]:
    if line.text.isascii():
        return line.text, []
    code = [match.span() for match in _CODE.finditer(line.text)]
    found: list[Diagnostic] = []
    parts: list[str] = []
    end = 0
    for match in _WORD.finditer(line.text):
        if any(start <= match.start() < stop for start, stop in code):
            continue
        word = match[0]
        better = _better(word)
        if better != word:
            span = Span(path, line.number, match.start() + 1, line.number, match.end() + 1)
            message = f"“{word}” was decoded with the wrong character set"
            found.append(Diagnostic(MOJIBAKE, message, span, f"write “{better}”", Fix(span, len(word), better)))
            parts += (line.text[end : match.start()], better)
            end = match.end()
    return "".join((*parts, line.text[end:])), found


def _better(word: str) -> str:
    if _ROOT.search(word) and not _ROOT_IN_WORD.search(word):
        return word
    return ftfy.fix_encoding(word)
