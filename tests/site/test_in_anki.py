"""What the site promises about Anki, held against the real one: downloads, cards, searches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, expect

from builder.model import notetypes as notetype
from builder.model.outline import slug
from builder.site import Written
from builder.site.cards import fill, sides
from tests.anki.lab import Lab
from tests.site.project import KITCHEN, Reader, make, project, reader

ODD = """\
---
title: Odd tags
tags: [under_score, 'star*', 'a(b)', 'quo"te', 'back\\slash', 'or', '-dash', 'x:y', 'Größe']
---

# One

## What is a question with: a colon, and "quotes"?

It is an 80 % answer_with \\(x_1\\) signs.
"""
ODD_TAGS = ("under_score", "star*", "a(b)", 'quo"te', "back\\slash", "or", "dash", "x:y", "Größe")
PLAIN = """\
# Plain tags
<!-- these differ from the odd ones by what a search might take for a pattern -->

## What else is there? {tags="underXscore starry ab"}

Another answer.
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("odd")
    plain = {"plain.md": "---\ntags: [underXscore, starry, ab, quoXte, backslash, xy]\n---\n" + PLAIN}
    return make(project(folder / "sources", {**KITCHEN, "odd.md": ODD, **plain}), folder / "dist")


@pytest.fixture(scope="module")
def learner(odd: Written, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("learner")) as lab:
        lab.load(odd.built.packages[0].path)
        yield lab


@pytest.fixture
def curious(browser: Browser, odd: Written) -> Iterator[Reader]:
    assert odd.index is not None
    with reader(browser, odd.index) as opened:
        yield opened


def found_in_both(curious: Reader, learner: Lab, address: str) -> tuple[set[str], set[str]]:
    """GUIDs that the page shows at an address, and those that Anki finds by the search that the page gives."""
    page = curious.browse("#" + address)
    shown = page.evaluate("deckbuilderBrowser.found().map(number => deckbuilder.row(number)[0])")
    search = page.input_value("#anki")
    collection = learner.collection
    return set(shown), {collection.get_note(note).guid for note in collection.find_notes(search)}


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("", 10),
        ("tag=bread", 5),
        ("tag=bread::dough", 3),
        ("tag=bread&tag=cheese::curd", 7),
        ("tag=baking&tag=bread::oven&all=1", 2),
        ("not=bread", 5),
        ("tag=bread&not=bread::dough&not=unanswered", 1),
        ("has=formula", 3),
        ("has=table", 1),
        ("has=code", 1),
        ("has=unanswered", 1),
        ("tag=bread&has=formula", 1),
        ("q=steam", 1),
        ("q=bread+ripen", 1),
        ("q=naive", 1),
        ("q=" + quote('"Carbon dioxide"'), 1),
        ("q=" + quote("80 % answer_with"), 1),
    ],
)
def test_the_search_finds_in_anki_what_the_page_shows(curious: Reader, learner: Lab, address: str, count: int) -> None:
    shown, found = found_in_both(curious, learner, address)
    assert len(shown) == count
    if not address.startswith("q="):
        assert found == shown
    else:  # Anki also searches the fields that tell where a note is from
        assert found >= shown


@pytest.mark.parametrize("tag", ODD_TAGS)
def test_odd_tags_are_quoted(curious: Reader, learner: Lab, tag: str) -> None:
    shown, found = found_in_both(curious, learner, urlencode({"tag": tag}))
    assert len(shown) == 1
    assert found == shown
    shown, found = found_in_both(curious, learner, urlencode({"not": tag}))
    assert found == shown


def test_cards_are_filled_as_anki_fills_them(odd: Written, learner: Lab) -> None:
    assert odd.built.stamped is not None
    for rendered in odd.built.stamped.rendered:
        front, back = learner.render(rendered.guid)
        standard = notetype.load()[notetype.STANDARD]
        fields = standard.named(rendered.fields)
        assert fill(standard.templates[0].front, fields).strip() == front.strip()
        assert fill(standard.templates[0].back, fields).strip() == back.strip()
        assert [side.replace("media/", "") for side in sides(rendered, standard)] == [
            front.strip(),
            back.strip(),
        ]


def test_what_is_downloaded_can_be_imported_and_topics_merge(at_desk: Reader, tmp_path: Path) -> None:
    page = at_desk.open("index.html")
    with page.expect_download() as topic:
        page.get_by_role("link", name="Download Bread").click()
    with page.expect_download() as whole:
        page.get_by_role("link", name="Download for Anki").click()
    topic.value.save_as(tmp_path / "bread.apkg")
    whole.value.save_as(tmp_path / "deck.apkg")
    with Lab(tmp_path / "lab") as lab:
        assert lab.load(tmp_path / "bread.apkg").new == 5
        log = lab.load(tmp_path / "deck.apkg")
        assert (log.new, log.duplicate, log.problems) == (3, 5, 0)
        assert lab.decks() == ("The Kitchen", "The Kitchen::Bread", "The Kitchen::Cheese")
        assert lab.problems() == ()


def test_the_catalogue_says_what_is_in_the_package(at_desk: Reader, kitchen: Written) -> None:
    page = at_desk.open("index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Kitchen")
    expect(page.locator(".opening .facts")).to_have_text("8 notes · 2 topics · last changed 21 September 2026")
    topics = page.locator(".topics > li")
    expect(topics).to_have_count(2)
    expect(topics.first).to_contain_text("From flour to crust.")
    expect(topics.first).to_contain_text("5 notes")
    expect(topics.first).to_contain_text("1 unanswered")
    topics.first.get_by_role("link", name="Oven").click()
    expect(page.locator("#count")).to_have_text("2 of 8 notes")
    assert slug(kitchen.built.compilation.ledger.root) == "the-kitchen"
