"""What differs between operating systems: names that Windows cannot write, folders that can be synced.

Owns: every such difference in how files are written.  Does not own: any file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# Windows takes these for devices, whatever their suffix.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in "0123456789¹²³")})
_FORBIDDEN = '<>:"/\\|?*'


def portable(stem: str) -> str:
    """Return ``stem`` as the stem of a file's name that every system can write."""
    legal = "".join("-" if c in _FORBIDDEN or not c.isprintable() else c for c in stem).rstrip(". ")
    return f"{legal}-" if not legal or legal.partition(".")[0].casefold() in _DEVICES else legal


def is_portable_path(name: str) -> bool:
    """Whether ``name``, with ``/`` between its parts, leads downwards on every system."""
    parts = name.split("/")
    return bool(name) and all(
        p not in ("", ".", "..") and not set(p) & set(_FORBIDDEN) and p.isprintable() for p in parts
    )


def sync_folder(folder: Path, open_folder: Callable[[Path, int], int] = os.open) -> None:
    """Make sure that the names in ``folder`` outlive a power cut, where the system can."""
    with suppress(OSError):  # Windows opens no folders, and some file systems sync none
        handle = open_folder(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
