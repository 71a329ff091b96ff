"""What the formulas of a document say for each other: macros that they define, equations that they number.

Owns: collecting both, and what a reference to an equation becomes.  Does not own: the expansion (``macros``).

MathJax keeps both from one card to the next, where they clash (a label that is shown a second time is an error), so
none of them may reach a card: a call becomes its meaning, a reference the number, a label nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from builder.render import macros
from builder.render.finder import find
from builder.render.macros import Macro, Macros

_MAY_SAY = re.compile(r"\\(?:(?:re|provide)?newcommand|g?def(?![A-Za-z])|let(?![A-Za-z])|Declare|label\s*\{)")
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_TAG = re.compile(r"\\tag(\*?)\s*\{([^{}]*)\}")
_ROW = re.compile(r"\\\\")
REFERENCE = re.compile(r"\\(eq|auto|c|C)?ref\s*\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Equations:
    """``labels`` are the texts of labelled equations; those of ``numbered`` get their number with their label.

    ``said`` are the formulas that all this was collected from: two documents that say the same mean the same.
    """

    macros: Macros = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    numbered: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()

    def table(self) -> dict[str, Macro]:
        """The macros, with those that see to labels and references."""
        return {
            "label": Macro("m", self._label),
            "eqref": Macro("m", lambda arguments: self.shown("eq", arguments[0] or "")),
            "ref": Macro("m", lambda arguments: self.shown("", arguments[0] or "")),
            **self.macros,
        }

    def shown(self, kind: str, label: str) -> str | None:
        """What a reference to ``label`` becomes; ``None``: there is no such equation."""
        text = self.labels.get(label.strip())
        if text is None:
            return None
        return f"({text})" if kind else text

    def _label(self, arguments: Sequence[str | None]) -> str:
        name = (arguments[0] or "").strip()
        return f"\\tag{{{self.labels[name]}}}" if name in self.numbered else ""


def may_say(text: str) -> bool:
    """Whether ``text`` may define a macro or label an equation: a quick look."""
    return _MAY_SAY.search(text) is not None


def collect(text: str) -> Equations:
    """What the formulas of ``text``, a whole document, say for each other."""
    if not may_say(text):
        return Equations()
    defined: dict[str, Macro] = {}
    labels: dict[str, str] = {}
    said: list[str] = []
    for formula in find(text).formulas:
        new = macros.expand(formula.tex, defined).defined
        tagged = [(name, tag) for name, tag in _labelled(formula.tex) if tag]
        defined |= new
        for name, tag in tagged:
            labels.setdefault(name, tag)
        if new or tagged:
            said.append(formula.tex)
    return Equations(defined, labels, said=tuple(said))


def of_note(texts: Sequence[str], document: Equations) -> Equations:
    """``document`` with numbers for those equations of a note that have a label, no number, and a reference to them.

    They are counted within the note: so no number changes when another note does.
    """
    if not any("\\label" in text for text in texts):
        return document
    wanted = {match[2].strip() for text in texts for match in REFERENCE.finditer(text)}
    found = [pair for text in texts for formula in find(text).formulas for pair in _labelled(formula.tex)]
    labels = dict(document.labels)
    numbers = (str(n) for n in _unused({tag[2].strip() for text in texts for tag in _TAG.finditer(text)}))
    numbered = []
    for name, tag in found:
        if not tag and name in wanted and name not in labels:
            labels[name] = next(numbers)
            numbered.append(name)
    return Equations(document.macros, labels, frozenset(numbered))


def _unused(tags: Iterable[str]) -> Iterator[int]:
    number = 0
    while True:
        number += 1
        if str(number) not in tags:
            yield number


def _labelled(tex: str) -> Iterator[tuple[str, str]]:
    """The labels of a formula, each with the text of its row's tag."""
    if "\\label" not in tex:
        return
    for row in _ROW.split(tex):
        tag = _TAG.search(row)
        for label in _LABEL.finditer(row):
            yield label[1].strip(), tag[2].strip() if tag else ""
