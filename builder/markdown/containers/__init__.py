"""Containers: the boxes that site generators add to Markdown, as boxes that everybody knows.

Owns: the forms of such boxes, and what each becomes: what unfolds, or asks a question, a details block;
what stands out, a quotation with GitHub's mark (``> [!TIP]``); a mere frame, a comment.  What a box holds loses
the indent or the marks that it has for the box's sake.  Does not own: what blocks are (``blocks``).  Code
is left alone, and so is a box that is never closed.

A line that is changed keeps its number, and its text its column.  Boxes are looked into a fixed
number of levels deep, so that the work is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from builder.markdown.containers.box import ALERTS, ANSWERS, ASKS, FOLDS, Box, indent_of
from builder.markdown.containers.paired import paired_box, partners, self_closing
from builder.markdown.containers.single import callout, directive, indented
from builder.model.source import Line

_DEEPEST = 8
_SIGNAL = re.compile(
    r"\s*(?:\?{3}|!{3}|:{3}|={3} [\"']|> ?\[!|\{\{[<%]|\{%|\{:|</?[A-Z]|\[/?[a-z_]+[\] =]"
    r"|(?:`{3,}|~{3,})\{|import\s|#{1,6}\s.*\})"
)


def unboxed(lines: Sequence[Line], fences: Callable[[Sequence[Line]], Mapping[int, int]]) -> Sequence[Line]:
    """``lines`` with their containers as HTML's details, quotations or comments.

    ``fences`` tells which lines begin and end code.
    """
    if not any(_SIGNAL.match(line.text) for line in lines):
        return lines
    return list(_rewritten(_without_modules(lines, fences(lines)), fences, 0))


def _rewritten(
    lines: Sequence[Line], fences: Callable[[Sequence[Line]], Mapping[int, int]], depth: int
) -> Iterator[Line]:
    code = fences(lines)
    ends = partners(lines, code)
    at = 0
    while at < len(lines):
        box = _box(lines, at, ends, code) if depth < _DEEPEST and _SIGNAL.match(lines[at].text) else None
        if box is not None:
            yield from _written(
                lines[at], box, lines[box.end - 1].number, list(_rewritten(box.body, fences, depth + 1))
            )
            at = box.end
        elif at in code:
            yield from lines[at : code[at] + 1]
            at = code[at] + 1
        else:
            yield _without_attributes(lines[at])
            at += 1


def _box(lines: Sequence[Line], at: int, ends: Mapping[int, int], code: Mapping[int, int]) -> Box | None:
    return (
        indented(lines, at)
        or callout(lines, at)
        or directive(lines, at, code)
        or (paired_box(lines, at, ends[at]) if at in ends else self_closing(lines, at))
    )


# --------------------------------------------------------------- what they become


def _written(first: Line, box: Box, last: int, body: list[Line]) -> Iterator[Line]:
    """What becomes of a box that begins with ``first`` and ends with line ``last``."""
    name, title = box.name, box.title
    blank = Line(first.number, "")
    if title is not None and not title.text:
        title = None
    if box.folds or name in FOLDS or name in ASKS or name in ANSWERS:
        title = title or Line(first.number, name.capitalize(), first.column)
        yield _around(first, "<details><summary>", title, "</summary>")
        yield from (Line(title.number, ""), *body, Line(last, ""), Line(last, indent_of(first) + "</details>"))
        yield Line(last, "")
    elif name == "highlight":
        language = title.text.split()[0] if title is not None else ""
        yield Line(first.number, f"{indent_of(first)}```{language}", first.column)
        yield from (*box.body, Line(last, indent_of(first) + "```"))
    elif name in ALERTS:
        yield Line(first.number, f"{indent_of(first)}> [!{ALERTS[name]}]", first.column)
        if title is not None:
            yield _around(first, "> **", title, "**")
            yield Line(first.number, indent_of(first) + ">")
        yield from (_quoted(line, len(indent_of(first))) for line in body)
        yield Line(last, "")
    elif title is not None:  # one of several tabs
        yield from (blank, _around(first, "**", title, "**"), blank, *body, Line(last, ""))
    else:
        yield _comment(first)
        yield from body
        yield Line(last, "")


def _around(first: Line, before: str, text: Line, after: str) -> Line:
    """``text`` between two marks, at the indent of ``first``; its column stays right."""
    before = indent_of(first) + before
    return Line(text.number, f"{before}{text.text}{after}", text.column - len(before))


def _quoted(line: Line, indent: int) -> Line:
    text = line.text[indent:] if not line.text[:indent].strip() else line.text.lstrip()
    cut = len(line.text) - len(text)
    mark = " " * indent + "> "
    return Line(line.number, (mark + text).rstrip(), line.column + cut - len(mark))


def _comment(line: Line) -> Line:
    return Line(line.number, f"<!-- {line.text.strip().replace('--', '- -')} -->")


# ------------------------------------------------------------ marks on single lines

_ATTRIBUTE_LINE = re.compile(r"\s*\{:[^{}]*\}\s*$")
_ATTRIBUTES_BEHIND = re.compile(r"(?<=\S)\s*\{(?:: ?[^{}]*|[ ]?[.#][\w-]+(?:[ ][^{}]*)?[ ]?)\}\s*$")
_PIN = re.compile(r"\{#[\w:.-]+\}\s*$")
_IMPORT = re.compile(r"import\s++(?:[\w*{},$][\w*{}\s,$]*?\sfrom\s++)?[\"'][^\"']+[\"'];?\s*$")
_EXPORT = re.compile(r"export\s+(?:default|const|function|let)\b")


def _without_attributes(line: Line) -> Line:
    """A line without kramdown's attribute list; one that is nothing else becomes a comment."""
    if "}" not in line.text[-3:]:
        return line
    if _ATTRIBUTE_LINE.match(line.text):
        return _comment(line)
    behind = _ATTRIBUTES_BEHIND.search(line.text, max(0, len(line.text) - 200))
    is_list = behind is not None and (behind[0].lstrip().startswith("{:") or line.text.lstrip().startswith("#"))
    if behind is None or not is_list or _PIN.search(line.text) or "`" in behind[0]:
        return line
    return line.cut(0, behind.start())


def _without_modules(lines: Sequence[Line], code: Mapping[int, int]) -> Sequence[Line]:
    """Lines without the imports and exports of MDX, where the document begins with an import."""
    start = next((i for i, ln in enumerate(lines) if not ln.blank), None)
    if start is None or not _IMPORT.match(lines[start].text):
        return lines
    inside = {i for first, last in code.items() for i in range(first, last + 1)}
    return [
        _comment(ln) if i not in inside and (_IMPORT.match(ln.text) or _EXPORT.match(ln.text)) else ln
        for i, ln in enumerate(lines)
    ]
