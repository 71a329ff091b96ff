"""Encrypted connections: a certificate that is trusted, and one that is not."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from builder.fetch import FetchResult, Folder, fetch
from builder.model.config import FetchOptions
from builder.model.source import Span
from tests.fetch.server import Server, running
from tests.media.samples import encoded, plain

OPTIONS = FetchOptions(allow_private=True, timeout=5)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for ``localhost``, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", f"{path}.key", "-out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


def load(server: Server, certificate: Path, folder: Path, host: str = "localhost") -> FetchResult:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, f"{certificate}.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    address = server.serve("/a.png", encoded(plain())).replace("http://127.0.0.1", f"https://{host}")
    return fetch([(address, Span("deck.md", 1))], Folder(folder), OPTIONS, lambda _: None, today="2026-01-31")


def test_a_trusted_certificate(certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running() as server:
        result = load(server, certificate, tmp_path)
        assert not result.diagnostics
        assert len(result.fetched) == 1
        assert server.seen[0][1]["Host"] == f"localhost:{server.server_address[1]}"


def test_a_certificate_that_nobody_trusts(certificate: Path, tmp_path: Path) -> None:
    with running() as server:
        (found,) = load(server, certificate, tmp_path).diagnostics
        assert "certificate" in found.message
        assert not server.seen


def test_a_certificate_for_another_name(certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running() as server:
        (found,) = load(server, certificate, tmp_path, host="127.0.0.1").diagnostics
        assert "certificate" in found.message
