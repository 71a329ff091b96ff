"""Cards as Anki makes them: a template, filled with a note's fields.

Owns: what front and back of a note look like on a page, and where their pictures lie there.
Does not own: the templates (``notetype``), the fields (``render``).

The templates are filled by the rules that they use: ``{{Field}}``, ``{{#Field}}…{{/Field}}``
and ``{{^Field}}…{{/Field}}``, ``{{cloze:Text}}`` and ``{{type:Typed}}``.
That Anki gives the very same HTML is shown in ``tests/site``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from builder.model.notes import Rendered
from builder.model.notetypes import Notetype

MEDIA_FOLDER = "media/"

# What Anki's reviewer sets around every card (ankitects/anki: ts/reviewer/reviewer.scss), and the colours of its theme.
ANKI_CSS = """\
body { margin: 20px; overflow-wrap: break-word; }
body.nightMode { background-color: #2c2c2c; color: #fcfcfc; }
hr { background-color: #737373; margin: 1em 0; border: none; height: 1px; }
img { max-width: 100%; max-height: 95vh; }
li { text-align: start; }
pre { text-align: left; }
"""

_SECTION = re.compile(r"\{\{([#^])([\w ]+)\}\}(.*?)\{\{/\2\}\}", re.DOTALL)
_FIELD = re.compile(r"\{\{([\w :]+)\}\}")
_SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
_NEXT = "\n<hr>\n"  # between two cards of one note
_TO_TYPE = '<input id="typeans" type="text" autocomplete="off">'
_OPENING = re.compile(r"\{\{c(\d+)::")
_DELETION = re.compile(r"(\{\{c\d+::|\}\})")
_FORMULA = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_CLOZE_TAG = re.compile(r'<span class="cloze[^>]*>|</span>')
_SOUND = re.compile(r"\[sound:([^\]]+)\]")


def fill(template: str, fields: Mapping[str, str]) -> str:
    """``template`` with ``fields`` filled in.  A section within a section is opened as well."""

    def section(match: re.Match[str]) -> str:
        wanted = bool(fields.get(match[2], "").strip()) is (match[1] == "#")
        return match[3] if wanted else ""

    before = ""
    while before != template:
        before, template = template, _SECTION.sub(section, template)
    return _FIELD.sub(lambda match: fields.get(match[1], fields.get(match[1].rpartition(":")[2], "")), template)


def sides(rendered: Rendered, notetype: Notetype) -> tuple[str, str]:
    """Front and back of a note's cards, one below the other, for a page at the site's root."""
    fields = {
        name: with_media(value, rendered.media) for name, value in notetype.named(rendered.fields).items() if value
    }
    fronts, backs = [], []
    for number in rendered.cards or (0,):  # a retired note has none
        template = notetype.templates[0 if notetype.cloze else number]
        fronts.append(_shown(template.front, fields, number + 1, front=True))
        own = fields | {"FrontSide": fronts[-1]}
        backs.append(_shown(template.back, own, number + 1, front=False))
    return _NEXT.join(fronts), _NEXT.join(backs)


def _shown(template: str, fields: Mapping[str, str], number: int, *, front: bool) -> str:
    """One side of a card, without the script that shuffles options."""
    shown = dict(fields) | {
        "cloze:Text": cloze(fields.get("Text", ""), number, front=front),
        "type:Typed": _TO_TYPE if front else f'<code id="typeans">{fields.get("Typed", "")}</code>',
        "type:cloze:Text": _TO_TYPE if front else "",
    }
    return fill(_SCRIPT.sub("", template), shown).strip()


def cloze(text: str, number: int, *, front: bool) -> str:
    """A text with the deletions of one card hidden or shown, as Anki writes them; formulas hold no tags."""
    pieces: list[list[str]] = [[]]
    numbers: list[int] = []
    for piece in _DELETION.split(text):
        if opening := _OPENING.fullmatch(piece):
            numbers.append(int(opening[1]))
            pieces.append([])
        elif piece == "}}" and numbers:
            pieces[-2].append(_deletion("".join(pieces.pop()), numbers.pop(), number, front=front))
        else:
            pieces[-1].append(piece)
    return _FORMULA.sub(lambda m: _CLOZE_TAG.sub("", m[0]), "".join(part for parts in pieces for part in parts))


def _deletion(text: str, own: int, active: int, *, front: bool) -> str:
    shown, _, hint = text.partition("::")
    if own != active:
        return f'<span class="cloze-inactive" data-ordinal="{own}">{shown}</span>'
    asked = f"[{hint or '...'}]"
    return f'<span class="cloze" data-ordinal="{own}">{asked if front else shown}</span>'


def with_media(html: str, media: tuple[str, ...], folder: str = MEDIA_FOLDER) -> str:
    """A field whose pictures and sounds are found below ``folder``; a sound gets a player, as in Anki."""
    for name in media:
        html = html.replace(f'src="{escape(name)}"', f'src="{folder}{escape(name)}"')
    return _SOUND.sub(lambda m: f'<audio controls preload="none" src="{folder}{m[1]}"></audio>', html)
