"""The command ``check``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from builder.cli.again import remembered
from builder.cli.options import FORMATS, PATH, opener_argument, remember_format, rules_like

if TYPE_CHECKING:
    from builder.project.files import Project


@click.command()
@remembered
@opener_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    is_eager=True,
    callback=remember_format,
    help="For people, for programs, for code hosts.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    shell_complete=rules_like,
    help="Only this rule: a code, the beginning of codes, or a name.",
)
@click.option("--ignore", multiple=True, metavar="RULE", shell_complete=rules_like, help="All but this rule.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--fix", is_flag=True, help="Mend in the sources what is certain.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix: also mend what needs a look afterwards.")
@click.option(
    "--diff", "show", is_flag=True, help="Show as a patch what --fix would change, and change nothing; exit code 0."
)
@click.option("--links", is_flag=True, help="Also ask the web whether the pages of links are still there.")
@click.option("--statistics", is_flag=True, help="Only count the findings, rule by rule.")
@click.option("--output-file", type=PATH, help="Write the findings to this file instead.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
def check(opener: Callable[[], Project], **options: Any) -> None:
    """Report what is wrong with the documents; writes nothing without --fix.

    Exit code 1 if there are errors (with --strict: or warnings).
    """
    import_module("builder.cli.checking").check(opener(), **options)
