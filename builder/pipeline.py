"""The pipeline: the order of the stages.  Read this first.

    sources ─read→ documents ─place→ drafts with tags and decks ─identify→ notes ─render→
    fields ─check→ report ─stamp→ times and the next ledger ─pack→ packages

Owns: the order, and one library function for each command.  Does not own: any stage; each
knows only the model, and what it finds wrong travels on as diagnostics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path

from builder import ledger as ledgers
from builder.check.checks import Compiled, CompiledDocument
from builder.check.checks import run as run_checks
from builder.check.policy import apply_policy
from builder.ledger import DocumentEntry, Identified, Ledger, Stamped
from builder.media import MediaStore, unused
from builder.memory import ListeningStore, Memory, Render
from builder.model import notetypes
from builder.model.config import Config, SourceOptions
from builder.model.diagnostics import Diagnostic, ProjectError, Report, Severity
from builder.model.notes import About, Draft, Note, Placed, Rendered
from builder.model.notetypes import Fields
from builder.model.outline import deck_name, matches, place, slug
from builder.model.source import Source, Span
from builder.model.templates import with_looks
from builder.package.apkg import read_identity, read_package
from builder.package.published import NOTHING, Published
from builder.package.write import Preset, pack
from builder.project.files import (
    Project,
    ProjectMedia,
    foreign_files,
    is_source,
    line_of_path,
    read_bytes,
    read_ledger,
    read_looks,
    read_style,
    refuse_second_ledger,
    remote_media,
    unread_sources,
)
from builder.project.lock import only_writer
from builder.project.output import Output
from builder.project.system import portable
from builder.read.formats.foreign import passed_over
from builder.read.reading import Progress, ReadDocument, count, matches_path, read_documents, silent
from builder.render import Renderer, Shared
from builder.render.shared import of as said_by
from builder.render.signs import may_be_told
from builder.rules import identity as identity_rules
from builder.rules import kinds as kind_rules
from builder.rules import project as project_rules

_TOPICS = "topics"  # the folder of the packages of one topic each
_TRIES = 3  # how often a build begins again because the ledger was changed meanwhile

# -------------------------------------------------------------------- compiling


@dataclass(frozen=True, slots=True)
class Compilation:
    """Everything but times and packages: what ``check``, ``diff``, ``notes`` and ``build`` start from."""

    project: Project
    documents: tuple[ReadDocument, ...]
    ledger: Ledger
    identified: Identified
    rendered: tuple[Rendered, ...]
    media: MediaStore
    reader: ProjectMedia
    diagnostics: tuple[Diagnostic, ...]
    ledger_text: str | None = None  # as it was read; None: there was none
    published: Published = NOTHING  # the package that a build would replace
    notetypes: Mapping[str, notetypes.Notetype] = field(default_factory=notetypes.load)

    @property
    def checkable(self) -> Compiled:
        return Compiled(
            tuple(
                CompiledDocument(d.document, _own(d.reading.drafts), d.reading.fates, d.title, d.options)
                for d in self.documents
            ),
            tuple(r for r in self.rendered if r.note.draft.derived is None),
            self.project.config,
        )

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by path, as the diagnostics' spans mean them."""
        return {d.path: d.document.source for d in self.documents}


def compile_project(
    project: Project,
    progress: Progress = silent,
    memory: Memory | None = None,
    out: Path | None = None,
    *,
    only_told: bool = False,
) -> Compilation:
    """Read, place, identify and render; writes nothing.

    ``memory`` is what is remembered of the last build, and makes no difference but in time.  ``out`` is the
    folder of the package that was published last; from it retired notes have what they held.  With ``only_told``
    no card is rendered with which nothing can be wrong, as its signs show: then ``rendered`` is not whole.
    """
    memory = memory or Memory()
    memory.begin(project)
    text = read_ledger(project)
    named = deck_name(project.config.deck or "")
    root = named or deck_name(project.name) or "Deckbuilder"
    known = ledgers.parse(text, project.ledger.name) if text is not None else None
    documents = read_documents(project, progress, memory.read_document)
    placed = [p for d in documents for p in _place(d, project.config)]
    first = ((p.draft.identity, p.draft.answer.text) for p in placed)
    ledger = known or ledgers.begin(root, first, project.config.identity)
    _check_identity(project, ledger)
    identified = ledgers.identify(
        placed,
        ledger,
        root=named or None,
        unread=unread_sources(project),
        exists=lambda path: is_source(project, path),
    )
    published = read_published(out, identified.root) if out else NOTHING
    retires = any(note.retired for note in identified.notes)
    held = _held(published, out, identified.root, ledger.identity) if out and retires else {}
    reader = ProjectMedia(project)
    media = ListeningStore(
        reader,
        limits=project.config.limits,
        remote=remote_media(project),
        known=reader.files(),
    )
    shapes = with_looks(notetypes.styled(notetypes.load(), read_style(project)), read_looks(project))
    _check_notetypes(identified, shapes)
    renderer = Renderer(media=media, formulas=project.config.formulas, macros=project.config.macros)
    render = memory.rendering(renderer, media)
    options = {d.path: d.options for d in documents}
    shared = {d.path: replace(said_by(d.document), furigana=d.options.furigana) for d in documents}
    rendered: list[Rendered] = []
    found: list[Diagnostic] = []
    for done, note in enumerate(identified.notes):
        progress("rendering", done, len(identified.notes))
        if only_told and not may_be_told(f"{note.draft.question.text}\n{note.draft.answer.text}"):
            continue
        fields, diagnostics = _render(note, render, options, shared, held, project.config.card.fold)
        rendered.append(fields)
        found += diagnostics if note.draft.derived is None else ()  # told of its parent already
    memory.keep(whole=not only_told)
    unread = passed_over(foreign_files(project))
    found += [unread] if unread else []
    diagnostics = (*(x for d in documents for x in d.diagnostics), *identified.diagnostics, *found)
    return Compilation(
        project, documents, ledger, identified, tuple(rendered), media, reader, diagnostics, text, published, shapes
    )


def _check_notetypes(identified: Identified, shapes: Mapping[str, notetypes.Notetype]) -> None:
    """Refuse to go on where notes that learners have, be they retired, have a notetype that is no more."""
    gone = next((n.draft for n in identified.notes if n.draft.notetype not in shapes), None)
    if gone is not None:
        name = gone.notetype.partition(" ")[0]
        raise ProjectError(
            f"notes of the last release have the notetype {name!r}, which the configuration lacks",
            hint=f"put [notetype.{name}] back; without any key it looks as ours",
            code=kind_rules.NOTETYPE_SWITCHED.code,
        )


def _own(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """The notes that an author wrote as such."""
    return tuple(d for d in drafts if d.derived is None)


def _check_identity(project: Project, ledger: Ledger) -> None:
    wanted = project.config.identity
    if wanted and wanted != ledger.identity:
        raise ProjectError(
            f"the configuration says that the project is {wanted!r}, and its ledger that it is {ledger.identity!r}",
            span=Span(project.ledger.name, 1),
            hint=f'is it the ledger of another project? If not, write identity = "{ledger.identity}"',
            code=identity_rules.OTHER_IDENTITY.code,
        )


def _place(document: ReadDocument, config: Config) -> tuple[Placed, ...]:
    drafts = document.reading.drafts
    if document.options.unanswered == "skip":
        drafts = tuple(d for d in drafts if d.answered)
    return place(document.title, drafts, config, document.options)


def _render(
    note: Note,
    render: Render,
    options: Mapping[str, SourceOptions],
    shared: Mapping[str, Shared],
    held: Mapping[str, Fields],
    fold: int,
) -> tuple[Rendered, tuple[Diagnostic, ...]]:
    if note.retired:
        return ledgers.retire.render(note, held.get(note.guid)), ()
    own = options[note.draft.path]
    credit = ", ".join(part for part in (own.author, own.license) if part)
    about = About(credit, own.url or "", own.lang or "", fold)
    return render(note, own.formulas, about, shared[note.draft.path])


# --------------------------------------------------------------------- commands


def check(
    project: Project,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    progress: Progress = silent,
    memory: Memory | None = None,
    out: Path | None = None,
    only_told: bool = False,
    more: Callable[[Compilation], Iterable[Diagnostic]] = lambda compilation: (),
) -> tuple[Compilation, Report]:
    """Compile ``project`` and run all checks; writes nothing.

    ``select`` and ``ignore`` name rules (``policy.apply_policy``); the others are as in ``compile_project``.
    ``more`` finds what the author alone may ask for, such as what the net says.
    """
    memory = memory or Memory()
    compilation = compile_project(project, progress, memory, out, only_told=only_told)
    checkable = compilation.checkable
    found = [
        *compilation.diagnostics,
        *run_checks(checkable, memory.findings),
        *_unused_media(compilation),
        *_unmatched_sources(compilation),
        *more(compilation),
    ]
    return compilation, apply_policy(found, project.config, checkable.documents, select, ignore)


def _unmatched_sources(compilation: Compilation) -> Iterator[Diagnostic]:
    """The tables of the configuration whose path is that of no document, each at its line."""
    project, paths = compilation.project, compilation.sources
    if project.only or project.config_file is None:
        return  # other sources may be meant
    for entry in project.config.source:
        if not any(matches_path(path, entry.path) for path in paths):
            line = line_of_path(project.config_file, entry.path)
            message = f"no document has the path {entry.path!r}: this table holds for nothing"
            hint = "a path is relative to the folder of documents; it may be a glob, or a folder"
            yield Diagnostic(project_rules.UNMATCHED_SOURCE, message, Span(project.config_file.name, line), hint)


def _unused_media(compilation: Compilation) -> tuple[Diagnostic, ...]:
    if compilation.project.only:
        return ()  # other sources may use them
    return unused(ProjectMedia(compilation.project).files(), compilation.media.used)


def notes(project: Project, progress: Progress = silent) -> Compilation:
    """Compile ``project`` for a look at its notes; writes nothing."""
    return compile_project(project, progress)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was written: where, of how many notes and decks, of how many bytes."""

    path: Path
    notes: int
    decks: int
    size: int


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did; with an error in the report it wrote nothing and ``packages`` is empty."""

    compilation: Compilation
    report: Report
    packages: tuple[Package, ...] = ()
    release: bool = False
    stamped: Stamped | None = None


def build(
    project: Project,
    out: Path,
    *,
    now: int,
    tags: Sequence[str] = (),
    locked: bool = False,
    topics: bool = True,
    strict: bool = False,
    progress: Progress = silent,
    notify: Callable[[str], object] = str,
    retire: bool = False,
    memory: Memory | None = None,
    beside: Callable[[Compilation, Stamped], Mapping[str, bytes]] = lambda compilation, stamped: {},
) -> Built:
    """Build the packages of ``project`` into the folder ``out``, and bring the ledger up to date.

    ``now`` is the time of the build in Unix seconds.  ``tags`` choose notes (``outline.matches``);
    the ledger is kept for all of them nonetheless, so that every package agrees.  With
    ``locked`` a build that would change the ledger raises ``ProjectError``; with ``strict``
    warnings count as errors; with ``retire`` documents may lose most of their notes.  ``notify`` is
    told if another build has to be waited for.  ``memory`` is as in ``compile_project``.  ``beside`` makes
    more files, by name.
    """
    with only_writer(project.ledger, notify) as owner:
        for _ in range(_TRIES):
            compilation, report = check(project, ignore=_ignored(retire), progress=progress, memory=memory, out=out)
            _check_published(compilation, now)
            stamped = stamp(compilation, now, counts=not tags)
            nothing = () if compilation.rendered or report.errors else (_no_note(),)
            report = Report.of([*report, *stamped.diagnostics, *nothing])
            if report.errors or (strict and report.count(Severity.WARNING)):
                return Built(compilation, report)
            if stamped.ledger != compilation.ledger and locked:
                raise _locked(compilation, stamped)
            if compilation.ledger_text is None:
                refuse_second_ledger(project)
            progress("packing", 0, 1)
            files = packages(compilation, stamped, out, tags, topics)
            if read_ledger(project) == compilation.ledger_text:
                named = {package.path.relative_to(out).as_posix(): data for package, data in files}
                named |= beside(compilation, stamped)
                _publish(compilation, stamped, out, named, all_topics=topics and not tags, owner=owner)
                return Built(compilation, report, tuple(package for package, _ in files), stamped.release, stamped)
    raise ProjectError(
        f"{project.ledger.name} changes all the time; nothing was written",
        hint="wait until git has finished, then build again",
        code=project_rules.CANNOT_WRITE.code,
    )


def _ignored(retire: bool) -> tuple[str, ...]:
    return (identity_rules.MANY_RETIRED.code,) if retire else ()


def settled(
    built: Built, out: Path, *, now: int, tags: Sequence[str] = (), retire: bool = False, memory: Memory
) -> Built | None:
    """What a build would do right after ``built``, which wrote its packages, if that is nothing; else None."""
    if built.compilation.ledger_text is not None and built.stamped and built.stamped.ledger == built.compilation.ledger:
        return built
    compilation, report = check(built.compilation.project, ignore=_ignored(retire), memory=memory, out=out)
    stamped = stamp(compilation, now, counts=not tags)
    if stamped.ledger != compilation.ledger:
        return None
    return Built(compilation, Report.of([*report, *stamped.diagnostics]), built.packages, stamped.release, stamped)


def _publish(
    compilation: Compilation,
    stamped: Stamped,
    out: Path,
    files: Mapping[str, bytes],
    *,
    all_topics: bool,
    owner: str,
) -> None:
    """Write the ledger, if it changed, and the packages; topic packages of topics that are gone go with them.

    The ledger goes first: if the work is broken off in between, the next build makes the very packages that were
    due; the other way about, shipped GUIDs might be forgotten.
    """
    identity, guids = stamped.ledger.identity, stamped.ledger.by_guid

    def recognise(path: Path) -> bool:
        """Return whether ``path`` is a package of this project, though the list of what was written may be lost."""
        if path.suffix != ".apkg":
            return False
        published = compilation.published
        if str(path) != published.path:
            published = _read_published(path)
        return published.identity == identity or any(note.guid in guids for note in published.notes)

    text = ledgers.serialise(stamped.ledger)
    before = [(compilation.project.ledger, text.encode())] if stamped.ledger != compilation.ledger else []
    Output(out, identity).publish(
        files,
        replaces=lambda name: all_topics and name.startswith(f"{_TOPICS}/"),
        recognise=recognise,
        before=before,
        owner=owner,
    )


def read_published(out: Path, root: str) -> Published:
    """The package of the root deck ``root`` in the folder ``out``; an empty one if there is none of ours."""
    return _read_published(out / main_name(root))


def main_name(root: str) -> str:
    """The name of the package of the whole deck."""
    return f"{portable(slug(root))}.apkg"


def _held(published: Published, out: Path, root: str, identity: str) -> dict[str, Fields]:
    """Return what notes held in the project's packages, by GUID, as of the latest package that has the note.

    These are the package that was ``published`` in ``out``, and those in the folders next to it.
    """
    folder = out.absolute()
    others = (path for path in folder.parent.glob(f"*/{main_name(root)}") if path.parent != folder)
    found: dict[str, tuple[int, Fields]] = {}
    for package in (published, *map(_read_published, others)):
        if package.identity == identity:
            times = {note.guid: note.modified for note in package.notes}
            for guid, fields in package.fields.items():
                if guid not in found or times[guid] > found[guid][0]:
                    found[guid] = (times[guid], fields)
    return {guid: fields for guid, (_, fields) in found.items()}


def _read_published(path: Path) -> Published:
    if not path.is_file():
        return NOTHING
    try:
        data = read_bytes(path)
        return Published(str(path), read_identity(data), read_package(data, path.name))
    except ProjectError:
        return NOTHING  # whether it may be replaced is for ``Output`` to say


def _check_published(compilation: Compilation, now: int) -> None:
    """Refuse to build over a package that the ledger does not know of: learners may have it."""
    project, published = compilation.project, compilation.published
    if not published.path:
        return
    command = f"deckbuilder ledger catch-up {published.path} {project.folder.name}"
    if compilation.ledger_text is None:
        if published.identity and (held := published.held_by(compilation.rendered)):
            raise ProjectError(
                f"there is no ledger, and {published.path} holds {count(held, 'note')} of this deck",
                hint=f"'{command}' makes a ledger of it; if it is another project's, build into another folder",
                code=identity_rules.LEDGER_LOST.code,
            )
    elif ahead := published.ahead(compilation.ledger, now):
        raise ProjectError(
            f"{published.path} is later than the ledger: {count(len(ahead), 'note')} of it were published since",
            hint=f"the ledger went back in time (git, another machine); '{command}' catches it up, then build again",
            code=identity_rules.LEDGER_BEHIND.code,
        )


def stamp(compilation: Compilation, now: int, *, counts: bool = True) -> Stamped:
    """The notes with their modification times, and the next ledger; writes nothing."""
    return ledgers.stamp(
        compilation.identified,
        compilation.rendered,
        compilation.ledger,
        now=now,
        notetypes=compilation.notetypes,
        retire_after=compilation.project.config.retire_after,
        retire_days=compilation.project.config.retire_days,
        counts=counts,
    )


def _locked(compilation: Compilation, stamped: Stamped) -> ProjectError:
    if compilation.ledger_text is None:
        raise ProjectError(
            f"there is no ledger ({compilation.project.ledger.name}), and the build is locked",
            hint="build without --locked, and commit the ledger with the sources",
            code=project_rules.LOCKED.code,
        )
    old = compilation.ledger.by_guid
    new = stamped.ledger.by_guid
    reasons = []
    for what, number in (
        ("new", sum(g not in old for g in new)),
        ("changed", sum(g in old and old[g].digest != e.digest for g, e in new.items())),
        ("retired", sum(g in old and old[g].live and not e.live for g, e in new.items())),
    ):
        if number:
            reasons.append(f"{number} {what}")
    if stamped.ledger.notetypes != compilation.ledger.notetypes:
        reasons.append("another notetype")
    detail = ", ".join(reasons) or "places or names only"
    return ProjectError(
        f"the ledger would change ({detail}), and the build is locked",
        hint="build without --locked, look at the ledger's diff, and commit it",
        code=project_rules.LOCKED.code,
    )


def packages(
    compilation: Compilation, stamped: Stamped, out: Path, tags: Sequence[str] = (), topics: bool = True
) -> list[tuple[Package, bytes]]:
    """The packages to write: the whole build, or the notes that were chosen; then one for each topic.

    Raises ``ProjectError`` if ``tags`` choose no note.
    """
    name = slug(stamped.ledger.root)
    chosen = [r for r in stamped.rendered if matches(r.note.tags, tags)]
    if not chosen:
        raise _nothing_chosen(stamped.rendered, tags)
    if tags:
        name += "--" + slug(" ".join(t.replace("!", "not ") for t in tags))
    made = [_package(out / f"{portable(name)}.apkg", chosen, compilation, stamped)]
    if topics and not tags:
        for topic, rendered in topics_of(chosen, stamped.ledger.documents).items():
            made.append(
                _package(out / _TOPICS / f"{portable(topic.replace('::', '--'))}.apkg", rendered, compilation, stamped)
            )
    return made


def _no_note() -> Diagnostic:
    hint = "what is said of each document says why; 'deckbuilder dialects' shows how they were read"
    return Diagnostic(project_rules.NOT_FOUND, "there is no note to build", None, hint)


def _nothing_chosen(rendered: Iterable[Rendered], tags: Sequence[str]) -> ProjectError:
    roots = sorted({t.partition("::")[0] for r in rendered for t in r.note.tags})
    return ProjectError(
        f"no note has a tag that {' '.join(tags)} asks for",
        hint=f"the topmost tags are: {', '.join(roots[:12])}",
        code=project_rules.NOT_FOUND.code,
    )


def topics_of(rendered: Sequence[Rendered], documents: Iterable[DocumentEntry]) -> dict[str, list[Rendered]]:
    """Return the notes of each topic: a document, or a section of one that was alone once.

    The sections keep their topics when other documents come, for learners may have their packages.
    """
    roots = {slug(r.note.title) for r in rendered if r.note.title}
    by_section = {slug(d.title) for d in documents if d.by_section}
    whole = roots if len(roots) > 1 else roots - by_section
    topics: dict[str, list[Rendered]] = {}
    for r in rendered:
        paths = [tag.split("::") for tag in r.note.tags]
        found = {p[0] for p in paths if p[0] in whole}
        found |= {"::".join(p[:2]) for p in paths if p[0] in by_section & roots and len(p) > 1}
        for topic in sorted(found):
            topics.setdefault(topic, []).append(r)
    return dict(sorted(topics.items()))


def _package(
    path: Path, rendered: Sequence[Rendered], compilation: Compilation, stamped: Stamped
) -> tuple[Package, bytes]:
    data = pack(
        rendered,
        notetypes=ledgers.released(stamped.ledger, compilation.notetypes),
        media={name: file.data for name, file in compilation.media.files.items()},
        released=stamped.ledger.newest,
        deck_descriptions=_descriptions(compilation, stamped),
        identity=stamped.ledger.identity,
        preset=_preset(compilation.project.config, stamped.ledger),
    )
    return Package(path, len(rendered), len({r.note.deck for r in rendered}), len(data)), data


def _preset(config: Config, ledger: Ledger) -> Preset | None:
    options = config.deck_options
    if options is None:
        return None
    own = notetypes.identifier(ledger.identity, "deck options")
    return Preset(ledger.root, own, options.new_per_day, options.reviews_per_day)


def _descriptions(compilation: Compilation, stamped: Stamped) -> dict[str, str]:
    root = stamped.ledger.root
    texts = {root: compilation.project.config.description}
    decks = {d.document: d.deck for d in stamped.ledger.documents}
    texts |= {
        f"{root}::{decks[d.path]}": d.options.description or "" for d in compilation.documents if decks.get(d.path)
    }
    return {deck: escape(text) for deck, text in texts.items() if text}
