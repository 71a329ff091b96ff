"""What is inside a list item, a quotation or an example belongs to it, for reader and card; definitions to all.

A case's input is a file's name and, below it, the document; its output the notes, each with its sections and the
HTML of its answer, and the findings.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.media import MediaStore
from builder.model.config import Config
from builder.read.reading import read_document
from builder.read.recognise import registry
from builder.render import Renderer
from builder.render.shared import of
from tests import cases
from tests.media.samples import ProjectFiles

_CASES = Path(__file__).parent / "cases"
_ALL = [case for name in ("containers", "definitions", "html") for case in cases.load(_CASES / f"{name}.txt")]
_RENDERER = Renderer(media=MediaStore(ProjectFiles(_CASES)))


@pytest.mark.parametrize("case", _ALL, ids=cases.title)
def test_containers(case: cases.Case, expect: cases.Expect) -> None:
    name, _, text = case.input.partition("\n")
    document = read_document(name, text.encode(), Config(), registry({}))
    out = []
    for draft in document.reading.drafts:
        out.append(
            " > ".join([*(section.title for section in draft.sections), f"{draft.number} {draft.question.text}"])
        )
        html = _RENDERER.html(draft.answer, None, of(document.document))
        out += [html.html, *(f"{d.span and d.span.line}: {d.rule.code} {d.message}" for d in html.diagnostics)]
    out += [f"{d.span and d.span.line}: {d.rule.code} {d.message}" for d in document.diagnostics]
    expect(case, "\n".join(out))
