"""What might read a document in which no question was found.

Owns: the dialects that would, tried before they are named: the known ones, and the document's most regular mark as a
pattern.  Does not own: the dialects themselves, nor what ``init`` writes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from builder.model.config import DialectOptions
from builder.model.document import Document, Kind
from builder.model.notes import FateKind
from builder.read.recognise import Dialect, Reading, read, registry

_MARK = re.compile(
    r"(?:[^\w\s]{1,6}(?=\s)|[^\W\d_]{1,20}\s?\d{1,4}\s?[:.)–—-]|[^\W\d_]{1,20}(?:\s[^\W\d_]{1,20})?\s?[:：]|[A-ZÄÖÜ]{3,20}(?=\s)|\(?\d{1,4}[.):])\s*(?=\S)"
)
_PLAIN = frozenset({"-", "*", "+", "|", ">", "<", "•"})  # marks of lists, tables and quotes, which alone say little


def suggestion(document: Document, dialects: Mapping[str, Dialect]) -> str:
    """The line of the front matter, or the lines of configuration, with which ``document`` gives answered notes.

    Empty where nothing would.
    """
    if len(document.blocks) > _MOST_BLOCKS:
        return ""
    likely = [name for name, dialect in dialects.items() if not dialect.form.are_terms]  # those cut at any colon
    tried = [(_covered(document, read(document, dialects, name)), name) for name in likely]
    best, name = max(tried, default=(0.0, ""), key=lambda pair: pair[0])
    if best:
        return f"a line 'dialect: {name}' in the front matter reads it as {dialects[name].title}"
    pattern = _regular_mark(document)
    if pattern and _covered(document, read(document, registry({"mine": DialectOptions(pattern)}), "mine")):
        return f"these lines in deckbuilder.toml would read it:  [dialects.mine]  ⏎  question = '{pattern}'"
    return ""


_MOST_BLOCKS = 5_000
_LEAST = 2  # notes, all of them answered
_COVERED = 0.5  # part of the lines that has to be on cards


def _covered(document: Document, reading: Reading) -> float:
    """The part of the lines that is on cards; 0 where that is little, or some note has no answer."""
    if len(reading.drafts) < _LEAST or not all(draft.answered for draft in reading.drafts):
        return 0.0
    on_cards = sum(fate.kind in (FateKind.QUESTION, FateKind.ANSWER) for fate in reading.fates)
    share = on_cards / max(1, len(reading.fates))
    return share if share >= _COVERED else 0.0


def _regular_mark(document: Document) -> str:
    """The mark with which most blocks begin as a pattern; empty without one."""
    marks = Counter(mark for line in _openings(document) if (mark := _pattern(line)))
    pattern, times = marks.most_common(1)[0] if marks else ("", 0)
    return f"^{pattern}(?P<text>.+)" if times >= _LEAST else ""


def _openings(document: Document) -> Iterable[str]:
    """The lines with which headings, items and paragraphs begin."""
    for block in document.blocks:
        if block.kind in (Kind.HEADING, Kind.ITEM, Kind.QUOTE, Kind.TEXT) and not block.continues:
            yield block.lines[0].text.strip()[:200]


def _pattern(line: str) -> str:
    """The mark that ``line`` begins with as a regular expression, any number in it for all; empty without one."""
    match = _MARK.match(line)
    if not match or match[0].strip() in _PLAIN or "'" in match[0]:
        return ""
    return re.sub(r"\d+", lambda _: r"\d+", re.escape(match[0].rstrip())).replace(r"\ ", " ") + r"\s*"
