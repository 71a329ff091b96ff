"""The card beside GitHub's page, for every example of CommonMark and of GitHub's own extensions.

What a card does by its nature is done to GitHub's HTML first: a link that leads nowhere is its words, a picture that is
not there its alternative text, and elements that only hold others together do not count.  Every difference that is left
has its reason here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from builder.media import MediaStore
from builder.model.source import Source
from builder.render import Renderer
from tests.render import github
from tests.render.conftest import Files

_CASES = Path(__file__).parent.parent / "markdown" / "cases"
_FRAMES = re.compile(r"</?(?:div|tbody|thead|span|figure)\b")
_SOMEWHERE = re.compile(r"<a href=(?:https?:|mailto:)")


def _shown(items: Iterable[str]) -> Iterator[str]:
    """Elements and words as a card may show them."""
    links: list[bool] = []
    for item in items:
        if item == "<a" or item.startswith("<a "):
            links.append(bool(_SOMEWHERE.match(item)))
            leads = links[-1]
        else:
            leads = links.pop() if item == "</a" and links else item != "</a"
        if item.startswith("<img"):
            yield from (f" {alt[1]}" for alt in [re.search(r" alt=(.*?)(?= title=|$)", item)] if alt)
        elif leads and not _FRAMES.match(item):
            yield item


def _joined(items: Iterable[str]) -> list[str]:
    """The same with the words between two tags in one piece, whose spaces do not count."""
    out: list[str] = []
    for item in items:
        if out and out[-1].startswith(" ") and item.startswith(" "):
            out[-1] += item
        else:
            out.append(item)
    return ["".join(item.split()) for item in out]


_TAG = "what is no element that a card knows is words, not lost"
_SCRIPT = "scripts and style sheets go, with a finding"
_TITLE = "several lines are no title: the marks below them are a rule"
_LONE = "a field that is one sign is that sign"
_BULLET = "a bullet one space to the right of another is its child"
_DISTANCE = "only the distance between the items"
_SIGN = "signs between stars and digits are signs"
_STRONG = "strong within strong looks the same"

# The numbers of CommonMark's examples whose card is another, each with the reason.
_COMMONMARK = {
    56: _SIGN, 81: _TITLE, 82: _TITLE, 93: _TITLE, 95: _TITLE,
    148: "the tags are closed in the order in which they were opened", 150: _TAG, 163: _TAG,
    165: "an end tag that nothing opened is nothing", 170: _SCRIPT, 172: _SCRIPT, 173: _TAG, 176: _SCRIPT, 178: _SCRIPT,
    180: _TAG, 181: _TAG, 182: _TAG, 191: "code between the rows of a table stands before it, where a browser puts it",
    201: _TAG, 215: _TITLE, 216: _TITLE, 239: _LONE, 284: _LONE, 295: _BULLET, 310: _BULLET, 312: _BULLET,
    317: _DISTANCE, 320: _DISTANCE, 354: _SIGN, 356: _SIGN,
    389: _STRONG, 417: _STRONG, 425: _STRONG, 426: _STRONG, 427: _STRONG, 464: _STRONG, 465: _STRONG, 466: _STRONG,
    468: _STRONG, 475: "a picture that is not there is its file's name", 491: _TAG, 494: _TAG,
    519: "links within links: none of them is one", 524: _TAG, 536: _TAG,
    581: "a picture that is not there is its file's name",
    598: "an address that no reader can follow is words", 601: "an address that no reader can follow is words",
    606: _TAG, 613: _TAG, 614: _TAG, 615: _TAG, 617: _TAG, 623: _TAG, 626: "a comment ends where all browsers end it",
    627: _TAG, 628: _TAG, 629: _TAG,
}  # fmt: skip

# What GitHub adds to CommonMark, in examples of our own, with the reason where the card is another.
_GITHUB = [
    ("| one | two |\n| --- | --- |\n| 1 | 2 |\n", ""),
    ("| left | right |\n| :-- | --: |\n| 1 | 2 |\n", ""),
    ("one | two\n--- | ---\n1 | 2\n", ""),
    ("| `a\\|b` | c |\n| --- | --- |\n| **x\\|y** | z |\n", ""),
    ("| one | two |\n| --- | --- |\n| 1 | 2 |\n> words\n", ""),
    ("| one | two |\n| --- | --- |\n| 1 | 2 |\nthree\n\nwords\n", ""),
    ("| one | two |\n| --- |\n| 1 |\n", "a row of dashes that is too short makes a table all the same"),
    ("| one | two |\n| --- | --- |\n| 1 |\n| 1 | 2 | 3 |\n", "cells that are too many are kept"),
    ("| one | two |\n| --- | --- |\n", ""),
    ("- [ ] open\n- [x] done\n", ""),
    ("- [x] one\n  - [ ] two\n  - [x] three\n- [ ] four\n", ""),
    ("~~gone~~ and ~so~ is this\n", ""),
    ("It ~~goes\n\nnot on~~ here.\n", ""),
    ("It is ~~~not~~~ gone.\n", ""),
    ("www.example.org\n", ""),
    ("See www.example.org/help for more.\n", ""),
    ("See www.example.org. And www.example.org/a.b!\n", ""),
    ("(See www.example.org/a(b)) and www.example.org/a(b)))\n", ""),
    ("www.example.org/a?b=(c)&d\n", ""),
    ("www.example.org/a?b=c&d; and www.example.org/a?b=c&copy;\n", ""),
    ("www.example.org/a<b\n", ""),
    ("http://example.org\n\n(see https://example.org/a)\n\nhttps://example.org.\n", ""),
    ("ftp://example.org/a\n", ""),
    ("jane@example.org\n", ""),
    ("hello@mail+xyz.example is none, hello+xyz@mail.example is one\n", ""),
    ("a.b-c_d@e.f and a.b-c_d@e.f. but a.b-c_d@e.f- and a.b-c_d@e.f_\n", ""),
    ("mailto:jane@example.org and xmpp:jane@example.org\n", "an address that is said with its scheme"),
    ("<strong> <title> <style> <em>\n\n<blockquote>\n<xmp> is out. <XMP> too.\n</blockquote>\n", _TAG),
]


_RENDERER = Renderer(media=MediaStore(Files()))


def _is_as_on_github(text: str) -> bool:
    card = _RENDERER.html(Source("a.md", text).excerpt).html
    ours, theirs = (_joined(_shown(github.outline(html))) for html in (card, github.github(text)))
    return ours == theirs


def test_commonmark() -> None:
    examples = json.loads((_CASES / "commonmark.json").read_text(encoding="utf-8"))
    assert {n for n, text in enumerate(examples, 1) if not _is_as_on_github(text)} == _COMMONMARK.keys()


def test_what_github_adds() -> None:
    assert [text for text, reason in _GITHUB if _is_as_on_github(text) == bool(reason)] == []
