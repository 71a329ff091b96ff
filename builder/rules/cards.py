"""Rules about how a note can be learned (codes N001 to N099)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

LONG_ANSWER = Rule(
    "N001",
    "long-answer",
    Severity.WARNING,
    summary="an answer that is too long to learn from",
    why="""A card asks for something that can be said from memory and judged at a glance. Of a long answer one
always knows a part: the learner cannot say whether it was right, and reviews it for ever. Ask for its parts
one by one. The limit is `limits.answer_words` in `deckbuilder.toml`.""",
    bad="## How does a compiler work?\n\n(four pages)",
    good="## What does a lexer do?\n\nIt turns characters into tokens.\n\n## What does a parser do?\n\n...",
    limits="""Words are counted by the spaces between them, without code; a language without spaces has few. Up
to a twentieth more than the limit is let pass. The five longest of a document are told one by one; one more
finding counts the others.""",
)
LONG_LIST = Rule(
    "N002",
    "long-list",
    Severity.WARNING,
    summary="an answer with more list items than anyone remembers",
    why="""Sets are the hardest thing to learn by heart: one item is always missing. Group the items, or ask for
a few of them at a time. The limit is `limits.list_items` in `deckbuilder.toml`.""",
    bad="## Which keywords does Python have?\n\n- and\n- as\n- assert\n- (thirty more)",
    good="## Which keywords of Python handle exceptions?\n\n- try\n- except\n- finally\n- raise",
    limits="""The items of all lists of an answer are counted together.""",
)
OUT_OF_CONTEXT = Rule(
    "N003",
    "out-of-context",
    Severity.WARNING,
    summary="a question that cannot be understood alone",
    why="""Cards come in any order, weeks apart. “Why is this important?” or “What about the second one?” made
sense after the question before it; on a card nobody knows what is meant. Name the thing that is asked about,
and leave out thanks and comments on an answer that the learner does not see.""",
    bad="## What is a heap?\n\nA tree ...\n\n## Why is it useful?\n\nIts root is the smallest key.",
    good="## What is a heap?\n\nA tree ...\n\n## Why is a heap useful?\n\nIts root is the smallest key.",
    limits="""English only. A pronoun is let pass where what it means comes later in the question, stands in
quotation marks or code, or is the weather or the time.""",
)
ANSWER_REPEATS = Rule(
    "N004",
    "answer-repeats-question",
    Severity.WARNING,
    summary="an answer that begins with its question",
    why="""The card shows the question above the answer already. What stands there twice pushes the answer off a
phone's screen.""",
    bad="## What is a leaf?\n\nWhat is a leaf? A node without children.",
    good="## What is a leaf?\n\nA node without children.",
    limits="""Word for word only.""",
)
LONG_QUESTION = Rule(
    "N005",
    "long-question",
    Severity.WARNING,
    summary="a question that takes long to read",
    why="""The question is read at every review. Learners soon recognise a long one by its shape and answer
without reading. Leave out what does not help to find the answer. The limit is `limits.question_words`.""",
    bad="## Given that trees (see the chapter above, where we said that ...), what is a leaf?",
    good="## What is a leaf of a tree?",
    limits="""Words are counted by the spaces between them.""",
)
BARE_TOPIC = Rule(
    "N006",
    "bare-topic",
    Severity.INFO,
    summary="a topic where the other notes have a question",
    why="""Of “Hash functions” one can say a lot: the learner does not know what to recall, nor whether it was
right. Ask for what the answer says. If it is the title of a section, it may have text below it that belongs
to no question. It is reported only where nearly all notes of the document ask something.""",
    bad="## Hash functions\n\nThey scatter the keys over the buckets.",
    good="## What do hash functions do?\n\nThey scatter the keys over the buckets.",
    limits="""English only, and only where nearly all notes ask something. A title that names a part, a kind or a use
of its subject asks for it.""",
)
CHAT_PHRASE = Rule(
    "N007",
    "chat-phrase",
    Severity.WARNING,
    summary="what a chat says to the person who asks, left in an answer",
    why="""“Certainly, I'd be happy to explain” and “I hope this helps” come from a chat that the text was copied
from. They answer nothing, and the learner reads them at every review.""",
    bad="Certainly, I'd be happy to explain this. A leaf is a node without children.",
    good="A leaf is a node without children.",
    limits="""English only.""",
)
