"""The output folder: what a build may replace and remove there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder import pipeline
from builder.model.diagnostics import ProjectError
from builder.project.files import open_project
from builder.project.output import LIST, Output
from builder.site import site

NOW = 1_767_225_600


def _docs(folder: Path, *titles: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for title in titles:
        text = f"# {title}\n\n## What is {title}?\n\nA thing.\n\n## Where is {title}?\n\nThere.\n"
        (folder / f"{title.lower()}.md").write_text(text, encoding="utf-8")
    return folder


def _build(docs: Path, out: Path, now: int = NOW) -> None:
    assert pipeline.build(open_project(docs), out, now=now).packages


def _names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != LIST)


def test_packages_that_are_gone_go_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    Output(out, "me").publish({"topics/a.apkg": b"a", "topics/b.apkg": b"b"}, replaces=lambda n: n.startswith("topics"))
    (out / "topics" / "my-own-export.apkg").write_bytes(b"precious")
    Output(out, "me").publish({"topics/b.apkg": b"b2"}, replaces=lambda n: n.startswith("topics"))
    assert _names(out) == ["topics/b.apkg", "topics/my-own-export.apkg"]


def test_two_projects_share_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "shared"
    _build(_docs(tmp_path / "bread", "Flour", "Water"), out)
    _build(_docs(tmp_path / "cheese", "Milk", "Rennet"), out)
    _build(tmp_path / "bread", out)
    names = ["bread", "cheese", *(f"topics/{t}" for t in ("flour", "milk", "rennet", "water"))]
    assert _names(out) == [f"{name}.apkg" for name in names]


def test_the_package_of_another_project_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "shared"
    _build(_docs(tmp_path / "a" / "notes", "Flour", "Water"), out)
    before = (out / "notes.apkg").read_bytes()
    with pytest.raises(ProjectError, match=r"notes\.apkg belongs to another project"):
        _build(_docs(tmp_path / "b" / "notes", "Milk", "Rennet"), out)
    assert (out / "notes.apkg").read_bytes() == before
    assert not (tmp_path / "b" / "notes" / "ledger.jsonl").exists()


def test_a_foreign_file_is_not_replaced(tmp_path: Path) -> None:
    docs, out = _docs(tmp_path / "bread", "Flour"), tmp_path / "out"
    out.mkdir()
    (out / "bread.apkg").write_bytes(b"an export of mine")
    with pytest.raises(ProjectError, match=r"bread\.apkg was not made by this project"):
        _build(docs, out)
    assert (out / "bread.apkg").read_bytes() == b"an export of mine"


def test_a_package_of_ours_is_known_without_the_list(tmp_path: Path) -> None:
    docs, out = _docs(tmp_path / "bread", "Flour"), tmp_path / "out"
    _build(docs, out)
    (out / LIST).unlink()
    (docs / "flour.md").write_text("# Flour\n\n## What is Flour?\n\nGround grain.\n\n## Where is Flour?\n\nThere.\n")
    _build(docs, out, NOW + 10)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"projects": 3}', '{"projects": {"x": ["a"]}}', "[" * 100_000])
def test_a_damaged_list_harms_nothing(tmp_path: Path, text: str) -> None:
    docs, out = _docs(tmp_path / "bread", "Flour", "Water"), tmp_path / "out"
    _build(docs, out)
    (out / LIST).write_text(text)
    _build(docs, out, NOW + 10)
    assert _names(out) == ["bread.apkg", "topics/flour.apkg", "topics/water.apkg"]


@pytest.mark.parametrize("name", ["../victim.txt", "x/victim.txt", "/victim.txt", "..\\victim.txt", "C:\\victim.txt"])
def test_a_hostile_list_removes_nothing_outside(tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_bytes(b"precious")
    out = tmp_path / "out"
    Output(out, "me").publish({"topics/a.apkg": b"a"}, replaces=lambda _: True)
    (out / "x").symlink_to(tmp_path)
    table = json.loads((out / LIST).read_text())
    table["projects"]["me"][name] = "a4c4ed5d39d9ba9a8f54b8a2ae3a2a1a2c4e8b0fa2ef3d0f6f4d9f1b2a0f1c11"
    (out / LIST).write_text(json.dumps(table))
    Output(out, "me").publish({"b.apkg": b"b"}, replaces=lambda _: True)
    assert victim.read_bytes() == b"precious"
    assert _names(out) == ["b.apkg"]


@pytest.mark.parametrize("link", ["dist", "dist/topics", "dist/site", "dist/site/assets"])
def test_no_link_in_the_output_is_followed(tmp_path: Path, link: str) -> None:
    docs, victim = _docs(tmp_path / "bread", "Flour", "Water"), tmp_path / "victim"
    victim.mkdir()
    (victim / "precious.apkg").write_bytes(b"precious")
    (tmp_path / link).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / link).symlink_to(victim)
    with pytest.raises(ProjectError, match="is a link"):
        site(open_project(docs), tmp_path / "dist", now=NOW)
    assert _names(victim) == ["precious.apkg"]


def test_what_was_changed_by_hand_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    Output(out, "me").publish({"topics/a.apkg": b"a", "topics/b.apkg": b"b"}, replaces=lambda _: True)
    (out / "topics" / "a.apkg").write_bytes(b"mine now")
    Output(out, "me").publish({"c.apkg": b"c"}, replaces=lambda _: True)
    assert _names(out) == ["c.apkg", "topics/a.apkg"]


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(ProjectError, match="out is a file, not a folder"):
        _build(_docs(tmp_path / "bread", "Flour"), tmp_path / "out")
    assert not (tmp_path / "bread" / "ledger.jsonl").exists()
