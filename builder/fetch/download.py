"""Loading what the sources refer to, once.

Owns: which addresses are loaded, how often it is tried, what is accepted.  Does not own:
sockets (``web``), files (``folder``), the clock: the date comes from the caller.
"""

from __future__ import annotations

import hashlib
import http.client
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from builder import __version__
from builder.fetch.folder import Folder, Part
from builder.fetch.manifest import Entry, Manifest
from builder.fetch.web import Answer, LostError, RefusedError, ask, host_of
from builder.media.addresses import canonical, file_address
from builder.media.kinds import HTML, Family, Kind, sniff
from builder.media.naming import content_name
from builder.media.prepared import Finding
from builder.model.config import FetchOptions
from builder.model.diagnostics import Diagnostic, Rule
from builder.model.source import Span
from builder.rules.media import FETCH_FAILED, FETCH_NOT_MEDIA, FETCH_REFUSED, FETCH_TOO_LARGE

_PAUSES = (1.0, 3.0, 9.0)  # seconds before the second, third and fourth attempt
_LONGEST_PAUSE = 60.0  # what a server may ask for with Retry-After
_PATIENCE = 20  # a transfer may take so many times the timeout altogether
_CHUNK = 64 * 1024
_HEAD = 4096  # bytes after which it shows whether this is a web page
_TRY_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))

_LATER = "run the command again later; it goes on where it stopped"
_HEADERS = {
    "User-Agent": f"Deckbuilder/{__version__} (keeps pictures of Anki decks for use offline)",
    "Accept": "image/png,image/jpeg,image/gif,image/webp,image/svg+xml,audio/*;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "identity",  # a part of a compressed file could not be gone on from
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is: file ``index`` (from 1) of ``count``, ``done`` of ``total`` bytes (None: not told)."""

    address: str
    index: int
    count: int
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What came of it: entries loaded now, entries that were there already, and what went wrong."""

    fetched: tuple[Entry, ...]
    kept: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...]
    manifest: Manifest


class _FailedError(Exception):
    """An address that gave no file.  ``pause``: after how many seconds to try again, None for never."""

    def __init__(self, finding: Finding, *, pause: float | None = None, unreachable: bool = False) -> None:
        super().__init__(finding.message)
        self.finding = finding
        self.pause = pause
        self.unreachable = unreachable


def fetch(
    addresses: Iterable[tuple[str, Span]],
    folder: Folder,
    options: FetchOptions,
    progress: Callable[[Progress], object],
    *,
    today: str,
    sleep: Callable[[float], object] = time.sleep,
) -> FetchResult:
    """Load what stands at ``addresses`` into ``folder``, one after the other; what is there already is kept.

    The manifest is written after each file, so that a run that is broken off loses nothing.
    ``today`` is the date that new entries bear; ``sleep`` waits for so many seconds.
    A finding stands at the first place where its address occurs.
    """
    wanted: dict[str, Span] = {}
    for address, span in addresses:
        wanted.setdefault(canonical(address), span)
    manifest = folder.manifest()
    fetched: list[Entry] = []
    kept: list[Entry] = []
    diagnostics: list[Diagnostic] = []
    silent_hosts: set[str] = set()
    for index, (address, span) in enumerate(wanted.items(), 1):
        entry = manifest.entries.get(address)
        if entry is not None and folder.holds(entry):
            kept.append(entry)
            continue
        host = host_of(file_address(address) or address)
        if host in silent_hosts:
            problem = f"cannot fetch {address}: {host} has not answered before"
            diagnostics.append(Finding(FETCH_FAILED, problem, _LATER).at(span))
            continue

        def report(
            done: int, total: int | None, address: str = address, place: tuple[int, int] = (index, len(wanted))
        ) -> None:
            progress(Progress(address, *place, done, total))

        try:
            entry = _Transfer(address, folder, options, report, sleep).run(manifest, today)
        except _FailedError as failure:
            diagnostics.append(failure.finding.at(span))
            if failure.unreachable:
                silent_hosts.add(host)
            continue
        manifest = manifest.with_entry(entry)
        folder.write_manifest(manifest)
        fetched.append(entry)
    return FetchResult(tuple(fetched), tuple(kept), tuple(diagnostics), manifest)


@dataclass(frozen=True, slots=True)
class _Transfer:
    """One address on its way to a file."""

    address: str
    folder: Folder
    options: FetchOptions
    report: Callable[[int, int | None], object]
    sleep: Callable[[float], object]

    def run(self, manifest: Manifest, today: str) -> Entry:
        """Load the file, trying again where that may help.  Raises ``_FailedError``."""
        for pause in (*_PAUSES, None):
            try:
                final, licence = self._attempt()
                break
            except _FailedError as failure:
                if failure.pause is None or pause is None:
                    raise
                self.sleep(max(pause, failure.pause))
        data = self.folder.read_part(self.address)
        kind = self._accepted(data)
        before = manifest.entries.get(self.address)
        digest = hashlib.sha256(data).hexdigest()
        same = (entry.file for entry in manifest.entries.values() if entry.sha256 == digest)
        file = next(same, "") or content_name(PurePosixPath(unquote(urlsplit(self.address).path)).stem, data, kind)
        self.folder.write(file, data)
        self.folder.drop_part(self.address)
        return Entry(
            address=self.address,
            final=final,
            file=file,
            sha256=digest,
            bytes=len(data),
            type=kind.name,
            fetched=today,
            licence=licence or (before.licence if before else ""),
        )

    def _attempt(self) -> tuple[str, str]:
        """Load the file into the folder's part; returns the address that answered and its licence note."""
        part = self.folder.part(self.address)
        headers = dict(_HEADERS)
        if part is not None and part.size and part.validator:
            headers |= {"Range": f"bytes={part.size}-", "If-Range": part.validator}
        else:
            part = None
        start = file_address(self.address) or self.address
        timeout, private = self.options.timeout, self.options.allow_private
        try:
            with ask(start, headers, timeout=timeout, allow_private=private) as answer:
                self._save(answer, part)
                return answer.address, _licence(answer.header("Link"))
        except RefusedError as error:
            hint = "" if private else "set fetch.allow_private in deckbuilder.toml if you trust every source"
            raise self._failure(FETCH_REFUSED, str(error), hint) from None
        except LostError as error:
            raise self._failure(FETCH_FAILED, str(error), "open it in a browser and take the last address") from None
        except ssl.SSLCertVerificationError as error:
            raise self._failure(FETCH_FAILED, f"its certificate is not valid: {error.verify_message}") from None
        except socket.gaierror:
            raise self._failure(FETCH_FAILED, "there is no such host", unreachable=True) from None
        except (OSError, http.client.HTTPException) as error:
            problem = str(error) or type(error).__name__
            unreachable = isinstance(error, (ConnectionRefusedError, TimeoutError))
            raise self._failure(FETCH_FAILED, problem, _LATER, pause=0.0, unreachable=unreachable) from None

    def _save(self, answer: Answer, part: Part | None) -> None:
        """Read an answer's body into the part, after checking that it is the answer wanted."""
        if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and part:
            self.folder.drop_part(self.address)
            raise self._failure(FETCH_FAILED, "the file has changed", pause=0.0)
        if answer.status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            raise self._bad_status(answer)
        if answer.header("Content-Encoding").lower() not in ("", "identity"):
            raise self._failure(FETCH_FAILED, "the server sends it compressed, though asked not to")
        start, total = self._range(answer, part)
        if total is not None and total > self.options.max_bytes:
            raise self._too_large()
        validator = answer.header("ETag")
        if not validator or validator.startswith("W/"):
            validator = answer.header("Last-Modified")
        self._stream(answer, Part(answer.address, validator, start), total)

    def _range(self, answer: Answer, part: Part | None) -> tuple[int, int | None]:
        """Where the body of this answer begins in the file, and how long the file is."""
        if answer.status == HTTPStatus.OK:
            length = answer.header("Content-Length")
            return 0, int(length) if length.isdigit() else None
        match = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.header("Content-Range").strip())
        if part is None or match is None or int(match[1]) != part.size:
            self.folder.drop_part(self.address)
            raise self._failure(FETCH_FAILED, "the server sent another part than asked for", pause=0.0)
        return part.size, None if match[2] == "*" else int(match[2])

    def _stream(self, answer: Answer, part: Part, total: int | None) -> None:
        done = part.size
        head = b""
        deadline = time.monotonic() + _PATIENCE * self.options.timeout
        with self.folder.open_part(self.address, part) as out:
            while chunk := answer.response.read1(_CHUNK):
                out.write(chunk)
                done += len(chunk)
                if done > self.options.max_bytes:
                    raise self._too_large()
                if part.size == 0 and len(head) < _HEAD:
                    head += chunk
                    if sniff(head) is HTML:
                        raise self._web_page()
                if time.monotonic() > deadline:
                    raise self._failure(FETCH_FAILED, "the transfer takes too long")
                self.report(done, total)
        if total is not None and done < total:
            raise self._failure(
                FETCH_FAILED, f"the transfer broke off after {done} of {total} bytes", _LATER, pause=0.0
            )

    def _accepted(self, data: bytes) -> Kind:
        kind = sniff(data)
        if kind is not None and kind.family is not Family.OTHER:
            return kind
        self.folder.drop_part(self.address)
        if kind is HTML:
            raise self._web_page()
        what = f"of the type {kind.name}" if kind else "no picture or sound"
        raise self._failure(FETCH_NOT_MEDIA, f"it is {what}", "convert it, and put it into media/ by hand")

    def _bad_status(self, answer: Answer) -> _FailedError:
        try:
            phrase = f"{answer.status} {HTTPStatus(answer.status).phrase}"
        except ValueError:
            phrase = str(answer.status)
        if answer.status not in _TRY_AGAIN:
            hint = "look for its new address" if answer.status in (404, 410) else "open it in a browser"
            return self._failure(FETCH_FAILED, f"the server answers {phrase}", hint)
        wait = answer.header("Retry-After")
        pause = float(wait) if wait.isdigit() else 0.0
        return self._failure(
            FETCH_FAILED, f"the server answers {phrase}", _LATER, pause=pause if pause <= _LONGEST_PAUSE else None
        )

    def _web_page(self) -> _FailedError:
        self.folder.drop_part(self.address)
        hint = "open it in a browser and take the address of the picture itself"
        return self._failure(FETCH_NOT_MEDIA, "it is a web page", hint)

    def _too_large(self) -> _FailedError:
        self.folder.drop_part(self.address)
        limit = f"{self.options.max_bytes / 1_000_000:g} MB"
        hint = "look for a smaller version, or raise fetch.max_bytes in deckbuilder.toml"
        return self._failure(FETCH_TOO_LARGE, f"it is larger than {limit}", hint)

    def _failure(
        self, rule: Rule, problem: str, hint: str = "", *, pause: float | None = None, unreachable: bool = False
    ) -> _FailedError:
        finding = Finding(rule, f"cannot fetch {self.address}: {problem}", hint)
        return _FailedError(finding, pause=pause, unreachable=unreachable)


def _licence(link: str) -> str:
    """The licence that a ``Link`` header names (RFC 8288), or nothing."""
    for target, parameters in re.findall(r"<([^>]*)>([^<]*)", link):
        if re.search(r';\s*rel="?(?:[^";]*\s)?license\b', parameters, re.IGNORECASE):
            return str(target)
    return ""
