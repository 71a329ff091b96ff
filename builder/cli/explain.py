"""The command ``explain``."""

from __future__ import annotations

from importlib import import_module

import click

from builder.cli.options import rules_like
from builder.cli.terminal import say


@click.command()
@click.argument("code", required=False, shell_complete=rules_like)
def explain(code: str | None) -> None:
    """Print the page of a rule: why it matters, a bad and a good example; without CODE, list all rules."""
    pages = import_module("builder.check.explain")  # not for completion, which has to be quick
    say(pages.explain(code) if code else pages.rule_list(), newline=False)
