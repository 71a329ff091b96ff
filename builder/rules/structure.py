"""Rules about the structure of a document (codes S001 to S099)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

UNANSWERED = Rule(
    "S001",
    "unanswered-question",
    Severity.WARNING,
    summary="a question that the document does not answer",
    why="""The note is built with a visible remark in the place of its answer and the tag `unanswered`, so
that nothing is lost, but nobody can learn from it. Write the answer, or set `unanswered = "skip"` to leave
such questions out.""",
    bad="## What is a trie?\n\n## What is a heap?\n\nA tree in which each parent ...",
    good="## What is a trie?\n\nA tree in which each edge is a letter ...",
)
EMPTY_ANSWER = Rule(
    "S002",
    "empty-answer",
    Severity.WARNING,
    summary="an answer is announced, but nothing or only a placeholder follows",
    why="""`Answer:` with nothing after it, `TODO` or `...` shows that an answer was planned. The learner
sees a question that cannot be answered. Write the answer or remove the question.""",
    bad="Q: What is a trie?\nA: TODO",
    good="Q: What is a trie?\nA: A tree in which each edge is a letter.",
)
ORPHAN_TEXT = Rule(
    "S003",
    "text-outside-note",
    Severity.WARNING,
    summary="text that belongs to no note and is on no card",
    why="""Text before the first question, or under a section heading, is neither question nor answer, so
no learner will see it. If it is meant to be learned, give it a question; if it is for the readers of the
source only, silence this rule above it.""",
    bad="### What is a tree?\n\nA graph.\n\n## Leaves\n\nTrees have many.\n\n### What is a leaf?\n\nA node.",
    good="### What is a tree?\n\nA graph.\n\n## Leaves\n\n### What is a leaf?\n\nA node. Trees have many.",
    limits="""Headings of a table of contents, and those that a document repeats in every note, are no
leftovers.""",
)
SKIPPED_LEVEL = Rule(
    "S004",
    "skipped-heading-level",
    Severity.WARNING,
    summary="a heading that is more than one level below the heading above it",
    why="""Sections become tags such as `trees::balanced`. Where a level is left out, either a section
heading is missing, and with it a tag, or a `#` is one too many.""",
    bad="# Trees\n\n#### What is a leaf?",
    good="# Trees\n\n## What is a leaf?",
    limits="""Headings within an answer make no section and are not counted. A jump that a document makes again
and again is told once.""",
)
WRONG_NUMBER = Rule(
    "S005",
    "wrong-number",
    Severity.WARNING,
    summary="a number that does not follow the number before it",
    why="""A gap in the numbering often means that a question was lost, and readers who refer to
“question 12” mean different questions. Numbers are not part of a note, so renumbering changes
nothing for a learner.""",
    bad="## 1. What is a leaf?\n\nA node without children.\n\n## 3. What is a root?\n\nThe first node.",
    good="## 1. What is a leaf?\n\nA node without children.\n\n## 2. What is a root?\n\nThe first node.",
    limits="""A series may begin anew at 1, and numbers that are all the same are left to Markdown.""",
)
REPEATED_NUMBER = Rule(
    "S006",
    "repeated-number",
    Severity.WARNING,
    summary="two questions of one series that have the same number",
    why="""One of the two was probably pasted in, and it may be in the wrong place or there twice. Numbers
are not part of a note, so renumbering changes nothing for a learner.""",
    bad="## 7. What is a leaf?\n\nA last node.\n\n## 7. What is a root?\n\nThe first.\n\n## 8. Why trees?\n\n...",
    good="## 7. What is a leaf?\n\nA last node.\n\n## 8. What is a root?\n\nThe first.\n\n## 9. Why trees?\n\n...",
)
MISSING_DOT = Rule(
    "S007",
    "missing-number-dot",
    Severity.WARNING,
    summary="a number without the dot that the others of its series have",
    why="""Without its dot a number may be read as part of the question (“4 What is a leaf?”).""",
    bad="## 1. What is a root?\n\nThe first node.\n\n## 2 What is a leaf?\n\nA node.\n\n## 3. What is a path?\n\n...",
    good="## 1. What is a root?\n\nThe first node.\n\n## 2. What is a leaf?\n\nA node.\n\n## 3. What is a path?\n\n...",
    fixable=True,
)
HEADING_IN_ANSWER = Rule(
    "S008",
    "heading-in-answer",
    Severity.INFO,
    summary="a heading inside an answer",
    why="""An answer that needs headings is mostly several answers. A card with headings is hard to learn:
nobody can say from memory all that is below four titles. Make each of them a question of its own, or a bold
label.""",
    bad="## 1. What is a tree?\n\n### Definition\n\nA graph without cycles.\n\n## 2. What is a leaf?\n\nA node.",
    good="## 1. What is a tree?\n\n**Definition:** a graph without cycles.\n\n## 2. What is a leaf?\n\nA node.",
    limits="""Told once a document. A label of the answer in any language that the reader knows is no heading.""",
)
LIST_WITHOUT_MARKERS = Rule(
    "S009",
    "list-without-markers",
    Severity.WARNING,
    summary="paragraphs that are the items of a list, but have no markers",
    why="""A list that was copied from a web page or a chat loses its bullets. What is left are loose
paragraphs, or one long one: the learner sees neither how many points there are nor where the last one ends.
Begin each point with `- ` or `1. `.""",
    bad="There are two kinds:\n\nStack: last in, first out.\n\nQueue: first in, first out.",
    good="There are two kinds:\n\n- Stack: last in, first out.\n- Queue: first in, first out.",
    limits="""Paragraphs after an announcement are taken for a list where they are short and request something,
or have no full stop; whole sentences that tell something are prose.""",
)
LOST_NESTING = Rule(
    "S010",
    "lost-nesting",
    Severity.WARNING,
    summary="list items that belong below the item before them, but stand beside it",
    why="""An item that ends in a colon announces the items that follow. Where these are not indented below
it, the card shows one flat list, and the learner cannot see what is part of what.""",
    bad="- Traversals:\n- In order\n- Pre-order\n- Searching:\n- Depth first",
    good="- Traversals:\n  - In order\n  - Pre-order\n- Searching:\n  - Depth first",
)
BROKEN_LIST = Rule(
    "S011",
    "broken-list",
    Severity.WARNING,
    summary="a numbered list whose numbers are wrong or that goes on as plain text",
    why="""A list whose items are 1, 2, 4 or 1, 1, 1 with their text elsewhere, or whose third item is a
plain paragraph that begins with `3`, shows wrong numbers on the card. A learner who remembers “three
steps” counts two.""",
    bad="1. Choose a pivot.\n2. Partition.\n4. Recurse.",
    good="1. Choose a pivot.\n2. Partition.\n3. Recurse.",
    limits="""A list may begin anew at 1.""",
)
CONTENTS_MISMATCH = Rule(
    "S012",
    "contents-mismatch",
    Severity.WARNING,
    summary="a table of contents that does not say what the headings say",
    why="""An entry without its heading points at a section that was renamed or lost; a heading without its
entry cannot be found by those who read the source.""",
    bad="- [Trees](#trees)\n- [Queues](#binary-heaps)\n- [Paths](#paths)\n\n# Trees\n\n# Binary heaps\n\n# Paths",
    good="- [Trees](#trees)\n- [Binary heaps](#binary-heaps)\n- [Paths](#paths)\n\n"
    "# Trees\n\n# Binary heaps\n\n# Paths",
    limits="""All links before the first question are the contents, in however many groups; a section may list
its own. Where most entries have names of their own, they are not compared.""",
)
MISSING_ANCHOR = Rule(
    "S013",
    "missing-anchor",
    Severity.WARNING,
    summary="a link or footnote mark whose target does not exist",
    why="""The link does nothing when it is clicked: the heading it leads to was renamed, or the anchor was
mistyped. Anchors are made from headings as GitHub makes them: lower case, punctuation dropped, spaces as
hyphens.""",
    bad="See [heaps](#heap).\n\n# Heaps",
    good="See [heaps](#heaps).\n\n# Heaps",
    limits="""Anchors of GitHub are known, and those that other programs make by joining hyphens or dropping
numbers. Documents from HTML and other formats have lost their anchors and are not looked at.""",
)
UNCLOSED_FENCE = Rule(
    "S014",
    "unclosed-fence",
    Severity.WARNING,
    summary="a code block that is never closed",
    why="""All that follows would be code: questions, answers, the rest of the file. Deckbuilder ends the
block at the next question, but where it was meant to end only its author knows.""",
    bad="```python\nprint(1)\n\n## What is a leaf?",
    good="```python\nprint(1)\n```\n\n## What is a leaf?",
)
UNUSED_ALLOW = Rule(
    "S015",
    "unused-allow",
    Severity.WARNING,
    summary="an `allow` comment that silences nothing",
    why="""Either what it silenced was mended, and the comment can go, or it names a rule that does not
exist or stands in the wrong place, and the finding that it should silence is reported all the same.""",
    bad="<!-- allow: mojibake -->\nA leaf is a node without children.",
    good="A leaf is a node without children.",
)
TWO_MARKERS = Rule(
    "S016",
    "two-markers",
    Severity.INFO,
    summary="list items that have a bullet and a number",
    why="""`- i.` is a bullet and a number in one. The cards show it as a numbered list, but other programs show
both marks, and where an item is moved, its number must be typed anew. Write `1.` in the place of the bullet,
or silence this rule if the numbers are to stand as typed.""",
    bad="Three steps:\n\n- i. Choose a pivot.\n- ii. Partition.\n- iii. Recurse.",
    good="Three steps:\n\n1. Choose a pivot.\n2. Partition.\n3. Recurse.",
)
ANSWER_WITHOUT_QUESTION = Rule(
    "S017",
    "answer-without-question",
    Severity.WARNING,
    summary="an entry of an answer key whose number no question has",
    why="""Where the answers stand apart, at the end of a document or a chapter, their numbers tell which
question they answer. This one is on no card: its question was lost or renumbered, or the number is mistyped,
and then another question may have got a wrong answer.""",
    bad="1. What is a leaf?\n2. What is a root?\n\n## Answers\n\n1. A node without children.\n2. The first node.\n"
    "3. A way between two nodes.",
    good="1. What is a leaf?\n2. What is a root?\n\n## Answers\n\n1. A node without children.\n2. The first node.",
)
SKIPPED_CARD = Rule(
    "S018",
    "skipped-card",
    Severity.WARNING,
    summary="a line with the mark of a card that is on no card",
    why="""The document holds flashcards, and this line has the mark of one (`::`, a lone `?`, `#card`,
`==…==`), but no card came of it: a side is empty, or the line stands where a card cannot. Text between flashcards is
nobody's business, but such a line was meant to be learned.""",
    bad="#flashcards\n\nIs a tree a graph?::yes\n\nIs a heap a tree?::\n",
    good="#flashcards\n\nIs a tree a graph?::yes\n\nIs a heap a tree?::yes\n",
)
MARK_ON_CARD = Rule(
    "S019",
    "mark-on-card",
    Severity.WARNING,
    summary="a side of a card that is nothing but a mark, or a mark that stands on most backs",
    why="""A line such as `. . .` or `%` that comes again on most backs parts the sides of the cards, and was not
understood: what stands above it belongs to the question. Give the document its dialect, or an own one with the keys
`edge` and `divider`.""",
    bad="## What is a leaf?\n\n%%\n\nA node.\n\n## What is a root?\n\n%%\n\nThe first.\n\n"
    "## What is a path?\n\n%%\n\nA way.",
    good="## What is a leaf?\n\nA node.\n\n## What is a root?\n\nThe first.\n\n## What is a path?\n\nA way.",
)
RAW_MARKUP = Rule(
    "S020",
    "raw-markup",
    Severity.WARNING,
    summary="a question with the markup of another program left in it",
    why="""`](`, `[[`, `{{<` or `{#` on the front of a card is a link, an embedded page, a template or an id that no
program resolved: the learner sees the signs, and often not the text behind them. Write the text alone.""",
    bad="## What does {{< term tree >}} mean?\n\nA graph without cycles.",
    good="## What does “tree” mean?\n\nA graph without cycles.",
)
