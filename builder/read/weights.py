"""The numbers by which it is chosen what a document says, by name: ``weights.toml``.

Owns: nothing but the file.  Lengths and how far one looks ahead are with what looks; these here are tuned.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

_TABLES = tomllib.loads((Path(__file__).parent / "weights.toml").read_text(encoding="utf-8"))

SCORE: dict[str, float] = _TABLES["score"]
LIKENESS: dict[str, float] = _TABLES["likeness"]
CHANGES: dict[str, float] = _TABLES["changes"]
SERIES: dict[str, float] = _TABLES["series"]
SHARES: dict[str, float] = _TABLES["shares"]
COUNTS: dict[str, int] = _TABLES["counts"]
DIALECTS: dict[str, dict[str, float]] = _TABLES["dialects"]
