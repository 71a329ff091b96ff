"""PNG, JPEG, GIF and WebP: checked, shrunk, turned upright, given a plate."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from builder.media import kinds, raster
from builder.media.kinds import JPEG, PNG, TIFF, Kind, sniff
from builder.media.prepared import Prepared
from builder.rules.media import REFUSED, UNREADABLE
from tests.media.samples import encoded, line_art, noise, plain


def prepared(data: bytes, max_width: int = 100) -> Prepared:
    kind = sniff(data)
    assert kind is not None
    done, found = raster.prepare(data, kind, label="a", max_width=max_width)
    assert done is not None, found
    assert not found
    return done


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_small_picture_goes_through_byte_for_byte(kind: str) -> None:
    data = encoded(noise((90, 40)), kind)
    done = prepared(data)
    assert done.data == data
    assert (done.width, done.height) == (90, 40)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("RGB", "PNG"), ("RGBA", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("1", "PNG"), ("I;16", "PNG"),
        ("RGB", "JPEG"), ("L", "JPEG"), ("CMYK", "JPEG"),
        ("P", "GIF"), ("L", "GIF"),
        ("RGB", "WEBP"), ("RGBA", "WEBP"),
    ],
)  # fmt: skip
def test_a_wide_picture_is_shrunk_whatever_its_mode(mode: str, kind: str) -> None:
    done = prepared(encoded(plain(mode, (250, 125)), kind))
    assert (done.width, done.height) == (100, 50)
    image = opened(done.data)
    image.load()
    assert image.size == (100, 50)
    assert sniff(done.data) is done.kind
    assert done.kind.name.upper() == ("PNG" if kind == "GIF" else kind)


def test_shrinking_keeps_what_is_seen() -> None:
    image = plain("RGB", (400, 200), (200, 30, 60))
    ImageDraw.Draw(image).rectangle((200, 0, 400, 200), fill=(10, 120, 40))
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        small = opened(prepared(encoded(image, kind)).data).convert("RGB")
        for place, colour in (((20, 25), (200, 30, 60)), ((80, 25), (10, 120, 40))):
            assert all(abs(a - b) < 16 for a, b in zip(small.getpixel(place), colour, strict=True)), kind


def test_shrinking_keeps_what_is_clear() -> None:
    for image in (line_art(size=(400, 200)), line_art(size=(400, 200)).quantize(16)):
        small = opened(prepared(encoded(image)).data).convert("RGBA")
        assert small.getpixel((50, 10))[3] <= 2  # a palette averages
        assert small.getchannel("A").getextrema()[1] > 230


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    small = opened(prepared(encoded(plain("I;16", (200, 20), 30000))).data)
    assert abs(small.getpixel((5, 5)) - 30000 / 257) <= 1


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = encoded(noise((300, 100)), "JPEG")
    assert prepared(data) == prepared(data)


def test_the_name_of_a_shrunk_picture_comes_from_the_picture_and_the_width() -> None:
    data = encoded(noise((300, 100)))
    assert prepared(data).identity == prepared(data).identity
    assert prepared(data).identity != prepared(data, 50).identity
    assert prepared(data).identity != prepared(encoded(noise((300, 101)))).identity


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_is_left_alone(kind: str) -> None:
    frames = [plain("RGB", (300, 150), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    done = prepared(data)
    assert done.data == data
    assert (done.width, done.height) == (300, 150)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright(kind: str, orientation: int) -> None:
    """What a browser would show with the turn in the metadata is what is shown without."""
    upright = plain("RGB", (80, 40), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, 39, 19), fill="black")
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Pillow's transpositions that undo each turn
    stored = upright.transpose(Image.Transpose(back[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    done = prepared(encoded(stored, kind, exif=exif))
    assert (done.width, done.height) == (80, 40)
    shown = opened(done.data)
    assert shown.getexif().get(0x0112, 1) == 1
    assert shown.convert("L").getpixel((10, 5)) < 60
    assert shown.convert("L").getpixel((70, 35)) > 200


def test_a_wide_photograph_that_lies_is_measured_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    done = prepared(encoded(plain(size=(60, 400)), "JPEG", exif=exif))
    assert (done.width, done.height) == (100, 15)
    done = prepared(encoded(plain(size=(400, 60)), "JPEG", exif=exif))
    assert (done.width, done.height) == (60, 400)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_a_photograph_was_taken_is_not_told(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of a friend"
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(noise((50, 50)), kind, exif=exif)
    done = prepared(data)
    assert b"Camera" in data
    assert b"Camera" not in done.data
    assert not opened(done.data).getexif()


def test_what_is_written_anew_has_no_comments() -> None:
    info = PngInfo()
    info.add_text("Author", "a friend")
    assert b"a friend" not in prepared(encoded(plain(size=(200, 20)), pnginfo=info)).data
    assert b"a friend" not in prepared(encoded(plain(size=(200, 20)), "JPEG", comment="a friend")).data


def test_the_colour_profile_stays() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        assert (
            opened(prepared(encoded(plain(size=(200, 20)), kind, icc_profile=profile)).data).info["icc_profile"]
            == profile
        )


def huge_png(width: int, height: int) -> bytes:
    """A picture that only claims its size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8001, 8001), (10000, 10000), (60000, 60000)])
def test_too_many_pixels_are_refused_before_they_are_unpacked(size: tuple[int, int]) -> None:
    done, found = raster.prepare(huge_png(*size), kinds.PNG, label="a.png", max_width=100)
    assert done is None
    assert [f.rule for f in found] == [REFUSED]
    assert found[0].message.startswith("a.png has ")


def test_a_bomb_in_the_text_of_a_png_is_harmless() -> None:
    info = PngInfo()
    info.add_text("Comment", "0" * 100_000_000, zip=True)
    done, found = raster.prepare(encoded(plain(), pnginfo=info), kinds.PNG, label="a.png", max_width=100)
    assert (done is None) == bool(found)
    assert done is None or len(done.data) < 1_000_000


@pytest.mark.parametrize("kind", [kinds.PNG, kinds.JPEG, kinds.GIF, kinds.WEBP])
def test_broken_pictures_are_found(kind: Kind) -> None:
    whole = encoded(noise((200, 200)), kind.name.upper())
    for length in (len(whole) // 2, 40, 12):
        done, found = raster.prepare(whole[:length], kind, label="a", max_width=100)
        assert done is None
        assert [f.rule for f in found] == [UNREADABLE]
        assert "broken" in found[0].message


def dark(image: Image.Image) -> bool:
    return prepared(encoded(image), 1000).plate


def test_plates() -> None:
    assert dark(line_art())
    assert dark(line_art((60, 20, 90)))
    assert dark(line_art().quantize(8))
    assert dark(line_art().convert("LA"))
    assert not dark(line_art((255, 255, 255)))
    assert not dark(line_art((250, 200, 90)))
    assert not dark(plain("RGB"))
    assert not dark(plain("RGBA", (40, 20), (0, 0, 0, 255))), "black, but nothing of it is clear"
    assert not dark(plain("RGBA", (40, 20), (0, 0, 0, 0))), "nothing is seen"


def test_a_coloured_diagram_with_black_labels_gets_a_plate() -> None:
    image = plain("RGBA", (200, 100), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 80, 60), fill=(90, 160, 240, 255))
    draw.line((80, 40, 180, 40), fill=(0, 0, 0, 255), width=4)
    assert dark(image)


def test_a_photograph_with_round_corners_gets_none() -> None:
    mask = Image.new("L", (200, 100), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 199, 99), 15, fill=255)
    photograph = noise((200, 100)).point(lambda level: level // 3)
    photograph.putalpha(mask)
    assert not dark(photograph)


@pytest.mark.parametrize("pillow", ["BMP", "TIFF", "ICO", "AVIF"])
def test_kinds_that_no_card_shows_are_written_anew(pillow: str) -> None:
    data = encoded(plain(size=(48, 48), colour=(200, 30, 30)), pillow)
    kind = sniff(data)
    assert kind is not None
    prepared, findings = raster.prepare(data, kind, label="a picture", max_width=1600)
    assert prepared is not None
    assert (prepared.kind, prepared.width, findings) == (PNG, 48, ())
    assert sniff(prepared.data) is PNG


def test_a_photograph_of_such_a_kind_becomes_a_jpeg() -> None:
    data = encoded(noise((120, 90)), "TIFF")
    prepared, _ = raster.prepare(data, TIFF, label="a picture", max_width=1600)
    assert prepared is not None
    assert sniff(prepared.data) is JPEG


def test_a_sliver_is_told() -> None:
    prepared, findings = raster.prepare(encoded(plain(size=(9000, 30))), PNG, label="a row", max_width=1600)
    assert prepared is not None
    assert [f.rule.code for f in findings] == ["M014"]
    assert raster.prepare(encoded(plain(size=(900, 300))), PNG, label="a row", max_width=1600)[1] == ()
