"""The folder that builds write to, and the list of what each project wrote there.

Owns: which files of that folder may be replaced or removed: those of the list, and no others.  Does not own:
what is in them, nor how they are written (``writing``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from builder.model.diagnostics import ProjectError
from builder.project.plain import MEGABYTE, read_plain
from builder.project.system import is_portable_path
from builder.project.writing import check_target, clear_leftovers, holds, write_all
from builder.rules.project import CANNOT_WRITE

LIST = ".deckbuilder-files.json"
_ABOUT = "What Deckbuilder wrote here, by project and name, with SHA-256; it replaces and removes nothing else."
_LIST_BYTES = 100 * MEGABYTE

_Files = Mapping[str, str]  # names, with "/" between their parts, to digests


def never(_: Path) -> bool:
    """Recognise no file."""
    return False


@dataclass(frozen=True, slots=True)
class Output:
    """A folder to write to; ``project`` is the identity of the project that writes."""

    folder: Path
    project: str

    def publish(
        self,
        files: Mapping[str, bytes],
        *,
        replaces: Callable[[str], bool],
        recognise: Callable[[Path], bool] = never,
        before: Sequence[tuple[Path, bytes]] = (),
        owner: str = "x",
    ) -> None:
        """Write ``files``, names to bytes, and remove what an earlier build of this project wrote in their place.

        ``replaces`` tells which names of the list go if ``files`` has them no more; ``recognise`` whether a file that
        is not on the list is the project's nonetheless (the list may be lost).  ``before`` is written first;
        all of it is done or nothing.  Raises ``ProjectError`` for a link or a foreign file in the way.
        """
        _check_folder(self.folder)
        listed = _read(self.folder / LIST)
        mine = dict(listed.get(self.project, {}))
        for name in files:
            self._check_owner(name, files[name], listed, recognise)
        outdated = [name for name in mine if name not in files and replaces(name)]
        removable = [self.folder / name for name in outdated if self._is_untouched(name, mine[name])]
        for name in outdated:
            del mine[name]
        mine |= {name: _digest(data) for name, data in files.items()}
        text = _text({**listed, self.project: mine})
        targets = [*before, *((self.folder / name, data) for name, data in files.items()), (self.folder / LIST, text)]
        clear_leftovers({path.parent for path, _ in targets} | {path.parent for path in removable}, owner)
        for path, _ in before:
            check_target(path)
        write_all(targets, remove=removable, inside=self.folder, owner=owner)
        for folder in {path.parent for path in removable} - {self.folder}:
            with suppress(OSError):
                folder.rmdir()  # if it is empty

    def _check_owner(
        self, name: str, data: bytes, listed: Mapping[str, _Files], recognise: Callable[[Path], bool]
    ) -> None:
        path = self.folder / name
        check_target(path, self.folder)
        if name in listed.get(self.project, {}) or not path.exists() or holds(path, data) or recognise(path):
            return
        if any(name in files for project, files in listed.items() if project != self.project):
            raise ProjectError(
                f"{path} belongs to another project, which writes here too",
                hint="give this one a folder of its own (--out), or another name (deck = …)",
                code=CANNOT_WRITE.code,
            )
        raise ProjectError(
            f"{path} was not made by this project, and would be replaced",
            hint="move it away, or build into another folder (--out)",
            code=CANNOT_WRITE.code,
        )

    def _is_untouched(self, name: str, digest: str) -> bool:
        path = self.folder / name
        try:
            check_target(path, self.folder)
            return path.is_file() and _digest(path.read_bytes()) == digest
        except (ProjectError, OSError):
            return False


def _check_folder(folder: Path) -> None:
    if folder.is_symlink():
        raise ProjectError(
            f"{folder} is a link, and nothing is written through one",
            hint="give the folder that it leads to (--out), or remove the link",
            code=CANNOT_WRITE.code,
        )
    if folder.exists() and not folder.is_dir():
        raise ProjectError(
            f"{folder} is a file, not a folder", hint="choose another folder (--out)", code=CANNOT_WRITE.code
        )


def _read(path: Path) -> dict[str, _Files]:
    """Return the list by project; what is damaged or names a place outside of the folder counts as not listed."""
    if path.is_symlink() or not path.is_file():
        return {}
    try:
        table = json.loads(read_plain(path, _LIST_BYTES))["projects"]
        return {
            str(project): {n: str(d) for n, d in files.items() if is_portable_path(n)}
            for project, files in table.items()
        }
    except (ProjectError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _text(listed: Mapping[str, _Files]) -> bytes:
    table = {
        "about": _ABOUT,
        "projects": {project: dict(sorted(files.items())) for project, files in sorted(listed.items())},
    }
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
