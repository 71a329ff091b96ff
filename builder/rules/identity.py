"""Rules about the identity of notes and about the ledger (codes I001 to I099)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

REWORDED = Rule(
    "I001",
    "reworded",
    Severity.INFO,
    summary="a question that is recognised although its words changed",
    why="""The ledger knows a question that is very like this one and has gone from the sources, so both are
taken for the same note: learners keep their progress and see the new words. If it is another question, give
it an id of its own (`{#new-id}`): then the old note is retired and the new one starts afresh.""",
    bad="## What is a hash map, and when is it used?\n\n(in the last release: What is a hash table?)",
    good="## What is a hash map, and when is it used? {#hash-table}",
)
MOVED = Rule(
    "I002",
    "moved",
    Severity.INFO,
    summary="notes that are in another place than in the last release",
    why="""A note is recognised wherever it stands, so nothing is lost. Its tags follow the new place; the
cards that learners already have stay in the deck where they are, since Anki never moves them at an import.""",
)
RETIRED = Rule(
    "I003",
    "retired",
    Severity.INFO,
    summary="a note that has gone from the sources",
    why="""An import cannot delete. So the note still ships for some releases (`retire_after`), tagged
`retired`, with a remark and an empty front: the learner finds it with `tag:retired`, or deletes it with Tools
> Empty Cards. If the text returns, so does the note with all its progress.""",
)
REVIVED = Rule(
    "I004",
    "revived",
    Severity.INFO,
    summary="a note that returned after it had gone",
    why="""The text, or one very like it, was there before and is here again: learners who still have the note
go on where they stopped.""",
)
ADOPTED = Rule(
    "I005",
    "adopted",
    Severity.INFO,
    summary="a note that takes over the identity of a note of another tool's deck",
    why="""The GUID comes from a package that another tool had made, so that learners of that deck can keep
their progress. Anki does not touch a note whose notetype is another, and says that it was not imported. So,
once, learners select the old notes in the browser, choose Notes > Change Note Type… > Deckbuilder, and import
again. They must not tick “Merge note types”: it would give each note a new card that was never learned, and
leave the learned one blank.""",
)
NOTETYPE_CHANGED = Rule(
    "I006",
    "notetype-changed",
    Severity.INFO,
    summary="the card's template or style changed since the last release",
    why="""The next import replaces the template and the style of all cards; a learner's own changes to them
are lost. Notes and schedules are not touched.""",
)
PIN_TWICE = Rule(
    "I007",
    "pin-used-twice",
    Severity.ERROR,
    summary="an id that two notes claim",
    why="""`{#id}` says which note this is, for ever; two notes with one id would overwrite each other in
every learner's collection. It often comes from copying a question together with its id.""",
    bad="## What is a stack? {#stack}\n\nLast in, first out.\n\n## What is a queue? {#stack}\n\nFirst in, first out.",
    good="## What is a stack? {#stack}\n\nLast in, first out.\n\n## What is a queue? {#queue}\n\nFirst in, first out.",
)
AMBIGUOUS = Rule(
    "I008",
    "ambiguous-match",
    Severity.WARNING,
    summary="a changed question that could be one of several that have gone",
    why="""Two notes have gone that are equally like this one, or two new ones are equally like one that has
gone. A guess could give one question the progress of another, so none is made: the note counts as new. Where
you know better, restore the old words for one release and add an id (`{#id}`); then change the words.""",
)
DIALECT_CHANGED = Rule(
    "I009",
    "dialect-changed",
    Severity.WARNING,
    summary="a document that is read by another dialect than in the last release",
    why="""A small edit can make a document look like another layout, and then other lines are questions. If
you changed the layout, all is well, and the next release remembers it. If not, name the dialect in front
matter or configuration.""",
    bad="Q: What is a leaf?\nA: A node without children.\n\n## A heading with more text than all of the questions",
    good="---\ndialect: labels\n---",
)
MANY_RETIRED = Rule(
    "I010",
    "many-retired",
    Severity.WARNING,
    summary="a document that lost most of its notes at once",
    why="""Most of what was in this document in the last release is in none of the sources now. If you did not
delete it, the document is read otherwise than before, and learners would see their cards retired.""",
)
DOUBTFUL = Rule(
    "I012",
    "doubtful-rewording",
    Severity.WARNING,
    summary="a question that may or may not be an old one in other words",
    why="""A note has gone from the sources, and this one asks nearly the same, but little else says that it is the
same card: the answers have nothing in common, or a word was added that may narrow the question. It was taken
for the old note: learners keep their interval, and may not see it for a year. If it is the same card, there is
nothing to do: the next build knows it by its new words. If it is another, give it an id (`{#new-id}`): then
the old note is retired and the new one starts afresh.""",
    bad="## What is a heap in sorting?\n\nA tree whose root is the greatest.\n\n"
    "(in the last release: What is a heap? The memory that a program may ask for.)",
    good="## What is a heap in sorting? {#heap-tree}\n\nA tree whose root is the greatest.",
)
DECK_RENAMED = Rule(
    "I011",
    "deck-renamed",
    Severity.WARNING,
    summary="the configuration gives a released deck another name",
    why="""For Anki a deck is its name, and an import never moves cards that are there. Whoever has the deck
keeps it under its old name, and gets only new notes under the new one. Take the name back, or tell learners
to rename their deck first.""",
)
TITLE_TWICE = Rule(
    "I013",
    "title-twice",
    Severity.WARNING,
    summary="two documents with one title",
    why="""A document's title is the name of its deck, the first part of its tags and the name of its package. Two
documents with one title are mixed in all three: a learner cannot take the one without the other, nor search for it.
""",
    bad="a.md: # Biology\nb.md: # Biology",
    good="a.md: # Biology: cells\nb.md: # Biology: plants",
)
OTHER_IDENTITY = Rule(
    "I049",
    "other-identity",
    Severity.ERROR,
    summary="a ledger that is not that of the configured project",
    why="""The GUIDs of all notes are made of the project's identity, the first line of the ledger. If
`identity` in deckbuilder.toml says another, either the ledger was copied from another project, and would take
over that project's notes in the collections of learners who have both, or the setting is wrong.""",
)
LEDGER_BEHIND = Rule(
    "I055",
    "ledger-behind",
    Severity.ERROR,
    summary="a package that was published after what the ledger knows",
    why="""`git revert`, `git reset`, an old branch or another machine took the ledger back, but not what learners
have. Anki takes a note only if it is later than theirs: built from this ledger, the release would be passed over,
and what was wrong would stay for ever. `deckbuilder ledger catch-up PACKAGE` takes over the times of the package,
and then the next build is later than it.""",
)
LEDGER_LOST = Rule(
    "I056",
    "ledger-lost",
    Severity.ERROR,
    summary="no ledger, and a package of this deck that was built before",
    why="""Without its ledger a project begins anew: questions whose words changed since would become new notes, and
every note would count as changed, which takes away learners' remarks and tags. Take the ledger from version
control, or make one of the package with `deckbuilder ledger catch-up PACKAGE`.""",
)
SECOND_LEDGER = Rule(
    "I057",
    "second-ledger",
    Severity.ERROR,
    summary="a build that would begin a second ledger for a project that has one",
    why="""A folder above or below has a ledger. Built from here, all notes would get a second identity, and learners
every card twice. Build the folder of that ledger.""",
    bad="deckbuilder build .        # docs/ledger.jsonl is there",
    good="deckbuilder build docs",
)
LEDGER_DAMAGED = Rule(
    "I050",
    "ledger-damaged",
    Severity.ERROR,
    summary="a ledger that cannot be read",
    why="""The ledger says which note is which. To go on without the damaged lines would give notes new
identities, and every learner duplicates. Take the file's last good state from version control.""",
)
LEDGER_CONFLICT = Rule(
    "I051",
    "ledger-conflict",
    Severity.ERROR,
    summary="a ledger with merge-conflict markers",
    why="""Two branches changed the same or neighbouring lines. `deckbuilder ledger mend` takes both sides,
and of two lines for one note the newer; there is nothing to decide by hand. Merge the sources first: they say
what the notes are.""",
)
LEDGER_NEWER = Rule(
    "I052",
    "ledger-newer",
    Severity.ERROR,
    summary="a ledger of a newer Deckbuilder",
    why="""It may hold what this version would lose. Install the newer version.""",
)
LEDGER_GUID_TWICE = Rule(
    "I053",
    "guid-twice",
    Severity.ERROR,
    summary="a GUID that stands in the ledger twice",
    why="""Two notes with one GUID overwrite each other in every learner's collection. It comes from a merge,
or from copying a line by hand. `deckbuilder ledger mend` keeps the newer of the two lines.""",
)
CLOCK_BEHIND = Rule(
    "I054",
    "clock-behind",
    Severity.ERROR,
    summary="a clock that is behind the ledger",
    why="""Anki takes a note only if it is newer than the one it has. A release from a clock that is behind
would be passed over in silence, and one from a clock that is ahead would make Anki pass over all that follow.
So a release is made only after the last one and never ahead of time.""",
)
