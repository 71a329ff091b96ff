"""serve: a real browser before pages that follow real files."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from builder.cli.server import Server, Workshop, serve
from builder.model.diagnostics import ProjectError
from builder.project.files import LEDGER, open_project
from tests.anki.lab import Lab
from tests.site.project import BREAD, NOW, project


class Served:
    """A server in a thread, and what it said."""

    def __init__(self, sources: Path) -> None:
        self.sources = sources
        self.said: list[str] = []
        self.stop = threading.Event()
        self.thread = threading.Thread(
            target=serve,
            args=(lambda: open_project(sources),),
            kwargs={"port": 0, "now": lambda: NOW, "say": self.said.append, "stop": self.stop},
        )
        self.thread.start()
        deadline = time.monotonic() + 30
        while len(self.said) < 2:  # the address, and what the first build read
            assert time.monotonic() < deadline
            assert self.thread.is_alive()
            time.sleep(0.02)

    @property
    def address(self) -> str:
        return next(line for line in self.said if line.startswith("http"))

    def ask(self, path: str, *, host: str = "", method: str = "GET") -> http.client.HTTPResponse:
        name = self.address.removeprefix("http://").removesuffix("/")
        connection = http.client.HTTPConnection(name, timeout=10)
        connection.request(method, path, headers={"Host": host or name})
        return connection.getresponse()

    def close(self) -> None:
        self.stop.set()
        self.thread.join(timeout=20)
        assert not self.thread.is_alive()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(project(tmp_path / "sources"))
    yield running
    running.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(15_000)
    opened = context.new_page()
    opened.goto(served.address + "browse.html#q=yeast&back=1")
    yield opened
    context.close()


def test_an_edit_reaches_the_browser_by_itself(served: Served, page: Page) -> None:
    expect(page.locator("#rows .question")).to_have_text("What does yeast make out of sugar?")
    (served.sources / "bread.md").write_text(BREAD.replace("out of sugar", "of all that sugar"))
    expect(page.locator("#rows .question")).to_have_text("What does yeast make of all that sugar?", timeout=15_000)
    assert "q=yeast" in page.url  # the view is kept
    (served.sources / "deckbuilder.toml").write_text('deck = "Another Kitchen"\n')
    expect(page.locator(".home")).to_have_text("Another Kitchen", timeout=15_000)
    assert any(line.startswith("1 of 2 documents read, 1 of 8 notes rendered") for line in served.said), served.said
    assert not (served.sources / LEDGER).exists()


def test_one_bad_file_does_not_stop_it(served: Served, page: Page) -> None:
    expect(page.locator("#rows .question")).to_have_count(1)
    (served.sources / "deckbuilder.toml").write_text('dekc = "x"\n')
    panel = page.get_by_role("alert")
    expect(panel).to_contain_text("deckbuilder.toml:1:1", timeout=15_000)
    expect(panel).to_contain_text("did you mean 'deck'?")
    expect(page.locator("#rows .question")).to_have_count(1)  # the pages are as they were
    (served.sources / "deckbuilder.toml").write_text('deck = "The Kitchen"\n')
    expect(panel).to_have_count(0, timeout=15_000)
    (served.sources / "scan.md").write_bytes(b"%PDF-1.7\n")
    expect(panel).to_contain_text("scan.md:1:", timeout=15_000)
    expect(panel).to_contain_text("D001")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_have_count(0)
    (served.sources / "scan.md").unlink()
    (served.sources / "bread.md").write_text(BREAD.replace("crumb.png", "crumbs.png"))
    expect(page.get_by_role("link", name="warning")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="warning").click()
    expect(page.get_by_role("main")).to_contain_text("crumbs.png")


def test_packages_are_made_when_asked_for(served: Served, tmp_path: Path) -> None:
    index = served.ask("/").read().decode()
    assert 'href="download/deck.apkg"' in index
    with Lab(tmp_path / "lab") as lab:
        assert lab.load(served.ask("/download/bread.apkg").read()).new == 5
        assert lab.load(served.ask("/download/deck.apkg").read()).new == 3
    assert served.ask("/download/nothing.apkg").status == 404


def test_only_this_machine_by_its_own_name_gets_an_answer(served: Served) -> None:
    port = served.address.rpartition(":")[2].strip("/")
    assert served.ask("/", host=f"localhost:{port}").status == 200
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1.evil.example:{port}"):
        assert served.ask("/", host=host).status == 421
        assert served.ask("/events", host=host).status == 421


def test_nothing_but_the_site_is_served(served: Served) -> None:
    for path in ("/../bread.md", "/%2e%2e/bread.md", "/bread.md", "//etc/passwd", "/assets/../../bread.md", "/data/"):
        assert served.ask(path).status == 404
    answer = served.ask("/browse.html?x=1", method="HEAD")
    assert (answer.status, answer.read()) == (200, b"")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_begins_with_what_there_is(tmp_path: Path) -> None:
    """Sources that cannot be read at all: a page that waits for them, and the error."""
    sources = project(tmp_path / "sources")
    workshop = Workshop(lambda: open_project(sources), lambda: NOW)
    (sources / "ledger.jsonl").write_text("no ledger\n")
    state = workshop.build()
    assert [p.place for p in state.problems] == ["ledger.jsonl:1:1"]
    assert b"Nothing to show yet" in state.files["index.html"]
    (sources / "ledger.jsonl").unlink()
    better = workshop.build()
    assert better.problems == ()
    assert better.version == state.version + 1
    assert workshop.build().version == better.version  # nothing changed: no browser is bothered


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    sources = project(tmp_path / "sources")
    workshop = Workshop(lambda: open_project(sources), lambda: NOW)
    with Server(workshop, 0) as server, pytest.raises(ProjectError, match="cannot be used"):
        serve(lambda: open_project(sources), port=server.server_port, now=lambda: NOW, say=lambda line: None)


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is another thing there")
def test_ctrl_c_stops_it_cleanly(tmp_path: Path) -> None:
    project(tmp_path / "sources")
    command = [sys.executable, "-u", "-m", "builder", "serve", str(tmp_path / "sources"), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while not process.stdout.readline().startswith("http"):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "stopped\n", "")


def test_a_folder_that_goes_and_comes_back(tmp_path: Path) -> None:
    """As by a switch of branches: what changed meanwhile is built at once."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.md").write_text("## What is tea?\n\nA drink.\n\n## What is milk?\n\nWhite.\n")
    served = Served(docs)
    try:
        docs.rename(tmp_path / "away")
        _until(lambda: len(served.said) > 2)
        (tmp_path / "away" / "b.md").write_text("## What is salt?\n\nNaCl.\n\n## What is ice?\n\nWater.\n")
        (tmp_path / "away").rename(docs)
        _until(lambda: "of 4 notes" in served.said[-1])
    finally:
        served.close()


def test_no_page_elsewhere_may_frame_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## What is tea?\n\nA drink.\n")
    served = Served(tmp_path)
    try:
        headers = served.ask("/").headers
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
    finally:
        served.close()


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came about")
