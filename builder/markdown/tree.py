"""The block structure of Markdown, by CommonMark's rules: lines in, a tree of blocks out.

Owns: which lines belong to which list item, quote, table, fence or paragraph, as GitHub decides it
(the algorithm of the CommonMark specification's appendix, with GitHub's tables), and, where GitHub
sees plain text, what people mean all the same: lettered and roman lists, definition lists,
footnotes, admonitions, tables whose rows do not fit; and more of it, by name (``extras``), for
the documents that people write.  Does not own: what is within a line
(``render.inline``), nor how a tree is written for Python-Markdown (``render.normalise``).

Two deliberate differences.  Below a bullet, a bullet that is indented by one space is a child where
the text above it ends with a colon or the list returns to its first column later on (GitHub makes
it a sibling).  And containers deeper than ``MAX_DEPTH`` are flattened to that depth.

Linear in the length of the text for every input: each line is looked at once for each container
around it, and the few looks ahead are bounded.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from builder.markdown import extras, html_lines, list_marks, tables, tags
from builder.markdown.extras import CARD, Extras
from builder.markdown.list_marks import Mark
from builder.markdown.nodes import Node

MAX_DEPTH = 24
_LOOK_AHEAD = 80  # lines; how far the next letter of a lettered list may be

_ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_SETEXT = re.compile(r"(=+|-+)[ \t]*$")
_INDENTED = re.compile(r"[ \t]{2,}[^\s#]")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_FENCE = re.compile(r"(`{3,}+)([^`]*+)$|(~{3,}+)(.*)$")
_FOOTNOTE = re.compile(r"\[\^([^\]\s\[]{1,80})\]:[ ]*")
_DEFINITION = re.compile(r":[ ]{1,3}(?=\S)")
_ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?)[ ]+([A-Za-z][\w-]*)(?:[ ]+[\w-]+)*(?:[ ]+\"(.*)\")?[ ]*$")
_LEADING = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t>]*)*")


def parse(lines: Sequence[str], options: Extras = CARD) -> Node:
    """The tree of blocks of ``lines``, read with the extras ``options``; its root is a ``document``."""
    return _Parser(lines, options).run()


class _Parser:
    def __init__(self, lines: Sequence[str], options: Extras) -> None:
        self.lines = [_expand(line) for line in lines]
        self.raw = lines
        self.extras = options
        self.names = tags.Names.of("\n".join(lines))
        self.root = Node("document", 0)
        self.stack: list[Node] = [self.root]  # open containers, the outermost first
        self.leaf: Node | None = None  # the open leaf of the innermost container
        self.number = 0
        self.taken = 0  # lines before this one belong to the last leaf, whatever they hold
        self.numbered = (-2, 0)  # the line of the last numbered item, and its number
        self.fence_end = -1  # the line that closes the open fence, where that is known
        self.underlines = extras.tilde_underlines(self.lines) if options.titles else frozenset()
        self.fences = extras.Fences(self.lines, self.underlines) if options.fences else None
        self.comment_ends = [i for i, line in enumerate(lines) if "-->" in line] if options.page else []

    def run(self) -> Node:
        for number, line in enumerate(self.lines):
            self.number = number
            if number < self.taken and self.leaf is not None:
                self.leaf.lines.append(line)
                self.leaf.last = number
                self.touch()
                if number + 1 == self.taken:
                    self.leaf = None
            else:
                self.line(line)
        self.root.last = self.number
        return self.root

    def take(self, node: Node, count: int) -> None:
        """Make a leaf of ``count`` lines from this one on."""
        self.leaf = self.append(node)
        self.taken = self.number + count

    def next_line(self, ahead: int = 1) -> str:
        return self.lines[self.number + ahead] if self.number + ahead < len(self.lines) else ""

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
            if lazy is not None and self.leaves_quote(lazy, matched):
                lazy = None
        depth, opened = matched, False
        while True:
            if depth >= MAX_DEPTH:
                text = text.lstrip(" ")
            paragraph = lazy if not opened else None
            deep = self.is_deep(text, depth, paragraph, opened=opened)
            if self.title_over_line(text, depth):
                return
            rest = self.open_container(text, depth, paragraph, whole, deep)
            if rest is None:
                break
            text, depth, opened, whole = rest, len(self.stack), True, True
            if not text.strip():
                self.touch()
                return
        self.add_text(text, depth, lazy if not opened else None, whole, deep)

    def leaves_quote(self, paragraph: Node, matched: int) -> bool:
        """Whether a line without the mark of an open quotation goes on in its paragraph no longer."""
        in_quote = any(node.kind == "quote" for node in self.stack[matched:])
        return self.extras.quotes and in_quote and extras.is_complete(paragraph.lines[-1])

    def is_deep(self, text: str, depth: int, paragraph: Node | None, *, opened: bool) -> bool:
        """Whether an indent of more than three columns is layout, and does not mean code."""
        if not self.extras.layout or not text.startswith("    "):
            return False
        if opened or paragraph is not None:
            return True
        after_blank = self.number == 0 or not self.lines[self.number - 1].strip()
        if not after_blank or (self.extras.plain and self.stack[depth - 1].kind == "item"):
            return True
        return list_marks.is_numbered(text.lstrip(" "))

    def title_over_line(self, text: str, depth: int) -> bool:
        """Take a title that is underlined with tildes, or numbered and underlined with equals signs."""
        if not self.extras.titles or depth > 1 or text.startswith(" "):
            return False
        level = 0
        if self.number + 1 in self.underlines:
            level = 2
        elif text[0].isdigit() and extras.EQUALS.match(self.next_line()) and list_marks.is_numbered(text):
            level = 1
        if not level:
            return False
        self.close(depth)
        node = Node("heading", self.number, start=level, lines=[text], tail=len(text))
        self.take(node, 2)
        return True

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
            elif node.kind == "item" and self.goes_on_loosely(node, text, indent):
                text = text[min(indent, node.width) :]
            else:
                return depth, text
        return len(self.stack), text

    def goes_on_loosely(self, item: Node, text: str, indent: int) -> bool:
        """Whether a line that is not indented by an item's width belongs to it all the same."""
        if self.number <= self.fence_end and self.leaf is not None and self.leaf.fence:
            return True
        if not self.extras.plain or indent <= item.column:
            return False
        rest = text[indent:]
        return not (rest[0] in "#>|<" or list_marks.ITEM.match(rest) or list_marks.EMPTY_ITEM.match(rest))

    def one_space_child(self, depth: int, text: str, indent: int, line: str) -> bool:
        """Whether a bullet one space right of its parent's bullet is meant as a child; then it is made one."""
        item = self.stack[depth]
        if item.kind != "item" or item.width < 2 or indent != item.column + 1 or not list_marks.is_bullet(text, indent):
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
            if list_marks.is_bullet(later, len(prefix) + column):
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
            near = indent < 4 or leaf.indent > 3 or self.number == self.fence_end
            closes = near and len(stripped) >= len(leaf.fence) and not stripped.strip(leaf.fence[0])
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
            if leaf.end is None and (not text.strip() or (leaf.title and html_lines.ends_run(text, leaf.title))):
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

    def open_container(self, text: str, depth: int, paragraph: Node | None, whole: bool, deep: bool) -> str | None:
        """Open the container that ``text`` begins with, if any; what is left of the line, or ``None``."""
        indent = len(text) - len(text.lstrip(" "))
        if indent > 3 and not deep:
            return None
        rest = text[indent:]
        in_paragraph = paragraph if whole else None  # a line here might go on in that paragraph
        if rest[0] == ">" and depth < MAX_DEPTH:
            self.close(depth)
            self.stack.append(self.append(Node("quote", self.number, tail=len(rest))))
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
            self.stack.append(self.append(Node("footnote", self.number, width=4, marker=match[1], tail=len(rest))))
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
        if rest[0] == "#":
            return _ATX.match(rest) is not None
        match = _SETEXT.match(rest) if paragraph else None
        return self.is_rule(rest) or bool(paragraph and match and self.underlines_title(paragraph, match[1]))

    def is_rule(self, rest: str) -> bool:
        if _RULE.match(rest):
            return True
        if not self.extras.rules or rest[0].isalnum():
            return False
        if rest[0] == "~":
            return extras.is_long_rule(self.lines, self.number)
        return extras.DECORATION.match(rest) is not None

    def underlines_title(self, paragraph: Node, marks: str) -> bool:
        """Whether a line of ``marks`` below a paragraph makes it a heading."""
        if not self.extras.sentences:
            return True
        if len(paragraph.lines) > 1 or extras.ends_sentence(paragraph.lines[0]):
            return False
        return not (self.extras.marks and marks == "-")

    def item(self, rest: str, indent: int, depth: int, paragraph: Node | None, whole: bool) -> str | None:
        """Open a list item."""
        found = self.mark(rest, depth)
        if found is None or (found.number is not None and self.is_term(depth)):
            return None
        length, delimiter, number, style = found
        after = rest[length:]
        spaces = len(after) - len(after.lstrip(" "))
        parent = self.stack[depth - 1]
        sibling = parent.children[-1] if parent.children else None
        joins = sibling is not None and sibling.kind == "list" and sibling.marker == delimiter
        joins = joins and sibling is not None and sibling.style == style
        if paragraph is not None and whole and not joins and not self.interrupts_paragraph(after, number):
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
        width = indent + length + padding
        node = Node("item", self.number, self.number, width=width, column=indent, start=position, tail=len(rest))
        node.marker = rest[:length]
        if number is not None:
            self.numbered = (self.number, number)
        block.children.append(node)
        self.stack.append(node)
        self.touch()
        return after[padding:] if after.strip() else ""

    def is_term(self, depth: int) -> bool:
        """Whether a numbered line is the term of the meaning below it."""
        return self.extras.marks and depth == 1 and _DEFINITION.match(self.next_line()) is not None

    def interrupts_paragraph(self, after: str, number: int | None) -> bool:
        """Whether an item begins a list within a paragraph: one with text, and of numbered ones only the first."""
        if self.extras.marks:
            return number in (None, 0, 1) or not after.strip()[:1].islower()  # else a wrapped "in\n1987. it …"
        return bool(after.strip()) and number in (None, 1)

    def mark(self, rest: str, depth: int) -> Mark | None:
        """The list mark that ``rest`` begins with."""
        if found := list_marks.common(rest):
            return found
        if self.extras.marks:
            last = self.numbered[1] if self.numbered[0] == self.number - 1 else None
            if found := list_marks.loose(rest, last, self.next_line()):
                return found
        siblings = self.stack[depth - 1].children
        return list_marks.lettered(rest, siblings[-1] if siblings else None, self.lines, self.number)

    def definition(self, rest: str, depth: int, paragraph: Node | None, width: int) -> str | None:
        """Open ``: what it means`` below a line with the term."""
        siblings = self.stack[depth - 1].children
        last = siblings[-1] if siblings else None
        if last is None or self.number - last.final > 2:
            return None
        if last.kind == "paragraph" and (paragraph is last or paragraph is None):
            terms = [Node("term", n, n, lines=[line], tail=len(line)) for n, line in enumerate(last.lines, last.first)]
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

    def add_text(self, text: str, depth: int, lazy: Node | None, whole: bool, deep: bool) -> None:
        """Add a line that begins no container."""
        indent = len(text) - len(text.lstrip(" "))
        rest = text[indent:]
        paragraph = lazy if whole else None
        if indent > 3 and not deep:
            if lazy is not None:
                self.continue_paragraph(lazy, text)
            else:
                self.close(depth)
                self.leaf = self.append(Node("code", self.number, lines=[text[4:]], tail=len(rest)))
            return
        if self.leaf is not None and self.leaf.kind == "table" and not self.interrupts(rest):
            self.add_row(self.leaf, rest)
            return
        if (
            paragraph is not None
            and not deep
            and (match := _SETEXT.match(rest))
            and paragraph.lines
            and self.underlines_title(paragraph, match[1])
        ):
            paragraph.kind, paragraph.start = "heading", 1 if match[1][0] == "=" else 2
            paragraph.last, self.leaf = self.number, None
            self.touch()
            return
        if not deep and (heading := self.heading(rest)):
            self.close(depth)
            self.append(heading)
            self.leaf = None
        elif self.is_rule(rest):
            self.close(depth)
            self.append(Node("rule", self.number, tail=len(rest)))
            self.leaf = None
        elif match := _FENCE.match(rest):
            self.close(depth)
            self.open_fence(match, indent, rest)
        elif self.html(rest, text, depth, lazy) or (paragraph is not None and self.table(rest, paragraph)):
            pass
        elif lazy is not None and (whole or not self.next_term(depth)):
            self.continue_paragraph(lazy, text)
        else:
            self.close(depth)
            self.leaf = self.append(Node("paragraph", self.number, lines=[rest], tail=len(rest)))

    def heading(self, rest: str) -> Node | None:
        """The heading that ``rest`` is, if it is one."""
        if rest[0] != "#":
            return None
        if match := _ATX.match(rest):
            if self.is_command(match[1]):
                return None
            title = without_closing(rest[match.end() :].rstrip(" \t"))
            return Node("heading", self.number, start=len(match[1]), lines=[title], tail=len(rest))
        if self.extras.titles and (match := extras.TIGHT_HEADING.match(rest)):
            return Node("heading", self.number, start=len(match[1]), lines=[match[2]], tail=len(rest))
        return None

    def is_command(self, marks: str) -> bool:
        """Whether an indented ``#`` is the remark above a command, which is indented as well."""
        return (
            self.extras.layout
            and marks == "#"
            and self.stack[-1].kind != "quote"
            and self.lines[self.number].startswith("  ")
            and _INDENTED.match(self.next_line()) is not None
        )

    def open_fence(self, match: re.Match[str], indent: int, rest: str) -> None:
        info = (match[2] if match[1] else match[4]).strip()
        fence = match[1] or match[3]
        node = Node("code", self.number, marker=info, fence=fence, indent=indent, closed=False, tail=len(rest))
        self.leaf = self.append(node)
        self.fence_end = -1
        if self.fences is None or any(container.kind == "quote" for container in self.stack):
            return
        end = self.fences.end(self.number, fence)
        if end is None:
            self.leaf = None
        elif len(self.stack) == 1 or not self.fences.hold_heading(self.number, end):
            self.fence_end = end

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
        if rest[0] != "<":
            return False
        start = tags.block_start(rest, self.names)
        if self.extras.page and (start is None or start.end is None or rest.startswith("<!--")):
            return self.page(rest, text, depth)
        if start is None or (lazy is not None and not start.interrupts):
            return False
        self.close(depth)
        node = self.append(Node("html", self.number, lines=[text], end=start.end, tail=len(rest)))
        ended = start.one_line or (start.end is not None and start.end.search(rest))
        self.leaf = None if ended else node
        return True

    def page(self, rest: str, text: str, depth: int) -> bool:
        """Open a block of HTML as documents have it."""
        i = bisect_left(self.comment_ends, self.number)
        end = self.comment_ends[i] if i < len(self.comment_ends) else None
        count = html_lines.extent(self.lines, self.number, rest, end)
        if html_lines.is_heading(rest) and text.startswith(" ") and not self.is_below_html():
            count, run = 0, "block"  # an example
        else:
            run = "own" if count else html_lines.begins_run(rest)
        if not run or rest.startswith("<!--") > count:
            return False
        self.close(depth)
        node = Node("html", self.number, lines=[text], title=run, tail=len(rest))
        if count:
            self.take(node, count)
            if count == 1:
                self.leaf = None
        else:
            self.leaf = self.append(node)
        return True

    def is_below_html(self) -> bool:
        return self.number > 0 and self.lines[self.number - 1].lstrip().startswith("<")

    def table(self, rest: str, paragraph: Node) -> bool:
        """Turn the last line of an open paragraph and this delimiter row into a table."""
        above = paragraph.lines[-1]
        if self.extras.tables and (before := extras.LABEL_BEFORE_CELLS.match(above)):
            above = above[before.end() :]
        found = tables.begin(above, rest)
        if found is None:
            return False
        align, rows = found
        last = paragraph.lines.pop()
        numbers = range(self.number - len(rows) + 1, self.number + 1) if len(rows) > 1 else (self.number - 1,)
        marker = "|" if tables.piped(above) else ""
        table = Node("table", self.number - 1, self.number, align=align, marker=marker, tail=len(last))
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


def without_closing(title: str) -> str:
    """A heading's text without the ``##`` that may close it."""
    kept = title.rstrip("#")
    return kept.rstrip() if not kept or kept[-1] in " \t" else title


def _expand(line: str) -> str:
    """``line`` with the tabs before its text as spaces, to the next column that four divides."""
    if "\t" not in line:
        return line
    match = _LEADING.match(line)
    end = match.end() if match else 0
    head = line[:end]
    return head.expandtabs(4) + line[end:] if "\t" in head else line
