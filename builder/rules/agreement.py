"""Rules about what does not agree with the rest of a document, and about the form of questions (codes A001 to A099)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

UNLIKE_SIBLINGS = Rule(
    "A001",
    "unlike-siblings",
    Severity.WARNING,
    summary="an item whose label is set otherwise than those of its siblings",
    why="""A list of labels in bold is read by its labels. The one that is not bold is overlooked, or looks as
if it meant something else.""",
    bad="There are three:\n\n- **Saws:** they cut.\n- Planes: they smooth.\n- **Chisels:** they carve.",
    good="There are three:\n\n- **Saws:** they cut.\n- **Planes:** they smooth.\n- **Chisels:** they carve.",
    limits="""Told where no more than half as many labels of a list are unlike as are alike, and a plain one beside a
bold one where nine in ten of the document's labels are bold. Whether the colon is bold makes no difference.""",
)
SEVERAL_QUESTIONS = Rule(
    "A002",
    "several-questions",
    Severity.INFO,
    summary="a card that asks more than one question",
    why="""Who knows one half and not the other can press neither “good” nor “again” with a clear conscience,
and the half that is known is reviewed along with the other for ever. Ask each in a note of its own. Of many in
one document the first tells of all.""",
    bad="## What is a plane, and how is it set?\n\nA tool; with a hammer.",
    good="## What is a plane?\n\nA tool.\n\n## How is a plane set?\n\nWith a hammer.",
    limits="Two question marks are known in any language, a question that goes on (“…, and how …”) in English only.",
)
SPELLING_VARIANTS = Rule(
    "A003",
    "spelling-variants",
    Severity.INFO,
    summary="one term that is spelt in two ways",
    why="""A learner who meets `crosscut` and `cross-cut` wonders whether they are two things, and a search
finds only half of the cards.""",
    bad="## What is a cross-cut?\n\nA cut over the grain.\n\n## Who makes a crosscut?\n\nA sawyer.",
    good="## What is a crosscut?\n\nA cut over the grain.\n\n## Who makes a crosscut?\n\nA sawyer.",
    limits="""A hyphen and none at all are two ways; a hyphen and a space only before the same word (Zero-Shot
prompting, zero shot prompting), for “long-term plan” and “in the long term” are both right. English only; each
term is told once a document.""",
)
SINGLE_ITEM = Rule(
    "A004",
    "single-item",
    Severity.INFO,
    summary="an answer that is a list of one item",
    why="""One bullet promises a second: the learner wonders what is missing. Either an item was lost, or the
answer is no list.""",
    bad="## What is a rasp?\n\n- A coarse file.",
    good="## What is a rasp?\n\nA coarse file.",
    limits="Not told where a fifth of the answers or more are so: there it is the author's way of marking answers.",
)
QUESTION_FORM = Rule(
    "A005",
    "question-form",
    Severity.INFO,
    summary="a request that ends with a question mark, or “between A vs B”",
    why="""The front of a card is read hundreds of times. “Explain how a saw is filed?” is a request and no
question, and what is between two things is between one *and* the other.""",
    bad="## Explain how a saw is filed?\n\nTooth by tooth.",
    good="## Explain how a saw is filed.\n\nTooth by tooth.",
    limits="English only. “Can you explain …?” is a question.",
)
MANY_LONG_ANSWERS = Rule(
    "A006",
    "many-long-answers",
    Severity.INFO,
    summary="a document most of whose answers are long",
    why="""What can be said from memory in one go has some twenty to fifty words. Where most answers have more
than a hundred, the cards are pages to read, and nobody can tell whether they were known. One finding for the
document; `long-answer` names those that are longest.""",
    bad="(forty answers, thirty of them with more than a hundred words)",
    good="(the same, asked part by part)",
    limits="Only of documents with ten answers or more. Words are counted by the spaces between them, without code.",
)
