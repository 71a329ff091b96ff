"""Documents that try to be more than text: whatever they say stays words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from builder.site.data import to_json
from tests.site.project import make, project, reader

ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>{{7*7}}{% raw %}"
FILES = {
    "deckbuilder.toml": f"deck = '''The {ATTACK} deck'''\ndescription = '''{ATTACK}'''\n",
    'a"><img src=x onerror=alert(4)>.md': f"""\
---
title: '<i>Title</i> </title></script><script>alert(5)</script>'
description: '<b onclick=alert(6)>bold</b>'
tags: ['"><script>alert(7)</script>', "javascript:alert(8)"]
---

# Section <img src=x onerror=alert(9)>

## 1. What is \u2028 this </script><script>alert(10)</script>?

An answer <img src="https://evil.invalid/x.png"> with [a link](javascript:alert(11)), <iframe src="https://evil.invalid/">
<a href="https://evil.invalid/" target="_top">away</a> and <style>body {{ display: none }}</style>.

## 2. {ATTACK}

It says `</script>` and <!-- <script>alert(12)</script> --> \\(</script>\\).

## 3. What has no answer, and [sound:"><script>alert(13)</script>]?
""",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    written = make(project(folder / "sources", FILES), folder / "dist")
    assert written.index is not None
    return written.index


def test_nothing_runs_and_nothing_is_asked_for(browser: Browser, site: Path) -> None:
    paths = [p.relative_to(site.parent).as_posix() for p in sorted(site.parent.rglob("*.html"))]
    assert len(paths) >= 5
    with reader(browser, site) as opened:  # which complains of a message, an alert or a request
        for path in [*paths, "browse.html#author=1&back=1&q=alert", "browse.html#note=<script>&tag=%22><img src=x>"]:
            page = opened.open(path)
            page.wait_for_load_state()
            page.wait_for_timeout(200)
            assert page.locator("body").is_visible()
            assert page.locator("script:not([src]), img[src=x], [onerror], [onload], [onclick]").count() == 0


def test_what_it_says_is_shown_as_words(browser: Browser, site: Path) -> None:
    with reader(browser, site) as opened:
        page = opened.open("index.html")
        assert ATTACK in page.inner_text("main")
        page = opened.browse("#back=1")
        expect(page.locator("#count")).to_have_text("3 notes")
        for number in range(3):
            page.locator("#rows a").nth(number).click()
            frame = page.frame_locator("#stage iframe")
            expect(frame.locator(".db-question")).to_be_visible()
            assert frame.locator("script, iframe, [onerror], [href^=javascript]").count() == 0
        assert "alert(4)" in page.inner_text("#about")


def test_a_frame_runs_no_script_even_if_there_were_one(browser: Browser, site: Path) -> None:
    with reader(browser, site) as opened:
        page = opened.browse()
        expect(page.locator("#stage iframe")).to_have_attribute("sandbox", "allow-same-origin")
        page.evaluate("deckbuilder.stage.show('<img src=data:x onerror=\"parent.pwned = 1\">', [], 'x')")
        page.wait_for_timeout(200)
        assert page.evaluate("window.pwned") is None
        opened.complaints.clear()  # the browser tells that it ran nothing


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=4), max_leaves=8))
def test_json_ends_no_script(value: object) -> None:
    text = to_json(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value
