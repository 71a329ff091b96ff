"""Cards as Anki makes them: a template, filled with a note's fields.

Owns: what front and back of a note look like on a page, and where their pictures lie there.
Does not own: the templates (``notetype``), the fields (``render``).

The template is filled by the three rules that it uses: ``{{Field}}``, ``{{#Field}}…{{/Field}}``
and ``{{^Field}}…{{/Field}}``.  That Anki gives the very same HTML is shown in ``tests/site``.
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
_FIELD = re.compile(r"\{\{([\w ]+)\}\}")
_SOUND = re.compile(r"\[sound:([^\]]+)\]")


def fill(template: str, fields: Mapping[str, str]) -> str:
    """``template`` with ``fields`` filled in.  A section within a section is opened as well."""

    def section(match: re.Match[str]) -> str:
        wanted = bool(fields.get(match[2], "").strip()) is (match[1] == "#")
        return match[3] if wanted else ""

    before = ""
    while before != template:
        before, template = template, _SECTION.sub(section, template)
    return _FIELD.sub(lambda match: fields.get(match[1], ""), template)


def sides(rendered: Rendered, notetype: Notetype) -> tuple[str, str]:
    """Front and back of a note's card, for a page at the site's root."""
    fields = {
        name: with_media(value, rendered.media) for name, value in notetype.named(rendered.fields).items() if value
    }
    template = notetype.templates[0]
    return fill(template.front, fields).strip(), fill(template.back, fields).strip()


def with_media(html: str, media: tuple[str, ...], folder: str = MEDIA_FOLDER) -> str:
    """A field whose pictures and sounds are found below ``folder``; a sound gets a player, as in Anki."""
    for name in media:
        html = html.replace(f'src="{escape(name)}"', f'src="{folder}{escape(name)}"')
    return _SOUND.sub(lambda m: f'<audio controls preload="none" src="{folder}{m[1]}"></audio>', html)
