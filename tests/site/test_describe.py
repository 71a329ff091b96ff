"""The text for AnkiWeb's page."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from builder.cli.main import main
from tests.site.project import BREAD, KITCHEN, PIXEL, project

ABOUT = 'author = "A. Cook"\nlicense = "CC BY 4.0"\naddress = "https://kitchen.example"\n'


def described(folder: Path) -> str:
    done = CliRunner().invoke(main, ["describe", str(folder)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_it_counts_topics_and_names_what_is_known(tmp_path: Path) -> None:
    folder = project(tmp_path / "kitchen", {**KITCHEN, "deckbuilder.toml": str(KITCHEN["deckbuilder.toml"]) + ABOUT})
    text = described(folder)
    assert text.startswith(
        "# The Kitchen\n\nWhat a cook should know.\n\n8 notes in 2 topics:\n\n- Bread (5 notes): Dough, Oven"
    )
    assert "- Author: A. Cook\n- Licence: CC BY 4.0\n- Page: https://kitchen.example\n" in text
    assert text.endswith("Pictures and sounds (1):\n\n- media/crumb.png\n")
    assert not (folder / "ledger.jsonl").exists()


def test_cards_are_counted_where_notes_have_several(tmp_path: Path) -> None:
    text = described(project(tmp_path / "words", {"a.md": "# Words\n\nHund ::: dog\n\nKatze ::: cat\n"}))
    assert "2 notes (4 cards)." in text
    assert "Author" not in text
    assert "Pictures" not in text


def test_where_a_picture_is_from(tmp_path: Path) -> None:
    address = "https://pictures.example/crumb.png"
    entry = {"address": address, "final": address, "file": "crumb-1.png", "sha256": "0", "bytes": 1}
    entry |= {"type": "image/png", "fetched": "2026-01-31", "licence": "CC0"}
    manifest = json.dumps({"version": 1, "files": [entry]})
    bread = BREAD.replace("(crumb.png)", f"({address})")
    files = {"bread.md": bread, "media/remote/manifest.json": manifest, "media/remote/crumb-1.png": PIXEL}
    assert f"- media/remote/crumb-1.png ({address}, CC0)" in described(project(tmp_path / "kitchen", files))
