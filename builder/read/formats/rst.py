"""reStructuredText to Markdown: docutils reads it, a walk over its tree writes what it found.

Owns: which element becomes what, and the lines they came from; directives and
roles that Sphinx adds.  Does not own: the grammar (docutils), nor other files that
a document names: nothing is included, and nothing runs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence

from docutils import nodes
from docutils.core import publish_doctree

from builder.model.diagnostics import Diagnostic, Severity
from builder.model.source import Source, Span
from builder.read.formats.writer import (
    MarkdownWriter,
    code_span,
    escape,
    escape_inner,
    escape_start,
    image,
    link,
    wrapped,
)
from builder.rules.formats import MARKUP_ERROR, NESTED_TOO_DEEP, PART_LEFT_OUT

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "halt_level": 5,
    "report_level": 5,
    "traceback": True,  # let exceptions through, instead of ending the program
    "warning_stream": io.StringIO(),
    "_disable_config": True,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "syntax_highlight": "none",
    "smart_quotes": False,
    "line_length_limit": 50_000,  # longer lines take it very long
}

_ALERTS = {
    "note": "NOTE",
    "seealso": "NOTE",
    "tip": "TIP",
    "hint": "TIP",
    "important": "IMPORTANT",
    "warning": "WARNING",
    "attention": "WARNING",
    "caution": "CAUTION",
    "danger": "CAUTION",
    "error": "CAUTION",
}
# Their argument is no text: a condition, a number of columns.
_QUIET = frozenset({"only", "tab-set", "grid", "glossary", "mermaid", "graphviz", "plantuml"})
_DISCLOSURES = frozenset({"dropdown", "collapse", "details", "spoiler", "toggle"})
# Directives of Sphinx that only arrange a site; what they name stands in other files.
_ARRANGING = frozenset(
    {"toctree", "index", "highlight", "currentmodule", "module", "meta", "contents", "tableofcontents", "tags"}
)
_CODE_ROLE = re.compile(
    r"(?:func|class|meth|mod|attr|data|exc|obj|const|file|option|envvar|command|program|code|samp|token|type|macro)$"
)
_DIRECTIVE = re.compile(r"^\.\. (?:\|[^|]*\| )?([\w:+.-]+)::[ \t]*(.*)")
_OPTION = re.compile(r"^\s+:[\w-]+:(\s|$)")
_ROLE = re.compile(r"^:([\w:+.-]+):`([^`]*)`$", re.S)
_LINE_END = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")
_TITLED = re.compile(r"^(.*?)\s*<[^<>]*>$", re.S)
_RUBRIC = re.compile(r"\s*\.\. rubric::")
_LABELLED = re.compile(r"[^\W\d_]{1,12}\s?\d{0,3}\s*[:：]\s*\S")  # "Q: Why …"


def convert(text: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A document as Markdown with the lines it came from; one that docutils cannot read goes through as it is."""
    writer = _RstWriter(path, text.split("\n"))
    try:
        writer.document(text, 0, 0)
    except RecursionError:
        return Source(path, text), (
            Diagnostic(
                NESTED_TOO_DEEP,
                "the document is nested too deep for reStructuredText, and was read as plain text",
                Span(path, 1),
                "Nest less.",
            ),
        )
    except Exception as error:  # docutils fails in many ways on broken input
        return Source(path, text), (
            Diagnostic(
                MARKUP_ERROR,
                f"docutils cannot read the document, so it was read as plain text: {error}",
                Span(path, 1),
                "Check it with `docutils` itself.",
            ),
        )
    return writer.out.source(path), tuple(writer.found)


class _RstWriter:
    def __init__(self, path: str, lines: Sequence[str]) -> None:
        self.out = MarkdownWriter()
        self.found: list[Diagnostic] = []
        self._path = path
        self._lines = lines
        self._offset = 0  # lines before the piece of text that is being read
        self._at = 1  # the last place known
        self._rubrics = 0  # the lines in which rubrics were looked for
        self._in_item = False

    def document(self, text: str, offset: int, level: int) -> None:
        """A document, or the content of a directive that begins after ``offset`` lines."""
        tree = publish_doctree(text, settings_overrides=_SETTINGS)
        outer, self._offset = self._offset, offset
        for message in (*tree.parse_messages, *tree.transform_messages):
            if message.parent is None:  # else the walk will meet it
                self._message(message)
        self._blocks(tree.children, level)
        self._offset = outer

    # ------------------------------------------------------------------ places

    def _line(self, node: nodes.Node) -> int:
        """Where a node stands, by its own line or that of the first node within that has one."""
        line: int | None = node.line or next((n.line for n in node.findall() if n.line), None)
        if line is not None:
            self._at = min(line + self._offset, len(self._lines))
        return self._at

    def _title_line(self, title: nodes.TextElement) -> int:
        """docutils names the line below a title."""
        line = self._line(title)
        first = str(title.rawsource).split("\n")[0].strip()
        return next((n for n in (line, line - 1, line - 2) if n > 0 and self._lines[n - 1].strip() == first), line)

    def _rubric_line(self, node: nodes.Node) -> int:
        """docutils names a line near the end of a rubric; it begins with the next such directive of the file."""
        while self._rubrics < len(self._lines):
            self._rubrics += 1
            if _RUBRIC.match(self._lines[self._rubrics - 1]):
                self._at = self._rubrics
                return self._at
        return self._line(node)

    def _code_line(self, node: nodes.Element, lines: Sequence[str]) -> int:
        """The place of a block's first line, looked for near the line that docutils names, which may be its last."""
        line = self._line(node)
        first = lines[0].strip() if lines else ""
        near = (*range(line, line + 8), *range(line - 1, line - len(lines) - 8, -1))
        return next((n for n in near if 0 < n <= len(self._lines) and self._lines[n - 1].strip() == first), line)

    # ------------------------------------------------------------------ blocks

    def _blocks(self, children: Iterable[nodes.Node], level: int) -> None:
        labelled = False
        for node in children:
            if labelled and isinstance(node, nodes.block_quote):
                self._blocks(node.children, level)  # an answer whose paragraphs are indented below its label
            else:
                self._block(node, level)
                last = node.children[-1] if isinstance(node, nodes.definition_list) else node
                labelled = isinstance(last, nodes.paragraph | nodes.definition_list_item) and bool(
                    _LABELLED.match(last.astext()[:40])
                )

    def _block(self, node: nodes.Node, level: int) -> None:
        out = self.out
        match node:
            case nodes.section():
                self._blocks(node.children, level + 1)
            case nodes.title():
                out.heading(level, self._inline(node), self._title_line(node) if level else self._line(node))
            case nodes.rubric():
                line = self._rubric_line(node)
                out.heading(level + 1, self._inline(node), line)
            case nodes.paragraph() | nodes.caption():
                self._paragraph(node)
            case nodes.attribution():
                out.paragraph([(self._line(node), f"— {self._inline(node)}")])
            case nodes.line_block():
                out.paragraph([(self._line(line), self._inline(line)) for line in node.findall(nodes.line)])
            case nodes.bullet_list():
                self._list(node, ["- "] * len(node.children), level)
            case nodes.enumerated_list():
                self._list(node, _markers(node), level)
            case nodes.definition_list():
                for item in node.children:
                    self._definition(item, level)
            case nodes.field_list() | nodes.option_list():
                self._fields(node, level)
            case nodes.literal_block() | nodes.doctest_block():
                self._code(node)
            case nodes.math_block():
                lines = node.astext().strip().split("\n")
                start = self._code_line(node, lines)
                out.blank()
                for i, text in enumerate(["$$", *lines, "$$"]):
                    out.line(text, min(max(start, start + i - 1), start + len(lines) - 1))
                out.blank()
            case nodes.block_quote():
                self._quote("", lambda: self._blocks(node.children, level))
            case nodes.table():
                self._table(node, level)
            case nodes.image():
                out.paragraph([(self._line(node), self._image(node))])
            case nodes.Element() if isinstance(node, nodes.Admonition):
                self._admonition(node, level)
            case nodes.topic() | nodes.sidebar():
                if "contents" not in node["classes"]:
                    self._blocks(node.children, level)
            case nodes.footnote() | nodes.citation():
                self._footnote(node, level)
            case nodes.transition():
                out.paragraph([(self._line(node), "---")])
            case nodes.system_message():
                self._message(node, level)
            case nodes.Invisible() | nodes.Text() | nodes.label() | nodes.decoration():
                pass
            case nodes.Inline() | nodes.TextElement():
                self._paragraph(node)
            case nodes.Element():  # containers, figures, compounds
                self._blocks(node.children, level)

    def _paragraph(self, node: nodes.Node) -> None:
        start = self._line(node)
        first, *rest = self._inline(node, "\n").strip().split("\n")
        if first:
            lines = [escape_start(first), *map(escape_inner, rest)]
            self.out.paragraph([(start + i, text) for i, text in enumerate(lines)], hard=False)

    def _list(self, node: nodes.Element, markers: Sequence[str], level: int) -> None:
        lists = (nodes.bullet_list, nodes.enumerated_list, nodes.system_message)
        loose = any(sum(not isinstance(c, lists) for c in item.children) > 1 for item in node.children)
        if self._in_item and markers[0] in ("- ", "1. "):
            self.out.tight()
        else:
            self.out.blank()
        outer, self._in_item = self._in_item, True
        for i, (item, marker) in enumerate(zip(node.children, markers, strict=True)):
            if i and not loose:
                self.out.tight()
            self._line(item)
            with self.out.container(marker, " " * len(marker)):
                self._blocks(item.children, level)
        self._in_item = outer
        self.out.blank()

    def _definition(self, item: nodes.Node, level: int) -> None:
        outer, self._in_item = self._in_item, False
        terms = [c for c in item.children if isinstance(c, nodes.term)]
        self.out.blank()
        if len(terms) == 1 and _LABELLED.match(terms[0].astext()[:40]):
            self._labelled(item, terms[0], level)
            self._in_item = outer
            return
        for term in terms:
            kinds = [self._inline(c) for c in item.children if isinstance(c, nodes.classifier)]
            self.out.line(escape_start(" : ".join([self._inline(term), *kinds])), self._line(term))
        for definition in (c for c in item.children if isinstance(c, nodes.definition)):
            with self.out.container(":   ", "    "):
                self._blocks(definition.children, level)
        self.out.blank()
        self._in_item = outer

    def _labelled(self, item: nodes.Node, term: nodes.Node, level: int) -> None:
        """A paragraph with a label whose further lines are indented, which makes it a definition."""
        first, *rest = next((c.children for c in item.children if isinstance(c, nodes.definition)), [nodes.paragraph()])
        start = self._line(term)
        lines = [
            self._inline(term),
            *(self._inline(first, "\n").split("\n") if isinstance(first, nodes.paragraph) else []),
        ]
        texts = [escape_start(lines[0]), *map(escape_inner, lines[1:])]
        self.out.paragraph([(start + i, text) for i, text in enumerate(texts)], hard=False)
        self._blocks(rest if isinstance(first, nodes.paragraph) else [first, *rest], level)

    def _fields(self, node: nodes.Element, level: int) -> None:
        """Fields and options, as labels before their text."""
        for item in node.children:
            name, body = item.children[0], item.children[-1]
            label = self._inline(name) if isinstance(name, nodes.field_name) else code_span(name.astext())
            line = self._line(item)
            first, *rest = body.children or [nodes.paragraph()]
            if isinstance(first, nodes.paragraph):
                self.out.paragraph([(line, f"{label}: {self._inline(first)}".rstrip())])
            else:
                self.out.paragraph([(line, f"{label}:")])
                rest = [*body.children]
            self._blocks(rest, level)

    def _code(self, node: nodes.Element) -> None:
        lines = node.astext().split("\n")
        start = self._code_line(node, lines)
        known = [c for c in node["classes"] if c not in ("code", "literal-block")]
        info = known[0] if "code" in node["classes"] and known else node.get("language", "")
        if isinstance(node, nodes.doctest_block):
            info = "pycon"
        self.out.fence([(start + i, text) for i, text in enumerate(lines)], info, start)

    def _quote(self, head: str, write: Callable[[], None]) -> None:
        self.out.blank()
        with self.out.container("> ", "> "):
            if head:
                self.out.line(head, self._at)
            write()
        self.out.blank()

    def _disclosure(self, label: str, write: Callable[[], None]) -> None:
        self.out.blank()
        self.out.line("<details>", self._at)
        self.out.line(f"<summary>{label or 'Details'}</summary>", self._at)
        self.out.blank()
        write()
        self.out.blank()
        self.out.line("</details>", self._at)
        self.out.blank()

    def _admonition(self, node: nodes.Element, level: int) -> None:
        self._line(node)
        kind = _ALERTS.get(node.tagname)
        if kind:
            self._quote(f"[!{kind}]", lambda: self._blocks(node.children, level))
            return
        title, *rest = node.children
        label = self._inline(title)
        if "dropdown" in node["classes"]:  # sphinx-togglebutton
            self._disclosure(label, lambda: self._blocks(rest, level))
        else:
            self._quote(wrapped(label, "**", "**"), lambda: self._gap_and(rest, level))

    def _gap_and(self, children: Iterable[nodes.Node], level: int) -> None:
        self.out.blank()
        self._blocks(children, level)

    def _table(self, node: nodes.table, level: int) -> None:
        for title in (c for c in node.children if isinstance(c, nodes.title)):
            self._paragraph(title)
        rows = []
        for row in node.findall(nodes.row):
            cells: list[str] = []
            for entry in row.children:
                inner = _RstWriter(self._path, self._lines)
                inner._offset = self._offset
                inner._blocks(entry.children, level)
                self.found += inner.found
                cells.append("<br>".join(text.strip() for text in inner.out.lines if text.strip()))
                cells += [""] * (entry.get("morecols", 0) if isinstance(entry, nodes.Element) else 0)
            rows.append((self._line(row), cells))
        if rows and not any(True for _ in node.findall(nodes.thead)):
            rows.insert(0, (rows[0][0], []))
        self.out.table(rows)

    def _footnote(self, node: nodes.Element, level: int) -> None:
        label = node.children[0].astext() if node.children else ""
        self.out.blank()
        self._line(node)
        with self.out.container(f"[^{label}]: ", "    "):
            self._blocks(node.children[1:], level)
        self.out.blank()

    # ------------------------------------------------------------------ what docutils could not read

    def _message(self, message: nodes.system_message, level: int = 0) -> None:
        """A system message: text that docutils did not understand is read as well as can be, and reported."""
        line = min((message.get("line") or message.line or 1) + self._offset, len(self._lines))
        what = message.children[0].astext().split("\n")[0] if message.children else ""
        literal = next((c for c in message.children if isinstance(c, nodes.literal_block)), None)
        if literal is not None and (directive := _DIRECTIVE.match(literal.astext())):
            self._directive(directive[1], directive[2], literal.astext(), line, level)
            return
        if message.get("level", 0) < 2 or what.startswith(("Unknown interpreted text role", "No role entry")):
            return
        self.found.append(
            Diagnostic(
                MARKUP_ERROR,
                f"reStructuredText: {what.rstrip('.')}",
                Span(self._path, line),
                "Mend the markup here.",
                severity=Severity.INFO if message["level"] < 3 else None,
            )
        )
        if literal is not None and what.startswith("Title"):  # a level that does not fit: still a title
            title = next((t.strip() for t in literal.astext().split("\n") if re.search(r"\w", t)), "")
            self.out.heading(level + 1, escape(title), line)
        elif literal is not None and not what.startswith(("Explicit markup", "Duplicate")):
            lines = literal.astext().split("\n")
            start = self._code_line(literal, lines)
            self.out.fence([(start + i, text) for i, text in enumerate(lines)], "text", start)

    def _directive(self, name: str, argument: str, text: str, line: int, level: int) -> None:
        """A directive that docutils alone does not know, or must not follow."""
        lines, skipped = _content(text)
        first = text.split("\n", 1)[0].strip()
        self._at = next((n for n in range(line, 0, -1) if self._lines[n - 1].strip() == first), line)
        place, name = self._at, name.split(":")[-1]

        def content() -> None:
            self.document("\n".join(lines), place - 1 + skipped, level)

        if name in _ARRANGING:
            return
        if name in ("include", "literalinclude", "csv-table"):
            self._left_out(f"the file “{argument}” was not included", "Put its text here.")
        elif name in ("code-block", "sourcecode", "code"):
            self.out.fence([(place + skipped + i, code) for i, code in enumerate(lines)], argument, place)
        elif name == "math":
            self.out.paragraph([(place + skipped, f"$${' '.join(lines)}$$")])
        elif name == "raw" and argument == "html":
            self.out.blank()
            for i, html in enumerate(lines):
                self.out.line(html, place + skipped + i)
            self.out.blank()
        elif name == "raw":
            self._left_out(f"raw {argument} was left out", "Write it as reStructuredText.")
        elif name in _DISCLOSURES:
            self._disclosure(escape(argument), content)
        elif name in _ALERTS:
            self._quote(f"[!{_ALERTS[name]}]", content)
        else:
            if argument and name not in _QUIET:
                self.out.paragraph([(place, wrapped(escape(argument), "**", "**") if lines else escape(argument))])
            content()

    def _left_out(self, message: str, hint: str) -> None:
        self.found.append(Diagnostic(PART_LEFT_OUT, message, Span(self._path, self._at), hint))

    # ------------------------------------------------------------------ phrases

    def _inline(self, node: nodes.Node, join: str = " ") -> str:
        """The phrases of a node; ``join`` stands for the line ends of the file."""
        return "".join(self._phrase(child, join) for child in node.children)

    def _phrase(self, node: nodes.Node, join: str) -> str:
        match node:
            case nodes.Text():
                return escape(join.join(_LINE_END.split(node.astext())))
            case nodes.strong():
                return wrapped(self._inline(node), "**", "**")
            case nodes.emphasis() | nodes.title_reference():
                return wrapped(self._inline(node), "*", "*")
            case nodes.literal():
                return code_span(node.astext())
            case nodes.math():
                return f"${node.astext()}$"
            case nodes.subscript():
                return f"<sub>{self._inline(node)}</sub>"
            case nodes.superscript():
                return f"<sup>{self._inline(node)}</sup>"
            case nodes.image():
                return self._image(node)
            case nodes.footnote_reference() | nodes.citation_reference():
                return f"[^{node.astext()}]"
            case nodes.reference() if node.get("refuri"):
                text = self._inline(node)
                return text if node["refuri"] == node.astext() else link(text, node["refuri"])
            case nodes.problematic():
                return _role(node.astext())
            case nodes.raw() | nodes.Invisible() | nodes.system_message():
                return ""
            case nodes.Element():
                return self._inline(node, join)
        return ""

    def _image(self, node: nodes.image) -> str:
        alt = node.get("alt", "")
        return image("" if alt == node["uri"] else escape(alt), node["uri"])


def _markers(node: nodes.enumerated_list) -> list[str]:
    start = node.get("start", 1)
    letters = {"loweralpha": "a", "upperalpha": "A"}.get(node.get("enumtype", ""))
    numbers = range(start, start + len(node.children))
    if letters and numbers[-1] <= 26:
        return [f"{chr(ord(letters) + n - 1)}) " for n in numbers]
    return [f"{n}. " for n in numbers]


def _role(text: str) -> str:
    """Interpreted text with a role that docutils does not know, as Sphinx would show it."""
    match = _ROLE.match(text)
    if not match:
        return escape(" ".join(text.split()))
    role, content = match[1].rpartition(":")[2], " ".join(match[2].split())
    if titled := _TITLED.match(content):
        content = titled[1] or content
    content = content.removeprefix("!").removeprefix("~") or content
    if _CODE_ROLE.match(role):
        return code_span(content)
    if role == "kbd":
        return f"<kbd>{escape(content)}</kbd>"
    if role in ("guilabel", "menuselection"):
        return wrapped(escape(content.replace("-->", "→")), "**", "**")
    return escape(content)


def _content(directive: str) -> tuple[list[str], int]:
    """The lines of a directive's content, dedented, and how many lines of it stand before them."""
    lines = directive.rstrip().split("\n")
    start = 1
    while start < len(lines) and _OPTION.match(lines[start]):
        start += 1
    while start < len(lines) and not lines[start].strip():
        start += 1
    rest = lines[start:]
    width = min((len(ln) - len(ln.lstrip()) for ln in rest if ln.strip()), default=0)
    return [ln[width:] for ln in rest], start
