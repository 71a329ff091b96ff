"""Whole projects that are hostile, with a canary outside: every command ends, and touches nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli.main import main

TEXT = "# Tea\n\n## What is tea?\n\nA drink.\n\n## Who drinks it?\n\nMany.\n"
COMMANDS = (["build", "docs"], ["site", "docs"], ["check", "docs"], ["notes", "docs", "--lines"], ["diff", "docs"])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


def _link(path: Path, target: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def _link_in_site(root: Path) -> None:
    _link(root / "dist" / "site" / "x", "../../../canary")
    (root / "dist" / "site" / "data").mkdir()


def _raw_name(root: Path) -> None:
    (root / "docs").mkdir(exist_ok=True)
    with open(os.fsencode(root / "docs") + b"/inv\xff.md", "w") as file:
        file.write(TEXT)


HOSTILE: dict[str, Callable[[Path], object]] = {
    "the output is a link": lambda r: _link(r / "dist", "../canary"),
    "topics is a link": lambda r: _link(r / "dist" / "topics", "../../canary"),
    "the site is a link": lambda r: _link(r / "dist" / "site", "../../canary"),
    "a link within the site": _link_in_site,
    "a pipe as a document": lambda r: os.mkfifo(r / "docs" / "x.md"),
    "a pipe as the ledger": lambda r: os.mkfifo(r / "docs" / "ledger.jsonl"),
    "a pipe as the configuration": lambda r: os.mkfifo(r / "docs" / "deckbuilder.toml"),
    "an endless ledger": lambda r: _link(r / "docs" / "ledger.jsonl", "/dev/zero"),
    "an endless picture": lambda r: (
        _link(r / "docs" / "z.png", "/dev/zero"),
        _write(r / "docs" / "p.md", "## What is it?\n\n![](z.png)\n"),
    ),
    "a document that is a link out": lambda r: _link(r / "docs" / "x.md", "../../canary/precious.txt"),
    "a picture that is a link out": lambda r: (
        _link(r / "docs" / "z.png", "../../canary/precious.txt"),
        _write(r / "docs" / "p.md", "## What is it?\n\n![](z.png)\n"),
    ),
    "a link to itself": lambda r: _link(r / "docs" / "loop.md", "loop.md"),
    "a folder that is a link to itself": lambda r: _link(r / "docs" / "sub", "."),
    "a name without an encoding": _raw_name,
    "a name that commands": lambda r: _write(r / "docs" / "::error::x\x1b]0;y\x07.md", TEXT),
    "a name with a line end": lambda r: _write(r / "docs" / "a\n::error::b.md", TEXT),
    "half a character": lambda r: _write(r / "docs" / "h.md", f'---\ntitle: "x\\uD800"\n---\n{TEXT}'),
    "deep TOML": lambda r: _write(r / "docs" / "deckbuilder.toml", "x = " + "[" * 50_000),
    "deep YAML": lambda r: _write(r / "docs" / "d.md", f"---\ntitle: {'[' * 5000}\n---\n{TEXT}"),
    "aliases of YAML": lambda r: _write(
        r / "docs" / "d.md",
        "---\na: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{c}: &{c} [{', '.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
        + f"title: *i\n---\n{TEXT}",
    ),
    "a pattern without an end": lambda r: (
        _write(r / "docs" / "deckbuilder.toml", "[dialects.m]\nquestion = '^(a|aa)+$'\n"),
        _write(r / "docs" / "d.md", "a" * 60 + "!\n"),
    ),
    "devices of Windows": lambda r: (
        _write(r / "docs" / "con.md", TEXT.replace("Tea", "CON")),
        _write(r / "docs" / "aux.md", TEXT.replace("Tea", "Aux")),
    ),
    "a damaged ledger": lambda r: _write(
        r / "docs" / "ledger.jsonl", '{"ledger": 1, "identity": "\ud800", "root": "x"}'
    ),
    "a ledger with a huge number": lambda r: _write(
        r / "docs" / "ledger.jsonl", f'{{"ledger": {"9" * 10_000}}}\n{{"end": "of the ledger"}}\n'
    ),
    "a manifest that leads out": lambda r: _write(
        r / "media" / "remote" / "manifest.json",
        '{"version": 1, "files": [{"address": "https://a.example/x.png", "file": "../../../canary/precious.txt"}]}',
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_outside_is_touched_and_every_command_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    canary = tmp_path / "canary"
    _write(canary / "precious.txt", "## Is this precious?\n\nYes.\n")
    root = tmp_path / "repository"
    _write(root / "docs" / "tea.md", TEXT)
    HOSTILE[name](root)
    monkeypatch.chdir(root)
    for command in COMMANDS if "without an end" not in name else COMMANDS[:1]:
        done = CliRunner().invoke(main, command, env={"SOURCE_DATE_EPOCH": "1767225600"})
        assert done.exit_code in (0, 1, 2), done.exception
        assert "Traceback" not in done.output
        assert "fault of Deckbuilder" not in done.output
        assert "\x1b" not in done.output
        assert not any(line.lstrip().startswith("::") for line in done.output.splitlines()), done.output
        assert "Is this precious" not in done.output
    assert [p.relative_to(canary).as_posix() for p in canary.rglob("*")] == ["precious.txt"]
    assert (canary / "precious.txt").read_text() == "## Is this precious?\n\nYes.\n"
