"""Boxes between two marks: fences of colons, shortcodes, components.

Owns: which mark ends which box, and what a component's name and attributes say.  One that is never closed is no box.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from builder.markdown.containers.box import ALERTS, ANSWERS, ASKS, FOLDS, Box, indent_of, without_options
from builder.model.source import Line

_LONGEST_TAG = 12  # lines
_HEADERS = frozenset(
    {"button", "front", "header", "heading", "label", "prompt", "question", "summary", "term", "title", "trigger"}
)
_TITLES = ("title", "question", "summary", "header", "heading", "label", "q", "name", "text")
_CAPTIONS = ("title", "label", "caption", "")  # of a box that only holds something together

_TAGS = "|".join(
    sorted((*FOLDS, *ANSWERS, "faq", "question", "hint", "note", "tip", "warning", "callout", "alert", "tabs?"))
)
_BRACES = r"\{(?:[^{}]++|\{[^{}]*+\})*+\}"  # the value of a component's attribute
_MARK = re.compile(
    r"\s*(?:"
    r"(?P<colons>:{3,})[ \t]*(?:(?P<colon_name>[A-Za-z][\w-]*)(?!\.)|\{(?P<braces>[^{}]*)\})?[ \t]*(?P<colon_rest>.*)"
    r"|\{\{[<%][ \t]*+(?P<short_end>/)?[ \t]*+(?P<short>[\w/.-]++)(?P<short_rest>[^{}]*?)[>%]\}\}"
    r"|\{%-?[ \t]*(?P<tag_end>end|/[ \t]*)?(?P<tag>" + _TAGS + r"|raw|highlight)\b(?P<tag_rest>[^{}%]*)-?%\}"
    r"|\[(?P<bracket_end>/)?(?:su_)?(?P<bracket>" + _TAGS + r")(?P<bracket_rest>(?:[ \t]*=|[ \t])[^\[\]]*)?\](?![(:\[])"
    r"|<(?P<end>/)?(?P<component>[A-Z][\w.]*)(?P<attributes>(?:\s(?:[^<>{}]++|" + _BRACES + r")*+)?)>"
    r")"
)
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]{1,40})\s{0,9}=\s{0,9}\{?(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`)\}?")
_RESTS = ("short_rest", "tag_rest", "bracket_rest", "attributes")
_QUOTED = re.compile(r"\s*=?(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`)")


def _opening(text: str) -> tuple[str, bool] | None:
    """The name by which a mark finds its partner, and whether it opens; None for a line without a mark."""
    match = _MARK.match(text)
    if match is None:
        return None
    if match["colons"]:
        named = match["colon_name"] or match["braces"]
        return (":", bool(named)) if named or not match["colon_rest"].strip() else None
    if match["short"]:
        return "{{" + match["short"], not match["short_end"]
    if match["tag"]:
        return "{%" + match["tag"], not match["tag_end"]
    if match["bracket"]:
        return "[" + match["bracket"], not match["bracket_end"]
    return "<" + match["component"], not match["end"]


def _head(lines: Sequence[Line], at: int) -> int:
    """The index of the line on which a component's opening tag that begins at ``at`` ends; ``at`` where none does."""
    if _TAG_BEGINS.match(lines[at].text):
        for i in range(at + 1, min(at + _LONGEST_TAG, len(lines))):
            if lines[i].text.rstrip().endswith(">"):
                return i
    return at


_TAG_BEGINS = re.compile(r"\s*<(?P<component>[A-Z][\w.]*)(?:\s[^<>]*)?$")


_CLOSING = re.compile(
    r"(?P<text>.*\S)\s*(?P<mark>(?:(?P<sign><)/|(?P<short>\{\{)[<%]\s*/\s*|(?P<tag>(?<!\{)\{%)-?\s*(?:end|/\s*)"
    r"|(?P<bracket>\[)/(?:su_)?)(?P<name>[\w/.-]+?)\s*-?(?:>|[>%]\}\}|%\}|\]))\s*$"
)


def partners(lines: Sequence[Line], code: Mapping[int, int]) -> dict[int, int]:
    """Where each box ends that does end: the index of its first line to that of its last, which may be the same."""
    ends: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    inside = {i for start, end in code.items() for i in range(start, end + 1)}
    for at, line in enumerate(lines):
        if at in inside or not line.text.strip():
            continue
        mark = _opening(line.text)
        head = at
        if mark is None and (tag := _TAG_BEGINS.match(line.text)):
            head = _head(lines, at)
            mark = ("<" + tag["component"], True) if head > at else None
        if mark and mark[1] and not lines[head].text.rstrip().endswith("/>"):
            opened.append((mark[0], at))
            del opened[:-200]
        closed = mark[0] if mark and not mark[1] else ""
        if not closed and (ending := _CLOSING.match(line.text[-300:])):
            closed = (ending["sign"] or ending["short"] or ending["tag"] or ending["bracket"]) + ending["name"]
        if closed:
            found = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][0] == closed), None)
            if found is not None:
                ends[opened[found][1]] = at
                del opened[found:]
    return ends


def paired_box(lines: Sequence[Line], at: int, end: int) -> Box | None:
    """A box between two marks, with what stands on the marks' own lines."""
    line = lines[at]
    match = _MARK.match(line.text)
    if match is None:
        return _long_tag(lines, at, end)
    body = list(lines[at + 1 : end])
    if match["colons"]:
        rest = line.cut(match.start("colon_rest")).stripped()
        return _colon_box(match, rest, body, end + 1)
    after = line.cut(match.end())
    if end == at:
        closing = _CLOSING.match(after.text)
        body = [after.cut(0, closing.end("text")).stripped()] if closing else []
    else:
        body = [*([] if after.blank else [after.stripped()]), *body, *_before_closing(lines[end])]
    group = next((g for g in _RESTS if match[g] is not None), "bracket")
    rest = line.cut(match.start(group), match.end(group)).stripped() if group in _RESTS else line.cut(0, 0)
    attributes = _attributes(rest)
    if (match["tag"] or match["bracket"]) and not attributes and rest.text:
        attributes["title"] = rest.cut(rest.text.startswith("=")).stripped()
    name = match["short"] or match["tag"] or match["bracket"] or match["component"]
    body = _dedented(body, len(indent_of(line)))
    return _named_box(_words(name), attributes, body, end + 1, component=bool(match["component"]))


def _long_tag(lines: Sequence[Line], at: int, end: int) -> Box | None:
    """A component whose opening tag goes over several lines."""
    head = _head(lines, at)
    name = _TAG_BEGINS.match(lines[at].text)
    if name is None or head >= end:
        return None
    attributes: dict[str, Line] = {}
    for line in lines[at : head + 1]:
        attributes |= _attributes(line)
    body = _dedented([*lines[head + 1 : end], *_before_closing(lines[end])], len(indent_of(lines[at])))
    return _named_box(_words(name["component"]), attributes, body, end + 1, component=True)


def _before_closing(line: Line) -> list[Line]:
    """What stands before the closing mark on its line."""
    closing = _CLOSING.match(line.text)
    return [line.cut(0, closing.end("text"))] if closing else []


def _colon_box(match: re.Match[str], rest: Line, body: list[Line], end: int) -> Box:
    """``::: details Title``, ``:::note[Title]``, ``::: {.callout-tip collapse="true"}``, ``:::{dropdown} Title``."""
    body, folds = without_options(body)
    title = rest
    if rest.text.startswith("[") and rest.text.endswith("]"):
        title = rest.cut(1, len(rest.text) - 1)
    if match["braces"] is None:
        return Box(match["colon_name"].lower(), title, body, end, folds)
    braces = match["braces"].strip()
    attributes = {m[1]: m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(braces)}
    name = next(iter(re.findall(r"\.([\w-]+)", re.sub(r"\"[^\"]*\"", "", braces))), braces.split(" ")[0]).lower()
    if title.text.startswith("{"):
        title = Line(rest.number, "")
    if attributes.get("title"):
        title = Line(rest.number, attributes["title"], rest.column)
    elif name.startswith("callout"):
        title, body = _headed(title, body)
    return Box(name.removeprefix("callout-"), title, body, end, folds or attributes.get("collapse") is not None)


def _headed(title: Line, body: list[Line]) -> tuple[Line, list[Line]]:
    """Quarto's title of a box is a heading at its top."""
    first = next((i for i, ln in enumerate(body) if not ln.blank), None)
    if first is None or not (match := re.match(r"\s*#{1,6}\s+", body[first].text)):
        return title, body
    return body[first].cut(match.end()).stripped(), body[first + 1 :]


def _named_box(
    words: list[str], attributes: Mapping[str, Line], body: list[Line], end: int, *, component: bool
) -> Box | None:
    """A shortcode or a component: what its name and its title say it is."""
    named = set(words)
    title = next((attributes[name] for name in ("", *_TITLES) if name in attributes), None)
    styles = [attributes[name].text.lower() for name in ("type", "style", "variant", "kind") if name in attributes]
    alert = next((w for w in words if w in ALERTS), None)
    alert = next((w for w in styles if alert and w in ALERTS), alert)
    if words[-1] in ANSWERS or words == ["highlight"]:
        return Box(words[-1], title if words[-1] == "highlight" else None, body, end)
    if named & (FOLDS | ASKS):
        if title is None:
            title, body = _header_within(body)
        if title is not None:
            return Box("question", title, _given_answer(attributes) + body, end)
        return Box("question" if words[-1] == "question" else "", None, body, end)
    if alert:
        return Box(alert, title, body, end)
    if component or named & {"tab", "tabs", "raw"}:
        return Box("", next((attributes[name] for name in _CAPTIONS if name in attributes), None), body, end)
    return None


def _given_answer(attributes: Mapping[str, Line]) -> list[Line]:
    return [attributes[name] for name in ("answer", "a", "content") if name in attributes][:1]


_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def _header_within(body: list[Line]) -> tuple[Line | None, list[Line]]:
    """The title that stands first in a component, in one of its own (``<Title>…</Title>``), and the rest."""
    first = next((i for i, ln in enumerate(body) if not ln.blank), None)
    match = _MARK.match(body[first].text) if first is not None else None
    if first is None or match is None or not match["component"] or not _HEADERS & set(_words(match["component"])):
        return None, body
    end = f"</{match['component']}>"
    last = next((i for i in range(first, min(first + _LONGEST_TAG, len(body))) if end in body[i].text), None)
    if last is None:
        return None, body
    texts = [body[first].cut(match.end()), *body[first + 1 : last + 1]]
    texts[-1] = texts[-1].cut(0, texts[-1].text.index(end))
    texts = [text.stripped() for text in texts if not text.blank]
    if not texts:
        return None, body
    said = " ".join(_TAG.sub("", text.text).strip() for text in texts).strip()
    title = Line(texts[0].number, said, texts[0].column + max(0, texts[0].text.find(said)))
    return title, body[last + 1 :]


_SELF_CLOSING = re.compile(
    r"\s*(?P<sign><|\{\{[<%][ \t]*|\{%-?[ \t]*include(?:_relative|_cached)?[ \t]+)(?P<name>[A-Za-z][\w./-]*)(?:\s|$)"
)
_ENDINGS = {"<": "/>", "{{": "}}", "{%": "%}"}


def self_closing(lines: Sequence[Line], at: int) -> Box | None:
    """``<FaqItem question="…" answer="…" />``, or a shortcode or an include with such values."""
    match = _SELF_CLOSING.match(lines[at].text)
    if match is None or not set(_words(match["name"])) & (FOLDS | ASKS):
        return None
    end, limit = at, min(at + _LONGEST_TAG, len(lines))
    while end < limit and not lines[end].text.rstrip().endswith(_ENDINGS[match["sign"][0:2].rstrip("- ")]):
        end += 1
    if end == limit:
        return None
    attributes: dict[str, Line] = {}
    for line in lines[at : end + 1]:
        attributes |= _attributes(line)
    title = next((attributes[name] for name in _TITLES if name in attributes), None)
    answer = _given_answer(attributes)
    return Box("question", title, answer, end + 1) if title is not None and answer else None


def _attributes(line: Line) -> dict[str, Line]:
    """The attributes of a tag with their places; a first value without a name has the name ``""``."""
    found = {}
    for match in _ATTRIBUTE.finditer(line.text):
        group = next(g for g in (2, 3, 4) if match[g] is not None)
        found[match[1].lower()] = line.cut(match.start(group), match.end(group)).stripped()
    if unnamed := _QUOTED.match(line.text):
        group = next(g for g in (1, 2, 3) if unnamed[g] is not None)
        found[""] = line.cut(unnamed.start(group), unnamed.end(group)).stripped()
    return found


def _words(name: str) -> list[str]:
    return [w.lower() for w in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)] or [name.lower()]


def _dedented(lines: list[Line], kept: int) -> list[Line]:
    """Lines without the indent that those outside of code share, down to ``kept`` characters."""
    widths = [len(indent_of(ln)) for ln in lines if not ln.blank]
    if not widths:
        return lines
    most = max(0, widths[0] - kept)
    return [
        Line(ln.number, ln.text[:kept] + ln.text[kept + cut :], ln.column + cut)
        if (cut := min(most, max(0, len(indent_of(ln)) - kept)))
        else ln
        for ln in lines
    ]
