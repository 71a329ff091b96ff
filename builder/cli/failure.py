"""What stopped a command, as one finding.

Owns: the words for failures that no stage expected.  Does not own: how a finding is printed (``output``).
"""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

from builder.cli import output
from builder.model.diagnostics import Diagnostic, ProjectError, Report, Severity
from builder.rules import find
from builder.rules.project import PROBLEM


def described(error: Exception, form: str = "text", *, sources: Path = Path(), colour: bool = False) -> str:
    """Return ``error`` as one finding in one of ``options.FORMATS``, with what to do about it.

    ``sources`` is the folder (or document) that was asked for, as the author wrote it: places in it are shown below it.
    """
    found = _diagnostic(error)
    folder = sources if sources.is_dir() else sources.parent
    inside = found.span is not None and (folder / found.span.path).exists() and folder != Path()
    return output.render(Report((found,)), form, {}, folder=f"{folder.as_posix()}/" if inside else "", colour=colour)


def _diagnostic(error: Exception) -> Diagnostic:
    if isinstance(error, ProjectError):
        rule = find(error.code) or PROBLEM
        return Diagnostic(rule, error.message, error.span, error.hint, severity=Severity.ERROR)
    if isinstance(error, OSError) and error.errno is not None:
        return _problem(_of_system(error), _REMEDIES.get(error.errno, "check the path and its permissions"))
    if isinstance(error, MemoryError):
        return _problem("there is not enough memory for this", "split the largest document, or free some memory")
    if isinstance(error, RecursionError):
        return _problem("something is nested too deeply to be read", "look for brackets or lists that go on and on")
    *_, frame = traceback.extract_tb(error.__traceback__) or [None]
    place = f" (in {frame.name}, line {frame.lineno})" if frame else ""
    message = f"this is a fault of Deckbuilder: {type(error).__name__}: {error}{place}"
    return _problem(message, "please report it with the document that shows it; 'deckbuilder --debug …' tells more")


_REMEDIES = {
    errno.ENOSPC: "free some space on the disk",
    errno.EROFS: "the disk is read-only: choose another folder with --out",
    errno.ENOENT: "a file or folder went away meanwhile: run it again",
    errno.EMFILE: "too many files are open: close some programs",
}


def _of_system(error: OSError) -> str:
    name = str(error.filename) if error.filename else "the working folder"
    return f"{name}: {error.strerror or type(error).__name__}"


def _problem(message: str, hint: str) -> Diagnostic:
    return Diagnostic(PROBLEM, message, None, hint, severity=Severity.ERROR)
