"""Whether linked pages are still there, asked of a real server on this machine."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from builder.commands import lost_pages
from builder.fetch import check_links
from builder.model.config import FetchOptions
from builder.model.source import Span
from builder.pipeline import check
from builder.project.files import open_project
from tests.fetch.server import Server, running

OPTIONS = FetchOptions(allow_private=True, timeout=2)
TODAY = date(2026, 3, 9)


@pytest.fixture
def server() -> Server:  # type: ignore[misc]
    with running() as found:
        found.serve("/there", b"a page")
        found.redirect("/moved", "/there")
        found.redirect("/round", "/round")
        for path, status in (("/gone", 404), ("/taken", 410), ("/busy", 503), ("/secret", 403)):
            found.pages[path] = lambda request, status=status: request.send(b"", status)
        yield found


def asked(server: Server, *paths: str, known: dict[str, date] | None = None) -> tuple[list[str], int, int]:
    """The messages of the findings, how many pages could not be told, and how many requests the server had."""
    places = [(server.address(path), Span("a.md", line)) for line, path in enumerate(paths, 1)]
    result = check_links(places, known or {}, OPTIONS, today=TODAY)
    return [f"{d.span}: {d.message}" for d in result.diagnostics], result.unclear, len(server.seen)


def test_only_what_the_server_says_is_gone_is_gone(server: Server) -> None:
    found, unclear, _ = asked(server, "/there", "/gone", "/moved", "/taken", "/busy", "/secret", "/round")
    assert found == [
        f"a.md:2:1: {server.address('/gone')}: there is no such page (404)",
        f"a.md:4:1: {server.address('/taken')}: the page was taken away (410)",
        f"a.md:7:1: {server.address('/round')}: more than 5 redirects",
    ]
    assert unclear == 2


def test_a_page_is_asked_once_and_told_wherever_it_is_linked(server: Server) -> None:
    found, _, requests = asked(server, "/gone", "/gone#part", "/gone")
    assert (len(found), requests) == (3, 1)


@pytest.mark.parametrize(("days", "requests"), [(0, 0), (6, 0), (7, 1), (-1, 1)])
def test_what_was_there_lately_is_not_asked_again(server: Server, days: int, requests: int) -> None:
    known = {server.address("/there"): TODAY - timedelta(days)}
    assert asked(server, "/there", known=known) == ([], 0, requests)


def test_a_host_that_does_not_answer_is_asked_once(server: Server) -> None:
    closed = Server()
    address = closed.address("/")
    closed.server_close()
    places = [(address, Span("a.md", 1)), (address + "other", Span("a.md", 2))]
    result = check_links(places, {}, OPTIONS, today=TODAY)
    assert (result.diagnostics, result.unclear) == ((), 2)


def test_nobody_in_a_private_net_is_asked_without_leave(server: Server) -> None:
    result = check_links([(server.address("/there"), Span("a.md", 1))], {}, FetchOptions(), today=TODAY)
    assert (result.diagnostics, result.unclear, server.seen) == ((), 1, [])


def test_links_of_a_project_are_asked_for_only_when_one_says_so(server: Server, tmp_path: Path) -> None:
    gone, there = server.address("/gone"), server.address("/there")
    (tmp_path / "deckbuilder.toml").write_text("[fetch]\nallow_private = true\n")
    text = f"## What is a keel?\n\nA beam ([plans]({gone})), see {there}. Not `{server.address('/code')}`.\n"
    (tmp_path / "a.md").write_text(text)
    compilation, report = check(open_project(tmp_path, None, None))
    assert (len(report), server.seen) == (0, [])
    (found,), unclear = lost_pages(compilation, today=TODAY)
    assert (str(found.span), found.rule.code, unclear) == ("a.md:3:17", "H014", 0)
    assert [path for path, _ in server.seen] == ["/gone", "/there"]
