"""Documents with their options: what front matter says, and what it cannot say."""

from __future__ import annotations

from builder.model.config import Config
from builder.read.reading import ReadDocument, read_document
from builder.read.recognise import registry

_NOTES = "## What is a tide?\n\nWater.\n\n## What is an ebb?\n\nLess water.\n"


def _read(front_matter: str) -> ReadDocument:
    return read_document("a.md", f"---\n{front_matter}\n---\n{_NOTES}".encode(), Config(), registry({}))


def test_a_key_of_the_front_matter_that_cannot_be_meant_so_is_told_and_passed_over() -> None:
    document = _read("title: Tides\ntags: {sea: moon}\ndialekt: labels\nunanswered: never\n")
    assert (document.options.title, document.options.tags, len(document.reading.drafts)) == ("Tides", (), 2)
    assert [(d.span.line if d.span else 0, d.rule.code, d.level.value) for d in document.diagnostics] == [
        (3, "R001", "warning"),
        (4, "R001", "warning"),
        (5, "R001", "warning"),
    ]
    assert document.diagnostics[0].hint == "write tags: [one, two]"
    assert "dialect" in document.diagnostics[1].hint


def test_a_dialect_that_there_is_not_is_told_and_found_out() -> None:
    document = _read("dialect: heading")
    assert len(document.reading.drafts) == 2
    (found,) = document.diagnostics
    assert (found.message, found.hint) == (
        "there is no dialect 'heading'; it was passed over",
        "did you mean 'headings'?",
    )
