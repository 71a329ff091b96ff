"""Rules about what is not safe, or not sound, on a card (codes H001 to H099)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

SCRIPT = Rule(
    "H001",
    "script-removed",
    Severity.WARNING,
    summary="a script or style sheet in a source",
    why="Anki runs whatever a card holds, with access to the learner's collection; so no script reaches a card, nor a "
    "style sheet, which could hide or cover what Anki shows. The element is left out with all that is in it. If you "
    "want to show it, make it code.",
    bad="<script>count()</script>",
    good="`<script>count()</script>`",
)

HANDLER = Rule(
    "H002",
    "handler-removed",
    Severity.WARNING,
    summary="an attribute that runs a program",
    why="Attributes such as onclick and onerror run a program on the learner's machine as soon as the card is shown or "
    "touched. The attribute is left out, the element stays.",
    bad='<img src="heart.png" onload="count()">',
    good='<img src="heart.png">',
)

DANGEROUS_LINK = Rule(
    "H003",
    "dangerous-link",
    Severity.WARNING,
    summary="a link that runs a program or holds a document",
    why="Addresses that begin with javascript:, vbscript: or data: are programs in disguise. The text of the link "
    "stays, the link goes.",
    bad="[more](javascript:show())",
    good="[more](https://example.org/more)",
)

REMOTE_LOAD = Rule(
    "H004",
    "remote-load",
    Severity.WARNING,
    summary="something that a card would load from the web",
    why="A card must work without a network, and nobody's server should learn who studies what and when. Only files "
    "that are packed with the deck are shown or played.",
    bad='<link rel="stylesheet" href="https://example.org/style.css">A leaf has no children.',
    good="A leaf has no children.",
)

EMBEDDED = Rule(
    "H005",
    "embedded-page",
    Severity.WARNING,
    summary="a frame, a form or another page within a card",
    why="Frames load other people's pages, forms send what a learner types, and neither works on a card. The element "
    "is left out; the text of a form stays.",
    bad='<iframe src="https://example.org/demo"></iframe>',
    good="[a demonstration](https://example.org/demo)",
)

ANKI_SYNTAX = Rule(
    "H006",
    "anki-syntax",
    Severity.INFO,
    summary="text that Anki would act on",
    why="[sound:…], [latex], [$] and [anki:…] mean something to Anki, even within code. In code they are shown as the "
    "text that they are. Outside of it [sound:bell.mp3] is played, if the file is there, and formulas are typeset.",
    bad="To play a bell, write `[sound:bell.mp3]`.",
    good="A bell: [its sound](https://example.org/bell)",
)

STYLE = Rule(
    "H007",
    "style-removed",
    Severity.INFO,
    summary="an attribute that sets colours or positions",
    why="Colours that are set for white paper cannot be read at night, and positions can cover Anki's own buttons. How "
    "a card looks is set in one place, for day and night.",
    bad='<span style="color: #000">dark</span>',
    good="**dark**",
)

RAGGED_ROW = Rule(
    "H008",
    "ragged-row",
    Severity.WARNING,
    summary="a table's row with more or fewer cells than its header",
    why="Mostly a pipe in the text that was meant as a letter: every cell after it stands in the wrong column. Other "
    "programs drop the last cell; Deckbuilder keeps its text in the last column.",
    bad="| sign | meaning |\n|---|---|\n| P(a|b) | conditional |",
    good="| sign | meaning |\n|---|---|\n| P(a\\|b) | conditional |",
)
TOO_LARGE = Rule(
    "H010",
    "not-rendered",
    Severity.WARNING,
    summary="a text too long or too deeply nested to be read as Markdown",
    why="The text is shown as it stands in the source, without headings, lists or bold type. A card that long is no "
    "card; most likely a whole document was taken for one answer.",
    bad="(an answer of several hundred pages)",
    good="(many questions with an answer each)",
)

DEAD_LINK = Rule(
    "H011",
    "dead-link",
    Severity.INFO,
    summary="a link that leads nowhere on a card",
    why="A link to another file or to a heading of the same document works on a page, not on a card. The text of the "
    "link stays, the link goes.",
    bad="see [the chapter on lists](lists.md#linked)",
    good="see [the chapter on lists](https://example.org/lists.html#linked)",
    limits="Of more than three in a project, one finding tells, and names the first twenty of the others.",
)

UNRESOLVED_REFERENCE = Rule(
    "H012",
    "unresolved-reference",
    Severity.WARNING,
    summary="a link or a picture whose address is defined nowhere in the document",
    why="`[text][name]` takes its address from a line `[name]: address`, which may stand anywhere in the document. "
    "There is none, so the card shows the brackets.",
    bad="See [the manual][man].",
    good="See [the manual](https://example.org/man).",
)

DRAWING_AS_SOURCE = Rule(
    "H013",
    "drawing-as-source",
    Severity.WARNING,
    summary="A drawing that is written as text and stays text on the card",
    why="Mermaid, PlantUML, Graphviz and their like are drawn by the program that shows the document; Anki draws none "
    "of them, and the learner has to read the source.",
    bad="```mermaid\ngraph LR; A-->B\n```",
    good="![A leads to B](a-to-b.svg)",
)

LOST_PAGE = Rule(
    "H014",
    "lost-page",
    Severity.WARNING,
    summary="a link to a page that is gone",
    why="A learner follows a link years after it was written. This page's server says that it is gone, or there is no "
    "such server any more.",
    bad="See [the plans](https://example.org/moved-away).",
    good="See [the plans](https://example.org/plans).",
    limits="Only `check --links` asks, no build ever does. A page that was there is asked again after seven days, and "
    "one run asks no more than 500. A server that is busy, wants a password or does not answer says nothing.",
)
