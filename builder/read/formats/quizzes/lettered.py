"""Quizzes of lettered options whose key has a line of its own: Aiken, exam pools, trivia files.

Owns: these three grammars, which are lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder.model.notes import Section
from builder.model.source import Line, Source, Span
from builder.read.formats.cells import Text
from builder.read.formats.choices import Quizzed, chosen, draft
from builder.read.formats.ready import ReadyNotes, fates

AIKEN, POOL, TRIVIA = "aiken", "exam-pool", "trivia"
_OPTION = re.compile(r"\s*(?P<letter>[A-Z])[.)]\s+(?P<text>\S.*)")
_KEY = re.compile(r"\s*ANSWER:\s*(?P<letter>[A-Z])\s*$")
_NUMBERED = re.compile(r"\s*(?P<number>\d{1,4})[.)]\s+")
_HEAD = re.compile(r"(?P<number>[A-Z]{1,2}\d{1,2}[A-Z]\d{1,3})\s*\((?P<letter>[A-Z])\)(?P<rest>.*)$")
_END = re.compile(r"\s*~~\s*$")
_GROUP = re.compile(r"(?:SUBELEMENT\s+)?(?P<code>[A-Z]{1,2}\d{1,2}[A-Z]?)\s*[-–—:]\s*(?P<title>\S.*)$")
_SIGNS = re.compile(r"(?P<sign>#Q|\^|[A-H])\s(?P<text>.*)$")


# ------------------------------------------------------------------------- Aiken


def is_aiken(lines: Sequence[str]) -> bool:
    """Whether all of a text is questions in Aiken: a stem, options from A on, and their key."""
    solid = [line for line in lines if line.strip()]
    keys = [at for at, line in enumerate(solid) if _KEY.match(line)]
    if not keys or keys[-1] != len(solid) - 1:
        return False
    begin = 0
    for key in keys:
        options = [m["letter"] for line in solid[begin:key] if (m := _OPTION.match(line))]
        stem = begin < key and not _OPTION.match(solid[begin])
        if not stem or len(options) < 2 or options != [chr(ord("A") + at) for at in range(len(options))]:
            return False
        begin = key + 1
    return True


def read_aiken(source: Source) -> ReadyNotes:
    return _notes(source, AIKEN, _aiken(source), {})


def _aiken(source: Source) -> Iterator[Quizzed]:
    stem: list[Line] = []
    options: list[list[Line]] = []
    for line in source.lines:
        text = line.stripped()
        if key := _KEY.match(line.text):
            number = _NUMBERED.match(stem[0].text) if stem else None
            if number and stem:
                stem[0] = stem[0].cut(number.end())
            right = frozenset({ord(key["letter"]) - ord("A")})
            yield Quizzed(tuple(stem), _texts(options), right, number=number["number"] if number else "")
            stem, options = [], []
        elif option := _OPTION.match(line.text):
            options.append([line.cut(option.start("text")).stripped()])
        elif text.blank:
            continue
        elif options:
            options[-1].append(text)
        else:
            stem.append(text)


def _texts(options: Sequence[Sequence[Line]]) -> tuple[Text, ...]:
    return tuple(tuple(option) for option in options)


# ------------------------------------------------------------------- exam pools


def is_pool(lines: Sequence[str]) -> bool:
    """Whether head lines with a number and the letter of the answer begin questions that ``~~`` ends."""
    return sum(_HEAD.match(line) is not None for line in lines) > 1 and any(_END.match(line) for line in lines)


def read_pool(source: Source) -> ReadyNotes:
    skipped: dict[int, str] = {}
    return _notes(source, POOL, _pool(source, skipped), skipped)


def _pool(source: Source, skipped: dict[int, str]) -> Iterator[Quizzed]:
    sections: tuple[Section, ...] = ()
    head: re.Match[str] | None = None
    body: list[Line] = []
    for line in (*source.lines, Line(0, "~~")):
        found = _HEAD.match(line.text)
        if head is not None and (found or _END.match(line.text)):
            yield _pooled(head, body, sections)
            head = None
        if found:
            head, body = found, []
            skipped[line.number] = "the number and the key"
        elif head is not None:
            body.append(line)
        elif _END.match(line.text):
            skipped[line.number] = "the end of a question"
        elif group := _GROUP.match(line.text.strip()):
            section = Section(group["title"].strip(), Span(source.path, line.number), len(group["code"]))
            sections = (*(s for s in sections if s.level < section.level), section)


def _pooled(head: re.Match[str], body: Sequence[Line], sections: tuple[Section, ...]) -> Quizzed:
    stem: list[Line] = []
    options: list[list[Line]] = []
    for line in (line.stripped() for line in body if not line.blank):
        if option := _OPTION.match(line.text):
            options.append([line.cut(option.start("text"))])
        elif options:
            options[-1].append(line)
        else:
            stem.append(line)
    right = frozenset({ord(head["letter"]) - ord("A")})
    return Quizzed(tuple(stem), _texts(options), right, sections=sections, number=head["number"])


# ------------------------------------------------------------------------ trivia


def is_trivia(lines: Sequence[str]) -> bool:
    """Whether questions begin with ``#Q`` and their answers with ``^``."""
    return any(line.startswith("#Q ") for line in lines) and any(line.startswith("^ ") for line in lines)


def read_trivia(source: Source) -> ReadyNotes:
    return _notes(source, TRIVIA, _trivia(source), {})


def _trivia(source: Source) -> Iterator[Quizzed]:
    stem: list[Line] = []
    answer: list[Line] = []
    options: list[list[Line]] = []
    part = stem
    for line in (*source.lines, Line(0, "#Q ")):
        match = _SIGNS.match(line.text) if line.text[1:2] in " Q" else None
        if match is None:
            if not line.blank:
                part.append(line.stripped())
            continue
        text = line.cut(match.start("text")).stripped()
        if match["sign"] == "#Q":
            if stem:
                said = " ".join(ln.text for ln in answer)
                right = chosen(said, [option[0].text for option in options])
                yield Quizzed(tuple(stem), _texts(options) if right else (), right, tuple(answer))
            stem, answer, options = [text], [], []
            part = stem
        elif match["sign"] == "^":
            answer = [text]
            part = answer
        else:
            options.append([text])
            part = options[-1]


def _notes(source: Source, dialect: str, questions: Iterator[Quizzed], skipped: dict[int, str]) -> ReadyNotes:
    found = tuple(draft(source.path, dialect, question) for question in questions if question.stem)
    return ReadyNotes(source, found, fates(source, found, skipped))
