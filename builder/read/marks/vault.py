"""Marks of vaults of notes (Obsidian, Logseq, Foam): links, embedded files, comments, ids of blocks, keys of a page.

Owns: their one grammar.  Does not own: cards (``forms``), tags in the text (``fold``), where a file lies
(``project``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import PurePosixPath

from builder.read.formats.writer import image
from builder.read.marks.page import Edit, Page, without

_WIKI = re.compile(
    r"(?P<embed>!?)(?<![\w\]])\[\[(?P<to>[^\[\]|\n]{1,300})(?P<more>(?:\\?\|[^\[\]\n]{0,300})?)\]\](?!\()"
)
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp"})
_SOUNDS = frozenset({".mp3", ".ogg", ".oga", ".opus", ".wav", ".flac", ".m4a", ".3gp", ".mp4", ".webm", ".ogv", ".mov"})
_SIZE = re.compile(r"(?P<width>\d{1,5})(?:x(?P<height>\d{1,5}))?$")
_IMAGE = re.compile(r"!\[(?P<alt>[^\[\]\n]*)\]\((?P<to><[^<>\n]+>|[^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")
_REFERENCE = re.compile(r"\(\((?P<id>[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{9})\)\)")
_BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^(?P<id>[A-Za-z0-9][A-Za-z0-9-]{3,})\s*$")
_WRITTEN_ID = re.compile(r"\s*(?:<!--\s*)?ID:\s*(?P<id>\d{8,})\s*(?:-->)?\s*$")
_INLINE_COMMENT = re.compile(r"%%(?!ANKI|START|\s*START).*?%%")
_HIDDEN_NOTE = re.compile(r"%%\s*(?:ANKI|STARTI?)\b|(?:END|ENDI)\s*%%")  # a note that a vault does not show is one
_MACRO = re.compile(
    r"\{\{\s*(?P<name>embed|query|video|youtube|renderer|tweet|twitter|namespace|function)\b[^{}]*(?:\{[^{}]*\})*[^{}]*\}\}"
)
_TEMPLATE = re.compile(r"\{\{\s*(?:date|time|title)(?::[^{}]*)?\s*\}\}|<%[^%]{1,300}%>", re.I)
_CLOZE = re.compile(r"\{\{cloze\s+(?P<text>(?:[^{}]|\{[^{}]*\})+?)\}\}")
_PROPERTY = re.compile(r"(?P<indent>\s*)(?:[-*]\s+)?(?P<key>[a-z][a-z0-9._-]{1,40})::(?:\s+(?P<value>.*))?$", re.I)
_CARD_PAGES = frozenset({"card", "cards", "flashcard", "flashcards"})
_PAGE_KEYS = frozenset({"title", "deck", "tags"})
_NOTE_KEYS = re.compile(  # of Logseq's; see its documentation, "built-in properties"
    r"id|collapsed|card-[a-z-]+|alias(?:es)?|icon|type|template|public|background-color|heading|exclude-from-graph-view"
    r"|logseq\.[\w-]+|(?:created|updated)-at|hl-[a-z]+|ls-type|direction|extra"
)
_TARGET = re.compile(r"(?P<key>TARGET DECK|FILE TAGS)\s*(?::\s*(?P<value>.*\S))?\s*$")
_IN_A_LIST = re.compile(r"\s*[-*+]\s")


# --------------------------------------------------------------- over several lines


def comments(page: Page) -> None:
    """Blank ``%%…%%``, on one line or over several; one that is never closed is text."""
    opened: tuple[int, int] | None = None
    for at in page.prose():
        line = page.lines[at]
        if "%%" not in line or _HIDDEN_NOTE.search(line):
            continue
        if opened is None:
            line = _INLINE_COMMENT.sub(lambda m: " " * len(m[0]), line)
            start = line.find("%%")
            if start >= 0 and (not line[:start].strip() or not line[start + 2 :].strip()):
                opened = at, start
        else:
            first, start = opened
            page.clear(first, start)
            for inner in range(first + 1, at):
                page.clear(inner)
            page.clear(at, 0, line.find("%%") + 2)
            opened = None


def page_keys(page: Page) -> None:
    """What stands at the top of a page: ``deck:: a/b``, ``TARGET DECK``, ``FILE TAGS``."""
    waiting = ""
    at_top = True
    for at in page.prose():
        line = page.lines[at]
        if waiting and line.strip():
            _say(page, waiting, line.strip())
            page.clear(at)
            waiting = ""
            continue
        if match := _TARGET.match(line):
            key = "deck" if match["key"] == "TARGET DECK" else "tags"
            if match["value"]:
                _say(page, key, match["value"])
            else:
                waiting = key
            page.clear(at)
        elif (match := _PROPERTY.match(line)) and "::" in line:
            key = match["key"].lower()
            if at_top and not match["indent"] and key in _PAGE_KEYS and match["value"]:
                _say(page, key, match["value"].strip())
                page.clear(at)
            elif key == "id" and match["value"] and match["indent"]:
                page.pins[at + 1] = match["value"].strip()
                page.clear(at)
            elif _NOTE_KEYS.fullmatch(key) and (match["indent"] or at_top):
                page.clear(at)
        elif line.strip() and not line.startswith("---"):
            at_top = False


_EXPORTED = re.compile(  # the properties below the title of a page that Notion exports
    r"(?P<key>Tags?|Labels?|Created(?: (?:by|time))?|Last [Ee]dited(?: (?:by|time))?|Status|URL|Type|Date|Author|Owner"
    r"|Due|Priority)"
    r":\s+(?P<value>\S.*)$"
)


def exported_properties(page: Page) -> None:
    """The properties of an exported page, right below its title, which nothing else follows before a blank line."""
    solid = [at for at in range(min(len(page.lines), _TOP)) if page.lines[at].strip()]
    if len(solid) < 3 or not page.lines[solid[0]].startswith("# "):
        return
    first = solid[1]
    end = next((at for at in range(first, len(page.lines)) if not page.lines[at].strip()), len(page.lines))
    found = [_EXPORTED.match(page.lines[at]) for at in range(first, end)]
    if not all(found):
        return
    for at, match in zip(range(first, end), found, strict=True):
        if match and match["key"][0] in "TL" and match["key"].rstrip("s") in ("Tag", "Label"):
            _say(page, "tags", match["value"])
        page.clear(at)


_TOP = 30  # lines


def _say(page: Page, key: str, value: str) -> None:
    if key == "tags":
        tags = [tag.strip().strip("[]#").replace("/", "::") for tag in re.split(r",\s*|\s+(?![^\[]*\]\])", value)]
        page.says["tags"] = [tag for tag in tags if tag]
    elif key == "deck":
        page.says["deck"] = value.strip("[]").replace("/", "::")
    else:
        page.says.setdefault(key, value)


def block_ids(page: Page) -> None:
    """``^id`` at the end of a block: the author's id of the note there; ``ID:``, which a plugin for Anki writes."""
    for at in page.prose():
        if written := _WRITTEN_ID.match(page.lines[at]):
            page.pins[at + 1] = written["id"]
            if "<!--" not in page.lines[at]:
                page.clear(at)
            continue
        match = _BLOCK_ID.search(page.lines[at]) if "^" in page.lines[at] else None
        after = page.lines[at + 1] if at + 1 < len(page.lines) else ""
        if match and (not after.strip() or _IN_A_LIST.match(after) or after.startswith("#")):
            page.pins[at + 1] = match["id"]
            page.clear(at, match.start())


# ------------------------------------------------------------------------ on one line


def line_edits(line: str, masked: str) -> Iterator[Edit]:
    if "%%" in masked:
        yield from (without(line, match) for match in _INLINE_COMMENT.finditer(masked))
    if "[[" in masked:
        yield from _links(line, masked)
    if "![" in masked:
        yield from _sized(line, masked)
    if "{{" in masked or "<%" in masked:
        yield from _macros(line, masked)
    if "((" in masked:
        for match in _REFERENCE.finditer(masked):
            yield without(line, match, "a reference to a block of another page is left out", _WRITE_OUT)


_WRITE_OUT = "write out what it says"


def _links(line: str, masked: str) -> Iterator[Edit]:
    for match in _WIKI.finditer(masked):
        target, shown = (
            line[match.start("to") : match.end("to")].strip(),
            [part.strip() for part in line[match.start("more") : match.end("more")].replace("\\|", "|").split("|")[1:]],
        )
        suffix = PurePosixPath(target.partition("#")[0]).suffix.lower()
        if not match["embed"]:
            if not target.strip("0123456789.,- ") and not shown:
                continue  # an index, no page
            is_tag = target.casefold() in _CARD_PAGES and not shown  # the page of cards is their tag
            name = f"{'' if line[match.start() - 1 : match.start()] == '#' else '#'}{target}" if is_tag else ""
            yield Edit(*match.span(), name or (shown[-1] if shown and shown[-1] else _page_name(target)))
        elif suffix in _PICTURES:
            yield Edit(*match.span(), _picture(target.partition("#")[0], shown))
        elif suffix in _SOUNDS:
            yield Edit(*match.span(), image(PurePosixPath(target).name, target))
        else:
            lost = f"the embedded note “{_page_name(target)}” is left out"
            yield without(line, match, lost, "write out what it says, or link to it: [[…]]")


def _page_name(target: str) -> str:
    page, _, heading = target.partition("#")
    name = PurePosixPath(page.strip()).name.removesuffix(".md")
    return name or heading.lstrip("#^").strip()


def _picture(target: str, shown: list[str]) -> str:
    size = _SIZE.match(shown[-1]) if shown else None
    alt = " ".join(part for part in (shown[:-1] if size else shown) if part)
    return _sized_picture(target, alt, size) if size else image(alt, target)


def _sized_picture(target: str, alt: str, size: re.Match[str]) -> str:
    height = f' height="{size["height"]}"' if size["height"] else ""
    return f'<img src="{escape(target)}" alt="{escape(alt)}" width="{size["width"]}"{height}>'


def _sized(line: str, masked: str) -> Iterator[Edit]:
    """``![300](…)`` and ``![alt|300x200](…)``."""
    for match in _IMAGE.finditer(masked):
        alt, bar, last = match["alt"].rpartition("|")
        size = _SIZE.match((last if bar else match["alt"]).strip())
        if size and not match["to"].lower().startswith(("http:", "https:", "data:")):
            target = line[match.start("to") : match.end("to")].strip("<>").replace("%20", " ")
            yield Edit(*match.span(), _sized_picture(target, alt.strip(), size))


def _macros(line: str, masked: str) -> Iterator[Edit]:
    for number, match in enumerate(_CLOZE.finditer(masked), 1):
        hidden = line[match.start("text") : match.end("text")].strip()
        yield Edit(*match.span(), f"{{{{c{number}::{hidden}}}}}")
    for match in _MACRO.finditer(masked):
        yield without(line, match, f"a macro ({match['name']}) is left out", _WRITE_OUT)
    for match in _TEMPLATE.finditer(masked):
        yield without(line, match, f"the placeholder {match[0]} of a template is left out", _WRITE_OUT)
