"""Templates of a project's own: what may stand in them, and the notetypes that they make.

Owns: the check of a template against the fields that there are.  Does not own: the files (``project.files``), the
fields (``notetypes``), what Anki makes of a template.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from builder.model.diagnostics import ProjectError
from builder.model.notetypes import (
    CLOZE,
    STANDARD,
    Notetype,
    Template,
    cloze_of,
    with_shuffle,
)
from builder.model.source import Span
from builder.rules.kinds import TEMPLATE

MOST = 100_000  # characters of a template or a style
SIDES = ("front", "back", "reverse_front", "reverse_back", "cloze_front", "cloze_back")

_TAG = re.compile(r"\{\{\s*(?P<sign>[#^/]?)\s*(?P<said>[^{}]*?)\s*\}\}")
_ALWAYS = ("FrontSide", "Tags", "Deck", "Subdeck", "Card", "Type", "CardFlag")  # that Anki fills in
_FILTERS = frozenset({"text", "hint", "type", "cloze", "nc", "furigana", "kana", "kanji"})
_FILE = re.compile(r"""\b(?:src|href)\s*=\s*["']?(?!data:|https?:|#|\{\{)(?P<name>[^\s"'<>]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """A project's own notetype: its style behind ours, and the sides that it has of its own, each with its file's name.

    ``sides`` maps a name of ``SIDES`` to the file's name and its text.
    """

    css: str = ""
    sides: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def with_looks(notetypes: Mapping[str, Notetype], looks: Mapping[str, Look]) -> Mapping[str, Notetype]:
    """``notetypes``, and for each of ``looks`` one of both kinds, with the same fields and templates of its own.

    Raises ``ProjectError`` where a template cannot be Anki's.
    """
    made = dict(notetypes)
    for name, look in looks.items():
        made[name] = _own(notetypes[STANDARD], name, f"Deckbuilder {name}", look, ("", "reverse_"))
        made[cloze_of(name)] = _own(notetypes[CLOZE], cloze_of(name), f"Deckbuilder {name} Cloze", look, ("cloze_",))
    return MappingProxyType(made)


def _own(base: Notetype, key: str, name: str, look: Look, prefixes: tuple[str, ...]) -> Notetype:
    templates = tuple(_template(t, base, look, prefix) for t, prefix in zip(base.templates, prefixes, strict=True))
    css = f"{base.css}\n{look.css}" if look.css.strip() else base.css
    return replace(base, key=key, name=name, templates=templates, css=css)


def _template(ours: Template, notetype: Notetype, look: Look, prefix: str) -> Template:
    front, back = ours.front, ours.back
    if f"{prefix}front" in look.sides:
        own = _checked(look.sides[f"{prefix}front"], notetype, is_front=True)
        # A retired note has no card, and a reverse only where the author wants one: Anki asks the front.
        front = f"{{{{^Retired}}}}\n{own}\n{{{{/Retired}}}}"
        front = f"{{{{#Reverse}}}}{front}{{{{/Reverse}}}}" if prefix == "reverse_" else front
    if f"{prefix}back" in look.sides:
        back = _checked(look.sides[f"{prefix}back"], notetype, is_front=False)
    return replace(ours, front=front, back=back)


def _checked(side: tuple[str, str], notetype: Notetype, *, is_front: bool) -> str:
    """The text of a template that Anki can use."""
    path, text = side
    if len(text) > MOST:
        raise _fault(path, text, 0, f"more than {MOST:,} characters", "a template is a page of HTML at most")
    for at, message, hint in _faults(text, notetype, is_front=is_front):
        raise _fault(path, text, at, message, hint)
    return with_shuffle(text)


def _fault(path: str, text: str, at: int, message: str, hint: str) -> ProjectError:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return ProjectError(message, span=Span(path, line, column), hint=hint, code=TEMPLATE.code)


def _faults(text: str, notetype: Notetype, *, is_front: bool) -> Iterator[tuple[int, str, str]]:
    """Where a template cannot work, what is wrong there, and what to do."""
    opened: list[tuple[str, int]] = []
    shown: set[str] = set()
    for tag in _TAG.finditer(text):
        *filters, name = [part.strip() for part in tag["said"].split(":")]
        if tag["sign"] == "/":
            if not opened or opened[-1][0] != name:
                yield (
                    tag.start(),
                    f"{{{{/{name}}}}} closes nothing",
                    f"write {{{{#{name}}}}} before it, or take it out",
                )
            else:
                opened.pop()
            continue
        if name not in notetype.field_names and name not in _ALWAYS:
            near = difflib.get_close_matches(name, (*notetype.field_names, *_ALWAYS), 1)
            known = f"the fields are: {', '.join(notetype.field_names)}"
            yield tag.start(), f"there is no field {name!r}", f"did you mean {near[0]!r}?" if near else known
        if unknown := next((f for f in filters if f not in _FILTERS and not f.startswith("tts ")), None):
            yield tag.start(), f"Anki knows no filter {unknown!r}", f"it knows: {', '.join(sorted(_FILTERS))}"
        if tag["sign"]:
            opened.append((name, tag.start()))
        else:
            shown.add(":".join((*filters, name)))
    for name, at in opened:
        yield at, f"{{{{#{name}}}}} is never closed", f"write {{{{/{name}}}}} behind it"
    if file := _FILE.search(text):
        yield (
            file.start(),
            f"{file['name']} would not be packed",
            "a template can use no files; write a picture as data:",
        )
    needed = {"cloze:Text"} if notetype.cloze else {*notetype.field_names} if is_front else set()
    fields = shown if notetype.cloze else {name.rpartition(":")[2] for name in shown}
    if needed and not needed & fields:
        wanted = "{{cloze:Text}}" if notetype.cloze else "a field, such as {{Question}}"
        yield 0, f"the template shows no {wanted.removeprefix('a ')}", f"Anki needs {wanted} here"
