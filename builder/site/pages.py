"""The pages as HTML: the catalogue, the browser, what changed, the findings, and plain lists of all notes.

Owns: the templates (``templates/``) and what each page is given; it is the only importer of Jinja2.
Everything is escaped, save the cards, which ``render`` has cleaned.  Does not own: what the pages
show (``model``, ``changes``), nor what the scripts work on (``data``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

import jinja2

from builder.model.outline import slug
from builder.package.diff import MEANINGS, Change, Kind
from builder.site.cards import MEDIA_FOLDER
from builder.site.changes import Release
from builder.site.model import FORMULA, Finding, PageNote, Site, day

PAGE = 100  # notes on one page of a list

# Nothing but the site's own files may be loaded, no address may be asked for, no script may stand in a
# page.  Styles may: a card brings its own, and MathJax writes some.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self'; connect-src {connect}; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class List:
    """The notes of one deck on plain pages; ``name`` is the first page's file name without ``.html``."""

    name: str
    title: str
    notes: tuple[PageNote, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        count = max(1, -(-len(self.notes) // PAGE))
        return tuple(f"list/{self.name}{f'-{number}' if number > 1 else ''}.html" for number in range(1, count + 1))


def html(
    site: Site,
    releases: Sequence[Release],
    update: Sequence[Change],
    *,
    formulas: bool,
    author: bool,
    live: bool,
) -> Iterator[tuple[str, bytes]]:
    """All pages: path from the site's root, bytes.

    ``formulas``: MathJax is at hand; ``author``: there is a page of findings; ``live``: the pages
    listen to ``serve``.
    """
    environment = _environment()
    lists = _lists(site)
    common = {
        "site": site,
        "policy": POLICY.format(connect="'self'" if live else "'none'"),
        "lists": lists,
        "author": author,
        "live": live,
    }

    def page(path: str, template: str, **values: object) -> tuple[str, bytes]:
        root = "../" * path.count("/")
        text = environment.get_template(template).render(**common, **values, path=path, root=root)
        return path, text.encode(errors="backslashreplace")  # the name of a file may be no text at all

    yield page("index.html", "index.html", release=releases[0] if releases else None)
    yield page("browse.html", "browse.html")
    yield page("changes.html", "changes.html", releases=releases, update=_by_kind(update))
    if author:
        yield page("findings.html", "findings.html", files=_by_file(site.findings))
    for each in lists:
        for number, path in enumerate(each.paths):
            notes = each.notes[number * PAGE : (number + 1) * PAGE]
            yield page(
                path,
                "list.html",
                list=each,
                number=number + 1,
                groups=[(place, tuple(group)) for place, group in groupby(notes, lambda n: n.place)],
                formulas=formulas and any(n.marks & FORMULA for n in notes),
            )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"day": day, "size": _size, "number": "{:,}".format, "many": _many, "cut": _cut}
    environment.globals |= {"browse": _browse, "card": _card}
    return environment


def _browse(**filters: str) -> str:
    """The address of the browser with these filters, as its scripts read them."""
    return "browse.html#" + urlencode(filters)


def _card(note: PageNote, root: str) -> str:
    """A card on a page that is not at the site's root."""
    return note.back.replace(f'src="{MEDIA_FOLDER}', f'src="{root}{MEDIA_FOLDER}')


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"


def _many(count: int, noun: str) -> str:
    """``1 note``, ``2 notes``."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _lists(site: Site) -> tuple[List, ...]:
    decks: dict[str, list[PageNote]] = {}
    for note in site.notes:
        decks.setdefault(note.deck, []).append(note)
    names: set[str] = set()
    lists = []
    for deck, notes in decks.items():
        title = deck.removeprefix(site.title + "::").replace("::", " › ")
        name = slug(title)
        while name in names or name.rpartition("-")[2].isdigit():  # a number at the end is that of a page
            name += "-deck"
        names.add(name)
        lists.append(List(name, title, tuple(notes)))
    return tuple(lists)


def _by_kind(update: Sequence[Change]) -> list[tuple[str, str, list[Change]]]:
    """Changes of one kind, what they mean, in the order of ``Kind``."""
    found = [(kind, [change for change in update if change.kind is kind]) for kind in Kind]
    return [(kind.value, MEANINGS.get(kind, ""), changes) for kind, changes in found if changes]


def _by_file(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    return [(path, list(group)) for path, group in groupby(findings, lambda f: f.path)]
