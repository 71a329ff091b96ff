"""Texts to readings, for the tests of the reader: no disk, no formats."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from builder.markdown.blocks import scan
from builder.model.config import DialectOptions
from builder.model.notes import FateKind
from builder.model.source import Source
from builder.read.recognise import Reading, read, registry

_NONE: Mapping[str, DialectOptions] = {}


def reading(
    text: str, *, forced: str | None = None, own: Mapping[str, DialectOptions] = _NONE, name: str = ""
) -> Reading:
    """What ``text`` (its indent is taken away) says."""
    return read(scan(Source("notes.md", textwrap.dedent(text))), registry(own), forced, name)


def pairs(text: str, **options: str | None) -> list[tuple[str, str]]:
    """The questions and answers of ``text``, as they stand."""
    return [(d.question.text, d.answer.text) for d in reading(text, **options).drafts]  # type: ignore[arg-type]


def sections(text: str) -> dict[str, list[str]]:
    """The sections of each question."""
    return {d.question.text: [s.title for s in d.sections] for d in reading(text).drafts}


def skipped(found: Reading) -> dict[int, str]:
    """The lines that were left out, and why."""
    return {fate.line: fate.reason for fate in found.fates if fate.kind is FateKind.SKIPPED}


def dialects(text: str) -> list[str]:
    """The dialects of the regions that hold notes."""
    return [region.dialect.name for region in reading(text).detection.regions if region.members]
