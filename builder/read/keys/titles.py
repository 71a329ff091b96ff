"""Titles of answer keys: headings, bold lines and plain lines that say "here are the answers".

Owns: the words of a title, and which lines are one by themselves.  Does not own: whether entries follow
(``answer_key``).
"""

from __future__ import annotations

import re

from builder.model.document import Block, Kind
from builder.read.keys.entries import Start, is_choice, several_on
from builder.read.language import words
from builder.read.language.vocabulary import words_of

_ANSWERS = words.WORDS["answer_keys"]["titles"]
_TITLES = [*_ANSWERS, *words.WORDS["answer_keys"]["solutions"]]
_SPACED = "|".join(re.escape(w) for w in _TITLES if w < "\u2e80")
_UNSPACED = "|".join(re.escape(w) for w in _TITLES if w >= "\u2e80")  # Chinese does not part words
_LINKS = "|".join(words.WORDS["answer_keys"]["links"])
_QUESTIONS = "|".join(re.escape(w) for w in words_of("question_labels"))
_UNSPACED_TITLE = rf".{{0,12}}(?:{_UNSPACED})(?:\s*[与及和&]\s*\w{{1,6}})?"
_TITLE = re.compile(rf".*(?<!\w)(?:{_SPACED})(?!\w)|{_UNSPACED_TITLE}\W*$", re.I)
_PLAIN_TITLE = re.compile(
    rf"(?:\S+\s+){{0,2}}(?:{_SPACED})(?!\w)(?:\s*[(（–—-].*|\s+(?:&|\+|(?:{_LINKS})\s).*)?$|{_UNSPACED_TITLE}$", re.I
)
_WITH_QUESTIONS = re.compile(
    rf"(?:{_QUESTIONS})\w{{0,2}}\s*(?:&|\+|/|,|\b(?:{_LINKS})\b|与|和|と|및)\s*(?:\w+\s+)?(?:{_SPACED}|{_UNSPACED})",
    re.I,
)
_SAYS_ANSWERS = re.compile("|".join(map(re.escape, _ANSWERS)), re.I)
_BEFORE_ENTRIES = re.compile(r"[^:：]{1,60}[:：][*_`]*\s*(?=\S)")
_MOST_WORDS = {Kind.TEXT: 6, Kind.HEADING: 10, Kind.SUMMARY: 10}
_LONGEST = 80  # characters


def is_title(block: Block, *, alone: bool) -> bool:
    """Whether ``block`` could be the title of a key; ``alone``: a line of text is a paragraph by itself."""
    most = _MOST_WORDS.get(block.kind)
    if most is None or block.continues or block.indent > 3 or len(block.text.text) > 10_000:
        return False
    text, strong = words.unwrapped(block.text)
    plain = words.bare(text.text)
    if entries := entries_behind(block):
        plain = words.bare(block.text.text[: entries[0].lines[0].column - block.text.column])
        named = _TITLE.match(plain) is not None or all(is_choice(entry.text) for entry in entries)
        return named and not _WITH_QUESTIONS.search(plain)
    if len(plain) > _LONGEST or len(plain.split()) > most or plain.endswith((".", "?", "？", "!", ",", "。")):
        return False
    if _WITH_QUESTIONS.search(plain) or (block.kind is not Kind.SUMMARY and words.question_likeness(plain) > 0):
        return False
    if block.kind is Kind.TEXT and not strong:
        return alone and _PLAIN_TITLE.match(words.key(plain)) is not None
    return _TITLE.match(plain) is not None


def entries_behind(block: Block) -> tuple[Start, ...]:
    """The entries that stand on the line of their title: ``Answers: 1-B 2-C 3-A``."""
    match = _BEFORE_ENTRIES.match(block.text.text) if block.kind is Kind.TEXT else None
    return several_on(block.text.cut(match.end()), block.indent) if match else ()


def says_answers(title: str) -> bool:
    """Whether a title names answers, and not solutions, which may be those of anything."""
    return _SAYS_ANSWERS.search(title) is not None
