"""Which ``<…>`` is HTML and which is prose.

Owns: the names of HTML's elements, how they begin a block on GitHub, and the decision whether a
``<`` opens a tag.  Does not own: what a card may hold (``html`` cleans it).

A tag is a tag where GitHub sees one *and* HTML knows its name; so ``List<String>`` and ``<T>`` are
prose.  A bare opening tag in running text that nothing closes is prose too ("the <div> element"):
on GitHub it would vanish.  ``<script>`` and its like, which GitHub writes as text, are text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


def words(text: str) -> frozenset[str]:
    """The words of ``text``: a way to write many names."""
    return frozenset(text.split())


VOID = words("area base br col embed hr img input link meta param source track wbr")

_BREAKS = words("br wbr")

# Elements whose end tag may be left out, as in <ul><li>a<li>b</ul>.
_OPTIONAL = words("li p dt dd td th tr thead tbody tfoot colgroup option rt rp summary")

_BLOCKS = words(
    "address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link "
    "main menu menuitem nav noframes ol optgroup option p param search section source summary table tbody td "
    "tfoot th thead title tr track ul"
)
MATHML = words(
    "math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle merror mpadded mphantom mfenced menclose msub msup "
    "msubsup munder mover munderover mmultiscripts mtable mtr mtd mprescripts none semantics annotation"
)
_INLINE = MATHML | words(
    "a abbr acronym applet area audio b bdi bdo big blink br button canvas cite code command data datalist del dfn em "
    "embed font i img input ins kbd keygen label map mark marquee meta meter nobr object output picture portal "
    "progress q rb rp rt rtc ruby s samp select slot small span strike strong sub sup svg template time tt u var "
    "video wbr"
)
# Their content is not HTML: GitHub writes their tags as text, and so do we where they stand in a line.
RAW_TEXT = words("script style textarea title xmp iframe noembed noframes noscript plaintext")
# Of these, what hides a program or a page: it goes, with all that is in it, where an end tag closes it.
_REMOVED = words("script style iframe noembed noframes noscript")
# These go, too; where nothing closes them they are text, or all that follows would go with them.
_SWALLOWING = words("svg canvas object applet template frameset head select")
KNOWN = _BLOCKS | _INLINE | RAW_TEXT | {"pre"}

# An attribute without a value that is none of these is prose: "a<b and c>d".
_BOOLEAN = words(
    "allowfullscreen async autofocus autoplay checked controls default defer disabled download hidden inert ismap loop "
    "markdown multiple muted nomodule novalidate nowrap open playsinline readonly required reversed selected"
)

_NAME = r"[A-Za-z][A-Za-z0-9-]*"
_ATTRIBUTE = r"\s+[A-Za-z_:@][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?"
OPEN_TAG = re.compile(rf"<({_NAME})((?:{_ATTRIBUTE})*)\s*(/?)>")
CLOSE_TAG = re.compile(rf"</({_NAME})\s*>")
_LOOSE_TAG = re.compile(rf"</?({_NAME})(?=[\s/>])(?:\"[^\"]*\"|'[^']*'|[^\"'<>])*>")
COMMENT = re.compile(r"<!-->|<!--->|<!--(?:.|\n)*?-->")
_ANY = re.compile(rf"<(/?)({_NAME})")

_RAW_START = re.compile(r"<(script|pre|style|textarea)(?=[\s>]|$)|<(svg)\s[^<>]*=", re.IGNORECASE)  # a drawing, too
_BLOCK_START = re.compile(rf"</?({_NAME})(?=\s|/?>|$)")
_ALONE = re.compile(rf"(?:{OPEN_TAG.pattern}|{CLOSE_TAG.pattern})\s*$")
_MARKDOWN = re.compile(r"\smarkdown(?:\s*=|[\s>])")


@dataclass(frozen=True, slots=True)
class BlockStart:
    """How a block of raw HTML goes on: until a line that ``end`` is found in (``None``: a blank line)."""

    end: re.Pattern[str] | None = None
    interrupts: bool = True  # may end a paragraph
    one_line: bool = False


_ENDS = {name: re.compile(f"</{name}>", re.IGNORECASE) for name in ("script", "pre", "style", "textarea", "svg")}
_RAW_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in RAW_TEXT}
_COMMENT_END = re.compile("-->")


@dataclass(frozen=True, slots=True)
class Names:
    """The names, in lower case, of the elements that start tags open and end tags close anywhere in a text."""

    opened: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()  # the names that make a tag in this text

    @staticmethod
    def of(text: str) -> Names:
        if "<" not in text:
            return Names()
        found = [(slash, name.lower()) for slash, name in _ANY.findall(text)]
        closed = frozenset(name for slash, name in found if slash)
        return Names(
            frozenset(name for slash, name in found if not slash),
            closed,
            KNOWN - RAW_TEXT - (_SWALLOWING - closed),
        )


def block_start(rest: str, names: Names) -> BlockStart | None:
    """How the block goes on that ``rest``, a line without its indentation, begins; ``None``: it begins none."""
    if rest[:1] != "<":
        return None
    if match := _RAW_START.match(rest):
        name = (match[1] or match[2]).lower()
        return BlockStart(_ENDS[name]) if name in names.closed else None
    if rest.startswith("<!--"):
        return BlockStart(_COMMENT_END)
    if (match := _BLOCK_START.match(rest)) and match[1].lower() in _BLOCKS - (_SWALLOWING - names.closed):
        tag = OPEN_TAG.match(rest)
        if tag and not tag[2] and rest[tag.end() :].strip() and not _closed(match[1].lower(), names):
            return None  # "<div> is a block": prose
        return BlockStart(one_line=bool(_MARKDOWN.search(rest)))
    if (match := _ALONE.match(rest)) and (match[1] or match[4]).lower() in names.tags - {"pre"}:
        return BlockStart(interrupts=False)
    return None


def _closed(name: str, names: Names) -> bool:
    return name in VOID or name in names.closed or name in _OPTIONAL


def _prose(attributes: str) -> bool:
    """Whether what follows a name reads as words, not as attributes."""
    return "=" not in attributes and any(word.lower() not in _BOOLEAN for word in attributes.split())


def raw_tag_at(text: str, start: int, names: Names) -> re.Match[str] | None:
    """The tag that the ``<`` at ``start`` opens within a block of HTML, where browsers' looser rules hold."""
    match = _LOOSE_TAG.match(text, start)
    return match if match and match[1].lower() in names.tags else None


def raw_text_at(text: str, start: int, names: Names) -> re.Match[str] | None:
    """The opening tag at ``start`` of an element without HTML in it that an end tag closes (``<script>…</script>``)."""
    match = OPEN_TAG.match(text, start)
    return match if match and match[1].lower() in _REMOVED & names.closed else None


def raw_text_end(name: str) -> re.Pattern[str]:
    """What ends such an element."""
    return _RAW_ENDS[name]


def tag_at(text: str, start: int, names: Names) -> re.Match[str] | None:
    """The tag that the ``<`` at ``start`` opens in running text; ``None`` where it is prose.

    ``names`` are those of the whole text.
    """
    match = OPEN_TAG.match(text, start)
    if match:
        name = match[1].lower()
        if name not in names.tags or _prose(match[2]):
            return None
        valued = "=" in match[2]
        if name in VOID and not valued and not match[3]:
            return match if name in _BREAKS else None  # "use <img> and <hr>": in running text only a break is one
        bare = not valued and name not in VOID
        optional = name in _OPTIONAL and names.closed & {"ul", "ol", "dl", "table", "ruby", "details", name}
        return None if bare and name not in names.closed and not optional else match
    match = CLOSE_TAG.match(text, start)
    return match if match and match[1].lower() in names.tags & names.opened else None
