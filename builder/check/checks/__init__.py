"""Checks: what a careful editor would say about the compiled project.

Owns: the order of the checks and what they are given.  A check is a function from a
document as it is read (``prose.Reading``), or from the whole project (``Compiled``), to
diagnostics; none changes anything, and all together are near-linear in the length of the
sources.  Does not own: the rules' texts (``rules``), what is silenced (``policy``), how
findings are printed (``output``), nor what the stages themselves find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import chain

from builder.check.checks import agreement, cards, content, kinds, lists, marks, sides, spaces, structure, text
from builder.check.checks.compiled import Compiled, CompiledDocument
from builder.check.checks.prose import Reading, read
from builder.model.config import Config
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


Found = tuple[Diagnostic, ...]
Finder = Callable[[str, Callable[[], Found]], Found]


def find(path: str, run: Callable[[], Found]) -> Found:
    """What the checks that ``run`` find in the document at ``path``, or in all of them (``""``)."""
    return run()


def run(compiled: Compiled, finder: Finder = find) -> Found:
    """All that the checks find; ``Report.of`` brings it into order.  ``finder`` may know it from before."""
    found = [finder(document.path, partial(_of_document, document, compiled.config)) for document in compiled.documents]
    return (*chain.from_iterable(found), *finder("", partial(_of_project, compiled)))


def _of_document(document: CompiledDocument, config: Config) -> Found:
    reading = read(document, config)
    converted = bool(document.document.source.origin)  # from a format that fixes do not fit
    found = chain.from_iterable(check(reading) for check in DOCUMENT_CHECKS)
    return tuple(replace(diagnostic, fix=None) if converted else diagnostic for diagnostic in found)


def _of_project(compiled: Compiled) -> Found:
    return tuple(chain.from_iterable(check(compiled) for check in PROJECT_CHECKS))


__all__ = ["DOCUMENT_CHECKS", "PROJECT_CHECKS", "Compiled", "CompiledDocument", "run"]
