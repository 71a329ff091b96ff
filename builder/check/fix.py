"""``check --fix``: mends in the source what is certain, and never changes what a note says.

Owns: putting the diagnostics' fixes into the text, leaving out those that would change a
note, and showing the change as a diff.  Does
not own: what is certain (each check says so by giving a ``Fix``), nor the files
(``project`` writes them).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from unicodedata import category

from builder.model.diagnostics import Diagnostic, Fix
from builder.model.notes import Draft
from builder.model.similarity import Words, words
from builder.read.mend import mended_text
from builder.rules.text import MOJIBAKE


def fixed(text: str, diagnostics: Iterable[Diagnostic], *, unsafe: bool = False) -> str:
    """``text`` of one source with the safe fixes of its ``diagnostics`` put in; with ``unsafe``, all of them.

    All other diagnostics speak of the text as it was read, in which mojibake is mended
    already; hence that is mended first.  Where two fixes overlap, the one that begins first is
    put in; the other is found again by the next run.
    """
    found = [d for d in diagnostics if d.fix is not None and (unsafe or d.fix.safe)]
    before = text
    if any(d.rule is MOJIBAKE for d in found):
        text = mended_text(text)
    lines = text.split("\n")
    shifted = set() if text != before else _mended_lines(before)
    by_line: dict[int, list[Fix]] = {}
    for diagnostic in found:
        if diagnostic.rule is not MOJIBAKE and diagnostic.fix and diagnostic.fix.span.line not in shifted:
            by_line.setdefault(diagnostic.fix.span.line, []).append(diagnostic.fix)
    for number, fixes in by_line.items():
        if number <= len(lines):
            lines[number - 1] = _fixed_line(lines[number - 1], fixes)
    return "\n".join(lines)


def mended(
    text: str, diagnostics: Sequence[Diagnostic], read: Callable[[str], Iterable[Draft]], *, unsafe: bool = False
) -> str:
    """``text`` with all safe fixes (with ``unsafe``, all fixes) put in that leave every note as it is.

    ``read`` tells what notes a text holds.  Where the fixes together would change them (a dot
    that turns a sentence into a numbered question, say), those that do are left out.
    """
    notes = list(read(text))

    def kept(some: Sequence[Diagnostic], before: list[Diagnostic]) -> list[Diagnostic]:
        if same_notes(notes, read(fixed(text, [*before, *some], unsafe=unsafe))):
            return [*before, *some]
        if len(some) == 1:
            return before
        half = len(some) // 2
        return kept(some[half:], kept(some[:half], before))

    fixes = [d for d in diagnostics if d.fix is not None and (unsafe or d.fix.safe)]
    return fixed(text, kept(fixes, []), unsafe=unsafe) if fixes else text


def _mended_lines(text: str) -> set[int]:
    """Lines whose columns are not those of the text as it was read, because mojibake stays in them."""
    mended = mended_text(text)
    if mended == text:
        return set()
    pairs = zip(text.split("\n"), mended.split("\n"), strict=True)
    return {number for number, (before, after) in enumerate(pairs, 1) if before != after}


def _fixed_line(line: str, fixes: Iterable[Fix]) -> str:
    parts: list[str] = []
    end = 0
    for fix in sorted(fixes, key=lambda f: (f.span.column, f.length)):
        start = fix.span.column - 1
        if start < end or start + fix.length > len(line):
            continue
        parts += (line[end:start], fix.text)
        end = start + fix.length
    return "".join((*parts, line[end:])) if parts else line


def same_notes(before: Iterable[Draft], after: Iterable[Draft]) -> bool:
    """Whether two readings of a source hold the same notes, in the same order.

    Each word is the same, and so are all other signs, in their order: only white space may differ,
    what nobody sees, and the stars and bullets that a fix closes or takes away.
    """
    return [_said(draft) for draft in before] == [_said(draft) for draft in after]


_Said = tuple[Words, str]


def _said(draft: Draft) -> tuple[_Said, _Said, tuple[str, ...]]:
    question, answer = mended_text(draft.question.text), mended_text(draft.answer.text)
    return _signs(question), _signs(answer), tuple(section.title for section in draft.sections)


_COLOUR = re.compile(r"\x1b\[[\d;]*[A-Za-z]")  # of a terminal
_MARKERS = frozenset("*•‣◦▪●·")


def _signs(text: str) -> _Said:
    """The words of ``text`` (characters that nobody sees split none), and all its signs without the space between."""
    text = _COLOUR.sub("", text)
    seen = "".join(c for c in text if c.isspace() or category(c) not in ("Cf", "Cc"))
    return words(seen), "".join(c for c in seen if not c.isspace() and c not in _MARKERS)


def diff(path: str, before: str, after: str) -> str:
    """The change as a unified diff that ``git apply`` and ``patch`` take, empty if there is none.

    The texts are those of the file, line ends and all; only ``\\n`` ends a line of a diff.
    """
    name = f"{path}\t" if " " in path else path  # as GNU diff marks where a name with spaces ends
    changes = difflib.unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in changes)


def _lines(text: str) -> list[str]:
    *whole, rest = text.split("\n")
    return [line + "\n" for line in whole] + ([rest] if rest else [])
