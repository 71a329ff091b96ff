"""Where a note belongs: sections to tags, documents to decks.

Owns: slugs, the tags of a note, the name of its deck.  Does not own: which headings are
sections (``dialects``), nor that a deck keeps its name (``ledger``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from builder.model.config import Config, SourceOptions
from builder.model.notes import Draft, Placed
from builder.model.source import sound

UNANSWERED = "unanswered"
_LONGEST = 60  # characters of one part of a tag


def slug(text: str) -> str:
    """``text`` as one part of a tag: letters and digits of any script in lower case, joined by hyphens.

    Never empty, never longer than 60 characters, legal in every version of Anki.
    """
    kept: list[str] = []
    for character in unicodedata.normalize("NFKC", text).casefold():
        category = unicodedata.category(character)
        if category[0] in "LN" or (category[0] == "M" and kept and kept[-1] != "-"):
            kept.append(character)
        elif character not in "'’`´" and kept and kept[-1] != "-":
            kept.append("-")
    word = unicodedata.normalize("NFC", "".join(kept)).strip("-")
    if len(word) > _LONGEST:
        head, hyphen, _ = word[: _LONGEST + 1].rpartition("-")
        word = head if hyphen and len(head) > _LONGEST // 2 else word[:_LONGEST]
    return word or "untitled"


def legal_tag(text: str) -> str:
    """A tag that an author wrote, made legal: ``/`` and ``::`` part it, no white space, no empty part; case is kept."""
    parts = ["-".join(part.split()) for part in text.replace("/", "::").split("::")]
    clean = ["".join(c for c in part if unicodedata.category(c)[0] != "C").strip("#-") for part in parts]
    return unicodedata.normalize("NFC", "::".join(part for part in clean if part))


def document_title(path: str, heading: str, options: SourceOptions) -> str:
    """The document's title: from its options, its first heading, or its file name."""
    stem = sound(PurePosixPath(path).stem.replace("_", " ").strip())
    return options.title or heading or stem


def place(title: str, drafts: Iterable[Draft], config: Config, options: SourceOptions) -> tuple[Placed, ...]:
    """The drafts of one document with their tags and their deck below the root."""
    around = [part.strip() for part in (options.section or "").split("::") if part.strip()]
    deck = deck_name(options.deck if options.deck is not None else title.replace("::", ":"))
    common = [*config.tags, *options.tags]
    return tuple(
        Placed(
            draft,
            _tags(draft, title, around, common),
            deck if draft.deck is None else deck_name(draft.deck),
            title,
            named=options.deck is not None or draft.deck is not None,
        )
        for draft in drafts
    )


def deck_name(name: str) -> str:
    """A deck's name that Anki leaves as it is: one line, no empty part, NFC."""
    parts = [" ".join(part.split()) for part in unicodedata.normalize("NFC", name).split("::")]
    return "::".join("".join(c for c in part if c.isprintable() and c != '"') for part in parts if part)


def _tags(draft: Draft, title: str, around: Sequence[str], common: Sequence[str]) -> tuple[str, ...]:
    path = "::".join(slug(part) for part in (title, *around, *(s.title for s in draft.sections)))
    written = [tag for tag in map(legal_tag, (*common, *draft.tags)) if tag]
    tags = {path, *written} | ({UNANSWERED} if not draft.answered else set())
    folded: dict[str, str] = {}
    for tag in sorted(tags):  # Anki keeps one spelling of a tag; so do we
        folded.setdefault(tag.casefold(), tag)
    return tuple(sorted(folded.values()))


def matches(tags: Iterable[str], patterns: Sequence[str]) -> bool:
    """Whether a note with ``tags`` is chosen by ``patterns``.

    A pattern is a tag with its children, or has ``*`` for anything; one that begins with ``!``
    excludes.  Without a pattern that includes, every note is included.
    """
    tags = [t.casefold() for t in tags]
    wanted = [p for p in patterns if not p.startswith("!")]
    unwanted = [p[1:] for p in patterns if p.startswith("!")]
    if any(_matches(tag, p) for tag in tags for p in unwanted):
        return False
    return not wanted or any(_matches(tag, p) for tag in tags for p in wanted)


def _matches(tag: str, pattern: str) -> bool:
    pattern = pattern.casefold()
    head, star, rest = pattern.partition("*")
    if not star:
        return tag == pattern or tag.startswith(pattern + "::")
    if not tag.startswith(head):
        return False
    at = len(head)
    pieces = rest.split("*")
    for piece in pieces[:-1]:
        found = tag.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    last = pieces[-1]
    return tag.endswith(last) and len(tag) - at >= len(last) if last else True
