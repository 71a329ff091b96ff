"""What an author does around a build: mend, compare, look after the ledger, fetch pictures.

Owns: one library function for each of these commands.  Does not own: the build (``pipeline``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from builder import ledger as ledgers
from builder.check.fix import diff as as_diff
from builder.check.fix import mended
from builder.fetch import FetchResult, Folder
from builder.fetch import Progress as FetchProgress
from builder.fetch import fetch as fetch_files
from builder.ledger import Entry, Ledger, Stamped
from builder.model.diagnostics import ProjectError, Report
from builder.model.notes import Draft
from builder.package.adopt import Adoption
from builder.package.adopt import adopt as take_over
from builder.package.apkg import read_package
from builder.package.diff import Diff, diff, diff_package
from builder.pipeline import Compilation, compile_project, stamp
from builder.project.files import CONFIG, Project, read_bytes, read_ledger, read_source, write_all
from builder.project.init import configuration
from builder.read.reading import Progress, describe, read_document, read_documents, silent
from builder.read.recognise import registry


@dataclass(frozen=True, slots=True)
class Change:
    """A source that was, or would be, mended: its path, and the change as a unified diff."""

    path: str
    diff: str


def fix(compilation: Compilation, report: Report, *, write: bool) -> tuple[Change, ...]:
    """Mend in the sources what is certain; a mend that would change what a note says is left undone.

    Without ``write`` only the changes are told.  Sources that are no text of their own (notebooks,
    web pages) are left alone.
    """
    project = compilation.project
    dialects = registry(project.config.dialects)
    changes, files = [], []
    for document in compilation.documents:
        found = [d for d in report if d.span and d.span.path == document.path and d.fix]
        if not found or document.document.source.origin:
            continue
        data = read_source(project, document.path)
        text, ending = _editable(data)
        if text is None:
            continue

        def drafts(changed: str, path: str = document.path) -> tuple[Draft, ...]:
            return read_document(path, changed.encode(), project.config, dialects).reading.drafts

        better = mended(text, found, drafts)
        if better == text:
            continue
        changes.append(Change(document.path, as_diff(document.path, text, better)))
        files.append((project.folder / document.path, better.replace("\n", ending).encode()))
    if write:
        write_all(files)
    return tuple(changes)


def _editable(data: bytes) -> tuple[str | None, str]:
    """A source's text with its line end, if it is UTF-8 with line ends of one kind."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None, "\n"
    if "\r" not in text:
        return text, "\n"
    plain = text.replace("\r\n", "\n")
    return (None, "\n") if "\r" in plain or plain.count("\n") != text.count("\r\n") else (plain, "\r\n")


def dialects(project: Project) -> tuple[tuple[str, str, str], ...]:
    """The dialects that are known: name, title, example."""
    known = registry(project.config.dialects)
    return tuple((d.name, d.title, d.example) for d in known.values())


def init(project: Project, progress: Progress = silent) -> Path:
    """Write a commented ``deckbuilder.toml`` with what was detected beside the documents; where it is.

    Raises ``ProjectError`` if there is one already.
    """
    path = project.folder / CONFIG
    if path.exists():
        raise ProjectError(f"there is a {CONFIG} already", hint="it was left as it is", code="P007")
    documents = read_documents(project, progress)
    found = []
    for document in documents:
        used = Counter(draft.dialect for draft in document.reading.drafts)
        found.append((document.path, describe(document), used.most_common(1)[0][0] if used else ""))
    write_all([(path, configuration(project.name, found).encode())])
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
    return diff_package(read_package(read_bytes(against), against.name), stamped.rendered)


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


def adopt(project: Project, package: Path, *, now: int, progress: Progress = silent) -> Adoption:
    """Take over the GUIDs of ``package`` into the project's ledger.

    Raises ``ProjectError`` if the package cannot be read or nothing in it is like a note of the sources.
    """
    compilation = compile_project(project, progress)
    packaged = read_package(read_bytes(package), package.name)
    adoption = take_over(packaged, compilation.rendered, compilation.ledger, now=now)
    write_all([(project.ledger, ledgers.serialise(adoption.ledger).encode())])
    return adoption


def mend_ledger(project: Project) -> bool:
    """Bring a ledger that git merged with conflicts into order; whether there was anything to do."""
    text = read_ledger(project)
    if text is None:
        return False
    mended = ledgers.serialise(ledgers.mend(text, project.ledger.name))
    write_all([(project.ledger, mended.encode())])
    return mended != text


# ----------------------------------------------------------------------- media


def fetch(
    project: Project, *, today: str, show: Callable[[FetchProgress], object], progress: Progress = silent
) -> tuple[FetchResult, Compilation]:
    """Load the remote pictures that the sources show into ``media/remote/``; what is there is kept."""
    compilation = compile_project(project, progress)
    folder = Folder(project.root / "media" / "remote")
    return fetch_files(compilation.media.on_the_web, folder, project.config.fetch, show, today=today), compilation
