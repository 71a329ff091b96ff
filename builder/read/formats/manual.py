"""Manual pages as text, as ``man`` prints them: sections at the margin, titles and text by their indent.

Owns: the first and last line of such a page, its overstruck letters, and its levels of indent.  Does not own: which
titles ask something.  The source of manual pages (roff) is not read.
"""

from __future__ import annotations

import re

from builder.model.diagnostics import Diagnostic
from builder.model.source import Source
from builder.read.formats.writer import MarkdownWriter, escape, escape_start

_EDGE = re.compile(r"(?P<name>[\w.:+-]+\(\d\w{0,3}\))\s{2,}\S.*\S\s{2,}(?P=name)\s*$")
_OVERSTRUCK = re.compile(".\x08")
_SECTION = re.compile(r"[A-Z][A-Z0-9 ,'&/()-]*$")


def is_manual(text: str) -> bool:
    """Whether the first line names a page of the manual on both sides."""
    first = text.lstrip("\n").partition("\n")[0]
    return _EDGE.match(_OVERSTRUCK.sub("", first)) is not None


def convert(text: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A page as Markdown with the lines it came from; its first and last line are left out."""
    lines = [_OVERSTRUCK.sub("", line).expandtabs().rstrip() for line in text.split("\n")]
    solid = [at for at, line in enumerate(lines) if line]
    edges = {at for at in (solid[:1] + solid[-1:]) if not lines[at].startswith(" ") and "  " in lines[at]}
    margin = _margin(lines)
    writer = MarkdownWriter()
    writer.file_title(path)
    at = 0
    while at < len(lines):
        line = lines[at]
        indent = len(line) - len(line.lstrip())
        if at in edges or not line:
            writer.blank()
        elif indent == 0 and _SECTION.match(line):
            writer.heading(2, escape(line), at + 1)
        elif 0 < indent < margin:
            writer.heading(3, escape(line.strip()), at + 1)
        elif indent > margin and (at == 0 or not lines[at - 1]):
            at = _shown(writer, lines, at)
            continue
        else:
            writer.line(escape_start(escape(line.strip())), at + 1)
        at += 1
    return writer.source(path), ()


def _margin(lines: list[str]) -> int:
    """The indent of the text: that of most lines which are indented."""
    indents = [len(line) - len(line.lstrip()) for line in lines if line.startswith(" ")]
    return max(set(indents), key=lambda indent: (indents.count(indent), -indent), default=0)


def _shown(writer: MarkdownWriter, lines: list[str], at: int) -> int:
    """Write the lines of a paragraph that is indented further as code; the index of the line behind it."""
    end = at
    while end < len(lines) and lines[end]:
        end += 1
    inner = lines[at:end]
    deep = min(len(line) - len(line.lstrip()) for line in inner)
    writer.fence([(at + n + 1, line[deep:]) for n, line in enumerate(inner)], "", at + 1)
    return end
