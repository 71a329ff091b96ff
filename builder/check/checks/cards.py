"""Checks of how well a note can be learned.

Owns: length, lists, and questions that lean on what a card does not show.  Does not own: what
the text says (``content``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from builder.check.checks.language import language
from builder.check.checks.prose import Passage, Reading, strip_markup, word_count
from builder.check.checks.words import ASKED_OF_ALL, ASKING_VERBS, EMPTY, QUESTION_WORDS, REQUESTING, SYNONYMS
from builder.model.diagnostics import Diagnostic
from builder.model.document import Kind
from builder.model.notes import Draft
from builder.model.similarity import words
from builder.rules.cards import (
    ANSWER_REPEATS,
    BARE_TOPIC,
    CHAT_PHRASE,
    LONG_ANSWER,
    LONG_LIST,
    LONG_QUESTION,
    OUT_OF_CONTEXT,
)

_TOLERANCE = 1.05  # nobody is told that 302 words are more than 300


def lengths(reading: Reading) -> Iterator[Diagnostic]:
    """Answers, lists and questions that are longer than the project's limits."""
    limits = reading.config.limits
    answers = reading.answers()
    long: list[tuple[int, Diagnostic]] = []
    for index, draft in enumerate(reading.document.drafts):
        asked, answered = word_count(draft.question.text), word_count(draft.answer.text)
        if asked > limits.question_words * _TOLERANCE:
            message = f"this question has {asked} words (limit: {limits.question_words})"
            yield Diagnostic(LONG_QUESTION, message, draft.question.span, "leave out what does not help to answer it")
        items = sum(p.kind is Kind.ITEM for p in answers.get(index, ()))
        if answered > limits.answer_words * _TOLERANCE:
            listed = f" and lists {items} items" if items > limits.list_items else ""
            message = f"this answer has {answered} words (limit: {limits.answer_words}){listed}"
            hint = "ask for its parts in questions of their own"
            long.append((answered, Diagnostic(LONG_ANSWER, message, draft.question.span, hint)))
        elif items > limits.list_items:
            message = f"this answer lists {items} items (limit: {limits.list_items})"
            yield Diagnostic(LONG_LIST, message, draft.question.span, "group them, or ask for a few at a time")
    long.sort(key=lambda found: -found[0])
    yield from (diagnostic for _, diagnostic in long[:_LONGEST])
    if rest := long[_LONGEST:]:
        message = f"{len(rest)} more answers have more than {limits.answer_words} words, up to {rest[0][0]}"
        places = tuple((d.span, f"{words} words") for words, d in rest if d.span)
        yield replace(rest[0][1], message=message, related=places[1:])


_LONGEST = 5  # long answers of a document that are told one by one; of more, one finding tells


# ---------------------------------------------------------------- out of context

_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|should|would|will|might|may|must|be|been|being|about|exactly|"
    r"really|then|so|else|much|many|often|long|you|we|i|one|explain|describe|tell me|define|give|compare|use|say)"
)
_LEANS = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|well|now|also|then)\W+){0,3}"
    rf"(?:(?:what|why|how|when|where|who|which|{_AUXILIARY})\s+){{1,8}}"
    r"(it|this|that|these|those|they|them|its|their|he|she|his|her|him)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# "Is it possible to …", "What is it called when …": the pronoun stands for what follows.
_DUMMY = re.compile(
    r"\s+(?:\S+\s+){0,3}?(?:to|that|when|if|for|whether|who)\b|(?:'s|’s)?\s+(?:mean|called)\s+(?:to|when|if)\b", re.I
)
_LEADS_ON = re.compile(
    r"^\W*(?:and|but|so)\s+(?:what|why|how|when|where|who|which|is|are|does|do|did|can)\b"
    r"|^\W*(?:what|how) about\b|^\W*(?:what|who|where|anything) else\b"
    r"|^\W*(?:is|are) there (?:any )?(?:others?|another|more)\b"
    r"|^\W*(?:any )?(?:other|others)\b",
    re.IGNORECASE,
)
_REACTS = re.compile(
    r"^\W*(?:thank you\b|thanks\b|that sounds|that['’]s (?:a )?(?:great|good|very|interesting|fascinating)|i see[,.!]"
    r"|(?:great|good|excellent|interesting|fascinating|wonderful)(?: answer| point| explanation)?[,.!])",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:the (?:previous|preceding|above) (?:question|answer|example|section|point|one|topic)"
    r"|(?:mentioned|described|shown|discussed|defined|given|listed|stated) (?:above|earlier|before|previously)"
    r"|(?:question|example|answer|code|list|table) above|as above"
    r"|the (?:first|second|third|fourth|former|latter|other) ones?\b)",
    re.IGNORECASE,
)
_OTHER_NOTE = re.compile(
    r"\b(?:the )?(?:previous|preceding|last|next|above) (?:question|answer)s?\b|\b(?:question|answer)s? above\b",
    re.IGNORECASE,
)
_POINTS_AHEAD = re.compile(
    r"\b(?:the )?following (?:code|snippet|program|query|example|figure|diagram|image|table|function|script"
    r"|statements?|options?|sentences?|text|list|class|method)\b"
    r"|\b(?:code|snippet|program|query|function|figure|diagram|table) below\b",
    re.IGNORECASE,
)
# What needs no name: a word in quotation marks that follows, the weather, the time.
_NAMES_AHEAD = re.compile(r"\s+(?:\w+\s+){0,3}[\"“‘«„'*_`]\S|\s+[^?]*\bnamely\b")
_OF_TIME = re.compile(
    r"(?:[’']s|\s+(?:is|was|be|get|gets|getting|become|becomes))?\s+(?:already |still |too |so |not )*"
    r"(?:takes?|took|rain\w*|snow\w*|hail\w*|freez\w*|thunder\w*|dark|cold|hot|warm|late|early|time|noon|midnight|summer|winter|costs?"
    r"|matters?|safe|wise|worth|ok|okay|allowed|legal|possible|necessary|better|best|enough|\d)\b",
    re.IGNORECASE,
)
_CLAUSE_FIRST = re.compile(
    r"^\W*(?:when|if|while|before|after|once|where|although|because|since|as|until)\b[^,?]{1,120},\s*(?P<main>.+)",
    re.I | re.S,
)
_COUNTED = re.compile(r"\b(?:two|both|either|first|between|three|and|or|vs|versus)\b", re.IGNORECASE)
_SHOWS = re.compile(
    r"```|~~~|!\[|<(?:img|pre|code)\b|`[^`]+`|\$|\n\s*(?:[-*+|]|\(?[A-Da-d1-9][).])\s|\n(?: {4}|\t)|:\s*\S", re.I
)
_PERSON = re.compile(r"\b(?:he|she|his|her|him|hers)\b", re.IGNORECASE)
_NAMED = re.compile(
    r"(?<=[\w,] )[A-Z][a-z]+|\b(?:man|woman|person|patient|boy|girl|king|queen|author|user|child|who|someone)\b"
)


def out_of_context(reading: Reading) -> Iterator[Diagnostic]:
    """Questions that lean on a question, an answer or a figure that the card does not show."""
    in_tables = {p.line for p in reading.passages if p.kind is Kind.TABLE}
    if reading.language not in ("en", ""):
        return
    for draft in reading.document.drafts:
        text = draft.question.text
        reason = _leaning(strip_markup(text), text) if language(text, reading.language) in ("en", "") else ""
        if reason and draft.line not in in_tables:  # what stands in a table is a phrase to learn
            hint = "name what is asked about, so that the question can be understood alone"
            if _REACTS.match(strip_markup(text)):
                hint = "leave the remark out and begin with what is asked"
            yield Diagnostic(OUT_OF_CONTEXT, reason, draft.question.span, hint)
    for found in reading.answers().values():
        for passage in found:
            if match := _OTHER_NOTE.search(passage.masked):
                message = f"“{match[0]}” points at another note, which may come weeks later"
                yield Diagnostic(OUT_OF_CONTEXT, message, passage.span(*match.span()), "say here what is meant")


def _leaning(text: str, source: str) -> str:
    """What a question leans on, or nothing."""
    if match := _REACTS.match(text):
        return f"“{match[0].strip(' ,.!')} …” reacts to an answer that the card does not show"
    first = re.split(r"(?<=[.?!])\s", text, maxsplit=1)[0]
    if match := _LEADS_ON.match(first):
        return f"“{match[0].strip()} …” goes on from something that the card does not show"
    if (match := _LEANS.match(first)) and not _stands_for_something_ahead(match, first) and not _SHOWS.search(source):
        return f"nothing on the card says what “{match[1]}” is"
    if (match := _POINTS.search(text)) and not ("one" in match[0] and _COUNTED.search(text[: match.start()])):
        return f"“{match[0]}” points at something that the card does not show"
    if (match := _POINTS_AHEAD.search(text)) and not _SHOWS.search(source):
        return f"“{match[0]}” is not in the question"
    if (match := _PERSON.search(text)) and not _NAMED.search(text[: match.start()]):
        return f"nothing on the card says who “{match[0]}” is"
    said = words(text)
    if 0 < len(said) <= 4 and text.isascii() and all(word in EMPTY for word in said) and not _SHOWS.search(source):
        return "these words alone do not say what is asked"
    return ""


def _stands_for_something_ahead(match: re.Match[str], sentence: str) -> bool:
    rest = match["rest"]
    if _DUMMY.match(rest) or _NAMES_AHEAD.match(rest):
        return True
    if match[1].lower() == "it" and _OF_TIME.match(rest):
        return True
    clause = _CLAUSE_FIRST.match(sentence)
    return clause is not None and any(word not in EMPTY for word in words(clause["main"]))


# ---------------------------------------------------------------- the answer repeats the question


def repeated_questions(reading: Reading) -> Iterator[Diagnostic]:
    """Answers whose first sentence is the question again."""
    for index, found in reading.answers().items():
        draft = reading.document.drafts[index]
        asked_in = {line.number for line in draft.question}  # where question and answer share a line
        if found and found[0].line not in asked_in and _repeats(draft, found[0]):
            message = "the answer begins with the question"
            span = found[0].excerpt.span
            yield Diagnostic(ANSWER_REPEATS, message, span, "begin with what answers it")


def _repeats(draft: Draft, first: Passage) -> bool:
    asked = words(strip_markup(draft.question.text))
    line = strip_markup(first.excerpt.lines[0].text)
    begin = words(line)[: len(asked)]
    ends = len(words(line)) == len(asked) or re.match(r"[^?:]*[?:]", line) is not None
    return len(asked) >= 3 and begin == asked and ends


# ---------------------------------------------------------------- no question at all

_PLAIN_TITLE = re.compile(r"[A-Z][\w’'-]*(?: [\w’'&-]+){0,4}")
_ASKS_TACITLY = re.compile(r"\b(?:between|vs|versus|to|and|or|with|without|definition|meaning)\b", re.IGNORECASE)
_SOME = 5  # notes that ask something, before a topic stands out
_NEARLY_ALL = 0.8


def bare_topics(reading: Reading) -> Iterator[Diagnostic]:
    """Titles of a few words where nearly all notes of the document ask or request something, in English."""
    asked = {draft.line: strip_markup(draft.question.text) for draft in reading.document.drafts}
    asking = sum(_asks(text) for text in asked.values())
    if asking < _SOME or asking < _NEARLY_ALL * len(asked):
        return
    for draft in reading.document.drafts:
        text = asked[draft.line]
        if _PLAIN_TITLE.fullmatch(text) and not _asks_tacitly(text) and not _asks(text):
            message = f"“{text}” is a topic, and asks nothing"
            yield Diagnostic(BARE_TOPIC, message, draft.question.span, "ask for what the answer says")


def _asks_tacitly(text: str) -> bool:
    """Whether a title names what is to be said of its subject: its benefits, parts or steps, or two things beside."""
    return _ASKS_TACITLY.search(text) is not None or any(word in ASKED_OF_ALL for word in _named(text))


def _named(text: str) -> Iterator[str]:
    return (SYNONYMS.get(word, word.removesuffix("s")) for word in words(text))


def _asks(text: str) -> bool:
    first = re.match(r"\W*(\w+)", text.lower())
    return first is not None and (first[1] in QUESTION_WORDS or first[1] in ASKING_VERBS or first[1] in REQUESTING)


# ---------------------------------------------------------------- chats

_CHAT = re.compile(
    r"\bI(?:['’]d| would) be (?:happy|glad|delighted|pleased) to (?:help|answer|explain|assist|provide|elaborate)\b"
    r"|\bas an AI(?: language)? (?:model|assistant),? I\b|\bI hope (?:this|that) (?:helps|clarifies)\b"
    r"|\blet me know if (?:you|there)(?:['’]d| would)? (?:have|need|want|like|is|are)\b"
    r"|\b(?:feel free to|don['’]t hesitate to) (?:ask|reach out)"
    r"(?=\s*[.!]|\s+(?:me|any|more|further|for (?:more|clarification)|if you(?:['’]d| have| need| want| would))\b)"
    r"|^\W*(?:great|good|excellent) question\b",
    re.IGNORECASE,
)


def chat_phrases(reading: Reading) -> Iterator[Diagnostic]:
    """What a chat says to the person who asks, in the first or the last paragraph of an answer."""
    for found in reading.answers().values():
        for passage in found[:1] + found[1:][-1:]:
            if match := _CHAT.search(passage.masked):
                message = f"“{' '.join(match[0].split())}” was said in a chat and tells a learner nothing"
                yield Diagnostic(CHAT_PHRASE, message, passage.span(*match.span()), "take the sentence out")


CHECKS = (lengths, out_of_context, repeated_questions, bare_topics, chat_phrases)
