"""What of a web page is its content, and what is only the furniture around it.

Owns: the choice of the part that is read, and the removal of menus, headers,
footers, forms and cookie notes from it.  Does not own: how content is written.
Hidden elements stay: the answers of an accordion are hidden until one clicks.
"""

from __future__ import annotations

import re

from builder.model.diagnostics import Diagnostic
from builder.model.source import Span
from builder.read.formats.html.tree import Element, Text, names
from builder.rules.formats import PAGE_FURNITURE

# Without text of their own that a reader sees.
_SILENT = names(
    "script style template noscript head meta link title base svg canvas object embed map input select "
    "textarea option datalist progress meter colgroup col source track wbr area param rp dialog"
)
_FURNITURE_TAGS = {"nav": "navigation", "footer": "a footer", "aside": "an aside", "search": "a search box"}
_FURNITURE_ROLES = {
    "navigation": "navigation",
    "banner": "a page header",
    "contentinfo": "a footer",
    "complementary": "an aside",
    "search": "a search box",
    "dialog": "a dialog",
    "alertdialog": "a dialog",
}
_FURNITURE_WORDS = {
    "cookie": "a cookie notice",
    "cookies": "a cookie notice",
    "gdpr": "a cookie notice",
    "navbar": "navigation",
    "breadcrumb": "navigation",
    "breadcrumbs": "navigation",
    "sidebar": "a side bar",
    "newsletter": "a newsletter form",
}
_CONTENT = frozenset({"h1", "h2", "h3", "dl", "article", "main", "details"})
_PERMALINKS = frozenset({"headerlink", "anchorjs-link", "header-anchor", "heading-anchor", "hash-link", "anchor-link"})
_LINE_NUMBERS = frozenset({"linenos", "lineno", "linenodiv", "gutter", "line-numbers-rows", "rouge-gutter"})
_WORDS = re.compile(r"[A-Za-z][a-z]*")


def content(page: Element, path: str) -> tuple[Element, tuple[Diagnostic, ...]]:
    """The element that holds the page's content, without furniture, and what was left out.

    The tree is changed: what does not belong to the content is taken out of it.
    """
    found: list[Diagnostic] = []
    root = _root(page)
    if root is not page:
        found += _outside(page, root, path)
    inside = any(e.tag in ("main", "article") for e in (root, *root.ancestors()))
    stack = [(root, inside)]
    while stack:
        element, within = stack.pop()
        kept: list[Element | Text] = []
        for child in element.children:
            if isinstance(child, Text):
                kept.append(child)
                continue
            if _silent(child):
                continue
            if kind := _furniture(child, within):
                found += _reported(child, kind, path)
                continue
            kept.append(child)
            stack.append((child, within or child.tag in ("main", "article")))
        element.children = kept
    return root, tuple(found)


def _root(page: Element) -> Element:
    """The one ``<main>``, or else the one ``<article>``, if most of the page's words are in it."""
    elements = list(page.walk())
    body = next((e for e in elements if e.tag == "body"), page)
    mains = [e for e in elements if e.tag == "main" or e.get("role") == "main"]
    articles = [e for e in elements if e.tag == "article"]
    for candidates in (mains, articles):
        if len(candidates) == 1:
            rest = sum(len(e.text) for e in elements if e.tag in ("nav", "footer", "header", "aside", "head"))
            if len(candidates[0].text) * 2 >= len(page.text) - rest:
                return candidates[0]
    return body


def _outside(page: Element, root: Element, path: str) -> list[Diagnostic]:
    """Reports for what stands beside the content, outermost elements only."""
    found: list[Diagnostic] = []
    chain = {root, *root.ancestors()}
    for parent in root.ancestors():  # not over the set: its order changes from run to run
        for child in parent.children:
            if isinstance(child, Text):
                if not child.text.isspace():
                    found += [_diagnostic("text beside the content", child.line, child.line, child.text, path)]
            elif child not in chain and not _silent(child):
                found += _reported(child, _furniture(child, False) or "text beside the content", path)
    return found


def _silent(element: Element) -> bool:
    tag, classes = element.tag, element.classes
    if tag == "script":
        return not element.get("type").startswith("math/tex")
    if tag in _SILENT:
        return not (tag == "input" and element.get("type") == "checkbox")
    if tag == "a" and (_PERMALINKS.intersection(classes) or element.text in ("¶", "#", "§", "🔗", "🔗︎")):
        return True
    if _LINE_NUMBERS.intersection(classes):
        return True
    # Icons: "+", "▼", a glyph of an icon font.
    return element.get("aria-hidden") == "true" and tag in ("i", "span", "b", "em") and not _formula(element)


def _formula(element: Element) -> bool:
    return any(c.startswith(("katex", "mjx", "MathJax")) for e in (element, *element.ancestors()) for c in e.classes)


def _furniture(element: Element, within: bool) -> str:
    """What kind of furniture this is; nothing for content.  ``within``: in a main or an article."""
    tag = element.tag
    if tag == "header" and not within:
        return "" if element.parent and element.parent.tag in ("section", "details") else "a page header"
    if tag in ("footer", "aside") and within:
        # Within an article these may be remarks of its author; known side bars are not.
        return _named(element)
    if tag in _FURNITURE_TAGS:
        return _FURNITURE_TAGS[tag]
    if tag == "form":
        # Some systems put the whole page into one form; a quiz has choices.
        return "" if any(e.tag in _CONTENT for e in element.walk()) or _choices(element) > 1 else "a form"
    role = element.get("role")
    if role in _FURNITURE_ROLES and not (within and role == "complementary"):
        return _FURNITURE_ROLES[role]
    return _named(element)


def _choices(form: Element) -> int:
    """How many questions of a form offer something to choose from."""
    return len({e.get("name") for e in form.walk() if e.tag == "input" and e.get("type") == "radio"})


def _named(element: Element) -> str:
    if element.tag not in ("div", "section", "ul", "ol", "aside", "p", "footer", "table"):
        return ""
    for token in (*element.classes, element.get("id")):
        words = [word.lower() for word in _WORDS.findall(token)]
        kind = next((_FURNITURE_WORDS[word] for word in words if word in _FURNITURE_WORDS), "")
        # `with-sidebar` names the page around a side bar, `cookies-faq` questions about cookies.
        if kind and not {"with", "has", "no", "faq", "content", "main", "page", "layout", "wrapper"} & set(words):
            return "" if any(e.tag in ("main", "article", "h1") for e in element.walk()) else kind
    return ""


def _reported(element: Element, kind: str, path: str) -> list[Diagnostic]:
    text = element.text
    return [_diagnostic(kind, element.line, element.end, text, path)] if text else []


def _diagnostic(kind: str, line: int, end: int, text: str, path: str) -> Diagnostic:
    text = " ".join(text.split())
    shown = text if len(text) <= 60 else text[:59] + "…"
    return Diagnostic(PAGE_FURNITURE, f"left out {kind}: “{shown}”", Span(path, line, 1, max(line, end), 1))
