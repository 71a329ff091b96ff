"""The pages without scripts, for eyes and hands of every kind, and what a build leaves behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from builder.project.files import open_project
from builder.site import Written, site
from tests.site.project import BREAD, KITCHEN, NOW, Reader, make, project, reader

PAGES = ("index.html", "browse.html", "browse.html#tag=bread&q=water&back=1&author=1", "changes.html", "findings.html",
         "list/bread.html")  # fmt: skip


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("width", [390, 1200])
def test_nothing_serious_for_assistive_technology(browser: Browser, kitchen: Written, width: int, night: bool) -> None:
    assert kitchen.index is not None
    with reader(browser, kitchen.index, width=width, night=night) as opened:
        for path in PAGES:
            page = opened.open(path)
            page.wait_for_load_state()
            page.wait_for_timeout(150)
            # The card's frame runs no script, axe's neither: the card is looked at in tests/card.
            options = {"iframes": False, "preload": False, "resultTypes": ["violations"]}
            found = Axe().run(page, options=options).response["violations"]
            serious = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")]
            assert serious == [], f"{path}: {serious}"
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_without_javascript_the_notes_are_plain_lists(browser: Browser, kitchen: Written) -> None:
    assert kitchen.index is not None
    with reader(browser, kitchen.index, scripts=False) as opened:
        page = opened.open("browse.html")
        assert page.locator("#panes").is_hidden()
        page.get_by_role("link", name="Cheese").click()
        text = page.inner_text("main")
        for words in ("What does rennet do?", "Six months or more.", "Ripening"):
            assert words in text
        page.get_by_role("link", name="The Kitchen").click()
        assert "From flour to crust." in page.inner_text("main")


def test_lists_are_paged_and_typeset(at_desk: Reader, tmp_path: Path, browser: Browser) -> None:
    page = at_desk.open("list/bread.html")
    expect(page.locator("mjx-container")).to_have_count(1)
    expect(page.locator("article")).to_have_count(5)
    many = "# Many\n" + "".join(f"\n## {n}. What is {n} times three?\n\nIt is {3 * n}.\n" for n in range(1, 231))
    written = make(project(tmp_path / "sources", {"many.md": many}), tmp_path / "dist")
    assert written.index is not None
    with reader(browser, written.index, scripts=False) as opened:
        page = opened.open("list/many.html")
        expect(page.locator("article")).to_have_count(100)
        page.locator(".pager").get_by_role("link", name="3").click()
        expect(page.locator("article")).to_have_count(30)
        expect(page.locator(".pager [aria-current]")).to_have_text("3")


def test_a_print_has_the_notes_and_no_furniture(at_desk: Reader) -> None:
    page = at_desk.open("list/cheese.html")
    page.emulate_media(media="print")
    assert page.locator(".top nav").is_hidden()
    expect(page.get_by_text("Six months or more.")).to_be_visible()


def test_focus_can_be_seen_and_the_first_one_skips(at_desk: Reader) -> None:
    page = at_desk.open("index.html")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_policy_lets_no_foreign_address_in(at_desk: Reader) -> None:
    page = at_desk.open("browse.html")
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert "connect-src 'none'" in policy
    assert not re.search(r"https?:|\*|unsafe-eval|script-src[^;]*unsafe", policy)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    sources = project(tmp_path / "sources")
    make(sources, tmp_path / "one")
    first = make(sources, tmp_path / "two")  # the ledger is there by now, and nothing changes any more
    second = make(sources, tmp_path / "three", now=NOW + 500)
    assert first.index is not None
    assert second.index is not None
    files = [
        {p.relative_to(i.parent): p.read_bytes() for p in i.parent.rglob("*") if p.is_file()}
        for i in (first.index, second.index)
    ]
    assert files[0] == files[1]


def test_what_an_earlier_build_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    sources = project(tmp_path / "sources")
    folder = tmp_path / "dist" / "site"
    make(sources, tmp_path / "dist")
    (folder / "mine.txt").write_text("keep")
    assert (folder / "list" / "cheese.html").exists()
    (sources / "cheese.md").unlink()
    make(sources, tmp_path / "dist", now=NOW + 100)
    assert not (folder / "list" / "cheese.html").exists()
    assert (folder / "mine.txt").read_text() == "keep"


def test_an_error_writes_nothing(tmp_path: Path) -> None:
    sources = project(tmp_path / "sources", {"deckbuilder.toml": "", "empty.md": "\n"})
    written = site(open_project(sources), tmp_path / "dist", now=NOW)
    assert written.index is None
    assert not (tmp_path / "dist").exists()


def test_mathjax_comes_only_with_formulas(tmp_path: Path, site_folder: Path) -> None:
    assert (site_folder / "mathjax" / "tex-chtml-full.js").exists()
    plain = make(project(tmp_path / "plain", {"a.md": "# A\n\n## What is it?\n\nIt is a letter.\n"}), tmp_path / "one")
    assert plain.index is not None
    assert not (plain.index.parent / "mathjax").exists()


def test_what_changed(tmp_path: Path, browser: Browser) -> None:
    sources = project(tmp_path / "sources")
    make(sources, tmp_path / "dist")
    changed = BREAD.replace("lifts the dough", "raises the dough").replace("What does yeast", "What, then, does yeast")
    (sources / "bread.md").write_text(changed + "\nIt keeps the crust soft.\n")
    cheese = str(KITCHEN["cheese.md"])
    (sources / "cheese.md").write_text(cheese[: cheese.index("## 2")] + cheese[cheese.index("# Ripening") :])
    written = make(sources, tmp_path / "dist", now=NOW + 86_400)
    assert written.index is not None
    with reader(browser, written.index) as opened:
        page = opened.open("changes.html")
        update = page.locator("section").first
        expect(update.get_by_role("heading", level=3)).to_have_text(
            ["Reworded", "Answer changed 2", "Retagged", "Retired"]
        )
        expect(update.locator("del")).to_have_text("What does yeast make out of sugar?")
        expect(update).to_contain_text("the learner finds it with tag:retired")
        expect(page.get_by_role("heading", level=2)).to_have_text(
            ["With this release", "22 September 2026", "21 September 2026"]
        )
        expect(page.locator("section").nth(1).get_by_role("heading", level=3)).to_have_text(
            [re.compile("^Changed 2"), re.compile("^Retired 1")]
        )
        page.get_by_role("link", name="What, then, does yeast").click()
        assert "What, then, does yeast" in opened.shown()


def test_without_findings_a_site_says_nothing_of_them(tmp_path: Path) -> None:
    written = make(project(tmp_path / "sources"), tmp_path / "dist", findings=False)
    assert written.index is not None
    folder = written.index.parent
    assert not (folder / "findings.html").exists()
    assert b'"findings":false' in (folder / "data" / "head.js").read_bytes()
    assert all(b"S001" not in p.read_bytes() for p in (folder / "data").iterdir())
