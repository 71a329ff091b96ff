"""The command ``describe``."""

from __future__ import annotations

import click

from builder.cli.now import now
from builder.cli.options import sources_argument
from builder.cli.terminal import progress, say
from builder.project.files import Project
from builder.site.describe import describe as describe_project


@click.command()
@sources_argument
def describe(project: Project) -> None:
    """Print a description of the deck for AnkiWeb's page; writes nothing.

    Counts, topics, author, licence, addresses, pictures and sounds: what the documents and the configuration say.
    """
    with progress() as show:
        text = describe_project(project, now=now(), progress=show)
    say(text, newline=False)
