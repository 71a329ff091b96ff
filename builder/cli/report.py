"""Findings on the terminal, with paths as the author would write them.

Owns: where a report is printed, and the paths in it.  Does not own: the formats (``output``).
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from builder.cli import output
from builder.cli.terminal import has_colour, say
from builder.model.diagnostics import Report, Severity
from builder.pipeline import Compilation
from builder.project.files import Project


def print_report(compilation: Compilation, report: Report, form: str, *, err: bool = True) -> None:
    """Print ``report`` in one of ``options.FORMATS``, to standard error unless ``err`` is false."""
    stream = sys.stderr if err else sys.stdout
    say(rendered(compilation, report, form, colour=has_colour(stream)), err=err, newline=False, ours=True)


def rendered(compilation: Compilation, report: Report, form: str, *, colour: bool = False) -> str:
    """``report`` in one of ``options.FORMATS``, as wide as the terminal (or as ``COLUMNS`` says)."""
    folder = shown_folder(compilation.project)
    width = shutil.get_terminal_size((_WIDTH, 24)).columns
    return output.render(report, form, compilation.sources, folder=folder, colour=colour, width=width)


_WIDTH = 100  # columns, where there is no terminal
_FEW = 20  # findings that a build shows one by one


def print_brief(compilation: Compilation, report: Report) -> None:
    """Print what a build tells: each error, and the other findings if they are few; else their number."""
    errors = only_errors(report)
    others = len(report) - len(errors)
    print_report(compilation, report if others <= _FEW else errors, "text")
    if others > _FEW:
        say(f"{output.summary(report)}: 'deckbuilder check' shows them", err=True)


def shown_folder(project: Project) -> str:
    """The folder of sources as the author would write it, for the paths in messages."""
    base, here = project.folder, Path.cwd()
    relative = base.relative_to(here).as_posix() if base.is_relative_to(here) else os.path.relpath(base, here)
    return "" if relative == "." else f"{relative}/"


def only_errors(report: Report) -> Report:
    """The errors of ``report``."""
    return Report(tuple(d for d in report if d.level is Severity.ERROR))
