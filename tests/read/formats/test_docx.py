"""Word documents: what they say, which paragraph said it, what is lost."""

from __future__ import annotations

import io
import zipfile

import pytest

from builder.read.formats import docx, read
from builder.rules import formats as rules
from tests.read.formats.samples import FORMULA, document, item, paragraph, picture, table
from tests.read.formats.test_formats import shown


def test_headings_stand_below_the_title() -> None:
    data = document(paragraph("Pumps", "Title"), paragraph("Old ones", "Heading1"), paragraph("Screws.", "Heading2"))
    assert shown("a.docx", data) == "  1 # Pumps\n\n  2 ## Old ones\n\n  3 ### Screws."


def test_structure_and_numbers_of_paragraphs() -> None:
    data = document(
        paragraph("Pumps", "Title"),
        paragraph("What is a pump?", "Heading2"),
        paragraph(),
        paragraph("It moves ", extra="<w:r><w:rPr><w:b/></w:rPr><w:t>water</w:t></w:r>"),
        item("slow"),
        item("very slow", 1),
        item("fast"),
        table(("Part", "Use"), ("valve", "one way")),
        paragraph("As they say", "Quote"),
        paragraph("open()", "Code"),
        paragraph("close()", "Code"),
        paragraph("End &amp; more", "Heading2"),
    )
    assert shown("a.docx", data) == "\n".join(
        [
            "  1 # Pumps",
            "",
            "  2 ## What is a pump?",
            "",
            "  4 It moves **water**",
            "",
            "  5 - slow",
            "  6   - very slow",
            "  7 - fast",
            "",
            "  8 | Part | Use |",
            "  8 | --- | --- |",
            " 10 | valve | one way |",
            "",
            " 12 > As they say",
            "",
            " 13 ```",
            " 13 open()",
            " 14 close()",
            " 14 ```",
            "",
            " 15 ## End & more",
        ]
    )


def test_small_pictures_travel_along() -> None:
    source, found = read("a.docx", document(paragraph("See ", extra=picture("A valve"))))
    assert source.text.startswith("See ![A valve](data:image/png;base64,iVBOR")
    assert found == ()


@pytest.mark.parametrize(("suffix", "size", "reason"), [("x-emf", 10, "x-emf"), ("png", 2_000_001, "more than 2 MB")])
def test_other_pictures_are_reported(suffix: str, size: int, reason: str) -> None:
    data = document(paragraph("One"), paragraph("See ", extra=picture("A valve")), image=bytes(size), suffix=suffix)
    source, (found,) = read("a.docx", data)
    assert "data:" not in source.text
    assert found.rule is rules.PART_LEFT_OUT
    assert reason in found.message
    assert found.span
    assert source.original(found.span.line) == 2


def test_formulas_are_reported_by_paragraph() -> None:
    data = document(paragraph("One"), paragraph("So ", extra=FORMULA + FORMULA), paragraph("and ", extra=FORMULA))
    source, found = read("a.docx", data)
    assert [(d.rule, d.span and source.original(d.span.line)) for d in found] == [
        (rules.PART_LEFT_OUT, 2),
        (rules.PART_LEFT_OUT, 3),
    ]
    assert found[0].message.startswith("2 formulas")


def test_damaged_documents() -> None:
    whole = document(paragraph("One"))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    broken_xml = document("<w:p>")
    for data in (whole[: len(whole) // 2], b"no zip at all", other.getvalue(), broken_xml):
        source, (found,) = read("a.docx", data)
        assert source.text == ""
        assert found.rule is rules.UNREADABLE_FILE
    assert read("a.docx", b"")[1][0].rule is rules.EMPTY_FILE


def test_a_document_that_unfolds_to_gigabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "_MAX_UNPACKED", 1000)
    _, (found,) = read("a.docx", document(paragraph("x" * 2000)))
    assert found.rule is rules.UNREADABLE_FILE
    assert "unfolds" in found.message
