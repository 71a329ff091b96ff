"""Anki's own marks in a document: formulas of its editor, sounds.

Owns: what they become in Markdown.  Does not own: clozes (``forms``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.read.formats.writer import image
from builder.read.marks.page import Edit

_SOUND = re.compile(r"\[sound:(?P<name>[^\[\]\n]+)\]")
# A formula has an end within 2,000 letters: looking further for each mark without one takes quadratic time.
_MATHJAX = re.compile(
    r"<anki-mathjax(?P<block>\s+block=[\"']?true[\"']?)?[^<>]*>(?P<tex>.{0,2000}?)</anki-mathjax>", re.I
)
_LATEX = re.compile(r"\[(?P<mark>\$\$|\$|latex)\](?P<tex>.{1,2000}?)\[/(?P=mark)\]")


def line_edits(line: str, masked: str) -> Iterator[Edit]:
    if "[sound:" in masked:
        for match in _SOUND.finditer(masked):
            name = line[match.start("name") : match.end("name")].strip()
            yield Edit(*match.span(), image(name, name))
    if "<anki-mathjax" in masked.lower():
        for match in _MATHJAX.finditer(masked):
            yield Edit(*match.span(), _formula(match["tex"], shown=match["block"] is not None))
    if "[$" in masked or "[latex]" in masked:
        for match in _LATEX.finditer(masked):
            tex = match["tex"].strip().strip("$") if match["mark"] == "latex" else match["tex"]
            yield Edit(*match.span(), _formula(tex, shown=match["mark"] == "$$"))


def _formula(tex: str, *, shown: bool) -> str:
    return f"\\[{tex}\\]" if shown else f"\\({tex}\\)"
