"""``check``, ``explain`` and what ``build`` tells of the findings: options, files, exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from builder.cli.main import main
from tests.fetch.server import running

TWO = "# Birds\n\n## Which bird swims ?\n\nThe penguin .\n\n## Which bird sings?\n\nThe lark.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a b.md").write_bytes(TWO.encode())
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_mixed_line_ends_stay_as_they_are(folder: Path) -> None:
    path = folder / "docs" / "a b.md"
    path.write_bytes(TWO.replace("\n", "\r\n", 4).encode())
    assert run("check", "docs", "--fix").exit_code == 0
    assert path.read_bytes() == TWO.replace("\n", "\r\n", 4).replace(" ?", "?").replace(" .", ".").encode()


def test_a_byte_order_mark_shifts_nothing(folder: Path) -> None:
    path = folder / "docs" / "a b.md"
    path.write_bytes(b"\xef\xbb\xbf## Which bird swims ?\n\nThe penguin.\n")
    run("check", "docs", "--fix")
    assert path.read_bytes() == b"\xef\xbb\xbf## Which bird swims?\n\nThe penguin.\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (TWO.replace("sings", "s\u00ednkt").encode("latin-1"), "UTF-8"),
        (TWO.replace("lark", "lark\x0c").encode(), "form feeds"),
    ],
)
def test_what_cannot_be_mended_says_why_and_is_not_called_fixable(folder: Path, data: bytes, why: str) -> None:
    (folder / "docs" / "a b.md").write_bytes(data)
    found = run("check", "docs", "--fix")
    assert why in found.stderr
    assert "--fix mends" not in found.stdout
    assert (folder / "docs" / "a b.md").read_bytes() == data
    assert not any(record["fixable"] for record in json.loads(run("check", "docs", "--format", "json").stdout))


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@pytest.mark.parametrize("place", [".", "docs"])
def test_git_takes_the_patch_from_where_the_command_ran(
    folder: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "docs" / "a b.md"
    path.write_bytes(TWO.replace("lark", "lark\u2028").replace("\n", "\r\n", 2).encode())
    subprocess.run(["git", "init", "-q", "."], check=True)
    monkeypatch.chdir(folder / place)
    shown = run("check", "docs" if place == "." else ".", "--fix", "--diff")
    assert shown.exit_code == 0
    before = path.read_bytes()
    subprocess.run(["git", "apply"], input=shown.stdout_bytes, check=True)
    patched = path.read_bytes()
    path.write_bytes(before)
    run("check", str(folder / "docs"), "--fix")
    assert path.read_bytes() == patched != before
    assert run("check", str(folder / "docs"), "--fix", "--diff").stdout == ""


def test_what_needs_a_look_is_left_unless_asked_for(folder: Path) -> None:
    path = folder / "docs" / "a b.md"
    path.write_text("## Which bird swims?\n\nThe penguin ( of the south ) , mostly.\n")
    run("check", "docs", "--fix")
    assert "( of the south ) , mostly" in path.read_text()
    run("check", "docs", "--fix", "--unsafe-fixes")
    assert "(of the south), mostly" in path.read_text()


def test_statistics_output_file_and_exit_zero(folder: Path) -> None:
    assert "2  T010  odd-space" in run("check", "docs", "--statistics").stdout
    assert run("check", "docs", "--format", "sarif", "--output-file", "found.sarif").stdout == ""
    assert len(json.loads((folder / "found.sarif").read_text())["runs"][0]["results"]) == 2
    assert run("check", "docs", "--strict").exit_code == 1
    assert run("check", "docs", "--strict", "--exit-zero").exit_code == 0


def test_a_failure_is_told_in_the_format_that_was_asked_for(folder: Path) -> None:
    failed = run("check", "nowhere", "--format", "json")
    assert failed.exit_code == 2
    (record,) = json.loads(failed.stdout)
    assert record["severity"] == "error"
    assert "nowhere" in record["message"]


@pytest.mark.parametrize("command", [("check", "docs"), ("build", "docs")])
def test_two_answers_stop_neither_check_nor_build(folder: Path, command: tuple[str, str]) -> None:
    (folder / "docs" / "a b.md").write_text("# Rome\n\n## Who ruled?\n\nNero.\n\n# Paris\n\n## Who ruled?\n\nLouis.\n")
    found = run(*command)
    assert found.exit_code == 0
    assert "warning[C002]" in found.output


def test_a_build_counts_many_findings_and_shows_few(folder: Path) -> None:
    path = folder / "docs" / "a b.md"
    few = run("build", "docs", "--out", "few")
    assert few.output.count("warning[T010]") == 2
    path.write_text("\n".join(f"## Which bird has number {n} ?\n\nBird {n}.\n" for n in range(40)))
    many = run("build", "docs", "--out", "many")
    assert "warning[T010]" not in many.output
    assert "40 warnings" in many.output
    assert "deckbuilder check" in many.output


@pytest.mark.parametrize(
    ("key", "near"), [("N0001", "N001"), ("mojibak", "mojibake"), ("bracket", "unbalanced-bracket")]
)
def test_an_unknown_rule_has_a_suggestion_and_in_a_configuration_a_place(folder: Path, key: str, near: str) -> None:
    assert f"did you mean {near}?" in run("check", "docs", "--select", key).stderr
    (folder / "docs" / "deckbuilder.toml").write_text(f'deck = "Birds"\n[rules]\n{key} = "off"\n')
    found = run("check", "docs")
    assert "deckbuilder.toml:3:1" in found.stderr
    assert f"did you mean {near}?" in found.stderr


def test_explain_alone_lists_the_rules(folder: Path) -> None:
    listed = run("explain").stdout
    assert "\nT010  odd-space " in listed
    assert "explain CODE" in listed


def test_links_are_asked_for_on_demand(folder: Path) -> None:
    with running() as server:
        server.pages["/gone"] = lambda request: request.send(b"", 404)
        (folder / "deckbuilder.toml").write_text("[fetch]\nallow_private = true\n")
        (folder / "docs" / "linked.md").write_text(f"## What is a sail?\n\nA cloth ({server.address('/gone')}).\n")
        assert "H014" not in run("check", "docs").stdout
        assert not server.seen
        assert "warning[H014]" in run("check", "docs", "--links").stdout
        assert "warning[H014]" in run("check", "docs", "--links").stdout  # what is gone is asked again
        assert len(server.seen) == 2


def test_a_table_for_a_source_that_is_not_there_is_told_at_its_line(folder: Path) -> None:
    (folder / "docs" / "deckbuilder.toml").write_text('[[source]]\npath = "a*"\n\n[[source]]\npath = "gone.md"\n')
    done = run("check", "docs", "--select", "P009")
    assert "docs/deckbuilder.toml:5:1: warning[P009] no document has the path 'gone.md'" in done.output
    assert done.output.count("P009") == 1
    assert "P009" not in run("check", "docs/a b.md", "--select", "P009").output
