"""What a build or a check looked at: all that may not change if the next one is to say the same.

What is read through ``project.plain`` is noted down by itself; whatever else a build asks of the disk has to be named
here (``tests/cli/test_again.py`` edits each kind).  Owns: the
list.  Does not own: looking (``project.evidence``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from builder.fetch.manifest import NAME as MANIFEST
from builder.pipeline import Built, Compilation, main_name
from builder.project.evidence import CONTENT, ENTRIES, EXISTS, NAMES, Evidence
from builder.project.output import LIST
from builder.project.place import CONFIG, NOT_SOURCES
from builder.read.formats import is_looked_into


def of_sources(found: Evidence, compilation: Compilation, read: Mapping[str, str]) -> None:
    """Note down what ``compilation`` was made from: what was ``read``, and what was not there to be read."""
    project = compilation.project
    found.add_contents(read)
    folder = project.folder
    for file in (folder / CONFIG, folder.parent / CONFIG, project.root / "media" / "remote" / MANIFEST):
        found.add(CONTENT, file)
    ledger = os.path.abspath(project.ledger)
    found.add(EXISTS, Path(ledger))
    found.written.add(ledger)  # perhaps by us, and what was read is what counts
    _of_folder(found, folder)
    for other in {entry.path for entry in compilation.ledger.notes} - {d.path for d in compilation.documents}:
        found.add(EXISTS, folder / other)
    for media in project.media_folders:
        found.add(NAMES, media)
    found.add_contents(compilation.reader.looked)
    if compilation.reader.searched:
        found.add(NAMES, project.root)


def _of_folder(found: Evidence, folder: Path) -> None:
    """Which sources there are: the names, what decides whether a file is a source, and what git ignores."""
    found.add(NAMES, folder)
    for base, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in NOT_SOURCES]
        for name in files:
            if name == ".gitignore" or is_looked_into(name):
                found.add(CONTENT, Path(base, name))
    for above in (folder, *folder.parents):
        found.add(CONTENT, above / ".gitignore")
        found.add(EXISTS, above / ".git")
        if (above / ".git").exists():
            return


def of_output(found: Evidence, built: Built, out: Path) -> None:
    """Note down what ``built`` wrote to ``out``, and which older packages it looked into."""
    assert built.stamped is not None
    main = main_name(built.stamped.ledger.root)
    for path in (out / main, out / LIST, *(package.path for package in built.packages)):
        found.add(CONTENT, Path(os.path.abspath(path)), written=True)
    if any(r.note.retired for r in built.compilation.rendered):
        around = out.absolute().parent
        found.add(ENTRIES, around)
        for path in around.glob(f"*/{main}"):
            found.add(CONTENT, path)


def times(built: Built, now: int) -> tuple[int, float]:
    """The first and the last time, in Unix seconds, at which the build would do the same."""
    assert built.stamped is not None
    days = built.compilation.project.config.retire_days
    ends = (r.note.modified + days * 86_400 for r in built.compilation.rendered if r.note.retired)
    return built.stamped.ledger.newest, min((end for end in ends if end > now), default=float("inf"))
