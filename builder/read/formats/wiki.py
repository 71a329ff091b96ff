"""MediaWiki's text to Markdown.

Owns: its headings, lists, phrases, links and tables; templates and categories are left out.  (``mwparserfromhell``
parses templates, not blocks, and is no pure Python.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.model.diagnostics import Diagnostic
from builder.model.source import Source, Span
from builder.read.formats.writer import MarkdownWriter, code_span, escape, image, link
from builder.rules.formats import PART_LEFT_OUT

_HEADING = re.compile(r"(?P<marks>={1,6})\s*(?P<title>[^=].*?)\s*(?P=marks)\s*$")
_LIST = re.compile(r"(?P<marks>[*#:;]+)\s*(?P<text>.*)$")
_OPENS = re.compile(r"<(?P<tag>pre|syntaxhighlight|source)\b(?P<rest>[^<>]*)>(?P<text>.*)", re.I)
_LANGUAGE = re.compile(r"lang\s*=\s*[\"']?([\w+#-]+)")
_LEFT = re.compile(r"<!--.*?-->|<ref\b[^<>]*/>|<ref\b[^<>]*>.*?</ref>|__[A-Z]{3,}__", re.S)
_CATEGORY = re.compile(
    r"\[\[\s*(?:category|kategorie|catégorie|categoría|categoria|категория|分类|カテゴリ)\s*:\s*(?P<name>[^\[\]|]+)[^\[\]]*\]\]\s*",
    re.I,
)
_FILE = re.compile(
    r"\[\[\s*(?:file|image|datei|bild|fichier|archivo|imagen|файл)\s*:\s*(?P<name>[^\[\]|]+)(?P<more>(?:\|(?:[^\[\]]|\[\[[^\[\]]*\]\])*)?)\]\]",
    re.I,
)
_LINK = re.compile(r"\[\[(?P<to>[^\[\]|]+)(?:\|(?P<label>[^\[\]]*))?\]\](?P<end>[a-z]*)")
_OUTSIDE = re.compile(r"\[(?P<to>(?:https?|mailto):[^\s\[\]]+)(?:\s+(?P<label>[^\[\]]+))?\]")
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
_PHRASE = re.compile(
    r"(?P<quote>'''''|'''|'')|<nowiki>(?P<raw>.*?)</nowiki>|<(?:code|tt|kbd)>(?P<code>.*?)</(?:code|tt|kbd)>"
    r"|<math\b[^<>]*>(?P<math>.*?)</math>|(?P<link>\[\[[^\[\]]+\]\][a-z]*)|(?P<outside>\[(?:https?|mailto):[^\[\]]+\])"
    r"|(?P<tag></?(?:b|i|u|s|sub|sup|br|small|big|span|div|center|blockquote)\b[^<>]*>)"
)


def is_wiki(text: str) -> bool:
    """Whether a text without a telling suffix is MediaWiki's: its headings, and phrases that only it has."""
    headings = re.findall(r"^={2,5}\s*[^=\s].*?[^=\s]?\s*={2,5}\s*$", text, re.M)
    return len(headings) > 1 and re.search(r"'''|\[\[|\{\{|''\w", text) is not None


def convert(text: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A page as Markdown with the lines it came from."""
    text = _LEFT.sub(lambda m: "\n" * m[0].count("\n"), text)
    reader = _Reader(path, text.split("\n"))
    if re.search(r"^==[^=]", text, re.M) and not re.search(r"^=[^=]", text, re.M):
        reader.writer.file_title(path)
    reader.read()
    if reader.tags:
        head = MarkdownWriter()
        for line in ("---", f"tags: [{', '.join(reader.tags)}]", "---", *reader.writer.lines):
            head.lines.append(line)
        head.origins += [1, 1, 1, *reader.writer.origins]
        return head.source(path), tuple(reader.found)
    return reader.writer.source(path), tuple(reader.found)


class _Reader:
    def __init__(self, path: str, lines: Sequence[str]) -> None:
        self.path = path
        self.lines = lines
        self.writer = MarkdownWriter()
        self.found: list[Diagnostic] = []
        self.tags: list[str] = []
        self.after_term = False  # a definition may follow

    def read(self) -> None:
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if opens := _OPENS.match(line.strip()):
                at = self._code(at, opens)
            elif line.startswith("{|"):
                at = self._table(at)
            else:
                self._line(line, at + 1)
                at += 1

    def _line(self, line: str, number: int) -> None:
        line = _CATEGORY.sub("", line)
        self.after_term = self.after_term and line.startswith(":")
        if heading := _HEADING.match(line):
            self.writer.heading(len(heading["marks"]), self._phrases(heading["title"], number), number)
        elif not line.strip():
            self.writer.blank()
        elif re.fullmatch(r"-{4,}\s*", line):
            self.writer.blank()
            self.writer.line("---", number)
            self.writer.blank()
        elif item := _LIST.match(line):
            self._item(item, number)
        else:
            text = self._phrases(line.strip(), number)
            if text:
                self.writer.line(text, number)

    def _item(self, item: re.Match[str], number: int) -> None:
        marks, text = item["marks"], item["text"]
        after_term, self.after_term = self.after_term, marks == ";"
        if marks == ";":
            term, _, meaning = text.partition(" : ")
            self.writer.blank()
            self.writer.line(self._phrases(term.strip(), number), number)
            if meaning:
                self.writer.line(f": {self._phrases(meaning, number)}", number)
        elif marks == ":" and after_term:
            self.writer.line(f": {self._phrases(text, number)}", number)
            self.after_term = True
        elif set(marks) == {":"}:
            self.writer.line(f"> {self._phrases(text, number)}" if text else "", number)
        else:
            indent = "   " * (len(marks) - 1)
            self.writer.line(f"{indent}{'1.' if marks[-1] == '#' else '-'} {self._phrases(text, number)}", number)

    def _code(self, at: int, opens: re.Match[str]) -> int:
        closing = f"</{opens['tag'].lower()}>"
        inner: list[tuple[int, str]] = []
        language = _LANGUAGE.search(opens["rest"])
        text = opens["text"]
        while True:
            end = text.lower().find(closing)
            if end >= 0 or at + 1 >= len(self.lines):
                inner.append((at + 1, text[:end] if end >= 0 else text))
                break
            inner.append((at + 1, text))
            at += 1
            text = self.lines[at]
        inner = [(n, t) for i, (n, t) in enumerate(inner) if t.strip() or 0 < i < len(inner) - 1]
        self.writer.fence(inner, language[1] if language else "", inner[0][0] if inner else at + 1)
        return at + 1

    def _table(self, at: int) -> int:
        rows: list[tuple[int, list[str]]] = []
        at += 1
        while at < len(self.lines) and not self.lines[at].startswith("|}"):
            line = self.lines[at].strip()
            if line.startswith("|-"):
                rows.append((at + 1, []))
            elif line[:1] in ("|", "!") and not line.startswith("|+"):
                if not rows:
                    rows.append((at + 1, []))
                cells = re.split(r"\|\||!!", line[1:])
                rows[-1][1].extend(self._phrases(re.sub(r"^[^\[|]*\|(?!\|)", "", c).strip(), at + 1) for c in cells)
            at += 1
        self.writer.table([(number, cells) for number, cells in rows if cells])
        return at + 1

    def _phrases(self, text: str, number: int) -> str:
        """A line's phrases as Markdown; templates are left out."""
        text = _FILE.sub(lambda m: f"\0{self._picture(m)}\0", text)
        for _ in range(4):
            if not (templates := _TEMPLATE.findall(text)):
                break
            for template in templates:
                message = f"the template {template[:60]} is left out"
                self.found.append(
                    Diagnostic(PART_LEFT_OUT, message, Span(self.path, number), "write out what it shows")
                )
            text = _TEMPLATE.sub("", text)
        parts = text.split("\0")
        parts[::2] = [self._marked(part) for part in parts[::2]]
        return "".join(parts).strip()

    def _picture(self, match: re.Match[str]) -> str:
        words = [part.strip() for part in match["more"].split("|")[1:]]
        words = [
            w
            for w in words
            if not re.fullmatch(r"thumb|frame|frameless|left|right|center|none|mini|\d*x?\d+px|upright.*", w)
        ]
        return image(words[-1] if words else "", match["name"].strip())

    def _marked(self, text: str) -> str:
        parts: list[str] = []
        end = 0
        for match in _PHRASE.finditer(text):
            parts += [escape(text[end : match.start()]), self._phrase(match)]
            end = match.end()
        return "".join((*parts, escape(text[end:])))

    def _phrase(self, match: re.Match[str]) -> str:
        if match["quote"]:
            return {"'''''": "***", "'''": "**", "''": "*"}[match["quote"]]
        if match["raw"] is not None:
            return escape(match["raw"])
        if match["code"] is not None:
            return code_span(match["code"])
        if match["math"] is not None:
            return f"\\({match['math']}\\)"
        if match["link"]:
            inner = _LINK.fullmatch(match["link"])
            label = (inner["label"] or inner["to"].lstrip(":")) if inner else match["link"]
            return self._marked(label + (inner["end"] if inner else ""))
        if match["outside"]:
            outside = _OUTSIDE.fullmatch(match["outside"])
            return (
                link(escape(outside["label"] or outside["to"]), outside["to"]) if outside else escape(match["outside"])
            )
        return match["tag"] if re.match(r"</?(?:sub|sup|br|u|s)\b", match["tag"]) else ""
