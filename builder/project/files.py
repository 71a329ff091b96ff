"""The project on disk: its root, configuration, sources, ledger and media.

Owns: which files belong to a project, and reading them.  Does not own: what their bytes mean, nor writing
(``writing``, ``output``).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from builder.fetch.manifest import NAME as MANIFEST
from builder.fetch.manifest import parse_manifest
from builder.model.config import Config, parse_config
from builder.model.diagnostics import ProjectError
from builder.model.templates import SIDES, Look
from builder.project.cache import Cache
from builder.project.ignore import Ignored
from builder.project.place import CONFIG, LEDGER, NOT_SOURCES, find_place
from builder.project.plain import CONFIG_BYTES, LEDGER_BYTES, PACKAGE_BYTES, SOURCE_BYTES, read_plain
from builder.read.formats import KNOWN_SUFFIXES, holds_notes, is_perhaps
from builder.read.formats.foreign import foreign, passed_over
from builder.rules.identity import SECOND_LEDGER

_SITE_FOLDERS = ("static", "public", "assets", "docs", "media")  # what a site serves from its top
_NOT_FOR_NOTES = ("remote", "readme")  # folders in media/: what was fetched, and pictures of a README


@dataclass(frozen=True, slots=True)
class Project:
    """A folder of sources and what belongs to it.

    ``root`` bounds what may be read: pictures from outside it are refused.  ``only`` names the
    one source that was asked for, where a file was.  ``cache`` is where builds are remembered, if anywhere.
    """

    root: Path
    folder: Path
    config: Config
    ledger: Path
    only: str = ""
    cache: Cache | None = field(default=None, compare=False)
    config_file: Path | None = None

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
    place = find_place(path, config, ledger)
    parsed = parse_config(read_text(place.config), place.config.name) if place.config else Config()
    return Project(place.root, place.folder, parsed, place.ledger, place.only, config_file=place.config)


def line_of_path(config: Path, value: str) -> int:
    """The line of a configuration file at which a ``path`` has ``value``; 1 where it is written in another way."""
    written = re.compile(rf"""\s*path\s*=\s*["']{re.escape(value)}["']""")
    return next((at for at, line in enumerate(read_text(config).splitlines(), 1) if written.match(line)), 1)


def list_sources(project: Project) -> tuple[str, ...]:
    """The paths of the sources, relative to their folder, sorted; POSIX separators.

    Raises ``ProjectError`` if there are none.
    """
    if project.only:
        return (project.only,)
    found = _known_sources(project)
    if not found and project.config.sources:
        files = sum(1 for _ in _walk(project.folder))
        globs = ", ".join(map(repr, project.config.sources))
        raise ProjectError(
            f"sources = [{globs}] in {CONFIG} matches none of {files} files",
            hint="write globs relative to the folder of documents, such as '*.md' or 'notes/*.txt'",
            code="P001",
        )
    if not found:
        kinds = ", ".join(sorted(KNOWN_SUFFIXES))
        unread = passed_over(foreign_files(project))
        raise ProjectError(
            f"{project.folder.name} holds no documents" + (f"; {unread.message}" if unread else ""),
            hint=f"documents end in {kinds}; a glob in `sources` of {CONFIG} can name others",
            code="P001",
        )
    return found


def is_source(project: Project, relative: str) -> bool:
    """Whether there is such a file in the folder of sources, though it may be excluded or hold no note."""
    return bool(relative) and (project.folder / relative).is_file()


def in_git(project: Project) -> bool:
    """Whether the sources lie in a git repository."""
    return any((folder / ".git").exists() for folder in (project.folder, *project.folder.parents))


def path_in_git(project: Project) -> str:
    """The path of the sources from the top of their git repository; empty at the top, and where there is none."""
    for folder in (project.folder, *project.folder.parents):
        if (folder / ".git").exists():
            path = project.folder.relative_to(folder).as_posix()
            return "" if path == "." else path
    return ""


def refuse_second_ledger(project: Project) -> None:
    """Raise ``ProjectError`` if a folder above (up to the repository's root) or below has the project's ledger."""
    for folder in (project.folder, *project.folder.parents):
        if folder != project.folder and _is_ledger(folder / LEDGER):
            raise _second_ledger(folder, project)
        if (folder / ".git").exists():
            break
    for base, folders, files in os.walk(project.folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in NOT_SOURCES)
        if LEDGER in files and Path(base) != project.folder and _is_ledger(Path(base) / LEDGER):
            raise _second_ledger(Path(base), project)


def _is_ledger(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(10) == b'{"ledger":'
    except OSError:
        return False


def _second_ledger(folder: Path, project: Project) -> ProjectError:
    shown = os.path.relpath(folder, project.folder)
    path = f"{folder.name}/{LEDGER}"
    return ProjectError(
        f"{path} is a ledger already ({shown} from here): a second one would give every note a second identity",
        hint=f"build {folder.name}; if this is a project of its own, name its ledger (--ledger)",
        code=SECOND_LEDGER.code,
    )


def unread_sources(project: Project) -> tuple[str, ...]:
    """The sources beside the one that was asked for; none where the whole folder was."""
    return tuple(p for p in _known_sources(project) if p != project.only) if project.only else ()


def _known_sources(project: Project) -> tuple[str, ...]:
    wanted = project.config.sources
    found = []
    ignored = Ignored(project.folder)
    templates = {getattr(options, side) for options in project.config.notetype.values() for side in SIDES}
    for path in _walk(project.folder, ignored):
        relative = path.relative_to(project.folder).as_posix()
        if relative in templates:
            continue
        known = path.suffix.lower() in KNOWN_SUFFIXES if not wanted else _matches(relative, wanted)
        if not known or _matches(relative, project.config.exclude):
            continue
        if wanted or not is_perhaps(relative) or _holds_notes(path, relative):
            found.append(relative)
    return tuple(sorted(found))


def _holds_notes(path: Path, relative: str) -> bool:
    try:
        return path.stat().st_size <= SOURCE_BYTES and holds_notes(relative, path.read_bytes())
    except OSError:
        return True  # which is told when it is read


def foreign_files(project: Project) -> tuple[str, ...]:
    """The files below the folder of sources whose format is known and not read; none where one source was named."""
    if project.only:
        return ()
    ignored = Ignored(project.folder)
    paths = (path.relative_to(project.folder).as_posix() for path in _walk(project.folder, ignored))
    return tuple(sorted(p for p in paths if foreign(p) and not _matches(p, project.config.exclude)))


def _walk(folder: Path, ignored: Ignored | None = None) -> Iterator[Path]:
    for base, folders, files in os.walk(folder, onerror=_cannot_list):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in NOT_SOURCES)
        if ignored:
            folders[:] = [f for f in folders if not ignored.is_folder(Path(base) / f)]
        for name in files:
            if not name.startswith(".") and name not in (CONFIG, LEDGER):
                path = Path(base) / name
                if not (ignored and ignored.is_file(path)):
                    yield path


def _cannot_list(error: OSError) -> None:
    """A folder that is passed over would retire all its notes."""
    raise ProjectError(
        f"the folder {error.filename} cannot be listed: {error.strerror}",
        hint="make it readable, or leave it out with `exclude`",
        code="P001",
    )


def _matches(relative: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(relative, p) or PurePosixPath(relative).match(p) for p in patterns)


def read_source(project: Project, relative: str) -> bytes:
    """The bytes of a source.  Raises ``ProjectError`` if it cannot be read or leads out of the project."""
    path = project.folder / relative
    if not _leads_into(path, project.root):
        raise ProjectError(
            f"{relative} is a link that leads out of the project, or nowhere",
            hint="copy the file into the sources",
            code="P001",
        )
    return read_plain(path, SOURCE_BYTES, relative)


def _leads_into(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return False


def read_text(path: Path, limit: int = CONFIG_BYTES) -> str:
    """The text of a UTF-8 file of the project's own, at most ``limit`` bytes.  Raises ``ProjectError``."""
    try:
        text = read_plain(path, limit, path.name).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProjectError(f"{path.name} is not UTF-8", hint="save the file as UTF-8", code="P002") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that the author named.  Raises ``ProjectError``."""
    return read_plain(path, PACKAGE_BYTES)


def read_style(project: Project) -> str:
    """The text of the project's own style, if the configuration names one; raises as ``_read_own``."""
    name = project.config.card.css
    return _read_own(project, name, "style", "[card] css") if name else ""


def read_looks(project: Project) -> dict[str, Look]:
    """The styles and templates of the project's own notetypes, by their names; raises as ``_read_own``."""
    looks = {}
    for name, options in project.config.notetype.items():
        key = f"[notetype.{name}]"
        files = {side: file for side in SIDES if (file := getattr(options, side))}
        sides = {side: (file, _read_own(project, file, "template", f"{key} {side}")) for side, file in files.items()}
        css = _read_own(project, options.css, "style", f"{key} css") if options.css else ""
        looks[name] = Look(css, sides)
    return looks


def _read_own(project: Project, name: str, what: str, key: str) -> str:
    """The text of a file that belongs to the look of cards.

    Raises ``ProjectError`` if it cannot be read, or leads out of the project.
    """
    path = project.folder / name
    if not _leads_into(path, project.root):
        raise ProjectError(
            f"the {what} {name} is not there, or leads out of the project",
            hint=f"{key} is a file's name, relative to the folder of sources",
            code="P001",
        )
    return read_text(path)


def read_ledger(project: Project) -> str | None:
    """The ledger's text, or None where there is none yet.

    Raises ``ProjectError`` if it is no plain file: a link would be replaced by the next release, and the file
    that it leads to would fall behind.
    """
    path = project.ledger
    if path.is_symlink():
        raise ProjectError(
            f"{path.name} is a link", hint="keep the ledger itself there, or name it with --ledger", code="P001"
        )
    return read_text(path, LEDGER_BYTES) if path.exists() else None


@dataclass(frozen=True, slots=True)
class ProjectMedia:
    """Reads media for ``media.MediaStore``, from beside the source and from the media folders.

    ``looked`` has each path that was tried, with the SHA-256 of what was read there, or "" for nothing.
    """

    project: Project
    looked: dict[str, str] = field(default_factory=dict, compare=False)
    _names: dict[str, list[Path]] = field(default_factory=dict, compare=False)

    def read_media(self, source: str, reference: str) -> tuple[str, bytes]:
        """The path relative to the project's root, and the bytes.

        A path that begins with a slash is looked for from the top of the project, as on a site; a file that is not
        where its path says is known by its name, as in vaults, if one of that name is nearer than all others.
        Raises ``FileNotFoundError``, or ``PermissionError`` for a path that leads out of the project.
        """
        reference = reference.replace("\\", "/")
        if ":" in reference.partition("/")[0]:
            raise PermissionError(reference)
        root = self.project.root.resolve()
        beside = (self.project.folder / source).parent
        outside = False
        bases = (beside, *self.project.media_folders)
        if reference.startswith("/"):
            top = dict.fromkeys((self.project.folder, self.project.root))
            bases = (*top, *(folder / name for folder in top for name in _SITE_FOLDERS), Path("/"))
        for base in bases:
            path = base / reference.lstrip("/")
            try:
                real = path.resolve()
                if not real.is_relative_to(root):
                    outside = True
                elif real.is_file():
                    return real.relative_to(root).as_posix(), self._read(path)
            except (OSError, ValueError):
                continue
            self.looked[str(path)] = ""
        named = None if outside and ".." in reference else self._by_name(beside.resolve(), reference)
        if named is not None:
            return named.relative_to(root).as_posix(), self._read(named)
        if outside:
            raise PermissionError(reference)
        raise FileNotFoundError(reference)

    def _read(self, path: Path) -> bytes:
        data = path.read_bytes()
        self.looked[str(path)] = hashlib.sha256(data).hexdigest()
        return data

    @property
    def searched(self) -> bool:
        """Whether a file was looked for by its name, anywhere in the project."""
        return bool(self._names)

    def _by_name(self, beside: Path, reference: str) -> Path | None:
        """The file anywhere in the project whose path ends like ``reference``: the nearest, if only one is."""
        if not self._names:
            root = self.project.root.resolve()
            for path in _walk(root):
                self._names.setdefault(path.name.casefold(), []).append(path)
            self._names.setdefault("", [])
        wanted = [part.casefold() for part in PurePosixPath(reference).parts if part not in ("/", ".")]
        found = [
            path
            for path in (self._names.get(wanted[-1], []) if wanted else [])
            if [part.casefold() for part in path.parts[-len(wanted) :]] == wanted
        ]
        ways = sorted(
            (_way(beside, path.parent), path)
            for path in found
            if path.resolve().is_relative_to(self.project.root.resolve())
        )
        alone = ways and (len(ways) == 1 or ways[0][0] < ways[1][0])
        return ways[0][1] if alone else None

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


def _way(one: Path, other: Path) -> int:
    """How many folders one goes up and down from one folder to another."""
    common = len(os.path.commonpath((one, other)).rstrip(os.sep).split(os.sep))
    return len(one.parts) + len(other.parts) - 2 * common


def remote_media(project: Project) -> Mapping[str, str]:
    """Addresses of fetched pictures to their file names, as ``media.MediaStore`` takes them."""
    path = project.root / "media" / "remote" / MANIFEST
    return parse_manifest(read_text(path), MANIFEST).paths if path.is_file() else {}
