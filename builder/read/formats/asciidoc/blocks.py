"""Blocks of AsciiDoc as Markdown: titles, lists, delimited blocks, tables.

Owns: one pass over the lines.  Does not own: phrases (``inline``), tables' cells
(``tables``).  Every line is looked at a fixed number of times for each block that it
stands in, and blocks nest at most ``_DEEPEST`` levels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from builder.model.diagnostics import Diagnostic
from builder.model.source import Span
from builder.read.formats.asciidoc.inline import formula, phrases
from builder.read.formats.asciidoc.tables import cells
from builder.read.formats.writer import MarkdownWriter, escape_inner, escape_start, image, link, wrapped
from builder.rules.formats import MARKUP_ERROR, PART_LEFT_OUT

# A line of the file with its number.
Numbered = tuple[int, str]

_DEEPEST = 40

_ATTRIBUTE = re.compile(r"^:(!?[\w-]+!?):(?:\s+(.*))?$")
_TITLE = re.compile(r"^(={1,6}|#{1,6})\s+(\S(?:.*?\S)??)(?:\s+\1)?\s*$")
_BLOCK_TITLE = re.compile(r"^\.(?![\s.])(.+)$")
_BLOCK_ATTRIBUTES = re.compile(r"^\[(?!\[)(.*)\]$")
_ANCHOR = re.compile(r"^\[\[[^\]]*\]\]$")
_DELIMITER = re.compile(r"^(?:-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|`{3,}.*|[|,:!]={3,})$")
_BULLET = re.compile(r"^\s*(\*{1,6}|-|•)\s+(\S.*)$")
_NUMBER = re.compile(r"^\s*(\.{1,6}|\d{1,9}\.|[a-zA-Z]\.|[ivxIVX]{1,8}\))\s+(\S.*)$")
_CALLOUT = re.compile(r"^<(\d+|\.)>\s+(\S.*)$")
_TERM = re.compile(r"^\s*(\S.*?)(:{2,4}|;;)(?:\s+(\S.*))?$")
_ADMONITION = re.compile(r"^(NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+(.*)$")
_MACRO = re.compile(r"^(\w+)::(\S*)\[(.*)\]$")
_CHECKED = {"[x]": "[x]", "[*]": "[x]", "[ ]": "[ ]"}


@dataclass(frozen=True, slots=True)
class _Style:
    """What the lines before a block say of it."""

    title: Numbered | None = None
    positional: tuple[str, ...] = ()
    options: str = ""

    @property
    def name(self) -> str:
        return self.positional[0] if self.positional else ""

    def has(self, option: str) -> bool:
        return bool(re.search(rf"(?:%|options=\"?[\w,]*|opts=\"?[\w,]*){option}\b", self.options))

    def value(self, name: str) -> str:
        match = re.search(rf"\b{name}\s*=\s*(?:\"([^\"]*)\"|([^,\]]*))", self.options)
        return (match[1] or match[2] or "").strip() if match else ""


class BlockReader:
    """Reads lines and writes Markdown; ``found`` holds what could not be carried over."""

    def __init__(self, writer: MarkdownWriter, path: str, attributes: dict[str, str] | None = None) -> None:
        self.out = writer
        self.found: list[Diagnostic] = []
        self._path = path
        self._attributes = {} if attributes is None else attributes
        self._lines: Sequence[Numbered] = ()
        self._i = 0
        self._depth = 0
        self._after_term = False
        self._lists = 0  # lists that are open around the next line

    def document(self, lines: Sequence[Numbered]) -> None:
        """A whole file: a header first, where there is one."""
        lines = [line for line in map(_met, lines) if line is not None]
        start = 0
        while start < len(lines) and (
            not lines[start][1] or lines[start][1].startswith("//") or self._set(lines[start][1])
        ):
            start += 1
        if start < len(lines) and lines[start][1].startswith("= "):
            number, text = lines[start]
            self.out.heading(1, self._text(text[2:]), number)
            start += 1
            # Author and revision stand right below the title.
            while start < len(lines) and lines[start][1]:
                text = lines[start][1]
                if not (self._set(text) or text.startswith("//") or _is_author(text)):
                    break
                start += 1
        self.blocks(lines[start:])

    def blocks(self, lines: Sequence[Numbered]) -> None:
        """A run of blocks: a file's body, or the content of a block."""
        outer = self._lines, self._i, self._lists
        self._lines, self._i, self._lists = lines, 0, 0
        self._depth += 1
        while self._i < len(self._lines):
            self._block()
        self._depth -= 1
        self._lines, self._i, self._lists = outer

    # ------------------------------------------------------------------ lines

    def _peek(self, ahead: int = 0) -> str | None:
        """The text of a line further on; None behind the last."""
        i = self._i + ahead
        return self._lines[i][1] if i < len(self._lines) else None

    def _take(self) -> Numbered:
        line = self._lines[self._i]
        self._i += 1
        return line

    def _set(self, line: str) -> bool:
        """Whether a line sets an attribute, which is then set."""
        match = _ATTRIBUTE.match(line)
        if not match:
            return False
        name = match[1].lower()
        if "!" in name:
            self._attributes.pop(name.strip("!"), None)
        else:
            self._attributes[name] = (match[2] or "").strip()
        return True

    def _text(self, text: str) -> str:
        return phrases(text, self._attributes)

    # ------------------------------------------------------------------ blocks

    def _block(self) -> None:
        style = self._style()
        line = self._peek()
        if line is None:
            return
        if not line:
            self._i += 1
        elif _DELIMITER.match(line) and self._depth < _DEEPEST:
            self._delimited(style)
        elif match := _TITLE.match(line):
            number, _ = self._take()
            self.out.heading(len(match[1]), self._text(match[2]), number)
        elif line in ("'''", "---", "***", "* * *", "- - -"):
            self.out.paragraph([(self._take()[0], "---")])
        elif line == "<<<" or line == "+":
            self._i += 1
        elif match := _MACRO.match(line):
            self._macro(match, style)
        elif self._item_marker(line) and self._depth < _DEEPEST:
            self._caption(style)
            self.out.blank()
            self._list(())
            self.out.blank()
        elif line.startswith((" ", "\t")):
            self._literal_paragraph(style)
        else:
            self._paragraph(style)

    def _style(self) -> _Style:
        """Attributes, anchors and the title before a block; comments and settings are passed over."""
        title: Numbered | None = None
        positional: tuple[str, ...] = ()
        options: list[str] = []
        while (line := self._peek()) is not None:
            if match := _BLOCK_ATTRIBUTES.match(line):
                options.append(match[1])
                parts = [part.strip().strip('"') for part in match[1].split(",")]
                names = tuple(re.split(r"[%.#]", part)[0] for part in parts if "=" not in part)
                positional = names if any(names) else positional
            elif _ANCHOR.match(line) or (line.startswith("//") and not line.startswith("////")) or self._set(line):
                pass
            elif (match := _BLOCK_TITLE.match(line)) and not _DELIMITER.match(line):
                title = (self._lines[self._i][0], match[1])
            else:
                break
            self._i += 1
        return _Style(title, positional, ",".join(options))

    def _caption(self, style: _Style) -> None:
        if style.title:
            number, text = style.title
            self.out.paragraph([(number, wrapped(self._text(text), "**", "**"))])

    def _delimited(self, style: _Style) -> None:
        number, mark = self._take()
        content = []
        closing = "```" if mark.startswith("```") else mark
        while (line := self._peek()) is not None and line != closing:
            content.append(self._take())
        if line is None and not mark.startswith("////"):
            self.found.append(
                Diagnostic(
                    MARKUP_ERROR,
                    f"the block that begins with “{mark}” has no end",
                    Span(self._path, number),
                    f"Close it with a line “{closing}”.",
                )
            )
        self._i += 1
        kind, name = mark[:4] if mark != "--" else "--", style.name
        if kind == "////" or name == "comment":
            return
        if kind.startswith("```"):
            self._listing(content, mark.strip("`").strip(), number, style)
        elif name in ("stem", "latexmath", "asciimath"):
            self._formula(name, content, number)
        elif kind in ("----", "....") or (kind == "--" and name in ("source", "listing", "literal")):
            language = style.positional[1] if len(style.positional) > 1 else self._attributes.get("source-language", "")
            self._listing(content, language if name == "source" else "", number, style)
        elif kind == "++++":
            self.out.blank()
            for place, text in content:
                self.out.line(text, place)
            self.out.blank()
        elif kind[1:] == "===" and kind[0] in "|,:!":
            self._table(content, kind[0], style)
        else:
            self._compound(content, kind, style, number)

    def _compound(self, content: Sequence[Numbered], kind: str, style: _Style, number: int) -> None:
        """A block of blocks: example, side bar, quotation, open block."""
        if style.has("collapsible"):
            label = self._text(style.title[1]) if style.title else "Details"
            self.out.blank()
            self.out.line("<details>", style.title[0] if style.title else number)
            self.out.line(f"<summary>{label}</summary>", style.title[0] if style.title else number)
            self.out.blank()
            self.blocks(content)
            self.out.blank()
            self.out.line("</details>", content[-1][0] + 1 if content else number + 1)
            self.out.blank()
        elif style.name in ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"):
            self._quote(f"[!{style.name}]", number, lambda: self._titled(style, content))
        elif kind == "____" or style.name in ("quote", "verse"):
            by = ", ".join(part for part in style.positional[1:] if part)
            verse = style.name == "verse"

            def write() -> None:
                if verse:
                    self.out.paragraph([(place, self._text(text)) for place, text in content])
                else:
                    self.blocks(content)
                if by:
                    self.out.paragraph([(number, f"— {self._text(by)}")])

            self._quote("", number, write)
        else:
            self._caption(style)
            self.blocks(content)

    def _titled(self, style: _Style, content: Sequence[Numbered]) -> None:
        self._caption(style)
        self.blocks(content)

    def _quote(self, head: str, number: int, write: Callable[[], object]) -> None:
        self.out.blank()
        with self.out.container("> ", "> "):
            if head:
                self.out.line(head, number)
            write()
        self.out.blank()

    def _listing(self, content: list[Numbered], language: str, number: int, style: _Style) -> None:
        self._caption(style)
        # Callouts, `<1>` at the end of a line, stay: the list below the code refers to them.
        self.out.fence(content, language if re.fullmatch(r"[\w+#.-]*", language) else "", number)

    def _formula(self, kind: str, content: Sequence[Numbered], number: int) -> None:
        text = "\n".join(line for _, line in content)
        if text.strip():
            self.out.paragraph([(content[0][0], formula(kind, text, self._attributes, display=True))])

    def _table(self, content: Sequence[Numbered], kind: str, style: _Style) -> None:
        self._caption(style)

        def convert(lines: Sequence[Numbered]) -> str:
            writer = MarkdownWriter()
            inner = BlockReader(writer, self._path, self._attributes)
            inner._depth = self._depth + 1
            inner.blocks(lines)
            self.found += inner.found
            return "<br>".join(line.strip() for line in writer.lines if line.strip())

        separator = style.value("separator") or {",": ",", ":": ":", "!": "!"}.get(kind, "|")
        # The first row is the header, whether the table says so or not: a table of Markdown always has one.
        self.out.table(cells(content, separator, style.value("cols"), convert, self._text))

    def _macro(self, match: re.Match[str], style: _Style) -> None:
        number, line = self._take()
        kind, target, arguments = match.groups()
        first = arguments.split(",")[0].strip().strip('"') if "=" not in arguments.split(",")[0] else ""
        if kind == "image":
            self.out.paragraph([(number, image(first or (style.title[1] if style.title else ""), target))])
        elif kind == "include":
            self.found.append(
                Diagnostic(
                    PART_LEFT_OUT,
                    f"the file “{target}” was not included",
                    Span(self._path, number),
                    "Put its text here.",
                )
            )
        elif kind in ("video", "audio"):
            address = f"https://youtu.be/{target}" if "youtube" in arguments else target
            self.out.paragraph([(number, link(style.title[1] if style.title else target, address))])
        elif kind != "toc":
            self.out.paragraph([(number, self._text(line))])

    def _literal_paragraph(self, style: _Style) -> None:
        content = []
        while self._peek():
            content.append(self._take())
        width = min(len(text) - len(text.lstrip()) for _, text in content)
        self._listing([(n, text[width:]) for n, text in content], "", content[0][0], style)

    def _paragraph(self, style: _Style) -> None:
        lines = self._run()
        if style.name in ("source", "listing", "literal"):
            language = style.positional[1] if len(style.positional) > 1 and style.name == "source" else ""
            self._listing(lines, language, lines[0][0], style)
            return
        if style.name in ("stem", "latexmath", "asciimath"):
            self._formula(style.name, lines, lines[0][0])
            return
        alert = style.name if style.name in ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION") else ""
        if match := _ADMONITION.match(lines[0][1]):
            alert = match[1]
            lines[0] = (lines[0][0], match[2])
        if alert:
            self._quote(f"[!{alert}]", lines[0][0], lambda: self._prose(lines))
        elif style.name in ("quote", "verse"):
            self._compound(lines, "____", style, lines[0][0])
        else:
            self._caption(style)
            self.out.blank()
            self._prose(lines, hard=style.has("hardbreaks"))
            self.out.blank()

    def _run(self) -> list[Numbered]:
        """The lines of a paragraph, without comments."""
        lines = [self._take()]
        while (line := self._peek()) and not _DELIMITER.match(line) and not _BLOCK_ATTRIBUTES.match(line):
            if line == "+" or (_TERM.match(line) and "::" in line and len(lines) > 8):
                break
            if self._lists and self._item_marker(line):
                break  # the next item
            taken = self._take()
            if not line.startswith("//"):
                lines.append(taken)
        return lines

    def _prose(self, lines: Sequence[Numbered], *, hard: bool = False) -> None:
        """Lines of text; a plus at the end of one is a hard break."""
        written = self._text("\n".join(text.strip() for _, text in lines)).split("\n")
        for i, ((number, _), text) in enumerate(zip(lines, written, strict=False)):
            breaks = text.endswith(" +")
            text = escape_inner(text.strip()) if i else escape_start(text.strip())
            if breaks or hard:
                text = text.removesuffix("+").rstrip() + ("  " if i + 1 < len(lines) else "")
            if text.strip():
                self.out.line(text, number)

    # ------------------------------------------------------------------ lists

    def _item_marker(self, line: str) -> str:
        """The marker of a list item, as what tells its list from lists around it; nothing for other lines."""
        if match := _BULLET.match(line):
            return match[1]
        if match := _NUMBER.match(line):
            return match[1] if match[1][0] == "." else "1." if match[1][0].isdigit() else match[1][-1] + "a"
        if _CALLOUT.match(line):
            return "<1>"
        if (match := _TERM.match(line)) and not _MACRO.match(line) and not _is_prose(match):
            return match[2]
        return ""

    def _list(self, outer: tuple[str, ...]) -> None:
        """The items that have the marker of the next line; other markers begin lists within the item."""
        mine = self._item_marker(self._peek() or "")
        count = 0
        self._depth += 1
        self._lists += 1
        while (line := self._peek()) is not None and self._item_marker(line) == mine:
            count += 1
            if mine in ("::", ":::", "::::", ";;"):
                self._definition((*outer, mine))
            else:
                self._item((*outer, mine), count)
        self._depth -= 1
        self._lists -= 1

    def _item(self, markers: tuple[str, ...], count: int) -> None:
        number, line = self._take()
        match = _BULLET.match(line) or _NUMBER.match(line) or _CALLOUT.match(line)
        assert match is not None, "only called where _item_marker found one"
        text = match[2]
        if _BULLET.match(line):
            prefix = "- "
            if text[:3] in _CHECKED and text[3:4] == " ":
                prefix, text = f"- {_CHECKED[text[:3]]} ", text[4:]
        else:
            given = match[1].rstrip(".")
            prefix = f"{given}. " if given.isdigit() else f"{count}. "
        with self.out.container(prefix, " " * (2 if prefix[0] == "-" else len(prefix))):
            self._principal([(number, text)])
            self._attached(markers)
        if not (self._item_marker(self._peek() or "") or self._peek() is None):
            self.out.blank()

    def _definition(self, markers: tuple[str, ...]) -> None:
        number, line = self._take()
        match = _TERM.match(line)
        assert match is not None, "only called where _item_marker found one"
        if not self._after_term:
            self.out.blank()
        self._after_term = False
        self.out.line(escape_start(self._text(match[1])), number)
        first: list[Numbered] = [(number, match[3])] if match[3] else []
        while not first and self._peek() == "":
            if self._item_marker(self._peek(1) or "") == markers[-1] or self._peek(1) is None:
                break
            self._i += 1
        following = self._peek() or ""
        if not first and self._item_marker(following) == markers[-1]:
            self._after_term = True  # a second term of the same definition
            return
        with self.out.container(":   ", "    "):
            if (
                not first
                and following not in ("", "+")
                and not self._item_marker(following)
                and not _starts_block(following)
            ):
                first = [self._take()]
            if first:
                self._principal(first)
            self._attached(markers)
        self.out.blank()

    def _principal(self, lines: list[Numbered]) -> None:
        """The text of an item: its first line and those that go on."""
        while (line := self._peek()) and not self._item_marker(line) and line != "+" and not _starts_block(line):
            taken = self._take()
            if not line.startswith("//"):
                lines.append(taken)
        self._prose(lines)

    def _attached(self, markers: tuple[str, ...]) -> None:
        """What belongs to an item besides its text: lists within, and blocks after a line with a plus."""
        while True:
            blanks = 0
            while self._peek(blanks) == "":
                blanks += 1
            line = self._peek(blanks)
            if line is None:
                self._i += blanks
                return
            marker = self._item_marker(line)
            if marker and marker not in markers:
                self._i += blanks
                self.out.tight()
                if marker in ("::", ":::", "::::", ";;"):
                    self.out.blank()
                self._list(markers)
            elif marker:
                self._i += blanks
                return
            elif line == "+" and blanks == 0:
                self._i += 1
                if not self._item_marker(self._peek() or ""):
                    self.out.blank()
                    self._block()
                    self.out.blank()
            elif blanks and line.startswith(" ") and markers[-1] in ("::", ":::", "::::", ";;"):
                self._i += blanks
                self.out.blank()
                self._prose(self._run())
                self.out.blank()
            elif not blanks and _starts_block(line) and markers[-1] in ("::", ":::", "::::", ";;"):
                self._block()
            else:
                return


def _met(line: Numbered) -> Numbered | None:
    """A line without its condition, which counts as met; nothing of a line that holds a condition alone."""
    match = re.match(r"^(?:ifdef|ifndef|ifeval|endif)::[^\[]*\[(.*)\]$", line[1])
    if not match:
        return line
    return (line[0], match[1]) if match[1] and line[1].startswith("if") and "ifeval" not in line[1] else None


def _starts_block(line: str) -> bool:
    return bool(_DELIMITER.match(line) or _BLOCK_ATTRIBUTES.match(line) or _TITLE.match(line) or _MACRO.match(line))


def _is_prose(term: re.Match[str]) -> bool:
    """Whether a line only looks like a term: `std::vector` has no space after its colons, `` `a:: b` `` is code."""
    before = term[1]
    return before.count("`") % 2 == 1 or before.startswith("//") or before.endswith(":")


def _is_author(text: str) -> bool:
    return bool(re.match(r"^[^\W\d][\w .'-]*(?:<[^>]+>)?(?:;.*)?$|^v?\d[\w.]*(?:,.*)?(?::.*)?$|^\d{4}-\d\d-\d\d", text))
