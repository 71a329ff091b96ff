"""A configuration to begin with, and the nearest one for a document that was not understood."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli.main import main
from builder.markdown.blocks import scan
from builder.model.config import parse_config
from builder.model.source import Source
from builder.project.init import configuration
from builder.read.recognise import registry
from builder.read.suggestion import suggestion


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FACT 1: tea\nGreen.\n\nFACT 2: coffee\nBlack.\n", "FACT 17: water"),
        (">> tea\n\nGreen.\n\n>> coffee\n\nBlack.\n", ">> water"),
        ("Aufgabe: Tee\nGrün.\n\nAufgabe: Kaffee\nSchwarz.\n", "Aufgabe: Wasser"),
    ],
)
def test_the_suggested_configuration_reads_the_document(tmp_path: Path, text: str, line: str) -> None:
    found = suggestion(scan(Source("a.txt", text)), registry({}))
    lines = found.partition(":  ")[2].replace("  ⏎  ", "\n")
    pattern = parse_config(lines, "deckbuilder.toml").dialects["mine"].question
    match = re.match(pattern, line)
    assert match
    assert match["text"] in ("water", "Wasser")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "deckbuilder.toml").write_text(lines, encoding="utf-8")
    result = CliRunner().invoke(main, ["notes", str(tmp_path), "--format", "json"], catch_exceptions=False)
    assert len(json.loads(result.stdout)) == 2


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("# Tea\n\n## Leaf\n\nA part.\n\n## Pot\n\nA vessel.\n", "headings"),
        ("- Capital of Peru\n  - Lima\n- Capital of Chile\n  - Santiago\n- Capital of Cuba\n  - Havana\n", "list"),
    ],
)
def test_a_known_dialect_that_would_read_the_document_is_named(text: str, dialect: str) -> None:
    assert f"'dialect: {dialect}'" in suggestion(scan(Source("a.md", text)), registry({}))


@pytest.mark.parametrize("text", ["Just one paragraph.\n", "FACT 1: tea\n\nFACT 2: coffee\n", ""])
def test_nothing_is_suggested_that_would_not_work(text: str) -> None:
    assert suggestion(scan(Source("a.md", text)), registry({})) == ""


def test_init_writes_a_configuration_that_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("## What is oolong?\n\nHalf fermented.\n\n## What is sencha?\n\nSteamed.\n")
    (tmp_path / "essay.md").write_text("Nothing to learn here.\n")
    run = CliRunner()
    before = run.invoke(main, ["notes", str(tmp_path), "--format", "json"]).stdout
    result = run.invoke(main, ["init", str(tmp_path)], catch_exceptions=False)
    assert result.exit_code == 0
    text = (tmp_path / "deckbuilder.toml").read_text(encoding="utf-8")
    assert "# tea.md: headings, 2 notes" in text
    assert "# essay.md: no notes" in text
    assert tomllib.loads(text) == {"deck": tmp_path.name}
    assert run.invoke(main, ["notes", str(tmp_path), "--format", "json"]).stdout == before
    again = run.invoke(main, ["init", str(tmp_path)])
    assert again.exit_code == 2
    assert "already" in again.stderr


def test_a_deck_with_quotes_is_still_toml() -> None:
    assert tomllib.loads(configuration('A "deck" \\ more', []))["deck"] == 'A "deck" \\ more'
