"""The record of what was fetched: ``media/remote/manifest.json``.

Owns: its form.  Entries stand sorted by address, so that it reviews and merges well.
Does not own: the file (``folder`` or ``project`` reads it).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType

from builder.model.diagnostics import ProjectError
from builder.model.source import Span

NAME = "manifest.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One fetched file.

    ``address`` as the sources have it, ``final`` the one that answered; ``file`` its name under
    ``media/remote``; ``type`` what it is by its content; ``fetched`` a date, as ``2026-01-31``;
    ``licence`` a note that the server sent or the author wrote here.
    """

    address: str
    final: str
    file: str
    sha256: str
    bytes: int
    type: str
    fetched: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """All fetched files, by address."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    @property
    def paths(self) -> Mapping[str, str]:
        """Address to file name, as ``MediaStore`` takes it."""
        return {address: entry.file for address, entry in self.entries.items()}

    def with_entry(self, entry: Entry) -> Manifest:
        return Manifest(MappingProxyType({**self.entries, entry.address: entry}))


def format_manifest(manifest: Manifest) -> str:
    """The one text of this manifest."""
    files = [asdict(entry) for _, entry in sorted(manifest.entries.items())]
    return json.dumps({"version": _VERSION, "files": files}, indent=2, ensure_ascii=False) + "\n"


def parse_manifest(text: str, path: str) -> Manifest:
    """Read the text of a manifest; ``path`` is for messages.  Raises ``ProjectError``."""
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _broken(path, getattr(error, "msg", str(error)), getattr(error, "lineno", 1)) from None
    if not isinstance(table, dict) or table.get("version") != _VERSION or not isinstance(table.get("files"), list):
        raise _broken(path, f"it has no list of files of version {_VERSION}")
    entries = (_parse_entry(row, path) for row in table["files"])
    return Manifest(MappingProxyType({entry.address: entry for entry in entries}))


def _parse_entry(row: object, path: str) -> Entry:
    if not isinstance(row, dict):
        raise _broken(path, "a file is not a table")
    types = {f.name: int if f.name == "bytes" else str for f in fields(Entry)}
    for name, wanted in types.items():
        if not isinstance(row.get(name, "" if name == "licence" else None), wanted):
            raise _broken(path, f"{name!r} is missing or not of its type at {row.get('address', '?')}")
    return Entry(**{name: row[name] for name in types if name in row})


def _broken(path: str, what: str, line: int = 1) -> ProjectError:
    hint = "restore it from version control, or delete it and run `deckbuilder fetch` again"
    return ProjectError(f"not a valid manifest: {what}", span=Span(path, line), hint=hint, code="P002")
