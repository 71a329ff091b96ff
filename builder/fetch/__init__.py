"""``deckbuilder fetch``: pictures and sounds from the web, loaded once and kept.

``download`` decides what is loaded and what becomes of it, ``web`` asks servers and
knows whom not to ask, ``folder`` keeps the files, ``manifest`` the record of where each
came from.  No build comes here.
"""

from __future__ import annotations

from builder.fetch.download import FetchResult, Progress, fetch
from builder.fetch.folder import Folder
from builder.fetch.manifest import Entry, Manifest, format_manifest, parse_manifest

__all__ = ["Entry", "FetchResult", "Folder", "Manifest", "Progress", "fetch", "format_manifest", "parse_manifest"]
