"""The command line: finds the command, and turns every failure into one clear message and an exit code.

Exit codes: 0 all is well, 1 findings that are errors (or warnings, with ``--strict``), 2 the work could not be
done.  Each command lies in a module of its own, which is imported when the command runs, so that ``--help``
and completion answer at once.  Does not own: what the commands do (``pipeline``, ``commands``).
"""

from __future__ import annotations

import gc
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from builder import __version__
from builder.cli.terminal import accept_any_text, has_colour, say

# The commands, in the order of a project's life; each is in the module of its name.
COMMANDS = {
    "init": "Look at a folder, and write a commented deckbuilder.toml.",
    "notes": "Show the notes that the documents hold.",
    "dialects": "Show how each document is read, and what else was weighed.",
    "check": "Report what is wrong with the documents.",
    "build": "Build the packages, and bring the ledger up to date.",
    "release": "Build the packages, and write what changed since the last release.",
    "diff": "Show what an update would do to a learner.",
    "site": "Build the packages and a site to browse the cards.",
    "serve": "Show the site while you write.",
    "describe": "Print a description of the deck for AnkiWeb.",
    "ledger": "Look after the ledger, which remembers who each note is.",
    "clean": "Throw away what earlier runs kept to be quicker.",
    "fetch": "Load remote pictures into media/remote/.",
    "explain": "Print the page of a rule.",
}


class _Commands(click.Group):
    """Loads a command when it is wanted, and reports whatever it raises."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"builder.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if not error.message.startswith("Got unexpected extra argument"):
                raise
            way = "SOURCES is one folder, or one document; where a command writes, --out says where to."
            raise click.UsageError(f"{error.message}. {way}", error.ctx) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            say("stopped; nothing was left half written", err=True)
            ctx.exit(130)
        except Exception as error:
            _fail(ctx, error)


def _fail(ctx: click.Context, error: Exception) -> NoReturn:
    """Report ``error`` in one message, and exit with 2."""
    if ctx.params.get("debug"):
        say("".join(traceback.format_exception(error)), err=True, newline=False)
    failure = import_module("builder.cli.failure")  # only when there is one: a quick start is worth more
    sources = ctx.meta.get("deckbuilder.sources", Path())
    say(failure.described(error, sources=sources, colour=has_colour(sys.stderr)), err=True, newline=False, ours=True)
    form = str(ctx.meta.get("deckbuilder.format", "text"))
    if form != "text":  # whoever reads the findings reads the failure as well
        say(failure.described(error, form, sources=sources), newline=False, ours=True)
    ctx.exit(2)


@click.group(
    cls=_Commands,
    commands={name: click.Command(name) for name in COMMANDS},  # for "Did you mean …?"
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--debug", is_flag=True, envvar="DECKBUILDER_DEBUG", help="Show where in the program a failure arose.")
@click.version_option(__version__, prog_name="deckbuilder")
def main(debug: bool) -> None:
    """Compile question-and-answer documents into Anki decks."""
    accept_any_text()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    # What a command makes lives until its end: looking for garbage all the time costs a fifth of a build.
    gc.set_threshold(100_000, 20, 20)
