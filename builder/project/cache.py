"""The cache on disk: files that only their own user can have written, and that may vanish at any time.

Owns: the folder, the bytes of its files, their authentication and their bound.  Does not own: what is in them, nor
when it is still true (``memory``).

A cache may come with somebody else's repository.  So each file is signed with a key that lies outside of every
project, in the user's own folder, and is not looked into before its signature is found to be right.  The signature
covers the file's name, what the content was made from and the program that made it: whatever is damaged, foreign,
outdated or of another version counts as not there.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
import sys
import sysconfig
import tempfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from builder.model.diagnostics import ProjectError
from builder.project.lock import private_folder
from builder.project.plain import MEGABYTE, read_plain

MOST_BYTES = 400 * MEGABYTE  # of all files together; the ones that were longest not used go first
_FILE_BYTES = 200 * MEGABYTE
_UNPACKED_BYTES = 1_000 * MEGABYTE
_NAME = re.compile(r"[a-z]+-[0-9a-f]{32}\.cache")
_PART = ".part-"
_SIGNATURE = 32  # bytes
_LEVEL = 1  # of compression: the quickest
_CODE = frozenset({".py", ".toml", ".json", ".html", ".css", ".js"})
_DISTRIBUTION = re.compile(r"(.+)\.(?:dist|egg)-info")


@dataclass(frozen=True, slots=True)
class Cache:
    """Files of ``folder``, signed with ``secret``; ``most`` bounds their bytes."""

    folder: Path
    secret: bytes
    most: int = MOST_BYTES

    def load(self, kind: str, about: str, made_from: bytes) -> bytes | None:
        """Return what was kept under ``kind`` and ``about`` if it was made from ``made_from``, by this very program."""
        path = self._path(kind, about)
        try:
            data = read_plain(path, _FILE_BYTES, watched=False)
        except ProjectError:
            return None
        signature, packed = data[:_SIGNATURE], data[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._sign(path.name, made_from, packed)):
            return None
        with suppress(OSError):
            os.utime(path)  # used today
        try:
            return _unpacked(packed)
        except zlib.error:
            return None

    def store(self, kind: str, about: str, made_from: bytes, content: bytes) -> None:
        """Keep ``content``; where that cannot be done, nothing is kept."""
        path = self._path(kind, about)
        packed = zlib.compress(content, _LEVEL)
        if len(packed) + _SIGNATURE > min(_FILE_BYTES, self.most):
            return
        part = ""
        try:
            handle, part = tempfile.mkstemp(prefix=_PART, dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(self._sign(path.name, made_from, packed) + packed)
            os.replace(part, path)
        except OSError:
            with suppress(OSError):
                os.unlink(part)

    def prune(self) -> None:
        """Remove what was not used for longest, until the rest keeps within the bound."""
        files = ((status.st_mtime, status.st_size, path) for path in _files(self.folder) if (status := _stat(path)))
        total = 0
        for _, size, path in sorted(files, reverse=True):
            total += size
            if total > self.most:
                with suppress(OSError):
                    path.unlink()

    def _path(self, kind: str, about: str) -> Path:
        digest = hashlib.sha256(about.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return self.folder / f"{kind}-{digest}.cache"

    def _sign(self, name: str, made_from: bytes, packed: bytes) -> bytes:
        parts = (name.encode(), program(), made_from)
        heads = b"".join(len(part).to_bytes(8) + part for part in parts)
        return hmac.digest(self.secret, hashlib.sha256(heads + packed).digest(), "sha256")


def open_cache(base: Path, own: Path, root: Path) -> Cache | None:
    """Return the cache in the folder ``base``, or None where nothing can be kept.

    ``own`` is the user's own folder for caches, in which the key lies.  It may not lie in the project's ``root``,
    where a key could be somebody else's.
    """
    try:
        if _is_within(own, root):
            return None
        folder = private_folder(base)
        return Cache(folder, _secret(own))
    except OSError:
        return None


def clean(folder: Path) -> int:
    """Remove all that a cache in ``folder`` holds, and return how many bytes it had."""
    freed = 0
    if folder.is_symlink() or not folder.is_dir():
        return 0
    for path in _files(folder):
        status = _stat(path)
        with suppress(OSError):
            path.unlink()
            freed += status.st_size if status else 0
    return freed


def _files(folder: Path) -> list[Path]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [folder / name for name in names if _NAME.fullmatch(name) or name.startswith(_PART)]


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(packed, _UNPACKED_BYTES)
    if not unpacking.eof:
        raise zlib.error("too large")
    return content


def _is_within(folder: Path, root: Path) -> bool:
    return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root))


_KEY = "key"
_KEY_BYTES = 32


def _secret(own: Path) -> bytes:
    """Return the user's key, made if there is none.  Raises ``OSError`` where it cannot be kept to the user."""
    own.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = own / _KEY
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with suppress(FileExistsError), os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
    status = path.lstat()
    others = os.name == "posix" and (status.st_mode & 0o077 or status.st_uid != os.geteuid())
    key = path.read_bytes() if stat.S_ISREG(status.st_mode) and not others else b""
    if len(key) != _KEY_BYTES:
        raise OSError(f"{path} is no key of this user alone")
    return key


@cache
def program() -> bytes:
    """Return a digest of all that decides what is made of an input: this program, Python, and what is installed."""
    base = Path(__file__).parents[1]
    found = hashlib.sha256(f"{sys.version}\0{sys.platform}".encode())
    for path in sorted(p for p in base.rglob("*") if p.suffix in _CODE):
        data = path.read_bytes()
        found.update(f"{path.relative_to(base).as_posix()}\0{len(data)}\0".encode() + data)
    folders = {sysconfig.get_paths()[key] for key in ("purelib", "platlib")} | {p for p in sys.path if p}
    installed = sorted({name for folder in folders for name in _distributions(folder)})
    found.update("\0".join(installed).encode())
    return found.digest()


def _distributions(folder: str) -> list[str]:
    """The names with versions of the distributions that are installed in ``folder``."""
    try:
        return [name for name in os.listdir(folder) if _DISTRIBUTION.fullmatch(name)]
    except OSError:
        return []
