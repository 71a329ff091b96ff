"""What a page offers to those who read it: their language, news, a way to the source, ways out, paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, expect

from builder.model.config import parse_config
from builder.model.diagnostics import ProjectError
from builder.project.files import open_project
from builder.site import Written
from builder.site.model import source_address
from builder.site.pages import source_link
from tests.site.project import KITCHEN, NOW, Reader, make, project, reader

LATER = NOW + 40 * 86_400
ABOUT = """\
lang = "de"
author = "A. Cook"
license = "CC BY 4.0"
address = "https://kitchen.example/deck"
repository = "https://github.com/cook/kitchen"
cover = "cover.svg"
"""
COVER = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><rect width="16" height="9" fill="#b85"/></svg>'
RIGHT_TO_LEFT = "# علم\n\n## ما هي الخلية؟\n\nوحدة الحياة.\n\n## ما هو النسيج؟\n\nخلايا.\n"
LONG = "A_section_of_one_very_long_name_that_has_no_blank_anywhere" * 3
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A kitchen in German, after its second release, in which an answer changed."""
    folder = tmp_path_factory.mktemp("german")
    config = str(KITCHEN["deckbuilder.toml"]) + ABOUT
    many = f"# Numbers\n\nSee [nothing](#nowhere).\n\n## {LONG}\n" + "".join(
        f"\n### What is {n} times three?\n\n{3 * n}.\n" for n in range(1, 150)
    )
    files = {**KITCHEN, "deckbuilder.toml": config, "cover.svg": COVER, "a.md": RIGHT_TO_LEFT, "many.md": many}
    sources = project(folder / "kitchen", files)
    make(sources, folder / "out")
    bread = sources / "bread.md"
    bread.write_text(bread.read_text().replace("Carbon dioxide and alcohol", "Carbon dioxide & ethanol"))
    return make(sources, folder / "out", now=LATER)


@pytest.fixture
def desk(browser: Browser, german: Written) -> Iterator[Reader]:
    assert german.index is not None
    with reader(browser, german.index) as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser, german: Written) -> Iterator[Reader]:
    assert german.index is not None
    with reader(browser, german.index, width=360, night=True) as opened:
        yield opened


def test_the_page_speaks_the_language_of_the_project(desk: Reader) -> None:
    page = desk.open("index.html")
    assert page.get_attribute("html", "lang") == "de"
    text = page.inner_text("body")
    for words in ("Für Anki herunterladen", "159 Notizen", "31. Oktober 2026", "A. Cook · CC BY 4.0"):
        assert words in text
    page = desk.browse("#q=rennet")
    assert page.inner_text("#count") == "1 von 159 Notizen"
    assert "Schlagwörter" in page.inner_text("#about")


def test_a_link_shows_what_it_leads_to(desk: Reader, german: Written) -> None:
    page = desk.open("index.html")
    said = {
        row.get_attribute("name") or row.get_attribute("property"): row.get_attribute("content")
        for row in page.query_selector_all("meta[name], meta[property]")
    }
    assert said["description"] == said["og:description"] == "What a cook should know."
    assert said["og:url"] == "https://kitchen.example/deck/"
    image = str(said["og:image"]).removeprefix("https://kitchen.example/deck/")
    assert german.index is not None
    assert (german.index.parent / image).is_file()
    assert page.locator("img.cover").evaluate("image => image.naturalWidth") > 0
    icon = page.get_attribute('link[rel="icon"]', "href")
    assert (german.index.parent / str(icon)).is_file()


def test_a_mistake_is_one_click_from_its_line(desk: Reader) -> None:
    page = desk.browse("#q=rennet")
    link = page.locator("#about .wrong a")
    line = KITCHEN["cheese.md"].splitlines().index("## 1. What does rennet do?") + 1  # type: ignore[arg-type, union-attr]
    assert link.get_attribute("href") == f"https://github.com/cook/kitchen/blob/HEAD/cheese.md?plain=1#L{line}"


@pytest.mark.parametrize(
    ("repository", "link"),
    [
        ("https://gitlab.com/a/b", "https://gitlab.com/a/b/-/blob/HEAD/d/n%20o.md?plain=1#L7"),
        ("https://github.com/a/b.git", "https://github.com/a/b/blob/HEAD/d/n%20o.md?plain=1#L7"),
        ("https://codeberg.org/a/b/", "https://codeberg.org/a/b/src/HEAD/d/n%20o.md?display=source#L7"),
        ("https://notes.example/{path}?line={line}", "https://notes.example/n%20o.md?line=7"),
    ],
)
def test_where_a_line_is_on_the_web(tmp_path: Path, repository: str, link: str) -> None:
    folder = project(
        tmp_path / "d", {"n o.md": "## What?\n\nThat.\n", "deckbuilder.toml": f'repository = "{repository}"'}
    )
    (tmp_path / ".git").mkdir()
    assert source_link(source_address(open_project(folder)), "n o.md", 7) == link


def test_the_feed_says_what_was_before_and_what_is_now(german: Written) -> None:
    assert german.index is not None
    feed = ET.parse(german.index.parent / "feed.xml").getroot()
    newest, first = feed.findall(f"{ATOM}entry")
    assert newest.findtext(f"{ATOM}title") == "31. Oktober 2026: 1 geändert"
    assert str(first.findtext(f"{ATOM}title")).endswith(": 158 neu")
    html = str(newest.findtext(f"{ATOM}content"))
    assert "<del>Carbon dioxide and alcohol; the gas lifts the dough.</del>" in html
    assert "<br>Carbon dioxide &amp; ethanol; the gas lifts the dough." in html
    link = newest.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"https://kitchen.example/deck/changes.html#r{LATER}"


def test_what_was_before_is_kept_by_builds_that_change_nothing(tmp_path: Path) -> None:
    sources = project(tmp_path / "kitchen")
    make(sources, tmp_path / "out")
    cheese = sources / "cheese.md"
    cheese.write_text(cheese.read_text().replace("Nothing at all.", "Not much."))
    make(sources, tmp_path / "out", now=LATER)
    site = tmp_path / "out" / "site"
    assert "Nothing at all." in (site / "changes.html").read_text()
    make(sources, tmp_path / "out", now=LATER + 1000)
    assert "Nothing at all." in (site / "changes.html").read_text()
    (site / "before.json").write_text('{"x": [1]}')  # what is no such file is passed over
    make(sources, tmp_path / "out", now=LATER + 2000)
    assert json.loads((site / "before.json").read_text()) == {}


def test_no_note_is_no_dead_end(phone: Reader) -> None:
    page = phone.browse("#q=zzz&has=code")
    expect(page.locator("#count")).to_have_text("Keine Notiz passt zu diesen Filtern.")
    page.get_by_role("button", name="Alle Notizen zeigen").click()
    expect(page.locator("#count")).to_have_text("159 Notizen")
    assert page.locator("#empty").is_hidden()


def test_the_list_keeps_its_place_on_a_phone(phone: Reader) -> None:
    page = phone.browse()
    row = page.locator("#rows li").nth(45)
    for _ in range(3):  # heights of rows that were not shown yet are guessed
        row.evaluate("row => row.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(100)
    assert page.evaluate("scrollY") > 1000
    before = row.bounding_box()
    row.click()
    expect(page.locator("#main")).to_be_visible()
    assert page.evaluate("scrollY") == 0
    page.locator("#close").click()
    expect(row).to_be_visible()
    after = row.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 3


def test_the_findings_can_be_chosen_and_explained(phone: Reader) -> None:
    page = phone.open("findings.html")
    shown = page.locator(".finds li:visible")
    whole = shown.count()
    page.locator('[data-severity="warning"]').click()
    expect(shown).to_have_count(0)
    page.locator('[data-severity="warning"]').click()
    page.select_option("#rule", "S001")
    expect(shown).to_have_count(1)
    assert page.locator("#shown").inner_text() == f"1 of {whole} are shown"
    assert "## 5. Why is steam let into the oven?" in shown.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    shown.get_by_role("link", name="S001").click()
    expect(page.locator("h2#S001")).to_contain_text("unanswered-question")


def test_paper_gets_the_whole_list(desk: Reader) -> None:
    page = desk.browse()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#rows li")).to_have_count(159)
    expect(page.locator("#rows li").last).to_be_visible()
    assert page.locator("#filters").is_hidden()
    assert page.locator("#main").is_hidden()
    assert page.evaluate("document.body.scrollHeight") > 5000


def test_each_text_has_its_own_direction_and_long_words_break(phone: Reader) -> None:
    page = phone.browse()
    assert page.locator("#rows .question").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.get_by_text("What does rennet do?").evaluate("e => getComputedStyle(e).direction") == "ltr"
    for path in ("browse.html", "index.html", "changes.html", "list/numbers.html"):
        phone.open(path).wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


@pytest.mark.parametrize("line", ['address = "kitchen.example"', 'repository = "git@github.com:a/b"'])
def test_an_address_is_one(line: str) -> None:
    with pytest.raises(ProjectError, match="is no address"):
        parse_config(line, "deckbuilder.toml")


def test_a_cover_that_is_not_there_stops_the_work(tmp_path: Path) -> None:
    sources = project(tmp_path / "kitchen", {**KITCHEN, "deckbuilder.toml": 'cover = "face.png"\n'})
    with pytest.raises(ProjectError, match=r"face\.png"):
        make(sources, tmp_path / "out")
