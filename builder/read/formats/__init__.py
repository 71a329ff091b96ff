"""Files of any known format: prose to text in Markdown's vocabulary, data to notes.

Owns: which suffix is read how.  Does not own: the disk (``project``), nor what
the text means (``blocks``).  Whatever the bytes are, the answer is a source (or notes, where the format says what
they are) and diagnostics: a file that cannot be read gives an empty source and an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType

from builder.model.config import Columns
from builder.model.diagnostics import Diagnostic
from builder.model.source import Source
from builder.read.formats import books, manual, org, pod, tables, wiki
from builder.read.formats.asciidoc import convert as convert_asciidoc
from builder.read.formats.docx import read as read_docx
from builder.read.formats.encoding import decode
from builder.read.formats.exported_html import convert as convert_html
from builder.read.formats.foreign import refusal
from builder.read.formats.notebook import convert as convert_notebook
from builder.read.formats.pieces import convert as convert_pieces
from builder.read.formats.quizzes import exam, gift, lettered, structured
from builder.read.formats.ready import ReadyNotes
from builder.read.formats.rst import convert as convert_rst
from builder.read.formats.sniff import data_suffix_of, suffix_of
from builder.read.mend import mend

# path, bytes → source, findings in lines of the file
Reader = Callable[[str, bytes], tuple[Source, tuple[Diagnostic, ...]]]

_Converter = Callable[[str, str], tuple[Source, tuple[Diagnostic, ...]]]


def _of_text(convert: _Converter) -> Reader:
    """A reader of a format that is text itself."""

    def reader(path: str, data: bytes) -> tuple[Source, tuple[Diagnostic, ...]]:
        text, found = decode(data, path)
        if not text:
            return Source(path, ""), found
        source, more = convert(text, path)
        return source, (*found, *more)

    return reader


def _plain(text: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Text as it is; form feeds and vertical tabs break lines, though editors do not count them."""
    if "\f" not in text and "\v" not in text:
        return convert_pieces(text, path)
    lines: list[str] = []
    origin: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        parts = line.replace("\f", "\v\v").split("\v") if line.strip("\f\v") else [""]
        lines += parts
        origin += [number] * len(parts)
    return Source(path, "\n".join(lines), tuple(origin)), ()


KNOWN: Mapping[str, Reader] = MappingProxyType(
    {
        **dict.fromkeys(
            (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".txt", ".text", ".qmd", ".rmd"), _of_text(_plain)
        ),
        **dict.fromkeys((".html", ".htm", ".xhtml"), _of_text(convert_html)),
        **dict.fromkeys((".rst", ".rest"), _of_text(convert_rst)),
        **dict.fromkeys((".adoc", ".asciidoc", ".asc"), _of_text(convert_asciidoc)),
        **dict.fromkeys((".wiki", ".mediawiki", ".mw"), _of_text(wiki.convert)),
        ".org": _of_text(org.convert),
        ".pod": _of_text(pod.convert),
        ".man": _of_text(manual.convert),
        ".ipynb": _of_text(convert_notebook),
        ".docx": read_docx,
        ".epub": books.read_epub,
        ".odt": books.read_odt,
    }
)


_READY: Mapping[str, Callable[[Source, Columns | None], ReadyNotes]] = MappingProxyType(
    {
        **dict.fromkeys((".csv", ".tsv", ".tab"), tables.read),
        ".gift": lambda source, told: gift.read(source),
        ".aiken": lambda source, told: lettered.read_aiken(source),
        ".pool": lambda source, told: lettered.read_pool(source),
        ".trivia": lambda source, told: lettered.read_trivia(source),
        **dict.fromkeys((".yaml", ".yml"), lambda source, told: structured.read_yaml(source)),
        **dict.fromkeys((".json", ".jsonl", ".ndjson"), lambda source, told: structured.read_json(source)),
        ".tex": lambda source, told: exam.read(source),
    }
)
KNOWN_SUFFIXES = frozenset({*KNOWN, *_READY})
# Formats of which most files hold no questions: in a folder, they are sources only if they do.
_PERHAPS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        **dict.fromkeys((".yaml", ".yml", ".json", ".jsonl", ".ndjson"), structured.may_hold_questions),
        ".tex": exam.is_exam,
    }
)


def is_perhaps(path: str) -> bool:
    """Whether only the content tells if a file in a folder holds questions."""
    return PurePosixPath(path).suffix.lower() in _PERHAPS


def is_looked_into(path: str) -> bool:
    """Whether what a file in a folder holds decides if it is a source at all."""
    return is_perhaps(path) or PurePosixPath(path).suffix.lower() in (".html", ".htm")  # a page may be our own


def holds_notes(path: str, data: bytes) -> bool:
    """Whether a file of such a format holds questions."""
    return _PERHAPS[PurePosixPath(path).suffix.lower()](data.decode("utf-8", "replace"))


def read_notes(path: str, data: bytes, told: Columns | None = None, *, sniff: bool = True) -> ReadyNotes | None:
    """The notes of a file whose format says what they are; None for documents of prose.

    ``told`` is what the author says of a table's columns; without ``sniff`` the suffix alone decides.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if refusal(path):
        return None
    reader = _READY.get(suffix)
    if suffix == ".org" or (suffix in _TELL_NOTHING and sniff):
        text, found = decode(data, path)
        outlined = org.cards(Source(path, text)) if suffix == ".org" or org.is_org(text) else None
        if outlined is not None:
            return replace(outlined, diagnostics=(*found, *outlined.diagnostics))
    if reader is None and not (sniff and (suffix in _TELL_NOTHING or suffix not in KNOWN)):
        return None
    text, found = decode(data, path)
    if reader is None:
        reader = _READY.get(data_suffix_of(text))
        if reader is None:
            return None
    if not text.strip():
        return ReadyNotes(Source(path, text), diagnostics=found)
    source, mended = mend(Source(path, text))
    notes = reader(source, told)
    return replace(notes, diagnostics=(*found, *mended, *notes.diagnostics))


_TELL_NOTHING = frozenset({".txt", ".text"})
_UNKNOWN = _of_text(_plain)


def read(path: str, data: bytes) -> tuple[Source, tuple[Diagnostic, ...]]:
    """The text of a file by the suffix of its name (any case); where that tells nothing, by how the text begins."""
    if refused := refusal(path):
        return Source(path, ""), (refused,)
    suffix = PurePosixPath(path).suffix.lower()
    reader = KNOWN.get(suffix, _UNKNOWN)
    if suffix in _TELL_NOTHING or reader is _UNKNOWN:
        text, _ = decode(data, path)
        reader = KNOWN.get(suffix_of(text), reader)
    return _placed(*reader(path, data))


def _placed(source: Source, found: tuple[Diagnostic, ...]) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Findings in lines of the file as findings in lines of the source, as all later ones are.

    What they are about may have left no line in the text, so they get lines behind its end.
    """
    if not source.origin:
        return source, found
    origin = list(source.origin)
    placed = []
    for diagnostic in found:
        if span := diagnostic.span:
            origin.append(span.line)
            first = last = len(origin)
            if span.end_line > span.line:
                origin.append(span.end_line)
                last = len(origin)
            span = replace(span, line=first, end_line=last if span.end_line else 0)
        placed.append(replace(diagnostic, span=span))
    return replace(source, origin=tuple(origin)), tuple(placed)
