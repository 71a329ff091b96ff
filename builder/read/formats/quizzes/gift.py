"""Moodle's GIFT format to notes, as its documentation ("GIFT format") describes it.

Owns: the grammar.  Questions are parted by blank lines; what stands in braces answers them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from builder.model.diagnostics import Diagnostic
from builder.model.notes import Section
from builder.model.source import Line, Source
from builder.read.formats.cells import Text, as_markdown
from builder.read.formats.choices import Quizzed, draft
from builder.read.formats.places import Places
from builder.read.formats.ready import ReadyNotes, fates
from builder.rules.formats import MARKUP_ERROR

DIALECT = "gift"
_CATEGORY = re.compile(r"\$CATEGORY:\s*(?P<path>.+)")
_TITLE = re.compile(r"\s*::(?P<title>(?:\\.|[^:\\]|:(?!:))*)::")
_FORMAT = re.compile(r"\s*\[(?P<name>html|moodle|plain|markdown)\]", re.I)
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_ANSWER = re.compile(r"(?P<sign>[=~])\s*(?:%(?P<weight>-?\d+(?:\.\d+)?)%)?")
_TRUTH = re.compile(r"\s*(?P<value>T|TRUE|F|FALSE)\s*(?=#|$)", re.I)
_NUMBER = re.compile(
    r"\s*(?:%\d+%)?\s*(?P<value>-?\d*\.?\d+)\s*(?:(?P<dots>\.\.)\s*(?P<to>-?[\d.]+)|:\s*(?P<by>[\d.]+))?"
)
_BLANK = "_____"


def is_gift(text: str) -> bool:
    """Whether a text without a telling suffix is GIFT: nearly all its paragraphs end in answers in braces."""
    found = re.findall(r"\{[^{}]*(?<!\\)[=~][^{}]*\}|\{\s*(?:T|F|TRUE|FALSE)\s*\}", text)
    marked = re.search(r"^\$CATEGORY:|^::.+?::", text, re.M)
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return bool(found) and (marked is not None or (len(found) > 1 and len(found) >= 0.8 * len(paragraphs)))


def read(source: Source) -> ReadyNotes:
    """The notes of a GIFT file."""
    reader = _Reader(source)
    found = tuple(draft(source.path, DIALECT, question) for question in reader.questions())
    return ReadyNotes(source, found, fates(source, found, reader.skipped), tuple(reader.diagnostics))


@dataclass(frozen=True, slots=True)
class _Answer:
    right: bool
    text: Text
    said: str
    feedback: Text


class _Reader:
    def __init__(self, source: Source) -> None:
        self.skipped: dict[int, str] = {}
        self.diagnostics: list[Diagnostic] = []
        lines = source.text.split("\n")
        for at, line in enumerate(lines):
            if line.lstrip().startswith("//"):
                self.skipped[at + 1] = "a remark"
                lines[at] = " " * len(line)
        self.text = "\n".join(lines)
        self.places = Places(source.path, self.text)
        self.sections: tuple[Section, ...] = ()
        self.html = False

    def questions(self) -> Iterator[Quizzed]:
        for start, end in _paragraphs(self.text):
            match = _CATEGORY.match(self.text, start)
            if match:
                self._category(match)
                start = min(match.end(), end)
            if self.text[start:end].strip():
                yield from self._question(start, end)

    def _category(self, match: re.Match[str]) -> None:
        span = self.places.span(match.start())
        self.skipped[span.line] = "a category"
        names = [name.strip() for name in match["path"].replace("//", "\0").split("/")]
        names = [name.replace("\0", "/") for name in names if name and not name.startswith("$") and name != "top"]
        self.sections = tuple(Section(name, span, level) for level, name in enumerate(names, 1))

    def _question(self, start: int, end: int) -> Iterator[Quizzed]:
        title = _TITLE.match(self.text, start)
        start = title.end() if title else start
        if form := _FORMAT.match(self.text, start):
            start = form.end()
        opening = _unescaped(self.text, "{", start, end)
        if opening < 0:
            if self.text[start:end].strip() and title:
                self._odd(start, "this question has no answers in braces")
            return
        closing = _unescaped(self.text, "}", opening, end)
        if closing < 0:
            self._odd(opening, "this brace is never closed")
            return
        self.html = form is not None and form["name"].lower() == "html"
        stem = list(self._lines(start, opening))
        rest = self._lines(closing + 1, end)
        if rest:
            last = stem.pop() if stem else Line(rest[0].number, "", 1)
            stem.append(Line(last.number, f"{last.text} {_BLANK} {rest[0].text}".strip(), last.column))
            stem += rest[1:]
            stem = [Line(ln.number, re.sub(rf"{_BLANK} (?=[.,;:!?])", _BLANK, ln.text), ln.column) for ln in stem]
        yield self._answered(tuple(stem), opening + 1, closing)

    def _answered(self, stem: Text, start: int, end: int) -> Quizzed:
        end, general = self._general(start, end)
        inner = self.text[start:end]
        if match := _TRUTH.match(inner):
            truth = "True" if match["value"][0] in "Tt" else "False"
            remarks = self._feedback(start + match.end(), end)
            text = (Line(*_flip(self.places.at(start + match.start("value")), truth)),)
            return Quizzed(stem, answer=text, remarks=(*remarks, *general), sections=self.sections)
        if inner.lstrip().startswith("#"):
            return self._numeric(stem, start + inner.index("#") + 1, end, general)
        answers = list(self._answers(start, end))
        if answers and all(a.right and "->" in a.said for a in answers):
            return Quizzed(stem, answer=_pairs(answers), remarks=general, sections=self.sections)
        if answers and all(answer.right for answer in answers):
            return self._short(stem, answers, general)
        if not answers:
            return Quizzed(stem, answer=(), remarks=general, sections=self.sections)
        right = frozenset(at for at, answer in enumerate(answers) if answer.right)
        remarks = tuple(a.feedback for a in answers if a.right and a.feedback)
        return Quizzed(stem, tuple(a.text for a in answers), right, (), (*remarks, *general), self.sections)

    def _short(self, stem: Text, answers: list[_Answer], general: tuple[Text, ...]) -> Quizzed:
        first, *others = answers
        text = first.text
        if others and text:
            also = ", ".join(f"or {answer.said}" for answer in others)
            text = (Line(text[0].number, f"{text[0].text} ({also})", text[0].column), *text[1:])
        return Quizzed(
            stem, answer=text, remarks=(*(a.feedback for a in answers[:1]), *general), sections=self.sections
        )

    def _numeric(self, stem: Text, start: int, end: int, general: tuple[Text, ...]) -> Quizzed:
        equals = self.text.find("=", start, end)
        at = equals + 1 if equals >= 0 else start
        match = _NUMBER.match(self.text[at:end])
        if match is None:
            self._odd(start, "this is no number")
            return Quizzed(stem, sections=self.sections)
        said = match["value"]
        if match["dots"]:
            said = f"{said} to {match['to']}"
        elif match["by"] and match["by"].strip("0."):
            said = f"{said} (±{match['by']})"
        remarks = self._feedback(at + match.end(), end)
        line, column = self.places.at(at + match.start("value"))
        return Quizzed(stem, answer=(Line(line, said, column),), remarks=(*remarks, *general), sections=self.sections)

    def _answers(self, start: int, end: int) -> Iterator[_Answer]:
        marks = [m for m in _ANSWER.finditer(self.text, start, end) if not _is_escaped(self.text, m.start())]
        for at, mark in enumerate(marks):
            stop = marks[at + 1].start() if at + 1 < len(marks) else end
            cut = _unescaped(self.text, "#", mark.end(), stop)
            text_end = cut if cut >= 0 else stop
            weight = float(mark["weight"]) if mark["weight"] else None
            right = mark["sign"] == "=" or (weight is not None and weight > 0)
            text = self._lines(mark.end(), text_end)
            said = " ".join(line.text for line in text)
            yield _Answer(right, text, said, self._lines(cut + 1, stop) if cut >= 0 else ())

    def _general(self, start: int, end: int) -> tuple[int, tuple[Text, ...]]:
        """Where the answers end, and the feedback on all of them behind ``####``."""
        at = self.text.find("####", start, end)
        return (at, (self._lines(at + 4, end),)) if at >= 0 else (end, ())

    def _feedback(self, start: int, end: int) -> tuple[Text, ...]:
        at = self.text.rfind("#", start, end)  # the last one is on the right answer
        return (self._lines(at + 1, end),) if at >= 0 else ()

    def _lines(self, start: int, end: int) -> Text:
        """A stretch of the file as lines of Markdown, without the escapes of GIFT."""
        form = _FORMAT.match(self.text, start, end)
        html = self.html if form is None else form["name"].lower() == "html"
        start = start if form is None else form.end()
        if not html:
            return self.places.lines(start, end, _plain)
        line, column = self.places.at(start)
        return as_markdown(_plain(self.text[start:end]), line, column, html=True)

    def _odd(self, offset: int, message: str) -> None:
        span = self.places.span(offset)
        self.diagnostics.append(Diagnostic(MARKUP_ERROR, message, span, "see Moodle's documentation of GIFT"))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between blank lines; within braces a blank line parts nothing."""
    start = depth = offset = 0
    for line in [*text.split("\n"), ""]:
        if not line.strip() and not depth:
            if text[start:offset].strip():
                yield start, offset
            start = offset
        depth = max(0, depth + _count(line, "{") - _count(line, "}"))
        offset += len(line) + 1
    if depth and text[start:].strip():
        yield start, len(text)


def _count(line: str, sign: str) -> int:
    return len(re.findall(rf"(?<!\\){re.escape(sign)}", line))


def _unescaped(text: str, sign: str, start: int, end: int) -> int:
    at = text.find(sign, start, end)
    while at >= 0 and _is_escaped(text, at):
        at = text.find(sign, at + 1, end)
    return at


def _is_escaped(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] == "\\"


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda m: " " if m[1] == "n" else m[1], text)


def _pairs(answers: list[_Answer]) -> Text:
    lines = []
    for answer in answers:
        left, _, right = answer.said.partition("->")
        first = answer.text[0]
        lines.append(Line(first.number, f"- {left.strip()} – {right.strip()}", first.column))
    return tuple(lines)


def _flip(place: tuple[int, int], text: str) -> tuple[int, str, int]:
    return place[0], text, place[1]
