"""Finished fields, read back as plain text: for search, for reports, for comparing.

Owns: the order and the lines in which a field is read.  Does not own: how a field is made.
"""

from __future__ import annotations

import html as entities
import re

from builder.markdown.nodes import label
from builder.markdown.tags import words

_PIECE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>|\[sound:[^\]]*\]")
_BREAKS = words(
    "p div ul ol li h1 h2 h3 h4 h5 h6 hr br dl dt dd blockquote pre table thead tbody tfoot tr details summary figure "
    "figcaption caption"
)
_ALT = re.compile(r'\balt="([^"]*)"')
_NUMBERED = re.compile(r'\b(start|value|type)="?(\w+)"?')


def plain_text(html: str) -> str:
    """A finished field as a reader's plain text, in reading order, a line for each block; formulas as TeX.

    Items of numbered lists have their numbers, other items a dash; cells are parted by ``|``.  Of a
    picture, there or missing, the alternative text is left.
    """
    out: list[str] = []
    lists: list[tuple[int, str]] = []  # of each open list: the next number (-1: none) and the style
    position, pre, labelled = 0, 0, False  # labelled: an item's number or dash still waits for its text
    missing, skipping = False, False  # in the box of a missing picture; in the link of such a box
    for match in _PIECE.finditer(html):
        text = "" if skipping else _text(html[position : match.start()], pre > 0)
        out.append(text)
        labelled = labelled and not text.strip()
        position = match.end()
        closing, name, attributes = match[1], (match[2] or "").lower(), match[3] or ""
        if name in _BREAKS and not (labelled and name == "p"):
            out.append("\n")
        if name == "span":
            missing = not closing and _MISSING in attributes
        elif name == "a":
            skipping = missing and not closing
        if name == "pre":
            pre += -1 if closing else 1
        elif name == "img":
            alt = _ALT.search(attributes)
            out.append(entities.unescape(alt[1]) if alt else "")
        elif name in ("ul", "ol"):
            if closing:
                lists = lists[:-1]
            else:
                found = dict(_NUMBERED.findall(attributes))
                lists.append((int(found.get("start", "1")) if name == "ol" else -1, found.get("type", "")))
        elif name == "li" and not closing and lists:
            number, style = lists[-1]
            out.append("- " if number < 0 else f"{label(style, number)}. ")
            lists[-1] = (number + 1 if number >= 0 else number, style)
            labelled = True
        elif name in ("td", "th") and closing:
            out.append(" | ")
    out.append(_text(html[position:], False))
    lines = (_SPACES.sub(" ", line).strip(" ").removesuffix(" |") for line in "".join(out).split("\n"))
    return "\n".join(line.replace(_CODE_SPACE, " ").rstrip() for line in lines if line and line != "-")


_MISSING = "db-missing"
_CODE_SPACE = "\ufdd0"  # a space that counts
_SPACES = re.compile(r"[ \t\r\f\v]+")


def _text(piece: str, pre: bool) -> str:
    text = entities.unescape(piece)
    return text.replace(" ", _CODE_SPACE) if pre else text.replace("\n", " ")
