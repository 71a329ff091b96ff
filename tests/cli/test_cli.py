"""The command line as an author meets it: what it prints, its exit codes, and bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from builder.cli.main import main
from builder.project.lock import FOLDER

EPOCH = {"SOURCE_DATE_EPOCH": "1767225600"}
DOCUMENT = """# Bread

## Flour

### 1. What is gluten?

A net of proteins.

### 2. Why is rye different?

Its proteins form no net.

## Water

### 3. How is hydration computed?

Water over flour.

### 4. What is autolyse?
"""

Run = Callable[..., Result]


@pytest.fixture
def bread(tmp_path: Path) -> Path:
    folder = tmp_path / "kitchen"
    folder.mkdir()
    (folder / "bread.md").write_text(DOCUMENT, encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: object, env: Mapping[str, str] = EPOCH) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], env=dict(env), catch_exceptions=False)

    return invoke


def test_build_says_what_it_read_and_wrote(run: Run, bread: Path, tmp_path: Path) -> None:
    result = run("build", bread, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "bread.md: numbered headings, 4 notes in 2 sections, 1 unanswered" in result.stdout
    assert "4 notes in 1 deck → out/kitchen.apkg" in result.stdout
    assert (tmp_path / "out" / "kitchen.apkg").is_file()
    assert sorted(p.name for p in (tmp_path / "out" / "topics").iterdir()) == ["bread--flour.apkg", "bread--water.apkg"]
    assert (bread / "ledger.jsonl").is_file()
    again = run("build", bread, "-o", tmp_path / "out", env={"SOURCE_DATE_EPOCH": "1767229200"})
    assert "nothing changed since the last build" in again.stdout
    assert run("build", bread, "-o", tmp_path / "out", "--quiet").output == ""


def test_the_same_input_gives_the_same_bytes(run: Run, bread: Path, tmp_path: Path) -> None:
    packages = []
    for seed in ("1", "2"):
        (bread / "ledger.jsonl").unlink(missing_ok=True)
        out = tmp_path / f"out{seed}"
        command = [sys.executable, "-m", "builder", "build", str(bread), "-o", str(out), "--quiet"]
        subprocess.run(command, check=True, env={**os.environ, **EPOCH, "PYTHONHASHSEED": seed}, capture_output=True)
        packages.append((out / "kitchen.apkg").read_bytes())
    assert packages[0] == packages[1]


def test_tags_choose_notes_and_keep_their_identity(run: Run, bread: Path, tmp_path: Path) -> None:
    whole = {n["question"]: n["guid"] for n in json.loads(run("notes", bread, "--format", "json").stdout)}
    some = json.loads(run("notes", bread, "--format", "json", "--tag", "bread", "--tag", "!*::water").stdout)
    assert {n["question"]: n["guid"] for n in some}.items() < whole.items()
    assert len(some) == 2
    result = run("build", bread, "-o", tmp_path / "out", "--tag", "unanswered")
    assert "1 note in 1 deck → out/kitchen--unanswered.apkg" in result.stdout
    nothing = run("build", bread, "-o", tmp_path / "out", "--tag", "chess")
    assert nothing.exit_code == 2
    assert "the topmost tags are: bread" in nothing.stderr


def test_notes_name_the_files_that_were_not_read(run: Run, bread: Path) -> None:
    (bread / "old.xlsx").write_bytes(b"PK")
    assert "1 file was not read: old.xlsx (a spreadsheet: save it as CSV)" in run("notes", str(bread)).stderr


def test_notes_as_json_have_the_promised_keys(run: Run, bread: Path) -> None:
    rows = json.loads(run("notes", bread, "--format", "json").stdout)
    assert rows[0] == {
        "source": "bread.md",
        "line": 5,
        "question": "What is gluten?",
        "section": ["Flour"],
        "answer_text": "A net of proteins.",
        "answered": True,
        "tags": ["bread::flour"],
        "guid": rows[0]["guid"],
        "dialect": "numbered-headings",
        "kind": "question",
        "reverse": False,
        "typed": False,
        "derived": "",
        "cards": 1,
    }
    assert rows[3]["tags"] == ["bread::water", "unanswered"]
    assert (rows[3]["answered"], rows[3]["answer_text"]) == (False, "")
    assert not (bread / "ledger.jsonl").exists()


def test_each_line_has_a_fate(run: Run, bread: Path) -> None:
    lines = run("notes", bread, "--lines").stdout.splitlines()
    assert lines[0] == "bread.md:1: section (title): # Bread"
    assert "bread.md:5: question: ### 1. What is gluten?" in lines
    assert len(lines) == sum(bool(line.strip()) for line in DOCUMENT.splitlines())


def test_dialects_tell_what_was_decided_and_how_to_overrule_it(run: Run, bread: Path) -> None:
    text = run("dialects", bread).stdout
    assert "* numbered-headings: score" in text
    assert "dialect: NAME" in text
    (bread / "deckbuilder.toml").write_text("[dialects.mine]\nquestion = '^### \\d\\. '\n", encoding="utf-8")
    assert "mine: mine" in run("dialects", bread, "--list").stdout
    assert "labels: labelled questions" in run("dialects", bread, "--list").stdout


def test_dialects_tell_why(run: Run, tmp_path: Path) -> None:
    text = (
        "## What is rye?\n\nA grain.\n\n## What is malt?\n\nIt sprouted:\n\n- Who dries it?\n- Who grinds it?\n- Rye\n"
    )
    (tmp_path / "rye.md").write_text(text, encoding="utf-8")
    why = run("dialects", tmp_path, "--why").stdout
    assert "* headings of level 2: score 1.8" in why
    assert "+1.0  looks like a question (2)" in why
    assert "+0.6  is answered (2)" in why
    assert "1: What is rye?  = +0.10 form +0.50 looks like a question +0.30 is answered" in why


def test_an_own_dialect_in_three_lines(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "== Rivers ==\n>> longest in Europe\nThe Volga.\n>> longest in Africa\nThe Nile.\n", encoding="utf-8"
    )
    (folder / "deckbuilder.toml").write_text(
        "[dialects.arrows]\nquestion = '^>> (?P<text>.+)'\nsection = '^== (?P<text>.+) ==$'\n", encoding="utf-8"
    )
    rows = json.loads(run("notes", folder, "--format", "json").stdout)
    assert [(n["question"], n["answer_text"], n["section"]) for n in rows] == [
        ("longest in Europe", "The Volga.", ["Rivers"]),
        ("longest in Africa", "The Nile.", ["Rivers"]),
    ]


@pytest.mark.parametrize("above", ["", '[[source]]\npath = "bread.md"\n'])
def test_skipping_unanswered_questions(run: Run, bread: Path, above: str) -> None:
    (bread / "deckbuilder.toml").write_text(above + 'unanswered = "skip"\n', encoding="utf-8")
    assert len(json.loads(run("notes", bread, "--format", "json").stdout)) == 3
    assert "S001" not in run("check", bread).stdout


def test_front_matter_sets_title_tags_and_dialect(run: Run, bread: Path) -> None:
    head = "---\ntitle: Baking\ntags: [food]\nsection: Basics\n---\n"
    (bread / "bread.md").write_text(head + DOCUMENT, encoding="utf-8")
    row = json.loads(run("notes", bread, "--format", "json").stdout)[0]
    assert row["tags"] == ["baking::basics::flour", "food"]
    (bread / "bread.md").write_text("---\ndialect: labells\n---\n" + DOCUMENT, encoding="utf-8")
    result = run("check", bread, "--select", "R001")
    assert result.exit_code == 0
    assert "bread.md:2:1: warning[R001] there is no dialect 'labells'; it was passed over" in result.stdout
    assert "did you mean 'labels'?" in result.stdout


def test_locked_refuses_and_says_why(run: Run, bread: Path, tmp_path: Path) -> None:
    refused = run("build", bread, "-o", tmp_path / "out", "--locked")
    assert refused.exit_code == 2
    assert "there is no ledger" in refused.stderr
    assert not (tmp_path / "out").exists()
    assert not (bread / "ledger.jsonl").exists()
    run("build", bread, "-o", tmp_path / "out")
    assert run("build", bread, "-o", tmp_path / "out", "--locked").exit_code == 0
    (bread / "rye.md").write_text("## What is pumpernickel?\n\nA dark bread.\n")
    assert "the ledger would change (1 new" in run("build", bread, "-o", tmp_path / "out", "--locked").stderr


def test_check_has_three_exit_codes(run: Run, bread: Path) -> None:
    assert run("check", bread).exit_code == 0
    assert run("check", bread, "--strict").exit_code == 1
    assert run("check", bread, "--select", "S001", "--format", "json").stdout.count('"S001"') == 1
    (bread / "deckbuilder.toml").write_text('[rules]\nunanswered-question = "error"\n', encoding="utf-8")
    assert run("check", bread).exit_code == 1
    assert run("check", bread / "none.md").exit_code == 2


def test_diff_tells_what_an_update_does(run: Run, bread: Path, tmp_path: Path) -> None:
    run("build", bread, "-o", tmp_path / "out")
    assert run("diff", bread, "--exit-code").exit_code == 0
    (bread / "bread.md").write_text(DOCUMENT.replace("A net of", "An elastic net of"), encoding="utf-8")
    later = {"SOURCE_DATE_EPOCH": "1767312000"}
    result = run("diff", bread, "--exit-code", env=later)
    assert result.exit_code == 1
    assert "answer changed:" in result.stdout
    against = run("diff", bread, "--against", tmp_path / "out" / "kitchen.apkg", "--format", "json", env=later)
    assert json.loads(against.stdout)["counts"]["notes that Anki updates"] == 1


def test_ledger_status_and_retired_notes(run: Run, bread: Path, tmp_path: Path) -> None:
    assert "no ledger yet" in run("ledger", "status", bread).stdout
    run("build", bread, "-o", tmp_path / "out")
    (bread / "bread.md").write_text(
        DOCUMENT.replace("### 2. Why is rye different?\n\nIts proteins form no net.\n", ""), encoding="utf-8"
    )
    run("build", bread, "-o", tmp_path / "out", env={"SOURCE_DATE_EPOCH": "1767312000"})
    text = run("ledger", "status", bread, "--retired", env={"SOURCE_DATE_EPOCH": "1767312000"}).stdout
    assert '1 note retired; in Anki, this search finds them: tag:retired deck:"kitchen"' in text
    assert "Why is rye different?" in text


# ------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.md", b"", "empty"),
        ("blank.md", b"\n\n   \n", "no "),
        ("essay.md", b"# An essay\n\nIt has no question at all. It goes on.\n", "no question was found"),
        ("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "binary"),
        ("archive.txt", b"PK\x03\x04" + bytes(range(256)) * 4, "binary"),
    ],
)
def test_nothing_to_build_from_is_told_and_nothing_is_written(
    run: Run, tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / name).write_bytes(data)
    result = run("build", folder, "-o", tmp_path / "out")
    assert result.exit_code in (1, 2)
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()
    assert [p.name for p in folder.iterdir() if p.name != FOLDER] == [name]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1", "utf-8-sig", "cp1252"])
def test_other_encodings_are_read(run: Run, tmp_path: Path, encoding: str) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    text = "Q: Wie heißt der Käse?\nA: Gruyère, größer als gedacht.\n\nQ: Und der zweite?\nA: Brie.\n"
    (folder / "a.txt").write_bytes(text.encode(encoding))
    rows = json.loads(run("notes", folder, "--format", "json").stdout)
    assert [r["answer_text"] for r in rows] == ["Gruyère, größer als gedacht.", "Brie."]


def test_a_missing_path_an_empty_folder_and_a_bad_configuration(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for arguments, says in (
        (("build", "nowhere"), "nowhere does not exist"),
        (("build", "empty"), "empty holds no documents"),
        (("explain", "Z999"), "Z999"),
        (("check", "empty", "--select", "nonsense"), ""),
    ):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "error[P0" in result.stderr
        assert says in result.stderr


def test_a_time_that_cannot_be_right_is_refused(run: Run, bread: Path, tmp_path: Path) -> None:
    for value in ("soon", "0"):
        result = run("build", bread, "-o", tmp_path / "out", env={"SOURCE_DATE_EPOCH": value})
        assert result.exit_code == 2
        assert "SOURCE_DATE_EPOCH" in result.stderr
        assert not (bread / "ledger.jsonl").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to(run: Run, bread: Path, tmp_path: Path) -> None:
    bread.chmod(0o555)
    result = run("build", bread, "-o", tmp_path / "out")
    bread.chmod(0o755)
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_every_command_is_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for name in main.commands:
        assert f"deckbuilder {name}" in readme


def test_what_earlier_runs_made_is_kept_and_cleaned(run: Run, bread: Path, tmp_path: Path) -> None:
    def kept(folder: Path) -> int:
        return len(list((folder / FOLDER).glob("*.cache")))

    fresh = run("check", bread, "--no-cache").output
    assert kept(bread) == 0
    assert run("check", bread, "--cache-dir", tmp_path).output == fresh
    assert (kept(bread), kept(tmp_path) > 0) == (0, True)
    assert run("check", bread).output == run("check", bread).output == fresh
    assert kept(bread) > 0
    assert "freed" in run("clean", bread).output
    assert kept(bread) == 0
    assert run("clean", bread).output == "there was nothing to throw away\n"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("explain T00", ["T001", "T002", "T003"]),
        ("explain moji", ["mojibake"]),
        ("check docs --ignore unans", ["unanswered-question"]),
        ("build docs --tag a::", ["a::cells", "a::cells::walls"]),
        ("build docs --tag !a::c", ["!a::cells", "!a::cells::walls"]),
        ("build nowhere --tag a", []),
    ],
)
def test_tab_offers_rules_and_tags(
    words: str, offered: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "ledger.jsonl").write_text('{"ledger": 1}\n{"guid": "x", "tags": ["a::cells::walls", "b"]}\n')
    monkeypatch.chdir(tmp_path)
    line = f"deckbuilder {words}"
    environment = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    done = CliRunner().invoke(
        main, env={**environment, "_DECKBUILDER_COMPLETE": "bash_complete"}, prog_name="deckbuilder"
    )
    found = [row.partition(",")[2] for row in done.stdout.splitlines() if row]
    assert found[: len(offered)] == offered
    assert offered or found == []


def test_where_an_error_says_why_there_is_no_note_nothing_else_does(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4")
    done = CliRunner().invoke(main, ["build", str(tmp_path / "b.pdf"), "-o", str(tmp_path / "out")])
    assert "D012" in done.output
    assert "there is no note to build" not in done.output


def test_what_stops_the_work_has_its_place_from_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("## What is tea?\n\nA drink.\n")
    (tmp_path / "docs" / "deckbuilder.toml").write_text('tags = []\ndek = "x"\n')
    monkeypatch.chdir(tmp_path)
    for sources in ("docs", "docs/a.md"):
        done = CliRunner().invoke(main, ["check", sources])
        assert done.stderr.startswith("docs/deckbuilder.toml:2:1: error[P003]")
    monkeypatch.chdir("docs")
    assert CliRunner().invoke(main, ["check"]).stderr.startswith("deckbuilder.toml:2:1: error[P003]")


def test_a_second_folder_is_refused_with_the_way_to_say_it() -> None:
    done = CliRunner().invoke(main, ["build", "docs", "out"])
    assert done.exit_code == 2
    assert "unexpected extra argument (out). SOURCES is one folder" in done.output
    assert "--out" in done.output
