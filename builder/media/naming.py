"""What a file is called: by what it holds, in letters that every system takes."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from builder.media.kinds import Kind

_NAME_BYTES = 100
_HASH_DIGITS = 12


def content_name(stem: str, identity: bytes, kind: Kind) -> str:
    """``<slug of stem>-<hash of identity>.<ending>``, at most 100 bytes of ``[a-z0-9-.]``."""
    tail = f"-{hashlib.sha1(identity).hexdigest()[:_HASH_DIGITS]}.{kind.extension}"
    head = slug(stem)[: _NAME_BYTES - len(tail)].rstrip("-")
    return f"{head or kind.family.value}{tail}"


def slug(text: str) -> str:
    """The text in ``[a-z0-9-]``, accents taken off."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
