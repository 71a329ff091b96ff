"""The command ``serve``."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable

import click

from builder.cli.now import now
from builder.cli.options import opener_argument
from builder.cli.server import serve as run_server
from builder.cli.terminal import say
from builder.project.files import Project


@click.command()
@opener_argument
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes one that is free."
)
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
def serve(opener: Callable[[], Project], port: int, show: bool) -> None:
    """Show the site while you write: it is built again, and loaded again, whenever a source changes.

    Serves on this machine only, writes nothing, and goes on until Ctrl-C.
    """
    run_server(opener, port=port, now=now, say=say, opened_page=webbrowser.open if show else str)
