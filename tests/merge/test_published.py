"""What an author may do between two builds, step by step, and what the learner's Anki then holds."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.merge.commands import HOUR, Desk, Pupil

LEVAIN = ("What is a levain?", "A starter of flour, water and wild yeast.")
SALT = ("What does salt do to dough?", "It tightens the gluten.")
SCORE = ("Why is bread scored before baking?", "So that steam leaves where the baker wants it.")
WRONG = (SALT[0], "It makes the dough rise faster.")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder, monkeypatch)


@pytest.fixture
def pupil(tmp_path: Path) -> Pupil:
    return Pupil(tmp_path / "pupil")


# -------------------------------------------------------------------------------- sisters

OLD = [
    ("What is the capital of Latvia?", "Riga"),
    ("What does `du -s` do?", "It prints one sum for each folder."),
    ("What is hyperthermia?", "A body that is too hot"),
    ("Which valve lies on the left side of the heart?", "The mitral valve"),
]
NEW = [
    ("What is the capital of Lithuania?", "Vilnius"),
    ("What does `du -S` do?", "It leaves subfolders out of the sums."),
    ("What is hypothermia?", "A body that is too cold"),
    ("Which valve lies on the right side of the heart?", "The tricuspid valve"),
]


@pytest.mark.parametrize("answered", [True, False])
def test_sisters_start_afresh(desk: Desk, pupil: Pupil, answered: bool) -> None:
    def bare(notes: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return notes if answered else [(q, "") for q, _ in notes]

    desk.notes("docs/facts.md", *bare(OLD), LEVAIN, SALT)
    first = desk.build("o1")
    desk.notes("docs/facts.md", *bare(NEW), LEVAIN, SALT)
    assert "4 added, 4 retired" in desk.diff()
    second = desk.build("o2")
    with pupil as lab:
        assert lab.learns(first).new == 6
        log = lab.load(second)
        assert (log.new, log.updated, log.problems) == (4, 4, 0)
        asked = {note.fields["Question"]: lab.reps(note) for note in lab.notes() if "retired" not in note.tags}
        assert sum(reps == [0] for reps in asked.values()) == 4


# ---------------------------------------------------------------- what was published before


def reverted(desk: Desk) -> tuple[Path, Path]:
    """A release that was taken back together with its ledger: both packages."""
    desk.notes("docs/bread.md", LEVAIN, SALT, SCORE)
    first = desk.build("out")
    shutil.copytree(desk.folder / "docs", desk.folder / "before")
    desk.notes("docs/bread.md", LEVAIN, WRONG)
    second = shutil.copy(desk.build("out"), desk.folder / "r2.apkg")
    shutil.rmtree(desk.folder / "docs")
    (desk.folder / "before").rename(desk.folder / "docs")
    return first, second


@pytest.mark.parametrize("where", ["out/docs.apkg", "r2.apkg"])
def test_a_ledger_that_went_back_is_caught_up(desk: Desk, pupil: Pupil, where: str) -> None:
    first, second = reverted(desk)
    assert "the package in out is later than the ledger" in desk.run("diff", "docs")
    said = desk.run("build", "docs", "-o", "out")
    assert said.code == 2
    assert "out/docs.apkg is later than the ledger: 2 notes" in said
    assert "deckbuilder ledger catch-up out/docs.apkg docs" in said
    if where == "r2.apkg":
        shutil.rmtree(desk.folder / "out")
    assert "2 notes later than the ledger" in desk.run("ledger", "catch-up", where, "docs")
    assert desk.diff().startswith("1 answer changed, 1 revived, 2 notes that Anki updates, 1 note untouched")
    third = desk.build("out")
    with pupil as lab:
        lab.learns(first)
        lab.load(second)
        log = lab.load(third)
        assert (log.updated, log.duplicate, log.new) == (2, 1, 0)
        notes = lab.by_question()
        assert not any("retired" in note.tags for note in notes.values())
        assert SALT[1] in notes[SALT[0]].fields["Answer"]
        assert all(lab.reps(note) == [1] for note in notes.values())
    assert "knows all of it" in desk.run("ledger", "catch-up", "out/docs.apkg", "docs")


def test_a_lost_ledger_is_made_of_the_package(desk: Desk, pupil: Pupil) -> None:
    desk.notes("docs/bread.md", LEVAIN, SALT, SCORE)
    first = desk.build("out")
    (desk.folder / "docs/ledger.jsonl").unlink()
    desk.notes("docs/bread.md", LEVAIN, SALT, (SCORE[0], "For the steam."))
    said = desk.run("build", "docs", "-o", "out")
    assert said.code == 2
    assert "there is no ledger, and out/docs.apkg holds 3 notes of this deck" in said
    assert not (desk.folder / "docs/ledger.jsonl").exists()
    desk.run("ledger", "catch-up", "out/docs.apkg", "docs")
    second = desk.build("out")
    with pupil as lab:
        lab.learns(first)
        log = lab.load(second)
        assert (log.updated, log.duplicate, log.new) == (1, 2, 0)


def test_a_lost_ledger_shows_against_the_package(desk: Desk) -> None:
    desk.notes("docs/bread.md", LEVAIN, SALT, SCORE)
    desk.build("o1")
    (desk.folder / "docs/ledger.jsonl").unlink()
    desk.build("o2")
    assert "3 notes that Anki updates" in desk.diff("--against", "o1/docs.apkg")


def test_another_projects_package_is_not_caught_up_with(desk: Desk) -> None:
    desk.notes("docs/bread.md", LEVAIN)
    desk.build("o1")
    desk.notes("other/bread.md", LEVAIN, SALT)
    other = desk.build("o2", sources="other")
    said = desk.run("ledger", "catch-up", str(other), "docs")
    assert said.code == 2
    assert "not a package of this project" in said


def test_a_renamed_file_holds_nothing_back(desk: Desk) -> None:
    desk.notes("docs/b.md", LEVAIN, SALT)
    desk.build("o1")
    (desk.folder / "docs/b.md").rename(desk.folder / "docs/bread.md")
    against = desk.diff("--against", "o1/docs.apkg")
    assert against == "nothing changes for learners: 0 notes that Anki updates, 2 notes untouched"


# ----------------------------------------------------------------------- one ledger a project


@pytest.mark.parametrize("sources", [".", "docs/sub"])
def test_a_second_ledger_is_not_begun(desk: Desk, sources: str) -> None:
    desk.notes("docs/cells.md", LEVAIN, SALT)
    desk.notes("docs/sub/plants.md", SCORE)
    assert "began docs/ledger.jsonl" in desk.run("build", "docs", "-o", "o1")
    said = desk.run("build", sources, "-o", "o2")
    assert said.code == 2
    assert "docs/ledger.jsonl is a ledger already" in said
    assert [p.relative_to(desk.folder).as_posix() for p in desk.folder.rglob("ledger.jsonl")] == ["docs/ledger.jsonl"]
    assert not (desk.folder / "o2").exists()


def test_a_build_says_that_the_ledger_changed(desk: Desk) -> None:
    desk.notes("docs/a.md", LEVAIN)
    desk.build("out")
    desk.notes("docs/a.md", LEVAIN, SALT)
    assert "docs/ledger.jsonl changed: commit it" in desk.run("build", "docs", "-o", "out")


def test_a_locked_build_without_a_ledger_says_so(desk: Desk) -> None:
    desk.notes("docs/a.md", LEVAIN)
    assert "there is no ledger (ledger.jsonl), and the build is locked" in desk.run("build", "docs", "--locked")


# --------------------------------------------------------------------------------- removed


def test_drafts_of_one_day_use_up_nothing(desk: Desk, pupil: Pupil) -> None:
    desk.notes("docs/cells.md", LEVAIN, SALT)
    first = desk.build("o1")
    for number in range(7):
        desk.notes("docs/cells.md", (LEVAIN[0], f"{LEVAIN[1]} Draft {number}."))
        last = desk.build("o2")
    with pupil as lab:
        lab.learns(first)
        log = lab.load(last)
        assert (log.new, log.updated) == (0, 2)
        note = next(n for n in lab.notes() if "retired" in n.tags)
        assert SALT[1] in note.fields["Answer"]  # and the learner keeps it
        assert lab.reps(note) == [1]


def test_after_half_a_year_and_five_releases_it_ships_no_more(desk: Desk) -> None:
    desk.notes("docs/cells.md", LEVAIN, SALT)
    desk.build("out")
    for number in range(6):
        desk.notes("docs/cells.md", (LEVAIN[0], f"Draft {number}."))
        desk.build("out", later=60 * 24 * HOUR)
    assert "1 note" in desk.run("ledger", "status", "docs").text
    assert "1 note dropped" in desk.run("ledger", "status", "docs")


def test_a_build_of_one_topic_uses_up_nothing(desk: Desk) -> None:
    desk.write("docs/deckbuilder.toml", "retire_after = 1\nretire_days = 0\n")
    desk.notes("docs/cells.md", LEVAIN, SALT, title="Cells")
    desk.notes("docs/yeast.md", SCORE, title="Yeast")
    desk.build("out")
    desk.notes("docs/cells.md", LEVAIN, title="Cells")
    desk.build("out")
    for number in range(3):
        desk.notes("docs/yeast.md", (SCORE[0], f"Draft {number}."), title="Yeast")
        desk.build("out2", "--tag", "yeast")
    assert "1 note retired" in desk.run("ledger", "status", "docs")


def test_a_new_learner_gets_no_card_of_what_was_removed(desk: Desk, pupil: Pupil) -> None:
    desk.notes("docs/cells.md", LEVAIN, SALT)
    desk.build("out")
    desk.notes("docs/cells.md", LEVAIN)
    second = desk.build("out")
    with pupil as lab:
        lab.load(second)
        assert [len(note.cards) for note in lab.notes()].count(1) == 1
        assert lab.collection.card_count() == 1
        desk.notes("docs/cells.md", LEVAIN, SALT)
        lab.load(desk.build("out"))
        assert [len(note.cards) for note in lab.notes()] == [1, 1]  # it came back


@pytest.mark.parametrize("how", ["empty", "excluded"])
def test_a_document_that_is_there_and_lost_its_notes_stops_the_build(desk: Desk, how: str) -> None:
    many = [(f"What is part {n} of a cell?", f"The part of number {n}.") for n in range(6)]
    desk.notes("docs/cells.md", *many)
    desk.notes("docs/bread.md", LEVAIN)
    desk.build("out")
    before = (desk.folder / "docs/ledger.jsonl").read_bytes()
    if how == "empty":
        desk.write("docs/cells.md", "")
    else:
        desk.write("docs/deckbuilder.toml", 'exclude = ["cells.md"]\n')
    said = desk.run("build", "docs", "-o", "out")
    assert said.code == 1
    assert "error[I010]" in said
    assert "--retire" in said
    assert (desk.folder / "docs/ledger.jsonl").read_bytes() == before
    assert desk.run("build", "docs", "-o", "out", "--retire").code == 0


def test_a_document_that_was_deleted_only_warns(desk: Desk) -> None:
    many = [(f"What is part {n} of a cell?", f"The part of number {n}.") for n in range(6)]
    desk.notes("docs/cells.md", *many)
    desk.notes("docs/bread.md", LEVAIN)
    desk.build("out")
    (desk.folder / "docs/cells.md").unlink()
    said = desk.run("build", "docs", "-o", "out")
    assert said.code == 0
    assert "warning[I010]" in said


# ------------------------------------------------------------------------------------- git


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_git_revert_of_a_release(desk: Desk, pupil: Pupil) -> None:
    git(desk.folder, "init", "-q")
    desk.write(".gitignore", "out/\n*.apkg\n")
    desk.notes("docs/bread.md", LEVAIN, SALT)
    first = desk.build("out")
    git(desk.folder, "add", "."), git(desk.folder, "commit", "-qm", "1")
    desk.notes("docs/bread.md", LEVAIN, WRONG)
    second = shutil.copy(desk.build("out"), desk.folder / "r2.apkg")
    git(desk.folder, "commit", "-qam", "2")
    git(desk.folder, "revert", "--no-edit", "HEAD")
    assert desk.run("build", "docs", "-o", "out").code == 2
    assert desk.run("ledger", "catch-up", "out/docs.apkg", "docs").code == 0
    third = desk.build("out")
    with pupil as lab:
        lab.learns(first)
        lab.load(second)
        assert lab.load(third).updated == 1
        assert SALT[1] in lab.by_question()[SALT[0]].fields["Answer"]


# ---------------------------------------------------------------------------------- copies

COLOUR = ("How does cold change the colour and behaviour of yeast?", "It slows it down; the colour stays.")


def test_copies_that_are_edited_alike_stay_where_they_are(desk: Desk, pupil: Pupil) -> None:
    for name in ("one", "two"):
        desk.notes(f"docs/{name}.md", (f"What is bran, for {name}?", "Yes."), COLOUR, title=name)
    first = desk.build("out")
    for name in ("one", "two"):
        edited = (f"What is bran, for {name}?", "Yes."), tuple(part.replace("our", "or") for part in COLOUR)
        desk.notes(f"docs/{name}.md", *edited, title=name)  # type: ignore[arg-type]
    assert desk.diff().startswith("2 reworded, 2 answer changed")
    second = desk.build("out")
    with pupil as lab:
        lab.learns(first)
        log = lab.load(second)
        assert (log.new, log.updated, log.duplicate) == (0, 2, 2)
        for note in lab.notes():
            assert note.cards[0].deck.rpartition("::")[2] == note.tags[0]


@pytest.mark.parametrize("names", [("2-alpha.md", "1-beta.md"), ("1-alpha.md", "2-beta.md")])
def test_copies_in_files_that_are_renamed_do_not_change_places(desk: Desk, names: tuple[str, str]) -> None:
    for name in ("alpha", "beta"):
        desk.notes(f"docs/{name}.md", (f"What is bran, for {name}?", "Yes."), COLOUR, title=name)
    desk.build("out")
    for old, new in zip(("alpha.md", "beta.md"), names, strict=True):
        (desk.folder / "docs" / old).rename(desk.folder / "docs" / new)
    assert desk.diff() == "4 moved, 0 notes that Anki updates, 4 notes untouched"


def test_notes_that_take_each_others_words_stay_with_their_answers(desk: Desk, pupil: Pupil) -> None:
    def mill(number: int, page: int, more: str = "") -> tuple[str, str]:
        return (
            f"How long does the grain of silo number {number} dry before it is milled{more}?",
            f"The miller decides: the list on page {page} has the days for every year and every sort of grain.",
        )

    desk.notes("docs/mill.md", LEVAIN, mill(3, 40), mill(8, 71))
    first = desk.build("out")
    desk.notes("docs/mill.md", LEVAIN, mill(8, 40, " at home"), mill(3, 71, " at home"))
    assert desk.diff().startswith("2 reworded, 2 notes that Anki updates, 1 note untouched")
    second = desk.build("out")
    with pupil as lab:
        lab.learns(first)
        before = {n.guid: n.fields["Answer"] for n in lab.notes()}
        lab.load(second)
        assert {n.guid: n.fields["Answer"] for n in lab.notes()} == before


def test_of_two_copies_the_older_lives_on(desk: Desk, pupil: Pupil) -> None:
    desk.notes("docs/bread.md", LEVAIN, SALT)
    first = desk.build("out")
    desk.write("docs/bread.html", f"<h1>Bread</h1><h2>{LEVAIN[0]}</h2><p>{LEVAIN[1]}</p><h2>{SALT[0]}</h2><p>{SALT[1]}")
    desk.build("out")
    (desk.folder / "docs/bread.md").unlink()
    last = desk.build("out")
    with pupil as lab:
        lab.learns(first)
        lab.load(last)
        learned = [note for note in lab.notes() if lab.reps(note) == [1]]
        assert len(learned) == 2
        assert not any("retired" in note.tags for note in learned)


# ---------------------------------------------------------------------- only laid out anew


def test_one_blank_at_the_end_of_a_line_changes_nothing(desk: Desk) -> None:
    long = "A ferment of flour and water that a baker keeps for years, and which smells of apples when it is ready"
    desk.write("docs/b.md", f"# Bread\n\n## What is a desem?\n\n{long}, or of yoghurt by then.\nIt is fed daily.\n")
    desk.build("out")
    path = desk.folder / "docs/b.md"
    path.write_text(path.read_text().replace("then.\n", "then. \n"))
    assert desk.diff().startswith("nothing changes for learners")
