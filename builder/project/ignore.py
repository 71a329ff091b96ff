"""What lies in a folder and is no source: what git ignores, and the pages that Deckbuilder made.

Owns: ``.gitignore`` files, from the top of the repository down; the only importer of pathspec.  Does not own: which
suffixes are read (``formats``), what the author excludes (``files``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pathspec import GitIgnoreSpec

_GITIGNORE = ".gitignore"
_OWN_PAGE = b'<meta name="generator" content="Deckbuilder'
_HEAD = 4096  # bytes of a page that are looked at
_PAGES = frozenset({".html", ".htm"})


@dataclass(slots=True)
class Ignored:
    """Tells what to pass over below ``folder``."""

    folder: Path
    _specs: dict[Path, GitIgnoreSpec | None] = field(default_factory=dict)
    _above: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        self._above = _up_to_the_repository(self.folder)

    def is_folder(self, path: Path) -> bool:
        """Whether a folder is passed over with all that is in it."""
        return self._is_ignored(path, "/") or _is_own_page(path / "index.html")

    def is_file(self, path: Path) -> bool:
        return self._is_ignored(path, "") or (path.suffix.lower() in _PAGES and _is_own_page(path))

    def _is_ignored(self, path: Path, end: str) -> bool:
        """What the nearest ``.gitignore`` with an opinion says."""
        for base in (*[p for p in path.parents if p.is_relative_to(self.folder)], *self._above):
            spec = self._spec(base)
            if spec is None:
                continue
            found = spec.check_file(path.relative_to(base).as_posix() + end)
            if found.include is not None:
                return found.include
        return False

    def _spec(self, folder: Path) -> GitIgnoreSpec | None:
        if folder not in self._specs:
            try:
                text = (folder / _GITIGNORE).read_text(encoding="utf-8", errors="replace")
                self._specs[folder] = GitIgnoreSpec.from_lines(text.splitlines())
            except (OSError, ValueError):
                self._specs[folder] = None
        return self._specs[folder]


def _up_to_the_repository(folder: Path) -> tuple[Path, ...]:
    """The folders around ``folder``, innermost first, up to the one that holds ``.git``; none without it."""
    above: list[Path] = []
    for path in (folder, *folder.parents):
        if path != folder:
            above.append(path)
        if (path / ".git").exists():
            return tuple(above)
    return ()


def _is_own_page(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _OWN_PAGE in file.read(_HEAD)
    except OSError:
        return False
