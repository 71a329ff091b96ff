"""The command line: options, one library call, what it says, an exit code.

Owns: the terminal, the clock and the environment.  Exit codes: 0 all is well, 1 findings
that are errors (or warnings, with ``--strict``), 2 the work could not be done.  Does not own:
what the commands do (``pipeline``).
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from builder import __version__, commands, pipeline
from builder.check.explain import explain as explain_rule
from builder.cli import output, summary
from builder.cli.serve import serve
from builder.fetch import Progress as FetchProgress
from builder.model.diagnostics import Diagnostic, ProjectError, Report, Severity
from builder.model.outline import matches
from builder.package import adopt, diff
from builder.project.files import Project, open_project
from builder.read.reading import Progress, count, describe, read_documents
from builder.rules import find
from builder.rules.project import PROBLEM
from builder.site import site

_SOURCES = click.Path(path_type=Path)
_FORMATS = click.Choice(output.FORMATS)


def _opener_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """The folder of sources (or one source), its configuration and its ledger, to be opened more than once."""

    @click.argument("sources", type=_SOURCES, default=None, required=False)
    @click.option(
        "--config", type=_SOURCES, help="The configuration, if it is not deckbuilder.toml beside the sources."
    )
    @click.option("--ledger", type=_SOURCES, help="The ledger, if it is not ledger.jsonl in the folder of sources.")
    @wraps(command)
    def with_opener(sources: Path | None, config: Path | None, ledger: Path | None, **options: Any) -> Any:
        path = sources or (Path("sources") if Path("sources").is_dir() else Path())
        return command(opener=lambda: open_project(path, config, ledger), **options)

    return with_opener


def _sources_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """The folder of sources (or one source), its configuration and its ledger."""

    @_opener_argument
    @wraps(command)
    def with_project(opener: Callable[[], Project], **options: Any) -> Any:
        return command(project=opener(), **options)

    return with_project


def _tag_option(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "Only notes with this tag or one below it; * stands for anything, a leading ! excludes. Can be repeated."
    return click.option("--tag", "-t", "tags", multiple=True, metavar="PATTERN", help=text)(command)


class _Commands(click.Group):
    """Turns a ``ProjectError`` of any command into a message and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ProjectError as error:
            rule = find(error.code) or PROBLEM
            diagnostic = Diagnostic(rule, error.message, error.span, error.hint, severity=Severity.ERROR)
            click.echo(output.render(Report((diagnostic,)), "text", {}, colour=_colour(sys.stderr)), err=True, nl=False)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("stopped; nothing was left half written", err=True)
            ctx.exit(130)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="deckbuilder")
def main() -> None:
    """Compile question-and-answer documents into Anki decks."""
    # What a command makes lives until its end: looking for garbage all the time costs a fifth of a build.
    gc.set_threshold(100_000, 20, 20)


@main.command()
@_sources_argument
@click.option("--out", "-o", type=_SOURCES, default=Path("dist"), show_default=True, help="Where the packages go.")
@_tag_option
@click.option("--locked", is_flag=True, help="Refuse to change the ledger (for CI).")
@click.option("--topics/--no-topics", default=True, help="Also write one package for each topic.")
@click.option("--strict", is_flag=True, help="Build nothing if there are warnings.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")
def build(
    project: Project, out: Path, tags: tuple[str, ...], locked: bool, topics: bool, strict: bool, quiet: bool
) -> None:
    """Build the packages, and bring the ledger up to date.

    SOURCES is a folder of documents, or one document (default: the folder sources).
    """
    with _progress(quiet) as progress:
        built = pipeline.build(
            project,
            out,
            now=_build_time(project),
            tags=tags,
            locked=locked,
            topics=topics,
            strict=strict,
            progress=progress,
        )
    compilation = built.compilation
    report = built.report if not quiet else _only_errors(built.report)
    _print_report(compilation, report, "text")
    if not built.packages:
        click.echo("nothing was written", err=True)
        sys.exit(1)
    if not quiet:
        for line in summary.built_lines(built, Path.cwd()):
            click.echo(line)


@main.command("site")
@_sources_argument
@click.option("--out", "-o", type=_SOURCES, default=Path("dist"), show_default=True, help="The site goes to OUT/site.")
@click.option("--locked", is_flag=True, help="Refuse to change the ledger (for CI).")
@click.option("--strict", is_flag=True, help="Build nothing if there are warnings.")
@click.option("--findings/--no-findings", default=True, help="Let authors see what was found in the sources.")
def site_command(project: Project, out: Path, locked: bool, strict: bool, findings: bool) -> None:
    """Build the packages and, beside them, a site to browse the cards and download them.

    A double click on OUT/site/index.html opens it; it needs no server and no network.
    """
    with _progress() as progress:
        written = site(
            project, out, now=_build_time(project), findings=findings, locked=locked, strict=strict, progress=progress
        )
    _print_report(written.built.compilation, written.built.report, "text")
    for notice in written.notices:
        click.echo(notice, err=True)
    if written.index is None:
        click.echo("nothing was written", err=True)
        sys.exit(1)
    for line in summary.built_lines(written.built, Path.cwd()):
        click.echo(line)
    click.echo(f"{count(written.files, 'file')} ({summary.size(written.size)}) → {written.index}")


@main.command("serve")
@_opener_argument
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes one that is free."
)
def serve_command(opener: Callable[[], Project], port: int) -> None:
    """Show the site while you write: it is built again, and loaded again, whenever a source changes.

    Serves on this machine only, writes nothing, and goes on until Ctrl-C.
    """
    serve(opener, port=port, now=_now, say=click.echo)


@main.command()
@_sources_argument
@_tag_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lines", is_flag=True, help="What became of each line of the sources.")
def notes(project: Project, tags: tuple[str, ...], form: str, lines: bool) -> None:
    """Show the notes that the documents hold; writes nothing."""
    with _progress() as progress:
        compilation = pipeline.notes(project, progress)
    if lines:
        for line in summary.fate_lines(compilation):
            click.echo(line)
        return
    rows = [row for row in summary.note_rows(compilation) if matches(row["tags"], tags)]  # type: ignore[arg-type]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for line in summary.note_lines(rows):
        click.echo(line)
    for document in compilation.documents:
        click.echo(describe(document), err=True)


@main.command()
@_sources_argument
@click.option("--list", "listing", is_flag=True, help="The dialects that Deckbuilder and the project know.")
def dialects(project: Project, listing: bool) -> None:
    """Show how each document is read, what else was weighed, and how to overrule it."""
    if listing:
        for name, title, example in commands.dialects(project):
            click.echo(f"{name}: {title}" + (f"\n    {example}" if example else ""))
        return
    with _progress() as progress:
        documents = read_documents(project, progress)
    for document in documents:
        for line in summary.detection_lines(document):
            click.echo(line)


@main.command()
@_sources_argument
def init(project: Project) -> None:
    """Look at a folder, and write a commented deckbuilder.toml with what was detected."""
    with _progress() as progress:
        path = commands.init(project, progress)
    click.echo(f"wrote {path.name}; 'deckbuilder dialects' shows more of how the documents are read")


@main.command()
@_sources_argument
@click.option("--format", "form", type=_FORMATS, default="text", show_default=True)
@click.option(
    "--select", multiple=True, metavar="RULE", help="Only this rule: a code, the beginning of codes, or a name."
)
@click.option("--ignore", multiple=True, metavar="RULE", help="All but this rule.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--fix", is_flag=True, help="Mend in the sources what is certain.")
@click.option("--diff", "show", is_flag=True, help="With --fix: show what would change, and change nothing.")
def check(
    project: Project, form: str, select: tuple[str, ...], ignore: tuple[str, ...], strict: bool, fix: bool, show: bool
) -> None:
    """Report what is wrong with the documents; writes nothing without --fix."""
    with _progress(form != "text") as progress:
        compilation, report = pipeline.check(project, select=select, ignore=ignore, progress=progress)
    if fix or show:
        changes = commands.fix(compilation, report, write=fix and not show)
        for change in changes:
            click.echo(change.diff, nl=False)
        if changes and not show:
            click.echo(f"mended {count(len(changes), 'file')}", err=True)
            with _progress() as progress:
                compilation, report = pipeline.check(project, select=select, ignore=ignore, progress=progress)
        elif show:
            sys.exit(1 if changes else 0)
    _print_report(compilation, report, form, err=False)
    findings = report.errors + (report.count(Severity.WARNING) if strict else 0)
    sys.exit(1 if findings else 0)


@main.command("diff")
@_sources_argument
@click.option("--against", type=_SOURCES, help="Compare with this older package instead of the ledger.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything would change for learners.")
def diff_command(project: Project, against: Path | None, form: str, exit_code: bool) -> None:
    """Show what an update would do to a learner; writes nothing."""
    with _progress() as progress:
        found = commands.compare(project, now=_build_time(project), against=against, progress=progress)
    click.echo(diff.as_json(found) if form == "json" else diff.as_text(found), nl=False)
    sys.exit(1 if exit_code and found else 0)


@main.group()
def ledger() -> None:
    """Look after the ledger, which remembers who each note is."""


@ledger.command("status")
@_sources_argument
@click.option("--retired", is_flag=True, help="List the notes that have gone from the sources.")
def ledger_status(project: Project, retired: bool) -> None:
    """Show what the ledger holds, and whether a build would change it."""
    with _progress() as progress:
        status = commands.ledger_status(project, now=_build_time(project), progress=progress)
    for line in summary.ledger_lines(status, retired):
        click.echo(line)


@ledger.command("adopt")
@click.argument("package", type=_SOURCES)
@_sources_argument
def ledger_adopt(project: Project, package: Path) -> None:
    """Take over the GUIDs of PACKAGE, a deck made by another tool, so that learners keep their progress."""
    with _progress() as progress:
        adoption = commands.adopt(project, package, now=_now(), progress=progress)
    click.echo(adopt.as_text(adoption), nl=False)


@ledger.command("mend")
@_sources_argument
def ledger_mend(project: Project) -> None:
    """Bring a ledger with merge conflicts into order."""
    click.echo("mended" if commands.mend_ledger(project) else "the ledger is in order")


@main.command()
@_sources_argument
def fetch(project: Project) -> None:
    """Load remote pictures into media/remote/, once, so that builds can pack them."""
    today = time.strftime("%Y-%m-%d", time.gmtime(_now()))
    result, compilation = commands.fetch(project, today=today, show=_show_transfer)
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    _print_report(compilation, Report.of(result.diagnostics), "text")
    click.echo(f"{count(len(result.fetched), 'file')} fetched, {len(result.kept)} already there")
    sys.exit(1 if result.diagnostics else 0)


def _show_transfer(progress: FetchProgress) -> None:
    if sys.stderr.isatty():
        total = f" of {summary.size(progress.total)}" if progress.total else ""
        where = f"{progress.index} of {progress.count}"
        click.echo(f"\r\x1b[K{where}: {progress.address[:60]} {summary.size(progress.done)}{total}", err=True, nl=False)


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Print the page of a rule: why it matters, a bad and a good example."""
    click.echo(explain_rule(code), nl=False)


# ------------------------------------------------------------------------ edges


def _build_time(project: Project) -> int:
    """The time of a build that follows the last one: Anki tells releases apart by the second.

    Two builds in one second are rare, and then the second one waits for the next.
    """
    now, last = _now(), commands.last_release(project)
    if "SOURCE_DATE_EPOCH" in os.environ or not 0 <= last - now < 2:
        return now
    time.sleep(last + 1 - time.time())
    return last + 1


def _now() -> int:
    """The time: ``SOURCE_DATE_EPOCH``, or the clock; Unix seconds."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return int(time.time())
    if not given.strip().isdigit():
        raise ProjectError(
            f"SOURCE_DATE_EPOCH is {given!r}, which is no time in Unix seconds",
            hint="unset it, or give a whole number",
            code="P008",
        )
    return int(given)


def _colour(stream: Any) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _print_report(compilation: pipeline.Compilation, report: Report, form: str, err: bool = True) -> None:
    stream = sys.stderr if err else sys.stdout
    folder = _shown_folder(compilation.project)
    text = output.render(report, form, compilation.sources, folder=folder, colour=_colour(stream))
    click.echo(text, err=err, nl=False)


def _shown_folder(project: Project) -> str:
    """The folder of sources as the author would write it, for the paths in messages."""
    base, here = project.folder, Path.cwd()
    relative = base.relative_to(here).as_posix() if base.is_relative_to(here) else os.path.relpath(base, here)
    return "" if relative == "." else f"{relative}/"


def _only_errors(report: Report) -> Report:
    return Report(tuple(d for d in report if d.level is Severity.ERROR))


@contextmanager
def _progress(quiet: bool = False) -> Iterator[Progress]:
    """Progress on one line of the terminal, for work that takes longer than a second."""
    started = time.monotonic()
    shown = 0.0

    def show(stage: str, done: int, total: int) -> None:
        nonlocal shown
        at = time.monotonic()
        if quiet or not sys.stderr.isatty() or at - started < 1 or at - shown < 0.1:
            return
        shown = at
        click.echo(f"\r\x1b[K{stage} {done:,} of {total:,}", err=True, nl=False)

    try:
        yield show
    finally:
        if shown:
            click.echo("\r\x1b[K", err=True, nl=False)
