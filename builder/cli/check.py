"""The command ``check``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from builder import commands
from builder.cli import output
from builder.cli.options import PATH, remember_format, sources_argument
from builder.cli.report import print_report, rendered, shown_folder
from builder.cli.terminal import progress, say
from builder.model.diagnostics import Severity
from builder.project.files import Project
from builder.project.writing import write_all
from builder.read.reading import count


@click.command()
@sources_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(output.FORMATS),
    default="text",
    show_default=True,
    is_eager=True,
    callback=remember_format,
    help="For people, for programs, for code hosts.",
)
@click.option(
    "--select", multiple=True, metavar="RULE", help="Only this rule: a code, the beginning of codes, or a name."
)
@click.option("--ignore", multiple=True, metavar="RULE", help="All but this rule.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--fix", is_flag=True, help="Mend in the sources what is certain.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix: also mend what needs a look afterwards.")
@click.option(
    "--diff", "show", is_flag=True, help="Show as a patch what --fix would change, and change nothing; exit code 0."
)
@click.option("--statistics", is_flag=True, help="Only count the findings, rule by rule.")
@click.option("--output-file", type=PATH, help="Write the findings to this file instead.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
def check(
    project: Project,
    form: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    fix: bool,
    unsafe_fixes: bool,
    show: bool,
    statistics: bool,
    output_file: Path | None,
    exit_zero: bool,
) -> None:
    """Report what is wrong with the documents; writes nothing without --fix.

    Exit code 1 if there are errors (with --strict: or warnings).
    """
    with progress(form != "text") as shown:
        checked = commands.check(project, select=select, ignore=ignore, progress=shown)
    if fix or show:
        folder = shown_folder(project)
        changes = commands.fix(
            checked, write=not show, unsafe=unsafe_fixes, select=select, ignore=ignore, folder=folder
        )
        for notice in checked.notices:
            say(notice, err=True)
        for change in changes:
            say(change.diff, newline=False, ours=not sys.stdout.isatty())
        if show:
            return
        if changes:
            say(f"mended {count(len(changes), 'file')}", err=True)
            with progress() as shown:
                checked = commands.check(project, select=select, ignore=ignore, progress=shown)
    report = checked.report
    if output_file or statistics:
        made = output.statistics(report, form) if statistics else rendered(checked.compilation, report, form)
        if output_file:
            write_all([(output_file, made.encode())])
        else:
            say(made, newline=False, ours=form != "text")
    else:
        print_report(checked.compilation, report, form, err=False)
    findings = report.errors + (report.count(Severity.WARNING) if strict else 0)
    sys.exit(1 if findings and not exit_zero else 0)
