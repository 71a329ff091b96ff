"""What the command ``check`` does, when there is something to do.

Owns: the check, what is said of it, the fixes.  Does not own: the command line (``check``), the rules.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from builder import commands
from builder.cli import again, looked, output
from builder.cli.now import now
from builder.cli.report import print_report, rendered, shown_folder
from builder.cli.terminal import hearing, progress, say
from builder.memory import Memory
from builder.model.diagnostics import Diagnostic, Severity
from builder.pipeline import Compilation
from builder.project.files import Project
from builder.project.writing import write_all
from builder.read.reading import Progress, count


def check(
    project: Project,
    *,
    form: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    fix: bool,
    unsafe_fixes: bool,
    show: bool,
    links: bool,
    statistics: bool,
    output_file: Path | None,
    exit_zero: bool,
) -> None:
    """Check ``project`` and say what was found; exits with 1 for errors."""
    memory = Memory()
    with progress(form != "text") as shown:
        more = partial(_lost_pages, show=shown) if links else _nothing
        checked = commands.check(project, select=select, ignore=ignore, progress=shown, memory=memory, more=more)
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
                checked = commands.check(project, select=select, ignore=ignore, progress=shown, memory=memory)
    report = checked.report
    findings = report.errors + (report.count(Severity.WARNING) if strict else 0)
    code = 1 if findings and not exit_zero else 0
    with hearing() as said:
        if output_file or statistics:
            made = output.statistics(report, form) if statistics else rendered(checked.compilation, report, form)
            if output_file:
                write_all([(output_file, made.encode())])
            else:
                say(made, newline=False, ours=form != "text")
        else:
            print_report(checked.compilation, report, form, err=False)
    if project.cache and not fix and not output_file and not links:
        found = again.evidence()
        looked.of_sources(found, checked.compilation, {})
        again.remember(project.cache, found, said, code)
    sys.exit(code)


def _nothing(compilation: Compilation) -> tuple[Diagnostic, ...]:
    return ()


def _lost_pages(compilation: Compilation, show: Progress) -> tuple[Diagnostic, ...]:
    found, unclear = commands.lost_pages(compilation, today=datetime.fromtimestamp(now(), UTC).date(), show=show)
    if unclear:
        say(f"{count(unclear, 'page')} gave no clear answer, or there were too many; ask again later", err=True)
    return found
