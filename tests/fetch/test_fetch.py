"""Loading from a real server: what is kept, what is refused, what survives a broken line."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from builder.fetch import FetchResult, Folder, Progress, fetch
from builder.fetch.manifest import Manifest, format_manifest
from builder.media import MediaStore
from builder.model.config import FetchOptions
from builder.model.diagnostics import ProjectError
from builder.model.source import Span
from builder.rules import media as rules
from tests.fetch.server import Request, Server, running
from tests.media.samples import SOUNDS, ProjectFiles, encoded, noise, plain, svg

PICTURE = encoded(noise((120, 80)))
OPTIONS = FetchOptions(allow_private=True, timeout=5)


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "media" / "remote")


class Run:
    """One call of ``fetch``, and what it told on the way."""

    def __init__(
        self, folder: Folder, *addresses: str, options: FetchOptions = OPTIONS, today: str = "2026-01-31"
    ) -> None:
        self.progress: list[Progress] = []
        self.pauses: list[float] = []
        spans = ((address, Span("deck.md", line)) for line, address in enumerate(addresses, 1))
        self.result: FetchResult = fetch(
            spans, folder, options, self.progress.append, today=today, sleep=self.pauses.append
        )

    @property
    def found(self) -> list[tuple[str, int]]:
        return [(d.rule.name, d.span.line if d.span else 0) for d in self.result.diagnostics]

    @property
    def messages(self) -> str:
        return "\n".join(d.message for d in self.result.diagnostics)


def names(folder: Folder) -> list[str]:
    return sorted(p.name for p in folder.root.iterdir()) if folder.root.exists() else []


def test_a_picture_is_loaded_once_and_noted_down(server: Server, folder: Folder) -> None:
    address = server.serve("/pictures/A%20lake.PNG", PICTURE, Content_Type="application/octet-stream")
    run = Run(folder, address)
    (entry,) = run.result.fetched
    assert not run.found
    assert entry.file.startswith("a-lake-")
    assert entry.file.endswith(".png")
    assert (folder.root / entry.file).read_bytes() == PICTURE
    assert entry == replace(
        entry,
        address=address,
        final=address,
        sha256=hashlib.sha256(PICTURE).hexdigest(),
        bytes=len(PICTURE),
        type="PNG",
        fetched="2026-01-31",
        licence="",
    )
    assert names(folder) == sorted([entry.file, "manifest.json"])
    again = Run(folder, address, today="2026-02-01")
    assert again.result.kept == (entry,)
    assert not again.result.fetched
    assert len(server.seen) == 1


def test_what_was_fetched_is_what_the_build_finds(server: Server, folder: Folder) -> None:
    page = server.serve("/lake.svg", svg())
    run = Run(folder, page)
    root = folder.root.parent.parent
    (root / "sources").mkdir()
    store = MediaStore(ProjectFiles(root), remote=run.result.manifest.paths)
    picture, found = store.resolve(page + "#top", Span("deck.md", 1), alt="a lake")
    assert picture is not None
    assert not found
    assert store.used == {f"media/remote/{run.result.fetched[0].file}"}


@pytest.mark.parametrize("data", [svg(), *SOUNDS.values(), encoded(plain(), "JPEG"), encoded(plain(), "WEBP")])
def test_all_that_a_card_takes(data: bytes, server: Server, folder: Folder) -> None:
    assert not Run(folder, server.serve("/a", data, Content_Type="text/plain")).found


def test_a_file_that_is_gone_or_changed_is_loaded_again(server: Server, folder: Folder) -> None:
    address = server.serve("/a.png", PICTURE)
    (entry,) = Run(folder, address).result.fetched
    (folder.root / entry.file).write_bytes(b"changed")
    assert Run(folder, address).result.fetched == (entry,)
    (folder.root / entry.file).unlink()
    assert Run(folder, address).result.fetched == (entry,)
    assert (folder.root / entry.file).read_bytes() == PICTURE


def test_an_address_that_occurs_twice_is_loaded_once(server: Server, folder: Folder) -> None:
    address = server.serve("/a.png", PICTURE)
    run = Run(folder, address, address + "#left", address)
    assert len(run.result.fetched) == 1
    assert len(server.seen) == 1
    missing = server.redirect("/gone.png", server.address("/none"))
    server.pages["/none"] = lambda request: request.send(b"", 404)
    assert Run(folder, address, missing, missing).found == [("fetch-failed", 2)]


def test_two_addresses_of_the_same_picture_share_a_file(server: Server, folder: Folder) -> None:
    run = Run(folder, server.serve("/a.png", PICTURE), server.serve("/b.png", PICTURE))
    assert len(run.result.fetched) == 2
    assert len({e.file for e in run.result.fetched}) == 1


def test_redirects_are_followed(server: Server, folder: Folder) -> None:
    final = server.serve("/files/a.png", PICTURE)
    start = server.redirect("/1", server.redirect("/2", "/3", 301), 307)
    server.redirect("/3", "files/a.png", 308)
    (entry,) = Run(folder, start).result.fetched
    assert (entry.address, entry.final) == (start, final)


def test_redirects_in_a_circle_end(server: Server, folder: Folder) -> None:
    run = Run(folder, server.redirect("/1", "/1"))
    assert run.found == [("fetch-failed", 1)]
    assert "redirects" in run.messages
    assert len(server.seen) == 6


def test_a_redirect_to_nowhere(server: Server, folder: Folder) -> None:
    server.pages["/a"] = lambda request: request.send(b"", 302)
    assert Run(folder, server.address("/a")).found == [("fetch-failed", 1)]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.org/a.png", "http://[::1", "http://a:b/"])
def test_redirects_to_what_is_no_web_address_are_refused(location: str, server: Server, folder: Folder) -> None:
    assert Run(folder, server.redirect("/a", location)).found == [("fetch-refused", 1)]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501, 999])
def test_a_refusal_of_the_server_is_told_and_not_asked_again(status: int, server: Server, folder: Folder) -> None:
    server.pages["/a.png"] = lambda request: request.send(PICTURE, status)
    run = Run(folder, server.address("/a.png"))
    assert run.found == [("fetch-failed", 1)]
    assert str(status) in run.messages
    assert len(server.seen) == 1
    assert names(folder) == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again_with_patience(status: int, server: Server, folder: Folder) -> None:
    def answer(request: Request) -> None:
        request.send(PICTURE, status if len(server.seen) < 3 else 200)

    server.pages["/a.png"] = answer
    run = Run(folder, server.address("/a.png"))
    assert len(run.result.fetched) == 1
    assert run.pauses == [1.0, 3.0]


def test_patience_ends(server: Server, folder: Folder) -> None:
    server.pages["/a.png"] = lambda request: request.send(b"", 503)
    run = Run(folder, server.address("/a.png"))
    assert run.found == [("fetch-failed", 1)]
    assert len(server.seen) == 4


@pytest.mark.parametrize(("asked", "pauses"), [("20", [20.0]), ("3600", []), ("Wed, 21 Oct 2026 07:28:00 GMT", [1.0])])
def test_a_server_may_say_when(asked: str, pauses: list[float], server: Server, folder: Folder) -> None:
    def answer(request: Request) -> None:
        if len(server.seen) == 1:
            request.send(b"", 429, Retry_After=asked)
        else:
            request.send(PICTURE)

    server.pages["/a.png"] = answer
    run = Run(folder, server.address("/a.png"))
    assert run.pauses == pauses
    assert bool(run.result.fetched) == bool(pauses)


@pytest.mark.parametrize("kind", ["text/html", "image/png", "application/octet-stream"])
def test_a_web_page_is_no_picture_whatever_it_calls_itself(kind: str, server: Server, folder: Folder) -> None:
    page = b"<!DOCTYPE html><html><body>Please log in</body></html>" + bytes(100_000)
    run = Run(folder, server.serve("/a.png", page, Content_Type=kind))
    assert run.found == [("fetch-not-media", 1)]
    assert "web page" in run.messages
    assert names(folder) == []


@pytest.mark.parametrize("data", [b"words", b"%PDF-1.7", b"gimp xcf v011", b""])
def test_other_files_are_not_kept(data: bytes, server: Server, folder: Folder) -> None:
    assert Run(folder, server.serve("/a.png", data, Content_Type="image/png")).found == [("fetch-not-media", 1)]
    assert names(folder) == []


def test_too_large_by_its_own_word(server: Server, folder: Folder) -> None:
    run = Run(folder, server.serve("/a.png", PICTURE), options=replace(OPTIONS, max_bytes=1000))
    assert run.found == [("fetch-too-large", 1)]
    assert names(folder) == []


def test_too_large_without_a_word(server: Server, folder: Folder) -> None:
    """Chunk after chunk without end, and no length: the limit holds while it streams."""
    sent = 0

    def answer(request: Request) -> None:
        nonlocal sent
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        while sent < 100_000_000:
            request.wfile.write(b"2000\r\n" + PICTURE[:0x2000].ljust(0x2000) + b"\r\n")
            sent += 0x2000

    server.pages["/a.png"] = answer
    run = Run(folder, server.address("/a.png"), options=replace(OPTIONS, max_bytes=100_000))
    assert run.found == [("fetch-too-large", 1)]
    assert sent < 50_000_000
    assert names(folder) == []


def test_a_broken_transfer_goes_on_where_it_stopped(server: Server, folder: Folder) -> None:
    address = server.serve("/a.png", PICTURE, ETag='"one"')
    whole = server.pages["/a.png"]

    def broken(request: Request) -> None:
        if len(server.seen) == 1:
            request.send(PICTURE[:5000], claim=len(PICTURE), ETag='"one"')
        else:
            whole(request)

    server.pages["/a.png"] = broken
    run = Run(folder, address)
    (entry,) = run.result.fetched
    assert (folder.root / entry.file).read_bytes() == PICTURE
    assert server.seen[1][1]["Range"] == "bytes=5000-"
    assert server.seen[1][1]["If-Range"] == '"one"'
    assert names(folder) == sorted([entry.file, "manifest.json"])


def test_a_run_that_broke_off_is_taken_up_by_the_next(server: Server, folder: Folder) -> None:
    server.pages["/a.png"] = lambda request: request.send(PICTURE[:7000], claim=len(PICTURE), ETag='"one"')
    address = server.address("/a.png")
    first = Run(folder, address)
    assert first.found == [("fetch-failed", 1)]
    assert "7000" in first.messages
    assert [n for n in names(folder) if n.endswith(".part")]
    server.seen.clear()
    server.serve("/a.png", PICTURE, ETag='"one"')
    second = Run(folder, address)
    assert server.seen[0][1]["Range"] == "bytes=7000-"
    assert (folder.root / second.result.fetched[0].file).read_bytes() == PICTURE
    assert not [n for n in names(folder) if ".part" in n]


def test_a_file_that_changed_meanwhile_is_loaded_from_the_start(server: Server, folder: Folder) -> None:
    """The server compares If-Range and sends all of the new file."""
    server.pages["/a.png"] = lambda request: request.send(PICTURE[:7000], claim=len(PICTURE), ETag='"one"')
    address = server.address("/a.png")
    Run(folder, address)
    other = encoded(noise((60, 40)))
    server.serve("/a.png", other, ETag='"two"')
    (entry,) = Run(folder, address).result.fetched
    assert (folder.root / entry.file).read_bytes() == other


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"weak"'}])
def test_without_a_sure_mark_nothing_is_pieced_together(
    headers: dict[str, str], server: Server, folder: Folder
) -> None:
    address = server.serve("/a.png", PICTURE, **headers)
    whole = server.pages["/a.png"]
    torn = [True]

    def broken(request: Request) -> None:
        if torn.pop() if torn else False:
            request.send(PICTURE[:5000], claim=len(PICTURE), **headers)
        else:
            whole(request)

    server.pages["/a.png"] = broken
    (entry,) = Run(folder, address).result.fetched
    assert all("Range" not in headers for _, headers in server.seen)
    assert (folder.root / entry.file).read_bytes() == PICTURE


@pytest.mark.parametrize(("status", "told"), [(206, "bytes 0-9/10"), (206, "rubbish"), (206, ""), (416, "bytes */10")])
def test_a_wrong_part_is_thrown_away(status: int, told: str, server: Server, folder: Folder) -> None:
    def answer(request: Request) -> None:
        if len(server.seen) == 1:
            request.send(PICTURE[:5000], claim=len(PICTURE), ETag='"one"')
        elif "Range" in request.headers:
            request.send(b"0123456789", status, Content_Range=told)
        else:
            request.send(PICTURE, ETag='"one"')

    server.pages["/a.png"] = answer
    (entry,) = Run(folder, server.address("/a.png")).result.fetched
    assert (folder.root / entry.file).read_bytes() == PICTURE


def test_a_chunked_transfer_that_breaks_off_is_noticed(server: Server, folder: Folder) -> None:
    def answer(request: Request) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"1000\r\n" + PICTURE[:4096] + b"\r\n")
        if len(server.seen) > 1:
            rest = PICTURE[4096:]
            request.wfile.write(f"{len(rest):x}\r\n".encode() + rest + b"\r\n0\r\n\r\n")

    server.pages["/a.png"] = answer
    (entry,) = Run(folder, server.address("/a.png")).result.fetched
    assert (folder.root / entry.file).read_bytes() == PICTURE
    assert len(server.seen) == 2


def test_what_is_sent_compressed_is_not_taken(server: Server, folder: Folder) -> None:
    run = Run(folder, server.serve("/a.svg", svg(), Content_Encoding="gzip"))
    assert run.found == [("fetch-failed", 1)]
    assert server.seen[0][1]["Accept-Encoding"] == "identity"


def test_a_server_that_falls_silent(server: Server, folder: Folder) -> None:
    def answer(request: Request) -> None:
        request.send(PICTURE[:5000], claim=len(PICTURE))
        while server.seen:  # the test is done when it is emptied
            time.sleep(0.02)

    server.pages["/a.png"] = answer
    run = Run(folder, server.address("/a.png"), server.address("/b.png"), options=replace(OPTIONS, timeout=1))
    server.seen.clear()
    assert run.found == [("fetch-failed", 1), ("fetch-failed", 2)]
    assert "has not answered before" in run.messages.splitlines()[1]


def test_nobody_at_home(folder: Folder) -> None:
    with running() as server:
        gone = server.address("/a.png")
    run = Run(folder, gone, gone + "?2")
    assert run.found == [("fetch-failed", 1), ("fetch-failed", 2)]
    assert run.pauses == [1.0, 3.0, 9.0], "the second address of a silent host is not tried"


def test_no_such_host(folder: Folder) -> None:
    assert Run(folder, "http://no-such-host.invalid/a.png").found == [("fetch-failed", 1)]


@pytest.mark.parametrize("address", ["ftp://example.org/a.png", "http://", "http://a:b/x.png", "https://[/x.png"])
def test_what_is_no_web_address(address: str, folder: Folder) -> None:
    assert Run(folder, address).found == [("fetch-refused", 1)]


def test_one_failure_does_not_stop_the_others(server: Server, folder: Folder) -> None:
    server.pages["/a.png"] = lambda request: request.send(b"", 404)
    run = Run(folder, server.address("/a.png"), server.serve("/b.png", PICTURE))
    assert run.found == [("fetch-failed", 1)]
    assert len(run.result.fetched) == 1


def test_the_manifest_is_written_after_each_file(server: Server, folder: Folder) -> None:
    """Whoever stops the program keeps what was loaded."""

    class Stopped(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.index == 2:
            raise Stopped

    addresses = [server.serve("/a.png", PICTURE), server.serve("/b.png", encoded(plain()))]
    with pytest.raises(Stopped):
        fetch(((a, Span("deck.md", 1)) for a in addresses), folder, OPTIONS, stop, today="2026-01-31")
    assert list(folder.manifest().entries) == addresses[:1]
    run = Run(folder, *addresses)
    assert len(run.result.kept) == len(run.result.fetched) == 1


def test_progress_is_told(server: Server, folder: Folder) -> None:
    address = server.serve("/a.png", PICTURE)
    other = server.serve("/b.png", encoded(plain()))
    run = Run(folder, address, other)
    assert run.progress[-1] == Progress(other, 2, 2, len(encoded(plain())), len(encoded(plain())))
    first = [p for p in run.progress if p.index == 1]
    assert [p.done for p in first] == sorted(p.done for p in first)
    assert first[-1].done == first[-1].total == len(PICTURE)


def test_it_says_who_it_is(server: Server, folder: Folder) -> None:
    Run(folder, server.serve("/a.png", PICTURE))
    assert server.seen[0][1]["User-Agent"].startswith("Deckbuilder/")


def test_addresses_with_letters_of_every_script(server: Server, folder: Folder) -> None:
    server.serve("/%C3%9Cbung%201.png", PICTURE)
    run = Run(folder, server.address("/Übung 1.png?größe=1"))
    assert not run.found
    assert server.seen[0][0] == "/%C3%9Cbung%201.png?gr%C3%B6%C3%9Fe=1"


def test_a_licence_that_the_server_names_or_the_author_wrote_is_kept(server: Server, folder: Folder) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    named = server.serve("/a.png", PICTURE, Link=f'</style.css>; rel=preload, <{licence}>; rel="license"')
    plain_one = server.serve("/b.png", encoded(plain()))
    run = Run(folder, named, plain_one)
    assert [e.licence for e in run.result.fetched] == [licence, ""]
    path = folder.root / "manifest.json"
    table = json.loads(path.read_text())
    table["files"][1]["licence"] = "by a friend"
    path.write_text(json.dumps(table))
    (folder.root / table["files"][1]["file"]).unlink()
    assert Run(folder, plain_one).result.fetched[0].licence == "by a friend"


def test_pages_of_github_lead_to_the_file(server: Server, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name github.com is made to mean this machine; all else is real."""
    real = socket.getaddrinfo
    port = server.server_address[1]
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: real("127.0.0.1" if host == "github.com" else host, *a, **k)
    )
    server.serve("/someone/notes/raw/main/img/a.png", PICTURE)
    (entry,) = Run(folder, f"http://github.com:{port}/someone/notes/blob/main/img/a.png").result.fetched
    assert entry.final == f"http://github.com:{port}/someone/notes/raw/main/img/a.png"
    assert entry.address.endswith("/blob/main/img/a.png")


def test_private_addresses_are_refused_unless_allowed(server: Server, folder: Folder) -> None:
    address = server.serve("/a.png", PICTURE)
    run = Run(folder, address, address.replace("127.0.0.1", "localhost"), options=replace(OPTIONS, allow_private=False))
    assert run.found == [("fetch-refused", 1), ("fetch-refused", 2)]
    assert not server.seen
    assert rules.FETCH_REFUSED in {d.rule for d in run.result.diagnostics}


def test_a_redirect_into_the_private_network_is_refused(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 stands for the public net here, 127.0.0.2 for the author's own."""
    monkeypatch.setattr("builder.fetch.web.is_public", lambda address: address == "127.0.0.1")
    with running("127.0.0.1") as public, running("127.0.0.2") as private:
        start = public.redirect("/a.png", private.serve("/secret.png", PICTURE))
        run = Run(folder, start, options=replace(OPTIONS, allow_private=False))
        assert run.found == [("fetch-refused", 1)]
        assert len(public.seen) == 1
        assert not private.seen


def test_a_name_is_asked_for_once_and_the_checked_address_is_used(
    server: Server, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that first means a public machine and then a private one gains nothing."""
    asked: list[str] = []
    port = server.server_address[1]

    def resolve(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        where = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("builder.fetch.web.is_public", lambda address: address == "127.0.0.1")
    server.serve("/a.png", PICTURE)
    run = Run(folder, f"http://rebound.example:{port}/a.png", options=replace(OPTIONS, allow_private=False))
    assert not run.found
    assert asked == ["rebound.example"]


@pytest.mark.parametrize("name", ["media", "media/remote", "media/remote/manifest.json"])
def test_nothing_is_written_through_a_link(server: Server, folder: Folder, tmp_path: Path, name: str) -> None:
    """A repository may come with links: what they lead to stays as it is."""
    outside = tmp_path / "outside"
    outside.mkdir()
    canary = outside / "canary"
    canary.write_text(mine := format_manifest(Manifest()))
    link = tmp_path / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(canary if name.endswith(".json") else outside)
    with pytest.raises(ProjectError, match="link"):
        Run(folder, server.serve("/a.png", PICTURE))
    assert canary.read_text() == mine
    assert [path.name for path in outside.iterdir()] == ["canary"]
