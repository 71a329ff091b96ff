"""The terminal: text printed in any encoding, with nothing in it that a terminal or a CI system would obey.

Owns: ``say``, colour, progress.  Does not own: what is said (``output``, ``summary``).
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import click

# Everything that moves the cursor, rings, or cannot be encoded; a tab and a line feed are text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# GitHub obeys lines that begin with "::", Azure what begins with "##vso[" or "##[".
_COMMAND = re.compile(r"^([ \t]*)(?=::)|(?<=#)(?=#(?:\[|vso\[))", re.MULTILINE)


def say(text: str, *, err: bool = False, newline: bool = True, ours: bool = False) -> None:
    """Print ``text``; what may stem from a document or a file's name is made harmless.

    ``ours``: all of it was made for this output (JSON, colours, commands for a CI system) and is printed as it is.
    """
    heard, aloud = _HEARD.get(([], True))
    heard.append((text, err, newline, ours))
    if not aloud:
        return
    click.echo(text if ours else harmless(text), err=err, nl=newline, color=True)


Said = tuple[str, bool, bool, bool]  # the arguments of ``say``
_HEARD: ContextVar[tuple[list[Said], bool]] = ContextVar("heard")


@contextmanager
def hearing(*, aloud: bool = True) -> Iterator[list[Said]]:
    """Write down what is said; unless ``aloud``, it is not printed."""
    heard: list[Said] = []
    token = _HEARD.set((heard, aloud))
    try:
        yield heard
    finally:
        _HEARD.reset(token)


def harmless(text: str) -> str:
    """``text`` with control characters spelled out, and no line that a CI system would take for a command."""
    text = _CONTROL.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
    return _COMMAND.sub(lambda m: f"{m[1] or ''}\\", text)


def accept_any_text() -> None:
    """Let standard output and error spell out what their encoding lacks, instead of failing half way."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def has_colour(stream: Any) -> bool:
    """Whether to print in colour to ``stream``: a terminal, unless the author's environment says otherwise."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


@contextmanager
def progress(quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """Show progress on one line of the terminal, for work that takes longer than a second."""
    started = time.monotonic()
    shown = 0.0

    def show(stage: str, done: int, total: int) -> None:
        nonlocal shown
        at = time.monotonic()
        if quiet or not sys.stderr.isatty() or at - started < 1 or at - shown < 0.1:
            return
        shown = at
        click.echo(f"\r\x1b[K{stage} {done:,} of {total:,}", err=True, nl=False)

    try:
        yield show
    finally:
        if shown:
            click.echo("\r\x1b[K", err=True, nl=False)
