"""Checks of the sides of cards: marks that were taken for text, and markup that is left in a question.

Owns: what shows that the sides were parted in the wrong place.  Does not own: empty answers (``structure``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from builder.check.checks.prose import Reading, mask
from builder.markdown.blocks import code_lines
from builder.model.diagnostics import Diagnostic
from builder.model.notes import Draft
from builder.model.source import Excerpt, Line
from builder.rules.structure import MARK_ON_CARD, RAW_MARKUP

_DIVIDER = re.compile(r"\s*(?:[.…]|[-=_*~]{2,}|\?|\. ?\. ?\.)(?:\s*[.…\-=_*~?])*\s*$")
_LEAST = 3  # backs with the same mark
_MOST = 0.5  # part of the backs
_MARKUP = re.compile(r"\]\(|!?\[\[|\{\{[<%]|\{#")


def marks_on_cards(reading: Reading) -> Iterator[Diagnostic]:
    """Sides that are nothing but a mark, and the mark that most backs have on a line of its own, told once."""
    drafts = reading.document.drafts
    hint = "this line seems to part the sides; the keys 'edge' and 'divider' of an own dialect can say so"
    for draft in drafts:
        for side, name in ((draft.question, "question"), (draft.answer, "answer")):
            if side and all(line.blank or _DIVIDER.match(line.text) for line in side):
                yield Diagnostic(MARK_ON_CARD, f"this {name} is nothing but a mark", side.span, hint)
    marks = [(line.text.strip(), index, line) for index, d in enumerate(drafts) for line in _marks(d.answer)]
    for text, found in groupby(sorted(marks, key=lambda m: (m[0], m[1])), key=lambda m: m[0]):
        lines = {index: line for _, index, line in reversed(list(found))}
        if len(lines) >= max(_LEAST, _MOST * len(drafts)):
            first = Excerpt(reading.path, (lines[min(lines)],))
            yield Diagnostic(MARK_ON_CARD, f"the line “{text}” stands on {len(lines)} backs", first.span, hint)


def _marks(answer: Excerpt) -> Iterator[Line]:
    """The lines of an answer, beside others, that are nothing but a mark; code, tables and formulas have such lines."""
    lines = [line for line in answer if not line.blank]
    code = code_lines(lines)
    for at, line in enumerate(lines):
        text = line.text.strip()
        is_mark = not any(map(str.isalnum, text)) and text[0] not in "|$`\\<>{}()[]" and mask(text) == text
        if is_mark and at not in code and len(lines) > 1:
            yield line


def raw_markup(reading: Reading) -> Iterator[Diagnostic]:
    """Questions with a link, an embedded page, a template or an id of another program left in them."""
    for draft in reading.document.drafts:
        if found := _raw(draft):
            line, start, end = found
            span = Excerpt(reading.path, (line.cut(start, end),)).span
            sign = line.text[start:end]
            yield Diagnostic(RAW_MARKUP, f"“{sign}” is left in this question", span, "write the text alone")


_LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()]*(?:\([^()]*\)[^()]*)*\)")


def _raw(draft: Draft) -> tuple[Line, int, int] | None:
    """Where the first markup stands that no program resolves: whole links and pictures are resolved."""
    code = code_lines(draft.question.lines)
    for at, line in enumerate(draft.question):
        if at in code:
            continue
        links = (match.span() for match in _LINK.finditer(line.text))
        whole = {at for start, end in links for at in range(start, end)}
        masked = _code_masked(line.text)
        match = next((m for m in _MARKUP.finditer(masked) if m.start() not in whole), None)
        if match:
            return line, match.start(), match.end()
    return None


_CODE = re.compile(r"(?<!`)(`{1,3})(?!`).{1,500}?(?<!`)\1(?!`)|\$[^$]{1,500}\$|\\\(.{1,500}?\\\)")


def _code_masked(text: str) -> str:
    return _CODE.sub(lambda match: " " * len(match[0]), text)


CHECKS = (marks_on_cards, raw_markup)
