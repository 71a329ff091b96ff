"""What an author does around a build: mend, compare, look after the ledger, fetch pictures.

Owns: one library function for each of these commands.  Does not own: the build (``pipeline``).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from builder import ledger as ledgers
from builder import pipeline
from builder.check.checks import Compiled, CompiledDocument
from builder.check.checks import run as run_checks
from builder.check.checks.addresses import web_addresses
from builder.check.fix import diff as as_diff
from builder.check.fix import mended
from builder.check.policy import apply_policy
from builder.fetch import FetchResult, Folder, check_links
from builder.fetch import Progress as FetchProgress
from builder.fetch import fetch as fetch_files
from builder.ledger import Entry, Joined, Ledger, Mended, Stamped
from builder.memory import Memory
from builder.model.diagnostics import Diagnostic, ProjectError, Report
from builder.model.notes import Draft
from builder.package.adopt import Adoption
from builder.package.adopt import adopt as take_over
from builder.package.apkg import read_identity, read_package
from builder.package.diff import Diff, diff, diff_package
from builder.package.published import CaughtUp, Published
from builder.package.published import catch_up as caught_up
from builder.package.release import changes, update_file
from builder.pipeline import Compilation, compile_project, stamp
from builder.project.files import Project, in_git, read_bytes, read_ledger, read_source, read_text
from builder.project.init import configuration
from builder.project.lock import only_writer
from builder.project.place import CONFIG
from builder.project.writing import write_all
from builder.read.reading import Progress, ReadDocument, describe, read_document, read_documents, silent
from builder.read.recognise import registry
from builder.rules.identity import LEDGER_DAMAGED, OTHER_IDENTITY


@dataclass(frozen=True, slots=True)
class Change:
    """A source that was, or would be, mended: its path, and the change as a unified diff."""

    path: str
    diff: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What ``check`` found: fixes are only where they can be put in; ``notices`` say where they cannot, and why."""

    compilation: Compilation
    report: Report
    notices: tuple[str, ...]


def check(
    project: Project,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    progress: Progress = silent,
    memory: Memory | None = None,
    more: Callable[[Compilation], Iterable[Diagnostic]] = lambda compilation: (),
) -> Checked:
    """Compile ``project``, run all checks and ``more``, and see which sources can be mended; writes nothing."""
    compilation, report = pipeline.check(
        project, select=select, ignore=ignore, progress=progress, memory=memory, only_told=True, more=more
    )
    notices = {}
    for document in compilation.documents:
        fixable = any(d.rule.fixable for d in report if d.span and d.span.path == document.path)
        if fixable and (why := _why_not(read_source(project, document.path), document)):
            notices[document.path] = f"{document.path} is not mended: {why}"
    kept = (replace(d, fix=None) if d.span and d.span.path in notices else d for d in report)
    return Checked(compilation, Report(tuple(kept)) if notices else report, tuple(notices.values()))


def fix(
    checked: Checked,
    *,
    write: bool,
    unsafe: bool = False,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    folder: str = "",
) -> tuple[Change, ...]:
    """Mend in the sources what is certain; a mend that would change what a note says is left undone.

    With ``unsafe``, also what needs a look.  Without ``write`` only the changes are told, with ``folder`` before
    each path.  What a mend makes possible is mended as well, so that a second run finds nothing to do.
    """
    project = checked.compilation.project
    changes, files = [], []
    for document in checked.compilation.documents:
        edited = document.document.source.shifts  # lines whose columns are no longer those of the file
        found = [
            d for d in checked.report if d.fix and d.fix.span.path == document.path and d.fix.span.line not in edited
        ]
        if not found:
            continue
        before = read_source(project, document.path).decode("utf-8")
        text, ends = _lines_and_ends(before.removeprefix(_BYTE_ORDER_MARK))
        better = text
        for _ in range(_MOST_ROUNDS):
            last = better
            better = mended(last, found, partial(_drafts, project, document.path), unsafe=unsafe)
            if better == last:
                break
            found = _found_again(project, document.path, better, select, ignore)
        if better == text:
            continue
        mark = _BYTE_ORDER_MARK if before.startswith(_BYTE_ORDER_MARK) else ""
        after = mark + "".join(line + end for line, end in zip(better.split("\n"), ends, strict=True))
        changes.append(Change(document.path, as_diff(folder + document.path, before, after)))
        files.append((project.folder / document.path, after.encode()))
    if write:
        with only_writer(project.ledger) as owner:
            write_all(files, inside=project.folder, owner=owner)
    return tuple(changes)


_MOST_ROUNDS = 5
_BYTE_ORDER_MARK = "\ufeff"


def _drafts(project: Project, path: str, text: str) -> tuple[Draft, ...]:
    return read_document(path, text.encode(), project.config, registry(project.config.dialects)).reading.drafts


def _found_again(
    project: Project, path: str, text: str, select: Sequence[str], ignore: Sequence[str]
) -> list[Diagnostic]:
    """What is found in one source after its text was changed."""
    config = project.config
    document = read_document(path, text.encode(), config, registry(config.dialects))
    reading = document.reading
    compiled = CompiledDocument(document.document, reading.drafts, reading.fates, document.title, document.options)
    edited = document.document.source.shifts
    found = [*document.diagnostics, *run_checks(Compiled((compiled,), (), config))]
    found = [d for d in found if not (d.fix and d.fix.span.line in edited)]
    return list(apply_policy(found, config, (compiled,), select, ignore))


_LINE_END = re.compile(r"\r\n|\r|\n")


def _lines_and_ends(text: str) -> tuple[str, list[str]]:
    """A source's text with ``\\n`` for each line end, and the line ends as they are (the last line has none)."""
    return _LINE_END.sub("\n", text), [*_LINE_END.findall(text), ""]


def _why_not(data: bytes, document: ReadDocument) -> str:
    """Why a source cannot be mended in place, or nothing."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not in UTF-8; save it in UTF-8 first"
    if "\f" in text or "\v" in text:
        return "it has page breaks (form feeds); replace them by blank lines first"
    if "\0" in text:
        return "it holds NUL characters; take them out first"
    return "it is no Markdown or plain text" if document.document.source.origin else ""


def dialects(project: Project) -> tuple[tuple[str, str, str], ...]:
    """The dialects that are known: name, title, example."""
    known = registry(project.config.dialects)
    return tuple((d.name, d.title, d.example) for d in known.values())


_GIT_ATTRIBUTES = """\
# Two branches' ledgers are merged line by line. Once for each clone:
#   git config merge.deckbuilder.driver "deckbuilder ledger merge %O %A %B"
ledger.jsonl merge=deckbuilder
"""


def init(project: Project, progress: Progress = silent) -> Path:
    """Write a commented ``deckbuilder.toml`` with what was detected beside the documents; where it is.

    In a git repository a ``.gitattributes`` is written as well, which names the ledger's merge driver.
    Raises ``ProjectError`` if there is a configuration already.
    """
    path = project.folder / CONFIG
    if path.exists():
        raise ProjectError(f"there is a {CONFIG} already", hint="it was left as it is", code="P007")
    documents = read_documents(project, progress)
    found = []
    for document in documents:
        used = Counter(draft.dialect for draft in document.reading.drafts)
        found.append((document.path, describe(document), used.most_common(1)[0][0] if used else ""))
    attributes = project.folder / ".gitattributes"
    for_git = [(attributes, _GIT_ATTRIBUTES.encode())] if in_git(project) and not attributes.exists() else []
    write_all([(path, configuration(project.name, found).encode()), *for_git])
    return path


# --------------------------------------------------------------------- updates


def preview(project: Project, *, now: int, progress: Progress = silent) -> tuple[Compilation, Stamped]:
    """The ledger and the notes as a build would make them now; writes nothing."""
    compilation = compile_project(project, progress)
    return compilation, stamp(compilation, now)


def compare(project: Project, *, now: int, against: Path | None = None, progress: Progress = silent) -> Diff:
    """What an update would do to learners, against the ledger, or against an older package.

    Raises ``ProjectError`` if the package cannot be read.
    """
    compilation, stamped = preview(project, now=now, progress=progress)
    if against is None:
        return diff(compilation.ledger, stamped.ledger)
    notetypes = ledgers.released(stamped.ledger, compilation.notetypes)
    return diff_package(read_package(read_bytes(against), against.name), stamped.rendered, notetypes)


def later_packages(project: Project, where: Path, *, now: int) -> tuple[Path, ...]:
    """The packages of the project in folders of ``where`` (as ``dist``) that are later than its ledger knows."""
    text = read_ledger(project)
    if text is None:
        return ()
    ledger = ledgers.parse(text, project.ledger.name)
    folders = sorted(path.parent for path in where.glob(f"*/{pipeline.main_name(ledger.root)}"))
    return tuple(f for f in folders if pipeline.read_published(f, ledger.root).ahead(ledger, now))


@dataclass(frozen=True, slots=True)
class Release:
    """What was built, and the files that say what changed."""

    built: pipeline.Built
    files: tuple[Path, ...]


def release(
    project: Project,
    out: Path,
    *,
    now: int,
    since: Path | None = None,
    locked: bool = False,
    strict: bool = False,
    retire: bool = False,
    progress: Progress = silent,
) -> Release:
    """Build, and write beside the package what changed since the package ``since`` (or the one in ``out``).

    Where nothing changed, the files of the last release stay.  Raises ``ProjectError`` as ``build`` does.
    """
    older = read_package(read_bytes(since), since.name) if since else None
    names: list[str] = []

    def beside(compilation: Compilation, stamped: Stamped) -> dict[str, bytes]:
        before = compilation.published.notes if older is None else older
        notetypes = ledgers.released(stamped.ledger, compilation.notetypes)
        adopted = {entry.guid for entry in compilation.ledger.notes if entry.live and not entry.digest}
        update = update_file(before, stamped.rendered, notetypes, adopted)
        if before and not diff_package(before, stamped.rendered, notetypes):
            return {}
        name = pipeline.main_name(stamped.ledger.root).removesuffix(".apkg")
        found = {f"{name}-changes.txt": changes(before, stamped.rendered, notetypes).encode()}
        if update:
            found[f"{name}-update.anki-json"] = update.encode()
        names[:] = found
        return found

    built = pipeline.build(
        project, out, now=now, locked=locked, strict=strict, retire=retire, progress=progress, beside=beside
    )
    return Release(built, tuple(out / name for name in names) if built.packages else ())


def last_release(project: Project) -> int:
    """The time of the newest change that the ledger knows, in Unix seconds; 0 without a ledger."""
    text = read_ledger(project)
    return ledgers.parse(text, project.ledger.name).newest if text is not None else 0


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """What a ledger holds: the ledger, its retired notes, and how an update would change it."""

    ledger: Ledger
    retired: tuple[Entry, ...]
    dropped: tuple[Entry, ...]
    pending: Diff


def ledger_status(project: Project, *, now: int, progress: Progress = silent) -> LedgerStatus:
    """The state of the project's ledger; writes nothing."""
    compilation, stamped = preview(project, now=now, progress=progress)
    ledger = compilation.ledger
    retired = tuple(e for e in ledger.notes if e.retired and not e.dropped)
    dropped = tuple(e for e in ledger.notes if e.dropped)
    return LedgerStatus(ledger, retired, dropped, diff(ledger, stamped.ledger))


def adopt(
    project: Project, package: Path, *, now: int, question: str = "", answer: str = "", progress: Progress = silent
) -> Adoption:
    """Take over the GUIDs of ``package`` into the project's ledger; ``question`` and ``answer`` name its fields.

    Raises ``ProjectError`` if the package cannot be read or nothing in it is like a note of the sources.
    """
    packaged = read_package(read_bytes(package), package.name)
    with only_writer(project.ledger) as owner:
        compilation = compile_project(project, progress)
        known, rendered = compilation.ledger, compilation.rendered
        adoption = take_over(packaged, rendered, known, now=now, question=question, answer=answer)
        _write_ledger(project, adoption.ledger, owner)
    return adoption


def catch_up(project: Project, package: Path, *, now: int, progress: Progress = silent) -> CaughtUp:
    """Take over into the project's ledger what its own ``package`` says that learners have.

    Raises ``ProjectError`` if the package cannot be read, or is not this project's.
    """
    data = read_bytes(package)
    published = Published(str(package), read_identity(data), read_package(data, package.name))
    with only_writer(project.ledger) as owner:
        compilation = compile_project(project, progress)
        lost = compilation.ledger_text is None
        known = compilation.ledger.by_guid
        foreign = published.identity or not any(n.guid in known for n in published.notes)
        if not lost and foreign and published.identity != compilation.ledger.identity:
            raise ProjectError(
                f"{package.name} is not a package of this project",
                hint="'deckbuilder ledger adopt' takes over notes of another deck",
                code=OTHER_IDENTITY.code,
            )
        caught = caught_up(published, compilation.rendered, compilation.ledger, now=now, lost=lost)
        _write_ledger(project, caught.ledger, owner)
    return caught


def _write_ledger(project: Project, ledger: Ledger, owner: str) -> None:
    """Write ``ledger``, whose parts may stem from a foreign package: only if it can be read again."""
    text = ledgers.serialise(ledger)
    ledgers.parse(text, project.ledger.name)
    write_all([(project.ledger, text.encode())], owner=owner)


def merge_ledgers(base: Path, ours: Path, theirs: Path) -> None:
    """Merge ``theirs`` into the file ``ours``, as git's merge drivers do; ``base`` may be empty.

    Raises ``ProjectError`` if one of them is no ledger, or they are two projects'; then git reports a conflict.
    """
    texts = {path: read_text(path) for path in (base, ours, theirs)}
    read = {path: ledgers.parse(text, path.name) for path, text in texts.items() if text.strip()}
    if ours not in read or theirs not in read:
        raise ProjectError("one side of the merge has no ledger", code=LEDGER_DAMAGED.code)
    merged = ledgers.merge(read.get(base), read[ours], read[theirs])
    write_all([(ours, ledgers.serialise(merged).encode())])


def join_ledgers(project: Project, other: Path) -> Joined:
    """Take the notes of the ledger ``other``, of another project, into the project's own.

    Raises ``ProjectError`` if one of them is no ledger, or both are one project's.
    """
    theirs = ledgers.parse(read_text(other), other.name)
    with only_writer(project.ledger) as owner:
        text = read_ledger(project)
        if text is None:
            raise ProjectError(
                "there is no ledger yet that could take over another's",
                hint="build once; to go on with the other project, copy its ledger",
                code=LEDGER_DAMAGED.code,
            )
        joined = ledgers.join(ledgers.parse(text, project.ledger.name), theirs)
        _write_ledger(project, joined.ledger, owner)
    return joined


def turn_back(project: Project, *, now: int) -> int:
    """Take out of the ledger the times after ``now``, of a clock that was ahead; how many notes had one."""
    with only_writer(project.ledger) as owner:
        text = read_ledger(project)
        if text is None:
            return 0
        ledger, late = ledgers.turn_back(ledgers.parse(text, project.ledger.name), now)
        _write_ledger(project, ledger, owner)
    return late


def mend_ledger(project: Project) -> Mended | None:
    """Bring a ledger that git merged with conflicts into order; None if there was nothing to do."""
    with only_writer(project.ledger) as owner:
        text = read_ledger(project)
        if text is None:
            return None
        mended = ledgers.mend(text, project.ledger.name)
        _write_ledger(project, mended.ledger, owner)
    return mended if ledgers.serialise(mended.ledger) != text else None


# ----------------------------------------------------------------------- media


def fetch(
    project: Project, *, today: str, show: Callable[[FetchProgress], object], progress: Progress = silent
) -> tuple[FetchResult, Compilation]:
    """Load the remote pictures that the sources show into ``media/remote/``; what is there is kept."""
    compilation = compile_project(project, progress)
    folder = Folder(project.root / "media" / "remote")
    return fetch_files(compilation.media.on_the_web, folder, project.config.fetch, show, today=today), compilation


def lost_pages(compilation: Compilation, *, today: date, show: Progress = silent) -> tuple[tuple[Diagnostic, ...], int]:
    """Ask whether the pages that the notes link to are still there: the findings, and how many could not be told.

    What was there is not asked again for some days, as long as there is a cache.
    """
    cache = compilation.project.cache
    kept = cache.load(_LINKS, "", b"") if cache else None
    known = {address: date.fromisoformat(day) for address, day in json.loads(kept or b"{}").items()}
    places = web_addresses(compilation.checkable)
    result = check_links(
        places, known, compilation.project.config.fetch, today=today, show=partial(show, "asking for pages:")
    )
    if cache:
        seen = {address: day.isoformat() for address, day in result.seen.items()}
        cache.store(_LINKS, "", b"", json.dumps(seen).encode())
    return result.diagnostics, result.unclear


_LINKS = "links"
