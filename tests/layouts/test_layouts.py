"""Whole documents of many layouts, read with no configuration and compared with what a careful reader found.

Each document has an ``….expected.json`` beside it: its notes in order, each with the question, the
beginning and the end of the answer as plain text, the sections and whether there is an answer.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from builder.model.config import Config
from builder.read.recognise import registry
from builder.media import MediaStore
from builder.model.notes import Draft
from builder.read.reading import ReadDocument, read_document
from builder.render import Renderer, plain_text
from builder.model.source import Excerpt
from tests.media.samples import ProjectFiles

_FOLDER = Path(__file__).parent
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+", re.MULTILINE)
_EDGE = 30  # how many letters and digits of an answer's beginning and end are compared
_DOCUMENTS = sorted(
    path for path in _FOLDER.iterdir() if path.is_file() and path.suffix != ".py" and ".expected" not in path.name
)


@pytest.mark.parametrize("path", _DOCUMENTS, ids=lambda path: path.name)
def test_layout(path: Path) -> None:
    document = read_document(path.name, path.read_bytes(), Config(), registry({}))
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    got = [_shown(draft) for draft in document.reading.drafts]
    assert [g["question"] for g in got] == [_key(note["question"]) for note in expected], _detected(document)
    for found, note in zip(got, expected, strict=True):
        assert found["section"] == [_key(title) for title in note["section"]], note["question"]
        assert found["answered"] == note["answered"], note["question"]
        beginnings = tuple(_key(text)[:_EDGE] for text in _variants(note, "answer_first"))
        ends = tuple(_key(text)[-_EDGE:] for text in _variants(note, "answer_last"))
        assert any(answer.startswith(beginnings) for answer in found["answers"]), note["question"]
        assert any(answer.endswith(ends) for answer in found["answers"]), note["question"]
        assert found["tags"] == note.get("tags", found["tags"]), note["question"]


def _shown(draft: Draft) -> dict[str, Any]:
    answer = _plain(draft.answer)
    return {
        "question": _key(_plain(draft.question)),
        "answers": (_key(answer), _key(_LIST_NUMBER.sub("", answer))),
        "section": [_key(section.title) for section in draft.sections],
        "answered": draft.answered,
        "tags": list(draft.tags),
    }


def _variants(note: dict[str, Any], name: str) -> list[str]:
    others = note.get(f"{name}_alt", [])
    return [note[name], *([others] if isinstance(others, str) else others)]


def _plain(excerpt: Excerpt) -> str:
    """What a learner reads on the card."""
    return plain_text(_RENDERER.html(excerpt).html)


def _key(text: str) -> str:
    """The letters and digits alone: neither spaces nor marks are compared."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _detected(document: ReadDocument) -> str:
    return ", ".join(f"{r.dialect.name} ({len(r.members)})" for r in document.reading.detection.regions)


_RENDERER = Renderer(media=MediaStore(ProjectFiles(_FOLDER)))
