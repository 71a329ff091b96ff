"""Longer stories: several releases, several branches, several packages, and a learner in the middle of them."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from builder.ledger import mend, serialise
from builder.model import notetypes
from builder.package.adopt import adopt
from builder.package.apkg import read_package
from builder.pipeline import compile_project
from builder.project.files import open_project
from tests.anki.lab import ALWAYS
from tests.merge.corpus import FILES, NETWORKS, NOTES, PYTHON, STATISTICS, picture
from tests.merge.study import Author, Learner, Memory, Release

EDITED = "Why should a default argument not be a list?"
DROPOUT = "What is dropout?"


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path / "author", FILES)


def study(learner: Learner, release: Release) -> Memory:
    return learner.study(
        release,
        edited=EDITED,
        tagged="Which layers have how many parameters?",
        moved="What is a generator?",
        flagged="What does a ReLU compute?",
    )


# ------------------------------------------------------------------------- rebuilt, restyled


def test_a_rebuild_is_the_same_to_the_byte(author: Author) -> None:
    first = author.build()
    ledger = author.ledger_file.read_bytes()
    second = author.build()
    assert second.data == first.data
    assert second.topics == first.topics
    assert author.ledger_file.read_bytes() == ledger


def test_only_the_style_changes(author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = author.build()
    with Learner(tmp_path / "learner") as learner:
        before = study(learner, first)
        newer = replace(notetypes.load()[notetypes.STANDARD], css=".card { color: rebeccapurple }")
        monkeypatch.setattr(notetypes, "load", lambda: {notetypes.STANDARD: newer})
        second = author.build()
        fates = learner.compare(before, second, learner.load(second.data))
        assert fates == {"untouched": NOTES}
        assert learner.css(learner.notetypes()[0]) == newer.css
        # The learner's own style is safe as long as ours stays as it is.
        learner.restyle(learner.notetypes()[0], ".card { color: teal }")
        author.replace("python.md", "at a time", "by one")
        third = author.build()
        assert learner.compare(learner.remember(), third, learner.load(third.data))["updated"] == 1
        assert learner.css(learner.notetypes()[0]) == ".card { color: teal }"


# ---------------------------------------------------------------------- the same question twice


def test_the_same_question_with_two_answers(author: Author, tmp_path: Path) -> None:
    author.write("deckbuilder.toml", 'deck = "School"\n[rules]\ntwo-answers = "off"\n')
    twice = "## Early\n\n### What is a kernel?\n\nThe centre of an operating system.\n\n"
    author.write("words.md", "# Words\n\n" + twice + "## Late\n\n### What is a kernel?\n\nThe weights of a filter.\n")
    first = author.build()
    asked = [n for n in first.notes.values() if "kernel?" in n.fields["Question"]]
    assert len({n.guid for n in asked}) == 2
    answers = {n.fields["Answer"]: n.guid for n in asked}
    with Learner(tmp_path / "learner") as learner:
        before = study(learner, first)
        author.replace("words.md", "The weights of a filter.", "The small table of weights of a filter.")
        author.replace("words.md", "## Early", "## Systems")
        second = author.build()
        assert learner.compare(before, second, learner.load(second.data)) == {"updated": 2, "untouched": NOTES}
    assert second.notes[answers["<p>The weights of a filter.</p>"]].fields["Answer"].startswith("<p>The small table")
    assert second.notes[answers["<p>The centre of an operating system.</p>"]].tags == ("words::systems",)


# ---------------------------------------------------------------------------- many releases


def _three(author: Author) -> list[Release]:
    """Three releases; the third takes the second's change back, and each changes something else as well."""
    releases = [author.build()]
    author.replace("networks.md", "greater of zero", "maximum of zero")
    author.replace("networks.md", DROPOUT, "What does dropout do?")
    author.replace("python.md", "Q: What is", "Q: What is `yield` for?\n\nA: To give a value and wait.\n\nQ: What is")
    releases.append(author.build())
    author.replace("networks.md", "maximum of zero", "greater of zero")
    author.replace("statistics.md", "a few values", "some values")
    author.replace("networks.md", "What does dropout do?", "What does dropout do to units?")
    releases.append(author.build())
    return releases


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_releases_in_any_order(author: Author, tmp_path: Path, order: Sequence[int]) -> None:
    """Skipped, repeated, out of order: the learner ends with the newest, and nothing is there twice."""
    releases = _three(author)
    with Learner(tmp_path / "learner") as learner:
        learner.load(releases[order[0]].data)
        learner.review(4)
        for number in (*order[1:], *order):
            learner.compare(learner.remember(), releases[number], learner.load(releases[number].data))
        held = {n.guid: dict(n.fields) for n in learner.notes()}
    assert held == {guid: dict(n.fields) for guid, n in releases[2].notes.items()}


def test_a_release_is_skipped(author: Author, tmp_path: Path) -> None:
    first, _, third = _three(author)
    with Learner(tmp_path / "learner") as learner:
        before = study(learner, first)
        fates = learner.compare(before, third, learner.load(third.data))
        # The ReLU's answer went and came back: a change and another, although it reads as it did.
        assert fates == {"new": 1, "updated": 3, "untouched": NOTES - 3}


@pytest.mark.parametrize(("minutes", "kept"), [(30, False), (90, True)])
def test_a_note_that_both_have_changed(author: Author, tmp_path: Path, minutes: int, kept: bool) -> None:
    """The later change wins: the author's, or the learner's who already saw what the author knew."""
    first = author.build()
    author.replace("python.md", "and all calls share it.", "and every call shares it.")
    second = author.build()
    with Learner(tmp_path / "learner") as learner:
        learner.load(first.data)
        learner.edit(first.guid(EDITED), "Answer", "in my own words", at=first.time + 60 * minutes)
        fates = learner.compare(learner.remember(), second, learner.load(second.data))
        assert fates["updated"] == (0 if kept else 1)


# -------------------------------------------------------------------------- retired and revived


def test_retired_kept_dropped_and_revived(author: Author, tmp_path: Path) -> None:
    author.write("deckbuilder.toml", 'deck = "School"\nretire_after = 2\nretire_days = 0\n')
    first = author.build()
    guid = first.guid(DROPOUT)
    start = NETWORKS.index("### 1.")
    author.write("networks.md", NETWORKS[:start] + NETWORKS[NETWORKS.index("### 2.") :])
    with Learner(tmp_path / "learner") as learner:
        before = study(learner, first)
        second = author.build()
        assert learner.compare(before, second, learner.load(second.data)) == {"updated": 1, "untouched": NOTES - 1}
        assert learner.empty_cards() == (guid,)
        assert "The front of this card is blank" in learner.render(guid)[0]
        assert DROPOUT in learner.note(guid).fields["Question"]
        assert "no longer part of the deck" in learner.note(guid).fields["Retired"]
        assert learner.note(guid).tags == ("neural-networks::training", "retired")

        author.replace("python.md", "at a time", "by one")
        third = author.build()
        assert learner.compare(learner.remember(), third, learner.load(third.data))["updated"] == 1
        author.replace("python.md", "by one", "one by one")
        fourth = author.build()
        assert guid in third.notes
        assert guid not in fourth.notes
        assert learner.compare(learner.remember(), fourth, learner.load(fourth.data))["not in the package"] == 1

        author.write("networks.md", NETWORKS)
        fifth = author.build()
        assert fifth.guid(DROPOUT) == guid
        assert learner.compare(learner.remember(), fifth, learner.load(fifth.data))["updated"] == 1
        assert learner.empty_cards() == ()
        assert learner.note(guid).tags == ("neural-networks::training",)
        assert learner.note(guid).cards[0].reps == 1


def test_a_learner_who_deleted_a_retired_note_is_rid_of_it_in_the_end(author: Author, tmp_path: Path) -> None:
    author.write("deckbuilder.toml", 'deck = "School"\nretire_after = 1\nretire_days = 0\n')
    guid = author.build().guid(DROPOUT)
    start = NETWORKS.index("### 1.")
    author.write("networks.md", NETWORKS[:start] + NETWORKS[NETWORKS.index("### 2.") :])
    second = author.build()
    author.replace("python.md", "at a time", "by one")
    third = author.build()
    with Learner(tmp_path / "learner") as learner:
        learner.load(second.data)
        learner.delete(guid)
        learner.load(third.data)
        assert guid not in learner.guids()


# --------------------------------------------------------------------------- several packages


def test_topic_packages_and_the_full_one_in_any_order(author: Author, tmp_path: Path) -> None:
    first = author.build()
    author.replace("networks.md", DROPOUT, "What does dropout do?")
    second = author.build()
    chosen = author.build("python", "!statistics")
    packages = {
        "full 1": first.data,
        "full 2": second.data,
        "topic 1": first.topics["neural-networks"],
        "topic 2": second.topics["neural-networks"],
        "python": chosen.data,
    }
    orders = list(itertools.permutations(packages))
    for number, order in enumerate(random.Random(1).sample(orders, 8)):
        with Learner(tmp_path / f"learner-{number}") as learner:
            for name in order:
                assert learner.load(packages[name]).problems == 0, order
                learner.review(1)
            notes = learner.notes()
            assert {n.guid: dict(n.fields) for n in notes} == {g: dict(n.fields) for g, n in second.notes.items()}
            assert len(notes) == NOTES
            assert learner.problems() == ()


# ------------------------------------------------------------------------- without the ledger


def test_the_ledger_is_deleted(author: Author, tmp_path: Path) -> None:
    """Every unedited note has the GUID it had.  All count as changed, for their times are forgotten."""
    first = author.build()
    author.ledger_file.unlink()
    shutil.rmtree(author.out)  # over the last package nothing would be built
    with Learner(tmp_path / "learner") as learner:
        before = study(learner, first)
        second = author.build()
        assert set(second.notes) == set(first.notes)
        assert learner.compare(before, second, learner.load(second.data)) == {"updated": NOTES}


def test_the_ledger_is_brought_back_out_of_the_last_package(author: Author, tmp_path: Path) -> None:
    """``ledger adopt`` with our own package: GUIDs and times, reworded and retired notes."""
    author.build()
    author.replace("networks.md", DROPOUT, "How do randomly disabled neurons help a network to generalise?")
    author.write("statistics.md", STATISTICS[STATISTICS.index("### When") :])
    first = author.build()
    author.ledger_file.unlink()
    with Learner(tmp_path / "learner") as learner:
        learner.load(first.data)
        learner.review(5)
        before = learner.remember()
        author.replace("python.md", "at a time", "by one")
        compiled = compile_project(open_project(author.folder / "sources"))
        adoption = adopt(read_package(first.data, "first"), compiled.rendered, compiled.ledger, now=author.clock)
        assert adoption.foreign == ()
        author.ledger_file.write_text(serialise(adoption.ledger), encoding="utf-8")
        second = author.build()
        assert learner.compare(before, second, learner.load(second.data)) == {"updated": 1, "untouched": NOTES - 1}


def test_two_people_without_a_ledger_agree(tmp_path: Path) -> None:
    one = Author(tmp_path / "one", FILES).build()
    two = Author(tmp_path / "two", FILES).build()
    assert set(one.notes) == set(two.notes)


# -------------------------------------------------------------------------------- two branches


def _git(folder: Path, *arguments: str) -> int:
    settings = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *settings, *arguments], cwd=folder, capture_output=True, check=False).returncode


def test_two_branches_that_each_add_and_change_notes(author: Author, tmp_path: Path) -> None:
    (author.folder / ".gitignore").write_text("out/\n")
    first = author.build()
    for command in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-qm", "1"), ("checkout", "-qb", "theirs")):
        assert _git(author.folder, *command) == 0
    author.write("theirs.md", "# Theirs\n\n### What is theirs?\n\nThis.\n\n### What else is theirs?\n\nThat.\n")
    author.replace("networks.md", DROPOUT, "How do randomly disabled neurons help a network to generalise?")
    theirs = author.build()
    assert _git(author.folder, "add", ".") == _git(author.folder, "commit", "-qm", "2") == 0
    assert _git(author.folder, "checkout", "-q", "main") == 0
    shutil.rmtree(author.out)  # the ledger of this branch does not know of that package
    author.write("ours.md", "# Ours\n\n### What is ours?\n\nThis, too.\n\n### What else is ours?\n\nNot that.\n")
    author.replace("python.md", "at a time", "by one")
    ours = author.build()
    assert _git(author.folder, "add", ".") == _git(author.folder, "commit", "-qm", "3") == 0
    _git(author.folder, "merge", "-q", "theirs")  # a conflict in the ledger or none
    merged = mend(author.ledger_file.read_text(encoding="utf-8"), "ledger.jsonl").ledger
    author.ledger_file.write_text(serialise(merged), encoding="utf-8")
    both = author.build()
    assert set(both.notes) == set(ours.notes) | set(theirs.notes)
    assert not both.released  # all of it had been released in one branch or the other
    for releases in itertools.permutations((ours, theirs, both)):
        with Learner(tmp_path / "-".join(str(r.time) for r in releases)) as learner:
            learner.load(first.data)
            learner.review(5)
            for release in releases:
                learner.compare(learner.remember(), release, learner.load(release.data))
            held = {n.guid: dict(n.fields) for n in learner.notes()}
            assert held == {guid: dict(n.fields) for guid, n in both.notes.items()}


# -------------------------------------------------------------------------- the learner's deck


def test_new_notes_follow_a_deck_that_was_renamed_and_old_cards_stay(author: Author, tmp_path: Path) -> None:
    first = author.build()
    author.write("deckbuilder.toml", 'deck = "University"\n')
    author.write("later.md", "# Later\n\n### What is new?\n\nThis.\n\n### What is newer?\n\nThat.\n")
    second = author.build()
    with Learner(tmp_path / "learner") as learner:
        before = study(learner, first)
        assert learner.compare(before, second, learner.load(second.data)) == {"untouched": NOTES, "new": 2}
        assert learner.note(second.guid("What is new?")).cards[0].deck == "University::Later"
        assert learner.note(first.guid(DROPOUT)).cards[0].deck == "School::Neural networks"


def test_a_new_title_does_not_rename_the_deck(author: Author, tmp_path: Path) -> None:
    first = author.build()
    author.replace("python.md", "# Python", "# The Python language")
    author.write("python.md", author.read("python.md") + "\nQ: What is a set?\n\nA: Values without order, each once.\n")
    second = author.build()
    with Learner(tmp_path / "learner") as learner:
        learner.load(first.data)
        learner.load(second.data)
        assert learner.note(second.guid("What is a set?")).cards[0].deck == "School::Python"


def test_always_update_is_survived(author: Author, tmp_path: Path) -> None:
    """A learner who once chose "Always" loses own edits of the notes in the package, but no schedule and no note."""
    first = author.build()
    with Learner(tmp_path / "learner") as learner:
        before = study(learner, first)
        log = learner.load(first.data, update_notes=ALWAYS)
        assert (log.new, log.problems) == (0, 0)
        for guid, had in before.notes.items():
            assert [c.schedule for c in learner.note(guid).cards] == [c.schedule for c in had.cards]


# ------------------------------------------------------------------------------- any history


@pytest.mark.parametrize("seed", range(4))
def test_any_history(seed: int, tmp_path: Path) -> None:
    """Random edits, five releases, of which the learner skips some."""
    chance = random.Random(seed)
    author = Author(tmp_path / "author", FILES)
    first = author.build()
    with Learner(tmp_path / "learner") as learner:
        learner.load(first.data)
        for release in range(5):
            for _ in range(chance.randint(1, 4)):
                _EDITS[chance.randrange(len(_EDITS))](author, chance, release)
            built = author.build()
            questions = Counter(built.questions)
            assert max(questions.values()) == 1
            learner.review(1)
            if chance.random() < 0.6 or release == 4:
                learner.compare(learner.remember(), built, learner.load(built.data))


def _insert(author: Author, chance: random.Random, release: int) -> None:
    number = chance.randrange(10**6)
    text = author.read("statistics.md")
    author.write("statistics.md", text + f"\n### What is fact {number}?\n\nThe {release}th of {number} facts.\n")


def _edit_answer(author: Author, chance: random.Random, release: int) -> None:
    author.write("networks.md", author.read("networks.md").replace("zero", f"zero (as in {release})", 1))


def _reword(author: Author, chance: random.Random, release: int) -> None:
    author.write("python.md", author.read("python.md").replace("What does", "What, exactly, does", 1))


def _picture(author: Author, chance: random.Random, release: int) -> None:
    author.write("kernel.png", picture(chance.randrange(256)))


def _shuffle(author: Author, chance: random.Random, release: int) -> None:
    head, *notes = author.read("statistics.md").split("### ")
    chance.shuffle(notes)
    author.write("statistics.md", "### ".join([head, *(n.rstrip() + "\n\n" for n in notes)]))


def _delete_or_restore(author: Author, chance: random.Random, release: int) -> None:
    whole = "tuple" in author.read("python.md")
    tuples = PYTHON[PYTHON.index("Q: When") : PYTHON.index("Q: What does")]
    author.write("python.md", PYTHON.replace(tuples, "") if whole else PYTHON)


_EDITS = (_insert, _edit_answer, _reword, _picture, _shuffle, _delete_or_restore)


def test_a_copy_of_the_project_builds_the_same(author: Author, tmp_path: Path) -> None:
    first = author.build()
    shutil.copytree(author.folder, tmp_path / "copy")
    copy = Author(tmp_path / "copy", {})
    copy.clock = author.clock
    assert copy.build().data == first.data
