"""Checks of what does not agree with the rest: labels of siblings, spellings of a term, questions of two kinds in one.

Owns: what can be seen only beside what stands around it, and the form of questions.  Does not own: whether a
question is understood alone, nor how long one answer is (``cards``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from builder.check.checks.prose import Passage, Reading, strip_markup, word_count
from builder.check.checks.words import ASKING_VERBS, NO_ITEM, QUESTION_WORDS, REQUESTING
from builder.model.diagnostics import Diagnostic
from builder.model.document import Kind
from builder.rules.agreement import (
    MANY_LONG_ANSWERS,
    QUESTION_FORM,
    SEVERAL_QUESTIONS,
    SINGLE_ITEM,
    SPELLING_VARIANTS,
    UNLIKE_SIBLINGS,
)

# ---------------------------------------------------------------- siblings

# A label's colon stands within its bold type or behind it; the card hardly shows which.
_BOLD_LABEL = re.compile(r"(?:\*\*|__)(?P<code>`?)[^*_\n]{1,80}?(?::`?(?:\*\*|__)|(?:\*\*|__)\s?:)(?=\s|$)")
_PLAIN_LABEL = re.compile(r"([^\W\d_][^.:!?;()\"“*_`\n]{0,40}):(?=\s|$)")
_LABEL_WORDS = 4
_CUSTOMARY = 10  # labels of a document, from which on they show a custom
_EXCEPTION = 0.1  # the share of plain labels up to which a document's custom is to set them in bold


def unlike_siblings(reading: Reading) -> Iterator[Diagnostic]:
    """Items whose label is plain, or code, in lists whose other labels are bold, or no code."""
    lists = [
        [(style, passage) for passage in siblings if (style := _style(passage))]
        for found in reading.answers().values()
        for siblings in _lists(found)
    ]
    everywhere = Counter(style for styles in lists for style, _ in styles)
    are_bold = everywhere.total() >= _CUSTOMARY and everywhere["plain"] <= _EXCEPTION * everywhere.total()
    for styles in lists:
        counts = Counter(style for style, _ in styles)
        if len(counts) < 2:
            continue
        (usual, most), (other, next_most) = counts.most_common(2)
        if next_most * 2 > most:
            if not are_bold or len(counts) > 2 or "plain" not in counts:
                continue  # two customs, and no slip
            usual, most = (other, next_most) if usual == "plain" else (usual, most)
        for style, passage in styles:
            if style != usual and usual != "plain":
                label = strip_markup(passage.text).partition(":")[0]
                others = f"those of {most} of its siblings are" if most > 1 else "that of its sibling is"
                message = f"the label “{label}:” is {style}, {others} {usual}"
                span = passage.span(0, min(len(passage.text), len(label) + 1))
                yield Diagnostic(UNLIKE_SIBLINGS, message, span, "write all labels of a list alike")


def _style(passage: Passage) -> str:
    """How the label of an item is set; nothing if it has none."""
    if match := _BOLD_LABEL.match(passage.text):
        return "bold code" if match["code"] else "bold"
    return "plain" if _has_plain_label(passage) else ""


def _lists(found: list[Passage]) -> Iterator[list[Passage]]:
    """The items of each list of an answer, level by level."""
    open_lists: dict[int, list[Passage]] = {}
    for passage in found:
        deeper = [indent for indent in open_lists if passage.kind is not Kind.ITEM or indent > passage.indent]
        for indent in deeper:
            if passage.kind in (Kind.ITEM, Kind.HEADING) or indent >= passage.indent:
                yield open_lists.pop(indent)
        if passage.kind is Kind.ITEM:
            open_lists.setdefault(passage.indent, []).append(passage)
    yield from open_lists.values()


def _has_plain_label(passage: Passage) -> bool:
    match = _PLAIN_LABEL.match(passage.text)
    if not match or not match[1][0].isupper() or match[1].casefold() in NO_ITEM:
        return False
    return len(match[1].split()) <= _LABEL_WORDS


# ---------------------------------------------------------------- questions

_ASKS_ON = re.compile(
    r",\s+(?:and|or|but)\s+(?:what|why|how|when|where|who|which)\b(?!\s+(?:not|else)\b|\W*$)|\?\s+\S.*\?", re.IGNORECASE
)


def several_questions(reading: Reading) -> Iterator[Diagnostic]:
    """Questions that ask for two things; of many in a document the first tells of all."""
    found = []
    for draft in reading.document.drafts:
        text = strip_markup(draft.question.text)
        if len(text) > _LONGEST or text.count("?") < 1:
            continue
        twice = re.search(r"\w[^?？]*[?？]\s+[^?？]*\w[^?？]*[?？]", text)
        first = text.split(maxsplit=1)[0].casefold()
        asks = reading.language == "en" and first in (QUESTION_WORDS | ASKING_VERBS | REQUESTING)
        if twice or (asks and _ASKS_ON.search(text)):
            found.append(Diagnostic(SEVERAL_QUESTIONS, "this asks for two things", draft.question.span, _ONE_EACH))
    if len(found) > 1:
        yield replace(found[0], message=f"this asks for two things, as {_others(len(found) - 1)}")
    else:
        yield from found


def _others(count: int) -> str:
    return "does another question" if count == 1 else f"do {count} more questions"


_ONE_EACH = "ask each in a note of its own"
_LONGEST = 600  # characters of a question; of a longer one the length is told

_VERSUS = re.compile(r"\bbetween\b[^?.]{1,80}\b(?:vs\.?|versus)(?=\s)", re.IGNORECASE)
_PERMISSION = re.compile(r"^\W*let me ask\b", re.IGNORECASE)


def question_forms(reading: Reading) -> Iterator[Diagnostic]:
    """English requests with a question mark, and what is between one thing *vs* another."""
    if reading.language != "en":
        return
    for draft in reading.document.drafts:
        text = strip_markup(draft.question.text)
        said = re.findall(r"[^\W_]+", text.casefold())
        span = draft.question.span
        if not said:
            continue
        if said[0] in _REQUESTS and text.endswith("?") and text.count("?") == 1 and not re.search(r"[.:!;]\s", text):
            message = f"“{text.split()[0]} …” requests something and ends with a question mark"
            yield Diagnostic(QUESTION_FORM, message, span, "end it with a full stop, or ask a question")
        elif match := _VERSUS.search(text):
            message = f"“{match[0][:60]}”: what is between two things is between one and the other"
            yield Diagnostic(QUESTION_FORM, message, span, "write “and”")
        elif _PERMISSION.match(text):
            yield Diagnostic(QUESTION_FORM, "“Let me ask …” says nothing", span, "begin with what is asked")


# Requests that are no nouns and ask nothing: "Name two birds?", but not "State?", "Label?".
_REQUESTS = REQUESTING - {
    "label",
    "list",
    "name",
    "state",
    "share",
    "design",
    "estimate",
    "find",
    "walk",
    "true",
    "show",
}

# ---------------------------------------------------------------- spellings

_HYPHENED = re.compile(r"(?<![\w-])([^\W\d_]{3,})-([^\W\d_]{3,})(?![\w-])(?:\s+([^\W\d_]+))?")
_TWO = re.compile(r"(?<![\w-])([^\W\d_]{3,})(?=\s+([^\W\d_]{3,})\s+([^\W\d_]+))")


def spelling_variants(reading: Reading) -> Iterator[Diagnostic]:
    """Terms that are written with a hyphen here and without one there, each told once."""
    if reading.language != "en" or reading.is_data:
        return
    hyphened: dict[str, list[tuple[Passage, re.Match[str]]]] = {}
    for passage in reading.passages:
        if "-" in passage.masked:
            for match in _HYPHENED.finditer(passage.masked):
                hyphened.setdefault(f"{match[1]}{match[2]}".casefold(), []).append((passage, match))
    if not hyphened:
        return
    before = {
        (m[1].casefold(), m[2].casefold(), (m[3] or "").casefold()) for some in hyphened.values() for _, m in some
    }
    closed: Counter[str] = Counter()
    apart: dict[str, str] = {}
    for passage in reading.passages:
        closed.update(word for word in re.findall(r"[^\W\d_]+", passage.masked.casefold()) if word in hyphened)
        for match in _TWO.finditer(passage.masked.casefold()):
            if (match[1], match[2], match[3]) in before:
                apart.setdefault(f"{match[1]}{match[2]}", f"{match[1]} {match[2]}")
    for word, places in hyphened.items():
        other = word if closed[word] else apart.get(word)
        if other:
            passage, match = places[0]
            term = f"{match[1]}-{match[2]}"
            span = passage.span(match.start(1), match.end(2))
            message = f"“{term}” is also written “{other}” in this document"
            yield Diagnostic(SPELLING_VARIANTS, message, span, "keep to one spelling")


# ---------------------------------------------------------------- answers

_RARE = 0.2  # the share of answers below which one bullet alone is no custom
_SOME = 4  # answers, from which on a bullet alone stands out
_MANY = 10  # answers from which on their lengths say something of the document
_LONG = 100  # words


def single_items(reading: Reading) -> Iterator[Diagnostic]:
    """Answers that are one item of a list and nothing else."""
    answered = reading.answers()
    drafts = reading.document.drafts
    single = [
        found[0]
        for index, found in answered.items()
        if len(found) == 1 and found[0].kind is Kind.ITEM and _is_all(found[0], drafts[index].answer.trimmed().text)
    ]
    if len(answered) >= _SOME and len(single) <= max(1, _RARE * len(answered)):
        for passage in single:
            message = "the answer is a list of one item"
            yield Diagnostic(SINGLE_ITEM, message, passage.excerpt.span, "take the marker away, or add what is missing")


def _is_all(item: Passage, answer: str) -> bool:
    """Whether an item is the whole of its answer, marker and all, and not the rest of a question's line."""
    return answer.lstrip().startswith(item.marker) and len(answer) <= len(item.marker) + len(item.text) + 4


def many_long_answers(reading: Reading) -> Iterator[Diagnostic]:
    """A document most of whose answers have more than a hundred words."""
    drafts = [draft for draft in reading.document.drafts if draft.answered]
    counts = [word_count(draft.answer.text) for draft in drafts]
    long = sum(count > _LONG for count in counts)
    if len(drafts) >= _MANY and long * 2 > len(drafts):
        longest = drafts[counts.index(max(counts))]
        message = f"{long} of {len(drafts)} answers have more than {_LONG} words, the longest {max(counts)}"
        yield Diagnostic(MANY_LONG_ANSWERS, message, longest.question.span, "ask for their parts one by one")


CHECKS = (
    unlike_siblings,
    several_questions,
    question_forms,
    spelling_variants,
    single_items,
    many_long_answers,
)
