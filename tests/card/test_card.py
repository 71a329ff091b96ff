"""The card in a real browser: nothing wider than the screen, all text legible, formulas typeset."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from builder.model import notetypes as notetype
from builder.render import HUES
from tests.browser import Chromium
from tests.card.page import fill, html, show
from tests.card.specimens import SPECIMENS

WIDTHS = (360, 900)
MIN_CONTRAST = 4.5  # WCAG 2.2, 1.4.3

_CONTRASTS = (Path(__file__).parent / "contrasts.js").read_text(encoding="utf-8")
_CUT = (Path(__file__).parent / "cut.js").read_text(encoding="utf-8")

NOTETYPES = tuple(notetype.load().values())
STANDARD = notetype.load()[notetype.STANDARD]
TEMPLATES = tuple(template for card in NOTETYPES for template in card.templates)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def cut(page: Page) -> list[str]:
    """The elements that are cut off without a visible sign."""
    page.wait_for_timeout(60)  # a scroll timeline begins with the next frame
    found: list[str] = page.evaluate(_CUT)
    return found


def style(page: Page, selector: str, name: str, pseudo: str = "") -> str:
    value: str = page.eval_on_selector(
        selector, "(e, [name, pseudo]) => getComputedStyle(e, pseudo || null).getPropertyValue(name)", [name, pseudo]
    )
    return value


def set_night(page: Page, night: bool) -> None:
    """Switch a page that is open; the app changes the same classes."""
    page.evaluate("on => ['nightMode', 'night_mode'].forEach(c => document.body.classList.toggle(c, on))", night)


@pytest.mark.parametrize("name", SPECIMENS)
def test_every_specimen_fits_the_screen_and_can_be_read_by_day_and_night(name: str, chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS[name])
    for width, night in itertools.product(WIDTHS, (False, True)):
        page.set_viewport_size({"width": width, "height": 800})
        set_night(page, night)
        assert overflow(page) == 0, f"at {width} px"
        assert cut(page) == [], f"at {width} px"
        contrasts = page.evaluate(_CONTRASTS)
        assert contrasts, "there is no text"
        assert contrasts[0][0] >= MIN_CONTRAST, contrasts[:3]
    assert page.locator("mjx-merror, [data-mjx-error], mjx-mtext[style*=red]").count() == 0
    assert chromium.requests == []
    assert chromium.errors == []


def test_each_section_has_a_colour_that_can_be_read(chromium: Chromium) -> None:
    colours = set()
    page = show(chromium, SPECIMENS["prose"], width=360)
    for number, night in itertools.product(range(HUES), (False, True)):
        set_night(page, night)
        page.eval_on_selector(".db-context span", "(e, name) => { e.className = name; }", f"db-hue{number}")
        colours.add(style(page, "hr#answer", "background-color"))
        contrasts = page.evaluate(_CONTRASTS)
        assert contrasts[0][0] >= MIN_CONTRAST, (number, night, contrasts[:3])
    assert len(colours) == 2 * HUES


@pytest.mark.parametrize("width", WIDTHS)
def test_the_front_asks_and_does_not_tell(chromium: Chromium, width: int) -> None:
    page = show(chromium, SPECIMENS["prose"], front=True, width=width)
    assert page.inner_text(".db-question") == SPECIMENS["prose"]["Question"]
    assert page.locator(".db-context span").count() == 3
    assert page.locator(".db-answer, .db-source, #answer").count() == 0
    assert overflow(page) == 0


def test_the_question_does_not_move_when_the_answer_comes(chromium: Chromium) -> None:
    boxes = [
        show(chromium, SPECIMENS["formulas"], front=front).locator(".db-question").bounding_box()
        for front in (True, False)
    ]
    assert boxes[0] == boxes[1]


def test_a_retired_note_has_a_blank_front() -> None:
    fields = SPECIMENS["prose"] | {"Reverse": "1", "Text": "a {{c1::b}}", "Language": "en", "Typed": "b"}
    for template in TEMPLATES:
        assert fill(template.front, fields | {"Retired": "<p>Gone.</p>"}).strip() == ""
        assert fill(template.front, fields).strip() != ""
        assert "Gone." in fill(template.back, fields | {"Retired": "<p>Gone.</p>"})


def test_empty_fields_leave_nothing_behind(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["bare"])
    assert page.locator(".db-card > *").evaluate_all("all => all.map(e => e.className)") == ["db-question", "db-answer"]


def test_the_templates_name_only_fields_that_exist() -> None:
    for card in NOTETYPES:
        sides = "".join(template.front + template.back for template in card.templates)
        named = re.findall(r"\{\{[#^/]?(?:\w+:)*([\w ]+)\}\}", sides)
        assert set(named) <= set(card.field_names)
        assert sides.count("{{") == len(named)


def test_nothing_is_loaded_from_outside() -> None:
    """Anki imports no file that only CSS refers to, and a card has no business on the network."""
    for card in NOTETYPES:
        sides = "".join(template.front + template.back for template in card.templates)
        assert not re.search(r"url\(|@import|https?:|<script src|<link|fetch|XMLHttp|eval", card.css + sides)


# ------------------------------------------------------------------- tables


def test_a_table_of_text_is_stacked_on_a_phone(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["stacked-table"], width=360)
    assert style(page, ".db-stack thead", "display") == "none"
    assert style(page, ".db-stack td", "display") == "block"
    labels = [style(page, f".db-stack tr:first-child td:nth-child({i})", "content", "::before") for i in range(1, 5)]
    assert labels == ["none", '"Formula"', '"Strength"', '"Weakness"']
    assert not page.locator(".db-stack td:empty").is_visible()


def test_a_table_of_text_is_a_table_on_a_wide_screen(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["stacked-table"], width=900)
    assert style(page, ".db-stack td", "display") == "table-cell"
    assert style(page, ".db-stack td", "content", "::before") == "none"


def test_a_wide_table_scrolls_in_its_own_box_and_keeps_its_alignment(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["wide-table"], width=360)
    assert page.eval_on_selector(".db-tw", "e => e.scrollWidth > e.clientWidth")
    assert style(page, "td:nth-child(2)", "text-align") == "right"


# ----------------------------------------------------------------- formulas


def test_formulas_are_typeset_with_ankis_delimiters(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["formulas"], width=360)
    assert page.evaluate("MathJax.version") == "3.2.2"
    assert page.locator("mjx-container").count() == 8
    assert page.locator("mjx-container[display=true]").count() == 2


def test_a_wide_formula_scrolls_within_itself(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["formulas"], width=360)
    wide = page.locator("mjx-container[display=true]").last
    assert wide.evaluate("e => e.scrollWidth > e.clientWidth")
    assert wide.evaluate("e => e.scrollHeight <= e.clientHeight"), "it must not scroll up and down"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_formula_in_a_cell_keeps_its_right_edge(width: int, chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["formulas-in-cells"], width=width)
    cut = page.locator("mjx-container").evaluate_all("all => all.map(e => e.scrollWidth - e.clientWidth)")
    assert cut == [0, 0, 0]
    assert overflow(page) == 0


def test_a_long_inline_formula_scrolls_and_a_short_one_stands_on_the_line(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["long-inline-formula"], width=360)
    scrolls = page.locator("mjx-container").evaluate_all("all => all.map(e => e.scrollWidth > e.clientWidth)")
    assert scrolls == [True, False, False, False, True]
    # A box that scrolls loses its baseline unless it is a grid; an "x" must stand where a letter would.
    page = show(chromium, {"Question": "q", "Answer": "<p id=p>x \\(x\\) \\(\\sum_{i}^{n}x_i\\)</p>"})
    heights = page.evaluate(
        """() => {
          const probe = document.createElement("span");
          probe.style.cssText = "display: inline-block; width: 1px; height: 0";
          document.getElementById("p").prepend(probe);
          const glyph = document.querySelector("mjx-mi mjx-c").getBoundingClientRect();
          return [probe.getBoundingClientRect().bottom, glyph.bottom];
        }"""
    )
    assert abs(heights[0] - heights[1]) < 1.5


def test_a_wide_equation_with_a_number_scrolls_within_itself(chromium: Chromium) -> None:
    terms = "+".join(f"a_{{{n}}} x_{{{n}}}" for n in range(20))
    page = show(chromium, {"Question": "q", "Answer": f"<p>\\[{terms}=b \\tag{{1}}\\]</p>"}, width=360)
    assert overflow(page) == 0
    assert page.eval_on_selector("mjx-container", "e => e.scrollWidth > e.clientWidth")
    assert cut(page) == []


def test_no_line_begins_with_the_comma_behind_a_formula(chromium: Chromium) -> None:
    """Whatever the width, the comma stands on the line of the formula's end."""
    formula = '<span class="db-nb">\\(x+y\\),</span> '
    page = show(chromium, {"Question": "q", "Answer": f"<p>{formula * 12}</p>"}, width=360)
    apart = """() => [...document.querySelectorAll(".db-nb")].filter(e => {
        const comma = document.createRange();
        comma.selectNodeContents(e.lastChild);
        return comma.getBoundingClientRect().left < e.querySelector("mjx-container").getBoundingClientRect().left;
    }).length"""
    for width in range(300, 361, 4):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(apart) == 0, width


def test_the_edge_fades_as_long_as_there_is_more(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["code"], width=360)
    page.wait_for_timeout(60)
    more = "e => parseFloat(getComputedStyle(e).getPropertyValue('--db-more'))"
    assert page.eval_on_selector("pre", more) > 0
    page.eval_on_selector("pre", "e => { e.scrollLeft = e.scrollWidth; }")
    page.wait_for_timeout(60)
    assert page.eval_on_selector("pre", more) == pytest.approx(0, abs=0.5)
    page.set_viewport_size({"width": 1400, "height": 800})
    wide = show(chromium, {"Question": "q", "Answer": "<pre class='db-code'><code>short</code></pre>"})
    assert wide.eval_on_selector("pre", more) == 0


def test_a_short_formula_does_not_fade_away(chromium: Chromium) -> None:
    """The accent of a single letter is wider than its box, which may not hide the letter."""
    page = show(chromium, {"Question": "q", "Answer": r"<p>the mean \(\bar\ell\) of lengths</p>"})
    page.wait_for_timeout(60)
    picture = Image.open(io.BytesIO(page.locator("mjx-container").screenshot())).convert("L")
    assert picture.getextrema()[0] < 100


def test_what_a_clean_page_means(chromium: Chromium) -> None:
    """A box that is cut without a sign is found."""
    page = show(
        chromium, {"Question": "q", "Answer": "<div style='overflow: hidden; white-space: nowrap'>" + "x" * 400}
    )
    assert len(cut(page)) == 1


# ------------------------------------------------------- questions, contexts


def test_code_and_lists_in_a_question_are_no_louder_than_in_an_answer(chromium: Chromium) -> None:
    block = "<pre class='db-code'><code>x</code></pre><ul><li>one</li></ul>"
    page = show(chromium, {"Question": f"<p>Which?</p>{block}", "Answer": block})
    for selector in ("pre", "ul"):
        for name in ("font-size", "font-weight"):
            asked, told = (style(page, f".db-{side} {selector}", name) for side in ("question", "answer"))
            assert asked == told, (selector, name)


def test_the_path_folds_to_its_last_part_on_a_phone(chromium: Chromium) -> None:
    shown = "all => all.filter(e => e.checkVisibility()).length"
    for width, count in ((360, 1), (900, 3)):
        page = show(chromium, SPECIMENS["prose"], width=width)
        assert page.locator(".db-context span").evaluate_all(shown) == count


def test_a_label_is_nearer_to_its_own_list_than_to_the_item_before(chromium: Chromium) -> None:
    item = "<li><p>Label</p><ul><li>one</li><li>two</li></ul></li>"
    page = show(chromium, {"Question": "q", "Answer": f"<ul id='a'>{item}{item}</ul>"})
    boxes = page.locator("#a > li").evaluate_all(
        "all => all.map(e => [...e.children].map(c => c.getBoundingClientRect()).flatMap(b => [b.top, b.bottom]))"
    )
    own = boxes[1][2] - boxes[1][1]
    before = boxes[1][0] - boxes[0][3]
    assert own < before


# ------------------------------------------------------------ code, pictures


def test_the_six_kinds_of_token_have_six_colours_by_day_and_by_night(chromium: Chromium) -> None:
    tokens = "".join(f"<span class='{kind}'>{kind}</span> " for kind in "kscnfo")
    page = show(chromium, {"Question": "q", "Answer": f"<pre class='db-code'><code>{tokens}plain</code></pre>"})
    for night in (False, True):
        set_night(page, night)
        colours = {style(page, f".db-code .{kind}", "color") for kind in "kscnfo"} | {style(page, "pre", "color")}
        assert len(colours) == 7
        inside = [ratio for ratio, text in page.evaluate(_CONTRASTS) if text in (*"kscnfo", "plain")]
        assert len(inside) == 7
        assert min(inside) >= 5.5


def test_code_scrolls_and_does_not_wrap(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["code"], width=360)
    assert page.eval_on_selector("pre", "e => e.scrollWidth > e.clientWidth")


def test_line_art_gets_a_white_plate_at_night_only(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["pictures"])
    assert style(page, ".db-plate", "background-color") == "rgba(0, 0, 0, 0)"
    set_night(page, True)
    assert style(page, ".db-plate", "background-color") == "rgb(255, 255, 255)"


def test_a_picture_keeps_its_shape_where_anki_bounds_its_height(chromium: Chromium) -> None:
    tall = (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 40' width='300' height='1200'/%3E"
    )
    page = show(chromium, {"Question": "q", "Answer": f'<img class="db-img" src="{tall}" width="300" height="1200">'})
    assert style(page, "img", "object-fit") == "contain"
    assert overflow(page) == 0


def test_a_tap_enlarges_a_wide_picture_and_a_tap_beside_it_ends_that(chromium: Chromium) -> None:
    wide = (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 90 30' width='900' height='300'/%3E"
    )
    page = show(
        chromium,
        {"Question": "q", "Answer": f'<p><img class="db-img" tabindex="0" src="{wide}" width="900" height="300"></p>'},
    )
    small = page.locator("img").bounding_box()
    page.locator("img").click()
    large = page.locator("img").bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] == pytest.approx(2 * small["width"], abs=2)
    assert overflow(page) == 0, "it scrolls within the card"
    page.locator(".db-question").click()
    assert page.locator("img").bounding_box() == small


# --------------------------------------------------------------------- apps


@pytest.mark.parametrize("app", ["#303030", "#000000", "#1c1c1e"])
def test_the_night_has_the_colour_of_the_app_and_all_can_be_read_on_it(chromium: Chromium, app: str) -> None:
    card = STANDARD
    for name in ("boxes", "code", "prose"):
        side = fill(card.templates[0].back, SPECIMENS[name])
        page = chromium.show(
            html(side, card.css, night=True).replace("</style>", f"body.nightMode {{background: {app}}}</style>", 1),
            width=360,
        )
        rgb = tuple(int(app[i : i + 2], 16) for i in (1, 3, 5))
        assert style(page, "body", "background-color") == f"rgb{rgb}"
        assert page.evaluate(_CONTRASTS)[0][0] >= MIN_CONTRAST


@pytest.mark.parametrize("night", ["nightMode", "night_mode"])
@pytest.mark.parametrize("on_body", [True, False], ids=["on the card", "around the card"])
def test_each_app_can_say_night_in_its_own_way(chromium: Chromium, night: str, on_body: bool) -> None:
    css, body = STANDARD.css, "<div class='db-card'><div class='db-question'>q</div></div>"
    outer, inner = ("", f"card {night}") if on_body else (night, "card")
    page = chromium.show(f"<html class='{outer}'><style>{css}</style><body class='{inner}'>{body}</body></html>")
    assert style(page, ".db-question", "color") == "rgb(233, 231, 226)"
    assert style(page, "body", "background-color") == "rgba(0, 0, 0, 0)"


def test_by_day_the_card_has_its_own_paper(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["prose"])
    assert style(page, "body", "background-color") == "rgb(255, 254, 251)"


@pytest.mark.parametrize("classes", ["mobile", "android", "ios", "iphone", "ipad", "mobile ios iphone"])
def test_a_phone_gets_slightly_smaller_type(chromium: Chromium, classes: str) -> None:
    page = show(chromium, SPECIMENS["prose"], classes=classes)
    assert style(page, ".db-answer", "font-size") == "17px"
    page.evaluate(
        """classes => {
      document.body.className = "card card1";
      document.documentElement.className = classes;
    }""",
        classes,
    )
    assert style(page, ".db-answer", "font-size") == "17px"


def test_lines_are_no_longer_than_one_reads_with_ease(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["prose"], width=1800)
    box = page.locator(".db-card").bounding_box()
    assert box is not None
    assert 38 <= box["width"] / 18 <= 42
    assert box["x"] == pytest.approx(1800 - box["x"] - box["width"], abs=1), "it stands in the middle"


def test_a_script_that_runs_from_right_to_left_mirrors_the_card(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["right-to-left"], width=900)
    column = page.locator(".db-card").bounding_box()
    rule = page.locator("#answer").bounding_box()
    assert column is not None
    assert rule is not None
    assert rule["x"] + rule["width"] == pytest.approx(column["x"] + column["width"], abs=1)
    assert style(page, ".db-question", "direction") == "rtl"
    item = page.locator("li").first.bounding_box()
    assert item is not None
    assert item["x"] + item["width"] <= column["x"] + column["width"] - 18, "the bullets stand within the column"
    assert style(page, "mjx-container", "direction") == "ltr"
    assert float(style(page, "blockquote", "border-right-width").removesuffix("px")) == 3


def test_text_keeps_clear_of_a_phones_notch(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["prose"], width=360)
    before = page.locator(".db-question").bounding_box()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setSafeAreaInsetsOverride", {"insets": {"left": 44, "right": 44, "bottom": 21}})
    after = page.locator(".db-question").bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] - before["x"] == pytest.approx(44, abs=1)
    assert before["width"] - after["width"] == pytest.approx(88, abs=1)
    assert style(page, ".db-card", "padding-bottom") == "48px"


def test_on_paper_nothing_is_cut_off(chromium: Chromium) -> None:
    page = show(chromium, SPECIMENS["code"], width=600)
    page.emulate_media(media="print")
    assert style(page, "body", "background-color") == "rgba(0, 0, 0, 0)"
    assert page.eval_on_selector("pre", "e => e.scrollWidth <= e.clientWidth")


def test_the_stylesheet_is_well_formed() -> None:
    css = re.sub(r"/\*.*?\*/", "", STANDARD.css, flags=re.DOTALL)
    depth = list(itertools.accumulate({"{": 1, "}": -1}.get(char, 0) for char in css))
    assert min(depth) == 0
    assert depth[-1] == 0
    used, set_ = set(re.findall(r"var\((--[\w-]+)\)", css)), set(re.findall(r"(--[\w-]+):", css))
    assert used <= set_
