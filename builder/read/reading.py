"""Reading a project's sources: bytes to documents with their drafts, options and findings.

Owns: the order of the stages from a file's bytes to its drafts.  Does not own: any of them,
nor what becomes of the drafts (``pipeline``).
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Protocol

from builder.markdown.blocks import scan
from builder.model.config import Config, SourceOptions, parse_options, unknown_notetype
from builder.model.diagnostics import Diagnostic, ProjectError, Severity
from builder.model.document import Document
from builder.model.notes import Fate, FateKind
from builder.model.outline import document_title
from builder.model.source import Span
from builder.project.files import Project, list_sources, read_source
from builder.read import decks
from builder.read.decks import lone
from builder.read.derive import with_derived
from builder.read.formats import read as read_format
from builder.read.formats import read_notes
from builder.read.formats.ready import ReadyNotes
from builder.read.forms.registry import named
from builder.read.kinds import finished, unchecked
from builder.read.language.quotes import with_quotes_opened
from builder.read.language.spoken import languages, speaking
from builder.read.language.vocabulary import ALL
from builder.read.marks import with_pins, with_tags, without_marks
from builder.read.mend import mend
from builder.read.recognise import Detection, Dialect, Reading, read, registry
from builder.read.suggestion import suggestion
from builder.rules import reading as rules

Progress = Callable[[str, int, int], object]  # what is done, how many are done, of how many


def silent(stage: str, done: int, total: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One source, read: what it says, under which options, and what was found."""

    document: Document
    reading: Reading
    options: SourceOptions
    title: str
    diagnostics: tuple[Diagnostic, ...]
    layouts: tuple[tuple[str, str], ...] = ()  # the names of the dialects that it is read in, with their titles

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def skipped(self) -> tuple[Fate, ...]:
        return tuple(f for f in self.reading.fates if f.kind is FateKind.SKIPPED)


class Reader(Protocol):
    """As ``read_document``."""

    def __call__(
        self, path: str, data: bytes, config: Config, dialects: Mapping[str, Dialect], *, is_card: bool = False
    ) -> ReadDocument: ...


def read_documents(
    project: Project, progress: Progress = silent, reader: Reader | None = None
) -> tuple[ReadDocument, ...]:
    """Read all sources of ``project``, in the order of their paths; ``reader`` takes the place of ``read_document``."""
    reader = reader or read_document
    dialects = registry(project.config.dialects)
    paths = list_sources(project)
    cards = lone.in_folders(paths, partial(read_source, project))
    documents = []
    for done, path in enumerate(paths):
        progress("reading", done, len(paths))
        data = read_source(project, path)
        documents.append(reader(path, data, project.config, dialects, is_card=path in cards))
    return tuple(documents)


def read_document(
    path: str, data: bytes, config: Config, dialects: Mapping[str, Dialect], *, is_card: bool = False
) -> ReadDocument:
    """Read one source from its bytes; ``is_card``: it is one card, as all files of its folder are."""
    told = configured_options(path, config)
    notes = read_notes(path, data, told.columns, sniff=told.dialect is None)
    if notes is None and told.dialect is None:
        notes = decks.read_file(path, data, is_card=is_card)
    if notes is not None:
        return _ready_document(path, notes, config)
    source, found = read_format(path, data)
    source, mended = mend(source)
    marked = without_marks(source)
    document = with_quotes_opened(scan(marked.source))
    document = replace(document, metadata=_said(marked.says, document.metadata))
    own, ours = own_options(document, dialects, config)
    options = own.over(told)
    if options.dialect is not None and not known_dialects(options.dialect, dialects):
        raise ProjectError(
            f"there is no dialect {options.dialect!r}",
            span=Span(path, 1),
            hint=f"the dialects are: {', '.join(sorted(dialects))}",
            code="P005",
        )
    reading = read(document, dialects, options.dialect, f"{options.title or ''} {path}")
    reading = replace(reading, drafts=with_tags(with_pins(reading.drafts, marked.pins)))
    reading, of_kinds = with_kinds(reading, options)
    declared = frozenset({(options.lang or "").partition("-")[0].lower()}) & ALL
    with speaking(declared or languages(document)):
        reading = replace(reading, drafts=with_derived(reading.drafts, options.derive or ()))
    diagnostics = [*found, *mended, *marked.diagnostics, *document.diagnostics, *ours, *reading.diagnostics, *of_kinds]
    if not reading.drafts and not any(d.level is Severity.ERROR for d in found) and source.text.strip():
        diagnostics.append(_no_notes(document, dialects))
    elif reading.drafts and reading.detection.rival and options.dialect is None:
        diagnostics.append(_unsure(path, reading))
    title = document_title(path, reading.title, options)
    layouts = dict.fromkeys((region.dialect.name, region.dialect.title) for region in reading.detection.regions)
    return ReadDocument(document, reading, options, title, tuple(diagnostics), tuple(layouts))


def _said(marks: Mapping[str, object], metadata: Mapping[str, object]) -> dict[str, object]:
    """What marks in the text and the front matter say of a document: the front matter wins, tags add up."""
    said = {**marks, **metadata}
    both = [tags for tags in (marks.get("tags"), metadata.get("tags")) if tags]
    if len(both) > 1:
        lists = [tags if isinstance(tags, list) else str(tags).replace(",", " ").split() for tags in both]
        said["tags"] = list(dict.fromkeys(tag for tags in lists for tag in tags))
    return said


def known_dialects(forced: str, dialects: Mapping[str, Dialect]) -> bool:
    """Whether ``forced`` names dialects that there are."""
    return bool(named(forced)) and all(name in dialects for name in named(forced))


def with_kinds(reading: Reading, options: SourceOptions) -> tuple[Reading, list[Diagnostic]]:
    """The reading with each draft as the kind that it is."""
    found = [finished(draft, options) for draft in reading.drafts]
    drafts = tuple(draft for draft, _ in found)
    return replace(reading, drafts=drafts), [*(d for _, ds in found for d in ds), *unchecked(drafts)]


def own_options(
    document: Document, dialects: Mapping[str, Dialect], config: Config
) -> tuple[SourceOptions, tuple[Diagnostic, ...]]:
    """What the front matter says, key by key: one that cannot be meant so is told and passed over."""
    options = SourceOptions()
    found = []
    for key, value in document.metadata.items():
        try:
            said = parse_options({key: value}, document.path)
        except ProjectError as error:
            hint = "write tags: [one, two]" if key.lower() == "tags" else error.hint
            found.append(_passed_over(document, key, error.message, hint))
            continue
        if said.dialect is not None and not known_dialects(said.dialect, dialects):
            near = difflib.get_close_matches(said.dialect, dialects, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"the dialects are: {', '.join(sorted(dialects))}"
            found.append(_passed_over(document, key, f"there is no dialect {said.dialect!r}", hint))
            continue
        if said.notetype is not None and said.notetype not in config.notetype:
            found.append(_passed_over(document, key, *unknown_notetype(said.notetype, config)))
            continue
        options = said.over(options)
    return options, tuple(found)


def _passed_over(document: Document, key: str, message: str, hint: str) -> Diagnostic:
    """The finding about a key of the front matter, on its line."""
    lines = document.source.text.split("\n", _LONGEST_FRONT_MATTER)
    at = next((at for at, text in enumerate(lines, 1) if text.strip("\"' ").startswith(key)), 1)
    return Diagnostic(rules.BAD_FRONT_MATTER, f"{message}; it was passed over", Span(document.path, at), hint)


_LONGEST_FRONT_MATTER = 200  # lines


def configured_options(path: str, config: Config) -> SourceOptions:
    """The configuration's options for this path: the later over the earlier, over those for all."""
    options = SourceOptions(
        unanswered=config.unanswered,
        lang=config.lang or None,
        author=config.author or None,
        license=config.license or None,
        derive=config.derive,
        furigana=config.furigana,
    )
    for entry in config.source:
        if matches_path(path, entry.path):
            options = replace(entry, path="").over(options)
    return options


def _ready_document(path: str, notes: ReadyNotes, config: Config) -> ReadDocument:
    """A file whose reader gave its notes: nothing is left to be recognised, and its text is no prose."""
    document = Document(notes.source, (), dict(notes.metadata), notes.diagnostics)
    own, _ = own_options(document, {}, config)
    options = own.over(configured_options(path, config))
    title = document_title(path, "", options)
    reading, of_kinds = with_kinds(Reading(notes.drafts, notes.fates, (), title, _NOTHING_DETECTED), options)
    diagnostics = (*notes.diagnostics, *of_kinds)
    if not notes.drafts and notes.source.text.strip() and not any(d.level is Severity.ERROR for d in diagnostics):
        diagnostics = (*diagnostics, Diagnostic(rules.NO_NOTES, "no note was found here", Span(path, 1)))
    return ReadDocument(document, reading, options, title, diagnostics)


_NOTHING_DETECTED = Detection((), (), frozenset(), None)


def matches_path(path: str, pattern: str) -> bool:
    """Whether a source's path is meant by the ``path`` of a ``[[source]]``: itself, its folder, or a glob."""
    from_folder = path.startswith(pattern.rstrip("/") + "/")
    return not pattern or path == pattern or from_folder or PurePosixPath(path).match(pattern)


def _no_notes(document: Document, dialects: Mapping[str, Dialect]) -> Diagnostic:
    found = suggestion(document, dialects)
    hint = "'deckbuilder dialects' shows what was tried" + (f"; {found}" if found else "")
    return Diagnostic(rules.NO_NOTES, "no question was found here", Span(document.path, 1), hint)


def _unsure(path: str, reading: Reading) -> Diagnostic:
    detection = reading.detection
    chosen = [region.dialect.name for region in detection.regions if region.members]
    other = detection.rival.name if detection.rival else ""
    message = f"read as {' and '.join(dict.fromkeys(chosen))}, but {other} would explain it nearly as well"
    hint = f"a line 'dialect: {chosen[0]}' in the front matter makes it certain"
    return Diagnostic(rules.UNSURE_LAYOUT, message, Span(path, 1), hint)


def describe(document: ReadDocument) -> str:
    """``notes.md: numbered list, 19 notes in 4 sections, 11 unanswered``."""
    drafts = document.reading.drafts
    if not drafts:
        return f"{document.path}: no notes"
    used = Counter(d.dialect for d in drafts)
    titles = dict(document.layouts)
    names = " and ".join(titles.get(name, name) for name, _ in used.most_common())
    sections = {tuple(s.title for s in d.sections) for d in drafts} - {()}
    unanswered = sum(not d.answered for d in drafts)
    parts = [f"{names}, {count(len(drafts), 'note')}" + (f" in {count(len(sections), 'section')}" if sections else "")]
    if unanswered:
        parts.append(f"{unanswered} unanswered")
    return f"{document.path}: " + ", ".join(parts)


def count(number: int, noun: str) -> str:
    """``3 notes``, ``1 note``, ``no notes``."""
    if number == 1:
        return f"1 {noun}"
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {plural}" if number else f"no {plural}"
