"""Pieces of HTML pages in Markdown: accordions and the like become Markdown.

Owns: which stretches of a document these are.  Does not own: how they are read (``html``).  All other HTML in
Markdown goes through as it is: blocks and renderer know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder.markdown.blocks import code_lines
from builder.model.diagnostics import Diagnostic
from builder.model.source import Source
from builder.read.formats.html import convert as convert_html
from builder.read.language import words

_BEGINS = re.compile(r"<(?:div|section|article|main|ul|dl|form|p)\b", re.I)
_TAG = re.compile(r"<(?P<end>/)?(?P<tag>div|section|article|main|ul|dl|form|p)\b", re.I)
_OPENING = re.compile(r"\s*(?:<(?:p|div|li|dt|dd|b|strong|span)\b[^<>]*>\s*)+", re.I)
_QUESTIONS = re.compile(
    r"""data-(?:bs-)?toggle=["']?collapse|aria-expanded=|schema\.org/Question"""
    r"""|class=["'][^"'<>]{0,200}?(?:accordion|collapsible|(?:faq|card|flip)[\w-]{0,40}?[-_]{1,3}(?:q(?:uestion)?|front)\b|flashcard)""",
    re.I,
)
_MARKDOWN = re.compile(r"#{1,6} |(?:[-*+]|\d+\.) |>|```|~~~|\|")
_HEADING = re.compile(r"(#{1,6}) ")


def convert(text: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A document with the stretches of HTML that mark questions in the ways of web pages as Markdown."""
    lines = text.split("\n")
    labelled = _are_labelled(lines)
    if not labelled and not _QUESTIONS.search(text):
        return Source(path, text), ()
    written: list[str] = []
    origin: list[int] = []
    done = 0
    above = min(max((len(m[1]) for line in lines if (m := _HEADING.match(line))), default=0), 5)
    for start, end in _stretches(lines, labelled=labelled):
        source, _ = convert_html("\n".join(lines[start:end]), path, above)
        if not source.text:
            continue
        before = range(done, start)
        inner = source.lines
        written += [*(lines[i] for i in before), "", *(line.text for line in inner)]
        origin += [*(i + 1 for i in before), start + 1, *(start + source.original(line.number) for line in inner)]
        done = end
    if not done:
        return Source(path, text), ()
    written += lines[done:]
    origin += range(done + 1, len(lines) + 1)
    return Source(path, "\n".join(written), tuple(origin)), ()


def _are_labelled(lines: Sequence[str]) -> bool:
    """Whether elements begin with labels for questions, and others with labels for answers."""
    if not any("<" in line for line in lines):
        return False
    texts = [line[match.end() :] for line in lines if "<" in line[:9] and (match := _OPENING.match(line))]
    return any(words.question_label(text) for text in texts) and any(words.answer_label(text) for text in texts)


def _is_label(line: str) -> bool:
    match = _OPENING.match(line)
    text = line[match.end() :] if match else ""
    return bool(text) and (words.question_label(text) or words.answer_label(text)) is not None


def _stretches(lines: Sequence[str], *, labelled: bool) -> Iterator[tuple[int, int]]:
    """Runs of lines from a block's tag to the one that closes it, if they mark questions and hold no Markdown."""
    ends = _ends(lines)
    code = code_lines(Source("", "\n".join(lines)).lines)
    at = 0
    while at < len(lines):
        if at in code or at not in ends or not _BEGINS.match(lines[at]):
            at += 1
            continue
        inner = lines[at : ends[at] + 1]
        marks = any(map(_QUESTIONS.search, inner)) or (labelled and any(map(_is_label, inner)))
        if marks and not any(map(_MARKDOWN.match, inner)):
            yield at, ends[at] + 1
        at = ends[at] + 1


def _ends(lines: Sequence[str]) -> dict[int, int]:
    """Where the element ends that begins on a line, both as indices; an element that is never closed has no end."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        for match in _TAG.finditer(line):
            places = opened.setdefault(match["tag"].lower(), [])
            if not match["end"]:
                places.append(at)
            elif places:
                ends[places.pop()] = at
    return ends
