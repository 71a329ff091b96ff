"""Where a project is: its folder, configuration, ledger and root, told from names alone.

Owns: the names of its own files, and which folders are never walked.  Does not own: what is in any of them (``files``).
It imports next to nothing, for a command may have nothing else to do.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

CONFIG = "deckbuilder.toml"
LEDGER = "ledger.jsonl"
NOT_SOURCES = frozenset({"media", "dist", "node_modules", "__pycache__", "venv", "site-packages"})


@dataclass(frozen=True, slots=True)
class Place:
    """``only`` names the one source that was asked for; ``root`` bounds what may be read."""

    folder: Path
    only: str
    config: Path | None
    ledger: Path
    root: Path


def find_place(path: Path, config: Path | None = None, ledger: Path | None = None) -> Place:
    """The place of the project of a folder of sources, or of one source; whether it is there is not asked."""
    path = Path(os.path.abspath(path))
    folder, only = (path, "") if path.is_dir() else (path.parent, path.name)
    if config is None:
        config = next((f for f in (folder / CONFIG, folder.parent / CONFIG) if os.path.lexists(f)), None)
    root = folder.parent if folder.name == "sources" or (config and config.parent == folder.parent) else folder
    return Place(folder, only, config, ledger or folder / LEDGER, root)
