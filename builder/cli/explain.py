"""The command ``explain``."""

from __future__ import annotations

import click

from builder.check.explain import explain as explain_rule
from builder.cli.terminal import say


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Print the page of a rule: why it matters, a bad and a good example."""
    say(explain_rule(code), newline=False)
