"""``deckbuilder fetch``: pictures and sounds from the web, loaded once and kept.

``download`` decides what is loaded and what becomes of it, ``web`` asks servers and
knows whom not to ask, ``folder`` keeps the files, ``manifest`` the record of where each
came from; ``links`` asks whether pages are still there.  No build comes here.
"""

from __future__ import annotations

from builder.fetch.download import FetchResult, Progress, fetch
from builder.fetch.folder import Folder
from builder.fetch.links import LinkResult, check_links
from builder.fetch.manifest import Entry, Manifest, format_manifest, parse_manifest

__all__ = [
    "Entry",
    "FetchResult",
    "Folder",
    "LinkResult",
    "Manifest",
    "Progress",
    "check_links",
    "fetch",
    "format_manifest",
    "parse_manifest",
]
