"""The command ``dialects``."""

from __future__ import annotations

import click

from builder import commands
from builder.cli.detection import detection_lines
from builder.cli.options import sources_argument
from builder.cli.terminal import progress, say
from builder.project.files import Project
from builder.read.reading import read_documents


@click.command()
@sources_argument
@click.option("--list", "listing", is_flag=True, help="The dialects that Deckbuilder and the project know.")
@click.option("--why", is_flag=True, help="Also show which features spoke for each layout, and how loud.")
def dialects(project: Project, listing: bool, why: bool) -> None:
    """Show how each document is read, what else was weighed, and how to overrule it."""
    if listing:
        for name, title, example in commands.dialects(project):
            say(f"{name}: {title}" + (f"\n    {example}" if example else ""))
        return
    with progress() as show:
        documents = read_documents(project, show)
    for document in documents:
        for line in detection_lines(document, why=why):
            say(line)
