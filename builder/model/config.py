"""``deckbuilder.toml`` and front matter as frozen records.

Owns: which keys there are, their types and defaults.  An unknown key or a wrong
type is a ``ProjectError`` that suggests the nearest key.  Does not own: the file
(``project`` reads it).
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from builder import rules
from builder.model.diagnostics import ProjectError
from builder.model.source import Span

Unanswered = Literal["include", "skip"]
Formulas = Literal["auto", "tex", "mathml"]
Derivation = Literal["terms", "rows", "steps"]
SeverityName = Literal["error", "warning", "info", "off"]


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table of data are for: the name of each in its header, or its number from 1."""

    question: str = ""  # asked
    answer: str = ""  # what has to be known
    extra: tuple[str, ...] | str = ()  # shown below the answer
    tags: tuple[str, ...] | str = ()  # tags, with commas or blanks between them
    audio: str = ""  # a sound's file, played with the answer
    picture: str = ""  # a picture's file, shown with the answer
    deck: str = ""  # the deck's name below the root


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What may be set for one source, in ``[[source]]`` or in its front matter."""

    path: str = ""  # only in [[source]]: a glob, relative to the folder of sources
    title: str | None = None  # the document's title
    deck: str | None = None  # the deck's name below the root
    dialect: str | None = None  # one, or several with commas between
    section: str | None = None  # a section, or several as "a::b", around all that the document holds
    tags: tuple[str, ...] = ()  # of all its notes, beside those of the project
    columns: Columns | None = None  # what the columns of a table of data (.csv, .tsv) are for
    unanswered: Unanswered | None = None  # whether questions without an answer become notes
    formulas: Formulas | None = None  # "tex": plain-text formulas stay as typed; "mathml": no MathJax is needed
    author: str | None = None  # at the foot of its cards
    date: str | None = None  # read, and not shown
    license: str | None = None  # at the foot of its cards
    description: str | None = None  # below its deck in Anki, and at its topic on the page
    url: str | None = None  # where the document can be read: a link on its cards
    lang: str | None = None  # the language that it is written in, such as "ja"
    reverse: bool | None = None  # all notes are asked the other way round as well
    typed: bool | None = None  # all answers have to be typed
    furigana: bool | None = None  # whether 漢字[かんじ] and {漢字|かんじ} are readings; default: where they are kana
    notetype: str | None = None  # the name of a [notetype.NAME] that its notes have
    derive: tuple[Derivation, ...] | None = None  # small notes made of parts of long answers, beside these

    def over(self, base: SourceOptions) -> SourceOptions:
        """These options, and where they say nothing, those of ``base``; tags add up."""
        merged = {
            f.name: getattr(self, f.name) if getattr(self, f.name) not in (None, "") else getattr(base, f.name)
            for f in dataclasses.fields(self)
        }
        merged["tags"] = tuple(dict.fromkeys(base.tags + self.tags))
        return SourceOptions(**merged)


@dataclass(frozen=True, slots=True)
class DialectOptions:
    """A layout of the author's own; ``read.forms.registry`` says more about its patterns."""

    question: str = ""  # a line that asks; groups: text, number, answer (on the same line)
    answer: str | None = None  # a line that begins the answer; what follows the match belongs to it
    section: str | None = None  # a line that is a section's title; group: text
    skip: str | None = None  # a line to leave out
    edge: str | None = None  # a line between two cards
    divider: str | None = None  # a line between the sides of a card
    description: str = ""  # what it is called in reports


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a check speaks."""

    answer_words: int = 300  # words of an answer
    question_words: int = 60  # words of a question
    list_items: int = 20  # items of an answer's lists
    reverse_words: int = 15  # words of an answer that is asked the other way round
    media_bytes: int = 1_000_000  # bytes of a picture or sound
    picture_width: int = 1600  # pixels, to which wider pictures are scaled down


@dataclass(frozen=True, slots=True)
class CardOptions:
    """How cards look."""

    css: str = ""  # a file of one's own style, relative to the folder of sources
    fold: int = 1600  # letters of an answer from which its rest is folded; 0: never


@dataclass(frozen=True, slots=True)
class NotetypeOptions:
    """A notetype of one's own: files, relative to the folder of sources; what is not named is as ours."""

    css: str = ""  # a style behind that of all cards
    front: str = ""  # the template of the front
    back: str = ""  # … of the back
    reverse_front: str = ""  # … of the front that asks the other way round
    reverse_back: str = ""  # … of its back
    cloze_front: str = ""  # … of the front of a cloze
    cloze_back: str = ""  # … of its back


@dataclass(frozen=True, slots=True)
class DeckOptions:
    """Anki's options for the decks: those of Anki where a key says nothing."""

    new_per_day: int | None = None  # new cards a day
    reviews_per_day: int | None = None  # reviews a day, at most


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What ``deckbuilder fetch`` may do."""

    allow_private: bool = False  # whether addresses of private networks may be asked
    max_bytes: int = 20_000_000  # bytes of a file
    timeout: int = 30  # seconds for an answer


@dataclass(frozen=True, slots=True)
class Config:
    """All that a project can set."""

    deck: str | None = None  # the root deck; default: the name of the project's folder
    identity: str = ""  # what GUIDs are made of; default: made by the first build, and kept in the ledger
    description: str = ""  # shown in Anki below the deck, and on the page
    sources: tuple[str, ...] = ()  # globs; default: every file of a known type
    exclude: tuple[str, ...] = ()  # globs of files that are no sources
    tags: tuple[str, ...] = ()  # tags that every note gets
    lang: str = ""  # the language of the page, and of documents that name no other, such as "de"
    author: str = ""  # at the foot of cards and pages
    license: str = ""  # at the foot of cards and pages
    address: str = ""  # where the page is published: https://…
    cover: str = ""  # a picture for the page, relative to the folder of sources
    repository: str = ""  # where the sources are: https://…, for links to their lines
    unanswered: Unanswered = "include"  # whether questions without an answer become notes
    formulas: Formulas = "auto"  # "tex": plain-text formulas stay as typed; "mathml": no MathJax is needed
    furigana: bool | None = None  # whether 漢字[かんじ] and {漢字|かんじ} are readings; default: where they are kana
    derive: tuple[Derivation, ...] = ()  # "terms", "rows", "steps": small notes made of parts of long answers
    retire_after: int = 5  # releases for which a removed note still ships, marked as retired …
    retire_days: int = 180  # … and days, at least
    macros: Mapping[str, str] = field(default_factory=dict)  # of formulas: R = '\\mathbb{R}'
    rules: Mapping[str, SeverityName] = field(default_factory=dict)  # a rule's code or name, and how severe it is
    limits: Limits = Limits()  # from where on a check speaks
    card: CardOptions = CardOptions()  # how cards look
    fetch: FetchOptions = FetchOptions()  # what `deckbuilder fetch` may do
    dialects: Mapping[str, DialectOptions] = field(default_factory=dict)  # layouts of your own
    deck_options: DeckOptions | None = None  # a preset for learners who import it; their own changes of it stay
    notetype: Mapping[str, NotetypeOptions] = field(default_factory=dict)  # notetypes with templates of your own
    source: tuple[SourceOptions, ...] = ()  # what holds for some documents


def parse_config(text: str, path: str) -> Config:
    """Read the text of a ``deckbuilder.toml``.

    Raises ``ProjectError`` with the line where one is known.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        message, place = _place_of_toml_error(str(error))
        raise ProjectError(f"not valid TOML: {message}", span=Span(path, *place), code="P002") from None
    entries = table["source"] if isinstance(table.get("source"), list) else []
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("dialect"), list):
            entry["dialect"] = ", ".join(map(str, entry["dialect"]))
    reader = _Reader(path, text)
    config: Config = reader.record(Config, table, "")
    for key in ("address", "repository"):
        if (address := getattr(config, key)) and not address.startswith(("https://", "http://")):
            raise reader.fail(key, f"{key!r} is no address", f'write {key} = "https://…"', "P004")
    for key in config.rules:
        if not rules.named(key):
            near = rules.nearest(key)
            hint = f"did you mean {near}?" if near else "'deckbuilder explain' lists all rules"
            raise reader.fail(f"rules.{key}", f"there is no rule {key!r}", hint, "P004")
    for name in config.notetype:
        if not _NOTETYPE.fullmatch(name) or name.casefold() in _TAKEN:
            hint = "letters, digits, '-' and '_', at most 40, and neither 'standard' nor 'cloze'"
            raise reader.fail(f"notetype.{name}", f"{name!r} cannot name a notetype", hint, "P004")
    for source in config.source:
        if source.notetype is not None and source.notetype not in config.notetype:
            raise reader.fail("notetype", *unknown_notetype(source.notetype, config), "P004")
    return config


_NOTETYPE = re.compile(r"[^\W_][\w-]{0,39}")
_TAKEN = frozenset({"standard", "cloze"})


def unknown_notetype(name: str, config: Config) -> tuple[str, str]:
    """What is wrong with a notetype that the configuration does not have, and what to do."""
    near = difflib.get_close_matches(name, config.notetype, 1)
    return f"there is no notetype {name!r}", f"did you mean {near[0]!r}?" if near else f"write [notetype.{name}] first"


_VAULT_DECKS = ("cards-deck", "anki-deck", "target-deck")  # of plugins for Obsidian; parts are parted by "/" as well
_OTHER_SPELLINGS = {
    "language": "lang",
    "licence": "license",
    "tag": "tags",
    **dict.fromkeys(_VAULT_DECKS, "deck"),
}
# What is a line of text, whatever YAML takes it for.
_LINES = ("title", "author", "date", "license", "description", "deck", "section", "dialect", "url", "lang", "notetype")
_OTHERS = frozenset({"authors", "dates", "titles", "dated", "sections", "descriptor", "dark", "decks", "subtitle"})


def parse_options(table: Mapping[str, Any], path: str) -> SourceOptions:
    """Read a document's front matter.

    Keys that Deckbuilder does not know are other tools' and are passed over, save one that
    is nearly a key of ours: that is an error with a suggestion, as in ``deckbuilder.toml``.
    """
    known = {f.name for f in dataclasses.fields(SourceOptions)} - {"path"}
    table = {
        key: value.replace("/", "::") if key in _VAULT_DECKS and isinstance(value, str) else value
        for key, value in table.items()
    }
    table = {_OTHER_SPELLINGS.get(key.lower(), key): value for key, value in table.items()}
    table = {key.lower() if key.lower() in known else key: value for key, value in table.items()}
    for key in table:
        near = [] if key in known or key in _OTHERS else difflib.get_close_matches(key, known, 1, 0.8)
        if near:
            raise ProjectError(
                f"unknown key {key!r} in the front matter",
                span=Span(path, 1),
                hint=f"did you mean {near[0]!r}?",
                code="P003",
            )
    ours = {k: v for k, v in table.items() if k in known and v is not None}  # "title:" with nothing behind it
    for key in (
        "title",
        "author",
        "date",
        "license",
        "description",
        "deck",
        "section",
        "dialect",
        "url",
        "lang",
        "notetype",
    ):
        if key in ours and not isinstance(ours[key], str):
            ours[key] = ", ".join(map(str, ours[key])) if isinstance(ours[key], list) else str(ours[key])
    for key in ("tags", "derive"):
        if isinstance(ours.get(key), str):
            ours[key] = ours[key].replace(",", " ").split()
    if isinstance(ours.get("tags"), list):
        ours["tags"] = [str(t).replace("/", "::") for t in ours["tags"] if t is not None]
    options: SourceOptions = _Reader(path, "").record(SourceOptions, ours, "")
    return options


_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


def _place_of_toml_error(message: str) -> tuple[str, tuple[int, int]]:
    """Return what is wrong, and the line and column that ``tomllib`` writes behind it."""
    match = _PLACE.search(message)
    return (message[: match.start()], (int(match[1]), int(match[2]))) if match else (message, (1, 1))


_MOST = 1_000_000_000_000


class _Reader:
    """Turns tables into records, and says where a key is wrong."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.split("\n")

    def fail(self, key: str, message: str, hint: str = "", code: str = "P003") -> ProjectError:
        leaf = key.rpartition(".")[2]
        line = next(
            (i for i, t in enumerate(self.lines, 1) if t.lstrip().lstrip("[").startswith((leaf, f'"{leaf}"'))), 1
        )
        return ProjectError(message, span=Span(self.path, line), hint=hint, code=code)

    def record(self, cls: type[Any], table: Mapping[str, Any], prefix: str) -> Any:
        hints = typing.get_type_hints(cls)
        values = {}
        for key, value in table.items():
            full = f"{prefix}{key}"
            if key not in hints:
                near = difflib.get_close_matches(key, hints, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"the keys here are: {', '.join(sorted(hints))}"
                raise self.fail(full, f"unknown key {full!r}", hint)
            values[key] = self.value(hints[key], value, full)
        return cls(**values)

    def value(self, want: Any, value: Any, key: str) -> Any:
        origin, args = typing.get_origin(want), typing.get_args(want)
        if origin in (types.UnionType, typing.Union):
            if isinstance(value, str) and str in args:
                return value
            return self.value(next(a for a in args if a is not type(None)), value, key)
        if origin is Literal:
            if value not in args:
                raise self.fail(key, f"{key!r} is {value!r}", f"it takes one of: {', '.join(map(repr, args))}", "P004")
            return value
        if origin is tuple:
            if not isinstance(value, list):
                raise self.fail(key, f"{key!r} must be a list", f"write {key} = [{value!r}]", "P004")
            return tuple(self.value(args[0], v, key) for v in value)
        if origin is not None and issubclass(origin, Mapping):
            if not isinstance(value, dict):
                raise self.fail(key, f"{key!r} must be a table", f"write [{key}] on a line of its own", "P004")
            return types.MappingProxyType({k: self.value(args[1], v, f"{key}.{k}") for k, v in value.items()})
        if dataclasses.is_dataclass(want):
            if not isinstance(value, dict):
                raise self.fail(key, f"{key!r} must be a table", f"write [{key}] on a line of its own", "P004")
            return self.record(typing.cast(type[Any], want), value, f"{key}.")
        if not isinstance(value, want) or (want is int and isinstance(value, bool)):
            names = {str: "text in quotes", int: "a whole number", bool: "true or false"}
            raise self.fail(key, f"{key!r} must be {names[want]}, not {value!r}", code="P004")
        if want is int and not 0 <= value <= _MOST:
            raise self.fail(key, f"{key!r} must be from 0 to {_MOST:,}, not {value}", code="P004")
        return value
