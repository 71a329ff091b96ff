"""Phrases of HTML as Markdown: emphasis, code, links, pictures, formulas.

Owns: everything that stands within a line.  Does not own: blocks (``blocks``),
nor whether a formula is right (the stage that checks formulas).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from builder.read.formats.html.tree import Element, Text
from builder.read.formats.writer import code_span, escape, image, link, wrapped

# A piece of Markdown and the line it came from; "\n" is a line break of the page.
Piece = tuple[int, str]

_STRONG = frozenset({"b", "strong"})
_EMPHASIS = frozenset({"i", "em", "cite", "dfn", "var"})
CODE = frozenset({"code", "tt", "samp"})
_AS_IS = {"kbd": "kbd", "sub": "sub", "sup": "sup", "mark": "mark", "u": "u", "ins": "ins", "small": "small"}
_STRIKE = frozenset({"del", "s", "strike"})
_MEDIA = frozenset({"iframe", "video", "audio"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)")
_LIGHT_STYLE = re.compile(r"(?<![\w-])font-weight\s*:\s*(normal|[1-5]00)")
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class Phrases:
    """Writes phrases; ``dollars``: the page sets formulas between single dollars; ``jumps``: id → heading's slug."""

    dollars: bool = False
    jumps: Mapping[str, str] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)  # lines of formulas that have no TeX

    def lines(self, nodes: Iterable[Element | Text], wraps: tuple[str, ...] = ()) -> list[Piece]:
        """The Markdown of some nodes, a piece for each line, with the marks of ``wraps`` around each."""
        pieces: list[Piece] = []
        for node in nodes:
            pieces += self.pieces(node, frozenset(wraps))
        joined = _joined(pieces)
        for mark in wraps:
            joined = [(line, wrapped(text, mark, mark)) for line, text in joined]
        return joined

    def text(self, nodes: Iterable[Element | Text]) -> str:
        """The Markdown of some nodes in one line, for a title: without bold, which a title is anyway."""
        pieces = [piece for node in nodes for piece in self.pieces(node, frozenset({"**"}))]
        return " ".join(" ".join(text for _, text in _joined(pieces)).split())

    def pieces(self, node: Element | Text, within: frozenset[str] = frozenset()) -> list[Piece]:
        """``within`` holds the marks that are open already, so that none is doubled."""
        if isinstance(node, Text):
            text = _SPACES.sub(" ", node.text)
            lead = len(node.text) - len(node.text.lstrip()) if text != " " else 0
            return [(node.line + node.text.count("\n", 0, lead), escape(text, dollars=self.dollars))]
        if (formula := tex(node)) is not None:
            return [(node.line, formula)]
        tag = node.tag
        if tag == "br":
            return [(node.line, "\n")]
        if tag == "wbr":
            return []
        if tag == "img":
            return [(node.line, _picture(node))]
        if tag == "math":
            self.lost.append(node.line)
            return [(node.line, escape(node.text))]
        if tag == "input":
            is_task = any(e.tag == "li" for e in islice(node.ancestors(), 2))
            return [(node.line, "[x] " if "checked" in node.attrs else "[ ] ")] if is_task else []
        if tag in _MEDIA:
            address = node.get("src") or next((e.get("src") for e in node.walk() if e.get("src")), "")
            return [(node.line, link(escape(node.get("title")) or address, address))]
        if tag in CODE:
            return [(node.line, code_span(_SPACES.sub(" ", _characters(node))))]
        if mark := _mark(node):
            inner = self._children(node, within | {mark})
            return inner if mark in within else _each_line(inner, lambda text: wrapped(text, mark, mark))
        inner = self._children(node, within)
        if tag in _AS_IS:
            return _each_line(inner, lambda text: wrapped(text, f"<{tag}>", f"</{tag}>"))
        if tag == "q":
            return [(node.line, "“"), *inner, (node.end, "”")]
        if tag == "a" and (target := node.get("href")):
            if target.startswith("#") and target[1:] in self.jumps:
                target = "#" + self.jumps[target[1:]]
            return _each_line(inner, lambda text: link(text, target))
        return inner

    def _children(self, node: Element, within: frozenset[str]) -> list[Piece]:
        pieces: list[Piece] = []
        for child in node.children:
            pieces += self.pieces(child, within)
        return pieces


def tex(node: Element) -> str | None:
    """The TeX of an element that shows a formula, between its dollars; nothing for any other element."""
    tag, classes = node.tag, node.classes
    if tag == "script" and node.get("type").startswith("math/tex"):
        return _dollars(node.raw(), "mode=display" in node.get("type"))
    source = ""
    if tag == "math":
        source = _annotation(node) or node.get("alttext")
    elif "katex" in classes or "katex-display" in classes or "mwe-math-element" in classes or tag == "mjx-container":
        source = _annotation(node) or next((e.get("alttext") for e in node.walk() if e.get("alttext")), "")
    elif {"MathJax", "MathJax_Preview", "MathJax_Display", "MJX_Assistive_MathML"} & set(classes):
        return ""  # what MathJax 2 drew; its TeX stands in the script beside it
    elif tag == "img" and re.search(r"\b(tex|latex|math|mwe-math)", node.get("class")) and node.get("alt"):
        source = node.get("alt")
    if not source.strip():
        return None
    display = node.get("display") in ("block", "true") or any(
        "display" in c for e in (node, *node.walk()) for c in e.classes if "katex" in c or "math" in c.casefold()
    )
    return _dollars(source, display or any("katex-display" in e.classes for e in node.ancestors()))


def _annotation(node: Element) -> str:
    for element in node.walk():
        if element.tag == "annotation" and "tex" in element.get("encoding").casefold():
            return "".join(t.text for t in element.texts())
    return ""


def _dollars(source: str, display: bool) -> str:
    source = " ".join(source.split())
    if not source:
        return ""
    if source.startswith(r"{\displaystyle") and source.endswith("}"):  # Wikipedia's wrapping
        source = source.removeprefix(r"{\displaystyle").removesuffix("}").strip()
    return f"$${source}$$" if display else f"${source}$"


def _mark(node: Element) -> str:
    style = node.get("style")
    if node.tag in _STRONG and not _LIGHT_STYLE.search(style):
        return "**"
    if node.tag == "span" and _BOLD_STYLE.search(style):
        return "**"
    if node.tag in _EMPHASIS:
        return "*"
    return "~~" if node.tag in _STRIKE else ""


def _each_line(pieces: list[Piece], change: Callable[[str], str]) -> list[Piece]:
    """The change made to each line by itself, since no mark of Markdown reaches over a line break."""
    result: list[Piece] = []
    for i, (line, text) in enumerate(_joined(pieces)):
        if i:
            result.append((line, "\n"))
        result.append((line, change(text)))
    return result


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Pieces put together, one for each line; its place is that of its first word."""
    lines: list[Piece] = []
    parts: list[str] = []
    start = 0
    for line, text in pieces:
        if text == "\n":
            lines.append((start or line, "".join(parts)))
            parts, start = [], 0
            continue
        if parts and text[:1].isalnum() and re.search(r"[:?!.,)\]]\*+$", parts[-1]):
            parts.append(" ")  # `**Answer:**It` would not close
        start = start or (line if text.strip() else 0)
        parts.append(text)
    if parts:
        lines.append((start or pieces[-1][0], "".join(parts)))
    return [(line, _SPACES.sub(" ", text)) for line, text in lines]


def _characters(node: Element) -> str:
    return "".join("\n" if isinstance(n, Element) else n.text for n in _leaves(node))


def _leaves(node: Element) -> Iterable[Element | Text]:
    """Texts and line breaks below an element, in order."""
    stack: list[Element | Text] = [*reversed(node.children)]
    while stack:
        top = stack.pop()
        if isinstance(top, Text) or top.tag == "br":
            yield top
        else:
            stack.extend(reversed(top.children))


def code_lines(node: Element) -> list[Piece]:
    """The lines of a ``<pre>``, each with its place, without blank lines at either end."""
    lines: list[tuple[int, str]] = [(node.line, "")]
    for leaf in _leaves(node):
        if isinstance(leaf, Element):
            lines.append((leaf.line, ""))
            continue
        for i, part in enumerate(leaf.text.replace("\xa0", " ").split("\n")):
            if i:
                lines.append((leaf.line + i, part))
            else:
                lines[-1] = (lines[-1][0] if lines[-1][1] else leaf.line, lines[-1][1] + part)
    while lines and not lines[0][1].strip():
        del lines[0]
    while lines and not lines[-1][1].strip():
        del lines[-1]
    return lines


def _picture(node: Element) -> str:
    source = node.get("src")
    for name in ("data-src", "data-original", "data-lazy-src"):
        if node.get(name) and (not source or source.startswith("data:")):
            source = node.get(name)
    return image(escape(node.get("alt")), source)
