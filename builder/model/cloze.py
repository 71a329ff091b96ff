"""Deletions: where a text hides something, in whatever notation.

Owns: the marks of deletions, and the text with a token in the place of each mark, which goes through
Markdown as it is.  Does not own: which text is a cloze (``read.kinds``), its cards' numbers
(``ledger.ordinals``), what Anki gets (``render``).

======================== =====================================================================
``{{c1::heart::organ}}``   Anki's own, nested where need be; the same number is the same card
``==heart==``              highlights, as in Obsidian; ``==heart==^[organ]`` gives a hint
``[heart]``                brackets, as hashcards has them
``{heart}``, ``{1:heart}``   braces, as in Obsidian's plugin for Anki
======================== =====================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from builder.model.source import Excerpt, Line

MOST = 499  # the highest number that Anki takes
SHOWN = "[…]"  # what stands for a deletion where a text is shown as a question

# A token each for the beginning, the hint and the end of deletion n: private-use characters of plane 15.
_OPEN, _HINT, _CLOSE, _TOKENS = 0xF0000, 0xF1000, 0xF2000, 0x1000
_TOKEN = re.compile("[\U000f0000-\U000f2fff]")
_HIDDEN_HINT = re.compile("[\U000f1000-\U000f1fff][^\U000f0000-\U000f2fff]*(?=[\U000f2000-\U000f2fff])")


@dataclass(frozen=True, slots=True)
class Deletion:
    """``text`` is what is hidden, without further marks; ``number`` is the author's (0: none)."""

    text: str
    number: int = 0
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A deletion's extent in a text: of the whole mark, and of what it hides; then comes the hint."""

    start: int
    text_start: int
    text_end: int
    end: int
    number: int = 0
    hint: str = ""


Finder = Callable[[str], list[Mark]]

# ---------------------------------------------------------------------- where the marks are

_CODE = re.compile(
    r"^[ \t]*(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)|(?<!`)(`++)(?:.*?[^`])\2(?!`)",
    re.DOTALL | re.MULTILINE,
)
_DIGITS = 6  # of a number that are looked at
_ANKI = re.compile(r"\{\{c(\d+)::")
_HIGHLIGHT = re.compile(r"==(?=[^\s=])([^=\n]+?)(?<=\S)==(?:\^\[([^\[\]\n]*)\])?")
_BRACKET = re.compile(r"(?<![!\\\]])\[([^\[\]\n]+)\](?![(\[:])")
_BRACE = re.compile(r"(?<![{\\])\{\{?(?:c?(\d{1,3})::?)?([^{}\n]+)\}\}?")
_FORMULA = re.compile(r"\$\$.+?\$\$|\\\(.+?\\\)|\\\[.+?\\\]|(?<![\\$\w])\$(?=\S)[^$\n]+?(?<=\S)\$(?![\w$])", re.DOTALL)


def anki(text: str) -> list[Mark]:
    """``{{c1::…}}``; a mark that does not end is none."""
    code = _extents(_CODE, text)
    marks: list[Mark] = []
    for opening in _ANKI.finditer(text):
        if _inside(opening.start(), code):
            continue
        end = _end(text, opening.end(), code)
        if end is not None:
            hint = _hint(text, opening.end(), end, code)
            shown = end if hint is None else hint
            told = "" if hint is None else text[hint + 2 : end]
            number = int(opening[1][:_DIGITS])
            marks.append(Mark(opening.start(), opening.end(), shown, end + 2, number * (number <= MOST), told))
    return marks


def highlights(text: str) -> list[Mark]:
    """``==…==``, wherever a highlight may stand."""
    code = _extents(_CODE, text)
    return [_mark(m, 1, hint=m[2] or "") for m in _HIGHLIGHT.finditer(text) if not _inside(m.start(), code)]


def brackets(text: str) -> list[Mark]:
    """``[…]`` that is neither a link nor a picture, nor code, nor in a formula."""
    kept = [*_extents(_CODE, text), *_extents(_FORMULA, text)]
    return [_mark(m, 1) for m in _BRACKET.finditer(text) if not _inside(m.start(), kept)]


def braces(text: str) -> list[Mark]:
    """``{…}``, with a number or without; Anki's own marks as well."""
    found = anki(text)
    kept = [*_extents(_CODE, text), *_extents(_FORMULA, text), *((m.start, m.end) for m in found)]
    for m in _BRACE.finditer(text):
        if not _inside(m.start(), kept):
            shown, _, hint = m[2].partition("::")
            found.append(Mark(m.start(), m.start(2), m.start(2) + len(shown), m.end(), int(m[1] or 0), hint))
    return sorted(found, key=lambda mark: mark.start)


FINDERS: dict[str, Finder] = {"anki": anki, "highlights": highlights, "brackets": brackets, "braces": braces}


def unclosed(text: str) -> Iterator[int]:
    """Where Anki's mark opens and never ends, or is written with one colon."""
    code = _extents(_CODE, text)
    for m in re.finditer(r"\{\{c\d+:{1,2}(?=\S)", text):
        if not _inside(m.start(), code) and (m[0].count(":") == 1 or _end(text, m.end(), code) is None):
            yield m.start()


def empty(text: str) -> Iterator[int]:
    """Where Anki's marks have nothing between them."""
    return (m.start for m in anki(text) if not text[m.text_start : m.text_end].strip())


def impossible(text: str) -> Iterator[tuple[int, str]]:
    """Where Anki's marks have numbers that it cannot take, and which."""
    code = _extents(_CODE, text)
    for m in _ANKI.finditer(text):
        if not _inside(m.start(), code) and not 1 <= int(m[1][:_DIGITS]) <= MOST:
            yield m.start(), m[1]


def _mark(match: re.Match[str], group: int, number: int = 0, hint: str = "") -> Mark:
    return Mark(match.start(), match.start(group), match.end(group), match.end(), number, hint)


def _extents(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [m.span() for m in pattern.finditer(text)]


def _inside(place: int, extents: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in extents)


def _end(text: str, start: int, code: Sequence[tuple[int, int]]) -> int | None:
    """Where the two braces are that end a deletion whose text begins at ``start``: braces within it are balanced."""
    balanced = _balanced_end(text, start, code)
    if balanced is not None:
        return balanced
    plain = text.find("}}", start)
    return plain if plain >= 0 and "{{c" not in text[start:plain] else None


_LONGEST = 4_000  # characters of a deletion


def _balanced_end(text: str, start: int, code: Sequence[tuple[int, int]]) -> int | None:
    depth, at = 0, start
    skip = dict(code)
    last = text.find("}}", start, start + _LONGEST)  # without one, each of many openings would look to the end
    while last >= 0 and at < min(len(text), start + _LONGEST):
        if at in skip:
            at = skip[at]
            continue
        char = text[at]
        if char == "\\":
            at += 2
            continue
        if char == "{":
            depth += 1
        elif char == "}" and depth:
            depth -= 1
        elif char == "}" and text.startswith("}}", at):
            return at
        at += 1
    return None


def _hint(text: str, start: int, end: int, code: Sequence[tuple[int, int]]) -> int | None:
    """Where two colons begin the hint of a deletion: not in code, not in a deletion within."""
    depth = 0
    for at in range(start, end):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth <= 0 and text.startswith("::", at) and not _inside(at, code):
            return at
    return None


# ------------------------------------------------------------------------- with tokens


@dataclass(frozen=True, slots=True)
class Cloze:
    """A text with its deletions: a token stands for each mark, the n-th deletion's for the n-th mark."""

    text: Excerpt
    deletions: tuple[Deletion, ...]

    @property
    def plain(self) -> str:
        """The text as if nothing were hidden."""
        return _TOKEN.sub("", _HIDDEN_HINT.sub("", self.text.text))


def cloze(excerpt: Excerpt, find: Finder) -> Cloze | None:
    """``excerpt`` as a cloze, if ``find`` finds something to hide in it."""
    text = _TOKEN.sub("\ufffd", excerpt.text)
    marks = [m for m in find(text) if text[m.text_start : m.text_end].strip()][:_TOKENS]
    if not marks:
        return None
    edits: list[tuple[int, int, str]] = []
    for n, m in enumerate(marks):
        hint = f"{chr(_HINT + n)}{m.hint}" if m.hint else ""
        edits += [(m.start, m.text_start, chr(_OPEN + n)), (m.text_end, m.end, f"{hint}{chr(_CLOSE + n)}")]
    tokens = _edited(excerpt, text, sorted(edits))
    unhinted = _HIDDEN_HINT.sub("", tokens.text)
    spans = [_TOKEN.sub("", _between(unhinted, n)) for n in range(len(marks))]
    return Cloze(
        tokens, tuple(Deletion(" ".join(s.split()), m.number, m.hint) for s, m in zip(spans, marks, strict=True))
    )


def _edited(excerpt: Excerpt, text: str, edits: Sequence[tuple[int, int, str]]) -> Excerpt:
    """The excerpt with pieces of its text replaced; no piece crosses a line's end."""
    pieces: list[str] = []
    at = 0
    for start, end, new in edits:
        pieces += [text[at:start], new]
        at = max(at, end)
    lines = ("".join(pieces) + text[at:]).split("\n")
    return excerpt.with_lines(
        Line(line.number, changed, line.column) for line, changed in zip(excerpt.lines, lines, strict=True)
    )


def _between(text: str, n: int) -> str:
    start, end = text.index(chr(_OPEN + n)), text.index(chr(_CLOSE + n))
    return text[start + 1 : end]


def shown(found: Cloze) -> Excerpt:
    """The text with a placeholder for each deletion: what is asked."""
    return found.text.with_lines(Line(ln.number, text, ln.column) for ln, text in _with_placeholders(found.text.lines))


def _with_placeholders(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """The lines without what the outermost deletions hide."""
    open_: int | None = None
    for line in lines:
        out: list[str] = []
        for char in line.text:
            n = ord(char)
            if open_ is None and _OPEN <= n < _OPEN + _TOKENS:
                open_ = n - _OPEN
                out.append(SHOWN)
            elif open_ is not None and n == _CLOSE + open_:
                open_ = None
            elif open_ is None:
                out.append(char)
        yield line, "".join(out)


def uncovered(html: str) -> str:
    """A field without Anki's deletions: with what they hide."""
    out: list[str] = []
    depth = 0
    for piece in re.split(r"(\{\{c\d+::|(?:::[^{}]*)?\}\})", html):
        if _ANKI.fullmatch(piece):
            depth += 1
        elif depth and piece.endswith("}}"):
            depth -= 1
        else:
            out.append(piece)
    return "".join(out)


def filled(html: str, numbers: Sequence[int]) -> str:
    """Rendered text with Anki's marks in the places of the tokens; ``numbers`` are those of the cards, from 1.

    Within a deletion, braces and colons that Anki would take for its own are written otherwise; so are
    braces anywhere else that would begin a deletion.
    """
    out: list[str] = []
    depth = 0
    for piece in re.split("([\U000f0000-\U000f2fff])", html.replace("{{", "{&#123;")):
        kind, n = (ord(piece) & ~0xFFF, ord(piece) & 0xFFF) if _TOKEN.fullmatch(piece) else (0, 0)
        if kind == _OPEN:
            depth += 1
            out.append(f"{{{{c{numbers[n]}::")
        elif kind == _HINT:
            out.append("::")
        elif kind == _CLOSE:
            depth -= 1
            out.append("}}")
        else:
            out.append(piece.replace("}", "&#125;").replace("::", ":&#58;") if depth else piece)
    return "".join(out)
