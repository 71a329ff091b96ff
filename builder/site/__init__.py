"""The site: a folder of pages that a double click opens, for learners to choose and for authors to look.

Owns: which files there are.  ``make_site`` gives them as bytes, ``site`` builds the packages and
writes all of it.  Inside: ``model`` gathers what is shown, ``pages`` makes HTML of it, ``data`` what
the scripts work on, ``cards`` fills the card's templates, ``mathjax`` finds the typesetter.  Does not
own: the packages (``pipeline``), the disk (``project``), a site that follows the sources (``serve``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from builder.ledger import Stamped
from builder.model.diagnostics import Report
from builder.package.diff import Change
from builder.pipeline import Built, Compilation, build, topics_of
from builder.project.files import Project, read_bytes, read_text
from builder.project.lock import only_writer
from builder.project.output import Output
from builder.read.reading import Progress, silent
from builder.render import mathjax
from builder.site import changes, data, pages
from builder.site.cards import MEDIA_FOLDER
from builder.site.model import Download, Site, gather

FOLDER = "site"
DOWNLOADS = "download/"

_NOTHING: Mapping[str, changes.Before] = MappingProxyType({})
_ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True, slots=True)
class Written:
    """What ``site`` did.  ``index`` is None if the build wrote nothing."""

    built: Built
    index: Path | None = None
    files: int = 0
    size: int = 0


def site(
    project: Project,
    out: Path,
    *,
    now: int,
    findings: bool = True,
    locked: bool = False,
    strict: bool = False,
    retire: bool = False,
    progress: Progress = silent,
) -> Written:
    """Build the packages of ``project`` into ``out`` (as ``build`` does, the ledger included) and the site beside them.

    The site, in ``out/site``, holds copies of the packages and needs nothing else.  Without
    ``findings`` it says nothing of what was found in the sources.
    """
    built = build(project, out, now=now, locked=locked, strict=strict, retire=retire, progress=progress)
    if built.stamped is None or not built.packages:
        return Written(built)
    report = built.report if findings else Report()
    downloads = packages_of(built)
    kept = out / FOLDER / changes.BEFORE
    before = changes.remembered(read_text(kept) if kept.is_file() else "", built.compilation, built.stamped)
    files = make_site(built.compilation, report, built.stamped, list(downloads), before=before, author=findings)
    files[changes.BEFORE] = changes.as_json(before).encode()
    files |= {download.path: read_bytes(path) for download, path in downloads.items()}
    folder = out / FOLDER
    with only_writer(project.ledger) as owner:
        Output(out, built.stamped.ledger.identity).publish(
            {f"{FOLDER}/{path}": content for path, content in files.items()},
            replaces=lambda name: name.startswith(f"{FOLDER}/"),
            owner=owner,
        )
    return Written(built, folder / "index.html", len(files), sum(map(len, files.values())))


def packages_of(built: Built) -> Mapping[Download, Path]:
    """The packages of a build, as the site offers them, and where each lies."""
    main, *_ = built.packages
    topics = ["", *topics_of(built.stamped.rendered, built.stamped.ledger.documents)] if built.stamped else []
    downloads = {}
    for topic, package in zip(topics, built.packages, strict=True):
        path = DOWNLOADS + package.path.relative_to(main.path.parent).as_posix()
        downloads[Download(path, package.notes, package.size, topic)] = package.path
    return downloads


def make_site(
    compilation: Compilation,
    report: Report,
    stamped: Stamped,
    downloads: Sequence[Download],
    *,
    before: Mapping[str, changes.Before] = _NOTHING,
    author: bool = True,
    live: bool = False,
) -> dict[str, bytes]:
    """The site's files, without the packages: path from its root to bytes.

    ``author``: what was found (``report``) is shown to those who ask; ``live``: the pages listen
    to ``serve`` and open in the author's view.  The same input gives the same bytes.
    """
    shown = gather(compilation, report, stamped, downloads)
    files = files_of(shown, changes.update(compilation, stamped), before=before, author=author, live=live)
    used = {name for rendered in stamped.rendered for name in rendered.media}
    return files | {MEDIA_FOLDER + name: f.data for name, f in sorted(compilation.media.files.items()) if name in used}


def files_of(
    shown: Site,
    update: Sequence[Change],
    *,
    before: Mapping[str, changes.Before] = _NOTHING,
    author: bool,
    live: bool,
) -> dict[str, bytes]:
    """Pages, scripts, styles and, if a note has a formula, MathJax."""
    formulas = shown.has_formulas
    releases = changes.releases(shown, before)
    files = dict(pages.html(shown, releases, update, formulas=formulas, author=author, live=live))
    files |= data.scripts(shown, formulas=formulas, author=live)
    files |= {f"assets/{p.name}": p.read_bytes() for p in sorted(_ASSETS.iterdir()) if live or p.name != "live.js"}
    files["assets/card.css"] = shown.css.encode()
    if shown.cover:
        files[pages.cover_path(shown)] = shown.cover.data
    return files | (dict(mathjax.files()) if formulas else {})
