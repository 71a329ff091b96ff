"""Projects to make sites of, and a reader who opens them: a browser that writes down all that goes wrong."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from builder.project.files import open_project
from builder.site import Written, site

NOW = 1_790_000_000  # September 2026

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

BREAD = """\
---
title: Bread
description: From flour to crust.
tags: [baking]
---

# Dough

## 1. What does yeast make out of sugar?

Carbon dioxide and alcohol; the gas lifts the dough.

## 2. How is hydration computed?

The mass of water over the mass of flour: \\(h = \\frac{m_w}{m_f}\\). A naïve guess is 60 %.

## 3. Which flours hold how much water?

| Flour | Water |
|---|---|
| rye | 80 % |
| wheat | 65 % |

# Oven

## 4. How is a timer set on the command line?

```sh
sleep 2400 && echo done
```

![The crumb of a loaf](crumb.png)

## 5. Why is steam let into the oven?
"""

CHEESE = """\
---
title: Cheese
---

# Curd

## 1. What does rennet do?

It makes milk curdle, as in \\[\\ce{Ca^2+}\\] bridges between micelles.

## 2. What does Fréchet say about cheese?

Nothing at all.

# Ripening

## 3. How long does a hard cheese ripen?

Six months or more. Bread goes well with it.
"""

KITCHEN: Mapping[str, str | bytes] = {
    "bread.md": BREAD,
    "cheese.md": CHEESE,
    "media/crumb.png": PIXEL,
    "deckbuilder.toml": 'deck = "The Kitchen"\ndescription = "What a cook should know."\n',
}


def project(folder: Path, files: Mapping[str, str | bytes] = KITCHEN) -> Path:
    """Write a folder of sources."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def make(sources: Path, out: Path, *, now: int = NOW, findings: bool = True) -> Written:
    written = site(open_project(sources), out, now=now, findings=findings)
    assert written.index is not None, [d.message for d in written.built.report]
    return written


@dataclass
class Reader:
    """A page and what happened in it: messages, errors, dialogs, and addresses that were asked for."""

    page: Page
    index: Path
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """A page of the site, as a double click opens it."""
        self.page.goto("about:blank")  # a change of the hash alone would load nothing
        self.page.goto(self.index.parent.as_uri() + "/" + path)
        return self.page

    def browse(self, hash_: str = "") -> Page:
        page = self.open("browse.html" + hash_)
        expect(page.locator("#count")).not_to_be_empty()
        return page

    def shown(self) -> str:
        """The text of the card in its frame."""
        return self.page.frame_locator("#stage iframe").locator("body").inner_text()

    def questions(self) -> list[str]:
        return self.page.locator("#rows .question").all_inner_texts()


@contextmanager
def reader(
    browser: Browser, index: Path, *, width: int = 1200, night: bool = False, scripts: bool = True
) -> Iterator[Reader]:
    """A reader of the site at ``index``; in the end nothing may have gone wrong, nor been asked of the network."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if night else "light",
        java_script_enabled=scripts,
        accept_downloads=True,
    )
    context.set_default_timeout(10_000)
    opened = Reader(context.new_page(), index)
    page = opened.page
    page.on("console", lambda message: opened.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (opened.complaints.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: opened.asked.append(request.url))
    try:
        yield opened
        told = "No version information available for component"  # MathJax, of parts that it has on board
        complaints = [c for c in opened.complaints if told not in c]
        assert not complaints, complaints
        foreign = [a for a in opened.asked if not a.startswith(("file:", "data:", "about:"))]
        assert not foreign, foreign
    finally:
        context.close()
