"""Rules about the text itself (codes T001 to T099)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

MOJIBAKE = Rule(
    "T001",
    "mojibake",
    Severity.WARNING,
    summary="letters that were decoded with the wrong character set",
    why="""A file was saved in one character set and read in another, so that `é` became `Ã©` or `√©`. A
learner cannot search for such a word, reads it aloud wrong and learns a name that does not exist.
Deckbuilder mends it in the notes at once; `check --fix` mends the source as well.""",
    bad="The CafÃ© Theorem is due to RenÃ© Dupont.",
    good="The Café Theorem is due to René Dupont.",
    fixable=True,
    limits="""Known are the usual confusions (UTF-8 read as Latin-1, Windows-1252 or MacRoman). Who writes about
mojibake puts the example between backticks.""",
)
TORN_PARAGRAPH = Rule(
    "T002",
    "torn-paragraph",
    Severity.WARNING,
    summary="a paragraph that a page break or a blank line tore in two",
    why="""Text that was copied out of a PDF keeps its page breaks: a sentence stops in the middle and goes
on in the next paragraph. On a card that looks like two thoughts, or like a list item that lost its end.
Where it is certain (the first part ends without a full stop, the second begins in lower case) Deckbuilder
joins the two in the notes; the source stays as it is until you join the lines.""",
    bad="The gradient tells in which direction the\n\nloss grows fastest.",
    good="The gradient tells in which direction the\nloss grows fastest.",
    limits="""It knows a torn sentence by the lower case of what follows, and so knows none in scripts without
capitals.""",
)
RUN_TOGETHER = Rule(
    "T003",
    "run-together",
    Severity.WARNING,
    summary="words that run together where a space or a line break was lost",
    why="""When text is copied, a line break between a heading and its paragraph is easily lost, and the
last word of one thing sticks to the first word of the next. The learner meets a word that does not exist,
and often the name of the next point has disappeared into the end of the last. Put the space, or the line
break, back. If the word is a name that is written that way, put it between backticks.""",
    bad="Prune the tree to a smaller depth.Bagging: train many trees.",
    good="Prune the tree to a smaller depth.\n\nBagging: train many trees.",
    limits="""It knows only words of Latin letters. A name with a capital inside, or with a dot
(`torch.Tensor`), is taken for what it is where the document writes it so again.""",
)
DOUBLED_SPACE = Rule(
    "T004",
    "doubled-space",
    Severity.WARNING,
    summary="more than one space between two words of a heading or question",
    why="""A doubled space in a heading is mostly the trace of a word that was deleted or of a copied
layout. It does no harm on the card, but people who search for the question's words as a phrase do not find
it.""",
    bad="## What is a  hash   table?",
    good="## What is a hash table?",
    fixable=True,
    limits="""Columns, code and quotations are left alone, and so is the typists' custom of two spaces after a
full stop.""",
)
STRAY_MARKER = Rule(
    "T005",
    "stray-marker",
    Severity.WARNING,
    summary="a Markdown marker that marks nothing and so shows on the card",
    why="""An emphasis that opens and never closes, a lone backtick or a needless backslash is shown to the
learner as it stands, and the word that was meant to stand out does not. Close it or take it away.""",
    bad="Pruning:** cut the branches that do not help.",
    good="**Pruning:** cut the branches that do not help.",
    fixable=True,
    limits="""Stars between operands (`2**8`), and a sign that stands alone in a sentence and is spoken of, are
no markers.""",
)
ODD_CHARACTER = Rule(
    "T006",
    "odd-character",
    Severity.WARNING,
    summary="an invisible, private or replacement character",
    why="""Zero-width spaces, soft hyphens, control characters and letters of a private font cannot be seen
in an editor, yet they split words, break searches and look like boxes on a phone. A replacement character
(�) stands where a letter was lost for good: look it up in the original and type it again.""",
    bad="The learn\u200bing rate is a hyper\u00adparameter.",
    good="The learning rate is a hyperparameter.",
    fixable=True,
    limits="""What a script is written with stays and is not told: zero-width spaces of Khmer, Thai, Lao and
Burmese, marks of direction in lines of Arabic or Hebrew. A soft hyphen is taken out without being asked in
English only. The same fault in many lines is told once.""",
)
UNBALANCED_BRACKET = Rule(
    "T007",
    "unbalanced-bracket",
    Severity.WARNING,
    summary="a bracket that is opened and never closed, or closed and never opened",
    why="""The learner does not know where the remark ends, and in a formula or a piece of notation it
changes what is said.""",
    bad="Use a smaller step (for example 0.01 when the loss jumps.",
    good="Use a smaller step (for example 0.01) when the loss jumps.",
    limits="""Keys (`CTRL-]`), faces, labels such as a), intervals such as [0, 1) and brackets that are spoken
of have no partner and need none. A bracket may open in one paragraph of an answer and close in another. It
cannot know notation that is not marked as code.""",
)
UNBALANCED_QUOTE = Rule(
    "T008",
    "unbalanced-quote",
    Severity.WARNING,
    summary="a quotation mark without its partner",
    why="""It is unclear which words are quoted: an example and the explanation around it run into each
other.""",
    bad='The classes "spam and "not spam" are exclusive.',
    good='The classes "spam" and "not spam" are exclusive.',
    limits="""Single quotation marks are not looked at, for they are apostrophes as well. A mark alone in a
sentence, in brackets or as a key is spoken of; inches and Hebrew abbreviations are known.""",
)
UNFINISHED_SENTENCE = Rule(
    "T009",
    "unfinished-sentence",
    Severity.WARNING,
    summary="a sentence that stops in the middle",
    why="""The text was cut off, or what followed was lost. The learner memorises half a statement, or
waits for a point that never comes. Finish the sentence, or put the missing full stop if nothing is missing.""",
    bad="A random forest averages many trees, each of which is trained on",
    good="A random forest averages many trees, each of which is trained on its own sample.",
    limits="""That a last word cannot end a sentence is known for English only; commas and full stops for all
languages that have them. Lines of verse with breaks at their ends may stop anywhere.""",
)
ODD_SPACE = Rule(
    "T010",
    "odd-space",
    Severity.WARNING,
    summary="a space where none belongs, or a missing one",
    why="""A space before a full stop, inside a bracket or in the middle of a word, or none after a comma:
the eye stumbles over it at every review, and on a narrow screen the punctuation mark may begin a line of
its own.""",
    bad="What is a kernel ?",
    good="What is a kernel?",
    fixable=True,
    limits="""It speaks of a mark only where it ends something: before a capital or at the end of a line. Ratios
(3 : 1), operators, columns, code, quotations, tables, and the space before ? ! : ; in French are left alone. In
a language that it cannot tell, no space before ? or ! is told.""",
)
MISSING_QUESTION_MARK = Rule(
    "T011",
    "missing-question-mark",
    Severity.INFO,
    summary="a question without its question mark, where the others have one",
    why="""The card looks as if its front had been cut off, and the learner wonders what is missing. It is
reported only where most questions of the document end with a question mark.""",
    bad="## What is a root?\n\nThe first node.\n\n## What is a leaf\n\nA last node.\n\n## Is a list a tree?\n\nYes.",
    good="## What is a root?\n\nThe first node.\n\n## What is a leaf?\n\nA last node.\n\n## Is a list a tree?\n\nYes.",
    limits="""English only.""",
)
DOUBLED_WORD = Rule(
    "T012",
    "doubled-word",
    Severity.WARNING,
    summary="a word that is typed twice",
    why="""“The the” is overlooked by whoever wrote it and met by the learner at every review. It often marks
the place where a sentence was rewritten and something else went wrong, too.""",
    bad="A leaf is a a node without children.",
    good="A leaf is a node without children.",
    limits="""English only, and no names (Duran Duran) nor what is said twice on purpose (very very).""",
)
