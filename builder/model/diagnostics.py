"""What can be wrong and what was found: severities, rules, diagnostics, reports.

Owns: the shape of a finding.  Does not own: the catalogue of rules (``rules``),
the functions that find (``checks``), nor how a finding is printed (``output``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from builder.model.source import Span


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong.

    ``code`` is a letter and three digits and never changes; ``name`` is what an author
    writes to silence it; ``why`` tells what it means for a learner; ``bad`` and ``good``
    are short pieces of a source document; ``limits`` says how it decides and when it errs.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    why: str = ""
    bad: str = ""
    good: str = ""
    fixable: bool = False
    limits: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """A mend: put ``text`` in the place of the ``length`` characters at ``span``.

    A ``safe`` one is certain; any other is put in only for an author who asks for it and looks at it.
    """

    span: Span
    length: int
    text: str
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.  ``message`` says what is wrong, ``hint`` what to do next.

    ``related`` are other places that the finding speaks of, each with what is there.
    """

    rule: Rule
    message: str
    span: Span | None = None
    hint: str = ""
    fix: Fix | None = None
    severity: Severity | None = None  # set where the configuration overrules the rule's own
    related: tuple[tuple[Span, str], ...] = ()

    @property
    def level(self) -> Severity:
        return self.severity or self.rule.severity

    @property
    def sort_key(self) -> tuple[bool, str, int, int, str, str]:
        s = self.span  # what has no place is of the whole project, and follows from the rest
        return (s is None, s.path if s else "", s.line if s else 0, s.column if s else 0, self.rule.code, self.message)


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one run, in the order of their places."""

    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @staticmethod
    def of(diagnostics: Iterable[Diagnostic]) -> Report:
        return Report(tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: d.sort_key)))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)

    def count(self, severity: Severity) -> int:
        return sum(d.level is severity for d in self.diagnostics)

    @property
    def errors(self) -> int:
        return self.count(Severity.ERROR)


class ProjectError(Exception):
    """The work cannot go on: a problem of the project, not of its content.

    The message speaks to the author; ``hint`` says what to do next.
    """

    def __init__(self, message: str, *, span: Span | None = None, hint: str = "", code: str = "P000") -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint
        self.code = code
