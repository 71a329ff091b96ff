"""Anki's own marks in a document: formulas of its editor, sounds.

Owns: what they become in Markdown.  Does not own: clozes (``forms``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.read.formats.cells import LATEX, formula
from builder.read.formats.writer import image
from builder.read.marks.page import Edit

_SOUND = re.compile(r"\[sound:(?P<name>[^\[\]\n]+)\]")
# A formula has an end within 2,000 letters: looking further for each mark without one takes quadratic time.
_MATHJAX = re.compile(
    r"<anki-mathjax(?P<block>\s+block=[\"']?true[\"']?)?[^<>]*>(?P<tex>.{0,2000}?)</anki-mathjax>", re.I
)


def line_edits(line: str, masked: str) -> Iterator[Edit]:
    if "[sound:" in masked:
        for match in _SOUND.finditer(masked):
            name = line[match.start("name") : match.end("name")].strip()
            yield Edit(*match.span(), image(name, name))
    if "<anki-mathjax" in masked.lower():
        for match in _MATHJAX.finditer(masked):
            tex = match["tex"]
            yield Edit(*match.span(), f"\\[{tex}\\]" if match["block"] is not None else f"\\({tex}\\)")
    if "[$" in masked or "[latex]" in masked:
        yield from (Edit(*match.span(), formula(match)) for match in LATEX.finditer(masked))
