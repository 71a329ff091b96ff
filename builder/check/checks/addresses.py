"""Addresses of the web in the notes, for whoever wants to know whether their pages are still there.

Owns: where a text names a page.  Does not own: asking for it (``fetch.links``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.check.checks.compiled import Compiled
from builder.check.checks.prose import read
from builder.model.source import Span

_ADDRESS = re.compile(r"https?://[^\s<>\"“”\]|`\\]+", re.IGNORECASE)
_CODE = re.compile(r"(`{1,9})(?!`).{1,1000}?(?<!`)\1(?!`)", re.DOTALL)


def web_addresses(compiled: Compiled) -> Iterator[tuple[str, Span]]:
    """Each address of a page in a note, with its place; code is no link."""
    for document in compiled.documents:
        for passage in read(document, compiled.config).passages:
            if passage.note < 0 or "://" not in passage.text:
                continue
            text = _CODE.sub(lambda match: " " * len(match[0]), passage.text)
            for match in _ADDRESS.finditer(text):
                address = _trimmed(match[0])
                yield address, passage.span(match.start(), match.start() + len(address))


def _trimmed(address: str) -> str:
    """``address`` without the punctuation of the sentence around it, nor a bracket that it did not open."""
    while address and (address[-1] in ".,;:!?'*_" or (address[-1] == ")" and address.count("(") < address.count(")"))):
        address = address[:-1]
    return address
