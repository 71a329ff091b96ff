"""The command ``clean``."""

from __future__ import annotations

import click

from builder.cli.options import sources_argument
from builder.cli.summary import size
from builder.cli.terminal import say
from builder.project.cache import clean as clean_cache
from builder.project.files import Project
from builder.project.lock import FOLDER


@click.command()
@sources_argument
def clean(project: Project) -> None:
    """Throw away what earlier runs kept to be quicker; the next one makes it anew."""
    folder = project.cache.folder if project.cache else project.ledger.parent / FOLDER
    freed = clean_cache(folder)
    say(f"{size(freed)} freed" if freed else "there was nothing to throw away")
