"""SVG files: see cases/svg.txt; and what a real browser does with hostile ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.media import svg
from builder.media.kinds import SVG, sniff
from tests import cases
from tests.browser import Chromium
from tests.media.samples import SVG_NAMESPACE, data_address
from tests.media.samples import svg as drawing

CASES = cases.load(Path(__file__).parent / "cases" / "svg.txt")


@pytest.mark.parametrize("case", CASES, ids=cases.title)
def test_svg(case: cases.Case, expect: cases.Expect) -> None:
    prepared, found = svg.prepare(case.input.encode(), label="a.svg")
    lines = []
    if prepared:
        lines = [prepared.data.decode(), f"{prepared.width}x{prepared.height}{' plate' * prepared.plate}"]
    lines += [f"{f.rule.code} {f.message}" + (f" > {f.hint}" if f.hint else "") for f in found]
    expect(case, "\n".join(lines))


@pytest.mark.parametrize("case", CASES, ids=cases.title)
def test_cleaning_twice_changes_nothing(case: cases.Case) -> None:
    first, refused = svg.prepare(case.input.encode(), label="a.svg")
    if first is None:
        assert refused
        return
    second, found = svg.prepare(first.data, label="a.svg")
    assert second is not None
    assert second.data == first.data
    assert not found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><svg {SVG_NAMESPACE}><text>Grüße</text></svg>'
    data = text.encode(encoding)
    assert sniff(data) is SVG
    prepared, found = svg.prepare(data, label="a.svg")
    assert prepared is not None
    assert not found
    assert "<text>Grüße</text>" in prepared.data.decode()


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "MAX_ELEMENTS", 1000)
    assert svg.prepare(drawing("<g/>" * 999), label="a.svg")[0] is not None
    prepared, found = svg.prepare(drawing("<g/>" * 1000), label="a.svg")
    assert prepared is None
    assert "elements" in found[0].message


def test_a_browser_agrees_about_the_size(chromium: Chromium) -> None:
    """As a picture: drawn, in the size that was told; nothing is asked for."""
    addresses, told = [], []
    for case in CASES:
        prepared, _ = svg.prepare(case.input.encode(), label="a.svg")
        if prepared and prepared.width and prepared.height:
            addresses.append(data_address(prepared.data, "image/svg+xml"))
            root = prepared.data.partition(b">")[0]
            told.append((prepared.width, prepared.height, b' width="' in root and b"%" not in root))
    page = chromium.show("".join(f'<img src="{address}" alt="">' for address in addresses))
    page.wait_for_load_state("load")
    seen = page.evaluate("[...document.images].map(i => [i.naturalWidth, i.naturalHeight])")
    assert len(told) > 10
    for (width, height, stated), (seen_width, seen_height) in zip(told, seen, strict=True):
        if stated:
            assert (seen_width, seen_height) == (width, height)
        else:  # a viewBox alone: a browser knows the proportions only
            assert seen_width / seen_height == pytest.approx(width / height, rel=0.02)
    assert not chromium.requests


def test_a_browser_runs_and_loads_nothing_even_as_a_document(chromium: Chromium) -> None:
    """Written into a page, where scripts of an SVG would run and its addresses would be loaded."""
    bodies = []
    for case in CASES:
        prepared, _ = svg.prepare(case.input.encode(), label="a.svg")
        bodies.append(prepared.data.decode() if prepared else "")
    page = chromium.show("<!DOCTYPE html>" + "".join(bodies))
    for shape in page.query_selector_all("path"):
        shape.dispatch_event("click")
    page.wait_for_timeout(200)
    assert not chromium.requests
    assert not chromium.dialogs
    assert not chromium.errors


def test_the_browser_would_have_noticed(chromium: Chromium) -> None:
    """The same page, not cleaned, runs scripts and asks for files: the test above can fail."""
    hostile = [c.input for c in CASES if c.title in ("an event handler on the root", "a picture from the web")]
    page = chromium.show("<!DOCTYPE html>" + "".join(hostile))
    page.wait_for_timeout(200)
    assert chromium.requests
    assert chromium.dialogs
