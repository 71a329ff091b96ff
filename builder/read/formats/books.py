"""Books and documents that are a zip of markup: EPUB, and OpenDocument text; the HTML reader does the rest.

Owns: what is in the zip, and in which order.  A "line" of such a file counts through its pages, or its paragraphs.
Does not own: the markup of pages.  (``ebooklib`` and ``odfpy`` read whole trees of XML into memory, with entities.)
"""

from __future__ import annotations

import base64
import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import unquote

from builder.model.diagnostics import Diagnostic
from builder.model.source import Source, Span
from builder.read.formats.exported_html import below_title
from builder.read.formats.html import convert as convert_html
from builder.rules.formats import EMPTY_FILE, PART_LEFT_OUT, UNREADABLE_FILE

_MAX_UNPACKED = 100_000_000  # bytes of one part; more is an attack
_MAX_PICTURE = 2_000_000
_KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
_ROOT = re.compile(r"<rootfile\b[^>]*?\bfull-path\s*=\s*[\"']([^\"']+)")
_ITEM = re.compile(r"<(?:\w+:)?item\b[^>]*>")
_ITEMREF = re.compile(r"<(?:\w+:)?itemref\b[^>]*?\bidref\s*=\s*[\"']([^\"']+)[\"'][^>]*>")
_ATTRIBUTE = re.compile(r"\b(id|href|media-type|properties)\s*=\s*[\"']([^\"']*)[\"']")
_TITLE = re.compile(r"<dc:title\b[^>]*>([^<]+)</dc:title>")
_BODY = re.compile(r"<body\b[^>]*>(.*?)</body>", re.S | re.I)
_SRC = re.compile(r"(<img\b[^>]*?\bsrc\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')", re.I)

_Read = tuple[Source, tuple[Diagnostic, ...]]


class _Damaged(Exception):
    """What is wrong with the file, for its author."""


def read_epub(path: str, data: bytes) -> _Read:
    """An EPUB's pages, in the order of its spine, as Markdown."""
    return _read(path, data, _epub)


def read_odt(path: str, data: bytes) -> _Read:
    """An OpenDocument text as Markdown."""
    return _read(path, data, _odt)


def _read(path: str, data: bytes, pages: Callable[[zipfile.ZipFile], tuple[str, list[str]]]) -> _Read:
    if not data:
        return Source(path, ""), (Diagnostic(EMPTY_FILE, "the file is empty", Span(path, 1), "fill it, or remove it"),)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            html, lost = pages(archive)
    except _Damaged as error:
        return _failed(path, str(error))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        return _failed(path, f"the file cannot be opened: {error or type(error).__name__}")
    source, found = convert_html(html, path)
    left = tuple(Diagnostic(PART_LEFT_OUT, message, Span(path, 1), "write out what it shows") for message in lost)
    return source, (*found, *left)


def _failed(path: str, message: str) -> _Read:
    hint = "save it again in the program that made it, or as HTML"
    return Source(path, ""), (Diagnostic(UNREADABLE_FILE, " ".join(message.split()), Span(path, 1), hint),)


def _part(archive: zipfile.ZipFile, name: str, most: int = 0) -> bytes:
    """A part of the zip, of at most ``most`` bytes; what its head says of its size is not believed."""
    limit = most or _MAX_UNPACKED
    with archive.open(name) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise _Damaged(f"{name} unfolds to more than {limit // 1_000_000} MB, not read")
    return data


def _text(archive: zipfile.ZipFile, name: str) -> str:
    return _part(archive, name).decode("utf-8-sig", "replace")


def _picture(archive: zipfile.ZipFile, name: str) -> str | None:
    """A picture as a ``data:`` address; None where there is none, or a large one."""
    kind = _KINDS.get(posixpath.splitext(name)[1].lower())
    try:
        data = _part(archive, name, _MAX_PICTURE) if kind else b""
    except (KeyError, _Damaged):
        return None
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}" if data else None


# --------------------------------------------------------------------------- EPUB


def _epub(archive: zipfile.ZipFile) -> tuple[str, list[str]]:
    root = _ROOT.search(_text(archive, "META-INF/container.xml"))
    if root is None:
        raise _Damaged("the file is no EPUB: it does not say where its contents are")
    package = _text(archive, unescape(root[1]))
    base = posixpath.dirname(unescape(root[1]))
    items = [{m[1]: unescape(m[2]) for m in _ATTRIBUTE.finditer(item[0])} for item in _ITEM.finditer(package)]
    by_id = {item["id"]: item for item in items if "id" in item and "href" in item}
    title = _TITLE.search(package)
    parts = [f"<h1>{title[1].strip()}</h1>"] if title else []
    lost: list[str] = []
    size = 0
    for match in _ITEMREF.finditer(package):
        item = by_id.get(match[1], {})
        if "html" not in item.get("media-type", "") or "nav" in item.get("properties", ""):
            continue
        name = posixpath.normpath(posixpath.join(base, unquote(item["href"])))
        page = _text(archive, name)
        size += len(page)
        if size > _MAX_UNPACKED:
            raise _Damaged(f"its pages unfold to more than {_MAX_UNPACKED // 1_000_000} MB, not read")
        body = _BODY.search(page)
        parts.append(_with_pictures(archive, body[1] if body else page, posixpath.dirname(name), lost))
    return "<html><body>\n" + "\n".join(parts) + "\n</body></html>", lost


def _with_pictures(archive: zipfile.ZipFile, page: str, base: str, lost: list[str]) -> str:
    def shown(match: re.Match[str]) -> str:
        name = posixpath.normpath(posixpath.join(base, unquote(unescape(match[2] or match[3] or ""))))
        data = _picture(archive, name)
        if data is None:
            lost.append(f"the picture {name} is left out")
        return f'{match[1]}"{data or ""}"'

    return _SRC.sub(shown, page)


# ---------------------------------------------------------------------------- ODT

_STYLE = re.compile(r"<style:style\b[^>]*?style:name=\"([^\"]+)\"[^>]*?(?:/>|>(.*?)</style:style>)", re.S)
_PARENT = re.compile(r"style:parent-style-name=\"([^\"]+)\"")
_LEFT_OUT = re.compile(
    r"<office:annotation(?:-end)?\b[^>]*/>|<office:annotation\b.*?</office:annotation>"
    r"|<text:tracked-changes\b.*?</text:tracked-changes>"
    r"|<text:table-of-content\b.*?</text:table-of-content>|<text:note-citation\b.*?</text:note-citation>",
    re.S,
)
_TAG = re.compile(r"<(?P<end>/)?(?P<name>[a-z]+:[a-z-]+)(?P<values>(?:\s+[\w:-]+=\"[^\"]*\")*)\s*(?P<alone>/)?>")
_VALUE = re.compile(r"([\w:-]+)=\"([^\"]*)\"")
_PLAIN = {
    "text:list": "ul",
    "text:list-item": "li",
    "table:table": "table",
    "table:table-row": "tr",
    "table:table-cell": "td",
}


def _odt(archive: zipfile.ZipFile) -> tuple[str, list[str]]:
    text = _text(archive, "content.xml")
    begin, end = text.find("<office:text"), text.rfind("</office:text>")
    if begin < 0 or end < 0:
        raise _Damaged("the file is no OpenDocument text")
    marks: dict[str, str] = {}
    titles = {"Title"}
    for name, inner in _STYLE.findall(text[:begin]):
        if 'fo:font-weight="bold"' in inner:
            marks[name] = "b"
        elif 'fo:font-style="italic"' in inner:
            marks[name] = "i"
    for match in _STYLE.finditer(text[:begin]):
        if (parent := _PARENT.search(match[0])) and parent[1] == "Title":
            titles.add(match[1])
    lost: list[str] = []
    opened: list[str] = []
    parts: list[str] = []
    at = 0
    body = _LEFT_OUT.sub("", text[text.index(">", begin) + 1 : end])
    for tag in _TAG.finditer(body):
        parts += [body[at : tag.start()], _odt_tag(archive, tag, marks, titles, opened, lost)]
        at = tag.end()
    parts.append(body[at:])
    return below_title("<html><body>" + "".join(parts) + "</body></html>"), lost


def _odt_tag(
    archive: zipfile.ZipFile,
    tag: re.Match[str],
    marks: dict[str, str],
    titles: set[str],
    opened: list[str],
    lost: list[str],
) -> str:
    """A tag of OpenDocument's as HTML."""
    name = tag["name"]
    values = dict(_VALUE.findall(tag["values"]))
    if tag["end"]:
        return opened.pop() if opened else ""
    found = ("", "")
    style = values.get("text:style-name", "")
    if name in _PLAIN:
        found = (f"<{_PLAIN[name]}>", f"</{_PLAIN[name]}>")
    elif name == "text:h":
        level = values.get("text:outline-level", "1")
        found = (f"\n<h{level}>", f"</h{level}>")
    elif name == "text:p":
        shown = "h1" if style in titles else "p"
        said = ' class="title"' if style in titles else ""
        mark = marks.get(style, "")
        found = (f"\n<{shown}{said}>" + (f"<{mark}>" if mark else ""), (f"</{mark}>" if mark else "") + f"</{shown}>")
    elif name == "text:span" and style in marks:
        found = (f"<{marks[style]}>", f"</{marks[style]}>")
    elif name == "text:a":
        found = (f'<a href="{values.get("xlink:href", "")}">', "</a>")
    elif name == "text:note":
        found = (" (", ")")
    elif name in ("text:line-break", "text:s", "text:tab"):
        found = ("<br>" if name == "text:line-break" else " ", "")
    elif name == "draw:image":
        data = _picture(archive, unescape(values.get("xlink:href", "")))
        if data is None:
            lost.append("a picture is left out")
        found = (f'<img src="{escape(data)}">' if data else "", "")
    elif name == "draw:object":
        lost.append("a formula or another embedded object is left out")
    if not tag["alone"]:
        opened.append(found[1])
        return found[0]
    return found[0] + found[1]
