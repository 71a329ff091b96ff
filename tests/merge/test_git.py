"""What authors do with git, and what it does to learners: whole repositories, commands, and the real Anki.

Each history ends with a package that a learner of all earlier ones imports; then every note is held
against the sources: it says what they say, and its schedule is that of the first import.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.merge.commands import Desk, Pupil

FACTS = [
    ("What is a levain?", "A starter of flour, water and wild yeast."),
    ("What does salt do to dough?", "It tightens the gluten."),
    ("Why is bread scored before baking?", "So that steam leaves where the baker wants it."),
    ("What is bran?", "The husk of the grain."),
    ("Which flour has most ash?", "The wholemeal."),
    ("How long does a biga rest?", "Twelve to sixteen hours."),
]
NEW = ("What is malt?", "Sprouted grain that was dried.")
OTHER = ("What is a poolish?", "A starter as wet as batter.")
BETTER = (FACTS[1][0], "It tightens the gluten, and slows the yeast.")


class Repository(Desk):
    """A project in git whose ledger is committed and whose packages are not."""

    def git(self, *arguments: str, code: int = 0) -> str:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *who, *arguments], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def commit(self) -> None:
        self.git("add", "."), self.git("commit", "-qm", "A release")

    def release(self, *notes: tuple[str, str], name: str = "bread") -> Path:
        """Write a document, build, and commit it with its ledger."""
        self.notes(f"docs/{name}.md", *notes, title=name.title())
        package = self.build("out")
        self.commit()
        return package


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    folder = tmp_path / "desk"
    folder.mkdir()
    made = Repository(folder, monkeypatch)
    made.git("init", "-q", "-b", "main")
    made.write(".gitignore", "out/\n*.apkg\n")
    return made


@pytest.fixture
def pupil(tmp_path: Path) -> Iterator[Pupil]:
    with Pupil(tmp_path / "pupil") as lab:
        yield lab


def holds(pupil: Pupil, *notes: tuple[str, str], learned: int, retired: int = 0) -> None:
    """Assert that the learner has just these notes, of which ``learned`` keep their schedules."""
    found = pupil.notes()
    here = {note.fields["Question"]: note for note in found if "retired" not in note.tags}
    assert sorted(here) == sorted(question for question, _ in notes)
    for question, answer in notes:
        assert answer in here[question].fields["Answer"]
    assert sum(reps == [1] for reps in map(pupil.reps, found)) == learned
    assert sum("retired" in note.tags for note in found) == retired
    assert pupil.problems() == ()


def catch_up(repository: Repository, package: str = "out/docs.apkg") -> None:
    assert repository.run("ledger", "catch-up", package, "docs").code == 0


# ------------------------------------------------------------------------------- branches


def branches(repository: Repository) -> Path:
    """Two branches that add a note each and change the same one, each with a build; the package of the first state."""
    first = repository.release(*FACTS)
    repository.git("checkout", "-qb", "other")
    repository.release(FACTS[0], (FACTS[1][0], "It makes the dough tight."), *FACTS[2:], OTHER)
    repository.git("checkout", "-q", "main")
    (repository.folder / "out/docs.apkg").unlink()
    repository.release(NEW, FACTS[0], BETTER, *FACTS[2:])
    return first


def test_branches_are_merged_by_the_driver(repository: Repository, pupil: Pupil) -> None:
    repository.write(".gitattributes", "ledger.jsonl merge=deckbuilder\n")
    first = branches(repository)
    base, ours, theirs = (repository.write(f"{name}.jsonl", "") for name in ("base", "ours", "theirs"))
    fork = repository.git("merge-base", "main", "other").strip()
    for path, commit in ((base, fork), (ours, "main"), (theirs, "other")):
        path.write_text(repository.git("show", f"{commit}:docs/ledger.jsonl"), encoding="utf-8")
    assert repository.run("ledger", "merge", str(base), str(ours), str(theirs)).code == 0
    repository.write("docs/ledger.jsonl", ours.read_text(encoding="utf-8"))
    repository.notes("docs/bread.md", NEW, FACTS[0], BETTER, *FACTS[2:], OTHER, title="Bread")
    assert repository.run("build", "docs", "--locked", "-o", "out").code == 0
    pupil.learns(first)
    pupil.load(next((repository.folder / "out").glob("*.apkg")))
    holds(pupil, NEW, FACTS[0], BETTER, *FACTS[2:], OTHER, learned=6)


@pytest.mark.parametrize("way", ["merge", "rebase", "cherry-pick"])
def test_branches_are_joined_and_mended(repository: Repository, pupil: Pupil, way: str) -> None:
    first = branches(repository)
    if way == "merge":
        repository.git("merge", "-q", "other", code=1)
    elif way == "rebase":
        repository.git("checkout", "-q", "other")
        repository.git("rebase", "-q", "main", code=1)
    else:
        repository.git("cherry-pick", "other", code=1)
    repository.notes("docs/bread.md", NEW, FACTS[0], BETTER, *FACTS[2:], OTHER, title="Bread")
    assert "mended" in repository.run("ledger", "mend", "docs")
    assert repository.run("build", "docs", "--locked", "-o", "out").code == 0
    pupil.learns(first)
    pupil.load(next((repository.folder / "out").glob("*.apkg")))
    holds(pupil, NEW, FACTS[0], BETTER, *FACTS[2:], OTHER, learned=6)


def test_mending_names_the_note_that_both_changed(repository: Repository) -> None:
    repository.release(*FACTS)
    repository.git("checkout", "-qb", "other")
    repository.release((FACTS[0][0], "Wild yeast, fed."), *FACTS[1:])
    repository.git("checkout", "-q", "main")
    (repository.folder / "out/docs.apkg").unlink()
    repository.release((FACTS[0][0], "A starter."), *FACTS[1:])
    repository.git("merge", "-q", "other", code=1)
    said = repository.run("ledger", "mend", "docs")
    assert "1 line had been changed on both sides" in said
    assert "What is a levain?: kept the line of" in said
    assert "from HEAD" in said


# ------------------------------------------------------------------------------ backwards


@pytest.mark.parametrize("way", ["revert", "reset", "checkout"])
def test_a_release_is_taken_back(repository: Repository, pupil: Pupil, way: str) -> None:
    first = repository.release(*FACTS)
    second = repository.release(FACTS[0], (FACTS[1][0], "It makes dough rise faster."), *FACTS[3:], NEW)
    if way == "revert":
        repository.git("revert", "--no-edit", "HEAD")
    elif way == "reset":
        repository.git("reset", "-q", "--hard", "HEAD~1")
    else:
        repository.git("checkout", "-q", "HEAD~1", "--", "docs")
    assert repository.run("build", "docs", "-o", "out").code == 2
    catch_up(repository)
    third = repository.build("out")
    pupil.learns(first)
    pupil.load(second)
    assert pupil.load(third).updated == 3  # the wrong answer, the note that had gone, and the one that goes
    holds(pupil, *FACTS, learned=6, retired=1)


def test_a_revert_is_reverted(repository: Repository, pupil: Pupil) -> None:
    first = repository.release(*FACTS)
    second = repository.release(FACTS[0], BETTER, *FACTS[2:])
    repository.git("revert", "--no-edit", "HEAD")
    catch_up(repository)
    third = repository.build("out")
    repository.commit()
    repository.git("checkout", "-q", "HEAD~2", "--", "docs")
    catch_up(repository)
    fourth = repository.build("out")
    pupil.learns(first)
    for package, updated in ((second, 1), (third, 1), (fourth, 1)):
        assert pupil.load(package).updated == updated
    holds(pupil, FACTS[0], BETTER, *FACTS[2:], learned=6)


def test_an_old_branch_is_built(repository: Repository, pupil: Pupil) -> None:
    first = repository.release(*FACTS)
    repository.git("branch", "old")
    second = repository.release(*FACTS, NEW)
    repository.git("checkout", "-q", "old")
    repository.notes("docs/bread.md", *FACTS, OTHER, title="Bread")
    assert repository.run("build", "docs", "-o", "out").code == 2
    catch_up(repository)
    third = repository.build("out")
    pupil.learns(first)
    pupil.load(second)
    pupil.load(third)
    holds(pupil, *FACTS, OTHER, learned=6, retired=1)


# ------------------------------------------------------------------- ledgers that are lost


def test_a_ledger_that_was_never_committed(repository: Repository, pupil: Pupil) -> None:
    """A second author clones, and has only the published package."""
    first = repository.release(*FACTS)
    repository.git("rm", "-q", "--cached", "docs/ledger.jsonl")
    (repository.folder / "docs/ledger.jsonl").unlink()
    repository.notes("docs/bread.md", FACTS[0], BETTER, *FACTS[2:], NEW, title="Bread")
    said = repository.run("build", "docs", "-o", "out")
    assert said.code == 2
    assert "there is no ledger" in said
    catch_up(repository)
    second = repository.build("out")
    pupil.learns(first)
    log = pupil.load(second)
    assert (log.new, log.updated) == (1, 1)
    holds(pupil, FACTS[0], BETTER, *FACTS[2:], NEW, learned=6)


def test_ci_builds_locked(repository: Repository) -> None:
    repository.release(*FACTS)
    (repository.folder / "out/docs.apkg").unlink()
    assert repository.run("build", "docs", "--locked", "-o", "out").code == 0
    repository.notes("docs/bread.md", *FACTS, NEW, title="Bread")
    said = repository.run("build", "docs", "--locked", "-o", "out")
    assert said.code == 2
    assert "1 new" in said
    repository.git("checkout", "-q", "docs")
    assert repository.run("build", "docs", "--locked", "-o", "out").code == 0
    (repository.folder / "docs/ledger.jsonl").unlink()
    assert "there is no ledger" in repository.run("build", "docs", "--locked", "-o", "elsewhere")


# ---------------------------------------------------------------------- files and folders


def moved_folder(repository: Repository) -> None:
    repository.git("mv", "docs/bread.md", "docs/baking.md")


def split(repository: Repository) -> None:
    repository.notes("docs/bread.md", *FACTS[:3], title="Bread")
    repository.notes("docs/grain.md", *FACTS[3:], title="Grain")


def below(repository: Repository) -> None:
    (repository.folder / "docs/part").mkdir()
    repository.git("mv", "docs/bread.md", "docs/part/bread.md")


def as_html(repository: Repository) -> None:
    (repository.folder / "docs/bread.md").unlink()
    text = "".join(f"<h2>{question}</h2><p>{answer}</p>" for question, answer in FACTS)
    repository.write("docs/bread.html", f"<h1>Bread</h1>{text}")


def backwards(repository: Repository) -> None:
    repository.notes("docs/bread.md", *reversed(FACTS), title="Bread")


def windows_lines(repository: Repository) -> None:
    path = repository.folder / "docs/bread.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def copied_and_taken_away(repository: Repository) -> None:
    text = (repository.folder / "docs/bread.md").read_text(encoding="utf-8")
    repository.write("docs/copy.md", text)
    repository.build("out")
    (repository.folder / "docs/bread.md").unlink()


@pytest.mark.parametrize(
    "change", [moved_folder, split, below, as_html, backwards, windows_lines, copied_and_taken_away]
)
def test_what_only_moves_keeps_every_schedule(repository: Repository, pupil: Pupil, change: object) -> None:
    first = repository.release(*FACTS)
    assert callable(change)
    change(repository)
    second = repository.build("out")
    pupil.learns(first)
    pupil.load(second)
    learned = [note for note in pupil.notes() if pupil.reps(note) == [1]]
    assert len(learned) == len(FACTS)
    assert not any("retired" in note.tags for note in learned)
    assert {note.fields["Question"] for note in learned} == {question for question, _ in FACTS}
    assert sum(bool(note.cards) for note in pupil.notes()) == len(FACTS)


def test_the_folder_is_renamed_with_its_ledger(repository: Repository, pupil: Pupil) -> None:
    first = repository.release(*FACTS)
    repository.git("mv", "docs", "notes")
    second = repository.build("out", sources="notes")
    pupil.learns(first)
    log = pupil.load(second)
    assert (log.new, log.updated) == (0, 0)
    holds(pupil, *FACTS, learned=6)


def test_two_files_change_names(repository: Repository, pupil: Pupil) -> None:
    repository.notes("docs/grain.md", *FACTS[3:], title="Grain")
    first = repository.release(*FACTS[:3])
    for old, new in (("bread", "x"), ("grain", "bread"), ("x", "grain")):
        (repository.folder / f"docs/{old}.md").rename(repository.folder / f"docs/{new}.md")
    second = repository.build("out")
    pupil.learns(first)
    assert pupil.load(second).new == 0
    holds(pupil, *FACTS, learned=6)


def test_drafts_between_two_releases_cost_nothing(repository: Repository, pupil: Pupil) -> None:
    first = repository.release(*FACTS)
    for draft in ("One.", "Another.", FACTS[0][1]):
        repository.notes("docs/bread.md", (FACTS[0][0], draft), *FACTS[2:], title="Bread")
        repository.build("out")
    last = repository.release(*FACTS, NEW)
    pupil.learns(first)
    pupil.load(last)
    holds(pupil, *FACTS, NEW, learned=6)


def test_a_note_goes_and_comes_back_in_other_words(repository: Repository, pupil: Pupil) -> None:
    first = repository.release(*FACTS)
    second = repository.release(*FACTS[1:])
    again = ("What is meant by a levain?", FACTS[0][1])
    third = repository.release(*FACTS[1:], again)
    pupil.learns(first)
    pupil.load(second)
    assert pupil.load(third).new == 0
    holds(pupil, again, *FACTS[1:], learned=6)


# ------------------------------------------------------------------------- laid out anew


@pytest.mark.parametrize("numbered", [True, False])
def test_a_bold_question_over_two_lines(repository: Repository, pupil: Pupil, numbered: bool) -> None:
    long = "Why is a dough left to rest for half an hour before the salt goes in?"
    notes = [long, "What is bran for?", "What is steam for?", "What is salt for?"]
    numbers = [f"{n}. " if numbered else "" for n in range(1, 5)]
    text = "# Bread\n" + "".join(
        f"\n**{number}{question}**\n\nFor the taste of {question[8:13]}.\n"
        for number, question in zip(numbers, notes, strict=True)
    )
    repository.write("docs/bread.md", text)
    first = repository.build("out")
    repository.write("docs/bread.md", text.replace("half an hour ", "half an hour\n"))
    assert "nothing changes for learners" in repository.diff()
    pupil.learns(first)
    log = pupil.load(repository.build("out"))
    assert (log.new, log.updated) == (0, 0)
    assert len(pupil.notes()) == len(notes)
