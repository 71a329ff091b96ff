"""The compiled project, as the checks see it.

Owns: the records that the pipeline fills.  Does not own: what is wrong with them.
"""

from __future__ import annotations

from dataclasses import dataclass

from builder.model.config import Config, SourceOptions
from builder.model.document import Document
from builder.model.notes import Draft, Fate, Rendered


@dataclass(frozen=True, slots=True)
class CompiledDocument:
    """A document with its drafts and the fates of its lines, both in the order of the source, and its options."""

    document: Document
    drafts: tuple[Draft, ...]
    fates: tuple[Fate, ...]
    title: str
    options: SourceOptions

    @property
    def path(self) -> str:
        return self.document.path


@dataclass(frozen=True, slots=True)
class Compiled:
    """All documents in the order of their paths, the rendered notes, and the configuration."""

    documents: tuple[CompiledDocument, ...]
    rendered: tuple[Rendered, ...]
    config: Config
