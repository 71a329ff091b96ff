"""What the command ``build`` does, when there is something to do.

Owns: the build, what is said of it, and what is kept so that the next one may have nothing to do.  Does not own: the
command line (``build``), the stages (``pipeline``).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from builder import pipeline
from builder.cli import again, looked, summary
from builder.cli.clock import build_time
from builder.cli.report import only_errors, print_brief
from builder.cli.terminal import Said, hearing, progress, say
from builder.memory import Memory
from builder.pipeline import Built
from builder.project.files import Project
from builder.project.plain import watching


def build(
    project: Project,
    out: Path,
    *,
    tags: tuple[str, ...],
    locked: bool,
    topics: bool,
    strict: bool,
    retire: bool,
    quiet: bool,
) -> None:
    """Build the packages of ``project`` and say so; exits with 1 if nothing was written."""
    memory = Memory()
    now = build_time(project)
    with progress(quiet) as show:
        built = pipeline.build(
            project,
            out,
            now=now,
            tags=tags,
            locked=locked,
            topics=topics,
            strict=strict,
            retire=retire,
            progress=show,
            notify=lambda text: say(text, err=True),
            memory=memory,
        )
    _tell(built, quiet)
    if not built.packages:
        sys.exit(1)
    if project.cache:
        with watching() as read:
            settled = pipeline.settled(built, out, now=now, tags=tags, retire=retire, memory=memory)
        if settled:
            with hearing(aloud=False) as said:
                _tell(settled, quiet)
            _remember(settled, out, read, said, now)


def _tell(built: Built, quiet: bool) -> None:
    print_brief(built.compilation, built.report if not quiet else only_errors(built.report))
    if not built.packages:
        say("nothing was written", err=True)
    elif not quiet:
        for line in summary.built_lines(built, Path.cwd()):
            say(line)


def _remember(built: Built, out: Path, read: Mapping[str, str], said: list[Said], now: int) -> None:
    found = again.evidence()
    looked.of_sources(found, built.compilation, read)
    looked.of_output(found, built, out)
    first, last = looked.times(built, now)
    again.remember(built.compilation.project.cache, found, said, first=first, last=last)
