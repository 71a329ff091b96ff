"""What a document says once for all of its notes, given to those that use it.

Owns: which definitions of links, pictures, footnotes and abbreviations a field needs, and what the document's formulas
say for each other.  Does not own: finding definitions (``markdown.definitions``), nor what becomes of them on a card
(``normalise``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from builder.markdown.definitions import label
from builder.model.document import Definition, DefinitionKind, Document
from builder.model.source import Excerpt, Line
from builder.render import drawings, equations
from builder.render.equations import Equations

# All that may name a definition: [name], [^name]; and a word, which may be an abbreviation.
_LABEL = re.compile(r"\[(\^?)((?:\\.|[^\[\]\\]){1,999})\]", re.DOTALL)
_WORD = re.compile(r"\w+(?:[.&/-]\w+)*")
_DEFINES = re.compile(r"[ ]{0,3}(\*|)\[(\^?)((?:\\.|[^\[\]\\]){1,999})\]:")


@dataclass(frozen=True, slots=True)
class Shared:
    """``definitions`` of one document, and what its formulas say for each other.

    ``drawings`` are the numbers of the lines where its drawings begin (``render.drawings``), ``furigana`` says what
    brackets behind words are (``render.ruby``).
    """

    definitions: tuple[Definition, ...] = ()
    equations: Equations = field(default_factory=Equations)
    drawings: tuple[int, ...] = ()
    furigana: bool | None = None

    def complete(self, excerpt: Excerpt) -> Excerpt:
        """``excerpt`` with the definitions below it that it uses and does not hold itself, and those that they use."""
        if not self.definitions:
            return excerpt
        known = {(d.kind, d.name): d for d in self.definitions}
        held = set(_held(excerpt.lines))
        added: list[Line] = []
        lines: Iterable[Line] = excerpt.lines
        while new := [known[key] for key in dict.fromkeys(_named(lines)) if key in known and key not in held]:
            held |= {(d.kind, d.name) for d in new}
            lines = [line for definition in new for line in definition.lines]
            for definition in new:
                added += [_blank(definition.lines[0]), *definition.lines]
        return replace(excerpt, lines=(*excerpt.lines, *added)) if added else excerpt


def of(document: Document) -> Shared:
    """What ``document`` says for all of its notes."""
    kept = tuple(d for d in document.definitions if d.kind is not DefinitionKind.MACRO)
    text = "\n".join(line.text for block in document.blocks for line in block.lines)
    return Shared(kept, equations.collect(text), drawings.opening_lines(document.blocks))


def _blank(line: Line) -> Line:
    return Line(line.number, "", line.column)


def _named(lines: Iterable[Line]) -> Iterator[tuple[DefinitionKind, str]]:
    """All that ``lines`` may name."""
    text = "\n".join(line.text for line in lines)
    for match in _LABEL.finditer(text):
        kind = DefinitionKind.FOOTNOTE if match[1] else DefinitionKind.LINK
        yield kind, label(match[2])
    for match in _WORD.finditer(text):
        yield DefinitionKind.ABBREVIATION, match[0]


def _held(lines: Iterable[Line]) -> Iterator[tuple[DefinitionKind, str]]:
    """What ``lines`` define themselves."""
    for line in lines:
        if match := _DEFINES.match(line.text):
            star, caret, name = match.groups()
            if star:
                yield DefinitionKind.ABBREVIATION, name
            else:
                yield (DefinitionKind.FOOTNOTE if caret else DefinitionKind.LINK), label(name)
