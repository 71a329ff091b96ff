"""What each column of a table of data is for.

Owns: the roles, told by the author (``[[source]] columns``), by the names in a header, or by what the columns
hold.  Does not own: what becomes of the fields (``tables``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from builder.model.config import Columns
from builder.read.language import words
from builder.read.language.vocabulary import folded

_LISTS = words.WORDS["data_tables"]
_TABLES = words.WORDS["tables"]
_LANGUAGES = folded(_TABLES["languages"])
_PAIRS = frozenset((q.casefold(), a.casefold()) for q, a in _TABLES["pairs"])
_OPTION = re.compile(rf"(?:(?:{'|'.join(map(re.escape, _LISTS['option']))})\s*)?(?P<which>[a-h]|[1-8])$")
_SOUND_FILE = re.compile(
    r"(?:\[sound:[^\]]+\]|[^\s/][^\n]{0,200}\.(?:mp3|ogg|oga|opus|wav|flac|m4a|aac|mp4|webm))$", re.I
)
_PICTURE_FILE = re.compile(r"(?:<img\b[^>]*>|[^\s<][^\n]{0,200}\.(?:png|jpe?g|gif|webp|svg|avif))$", re.I)
_NUMBER = re.compile(r"\W*+\d{0,6}\W*$")
_LEAST = 5  # rows from which on a column of few values is one of topics
_LEAST_ALIKE = 3  # rows from which on a column of one value is
_TOPIC_SHARE = 0.4  # the most that the values of such a column may differ
_LONGEST_TOPIC = 40  # characters
_SAMPLE = 200  # rows
_MOSTLY = 0.8  # the share of fields in small letters below names in capitals
_LONGER = 2.5  # times the name, if all the fields below it are sentences
_FILLED = 0.5  # the share of rows in which an answer has to stand


class Role(Enum):
    QUESTION = "question"
    ANSWER = "answer"
    OPTION = "option"
    EXTRA = "extra"
    TAGS = "tags"
    TOPIC = "topic"
    DECK = "deck"
    GUID = "guid"
    SOUND = "audio"
    PICTURE = "picture"
    NOTETYPE = "notetype"
    NUMBER = "number"


def _keys(names: Iterable[str], role: Role) -> dict[str, Role]:
    return {words.key(name): role for name in names}


_NAMED: Mapping[str, Role] = {
    **_keys(_TABLES["tags"], Role.TAGS),
    **_keys([*_TABLES["categories"], *_TABLES["marks"]], Role.TOPIC),
    **_keys(_LISTS["deck"], Role.DECK),
    "guid": Role.GUID,
    **_keys(_LISTS["sound"], Role.SOUND),
    **_keys(_LISTS["picture"], Role.PICTURE),
    **_keys([*_TABLES["answer"], *_LISTS["answer"]], Role.ANSWER),
    **_keys([*_TABLES["question"], *_LISTS["question"]], Role.QUESTION),
}
_SIDES = (Role.QUESTION, Role.ANSWER)


@dataclass(frozen=True, slots=True)
class Plan:
    """The role of each column, with the name that is shown next to a further one.

    ``header``: the first row holds names; ``guessed``: none of which is known.
    """

    roles: tuple[Role, ...]
    names: tuple[str, ...]
    header: bool
    guessed: bool = False

    def all(self, role: Role) -> tuple[int, ...]:
        return tuple(at for at, found in enumerate(self.roles) if found is role)

    def first(self, role: Role) -> int | None:
        return next(iter(self.all(role)), None)

    def with_roles(self, roles: Mapping[int, Role]) -> Plan:
        """The plan with other roles for some columns."""
        return replace(self, roles=tuple(roles.get(at, role) for at, role in enumerate(self.roles)))


def role_of(name: str) -> Role | None:
    """What a column of this name is for; None where the name says nothing."""
    return _NAMED.get(words.key(name))


def names_columns(names: Sequence[str]) -> bool:
    """Whether a row holds the names of columns: of both sides, or of one side and something else that is known."""
    keys = [words.key(name) for name in names]
    found = _named(names)
    spoken = {key for key in keys if key in _LANGUAGES}
    paired = any(pair in _PAIRS for pair in itertools.pairwise(keys))
    known = {role for role in found if role is not None}
    if len(set(keys) - {""}) < 2 or any(len(name) > _LONGEST_TOPIC or name.rstrip().endswith("?") for name in names):
        return False
    return paired or len(spoken) > 1 or len(known & {*_SIDES}) == 2 or (len(known) > 1 and bool(known & {*_SIDES}))


def plan(
    rows: Sequence[Sequence[str]], told: Columns | None, names: Sequence[str] = (), *, guess: bool = False
) -> Plan | str:
    """The roles of the columns of ``rows``; ``names`` where they are not in the first row.

    With ``guess``, the first row may be names that are not known.  A text instead says which column of ``told``
    does not exist.
    """
    width = max(map(len, rows), default=0)
    header = not names and bool(rows) and (names_columns(rows[0]) or _are_named(rows[0], told))
    guessed = guess and not header and not names and told is None and _may_be_names(rows)
    header = header or guessed
    names = names or (rows[0] if header else ())
    shown = tuple(names[at].strip() if at < len(names) else "" for at in range(width))
    columns = _Columns(rows[1:] if header else rows, width)
    if told is not None:
        roles = _told(told, shown, width)
        if isinstance(roles, str):
            return roles
    else:
        roles = _named(shown)
    _by_content(roles, columns, named=bool(names))
    _sides(roles, shown, columns)
    return Plan(tuple(role or Role.EXTRA for role in roles), shown, header, guessed)


_CODED = re.compile(r"[a-z]+(?:_[a-z0-9]+)+$|[a-z]+[A-Z][A-Za-z0-9]*$")
_TYPED_VALUE = re.compile(r"\W*\d[\d.,:/%-]*\W*$|https?://\S+$|[^\s/]+\.\w{2,4}$")
_NAME_WORDS = 4


def _may_be_names(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row holds names, though they are not known: its fields are unlike those below them."""
    if not rows:
        return False
    head, *below = rows[:_SAMPLE]
    names = [name.strip() for name in head]
    if len(names) < 2 or len(below) < 2 or len({*names}) < len(names):
        return False
    if not all(_is_name(name) for name in names):
        return False
    if any(map(_CODED.match, names)) or role_of(names[0]) is Role.QUESTION or role_of(names[1]) is Role.ANSWER:
        return True
    columns = [[row[at].strip() for row in below if at < len(row) and row[at].strip()] for at in range(len(names))]
    if any(held and _differs(name, held) for name, held in zip(names, columns, strict=True)):
        return True
    return all(name[0].isupper() for name in names) and _small_share(columns) >= _MOSTLY


def _is_name(text: str) -> bool:
    short = 0 < len(text) <= _LONGEST_TOPIC and len(text.split()) <= _NAME_WORDS
    return short and text[-1] not in "?.!;:,…。？！" and not _TYPED_VALUE.match(text) and text[0].isalpha()


def _differs(name: str, held: Sequence[str]) -> bool:
    """Whether all fields of a column are values of a kind, sentences or signs, which its name is not."""
    valued = all(map(_TYPED_VALUE.match, held))
    asked = all(text.endswith(("?", "？")) for text in held)
    lengths = [len(text) for text in held]
    return valued or asked or min(lengths) > _LONGER * len(name) or max(lengths) * _LONGER < len(name)


def _small_share(columns: Sequence[Sequence[str]]) -> float:
    """The share of small letters among the letters with which fields begin, in scripts that have both."""
    first = [text[0] for held in columns for text in held if text[0].lower() != text[0].upper()]
    return sum(map(str.islower, first)) / len(first) if first else 0.0


class _Columns:
    """What the columns hold."""

    def __init__(self, rows: Sequence[Sequence[str]], width: int) -> None:
        self.rows = rows
        self.held = [[row[at].strip() for row in rows if at < len(row) and row[at].strip()] for at in range(width)]

    def are(self, at: int, pattern: re.Pattern[str]) -> bool:
        return bool(self.held[at]) and all(map(pattern.match, self.held[at]))

    def is_filled(self, at: int) -> bool:
        return len(self.held[at]) >= _FILLED * len(self.rows)

    def are_topics(self, at: int) -> bool:
        """Whether a column holds few values again and again."""
        held = self.held[at]
        one = len(set(held)) == 1 and len(held) >= _LEAST_ALIKE
        few = len(held) >= _LEAST and len(set(held)) <= _TOPIC_SHARE * len(held)
        return (one or few) and all(len(t) <= _LONGEST_TOPIC and "\n" not in t for t in held)


def _are_named(row: Sequence[str], told: Columns | None) -> bool:
    """Whether one of the author's names stands in a row."""
    named = {told.question, told.answer, told.audio, told.deck} - {""} if told else set()
    return bool(named & {text.strip() for text in row})


def _told(told: Columns, names: Sequence[str], width: int) -> list[Role | None] | str:
    roles: list[Role | None] = [None] * width
    for role, given in (
        (Role.QUESTION, told.question),
        (Role.ANSWER, told.answer),
        (Role.EXTRA, told.extra),
        (Role.TAGS, told.tags),
        (Role.SOUND, told.audio),
        (Role.PICTURE, told.picture),
        (Role.DECK, told.deck),
    ):
        for name in (given,) if isinstance(given, str) else given:
            if not name:
                continue
            at = names.index(name) if name in names else int(name) - 1 if name.isdecimal() else -1
            if not 0 <= at < width:
                return name
            roles[at] = role
    return [role or Role.NUMBER for role in roles]  # what the author does not name is not wanted


def _named(names: Sequence[str]) -> list[Role | None]:
    roles: list[Role | None] = [_NAMED.get(words.key(name)) for name in names]
    which = {at: m["which"] for at, name in enumerate(names) if (m := _OPTION.match(words.key(name)))}
    if len(which) > 1 and "".join(which.values()).startswith(("ab", "12")):
        for at in which:
            roles[at] = Role.OPTION
    return roles


def _by_content(roles: list[Role | None], columns: _Columns, *, named: bool) -> None:
    """Columns of files, of numbers, and of few values, where no name says more."""
    for at, role in enumerate(roles):
        if role not in (None, Role.TOPIC, Role.SOUND, Role.PICTURE):
            continue
        if columns.are(at, _SOUND_FILE):
            roles[at] = Role.SOUND
        elif columns.are(at, _PICTURE_FILE) and (role is not None or at > 1):
            roles[at] = Role.PICTURE
        elif role in (Role.SOUND, Role.PICTURE):
            roles[at] = Role.EXTRA  # a pronunciation in letters, or a description
        elif role is None and columns.are(at, _NUMBER) and (named or at == 0):
            roles[at] = Role.NUMBER
        elif role is None and (named or at > 1) and columns.are_topics(at):
            roles[at] = Role.TOPIC


def _sides(roles: list[Role | None], names: Sequence[str], columns: _Columns) -> None:
    """One column that asks, and one that answers; further ones of the same name stand below the answer."""
    spoken = [at for at, name in enumerate(names) if words.key(name) in _LANGUAGES and roles[at] is None]
    if len(spoken) > 1 and not {*_SIDES} & {*roles}:
        roles[spoken[0]], roles[spoken[1]] = Role.QUESTION, Role.ANSWER
    for role in _SIDES:
        taken = [at for at, found in enumerate(roles) if found is role]
        for at in taken[1:]:
            roles[at] = None
        if taken:
            continue
        free = [at for at, found in enumerate(roles) if found in (None, Role.EXTRA)]
        free = spoken if role is Role.ANSWER and spoken and spoken[0] in free else free
        first = next((at for at in free if columns.is_filled(at)), next(iter(free), None))
        if first is None:
            first = next(
                (at for at, found in enumerate(roles) if found in (Role.PICTURE, Role.SOUND, Role.NUMBER)), None
            )
        if first is not None:
            roles[first] = role
