"""Questions with options, from a format that says which of them are right.

Owns: how such a note is written in Markdown.  Does not own: how options are told in prose (``forms.options``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from builder.model.notes import Draft, Section
from builder.model.source import Excerpt, Line
from builder.read.formats.cells import Text

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def asked(stem: Text, options: Sequence[Text]) -> Text:
    """The question with its options below it, each after a letter."""
    lettered = [
        (replace(option[0], text=f"{letter}) {option[0].text}"), *option[1:])
        for letter, option in zip(_LETTERS, options, strict=False)
        if option
    ]
    if not lettered:
        return stem
    lines = [line for option in lettered for line in option]
    broken = [replace(line, text=f"{line.text}  ") for line in lines[:-1]]
    return (*stem, Line(stem[-1].number if stem else lines[0].number, ""), *broken, lines[-1])


def answered(options: Sequence[Text], right: Collection[int], remarks: Sequence[Text] = ()) -> Text:
    """The options that are right, several as a list, and below them what is said about them."""
    chosen = [options[at] for at in sorted(right) if at < len(options) and options[at]]
    if len(chosen) > 1:
        chosen = [(replace(text[0], text=f"- {text[0].text}"), *text[1:]) for text in chosen]
    lines = [line for text in chosen for line in text]
    return below(tuple(lines), remarks)


def below(text: Text, others: Sequence[Text]) -> Text:
    """Paragraphs one below the other."""
    lines = list(text)
    for other in others:
        if other:
            lines += [*([Line(other[0].number, "")] if lines else []), *other]
    return tuple(lines)


def chosen(said: str, options: Sequence[str]) -> frozenset[int]:
    """Which options an author's word for the answer means: a letter, a number, its text, or several of them."""
    whole = _one(said, options)
    if whole is not None:
        return frozenset({whole})
    parts = [_one(part, options) for part in said.replace(";", ",").replace("|", ",").split(",")]
    return frozenset(part for part in parts if part is not None) if None not in parts else frozenset()


def _one(said: str, options: Sequence[str]) -> int | None:
    said = said.strip()
    texts = [option.strip().casefold() for option in options]
    if said.casefold() in texts:
        return texts.index(said.casefold())
    mark = said.strip("().: ").upper()
    if len(mark) == 1 and mark in _LETTERS[: len(options)]:
        return _LETTERS.index(mark)
    return int(mark) - 1 if mark.isdecimal() and 0 < int(mark) <= len(options) else None


@dataclass(frozen=True, slots=True)
class Quizzed:
    """One question of a quiz, as its format gives it; ``right`` are the indexes of the right options."""

    stem: Text
    options: tuple[Text, ...] = ()
    right: frozenset[int] = frozenset()
    answer: Text = ()  # where there are no options
    remarks: tuple[Text, ...] = ()  # explanation, feedback
    sections: tuple[Section, ...] = ()
    number: str = ""
    tags: tuple[str, ...] = ()
    pin: str = ""
    deck: str | None = None


def draft(path: str, dialect: str, quizzed: Quizzed) -> Draft:
    """The note of one question."""
    if quizzed.options:
        question = asked(quizzed.stem, quizzed.options)
        answer = answered(quizzed.options, quizzed.right, quizzed.remarks if quizzed.right else ())
    else:
        question, answer = quizzed.stem, below(quizzed.answer, quizzed.remarks)
    return Draft(
        Excerpt(path, question),
        Excerpt(path, answer),
        quizzed.sections,
        dialect,
        quizzed.number,
        quizzed.pin,
        quizzed.tags,
        quizzed.deck,
    )
