"""Marks of other programs in Markdown: what is meant for the learner stays, the rest goes, told where it stood.

Owns: which marks there are, and the order in which they are taken out.  It is done before blocks are found, and
changes no line that is code.  Does not own: formats of files (``formats``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from builder.model.diagnostics import Diagnostic
from builder.model.notes import Draft
from builder.model.source import Excerpt, Source
from builder.read.marks import anki, reports, shortcodes, vault
from builder.read.marks.page import Page, code_lines

__all__ = ["Marked", "code_lines", "with_pins", "with_tags", "without_marks"]

_SIGNAL = re.compile(
    r"\[\[|%%|\{\{|\{%|\[sound:|<anki-mathjax|\[\$|\[latex\]|\(\(|<%|\|\d{1,5}(?:x\d+)?\]\(|!\[\d+(?:x\d+)?\]\(|"
    r"^TARGET DECK|^(?:Tags?|Created[\w ]*|Last edited[\w ]*|Status|Type|URL): |"
    r"^[ \t]*<[A-Z][^<>\n]*/>[ \t]*$|"
    r"^FILE TAGS|(?:^|[ \t])\^[\w-]{4,}[ \t]*$|^[ \t]*(?:<!--[ \t]*)?ID:[ \t]*\d|"
    r"^[ \t]*(?:[-*][ \t]+)?[a-z][\w.-]+::(?:\s|$)",
    re.I | re.M,
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A source without marks: what they say of the whole, and the ids of notes by the lines where they stood."""

    source: Source
    diagnostics: tuple[Diagnostic, ...] = ()
    says: Mapping[str, object] = field(default_factory=dict)
    pins: Mapping[int, str] = field(default_factory=dict)


def without_marks(source: Source) -> Marked:
    """``source`` as Markdown that shows what its program shows."""
    report = source.path.lower().endswith(reports.SUFFIXES)
    if source.origin or not (report or _SIGNAL.search(source.text)):
        return Marked(source)
    page = Page.of(source)
    if report:
        reports.cells(page)
    shortcodes.comments(page)
    shortcodes.frames(page)
    vault.comments(page)
    vault.exported_properties(page)
    vault.page_keys(page)
    vault.block_ids(page)
    rules = [anki.line_edits, shortcodes.line_edits, vault.line_edits]
    page.edit([*rules, reports.line_edits] if report else rules)
    return Marked(page.written(), tuple(page.diagnostics), page.says, page.pins)


def with_pins(drafts: Sequence[Draft], pins: Mapping[int, str]) -> tuple[Draft, ...]:
    """Drafts with the first id that stands in them, or behind them before the next."""
    if not pins:
        return tuple(drafts)
    begins = [draft.line for draft in drafts]
    order = sorted(range(len(drafts)), key=begins.__getitem__)
    starts = [begins[at] for at in order]
    found: dict[int, str] = {}
    for line in sorted(pins):
        at = bisect_right(starts, line) - 1
        if at >= 0:
            found.setdefault(order[at], pins[line])
    return tuple(
        replace(draft, pin=found[at]) if at in found and not draft.pin else draft for at, draft in enumerate(drafts)
    )


_TAG = re.compile(r"(?:^|\s)#(?P<tag>[^\W\d_][\w/:-]*)\s*$")
# Words behind "#" that are none: marks of cards, of C, and colours.
_NO_TAG = re.compile(
    r"(?:(?:flash)?cards?|include|define|undef|if|ifdef|ifndef|elif|else|endif|pragma|error|line"
    r"|[0-9a-f]{3}|[0-9a-f]{6})$",
    re.I,
)
_FENCED = re.compile(r"\s*(?:`{3}|~{3}|\\end\{|\$\$)")


def with_tags(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Drafts with the tags that end their questions and answers (``#leaf #a/b``), which are no text then."""
    return tuple(_tagged(draft) for draft in drafts)


def _tagged(draft: Draft) -> Draft:
    if "#" not in draft.question.text and "#" not in draft.answer.text:
        return draft
    question, asked = _without_tags(draft.question)
    answer, answered = _without_tags(draft.answer)
    if not (asked or answered) or not question or (draft.answer and not answer):
        return draft
    return replace(draft, question=question, answer=answer, tags=tuple(dict.fromkeys((*draft.tags, *asked, *answered))))


def _without_tags(excerpt: Excerpt) -> tuple[Excerpt, tuple[str, ...]]:
    lines = list(excerpt.trimmed().lines)
    if not lines or any(_FENCED.match(line.text) for line in lines[-1:]):
        return excerpt, ()
    last = lines[-1]
    tags: list[str] = []
    while (match := _TAG.search(last.text)) and not _NO_TAG.match(match["tag"]) and "`" not in match[0]:
        tags.insert(0, match["tag"].replace("/", "::"))
        last = last.cut(0, match.start())
    return (excerpt.with_lines((*lines[:-1], last)).trimmed() if tags else excerpt), tuple(tags)
