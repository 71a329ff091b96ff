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
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from builder.media import MediaStore
from builder.model.config import Formulas
from builder.model.diagnostics import Diagnostic
from builder.model.notes import About, Note, Rendered
from builder.model.notetypes import Fields
from builder.model.source import Excerpt
from builder.render import html as page
from builder.render import kinds, marks, signs, writing
from builder.render.drawings import with_pictures
from builder.render.equations import collect, of_note
from builder.render.folding import folded
from builder.render.formulas import Guard
from builder.render.markdown import Converter
from builder.render.normalise import Finding
from builder.render.plain import plain_text
from builder.render.shared import Shared
from builder.rules import hygiene
from builder.rules.text import ODD_CHARACTER

__all__ = ["Html", "Renderer", "Shared", "plain_text"]

MAX_LENGTH = 300_000  # characters of one field; a longer text is shown as it stands
HUES = 6  # quiet colours of sections, see card.css
LONG_QUESTION = 200  # characters; what is longer is set calmer
FLAG = "yes"  # what a field that is a flag holds, where it is on
UNANSWERED = '<p class="db-unanswered">No answer in the source yet.</p>'
_NOTHING = About()
_NO_MACROS: Mapping[str, str] = MappingProxyType({})
_CODE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # of a language
_ON_THE_WEB = re.compile(r"\s*https?://[^\s\"<>]+\s*$", re.IGNORECASE)
# The name of a file that a program made: a counter, a hash.  It tells a learner nothing.
_SAYS_NOTHING = re.compile(r"[\d\s_.-]+|(?:\d+[\s_-]+)?(?=[a-f]*\d)[0-9a-f]{12,}", re.IGNORECASE)
_FIRST_PARAGRAPH = re.compile(r"<p>((?:(?!</p>).)*)</p>", re.DOTALL)
_BLOCK = re.compile(r"<(?:p|ul|ol|dl|pre|div|table|blockquote|details|h[1-6]|hr|figure|math)\b")
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
        self, note: Note, formulas: Formulas | None = None, *, about: About = _NOTHING, shared: Shared | None = None
    ) -> tuple[Rendered, tuple[Diagnostic, ...]]:
        """The fields of ``note``.

        ``formulas`` overrules how formulas are written for this one; ``about`` is what its
        source says of its notes, and ``shared`` what all of these share.
        """
        draft = note.draft
        texts = (draft.question.text, draft.answer.text)
        shared = shared or Shared(equations=collect("\n\n".join(texts)))
        of_this = replace(shared, equations=of_note(texts, shared.equations))
        question = self.html(draft.question, formulas, of_this)
        answer = self.html(draft.answer, formulas, of_this) if draft.answered else Html(UNANSWERED)
        parts = [question, answer]

        def shown(excerpt: Excerpt) -> str:
            """More of the note; what is wrong with it has been told of the question or the answer."""
            parts.append(self.html(excerpt, formulas, of_this) if excerpt else Html(""))
            return parts[-1].html

        values = Fields(question=calm(inline(question.html)), answer=folded(answer.html, about.fold))
        cards: tuple[int, ...] = (0,)
        if draft.gaps is not None:
            values = kinds.cloze(draft.gaps, note.cards, shown)
            cards = tuple(sorted(set(note.cards)))
        elif draft.choice is not None:
            values = kinds.choice(draft.choice, shown)
        elif draft.reverse:
            cards = (0, 1)
        values = replace(
            values,
            context=context(note),
            source=source(note, about),
            language=_language(about, " ".join(texts)),
            hint=inline(shown(draft.hint)) if draft.hint else "",
            reverse=FLAG if draft.reverse else "",
            typed=kinds.to_type(answer.html, is_cloze=draft.gaps is not None) if draft.typed else "",
        )
        rendered = Rendered(
            note,
            values,
            (inline(question.html), answer.html if draft.answered else ""),
            cards,
            media=tuple(dict.fromkeys(name for part in parts for name in part.media)),
            formulas=question.typeset + answer.typeset,
        )
        return rendered, (*question.diagnostics, *answer.diagnostics)

    def html(self, excerpt: Excerpt, formulas: Formulas | None = None, shared: Shared | None = None) -> Html:
        """``excerpt``, Markdown, as HTML that is safe on a card."""
        if shared:
            excerpt = shared.complete(with_pictures(excerpt, shared.drawings, self._exists(excerpt)))
        excerpt = marks.clean(excerpt)
        if len(excerpt.lines) == 1 and signs.is_plain(excerpt.lines[0].text):
            return Html(f"<p>{unicodedata.normalize('NFC', excerpt.lines[0].text)}</p>")
        if sum(len(line.text) + 1 for line in excerpt.lines) > MAX_LENGTH:
            return _as_it_stands(excerpt, f"more than {MAX_LENGTH:,} characters")
        equations = shared.equations if shared else None
        guard = Guard(mode=formulas or self._formulas, macros=self._macros, equations=equations)
        text = _with_lone_mark_as_text(guard.hide(excerpt))
        try:
            raw, normalised = self._converter.convert(text, guard.plain, shared.furigana if shared else None)
            polished = page.polish(raw, self._media, excerpt, guard.plain)
        except RecursionError:
            return _as_it_stands(excerpt, "lists, quotes or tags that nest too deep")
        safe = page.literal_delimiters(page.clean(normalised.stash.restore_code(polished.html)))
        shown = page.with_marks_held(page.defuse(guard.show(safe)))
        html = marks.clean_text(shown)
        diagnostics = (
            *(_control_characters(excerpt) if html != shown else ()),
            *guard.diagnostics,
            *(_placed(f, text, excerpt, guard) for f in normalised.findings),
            *_unresolved(normalised.unresolved, excerpt),
            *polished.diagnostics,
            *page.anki_syntax(excerpt),
        )
        return Html(unicodedata.normalize("NFC", html).strip(), diagnostics, polished.media, guard.typeset)

    def _exists(self, excerpt: Excerpt) -> Callable[[str], bool]:
        """Whether there is a picture of a name, as seen from the source of ``excerpt``."""
        return lambda name: self._media.resolve(name, excerpt.span)[0] is not None


_LONE_MARK = re.compile(r"\s*(?P<before>#{0,5}|\d{1,9})(?P<last>[-*+#>.)])\s*")


def _with_lone_mark_as_text(text: str) -> str:
    """A field that is nothing but the mark of an empty item, heading or quotation is the sign itself, or a number."""
    match = _LONE_MARK.fullmatch(text)
    return f"{match['before']}\\{match['last']}" if match else text


def _placed(finding: Finding, text: str, excerpt: Excerpt, guard: Guard) -> Diagnostic:
    """``finding``, in a line of ``text`` with hidden formulas, at its place in ``excerpt``."""
    lines = text.split("\n")
    before = "".join(line + "\n" for line in lines[: finding.line])
    indent = len(lines[finding.line]) - len(lines[finding.line].lstrip())
    span = excerpt.locate(len(guard.plain(before)) + indent)
    return Diagnostic(finding.rule, finding.message, span, finding.hint)


def _unresolved(references: Iterable[str], excerpt: Excerpt) -> Iterator[Diagnostic]:
    """A finding for each reference to a link or picture that the document does not define."""
    places = page.Places(excerpt)
    for reference in references:
        name = reference.rpartition("][")[2].removesuffix("]") or reference.lstrip("!").partition("]")[0][1:]
        hint = f"write [{name}]: and the address on a line of its own, or put the address in round brackets here"
        message = f"{reference} leads nowhere: the document does not say what {name!r} is"
        yield Diagnostic(hygiene.UNRESOLVED_REFERENCE, message, places.find(reference), hint)


def _control_characters(excerpt: Excerpt) -> Iterator[Diagnostic]:
    """What only a reference can have written: control characters of the text itself were taken out before."""
    message = "a character reference stands for a control character, which no card can hold"
    yield Diagnostic(ODD_CHARACTER, message, excerpt.span, "take the reference (&#…;) out; a space stands for it now")


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


def calm(question: str) -> str:
    """``question`` with a class for smaller, lighter letters where its first words are long."""
    paragraph = _FIRST_PARAGRAPH.match(question)
    first = paragraph[1] if paragraph else question
    if _BLOCK.match(first) or len(plain_text(first)) <= LONG_QUESTION:
        return question
    if paragraph:
        return f'<p class="db-long">{question.removeprefix("<p>")}'
    return f'<span class="db-long">{question}</span>'


def context(note: Note) -> str:
    """Where the note stands: the document's title, then the sections from the outermost in, which gives the colour."""
    title, sections = _title(note), [section.title for section in note.draft.sections if section.title.strip()]
    parts = [f"<span>{_escaped(title)}</span>"] if title.strip() else []
    parts += [f'<span class="db-hue{hue(text)}">{_escaped(text)}</span>' for text in sections[:1]]
    return " ".join([*parts, *(f"<span>{_escaped(text)}</span>" for text in sections[1:])])


def hue(title: str) -> int:
    """The number of the card's colour that a section of this title has, in every build the same."""
    return zlib.crc32(" ".join(title.casefold().split()).encode("utf-8", "replace")) % HUES


def source(note: Note, about: About = _NOTHING) -> str:
    """The document's title, with a link to where it can be read, and the credit.

    Neither the file's name nor a line: these would change though the note does not.
    """
    title = _escaped(_title(note))
    if _ON_THE_WEB.match(about.url):
        title = f'<a href="{entities.escape(page.defuse(about.url.strip()))}">{title or _escaped(about.url)}</a>'
    parts = (title, _escaped(about.credit))
    return " ".join(f"<span>{part}</span>" for part in parts if part.strip())


def _title(note: Note) -> str:
    """The document's title, or nothing where it is the name that a program gave the file."""
    return "" if _SAYS_NOTHING.fullmatch(note.title) else note.title


def _language(about: About, text: str) -> str:
    """The code of the language that the source states, or that the script of ``text`` tells."""
    return about.language if _CODE.fullmatch(about.language) else writing.language(text)


def _escaped(text: str) -> str:
    """A line of plain text as a field's content."""
    flat = " ".join(marks.clean_text(text).replace(marks.NOTHING, "").split())
    safe = page.literal_delimiters(entities.escape(flat, quote=False))
    return unicodedata.normalize("NFC", page.defuse(safe))
