"""What becomes of a file on its way into the package."""

from __future__ import annotations

from dataclasses import dataclass

from builder.media.kinds import Kind
from builder.model.diagnostics import Diagnostic, Rule
from builder.model.source import Span


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a file, before it is known which reference led to it."""

    rule: Rule
    message: str
    hint: str = ""

    def at(self, span: Span) -> Diagnostic:
        return Diagnostic(self.rule, self.message, span, self.hint)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as it will be packed.  ``identity`` is what its name is made from: equal for equal content.

    ``width`` and ``height`` are in CSS pixels; ``plate`` says that the picture needs a light ground.
    """

    data: bytes
    kind: Kind
    identity: bytes
    width: int | None = None
    height: int | None = None
    plate: bool = False


Preparation = tuple[Prepared | None, tuple[Finding, ...]]
