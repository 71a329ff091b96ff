"""Rules about bringing a file to text: encodings and other formats (codes D001 to D013)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

BINARY_FILE = Rule(
    "D001",
    "binary-file",
    Severity.ERROR,
    summary="the file is not text",
    why="A picture, an archive or a program holds no questions that can be read as text. "
    "Nothing of it was read, so its notes would be missing from the deck.",
    bad="a PDF that was renamed to questions.md",
    good="the same document saved as .docx, .html or plain text",
)

EMPTY_FILE = Rule(
    "D002",
    "empty-file",
    Severity.WARNING,
    summary="the file holds no text",
    why="An empty file gives no notes. Often an editor or a download lost its content.",
    bad="a file of 0 bytes",
    good="the file with its text, or no file at all",
)

ENCODING_GUESSED = Rule(
    "D003",
    "encoding-guessed",
    Severity.WARNING,
    summary="the file is not UTF-8 and does not say what it is",
    why="The letters were read with an assumed encoding. If the assumption is wrong, learners see "
    "`Ã¼` or `è` where another letter belongs.",
    bad="a file saved as Latin-1",
    good="the same file saved as UTF-8",
)

BAD_BYTES = Rule(
    "D004",
    "bad-bytes",
    Severity.WARNING,
    summary="some bytes do not belong to the file's encoding",
    why="A few characters come from another encoding, or were damaged. They were replaced by what they most "
    "likely were; a learner may see a wrong letter there.",
    bad="UTF-8 text with one paragraph pasted in as Latin-1",
    good="the same text with the paragraph typed again",
)

NUL_CHARACTERS = Rule(
    "D005",
    "nul-characters",
    Severity.WARNING,
    summary="the file holds NUL characters",
    why="NUL is no letter of any script, and Anki cuts a field at it. The NULs were removed.",
    bad="a text file that a faulty export padded with NULs",
    good="the same text without them",
)

UNREADABLE_FILE = Rule(
    "D006",
    "unreadable-file",
    Severity.ERROR,
    summary="the file is damaged, or is not what its suffix says",
    why="The file could not be opened as what its name promises, so none of its notes would be in the deck.",
    bad="a notebook cut in the middle by a failed download",
    good="the whole file",
)

PAGE_FURNITURE = Rule(
    "D008",
    "page-furniture",
    Severity.INFO,
    summary="a part of a web page that is not its content was left out",
    why="Menus, headers, footers and cookie notes surround the content of a page; on a card they would be noise.",
    bad="<nav>Home | Products | Contact</nav>",
    good="<main>…the questions…</main>",
)

PART_LEFT_OUT = Rule(
    "D009",
    "part-left-out",
    Severity.WARNING,
    summary="a part of the document could not be carried over",
    why="A picture, a formula or an included file is missing from the answer, so that a learner may not be able "
    "to understand it.",
    bad="a formula made with Word's equation editor",
    good="the same formula written as $E = mc^2$",
)

MARKUP_ERROR = Rule(
    "D010",
    "markup-error",
    Severity.WARNING,
    summary="the markup of the document is faulty",
    why="What was meant has to be guessed, and text may come out other than the author saw it.",
    bad="``code with one backtick missing`",
    good="``code``",
)

NESTED_TOO_DEEP = Rule(
    "D011",
    "nested-too-deep",
    Severity.WARNING,
    summary="elements are nested deeper than any reader can follow",
    why="The innermost levels were put side by side. A list nested this deep cannot be read on a card either.",
    bad="<ul><li><ul><li>… 500 times",
    good="two or three levels",
)

UNREAD_FORMAT = Rule(
    "D012",
    "unread-format",
    Severity.ERROR,
    summary="the file is of a format that is known and not read",
    why="What is plainly a spreadsheet or a PDF is not guessed at: half of its notes would come out wrong.",
    bad="deckbuilder build words.xlsx",
    good="deckbuilder build words.csv        (saved from the spreadsheet)",
)

UNREAD_FILES = Rule(
    "D013",
    "unread-files",
    Severity.INFO,
    summary="files beside the sources were not read",
    why="If one of them holds questions, these are missing from the deck.",
    bad="sources/words.xlsx",
    good="sources/words.csv, or words.xlsx in another folder",
)
