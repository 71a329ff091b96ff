"""The notetypes: their fields and templates.  A promise: see below.

Anki stops updating every existing note for ever when the fields or templates of its
notetype change shape, and a note never changes its notetype.  So all that a ``schema`` holds
is fixed: each field and template with its id, their order, the kind, and the first field,
which Anki sorts by (``tests/model/golden`` pins it).  What templates and CSS say may
change; ``ledger`` then moves the notetype's modification time.  New content goes into
the spare fields.

``STANDARD`` carries every kind of note that is not a cloze: which cards a note has, and how
they ask, is decided by its fields, so that a note that is already learned can become
reversed, typed or a choice.  ``CLOZE`` is Anki's own kind.  An id in Anki belongs to one
deck (``identifier``): authors who share a notetype would overwrite each other's look.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType

STANDARD = "standard"
CLOZE = "cloze"

_HERE = Path(__file__).parent / "card"
_FIRST_ID = 1_500_000_000_000  # milliseconds, as Anki's own ids
_IDS = 250_000_000_000


@dataclass(frozen=True, slots=True)
class Fields:
    """What a note's fields hold, as HTML; a notetype says which of them it has, and what Anki calls them.

    ``reverse`` and ``typed`` are flags as well: empty is off.  ``typed`` is the plain text that has to
    be typed (of a cloze: anything), ``language`` a code such as ``ja``.
    """

    question: str = ""
    text: str = ""  # of a cloze, with its deletions
    answer: str = ""
    context: str = ""
    source: str = ""
    options: str = ""
    extra: str = ""
    hint: str = ""
    language: str = ""
    reverse: str = ""
    typed: str = ""
    retired: str = ""

    @property
    def html(self) -> str:
        """All that the fields hold."""
        return "\n".join(value for f in fields(self) if (value := getattr(self, f.name)))


@dataclass(frozen=True, slots=True)
class Field:
    """A field in Anki.  ``holds`` names the one of ``Fields`` that fills it (empty: it is spare)."""

    name: str
    id: int
    holds: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """What makes a card of a note."""

    name: str
    id: int
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class Notetype:
    """A notetype of ours; ``key`` is what the ledger calls it, ``name`` the beginning of its name in Anki."""

    key: str
    name: str
    fields: tuple[Field, ...]
    templates: tuple[Template, ...]
    css: str
    cloze: bool = False

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def named(self, values: Fields) -> dict[str, str]:
        """``values`` by the names that Anki knows, in the notetype's order."""
        return {f.name: getattr(values, f.holds) if f.holds else "" for f in self.fields}

    def read(self, named: Mapping[str, str]) -> Fields:
        """The opposite of ``named``."""
        return Fields(**{f.holds: named[f.name] for f in self.fields if f.holds and f.name in named})

    @property
    def schema(self) -> tuple[str, ...]:
        """All that can never change once a learner has a note, one thing a line, in Anki's order."""
        return (
            "kind cloze" if self.cloze else "kind standard",
            *(f"field {f.id} {f.name}" for f in self.fields),
            *(f"template {t.id} {t.name}" for t in self.templates),
        )

    @property
    def digest(self) -> str:
        """A hash of all that Anki would replace."""
        parts = [self.name, *self.schema, *(side for t in self.templates for side in (t.front, t.back)), self.css]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Released:
    """A notetype as a package holds it: with its id and name in Anki, and the time that it last changed."""

    notetype: Notetype
    id: int
    name: str
    modified: int


def cloze_of(key: str) -> str:
    """The notetype of the clozes where other notes have ``key``."""
    return CLOZE if key == STANDARD else f"{key} {CLOZE}"


def is_cloze(key: str) -> bool:
    return key == CLOZE or key.endswith(f" {CLOZE}")


def key_of(name: str) -> str:
    """The key of the notetype of ours that has ``name`` in a package, which the root deck's name ends."""
    own = name.partition(":")[0].removeprefix("Deckbuilder").strip()
    if own in ("", "Cloze"):
        return CLOZE if own else STANDARD
    return cloze_of(own.removesuffix(" Cloze")) if own.endswith(" Cloze") else own


def identifier(identity: str, key: str) -> int:
    """The id that the notetype ``key`` has in the deck of ``identity``: for ever, as GUIDs."""
    digest = hashlib.sha256(f"notetype\0{identity}\0{key}".encode()).digest()
    return _FIRST_ID + int.from_bytes(digest[:8]) % _IDS


# --------------------------------------------------------------------- the shapes, for ever

_FREE = "Free for later use. An update of the note empties it"
_FLAG_REVERSE = "Filled in: a second card asks the other way round"
_RETIRED = "Filled in when the note is gone from its source"

_STANDARD_FIELDS = (
    Field("Question", 7_310_000_001, "question"),
    Field("Answer", 7_310_000_002, "answer"),
    Field("Context", 7_310_000_003, "context", "Where the note stands: shown above the question"),
    Field("Source", 7_310_000_004, "source", "Where the note is from: shown below the answer"),
    Field("Options", 7_310_000_005, "options", "What to choose from"),
    Field("Extra", 7_310_000_006, "extra", "Shown below the answer"),
    Field("Hint", 7_310_000_007, "hint", "Shown on the front when asked for"),
    Field("Language", 7_310_000_008, "language", "A code such as en or ja"),
    Field("Reverse", 7_310_000_009, "reverse", _FLAG_REVERSE),
    Field("Typed", 7_310_000_010, "typed", "Filled in: the answer that has to be typed"),
    Field("Retired", 7_310_000_011, "retired", _RETIRED),
    *(Field(f"Extra {n}", 7_310_000_011 + n, "", _FREE) for n in range(1, 6)),
)
_CLOZE_FIELDS = (
    Field("Text", 7_310_001_001, "text"),
    Field("Question", 7_310_001_002, "question", "Shown above the text"),
    Field("Extra", 7_310_001_003, "extra", "Shown below the text on the back"),
    Field("Context", 7_310_001_004, "context", "Where the note stands: shown above the text"),
    Field("Source", 7_310_001_005, "source", "Where the note is from: shown below the text"),
    Field("Hint", 7_310_001_006, "hint", "Shown on the front when asked for"),
    Field("Language", 7_310_001_007, "language", "A code such as en or ja"),
    Field("Typed", 7_310_001_008, "typed", "Filled in: what is hidden has to be typed"),
    Field("Retired", 7_310_001_009, "retired", _RETIRED),
    *(Field(f"Extra {n}", 7_310_001_009 + n, "", _FREE) for n in range(1, 6)),
)


def load() -> Mapping[str, Notetype]:
    """The notetypes of this version of Deckbuilder by their keys, with what ``card/`` says of their looks."""
    css = _text("card.css")
    standard = Notetype(
        STANDARD,
        "Deckbuilder",
        _STANDARD_FIELDS,
        (
            Template("Question", 7_310_000_101, _text("question-front.html"), _text("question-back.html")),
            Template("Reverse", 7_310_000_102, _text("reverse-front.html"), _text("reverse-back.html")),
        ),
        css,
    )
    cloze = Notetype(
        CLOZE,
        "Deckbuilder Cloze",
        _CLOZE_FIELDS,
        (Template("Cloze", 7_310_001_101, _text("cloze-front.html"), _text("cloze-back.html")),),
        css,
        cloze=True,
    )
    return MappingProxyType({STANDARD: standard, CLOZE: cloze})


def styled(notetypes: Mapping[str, Notetype], css: str) -> Mapping[str, Notetype]:
    """``notetypes`` with a project's own style behind ours, so that it has the last word."""
    if not css.strip():
        return notetypes
    return MappingProxyType({key: replace(n, css=f"{n.css}\n{css}") for key, n in notetypes.items()})


def with_shuffle(template: str) -> str:
    """A template with the script that puts options in another order, where it says ``{shuffle}``."""
    return template.replace("{shuffle}", _SHUFFLE)


def _text(name: str) -> str:
    return with_shuffle((_HERE / name).read_text(encoding="utf-8"))


_SHUFFLE = f"<script>\n{(_HERE / 'shuffle.js').read_text(encoding='utf-8')}</script>"
