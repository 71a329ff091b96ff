"""The fixture that other tests rely on: it sees requests and scripts, so that a clean page means something."""

from __future__ import annotations

from tests.browser import Chromium


def test_it_sees_what_a_page_does(chromium: Chromium) -> None:
    page = chromium.show(
        "<p>hello</p><img src='http://elsewhere.invalid/x.png'><script>alert('ran')</script>", width=360
    )
    page.wait_for_load_state("load")
    assert page.inner_text("p") == "hello"
    assert page.evaluate("innerWidth") == 360
    assert chromium.requests == ["http://elsewhere.invalid/x.png"]
    assert chromium.dialogs == ["ran"]


def test_each_page_starts_clean(chromium: Chromium) -> None:
    chromium.show("<script>alert(1)</script>")
    chromium.show("<p>nothing</p>")
    assert (chromium.requests, chromium.dialogs, chromium.errors) == ([], [], [])
