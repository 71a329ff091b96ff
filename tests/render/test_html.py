"""What must not reach a card, and what a card's reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.media import MediaStore
from builder.model import notetypes as notetype
from builder.model.source import Excerpt, Source
from builder.render import Html, Renderer, plain_text
from builder.render import html as page
from tests import cases
from tests.browser import Chromium
from tests.card.page import fill, show
from tests.render.conftest import Files, report

HERE = Path(__file__).parent
ATTACKS = cases.load(HERE / "cases" / "attacks.txt")


@pytest.mark.parametrize("case", cases.load(HERE / "cases" / "html.txt"), ids=cases.title)
def test_html(case: cases.Case, expect: cases.Expect, render: Callable[[str], Html]) -> None:
    expect(case, report(render(case.input)))


# attacks, in a real browser


@pytest.mark.parametrize("case", ATTACKS, ids=cases.title)
def test_what_is_left_of_an_attack(case: cases.Case, expect: cases.Expect, render: Callable[[str], Html]) -> None:
    expect(case, render(case.input).html)


def test_there_are_many_attacks() -> None:
    assert len(ATTACKS) >= 140


def card(fields: Iterable[str]) -> str:
    """A page of cards with the card's template, as Anki fills it: each field as question and as answer."""
    standard = notetype.load()[notetype.STANDARD]
    filled = "".join(fill(standard.templates[0].back, {"Question": f, "Answer": f}) for f in fields)
    return f"<!doctype html><style>{standard.css}</style><body class='card'>{ALARM}{filled}</body>"


# Whatever a script or a handler does, it calls one of these.
ALARM = "<script>window.alarms = []; window.attack = x => window.alarms.push(x); window.alert = attack;</script>"

_TOUCH_ALL = """async () => {
    for (const element of document.querySelectorAll('body *')) {
        for (const kind of ['mouseover', 'mouseenter', 'focus', 'click', 'toggle', 'error', 'load'])
            if (!(kind === 'click' && element.closest('a[href^="http"], a[href^="mailto"]')))
                element.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
    }
    await new Promise(done => setTimeout(done, 100));
}"""


def harm(chromium: Chromium, fields: Sequence[str]) -> str:
    """What cards with these fields do that they must not; every element is hovered, focused and clicked."""
    shown = chromium.show(card(fields))
    shown.wait_for_load_state("load")
    shown.evaluate(_TOUCH_ALL)
    packed = ("http://card.invalid/dot-", "http://card.invalid/inline-")  # the files of the notes' own
    foreign = [r for r in chromium.requests if not r.startswith(packed)]
    done = [*shown.evaluate("window.alarms"), *chromium.dialogs, *foreign]
    if shown.url != "http://card.invalid/":
        done.append(shown.url)
    if shown.evaluate("document.querySelectorAll('body > .db-card > .db-answer').length") != len(fields):
        done.append("a field breaks its card")
    return ", ".join(map(str, done))


def test_no_attack_runs_and_no_request_leaves(chromium: Chromium, render: Callable[[str], Html]) -> None:
    """All attacks on one page; if that does harm, each by itself, to know which."""
    fields = {case.title: render(case.input).html for case in ATTACKS}
    if harm(chromium, list(fields.values())):
        assert {title: done for title, field in fields.items() if (done := harm(chromium, [field]))} == {}
        pytest.fail("together, the attacks do what none does alone")


def test_no_formula_loads_or_runs_anything(chromium: Chromium, render: Callable[[str], Html]) -> None:
    """What is left of the attacks for MathJax to typeset."""
    fields = [field for case in ATTACKS if re.search(r"\\[(\[]", field := render(case.input).html)]
    assert len(fields) >= 5
    shown = show(chromium, {"Question": "q", "Answer": "".join(fields)})
    assert shown.locator("mjx-container").count() >= 8
    assert chromium.requests == []
    assert shown.locator("mjx-container [href], mjx-container [style*=url]").count() == 0


def test_the_same_attacks_do_run_without_us(chromium: Chromium) -> None:
    """The alarm works: of a sample, raw and each in a frame of its own, many run or load something."""
    frames = (
        f'<iframe sandbox="allow-scripts allow-same-origin" srcdoc="{escape(ALARM + case.input)}"></iframe>'
        for case in ATTACKS[::3]
    )
    shown = chromium.show(f"<!doctype html>{''.join(frames)}")
    shown.wait_for_load_state("load")
    alarms = shown.evaluate(
        "Array.from(window.frames).filter(f => { try { return f.alarms?.length } catch { return true } }).length"
    )
    assert alarms >= 8
    assert len(set(chromium.requests)) >= 5


TAGS = "b script img a svg math style iframe table td p details form select title"
QUOTES = ["", '"', "'"]
NAMES = [
    "onclick",
    "onerror",
    "href",
    "src",
    "style",
    "class",
    "id",
    "srcset",
    "formaction",
    "xlink:href",
    "background",
]
VALUES = [
    "javascript:attack(1)",
    "http://evil.invalid/",
    "x",
    "data:text/html,x",
    "url(http://evil.invalid)",
    "#a",
    "'\"><b>",
]


@st.composite
def markup(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 8))):
        tag = draw(st.sampled_from(TAGS.split()))
        attributes = "".join(
            f" {draw(st.sampled_from(NAMES))}={draw(st.sampled_from(QUOTES))}{draw(st.sampled_from(VALUES))}"
            for _ in range(draw(st.integers(0, 2)))
        )
        parts.append(
            draw(st.sampled_from([f"<{tag}{attributes}>", f"</{tag}>", "text", "\n\n", "`", "- ", "[x](", ")"]))
        )
    return "".join(parts)


@given(markup())
@settings(max_examples=200, deadline=None)
def test_nothing_hostile_in_any_mixture(text: str) -> None:
    html = Renderer(media=MediaStore(Files())).html(Source("a.md", text).excerpt).html
    tags = re.findall(r"<[^>]*>", html)
    assert not [t for t in tags if re.match(r"</?(?:script|style|svg|iframe|form|select|title|object|base)\b", t)]
    assert not [t for t in tags if re.search(r"\s(?:on\w+|srcset|formaction|background|xlink:href)=", t)]
    assert not [t for t in tags if re.search(r"(?:href|src)=\"(?!https?://|mailto:|#db-fn|[\w.-]+\")", t)]


@given(st.text("<>/ab=\"' \n`*[]()!&;", max_size=60))
@settings(max_examples=200, deadline=None)
def test_the_wall_is_idempotent(text: str) -> None:
    once = page.clean(text)
    assert page.clean(once) == once


def test_a_finding_is_at_its_place(render: Callable[[str], Html]) -> None:
    text = "one\n\ntwo `<script>` <b onclick=x>y</b>\n\n```\n<b onclick=x>\n```\n\n[a](javascript:x)"
    found = {d.rule.code: str(d.span) for d in render(text).diagnostics}
    assert found == {"H002": "notes.md:3:19", "H003": "notes.md:9:5"}


def test_lines_keep_their_numbers_behind_formulas(render: Callable[[str], Html]) -> None:
    """A formula of several lines is one placeholder while Markdown is read; the row below is still in line 7."""
    text = "$$\na\n= b\n$$\n\n| a | b |\n|---|---|\n| 1 |\n"
    assert [str(d.span) for d in render(text).diagnostics] == ["notes.md:8:1"]


# reading a field back

PLAIN = {
    "<p>One <b>two</b></p><p>three</p>": "One two\nthree",
    "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>": "- a\n- b\n- c",
    '<ol start="3"><li>a</li><li>b</li></ol><ol type="a"><li>x</li></ol>': "3. a\n4. b\na. x",
    "<ol><li>\n<p>a</p>\n<p>b</p>\n</li></ol>": "1. a\nb",
    "<table><thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1</td><td>2</td></tr></table>": "a | b\n1 | 2",
    "a<br>b &amp; c &lt;d&gt;": "a\nb & c <d>",
    '<img src="x.png" alt="A &quot;heart&quot;">': 'A "heart"',
    '<pre class="db-code"><code>if <span class="k">x</span>:\n    y</code></pre>': "if x:\n    y",
    "\\(x_1\\) and [sound:a.mp3]": "\\(x_1\\) and",
    "<details><summary>s</summary>t</details>": "s\nt",
    "": "",
}


@pytest.mark.parametrize(("html", "text"), PLAIN.items())
def test_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.text('ab <>&"\n', max_size=40))
def test_plain_text_reads_back_escaped_text(text: str) -> None:
    words = " ".join(text.split())
    html = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain_text(f"<p>{html}</p>") == words


def test_defused_text_is_the_same_text() -> None:
    assert (
        page.defuse("[sound:a.mp3] {{c1::b}} [latex]") == "&#91;sound:a.mp3] &#123;&#123;c1::b&#125;&#125; &#91;latex]"
    )
    assert page.defuse('<audio src="a.mp3"></audio>') == "[sound:a.mp3]"


def test_no_findings_in_an_empty_excerpt(render: Callable[[str], Html], renderer: Renderer) -> None:
    assert render("") == Html("")
    assert renderer.html(Excerpt("a.md")) == Html("")
