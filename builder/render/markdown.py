"""Python-Markdown, configured; the only module that imports it.

Owns: which extensions, which inline patterns are left to it, and three passes over its tree: lists
(read the marks that ``normalise`` left at the items), labels (code in bold) and admonitions.  Does
not own: the text it reads (``normalise``) and what becomes of its HTML (``html``).
"""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.treeprocessors import Treeprocessor

from builder.render.marks import CLOSE, OPEN, Stash
from builder.render.normalise import Normalised, normalise

_ITEM = re.compile(f"{OPEN}l([a-zA-Z]*){CLOSE}")
_TERM = re.compile(r"[^\W\d_a-z][\w’'-]*(?: (?:&amp;|[(]?[\w’'/,-]+[)]?))+")

# What normalise has dealt with already: Python-Markdown must not see to it a second time.
_NOT_WANTED = {
    "preprocessors": ("normalize_whitespace", "html_block"),
    "blockprocessors": ("code", "setextheader", "reference"),
    "inlinePatterns": (
        "backtick",
        "escape",
        "reference",
        "image_reference",
        "short_reference",
        "short_image_ref",
        "autolink",
        "automail",
        "html",
    ),
}


class Converter:
    """Turns Markdown into HTML; made once, used for every note."""

    def __init__(self) -> None:
        self._stash = Stash()
        self._footnotes = _Footnotes()
        self._markdown = markdown.Markdown(
            extensions=[
                "markdown.extensions.tables",
                "markdown.extensions.sane_lists",
                "markdown.extensions.def_list",
                "markdown.extensions.admonition",
                "pymdownx.betterem",
                "pymdownx.tilde",
                "pymdownx.mark",
                self._footnotes,
                _Passes(self),
            ],
            extension_configs={
                "pymdownx.betterem": {"smart_enable": "underscore"},
                "pymdownx.tilde": {"subscript": False},
            },
            output_format="html",
        )

    @property
    def stash(self) -> Stash:
        """The pieces put aside from the text at hand."""
        return self._stash

    def convert(
        self, text: str, plain: Callable[[str], str] = str, furigana: bool | None = None
    ) -> tuple[str, Normalised]:
        """The HTML of ``text``, in which code blocks are still marks of the stash; and what it was made from.

        ``plain`` gives the source of a formula back for its placeholder; for ``furigana`` see ``ruby``.
        Raises ``RecursionError`` for text that nests too deep.
        """
        normalised = normalise(text, plain, furigana)
        self._stash = normalised.stash
        self._footnotes.name(text)
        html = self._markdown.reset().convert(normalised.text)
        return self._stash.restore(html), normalised


class _Footnotes(FootnoteExtension):
    """Footnotes whose ids begin with ``db-fn-`` and a digest of the text, so that no two notes share one."""

    def __init__(self) -> None:
        super().__init__(BACKLINK_TEXT="↩", BACKLINK_TITLE="", SEPARATOR="-")
        self._name = ""

    def name(self, text: str) -> None:
        self._name = hashlib.blake2s(text.encode(errors="replace"), digest_size=4).hexdigest()

    def _id(self, kind: str, id: str) -> str:
        return f"db-{kind}-{self._name}-{list(self.footnotes).index(id) + 1}"

    def makeFootnoteId(self, id: str) -> str:
        return self._id("fn", id)

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:
        return self.unique_ref(self._id("fnref", id), found)

    def unique_ref(self, reference: str, found: bool = False) -> str:
        if found and reference in self.used_refs:
            return reference + "x" * sum(r.startswith(reference) for r in self.used_refs)
        if found:
            self.used_refs.add(reference)
        return reference


class _Passes(Extension):
    def __init__(self, converter: Converter) -> None:
        super().__init__()
        self._converter = converter

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.treeprocessors.register(_Lists(md), "db-lists", 30)
        md.treeprocessors.register(_Finish(md, self._converter), "db-finish", 12)
        for registry, names in _NOT_WANTED.items():
            owner = md.parser if registry == "blockprocessors" else md
            for name in names:
                getattr(owner, registry).deregister(name)


class _Lists(Treeprocessor):
    """Reads the marks at the items: tight or not, letters for numbers, tasks, labels of their own."""

    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            if element.tag in ("ol", "ul"):
                for item in element:
                    self.item(element, item)

    def item(self, parent: ET.Element, item: ET.Element) -> None:
        holder = item if _ITEM.match(item.text or "") else next(iter(item), item)
        match = _ITEM.match(holder.text or "")
        if match is None:
            return
        flags = match[1]
        holder.text = (holder.text or "")[match.end() :]
        if "t" in flags:
            self.tighten(item)
        else:
            self.loosen(item)
        if "s" in flags:
            parent.set("type", flags[flags.index("s") + 1])
        if "n" in flags:
            item.set("class", "db-roman")
        if flags[-1] in "ox":
            self.task(item, "☐" if flags[-1] == "o" else "☑")

    def tighten(self, item: ET.Element) -> None:
        """Put the text of the item's paragraphs into the item itself."""
        children = list(item)
        text, last = item.text or "", None
        for child in children:
            if child.tag == "p":
                item.remove(child)
                text = text.rstrip("\n") + "\n" + (child.text or "") + (child.tail or "") if text else child.text or ""
            else:
                _set_text(item, last, text)
                text, last = (child.tail or "").strip("\n"), child
        _set_text(item, last, text)

    def loosen(self, item: ET.Element) -> None:
        """Put text that stands in the item itself into a paragraph."""
        if (item.text or "").strip():
            paragraph = ET.Element("p")
            paragraph.text, item.text = item.text, ""
            item.insert(0, paragraph)
        elif len(item) and item[0].tag == "p" and not item[0].text and not len(item[0]):
            item.remove(item[0])

    def task(self, item: ET.Element, box: str) -> None:
        item.set("class", "db-task")
        holder = item[0] if not (item.text or "").strip() and len(item) and item[0].tag == "p" else item
        span = ET.Element("span", {"class": "db-box"})
        span.text, span.tail, holder.text = box, " " + (holder.text or ""), ""
        holder.insert(0, span)


def _set_text(item: ET.Element, last: ET.Element | None, text: str) -> None:
    if last is None:
        item.text = text
    else:
        last.tail = text


class _Finish(Treeprocessor):
    """Labels, admonitions and footnotes get the card's classes."""

    def __init__(self, md: markdown.Markdown, converter: Converter) -> None:
        super().__init__(md)
        self._converter = converter

    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            self.classes(element)
            for i, child in enumerate(element):
                if child.tag == "strong":
                    self.label(child, begins=i == 0 and not (element.text or "").strip())

    def classes(self, element: ET.Element) -> None:
        kind = element.get("class", "")
        if kind.startswith("admonition "):
            element.set("class", f"db-{kind}")
        elif kind == "admonition-title":
            element.set("class", "db-admonition-title")
        elif kind == "footnote":
            element.set("class", "footnotes")
        elif kind in ("footnote-ref", "footnote-backref"):
            element.set("class", "db-fn")
            element.attrib.pop("title", None)

    def label(self, strong: ET.Element, *, begins: bool) -> None:
        """Code in bold is a label if it ends with a colon, or begins a block and reads as a term of several words."""
        piece = self._converter.stash.piece(strong.text or "") if not len(strong) else ""
        words = piece.removeprefix("<code>").removesuffix("</code>")
        if words != piece and (words.endswith(":") or (begins and _TERM.fullmatch(words))):
            strong.set("class", "db-label")
            strong.text = self._converter.stash.put("s", words)
