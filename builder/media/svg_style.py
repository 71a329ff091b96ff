"""The addresses within an SVG: in ``href``, in ``url(…)``, in style sheets.

Owns: which of them a drawing may keep, which is those that lead to a part of itself
and those that hold a picture or a font.
"""

from __future__ import annotations

import re

# SVG within SVG is not on the list: it would have to be cleaned as well.
_HELD_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
_HELD_FONT = re.compile(r"data:(?:font/|application/(?:x-)?font|application/octet-stream)", re.IGNORECASE)

_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)'"]*))\s*\)""", re.IGNORECASE)
_IMPORT = re.compile(r"""@import\b(?:[^;"'{}]|"[^"]*"|'[^']*')*(?:;|$)""", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
# What is left of an address when those that are understood are gone.
_SUSPECT = re.compile(
    r"@import|url\(|(?:^|[^\w-])(?:-webkit-)?image-set\(|(?:^|[^\w-])(?:image|src|expression)\(|-moz-binding|behavior\s*:"
    r"|javascript:|vbscript:",
    re.IGNORECASE,
)


def is_drawing_reference(address: str, *, picture: bool = False) -> bool:
    """Whether ``address`` leads to a part of the drawing or, for a ``picture``, holds one."""
    address = address.strip()
    return address.startswith("#") or (picture and bool(_HELD_PICTURE.match(address)))


def clean_style(css: str) -> str:
    """A style sheet or declarations without imports and addresses of other files; ``css`` itself if it has none."""
    if not _SUSPECT.search(css) and "\\" not in css:
        return css
    kept = _IMPORT.sub("", _COMMENT.sub(" ", css)) if "@import" in css.lower() else css
    kept = _URL.sub(lambda m: m[0] if _may_stay(m[1] or m[2] or m[3] or "") else "none", kept)
    return kept if _harmless(kept) else ""


def clean_value(value: str) -> str:
    """A plain attribute's value, or nothing if it holds an address of another file."""
    if not any(mark in value for mark in "(:@\\"):  # the most: numbers, names, colours
        return value
    return value if _harmless(value) else ""


def _may_stay(address: str) -> bool:
    return is_drawing_reference(address, picture=True) or bool(_HELD_FONT.match(address.strip()))


def _harmless(css: str) -> bool:
    """Whether nothing in ``css``, read as a browser does, leads out of the drawing."""
    plain = _CSS_ESCAPE.sub(lambda m: _character(m[1]) if m[1] else m[2], _COMMENT.sub("", css))
    rest = _URL.sub(lambda m: "" if _may_stay(m[1] or m[2] or m[3] or "") else m[0], plain)
    return not _SUSPECT.search(rest)


def _character(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if 0 < number < 0x110000 else "�"
