"""``deckbuilder site`` on the command line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from builder.cli.main import main
from tests.site.project import project


def test_site_says_what_it_wrote(tmp_path: Path) -> None:
    sources = project(tmp_path / "sources")
    result = CliRunner().invoke(main, ["site", str(sources), "-o", str(tmp_path / "dist")])
    assert result.exit_code == 0, result.output
    assert "8 notes in 2 decks" in result.output
    assert f"→ {tmp_path / 'dist' / 'site' / 'index.html'}" in result.output
    assert (sources / "ledger.jsonl").exists()


def test_with_an_error_nothing_is_written(tmp_path: Path) -> None:
    sources = project(tmp_path / "sources", {"a.md": "## What is it? {#x}\n\nOne.\n\n## What else? {#x}\n\nTwo.\n"})
    result = CliRunner().invoke(main, ["site", str(sources), "-o", str(tmp_path / "dist")])
    assert result.exit_code == 1
    assert "nothing was written" in result.output
    assert not (tmp_path / "dist").exists()


def test_locked_refuses_another_ledger(tmp_path: Path) -> None:
    sources = project(tmp_path / "sources")
    result = CliRunner().invoke(main, ["site", str(sources), "-o", str(tmp_path / "dist"), "--locked"])
    assert result.exit_code == 2
    assert "the build is locked" in result.output
