"""The page around the text: links to the top, badges, share buttons, tags that only close something.

Owns: which lines belong to the page and are no part of an answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from builder.model.document import Block, Kind
from builder.read.language import words
from builder.read.language.vocabulary import folded, words_of

_CHROME = folded(words_of("furniture"))
_PAGE_MARK = re.compile(
    r"\s*(?:[-–—]\s*\d{1,4}\s*[-–—]|(?:page|seite|página|pagina|стр\.|p\.)\s*\d{1,4}(?:\s*(?:of|/|von|de|di|из)\s*\d{1,4})?"
    r"|第\s*\d{1,4}\s*页|\^[\w-]{6,40})\s*$",
    re.I,
)
_ANCHOR_LINK = re.compile(
    r"\s+\[\W{0,2}(?:toc|contents|back|back to top|top|link|anchor|[¶#§↑🔗⬆\ufe0f]+)\W{0,2}\]\(#[^()\s]*\)\s*$", re.I
)
_LONGEST_ANCHOR = 300  # characters of such a link
_NAVIGATION = re.compile(
    r"(?:(?:next|previous|prev|up|top|contents?)\s*:\s*\[[^\[\]]*\]\(\S*?\)[,|;\s\u00a0]*){2,}", re.I
)
_BADGE = re.compile(r"(?:\[?!\[[^\[\]]*\]\([^()]*\)\]?(?:\([^()]*\))?\s*)+$")
_CLOSERS = re.compile(
    r"(?:\s*(?:<div\b[^<>]*>\s*</div>|</(?:p|div|ul|ol|li|blockquote|details|center|b|strong)>|<br\s*/?>|<p>|<hr\s*/?>|<a\b[^<>]*>\s*</a>"
    r"|&nbsp;|\[/\w+\]))+\s*$",
    re.I,
)
_OPENERS = re.compile(r"(?:\s*(?:<(?:p|b|strong)>|<br\s*/?>|<hr\s*/?>|&nbsp;|\[/\w+\]))+\s*$", re.I)


def without_anchor_link(text: str) -> str:
    """A title without the link at its end that leads to itself, or back to the table of contents."""
    match = _ANCHOR_LINK.search(text, max(0, len(text) - _LONGEST_ANCHOR))
    return text[: match.start()].rstrip() if match else text


_LINK_AT_END = re.compile(r"\s*[\[(]?\[(?P<words>\[?[^\[\]]{1,30}\]?)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)[\])]?\s*$")
_LEAST_LINKED = 2  # questions that end with the same link


def shared_link(questions: Sequence[str]) -> str:
    """The words of a short link with which all questions end ("more", "source"): it is no part of them."""
    if len(questions) < _LEAST_LINKED:
        return ""
    found = {words.key(m["words"]) if (m := _match_link_at_end(text)) else "" for text in questions}
    return found.pop() if len(found) == 1 else ""


def without_link(text: str, shared: str) -> str:
    """A question without the link at its end that all questions have."""
    match = _match_link_at_end(text) if shared else None
    return text[: match.start()] if match and match.start() and words.key(match["words"]) == shared else text


def _match_link_at_end(text: str) -> re.Match[str] | None:
    return _LINK_AT_END.search(text, max(0, len(text) - _LONGEST_ANCHOR)) if text.rstrip()[-1:] in (")", "]") else None


def is_chrome(text: str) -> bool:
    """Whether a line belongs to the page, not to the text: a link back to the top, a share button."""
    if len(text) > 600:
        return False
    word = words.key(text)
    return (
        _NAVIGATION.match(text) is not None
        or word in _CHROME
        or bool(_PAGE_MARK.match(text))
        or (not word and bool(re.search(r"\]\(#", text)))
    )


def is_plain(text: str) -> bool:
    """Whether ``text`` is words alone ("Next", "Top"), which may be an answer, and no link."""
    return any(c.isalnum() for c in text) and "](" not in text and "<" not in text


def repeated_closings(blocks: Sequence[Block], members: Sequence[int]) -> frozenset[str]:
    """The lines that end many of the notes: of the page, not of the answers."""
    last: Counter[str] = Counter()
    for start, end in zip(members, [*members[1:], len(blocks)], strict=False):
        tail = [b for b in blocks[start + 1 : end] if b.kind not in (Kind.BLANK, Kind.RULE, Kind.HEADING)]
        if (
            len(tail) > 1
            and tail[-1].kind in (Kind.TEXT, Kind.HTML, Kind.FENCE)
            and len(tail[-1].lines) == 1
            and not tail[-1].continues
        ):
            last[closing(tail[-1].text.text)] += 1
    least = max(3, len(members) // 3)
    return frozenset(text for text, times in last.items() if times >= least and text)


def repeated_headings(blocks: Sequence[Block]) -> frozenset[int]:
    """The headings that are there again and again with nothing below them, such as an invitation to comment."""
    found: dict[str, list[int]] = {}
    for at, block in enumerate(blocks):
        if block.kind is Kind.HEADING:
            below = next((b for b in blocks[at + 1 : at + 6] if b.kind not in (Kind.BLANK, Kind.RULE)), None)
            if below is None or below.kind is Kind.HEADING:
                found.setdefault(words.key(block.text.text), []).append(at)
    return frozenset(at for text, places in found.items() if text and len(places) >= 3 for at in places)


def closing(text: str) -> str:
    """What lines that end many answers have in common; those that programs write differ in their numbers.

    Links to other pages differ in their targets, though all of them say "Source".
    """
    if "](http" in text:
        return text
    if text.startswith(("`", "^", "%")):
        return re.sub(r"\d+", "0", text)
    return words.key(text if " " in text else re.sub(r"\d+", "0", text))


def is_markup(text: str) -> bool:
    """Whether a line is nothing but tags that open or close something."""
    return text.startswith("<") and is_closing_markup(text)


def is_closing_markup(text: str) -> bool:
    """Whether a line is nothing but what may end an answer: closing tags, breaks, empty anchors."""
    return _CLOSERS.match(text) is not None


def is_opening_markup(text: str) -> bool:
    """Whether a line is nothing but what may begin an answer: opening tags and breaks."""
    return _OPENERS.match(text) is not None


def is_badge(text: str) -> bool:
    """Whether a line is nothing but pictures with links: a project's badges."""
    return (
        text.startswith(("[![", "!["))
        and _BADGE.match(text) is not None
        and text.count("![") + text.startswith("[![") > 1
    )
