"""The command ``release``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from builder import commands
from builder.cli import summary
from builder.cli.clock import build_time
from builder.cli.options import PATH, build_options, sources_argument
from builder.cli.report import print_report
from builder.cli.terminal import progress, say
from builder.project.files import Project


@click.command()
@sources_argument
@build_options
@click.option("--since", type=PATH, help="The package of the last release, if it is not in OUT.")
def release(project: Project, out: Path, since: Path | None, locked: bool, strict: bool, retire: bool) -> None:
    """Build the packages, and write beside them what changed since the last release.

    NAME-changes.txt says it in words; NAME-update.anki-json brings it to learners who made the notes their own:
    an import of it leaves their tags, their own fields and their templates alone.
    """
    with progress() as show:
        released = commands.release(
            project,
            out,
            now=build_time(project),
            since=since,
            locked=locked,
            strict=strict,
            retire=retire,
            progress=show,
        )
    print_report(released.built.compilation, released.built.report, "text")
    if not released.built.packages:
        say("nothing was written", err=True)
        sys.exit(1)
    for line in summary.built_lines(released.built, Path.cwd()):
        say(line)
    for path in released.files:
        say(f"what changed → {path}")
