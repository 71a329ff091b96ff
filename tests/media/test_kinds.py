"""What files are, by their first bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.media import kinds
from builder.media.kinds import Family, sniff
from tests.media.samples import SOUNDS, SVG_NAMESPACE, VIDEO, encoded, plain, svg


@pytest.mark.parametrize("name", SOUNDS)
def test_sounds(name: str) -> None:
    kind = sniff(SOUNDS[name])
    assert kind is not None
    assert kind.family is Family.SOUND
    assert kind.extension == name.split()[0]


@pytest.mark.parametrize(
    ("kind", "pillow"), [(kinds.PNG, "PNG"), (kinds.JPEG, "JPEG"), (kinds.GIF, "GIF"), (kinds.WEBP, "WEBP")]
)
def test_pictures(kind: kinds.Kind, pillow: str) -> None:
    assert sniff(encoded(plain(), pillow)) is kind


@pytest.mark.parametrize("pillow", ["BMP", "TIFF", "ICO", "PDF", "AVIF"])
def test_pictures_that_are_not_for_cards_are_known_by_name(pillow: str) -> None:
    kind = sniff(encoded(plain(), pillow))
    assert kind is not None
    assert kind.family is Family.OTHER


def test_a_film_is_no_sound() -> None:
    kind = sniff(VIDEO)
    assert kind is not None
    assert kind.family is Family.OTHER


@pytest.mark.parametrize(
    "text",
    [
        svg().decode(),
        "\ufeff" + svg().decode(),
        f'\n <?xml version="1.0"?>\n<!-- <html> -->\n<svg {SVG_NAMESPACE}/>',
        f'<!DOCTYPE svg PUBLIC "a" "b" [<!ENTITY a "<b>">]>\n<svg {SVG_NAMESPACE}/>',
        f"<!-- a drawing {'under a long licence ' * 400}--><svg {SVG_NAMESPACE}/>",
        f'<!DOCTYPE svg [<!ENTITY a "]">]><svg {SVG_NAMESPACE}/>',
        "<s:svg xmlns:s='http://www.w3.org/2000/svg'/>",
    ],
)
def test_svg(text: str) -> None:
    assert sniff(text.encode()) is kinds.SVG


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html><svg></svg>",
        "\n<!-- a --><HTML><head>",
        "<html><body><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<head><title>Sign in</title>",
    ],
)
def test_web_pages(text: str) -> None:
    assert sniff(text.encode()) is kinds.HTML


@pytest.mark.parametrize("data", [b"", b"words", b"<x/>", b"\xff\xff\xff\xff", b"RIFF....AIFF", b"{}"])
def test_anything_else(data: bytes) -> None:
    assert sniff(data) is None


@pytest.mark.parametrize(
    "data", [b"<!-- -->" * 8000 + b"<", b"<!DOCTYPE svg " + b"[a]" * 20000, b"<!-- " * 13000, b" " * 65000]
)
def test_nothing_takes_long(data: bytes) -> None:
    """Patterns that tried every way to split these would not come back."""
    assert sniff(data) is None


@given(st.binary(max_size=300))
def test_any_bytes_will_do(data: bytes) -> None:
    sniff(data)
