"""A real Chromium for tests: one process for the whole session, a fresh context for each page.

``browser`` is Playwright's; ``chromium`` opens a page from which nothing reaches the network and
which remembers what tried to::

    def test_something(chromium: Chromium) -> None:
        page = chromium.show("<p>…</p>", width=360)
        assert not chromium.requests

Where there is no Chromium on the machine these tests are skipped, unless ``CI`` is set.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's (or the system's) Chromium, headless."""
    path = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium on this machine: apt-get install chromium")
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
        yield running
        running.close()


class Chromium:
    """Pages that are cut off from the network.

    ``requests`` lists the addresses that were asked for since the last ``show``; ``dialogs`` the
    messages of ``alert`` and its like; ``errors`` what scripts failed with.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._context: BrowserContext | None = None
        self._served = False
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.errors: list[str] = []

    def show(
        self,
        html: str,
        *,
        width: int = 900,
        height: int = 800,
        url: str = "http://card.invalid/",
        serve: Mapping[str, Path] = MappingProxyType({}),
    ) -> Page:
        """A new page at ``url`` that holds ``html`` (a whole document or a part of one).

        ``serve`` maps the beginnings of addresses to folders: what a page asks for below one of
        them is answered from the folder, and is no request in the sense above.
        """
        self.close()
        self.requests, self.dialogs, self.errors, self._served = [], [], [], False
        self._context = self._browser.new_context(viewport={"width": width, "height": height})
        page = self._context.new_page()

        def answer(route: Route) -> None:
            if route.request.url == url and not self._served:  # a second time would be a form or a reload
                self._served = True
                route.fulfill(body=html, content_type="text/html; charset=utf-8")
            elif (file := _served_file(route.request.url, serve)) is not None:
                route.fulfill(path=file, headers={"Access-Control-Allow-Origin": "*"})
            else:
                self.requests.append(route.request.url)
                route.abort()

        self._context.route("**/*", answer)
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(url)
        return page

    def close(self) -> None:
        if self._context is not None:
            self._context.close()
            self._context = None


def _served_file(url: str, serve: Mapping[str, Path]) -> Path | None:
    for prefix, folder in serve.items():
        if url.startswith(prefix) and (file := folder / url.removeprefix(prefix).partition("?")[0]).is_file():
            return file
    return None


@pytest.fixture
def chromium(browser: Browser) -> Iterator[Chromium]:
    opened = Chromium(browser)
    yield opened
    opened.close()
