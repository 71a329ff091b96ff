"""The command ``diff``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from builder import commands
from builder.cli.clock import build_time
from builder.cli.now import now
from builder.cli.options import PATH, sources_argument
from builder.cli.terminal import progress, say
from builder.package.diff import as_json, as_text
from builder.project.files import Project


@click.command()
@sources_argument
@click.option("--against", type=PATH, help="Compare with this older package instead of the ledger.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything would change for learners.")
def diff(project: Project, against: Path | None, form: str, exit_code: bool) -> None:
    """Show what an update would do to a learner; writes nothing."""
    with progress() as show:
        found = commands.compare(project, now=build_time(project), against=against, progress=show)
    for folder in commands.later_packages(project, Path.cwd(), now=now()):
        name = folder.relative_to(Path.cwd())
        say(f"the package in {name} is later than the ledger: see 'deckbuilder explain I055'", err=True)
    json = form == "json"
    say(as_json(found) if json else as_text(found), newline=False, ours=json)
    sys.exit(1 if exit_code and found else 0)
