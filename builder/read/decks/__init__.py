"""Decks of other programs whose sides have lines or headings of their own: ankdown, inka, apy, Mochi, RemNote.

Owns: which grammar a whole file keeps to; each has a module.  Does not own: notations of single cards (``forms``).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from builder.model.source import Source
from builder.read.decks import inka, lone, outline, percent, sides
from builder.read.formats.encoding import decode
from builder.read.formats.ready import ReadyNotes
from builder.read.marks import code_lines, with_tags, without_marks

__all__ = ["read", "read_file"]

_GRAMMARS = (sides, percent, inka, outline, lone)
_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text"})


def read(source: Source) -> ReadyNotes | None:
    """The notes of a file that keeps to one of these grammars from its first line to its last; None for all others."""
    lines = source.text.split("\n")
    code = code_lines(lines)
    grammar = next((grammar for grammar in _GRAMMARS if grammar.is_it(lines, code)), None)
    return grammar.read(source, code) if grammar else None


def read_file(path: str, data: bytes, *, is_card: bool = False) -> ReadyNotes | None:
    """As ``read``, from the bytes of a file, without the marks of vaults and the like.

    ``is_card``: the file is one card, as all of its folder are (``lone.in_folders``).
    """
    if PurePosixPath(path).suffix.lower() not in _SUFFIXES:
        return None
    text, found = decode(data, path)
    marked = without_marks(Source(path, text))
    notes = read(marked.source) if text else None
    if is_card and (notes is None or not notes.drafts):
        notes = lone.read_lone(marked.source)
    if notes is None or not notes.drafts:
        return None
    says = {**marked.says, **notes.metadata}
    drafts = with_tags(notes.drafts)
    return replace(notes, drafts=drafts, diagnostics=(*found, *marked.diagnostics, *notes.diagnostics), metadata=says)
