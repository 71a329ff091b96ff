"""What a release writes beside its package, and what it does to a learner who made the notes their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.anki.lab import ALWAYS
from tests.merge.commands import Desk, Pupil

BRAN = ("What is bran?", "The husk.")
RYE = ("What is rye?", "A grass.")
MALT = ("What is malt?", "Sprouted grain.")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder, monkeypatch)


def released(desk: Desk) -> tuple[Path, Path]:
    """A release, then one with an answer changed, a note gone and a note new: the first package, the update file."""
    desk.notes("docs/grain.md", BRAN, RYE)
    first = desk.build("out")
    desk.notes("docs/grain.md", (BRAN[0], "The husk of a grain."), MALT)
    said = desk.run("release", "docs", "-o", "out")
    assert said.code == 0, said.text
    return first, desk.folder / "out/docs-update.anki-json"


def test_a_release_says_what_changed(desk: Desk) -> None:
    _, update = released(desk)
    text = (desk.folder / "out/docs-changes.txt").read_text(encoding="utf-8")
    assert "answer changed:" in text
    assert "1 added, 1 answer changed, 1 retired" in text
    notes = json.loads(update.read_text(encoding="utf-8"))["notes"]
    assert len(notes) == 2  # what learners have not is not in it
    before = update.read_bytes()
    assert desk.run("release", "docs", "-o", "out").code == 0
    assert update.read_bytes() == before  # nothing changed: the last release's files stay


def test_the_update_file_reaches_notes_that_anki_would_not_update(desk: Desk, tmp_path: Path) -> None:
    first, update = released(desk)
    with Pupil(tmp_path / "pupil") as lab:
        lab.learns(first)
        models = lab.collection.models
        models._clear_cache()
        notetype = next(n for n in models.all() if n["name"].startswith("Deckbuilder"))
        models.add_field(notetype, models.new_field("Mine"))
        models.update_dict(notetype)
        for note in lab.notes():
            lab.edit(note.guid, "Mine", "in my own words")
            lab.tag(note.guid, "hard")
        assert lab.load(next((desk.folder / "out").glob("*.apkg"))).conflicting == 2
        log = lab.collection.import_json_file(str(update)).log
        assert (len(log.updated), len(log.conflicting), len(log.new)) == (2, 0, 0)
        notes = lab.notes()
        assert any("The husk of a grain." in note.fields["Answer"] for note in notes)
        old = [note for note in notes if note.fields.get("Mine")]
        assert [note.fields["Mine"] for note in old] == ["in my own words"] * 2
        assert all("hard" in note.tags for note in old)
        assert all(lab.reps(note) == [1] for note in old)
        assert sum(bool(note.fields["Retired"]) for note in old) == 1


def test_a_release_since_an_older_package(desk: Desk) -> None:
    first, _ = released(desk)
    said = desk.run("release", "docs", "-o", "elsewhere", "--since", str(first))
    assert said.code == 0
    assert (desk.folder / "elsewhere/docs-update.anki-json").exists()


def test_a_clock_that_was_ahead_is_set_right(desk: Desk) -> None:
    desk.notes("docs/grain.md", BRAN, RYE)
    desk.build("out", later=7_000_000)
    desk.clock -= 7_000_000
    desk.notes("docs/grain.md", (BRAN[0], "The husk of a grain."), RYE)
    said = desk.run("build", "docs", "-o", "out")
    assert said.code == 2
    assert "deckbuilder ledger clock" in said
    told = desk.run("ledger", "clock", "docs")
    assert "2 notes had a time in the future" in told
    assert "Update notes: Always" in told
    assert desk.run("build", "docs", "-o", "out").code == 0
    assert "no time in the future" in desk.run("ledger", "clock", "docs")


def test_whoever_imported_a_package_of_the_future_updates_always_once(desk: Desk, tmp_path: Path) -> None:
    desk.notes("docs/grain.md", BRAN, RYE)
    future = desk.build("out", later=7_000_000)
    desk.clock -= 7_000_000
    desk.run("ledger", "clock", "docs")
    desk.notes("docs/grain.md", (BRAN[0], "The husk of a grain."), RYE)
    assert "1 held back" in desk.diff("--against", str(future))
    second = desk.build("out")
    with Pupil(tmp_path / "pupil") as lab:
        lab.learns(future)
        assert lab.load(second).updated == 0
        assert lab.load(second, update_notes=ALWAYS).updated == 2
        assert "of a grain" in lab.by_question()[BRAN[0]].fields["Answer"]
        desk.notes("docs/grain.md", (BRAN[0], "The skin of a grain."), RYE)
        assert lab.load(desk.build("out")).updated == 1  # from here on it is a deck like any other
        assert [lab.reps(note) for note in lab.notes()] == [[1], [1]]


def test_topic_packages_keep_their_names_while_a_document_retires(desk: Desk) -> None:
    for name in ("alpha", "beta"):
        parts = "".join(
            f"\n## Section {part}\n" + "".join(f"\n### What is {name} {part} {n}?\n\nNumber {n}.\n" for n in range(3))
            for part in (1, 2)
        )
        desk.write(f"docs/{name}.md", f"# {name.title()}\n{parts}")
    desk.build("out")
    (desk.folder / "docs/alpha.md").unlink()
    desk.build("out")
    assert sorted(p.name for p in (desk.folder / "out/topics").iterdir()) == ["alpha.apkg", "beta.apkg"]


def test_topic_packages_keep_their_names_when_documents_come_and_go(desk: Desk) -> None:
    def topics() -> list[str]:
        desk.build("out")
        return sorted(path.stem for path in (desk.folder / "out/topics").iterdir())

    def document(name: str) -> None:
        desk.write(
            f"docs/{name}.md",
            f"# {name.title()}\n\n## One\n\n### What is {name}?\n\nThis.\n\n## Two\n\n### Why is {name}?\n\nSo.\n",
        )

    document("alpha")
    assert topics() == ["alpha--one", "alpha--two"]
    document("beta")
    assert topics() == ["alpha", "alpha--one", "alpha--two", "beta"]
    document("gamma")
    assert topics() == ["alpha", "alpha--one", "alpha--two", "beta", "gamma"]


def test_diff_asks_whether_it_is_the_same_card(desk: Desk) -> None:
    desk.notes("docs/grain.md", ("What is overfitting?", "When a model learns noise."), RYE)
    desk.build("out")
    desk.notes("docs/grain.md", ("What is meant by overfitting?", "It does badly on data that it has not seen."), RYE)
    text = desk.run("diff", "docs").text
    assert "the same card? If not, give it an id" in text
    assert "1 reworded, 1 answer changed" in text
