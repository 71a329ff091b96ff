"""Writing: files appear whole or not at all, all of them or none, and never through a link.

Owns: temporary files, the order of replacing, undoing it when a later file fails.  Does not own: which
files may be replaced (``output``), nor what is in them.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from builder.model.diagnostics import ProjectError
from builder.project.plain import kind_of
from builder.project.system import sync_folder
from builder.rules.project import CANNOT_WRITE

_PREFIX = ".deckbuilder-"


def write_all(
    files: Sequence[tuple[Path, bytes]], *, remove: Iterable[Path] = (), inside: Path | None = None, owner: str = "x"
) -> None:
    """Write ``files`` and remove others: all of it, or nothing.

    All files are first written beside their places, then moved there in the given order, then ``remove`` goes; if
    a step fails, those before it are undone.  A file whose bytes are already there is left alone.  No component of
    a path below ``inside`` (default: the file's own folder) may be a link.  ``owner`` marks the temporary files,
    so that ``clear_leftovers`` knows them.  Raises ``ProjectError`` with the file's name; then nothing was changed.
    """
    wanted = [(path, data) for path, data in files if not holds(path, data)]
    gone = [path for path in remove if os.path.lexists(path)]
    for path in (*(p for p, _ in wanted), *gone):
        check_target(path, inside)
    steps: list[_Step] = []
    path = Path()
    try:
        for path, data in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            steps.append(_Step(path, _beside(path, owner, "part"), _beside(path, owner, "old")))
            _prepare(steps[-1].prepared, data)
        steps += [_Step(path, None, _beside(path, owner, "old")) for path in gone]
        _take_steps(steps)
    except OSError as error:
        raise _not_written(path if error.errno == errno.ENOSPC else _target_of(error, steps, path), error) from None
    finally:
        for step in steps:
            for leftover in (step.prepared, step.old):
                if leftover:
                    with suppress(OSError):
                        leftover.unlink(missing_ok=True)
    for folder in dict.fromkeys(step.target.parent for step in steps):
        sync_folder(folder)


def clear_leftovers(folders: Iterable[Path], owner: str) -> None:
    """Remove the temporary files that a killed run of ``owner`` left in ``folders``; nobody else may be writing."""
    for folder in folders:
        for path in folder.glob(f"{_PREFIX}{owner}-*"):
            with suppress(OSError):
                path.unlink()


@dataclass(frozen=True, slots=True)
class _Step:
    """One file to be replaced (by ``prepared``) or removed (None); ``old`` keeps what was there until all is done."""

    target: Path
    prepared: Path | None
    old: Path


def _take_steps(steps: Sequence[_Step]) -> None:
    undo: list[Callable[[], None]] = []
    try:
        for step in steps:
            had = os.path.lexists(step.target)
            if step.prepared is None:
                os.replace(step.target, step.old)
            else:
                if had:
                    _keep(step.target, step.old)
                os.replace(step.prepared, step.target)
            undo.append(lambda s=step, h=had: os.replace(s.old, s.target) if h else s.target.unlink())  # type: ignore[misc]
    except OSError:
        for back in reversed(undo):
            with suppress(OSError):
                back()
        raise


def _keep(target: Path, old: Path) -> None:
    """Let ``old`` be what ``target`` is now, which stays in its place."""
    try:
        os.link(target, old)
    except OSError:
        shutil.copy2(target, old)


def _beside(path: Path, owner: str, ending: str) -> Path:
    return Path(tempfile.mktemp(prefix=f"{_PREFIX}{owner}-", suffix=f".{ending}", dir=path.parent))


def _prepare(path: Path | None, data: bytes) -> None:
    if path is None:
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def check_target(path: Path, inside: Path | None = None) -> None:
    """Raise ``ProjectError`` if ``path`` cannot be replaced: a folder, or below or at a link."""
    base = inside or path.parent
    parts = [path, *(p for p in path.parents if p != base and p.is_relative_to(base))]
    for part in reversed(parts):
        try:
            mode = part.lstat().st_mode
        except FileNotFoundError:
            return
        except OSError as error:
            raise _not_written(part, error) from None
        if stat.S_ISLNK(mode):
            raise ProjectError(
                f"{part} is a link, and nothing is written through one",
                hint="remove the link, or put a file or folder in its place",
                code=CANNOT_WRITE.code,
            )
        if stat.S_ISDIR(mode) == (part == path):
            what = "a folder" if part == path else kind_of(mode)
            wanted = "a file" if part == path else "a folder"
            raise ProjectError(
                f"{part} is {what}, not {wanted}", hint="move it away, or choose another place", code=CANNOT_WRITE.code
            )


def holds(path: Path, data: bytes) -> bool:
    """Whether ``path`` is a plain file of exactly these bytes."""
    try:
        at = path.lstat()
        return stat.S_ISREG(at.st_mode) and at.st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _target_of(error: OSError, steps: Sequence[_Step], otherwise: Path) -> Path:
    """Return the file that an author knows, of the temporary one that ``error`` names."""
    names = {str(name): step.target for step in steps for name in (step.prepared, step.old, step.target) if name}
    return names.get(str(error.filename), names.get(str(error.filename2), otherwise))


def _not_written(path: Path, error: OSError) -> ProjectError:
    hint = "free some space on the disk" if error.errno == errno.ENOSPC else "check the path and its permissions"
    return ProjectError(f"cannot write {path}: {error.strerror}", hint=hint, code=CANNOT_WRITE.code)
