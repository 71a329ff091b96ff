"""The fields of a retired note: what it was, and how to delete it.

An import cannot delete, so a note that has gone from the sources ships on for a while.  Its
source text is gone: what it held is taken from the package that was published last; where there
is none, only what the ledger holds is shown: the question, as typed.

In a review Anki shows neither side of a card whose front is blank, but says that it is, with a
link to what *Empty Cards* does.  Question and remark are seen in the browser and the editor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape

from builder.ledger.entries import Entry
from builder.model.cloze import uncovered
from builder.model.notes import Draft, Note, Rendered, Section
from builder.model.notetypes import STANDARD, Fields, is_cloze
from builder.model.source import Excerpt, Line, Span

TAG = "retired"

# It must not say anything that changes from release to release: it would count as an update.
REMARK = (
    "This question is no longer part of the deck. To delete your card, use <b>Tools &gt; Empty Cards</b>, "
    "or search the browser for <b>tag:retired</b>."
)


def tags(before: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that the note had, so that a learner's searches still find it, and ``retired``."""
    return tuple(sorted({*before, TAG}))


def draft(entry: Entry) -> Draft:
    """Return the note of ``entry`` as if it were still there, without an answer."""
    lines = tuple(Line(1, text) for text in entry.question.split("\n"))
    return Draft(
        question=Excerpt(entry.path, lines),
        answer=Excerpt(entry.path),
        sections=tuple(Section(title, Span(entry.path, 1)) for title in entry.sections),
        dialect=entry.dialect,
        pin=entry.pin,
        notetype=entry.notetype or STANDARD,
    )


def render(note: Note, before: Fields | None = None) -> Rendered:
    """Return a retired note's fields: those that it had ``before``, if they are known, else only its question.

    ``Retired`` is filled, which leaves the front blank: *Empty Cards* finds it.  It has no card: a learner who
    has the note keeps the card, and one who never had it gets none.
    """
    if before:
        text = uncovered(before.text)  # or its cards would not be empty
        values = replace(before, text=text, retired=REMARK)
        return Rendered(note, values, (before.question or text, before.answer), cards=())
    text = "<br>".join(escape(line.text) for line in note.draft.question)
    # The text as typed must not mean anything to Anki: no [sound:…], no formula.
    question = f'<div class="mathjax_ignore">{text.replace("[", "&#91;")}</div>'
    if is_cloze(note.draft.notetype):
        return Rendered(note, Fields(text=question, retired=REMARK), (question, ""), cards=())
    return Rendered(note, Fields(question=question, retired=REMARK), (question, ""), cards=())
