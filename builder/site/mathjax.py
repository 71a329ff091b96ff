"""MathJax 3.2.2, the version that Anki has, out of the package ``sphinx-mathjax-offline``.

Owns: which of its files a site needs.  Does not own: its configuration (``assets/math.js``).
The package's module is never imported: its name is no Python name, and only its files are wanted.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

FOLDER = "mathjax/"
MISSING = (
    "formulas are shown as TeX: the package sphinx-mathjax-offline is not installed (pip install 'deckbuilder[site]')"
)
_PROGRAM = "tex-chtml-full.js"
_FONTS = "output/chtml/fonts/woff-v2"


def installed() -> bool:
    """Whether the package is there."""
    return _folder() is not None


def files() -> Iterator[tuple[str, bytes]]:
    """The files that typeset formulas: path from the site's root, bytes.  None without the package."""
    folder = _folder()
    if folder is None:
        return
    for path in (folder / _PROGRAM, *sorted((folder / _FONTS).glob("*.woff"))):
        yield FOLDER + path.relative_to(folder).as_posix(), path.read_bytes()


def _folder() -> Path | None:
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "static" / "mathjax"
    return folder if (folder / _PROGRAM).is_file() else None
