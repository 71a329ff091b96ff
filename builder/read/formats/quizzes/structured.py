"""Quizzes in YAML and JSON to notes: lists of questions under keys of any common name, at any depth.

Owns: which keys mean what.  Does not own: the grammars (``safe_yaml``, ``placed_json``).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import builder.markdown.safe_yaml as safe_yaml
from builder.model.diagnostics import Diagnostic
from builder.model.notes import Section
from builder.model.source import Line, Source, Span
from builder.read.formats.cells import Text, as_markdown
from builder.read.formats.choices import Quizzed, chosen, draft
from builder.read.formats.placed_json import Placed, decode
from builder.read.formats.places import Places
from builder.read.formats.quizzes import crowdanki
from builder.read.formats.ready import ReadyNotes, fates
from builder.read.language import words
from builder.rules.formats import MARKUP_ERROR, UNREADABLE_FILE

DIALECT = "quiz-data"
_KEYS = tomllib.loads((Path(__file__).parent / "keys.toml").read_text(encoding="utf-8"))
_QUESTION, _ANSWER, _OPTIONS, _WRONG, _REMARKS, _TAGS, _GROUP, _TITLE, _RIGHT, _SAID = (
    tuple(_KEYS[name])
    for name in ("question", "answer", "options", "wrong", "remarks", "tags", "group", "title", "right", "said")
)


def _key(key: object) -> str:
    return re.sub(r"[\W_]+", "", str(key)).casefold() if isinstance(key, str) else ""


def _with(keys: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Keys, and behind them the names of columns that mean the same."""
    return tuple(dict.fromkeys((*keys, *filter(None, map(_key, names)))))


_TABLES = words.WORDS["tables"]
_QUESTION = _with(_QUESTION, _TABLES["question"])
_ANSWER = _with(_ANSWER, _TABLES["answer"])
_CONTAINERS = frozenset(_KEYS["containers"])
_SIGNS = re.compile(
    rf"(?:^[ \t]*(?:-[ \t]+)?|[{{,]\s*)(?P<mark>[\"']?)(?:{'|'.join(map(re.escape, _QUESTION))})(?P=mark)\s*:",
    re.M | re.I,
)
_ANSWERED = re.compile(r"[\"']?(?:correct\w*|answers?|solution|definition|back|meaning|translation|a)[\"']?\s*:", re.I)
_ASKED = re.compile(r"[{,]\s*\"[^\"\n]{4,300}\?\"\s*:\s*\"", re.M)
_LISTED = re.compile(r"^- (?:question|prompt|text|q|front|term):\s", re.M)
_DEEPEST = 40
_LETTERS = "abcdefgh"

_Value = object


@dataclass(frozen=True, slots=True)
class _Scalar:
    """A value that is no string, with its place."""

    value: object
    line: int
    column: int


class _Text(str):
    """A string with its place."""

    __slots__ = ("column", "line")
    line: int
    column: int


def may_hold_questions(text: str) -> bool:
    """Whether data has keys of questions and of answers; data of other kinds is none of ours."""
    named = _SIGNS.search(text) is not None and _ANSWERED.search(text) is not None
    return named or '"question"' in text or len(_ASKED.findall(text)) > 1 or crowdanki.is_deck(text)


def is_listed(text: str) -> bool:
    """Whether a text without a telling suffix is a list of questions in YAML, from its first line on."""
    return (
        len(_LISTED.findall(text)) > 1
        and _LISTED.match(text.lstrip()) is not None
        and _ANSWERED.search(text) is not None
    )


def read_yaml(source: Source) -> ReadyNotes:
    try:
        node = safe_yaml.compose(source.text)
    except safe_yaml.BadYaml as error:
        return _unreadable(source, f"it is no YAML: {error}", error.line + 1)
    return _Quiz(source, safe_yaml.values(node, _yaml_text) if node is not None else None).notes()


def _yaml_text(value: object, line: int, column: int) -> object:
    if not isinstance(value, str):
        return _Scalar(value, line, column)
    text = _Text(value)
    text.line, text.column = line, column
    return text


def read_json(source: Source) -> ReadyNotes:
    """The notes of JSON, or of one value a line."""
    lines = _lines_of_json(source)
    if lines is not None:
        return _Quiz(source, lines).notes()
    try:
        data = decode(source.text)
    except json.JSONDecodeError as error:
        return _unreadable(source, f"it is no JSON: {error.msg}", error.lineno, error.colno)
    except RecursionError:
        return _unreadable(source, "its JSON is nested too deep", 1)
    if crowdanki.is_deck(source.text):
        return crowdanki.read(source, data)
    return _Quiz(source, _placed(data, Places(source.path, source.text), 0)).notes()


def _lines_of_json(source: Source) -> list[object] | None:
    """The values of a file with one on each line; None for any other file."""
    lines = [(number, line) for number, line in enumerate(source.text.split("\n"), 1) if line.strip()]
    if len(lines) < 2 or not all(line.startswith("{") and line.rstrip().endswith("}") for _, line in lines):
        return None
    found: list[object] = []
    for number, line in lines:
        try:
            data = decode(line)
        except (json.JSONDecodeError, RecursionError):
            return None
        found.append(_placed(data, Places(source.path, line), 0, number - 1))
    return found


def _placed(data: object, places: Places, depth: int, above: int = 0) -> object:
    """JSON's values as those of YAML; those without a place stand where the string before them does.

    ``above`` is the number of lines above the text of ``places``.
    """
    if depth > _DEEPEST:
        return None
    if isinstance(data, dict):
        return {key: _placed(value, places, depth + 1, above) for key, value in data.items()}
    if isinstance(data, list):
        return [_placed(value, places, depth + 1, above) for value in data]
    if isinstance(data, Placed):
        line, column = places.at(data.at)
        return _yaml_text(str(data), line + above, column)
    return _Scalar(data, 0, 1)


def _unreadable(source: Source, message: str, line: int, column: int = 1) -> ReadyNotes:
    hint = "mend the file, or keep it out of the sources"
    return ReadyNotes(
        source, diagnostics=(Diagnostic(UNREADABLE_FILE, message, Span(source.path, line, column), hint),)
    )


class _Quiz:
    def __init__(self, source: Source, data: object) -> None:
        self.source = source
        self.data = data
        self.diagnostics: list[Diagnostic] = []
        self.title = ""

    def notes(self) -> ReadyNotes:
        entries = list(self._entries(self.data, (), 0))
        first = 1 if self._counts_from_one([table for table, _ in entries]) else 0
        found = tuple(
            draft(self.source.path, DIALECT, self._question(table, sections, first)) for table, sections in entries
        )
        metadata: dict[str, object] = {"title": self.title} if self.title else {}
        if isinstance(self.data, dict):
            of_all = {_key(key): value for key, value in self.data.items()}
            tags = [tag for value in _several(of_all.get("tags")) for tag in re.split(r"[,\s]+", _said(value)) if tag]
            metadata |= {"tags": tags} if tags else {}
            metadata |= {"deck": str(_said(of_all["deck"]))} if isinstance(of_all.get("deck"), _Text) else {}
        skipped = dict.fromkeys(range(1, self.source.text.count("\n") + 2), "keys and marks of the format")
        return ReadyNotes(self.source, found, fates(self.source, found, skipped), tuple(self.diagnostics), metadata)

    def _entries(
        self, data: object, sections: tuple[Section, ...], depth: int
    ) -> Iterator[tuple[Mapping[str, _Value], tuple[Section, ...]]]:
        """The tables that ask something, with the titles around them."""
        if isinstance(data, list):
            for value in data:
                yield from self._entries(value, sections, depth + 1)
        elif isinstance(data, dict):
            table = {_key(key): value for key, value in data.items()}
            if self._asks(table):
                yield table, sections
                return
            pairs = [(str(key), value) for key, value in data.items() if isinstance(value, _Text)]
            if len(pairs) == len(data) > 1 and all(key.rstrip().endswith(("?", "？")) for key, _ in pairs):
                for key, value in pairs:
                    asked = _Text(key)
                    asked.line, asked.column = value.line, 1  # the line of a key is not known
                    yield {_QUESTION[0]: asked, "answer": value}, sections
                return
            title = next((table[name] for name in _TITLE if isinstance(table.get(name), _Text)), None)
            if isinstance(title, _Text) and title.strip():
                if depth == 0:
                    self.title = str(title)
                else:
                    sections = (*sections, Section(str(title), Span(self.source.path, title.line, title.column), depth))
            for key, value in data.items():
                if isinstance(value, (list, dict)):
                    named = sections
                    if (
                        isinstance(key, _Text)
                        and _key(key) not in _CONTAINERS
                        and isinstance(value, list)
                        and title is None
                    ):
                        named = (*sections, Section(str(key), Span(self.source.path, key.line, key.column), depth + 1))
                    yield from self._entries(value, named, depth + 1)

    def _asks(self, table: Mapping[str, _Value]) -> bool:
        asked = next((table[name] for name in _QUESTION if isinstance(table.get(name), _Text)), None)
        if asked is None:
            return False
        return any(name in table for name in (*_ANSWER, *_OPTIONS, *_WRONG)) or "?" in str(asked)

    def _counts_from_one(self, tables: Sequence[Mapping[str, _Value]]) -> bool:
        """Whether numbers of options begin with 1 throughout: none is 0, and one is the number of the last."""
        said = [(_number(_first(table, _ANSWER)), len(_listed(_first(table, _OPTIONS)))) for table in tables]
        numbers = [(number, count) for number, count in said if number is not None and count]
        return bool(numbers) and all(n > 0 for n, _ in numbers) and any(n == count for n, count in numbers)

    def _question(self, table: Mapping[str, _Value], sections: tuple[Section, ...], first: int) -> Quizzed:
        stem = next(table[name] for name in _QUESTION if isinstance(table.get(name), _Text))
        assert isinstance(stem, _Text)
        place = stem.line
        lettered = {letter: table[letter] for letter in _LETTERS if isinstance(table.get(letter), (_Text, _Scalar))}
        if list(lettered)[:2] == ["a", "b"] and not any(_listed(table.get(name)) for name in _OPTIONS):
            table = {**{key: value for key, value in table.items() if key not in lettered}, "options": lettered}
        given = next((name for name in _OPTIONS if _listed(table.get(name))), "")
        options = _listed(table.get(given)) if given else []
        answer = next((table[n] for n in _ANSWER if n in table and n != given and not _is_empty(table[n])), None)
        flagged = _flagged(options)
        texts = [_said(option) for option in options]
        wrong = _listed(_first(table, _WRONG))
        if wrong and not options:
            given_right = [_said(value) for value in _several(answer)]
            texts = sorted(
                [*given_right, *map(_said, wrong)], key=str.casefold
            )  # so that the right one is not the first
            right = frozenset(texts.index(text) for text in given_right)
        elif given == "answers" and answer is None and not flagged and not isinstance(table["answers"], dict):
            answer, texts, right = table["answers"], [], frozenset()
        else:
            right = flagged or self._right(answer, texts, _keys_of(table.get(given)), first)
        if texts and not right and len(_said(answer)) != 1 and answer is not None:  # of a letter, the kinds tell
            span = Span(self.source.path, place)
            message = f"the answer of “{str(stem)[:60]}” is none of its options"
            self.diagnostics.append(
                Diagnostic(MARKUP_ERROR, message, span, "write the text of an option, or its number")
            )
        said = () if texts and right else _lines([_said(value) for value in _several(answer)], place)
        remarks = tuple(self._markdown(_said(value), place) for name in _REMARKS for value in _several(table.get(name)))
        tags = [str(_said(value)) for name in _TAGS for value in _several(table.get(name))]
        tags = [tag.strip() for text in tags for tag in text.split(",")]
        group = [str(_said(table[name])) for name in _GROUP if isinstance(table.get(name), _Text)]
        number = table.get("id", table.get("number"))
        return Quizzed(
            self._markdown(stem, place),
            tuple(self._markdown(text, place) for text in texts) if right or answer is None else (),
            right,
            said,
            tuple(remark for remark in remarks if remark),
            sections,
            str(_said(number)) if number is not None and _number(number) is not None else "",
            tuple(tag for tag in (*tags, *group) if tag),
        )

    def _right(self, answer: object, texts: Sequence[str], letters: Sequence[str], first: int) -> frozenset[int]:
        found: set[int] = set()
        for value in _several(answer):
            number = _number(value)
            said = str(_said(value))
            if number is not None and not isinstance(value, str) and 0 <= number - first < len(texts):
                found.add(number - first)
            elif said.strip(" ().:").casefold() in map(str.casefold, letters):
                found.add([letter.casefold() for letter in letters].index(said.strip(" ().:").casefold()))
            else:
                found |= chosen(said, [str(text) for text in texts])
        return frozenset(found)

    def _markdown(self, text: str, place: int) -> Text:
        line, column = (text.line, text.column) if isinstance(text, _Text) and text.line else (place, 1)
        shown = unescape(text) if "&" in text else text
        found = as_markdown(shown, line, column)
        last = self.source.text.count("\n") + 1
        return tuple(Line(min(ln.number, last), ln.text, ln.column) for ln in found)


def _first(table: Mapping[str, _Value], names: Sequence[str]) -> object:
    return next((table[name] for name in names if name in table), None)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, _Scalar) and value.value is None) or value in ("", [], {})


def _listed(value: object) -> list[object]:
    """Options, in a list or under their letters."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _keys_of(value: object) -> list[str]:
    return [str(key) for key in value] if isinstance(value, dict) else []


def _several(value: object) -> list[object]:
    if _is_empty(value):
        return []
    return value if isinstance(value, list) else [value]


def _said(value: object) -> str:
    """A value as text; of an option with properties, its text."""
    if isinstance(value, dict):
        table = {_key(key): inner for key, inner in value.items()}
        inner = next((table[name] for name in _SAID if name in table), "")
        return "" if isinstance(inner, dict) else _said(inner)
    if isinstance(value, _Scalar):
        text = _Text("" if value.value is None else str(value.value))
        text.line, text.column = value.line, value.column
        return text
    return value if isinstance(value, str) else ""


def _flagged(options: Sequence[object]) -> frozenset[int]:
    """The options that say themselves that they are right."""
    found = set()
    for at, option in enumerate(options):
        if isinstance(option, dict):
            flags = [value for key, value in option.items() if _key(key) in _RIGHT]
            if any(isinstance(flag, _Scalar) and flag.value is True for flag in flags) or "true" in flags:
                found.add(at)
    return frozenset(found)


def _number(value: object) -> int | None:
    if isinstance(value, _Scalar) and isinstance(value.value, int) and not isinstance(value.value, bool):
        return value.value
    return None


def _lines(texts: Sequence[str], place: int) -> Text:
    found: list[Line] = []
    for text in texts:
        line, column = (text.line, text.column) if isinstance(text, _Text) and text.line else (place, 1)
        lines = as_markdown(text, line, column)
        if len(texts) > 1 and lines:
            lines = (Line(lines[0].number, f"- {lines[0].text}", lines[0].column), *lines[1:])
        found += lines
    return tuple(found)
