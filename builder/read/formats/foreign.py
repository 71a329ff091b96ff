"""Formats that are known and not read: refused by name, with a way out, never guessed at.

Owns: their names, suffixes and ways out.  Does not own: formats that are read (the package), nor how bytes
are told from text (``encoding``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from builder.model.diagnostics import Diagnostic
from builder.model.source import Span
from builder.rules.formats import UNREAD_FILES, UNREAD_FORMAT

_MOST = 8  # files that one line names


@dataclass(frozen=True, slots=True)
class Foreign:
    """A format that is not read: what it is, and what to do instead."""

    name: str
    way_out: str


_SHEET = Foreign("a spreadsheet", "save it as CSV")
_SLIDES = Foreign("slides", "save their outline as text, or as .docx")
_BOOK = Foreign("an e-book", "convert it to EPUB, for example with Calibre")
_PACKAGE = Foreign(
    "a deck of Anki's", "export its notes as text, with all columns; 'deckbuilder ledger adopt' keeps their GUIDs"
)
_WRITER = Foreign("a document of a word processor", "save it as .docx")
_ARCHIVE = Foreign("an archive", "unpack it")
_DATABASE = Foreign("a database", "export its notes as CSV or text")
_PICTURE = Foreign("a picture", "type what it shows; a document shows it with ![](…)")
_RECORDING = Foreign("a recording", "type what it says; a document plays it with ![](…)")
_OUTLINE = Foreign("an outline", "export it as Markdown")

_BY_SUFFIX: Mapping[str, Foreign] = {
    ".pdf": Foreign("a PDF", "get its text with 'pdftotext -layout', or save what it was made from as .docx or HTML"),
    ".djvu": Foreign("a scanned document", "get its text with 'djvutxt'"),
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers"), _SHEET),
    **dict.fromkeys((".pptx", ".ppt", ".odp", ".key"), _SLIDES),
    **dict.fromkeys((".doc", ".docm", ".rtf", ".pages", ".wps", ".wpd", ".dotx"), _WRITER),
    **dict.fromkeys((".mobi", ".azw", ".azw3", ".fb2"), _BOOK),
    **dict.fromkeys((".apkg", ".colpkg", ".anki2"), _PACKAGE),
    **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz"), _ARCHIVE),
    **dict.fromkeys((".db", ".sqlite", ".sqlite3", ".mochi", ".rem"), _DATABASE),
    **dict.fromkeys((".opml", ".mm", ".xmind", ".freemind"), _OUTLINE),
    ".enex": Foreign("an export of Evernote", "export the notes as HTML"),
    ".one": Foreign("a notebook of OneNote", "export its pages as .docx"),
    ".h5p": Foreign("an H5P activity", "write its questions as text"),
}


# Of these, a folder of documents may hold any number for other reasons: only one that is named is refused.
_NAMED: Mapping[str, Foreign] = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".tiff", ".heic"), _PICTURE),
    **dict.fromkeys((".mp3", ".wav", ".ogg", ".m4a", ".flac", ".mp4", ".webm", ".mov"), _RECORDING),
    ".xml": Foreign("XML", "export what is in it as text: Moodle's quizzes as GIFT, others as CSV or HTML"),
}


def foreign(path: str) -> Foreign | None:
    """What a file is by its suffix, if that is known and not read."""
    return _BY_SUFFIX.get(PurePosixPath(path).suffix.lower())


def refusal(path: str) -> Diagnostic | None:
    """The error about a file that was named and is not read; None for all others."""
    known = foreign(path) or _NAMED.get(PurePosixPath(path).suffix.lower())
    if known is None:
        return None
    return Diagnostic(UNREAD_FORMAT, f"{known.name}, which Deckbuilder does not read", Span(path, 1), known.way_out)


def passed_over(paths: Iterable[str]) -> Diagnostic | None:
    """One line about the files of a folder that are not read."""
    found = [(path, known) for path in sorted(paths) if (known := foreign(path)) is not None]
    if not found:
        return None
    named = [f"{path} ({known.name}: {known.way_out})" for path, known in found[:_MOST]]
    more = [f"and {len(found) - _MOST} more"] if len(found) > _MOST else []
    count = "1 file was" if len(found) == 1 else f"{len(found)} files were"
    return Diagnostic(UNREAD_FILES, f"{count} not read: {', '.join((*named, *more))}")
