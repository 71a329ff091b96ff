"""Boxes that a single mark begins: their indent, their quotation or their fence says where they end.

Owns: ``??? question "Title"`` of MkDocs, ``> [!question]- Title`` of Obsidian, fences with a directive of MyST.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from builder.markdown.containers.box import ALERTS, ANSWERS, ASKS, FOLDS, Box, indent_of, without_options
from builder.model.source import Line

# ------------------------------------------------------- boxes of indented lines

_ADMONITION = re.compile(
    r"(?P<sign>\?{3}\+?|!{3}|={3}\+?)[ \t]*+(?P<names>[\w-]*+(?:[ \t]++[\w-]++)*+)[ \t]*+"
    r"(?:(?P<q>[\"'])(?P<title>.*)(?P=q))?\s*$"
)


def indented(lines: Sequence[Line], at: int) -> Box | None:
    """``??? question "Title"`` of MkDocs and what is indented below it; ``!!!`` only where it asks; a tab (``===``)."""
    line = lines[at]
    match = _ADMONITION.match(line.text, len(indent_of(line)))
    if match is None:
        return None
    name = match["names"].lower().split()[0] if match["names"] else ""
    if match["sign"][0] == "!" and name not in ASKS | ANSWERS:
        return None  # the renderer knows it
    if match["sign"][0] == "=" and not match["title"]:
        return None
    indent = _columns(line)
    end = last = at + 1
    while end < len(lines) and (lines[end].blank or _columns(lines[end]) >= indent + 4):
        end += 1
        last = last if lines[end - 1].blank else end
    if last == at + 1 and (not match["title"] or match["sign"][0] == "="):
        return None  # "???" alone holds nothing
    title = line.cut(match.start("title"), match.end("title")).stripped() if match["title"] else None
    body = [_shifted(ln, len(indent_of(line)), indent) for ln in lines[at + 1 : last]]
    if match["sign"][0] == "=":
        return Box("", title, body, last)
    return Box(name or "details", title, body, last, folds=match["sign"][0] == "?")


def _columns(line: Line) -> int:
    return len(indent_of(line).expandtabs(4))


def _shifted(line: Line, kept: int, indent: int) -> Line:
    """A line without the four columns of indent after the first ``indent`` columns, which are ``kept`` characters."""
    if line.blank:
        return Line(line.number, "")
    cut = kept
    while cut < len(line.text) and line.text[cut] in " \t" and len(line.text[:cut].expandtabs(4)) < indent + 4:
        cut += 1
    return Line(line.number, line.text[:kept] + line.text[cut:], line.column + cut - kept)


# ----------------------------------------------------------------- callouts

_CALLOUT = re.compile(r"> ?\[!(?P<name>[\w-]+)(?:\|[^\]]*)?\](?P<fold>[-+]?)[ \t]*(?P<title>.*)$")


def callout(lines: Sequence[Line], at: int) -> Box | None:
    """``> [!question]- Title`` of Obsidian and the quotation below it; GitHub's own are left as they are."""
    line = lines[at]
    match = _CALLOUT.match(line.text, len(indent_of(line)))
    if match is None:
        return None
    name = match["name"].lower()
    if not match["fold"] and name not in ASKS and (not match["title"].strip() or name not in ALERTS):
        return None
    end = at + 1
    while end < len(lines) and lines[end].text.lstrip().startswith(">"):
        end += 1
    body = []
    for inner in lines[at + 1 : end]:
        start = inner.text.index(">") + 1
        body.append(inner.cut(start + (inner.text[start : start + 1] == " ")))
    title = line.cut(match.start("title")).stripped()
    return Box(name, title, body, end, folds=bool(match["fold"]))


# --------------------------------------------------------------- directives of MyST

_FENCE_DIRECTIVE = re.compile(r"(?P<mark>`{3,}|~{3,})\{(?P<name>[\w:-]+)\}[ \t]*(?P<title>.*)$")


def directive(lines: Sequence[Line], at: int, code: Mapping[int, int]) -> Box | None:
    """A fence with a directive for its language (````` ```{dropdown} Title`````) that holds text, not code."""
    if at not in code:
        return None
    line = lines[at]
    match = _FENCE_DIRECTIVE.match(line.text, len(indent_of(line)))
    name = match["name"].lower() if match else ""
    if match is None or not (name in ALERTS or name in FOLDS or name in ASKS or name in ANSWERS):
        return None
    title = line.cut(match.start("title")).stripped()
    body, folds = without_options(lines[at + 1 : code[at]])
    if name in ASKS | ANSWERS and re.fullmatch(r"[\w:-]*", title.text):
        title = Line(line.number, "")  # the name by which others refer to it
    return Box(name, title, body, code[at] + 1, folds)
