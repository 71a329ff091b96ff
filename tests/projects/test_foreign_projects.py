"""Whole small projects of other programs' files, built and imported into the real Anki."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.pipeline import Built, build
from builder.project.files import open_project
from tests.anki.lab import Lab, LabNote
from tests.media.samples import encoded, plain

_SOUND = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(400)
_RAW = re.compile(r"!?\[\[|\]\]|%%|\{\{[<%]|\{%|\(\([\w-]+\)\)|:PROPERTIES:|::~|\^\w+\s*(?:<|$)")

_VAULT: dict[str, str | bytes] = {
    "Biology/Heart.md": """---
cards-deck: Biology/Heart
tags: [anatomy/chest]
---
## Which chamber pumps into the aorta? #left
![[heart.png|120]]

The left one, see [[Ventricle|ventricles]]. %%check this%% ^chamber1

## What does the heart sound like?
![[beat.mp3]]

## What stands in another note?
![[Ventricle]]

A summary. ^summary-2
""",
    "Biology/assets/heart.png": encoded(plain(size=(300, 200))),
    "sounds/beat.mp3": _SOUND,
    "Inbox.md": "title:: Inbox\ndeck:: Later/Things\n\n- What is a vault? #card #notes\n"
    "  id:: 64aa0000-0000-4000-8000-000000000001\n"
    "\t- A folder, see [[Folder]].\n- What is a page? #card\n\t- A file.\n",
    ".obsidian/app.json": '{"question": "What?", "answer": "no source"}',
}
_QUIZZES: dict[str, str | bytes] = {
    "rocks.gift": "$CATEGORY: Rocks/Fire\n\nWhich rock floats? {=pumice ~slate}\n\nBasalt is black. {T}\n",
    "birds.txt": "Which bird swims?\nA. Owl\nB. Penguin\nANSWER: B\n\n"
    "Which bird hunts by night?\nA. Owl\nB. Swan\nANSWER: A\n",
    "trees.yaml": "title: Trees\nquestions:\n  - question: Which tree has needles?\n"
    "    options: [oak, pine]\n    answer: pine\n",
    "seas.json": '[{"question": "Which sea is salty?", "correct_answer": "Dead Sea", "incorrect_answers": ["none"]}]',
    "package.json": '{"name": "quizzes", "version": "1.0.0"}',
    "old.xlsx": b"PK\x03\x04",
}
_WORDS: dict[str, str | bytes] = {
    "deckbuilder.toml": '[[source]]\npath = "animals.csv"\n'
    'columns = { question = "Wort", answer = "Word", extra = ["Plural"], tags = "Thema", audio = "Ton" }\n',
    "animals.csv": "Nr;Wort;Plural;Word;Ton;Thema\n1;der Hund;Hunde;dog;hund.mp3;Haus\n"
    '2;die Kuh;"Kühe";cow;kuh.mp3;Hof\n',
    "media/hund.mp3": _SOUND,
    "media/kuh.mp3": _SOUND + b"\x01",
    "set.txt": "la casa\tthe house\nel perro\tthe dog,\nor the hound\nel gato\tthe cat\n",
}
_EXPORT: dict[str, str | bytes] = {
    "Tools 0123456789abcdef0123456789abcdef.md": "# Tools\n\nTags: hand, wood\nCreated: January 2, 2026 10:00 AM\n\n"
    "- What drives a nail?\n\n    A hammer.\n\n- What saws?\n\n    A saw.\n\n- What turns?\n\n    A drill.\n",
    "cards/one.md": "# Front\nWhat planes?\n# Back\nA plane.\n",
    "cards/two.md": "# Front\nWhat files?\n# Back\nA file.\n",
}


def _built(folder: Path, files: dict[str, str | bytes]) -> Built:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    built = build(open_project(folder), folder / "dist", now=2_000_000_000, topics=False)
    assert built.packages, [str(d) for d in built.report]
    return built


@pytest.fixture
def imported(tmp_path: Path) -> object:
    def load(files: dict[str, str | bytes]) -> tuple[Built, dict[str, LabNote], tuple[str, ...]]:
        built = _built(tmp_path / "Project", files)
        with Lab(tmp_path / "lab") as lab:
            log = lab.load(built.packages[0].path)
            assert (log.new, log.problems) == (log.found, 0)
            assert lab.problems() == ()
            notes = {re.sub(r"<[^>]+>", "", n.fields["Question"]).strip(): n for n in lab.notes()}
            raw = [text for n in notes.values() for text in n.fields.values() if _RAW.search(text)]
            assert raw == []
            return built, notes, lab.media()

    return load


def test_a_vault(imported: object) -> None:
    built, notes, media = imported(_VAULT)  # type: ignore[operator]
    assert len(notes) == 5
    heart = notes["Which chamber pumps into the aorta?"]
    assert heart.cards[0].deck == "Project::Biology::Heart"
    assert {"anatomy::chest", "left"} <= set(heart.tags)
    assert 'width="120"' in heart.fields["Answer"]
    assert "see ventricles." in heart.fields["Answer"]
    assert "[sound:" in notes["What does the heart sound like?"].fields["Answer"]
    assert [name.partition("-")[0] for name in media] == ["beat", "heart"]
    assert notes["What is a vault?"].cards[0].deck == "Project::Later::Things"
    assert "notes" in notes["What is a vault?"].tags
    assert [d.rule.code for d in built.report if d.span and d.span.path.endswith("Heart.md")].count("D009") == 1
    assert {d.pin for d in built.compilation.documents[0].reading.drafts} >= {"chamber1", "summary-2"}


def test_a_bank_of_quizzes(imported: object) -> None:
    built, notes, _ = imported(_QUIZZES)  # type: ignore[operator]
    assert len(notes) == 6
    assert [d.path for d in built.compilation.documents] == ["birds.txt", "rocks.gift", "seas.json", "trees.yaml"]
    (unread,) = (d.message for d in built.report if d.rule.code == "D013")
    assert unread == "1 file was not read: old.xlsx (a spreadsheet: save it as CSV)"


def test_lists_of_words_with_sounds(imported: object) -> None:
    _, notes, media = imported(_WORDS)  # type: ignore[operator]
    assert set(notes) == {"der Hund", "die Kuh", "la casa", "el perro", "el gato"}
    assert "Kühe" in notes["die Kuh"].fields["Answer"]
    assert "Haus" in notes["der Hund"].tags
    assert "[sound:" in notes["der Hund"].fields["Answer"]
    assert len(media) == 2
    assert "or the hound" in notes["el perro"].fields["Answer"]


def test_an_exported_page_and_a_folder_of_cards(imported: object) -> None:
    _, notes, _ = imported(_EXPORT)  # type: ignore[operator]
    assert len(notes) == 5
    assert {"hand", "wood"} <= set(notes["What drives a nail?"].tags)
    assert {notes[q].cards[0].deck for q in ("What planes?", "What files?")} == {"Project::cards"}
