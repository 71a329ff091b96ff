"""A command that has nothing new to do: it says again what it said, and is over.

Owns: when that is so: the same command line, at the same place, of the same program, and all that the run before
looked at is as it was.  Does not own: what a run looks at (``looked``), looking (``project.evidence``), the cache.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click

from builder.cli.now import now
from builder.cli.options import opened_cache
from builder.cli.terminal import Said, has_colour, say
from builder.model.diagnostics import ProjectError
from builder.project.cache import Cache
from builder.project.evidence import Evidence, holds
from builder.project.plain import watching

_KIND = "run"
_COARSE = 0.02  # seconds by which a file system's clock may be behind
_STARTED, _READ = "deckbuilder.started", "deckbuilder.read"


def remembered(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run the command, unless it would do and say what it did and said before."""

    @wraps(command)
    def run(**options: Any) -> Any:
        click.get_current_context().meta[_STARTED] = time.time() - _COARSE
        cache = opened_cache(options["sources"], options["config"], options["ledger"], options["cache_dir"])
        if cache and not options["no_cache"] and _say_again(cache):
            return None
        with watching() as read:
            click.get_current_context().meta[_READ] = read
            return command(**options)

    return run


def evidence() -> Evidence:
    """What was read since the command began."""
    meta = click.get_current_context().meta
    found = Evidence(meta[_STARTED])
    found.add_contents(meta[_READ])
    return found


def remember(
    cache: Cache | None, found: Evidence, said: Sequence[Said], code: int = 0, first: float = 0, last: float = math.inf
) -> None:
    """Keep what the command ``said`` and its exit ``code``, for as long as all that was ``found`` is so.

    ``first`` and ``last`` bound the time, in Unix seconds, at which it would say the same.
    """
    if cache and found.is_sound:
        facts = [(kind, path, value) for (kind, path), value in found.facts.items()]
        cache.store(_KIND, _about(), b"", json.dumps([facts, said, code, first, last]).encode())


def _say_again(cache: Cache) -> bool:
    data = cache.load(_KIND, _about(), b"")
    if data is None:
        return False
    facts, said, code, first, last = json.loads(data)
    try:
        at = now()
    except ProjectError:
        return False
    if not first <= at < min(last, time.time() + 1) or not holds({(kind, path): value for kind, path, value in facts}):
        return False
    for text, err, newline, ours in said:
        say(text, err=err, newline=newline, ours=ours)
    if code:
        sys.exit(code)
    return True


def _about() -> str:
    """All that what is said depends on, beside files: the command line, the folder, the terminal."""
    context = click.get_current_context()
    width = shutil.get_terminal_size().columns
    looks = [has_colour(stream) for stream in (sys.stdout, sys.stderr)]
    options = sorted((name, str(value)) for name, value in context.params.items())
    return json.dumps([context.info_name, options, str(Path.cwd()), width, looks, os.environ.get("COLUMNS")])
