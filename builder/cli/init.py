"""The command ``init``."""

from __future__ import annotations

import click

from builder import commands
from builder.cli.options import sources_argument
from builder.cli.terminal import progress, say
from builder.project.files import Project


@click.command()
@sources_argument
def init(project: Project) -> None:
    """Look at a folder, and write a commented deckbuilder.toml with what was detected."""
    with progress() as show:
        path = commands.init(project, show)
    say(f"wrote {path.name}; 'deckbuilder dialects' shows more of how the documents are read")
