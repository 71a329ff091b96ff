"""Notes become fields of HTML.

Owns: the order of the steps, and what each field of the notetype holds.  The steps are modules:
``formulas`` hides and shows formulas, ``normalise`` (with ``markdown.tree`` and ``inline``) rewrites
GitHub's Markdown as Python-Markdown's, ``markdown`` converts it, ``html`` polishes, cleans and
defuses; ``plain`` reads a finished field back.  Does not own: the notetype (``notetype``), the
card's looks (``card/``), the files that pictures lead to (``media``).
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from builder.media import MediaStore
from builder.model.config import Formulas
from builder.model.diagnostics import Diagnostic
from builder.model.notes import Note, Rendered
from builder.model.notetypes import Fields
from builder.model.source import Excerpt
from builder.render import html as page
from builder.render import marks, writing
from builder.render.formulas import Guard
from builder.render.markdown import Converter
from builder.render.normalise import Finding
from builder.render.plain import plain_text
from builder.rules import hygiene

__all__ = ["Html", "Renderer", "plain_text"]

MAX_LENGTH = 300_000  # characters of one field; a longer text is shown as it stands
UNANSWERED = '<p class="db-unanswered">No answer in the source yet.</p>'
_NO_MACROS: Mapping[str, str] = MappingProxyType({})
_SINGLE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p[ >]).)*)</p>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Html:
    """An excerpt as HTML, and what came up on the way.

    ``media`` are the names of the files that it refers to, ``typeset`` the plain-text formulas that
    were typeset (source, TeX).
    """

    html: str
    diagnostics: tuple[Diagnostic, ...] = ()
    media: tuple[str, ...] = ()
    typeset: tuple[tuple[str, str], ...] = ()


class Renderer:
    """Renders notes.  Keeps one Markdown converter, so make it once for a build."""

    def __init__(
        self, *, media: MediaStore, formulas: Formulas = "auto", macros: Mapping[str, str] = _NO_MACROS
    ) -> None:
        self._media = media
        self._formulas: Formulas = formulas
        self._macros = macros
        self._converter = Converter()

    def render(
        self, note: Note, formulas: Formulas | None = None, *, credit: str = ""
    ) -> tuple[Rendered, tuple[Diagnostic, ...]]:
        """The fields of ``note``.

        ``formulas`` overrules how formulas are written for this one; ``credit`` is the author and the
        licence of its source, as plain text.
        """
        question = self.html(note.draft.question, formulas)
        answer = self.html(note.draft.answer, formulas) if note.draft.answered else Html(UNANSWERED)
        rendered = Rendered(
            note,
            Fields(
                question=inline(question.html),
                answer=answer.html,
                context=context(note),
                source=source(note, credit),
                language=writing.language(note.draft.question.text + " " + note.draft.answer.text),
            ),
            media=tuple(dict.fromkeys(question.media + answer.media)),
            formulas=question.typeset + answer.typeset,
        )
        return rendered, question.diagnostics + answer.diagnostics

    def html(self, excerpt: Excerpt, formulas: Formulas | None = None) -> Html:
        """``excerpt``, Markdown, as HTML that is safe on a card."""
        excerpt = marks.clean(excerpt)
        if sum(len(line.text) + 1 for line in excerpt.lines) > MAX_LENGTH:
            return _as_it_stands(excerpt, f"more than {MAX_LENGTH:,} characters")
        guard = Guard(mode=formulas or self._formulas, macros=self._macros)
        text = guard.hide(excerpt)
        try:
            raw, stash, findings = self._converter.convert(text, guard.plain)
            polished = page.polish(raw, self._media, excerpt, guard.plain)
        except RecursionError:
            return _as_it_stands(excerpt, "lists, quotes or tags that nest too deep")
        safe = page.literal_delimiters(page.clean(stash.restore_code(polished.html)))
        html = page.defuse(guard.show(safe))
        diagnostics = (
            *guard.diagnostics,
            *(_placed(f, text, excerpt, guard) for f in findings),
            *polished.diagnostics,
            *page.anki_syntax(excerpt),
        )
        return Html(unicodedata.normalize("NFC", html).strip(), diagnostics, polished.media, guard.typeset)


def _placed(finding: Finding, text: str, excerpt: Excerpt, guard: Guard) -> Diagnostic:
    """``finding``, in a line of ``text`` with hidden formulas, at its place in ``excerpt``."""
    lines = text.split("\n")
    before = "".join(line + "\n" for line in lines[: finding.line])
    indent = len(lines[finding.line]) - len(lines[finding.line].lstrip())
    span = excerpt.locate(len(guard.plain(before)) + indent)
    return Diagnostic(finding.rule, finding.message, span, finding.hint)


def _as_it_stands(excerpt: Excerpt, why: str) -> Html:
    text = entities.escape(excerpt.text[:MAX_LENGTH], quote=False)
    diagnostic = Diagnostic(
        hygiene.TOO_LARGE, f"not read as Markdown: {why}", excerpt.span, "divide it, or check how the source was read"
    )
    return Html(page.defuse(f'<pre class="db-code">{page.literal_delimiters(text)}</pre>'), (diagnostic,))


# the fields that are not Markdown


def inline(html: str) -> str:
    """``html`` without the paragraph around it, if it is a single one."""
    match = _SINGLE_PARAGRAPH.fullmatch(html)
    return match[1] if match else html


def context(note: Note) -> str:
    """Where the note stands: the document's title, then the sections from the outermost in."""
    titles = [note.title, *(section.title for section in note.draft.sections)]
    return " ".join(f"<span>{_escaped(title)}</span>" for title in titles if title.strip())


def source(note: Note, credit: str = "") -> str:
    """The name of the source's file and the credit: no line, for that would change with every line added above."""
    parts = (note.draft.path, credit)
    return " ".join(f"<span>{_escaped(part)}</span>" for part in parts if part.strip())


def _escaped(text: str) -> str:
    """A line of plain text as a field's content."""
    flat = " ".join(marks.clean_text(text).split())
    safe = page.literal_delimiters(entities.escape(flat, quote=False))
    return unicodedata.normalize("NFC", page.defuse(safe))
