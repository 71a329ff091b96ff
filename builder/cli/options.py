"""Arguments and options that several commands share.

Owns: the folder of sources with its configuration and ledger, and the choice of notes by tag.
Does not own: what a command does with them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from builder.project.cache import Cache, open_cache
from builder.project.lock import FOLDER
from builder.project.place import find_place

if TYPE_CHECKING:
    from builder.project.files import Project  # only when it is opened: a command may have nothing to do

PATH = click.Path(path_type=Path)
FORMATS = ("text", "json", "sarif", "github")  # of findings
_FORMAT, _SOURCES = "deckbuilder.format", "deckbuilder.sources"  # in click's notes about a run; ``main`` looks them up


def remember_format(ctx: click.Context, _: click.Parameter, form: str) -> str:
    """Note the format of the report, so that a failure is told in it as well."""
    ctx.meta[_FORMAT] = form
    return form


def opener_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Pass ``opener``, which opens the project of SOURCES; a command may call it more than once."""

    @click.argument("sources", type=PATH, default=None, required=False)
    @click.option("--config", type=PATH, help="The configuration, if it is not deckbuilder.toml beside the sources.")
    @click.option("--ledger", type=PATH, help="The ledger, if it is not ledger.jsonl in the folder of sources.")
    @click.option("--no-cache", is_flag=True, help="Neither use nor keep what earlier runs made.")
    @click.option("--cache-dir", type=PATH, help=f"The folder in which {FOLDER} lies, if not that of the ledger.")
    @wraps(command)
    def with_opener(
        sources: Path | None,
        config: Path | None,
        ledger: Path | None,
        no_cache: bool,
        cache_dir: Path | None,
        **options: Any,
    ) -> Any:
        path = _path(sources)
        click.get_current_context().meta[_SOURCES] = path

        def opener() -> Project:
            files = import_module("builder.project.files")
            project: Project = files.open_project(path, config, ledger)
            return project if no_cache else replace(project, cache=opened_cache(sources, config, ledger, cache_dir))

        return command(opener=opener, **options)

    return with_opener


def _path(sources: Path | None) -> Path:
    return sources or (Path("sources") if Path("sources").is_dir() else Path())


def opened_cache(
    sources: Path | None, config: Path | None, ledger: Path | None, cache_dir: Path | None
) -> Cache | None:
    """Return the cache of the project of SOURCES."""
    place = find_place(_path(sources), config, ledger)
    return open_cache(cache_dir or place.ledger.parent, own_folder(), place.root)


def own_folder() -> Path:
    """Return the user's own folder for what Deckbuilder keeps."""
    where = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or ""
    base = Path(where) if os.path.isabs(where) else Path(os.path.expanduser("~")) / ".cache"
    return base / "deckbuilder"


def sources_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Pass ``project``, the project of SOURCES."""

    @opener_argument
    @wraps(command)
    def with_project(opener: Callable[[], Project], **options: Any) -> Any:
        return command(project=opener(), **options)

    return with_project


def tag_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Pass ``tags``, the patterns by which notes are chosen."""
    text = "Only notes with this tag or one below it; * stands for anything, a leading ! excludes. Can be repeated."
    return click.option("--tag", "-t", "tags", multiple=True, metavar="PATTERN", help=text, shell_complete=_tags_like)(
        command
    )


def build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Pass what commands that write packages share: ``out``, ``locked``, ``strict`` and ``retire``."""
    for option in (
        click.option("--retire", is_flag=True, help="Documents may lose most of their notes."),
        click.option("--strict", is_flag=True, help="Build nothing if there are warnings."),
        click.option("--locked", is_flag=True, help="Refuse to change the ledger (for CI)."),
        click.option("--out", "-o", type=PATH, default=Path("dist"), show_default=True, help="Where the packages go."),
    ):
        command = option(command)
    return command


# -------------------------------------------------------------- what TAB offers, which must come at once


def rules_like(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the rules whose code or name goes on from ``begun``."""
    offered = []
    for rule in import_module("builder.rules").CATALOGUE:
        for word in (rule.code, rule.name):
            if word.casefold().startswith(begun.casefold()):
                offered.append(CompletionItem(word, help=rule.summary))
    return offered


def _tags_like(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the tags that go on from ``begun``, and those above them, as the ledger of SOURCES has them."""
    sign = "!" if begun.startswith("!") else ""
    values = ctx.params
    left = [Path(word) for word in ctx.args if not word.startswith("-")]  # a line that breaks off at an option
    sources = values.get("sources") or next(iter(left), None)
    ledger = find_place(_path(sources), values.get("config"), values.get("ledger")).ledger
    try:
        lines = ledger.read_text(encoding="utf-8").splitlines()
        notes = [json.loads(line) for line in lines]
        tags = {tag for note in notes if isinstance(note, dict) for tag in note.get("tags", ())}
    except (OSError, ValueError, TypeError):
        return []
    parts = [tag.split("::") for tag in tags if isinstance(tag, str)]
    whole = {"::".join(each[:depth]) for each in parts for depth in range(1, len(each) + 1)}
    return [CompletionItem(sign + tag) for tag in sorted(whole) if tag.startswith(begun.removeprefix("!"))]
