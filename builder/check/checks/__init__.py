"""Checks: what a careful editor would say about the compiled project.

Owns: the order of the checks and what they are given.  A check is a function from a
document as it is read (``prose.Reading``), or from the whole project (``Compiled``), to
diagnostics; none changes anything, and all together are near-linear in the length of the
sources.  Does not own: the rules' texts (``rules``), what is silenced (``policy``), how
findings are printed (``output``), nor what the stages themselves find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from builder.check.checks import agreement, cards, content, kinds, lists, marks, sides, spaces, structure, text
from builder.check.checks.compiled import Compiled, CompiledDocument
from builder.check.checks.prose import Reading, read
from builder.model.diagnostics import Diagnostic

DOCUMENT_CHECKS: tuple[Callable[[Reading], Iterable[Diagnostic]], ...] = (
    *text.CHECKS,
    *spaces.CHECKS,
    *marks.CHECKS,
    *structure.CHECKS,
    *sides.CHECKS,
    *lists.CHECKS,
    *content.CHECKS,
    *cards.CHECKS,
    *agreement.CHECKS,
    *kinds.CHECKS,
)
PROJECT_CHECKS: tuple[Callable[[Compiled], Iterable[Diagnostic]], ...] = content.PROJECT_CHECKS


def run(compiled: Compiled) -> tuple[Diagnostic, ...]:
    """All that the checks find; ``Report.of`` brings it into order."""
    return tuple(_run(compiled))


def _run(compiled: Compiled) -> Iterator[Diagnostic]:
    for document in compiled.documents:
        reading = read(document, compiled.config)
        converted = bool(document.document.source.origin)  # from a format that fixes do not fit
        for check in DOCUMENT_CHECKS:
            for diagnostic in check(reading):
                yield replace(diagnostic, fix=None) if converted else diagnostic
    for project_check in PROJECT_CHECKS:
        yield from project_check(compiled)


__all__ = ["DOCUMENT_CHECKS", "PROJECT_CHECKS", "Compiled", "CompiledDocument", "run"]
