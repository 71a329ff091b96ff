"""Marks of site generators: shortcodes of Hugo, tags and values of Liquid (Jekyll), components of MDX.

Owns: those on single lines, comments, and frames without a meaning.  Does not own: boxes that say what they are
for (``markdown.containers``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from builder.markdown.containers.box import ALERTS, ANSWERS, ASKS, FOLDS
from builder.read.formats.writer import image
from builder.read.marks.page import Edit, Page, code_lines, without

_SHORTCODE = re.compile(r"\{\{(?P<open>[<%])\s*(?P<end>/?)\s*(?P<name>[\w./-]+)(?P<values>[^{}]*?)\s*/?[>%]\}\}")
_LINKED = re.compile(r"\]\(\s*\{\{[<%]\s*(?:rel)?ref\s+[\"']?(?P<to>[^\"'{}\s]+)[\"']?\s*[>%]\}\}\s*\)")
_VALUE = re.compile(r"(?P<key>[\w-]+)\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\s\"']+))")
_LIQUID_VALUE = re.compile(r"\{\{-?\s*(?:site|page|layout|include|post|content|jekyll|paginator|forloop)\b[^{}]*\}\}")
_LIQUID_TAG = re.compile(r"\{%-?\s*(?P<name>\w+)(?P<values>[^{}%]*)-?%\}")
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}")
_END_COMMENT = re.compile(r"\{%-?\s*endcomment\s*-?%\}")
_HUGO_COMMENT = re.compile(r"\{\{/\*.*?\*/\}\}|\{\{<\s*/\*.*?\*/\s*>\}\}")
_PICTURES = frozenset({"figure", "img", "image", "picture", "figureloader"})
_SHOWN = frozenset({"title", "caption", "label"})
_SILENT = frozenset({"raw", "endraw", "assign", "capture", "endcapture", "toc", "more"})
_HIGHLIGHT = re.compile(r"\s*\{%-?\s*(?P<end>end)?highlight\s*(?P<language>[\w+#-]*)[^{}]*%\}\s*$")
_COMPONENT = re.compile(r"\s*<(?P<name>[A-Z][\w.]*)(?:\s(?P<values>[^<>]*))?/>\s*$")
_HINT = "write out what it shows"


def comments(page: Page) -> None:
    """Blank ``{% comment %}…{% endcomment %}``, and turn ``{% highlight %}`` into a fence."""
    opened: tuple[int, int] | None = None
    for at in page.prose():
        line = page.lines[at]
        if "{%" not in line:
            continue
        if opened is None and (match := _HIGHLIGHT.match(line)):
            page.lines[at] = f"```{'' if match['end'] else match['language']}"
            continue
        start = _COMMENT.search(line) if opened is None else None
        if start is not None:
            opened = at, start.start()
        end = _END_COMMENT.search(line, start.end() if start else 0)
        if end is None or opened is None:
            continue
        first, column = opened
        if first == at:
            page.clear(at, column, end.end())
        else:
            page.clear(first, column)
            for inner in range(first + 1, at):
                page.clear(inner)
            page.clear(at, 0, end.end())
        opened = None
    page.code = code_lines(page.lines)


def frames(page: Page) -> None:
    """Boxes called "notice" get the name of what they notice; marks of frames that say nothing go."""
    opened: list[str] = []
    closed = {m["name"].lower() for at in page.prose() for m in _SHORTCODE.finditer(page.lines[at]) if m["end"]}
    for at in page.prose():
        match = _SHORTCODE.fullmatch(page.lines[at].strip()) if "{{" in page.lines[at] else None
        if match is None:
            continue
        name = match["name"].lower()
        if name == "notice" and match["end"] and opened:
            page.lines[at] = f"{{{{< /{opened.pop()} >}}}}"
        elif name == "notice" and not match["end"]:
            kind = next((word for word in re.findall(r"\w+", match["values"].lower()) if word in ALERTS), "note")
            opened.append(kind)
            page.lines[at] = f"{{{{< {kind} >}}}}"
        elif name in closed and not _means(match["name"], match["values"]) and name not in _PICTURES:
            page.clear(at)


def _means(name: str, values: str) -> bool:
    """Whether a box of this name, or with these values, is known where boxes are read."""
    words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
    asks = "question" in values or "answer" in values
    return asks or bool(words & (FOLDS | ASKS | ANSWERS | ALERTS.keys() | _OTHER_BOXES))


_OTHER_BOXES = frozenset({"tab", "tabs", "raw", "highlight"})


_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(?P<text>.*?)\{%-?\s*endraw\s*-?%\}")


def line_edits(line: str, masked: str) -> Iterator[Edit]:
    if "endraw" in masked:
        for match in _RAW.finditer(masked):
            yield Edit(*match.span(), line[match.start("text") : match.end("text")])
    if "{{" in masked:
        yield from _hugo(line, masked)
        for match in _LIQUID_VALUE.finditer(masked):
            yield without(line, match, f"the value {match[0]} of a site is left out", "write the value itself")
    if "{%" in masked:
        for match in _LIQUID_TAG.finditer(masked):
            name = match["name"]
            if not _means(name.removeprefix("end"), match["values"]):
                lost = "" if name in _SILENT else f"{match[0]} of a site generator is left out"
                yield without(line, match, lost, _HINT)
    if (alone := _COMPONENT.match(masked)) and not _means(alone["name"], alone["values"] or ""):
        shown = " ".join(m["a"] or m["b"] or "" for m in _VALUE.finditer(alone["values"] or "") if m["key"] in _SHOWN)
        yield Edit(*alone.span(), shown, f"the component <{alone['name']}> is left out", _HINT)


def _hugo(line: str, masked: str) -> Iterator[Edit]:
    for match in _LINKED.finditer(line):
        yield Edit(*match.span(), f"]({match['to']})")
    for match in _HUGO_COMMENT.finditer(line):
        yield without(line, match)
    for match in _SHORTCODE.finditer(masked):
        name = PurePosixPath(match["name"]).name.lower()
        values = {m["key"].lower(): m["a"] or m["b"] or m["c"] or "" for m in _VALUE.finditer(match["values"])}
        if name in _PICTURES and values.get("src"):
            yield Edit(*match.span(), _figure(values))
        elif not _means(match["name"], match["values"]):
            yield without(line, match, f"{match[0]} of a site generator is left out", _HINT)


def _figure(values: dict[str, str]) -> str:
    caption = values.get("caption") or values.get("title") or ""
    alt = values.get("alt") or caption
    return image(alt, values["src"].lstrip("/")) + (f"<br>*{caption}*" if caption else "")
