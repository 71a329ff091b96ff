"""MathJax 3.2.2, the version that Anki has, out of the package ``django-static-mathjax``.

Owns: where its files lie, and which of them a page needs.  Does not own: its configuration (``site/assets/math.js``,
``mathml``).  Of the package only the files are used; it needs no Django.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files as resources
from pathlib import Path

FOLDER = "mathjax/"
_PROGRAM = "tex-chtml-full.js"
_FONTS = "output/chtml/fonts/woff-v2"


def folder() -> Path:
    """Return the folder of MathJax's files."""
    return Path(str(resources("mathjax") / "static" / "mathjax" / "es5"))


def files() -> Iterator[tuple[str, bytes]]:
    """Yield the files that typeset formulas on a page: path from the site's root, bytes."""
    base = folder()
    for path in (base / _PROGRAM, *sorted((base / _FONTS).glob("*.woff"))):
        yield FOLDER + path.relative_to(base).as_posix(), path.read_bytes()
