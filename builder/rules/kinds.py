"""Rules about kinds of notes: clozes, choices, cards of two directions (codes K001 to K099)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

UNCLOSED_DELETION = Rule(
    "K001",
    "unclosed-deletion",
    Severity.WARNING,
    summary="a deletion that does not end, or hides nothing",
    why="""Anki hides what stands between `{{c1::` and `}}`. Where the end is missing, or one colon stands for two,
nothing is hidden, and the learner sees the marks. A deletion with nothing in it is no card.""",
    bad="## What does the heart do?\n\nThe {{c1::heart pumps blood.",
    good="## What does the heart do?\n\nThe {{c1::heart}} pumps blood.",
)
DELETION_NUMBER = Rule(
    "K002",
    "deletion-number",
    Severity.WARNING,
    summary="a deletion with a number that Anki cannot take",
    why="""The number of a deletion says which card hides it. Anki counts from 1, and takes no number above 499. The
deletion gets another number, so that nothing is lost; but its author may have meant something else.""",
    bad="## What does the heart do?\n\nThe {{c0::heart}} pumps blood.",
    good="## What does the heart do?\n\nThe {{c1::heart}} pumps blood.",
)
TWO_KINDS = Rule(
    "K003",
    "two-kinds",
    Severity.WARNING,
    summary="a note that is asked to be two kinds at once",
    why="""A cloze hides parts of a text, and a choice shows options: neither can be asked the other way round. The note
stays what it is, without a reverse.""",
    bad="## What does the heart pump? {reverse}\n\nThe heart pumps {{c1::blood}}.",
    good="## What does the heart pump? {reverse}\n\nblood",
)
NO_RIGHT_OPTION = Rule(
    "K004",
    "no-right-option",
    Severity.WARNING,
    summary="options none of which is said to be right",
    why="""The answer names an option that is not there (a letter was mistyped, or an option is missing), or none of the
boxes is checked. The card shows the question and the answer as they stand, and the options cannot be marked or
shuffled.""",
    bad="## Which planet is the largest?\n\n- A: Mars\n- B: Jupiter\n\nAnswer: D",
    good="## Which planet is the largest?\n\n- A: Mars\n- B: Jupiter\n\nAnswer: B",
)
LONG_REVERSE = Rule(
    "K005",
    "long-reverse",
    Severity.WARNING,
    summary="an answer that is too long to be asked the other way round",
    why="""The reverse card shows the answer and asks for the question. That is a good question where the answer is a
term, and none where it is a paragraph: nobody knows what is wanted, and the question can be guessed from any of its
words.""",
    bad="## What is a quay? {reverse}\n\nA wall beside the water at which ships are moored. They are loaded and"
    " unloaded there by cranes, and trucks and trains take the goods away.",
    good="## What is a wall called at which ships are moored? {reverse}\n\na quay",
)
KIND_CHANGED = Rule(
    "K006",
    "kind-changed",
    Severity.WARNING,
    summary="a note that became a cloze, or is one no more",
    why="""In Anki a note can never change its note type, and a cloze has one of its own. So the note begins anew for
learners who know it, and the old one is retired. Take the change back if that is not worth it.""",
)
NOTETYPE_SWITCHED = Rule(
    "K008",
    "notetype-switched",
    Severity.ERROR,
    summary="a published note whose notetype the configuration changes or lacks",
    why="""In Anki a note can never change its note type. With another one these notes would begin anew for every
learner who has them, and the old ones would be left behind. So nothing is built. Give a notetype of your own to
documents that are not published yet, or change the style of all cards ([card] css); who wants the new beginning turns
this rule down to a warning.""",
)
TEMPLATE = Rule(
    "K009",
    "bad-template",
    Severity.ERROR,
    summary="a template of one's own that Anki could not use",
    why="""Anki fills {{Field}} in a template with what a note's field holds. It shows an error on every card for a
field that is not there, a section that is not closed, or a front that shows nothing.""",
)
NOTETYPE_SHAPE = Rule(
    "K007",
    "notetype-shape",
    Severity.ERROR,
    summary="a notetype whose fields or templates are not those of the last release",
    why="""Anki updates a note only if its note type has the very fields and templates that the learner's has. With
another one, all notes that learners have would stay as they are for ever, without a word. So nothing is built.""",
)
