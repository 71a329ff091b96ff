"""Blocks of HTML as Markdown: headings, lists, tables, code, details, definitions.

Owns: the walk over a page's content.  Does not own: phrases (``inline``), what
is left out (``furniture``), nor which elements are questions (``faq``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from builder.read.formats.html.faq import HEADINGS, Faq, Header, Spoken
from builder.read.formats.html.inline import CODE, Phrases, code_lines, tex
from builder.read.formats.html.tree import Element, Text, names, parse
from builder.read.formats.writer import MarkdownWriter, code_span, escape_start

_BLOCKS = HEADINGS | names(
    "address article blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer "
    "form header hgroup hr html legend li main menu ol p pre section summary table tbody td tfoot th thead tr "
    "ul aside nav search #page"
)
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_MAY_BE_CONTENTS = _LISTS | names("dl div p section table td blockquote")
_BOLD_LINE = re.compile(r"\*\*[^*]+\*\*$")
_LONGEST_LABEL = 12  # characters
_LOOSE = frozenset({"pre", "blockquote", "table", "details", "dl", "hr"})
_LANGUAGE = re.compile(r"^(?:language|lang|highlight-source|highlight|brush:?|sourceCode)[-:]([\w+#.-]+)$")
_NOT_LANGUAGES = frozenset({"default", "none", "notranslate", "text", "plaintext", "nohighlight", "plain"})


class BlockWriter:
    """Writes the content of one page; ``contents`` holds the tables of contents that were left out."""

    def __init__(
        self, writer: MarkdownWriter, phrases: Phrases, faq: Faq, ids: dict[str, Element], above: int = 0
    ) -> None:
        self.writer = writer
        self.phrases = phrases
        self.faq = faq
        self.contents: list[Element] = []
        self._ids = ids
        self._blocky: set[Element] = set()
        self._done: set[Element] = set()
        self._floors: dict[Element, int] = {}  # a panel → the level of its question
        self._floor = 0
        self._level = 0  # of the last heading outside of answers
        self._asked = 0  # level of the last question that was no heading in the page
        self._above = above  # the deepest level of a section's heading before the last question that has a panel
        self._in_item = False

    def page(self, root: Element, title: str = "") -> None:
        """All of a page; its title becomes a heading where it has no ``<h1>``."""
        self._find_blocks(root)
        self._above = max(self._above, _level_above(root, self.faq))
        if title and not any(e.tag == "h1" for e in root.walk()):
            self._heading(1, title, 1)
        self._children(root.children)

    def spoken(self, questions: Iterable[Spoken]) -> None:
        """Questions that only the page's data holds, after all that is visible."""
        for question in questions:
            start = len(self.writer.lines)
            level = self._asked or 2
            self.writer.heading(level, self.phrases.text([Text(question.question, question.line)]), question.line)
            answer = question.answer if "<" in question.answer else question.answer.strip().replace("\n", "<br>")
            root = parse(answer).root
            self._find_blocks(root)
            self._below(level, root.children)
            self.writer.place(start, question.line)

    def _find_blocks(self, root: Element) -> None:
        """An element is a block by its tag, by what it heads, or by what it holds."""
        codes = {code for parent in (root, *root.walk()) for code in _code_blocks(parent)}
        for element in root.walk():
            if element.tag in _BLOCKS or element in self.faq.headers or element in codes:
                self._blocky.add(element)
                for outer in element.ancestors():
                    if outer in self._blocky:
                        break
                    self._blocky.add(outer)

    def _children(self, nodes: Sequence[Element | Text], wraps: tuple[str, ...] = ()) -> None:
        run: list[Element | Text] = []
        for node in nodes:
            if isinstance(node, Element) and node in self._blocky and tex(node) is None:
                self._paragraph(run, wraps)
                run = []
                self._block(node, wraps)
            else:
                run.append(node)
        self._paragraph(run, wraps)

    def _paragraph(self, run: Sequence[Element | Text], wraps: tuple[str, ...] = ()) -> None:
        lines = [(line, escape_start(text.strip())) for line, text in self.phrases.lines(run, wraps)]
        while lines and not lines[0][1]:
            del lines[0]
        while lines and not lines[-1][1]:
            del lines[-1]
        whole = [
            at for at, (_, text) in enumerate(lines) if at and _BOLD_LINE.match(text) and lines[at - 1][1][-2:] != "**"
        ]
        for start, end in pairwise([0, *whole, len(lines)]):
            if lines[start:end]:  # a line of bold type begins a block of its own
                self.writer.paragraph(lines[start:end])

    def _below(self, level: int, nodes: Sequence[Element | Text], wraps: tuple[str, ...] = ()) -> None:
        """An answer: its headings stand below that of its question."""
        outer, self._floor = self._floor, max(level, self._floor)
        self._children(nodes, wraps)
        self._floor = outer

    def _block(self, node: Element, wraps: tuple[str, ...]) -> None:
        if node in self._done:
            return
        if node in self._floors:
            level = self._floors.pop(node)
            outer, self._floor = self._floor, max(level, self._floor)
            self._block(node, wraps)
            self._floor = outer
            return
        tag = node.tag
        if tag in _MAY_BE_CONTENTS and self._is_contents(node):
            self.contents.append(node)
            return
        if header := self.faq.headers.get(node):
            self._header(header)
        elif tag in HEADINGS:
            self._heading(int(tag[1]), self.phrases.text(node.children), node.line)
        elif tag in _LISTS:
            self._list(node)
        elif tag == "li":
            self._item(node, "- ")
        elif tag == "dl":
            self._definitions(node)
        elif tag == "table":
            self._table(node)
        elif tag == "pre" or tag in CODE:
            self._code(node)
        elif tag == "blockquote":
            self.writer.blank()
            with self.writer.container("> ", "> "):
                self._children(node.children, wraps)
            self.writer.blank()
        elif tag == "details":
            self._details(node)
        elif tag == "hr":
            self.writer.blank()
            self.writer.line("---", node.line)
            self.writer.blank()
        else:
            mark = {"b": "**", "strong": "**", "i": "*", "em": "*"}.get(tag, "")
            self._children(node.children, (*wraps, mark) if mark and mark not in wraps else wraps)

    def _heading(self, level: int, text: str, line: int) -> int:
        level = min(max(level, self._floor + 1), 6)
        if text:
            self.writer.heading(level, text, line)
            self._level = self._level if self._floor else level
        return level

    def _header(self, header: Header) -> None:
        node, panel = header.element, header.panel
        text = self.phrases.text(_phrases_of(node))
        if header.reveals:
            if panel is not None and panel not in self._done:
                self._done.add(panel)
                self._disclosure(text, panel.children, node.line, panel.end)
            return
        if node.tag in HEADINGS:
            level = self._heading(max(int(node.tag[1]), self._above + 1), text, node.line)
        else:
            level = self._asked = min(max(3, self._above + 1, self._floor + 1), 6)
            self.writer.heading(level, text, node.line)
        if panel is None:
            return
        if header.apart:
            self._below(level, [panel])
            self._done.add(panel)
        else:
            self._floors[panel] = level

    def _details(self, node: Element) -> None:
        summary = next((e for e in node.elements if e.tag == "summary"), None)
        label = self.phrases.text(summary.children) if summary else "Details"
        line = summary.line if summary else node.line
        self._disclosure(label, [c for c in node.children if c is not summary], line, node.end)

    def _disclosure(self, label: str, nodes: Sequence[Element | Text], line: int, end: int) -> None:
        self.writer.blank()
        self.writer.line("<details>", line)
        self.writer.line(f"<summary>{label}</summary>", line)
        self.writer.blank()
        self._children(nodes)
        self.writer.blank()
        self.writer.line("</details>", end)
        self.writer.blank()

    def _list(self, node: Element) -> None:
        if all(map(_is_disclosure, node.elements)) and any(node.elements):  # a list of toggles, as Notion writes it
            for item in node.elements:
                self._children(item.children)
            return
        ordered = node.tag == "ol"
        number = _integer(node.get("start"), 1)
        if not self._in_item or (ordered and number != 1):
            self.writer.blank()
        else:
            self.writer.tight()
        items = list(node.elements)
        loose = any(_is_loose(item) for item in items)
        first = True
        for item in items:
            if item.tag in _LISTS:  # a list right within a list, as old editors write it
                with self.writer.container("  ", "  "):
                    self._list(item)
                continue
            if not first and not loose:
                self.writer.tight()
            first = False
            number = _integer(item.get("value"), number)
            if item.tag == "li":
                self._item(item, _marker(node, number) if ordered else "- ")
                number += 1
            else:
                self._children([item])
        self.writer.blank()

    def _item(self, item: Element, marker: str) -> None:
        outer, self._in_item = self._in_item, True
        with self.writer.container(marker, " " * len(marker)):
            self._children(item.children)
        self._in_item = outer

    def _is_contents(self, node: Element) -> bool:
        """Whether a block holds nothing but jumps to places of this page."""
        if not _begins_with_link(node):
            return False
        jumps = [e for e in node.walk() if e.tag == "a" and e.get("href")]
        if len(jumps) < 3 or self._floor or any(e in self.faq.headers for e in jumps):
            return False
        if not all(e.get("href").startswith("#") and e.get("href")[1:] in self._ids for e in jumps):
            return False
        letters = re.compile(r"[\W\d_]+")
        return letters.sub("", node.text) == letters.sub("", " ".join(e.text for e in jumps))

    def _definitions(self, node: Element) -> None:
        parts = [e for child in node.elements for e in (child.elements if child.tag == "div" else (child,))]
        plain = not any(e.tag == "dd" for e in parts) or any(
            inner.tag in HEADINGS or inner in self.faq.headers for e in parts if e.tag == "dt" for inner in e.walk()
        )
        if plain:
            for part in parts:
                self._children([part] if part.tag not in ("dt", "dd") else part.children)
                self.writer.blank()
            return
        outer, self._in_item = self._in_item, False
        self.writer.blank()
        after_term = False
        for part in parts:
            if part.tag == "dt":
                if not after_term:
                    self.writer.blank()
                text = self.phrases.text(part.children)
                after_term = after_term or bool(text)
                if text:
                    self.writer.line(escape_start(text), part.line)
            elif part.tag == "dd":
                if after_term:
                    self.writer.tight()
                with self.writer.container(":   ", "    "):
                    self._children(part.children)
                after_term = False
            else:
                self._children([part])
        self.writer.blank()
        self._in_item = outer

    def _code(self, node: Element) -> None:
        lines = code_lines(node)
        if lines:
            self.writer.fence(lines, _language(node), node.line)

    def _table(self, node: Element) -> None:
        rows = _rows(node)
        caption = next((e for e in node.elements if e.tag == "caption"), None)
        if _are_labelled(rows):
            for label, text in rows:
                self._children([*label.children, Text(" ", label.end), *text.children])
                self.writer.blank()
            return
        if _is_layout(node, rows) or any(e in self.faq.headers for e in node.walk()):
            for row in rows:
                if (whole := row[0].parent) in self.faq.headers:
                    self._header(self.faq.headers[whole])
                    continue
                for cell in row:
                    self._children(cell.children)
                    self.writer.blank()
            return
        if caption is not None:
            self._paragraph(caption.children)
        grid = _grid(rows)
        written = [(line, [self._cell(cell) if cell else "" for cell in cells]) for line, cells in grid]
        # Authors who mark no header at all mean the first row; those who mark others mean to have none.
        marked = any(cell.tag == "th" for row in rows for cell in row)
        if marked and not all(cell.tag == "th" for cell in rows[0]) and _section(rows[0][0]) != "thead":
            written.insert(0, (grid[0][0], []))
        self.writer.table(written, [_align(cell) for _, cells in grid[:1] for cell in cells])

    def _cell(self, cell: Element) -> str:
        """A cell in one line: its blocks are joined by breaks, its code blocks become code in the line."""
        inner = BlockWriter(MarkdownWriter(), self.phrases, self.faq, self._ids)
        inner._blocky = self._blocky
        inner._code = inner._code_in_cell  # type: ignore[method-assign]
        inner._children(cell.children)
        return "<br>".join(line.strip() for line in inner.writer.lines if line.strip())

    def _code_in_cell(self, node: Element) -> None:
        for line, text in code_lines(node):
            self.writer.line(code_span(text), line)


def _marker(node: Element, number: int) -> str:
    kind = node.get("type")
    if kind in ("a", "A") and 1 <= number <= 26:
        return f"{chr(ord(kind) + number - 1)}) "
    return f"{number}. "


def _code_blocks(parent: Element) -> Iterator[Element]:
    """The elements of code in ``parent`` that stand alone, with lines in them."""
    solid = [node for node in parent.children if isinstance(node, Element) or node.text.strip()]
    for before, node, after in zip([None, *solid], solid, [*solid[1:], None], strict=False):
        alone = isinstance(node, Element) and node.tag in CODE and _parts(before) and _parts(after)
        if alone and isinstance(node, Element) and len(node.raw().strip().split("\n")) > 1:
            yield node


def _parts(node: Element | Text | None) -> bool:
    """Whether what is beside an element sets it off."""
    return node is None or (isinstance(node, Element) and (node.tag == "br" or node.tag in _BLOCKS))


def _begins_with_link(node: Element) -> bool:
    """Whether the first letters of a block are those of a link."""
    stack: list[Element | Text] = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, Element):
            if top.tag == "a" and top.text:
                return bool(top.get("href"))
            stack.extend(reversed(top.children))
        elif re.search(r"[^\W\d_]", top.text):
            return False
    return False


def _integer(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text.strip()) else default


def _is_disclosure(item: Element) -> bool:
    """Whether an item is nothing but a box that folds."""
    return [e.tag for e in item.elements] == ["details"] and not any(
        isinstance(child, Text) and child.text.strip() for child in item.children
    )


def _is_loose(item: Element) -> bool:
    blocks = [e.tag for e in item.elements]
    return blocks.count("p") > 1 or bool(_LOOSE.intersection(blocks)) or bool(HEADINGS.intersection(blocks))


def _language(node: Element) -> str:
    """The language that a code block names in one of the usual ways; nothing where it names none."""
    near = [node, *(e for e in node.elements if e.tag == "code"), *list(node.ancestors())[:2]]
    for element in near:
        if name := element.get("data-lang") or element.get("data-language"):
            return name.lower().split()[0] if name.split() else ""
        tokens = element.get("class").replace("brush: ", "brush:").split()
        for i, token in enumerate(tokens):
            if match := _LANGUAGE.match(token):
                return "" if match[1] in _NOT_LANGUAGES else match[1].lower()
            if token == "sourceCode" and i + 1 < len(tokens):  # pandoc
                return tokens[i + 1]
    return ""


def _rows(table: Element) -> list[list[Element]]:
    """The cells of each row, without those of tables within."""
    groups = [child.elements if child.tag in ("thead", "tbody", "tfoot") else (child,) for child in table.elements]
    rows = [row for group in groups for row in group if row.tag == "tr"]
    cells = ([e for e in row.elements if e.tag in ("td", "th")] for row in rows)
    return [row for row in cells if row]


def _section(cell: Element) -> str:
    row = cell.parent
    return row.parent.tag if row is not None and row.parent is not None else ""


def _is_layout(table: Element, rows: list[list[Element]]) -> bool:
    """Whether a table only puts things beside each other."""
    if table.get("role") in ("presentation", "none") or not rows or max(map(len, rows)) < 2:
        return True
    inner = {e.tag for row in rows for cell in row for e in cell.walk()}
    return bool(inner & (HEADINGS | {"table", "details", "dl"}))


def _are_labelled(rows: list[list[Element]]) -> bool:
    """Whether rows begin with two labels in turn: ``Q:``, ``A:``."""
    if len(rows) < 4 or any(len(row) != 2 or len(row[0].text) > _LONGEST_LABEL for row in rows):
        return False
    labels = [re.sub(r"[\W\d_]+", "", row[0].text).casefold() for row in rows]
    return len(set(labels)) == 2 and "" not in labels and all(a != b for a, b in pairwise(labels))


def _level_above(root: Element, faq: Faq) -> int:
    """The deepest level of the headings above questions that have panels, which are not all of one level themselves."""
    panels = {h.panel for h in faq.headers.values() if h.panel is not None}
    deepest = found = 0
    for element in root.walk():
        if element in faq.headers:
            found = deepest
        elif element.tag in HEADINGS and element.text and not any(e in panels for e in element.ancestors()):
            deepest = max(deepest, int(element.tag[1]))
    return min(found, 5)


def _phrases_of(node: Element) -> list[Element | Text]:
    """What stands in a header, the cells of a row apart."""
    if node.tag != "tr":
        return node.children
    return [part for cell in node.elements for part in (*cell.children, Text(" ", cell.end))]


def _grid(rows: list[list[Element]]) -> list[tuple[int, list[Element | None]]]:
    """Cells in their columns: one that spans rows stands in each of them, one that spans columns in its first."""
    grid: list[tuple[int, list[Element | None]]] = []
    spans: dict[int, tuple[Element, int]] = {}
    for row in rows:
        cells: list[Element | None] = []
        waiting = list(row)
        while waiting or len(cells) in spans:
            column = len(cells)
            if column in spans:
                cell, left = spans.pop(column)
                cells.append(cell)
                if left > 1:
                    spans[column] = (cell, left - 1)
                continue
            cell = waiting.pop(0)
            if (down := min(_integer(cell.get("rowspan"), 1), 1000)) > 1:
                spans[column] = (cell, down - 1)
            cells += [cell, *[None] * (min(_integer(cell.get("colspan"), 1), 50) - 1)]
        grid.append((_first_line(row), cells))
    return grid


def _first_line(row: list[Element]) -> int:
    texts = (text for cell in row for text in cell.texts() if text.text.strip())
    first = next(texts, None)
    if first is None:
        return row[0].line
    return first.line + first.text.count("\n", 0, len(first.text) - len(first.text.lstrip()))


def _align(cell: Element | None) -> str:
    if cell is None:
        return ""
    match = re.search(r"text-align\s*:\s*(left|center|right)", cell.get("style"))
    return match[1] if match else cell.get("align")
