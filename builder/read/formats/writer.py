"""Writing Markdown whose lines know where they came from.

Owns: the Markdown that converters write: prefixes of lists and quotes, blank
lines between blocks, fences, and escaping of text that only looks like markup.
Does not own: any input format, nor what the Markdown means (``blocks``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from builder.model.source import Source


@dataclass(slots=True)
class _Prefix:
    """What the lines of a container begin with: ``first`` once, then ``rest``."""

    first: str
    rest: str
    used: bool = False


@dataclass(slots=True)
class MarkdownWriter:
    """Collects lines of Markdown, each with the line of the file it came from."""

    lines: list[str] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    _prefixes: list[_Prefix] = field(default_factory=list)
    _gap: bool = False

    def line(self, text: str, origin: int) -> None:
        """One line, below the prefixes of the open containers."""
        if self._gap and self.lines:
            self._put(self._blank_prefix(), origin)
        self._gap = False
        prefix = []
        for container in self._prefixes:
            prefix.append(container.rest if container.used else container.first)
            container.used = True
        self._put("".join(prefix) + text, origin)

    def blank(self) -> None:
        """A blank line before the next line, if there is one; never two, and none between a marker and its text."""
        self._gap = self._gap or not (self._prefixes and not self._prefixes[-1].used)

    def tight(self) -> None:
        """No blank line before the next line, whatever was asked for."""
        self._gap = False

    @contextmanager
    def container(self, first: str, rest: str) -> Iterator[None]:
        """What is written within begins with ``first``, later lines with ``rest``: a list item, a quotation."""
        self._prefixes.append(_Prefix(first, rest))
        try:
            yield
        finally:
            self._prefixes.pop()

    def paragraph(self, lines: Sequence[tuple[int, str]], *, hard: bool = True) -> None:
        """A block of ``(origin, text)`` lines with blank lines around it; ``hard``: each line is a line of its own."""
        lines = [(origin, text.strip()) for origin, text in lines]
        self.blank()
        for i, (origin, text) in enumerate(lines):
            if not text:
                self.blank()
                continue
            breaks = hard and i + 1 < len(lines) and bool(lines[i + 1][1])
            self.line(text + "  " if breaks else text, origin)
        self.blank()

    def heading(self, level: int, text: str, origin: int) -> None:
        self.blank()
        self.line(f"{'#' * min(max(level, 1), 6)} {' '.join(text.split())}".rstrip(), origin)
        self.blank()

    def file_title(self, path: str) -> None:
        """The name of a file without a title, so that its headings are sections, and the first of them no title."""
        self.heading(1, escape(PurePosixPath(path).stem.replace("_", " ")), 1)

    def fence(self, lines: Sequence[tuple[int, str]], info: str, origin: int) -> None:
        """A code block of ``(origin, text)`` lines."""
        mark = _fence_mark(text for _, text in lines)
        self.blank()
        self.line(mark + info, origin)
        for number, text in lines:
            self.line(text, number)
        self.line(mark, lines[-1][0] if lines else origin)
        self.blank()

    def table(self, rows: Sequence[tuple[int, Sequence[str]]], aligns: Sequence[str] = ()) -> None:
        """A pipe table of ``(origin, cells)`` rows, the first one its header; cells are one line of Markdown each."""
        if not rows:
            return
        width = max(len(cells) for _, cells in rows)
        rules = {"left": ":---", "center": ":---:", "right": "---:"}
        self.blank()
        for i, (origin, cells) in enumerate(rows):
            padded = [*(cell.replace("|", r"\|") for cell in cells), *[""] * (width - len(cells))]
            self.line(f"| {' | '.join(padded)} |", origin)
            if i == 0:
                marks = [rules.get(aligns[c] if c < len(aligns) else "", "---") for c in range(width)]
                self.line(f"| {' | '.join(marks)} |", origin)
        self.blank()

    def place(self, start: int, origin: int) -> None:
        """Let the lines from index ``start`` on come from ``origin``."""
        self.origins[start:] = [origin] * (len(self.origins) - start)

    def source(self, path: str) -> Source:
        """All that was written, as a source that knows its original lines."""
        if not self.lines:
            return Source(path, "")
        return Source(path, "\n".join([*self.lines, ""]), (*self.origins, self.origins[-1]))

    def _put(self, text: str, origin: int) -> None:
        for part in text.split("\n"):
            self.lines.append(part if part.strip() else "")
            self.origins.append(max(origin, 1))

    def _blank_prefix(self) -> str:
        """Containers that have begun go on through a blank line; the others have not begun yet."""
        prefix = ""
        for container in self._prefixes:
            if not container.used:
                break
            prefix += container.rest
        return prefix.rstrip()


def _fence_mark(texts: Iterator[str]) -> str:
    longest = max((len(run) for text in texts for run in re.findall("`{3,}", text)), default=2)
    return "`" * (longest + 1)


# Formulas go through untouched: the stage that finds them knows what a price is.
# One that is never closed ends at the next, so that nobody looks for its end again and again.
_TEX = re.compile(r"(\$\$.+?\$\$|(?<!\\)\\\((?:(?!(?<!\\)\\\().)+?\\\)|(?<!\\)\\\[(?:(?!(?<!\\)\\\[).)+?\\\])", re.S)
_TEX_DOLLAR = re.compile(_TEX.pattern[:-1] + r"|(?<![\\$\w])\$(?=\S)[^$\n]*?(?<=[^\s\\])\$(?!\d))", re.S)
_MARKUP = re.compile(
    r"\\(?=[\\`*_{}\[\]#+.!|~<>-])"
    r"|`"
    r"|(?<!\s)\*|\*(?!\s)"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w{1,31};)"
    r"|~(?=~)"
    r"|\[(?=[^\]]{0,500}\](?:\(|\[|:))"
)
_LINE_START = re.compile(r"(?:#{1,6}(?=\s|$)|>|\+(?=\s)|(?:-{3,}|={3,})\s*$|~{3,}|:(?=\s)|\|)")


def escape(text: str, *, dollars: bool = False) -> str:
    """Text as Markdown that shows it as it is.

    Only what would be taken for markup is escaped, so that questions still read as
    their author wrote them.  TeX between ``$$``, ``\\(`` or ``\\[`` stays raw, and between
    single dollars where ``dollars`` says that the document has formulas in them.
    """
    if not _MARKUP.search(text):
        return text
    parts = (_TEX_DOLLAR if dollars else _TEX).split(text)
    parts[::2] = [_MARKUP.sub(_escaped, part) for part in parts[::2]]
    return "".join(parts)


def _escaped(match: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(match[0], "\\" + match[0])


def escape_start(text: str) -> str:
    """A line of escaped text whose first characters are no marker of a block either.

    List markers stay: a paragraph that begins with ``1.`` or ``-`` was meant as an item.
    """
    match = _LINE_START.match(text)
    if not match:
        return text
    return ("&gt;" if text[0] == ">" else "&#58;" if text[0] == ":" else "\\" + text[0]) + text[1:]


def escape_inner(text: str) -> str:
    """A line of escaped text within a paragraph, where even ``1.`` or ``-`` begins no item."""
    if match := re.match(r"\d{1,9}(?=[.)]\s)|(?=[-*+]\s)", text):
        return f"{match[0]}\\{text[match.end() :]}"
    return escape_start(text)


def code_span(text: str) -> str:
    """Text as code within a line."""
    text = " ".join(text.split("\n"))
    if not text.strip():
        return text
    runs = {len(run) for run in re.findall("`+", text)}
    mark = "`" * next(n for n in range(1, len(runs) + 2) if n not in runs)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{mark}{pad}{text}{pad}{mark}"


def wrapped(text: str, opening: str, closing: str) -> str:
    """Text between two marks that must touch it; white space at its ends stays outside."""
    core = text.strip()
    if not core:
        return text
    left = text[: len(text) - len(text.lstrip())]
    right = text[len(text.rstrip()) :]
    return f"{left}{opening}{core}{closing}{right}"


def link(text: str, target: str) -> str:
    """A link; one without a target or with a script for it is its text."""
    target = _target(target)
    if not target or not text.strip():
        return text
    return wrapped(text, "[", f"]({target})")


def image(alt: str, target: str) -> str:
    """A picture, or its alternative text where it has no target."""
    alt = " ".join(alt.replace("[", "(").replace("]", ")").split())
    target = _target(target)
    return f"![{alt}]({target})" if target else alt


def _target(target: str) -> str:
    target = re.sub(r"[\t\n\r]+", "", target.strip())
    if re.match(r"(?i)(javascript|vbscript)\s*:", target):
        return ""
    return re.sub(r"[ ()<>\\]", lambda m: f"%{ord(m[0]):02X}", target)
