"""The command ``check``."""

from __future__ import annotations

import sys

import click

from builder import commands, pipeline
from builder.cli import output
from builder.cli.options import sources_argument
from builder.cli.report import print_report
from builder.cli.terminal import progress, say
from builder.model.diagnostics import Severity
from builder.project.files import Project
from builder.read.reading import count


@click.command()
@sources_argument
@click.option("--format", "form", type=click.Choice(output.FORMATS), default="text", show_default=True)
@click.option(
    "--select", multiple=True, metavar="RULE", help="Only this rule: a code, the beginning of codes, or a name."
)
@click.option("--ignore", multiple=True, metavar="RULE", help="All but this rule.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--fix", is_flag=True, help="Mend in the sources what is certain.")
@click.option("--diff", "show", is_flag=True, help="With --fix: show what would change, and change nothing.")
def check(
    project: Project, form: str, select: tuple[str, ...], ignore: tuple[str, ...], strict: bool, fix: bool, show: bool
) -> None:
    """Report what is wrong with the documents; writes nothing without --fix."""
    with progress(form != "text") as shown:
        compilation, report = pipeline.check(project, select=select, ignore=ignore, progress=shown)
    if fix or show:
        changes = commands.fix(compilation, report, write=fix and not show)
        for change in changes:
            say(change.diff, newline=False, ours=not sys.stdout.isatty())
        if changes and not show:
            say(f"mended {count(len(changes), 'file')}", err=True)
            with progress() as shown:
                compilation, report = pipeline.check(project, select=select, ignore=ignore, progress=shown)
        elif show:
            sys.exit(1 if changes else 0)
    print_report(compilation, report, form, err=False)
    findings = report.errors + (report.count(Severity.WARNING) if strict else 0)
    sys.exit(1 if findings else 0)
