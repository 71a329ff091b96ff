"""The text of one field, of a table or a quiz, as lines of Markdown with their places.

Owns: fields of HTML and of plain text, and the files that they name.  Does not own: which field is what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from builder.model.source import Line
from builder.read.formats.html import convert as convert_html
from builder.read.formats.writer import escape_start, image

Text = tuple[Line, ...]

# A formula has an end within 2,000 letters: looking further for each mark without one takes quadratic time.
LATEX = re.compile(r"\[(?P<mark>\$\$|\$|latex)\](?P<tex>.{1,2000}?)\[/(?P=mark)\]", re.S)
_SOUND = re.compile(r"\[sound:([^\]\n]+)\]")
_MARKUP = re.compile(r"[<&]")
_IMG = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_OWN_LINES = re.compile(r"\s*(?:[-*+] |\d{1,4}[.)] |```|~~~|\|)")


_PAIRED = re.compile(
    r"<(b|i|u|em|strong|div|p|span|font|sub|sup|ul|ol|li|table|tr|td|a|code|pre|h[1-6])\b[^<>]*>[^<]*</\1>", re.I
)
_BREAK = re.compile(r"\S<br ?/?>|<br ?/?>\S|<img\s[^<>]*src=|&nbsp;", re.I)


def is_html(texts: Iterable[str]) -> bool:
    """Whether fields that do not say so hold HTML, as older exports of Anki do."""
    return any("<" in text and (_PAIRED.search(text) or _BREAK.search(text)) for text in texts)


def as_markdown(text: str, line: int, column: int, *, html: bool = False) -> Text:
    """The lines of a field that begins at ``line`` and ``column``; they are shown as lines."""
    text = LATEX.sub(formula, text)
    text = _SOUND.sub(lambda m: image("", m[1]), text) if not html else _SOUND.sub(_as_picture, text)
    if html and _MARKUP.search(text):
        return _of_html(text, line, column)
    found = [Line(line + at, part, column if at == 0 else 1).stripped() for at, part in enumerate(text.split("\n"))]
    while found and found[0].blank:
        del found[0]
    while found and found[-1].blank:
        del found[-1]
    if len(found) < 2 or any(_OWN_LINES.match(part.text) for part in found):
        return tuple(found) if len(found) > 1 else tuple(_plain_start(part) for part in found)
    shown = [_plain_start(part) for part in found]
    after = [*(part.blank for part in found[1:]), True]
    return tuple(
        part if part.blank or last else Line(part.number, f"{part.text}  ", part.column)
        for part, last in zip(shown, after, strict=True)
    )


def formula(match: re.Match[str]) -> str:
    """A formula in Anki's older marks (``LATEX``), between the marks of today."""
    tex, mark = match["tex"], match["mark"]
    if mark == "latex":
        shown = tex.strip().startswith("$$")
        return f"\\[{tex.strip().strip('$')}\\]" if shown else f"\\({tex.strip().strip('$')}\\)"
    return f"\\[{tex}\\]" if mark == "$$" else f"\\({tex}\\)"


def _of_html(text: str, line: int, column: int) -> Text:
    source, _ = convert_html(text, "")
    lines = [
        Line(line + source.original(part.number) - 1, part.text, column if source.original(part.number) == 1 else 1)
        for part in source.lines
    ]
    while lines and lines[-1].blank:
        del lines[-1]
    return tuple(lines)


def _plain_start(line: Line) -> Line:
    text = line.text if line.text.startswith("|") else escape_start(line.text)
    return line if text == line.text else Line(line.number, text, line.column)


def _as_picture(match: re.Match[str]) -> str:
    return f'<img src="{match[1]}">'


def media(text: str, line: int, column: int) -> Text:
    """The files that a field of nothing but files names, as pictures, which sounds are written like as well."""
    found = [m[1] for m in _SOUND.finditer(text)] + [unescape(m[1] or m[2] or m[3]) for m in _IMG.finditer(text)]
    return tuple(Line(line, image("", name.strip()), column) for name in found or [text.strip()])
