"""The project on disk: its root, configuration, sources and media, and what a build writes.

Owns: every file that Deckbuilder reads or writes.  Files are written whole or not at all.
Does not own: what their bytes mean.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from builder.fetch.manifest import NAME as MANIFEST
from builder.fetch.manifest import parse_manifest
from builder.model.config import Config, parse_config
from builder.model.diagnostics import ProjectError
from builder.read.formats import KNOWN_SUFFIXES

CONFIG = "deckbuilder.toml"
LEDGER = "ledger.jsonl"
_NOT_SOURCES = frozenset({"media", "dist", "node_modules", "__pycache__", "venv", "site-packages"})
_NOT_FOR_NOTES = ("remote", "readme")  # folders in media/: what was fetched, and pictures of a README


@dataclass(frozen=True, slots=True)
class Project:
    """A folder of sources and what belongs to it.

    ``root`` bounds what may be read: pictures from outside it are refused.  ``only`` names the
    one source that was asked for, where a file was.
    """

    root: Path
    folder: Path
    config: Config
    ledger: Path
    only: str = ""

    @property
    def name(self) -> str:
        """The root deck, where the configuration names none."""
        return (
            self.folder.parent.name if self.folder.name == "sources" and self.folder.parent.name else self.folder.name
        )

    @property
    def media_folders(self) -> tuple[Path, ...]:
        folders = (self.folder / "media", self.root / "media")
        return tuple(dict.fromkeys(f for base in folders for f in (base, base / "remote")))


def open_project(path: Path, config: Path | None = None, ledger: Path | None = None) -> Project:
    """The project of a folder of sources, or of one source.

    Raises ``ProjectError`` if the path is missing or the configuration is wrong.
    """
    path = Path(os.path.abspath(path))
    if not path.exists():
        raise ProjectError(f"{path.name} does not exist", hint=f"there is no file or folder {path}", code="P001")
    folder, only = (path, "") if path.is_dir() else (path.parent, path.name)
    if config is None:
        config = next((f for f in (folder / CONFIG, folder.parent / CONFIG) if f.is_file()), None)
    parsed = parse_config(read_text(config), config.name) if config else Config()
    root = folder.parent if folder.name == "sources" or (config and config.parent == folder.parent) else folder
    return Project(root, folder, parsed, ledger or folder / LEDGER, only)


def list_sources(project: Project) -> tuple[str, ...]:
    """The paths of the sources, relative to their folder, sorted; POSIX separators.

    Raises ``ProjectError`` if there are none.
    """
    if project.only:
        return (project.only,)
    found = _known_sources(project)
    if not found:
        kinds = ", ".join(sorted(KNOWN_SUFFIXES))
        raise ProjectError(
            f"{project.folder.name} holds no documents",
            hint=f"documents end in {kinds}; a glob in `sources` of {CONFIG} can name others",
            code="P001",
        )
    return found


def unread_sources(project: Project) -> tuple[str, ...]:
    """The sources beside the one that was asked for; none where the whole folder was."""
    return tuple(p for p in _known_sources(project) if p != project.only) if project.only else ()


def _known_sources(project: Project) -> tuple[str, ...]:
    wanted = project.config.sources
    found = []
    for path in _walk(project.folder):
        relative = path.relative_to(project.folder).as_posix()
        known = path.suffix.lower() in KNOWN_SUFFIXES if not wanted else _matches(relative, wanted)
        if known and not _matches(relative, project.config.exclude):
            found.append(relative)
    return tuple(sorted(found))


def _walk(folder: Path) -> Iterator[Path]:
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _NOT_SOURCES)
        for name in files:
            if not name.startswith(".") and name not in (CONFIG, LEDGER):
                yield Path(base) / name


def _matches(relative: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(relative, p) or PurePosixPath(relative).match(p) for p in patterns)


def read_source(project: Project, relative: str) -> bytes:
    """The bytes of a source.  Raises ``ProjectError`` if it cannot be read or leads out of the project."""
    path = project.folder / relative
    try:
        if not path.resolve().is_relative_to(project.root.resolve()):
            raise ProjectError(
                f"{relative} is a link that leads out of the project",
                hint="copy the file into the sources",
                code="P001",
            )
        return path.read_bytes()
    except OSError as error:
        raise ProjectError(f"{relative} cannot be read: {error.strerror}", code="P001") from None


def read_text(path: Path) -> str:
    """The text of a UTF-8 file of the project's own.  Raises ``ProjectError``."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ProjectError(f"{path.name} cannot be read: {error.strerror}", code="P001") from None
    except UnicodeDecodeError:
        raise ProjectError(f"{path.name} is not UTF-8", hint="save the file as UTF-8", code="P002") from None


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that the author named.  Raises ``ProjectError``."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}", code="P001") from None


def read_ledger(project: Project) -> str | None:
    """The ledger's text, or None where there is none yet."""
    return read_text(project.ledger) if project.ledger.exists() else None


@dataclass(frozen=True, slots=True)
class ProjectMedia:
    """Reads media for ``media.MediaStore``, from beside the source and from the media folders."""

    project: Project

    def read_media(self, source: str, reference: str) -> tuple[str, bytes]:
        """The path relative to the project's root, and the bytes.

        Raises ``FileNotFoundError``, or ``PermissionError`` for a path that leads out of the project.
        """
        if PurePosixPath(reference).is_absolute() or "\\" in reference or ":" in reference.partition("/")[0]:
            raise PermissionError(reference)
        root = self.project.root.resolve()
        beside = (self.project.folder / source).parent
        outside = False
        for base in (beside, *self.project.media_folders):
            path = base / reference
            try:
                real = path.resolve()
                if not real.is_relative_to(root):
                    outside = True
                elif real.is_file():
                    return real.relative_to(root).as_posix(), real.read_bytes()
            except (OSError, ValueError):
                continue
        if outside:
            raise PermissionError(reference)
        raise FileNotFoundError(reference)

    def files(self) -> tuple[str, ...]:
        """All files in the media folders that notes may show, relative to the project's root, sorted."""
        root = self.project.root
        found = {
            path.relative_to(root).as_posix()
            for folder in self.project.media_folders
            if folder.is_dir() and folder.name != "remote"
            for path in _walk(folder)
            if not {folder / name for name in _NOT_FOR_NOTES} & set(path.parents)
        }
        return tuple(sorted(found))


def remote_media(project: Project) -> Mapping[str, str]:
    """Addresses of fetched pictures to their file names, as ``media.MediaStore`` takes them."""
    path = project.root / "media" / "remote" / MANIFEST
    return parse_manifest(read_text(path), MANIFEST).paths if path.is_file() else {}


def write_all(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write files, each whole or not at all: all are first written beside their places, then moved, in order.

    A file whose bytes are already there is left alone.  Raises ``ProjectError``; then no file was changed.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, data in files:
            if _same(path, data):
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            waiting.append((Path(name), path))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644 & ~_umask())
        for temporary, path in waiting:
            os.replace(temporary, path)
    except OSError as error:
        hint = "free some space on the disk" if error.errno == errno.ENOSPC else "check the path and its permissions"
        name = error.filename or ""
        raise ProjectError(f"cannot write {name}: {error.strerror}", hint=hint, code="P007") from None
    finally:
        for temporary, _ in waiting:
            temporary.unlink(missing_ok=True)


def remove(paths: Iterable[Path]) -> None:
    """Remove files that an earlier build made and this one does not."""
    for path in paths:
        path.unlink(missing_ok=True)


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
