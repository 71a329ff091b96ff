"""Rules about what is wrong with the project itself (codes P000 to P999)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

PROBLEM = Rule(
    "P000",
    "project-problem",
    Severity.ERROR,
    "the work cannot go on",
    why="Something outside of the documents' text is wrong; the message says what. Nothing was written.",
)
NOT_FOUND = Rule(
    "P001",
    "not-found",
    Severity.ERROR,
    "a file or folder is missing, or holds no documents",
    why="There is nothing to build from.",
    bad="deckbuilder build soruces",
    good="deckbuilder build sources",
)
BAD_TOML = Rule(
    "P002",
    "bad-toml",
    Severity.ERROR,
    "the configuration is no valid TOML",
    why="With a configuration that is read half, notes would land in the wrong deck.",
    bad="deck = Generative AI",
    good='deck = "Generative AI"',
)
UNKNOWN_KEY = Rule(
    "P003",
    "unknown-key",
    Severity.ERROR,
    "a key that Deckbuilder does not know",
    why="A misspelt key would be an option that silently does nothing.",
    bad='dekc = "Chemistry"',
    good='deck = "Chemistry"',
)
BAD_VALUE = Rule(
    "P004",
    "bad-value",
    Severity.ERROR,
    "a key has a value of the wrong kind",
    why="The option cannot mean what was meant.",
    bad='tags = "exam"',
    good='tags = ["exam"]',
)
BAD_DIALECT = Rule(
    "P005",
    "bad-dialect",
    Severity.ERROR,
    "a dialect is unknown, or its patterns cannot be read",
    why="The document would be read in another way than its author says.",
    bad="[dialects.mine]\nquestion = '('",
    good="[dialects.mine]\nquestion = '^Frage \\d+: (?P<text>.+)'",
)
LOCKED = Rule(
    "P006",
    "ledger-would-change",
    Severity.ERROR,
    "with --locked, the ledger would have to change",
    why="""The committed ledger does not fit the sources: a package built elsewhere would give notes another
identity or time.""",
    bad="a question was edited, and the ledger was not committed",
    good="deckbuilder build sources, then commit sources/ledger.jsonl",
)
CANNOT_WRITE = Rule(
    "P007",
    "cannot-write",
    Severity.ERROR,
    "a file cannot be written",
    why="The old files are left as they were.",
)
BAD_CLOCK = Rule(
    "P008",
    "bad-clock",
    Severity.ERROR,
    "the time of the build cannot be right",
    why="Anki takes a note over only if it is newer than the learner's; a wrong time makes updates be passed over.",
    bad="SOURCE_DATE_EPOCH=0",
    good="SOURCE_DATE_EPOCH=1767225600",
)
UNMATCHED_SOURCE = Rule(
    "P009",
    "unmatched-source",
    Severity.WARNING,
    "a [[source]] table whose path is that of no document",
    why="What the table says holds for nothing; most often a document was renamed, and is read without it.",
    bad='[[source]]\npath = "gone.md"',
    good='[[source]]\npath = "notes.md"',
)
