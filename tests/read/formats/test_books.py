"""EPUB and OpenDocument text: what is in the zip, and what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from builder.read.formats import books, read
from builder.rules import formats as rules
from tests.media.samples import encoded, plain
from tests.read.formats.test_ready import opened

_CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
_PACKAGE = """<package><metadata><dc:title>On kilns</dc:title></metadata><manifest>
<item id="two" href="two.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
</manifest><spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/></spine></package>"""
_ONE = '<html><body><h2>What is a kiln?</h2><p>An <b>oven</b>.</p><img src="../kiln.png" alt="a kiln"/></body></html>'
_TWO = "<html><body><h2>What is a glaze?</h2><p>Glass on clay.</p></body></html>"


def _zip(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _epub(**others: str | bytes) -> bytes:
    return _zip(
        {
            "META-INF/container.xml": _CONTAINER,
            "OPS/book.opf": _PACKAGE,
            "OPS/nav.xhtml": "<html><body><p>Contents</p></body></html>",
            "OPS/text/one.xhtml": _ONE,
            "OPS/two.xhtml": _TWO,
            "OPS/kiln.png": encoded(plain()),
            **others,
        }
    )


def test_the_pages_of_a_book_are_read_in_the_order_of_its_spine() -> None:
    document = opened("kilns.epub", _epub())
    assert document.title == "On kilns"
    first, second = document.reading.drafts
    assert (first.question.text, second.question.text) == ("What is a kiln?", "What is a glaze?")
    assert "An **oven**." in first.answer.text
    assert "![a kiln](data:image/png;base64," in first.answer.text
    assert second.answer.text == "Glass on clay."
    assert "Contents" not in document.document.source.text


_BODY = """<office:text><text:p text:style-name="Title">On kilns</text:p>
<text:h text:style-name="H" text:outline-level="2">What is a kiln?<office:annotation><text:p>check</text:p>
</office:annotation></text:h>
<text:p text:style-name="P1">An <text:span text:style-name="T1">oven</text:span>,<text:line-break/>hot.</text:p>
<text:list><text:list-item><text:p>of brick</text:p></text:list-item>
<text:list-item><text:p>of clay</text:p></text:list-item></text:list>
<text:h text:outline-level="2">What is a glaze?</text:h><text:p>Glass on clay.</text:p></office:text>"""
_CONTENT = (
    '<?xml version="1.0"?><office:document-content><office:automatic-styles><style:style style:name="T1">'
    '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles><office:body>'
    f"{_BODY}</office:body></office:document-content>"
)


def test_headings_lists_and_phrases_of_opendocument() -> None:
    document = opened("kilns.odt", _zip({"content.xml": _CONTENT}))
    assert document.title == "On kilns"
    first, second = document.reading.drafts
    assert (first.question.text, second.question.text) == ("What is a kiln?", "What is a glaze?")
    assert first.answer.text == "An **oven**,  \nhot.\n\n- of brick\n- of clay"
    assert "check" not in document.document.source.text


@pytest.mark.parametrize("suffix", ["epub", "odt"])
@pytest.mark.parametrize(
    "data",
    [
        b"no zip",
        _epub()[:200],
        _zip({"other.xml": "x"}),
        _zip({"META-INF/container.xml": "<x/>", "content.xml": "<x/>"}),
        _zip({"META-INF/container.xml": _CONTAINER, "OPS/book.opf": "", "content.xml": "<office:text>"}),
    ],
)
def test_damaged_files_are_told(suffix: str, data: bytes) -> None:
    source, found = read(f"a.{suffix}", data)
    assert source.text.strip() == ""
    assert [d.rule for d in found] in ([rules.UNREADABLE_FILE], [])


def test_what_unfolds_to_gigabytes_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "_MAX_UNPACKED", 10_000)
    for path, data in (
        ("a.odt", _zip({"content.xml": b" " * 50_000})),
        ("a.epub", _epub(**{"OPS/two.xhtml": b" " * 50_000})),
        ("a.epub", _epub(**{"OPS/two.xhtml": b" " * 6_000, "OPS/text/one.xhtml": b" " * 6_000})),
    ):
        (found,) = read(path, data)[1]
        assert found.rule is rules.UNREADABLE_FILE
        assert "unfold" in found.message


def test_entities_of_xml_unfold_to_nothing() -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    document = opened("a.odt", _zip({"content.xml": entities + _CONTENT.replace("Glass on clay", "&b;&b;")}))
    assert len(document.document.source.text) < 500
