"""Definitions: what a document says once for all of its notes.

Owns: the lines that define where links and pictures lead, footnotes, abbreviations and TeX macros, wherever in a
document they are.  Does not own: what becomes of them on a card (``render``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder.markdown.nodes import Node
from builder.model.document import Definition, DefinitionKind
from builder.model.source import Line

# One definition of a link, at the beginning of a paragraph: name, address in angle brackets or bare, the title, and
# the size of a picture, as pandoc and others write it.
LINK = re.compile(
    r"\[((?:\\.|[^\[\]\\]){1,999})\]:[ \t]*\n?[ \t]*(?:<((?:\\.|[^<>\\\n])*)>|([^\s<]\S*))"
    r"(?:(?:[ \t]+|[ \t]*\n[ \t]*)(?:\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'|\(((?:\\.|[^()\\])*)\)))?"
    r"(?:[ \t]+(=\d{1,4}%?x?\d{0,4}|\{[^{}\n]*=[^{}\n]*\}))?[ \t]*(?:\n|$)"
)
ABBREVIATION = re.compile(r"\*\[([^\[\]\n]{1,80})\]:[ \t]*\S")
_MACRO = re.compile(r"\$*[ \t]*\\(?:(?:re)?newcommand|providecommand|def|DeclareMathOperator|let)\*?\s*\{?\\(\w+)")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S|//|[#/.]|\S*/|\S*\.[a-z0-9]{2,5}(?:[?#]|$)", re.I)
_NAME = re.compile(r"\[([^\[\]]{1,200})\](?!:)")


def label(text: str) -> str:
    """The form in which names of links are compared: white space and case do not count."""
    return " ".join(text.split()).casefold()


class Definitions:
    """The definitions of the document whose blocks are ``tree`` and whose lines are ``lines``.

    ``all`` has them in order, of two of one name the first; ``last`` the last line of each paragraph's definitions,
    by the number of its first line, both as indices.
    """

    def __init__(self, tree: Node, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.last: dict[int, int] = {}
        self._found: dict[tuple[DefinitionKind, str], Definition] = {}
        self._links: list[tuple[Node, list[Definition]]] = []
        self._walk(tree)
        self._take_links()
        order = sorted(self._found.values(), key=lambda definition: definition.lines[0].number)
        self.all = tuple(order)

    def _walk(self, node: Node) -> None:
        for child in node.children:
            if child.kind == "footnote":
                self._add(DefinitionKind.FOOTNOTE, label(child.marker), self.lines[child.first : child.last + 1])
            elif child.kind == "paragraph":
                self._paragraph(child)
            self._walk(child)

    def _add(self, kind: DefinitionKind, name: str, lines: Sequence[Line]) -> None:
        self._found.setdefault((kind, name), Definition(kind, name, tuple(lines)))

    def _paragraph(self, node: Node) -> None:
        first = node.lines[0]
        if first.startswith("["):
            if found := list(_links(node, self.lines)):
                self._links.append((node, found))
        elif first.startswith("*[") and all(map(ABBREVIATION.match, node.lines)):
            self.last[node.first] = node.last
            for match, text, line in self._matched(ABBREVIATION, node):
                self._add(DefinitionKind.ABBREVIATION, match[1], [_tail(line, text)])
        elif "\\" in first and all(_MACRO.match(text) for text in node.lines if text.strip("$ ")):
            self.last[node.first] = node.last
            for match, text, line in self._matched(_MACRO, node):
                self._add(DefinitionKind.MACRO, match[1], [_tail(line, text)])

    def _matched(self, pattern: re.Pattern[str], node: Node) -> Iterator[tuple[re.Match[str], str, Line]]:
        for text, line in zip(node.lines, self.lines[node.first : node.last + 1], strict=False):
            if match := pattern.match(text):
                yield match, text, line

    def _take_links(self) -> None:
        """Take what defines links: it has an address, or its name is used.  A name said often is a label of text."""
        if not self._links:
            return
        names = [definition.name for _, found in self._links for definition in found]
        used = {label(m[1]) for line in self.lines if "[" in line.text for m in _NAME.finditer(line.text)}
        for node, found in self._links:
            count = 0
            for definition in found:
                match = LINK.match("\n".join(line.text for line in definition.lines))
                address = match[2] or match[3] or "" if match else ""
                is_address = match is not None and (match[2] is not None or _ADDRESS.match(address) is not None)
                if not is_address and (definition.name not in used or names.count(definition.name) > 1):
                    break
                count += len(definition.lines)
                self._add(DefinitionKind.LINK, definition.name, definition.lines)
            if count:
                self.last[node.first] = node.first + count - 1


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
