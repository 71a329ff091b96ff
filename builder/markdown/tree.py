"""The block structure of Markdown, by CommonMark's rules: lines in, a tree of blocks out.

Owns: which lines belong to which list item, quote, table, fence or paragraph, as GitHub decides it
(the algorithm of the CommonMark specification's appendix, with GitHub's tables), and, where GitHub
sees plain text, what people mean all the same: lettered and roman lists, definition lists,
footnotes, admonitions, tables whose rows do not fit.  Does not own: what is within a line
(``render.inline``), nor how a tree is written for Python-Markdown (``render.normalise``).

Two deliberate differences.  Below a bullet, a bullet that is indented by one space is a child where
the text above it ends with a colon or the list returns to its first column later on (GitHub makes
it a sibling).  And containers deeper than ``MAX_DEPTH`` are flattened to that depth.

Linear in the length of the text for every input: each line is looked at once for each container
around it, and the few looks ahead are bounded.
"""

from __future__ import annotations

import re

from builder.markdown import tables, tags
from builder.markdown.nodes import Node, label

MAX_DEPTH = 24
_LOOK_AHEAD = 80  # lines; how far the next letter of a lettered list may be

_ATX = re.compile(r"(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r"(=+|-+)[ \t]*$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_BULLET = re.compile(r"([-+*])(?=[ ]|$)")
_ORDERED = re.compile(r"(\d{1,9})([.)])(?=[ ]|$)")
_LETTERED = re.compile(r"([A-Za-z]|[ivxlc]{2,6}|[IVXLC]{2,6})([.)]) (?=[ ]*\S)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s\[]{1,80})\]:[ ]*")
_DEFINITION = re.compile(r":[ ]{1,3}(?=\S)")
_ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?)[ ]+([A-Za-z][\w-]*)(?:[ ]+[\w-]+)*(?:[ ]+\"(.*)\")?[ ]*$")
_LEADING = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t>]*)*")


def parse(lines: list[str]) -> Node:
    """The tree of blocks of ``lines``; its root is a ``document``."""
    return _Parser(lines).run()


class _Parser:
    def __init__(self, lines: list[str]) -> None:
        self.lines = [_expand(line) for line in lines]
        self.raw = lines
        self.names = tags.Names.of("\n".join(lines))
        self.root = Node("document", 0)
        self.stack: list[Node] = [self.root]  # open containers, the outermost first
        self.leaf: Node | None = None  # the open leaf of the innermost container
        self.number = 0

    def run(self) -> Node:
        for number, line in enumerate(self.lines):
            self.number = number
            self.line(line)
        self.root.last = self.number
        return self.root

    # one line

    def line(self, line: str) -> None:
        matched, text = self.descend(line)
        whole = matched == len(self.stack)
        if whole and self.leaf is not None and self.continue_leaf(text):
            return
        if not text.strip():
            self.blank(matched, whole)
            return
        lazy = self.leaf if self.leaf is not None and self.leaf.kind == "paragraph" else None
        if not whole:
            self.leaf = None
        depth, opened = matched, False
        while True:
            if depth >= MAX_DEPTH:
                text = text.lstrip(" ")
            paragraph = lazy if not opened else None
            rest = self.open_container(text, depth, paragraph, whole)
            if rest is None:
                break
            text, depth, opened, whole = rest, len(self.stack), True, True
            if not text.strip():
                self.touch()
                return
        self.add_text(text, depth, lazy if not opened else None, whole)

    def descend(self, line: str) -> tuple[int, str]:
        """How many of the open containers this line goes on in, and what of it is left for the innermost."""
        text = line
        for depth, node in enumerate(self.stack):
            if node.kind == "document":
                continue
            indent = len(text) - len(text.lstrip(" "))
            if node.kind == "quote":
                if indent > 3 or text[indent : indent + 1] != ">":
                    return depth, text
                text = text[indent + 1 :]
                text = text[1:] if text[:1] == " " else text
                node.last = self.number
            elif not text.strip():
                if not node.children and node.first < self.number:
                    return depth, text  # an item may begin with one blank line at most
                text = text[node.width :]
            elif indent >= node.width or self.one_space_child(depth, text, indent, line):
                text = text[node.width :]
            else:
                return depth, text
        return len(self.stack), text

    def one_space_child(self, depth: int, text: str, indent: int, line: str) -> bool:
        """Whether a bullet one space right of its parent's bullet is meant as a child; then it is made one."""
        item = self.stack[depth]
        if item.kind != "item" or item.width < 2 or indent != item.column + 1 or not _BULLET.match(text, indent):
            return False
        if not (item.children and item.children[0].kind == "paragraph"):
            return False
        last = item.children[-1].lines[-1:]
        siblings = self.stack[depth - 1].children[-1].children
        before = any(s.width == item.column + 1 for s in siblings[:-1])
        colon = bool(last) and last[0].rstrip(" *_`").endswith(":")
        if not (before or colon or self.returns(line[: len(line) - len(text)], item.column)):
            return False
        item.width = item.column + 1
        return True

    def returns(self, prefix: str, column: int) -> bool:
        """Whether bullets below return to ``column`` of the container, whose lines begin with ``prefix``."""
        for later in self.lines[self.number + 1 : self.number + _LOOK_AHEAD]:
            if not later.startswith(prefix) or not later.strip():
                return False
            if _BULLET.match(later, len(prefix) + column):
                return True
            if not later[len(prefix) :].startswith(" " * (column + 1)):
                return False
        return False

    def blank(self, matched: int, whole: bool) -> None:
        if not whole:
            self.close(matched)
        if self.leaf is not None and self.leaf.kind == "code":
            self.leaf.lines.append("")
        else:
            self.leaf = None

    def close(self, depth: int) -> None:
        """Close the containers from ``depth`` on."""
        if depth < len(self.stack):
            del self.stack[depth:]
            self.leaf = None

    def touch(self) -> None:
        """This line belongs to all the open containers."""
        for node in self.stack:
            node.last = self.number

    def append(self, node: Node) -> Node:
        parent = self.stack[-1]
        parent.children.append(node)
        node.last = self.number
        self.touch()
        return node

    # leaves that are open

    def continue_leaf(self, text: str) -> bool:
        leaf = self.leaf
        assert leaf is not None
        if leaf.kind == "code" and leaf.fence:
            indent = len(text) - len(text.lstrip(" "))
            stripped = text.strip()
            closes = indent < 4 and len(stripped) >= len(leaf.fence) and not stripped.strip(leaf.fence[0])
            if closes:
                leaf.closed = True
            else:
                # tabs stay tabs where no container was taken off the line
                source = self.raw[self.number] if len(self.stack) == 1 and not leaf.indent else text
                leaf.lines.append(source[min(indent, leaf.indent) :] if source is text else source)
            leaf.last = self.number
            self.touch()
            if closes:
                self.leaf = None
            return True
        if leaf.kind == "html":
            if leaf.end is None and not text.strip():
                return False
            leaf.lines.append(text)
            leaf.last = self.number
            self.touch()
            if leaf.end is not None and leaf.end.search(text):
                self.leaf = None
            return True
        if leaf.kind == "code" and text.startswith("    "):
            leaf.lines.append(text[4:])
            if text.strip():
                leaf.last = self.number
                self.touch()
            return True
        return False

    # containers

    def open_container(self, text: str, depth: int, paragraph: Node | None, whole: bool) -> str | None:
        """Open the container that ``text`` begins with, if any; what is left of the line, or ``None``."""
        indent = len(text) - len(text.lstrip(" "))
        if indent > 3:
            return None
        rest = text[indent:]
        in_paragraph = paragraph if whole else None  # a line here might go on in that paragraph
        if rest[0] == ">" and depth < MAX_DEPTH:
            self.close(depth)
            self.stack.append(self.append(Node("quote", self.number)))
            self.leaf = None
            return rest[2:] if rest[1:2] == " " else rest[1:]
        if self.heading_or_rule(rest, in_paragraph):
            return None
        item = self.item(rest, indent, depth, paragraph, whole)
        if item is not None:
            return item
        if depth >= MAX_DEPTH:
            return None
        if match := _FOOTNOTE.match(rest):
            self.close(depth)
            self.stack.append(self.append(Node("footnote", self.number, width=4, marker=match[1])))
            self.leaf = None
            return rest[match.end() :]
        if match := _ADMONITION.match(rest):
            self.close(depth)
            self.stack.append(
                self.append(Node("admonition", self.number, width=4, marker=match[1].lower(), title=match[2] or ""))
            )
            self.leaf = None
            return ""
        if match := _DEFINITION.match(rest):
            return self.definition(rest[match.end() :], depth, in_paragraph, indent + match.end())
        return None

    def heading_or_rule(self, rest: str, paragraph: Node | None) -> bool:
        if _ATX.match(rest) or (_RULE.match(rest) and not (paragraph and _SETEXT.match(rest))):
            return True
        return bool(paragraph and _SETEXT.match(rest))

    def item(self, rest: str, indent: int, depth: int, paragraph: Node | None, whole: bool) -> str | None:
        """Open a list item."""
        found = self.marker(rest, indent, depth)
        if found is None:
            return None
        length, delimiter, number, style = found
        after = rest[length:]
        spaces = len(after) - len(after.lstrip(" "))
        parent = self.stack[depth - 1]
        sibling = parent.children[-1] if parent.children else None
        joins = sibling is not None and sibling.kind == "list" and sibling.marker == delimiter
        joins = joins and sibling is not None and sibling.style == style
        # In a paragraph only an item with text begins a list, and of numbered ones only the first.
        if paragraph is not None and whole and not joins and (not after.strip() or (number not in (None, 1))):
            return None
        padding = spaces if after.strip() and spaces <= 4 else 1
        if depth >= MAX_DEPTH and parent.kind == "item":  # too deep: a sibling of the item that holds it
            depth -= 1
            parent = self.stack[depth - 1]
            joins = True
        self.close(depth)
        self.leaf = None
        if not joins:
            parent.children.append(Node("list", self.number, marker=delimiter, start=number or 0, style=style))
            if number is None:
                parent.children[-1].start = -1
        block = parent.children[-1]
        position = block.start + len(block.children) if number is not None else 0
        node = Node("item", self.number, self.number, width=indent + length + padding, column=indent, start=position)
        block.children.append(node)
        self.stack.append(node)
        self.touch()
        return after[padding:] if after.strip() else ""

    def marker(self, rest: str, indent: int, depth: int) -> tuple[int, str, int | None, str] | None:
        """Length, delimiter, number and style of the list marker that ``rest`` begins with."""
        if match := _BULLET.match(rest):
            return 1, match[1], None, ""
        if match := _ORDERED.match(rest):
            return match.end(), match[2], int(match[1]), ""
        match = _LETTERED.match(rest)
        if match is None:
            return None
        sibling = self.stack[depth - 1].children[-1] if self.stack[depth - 1].children else None
        if sibling is not None and sibling.kind == "list" and sibling.style and sibling.marker == match[2]:
            following = sibling.start + len(sibling.children)
            if match[1] == label(sibling.style, following):
                return match.end() - 1, match[2], following, sibling.style
        first = {"a": "a", "A": "A", "i": "i", "I": "I"}.get(match[1])
        if first and self.followed_by(label(first, 2) + match[2], rest, indent):
            return match.end() - 1, match[2], 1, first
        return None

    def followed_by(self, marker: str, rest: str, indent: int) -> bool:
        """Whether a line with the next label stands below, in the same column and container."""
        line = self.lines[self.number]
        column = len(line) - len(rest)
        blanks = 0
        for later in self.lines[self.number + 1 : self.number + _LOOK_AHEAD]:
            before = later[:column]
            if later.startswith(marker + " ", column) and not before.strip(" >"):
                return True
            blanks = blanks + 1 if not later.strip() else 0
            if blanks > 1 or _ATX.match(later):
                return False
        return False

    def definition(self, rest: str, depth: int, paragraph: Node | None, width: int) -> str | None:
        """Open ``: what it means`` below a line with the term."""
        siblings = self.stack[depth - 1].children
        last = siblings[-1] if siblings else None
        if last is None or self.number - last.final > 2:
            return None
        if last.kind == "paragraph" and (paragraph is last or paragraph is None):
            terms = [Node("term", last.first, last.last, lines=[line]) for line in last.lines]
            siblings[-1] = last = Node("definitions", last.first, children=terms)
        elif last.kind != "definitions":
            return None
        self.close(depth)
        self.leaf = None
        node = Node("definition", self.number, self.number, width=min(width, 4))
        last.children.append(node)
        self.stack.append(node)
        self.touch()
        return rest

    # leaves

    def add_text(self, text: str, depth: int, lazy: Node | None, whole: bool) -> None:
        """Add a line that begins no container."""
        indent = len(text) - len(text.lstrip(" "))
        rest = text[indent:]
        paragraph = lazy if whole else None
        if indent > 3:
            if lazy is not None:
                self.continue_paragraph(lazy, text)
            else:
                self.close(depth)
                self.leaf = self.append(Node("code", self.number, lines=[text[4:]]))
            return
        if self.leaf is not None and self.leaf.kind == "table" and not self.interrupts(rest):
            self.add_row(self.leaf, rest)
            return
        if paragraph is not None and (match := _SETEXT.match(rest)) and paragraph.lines:
            paragraph.kind, paragraph.start = "heading", 1 if match[1][0] == "=" else 2
            paragraph.last, self.leaf = self.number, None
            self.touch()
            return
        if match := _ATX.match(rest):
            self.close(depth)
            self.append(Node("heading", self.number, start=len(match[1]), lines=[match[2] or ""]))
            self.leaf = None
        elif _RULE.match(rest):
            self.close(depth)
            self.append(Node("rule", self.number))
            self.leaf = None
        elif match := _FENCE.match(rest):
            self.close(depth)
            info = (match[2] if match[1] else match[4]).strip()
            fence = match[1] or match[3]
            self.leaf = self.append(Node("code", self.number, marker=info, fence=fence, indent=indent, closed=False))
        elif self.html(rest, text, depth, lazy) or (paragraph is not None and self.table(rest, paragraph)):
            pass
        elif lazy is not None and (whole or not self.next_term(depth)):
            self.continue_paragraph(lazy, text)
        else:
            self.close(depth)
            self.leaf = self.append(Node("paragraph", self.number, lines=[rest]))

    def next_term(self, depth: int) -> bool:
        """Whether this line, outside the definition that is open, is the term of the next one."""
        following = self.lines[self.number + 1] if self.number + 1 < len(self.lines) else ""
        return self.stack[depth].kind == "definition" and bool(_DEFINITION.match(following))

    def interrupts(self, rest: str) -> bool:
        """Whether ``rest`` ends a table (what begins a container has ended it already)."""
        return bool(_ATX.match(rest) or _RULE.match(rest) or _FENCE.match(rest) or tags.block_start(rest, self.names))

    def continue_paragraph(self, paragraph: Node, text: str) -> None:
        paragraph.lines.append(text.lstrip(" "))
        self.leaf = paragraph
        paragraph.last = self.number
        for node in self.stack:
            node.last = self.number

    def html(self, rest: str, text: str, depth: int, lazy: Node | None) -> bool:
        start = tags.block_start(rest, self.names)
        if start is None or (lazy is not None and not start.interrupts):
            return False
        self.close(depth)
        node = self.append(Node("html", self.number, lines=[text], end=start.end))
        ended = start.one_line or (start.end is not None and start.end.search(rest))
        self.leaf = None if ended else node
        return True

    def table(self, rest: str, paragraph: Node) -> bool:
        """Turn the last line of an open paragraph and this delimiter row into a table."""
        above = paragraph.lines[-1]
        found = tables.begin(above, rest)
        if found is None:
            return False
        align, rows = found
        paragraph.lines.pop()
        numbers = range(self.number - len(rows) + 1, self.number + 1) if len(rows) > 1 else (self.number - 1,)
        marker = "|" if tables.piped(above) else ""
        table = Node("table", self.number - 1, self.number, align=align, marker=marker)
        table.rows = list(zip(numbers, rows, strict=True))
        siblings = self.stack[-1].children
        if not paragraph.lines:
            siblings.pop()
        else:
            paragraph.last -= 1
        siblings.append(table)
        self.touch()
        self.leaf = table
        return True

    def add_row(self, table: Node, rest: str) -> None:
        piped = table.marker == "|"
        table.rows.append((self.number, tables.cells(rest, len(table.align), piped=piped)))
        table.last = self.number
        self.touch()


def _expand(line: str) -> str:
    """``line`` with the tabs before its text as spaces, to the next column that four divides."""
    if "\t" not in line:
        return line
    match = _LEADING.match(line)
    end = match.end() if match else 0
    head = line[:end]
    return head.expandtabs(4) + line[end:] if "\t" in head else line
