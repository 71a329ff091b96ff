"""Anchors: the places of a document that links can point at.

Owns: the anchor of a heading, as GitHub makes it, and which addresses are the document's own.  Does not own: what
a link tells (``contents``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from builder.model.document import Block, Kind
from builder.read.language import words

_PAGE = re.compile(r"\]\((?P<page>[^\s()#]+)#(?P<anchor>[^\s()]+)\)")


def slug(title: str) -> str:
    """The anchor that GitHub makes of a heading's text."""
    return re.sub(r"[^\w\- ]", "", words.bare(title).strip(" #").lower()).replace(" ", "-")


def own_addresses(blocks: Sequence[Block]) -> frozenset[str]:
    """The addresses that the document links to with a ``#`` behind them and the name of one of its own headings."""
    links = [m for b in blocks if b.kind in (Kind.ITEM, Kind.TEXT) for m in _links(b.text.text)]
    if not links:
        return frozenset()
    slugs = {slug(b.text.text) for b in blocks if b.kind is Kind.HEADING}
    return frozenset(m["page"] for m in links if unquote(m["anchor"]).lower() in slugs)


def _links(text: str) -> Iterable[re.Match[str]]:
    return _PAGE.finditer(text) if "](" in text else ()
