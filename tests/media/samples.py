"""Pictures, sounds and a project to try the media on: made here, nobody else's."""

from __future__ import annotations

import base64
import io
import random
import struct
from pathlib import Path

from PIL import Image, ImageDraw

SVG_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


class ProjectFiles:
    """A ``MediaReader`` over a real folder, with the promises of the project's own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.reads = 0

    def read_media(self, source: str, reference: str) -> tuple[str, bytes]:
        self.reads += 1
        root = self.root.resolve()
        for folder in (root / "sources" / Path(source).parent, root / "media", root / "media" / "remote"):
            path = (folder / reference).resolve()
            if not path.is_relative_to(root):
                raise PermissionError(f"{reference} leads out of the project")
            if path.exists():
                return path.relative_to(root).as_posix(), path.read_bytes()
        raise FileNotFoundError(2, "no such file", reference)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(mode: str = "RGB", size: tuple[int, int] = (40, 20), colour: object = 0) -> Image.Image:
    return Image.new(mode, size, colour)  # type: ignore[arg-type]


def line_art(ink: tuple[int, int, int] = (0, 0, 0), size: tuple[int, int] = (200, 100)) -> Image.Image:
    """A cross and a frame on nothing."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((5, 5, width - 5, height - 5), outline=(*ink, 255), width=3)
    draw.line((0, 0, width, height), fill=(*ink, 255), width=3)
    draw.line((0, height, width, 0), fill=(*ink, 255), width=3)
    return image


def noise(size: tuple[int, int]) -> Image.Image:
    """What no compression makes small; always the same."""
    return Image.frombytes("RGB", size, random.Random(1).randbytes(3 * size[0] * size[1]))


def svg(body: str = '<circle cx="50" cy="50" r="40"/>', attributes: str = 'viewBox="0 0 100 100"') -> bytes:
    return f"<svg {SVG_NAMESPACE} {attributes}>{body}</svg>".encode()


def wav(samples: int = 8) -> bytes:
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", samples)
    return b"RIFF" + struct.pack("<I", len(body) + samples) + body + b"\x80" * samples


def data_address(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


SOUNDS: dict[str, bytes] = {
    "mp3": b"ID3\x04" + bytes(40),
    "mp3 without a tag": b"\xff\xfb\x90\x64" + bytes(413),
    "ogg": b"OggS" + bytes(24) + b"\x01vorbis" + bytes(20),
    "opus": b"OggS" + bytes(24) + b"OpusHead" + bytes(20),
    "wav": wav(),
    "flac": b"fLaC" + bytes(40),
    "m4a": b"\x00\x00\x00\x20ftypM4A " + bytes(40),
    "m4a of another brand": b"\x00\x00\x00\x20ftypisom" + bytes(40) + b"hdlr" + bytes(8) + b"soun" + bytes(20),
}
VIDEO = b"\x00\x00\x00\x20ftypisom" + bytes(40) + b"hdlr" + bytes(8) + b"vide" + b"hdlr" + bytes(8) + b"soun"
