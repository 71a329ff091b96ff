"""``deckbuilder serve``: the site in memory, on this machine only, that follows the sources.

Owns: building again when a file changes, the pages over HTTP, telling the browser.  Does not own:
the pages (``site``), what is rebuilt (``memory``).  It writes nothing: no ledger, no package.

A wrong document or configuration never stops it.  The pages stay as they were, and the browser
shows what is wrong over them.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import watchfiles

from builder import ledger as ledgers
from builder.cli.terminal import progress
from builder.memory import Memory
from builder.model.diagnostics import Diagnostic, ProjectError, Report, Severity
from builder.model.source import Span
from builder.pipeline import Compilation, check, packages, stamp, topics_of
from builder.project.files import Project
from builder.project.place import CONFIG
from builder.read.reading import Progress, silent
from builder.site import DOWNLOADS, make_site
from builder.site.model import Download

HOST = "127.0.0.1"
_HEARTBEAT = 15.0  # seconds; without one, a browser that is gone would not be noticed
_LOOK = 400  # milliseconds between two looks at the configuration
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_NOTHING_YET = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Deckbuilder</title>'
    b'<link rel="stylesheet" href="assets/site.css"><script src="assets/live.js" defer></script>'
    b'<body class="catalogue"><main><h1>Nothing to show yet</h1>'
    b"<p>The page appears as soon as the sources can be read.</p></main></body></html>"
)
_ASSETS = Path(__file__).parents[1] / "site" / "assets"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as the browser shows it; ``place`` is ``file:line:column`` or empty."""

    place: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class State:
    """What is served.  ``version`` moves when ``files`` do."""

    version: int
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    warnings: int = 0
    summary: str = ""


class Workshop:
    """Builds the site in memory, again and again.

    ``project`` opens the project (anew each time, for its configuration may have changed) and
    ``now`` gives the time in Unix seconds.
    """

    def __init__(self, project: Callable[[], Project], now: Callable[[], int]) -> None:
        self._open = project
        self._now = now
        self._changed = threading.Condition()
        self._compiled: tuple[Compilation, ledgers.Stamped] | None = None
        self._packed: tuple[int, Mapping[str, bytes]] = (-1, {})
        self.memory = Memory()
        self.closed = False
        first = {f"assets/{name}": (_ASSETS / name).read_bytes() for name in ("site.css", "live.js")}
        self.state = State(0, {**first, "index.html": _NOTHING_YET})

    def build(self, progress: Progress = silent) -> State:
        """Build from what is on the disk; what cannot be built leaves the pages as they were."""
        started = time.monotonic()
        files = self.state.files
        warnings = 0
        try:
            files, report, found = self._make(progress)
            warnings = report.count(Severity.WARNING)
            problems = tuple(_problem(d, found) for d in report if d.level is Severity.ERROR)
            read = f"{len(self.memory.read)} of {len(found.documents)} documents read"
            summary = f"{read}, {self.memory.rendered} of {len(found.rendered)} notes rendered"
        except ProjectError as error:
            problems = (Problem(str(error.span or ""), error.message, error.hint),)
            summary = f"{error.span or 'the project'}: {error.message}"
        except Exception as error:  # a fault of ours must not stop the work either
            traceback.print_exc()
            problems = (
                Problem("", f"Deckbuilder failed: {error!r}", "the terminal has the details; please report it"),
            )
            summary = "failed"
        version = self.state.version + (files != self.state.files)
        with self._changed:
            self.state = State(version, files, problems, warnings, f"{summary}, {time.monotonic() - started:.1f} s")
            self._changed.notify_all()
        return self.state

    def _make(self, progress: Progress) -> tuple[Mapping[str, bytes], Report, Compilation]:
        project = self._open()
        compilation, report = check(project, progress=progress, memory=self.memory)
        stamped = stamp(compilation, max(self._now(), compilation.ledger.newest + 1))
        downloads: list[Download] = []
        if stamped.rendered and not report.errors:
            self._compiled = compilation, stamped
            topics = topics_of(stamped.rendered, stamped.ledger.documents)
            downloads.append(Download(f"{DOWNLOADS}deck.apkg", len(stamped.rendered), None))
            downloads += [
                Download(f"{DOWNLOADS}{topic.replace('::', '--')}.apkg", len(notes), None, topic)
                for topic, notes in topics.items()
            ]
        return make_site(compilation, report, stamped, downloads, live=True), report, compilation

    def package(self, path: str) -> bytes | None:
        """A package that the pages offer, made when it is asked for."""
        if self._compiled is None:
            return None
        version = self.state.version
        if self._packed[0] != version:
            (_, whole), *others = packages(*self._compiled, Path())
            made = {f"{DOWNLOADS}deck.apkg": whole} | {DOWNLOADS + p.path.name: data for p, data in others}
            self._packed = version, made
        return self._packed[1].get(path)

    def wait(self, seen: State) -> State:
        """The state, as soon as it is another than ``seen``; after a while also if it is not."""
        with self._changed:
            self._changed.wait_for(lambda: self.state is not seen or self.closed, _HEARTBEAT)
            return self.state

    def close(self) -> None:
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def follow(self, project: Project, known: list[Path], stop: threading.Event, say: Callable[[str], object]) -> None:
        """Build whenever a source, a picture or the configuration changes, until ``stop`` is set.

        ``known`` are the folders that there were at the first build.
        """
        configs = (project.folder / CONFIG, project.folder.parent / CONFIG)
        before = _stamps(configs)
        while not stop.is_set():
            folders = watched(project)
            if folders != known:
                say(self.build().summary)  # a folder went, or came back as it was or with other files in it
            known = folders
            if not folders:
                stop.wait(_LOOK / 1000)
                continue
            for changes in watchfiles.watch(
                *folders, watch_filter=_Sources(project), stop_event=stop, yield_on_timeout=True, rust_timeout=_LOOK,
                debounce=200, raise_interrupt=False,
            ):  # fmt: skip
                now = _stamps(configs)
                if changes or now != before:
                    before = now
                    say(self.build().summary)
                if watched(project) != folders:
                    break


def watched(project: Project) -> list[Path]:
    """The folders whose files mean another build, those that there are."""
    return [folder for folder in (project.folder, *project.media_folders) if folder.is_dir()]


class _Sources:
    """Which changed files mean another build: not what a build, an editor or Git leaves behind."""

    def __init__(self, project: Project) -> None:
        self._usual = watchfiles.DefaultFilter()
        self._folders = (project.folder, *project.media_folders)

    def __call__(self, change: watchfiles.Change, path: str) -> bool:
        inside = next((Path(path).relative_to(f) for f in self._folders if Path(path).is_relative_to(f)), Path(path))
        hidden = any(part.startswith(".") or part == "dist" for part in inside.parts)
        return not hidden and self._usual(change, path)


def _stamps(paths: tuple[Path, ...]) -> list[tuple[int, int] | None]:
    """What changes when a file does."""
    return [(s.st_mtime_ns, s.st_size) if p.is_file() and (s := p.stat()) else None for p in paths]


def _problem(diagnostic: Diagnostic, compilation: Compilation) -> Problem:
    span = diagnostic.span
    source = compilation.sources.get(span.path) if span else None
    place = Span(span.path, source.original(span.line) if source else span.line, span.column) if span else ""
    return Problem(str(place), f"{diagnostic.rule.code} {diagnostic.message}", diagnostic.hint)


# ------------------------------------------------------------------------------- HTTP


class Server(ThreadingHTTPServer):
    """Serves what a workshop has made, on this machine only."""

    daemon_threads = True
    request_queue_size = 256  # a browser asks for many files at once; the default of 5 lets them wait in vain

    def __init__(self, workshop: Workshop, port: int) -> None:
        self.workshop = workshop
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_port}/"

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which a browser may ask: a page elsewhere could give its own name our address."""
        return frozenset(f"{name}:{self.server_port}" for name in (HOST, "localhost"))

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a browser that went away is no error
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version = "deckbuilder"
    timeout = 30  # seconds without a word from a client
    sys_version = ""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        if self.headers.get("Host", "") not in self.server.hosts:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"ask for this machine by its own name\n", ".txt", body)
            return
        path = unquote(urlsplit(self.path).path).removeprefix("/") or "index.html"
        if path == "events" and body:
            self._tell()
            return
        data = self.server.workshop.state.files.get(path)
        if data is None and path.startswith(DOWNLOADS):
            try:
                data = self.server.workshop.package(path)
            except ProjectError as error:
                self._send(HTTPStatus.CONFLICT, f"{error.message}\n".encode(), ".txt", body)
                return
        if data is None:
            self._send(HTTPStatus.NOT_FOUND, b"there is no such page\n", ".txt", body)
        else:
            self._send(HTTPStatus.OK, data, PurePosixPath(path).suffix, body)

    def _send(self, status: HTTPStatus, data: bytes, suffix: str, body: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", _TYPES.get(suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'")  # the pages name the rest themselves
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()
        if body:
            self.wfile.write(data)

    def _tell(self) -> None:
        """Server-sent events: the version and the errors, at once and after every build."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        workshop = self.server.workshop
        state: State | None = None
        while not workshop.closed:
            new = workshop.state if state is None else workshop.wait(state)
            if new is state:
                self.wfile.write(b": still here\n\n")
            else:
                self.wfile.write(b"data: " + _news(new) + b"\n\n")
            self.wfile.flush()
            state = new

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for what the author should know."""


def _news(state: State) -> bytes:
    problems = [{"place": p.place, "message": p.message, "hint": p.hint} for p in state.problems]
    return json.dumps({"version": state.version, "problems": problems, "warnings": state.warnings}).encode()


def serve(
    project: Callable[[], Project],
    *,
    port: int,
    now: Callable[[], int],
    say: Callable[[str], object],
    stop: threading.Event | None = None,
    opened_page: Callable[[str], object] = str,
) -> None:
    """Serve until Ctrl-C, or until ``stop`` is set; ``port`` 0 takes one that is free.

    ``opened_page`` is called with the address as soon as there is an answer at it.

    ``say`` gets a line for the author now and then, first the address.  Raises ``ProjectError`` if
    the port is taken.
    """
    stop = stop or threading.Event()
    workshop = Workshop(project, now)
    opened = project()
    try:
        server = Server(workshop, port)
    except (OSError, OverflowError) as error:
        raise ProjectError(
            f"port {port} cannot be used: {error}", hint="give another one, or --port 0 for any that is free"
        ) from None
    watcher = threading.Thread(target=workshop.follow, args=(opened, watched(opened), stop, say), daemon=True)
    answering = threading.Thread(target=server.serve_forever, daemon=True)
    answering.start()
    try:
        say(server.address)
        opened_page(server.address)
        with progress() as show:
            first = workshop.build(show)
        say(first.summary)
        watcher.start()
        while not stop.wait(0.2):
            pass
    except KeyboardInterrupt:
        say("stopped")
    finally:
        stop.set()
        workshop.close()
        server.shutdown()
        server.server_close()
        if watcher.is_alive():
            watcher.join(timeout=5)
