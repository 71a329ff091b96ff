"""The pages as HTML: the catalogue, the browser, what changed, the findings, plain lists of all notes; and the feed.

Owns: the templates (``templates/``) and what each page is given; it is the only importer of Jinja2.
Everything is escaped, save the cards, which ``render`` has cleaned.  Does not own: what the pages
show (``model``, ``changes``), nor what the scripts work on (``data``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from urllib.parse import quote, urlencode

import jinja2
from markupsafe import Markup, escape

from builder.model.outline import slug
from builder.package.diff import MEANINGS, Change, Kind
from builder.rules import CATALOGUE
from builder.site.cards import MEDIA_FOLDER
from builder.site.changes import Release
from builder.site.model import FORMULA, Finding, PageNote, Site
from builder.site.words import Words, words

PAGE = 100  # notes on one page of a list

# Nothing but the site's own files may be loaded, no address may be asked for, no script may stand in a
# page.  Styles may: a card brings its own, and MathJax writes some.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self'; connect-src {connect}; base-uri 'none'; form-action 'none'"
)


_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what neither HTML nor XML may hold


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
    said = words(site.language)
    environment = _environment(said)
    environment.globals["source_link"] = lambda path, line: source_link(site.source, path, line)
    lists = _lists(site)
    common = {
        "site": site,
        "lang": said.language,
        "summary": site.description or f"{site.title}: {said.many(len(site.notes), 'note')}",
        "cover": cover_path(site),
        "policy": POLICY.format(connect="'self'" if live else "'none'"),
        "lists": lists,
        "author": author,
        "live": live,
    }

    def page(path: str, template: str, **values: object) -> tuple[str, bytes]:
        root = "../" * path.count("/")
        text = environment.get_template(template).render(**common, **values, path=path, root=root)
        text = _NO_TEXT.sub("\ufffd", text)
        return path, text.encode(errors="backslashreplace")  # the name of a file may be no text at all

    yield page("index.html", "index.html", release=releases[0] if releases else None)
    yield page("browse.html", "browse.html")
    yield page("changes.html", "changes.html", releases=releases, update=_by_kind(update))
    yield page("feed.xml", "feed.xml", releases=releases)
    if author:
        severities = [(s, sum(f.severity == s for f in site.findings)) for s in ("error", "warning", "remark")]
        rules = Counter((f.code, f.rule) for f in site.findings)
        yield page(
            "findings.html",
            "findings.html",
            files=_by_file(site.findings),
            severities=[(severity, count) for severity, count in severities if count],
            rules=[(code, name, count) for (code, name), count in sorted(rules.items())],
        )
        yield page("rules.html", "rules.html", rules=[rule for rule in CATALOGUE if (rule.code, rule.name) in rules])
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


def cover_path(site: Site) -> str:
    """Where the cover is, from the site's root; empty without one."""
    return MEDIA_FOLDER + site.cover.name if site.cover else ""


def source_link(address: str, path: str, line: int) -> str:
    """The address of a line of a source, from ``Site.source``."""
    return address.replace("{path}", quote(path, errors="replace")).replace("{line}", str(line))


def _environment(said: Words) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "size": _size,
        "number": said.number,
        "cut": _cut,
        "stamp": _stamp,
        "code": _with_code,
        "sentence": _sentence,
    }
    environment.globals |= {"browse": _browse, "card": _card, "say": said.say, "many": said.many, "day": said.day}
    environment.globals["release_line"] = lambda release: _release_line(release, said)
    return environment


def _browse(**filters: str) -> str:
    """The address of the browser with these filters, as its scripts read them."""
    return "browse.html#" + urlencode(filters)


def _card(note: PageNote, root: str) -> str:
    """A card on a page that is not at the site's root."""
    return note.back.replace(f'src="{MEDIA_FOLDER}', f'src="{root}{MEDIA_FOLDER}')


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"


def _release_line(release: Release, said: Words) -> str:
    """``21 November 2026: 3 new, 2 changed``."""
    counts = (("new", release.new), ("changed", release.changed), ("retired", release.retired))
    told = ", ".join(said.many(len(notes), name) for name, notes in counts if notes)
    return f"{said.day(release.time)}: {told}"


def _stamp(seconds: int) -> str:
    """A time as feeds write it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
    return [(_sentence(kind.value), _sentence(MEANINGS.get(kind, ""), "."), each) for kind, each in found if each]


def _sentence(text: str, end: str = "") -> str:
    return f"{text[:1].upper()}{text[1:]}{end}" if text else ""


def _with_code(text: str) -> Markup:
    """A rule's text with what stands in backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _by_file(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    return [(path, list(group)) for path, group in groupby(findings, lambda f: f.path)]
