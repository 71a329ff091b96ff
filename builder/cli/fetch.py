"""The command ``fetch``."""

from __future__ import annotations

import sys
import time

import click

from builder import commands
from builder.cli import summary
from builder.cli.now import now
from builder.cli.options import sources_argument
from builder.cli.report import print_report
from builder.cli.terminal import harmless, say
from builder.fetch import Progress
from builder.model.diagnostics import Report
from builder.project.files import Project
from builder.read.reading import count


@click.command()
@sources_argument
def fetch(project: Project) -> None:
    """Load remote pictures into media/remote/, once, so that builds can pack them."""
    today = time.strftime("%Y-%m-%d", time.gmtime(now()))
    result, compilation = commands.fetch(project, today=today, show=_show_transfer)
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    print_report(compilation, Report.of(result.diagnostics), "text")
    say(f"{count(len(result.fetched), 'file')} fetched, {len(result.kept)} already there")
    sys.exit(1 if result.diagnostics else 0)


def _show_transfer(progress: Progress) -> None:
    if sys.stderr.isatty():
        total = f" of {summary.size(progress.total)}" if progress.total else ""
        where = f"{progress.index} of {progress.count}"
        text = f"{where}: {harmless(progress.address[:60])} {summary.size(progress.done)}{total}"
        click.echo(f"\r\x1b[K{text}", err=True, nl=False)
