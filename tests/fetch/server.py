"""A real web server on this machine for a test, that misbehaves as told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Handler = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; a handler answers it with ``send`` or by hand."""

    protocol_version = "HTTP/1.1"
    server: Server  # type: ignore[assignment]

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.seen.append((self.path, dict(self.headers.items())))
        self.server.pages[self.path.partition("?")[0]](self)

    def send(self, body: bytes, status: int = 200, *, claim: int | None = None, **headers: str) -> None:
        """Answer; ``claim`` is a false length.  Header names are given with ``_`` for ``-``."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if claim is None else claim))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """``pages`` maps paths to handlers; ``seen`` lists the path and headers of each request."""

    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), Request)
        self.pages: dict[str, Handler] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []

    def address(self, path: str) -> str:
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}{path}"

    def serve(self, path: str, body: bytes, **headers: str) -> str:
        """Have ``body`` at ``path``, parts of it too; returns the address."""

        def answer(request: Request) -> None:
            wanted = request.headers.get("Range", "")
            if wanted and request.headers.get("If-Range") == headers.get("ETag"):
                start = int(wanted.removeprefix("bytes=").rstrip("-"))
                told = f"bytes {start}-{len(body) - 1}/{len(body)}"
                request.send(body[start:], 206, Content_Range=told, **headers)
            else:
                request.send(body, **headers)

        self.pages[path] = answer
        return self.address(path)

    def redirect(self, path: str, location: str, status: int = 302) -> str:
        self.pages[path] = lambda request: request.send(b"", status, Location=location)
        return self.address(path)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of some tests."""


@contextmanager
def running(host: str = "127.0.0.1") -> Iterator[Server]:
    server = Server(host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
