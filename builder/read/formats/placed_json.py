"""JSON of which each string knows where it stands.

Owns: the decoding.  The standard library's decoder reads the file; only its reading of strings is wrapped.
"""

from __future__ import annotations

import json
from json.decoder import scanstring  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]


class Placed(str):
    """A string of the file that knows the offset at which it began, behind its quotation mark."""

    __slots__ = ("at",)
    at: int


class _Decoder(json.JSONDecoder):
    def __init__(self) -> None:
        super().__init__(strict=False)
        self.parse_string = _placed
        self.scan_once = py_make_scanner(self)  # the C scanner would not ask parse_string


def _placed(text: str, end: int, strict: bool = True) -> tuple[str, int]:
    value, after = scanstring(text, end, strict)
    placed = Placed(value)
    placed.at = end
    return placed, after


def decode(text: str) -> object:
    """The value of ``text``.  Raises ``json.JSONDecodeError`` or ``RecursionError``."""
    return _Decoder().decode(text)
