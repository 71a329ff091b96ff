"""Rules about what the notes say (codes C001 to C099)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

DUPLICATE_QUESTION = Rule(
    "C001",
    "duplicate-question",
    Severity.WARNING,
    summary="a question that is asked twice and answered alike",
    why="""The learner reviews the same thing twice, and whoever corrects one answer forgets the other. British
and American spelling, numbering, emphasis and punctuation make no difference. Remove one of the two, or
let them ask for different things.""",
    bad="## What is a hash table?\n\nAn array of buckets.\n\n## What is a Hash Table\n\nAn array of buckets.",
    good="## What is a hash table?\n\nAn array of buckets.",
    limits="""The sections are not compared: the same words in two sections are one question.""",
)
TWO_ANSWERS = Rule(
    "C002",
    "two-answers",
    Severity.WARNING,
    summary="the same question with two different answers",
    why="""Two cards show the same front and expect different backs: whatever the learner says, one of them
counts as wrong, and no amount of practice helps. Join the answers, remove one, or say in each question what
makes it different from the other.""",
    bad="## Is a hash table ordered?\n\nNo.\n\n## Is a hash table ordered?\n\nIn Python, yes.",
    good="## Is a hash table ordered?\n\nNo.\n\n## Is a Python `dict` ordered?\n\nYes, by insertion.",
    limits="""The sections are not compared, though a card shows them: the question alone should say what it
asks.""",
)
NEAR_DUPLICATE = Rule(
    "C003",
    "near-duplicate",
    Severity.WARNING,
    summary="a question that asks nearly the same as another",
    why="""Two questions that differ by a word or two are hard to tell apart: the learner recalls the answer to
the wrong one. If they mean the same, keep one. If they do not, let the wording show it.""",
    bad="## What is a hash table?\n\nAn array of buckets.\n\n## What are hash tables?\n\nArrays with buckets.",
    good="## What is a hash table?\n\nAn array of buckets.",
    limits="""Two questions ask the same where, without filler, the same is asked of the same thing. Names that
change places, words in quotation marks or code, numbers and negations make another question. Words of one
meaning (advantages, benefits) are known in English only; in other languages the words must be the same. Where
questions are further apart, their answers decide. An acronym is known by its full name, if the documents give it
once in front of it in brackets.""",
)
MISSING_FORMULA = Rule(
    "C004",
    "missing-formula",
    Severity.WARNING,
    summary="a formula or figure that is announced and does not come",
    why="""Formulas and pictures are the first thing that is lost when text is copied. “It is defined as:”
followed by “Where x is …” leaves the learner with the explanation of symbols that are not there.""",
    bad="The mean is defined as:\n\nWhere n is the number of values.",
    good="The mean is defined as:\n\n$$\\bar x = \\frac{1}{n} \\sum_i x_i$$\n\nwhere n is the number of values.",
    limits="""English only. A figure counts as there if the note has a picture, a table or code.""",
)
PLAIN_FORMULA = Rule(
    "C005",
    "plain-formula",
    Severity.INFO,
    summary="a formula that is typed as plain text",
    why="""`e^(x_i) / n` has to be deciphered at every review. Between dollar signs it is typeset as in a
textbook: `$\\frac{e^{x_i}}{n}$`.""",
    bad="The sigmoid is s(x) = 1 / (1 + e^(-x)).",
    good="The sigmoid is $s(x) = \\frac{1}{1 + e^{-x}}$.",
    limits="""Code between backticks is no formula; a program's statement that is not marked as code may look
like one.""",
)
