"""Kinds: what a finished draft is to its learner, by what its author wrote.

Owns: how a draft becomes a cloze or a choice, and the wishes at the end of a question (``{reverse}``,
``{type}``).  Does not own: where notes, deletions and options stand in a document (``forms``, ``fold``), the marks of
deletions (``model.cloze``), what becomes of a kind on a card (``render``).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from builder.model.cloze import FINDERS, MOST, Cloze, cloze, empty, impossible, shown, unclosed
from builder.model.config import SourceOptions
from builder.model.diagnostics import Diagnostic
from builder.model.notes import Choice, Draft, Gaps
from builder.model.notetypes import CLOZE, cloze_of
from builder.model.source import Excerpt, Line
from builder.read.forms.options import is_ticked, unticked
from builder.read.language import words
from builder.read.language.vocabulary import words_of
from builder.rules import kinds as rules

_TYPED = ("type", "typed", "typing")
_CURLY = "{{c"


def finished(draft: Draft, options: SourceOptions) -> tuple[Draft, tuple[Diagnostic, ...]]:
    """``draft`` as the kind that it is, and what is wrong with that."""
    draft = _with_hint(draft) if draft.gaps is None else draft
    findings = [*_wrong_marks(draft)]
    if draft.gaps is None and _CURLY in f"{draft.question.text}{draft.answer.text}":
        draft = with_deletions(draft, "anki")
    if draft.gaps is None:
        draft = replace(draft, choice=as_choice(draft))
    findings += [*_two_kinds(draft), *_no_right_option(draft)]
    plain = draft.gaps is None and draft.choice is None
    reverse, typed = draft.reverse or bool(options.reverse), draft.typed or bool(options.typed)
    draft = replace(
        draft,
        reverse=reverse and plain and draft.answered,
        typed=typed and draft.choice is None and draft.answered,
        notetype=_notetype(draft, options),
    )
    return draft, tuple(findings)


def _notetype(draft: Draft, options: SourceOptions) -> str:
    if options.notetype is None:
        return draft.notetype
    return cloze_of(options.notetype) if draft.gaps else options.notetype


# -------------------------------------------------------------------------- hints

_HINT = re.compile(r"\s*[*_]{0,2}(?P<label>[^\W\d_]{1,20})[*_]{0,2}\s*[:：][*_]{0,2}\s*(?=\S)")


def _with_hint(draft: Draft) -> Draft:
    """``draft`` without the paragraph "Hint: …" that its question ends with or its answer begins with."""
    asked, answer = draft.question.lines, draft.answer.trimmed().lines
    for start, line in enumerate(asked[1:], 1):
        if begins := _begins_hint(line):
            end = _paragraph_end(asked, start)
            hint, question = (begins, *asked[start + 1 : end]), (*asked[:start], *asked[end:])
            return replace(draft, question=_excerpt(draft, question).trimmed(), hint=_excerpt(draft, hint))
    begins = _begins_hint(answer[0]) if answer else None
    end = _paragraph_end(answer, 0)
    rest = _excerpt(draft, answer[end:]).trimmed()
    return replace(draft, answer=rest, hint=_excerpt(draft, (begins, *answer[1:end]))) if begins and rest else draft


def _excerpt(draft: Draft, lines: Sequence[Line]) -> Excerpt:
    return Excerpt(draft.path, tuple(lines))


def _begins_hint(line: Line) -> Line | None:
    match = _HINT.match(line.text)
    is_hint = match is not None and match["label"].casefold() in words_of("hint_labels")
    return line.cut(match.end()) if match and is_hint else None


def _paragraph_end(lines: Sequence[Line], start: int) -> int:
    """Where the paragraph of line ``start`` ends; options below it are none of it."""
    after = range(start + 1, len(lines))
    ends = (i for i in after if lines[i].blank or _begins_box(lines[i]) or _begins_letter(lines[i]))
    return next(ends, len(lines))


# ------------------------------------------------------------------------ clozes


def with_deletions(draft: Draft, style: str) -> Draft:
    """``draft`` with its deletions in the notation ``style``; as it is where there are none.

    They stand in the question, or in the answer below a question that has none.
    """
    find = FINDERS[style]
    asked = cloze(draft.question, find)
    below = cloze(draft.answer, find)
    if asked and below:
        both = Excerpt(draft.path, (*draft.question.lines, Line(draft.line, ""), *draft.answer.lines))
        whole = cloze(both, find)
        return _gapped(draft, whole, Excerpt(draft.path), Excerpt(draft.path)) if whole else draft
    if asked:
        return _gapped(draft, asked, Excerpt(draft.path), draft.answer)
    return _gapped(draft, below, draft.question, Excerpt(draft.path)) if below else draft


def _gapped(draft: Draft, found: Cloze, above: Excerpt, extra: Excerpt) -> Draft:
    hidden = ", ".join(d.text for d in found.deletions)
    line = found.text.lines[0]
    return replace(
        draft,
        question=Excerpt(draft.path, (*above.lines, *shown(found).lines)) if above else shown(found),
        answer=Excerpt(draft.path, (Line(line.number, hidden, line.column), *extra.lines)),
        notetype=CLOZE,
        gaps=Gaps(found, above, extra),
    )


def _wrong_marks(draft: Draft) -> Iterator[Diagnostic]:
    """Marks of deletions that Anki could not take."""
    for excerpt in (draft.question, draft.answer):
        if _CURLY in excerpt.text:
            for place in unclosed(excerpt.text):
                yield Diagnostic(
                    rules.UNCLOSED_DELETION,
                    "a deletion begins here and does not end",
                    excerpt.locate(place),
                    "write {{c1::what is hidden}}, with two colons and two braces at each end",
                )
            for place in empty(excerpt.text):
                yield Diagnostic(
                    rules.UNCLOSED_DELETION,
                    "this deletion hides nothing",
                    excerpt.locate(place),
                    "write {{c1::what is hidden}}, or take it out",
                )
            for place, number in impossible(excerpt.text):
                yield Diagnostic(
                    rules.DELETION_NUMBER,
                    f"Anki knows no deletion with the number {number}; it gets the next one that is free",
                    excerpt.locate(place),
                    f"number deletions from 1 to {MOST}",
                )


# ------------------------------------------------------------------------ choices

_LETTERED = re.compile(
    r"\s*(?:[-*+]\s+)?(?P<strong>[*_]{0,2})[(\[]?(?P<letter>[A-Ha-h])(?:[.):\]]|\s-\s)(?P<after>[*_]{0,2})\s+(?=\S)"
)
_BOX = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+\[(?P<mark>[ xX])\]\s+(?=\S)")
_LETTERS = re.compile(
    r"[*_(]*(?P<letters>[A-Ha-h](?:\s*(?:[,/&+;]|and|or|und|et|y|e|och|og|и)?\s*[A-Ha-h]){0,7})[*_)]*[.:)]?[*_]*\s*$"
)
_LETTER_FIRST = re.compile(r"[*_]*\(?(?P<letter>[A-Ha-h])(?:[.):\]]|\s-\s)[*_]*\s+(?=\S)")
_BULLET = re.compile(r"\s*[-*+]\s+")
_FEWEST = 2  # options
_SPEAKS_OF_ORDER = re.compile(
    r"\b(?:all|none|both|neither|any) of (?:the|these)\b|\b(?:above|below)\b|"
    r"(?:^|[\s(])(?:options?|answers?|choices?|both)\s+[(\"“]?[A-H]\b|"
    r"(?:^|[\s(])\(?[A-H]\)?(?: and | or |, )\(?[A-H]\b|"
    r"(?:^|[.;:]\s|\()[A-H]\)? (?:is|are|was|would|does|has)\b|\b(?:alle|keine|beide) (?:der|dieser)\b",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Option:
    """An option as its lines have it: ``letter`` may be empty, ``checked`` is None where there is no box."""

    letter: str
    lines: tuple[Line, ...]
    checked: bool | None = None

    @property
    def key(self) -> str:
        return _key("\n".join(line.text for line in self.lines))


def as_choice(draft: Draft) -> Choice | None:
    """The options at the end of the question, if the answer says which of them are right."""
    if not draft.answered:
        return None
    stem, options = _options(draft.question.lines)
    if len(options) < _FEWEST or not any(not line.blank for line in stem):
        return None
    answer = list(draft.answer.trimmed().lines)
    found = _checked(answer, options) or _ticked(answer, options) or _named(answer, options) or _quoted(answer, options)
    if found is None:
        return None
    right, rest = found
    explanation = Excerpt(draft.path, tuple(rest)).trimmed()
    texts = tuple(Excerpt(draft.path, option.lines) for option in options)
    spoken = "\n".join((explanation.text, *(text.text for text in texts)))
    return Choice(
        Excerpt(draft.path, tuple(stem)).trimmed(),
        texts,
        frozenset(right),
        explanation,
        fixed=_SPEAKS_OF_ORDER.search(spoken) is not None,
    )


def _no_right_option(draft: Draft) -> Iterator[Diagnostic]:
    """An answer of nothing but letters that are not those of the options."""
    if draft.choice is not None or draft.gaps is not None or not draft.answered:
        return
    _, options = _options(draft.question.lines)
    answer = draft.answer.trimmed()
    letters = [option.letter for option in options]
    if len(options) >= _FEWEST and all(letters) and _LETTERS.match(answer.lines[0].text.strip()):
        yield Diagnostic(
            rules.NO_RIGHT_OPTION,
            f"the answer “{answer.lines[0].text.strip()}” is none of the options {', '.join(letters)}",
            answer.span,
            "write the letter of an option that is there",
        )


def unchecked(drafts: Sequence[Draft]) -> Iterator[Diagnostic]:
    """Lists of boxes none of which is checked, where those of other notes of the document are choices."""
    if not any(draft.choice and any(map(_begins_box, draft.question)) for draft in drafts):
        return
    for draft in drafts:
        boxes = [_begins_box(line) for line in draft.answer if not line.blank]
        if draft.choice is None and len(boxes) >= _FEWEST and all(box and not box.checked for box in boxes):
            yield Diagnostic(
                rules.NO_RIGHT_OPTION,
                "none of these options is checked",
                draft.answer.span,
                "put an x into the box of each right one",
            )


def _options(lines: Sequence[Line]) -> tuple[list[Line], list[_Option]]:
    """The lines of a question before its options, and the options.

    All have letters in order, or all have boxes; they stand below each other, or side by side.
    """
    for begins in (_begins_box, _begins_letter):
        starts = [at for at, line in enumerate(lines) if begins(line) is not None]
        if len(starts) < _FEWEST:
            continue
        options = []
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            first = begins(lines[start])
            if first is not None:
                more = [line.cut(min(len(line.text), _margin(line))) for line in lines[start + 1 : end]]
                kept = Excerpt("", (first.lines[0], *more)).trimmed().lines
                options.append(replace(first, lines=kept))
        letters = [option.letter for option in options if option.letter]
        if letters == [chr(65 + i) for i in range(len(letters))]:
            return list(lines[: starts[0]]), options
    return _side_by_side(lines)


_BESIDE = re.compile(r"(?:^|(?<=\s))(?P<open>[(\[]?)(?P<letter>[A-Ha-h])(?P<close>[.)\]])\s*(?=\S)")


def _side_by_side(lines: Sequence[Line]) -> tuple[list[Line], list[_Option]]:
    """The options of a question that stand on one line or on a few, all marked alike and with letters in order."""
    for at, line in enumerate(lines):
        for first in _BESIDE.finditer(line.text):
            if first["letter"] not in "aA":
                continue
            style = first["open"], first["close"], first["letter"].isupper()
            options: list[_Option] = []
            for below in (line.cut(first.start()), *(ln for ln in lines[at + 1 :] if not ln.blank)):
                marks = [
                    m for m in _BESIDE.finditer(below.text) if (m["open"], m["close"], m["letter"].isupper()) == style
                ]
                expected = (chr(ord(first["letter"]) + n) for n in itertools.count(len(options)))
                marks = [m for m in marks if m["letter"] == next(expected)]
                if not marks or below.text[: marks[0].start()].strip():
                    return list(lines), []
                ends = [*(m.start() for m in marks[1:]), len(below.text)]
                options += [
                    _Option(m["letter"].upper(), (below.cut(m.end(), end).stripped(),))
                    for m, end in zip(marks, ends, strict=True)
                ]
            if len(options) >= _FEWEST:
                return [*lines[:at], line.cut(0, first.start()).stripped()], options
    return list(lines), []


def _margin(line: Line) -> int:
    return min(len(line.text) - len(line.text.lstrip()), 4)


def _begins_box(line: Line) -> _Option | None:
    match = _BOX.match(line.text)
    if match is None:
        return None
    text = line.cut(match.end()).stripped()
    lettered = _LETTERED.match(text.text)
    shown = text.cut(lettered.end()) if lettered else text
    return _Option(lettered["letter"].upper() if lettered else "", (shown,), match["mark"] != " ")


def _begins_letter(line: Line) -> _Option | None:
    match = _LETTERED.match(line.text)
    if match is None:
        return None
    text = line.cut(match.end()).stripped()
    strong = match["strong"]
    if strong and not match["after"] and text.text.endswith(strong):
        text = text.cut(0, len(text.text) - len(strong)).stripped()
    return _Option(match["letter"].upper(), (text,))


_Found = tuple[set[int], list[Line]]  # the numbers of the right options, and the lines that explain


def _checked(answer: Sequence[Line], options: Sequence[_Option]) -> _Found | None:
    """The answer repeats the options, some of them checked."""
    boxes: list[_Option] = []
    for line in answer:
        box = _begins_box(line)
        if box is None and boxes and (line.blank or not line.text[:1].isspace()):
            break
        if box is not None:
            boxes.append(box)
    if len(boxes) != len(options) or not any(box.checked for box in boxes):
        return None
    last = max(line.number for box in boxes for line in box.lines)
    numbers = {line.number for option in options for line in option.lines} | {last}
    rest = [line for line in answer if line.number > max(numbers)]
    return {i for i, box in enumerate(boxes) if box.checked}, rest


def _ticked(answer: Sequence[Line], options: Sequence[_Option]) -> _Found | None:
    """The answer repeats the options, some of them with a tick, or one of them in bold."""
    ticked: set[int] = set()
    bold: set[int] = set()
    at = 0
    for number, option in enumerate(options):
        if at >= len(answer) or (found := _begins_letter(unticked(answer[at]))) is None:
            return None
        if found.letter != option.letter or not option.key.startswith(found.key):
            return None
        ticked |= {number} if is_ticked(answer[at]) else set()
        bold |= {number} if unticked(answer[at]).text != answer[at].text else set()
        at += len(option.lines)
    right = ticked or (bold if len(bold) == 1 else set())
    return (right, list(answer[at:])) if right and len(right) < len(options) else None


def _named(answer: Sequence[Line], options: Sequence[_Option]) -> _Found | None:
    """The answer begins with letters: alone on their line, or before the text of the option."""
    letters = [option.letter for option in options]
    if not all(letters) or not answer:
        return None
    first = answer[0].text.strip()
    if match := _LETTERS.match(first):
        named = [c for c in re.sub(r"\b(?:and|or|und|et|och|og)\b", " ", match["letters"]).upper() if c in "ABCDEFGH"]
        if named and all(letter in letters for letter in named):
            return {letters.index(letter) for letter in named}, list(answer[1:])
        return None
    right: set[int] = set()
    rest = list(answer)
    while rest and (match := _LETTER_FIRST.match(_BULLET.sub("", rest[0].text).strip())):
        letter = match["letter"].upper()
        said = _key(_BULLET.sub("", rest[0].text).strip()[match.end() :])
        if letter not in letters or not said.startswith(options[letters.index(letter)].key[:40]):
            break
        right.add(letters.index(letter))
        rest = rest[len(options[letters.index(letter)].lines) :]
    return (right, rest) if 0 < len(right) < len(options) else None  # all of them: the options once more


def _quoted(answer: Sequence[Line], options: Sequence[_Option]) -> _Found | None:
    """The answer begins with the text of an option, or with a list of such."""
    keys = [option.key for option in options]
    right: set[int] = set()
    at = 0
    while at < len(answer):
        for number, option in enumerate(options):
            end = at + len(option.lines)
            said = "\n".join(line.text for line in answer[at:end])
            if _key(_BULLET.sub("", said, count=1)) == keys[number] and keys.count(keys[number]) == 1:
                right.add(number)
                at = end
                break
        else:
            break
    return (right, list(answer[at:])) if right else None


def _key(text: str) -> str:
    """What two writings of an option have in common."""
    bare = re.sub(r"[*_`]", "", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(bare.split()).rstrip(".;,!")


# --------------------------------------------------------------------- reverse, typed


def wishes(text: str) -> tuple[int, frozenset[str]]:
    """Where the wishes at the end of a question begin, and which they are: ``reverse``, ``typed``."""
    found: set[str] = set()
    end = len(text)
    while match := words.WISH.search(text[:end]):
        found.add("typed" if match["wish"].lower() in _TYPED else "reverse")
        end = match.start()
    return end, frozenset(found)


def _two_kinds(draft: Draft) -> Iterator[Diagnostic]:
    """What was asked for at a note of a kind that cannot have it."""
    kind = "a cloze" if draft.gaps else "a choice" if draft.choice else ""
    if not kind:
        return
    for wanted, name in ((draft.reverse, "reverse"), (draft.typed and draft.choice is not None, "type")):
        if wanted:
            yield Diagnostic(
                rules.TWO_KINDS,
                f"this is {kind}, and cannot be asked with {{{name}}} as well",
                draft.question.span,
                f"take {{{name}}} away, or make two notes of it",
            )
