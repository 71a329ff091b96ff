"""Exams in LaTeX's class ``exam`` to notes.

Owns: its commands, and the little LaTeX that stands in questions.  Does not own: formulas, which stay TeX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.model.notes import Section
from builder.model.source import Line, Source, Span
from builder.read.formats.cells import Text
from builder.read.formats.choices import Quizzed, draft
from builder.read.formats.ready import ReadyNotes, fates
from builder.read.formats.writer import image

DIALECT = "latex-exam"
_MARK = re.compile(
    r"\\(?P<command>question|titledquestion|part|subpart|subsubpart|choice|CorrectChoice|correctchoice|section|subsection|subsubsection)\*?"
    r"(?![A-Za-z])(?P<points>\s*\[[^\]\n]*\])?(?P<title>\s*\{[^{}]*\})?"
    r"|\\(?P<end>begin|end)\{(?P<name>[A-Za-z]+\*?)\}(?P<options>\[[^\]\n]*\])?(?:\{[^{}\n]*\})?"
)
_SOLUTIONS = re.compile(r"(?:solution\w*|answer)\*?$")
_CHOICES = frozenset({"choices", "oneparchoices", "checkboxes", "oneparcheckboxes"})
_LEVELS = {"section": 1, "subsection": 2, "subsubsection": 3}
_COMMENT = re.compile(r"(?<!\\)%.*")
_MATH = re.compile(r"(\$\$.+?\$\$|(?<!\\)\$.+?(?<!\\)\$|\\\(.+?\\\)|\\\[.+?\\\])")
_STYLES = {
    "emph": "*",
    "textit": "*",
    "textbf": "**",
    "texttt": "`",
    "underline": "",
    "text": "",
    "mbox": "",
    "textsc": "",
}
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)\*?(?:\[[^\]]*\])?\{(?P<text>[^{}]*)\}")
_BARE = re.compile(
    r"\\(?:vspace|hspace|vfill|hfill|newpage|clearpage|noindent|(?:small|med|big)skip|par|stretch|answerline|droppoints"
    r"|droptotalpoints|fillwith\w+|makeemptybox|addpoints|noaddpoints|pointsinmargin|label|fullwidth|Large|large|bfseries|qformat|setlength|centering)\b\*?"
    r"(?:\[[^\]\n]*\])?(?:\{[^{}]*\}){0,2}"
)
_FILLED = re.compile(r"\\fillin\*?(?:\[(?P<answer>[^\]\n]*)\])?(?:\[[^\]\n]*\])?")
_ESCAPED = re.compile(r"\\([%&_#${} ])")
_ITEM = re.compile(r"\\item\s*(?:\[[^\]]*\])?\s*")
_CODE = frozenset({"verbatim", "lstlisting", "minted"})
_SHOWN = re.compile(r"(?:equation|align|gather|displaymath|cases|array|pmatrix|bmatrix|matrix|multline|eqnarray)\*?$")


def is_exam(text: str) -> bool:
    """Whether a LaTeX document has questions of the class ``exam``."""
    return re.search(r"\\question\b", text) is not None and "\\begin{questions}" in text


def read(source: Source) -> ReadyNotes:
    """The notes of an exam."""
    found = tuple(draft(source.path, DIALECT, question) for question in _questions(source) if question.stem)
    return ReadyNotes(source, found, fates(source, found, {}), (), _metadata(source))


def _metadata(source: Source) -> dict[str, object]:
    match = re.search(r"\\title\{([^{}]+)\}", source.text)
    return {"title": _plain(match[1])} if match else {}


class _Open:
    """A question that goes on."""

    def __init__(self, sections: tuple[Section, ...]) -> None:
        self.stem: list[Line] = []
        self.options: list[list[Line]] = []
        self.right: set[int] = set()
        self.solution: list[Line] = []
        self.sections = sections

    def quizzed(self) -> Quizzed:
        options = tuple(_tidy(option) for option in self.options)
        solution = _tidy(self.solution)
        remarks = (solution,) if options and solution else ()
        answer = () if options else solution
        return Quizzed(_tidy(self.stem), options, frozenset(self.right), answer, remarks, self.sections)


def _questions(source: Source) -> Iterator[Quizzed]:
    sections: tuple[Section, ...] = ()
    note: _Open | None = None
    above: list[Line] = []  # the stem of a question that has parts
    part: list[Line] = []
    inside: list[str] = []
    for line in source.lines:
        text = line.text if _CODE & set(inside) else _COMMENT.sub("", line.text)
        at = 0
        for match in _MARK.finditer(text):
            _add(part, line, text, at, match.start(), note.solution if note else None)
            at = match.end()
            command, name = match["command"], match["name"] or ""
            if command in _LEVELS:
                title = _plain((match["title"] or "").strip(" {}"))
                sections = (
                    *(s for s in sections if s.level < _LEVELS[command]),
                    Section(title, Span(source.path, line.number), _LEVELS[command]),
                )
            elif command in ("choice", "CorrectChoice", "correctchoice") and note is not None:
                at = match.end("points") if match["points"] else match.end("command")
                note.options.append([])
                part = note.options[-1]
                if command != "choice":
                    note.right.add(len(note.options) - 1)
            elif command:
                if note is not None and (command.endswith("question") or note.options or note.solution):
                    yield note.quizzed()
                elif note is not None:
                    above = note.stem
                stem = list(above) if command.endswith("part") else []
                above = above if command.endswith("part") else []
                at = match.end() if command == "titledquestion" else max(match.end("command"), match.end("points"))
                note = _Open(sections)
                note.stem += [*stem, Line(line.number, "")] if stem else []
                part = note.stem
            elif match["end"] == "begin":
                inside.append(name)
                if note is not None and _SOLUTIONS.match(name):
                    part = note.solution
                else:
                    _environment(part, line, name, begins=True)
            else:
                inside = inside[:-1]
                if name == "questions" and note is not None:
                    yield note.quizzed()
                    note, part = None, []
                elif name in _CHOICES or _SOLUTIONS.match(name):
                    part = []
                else:
                    _environment(part, line, name, begins=False)
        _add(part, line, text, at, len(text), note.solution if note else None)
    if note is not None:
        yield note.quizzed()


def _add(part: list[Line], line: Line, text: str, start: int, end: int, solution: list[Line] | None = None) -> None:
    piece = text[start:end]
    if filled := _FILLED.search(piece):
        piece = _FILLED.sub("_____", piece)
        if solution is not None and filled["answer"]:
            solution.append(Line(line.number, filled["answer"], line.column + start + filled.start("answer")))
    if piece.strip() or not text.strip():
        part.append(Line(line.number, piece, line.column + start).stripped())


def _environment(part: list[Line], line: Line, name: str, *, begins: bool) -> None:
    if name in _CODE:
        part.append(Line(line.number, "```"))
    elif _SHOWN.match(name):
        mark = ("\\[" if begins else "") + f"\\{'begin' if begins else 'end'}{{{name}}}" + ("" if begins else "\\]")
        part.append(Line(line.number, mark))
    elif name in ("itemize", "enumerate"):
        part.append(Line(line.number, ""))


def _tidy(lines: list[Line]) -> Text:
    code = False
    found = []
    for line in lines:
        if line.text == "```":
            code = not code
        text = line.text if code or line.text == "```" else _plain(line.text)
        found.append(Line(line.number, text, line.column))
    while found and found[0].blank:
        del found[0]
    while found and found[-1].blank:
        del found[-1]
    return tuple(found)


def _plain(text: str) -> str:
    """A line of LaTeX as Markdown; formulas stay as they are."""
    parts = _MATH.split(text)
    parts[::2] = [_words(part) for part in parts[::2]]
    parts[1::2] = [f"\\({part[1:-1]}\\)" if part[0] == "$" and part[:2] != "$$" else part for part in parts[1::2]]
    return "".join(parts).strip()


def _words(text: str) -> str:
    text = _BARE.sub("", _ITEM.sub("- ", text))
    for _ in range(4):  # commands within commands
        text, count = _COMMAND.subn(_shown, text)
        if not count:
            break
    text = (
        text.replace("\\\\", "  ")
        .replace("``", "“")
        .replace("''", "”")
        .replace("~", " ")
        .replace("---", "—")
        .replace("--", "–")
    )
    text = re.sub(r"\\[,;:!]", " ", text)  # narrow blanks
    return _ESCAPED.sub(r"\1", re.sub(r"\\(?:ldots|dots)\b(?:\{\})?", "…", text))


def _shown(match: re.Match[str]) -> str:
    name, text = match["name"], match["text"]
    if name == "includegraphics":
        return image("", text)
    if name in ("begin", "end", "label", "ref", "vspace", "hspace", "index"):
        return "" if name not in ("begin", "end") else match[0]
    mark = _STYLES.get(name, "")
    return f"{mark}{text}{mark}" if text.strip() else ""
