"""One writer a project: whoever changes a ledger holds its lock from the first read to the last write.

Owns: the lock, and the folder it lies in.  Does not own: what is written meanwhile.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

FOLDER = ".deckbuilder_cache"
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by Deckbuilder; may be deleted at any time.\n"


def private_folder(base: Path) -> Path:
    """Return the folder in ``base`` for what is Deckbuilder's own, made if need be and hidden from git and backups.

    Raises ``OSError`` where nothing can be written, or only through a link that somebody laid there.
    """
    folder = base / FOLDER
    folder.mkdir(exist_ok=True)
    if folder.is_symlink():
        raise OSError(f"{folder} is a link")
    for name, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", _TAG)):
        with suppress(FileExistsError), (folder / name).open("x", encoding="utf-8") as file:
            file.write(text)
    return folder


@contextmanager
def only_writer(ledger: Path, notify: Callable[[str], object] = str) -> Iterator[str]:
    """Hold the lock of the project whose ledger is ``ledger``; yield the mark of its temporary files.

    Waits for another process that holds it, and says so by ``notify``.  Where nothing can be written there
    is nothing to guard, and no lock.  A lock that is held is not taken twice by the same process.
    """
    owner = hashlib.sha256(os.path.realpath(ledger).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    try:
        folder = private_folder(ledger.parent)
        holder = folder / "lock.pid"
        for path in (folder / "lock", holder):
            if path.is_symlink():
                path.unlink()
    except OSError:
        yield owner
        return
    lock = FileLock(folder / "lock", is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        notify(f"waiting for another build ({_pid(holder)})")
        lock.acquire()
    try:
        with suppress(OSError):
            holder.write_text(str(os.getpid()), encoding="ascii")
        yield owner
    finally:
        lock.release()


def _pid(holder: Path) -> str:
    try:
        return f"pid {int(holder.read_text(encoding='ascii'))}"
    except (OSError, ValueError):
        return "of this project"
