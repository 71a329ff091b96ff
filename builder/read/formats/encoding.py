"""Bytes to text: which encoding a file has, and what in it is no text.

Owns: byte order marks, declared and assumed encodings, line ends, NULs.  Does
not own: what the text means, nor damage that is already in the text (the text
mender).  Whatever the bytes are, the answer is a text and diagnostics, never an
exception, in time linear to their number.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from builder.model.diagnostics import Diagnostic
from builder.model.source import Span
from builder.rules.formats import BAD_BYTES, BINARY_FILE, EMPTY_FILE, ENCODING_GUESSED, NUL_CHARACTERS

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC = (
    (b"PK\x03\x04", "a zip archive (or an Office document)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"BZh9", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\x00", "a database"),
    (b"ID3\x03", "a sound"),
    (b"ID3\x04", "a sound"),
    (b"OggS\x00", "a sound"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)

# Control characters that text has no use for; tab, line ends, VT, FF and ESC (ISO 2022) are left alone.
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b") | {0x7F})

# <meta charset=…>, <?xml encoding=…?>, and the cookie of Python, Emacs and Vim.
_DECLARATIONS = (
    re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I),
    re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.I),
    re.compile(rb"^(?:[^\n]*\n)?[^\n]{0,80}?coding[:=][ \t]*([-\w.]+)"),
)

_SURROGATES = re.compile("[\udc80-\udcff]")


def decode(data: bytes, path: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a file, with ``\\n`` for line ends, no byte order mark and no NUL, and what was odd about it.

    A file that is no text gives the empty text and an error.
    """
    if not data.strip():
        return "", (Diagnostic(EMPTY_FILE, "the file is empty", Span(path, 1), "Fill it, or remove it."),)
    if kind := _binary(data):
        return "", (
            Diagnostic(
                BINARY_FILE,
                f"binary file, not read: it looks like {kind}",
                Span(path, 1),
                "Export it as .docx, .html, Markdown or plain text, or keep it out of the sources.",
            ),
        )
    text, found = _text(data, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found += _without_nul(text, path)
    text = text.replace("\0", "")
    if not text.strip():
        found += (Diagnostic(EMPTY_FILE, "the file holds white space only", Span(path, 1), "Fill it, or remove it."),)
    return text, found


def _binary(data: bytes) -> str:
    """What kind of binary file this is; nothing for text."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if _marked(data) or _wide(data):
        return ""
    nul = data.count(0)
    control = len(data) - len(data.translate(None, _CONTROL))
    share = (control - nul) / len(data)
    # Random bytes hold a tenth of control characters; text holds none, save for what got lost in it.
    return "binary data" if share > 0.03 or (nul > len(data) * 0.3 and share > 0.001) else ""


def _marked(data: bytes) -> tuple[bytes, str] | None:
    return next((pair for pair in _MARKS if data.startswith(pair[0])), None)


def _text(data: bytes, path: str) -> tuple[str, tuple[Diagnostic, ...]]:
    if mark := _marked(data):
        return _decoded(data[len(mark[0]) :], mark[1], path)
    if wide := _wide(data):
        return _decoded(data, wide, path)
    declared = _declared(data)
    if declared.startswith(("iso2022", "hz")):  # seven-bit: what they say in ASCII bytes is valid UTF-8 as well
        return _decoded(data, declared, path)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if declared not in ("", "utf-8", "ascii"):
        return _decoded(data, declared, path)
    text = data.decode("utf-8", "surrogateescape")
    bad = len(_SURROGATES.findall(text))
    other = sum(map(len, re.findall("[^\x00-\x7f]+", text))) - bad
    if declared == "utf-8" or other > bad:
        return _mended(text, path)
    encoding = _guessed(data)
    line = text.count("\n", 0, _first(_SURROGATES, text)) + 1
    return data.decode(encoding, "replace"), (
        Diagnostic(
            ENCODING_GUESSED,
            f"the file is not UTF-8; it was read as {_NAMES.get(encoding, encoding)}",
            Span(path, line),
            "Save it as UTF-8.",
        ),
    )


# What text without a declaration may be in, where many of its letters are not ASCII.
_ELSEWHERE = ["cp1251", "koi8_r", "cp866", "cp1253", "cp1255", "cp1256", "cp932", "euc_jp", "gb18030", "big5", "cp949"]
_NAMES = {
    "latin-1": "Latin-1",
    "cp932": "Shift JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
    "koi8_r": "KOI8-R",
    "gb18030": "GBK",
    "big5": "Big5",
    **{f"cp{number}": f"Windows-{number}" for number in range(1250, 1259)},
}
_SAMPLE = 1 << 16  # bytes
_POLISH = re.compile(
    rb"[A-Za-z\xc0-\xff][\xb9\xb3\xbf\x9f][a-z]|[a-z]\xbf"
)  # letters there, and no letters in Windows-1252


def _guessed(data: bytes) -> str:
    """The encoding of text that is not UTF-8: a Western one, unless many of its letters are beyond ASCII."""
    start = max(0, next(re.finditer(rb"[\x80-\xff]", data)).start() - 100)
    sample = data[data.rfind(b"\n", 0, start) + 1 : start + _SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    high = len(re.findall(rb"[\x80-\xff]", sample))
    together = sum(map(len, re.findall(rb"[\x80-\xff]{2,}", sample)))
    letters = len(re.findall(rb"[A-Za-z]", sample)) + high
    if together > _TOGETHER * high and high > _MANY * letters:
        found = from_bytes(sample, cp_isolation=_ELSEWHERE).best()
        if found is not None:
            return "gb18030" if found.encoding == "cp949" and _is_chinese(str(found)) else found.encoding
    if _POLISH.search(sample):
        return "cp1250"
    return "latin-1" if re.search(rb"[\x81\x8d\x8f\x90\x9d]", data) else "cp1252"


_TOGETHER = 0.5  # the share of letters beyond ASCII that have a neighbour of their kind
_MANY = 0.25  # their share of all letters


def _is_chinese(text: str) -> bool:
    """Whether text read as Korean holds so many Chinese signs that it is none: both use the same bytes."""
    chinese = len(re.findall("[\u4e00-\u9fff]", text))
    return chinese > 0.1 * (chinese + len(re.findall("[\uac00-\ud7a3]", text)))


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, of a text with a NUL in it (half of each ASCII letter); else nothing."""
    sample = data[: 1 << 16]
    nul = sample.count(0)
    # A few NULs that got lost in eight-bit text leave it valid UTF-8.
    if len(data) % 2 or not nul or (nul < len(sample) * 0.1 and _is_utf8(data)):
        return ""
    sizes = ("utf-32-le", "utf-32-be") if len(data) % 4 == 0 and nul > len(sample) * 0.4 else ()
    candidates = {encoding: _plausible(sample, encoding) for encoding in (*sizes, "utf-16-le", "utf-16-be")}
    best = max(candidates, key=lambda encoding: candidates[encoding])
    return best if candidates[best] > 0 and _is_valid(data, best) else ""


def _plausible(sample: bytes, encoding: str) -> float:
    """The share of ASCII in a sample read in this encoding; nothing where that gives what no text holds."""
    text = sample.decode(encoding, "replace")
    odd = sum(unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") for c in text) - sum(map(text.count, "\t\n\f\r"))
    if odd + text.count("\ufffd") > 1 + len(text) * 0.01 or "\0" in text:
        return 0
    return sum(map(str.isascii, text)) / len(text)


def _is_valid(data: bytes, encoding: str) -> bool:
    try:
        return "\0" not in data.decode(encoding)
    except UnicodeDecodeError:
        return False


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes) -> str:
    """Python's name of the encoding that the head of the file declares; nothing where it declares none we know."""
    head = data[:4096]
    for pattern in _DECLARATIONS:
        if match := pattern.search(head):
            try:
                name = codecs.lookup(match[1].decode("ascii")).name
                "a".encode(name)  # a codec of text, not "zip" or "rot13"
            except (LookupError, UnicodeError):
                continue
            # A file that can be searched for ASCII is not UTF-16, and browsers take Latin-1 for Windows-1252.
            if not name.startswith(("utf-16", "utf-32", "utf-7")):
                return {"iso8859-1": "cp1252"}.get(name, name)
    return ""


def _decoded(data: bytes, encoding: str, path: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text in a known encoding; what does not fit becomes U+FFFD and is reported."""
    if encoding == "utf-8":
        return _mended(data.decode("utf-8", "surrogateescape"), path)
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
    return text, _bad_bytes(text, re.compile("\ufffd"), path, encoding.upper())


def _mended(text: str, path: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """UTF-8 decoded with ``surrogateescape``: each stray byte read as Windows-1252, and reported."""
    found = _bad_bytes(text, _SURROGATES, path, "UTF-8")
    return _SURROGATES.sub(lambda m: bytes([ord(m[0]) - 0xDC00]).decode("cp1252", "replace"), text), found


def _bad_bytes(text: str, bad: re.Pattern[str], path: str, encoding: str) -> tuple[Diagnostic, ...]:
    total = len(bad.findall(text))
    if not total:
        return ()
    start = _first(bad, text)
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    many = f"{total} bytes do" if total > 1 else "a byte does"
    where = ", the first here" if total > 1 else ""
    return (
        Diagnostic(
            BAD_BYTES,
            f"{many} not belong to {encoding}{where}",
            Span(path, line, column),
            "Type the character again and save the file as UTF-8.",
        ),
    )


def _without_nul(text: str, path: str) -> tuple[Diagnostic, ...]:
    count = text.count("\0")
    if not count:
        return ()
    line = text.count("\n", 0, text.index("\0")) + 1
    many = f"{count} NUL characters were" if count > 1 else "a NUL character was"
    return (Diagnostic(NUL_CHARACTERS, f"{many} removed", Span(path, line), "Save the file again as plain text."),)


def _first(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else 0
