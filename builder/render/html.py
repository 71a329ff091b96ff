"""HTML made fit for a card: polished, then cleaned; the only module of ``render`` that imports bs4 and nh3.

``polish`` works on the tree: pictures and sounds get their packed files, tables their wrapper and
labels, links that lead nowhere become text, and whatever must not reach a card is taken out *and
reported*.  ``clean`` is the wall behind it: nh3 lets through what is on its lists and nothing else,
whatever ``polish`` may have missed.  ``defuse`` keeps Anki from acting on text that looks like its
own syntax.

Classes that the card's CSS can count on: ``div.db-tw`` around a table, ``table.db-stack`` (three or
more columns of text; cells carry ``data-l``, their column's title), ``img.db-img`` and ``db-plate``,
``span.db-missing`` (a picture that is not there), ``pre.db-code``, ``strong.db-label``,
``li.db-task`` with ``span.db-box``, ``li.db-roman`` (has a label of its own), ``div.db-admonition``
with its type, ``div.footnotes``, ``a.db-fn``.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import urlsplit

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from builder.markdown.tags import MATHML, words
from builder.media import MediaStore, names_sound
from builder.model.diagnostics import Diagnostic, Rule
from builder.model.source import Excerpt, Span
from builder.render import writing
from builder.rules import hygiene

STACK_FROM, OF_TEXT = 3, 2  # columns, and columns of text among them, from which on rows are stacked on a phone
_LONG_CELL, _LONG_CODE = 60, 16  # characters from which on a table of two columns is stacked as well
_ENLARGED_FROM = 420  # pixels; a picture that is wider than this can be enlarged with a tap
_SHORT = 12  # characters; a column whose cells are all shorter holds no text

_TAGS = MATHML | words(
    "a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption "
    "figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup "
    "table tbody td tfoot th thead time tr tt u ul var wbr"
)
_GONE = words(
    "script style iframe object embed applet frame frameset noframes noembed noscript template svg canvas head"
)
_FORMS = words("form input button select option optgroup textarea datalist output fieldset legend label")
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "class"},
    "audio": {"src"},
    "code": {"class"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "div": {"class"},
    "img": {"src", "alt", "width", "height", "class", "tabindex"},
    "li": {"value", "class", "id"},
    "ol": {"start", "reversed", "type"},
    "p": {"class"},
    "pre": {"class"},
    "span": {"class"},
    "strong": {"class"},
    "sup": {"id"},
    "table": {"class"},
    "td": {"colspan", "rowspan", "data-l", "style"},
    "th": {"colspan", "rowspan", "scope", "data-l", "style"},
    "time": {"datetime"},
    "math": {"display", "xmlns"},
    "mo": {"stretchy", "fence", "separator", "lspace", "rspace", "form", "largeop", "movablelimits"},
    "mi": {"mathvariant"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"columnalign", "rowspacing", "columnspacing"},
    "mspace": {"width"},
    "mfrac": {"linethickness"},
    "menclose": {"notation"},
}
_CLASSES = words(
    "k s c n f o admonition admonition-title footnotes note tip hint success example warning caution attention "
    "important danger error failure bug info abstract summary tldr todo question help faq quote cite check done fail "
    "missing snippet seealso"
)
_PACKED = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")

# Whatever is not one of these needs no polish; most answers have nothing that does.
_PLAIN = (
    r"(?:p|ul|ol|li|em|strong|code|del|mark|kbd|sub|sup|b|i|u|s|h[1-6]|hr|br|dl|dt|dd|blockquote|span|div|mark)"
    r"(?: (?:class=\"db-[a-z -]*\"|start=\"\d+\"|type=\"[aAiI]\"))*|a href=\"(?:https?://|mailto:)[^\"]*\""
)
_POLISH = re.compile(rf"<(?!/?(?:{_PLAIN}|a)>)")
_BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "summary", "figcaption", "ul", "ol")


_CODE = re.compile(r"^ {0,3}(```+|~~~+).*?(?:^ {0,3}\1|\Z)|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE)


class Places:
    """Finds where in a source something stands that was found in its HTML; code does not count.

    What stands there several times is found at the first place, then at the second, and so on.
    """

    def __init__(self, excerpt: Excerpt) -> None:
        self._excerpt = excerpt
        text = _CODE.sub(lambda m: " " * len(m[0]), excerpt.text)
        self._folded = text.casefold() if len(text.casefold()) == len(text) else text
        self._next: dict[str, int] = {}

    def find(self, *needles: str, after: tuple[str, ...] = ("",)) -> Span:
        """The place of the first of ``needles``, behind one of ``after``; else where the excerpt begins."""
        for needle, sign in product(filter(None, needles), after):
            key = (sign + needle).casefold()
            start = self._folded.find(key, self._next.get(key, 0))
            if start < 0:
                start = self._folded.find(key)
            if start >= 0:
                self._next[key] = start + 1
                return self._excerpt.locate(start + len(sign))
        return Span(self._excerpt.path, self._excerpt.span.line, self._excerpt.span.column)


@dataclass(slots=True)
class Polished:
    """The HTML, the names of the files that it refers to, and what was wrong."""

    html: str
    media: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def polish(html: str, media: MediaStore, excerpt: Excerpt, plain: Callable[[str], str] = str) -> Polished:
    """Make ``html``, which came from ``excerpt``, fit for a card.

    ``plain`` gives the source of a formula back for its placeholder, for what becomes an attribute.
    """
    if not _POLISH.search(html) and not writing.RIGHT_TO_LEFT.search(html):
        return Polished(html)
    polisher = _Polisher(html, media, excerpt, plain)
    polisher.run()
    return Polished(polisher.soup.decode(formatter="html5"), tuple(polisher.names), tuple(polisher.diagnostics))


@dataclass(slots=True)
class _Polisher:
    html: str
    media: MediaStore
    excerpt: Excerpt
    plain: Callable[[str], str]
    soup: BeautifulSoup = field(init=False)
    places: Places = field(init=False)
    names: dict[str, None] = field(default_factory=dict)
    alts: dict[int, str] = field(default_factory=dict)  # by the identity of the tag, their formulas still hidden
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.soup = BeautifulSoup(self.html, "html.parser")
        self.places = Places(self.excerpt)

    def run(self) -> None:
        for hidden in self.soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
            hidden.extract()  # comments and their like: browsers do not agree where they end
        for tag in self.soup.find_all(True):
            if tag.decomposed:
                continue
            if tag.name not in _GONE:
                self.attributes(tag)
            self.element(tag)
        if writing.RIGHT_TO_LEFT.search(self.html):
            self.directions()

    def directions(self) -> None:
        """Mark the blocks that run against the direction of the whole, and the whole where a browser would err.

        A browser goes by the first letter of what has no direction of its own, so the others get none.  A list has
        one direction, that of its outermost: its bullets stand in one column.
        """
        whole = writing.direction(" ".join(self.running(self.soup)))
        for tag in self.soup.find_all(_BLOCKS):
            own = writing.direction(" ".join(self.running(tag)))
            if own and own != whole and tag.find_parent(("ul", "ol")) is None:
                tag["dir"] = own
        free = [text for text in self.strings(self.soup) if text.find_parent(dir=True) is None]
        first = next((found for found in map(writing.first_direction, free) if found), "")
        if whole and first != whole:
            mark = NavigableString(writing.MARKS[whole])
            if free:
                free[0].insert_before(mark)
            else:
                self.soup.insert(0, mark)

    def strings(self, tag: BeautifulSoup | Tag) -> Iterator[NavigableString]:
        """The pieces of running text, without code."""
        for text in tag.find_all(string=True):
            if text.strip() and text.find_parent(("code", "pre", "samp", "kbd")) is None:
                yield text

    def running(self, tag: BeautifulSoup | Tag) -> Iterator[str]:
        return map(str, self.strings(tag))

    def tell(self, rule: Rule, message: str, *needles: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(rule, message, self.places.find(*needles), hint))

    # what must go

    def attributes(self, tag: Tag) -> None:
        for name in list(tag.attrs):
            value = str(tag[name]) if not isinstance(tag[name], list) else " ".join(tag[name])
            if name == "alt":
                self.alts[id(tag)] = value
            tag[name] = value = self.plain(value)
            if name.startswith("on"):
                del tag[name]
                self.tell(
                    hygiene.HANDLER, f"the attribute {name} of <{tag.name}> was removed", f"{name}=", f"<{tag.name}"
                )
            elif name == "style" and not (tag.name == "img" and _SIZES.search(value)):
                self.style(tag, value)

    def style(self, tag: Tag, value: str) -> None:
        align = re.fullmatch(r"\s*text-align\s*:\s*(left|right|center)\s*;?\s*", value, re.IGNORECASE)
        if align and tag.name in ("td", "th"):
            tag["style"] = f"text-align: {align[1].lower()}"
            return
        del tag["style"]
        self.tell(hygiene.STYLE, f"the attribute style of <{tag.name}> was removed", f'style="{value}', "style=")

    def element(self, tag: Tag) -> None:
        name = tag.name
        if name == "img":
            self.picture(tag)
        elif name == "a":
            self.link(tag)
        elif name in ("audio", "video"):
            self.sound(tag)
        elif name == "table":
            self.table(tag)
        elif name in ("script", "style"):
            self.tell(
                hygiene.SCRIPT,
                f"<{name}> was removed, with all that is in it",
                f"<{name}",
                hint="put it in backticks to show it",
            )
            tag.decompose()
        elif name in _GONE:
            address = str(tag.get("src") or tag.get("data") or "")
            what = f"<{name}> was removed" + (f" ({address[:80]})" if address else "")
            self.tell(hygiene.EMBEDDED, what, f"<{name}", hint="link to it instead" if address else "")
            tag.decompose()
        elif name in _FORMS:
            self.form(tag)
        elif name in ("link", "base", "meta") or (name == "source" and tag.get("srcset")):
            self.tell(hygiene.REMOTE_LOAD, f"<{name}> was removed", f"<{name}")
            tag.unwrap()
        elif name == "pre" and not tag.get("class"):
            tag["class"] = "db-code"
        elif name not in _TAGS:
            self.rename(tag)

    def form(self, tag: Tag) -> None:
        if tag.name == "input" and tag.get("type") == "checkbox":
            tag.replace_with("☑" if tag.has_attr("checked") else "☐")
            return
        if tag.name in ("form", "input", "button", "select", "textarea"):
            self.tell(hygiene.EMBEDDED, f"<{tag.name}> was removed; its text stays", f"<{tag.name}")
        if tag.name == "input":
            tag.replace_with(str(tag.get("value") or tag.get("placeholder") or ""))
        else:
            tag.unwrap()

    def rename(self, tag: Tag) -> None:
        """An element that a card does not need, or that HTML has given up, becomes one like it."""
        new = {"strike": "s", "big": "strong", "acronym": "abbr", "center": "div", "section": "div", "article": "div",
               "header": "div", "footer": "div", "main": "div", "aside": "div", "nav": "div", "address": "div",
               "dir": "ul", "menu": "ul"}.get(tag.name)  # fmt: skip
        if new:
            tag.name = new
        else:
            tag.unwrap()

    # links

    def link(self, tag: Tag) -> None:
        href = str(tag.get("href") or "").strip()
        bare = re.sub(r"[\x00-\x20]", "", entities.unescape(href))
        scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", bare)
        kind = scheme[1].lower() if scheme else ""
        if kind in ("http", "https", "mailto"):
            return
        if bare.startswith("#db-fn"):
            return
        if bare.startswith("//") and len(bare) > 2:
            tag["href"] = "https:" + bare
            return
        if kind in ("javascript", "vbscript", "data", "livescript", "mocha"):
            self.tell(hygiene.DANGEROUS_LINK, f"a link to {kind}: was removed; its text stays", href, f"{kind}:")
        elif href and names_sound(href):
            self.linked_sound(tag, href)
            return
        elif href:
            inside = bare.startswith("#")
            where = "a place in the document" if inside else f"{href[:80]!r}"
            hint = "say in the text what is meant" if inside else "write the whole address, with http"
            self.tell(hygiene.DEAD_LINK, f"the link to {where} leads nowhere on a card", href, f'"{href}', hint=hint)
        tag.unwrap()

    def linked_sound(self, tag: Tag, href: str) -> None:
        """A link to a sound of the project: its words, and the sound behind them."""
        player = self.soup.new_tag("audio")
        tag.insert_after(player)
        if names_sound(tag.get_text(strip=True)):
            tag.clear()  # the name of the file says nothing beside the sound
        else:
            player.insert_before(" ")
        self.play(player, href)
        tag.unwrap()

    # pictures and sounds

    def picture(self, tag: Tag) -> None:
        source = str(tag.get("src") or "").strip()
        alt = str(tag.get("alt") or "").strip()
        if not source:
            tag.replace_with(NavigableString(alt))
            return
        if names_sound(source):
            self.play(tag, source)
            return
        picture, diagnostics = self.media.resolve(source, self.reference(source), alt=alt)
        self.diagnostics += diagnostics
        if picture is None:
            tag.replace_with(self.missing(tag, source))
            return
        self.names[picture.name] = None
        wanted = _wanted(tag)
        width, height = _size(wanted, picture.width, picture.height)
        tag.attrs = {"src": picture.name, "alt": alt}
        if width and height:
            tag.attrs |= {"width": str(width), "height": str(height)}
        tag["class"] = "db-img db-plate" if picture.plate else "db-img"
        if width and width > _ENLARGED_FROM and tag.find_parent("a") is None:
            tag["tabindex"] = "0"

    def reference(self, address: str) -> Span:
        """The place of a picture's or sound's address, where it stands between the signs of a reference."""
        return self.places.find(address, address[:40], after=("(", "(<", '="', "='", "=", ": ", ""))

    def missing(self, tag: Tag, source: str) -> Tag:
        """The box in the place of a picture or sound that is not there; formulas in its words are typeset."""
        alt = self.alts.get(id(tag), "").strip()
        linked = tag.find_parent("a") is not None
        box = self.soup.new_tag("span", attrs={"class": "db-missing"})
        remote = re.match(r"https?://", source, re.IGNORECASE)
        name = source.rstrip("/").rpartition("/")[2].partition("?")[0]
        box.append(alt or (name[:80] if not source.startswith("data:") else "") or "Picture")
        if remote and not linked:
            link = self.soup.new_tag("a", attrs={"href": source})
            link.string = _host(source)
            box.append(" ")
            box.append(link)
        return box

    def sound(self, tag: Tag) -> None:
        inner = [tag, *tag.find_all("source")]
        source = next((str(t["src"]).strip() for t in inner if t.get("src")), "")
        for child in tag.find_all("source"):
            child.decompose()
        if source:
            self.play(tag, source)
        else:
            tag.unwrap()

    def play(self, tag: Tag, source: str) -> None:
        name, diagnostics = self.media.resolve_sound(source, self.reference(source))
        self.diagnostics += diagnostics
        if name is None:
            tag.replace_with(self.missing(tag, source))
            return
        self.names[name] = None
        tag.replace_with(self.soup.new_tag("audio", attrs={"src": name}))

    # tables

    def table(self, table: Tag) -> None:
        rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
        cells = [[c for c in row.find_all(("th", "td")) if c.find_parent("tr") is row] for row in rows]
        head = table.find("thead")
        if isinstance(head, Tag) and not head.get_text(strip=True) and not head.find("img"):
            head.decompose()
            cells = [row for row in cells if row and not row[0].decomposed]
            head = None
        if head is not None and len(cells) == 2 and not any(self.words(c) or c.find("img") for c in cells[1]):
            cells.pop()[0].find_parent("tr").decompose()  # Python-Markdown's, where there is a header alone
        for row in cells:
            for cell in row:
                align = str(cell.get("align") or "").lower()
                if align in ("left", "right", "center"):
                    cell["style"] = f"text-align: {align}"
        body = cells[1:] if head is not None else cells
        titles = [self.words(cell) for cell in cells[0]] if head is not None and cells else []
        spanned = any(cell.get("colspan") or cell.get("rowspan") for row in cells for cell in row)
        if titles and not spanned and self.stacks(len(titles), body):
            table["class"] = "db-stack db-numbered" if self.numbered(body) else "db-stack"
            for row in body:
                for title, cell in zip(titles, row, strict=False):
                    if title:
                        cell["data-l"] = title
        else:
            del table["class"]
        table.wrap(self.soup.new_tag("div", attrs={"class": "db-tw"}))

    def stacks(self, width: int, rows: list[list[Tag]]) -> bool:
        """Whether a table of ``width`` columns would be too wide for a phone."""
        if width >= STACK_FROM:
            return self.text_columns(rows) >= OF_TEXT
        return width == 2 and any(
            len(self.words(cell)) > _LONG_CELL
            or any(len(self.words(code)) > _LONG_CODE for code in cell.find_all("code"))
            for row in rows
            for cell in row
        )

    def numbered(self, rows: list[list[Tag]]) -> bool:
        """Whether the first column counts the rows."""
        first = [self.words(row[0]).rstrip(".)") for row in rows if row]
        return (
            len(first) > 1
            and all(map(str.isdecimal, first))
            and [*map(int, first)] == [*range(int(first[0]), int(first[0]) + len(first))]
        )

    def words(self, cell: Tag) -> str:
        return re.sub(r"\s+", " ", self.plain(cell.get_text(" "))).strip()

    def text_columns(self, rows: list[list[Tag]]) -> int:
        """How many columns hold text, rather than numbers, signs or single words."""
        width = max(map(len, rows), default=0)
        columns = ([self.words(row[i]) for row in rows if i < len(row)] for i in range(width))
        return sum(any(len(text) > _SHORT for text in column) for column in columns)


_PIXELS = re.compile(r"\s*(\d{1,4})(?:\.\d+)?\s*(px|%|em|rem|pt|cm|mm|in)?\s*")
_SIZES = re.compile(r"(?:^|;)\s*(?:max-)?(width|height)\s*:\s*([^;]+)")
_TO_PIXELS = {"": 1.0, "px": 1.0, "em": 16.0, "rem": 16.0, "pt": 96 / 72, "cm": 96 / 2.54, "mm": 96 / 25.4, "in": 96.0}


def _wanted(tag: Tag) -> dict[str, str]:
    """The width and height that the author gave a picture, as attributes or as a style."""
    styled = dict(_SIZES.findall(str(tag.get("style") or "")))
    return {name: value for name in ("width", "height") if (value := str(tag.get(name) or styled.get(name) or ""))}


def _size(wanted: Mapping[str, str], width: int | None, height: int | None) -> tuple[int | None, int | None]:
    """The size to show a picture of ``width`` x ``height`` at, if its author wants it so: never larger than it is."""
    if not width or not height:
        return width, height
    shares = []
    for name, whole in (("width", width), ("height", height)):
        match = _PIXELS.fullmatch(wanted.get(name, ""))
        if match and int(match[1]):
            part = int(match[1]) / 100 if match[2] == "%" else int(match[1]) * _TO_PIXELS[match[2] or ""] / whole
            shares.append(min(part, 1.0))
    across, down = (shares * 2)[:2] if shares else (1.0, 1.0)
    return max(1, round(width * across)), max(1, round(height * down))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or "the picture"
    except ValueError:
        return "the picture"


# nh3


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        kept = [name for name in value.split() if name in _CLASSES or name.startswith("db-")]
        return " ".join(kept) or None
    if attribute == "src":
        return value if _PACKED.fullmatch(value) else None
    if attribute == "id":
        return value if value.startswith("db-fn") else None
    if attribute == "tabindex":
        return value if value == "0" else None
    if attribute == "href":
        return value if re.match(r"(?:https?://|mailto:|#db-fn)", value, re.IGNORECASE) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_GONE),
    attributes=_ATTRIBUTES,
    attribute_filter=_filter,
    link_rel="noopener noreferrer",
    url_schemes={"http", "https", "mailto"},
    filter_style_properties={"text-align"},
)


def clean(html: str) -> str:
    """``html`` without anything that is not on the lists; well-formed, whatever came in."""
    return _CLEANER.clean(html)


# Anki's own syntax

_MAGIC = re.compile(r"\[(?=/?(?:sound:|anki:|latex\]|\$\$?\]))|\{\{|\}\}", re.IGNORECASE)
_TYPED = re.compile(r"\[(?:sound:|anki:|latex\]|\$\$?\])", re.IGNORECASE)
_PLAYER = re.compile(r'<audio src="([^"]*)"></audio>')
_DELIMITER = re.compile(r"(<(pre|code)\b.*?</\2>|<[^>]*>)|\\[()\[\]]", re.DOTALL)
_ENTITIES = {"[": "&#91;", "{{": "&#123;&#123;", "}}": "&#125;&#125;"}


def defuse(html: str) -> str:
    """``html`` with Anki's own syntax as plain text; only our own sounds stay sounds."""
    escaped = _MAGIC.sub(lambda m: _ENTITIES[m[0]], html)
    return _PLAYER.sub(r"[sound:\1]", escaped)


def literal_delimiters(html: str) -> str:
    """``html`` in which ``\\(`` and its like are text for MathJax, which passes over code by itself.

    Formulas must not be in it yet.
    """
    if "\\" not in html:
        return html
    return _DELIMITER.sub(lambda m: m[0] if m[1] else f'<span class="mathjax_ignore">{m[0]}</span>', html)


_CODE_OR_FORMULA = re.compile(
    r"<(pre|code)\b.*?</\1>|(?P<formula>\\\((?:(?!\\\)).)*+\\\))(?P<marks>[,.;:!?)\]…。，、；：！？）]+)", re.DOTALL
)


def with_marks_held(html: str) -> str:
    """``html`` with the punctuation behind a formula held to it: no line begins with a comma."""
    if "\\)" not in html:
        return html
    return _CODE_OR_FORMULA.sub(
        lambda m: f'<span class="db-nb">{m["formula"]}{m["marks"]}</span>' if m["formula"] else m[0], html
    )


def anki_syntax(excerpt: Excerpt) -> tuple[Diagnostic, ...]:
    """A finding for each piece of ``excerpt`` that Anki would have acted on."""
    text = excerpt.text
    if "[" not in text:
        return ()
    return tuple(
        Diagnostic(
            hygiene.ANKI_SYNTAX,
            f"{m[0]}… is shown as the text that it is; Anki does not act on it",
            excerpt.locate(m.start()),
        )
        for m in _TYPED.finditer(text)
    )
