"""What a deck is, in words: the text for AnkiWeb's page of a shared deck.

Owns: that text.  Does not own: what it says (``model``).
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.commands import preview
from builder.fetch import Folder
from builder.model.diagnostics import Report
from builder.pipeline import Compilation
from builder.project.files import Project
from builder.read.reading import Progress, count, silent
from builder.site.model import Site, Topic, gather

_SECTIONS = 8  # that are named of a topic


def describe(project: Project, *, now: int, progress: Progress = silent) -> str:
    """Return a description of the deck as a build would make it now: plain text that is Markdown as well.

    It says what the configuration says (description, author, licence, addresses), counts notes and cards by topic,
    and lists the pictures and sounds with what is known of their origin.  Writes nothing.
    """
    compilation, stamped = preview(project, now=now, progress=progress)
    site = gather(compilation, Report(), stamped, ())
    cards = sum(len(r.cards) for r in stamped.rendered if not r.note.retired)
    return "\n\n".join("\n".join(part) for part in _parts(site, compilation, cards) if part) + "\n"


def _parts(site: Site, compilation: Compilation, cards: int) -> Iterator[list[str]]:
    config = compilation.project.config
    yield [f"# {site.title}"]
    yield [site.description] if site.description else []
    notes = count(len(site.notes), "note") + (f" ({count(cards, 'card')})" if cards != len(site.notes) else "")
    if len(site.topics) > 1:
        yield [f"{notes} in {count(len(site.topics), 'topic')}:", "", *(_topic(topic) for topic in site.topics)]
        tag = site.topics[0].tag
        yield [f"Topics are tags: the search tag:{tag} finds one in Anki's browser, or makes a filtered deck of it."]
    else:
        yield [f"{notes}."]
    yield [
        "Import a new version over the old one: what you have learnt stays, cards that did not change are left alone."
    ]
    about = (
        ("Author", config.author),
        ("Licence", config.license),
        ("Page", config.address),
        ("Sources and corrections", config.repository),
    )
    yield [f"- {name}: {value}" for name, value in about if value]
    origins = _origins(compilation)
    if origins:
        yield [f"Pictures and sounds ({len(origins)}):", "", *origins]


def _topic(topic: Topic) -> str:
    named = [section.title or section.name for section in topic.sections[:_SECTIONS]]
    more = ["…"] if len(topic.sections) > _SECTIONS else []
    said = f": {', '.join([*named, *more])}" if named else ""
    return f"- {topic.title} ({count(topic.notes, 'note')}){said}"


def _origins(compilation: Compilation) -> list[str]:
    """A line for each picture and sound: its file and, if it was fetched, its address and licence."""
    fetched = {
        f"media/remote/{entry.file}": ", ".join(part for part in (entry.address, entry.licence) if part)
        for entry in Folder(compilation.project.root / "media" / "remote").manifest().entries.values()
    }
    return [f"- {path}" + (f" ({fetched[path]})" if path in fetched else "") for path in sorted(compilation.media.used)]
