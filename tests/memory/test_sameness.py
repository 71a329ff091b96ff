"""Whatever a note is rendered from is in its digest: a new field of one of the records is noticed here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from builder.memory.sameness import Place, Sameness
from builder.model.cloze import Cloze, Deletion
from builder.model.config import Config
from builder.model.document import Definition, DefinitionKind
from builder.model.notes import About, Choice, Derived, Draft, Gaps, Note, Section
from builder.model.source import Excerpt, Line, Span
from builder.render import Shared
from builder.render.equations import Equations


def text(words: str, number: int = 9, column: int = 1) -> Excerpt:
    return Excerpt("a.md", (Line(number, words, column), Line(number + 1, "more")))


GAPS = Gaps(Cloze(text("a gap"), (Deletion("gap", 1, "hint"),)), text("above"), text("extra"))
CHOICE = Choice(text("stem"), (text("one"), text("two")), frozenset({0}), text("because"))
DRAFT = Draft(text("asked", 7), text("told"), (Section("Part", Span("a.md", 3)),), "labels", gaps=GAPS, choice=CHOICE)
NOTE = Note(DRAFT, "guid", ("tag",), "Deck", "Title", cards=(0,))
SHARED = Shared(
    (Definition(DefinitionKind.LINK, "l", (Line(30, "[l]: x"),)),), Equations(said=(r"\def\x{y}",)), drawings=(12,)
)
ABOUT = About("by me", "https://a.example", "en", 100)
CONFIG = Config()

# What does not reach the fields, and belongs to the note alone.
_NOT_RENDERED = {"guid", "tags", "deck", "created", "modified"}


def place(
    note: Note = NOTE,
    shared: Shared = SHARED,
    about: About = ABOUT,
    config: Config = CONFIG,
    formulas: str | None = None,
) -> Place:
    return Sameness(config).note(note, formulas, about, shared)  # type: ignore[arg-type]


def drafted(draft: Draft) -> Place:
    return place(replace(NOTE, draft=draft))


OTHER_DRAFTS = {
    "question": text("asked otherwise", 7),
    "answer": text("told otherwise"),
    "sections": (Section("Another", Span("a.md", 3)),),
    "dialect": "headings",
    "number": "4",
    "pin": "pin",
    "tags": ("own",),
    "deck": "Own",
    "guid": "own",
    "notetype": "cloze",
    "gaps": None,
    "choice": None,
    "hint": text("think"),
    "reverse": True,
    "typed": True,
    "derived": Derived("term", "name", text("parent").span),
}
OTHERS: dict[str, tuple[object, Callable[..., Place], dict[str, object]]] = {
    "draft": (DRAFT, drafted, OTHER_DRAFTS),
    "note": (
        NOTE,
        lambda n: place(n),
        {"draft": replace(DRAFT, number="5"), "title": "T", "retired": 1, "cards": (1,)},
    ),
    "about": (ABOUT, lambda a: place(about=a), {"credit": "x", "url": "x", "language": "x", "fold": 1}),
    "shared": (
        SHARED,
        lambda s: place(shared=s),
        {"definitions": (), "equations": Equations(said=("x",)), "drawings": (13,), "furigana": True},
    ),
    "gaps": (
        GAPS,
        lambda g: drafted(replace(DRAFT, gaps=g)),
        {"cloze": Cloze(text("x"), ()), "above": text("x"), "extra": text("x")},
    ),
    "choice": (
        CHOICE,
        lambda c: drafted(replace(DRAFT, choice=c)),
        {
            "stem": text("x"),
            "options": (text("two"), text("one")),
            "right": frozenset({1}),
            "explanation": text("x"),
            "fixed": True,
        },
    ),
    "deletion": (
        Deletion("gap", 1, "hint"),
        lambda d: drafted(replace(DRAFT, gaps=replace(GAPS, cloze=Cloze(text("a gap"), (d,))))),
        {"text": "x", "number": 2, "hint": "x"},
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_field_counts(name: str) -> None:
    record, digest, others = OTHERS[name]
    names = {field.name for field in fields(record)}  # type: ignore[arg-type]
    assert names == others.keys() | (_NOT_RENDERED - others.keys() if name == "note" else set())
    for field, value in others.items():
        assert digest(replace(record, **{field: value})).placed != place().placed, field  # type: ignore[type-var]


def test_options_count() -> None:
    others = [place(formulas="tex"), place(config=Config(formulas="tex")), place(config=Config(macros={"x": "y"}))]
    assert len({p.said for p in [place(), *others]}) == 4


def test_where_a_note_stands_counts_only_as_its_place() -> None:
    def moved(by: int) -> Draft:
        def lines(excerpt: Excerpt) -> Excerpt:
            return excerpt.with_lines(replace(line, number=line.number + by) for line in excerpt)

        return replace(DRAFT, question=lines(DRAFT.question), answer=lines(DRAFT.answer), gaps=None, choice=None)

    here, there = drafted(moved(0)), drafted(moved(5))
    assert here.said == there.said
    assert here.placed != there.placed
    assert drafted(replace(moved(0), answer=text("told", 9, 3))).said != here.said


def test_a_document_is_its_path_its_bytes_and_the_configuration() -> None:
    keys = [
        Sameness(CONFIG).document("a.md", b"x"),
        Sameness(CONFIG).document("b.md", b"x"),
        Sameness(CONFIG).document("a.md", b"y"),
        Sameness(Config(deck="D")).document("a.md", b"x"),
    ]
    assert len(set(keys)) == 4
