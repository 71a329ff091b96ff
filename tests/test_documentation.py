"""The documentation: it builds strictly and loads nothing, and what it tells people to type does what it says.

Each page is played from its beginning in a folder of its own: a code block with a title is written to that file, and
every command is run.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from builder.cli.main import main
from builder.model import config
from tests.read.formats.samples import document, paragraph
from tests.site.project import PIXEL

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "pages").rglob("*.md"))
TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES]

_BLOCK = re.compile(r"^```([\w.]*)(?: title=\"([^\"\n]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`(deckbuilder [^`\n]+(?:\n[^`\n]+)?)`(?!`)")
_MEDIA = re.compile(r"[\w/-]+\.(?:mp3|png)")


def _name(path: Path) -> str:
    return path.stem


def commands(text: str) -> list[str]:
    """The lines to type: those of code blocks without a language."""
    lines = [line for language, _, body in _BLOCK.findall(text) if not language for line in body.splitlines()]
    commands = [re.sub(r"\s+#.*", "", line) for line in lines]
    return [c for c in commands if c.startswith(("deckbuilder ", "git "))]


def play(text: str, folder: Path) -> None:
    """Write the files of a page into ``folder``, and run its commands there; each must succeed."""
    for language, title, body in _BLOCK.findall(text):
        if title:
            path = folder / title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
            for media in _MEDIA.findall(body) if language != "python" else ():
                sound = media.endswith("mp3")
                (path.parent / media).write_bytes(b"\xff\xfb\x90\x00" + bytes(413) if sound else PIXEL)
    for command in commands(text):
        if command.startswith("git clone"):
            continue
        if command.startswith("git "):
            subprocess.run(["bash", "-ec", command], cwd=folder, check=True, capture_output=True)
            continue
        arguments = shlex.split(command)[1:]
        if arguments[0] == "serve":  # goes on for ever: it must only know its options
            parsed(command)
            continue
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, f"{command}\n{done.output}"


def parsed(command: str) -> None:
    """Raise ``click.UsageError`` if ``command`` has an argument or option that there is not."""
    name, *arguments = shlex.split(command)[1:]
    found = main.get_command(click.Context(main), name)
    assert found, f"{command}: there is no command {name}"
    found.make_context(name, [a for a in arguments if a != "…"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder that is a git repository."""
    monkeypatch.chdir(tmp_path)
    for key in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(key, "author@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-config"))
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def _word_document() -> bytes:
    """The document that the teacher's page describes."""
    return document(
        paragraph("Unit 3: Cells", "Heading1"),
        paragraph("What is the job of a mitochondrion?", "Heading2"),
        paragraph("It makes the cell's ATP."),
        paragraph("Which cells have a cell wall?", "Heading2"),
        paragraph("Those of plants, fungi and most bacteria."),
    )


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p.read_text(encoding="utf-8"))], ids=_name)
def test_what_a_page_says_can_be_done(page: Path, folder: Path) -> None:
    (folder / "biology").mkdir()
    (folder / "biology" / "Unit 3.docx").write_bytes(_word_document())
    (folder / "docs").mkdir()
    play(page.read_text(encoding="utf-8"), folder)


def test_what_the_readme_says_can_be_done(folder: Path) -> None:
    docs = folder / "docs"
    docs.mkdir()
    cells = (
        "# Biology\n\n## Cells\n\n### What makes ATP?\n\nMitochondria.\n\n### Who has a wall?\n\nPlants.\n\n## Birds\n"
    )
    (docs / "cells.md").write_text(cells)
    (docs / "bread.md").write_text("# Bread\n\n## What is crumb?\n\nThe inside.\n\n## What is crust?\n\nThe rest.\n")
    assert CliRunner().invoke(main, ["build", "docs", "-o", "old"]).exit_code == 0
    (folder / "old" / "docs.apkg").rename(folder / "old.apkg")
    (folder / "other").mkdir()
    (folder / "other" / "tea.md").write_text("## What is tea?\n\nA drink.\n\n## Who drinks it?\n\nMany.\n")
    assert CliRunner().invoke(main, ["build", "other", "-o", "dist"]).exit_code == 0
    (folder / "other" / "ledger.jsonl").rename(folder / "other.jsonl")
    play((ROOT / "README.md").read_text(encoding="utf-8"), folder)
    assert (folder / "out" / "docs.apkg").is_file()


@pytest.mark.parametrize("path", TEXTS, ids=_name)
def test_commands_within_sentences_exist(path: Path) -> None:
    for command in _INLINE.findall(path.read_text(encoding="utf-8")):
        parsed(command)


def test_the_library_page_s_program_runs(folder: Path) -> None:
    page = (ROOT / "docs" / "pages" / "reference" / "library.md").read_text(encoding="utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "a.md").write_text("## What is tea?\n\nA drink.\n\n## Who drinks it?\n\nMany.\n")
    programs = [body for language, title, body in _BLOCK.findall(page) if language == "python" and title]
    assert programs
    for program in programs:
        done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
        assert "What is tea?" in done.stdout
        assert "docs.apkg" in done.stdout


def test_each_key_of_the_configuration_is_explained() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    import generated

    records = [r for r in vars(config).values() if is_dataclass(r) and r.__module__ == config.__name__]
    missing = [f"{r.__name__}.{f.name}" for r in records for f in fields(r) if not generated.remarks(r).get(f.name)]
    assert missing == []
    assert {r.__name__ for r in records} == set(generated.TABLES)


def test_it_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    made = tmp_path / "site"
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", ROOT / "docs" / "mkdocs.yml", "-d", made]
    done = subprocess.run(
        build, capture_output=True, text=True, env={"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    for page in made.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=\"(?:https?:)?//[^\"]*", text) == [], page
        assert 'data-md-component="source"' not in text  # asks the code host for its stars
    assert "What is" in (made / "reference" / "layouts.html").read_text(encoding="utf-8")
    assert 'id="t003"' in (made / "reference" / "rules.html").read_text(encoding="utf-8")


def test_the_address_of_the_project_is_one() -> None:
    source = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]["Source"]
    slug = source.removeprefix("https://github.com/")
    for path in [*TEXTS, ROOT / "pyproject.toml", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md"]:
        for found in re.findall(
            r"(?:github\.com/|githubusercontent\.com/|uses: )([\w-]+/[\w-]+)", path.read_text("utf-8")
        ):
            assert found == slug or found.startswith(("actions/", "ankitects/", "example/")), f"{path.name}: {found}"
