"""TeX as Anki's MathJax reads it (first version)."""

from __future__ import annotations

ENVIRONMENTS = frozenset(
    "equation align align* gather aligned matrix pmatrix bmatrix cases array gathered split".split()
)
