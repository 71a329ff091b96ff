"""The command ``serve``."""

from __future__ import annotations

from collections.abc import Callable

import click

from builder.cli.clock import now
from builder.cli.options import opener_argument
from builder.cli.server import serve as run_server
from builder.cli.terminal import say
from builder.project.files import Project


@click.command()
@opener_argument
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes one that is free."
)
def serve(opener: Callable[[], Project], port: int) -> None:
    """Show the site while you write: it is built again, and loaded again, whenever a source changes.

    Serves on this machine only, writes nothing, and goes on until Ctrl-C.
    """
    run_server(opener, port=port, now=now, say=say)
