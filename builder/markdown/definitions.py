"""Definitions: what a document says once for all of its notes.

Owns: the lines that define where links and pictures lead, footnotes, abbreviations and TeX macros, wherever in a
document they are.  Does not own: what becomes of them on a card (``render``), nor that they are on none as text
(``blocks``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder.markdown.nodes import Node
from builder.model.document import Definition, DefinitionKind
from builder.model.source import Line

# One definition of a link, at the beginning of a paragraph: name, address in angle brackets or bare, and the title.
LINK = re.compile(
    r"\[((?:\\.|[^\[\]\\]){1,999})\]:[ \t]*\n?[ \t]*(?:<((?:\\.|[^<>\\\n])*)>|([^\s<]\S*))"
    r"(?:(?:[ \t]+|[ \t]*\n[ \t]*)(?:\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'|\(((?:\\.|[^()\\])*)\)))?[ \t]*(?:\n|$)"
)
_ABBREVIATION = re.compile(r"\*\[([^\[\]\n]{1,80})\]:[ \t]*\S")
_MACRO = re.compile(
    r"\$*[ \t]*\\(?:(?:re)?newcommand\*?|providecommand\*?|def|DeclareMathOperator\*?|let)\s*\{?\\(\w+)"
)


def label(text: str) -> str:
    """The form in which names of links are compared: white space and case do not count."""
    return " ".join(text.split()).casefold()


def collect(tree: Node, lines: Sequence[Line]) -> tuple[Definition, ...]:
    """The definitions of the document whose blocks are ``tree`` and whose lines are ``lines``, in order.

    Of two definitions of one name the first counts; the other is not in the result.
    """
    found: dict[tuple[DefinitionKind, str], Definition] = {}
    for definition in _all(tree, lines):
        found.setdefault((definition.kind, definition.name), definition)
    return tuple(found.values())


def _all(node: Node, lines: Sequence[Line]) -> Iterator[Definition]:
    for child in node.children:
        if child.kind == "footnote":
            yield Definition(DefinitionKind.FOOTNOTE, label(child.marker), _own(child, lines))
        elif child.kind == "paragraph":
            yield from _in_paragraph(child, lines)
        yield from _all(child, lines)


def _own(node: Node, lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(lines[node.first : node.last + 1])


def _in_paragraph(node: Node, lines: Sequence[Line]) -> Iterator[Definition]:
    first = node.lines[0]
    if first.startswith("["):
        yield from _links(node, lines)
    elif first.startswith("*["):
        for text, line in zip(node.lines, _own(node, lines), strict=False):
            if match := _ABBREVIATION.match(text):
                yield Definition(DefinitionKind.ABBREVIATION, match[1], (_tail(line, text),))
    elif "\\" in first:
        names = [match for match in map(_MACRO.match, node.lines) if match]
        if names and len(names) == sum(text.strip("$ ") != "" for text in node.lines):
            for text, line in zip(node.lines, _own(node, lines), strict=False):
                if match := _MACRO.match(text):
                    yield Definition(DefinitionKind.MACRO, match[1], (_tail(line, text),))


def _links(node: Node, lines: Sequence[Line]) -> Iterator[Definition]:
    text = "\n".join(node.lines)
    at = node.first
    while match := LINK.match(text):
        if not match[1].strip():
            return
        count = match[0].rstrip("\n").count("\n") + 1
        own = tuple(_tail(lines[i], node.lines[i - node.first]) for i in range(at, at + count))
        yield Definition(DefinitionKind.LINK, label(match[1]), own)
        at, text = at + count, text[match.end() :]


def _tail(line: Line, text: str) -> Line:
    """``line`` from ``text`` on, without the marks of the containers before it."""
    start = line.text.find(text)
    return line.cut(start) if start >= 0 else line.stripped()
