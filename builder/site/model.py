"""What the pages show, gathered from a compilation: notes, topics, tags, findings.

Owns: these records.  Does not own: how they look (``pages``, ``data``), what is right or wrong
with a note (``checks``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from builder.ledger import Stamped
from builder.media import MediaStore
from builder.media.store import MediaFile
from builder.model.diagnostics import Diagnostic, ProjectError, Report, Severity
from builder.model.notes import Rendered
from builder.model.notetypes import STANDARD, Notetype
from builder.model.outline import UNANSWERED, slug
from builder.model.source import Source, Span
from builder.pipeline import Compilation, topics_of
from builder.project.files import Project, ProjectMedia, path_in_git
from builder.project.place import CONFIG
from builder.render import plain_text
from builder.site.cards import sides

# The marks of a note, as bits; the scripts of the page know them by these numbers.
NO_ANSWER, FORMULA, TABLE, CODE = 1, 2, 4, 8

_MARKS = (
    (FORMULA, re.compile(r"\\[(\[]|<math[ >]")),
    (TABLE, re.compile(r"<table")),
    (CODE, re.compile(r"<(?:pre|code)[ >]")),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic as an author reads it; ``line`` is that of the file (0: it has no place)."""

    severity: str
    code: str
    rule: str
    message: str
    hint: str
    path: str
    line: int
    column: int
    excerpt: str = ""  # the line in the source


@dataclass(frozen=True, slots=True)
class PageNote:
    """A note as the pages show it.

    ``question`` and ``answer`` are plain text, ``front`` and ``back`` the HTML of its card;
    ``place`` its sections from the outermost in, ``marks`` the bits above, ``modified`` Unix seconds.
    """

    guid: str
    question: str
    answer: str
    front: str
    back: str
    tags: tuple[str, ...]
    deck: str
    title: str
    place: tuple[str, ...]
    path: str
    line: int
    marks: int
    created: int
    modified: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the tree: its last part, the title it was made from (if any), its parent's place in the tree or -1."""

    name: str
    title: str
    parent: int
    count: int  # notes that have it or one below it
    full: str


@dataclass(frozen=True, slots=True)
class Download:
    """A package that the pages offer; ``path`` from the site's root, ``size`` in bytes (None: made when asked for).

    ``topic`` is the tag of the topic that it holds, empty for the whole deck.
    """

    path: str
    notes: int
    size: int | None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """One package of the catalogue: what it is called, what is in it, when it last changed."""

    tag: str
    title: str
    description: str
    notes: int
    answered: int
    modified: int
    sections: tuple[Tag, ...]
    download: Download | None


@dataclass(frozen=True, slots=True)
class Site:
    """All that the pages show."""

    title: str
    description: str
    identity: str
    language: str  # of the pages themselves
    author: str
    credit: str  # author and licence, in one line
    address: str  # where the site will be, with a slash at its end, or empty
    source: str  # the address of a line in the sources, with {path} and {line} in it, or empty
    cover: MediaFile | None
    notes: tuple[PageNote, ...]
    retired: tuple[PageNote, ...]
    topics: tuple[Topic, ...]
    tags: tuple[Tag, ...]
    download: Download | None
    findings: tuple[Finding, ...]
    css: str

    @property
    def modified(self) -> int:
        return max((n.modified for n in (*self.notes, *self.retired)), default=0)

    @property
    def has_formulas(self) -> bool:
        return any(n.marks & FORMULA for n in self.notes)


def gather(compilation: Compilation, report: Report, stamped: Stamped, downloads: Sequence[Download]) -> Site:
    """The records of a compiled and stamped project.

    Without findings in ``report`` the pages show none.
    """
    sources = compilation.sources
    shapes = compilation.notetypes
    config = compilation.project.config
    author = config.author or _only(d.options.author for d in compilation.documents)
    licence = config.license or _only(d.options.license for d in compilation.documents)
    lines = {path: source.text.split("\n") for path, source in sources.items()} if report else {}
    findings = {d: _finding(d, sources, lines) for d in report}
    by_guid = _by_note(report, stamped.rendered)
    notes: list[PageNote] = []
    retired: list[PageNote] = []
    for rendered in stamped.rendered:
        own = tuple(findings[d] for d in by_guid.get(rendered.guid, ()))
        note = _note(rendered, shapes[rendered.note.draft.notetype], sources, own)
        (retired if rendered.note.retired else notes).append(note)
    live = [r for r in stamped.rendered if not r.note.retired]
    titles = _titles(compilation, live)
    tags = _tree(notes, titles)
    return Site(
        title=stamped.ledger.root,
        description=config.description or _only(d.options.description for d in compilation.documents),
        identity=stamped.ledger.identity,
        language=config.lang,
        author=author,
        credit=" · ".join(part for part in (author, licence) if part),
        address=config.address and config.address.rstrip("/") + "/",
        source=source_address(compilation.project),
        cover=_cover(compilation.project),
        notes=tuple(notes),
        retired=tuple(retired),
        topics=tuple(_topics(compilation, live, tags, titles, downloads)),
        tags=tags,
        download=next((d for d in downloads if not d.topic), None),
        findings=tuple(findings.values()),
        css=shapes[STANDARD].css,
    )


def _note(rendered: Rendered, notetype: Notetype, sources: Mapping[str, Source], own: tuple[Finding, ...]) -> PageNote:
    note, draft = rendered.note, rendered.note.draft
    fields = rendered.fields
    marks = sum(bit for bit, pattern in _MARKS if pattern.search(fields.html))
    front, back = sides(rendered, notetype)
    source = sources.get(draft.path)
    return PageNote(
        guid=rendered.guid,
        question=" ".join(plain_text(rendered.listed[0]).split()),
        answer=plain_text(rendered.listed[1]) if draft.answered else "",
        front=front,
        back=back,
        tags=note.tags,
        deck=note.deck,
        title=note.title,
        place=tuple(section.title for section in draft.sections),
        path=draft.path,
        line=source.original(draft.line) if source else draft.line,
        marks=marks | (NO_ANSWER if UNANSWERED in note.tags else 0),
        created=note.created,
        modified=rendered.modified,
        findings=own,
    )


def _only(said: Iterable[str | None]) -> str:
    """What all documents say alike, or nothing."""
    found = set(said)
    return (found.pop() or "") if len(found) == 1 else ""


def _cover(project: Project) -> MediaFile | None:
    """The picture of the page.  Raises ``ProjectError`` if the configuration names one that cannot be shown."""
    name = project.config.cover
    if not name:
        return None
    store = MediaStore(ProjectMedia(project), limits=project.config.limits)
    picture, found = store.resolve(name, Span(CONFIG, 1), alt="cover")
    if picture is None:
        why = found[0].message if found else "it is no picture"
        raise ProjectError(f"the cover {name}: {why}", hint="cover is a file, relative to the folder of sources")
    return store.files[picture.name]


_LINES = {"bitbucket.org": "/src/HEAD/{path}#lines-{line}", "git.sr.ht": "/tree/HEAD/item/{path}#L{line}"}
_GITEA = "/src/HEAD/{path}?display=source#L{line}"
_GITLAB = "/-/blob/HEAD/{path}?plain=1#L{line}"
_USUAL = "/blob/HEAD/{path}?plain=1#L{line}"  # GitHub's


def source_address(project: Project) -> str:
    """The address on the web of a line of a source, with ``{path}`` and ``{line}`` in it, or nothing."""
    given = project.config.repository.rstrip("/").removesuffix(".git")
    if not given or "{path}" in given:
        return given
    host = urlsplit(given).hostname or ""
    line = _GITLAB if host.startswith("gitlab.") else _GITEA if host in _GITEA_HOSTS else _LINES.get(host, _USUAL)
    below = path_in_git(project)
    return given + line.replace("{path}", f"{below}/{{path}}" if below else "{path}")


_GITEA_HOSTS = frozenset({"codeberg.org", "gitea.com"})


# --------------------------------------------------------------------------- findings


def _finding(diagnostic: Diagnostic, sources: Mapping[str, Source], lines: Mapping[str, Sequence[str]]) -> Finding:
    span, rule = diagnostic.span, diagnostic.rule
    source = sources.get(span.path) if span else None
    text = lines.get(span.path, ()) if span else ()
    excerpt = text[span.line - 1] if span and 0 < span.line <= len(text) else ""
    return Finding(
        severity="remark" if diagnostic.level is Severity.INFO else diagnostic.level.value,
        code=rule.code,
        rule=rule.name,
        message=diagnostic.message,
        hint=diagnostic.hint,
        path=span.path if span else "",
        line=(source.original(span.line) if source else span.line) if span else 0,
        column=span.column if span else 0,
        excerpt=excerpt.strip(),
    )


def _by_note(report: Report, rendered: Iterable[Rendered]) -> Mapping[str, Sequence[Diagnostic]]:
    """The diagnostics that stand in the lines of a note, by its GUID."""
    extents: dict[str, list[tuple[int, int, str]]] = {}
    for r in rendered:
        draft = r.note.draft
        lines = [line.number for line in (*draft.question.lines, *draft.answer.lines)]
        if lines and not r.note.retired:
            extents.setdefault(draft.path, []).append((min(lines), max(lines), r.guid))
    for notes in extents.values():
        notes.sort()
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in report:
        span = diagnostic.span
        notes = extents.get(span.path, []) if span else []
        at = bisect_right(notes, (span.line, 1 << 60, "")) - 1 if span else -1
        if span and at >= 0 and span.line <= notes[at][1]:
            found.setdefault(notes[at][2], []).append(diagnostic)
    return found


# ------------------------------------------------------------------------ topics and tags


def _titles(compilation: Compilation, rendered: Iterable[Rendered]) -> Mapping[str, str]:
    """What a part of a tag was made from: slugs to titles, the first one that has it."""
    titles: dict[str, str] = {}
    for r in rendered:
        for title in (r.note.title, *(section.title for section in r.note.draft.sections)):
            titles.setdefault(slug(title), " ".join(title.split()))
    for document in compilation.documents:
        for part in (document.options.section or "").split("::"):
            titles.setdefault(slug(part), part.strip())
    return titles


def _tree(notes: Iterable[PageNote], titles: Mapping[str, str]) -> tuple[Tag, ...]:
    """All tags, each after its parent; brothers in the order of their first notes, topics before other tags.

    Tags that differ only in case are one tag, as they are for Anki.
    """
    counts: dict[str, int] = {}
    spelling: dict[str, str] = {}
    for note in notes:
        above: dict[str, None] = {}
        for tag in note.tags:
            parts = tag.split("::")
            for depth in range(1, len(parts) + 1):
                full = "::".join(parts[:depth])
                spelling.setdefault(full.casefold(), full)
                above[full.casefold()] = None
        for key in above:
            counts[key] = counts.get(key, 0) + 1
    children: dict[str, list[str]] = {}
    for key in spelling:
        children.setdefault(key.rpartition("::")[0], []).append(key)
    tree: list[Tag] = []
    top = sorted(children.get("", []), key=lambda key: spelling[key] not in titles)
    waiting = [(key, -1) for key in reversed(top)]
    while waiting:
        key, parent = waiting.pop()
        full = spelling[key]
        name = full.rpartition("::")[2]
        waiting += [(child, len(tree)) for child in reversed(children.get(key, []))]
        tree.append(Tag(name, titles.get(name, ""), parent, counts[key], full))
    return tuple(tree)


def _topics(
    compilation: Compilation,
    rendered: Sequence[Rendered],
    tags: Sequence[Tag],
    titles: Mapping[str, str],
    downloads: Iterable[Download],
) -> Iterator[Topic]:
    packages = {d.topic: d for d in downloads}
    descriptions = {slug(d.title): d.options.description or "" for d in compilation.documents if d.options.description}
    places = {tag.full: at for at, tag in enumerate(tags)}
    topics = topics_of(rendered, compilation.identified.documents)
    for tag in sorted(topics, key=lambda topic: places.get(topic, 0)):
        notes = topics[tag]
        name = tag.rpartition("::")[2]
        at = places.get(tag, -2)
        yield Topic(
            tag=tag,
            title=titles.get(name, name),
            description=descriptions.get(name, ""),
            notes=len(notes),
            answered=sum(r.note.draft.answered for r in notes),
            modified=max(r.modified for r in notes),
            sections=tuple(t for t in tags if t.parent == at),
            download=packages.get(tag),
        )
