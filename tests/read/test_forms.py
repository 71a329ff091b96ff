"""Forms: a record with nothing but ``find`` reads documents, and CONTRIBUTING names what else there is."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

from builder.markdown.blocks import scan
from builder.model.document import Block, Kind
from builder.model.source import Source
from builder.read.forms.candidates import Candidate
from builder.read.forms.form import Dialect, Form
from builder.read.recognise import read, registry

_CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A line that begins with a pilcrow."""
    block = blocks[at]
    found = block.kind is Kind.TEXT and block.text.text.startswith("¶ ")
    return Candidate(at, block.text.cut(2)) if found else None


def test_a_form_needs_no_more_than_to_find_its_questions() -> None:
    text = "# Loom\n\n¶ What is a reed?\n\nA comb.\n\n¶ Who weaves?\n\nMany.\n\n## Ends\n\n¶ Selvedge?\n\nThe edge.\n"
    dialects = {**registry({}), "pilcrows": Dialect("pilcrows", Form("pilcrow", _find), weight=0.5)}
    found = read(scan(Source("loom.md", text)), dialects)
    assert [(d.question.text, d.answer.text, d.dialect) for d in found.drafts] == [
        ("What is a reed?", "A comb.", "pilcrows"),
        ("Who weaves?", "Many.", "pilcrows"),
        ("Selvedge?", "The edge.", "pilcrows"),
    ]
    assert [section.title for section in found.drafts[2].sections] == ["Ends"]


def test_contributing_names_fields_that_there_are() -> None:
    text = _CONTRIBUTING.read_text(encoding="utf-8")
    table = text[text.index("| what may be a question") : text.index("Then name the module")]
    named = set(re.findall(r"`([a-z_]+)`", table))
    assert named
    assert named <= {field.name for field in dataclasses.fields(Form)}


def test_forms_find_nothing_in_blocks_of_other_kinds() -> None:
    """``kinds`` only spares the asking."""
    for path in sorted((Path(__file__).parents[1] / "layouts").glob("*.md")):
        blocks = scan(Source(path.name, path.read_text(encoding="utf-8"))).blocks
        for dialect in (bound for d in registry({}).values() for bound in d.form.bind(blocks, d, True)):
            kinds = dialect.form.kinds
            others = [at for at, block in enumerate(blocks) if kinds is not None and block.kind not in kinds]
            assert [at for at in others if dialect.form.find(blocks, at, dialect)] == [], (path.name, dialect.name)
