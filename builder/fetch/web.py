"""Asking a server for a file, and not asking whom one should not.

Owns: addresses, redirects, connections.  A host is resolved here and the connection
goes to the very address that was checked, so that a name which means another machine a
moment later gains nothing.  Does not own: what is done with an answer (``download``).
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

MAX_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?[]|"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class RefusedError(Exception):
    """An address that may not be asked; the message says why."""


class LostError(Exception):
    """A redirect that leads nowhere; the message says how."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer, its body still to be read; ``address`` is the one that gave it."""

    address: str
    response: http.client.HTTPResponse

    @property
    def status(self) -> int:
        return self.response.status

    def header(self, name: str) -> str:
        return self.response.getheader(name) or ""


@dataclass(frozen=True, slots=True)
class _Target:
    tls: bool
    host: str
    port: int
    path: str

    @staticmethod
    def of(address: str) -> _Target:
        try:
            parts = urlsplit(address)
            port = parts.port
            host = (parts.hostname or "").encode("idna").decode("ascii")
        except ValueError as error:  # covers a host that IDNA cannot encode
            raise RefusedError(f"not an address: {error}") from None
        if parts.scheme not in ("http", "https"):
            raise RefusedError(f"only http and https are followed, not “{parts.scheme}:”")
        if not host:
            raise RefusedError("an address without a host")
        tls = parts.scheme == "https"
        path = quote(parts.path or "/", safe=_PATH_SAFE)
        if parts.query:
            path += "?" + quote(parts.query, safe=_QUERY_SAFE)
        return _Target(tls, host, port or (443 if tls else 80), path)


@contextmanager
def ask(address: str, headers: Mapping[str, str], *, timeout: float, allow_private: bool) -> Iterator[Answer]:
    """GET ``address`` and what it redirects to; ``timeout`` is in seconds, for each wait.

    Raises ``RefusedError``, ``LostError``, ``OSError`` and ``http.client.HTTPException``.
    """
    for _ in range(MAX_REDIRECTS + 1):
        connection = _Connection(_Target.of(address), timeout, allow_private)
        try:
            connection.request("GET", connection.target.path, headers=dict(headers))
            response = connection.getresponse()
            if response.status not in _REDIRECTS:
                yield Answer(address, response)
                return
            address = _next(address, response)
        finally:
            connection.close()
    raise LostError(f"more than {MAX_REDIRECTS} redirects")


def host_of(address: str) -> str:
    """The host and port of an address, as far as it has them."""
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public net, also the one that is wrapped into an IPv6 address."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class _Connection(http.client.HTTPConnection):
    """A connection to a checked address."""

    def __init__(self, target: _Target, timeout: float, allow_private: bool) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self.target = target
        self.default_port = 443 if target.tls else 80
        self._allow_private = allow_private

    def connect(self) -> None:
        self.sock = self._open_socket()
        if self.target.tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.target.host)

    def _open_socket(self) -> socket.socket:
        found = socket.getaddrinfo(self.target.host, self.target.port, type=socket.SOCK_STREAM)
        allowed = [info for info in found if self._allow_private or is_public(str(info[4][0]))]
        if not allowed:
            raise RefusedError(f"{self.target.host} is in a private network ({found[0][4][0]})")
        problem: OSError = OSError("no address")
        for family, kind, protocol, _, where in allowed:
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(self.timeout)
                sock.connect(where)
            except OSError as error:
                sock.close()
                problem = error
            else:
                return sock
        raise problem


def _next(address: str, response: http.client.HTTPResponse) -> str:
    """Where a redirect leads."""
    location = response.getheader("Location")
    if not location:
        raise LostError(f"a redirect ({response.status}) to nowhere")
    # http.client reads headers as Latin-1; servers write UTF-8.
    text = location.encode("latin-1").decode("utf-8", "replace")
    try:
        return urljoin(address, text).partition("#")[0]
    except ValueError as error:
        raise RefusedError(f"a redirect to what is no address: {error}") from None
