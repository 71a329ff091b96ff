"""The commands ``ledger …``."""

from __future__ import annotations

from pathlib import Path

import click

from builder import commands
from builder.cli import summary
from builder.cli.clock import build_time
from builder.cli.now import now
from builder.cli.options import PATH, sources_argument
from builder.cli.terminal import progress, say
from builder.package.adopt import as_text
from builder.project.files import Project
from builder.read.reading import count


@click.group()
def ledger() -> None:
    """Look after the ledger, which remembers who each note is."""


@ledger.command()
@sources_argument
@click.option("--retired", is_flag=True, help="List the notes that have gone from the sources.")
def status(project: Project, retired: bool) -> None:
    """Show what the ledger holds, and whether a build would change it."""
    with progress() as show:
        found = commands.ledger_status(project, now=build_time(project), progress=show)
    for line in summary.ledger_lines(found, retired):
        say(line)


@ledger.command()
@click.argument("package", type=PATH)
@sources_argument
@click.option("--question", default="", metavar="FIELD", help="Where PACKAGE has its questions (default: found).")
@click.option("--answer", default="", metavar="FIELD", help="Where PACKAGE has its answers (default: found).")
def adopt(project: Project, package: Path, question: str, answer: str) -> None:
    """Take over the GUIDs of PACKAGE, a deck made by another tool, so that learners keep their progress."""
    with progress() as show:
        adoption = commands.adopt(project, package, now=now(), question=question, answer=answer, progress=show)
    say(as_text(adoption), newline=False)


@ledger.command("catch-up")
@click.argument("package", type=PATH)
@sources_argument
def catch_up(project: Project, package: Path) -> None:
    """Take over from PACKAGE, built from these sources before, what learners have and the ledger does not know."""
    with progress() as show:
        caught = commands.catch_up(project, package, now=now(), progress=show)
    if not caught.later and not caught.lacked:
        say("the ledger knows all of it")
        return
    say(f"{count(caught.later, 'note')} later than the ledger, {caught.lacked} unknown to it: now it knows them")
    say("the next build brings learners from there to what the sources say; 'deckbuilder diff' shows it")


@ledger.command()
@click.argument("base", type=PATH)
@click.argument("ours", type=PATH)
@click.argument("theirs", type=PATH)
def merge(base: Path, ours: Path, theirs: Path) -> None:
    """Merge two branches' ledgers into OURS; git calls it with %O %A %B.

    Once for each clone: git config merge.deckbuilder.driver "deckbuilder ledger merge %O %A %B"
    """
    commands.merge_ledgers(base, ours, theirs)


@ledger.command()
@click.argument("other", type=PATH)
@sources_argument
def join(project: Project, other: Path) -> None:
    """Take over the notes of OTHER, the ledger of another project whose documents move into this one.

    Learners of both decks keep their progress.
    """
    for line in summary.joined_lines(commands.join_ledgers(project, other)):
        say(line)


@ledger.command()
@sources_argument
def clock(project: Project) -> None:
    """Take times of the future out of the ledger, after a build with a clock that was ahead."""
    late = commands.turn_back(project, now=now())
    if not late:
        say("the ledger has no time in the future")
        return
    say(f"{count(late, 'note')} had a time in the future; now the clock's")
    say('learners who imported that release have to import the next once with "Update notes: Always"')


@ledger.command()
@sources_argument
def mend(project: Project) -> None:
    """Bring a ledger with merge conflicts into order."""
    mended = commands.mend_ledger(project)
    if mended is None:
        say("the ledger is in order")
        return
    for line in summary.mended_lines(mended):
        say(line)
