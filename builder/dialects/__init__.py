"""Reading: documents to drafts.

A dialect is data (``dialect``, ``builtin.toml``); one reader reads them all: ``classify``
says what a block would be, ``detection`` which of it is, ``fold`` what follows from it, and
``polish`` tidies the lines of each note.
"""

from __future__ import annotations

from collections.abc import Mapping

from builder.dialects.detection import Detection, detect
from builder.dialects.dialect import Dialect, registry
from builder.dialects.fold import Reading, fold
from builder.document import Document

__all__ = ["Detection", "Dialect", "Reading", "detect", "fold", "read", "registry"]


def read(document: Document, dialects: Mapping[str, Dialect], forced: str | None = None, name: str = "") -> Reading:
    """Read ``document`` in the dialects that fit it best, or in the one that is ``forced``."""
    return fold(document, detect(document, dialects, forced, name))
