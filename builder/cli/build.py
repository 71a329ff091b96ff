"""The command ``build``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from builder.cli.again import remembered
from builder.cli.options import build_options, opener_argument, tag_option

if TYPE_CHECKING:
    from builder.project.files import Project


@click.command()
@remembered
@opener_argument
@build_options
@tag_option
@click.option("--topics/--no-topics", default=True, help="Also write one package for each topic.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")
def build(opener: Callable[[], Project], **options: Any) -> None:
    """Build the packages, and bring the ledger up to date.

    SOURCES is a folder of documents, or one document (default: the folder sources, or else this folder).
    """
    import_module("builder.cli.building").build(opener(), **options)
