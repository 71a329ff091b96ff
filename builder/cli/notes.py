"""The command ``notes``."""

from __future__ import annotations

import json

import click

from builder import pipeline
from builder.cli import summary
from builder.cli.options import sources_argument, tag_option
from builder.cli.terminal import progress, say
from builder.model.outline import matches
from builder.project.files import Project
from builder.read.reading import describe
from builder.rules.formats import UNREAD_FILES


@click.command()
@sources_argument
@tag_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is printed.",
)
@click.option("--lines", is_flag=True, help="What became of each line of the sources.")
def notes(project: Project, tags: tuple[str, ...], form: str, lines: bool) -> None:
    """Show the notes that the documents hold; writes nothing."""
    with progress() as show:
        compilation = pipeline.notes(project, show)
    if lines:
        for line in summary.fate_lines(compilation):
            say(line)
        return
    rows = [row for row in summary.note_rows(compilation) if matches(row["tags"], tags)]  # type: ignore[arg-type]
    if form == "json":
        say(json.dumps(rows, ensure_ascii=False, indent=1), ours=True)
        return
    for line in summary.note_lines(rows):
        say(line)
    for document in compilation.documents:
        say(describe(document), err=True)
    for unread in (d for d in compilation.diagnostics if d.rule is UNREAD_FILES):
        say(unread.message, err=True)
