"""The command ``build``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from builder import pipeline
from builder.cli import summary
from builder.cli.clock import build_time
from builder.cli.options import build_options, sources_argument, tag_option
from builder.cli.report import only_errors, print_brief
from builder.cli.terminal import progress, say
from builder.project.files import Project


@click.command()
@sources_argument
@build_options
@tag_option
@click.option("--topics/--no-topics", default=True, help="Also write one package for each topic.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")
def build(
    project: Project,
    out: Path,
    tags: tuple[str, ...],
    locked: bool,
    topics: bool,
    strict: bool,
    retire: bool,
    quiet: bool,
) -> None:
    """Build the packages, and bring the ledger up to date.

    SOURCES is a folder of documents, or one document (default: the folder sources, or else this folder).
    """
    with progress(quiet) as show:
        built = pipeline.build(
            project,
            out,
            now=build_time(project),
            tags=tags,
            locked=locked,
            topics=topics,
            strict=strict,
            retire=retire,
            progress=show,
            notify=lambda text: say(text, err=True),
        )
    compilation = built.compilation
    report = built.report if not quiet else only_errors(built.report)
    print_brief(compilation, report)
    if not built.packages:
        say("nothing was written", err=True)
        sys.exit(1)
    if not quiet:
        for line in summary.built_lines(built, Path.cwd()):
            say(line)
