"""What holds for any input: no traceback, an origin for each line, time linear to the size."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.read.formats import read
from builder.rules import formats as rules
from tests import cases
from tests.read.formats.samples import document, paragraph, table

_CASES = Path(__file__).parent / "cases"
_WHOLE = {
    suffix: [case.input.encode() for case in cases.load(_CASES / f"{suffix}.txt")] for suffix in ("html", "rst", "adoc")
}
_WHOLE["ipynb"] = [json.dumps({"cells": [{"cell_type": "markdown", "source": ["# A\n", "b"]}]}, indent=1).encode()]
_WHOLE["docx"] = [document(paragraph("One", "Heading1"), table(("a", "b")))]
_PIECES = {
    "html": "<p> </p> <ul> <li> </ul> <table> <tr> <td> <dl> <dt> <dd> <pre> <b> </b> <details> <summary> <h3> </h3> "
    "<script> <!-- --> & < > \" ' <br> <blockquote> <div class=faq-question> <div> </div> <button> <a href=# <![CDATA[ "
    "<math> <input> </ <? <main> <nav> <title>",
    "rst": "* ** ` `` :: .. _ | - 1. + === --- .. note:: .. code-block:: :ref:`a` \\ [1]_ >>> .. include:: x "
    ".. raw:: html +--+ |a| .. dropdown:: d .. |s| replace::",
    "adoc": "= == * ** - . .. :: ;; + ---- ==== .... |=== | [qanda] [source,c] NOTE: .T // //// `` ` _ # ^ ~ << >> {a} "
    ":a: image::a[] include::b[] <1> [ ] ++++ [%collapsible] --",
}


@pytest.mark.parametrize("suffix", _WHOLE)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_cut_and_damaged_files(suffix: str, data: st.DataObject) -> None:
    """A file cut anywhere, with some of its bytes replaced."""
    content = bytearray(data.draw(st.sampled_from(_WHOLE[suffix])))
    del content[data.draw(st.integers(0, len(content))) :]
    for place, byte in data.draw(st.dictionaries(st.integers(0, 3000), st.integers(0, 255), max_size=4)).items():
        if place < len(content):
            content[place] = byte
    _holds(f"a.{suffix}", bytes(content))


@pytest.mark.parametrize("suffix", _PIECES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_markup_in_any_order(suffix: str, data: st.DataObject) -> None:
    pieces = st.sampled_from([*_PIECES[suffix].split(" "), "word", "\n", "\n", "\n\n", "  ", " "])
    _holds(f"a.{suffix}", "".join(data.draw(st.lists(pieces, max_size=60))).encode())


@pytest.mark.parametrize("suffix", _WHOLE)
@settings(max_examples=30, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes(suffix: str, data: bytes) -> None:
    _holds(f"a.{suffix}", data)


def _holds(path: str, data: bytes) -> None:
    source, found = read(path, data)
    assert source.path == path
    assert not source.origin or len(source.origin) >= len(source.lines)
    assert all(number >= 1 for number in source.origin)
    assert all(d.message and d.span and d.span.line >= 1 for d in found)
    assert not re.search("[\0\r]", source.text)


@given(st.lists(st.text("abcdefgh", min_size=3, max_size=8), min_size=1, max_size=12))
def test_no_word_of_a_page_is_lost(words: list[str]) -> None:
    """Whatever the nesting, each word of the content comes out once, in order, from its own line."""
    tags = ("p", "div", "li", "b", "td", "h3", "dd", "blockquote", "section")
    page = "\n".join(f"<{tags[i % len(tags)]}>{word}" for i, word in enumerate(words))
    source, _ = read("a.html", page.encode())
    assert re.findall(r"[a-h]{3,}", source.text) == words


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.html", b"<ul><li>x" * 500),
        ("a.html", b"<div>x" * 500 + b"</div>" * 500),
        ("a.rst", b"".join(b"  " * i + b"- x\n\n" for i in range(500))),
    ],
)
def test_nested_five_hundred_deep(path: str, data: bytes) -> None:
    source, found = read(path, data)
    assert source.text.count("x") >= 500
    assert rules.NESTED_TOO_DEEP in [d.rule for d in found]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.html", b"<a <b" * 20_000),
        ("a.html", b"<!-- " * 20_000),
        ("a.html", b"<b>word " * 10_000),
        ("a.html", b"<p>word<br>" * 10_000),
        ("a.html", b"<div class=faq-question>Why so</div><div>x</div>" * 4_000),
        ("a.html", b"<p>" + b"word " * 200_000),
        ("a.rst", b"What?\n-----\n\nSo.\n\n" * 500),
        ("a.adoc", b"word " * 200_000),
        ("a.adoc", b"*a `b _c #d " * 2_000),
        ("a.adoc", b"====\n----\n" * 5_000),
        ("a.adoc", b"* a\n+\n" * 10_000),
        ("a.adoc", b"a::\n" * 20_000),
        ("a.ipynb", b'{"cells": [' + b'{"cell_type": "markdown", "source": ["a"]},' * 10_000),
    ],
    ids=lambda value: value[:12].decode().strip() if isinstance(value, bytes) else value,
)
def test_no_input_takes_forever(path: str, data: bytes) -> None:
    start = time.perf_counter()
    read(path, data)
    assert time.perf_counter() - start < 20
