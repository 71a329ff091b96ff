"""What files are, by their first bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.media import kinds
from builder.media.kinds import CONVERTED, MP4, Family, sniff
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


@pytest.mark.parametrize("pillow", ["BMP", "TIFF", "ICO", "AVIF"])
def test_pictures_that_no_card_shows_are_known_and_converted(pillow: str) -> None:
    kind = sniff(encoded(plain(), pillow))
    assert kind in CONVERTED
    assert kind.family is Family.PICTURE


def test_a_film_is_played_as_a_sound_is() -> None:
    kind = sniff(VIDEO)
    assert kind is MP4
    assert kind.family is Family.SOUND


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "webm"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska", "mkv"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  ", "mov"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "avi"),
    ],
)
def test_films_keep_their_kind(data: bytes, extension: str) -> None:
    kind = sniff(data)
    assert kind is not None
    assert (kind.family, kind.extension) == (Family.SOUND, extension)


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
