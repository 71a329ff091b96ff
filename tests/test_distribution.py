"""What is published: the wheel holds all that runs, and the files for authors' pipelines run as they are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
EPOCH = {"SOURCE_DATE_EPOCH": "1767225600"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy of the tree, so that building leaves nothing behind in it."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "tree"
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in files.decode().split("\0"):
        if name and not name.startswith(("tests/", "sources/", "media/")) and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, copy]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    files = subprocess.run(["git", "ls-files", "builder"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert set(files.split()) - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_what_was_installed_builds_a_deck_and_a_site(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", installed, wheel]
    subprocess.run(install, check=True, capture_output=True)
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.md").write_text("# Sums\n\n## What is $1+1$?\n\n$2$\n\n## What is $1+2$?\n\n$3$\n")
    environment = {**os.environ, **EPOCH, "PYTHONPATH": str(installed)}
    program = [sys.executable, "-m", "builder"]
    done = subprocess.run([*program, "site", docs, "-o", tmp_path / "out"], env=environment, cwd=tmp_path, check=True)
    assert done.returncode == 0
    assert (tmp_path / "out" / "docs.apkg").is_file()
    assert (tmp_path / "out" / "site" / "mathjax" / "tex-chtml-full.js").is_file()
    where = subprocess.run(
        [sys.executable, "-c", "import builder; print(builder.__file__)"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert str(installed) in where


def test_what_pypi_will_show() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"Source", "Issues", "Changelog"} <= project["urls"].keys()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    readme = re.sub(r"`[^`\n]*`", "", readme)  # code is no link
    targets = re.findall(r'\]\(([^)#]+)\)|src="([^"]+)"', readme)
    assert [a or b for a, b in targets if not (a or b).startswith("https://")] == []


def test_the_steps_of_the_action(tmp_path: Path) -> None:
    """Run on the example repository as a runner would, but for the installation."""
    shutil.copytree(ROOT / "docs" / "example", tmp_path, dirs_exist_ok=True)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "deckbuilder").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m builder "$@"\n')
    (bin_folder / "deckbuilder").chmod(0o755)
    environment = {**os.environ, **EPOCH, "PYTHONPATH": str(ROOT), "PATH": f"{bin_folder}:{os.environ['PATH']}"}
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: row["default"] for name, row in action["inputs"].items()}
    subprocess.run(["deckbuilder", "build", "sources", "-q"], cwd=tmp_path, env=environment, check=True)
    for step in action["runs"]["steps"][1:]:
        given = {key: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda m: inputs[m[1]], v) for key, v in step["env"].items()}
        subprocess.run(
            ["bash", "-euo", "pipefail", "-c", step["run"]], cwd=tmp_path, env=environment | given, check=True
        )
    assert (tmp_path / "dist" / "site" / "index.html").is_file()


def test_the_workflow_of_the_example_gives_the_action_what_it_takes() -> None:
    workflow = yaml.safe_load((ROOT / "docs/example/.github/workflows/deck.yml").read_text(encoding="utf-8"))
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = [step for step in workflow["jobs"]["deck"]["steps"] if step["uses"].startswith("deckbuilder/")]
    assert [set(step["with"]) <= set(action["inputs"]) for step in steps] == [True]


def test_the_hooks_name_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    for hook in hooks:
        command = hook["entry"].split()[1:]
        done = subprocess.run([sys.executable, "-m", "builder", *command, "--help"], cwd=ROOT, capture_output=True)
        assert done.returncode == 0
        assert re.search(hook["files"], "docs/notes.md")
