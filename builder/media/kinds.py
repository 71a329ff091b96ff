"""What a file is, told from its first bytes.

Owns: the kinds of pictures and sounds, and how each is recognised.  Does not own:
what is done with them.  A file's name is never asked: it may say anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath


class Family(Enum):
    PICTURE = "picture"
    SOUND = "sound"
    OTHER = "other"  # recognised, so that a message can name it, but not for a card


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of file.  ``extensions`` are the endings it may bear; the first is the one it gets."""

    name: str
    family: Family
    extensions: tuple[str, ...]

    @property
    def extension(self) -> str:
        return self.extensions[0]

    @property
    def film(self) -> bool:
        return self.name.endswith("film")


PNG = Kind("PNG", Family.PICTURE, ("png", "apng"))
JPEG = Kind("JPEG", Family.PICTURE, ("jpg", "jpeg", "jpe", "jfif"))
GIF = Kind("GIF", Family.PICTURE, ("gif",))
WEBP = Kind("WebP", Family.PICTURE, ("webp",))
SVG = Kind("SVG", Family.PICTURE, ("svg",))

MP3 = Kind("MP3", Family.SOUND, ("mp3",))
OGG = Kind("Ogg", Family.SOUND, ("ogg", "oga"))
OPUS = Kind("Opus", Family.SOUND, ("opus", "ogg", "oga"))
WAV = Kind("WAV", Family.SOUND, ("wav",))
M4A = Kind("M4A", Family.SOUND, ("m4a", "mp4", "m4b"))
FLAC = Kind("FLAC", Family.SOUND, ("flac",))

# Films are played as sounds are: Anki's [sound:…] takes both.
MP4 = Kind("MP4 film", Family.SOUND, ("mp4", "m4v"))
QUICKTIME = Kind("QuickTime film", Family.SOUND, ("mov",))
WEBM = Kind("WebM film", Family.SOUND, ("webm",))
MATROSKA = Kind("Matroska film", Family.SOUND, ("mkv",))
OGV = Kind("Ogg film", Family.SOUND, ("ogv",))
AVI = Kind("AVI film", Family.SOUND, ("avi",))

# Pictures that no card shows, but Pillow reads: they are written anew.
AVIF = Kind("AVIF", Family.PICTURE, ("avif",))
BMP = Kind("BMP", Family.PICTURE, ("bmp", "dib"))
TIFF = Kind("TIFF", Family.PICTURE, ("tiff", "tif"))
ICO = Kind("ICO", Family.PICTURE, ("ico",))
CONVERTED = frozenset((AVIF, BMP, TIFF, ICO))

HTML = Kind("web page", Family.OTHER, ("html", "htm"))
LFS_POINTER = Kind("Git LFS pointer", Family.OTHER, ("",))
_HEIC = Kind("HEIC picture", Family.OTHER, ("heic", "heif"))
_PSD = Kind("Photoshop document", Family.OTHER, ("psd",))
_PDF = Kind("PDF document", Family.OTHER, ("pdf",))
_GZIP = Kind("gzip archive", Family.OTHER, ("gz", "svgz"))

_CARD_KINDS = (
    PNG, JPEG, GIF, WEBP, SVG, AVIF, BMP, TIFF, ICO,
    MP3, OGG, OPUS, WAV, M4A, FLAC, MP4, QUICKTIME, WEBM, MATROSKA, OGV, AVI,
)  # fmt: skip
PICTURE_EXTENSIONS = frozenset(e for k in _CARD_KINDS if k.family is Family.PICTURE for e in k.extensions)
SOUND_EXTENSIONS = frozenset(e for k in _CARD_KINDS if k.family is Family.SOUND for e in k.extensions)

_PREFIXES: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"ID3", MP3),
    (b"fLaC", FLAC),
    (b"BM", BMP),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"\x00\x00\x01\x00", ICO),
    (b"8BPS", _PSD),
    (b"%PDF-", _PDF),
    (b"\x1f\x8b", _GZIP),
    (b"version https://git-lfs.github.com/", LFS_POINTER),
)
_HEAD = 65536  # bytes within which a text file must say that it is SVG or HTML
_SVG_ROOT = re.compile(r"<(?:[\w.-]+:)?svg[\s/>]")
_PROLOGUE = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^>\[]*(?:\[[^\]]*\]\s*)?>)*", re.DOTALL | re.IGNORECASE
)
_HTML_START = re.compile(r"<(?:html|head|body|script|title|meta|div|p)\b", re.IGNORECASE)
_HTML_DOCTYPE = re.compile(r"<!doctype\s+html", re.IGNORECASE)


def sniff(data: bytes) -> Kind | None:
    """The kind of the file that begins with ``data`` (its first 64 kB suffice, save for MP4), or None."""
    if data[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV, b"AVI ": AVI}.get(data[8:12])
    if data[:4] == b"OggS":
        return _sniff_ogg(data[:128])
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return WEBM if b"webm" in data[:64] else MATROSKA
    if data[4:8] == b"ftyp":
        return _sniff_mp4(data)
    for prefix, kind in _PREFIXES:
        if data.startswith(prefix):
            return kind
    return MP3 if _is_mpeg_frame(data[:4]) else _sniff_text(data[:_HEAD])


def extension(path: str) -> str:
    """The ending of a path's last part, in lower case, without the dot."""
    return PurePosixPath(path).suffix[1:].lower()


def _sniff_ogg(head: bytes) -> Kind:
    if b"OpusHead" in head:
        return OPUS
    return OGV if b"theora" in head else OGG


def _sniff_mp4(data: bytes) -> Kind:
    brand = data[8:12]
    if brand in (b"avif", b"avis"):
        return AVIF
    if brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
        return _HEIC
    if brand in (b"M4A ", b"M4B "):
        return M4A
    # Any other brand may hold either; the handlers of its tracks tell.
    tracks = set(re.findall(rb"hdlr.{8}(vide|soun)", data, re.DOTALL))
    if tracks == {b"soun"}:
        return M4A
    return QUICKTIME if brand == b"qt  " else MP4


def _is_mpeg_frame(head: bytes) -> bool:
    """Whether these four bytes are the header of an MPEG audio frame of layer I to III."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer != 0 and bitrate != 15 and rate != 3


def _sniff_text(head: bytes) -> Kind | None:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", "replace")
    else:
        text = head.decode("utf-8-sig", "replace")
    prologue = _PROLOGUE.match(text)
    start = prologue.end() if prologue else 0
    if _HTML_START.match(text, start) or _HTML_DOCTYPE.search(text, 0, start):
        return HTML
    if _SVG_ROOT.match(text, start):
        return SVG
    # A document type too odd for the pattern: what it calls itself must do.
    if re.match(r"<!DOCTYPE\s+svg\b", text[start:], re.IGNORECASE) and "<svg" in text:
        return SVG
    return None
