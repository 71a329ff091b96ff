"""Reading: documents to drafts.

A form is a record, in one file of ``forms``; a dialect is a form with a few parameters (``builtin.toml``).  The forms
say what a block would be, ``choose`` which of it is, ``fold`` what follows from it, and ``fold.polish`` tidies the
lines of each note.  Answers that stand apart from the questions, in a key, are taken out before (``keys.find``) and
given to them in the end (``keys.serving``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from builder.model.document import Document
from builder.read.choose.detection import Detection, detect
from builder.read.conflicts import conflicts
from builder.read.fold.folder import Reading, fold
from builder.read.forms.form import Dialect
from builder.read.forms.registry import prepared, registry
from builder.read.keys import find as answer_key
from builder.read.keys import serving as key_serving
from builder.read.language.spoken import languages, speaking

__all__ = ["Detection", "Dialect", "Reading", "detect", "fold", "read", "registry"]

_TRIES = 2  # how often a document is read without what looks like keys, before none of it is taken for one


def read(document: Document, dialects: Mapping[str, Dialect], forced: str | None = None, name: str = "") -> Reading:
    """Read ``document`` in the dialects that fit it best, or in those that are ``forced``, with commas between them."""
    document = prepared(document, dialects, forced)
    with speaking(languages(document)):
        reading = _read(document, dialects, forced, name)
    return replace(reading, diagnostics=(*conflicts(document), *reading.diagnostics))


def _read(document: Document, dialects: Mapping[str, Dialect], forced: str | None, name: str) -> Reading:
    keys = answer_key.find(document.blocks)
    for _ in range(_TRIES):
        left_out = frozenset(at for key in keys for at in range(key.start, key.end))
        numbers = answer_key.answered_numbers(keys)
        reading = fold(document, detect(document, dialects, forced, name, left_out, numbers))
        held = key_serving.held(reading, keys)
        if held == keys:
            return key_serving.given(reading, keys)
        keys = held
    return fold(document, detect(document, dialects, forced, name))
