"""Pictures of points: read, checked, made small enough, and written as PNG or JPEG where no card shows their kind.

Owns: everything that Pillow does; nobody else imports it.  A picture that needs no
change goes through byte for byte; only one that is too wide, lies on its side or
tells where it was taken is written anew, without its metadata.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from builder.media.kinds import CONVERTED, GIF, JPEG, PNG, WEBP, Kind
from builder.media.prepared import Finding, Preparation, Prepared
from builder.rules.media import REFUSED, TOO_LONG, UNREADABLE

MAX_PIXELS = 64_000_000  # a larger picture takes more memory than a telephone gives one page
_RECIPE = b"1"  # to be changed with the way pictures are written, so that they get new names

_ORIENTATION, _GPS = 0x0112, 0x8825  # EXIF tags
_DARK, _LIGHT = 110, 235  # grey levels lost on the night's ground and on a white plate
_LONG, _SCREEN = 12, 360  # a shape of which little is left at a telephone's width, in CSS pixels
_FEW_COLOURS = 4096  # of a drawing; a photograph has more
_OPAQUE = 96  # the alpha from which on a pixel is seen


def prepare(data: bytes, kind: Kind, *, label: str, max_width: int) -> Preparation:
    """Check the picture in ``data`` and shrink it to ``max_width`` pixels; ``label`` names it in messages."""
    try:
        with warnings.catch_warnings():
            # Pillow's own guard stands above ours; let it raise rather than print.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=(kind.name.upper(),)) as image:
                if image.width * image.height > MAX_PIXELS:
                    return None, (_too_many_pixels(label, f"{image.width} x {image.height} pixels"),)
                return _prepare(image, data, kind, max_width), _shape(image.width, image.height, label)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return None, (_too_many_pixels(label, "hundreds of millions of pixels"),)
    except Exception as error:  # a broken file may break any decoder in any way; that is its problem, not ours
        problem = str(error) or type(error).__name__
        hint = "open it in a viewer and save it again"
        return None, (Finding(UNREADABLE, f"{label} is a broken {kind.name} file: {problem}", hint),)


def _shape(width: int, height: int, label: str) -> tuple[Finding, ...]:
    """A finding for a picture of which a card as wide as a telephone shows a line."""
    if width < _LONG * height or width < _SCREEN:
        return ()
    hint = "cut it into pieces that stand one below the other"
    shown = max(1, round(height * _SCREEN / width))
    return (Finding(TOO_LONG, f"{label} is {width} x {height} pixels: {shown} pixels high on a telephone", hint),)


def _too_many_pixels(label: str, size: str) -> Finding:
    return Finding(REFUSED, f"{label} has {size}", f"shrink it below {MAX_PIXELS // 1_000_000} million")


def _prepare(image: Image.Image, data: bytes, kind: Kind, max_width: int) -> Prepared:
    if getattr(image, "is_animated", False):
        image.load()
        return Prepared(data, kind, data, image.width, image.height, _needs_plate(image))
    exif = image.getexif()
    turned = exif.get(_ORIENTATION, 1) != 1
    across = image.height if exif.get(_ORIENTATION, 1) in (5, 6, 7, 8) else image.width
    if across > max_width and kind is JPEG:
        # Decodes at a half, a quarter or an eighth of the size: less memory, same result after resizing.
        scale = 2 * max_width / across
        image.draft(None, (int(image.width * scale), int(image.height * scale)))
    image.load()
    if kind in CONVERTED:
        image, kind = _converted(image, kind)
    elif across <= max_width and not turned and not exif.get_ifd(_GPS):
        return Prepared(data, kind, data, image.width, image.height, _needs_plate(image))
    upright = ImageOps.exif_transpose(image) if turned else image
    if across > max_width:
        small, written = _shrunk(upright, kind, max_width)
    else:
        small, written = upright, kind
    # The name comes from what went in, not from what came out: another version of Pillow
    # writes other bytes for the same picture, and must not make every note look changed.
    identity = b"\0".join((data, _RECIPE, str(max_width).encode()))
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA", "P") else None  # others change mode
    packed = _written(small, written, lossless=kind is WEBP and data[12:16] == b"VP8L", profile=profile)
    return Prepared(packed, written, identity, small.width, small.height, _needs_plate(small))


def _converted(image: Image.Image, kind: Kind) -> tuple[Image.Image, Kind]:
    """The picture in a mode, and the kind, that a card shows: a photograph as JPEG, all else as PNG."""
    if image.mode == "CMYK":
        image = image.convert("RGB")
    photograph = kind.name in ("AVIF", "TIFF") and not _transparent(image) and image.mode in ("RGB", "YCbCr")
    colours = image.getcolors(_FEW_COLOURS) if photograph else ()
    if photograph and colours is None:
        return image.convert("RGB"), JPEG
    if image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I"):
        image = image.convert("RGBA" if _transparent(image) else "RGB")
    return image, PNG


def _shrunk(image: Image.Image, kind: Kind, width: int) -> tuple[Image.Image, Kind]:
    """The picture at this width, and the kind to write it as (a still GIF becomes a PNG)."""
    height = max(1, round(image.height * width / image.width))
    few_colours = image.mode == "P"
    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would clip rather than scale
        image = image.convert("I").point(lambda level: level * (1 / 257)).convert("L")
    elif image.mode != "L":
        image = image.convert("RGBA" if _transparent(image) else "RGB")
    small = image.resize((width, height), Image.Resampling.LANCZOS)
    if few_colours:
        small = small.quantize(256, method=Image.Quantize.FASTOCTREE)
    return small, PNG if kind is GIF else kind


def _written(image: Image.Image, kind: Kind, *, lossless: bool, profile: bytes | None) -> bytes:
    """The file's bytes, without metadata save the colour profile."""
    clean = image.copy()
    clean.info = {k: v for k, v in image.info.items() if k == "transparency"}
    out = io.BytesIO()
    if kind is JPEG:
        clean.convert("RGB" if clean.mode not in ("L", "RGB") else clean.mode).save(
            out, "JPEG", quality=88, optimize=True, progressive=True, icc_profile=profile
        )
    elif kind is WEBP:
        clean.save(out, "WEBP", quality=82, method=4, lossless=lossless, icc_profile=profile)
    else:
        clean.save(out, "PNG", optimize=True, icc_profile=profile)
    return out.getvalue()


def _transparent(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info


def _needs_plate(image: Image.Image) -> bool:
    """Whether this is a dark drawing on nothing, which would vanish on a dark card.

    It is one if a part of it is clear, and if more of what is seen is dark than is so
    light that a white plate would swallow it.  A little black counts: the labels of a
    coloured diagram are few pixels and most of its sense.
    """
    if not _transparent(image):
        return False
    rgba = image.convert("RGBA")
    alpha = rgba.getchannel("A")
    seen = alpha.point([255 if a >= _OPAQUE else 0 for a in range(256)])
    total = rgba.width * rgba.height
    visible = seen.histogram()[255]
    if total - visible < total * 0.05 or not visible:
        return False
    levels = rgba.convert("L").histogram(seen)
    dark, light = sum(levels[:_DARK]), sum(levels[_LIGHT:])
    return dark >= visible * 0.1 and dark > light
