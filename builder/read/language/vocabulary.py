"""Vocabulary: the words by which each language marks questions, answers and what belongs to neither.

Owns: the tables in ``by_language``, one file a language, named by its code.  Does not own: which languages a
document speaks (``spoken``), nor what follows from a word (``words``, ``placeholders``, ``page``).
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

Words = tuple[str, ...]
Languages = frozenset[str]  # codes, such as "de"


@dataclass(frozen=True, slots=True)
class Table:
    """The words of one language, in lower case."""

    name: str
    common: Words = ()  # that tell the language; a language of another script than Latin needs none
    letters: str = ""  # of its script that few others have
    question_words: Words = ()  # with which a question begins
    tasks: Words = ()  # commands to explain something; a manual gives such commands too
    loose_tasks: Words = ()  # the same, but they are other words as well ("list", "name")
    anywhere: Words = ()  # that make a question of a text wherever they stand in it
    endings: Words = ()  # of a topic that asks
    question_labels: Words = ()
    question_adjectives: Words = ()  # what may stand before such a label
    task_labels: Words = ()  # of what is asked only where an answer with a label follows
    answer_labels: Words = ()
    answer_adjectives: Words = ()
    answer_openers: Words = ()  # a line or a summary that says no more than that the answer follows
    placeholders: Words = ()  # that can be nothing but the place of an answer
    placeholder_words: Words = ()  # that hold it only among longer answers: each may be an answer itself
    remarks: Words = ()  # with which a remark in brackets on an answer begins
    furniture: Words = ()  # lines of a page that are part of no answer
    invitations: Words = ()  # with which a line begins that asks whether the reader has more to ask
    hint_labels: Words = ()  # before a hint that is shown on the front when it is asked for
    aspects: Words = ()  # labels of what may be said of anything: none is a term that one could be asked for
    pointing: Words = ()  # with which an explanation begins that needs what stands before it
    order_words: Words = ()  # that say of a numbered list that its order matters
    narrating: Words = ()  # with which a speaker tells of what he did; in the case in which they are written
    claims: Words = ()  # with which a label begins that states or advises something, and names nothing
    term_questions: Words = ()  # how one asks for a term ({1}) in its context ({0}): one sentence


def folded(words: Iterable[str]) -> frozenset[str]:
    """Words as they are compared."""
    return frozenset(unicodedata.normalize("NFC", w).casefold() for w in words)


def _load() -> dict[str, Table]:
    names = {field.name for field in fields(Table)}
    tables = {}
    for path in sorted((Path(__file__).parent / "by_language").glob("*.toml")):
        row = tomllib.loads(path.read_text(encoding="utf-8"))
        if unknown := row.keys() - names:
            raise ValueError(f"{path.name}: unknown {', '.join(sorted(unknown))}")
        words = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
        tables[path.stem] = Table(row["name"], letters=row.get("letters", ""), **words)
    return tables


TABLES: Mapping[str, Table] = _load()
ALL: Languages = frozenset(TABLES)
LATIN: Languages = frozenset(code for code, table in TABLES.items() if table.common)
OTHER_SCRIPTS: Languages = ALL - LATIN  # their words cannot be those of a language of another script


@lru_cache(maxsize=4096)
def words_of(kind: str, languages: Languages = ALL) -> Words:
    """The words of one kind (a field of ``Table``) in some languages, each once."""
    found = dict.fromkeys(w for code in sorted(languages) for w in getattr(TABLES[code], kind))
    return tuple(found)
