"""The command ``site``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from builder.cli import summary
from builder.cli.clock import build_time
from builder.cli.options import build_options, sources_argument
from builder.cli.report import print_brief
from builder.cli.terminal import progress, say
from builder.project.files import Project
from builder.read.reading import count
from builder.site import site as write_site


@click.command()
@sources_argument
@build_options
@click.option("--findings/--no-findings", default=False, help="Also show what was found in the sources, for authors.")
def site(project: Project, out: Path, locked: bool, strict: bool, retire: bool, findings: bool) -> None:
    """Build the packages and, beside them, a site to browse the cards and download them.

    A double click on OUT/site/index.html opens it; it needs no server and no network.
    """
    with progress() as show:
        written = write_site(
            project,
            out,
            now=build_time(project),
            findings=findings,
            locked=locked,
            strict=strict,
            retire=retire,
            progress=show,
        )
    print_brief(written.built.compilation, written.built.report)
    if written.index is None:
        say("nothing was written", err=True)
        sys.exit(1)
    for line in summary.built_lines(written.built, Path.cwd()):
        say(line)
    say(f"{count(written.files, 'file')} ({summary.size(written.size)}) → {written.index}")
