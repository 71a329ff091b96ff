"""Any history of edits gives the same packages, findings and ledgers with a cache as without."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.model.diagnostics import ProjectError
from builder.pipeline import build, check
from builder.project.cache import open_cache
from builder.project.files import open_project
from tests.site.project import NOW, PIXEL

_RED = PIXEL[:-4] + b"abcd"
_FIRST = {
    "bread.md": (
        "# Bread\n\n## What is dough?\n\nFlour and **water**, see [a list][l].\n\n## What is crumb?\n\n"
        "![The crumb](crumb.png)\n\n## How much water?\n\nSixty $\\pct$ or <u>more</u> of it.\n\n[l]: https://a.example\n"
    ),
    "sub/cheese.md": "---\ntags: [milk]\n---\n\nQ: What is rennet?\nA: An enzyme <b onclick=x>of</b> calves.\n\n"
    "Q: What is whey?\nA: What is left: ![](gone.png)\n\nQ: What is dough?\nA: Flour.\n",
    "media/crumb.png": PIXEL,
}
_TEXTS = (
    "A gas.",
    "Two `a` and $x_1$.",
    "![The crumb](crumb.png) again",
    "<script>x</script>",
    "| a | b |\n|---|---|\n| 1 | 2 |",
)
_CONFIGS = (
    "",
    "formulas = 'tex'\n",
    "[macros]\npct = 'p'\n",
    "unanswered = 'skip'\n",
    "[rules]\nT = 'off'\n",
    "tags = ['x']\n",
)

Edit = Callable[[Path, random.Random], object]


def _answer(folder: Path, chance: random.Random) -> None:
    path = chance.choice(sorted(folder.rglob("*.md")))
    parts = path.read_text().split("\n\n")
    parts[chance.randrange(1, len(parts))] = chance.choice(_TEXTS)
    path.write_text("\n\n".join(parts))


def _shift(folder: Path, chance: random.Random) -> None:
    path = chance.choice(sorted(folder.rglob("*.md")))
    text = path.read_text()
    at = text.find("\n\n") + 1
    path.write_text(text[:at] + "\n" * chance.randint(1, 3) + text[at:])


def _add(folder: Path, chance: random.Random) -> None:
    path = chance.choice(sorted(folder.rglob("*.md")))
    path.write_text(path.read_text() + f"\n\n## What is {chance.randint(1, 9)}?\n\n{chance.choice(_TEXTS)}\n")


def _remove(folder: Path, chance: random.Random) -> None:
    path = chance.choice(sorted(folder.rglob("*.md")))
    path.write_text("\n\n".join(path.read_text().split("\n\n")[:-2]) + "\n")


def _rename(folder: Path, chance: random.Random) -> None:
    path = chance.choice(sorted(folder.rglob("*.md")))
    path.rename(path.with_name(f"{chance.choice('pqr')}.md"))


def _picture(folder: Path, chance: random.Random) -> None:
    path = folder / "media" / chance.choice(("crumb.png", "gone.png"))
    path.write_bytes(chance.choice((PIXEL, _RED, b"no picture")))
    if chance.random() < 0.3:
        path.unlink()


def _configure(folder: Path, chance: random.Random) -> None:
    (folder / "deckbuilder.toml").write_text(chance.choice(_CONFIGS))


def _nothing(folder: Path, chance: random.Random) -> None:
    """Build again as it is."""


_EDITS: tuple[Edit, ...] = (_answer, _shift, _add, _remove, _rename, _picture, _configure, _nothing)


def _outcome(folder: Path, out: Path, now: int, cached: Path | None) -> object:
    project = open_project(folder)
    if cached:
        project = replace(project, cache=open_cache(project.folder, cached, project.root))
        assert project.cache is not None
    try:
        _, told = check(project, only_told=True)
        built = build(project, out, now=now, retire=True)
    except ProjectError as error:
        return error.message, error.hint
    files = {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*.apkg"))}
    ledger = folder / "ledger.jsonl"
    return told, built.report, files, ledger.read_text() if ledger.exists() else ""


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(_EDITS), st.integers(0, 1_000)), min_size=2, max_size=7))
def test_a_cache_changes_nothing(tmp_path_factory, edits: list[tuple[Edit, int]]) -> None:  # type: ignore[no-untyped-def]
    base = tmp_path_factory.mktemp("edits")
    folders = {name: base / name / "deck" for name in ("cached", "fresh")}
    for folder in folders.values():
        for name, content in _FIRST.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    for day, (edit, seed) in enumerate([(_nothing, 0), *edits]):
        for folder in folders.values():
            edit(folder, random.Random(seed))
        now = NOW + day * 86_400
        cached = _outcome(folders["cached"], base / "cached" / "out", now, base / "own")
        assert cached == _outcome(folders["fresh"], base / "fresh" / "out", now, None)
