"""What a run looked at on the disk: facts that are written down, and looked up again before the next run.

Owns: the kinds of facts, and whether they still hold.  Does not own: which facts decide a run (``pipeline``), nor what
is spared when all of them hold (``cli.again``).  It imports next to nothing: looking has to be quick.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from builder.model.diagnostics import ProjectError
from builder.project.place import NOT_SOURCES
from builder.project.plain import PACKAGE_BYTES, read_plain

EXISTS = "exists"  # whether there is anything of this name
CONTENT = "content"  # the bytes of a file, and where a link leads; nothing where there is no such file
NAMES = "names"  # of all that is below a folder, but in hidden folders and those that are never walked
ENTRIES = "entries"  # the names right in a folder
MOST = 20_000  # facts; more of them are no shortcut


@dataclass(slots=True)
class Evidence:
    """Facts by their kind and path.  ``since`` is when the run began, in Unix seconds; ``written`` is its own work."""

    since: float
    facts: dict[tuple[str, str], str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)

    def add(self, kind: str, path: Path, *, written: bool = False) -> None:
        """Write down what is so now; ``written`` by the run itself."""
        self.facts[kind, str(path)] = look(kind, str(path))
        if written:
            self.written.add(str(path))

    def add_contents(self, read: Mapping[str, str]) -> None:
        """Write down what was read: paths, each with the SHA-256 of its bytes in hexadecimal digits, "" for nothing."""
        self.facts |= {(CONTENT, path): _content(path, digest) for path, digest in read.items()}

    @property
    def is_sound(self) -> bool:
        """Whether nothing was changed while it was looked at, and looking again is worth while."""
        paths = (path for kind, path in self.facts if kind == CONTENT and path not in self.written)
        return len(self.facts) <= MOST and not any(map(self._is_newer, paths))

    def _is_newer(self, path: str) -> bool:
        try:
            return os.stat(path).st_ctime >= self.since
        except OSError:
            return False


def holds(facts: Mapping[tuple[str, str], str]) -> bool:
    """Whether all facts are as they were."""
    return all(look(kind, path) == value for (kind, path), value in facts.items())


def look(kind: str, path: str) -> str:
    """What is so now."""
    if kind == EXISTS:
        return str(os.path.lexists(path))
    if kind == CONTENT:
        try:
            return _content(path, hashlib.sha256(read_plain(Path(path), PACKAGE_BYTES, watched=False)).hexdigest())
        except ProjectError:
            return _content(path, "")
    names = sorted(_names(path)) if kind == NAMES else _entries(path)
    return hashlib.sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()


def _content(path: str, digest: str) -> str:
    return f"{os.path.realpath(path)}\0{digest}"


def _entries(path: str) -> list[str]:
    try:
        return sorted(os.listdir(path))
    except OSError:
        return []


def _names(top: str) -> Iterator[str]:
    for base, folders, files in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in NOT_SOURCES]
        yield base
        for name in (*folders, *files):
            path = os.path.join(base, name)
            yield f"{path}\0{os.readlink(path)}" if os.path.islink(path) else path
