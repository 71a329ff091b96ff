"""Word documents to Markdown: mammoth makes HTML of them, the HTML reader the rest.

Owns: what is lost on the way, and where.  A "line" of a Word document is a
paragraph: the number that a diagnostic names counts paragraphs, those of tables too."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from typing import Protocol

import mammoth

from builder.model.diagnostics import Diagnostic, Rule
from builder.model.source import Source, Span
from builder.read.formats.exported_html import below_title
from builder.read.formats.html import convert as convert_html
from builder.rules.formats import EMPTY_FILE, PART_LEFT_OUT, UNREADABLE_FILE

_MAX_UNPACKED = 300_000_000  # bytes; a document that unfolds to more is an attack
_MAX_PICTURE = 2_000_000  # bytes of a picture that is carried along as a data: address
_KINDS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"})
_LEFT_OUT = "#left-out-picture"

_STYLES = r"""
p[style-name='Title'] => h1.title:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Code'] => pre:separator('\n')
p[style-name='Source Code'] => pre:separator('\n')
p[style-name='HTML Preformatted'] => pre:separator('\n')
p[style-name='Preformatted Text'] => pre:separator('\n')
r[style-name='Code'] => code
r[style-name='HTML Code'] => code
r[style-name='Verbatim Char'] => code
u => u
"""

_PARAGRAPH_OR_FORMULA = re.compile(rb"<(?:w:p|m:oMath)(?=[\s>/])")
# In mammoth's HTML every paragraph is one of these, or a line of a <pre>.
_PARAGRAPH = re.compile(r"(?=<(?:p|h[1-6]|li|pre)[\s>])")


class _Image(Protocol):
    """A picture as mammoth hands it over."""

    content_type: str

    def open(self) -> io.BufferedIOBase: ...


def read(path: str, data: bytes) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A .docx file as Markdown; each line's origin is the number of its paragraph."""
    if not data:
        return _failed(path, "the file is empty", "Fill it, or remove it.", EMPTY_FILE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MAX_UNPACKED:
                return _failed(path, f"the document unfolds to more than {_MAX_UNPACKED // 1_000_000} MB, not read")
            main = archive.read("word/document.xml")
        html = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            ignore_empty_paragraphs=False,  # they count as well
            convert_image=mammoth.images.img_element(_picture),
            external_file_access=False,
        ).value
    except KeyError:
        return _failed(path, "the file is no Word document")
    except Exception as error:  # a damaged document fails in any of several libraries, each in its own ways
        what = " ".join(str(error).split()) or type(error).__name__
        return _failed(path, f"the document cannot be opened: {what}")
    source, found = convert_html(_PARAGRAPH.sub("\n", below_title(html)), path)
    origin = tuple(max(line - 1, 1) for line in source.origin)
    return Source(path, source.text, origin), (*found, *_formulas(main, path), *_pictures(html, path))


def _failed(
    path: str,
    message: str,
    hint: str = "Open it in a word processor and save it as .docx again.",
    rule: Rule = UNREADABLE_FILE,
) -> tuple[Source, tuple[Diagnostic, ...]]:
    return Source(path, ""), (Diagnostic(rule, message, Span(path, 1), hint),)


def _picture(image: _Image) -> dict[str, str]:
    """A small picture travels along as a ``data:`` address; the source of any other says that it is left out."""
    if image.content_type not in _KINDS:
        return {"src": _LEFT_OUT, "title": f"{image.content_type.removeprefix('image/')} is no type for a card"}
    with image.open() as file:
        content = file.read(_MAX_PICTURE + 1)
    if len(content) > _MAX_PICTURE:
        return {"src": _LEFT_OUT, "title": f"it has more than {_MAX_PICTURE // 1_000_000} MB"}
    return {"src": f"data:{image.content_type};base64,{base64.b64encode(content).decode('ascii')}"}


def _pictures(html: str, path: str) -> tuple[Diagnostic, ...]:
    found = []
    for match in re.finditer(rf'<img[^>]*src="{_LEFT_OUT}"[^>]*>', html):
        why = re.search(r'title="([^"]*)"', match[0])
        paragraph = len(_PARAGRAPH.findall(html, 0, match.start()))
        found.append(
            Diagnostic(
                PART_LEFT_OUT,
                f"a picture was left out: {why[1] if why else 'it cannot be read'}",
                Span(path, paragraph),
                "Save it as PNG in media/ and name it in the text.",
            )
        )
    return tuple(found)


def _formulas(xml: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Word's own formulas, which mammoth passes over: one finding for each paragraph with any."""
    paragraph = 0
    places: dict[int, int] = {}
    for match in _PARAGRAPH_OR_FORMULA.finditer(xml):
        if match[0] == b"<w:p":
            paragraph += 1
        else:
            places[paragraph] = places.get(paragraph, 0) + 1
    return tuple(
        Diagnostic(
            PART_LEFT_OUT,
            f"{count} formulas of Word's equation editor were left out"
            if count > 1
            else "a formula of Word's equation editor was left out",
            Span(path, line),
            "Write it as TeX, between dollars.",
        )
        for line, count in places.items()
    )
