"""Lines of HTML in a document that are blocks of their own: headings, details, terms, comments.

Owns: how many lines such a block takes, and what it is.  GitHub takes them for one piece of raw HTML up to the next
blank line; people write them as marks around text that is Markdown.  Does not own: all other raw HTML (``tags``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.model.document import Block, Kind
from builder.model.source import Line

_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.*?)</h\1>\s*$", re.I)
_OPEN_HEADING = re.compile(r"<h([1-6])\b[^<>]*>", re.I)
_TAGS_ALONE = re.compile(r"<[^<>]*>")
_OPENING_TAG = re.compile(r"<([a-z]+)\b[^<>]*>", re.I)
_MOST_HEADING_LINES = 6
_MOST_SUMMARY_LINES = 20
_SUMMARY = re.compile(
    r"(?:<details\b[^<>]*>\s*)?<summary\b[^<>]*>(.*?)(</summary>\s*(?:<(?:p|br|div)\s*/?>\s*)?)$", re.I
)
_OPEN_SUMMARY = re.compile(r"(?:<details\b[^<>]*>\s*)?<summary\b[^<>]*>", re.I)
_DETAILS = re.compile(r"<details\b[^<>]*>\s*$", re.I)
_END_DETAILS = re.compile(r"(?:</\w+>\s*)*</details>\s*(?:<br\s*/?>\s*)*$", re.I)
_DT = re.compile(r"<dt\b[^<>]*>(.*?)(?:</dt>)?$", re.I)
_DD = re.compile(r"<dd\b[^<>]*>(.*?)(?:</dd>)?$", re.I)
_END_FRAME = re.compile(r"</(?:div|section|article|center|main)>\s*$", re.I)  # of the page, and of no answer
_BLOCK = re.compile(
    r"</?(?:address|article|aside|base|blockquote|body|center|dd|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    r"frame|frameset|head|header|hr|html|iframe|legend|li|link|main|menu|meta|nav|object|ol|p|picture|pre|script|section|"
    r"source|style|table|tbody|td|tfoot|th|thead|title|tr|ul|video)\b",
    re.I,
)
_TAG_LINE = re.compile(r"<br\s*/?>$|<(a|img|span)\b[^<>]*>\s*(?:</\1>)?$", re.I)  # ends with its tags
_MARKDOWN_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_EMPTY = re.compile(r"<(p|div|span)\b[^<>]*>\s*</\1>$|<br\s*/?>$", re.I)
_SINGLE = (_EMPTY, _SUMMARY, _DETAILS, _END_DETAILS, _DT, _DD)
_STARTS = (_MARKDOWN_HEADING, _HEADING, _OPEN_SUMMARY, _DETAILS, _END_DETAILS, _DT, _DD, _END_FRAME)


def extent(lines: Sequence[str], at: int, rest: str, comment_end: int | None) -> int:
    """How many lines the block takes that ``rest``, the end of line ``at``, begins; 0 where it begins none.

    ``comment_end`` is the index of the next line with the end of a comment.
    """
    rest = rest.rstrip()
    if rest.startswith("<!--"):
        return _comment_lines(lines, at, comment_end)
    if _HEADING.match(rest) or any(pattern.match(rest) for pattern in _SINGLE):
        return 1
    if _OPEN_SUMMARY.match(rest):
        return _summary_lines(lines, at)
    if match := _OPEN_HEADING.match(rest):
        return _heading_lines(lines, at, f"</h{match[1]}>")
    return 0


def _comment_lines(lines: Sequence[str], at: int, end: int | None) -> int:
    if end is None:
        return 0  # never closed: text
    rest = lines[end].partition("-->")[2].strip()
    return 0 if rest and not rest.startswith("<!--") else end - at + 1  # one within a paragraph goes in the renderer


def _summary_lines(lines: Sequence[str], at: int) -> int:
    ends = (i for i, line in enumerate(lines[at : at + _MOST_SUMMARY_LINES]) if "</summary>" in line.lower())
    return next(ends, 0) + 1


def _heading_lines(lines: Sequence[str], at: int, close: str) -> int:
    """The lines of a heading with words in it and nothing but tags behind it."""
    found: list[str] = []
    for line in lines[at : at + _MOST_HEADING_LINES]:
        if not line.strip():
            return 0
        found.append(line)
        _, end, after = line.lower().partition(close)
        if end:
            words = any(_TAGS_ALONE.sub("", text).strip() for text in found)
            return len(found) if words and not _TAGS_ALONE.sub("", after).strip() else 0
    return 0


def is_heading(rest: str) -> bool:
    """Whether ``rest`` begins with the tag of a heading."""
    return _OPEN_HEADING.match(rest) is not None


def begins_run(rest: str) -> str:
    """What raw HTML of another kind ``rest`` begins: a ``block``, a ``line`` of tags, or nothing."""
    if _BLOCK.match(rest):
        return "block"
    return "line" if _TAG_LINE.match(rest.rstrip()) else ""


def ends_run(text: str, run: str) -> bool:
    """Whether a line after raw HTML belongs to it no longer."""
    text = text.strip()
    if run == "line" and not text.startswith("<"):
        return True
    return any(pattern.match(text) for pattern in _STARTS)


def block(lines: tuple[Line, ...], body: Line, indent: int) -> Block:
    """The block that ``lines`` are; ``body`` is the first of them without what stands before the HTML."""
    text = body.text
    if text.startswith("<!--"):
        return Block(Kind.COMMENT if "-->" in lines[-1].text else Kind.TEXT, lines, body, indent=indent)
    if match := _HEADING.match(text):
        title = body.cut(match.start(2), match.end(2)).stripped()
        return Block(Kind.HEADING, lines, title, int(match[1]), indent)
    if match := _SUMMARY.match(text):
        return Block(Kind.SUMMARY, lines, body.cut(match.start(1), match.end(1)).stripped(), indent=indent)
    if match := _OPEN_SUMMARY.match(text):
        return _long_summary(lines, body, match.end(), indent)
    for kind, pattern in ((Kind.DETAILS, _DETAILS), (Kind.END_DETAILS, _END_DETAILS)):
        if pattern.match(text):
            return Block(kind, lines, body, indent=indent)
    for kind, pattern in ((Kind.TERM, _DT), (Kind.DEFINITION, _DD)):
        if match := pattern.match(text):
            return Block(kind, lines, body.cut(match.start(1), match.end(1)).stripped(), indent=indent)
    match = _OPEN_HEADING.match(text)
    if match and _heading_lines([ln.text for ln in lines], 0, f"</h{match[1]}>") == len(lines):
        return _long_heading(lines, int(match[1]), indent)
    return Block(Kind.HTML, lines, body, indent=indent)


def _long_heading(lines: tuple[Line, ...], level: int, indent: int) -> Block:
    """A heading over several lines, or with tags behind it; its text is the first line that has any beside tags."""
    first = next(line for line in lines if _TAGS_ALONE.sub("", line.text).strip()).stripped()
    if opening := _OPEN_HEADING.match(first.text):
        first = first.cut(opening.end()).stripped()
    if (tag := _OPENING_TAG.match(first.text)) and f"</{tag[1]}" not in first.text:
        first = first.cut(tag.end())  # it is closed on another line
    cut = first.text.lower().find(f"</h{level}>")
    text = first if cut < 0 else first.cut(0, cut)
    return Block(Kind.HEADING, lines, text.stripped(), level, indent)


def _long_summary(lines: tuple[Line, ...], body: Line, start: int, indent: int) -> Block:
    """A summary over several lines; its text is the first line that has any."""
    for inner in (body.cut(start), *lines[1:]):
        cut = inner.text.lower().find("</summary>")
        text = (inner if cut < 0 else inner.cut(0, cut)).stripped()
        if text.text:
            return Block(Kind.SUMMARY, lines, text, indent=indent)
    return Block(Kind.SUMMARY, lines, body.cut(start).stripped(), indent=indent)
