"""Reading files that somebody else may have laid there: plain files only, and never more than a limit.

Owns: the door through which each file of a project comes in.  Does not own: which files are read (``files``).
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from builder.model.diagnostics import ProjectError
from builder.rules.project import NOT_FOUND

MEGABYTE = 1_000_000
SOURCE_BYTES = 200 * MEGABYTE
CONFIG_BYTES = MEGABYTE
LEDGER_BYTES = 1_000 * MEGABYTE  # of two million notes
PACKAGE_BYTES = 2_000 * MEGABYTE  # as a file; what is inside it has limits of its own

_NON_BLOCKING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


_WATCHED: ContextVar[dict[str, str] | None] = ContextVar("watched", default=None)


@contextmanager
def watching() -> Iterator[dict[str, str]]:
    """Write down what is read: absolute paths, each with the SHA-256 of its bytes in hexadecimal digits."""
    found: dict[str, str] = {}
    token = _WATCHED.set(found)
    try:
        yield found
    finally:
        _WATCHED.reset(token)


def read_plain(path: Path, limit: int, name: str = "", *, watched: bool = True) -> bytes:
    """Return the bytes of ``path``, at most ``limit`` of them.

    ``name`` is what messages call it; unless ``watched``, it is not written down that it was read.  Raises
    ``ProjectError`` if it is no plain file (a pipe would be waited for for ever, a device never ends), too large, or
    cannot be read.
    """
    name = name or str(path)
    try:
        handle = os.open(path, os.O_RDONLY | _NON_BLOCKING)
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise ProjectError(f"{name} is {kind_of(mode)}, not a plain file", code=NOT_FOUND.code)
            data = file.read(limit + 1)
    except OSError as error:
        raise ProjectError(f"{name} cannot be read: {error.strerror}", code=NOT_FOUND.code) from None
    except ValueError:
        raise ProjectError(f"{name!r} is no name of a file", code=NOT_FOUND.code) from None
    if len(data) > limit:
        size = f"{limit // MEGABYTE:,} MB"
        raise ProjectError(f"{name} is larger than {size}", hint="split it", code=NOT_FOUND.code)
    if watched and (found := _WATCHED.get()) is not None:
        found[os.path.abspath(path)] = hashlib.sha256(data).hexdigest()
    return data


def kind_of(mode: int) -> str:
    """Return what a file of this mode is, in words: "a folder", "a pipe" …"""
    kinds = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISLNK, "a link"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISREG, "a plain file"),
    )
    return next((text for is_kind, text in kinds if is_kind(mode)), "a device")
