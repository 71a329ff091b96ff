"""Scan: text to blocks.

Owns: what a line *is* (heading, item, fence …), for Markdown as people write it and
for plain text.  Knows nothing about questions and answers.  Every line of the source
ends up in exactly one block, in order; one pass, linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from builder.markdown.containers import unboxed
from builder.markdown.definitions import collect
from builder.markdown.front_matter import split_front_matter
from builder.markdown.tree import parse
from builder.model.diagnostics import Diagnostic
from builder.model.document import Block, Document, Kind
from builder.model.source import Line, Source, Span
from builder.rules.structure import UNCLOSED_FENCE

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_NO_SPACE_HEADING = re.compile(r"(#{2,6})([^\s#!{].*)$")
_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.*?)</h\1>\s*$", re.I)
_OPEN_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]*>", re.I)
_TAGS_ALONE = re.compile(r"<[^<>]*>")
_OPENING_TAG = re.compile(r"<([a-z]+)\b[^<>]*>", re.I)
_MOST_HEADING_LINES = 6
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_INDENTED = re.compile(r"[ \t]{2,}[^\s#]")
_UNDERLINE = re.compile(r" {0,3}={4,}[ \t]*$")
_BREAK = re.compile(r"([-*_])[ \t]*+(?:\1[ \t]*+){2,}+$")
_DECORATION = re.compile(r"(?:--|[-=_*~+·•—–─━═]{4,}|#{7,})\s*$")  # parts as a thematic break does
_FENCE = re.compile(r"(`{3,}+|~{3,}+)[ \t]*+([^`]*+)$")
_ITEM = re.compile(
    r"([-*+•‣◦▪●○·]|\(?\d{1,4}[.)]|\d{1,4}[.．、）](?=\S))(?:[ \t]+|(?<=[．、）])|(?<=\d[.)])(?=[^\W\d_a-z]))(?=\S)"
)
_TIGHT_ITEM = re.compile(r"((\d{1,4})[.)])(?=[a-z])")  # counts as an item only where its number goes on
_LONG_RULE = 10  # characters of a line of tildes that parts, and opens no code
_NUMBER = re.compile(r"\s*(\d{1,4})[.)]")
_MOST_LEFT_OUT = 6  # numbers
_EMPTY_ITEM = re.compile(r"([-*+•]|\d{1,4}[.)])[ \t]*$")
_DELIMITER_ROW = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$")
_DEFINITION = re.compile(r":[ \t]+(?=\S)")
_COMMENT = re.compile(r"<!--")
_SUMMARY = re.compile(
    r"(?:<details\b[^<>]*>\s*)?<summary\b[^<>]*>(.*?)(</summary>\s*(?:<(?:p|br|div)\s*/?>\s*)?)$", re.I
)
_OPEN_SUMMARY = re.compile(r"(?:<details\b[^<>]*>\s*)?<summary\b[^<>]*>", re.I)
_DETAILS = re.compile(r"<details\b[^<>]*>\s*$", re.I)
_END_DETAILS = re.compile(r"(?:</\w+>\s*)*</details>\s*(?:<br\s*/?>\s*)*$", re.I)
_DETAILS_PIECE = re.compile(
    r"(?:<details\b[^<>]*>\s*)?<summary\b[^<>]*>.*?</summary>|<details\b[^<>]*>(?!\s*<summary)|(?:</\w+>\s*)*</details>",
    re.I,
)
_DT = re.compile(r"<dt\b[^<>]*>(.*?)(?:</dt>)?$", re.I)
_DD = re.compile(r"<dd\b[^<>]*>(.*?)(?:</dd>)?$", re.I)
_HTML_BLOCK = re.compile(
    r"</?(?:address|article|aside|base|blockquote|body|center|dd|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    r"frame|frameset|head|header|hr|html|iframe|legend|li|link|main|menu|meta|nav|object|ol|p|picture|pre|script|section|"
    r"source|style|table|tbody|td|tfoot|th|thead|title|tr|ul|video)\b",
    re.I,
)
_HTML_LINE = re.compile(r"<br\s*/?>$|<(a|img|span)\b[^<>]*>\s*(?:</\1>)?$", re.I)  # ends with its tags
_END_FRAME = re.compile(r"</(?:div|section|article|center|main)>\s*$", re.I)  # of the page, and of no answer
_BULLETS = "-*+•‣◦▪●○·"
_LONG = 2_000  # a longer line is never a heading by its underline, a definition's term or the like


def scan(source: Source) -> Document:
    """The blocks of ``source``, with what its front matter says.

    An unclosed fence gives a diagnostic and is read as if only its first line were there, so
    that it cannot swallow the notes that follow.
    """
    metadata, front, diagnostics = split_front_matter(source)
    scanner = _Scanner(source.path, source.lines, front)
    blocks = tuple(scanner.blocks())
    body = scanner.lines[front:]
    definitions = collect(parse([line.text for line in body]), body)
    return Document(source, blocks, metadata, tuple(diagnostics) + tuple(scanner.diagnostics), definitions)


def scan_lines(path: str, lines: Sequence[Line]) -> tuple[Block, ...]:
    """The blocks of ``lines``: what stands in another block, without its marks."""
    return tuple(_Scanner(path, lines, 0).blocks())


def indent_of(text: str) -> int:
    """The columns of white space that ``text`` begins with; a tab goes to the next multiple of four."""
    width = 0
    for character in text:
        if character == " " or character == "\u00a0" or character == "\u3000":
            width += 1
        elif character == "\t":
            width += 4 - width % 4
        else:
            break
    return width


class _Scanner:
    """One pass over the lines; ``at`` is the line that is looked at."""

    def __init__(self, path: str, lines: Sequence[Line], front: int) -> None:
        self.path = path
        self.lines: Sequence[Line] = (*lines[:front], *_pieces(unboxed(lines[front:], _closing_fences)))
        self.front = front  # how many lines at the top are front matter
        self.at = 0
        self.in_list = False  # an item is open: what is indented belongs to it
        self.after_blank = True
        self.previous: Kind = Kind.BLANK
        self.number = 0  # of the last numbered item
        self.diagnostics: list[Diagnostic] = []
        self.underlines = _underlines(self.lines)
        self.fences = _closing_fences(self.lines, self.underlines)
        self.comment_ends = [at for at, line in enumerate(self.lines) if "-->" in line.text]

    def blocks(self) -> Iterator[Block]:
        if self.front:
            yield Block(Kind.FRONT_MATTER, tuple(self.lines[: self.front]), self.lines[0])
            self.at = self.front
        while self.at < len(self.lines):
            block = self.block()
            self.at += len(block.lines)
            self.after_blank = block.kind is Kind.BLANK
            if block.kind is Kind.ITEM or (block.marker and block.kind is Kind.HEADING):
                self.in_list = True
            elif self.in_list and block.kind is not Kind.BLANK and not block.indent and not block.continues:
                self.in_list = False
            self.previous = block.kind
            yield block

    def block(self) -> Block:
        line = self.lines[self.at]
        body = line.stripped()
        if not body.text:
            return Block(Kind.BLANK, (line,), body)
        indent = indent_of(line.text)
        if indent >= 4 and self.after_blank and not self.in_list and not _ordered(body.text):
            return self.indented(indent, body)
        first = body.text[0]
        if first == "~" and _is_long_rule(self.lines, self.at):
            return Block(Kind.RULE, (line,), body, indent=indent)
        if first in "`~" and (match := _FENCE.match(body.text)):
            return self.fence(indent, body, match)
        if self.at + 1 in self.underlines and not indent:
            return self.underlined(body)
        if first == "#":
            heading = self.heading(indent, body, "")
            if heading:
                return heading
        if first == "<" and (html := self.html(indent, body)):
            return html
        if (first in "-*_" and _BREAK.match(body.text)) or _DECORATION.match(body.text):
            return Block(Kind.RULE, (line,), body, indent=indent)
        if first == ">":
            return self.run(Kind.QUOTE, indent, lambda t: t.lstrip().startswith(">"))
        if "|" in body.text and self.peek(1, _DELIMITER_ROW) and "|" in self.lines[self.at + 1].text:
            return self.run(Kind.TABLE, indent, lambda t: "|" in t)
        if (match := _ITEM.match(body.text)) or (match := _EMPTY_ITEM.match(body.text)):
            return self.item(indent, body, match)
        if (match := _TIGHT_ITEM.match(body.text)) and self.counts(int(match[2])):
            return self.item(indent, body, match)
        if (
            first == ":"
            and (match := _DEFINITION.match(body.text))
            and self.previous in (Kind.TERM, Kind.DEFINITION, Kind.BLANK)
        ):
            return Block(Kind.DEFINITION, (line,), body.cut(match.end()), indent=indent)
        return self.text(indent, body)

    def counts(self, number: int) -> bool:
        """Whether a number without a space behind it goes on with the last item's, or begins to count."""
        if self.previous is Kind.ITEM:
            return self.number < number <= self.number + _MOST_LEFT_OUT
        following = _NUMBER.match(self.lines[self.at + 1].text) if self.at + 1 < len(self.lines) else None
        return number == 1 and following is not None and 1 < int(following[1]) <= 1 + _MOST_LEFT_OUT

    def peek(self, ahead: int, pattern: re.Pattern[str]) -> bool:
        at = self.at + ahead
        return at < len(self.lines) and pattern.match(self.lines[at].text) is not None

    def run(self, kind: Kind, indent: int, belongs: Callable[[str], bool]) -> Block:
        end = self.at + 1
        while end < len(self.lines) and not self.lines[end].blank and belongs(self.lines[end].text):
            end += 1
        return Block(kind, tuple(self.lines[self.at : end]), self.lines[self.at].stripped(), indent=indent)

    def indented(self, indent: int, body: Line) -> Block:
        end = last = self.at + 1
        while end < len(self.lines):
            line = self.lines[end]
            if not line.blank:
                if indent_of(line.text) < 4:
                    break
                last = end + 1
            end += 1
        return Block(Kind.FENCE, tuple(self.lines[self.at : last]), body, indent=indent)

    def underlined(self, body: Line) -> Block:
        """A title above a line of tildes as long as itself."""
        match = _ITEM.match(body.text)
        marker, text = (match[1], body.cut(match.end())) if match and match[1][0].isdigit() else ("", body)
        return Block(Kind.HEADING, tuple(self.lines[self.at : self.at + 2]), text, 2, 0, marker)

    def fence(self, indent: int, body: Line, match: re.Match[str]) -> Block:
        info = match[2].strip()
        closing = self.fences.get(self.at)
        if closing is None:
            message = "this code block is never closed"
            span = Span(self.path, body.number, body.column, body.number, body.column + len(body.text))
            self.diagnostics.append(
                Diagnostic(UNCLOSED_FENCE, message, span, f"add a line {match[1]} where the code ends")
            )
            return Block(Kind.FENCE, (self.lines[self.at],), body, indent=indent, marker=info)
        return Block(Kind.FENCE, tuple(self.lines[self.at : closing + 1]), body, indent=indent, marker=info)

    def heading(self, indent: int, body: Line, marker: str) -> Block | None:
        if match := _HEADING.match(body.text):
            if indent >= 2 and len(match[1]) == 1 and not marker and self.peek(1, _INDENTED):
                return None  # a comment above a command
            text = _without_closing(body.cut(match.end()))
        elif match := _NO_SPACE_HEADING.match(body.text):
            text = body.cut(match.start(2)).stripped()
        else:
            return None
        return Block(Kind.HEADING, (self.lines[self.at],), text, len(match[1]), indent, marker)

    def item(self, indent: int, body: Line, match: re.Match[str]) -> Block:
        text = body.cut(match.end())
        marker = match[1]
        if marker[0].isdigit():
            self.number = int(marker.strip(".)（）．、") or 0)
        if marker[0].isdigit() and not indent and self.peek(1, _UNDERLINE):
            return Block(Kind.HEADING, (self.lines[self.at], self.lines[self.at + 1]), text, 1, indent, marker)
        if text.text.startswith("#") and (heading := self.heading(indent, text, marker)):
            return heading
        if (
            marker not in _BULLETS
            and self.previous is Kind.TEXT
            and not self.in_list
            and marker.strip("().") not in ("1", "0")
        ):
            # "… in\n1987. It …" is prose that was wrapped, unless the line before was an item too.
            looks_wrapped = text.text[:1].islower()
            if looks_wrapped:
                return self.text(indent, body)
        return Block(Kind.ITEM, (self.lines[self.at],), text, indent=indent, marker=marker)

    def text(self, indent: int, body: Line) -> Block:
        line = self.lines[self.at]
        goes_on = not self.after_blank and self.previous in (Kind.TEXT, Kind.ITEM, Kind.DEFINITION)
        if not goes_on and len(body.text) < _LONG and indent < 4:
            if self.peek(1, _SETEXT) and not (body.text.endswith((".", ";", ",")) or body.text.startswith("|")):
                level = 1 if "=" in self.lines[self.at + 1].text else 2
                return Block(Kind.HEADING, (line, self.lines[self.at + 1]), body, level, indent)
            if self.peek(1, _DEFINITION) or (self.peek(2, _DEFINITION) and self.lines[self.at + 1].blank):
                return Block(Kind.TERM, (line,), body, indent=indent)
        return Block(Kind.TEXT, (line,), body, indent=indent, continues=goes_on)

    # ------------------------------------------------------------------ HTML

    def html(self, indent: int, body: Line) -> Block | None:
        text, line = body.text, self.lines[self.at]
        if _COMMENT.match(text):
            return self.comment(indent, body)
        if match := _HTML_HEADING.match(text):
            return Block(
                Kind.HEADING, (line,), body.cut(match.start(2), match.end(2)).stripped(), int(match[1]), indent
            )
        if match := _SUMMARY.match(text):
            return Block(Kind.SUMMARY, (line,), body.cut(match.start(1), match.end(1)).stripped(), indent=indent)
        if match := _OPEN_SUMMARY.match(text):
            return self.long_summary(indent, body, match.end())
        if _DETAILS.match(text):
            return Block(Kind.DETAILS, (line,), body, indent=indent)
        if _END_DETAILS.match(text):
            return Block(Kind.END_DETAILS, (line,), body, indent=indent)
        if match := _DT.match(text):
            return Block(Kind.TERM, (line,), body.cut(match.start(1), match.end(1)).stripped(), indent=indent)
        if match := _DD.match(text):
            return Block(Kind.DEFINITION, (line,), body.cut(match.start(1), match.end(1)).stripped(), indent=indent)
        if (match := _OPEN_HTML_HEADING.match(text)) and (block := self.long_heading(indent, int(match[1]))):
            return block
        if _HTML_BLOCK.match(text):
            return self.run(Kind.HTML, indent, lambda t: not _starts_block(t))
        if _HTML_LINE.match(text):
            return self.run(Kind.HTML, indent, lambda t: t.lstrip().startswith("<") and not _starts_block(t))
        return None

    def comment(self, indent: int, body: Line) -> Block | None:
        i = bisect_left(self.comment_ends, self.at)
        if i == len(self.comment_ends):
            return None  # never closed: text
        end = self.comment_ends[i]
        rest = self.lines[end].text.partition("-->")[2].strip()
        if rest and not rest.startswith("<!--"):
            return None  # a comment within a paragraph: the renderer drops it
        return Block(Kind.COMMENT, tuple(self.lines[self.at : end + 1]), body, indent=indent)

    def long_heading(self, indent: int, level: int) -> Block | None:
        """A heading over several lines; its text is the first line that has any beside tags."""
        close = f"</h{level}>"
        lines = self.lines[self.at : self.at + _MOST_HEADING_LINES]
        end = next((i for i, line in enumerate(lines) if close in line.text.lower()), None)
        if end is None or any(line.blank for line in lines[:end]):
            return None
        parts = [line for line in lines[: end + 1] if _TAGS_ALONE.sub("", line.text).strip()]
        if not parts:
            return None
        first = parts[0].stripped()
        opening = _OPEN_HTML_HEADING.match(first.text)
        first = first.cut(opening.end()).stripped() if opening else first
        if (tag := _OPENING_TAG.match(first.text)) and f"</{tag[1]}" not in first.text:
            first = first.cut(tag.end())  # it is closed on another line
        cut = first.text.lower().find(close)
        text = first if cut < 0 else first.cut(0, cut)
        return Block(Kind.HEADING, tuple(lines[: end + 1]), text.stripped(), level, indent)

    def long_summary(self, indent: int, body: Line, start: int) -> Block:
        """A summary over several lines; its text is the first line that has any."""
        end = self.at
        limit = min(self.at + 20, len(self.lines))
        while end < limit and "</summary>" not in self.lines[end].text.lower():
            end += 1
        if end == limit:
            return Block(Kind.SUMMARY, (self.lines[self.at],), body.cut(start).stripped(), indent=indent)
        lines = tuple(self.lines[self.at : end + 1])
        for inner in (body.cut(start), *lines[1:]):
            cut = inner.text.lower().find("</summary>")
            text = (inner if cut < 0 else inner.cut(0, cut)).stripped()
            if text.text:
                return Block(Kind.SUMMARY, lines, text, indent=indent)
        return Block(Kind.SUMMARY, lines, body.cut(start).stripped(), indent=indent)


def _without_closing(title: Line) -> Line:
    """A heading's text without the ``##`` that may close it."""
    kept = title.text.rstrip("#")
    return title.cut(0, len(kept.rstrip())) if not kept or kept[-1] in " \t" else title


def _ordered(text: str) -> bool:
    match = _ITEM.match(text)
    return match is not None and match[1] not in _BULLETS


def _starts_block(text: str) -> bool:
    """Whether a line after raw HTML begins a block of a kind of its own."""
    text = text.strip()
    patterns = (_HEADING, _HTML_HEADING, _OPEN_SUMMARY, _DETAILS, _END_DETAILS, _DT, _DD, _END_FRAME)
    return any(p.match(text) for p in patterns)


def _pieces(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with one that holds details tags and text cut into a line for each of them."""
    if not any("details>" in line.text or "<summary" in line.text for line in lines):
        return lines
    code = {at for start, end in _closing_fences(lines).items() for at in range(start, end + 1)}
    pieces: list[Line] = []
    for at, line in enumerate(lines):
        edges = {0, len(line.text)}
        if at not in code and line.text.count("<") < 200:
            for match in _DETAILS_PIECE.finditer(line.text):
                edges |= {match.start(), match.end()}
        cuts = sorted(edges)
        parts = [line.cut(a, b) for a, b in pairwise(cuts)]
        pieces += [p for p in parts if not p.blank] or [line]
    return pieces


_TILDES = re.compile(r"~{4,}[ \t]*$")


def _underlines(lines: Sequence[Line]) -> frozenset[int]:
    """The lines of tildes below a title: as long as the line above them, the only one of its paragraph."""
    return frozenset(
        at
        for at, line in enumerate(lines)
        if at
        and line.text.startswith("~~~~")
        and _TILDES.match(line.text)
        and abs(len(lines[at - 1].text.rstrip()) - len(line.text.rstrip())) <= 1
        and lines[at - 1].text[:1] not in " \t~"
        and (at < 2 or lines[at - 2].blank)
    )


def _is_long_rule(lines: Sequence[Line], at: int) -> bool:
    """Whether a long line of tildes stands alone between blank lines."""
    text = lines[at].text.strip()
    alone = (at == 0 or lines[at - 1].blank) and (at + 1 == len(lines) or lines[at + 1].blank)
    return alone and len(text) >= _LONG_RULE and not text.strip("~")


def _closing_fences(lines: Sequence[Line], underlines: frozenset[int] = frozenset()) -> dict[int, int]:
    """Where each fence that is closed ends: index of its first line to index of its last.

    A fence is not closed by one with an info string: such a line opens the next code block,
    so the one before it was left open.
    """
    closing: dict[int, int] = {}
    opened: tuple[int, str] | None = None
    for at, line in enumerate(lines):
        text = line.text.strip()
        if not text or text[0] not in "`~" or at in underlines or _is_long_rule(lines, at):
            continue
        match = _FENCE.match(text)
        if not match:
            continue
        if opened is None:
            opened = (at, match[1])
        elif match[1].startswith(opened[1]) and not match[2].strip():
            closing[opened[0]] = at
            opened = None
        elif match[2].strip() and match[1] == opened[1] and re.fullmatch(r"[\w+#.-]+", match[2].strip()):
            opened = (at, match[1])
    return closing
