"""What a reference to a picture or sound says: a file, a web address, the picture itself.

Owns: how the text of a reference is read.  Does not own: whether anything is there
(``store``), nor the net (``fetch``).
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from urllib.parse import SplitResult, parse_qsl, unquote, unquote_to_bytes, urlsplit, urlunsplit

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def scheme(reference: str) -> str:
    """``http``, ``data``, … in lower case, or nothing for a path; ``//host/x`` is ``https``, ``C:\\x`` is ``file``."""
    if reference.startswith("//"):
        return "https"
    match = _SCHEME.match(reference)
    if not match:
        return ""
    return "file" if len(match[1]) == 1 else match[1].lower()


def canonical(address: str) -> str:
    """A web address as the manifest of fetched files knows it: with its scheme, without a fragment."""
    address = address.strip()
    if address.startswith("//"):
        address = "https:" + address
    return address.partition("#")[0]


def file_address(address: str) -> str | None:
    """The address of the file itself where ``address`` is that of a page which shows it, else None.

    Knows the pages of GitHub, GitLab and its like, Bitbucket, Wikimedia and Dropbox.
    """
    parts = _split(address)
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    query = dict(parse_qsl(parts.query))
    if host == "github.com":
        if "raw" in query:
            return None
        return _with_path(parts, re.sub(r"^(/[^/]+/[^/]+)/blob/(?=[^/]+/.)", r"\1/raw/", parts.path))
    if "/-/blob/" in parts.path:
        return _with_path(parts, parts.path.replace("/-/blob/", "/-/raw/", 1))
    if host == "bitbucket.org":
        return _with_path(parts, re.sub(r"^(/[^/]+/[^/]+)/src/(?=[^/]+/.)", r"\1/raw/", parts.path))
    if host.endswith(("wikipedia.org", "wikimedia.org")):
        return _with_path(parts, re.sub(r"^/wiki/(?:File|Image):(?=.)", "/wiki/Special:FilePath/", parts.path))
    if host == "dropbox.com" and query.get("dl") == "0":
        return urlunsplit(parts._replace(query=re.sub(r"\bdl=0\b", "raw=1", parts.query)))
    return None


def candidates(reference: str) -> tuple[str, ...]:
    """The paths that a reference to a file may mean, the likeliest first.

    ``a%20b.png?v=2#top`` most likely means ``a b.png``; but a file may really be called
    ``50%25#1.png``, an author on Windows writes ``img\\a.png``, and a name may have been
    composed differently (``é`` as one character or as two).
    """
    bare = re.split(r"[?#]", reference, maxsplit=1)[0]
    forms = [unquote(bare), bare, unquote(reference), reference]
    forms += [form.replace("\\", "/") for form in forms]
    forms += [unicodedata.normalize(n, form) for form in forms for n in ("NFC", "NFD")]
    return tuple(dict.fromkeys(form for form in forms if form))


def decode_data(reference: str) -> bytes | None:
    """The bytes of a ``data:`` address, or None where it is malformed."""
    header, comma, body = reference.partition(",")
    if not comma:
        return None
    if not header.rstrip().lower().endswith(";base64"):
        return unquote_to_bytes(body)
    packed = re.sub(rb"\s+", b"", unquote_to_bytes(body)).translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except binascii.Error:
        return None


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(canonical(address))
    except ValueError:  # a bracket out of place in the host
        return None


def _with_path(parts: SplitResult, path: str) -> str | None:
    """This address with another path, or None if it is the same."""
    return urlunsplit(parts._replace(path=path, query="")) if path != parts.path else None
