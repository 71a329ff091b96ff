"""The command ``explain``."""

from __future__ import annotations

import click

from builder.check.explain import explain as explain_rule
from builder.check.explain import rule_list
from builder.cli.terminal import say


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Print the page of a rule: why it matters, a bad and a good example; without CODE, list all rules."""
    say(explain_rule(code) if code else rule_list(), newline=False)
