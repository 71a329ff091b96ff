"""The pictures and sounds of one build.

Owns: what a reference leads to, what the packed file is called, which findings are
told at which place.  Does not own: reading files (``MediaReader``), loading from the
net (``fetch``), what the card shows where there is no picture (``render``).
"""

from __future__ import annotations

import difflib
import errno
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Protocol

from builder.media import addresses, raster, svg
from builder.media.kinds import (
    CONVERTED,
    HTML,
    LFS_POINTER,
    PICTURE_EXTENSIONS,
    SOUND_EXTENSIONS,
    SVG,
    Family,
    Kind,
    extension,
    sniff,
)
from builder.media.naming import content_name
from builder.media.prepared import Finding, Preparation, Prepared
from builder.model.config import Limits
from builder.model.diagnostics import Diagnostic, Rule
from builder.model.source import Span
from builder.rules import media as rules

ANKIWEB_BYTES = 100 * 1024 * 1024  # AnkiWeb takes no larger file
_SHOWN = 80  # characters of a reference in a message

_CONVERTED_ENDINGS = frozenset({"gif", *(ending for kind in CONVERTED for ending in kind.extensions)})
# Files from which other programs make pictures; these lie beside them.
_DRAWINGS = frozenset({"abc", "d2", "dio", "dot", "drawio", "excalidraw", "gv", "mermaid", "mmd", "plantuml", "puml"})
_DEFAULT_LIMITS = Limits()
_NO_FILES: Mapping[str, str] = MappingProxyType({})
_SAYS_NOTHING = re.compile(
    r"(?:alt|alt(?:ernative)?[ _-]?text|image|img|pic(?:ture)?|photo|figure|fig|diagram|screen[ _-]?shot|untitled"
    r"|logo|icon|description|image description|enter image description here)[ _-]*\d*",
    re.IGNORECASE,
)


class MediaReader(Protocol):
    """The project's files, as far as pictures and sounds are concerned."""

    def read_media(self, source: str, reference: str) -> tuple[str, bytes]:
        """The file that ``reference`` means in ``source``: its path from the project's root, and its bytes.

        Looks beside the source, then in ``media/`` and in ``media/remote/``.  Raises
        ``FileNotFoundError``, or ``PermissionError`` without an ``errno`` when the path leads out of the project.
        """
        ...


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for a card: the file's name in the package, its size in CSS pixels where it has one.

    ``plate``: dark lines on nothing, to be laid on a light ground at night.
    """

    name: str
    width: int | None
    height: int | None
    plate: bool


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file for the package."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Item:
    """What a path or address has led to: a file's name (with its picture, if it is one), or nothing."""

    name: str | None = None
    picture: Picture | None = None
    findings: tuple[Finding, ...] = ()  # told at each reference if there is no file, else at the first


class MediaStore:
    """Answers what references lead to, and gathers the files for the package.

    ``remote`` maps web addresses to paths under ``media/remote``, as ``fetch`` noted them
    down; ``known`` are the project's media paths, from which a misspelt name is guessed.
    """

    def __init__(
        self,
        reader: MediaReader,
        *,
        limits: Limits = _DEFAULT_LIMITS,
        remote: Mapping[str, str] = _NO_FILES,
        known: Collection[str] = (),
    ) -> None:
        self._reader = reader
        self._limits = limits
        self._remote = remote
        self._known = known
        self._items: dict[tuple[str, Family], _Item] = {}
        self._names: dict[bytes, str] = {}  # digest of the identity -> name
        self._files: dict[str, MediaFile] = {}
        self._used: set[str] = set()
        self._on_the_web: list[tuple[str, Span]] = []

    @property
    def files(self) -> Mapping[str, MediaFile]:
        """Every file that a reference has led to, by its name in the package."""
        return MappingProxyType(self._files)

    @property
    def used(self) -> frozenset[str]:
        """The paths, from the project's root, of the files that references have led to, broken ones included."""
        return frozenset(self._used)

    @property
    def on_the_web(self) -> tuple[tuple[str, Span], ...]:
        """Every web address that a reference has named, fetched or not, with its place: what ``fetch`` takes."""
        return tuple(self._on_the_web)

    def resolve(self, reference: str, span: Span, *, alt: str = "") -> tuple[Picture | None, tuple[Diagnostic, ...]]:
        """The picture that ``reference``, standing at ``span``, leads to, and what is wrong with it."""
        item = self._find(reference.strip(), span, Family.PICTURE)
        findings = (*item.findings, *_alt_findings(reference, alt))
        return item.picture, tuple(f.at(span) for f in findings)

    def resolve_sound(self, reference: str, span: Span) -> tuple[str | None, tuple[Diagnostic, ...]]:
        """The name in the package of the sound that ``reference``, standing at ``span``, leads to."""
        item = self._find(reference.strip(), span, Family.SOUND)
        return item.name, tuple(f.at(span) for f in item.findings)

    def _find(self, reference: str, span: Span, family: Family) -> _Item:
        match addresses.scheme(reference):
            case "http" | "https":
                return self._find_remote(reference, span, family)
            case "data":
                data = addresses.decode_data(reference)
                if data is None:
                    problem = f"the {family.value} written into the document is damaged"
                    return _nothing(rules.UNREADABLE, problem, "save it as a file beside the source")
                return self._take(f"inline-{hashlib.sha1(data).hexdigest()}", "inline", data, family)
            case "file":
                return _outside(reference)
            case "":
                return self._find_file(reference, span, family)
            case scheme:
                # A file's name may hold a colon; only what is no file is an address.
                item = self._find_file(reference, span, family)
                if item.findings and item.findings[0].rule in (rules.MISSING_FILE, rules.OUTSIDE):
                    hint = "put the file beside the source or in media/ and refer to it by its name"
                    return _nothing(rules.UNSUPPORTED_ADDRESS, f"cannot load a {family.value} from “{scheme}:”", hint)
                return item

    def _find_file(self, reference: str, span: Span, family: Family) -> _Item:
        for candidate in (*_drawn(reference, family), *addresses.candidates(reference)):
            try:
                path, data = self._reader.read_media(span.path, candidate)
            except PermissionError as error:
                if error.errno is None:
                    return _outside(reference)
                return _nothing(rules.UNREADABLE, f"no permission to read {_shown(candidate)}", "check the file's mode")
            except IsADirectoryError:
                return _nothing(rules.MISSING_FILE, f"{_shown(candidate)} is a folder", "name the file in it")
            except ValueError:  # a NUL in the name
                continue
            except OSError as error:
                if error.errno in (None, errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL, errno.ELOOP):
                    continue
                raise
            return self._take_file(path, data, family)
        return self._missing(reference, family)

    def _find_remote(self, reference: str, span: Span, family: Family) -> _Item:
        address = addresses.canonical(reference)
        self._on_the_web.append((address, span))
        path = self._remote.get(address) or self._remote.get(reference)
        if path is not None:
            try:
                return self._take_file(*self._reader.read_media(span.path, path), family)
            except OSError:
                problem = f"the file fetched from {_shown(address)} is gone"
                return _nothing(rules.REMOTE, problem, "run `deckbuilder fetch` again")
        file = addresses.file_address(address)
        if file is not None:
            hint = f"run `deckbuilder fetch`, which loads the {family.value} itself, or write {file}"
            return _nothing(rules.WEB_PAGE, f"{_shown(address)} is a web page, not a {family.value}", hint)
        hint = "run `deckbuilder fetch`, which keeps a copy in media/remote/"
        return _nothing(rules.REMOTE, f"the {family.value} {_shown(address)} is on the web", hint)

    def _take_file(self, path: str, data: bytes, family: Family) -> _Item:
        self._used.add(path)
        return self._take(path, path, data, family)

    def _take(self, key: str, path: str, data: bytes, family: Family) -> _Item:
        """Prepare and name the file, once."""
        known = self._items.get((key, family))
        if known is None:
            known = self._prepare_item(path, data, family)
            self._items[key, family] = known
            return known
        # The card is whole: what is wrong with the file has been told where it was first met.
        return known if known.name is None else _Item(known.name, known.picture)

    def _prepare_item(self, path: str, data: bytes, family: Family) -> _Item:
        label = path if path != "inline" else "the picture written into the document"
        prepared, findings = _prepare(data, family, label=label, limits=self._limits)
        if prepared is None:
            return _Item(findings=findings)
        findings += _file_findings(path, prepared, label, self._limits)
        name = self._name(prepared, path)
        if family is Family.SOUND:
            return _Item(name, None, findings)
        return _Item(name, Picture(name, prepared.width, prepared.height, prepared.plate), findings)

    def _name(self, prepared: Prepared, path: str) -> str:
        """The name of this content in the package: that under which it was first met."""
        digest = hashlib.sha1(prepared.identity).digest()
        name = self._names.setdefault(digest, content_name(PurePosixPath(path).stem, prepared.identity, prepared.kind))
        self._files.setdefault(name, MediaFile(name, prepared.data))
        return name

    def _missing(self, reference: str, family: Family) -> _Item:
        if not reference:
            return _nothing(rules.MISSING_FILE, f"a {family.value} without an address", "write the file's name")
        wanted = PurePosixPath(addresses.candidates(reference)[0]).name.casefold()
        names = {PurePosixPath(p).name.casefold(): p for p in sorted(self._known)}
        near = difflib.get_close_matches(wanted, names, 1, 0.8)
        hint = f"did you mean {names[near[0]]}?" if near else "put the file beside the source or in media/"
        return _nothing(rules.MISSING_FILE, f"no such {family.value}: {_shown(reference)}", hint)


def _drawn(reference: str, family: Family) -> tuple[str, ...]:
    """The pictures beside a reference to a drawing's source: ``x.mmd.svg``, ``x.svg``, the same as PNG."""
    path = addresses.candidates(reference)[0] if reference else ""
    if family is not Family.PICTURE or extension(path) not in _DRAWINGS:
        return ()
    stem = path.rpartition(".")[0]
    return tuple(name + ending for name in (path, stem) for ending in (".svg", ".png"))


def names_sound(reference: str) -> bool:
    """Whether a reference, by its ending, means a sound (for ``![…](…)``, which may mean either)."""
    return any(extension(path) in SOUND_EXTENSIONS for path in addresses.candidates(reference)[:1])


def unused(media_paths: Iterable[str], used: Collection[str]) -> tuple[Diagnostic, ...]:
    """A finding for each picture or sound among the project's ``media_paths`` that no reference has led to.

    Files of other types (a manifest, a licence, the drawing behind a picture) may lie there unused.
    """
    return tuple(
        Diagnostic(
            rules.UNUSED,
            f"no source refers to {path}",
            hint="refer to it, or delete it",
        )
        for path in sorted(set(media_paths) - set(used))
        if extension(path) in PICTURE_EXTENSIONS | SOUND_EXTENSIONS
    )


def _prepare(data: bytes, family: Family, *, label: str, limits: Limits) -> Preparation:
    kind = sniff(data)
    if len(data) > ANKIWEB_BYTES:
        return None, (
            Finding(rules.REFUSED, f"{label} has {_size(len(data))}; AnkiWeb takes 100 MB", "make it smaller"),
        )
    if kind is None or kind.family is not family:
        return None, (_wrong_kind(kind, data, family, label),)
    if family is Family.SOUND:
        return Prepared(data, kind, data), ()
    if kind is SVG:
        return svg.prepare(data, label=label)
    return raster.prepare(data, kind, label=label, max_width=limits.picture_width)


def _wrong_kind(kind: Kind | None, data: bytes, family: Family, label: str) -> Finding:
    if not data:
        return Finding(rules.UNREADABLE, f"{label} is empty", "export or download it again")
    if kind is None:
        return Finding(rules.UNREADABLE, f"{label} is no {family.value}", "look at what the file holds")
    if kind is LFS_POINTER:
        return Finding(rules.UNREADABLE, f"{label} is only a Git LFS pointer to the file", "run `git lfs pull`")
    if kind is HTML:
        hint = f"download the {family.value} itself; the page may say why it was not served"
        return Finding(rules.UNREADABLE, f"{label} holds a web page", hint)
    what = kind.name if kind.family is Family.OTHER or kind.film else f"{kind.name} {kind.family.value}"
    if family is Family.PICTURE:
        return Finding(rules.UNSUPPORTED, f"a card cannot show {label} ({what})", "use PNG, JPEG, WebP or SVG")
    return Finding(
        rules.UNSUPPORTED,
        f"a card cannot play {label} ({what})",
        "use MP3, Ogg, Opus, M4A, WAV or FLAC; MP4 or WebM for a film",
    )


def _file_findings(path: str, prepared: Prepared, label: str, limits: Limits) -> tuple[Finding, ...]:
    findings = []
    ending = extension(path)
    if path != "inline" and ending not in prepared.kind.extensions and not _same_after_writing(ending, prepared.kind):
        message = f"{label} holds {prepared.kind.name} data"
        findings.append(Finding(rules.MISNAMED, message, f"rename it to end in .{prepared.kind.extension}"))
    if len(prepared.data) > limits.media_bytes:
        message = f"{label} adds {_size(len(prepared.data))} to the package"
        findings.append(Finding(rules.LARGE, message, f"make it smaller than {_size(limits.media_bytes)}"))
    return tuple(findings)


def _same_after_writing(ending: str, kind: Kind) -> bool:
    """Whether the ending was right and it was the preparation that changed the type."""
    return ending in _CONVERTED_ENDINGS and kind.name in ("PNG", "JPEG")


def _alt_findings(reference: str, alt: str) -> tuple[Finding, ...]:
    hint = "say in a few words what the picture shows"
    text = " ".join(alt.split())
    if not text:
        return (Finding(rules.NO_ALT, "this picture has no alternative text", hint),)
    file = PurePosixPath(addresses.candidates(reference)[0] if reference else "")
    # A picture called heart.png may well be “heart”; one called 60_fig_8.png is not described by its name.
    named_after_file = text.casefold() == file.name.casefold() or (text == file.stem and re.search(r"[\d_]", text))
    if named_after_file or _SAYS_NOTHING.fullmatch(text):
        return (
            Finding(rules.NO_ALT, f"the alternative text “{text[:_SHOWN]}” does not say what the picture shows", hint),
        )
    return ()


def _nothing(rule: Rule, message: str, hint: str) -> _Item:
    return _Item(findings=(Finding(rule, message, hint),))


def _outside(reference: str) -> _Item:
    hint = "copy the file beside the source or into media/"
    return _nothing(rules.OUTSIDE, f"{_shown(reference)} is outside of the project", hint)


def _shown(reference: str) -> str:
    return reference if len(reference) <= _SHOWN else f"{reference[: _SHOWN - 1]}…"


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} kB"
