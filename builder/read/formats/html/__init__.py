"""HTML pages to Markdown.

Owns: the way of a page: tree, content, questions, blocks.  Does not own: text
encodings, nor the reading of the Markdown that comes out.

Why not markdownify or html2text: both give text without line numbers, and both
flatten what marks questions in a page (details, definition lists, accordions).
"""

from __future__ import annotations

import re

from builder.model.diagnostics import Diagnostic
from builder.model.source import Source, Span
from builder.read.formats.html import faq, furniture
from builder.read.formats.html.blocks import BlockWriter
from builder.read.formats.html.inline import Phrases
from builder.read.formats.html.tree import MAX_DEPTH, Element, Page, parse
from builder.read.formats.writer import MarkdownWriter
from builder.rules.formats import NESTED_TOO_DEEP, PAGE_FURNITURE, PART_LEFT_OUT

# MathJax and KaTeX set formulas in single dollars only where the page asks for it.
_DOLLARS = re.compile(r"""(?:inlineMath\s*:\s*\[\s*\[\s*|left\s*:\s*|displayMath[^;]{0,80}?\[\s*)["']\$["']""")


def convert(html: str, path: str, above: int = 0) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A page, or a piece of one, as Markdown with the lines it came from.

    ``above`` is the level of the headings around a piece, below which its questions stand.
    """
    page = parse(html)
    spoken, found = faq.read_json_ld(page.root, path)
    title = next((e.text for e in page.root.walk() if e.tag == "title"), "")
    root, left_out = furniture.content(page.root, path)
    marks = faq.find(root, spoken)
    ids = {name: e for e in root.walk() for name in (e.get("id"), e.get("name")) if name}
    _own_links(root, ids)
    phrases = Phrases(bool(_DOLLARS.search(html)), _jumps(root, marks))
    blocks = BlockWriter(MarkdownWriter(), phrases, marks, ids, above)
    blocks.page(root, title)
    blocks.spoken(marks.unseen)
    contents = tuple(
        Diagnostic(PAGE_FURNITURE, "left out a table of contents", Span(path, e.line, 1, max(e.line, e.end), 1))
        for e in blocks.contents
    )
    lost = tuple(
        Diagnostic(
            PART_LEFT_OUT,
            "a formula without TeX was read as plain text",
            Span(path, line),
            "Write it as TeX, between dollars.",
        )
        for line in phrases.lost
    )
    source = blocks.writer.source(path)
    return source, (*_too_deep(page, path), *found, *left_out, *contents, *lost)


def _too_deep(page: Page, path: str) -> tuple[Diagnostic, ...]:
    if not page.flattened:
        return ()
    return (
        Diagnostic(
            NESTED_TOO_DEEP,
            f"elements are nested deeper than {MAX_DEPTH}; from here on they were put side by side",
            Span(path, page.flattened),
            "Close what is open, or nest less.",
        ),
    )


def _own_links(root: Element, ids: dict[str, Element]) -> None:
    """Jumps that name the page's own file (``faq.html#a`` within faq.html) lose that name.

    The file may have been renamed since, so it is told by the places: they are all on this page.
    """
    links = [e for e in root.walk() if e.tag == "a" and "#" in e.get("href")[1:]]
    pages: dict[str, list[bool]] = {}
    for link in links:
        page, _, place = link.get("href").partition("#")
        pages.setdefault(page, []).append(place in ids)
    for link in links:
        page, _, place = link.get("href").partition("#")
        if all(pages[page]) and len(pages[page]) > 2:
            link.attrs["href"] = "#" + place


def _jumps(root: Element, marks: faq.Faq) -> dict[str, str]:
    """Where ``#id`` leads, as the anchor that Markdown gives to the heading there."""
    jumps: dict[str, str] = {}
    seen: dict[str, int] = {}
    waiting: list[str] = []
    for element in root.walk():
        names = [name for name in (element.get("id"), element.get("name")) if name]
        if element.tag in faq.HEADINGS or element in marks.headers:
            slug = re.sub(r"[^\w\- ]", "", element.text.lower()).replace(" ", "-")
            count = seen.get(slug, 0)
            seen[slug] = count + 1
            inner = [name for e in element.walk() for name in (e.get("id"), e.get("name")) if name]
            jumps |= dict.fromkeys([*waiting, *inner], f"{slug}-{count}" if count else slug)
            waiting = []
        elif names:
            waiting += names  # of a section or an anchor right before its heading
        elif any(not isinstance(c, Element) and c.text.strip() for c in element.children) and element.tag != "a":
            waiting = []
    return jumps
