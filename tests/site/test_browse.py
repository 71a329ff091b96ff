"""The browser, by a reader's hands: filter, search, turn, link, on desk and phone."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from playwright.sync_api import expect

from tests.site.project import Reader


def hash_of(reader: Reader) -> dict[str, list[str]]:
    return parse_qs(reader.page.evaluate("location.hash").removeprefix("#"))


def test_all_notes_are_there_and_the_first_is_shown(at_desk: Reader) -> None:
    page = at_desk.browse()
    expect(page.locator("#count")).to_have_text("8 notes")
    assert len(at_desk.questions()) == 8
    expect(page.locator("#rows a[aria-current]")).to_have_count(1)
    assert "What does yeast make" in at_desk.shown()


def test_a_tag_with_those_below_it_and_one_left_out(at_desk: Reader) -> None:
    page = at_desk.browse()
    page.get_by_role("checkbox", name="Bread").check()
    expect(page.locator("#count")).to_have_text("5 of 8 notes")
    page.get_by_role("button", name="Show what is below Bread").click()
    page.locator("#tree").get_by_text("Dough").hover()
    page.get_by_role("button", name="Leave out Dough").click()
    expect(page.locator("#count")).to_have_text("2 of 8 notes")
    assert hash_of(at_desk) == {"tag": ["bread"], "not": ["bread::dough"]}
    expect(page.locator("#anki")).to_have_value("tag:bread -tag:bread::dough")
    page.get_by_role("button", name="Drop the filter not Dough").click()
    expect(page.locator("#count")).to_have_text("5 of 8 notes")


def test_several_tags_any_or_all(at_desk: Reader) -> None:
    page = at_desk.browse("#tag=baking&tag=cheese")
    expect(page.locator("#count")).to_have_text("8 notes")
    expect(page.locator("#anki")).to_have_value("(tag:baking OR tag:cheese)")
    page.get_by_role("radio", name="all of them").check()
    expect(page.locator("#count")).to_have_text("No note passes these filters.")
    expect(page.locator("#anki")).to_have_value("tag:baking tag:cheese")


def test_what_notes_have(at_desk: Reader) -> None:
    page = at_desk.browse()
    for name, count in (("Formula", 2), ("Table", 1), ("Code", 1), ("No answer", 1)):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator("#count")).to_have_text(f"{count} of 8 notes")
        page.get_by_role("button", name=name, exact=True).click()


def test_search_finds_answers_folds_accents_and_marks_the_hits(at_desk: Reader) -> None:
    page = at_desk.browse()
    page.keyboard.press("/")
    page.keyboard.type("frechet")
    expect(page.locator("#count")).to_have_text("1 of 8 notes")
    expect(page.locator("#rows .question mark")).to_have_text("Fréchet")
    frame = page.frame_locator("#stage iframe")
    expect(frame.locator("mark")).to_have_text("Fréchet")
    page.fill("#query", "BREAD ripen")  # one word in the answer, one in both; in any order
    expect(page.locator("#rows .question")).to_have_text(["How long does a hard cheese ripen?"])
    page.fill("#query", "carbon alcohol")
    expect(page.locator("#rows .snippet mark")).to_have_text(["Carbon", "alcohol"])
    page.fill("#query", '"alcohol carbon"')
    expect(page.locator("#count")).to_have_text("No note passes these filters.")
    page.keyboard.press("Escape")
    expect(page.locator("#count")).to_have_text("8 notes")


def test_the_keyboard_moves_and_turns(at_desk: Reader) -> None:
    page = at_desk.browse()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#rows a[aria-current] .question")).to_have_text(re.compile("How is hydration|Which flours"))
    frame = page.frame_locator("#stage iframe")
    expect(frame.locator(".db-answer")).to_have_count(0)
    page.keyboard.press(" ")
    expect(frame.locator(".db-answer")).to_be_visible()
    expect(page).to_have_url(re.compile("back=1"))
    frame.locator("body").click()
    page.keyboard.press("ArrowUp")  # in the frame, too
    expect(page.locator("#rows a[aria-current] .question")).to_have_text(re.compile("hydration|yeast"))


def test_an_address_is_a_view_and_back_returns(at_desk: Reader) -> None:
    page = at_desk.browse("#tag=cheese&has=formula&back=1")
    expect(page.locator("#count")).to_have_text("1 of 8 notes")
    expect(page.frame_locator("#stage iframe").locator("mjx-container")).to_have_count(1)
    page.get_by_role("button", name="Drop the filter formula").click()
    expect(page.locator("#count")).to_have_text("3 of 8 notes")
    page.go_back()
    expect(page.locator("#count")).to_have_text("1 of 8 notes")
    guid = page.evaluate("deckbuilder.row(6)[0]")
    at_desk.browse(f"#note={guid}")
    expect(page.frame_locator("#stage iframe").locator(".db-question")).to_have_text(re.compile("Fréchet"))


def test_a_note_says_where_it_is_from(at_desk: Reader) -> None:
    page = at_desk.browse("#q=rennet")
    about = page.locator("#about")
    expect(about).to_contain_text("cheese.md, line 7")
    expect(about).to_contain_text("cheese::curd")
    expect(about).to_contain_text("The Kitchen › Cheese")


def test_the_authors_view_shows_findings(at_desk: Reader) -> None:
    page = at_desk.browse()
    expect(page.get_by_role("button", name="Finding", exact=True)).to_be_hidden()
    page.get_by_role("checkbox", name="Author’s view").check()
    page.get_by_role("button", name="Finding", exact=True).click()
    expect(page.locator("#rows a").first).to_be_visible()
    expect(page.locator("#about .finds li").first).to_contain_text(re.compile(r"[A-Z]\d{3}"))
    expect(page).to_have_url(re.compile("author=1"))


def test_formulas_are_typeset_as_in_anki(at_desk: Reader) -> None:
    page = at_desk.browse("#has=formula&back=1")
    frame = page.frame_locator("#stage iframe")
    expect(frame.locator("mjx-mfrac")).to_have_count(1)
    expect(frame.locator("mjx-merror")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(frame.locator("mjx-container[display=true]")).to_have_count(1)
    expect(frame.locator("mjx-merror")).to_have_count(0)


def test_pictures_come_out_of_the_site(at_desk: Reader) -> None:
    page = at_desk.browse("#q=timer&back=1")
    image = page.frame_locator("#stage iframe").locator("img")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_night_and_day(at_desk: Reader, on_phone: Reader) -> None:
    page = at_desk.browse()
    body = page.frame_locator("#stage iframe").locator("body")
    expect(body).to_have_class("card card1")
    page.get_by_role("button", name="Night").click()
    expect(body).to_have_class("card card1 nightMode night_mode")
    assert body.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(44, 44, 44)"
    at_desk.browse()
    expect(page.locator("html")).to_have_attribute("data-theme", "night")  # it is remembered
    phone = on_phone.browse()
    assert phone.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(28, 30, 33)"


def test_phone_width(at_desk: Reader) -> None:
    page = at_desk.browse("#q=flours&back=1")
    page.get_by_role("button", name="Phone width").click()
    frame = page.locator("#stage iframe")
    expect(frame).to_have_css("width", "390px")
    expect(page.frame_locator("#stage iframe").locator("body")).to_have_class(re.compile("mobile"))


def test_on_a_phone_the_list_gives_way_to_the_card(on_phone: Reader) -> None:
    page = on_phone.browse()
    expect(page.locator("#main")).to_be_hidden()
    page.get_by_text("What does rennet do?").click()
    expect(page.locator("#rows")).to_be_hidden()
    expect(page.frame_locator("#stage iframe").locator(".db-question")).to_have_text("What does rennet do?")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.go_back()
    expect(page.locator("#rows")).to_be_visible()
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("checkbox", name="Cheese").check()
    expect(page.locator("#count")).to_have_text("3 of 8 notes")


def test_a_key_that_is_held_does_not_flood_the_address(at_desk: Reader) -> None:
    """A browser takes some hundred changes of the address in half a minute, and complains of more."""
    page = at_desk.browse()
    for _ in range(150):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    guid = page.evaluate("deckbuilder.row(1)[0]")
    expect(page).to_have_url(re.compile(f"note={guid}"))
    expect(page.locator("#rows a[aria-current]")).to_have_attribute("data-number", "1")


def test_copying_the_search(at_desk: Reader) -> None:
    page = at_desk.browse("#tag=cheese")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
