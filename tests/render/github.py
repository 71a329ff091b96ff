"""What GitHub's own renderer (cmark-gfm) makes of Markdown, and whether ours is the same.

Two pieces of HTML are the same if they have the same elements in the same order with the same words,
addresses, titles and alternative texts; white space between words does not count, nor does colour in
code, nor whether a task's box is a form's or a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_string
from html.parser import HTMLParser
from importlib.metadata import distributions
from urllib.parse import unquote

import cmarkgfm
from cmarkgfm.cmark import Options

from builder.render.markdown import Converter

_ATTRIBUTES = ("href", "src", "alt", "title", "start")
_HEADING = re.compile(r"(?m)^#{1,6} ")
_FENCE = re.compile(r"(?m)^ {0,3}(```+|~~~+)")
_BOX = re.compile(r'<span class="db-box">(.)</span>')
_VOID = {"br", "hr", "img", "wbr", "source", "col", "area", "input", "link", "meta", "embed", "param", "track", "base"}


def github(markdown: str) -> str:
    """The HTML that GitHub makes of ``markdown``, raw HTML included."""
    return cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)


def ours(converter: Converter, markdown: str) -> str:
    """The HTML that we make of it, before it is made fit for a card."""
    html, normalised = converter.convert(markdown)
    return normalised.stash.restore_code(html)


class _Outline(HTMLParser):
    """Reads HTML as a list of tags and words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[str] = []
        self.text = ""
        self.pre = 0

    def flush(self) -> None:
        words = self.text if self.pre else " ".join(self.text.split())
        if words.strip():
            self.items.append(f" {words.strip(chr(10))}")
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "span" and self.pre:
            return
        if tag == "input" and given.get("type") == "checkbox":
            self.text += "☑" if "checked" in given else "☐"
            return
        self.flush()
        kept = [f"{k}={' '.join(unquote(given[k] or '').split())}" for k in _ATTRIBUTES if given.get(k)]
        self.items.append(" ".join([f"<{tag}", *kept]))
        self.pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or (tag == "span" and self.pre):
            return
        self.flush()
        self.items.append(f"</{tag}")
        self.pre -= tag == "pre" and self.pre > 0

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def outline(html: str) -> list[str]:
    """The tags and words of ``html``; words begin with a space."""
    reader = _Outline()
    reader.feed(_BOX.sub(r"\1", html))
    reader.close()
    reader.flush()
    return [item for item in reader.items if item not in ("<tbody", "</tbody")]


def sections(markdown: str) -> Iterator[str]:
    """``markdown`` cut before each heading that stands outside fences, without empty pieces."""
    lines, piece, fence = markdown.replace("\r\n", "\n").split("\n"), list[str](), ""
    for line in lines:
        match = _FENCE.match(line)
        if match and (not fence or match[1].startswith(fence)):
            fence = "" if fence else match[1]
        if not fence and _HEADING.match(line) and any(ln.strip() for ln in piece):
            yield "\n".join(piece)
            piece = []
        piece.append(line)
    if any(ln.strip() for ln in piece):
        yield "\n".join(piece)


def installed_readmes() -> Iterator[tuple[str, str]]:
    """Name and text of the long description of each installed distribution that is Markdown."""
    seen = set()
    for distribution in sorted(distributions(), key=lambda d: (d.metadata["Name"] or "").lower()):
        text = distribution.read_text("METADATA") or ""
        message = message_from_string(text)
        name = str(message["Name"])
        if "markdown" not in str(message["Description-Content-Type"]).lower() or name in seen:
            continue
        seen.add(name)
        body = message.get_payload()
        if isinstance(body, str) and body.strip():
            yield name, body
