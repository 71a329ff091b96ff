"""A card as an app shows it: the template filled, the CSS, the app's body classes, Anki's MathJax.

Owns: the page that tests and screenshots look at.  The template is filled here by the two rules
that it uses, ``{{Field}}`` and ``{{#Field}}…{{/Field}}`` with its opposite ``{{^Field}}``; that
Anki itself reads it so is shown in ``tests/package``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

from builder.model import notetypes as notetype
from builder.render import mathjax
from tests.browser import Chromium

# The page around a card in Anki's reviewer: what its own style sheet sets, and the colours of its theme.
_ANKI_CSS = """
body { margin: 20px; overflow-wrap: break-word; }
body.nightMode { background-color: #2c2c2c; color: #fcfcfc; }
hr { background-color: #737373; margin: 1em 0; border: none; height: 1px; }
img { max-width: 100%; max-height: 95vh; }
li { text-align: start; }
pre { text-align: left; }
"""

_MATHJAX = """
<script>
window.MathJax = {
  tex: {
    displayMath: [["\\\\[", "\\\\]"]], processEnvironments: false, processRefs: false,
    packages: {"[+]": ["noerrors", "mathtools"]}
  },
  loader: {load: ["[tex]/noerrors", "[tex]/mathtools"], paths: {mathjax: "http://mathjax.invalid"}},
  options: {enableMenu: false, renderActions: {addMenu: []}},
  startup: {typeset: true}
};
</script>
<script src="http://mathjax.invalid/tex-chtml-full.js"></script>
"""


def fill(template: str, fields: Mapping[str, str]) -> str:
    """The template with its fields filled in, as Anki does it."""

    def section(match: re.Match[str]) -> str:
        wanted = bool(fields.get(match[2], "").strip()) is (match[1] == "#")
        return match[3] if wanted else ""

    before = ""
    while before != template:  # sections hold sections
        before = template
        template = re.sub(r"\{\{([#^])([\w ]+)\}\}(.*?)\{\{/\2\}\}", section, template, flags=re.DOTALL)
    return re.sub(r"\{\{([\w ]+)\}\}", lambda match: fields.get(match[1], ""), template)


def html(side: str, css: str, *, classes: str = "", night: bool = False, mathjax: bool = False) -> str:
    """A whole page around one side of a card."""
    body = f"card card1 {classes} {'nightMode night_mode' if night else ''}"
    return (
        "<!doctype html><html><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width'><style>{_ANKI_CSS}</style>"
        f"{_MATHJAX if mathjax else ''}</head>"
        f"<body class='{body}'><div id='qa'><style>{css}</style>{side}</div></body></html>"
    )


def show(
    chromium: Chromium,
    fields: Mapping[str, str],
    *,
    front: bool = False,
    width: int = 360,
    night: bool = False,
    classes: str = "",
) -> Page:
    """A card in the browser, with its formulas typeset if it has any."""
    card = notetype.load()[notetype.STANDARD]
    template = card.templates[0]
    side = fill(template.front if front else template.back, fields)
    formulas = "\\(" in side or "\\[" in side
    page = chromium.show(
        html(side, card.css, classes=classes, night=night, mathjax=formulas),
        width=width,
        serve={"http://mathjax.invalid/": mathjax_folder()} if formulas else {},
    )
    if formulas:
        page.wait_for_function("window.MathJax && MathJax.startup && MathJax.startup.promise")
        page.evaluate("MathJax.startup.promise.then(() => document.fonts.ready).then(() => 0)")
    return page


def mathjax_folder() -> Path:
    """Where MathJax 3.2.2, the version that Anki has, lies on this machine."""
    return mathjax.folder()
