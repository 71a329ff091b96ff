"""A light tree of an HTML page in which every text knows its line.

Owns: tokens to tree, with the end tags that HTML lets authors leave out.  Does
not own: what elements mean (``blocks``, ``inline``).

Why not BeautifulSoup: it reads with this same tokeniser of the standard library,
but keeps no place for text, and with it does not close ``<p>``, ``<li>``, ``<dt>`` or ``<td>``
where their end tags are left out, so that a list of old becomes a staircase; a tree
of its tags takes some ten times the memory, too much for pages of 50 MB.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

MAX_DEPTH = 120  # deeper elements become siblings, as in browsers (at 512 there); keeps every walk's stack small


def names(words: str) -> frozenset[str]:
    """A set of names, written as words."""
    return frozenset(words.split())


VOID = names("area base br col embed hr img input link meta param source track wbr")
RAW = frozenset({"script", "style"})

_BLOCKS_THAT_END_P = names(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section table ul dt dd li"
)
# tag → what it closes when still open, and where the search for it ends
_CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"tr", "td", "th"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "thead": (frozenset({"tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup"}), frozenset({"table"})),
    "tbody": (frozenset({"tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup"}), frozenset({"table"})),
    "tfoot": (frozenset({"tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup"}), frozenset({"table"})),
    "option": (frozenset({"option"}), frozenset({"select", "datalist", "optgroup"})),
    "rt": (frozenset({"rt", "rp"}), frozenset({"ruby"})),
    "rp": (frozenset({"rt", "rp"}), frozenset({"ruby"})),
}
# A <p> is not closed by a block that opens within one of these.
_P_SCOPE = frozenset({"td", "th", "caption", "button", "object", "table", "#page"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# An end tag never closes anything outside of these.
_WALLS = frozenset({"td", "th", "caption", "table"})


@dataclass(slots=True, eq=False)
class Text:
    """A run of characters, entities resolved; it begins at ``line`` of the file."""

    text: str
    line: int


@dataclass(slots=True, eq=False)
class Element:
    """An element; ``line`` is that of its start tag, ``end`` that of its end."""

    tag: str
    attrs: dict[str, str]
    line: int
    end: int = 0
    parent: Element | None = None
    children: list[Element | Text] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.attrs.get(name, "")

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.get("class").split())

    @property
    def elements(self) -> Iterator[Element]:
        """The child elements."""
        return (child for child in self.children if isinstance(child, Element))

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in the order of the page."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed([child for child in element.children if isinstance(child, Element)]))

    def texts(self) -> Iterator[Text]:
        """All text below, in order, without scripts and styles."""
        stack: list[Element | Text] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, Text):
                yield node
            elif node.tag not in RAW:
                stack.extend(reversed(node.children))

    @property
    def text(self) -> str:
        """The visible text with white space collapsed."""
        return " ".join("".join(" " if t.text.isspace() else t.text for t in self.texts()).split())

    def raw(self) -> str:
        """The characters of a script or an annotation as they stand."""
        return "".join(child.text for child in self.children if isinstance(child, Text))

    def ancestors(self) -> Iterator[Element]:
        parent = self.parent
        while parent is not None:
            yield parent
            parent = parent.parent


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page; ``flattened`` is the line where nesting first went too deep, 0 if nowhere."""

    root: Element
    flattened: int = 0


def parse(html: str) -> Page:
    """The tree of a page or a piece of one; any text is accepted, in linear time."""
    builder = _TreeBuilder()
    whole, rest = _parted(html)
    try:
        builder.feed(whole)
        builder.close()
    except AssertionError:  # the tokeniser's answer to some broken declarations; what was read stays
        pass
    if rest.strip():
        builder.open[-1].children.append(Text(rest, whole.count("\n") + 1))
    last = html.count("\n") + 1
    for element in builder.open:
        element.end = last
    return Page(builder.root, builder.flattened)


def _parted(html: str) -> tuple[str, str]:
    """What can be tokenised, and a rest of text.

    For every tag or comment that nothing closes the tokeniser looks through the whole rest
    of the page again; so tags without any ``>`` after them, and comments without an end, are
    made text first.
    """
    html = html.replace("<![", "<! [")  # for HTML such sections are comments that end at the next ">"
    closed = html.rfind("-->") + 1
    html = html[:closed] + html[closed:].replace("<!--", "&lt;!--")
    end = html.rfind(">") + 1
    start = html.find("<", end)
    return (html, "") if start < 0 else (html[:start], html[start:])


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#page", {}, 1)
        self.open = [self.root]
        self.flattened = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_implied(tag)
        line = self.getpos()[0]
        if len(self.open) > MAX_DEPTH and tag not in VOID:
            self.flattened = self.flattened or line
            self._pop(line)
        element = Element(tag, {name: value or "" for name, value in reversed(attrs)}, line, line, self.open[-1])
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        # HTML ignores the slash of <div/>; only foreign elements (SVG, MathML) end with it.
        if self.open[-1].tag == tag and any(e.tag in ("svg", "math") for e in self.open):
            self._pop(self.getpos()[0])

    def handle_endtag(self, tag: str) -> None:
        line = self.getpos()[0]
        if tag == "br":  # </br> is a break, </p> without a start an empty paragraph
            self.handle_starttag("br", [])
            return
        for i in range(len(self.open) - 1, 0, -1):
            here = self.open[i].tag
            if here == tag or (tag in _HEADINGS and here in _HEADINGS):
                while len(self.open) > i:
                    self._pop(line)
                return
            if here in _WALLS and tag not in ("tr", "tbody", "thead", "tfoot", "table", "td", "th"):
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(Text(data, self.getpos()[0]))

    def _close_implied(self, tag: str) -> None:
        line = self.getpos()[0]
        if tag in _BLOCKS_THAT_END_P:
            self._close(frozenset({"p"}), _P_SCOPE, line)
        if tag in _CLOSES:
            self._close(*_CLOSES[tag], line)

    def _close(self, targets: frozenset[str], scope: frozenset[str], line: int) -> None:
        """Close the outermost open target that stands within the scope."""
        found = 0
        for i in range(len(self.open) - 1, 0, -1):
            if self.open[i].tag in targets:
                found = i
            elif self.open[i].tag in scope:
                break
        while found and len(self.open) > found:
            self._pop(line)

    def _pop(self, line: int) -> None:
        self.open.pop().end = line
