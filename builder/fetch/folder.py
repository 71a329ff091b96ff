"""The folder of fetched files.

Owns: what lies where in it.  What is half loaded lies beside the files as ``….part`` with a note of how to go on.
Does not own: how a file appears whole or not at all, and never through a link (``project.writing``).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from builder.fetch.manifest import NAME, Entry, Manifest, format_manifest, parse_manifest
from builder.project.plain import MEGABYTE, read_plain
from builder.project.writing import check_target, write_all

_MANIFEST_BYTES = 50 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Part:
    """A transfer that was broken off: ``size`` bytes of the file that ``validator`` (an ETag or a date) stands for."""

    final: str
    validator: str
    size: int = 0


class Folder:
    """``media/remote``; made when the first file is written."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def manifest(self) -> Manifest:
        """Raises ``ProjectError`` if there is one that cannot be read."""
        path, name = self.root / NAME, f"media/remote/{NAME}"
        if not path.exists():
            return Manifest()
        return parse_manifest(read_plain(path, _MANIFEST_BYTES, name).decode("utf-8", "replace"), name)

    def write_manifest(self, manifest: Manifest) -> None:
        self.write(NAME, format_manifest(manifest).encode())

    def holds(self, entry: Entry) -> bool:
        """Whether the entry's file is there, unchanged."""
        path = self.root / Path(entry.file).name
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256

    def write(self, name: str, data: bytes) -> None:
        """Write a file so that nobody ever sees half of it.  Raises ``ProjectError`` if it cannot be written."""
        write_all([(self.root / name, data)], inside=self._project, owner="fetch")

    def part(self, address: str) -> Part | None:
        """What is left of an earlier transfer from this address, if one can go on from it."""
        file, note = self._part_paths(address)
        try:
            row = json.loads(note.read_text("utf-8"))
            return Part(str(row["final"]), str(row["validator"]), file.stat().st_size)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def open_part(self, address: str, part: Part) -> BinaryIO:
        """A file to go on writing to, after the ``part.size`` bytes that it holds."""
        file, note = self._part_paths(address)
        check_target(file, self._project)
        self.write(note.name, json.dumps(asdict(part)).encode())
        out = file.open("r+b" if part.size and file.exists() else "wb")
        out.truncate(part.size)
        out.seek(part.size)
        return out

    def read_part(self, address: str) -> bytes:
        return self._part_paths(address)[0].read_bytes()

    def drop_part(self, address: str) -> None:
        for path in self._part_paths(address):
            path.unlink(missing_ok=True)

    @property
    def _project(self) -> Path:
        return self.root.parents[1]

    def _part_paths(self, address: str) -> tuple[Path, Path]:
        stem = hashlib.sha256(address.encode()).hexdigest()[:16]
        return self.root / f"{stem}.part", self.root / f"{stem}.part.json"
