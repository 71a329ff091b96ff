"""Findings on the terminal, with paths as the author would write them.

Owns: where a report is printed, and the paths in it.  Does not own: the formats (``output``).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from builder.cli import output
from builder.cli.terminal import has_colour, say
from builder.model.diagnostics import Report, Severity
from builder.pipeline import Compilation
from builder.project.files import Project


def print_report(compilation: Compilation, report: Report, form: str, *, err: bool = True) -> None:
    """Print ``report`` in one of ``output.FORMATS``, to standard error unless ``err`` is false."""
    stream = sys.stderr if err else sys.stdout
    folder = shown_folder(compilation.project)
    text = output.render(report, form, compilation.sources, folder=folder, colour=has_colour(stream))
    say(text, err=err, newline=False, ours=True)


def shown_folder(project: Project) -> str:
    """The folder of sources as the author would write it, for the paths in messages."""
    base, here = project.folder, Path.cwd()
    relative = base.relative_to(here).as_posix() if base.is_relative_to(here) else os.path.relpath(base, here)
    return "" if relative == "." else f"{relative}/"


def only_errors(report: Report) -> Report:
    """The errors of ``report``."""
    return Report(tuple(d for d in report if d.level is Severity.ERROR))
