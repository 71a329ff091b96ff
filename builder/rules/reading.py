"""Rules about how a document was read (codes R000 to R999)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

BAD_FRONT_MATTER = Rule(
    "R001",
    "bad-front-matter",
    Severity.WARNING,
    "the metadata at the top of a document is not in order",
    why="What was meant has to be guessed; without an option the notes would land in another deck, or lack a tag.",
    bad="---\ntitle: Attention: an introduction\n---",
    good='---\ntitle: "Attention: an introduction"\n---',
)
NO_NOTES = Rule(
    "R002",
    "no-questions",
    Severity.WARNING,
    "no question was found in a document",
    why="A document without questions adds nothing to the deck; most often its layout was not recognised.",
    bad="Some prose without any question.",
    good="## What is a token?\n\nA piece of text that a model reads as one symbol.",
)
UNSURE_LAYOUT = Rule(
    "R003",
    "unsure-layout",
    Severity.WARNING,
    "the layout of a document was guessed with little to go by",
    why="Notes may be cut in the wrong places; a look at them, and one line of configuration, makes it certain.",
    bad="A document in which only one or two lines look like questions.",
    good="The same document with `dialect: labels` in its front matter.",
)
MERGE_CONFLICT = Rule(
    "R004",
    "merge-conflict",
    Severity.ERROR,
    "the marks of a merge that was not finished",
    why="""Between `<<<<<<<` and `>>>>>>>` git has left both versions of a passage, for somebody to choose. A card
would show both of them, and the marks. Keep one version, take the three marks out, and commit. Within a fenced code
block such marks are text.""",
    bad="## What is a leaf?\n\n<<<<<<< HEAD\nA node.\n=======\nA node without children.\n>>>>>>> edits",
    good="## What is a leaf?\n\nA node without children.",
)
