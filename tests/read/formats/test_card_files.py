"""Folders in which each file is one card."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.memory import Memory
from builder.project.files import open_project
from builder.read.reading import read_documents

_RULED = {
    "Winds/Oboe.md": "---\ntags: [reed]\n---\nWhat has two reeds?\n\n---\n\nThe oboe.\n",
    "Winds/Horn.md": "A wind of brass\n\n---\n\nThe horn. #loud\n",
    "Winds/Flute.md": "# No reed at all\n---\nThe flute.\n",
}
_HEADED = {f"winds/{n}.md": f"## Name wind {n} of the band\nThe {n}th.\n" for n in (1, 2, 3)}


def _read(folder: Path, files: dict[str, str]) -> dict[str, tuple[str, str | None, tuple[str, ...]]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    documents = read_documents(open_project(folder))
    drafts = [(draft, document.options.tags) for document in documents for draft in document.reading.drafts]
    return {draft.question.text: (draft.answer.text, draft.deck, draft.tags) for draft, _ in drafts}


def test_a_rule_between_the_sides(tmp_path: Path) -> None:
    assert _read(tmp_path, _RULED) == {
        "What has two reeds?": ("The oboe.", "Winds", ("reed",)),
        "A wind of brass": ("The horn.", "Winds", ("loud",)),
        "No reed at all": ("The flute.", "Winds", ()),
    }


def test_a_heading_that_asks_or_names_that_are_numbers(tmp_path: Path) -> None:
    assert _read(tmp_path, _HEADED).keys() == {f"Name wind {n} of the band" for n in (1, 2, 3)}


@pytest.mark.parametrize(
    "files",
    [
        dict(list(_RULED.items())[:2]),
        {**_RULED, "Winds/List.md": "# Winds\n\n- oboe\n- horn\n\n---\n\n## See also\n\nBrass.\n"},
        {f"winds/{name}.md": f"# {name}\n\nIt is blown.\n" for name in ("oboe", "horn", "flute")},
    ],
    ids=["two files", "another file among them", "titles that ask nothing"],
)
def test_other_folders_are_documents(tmp_path: Path, files: dict[str, str]) -> None:
    assert _read(tmp_path, files).keys() <= {"What has two reeds?"}


def test_a_file_that_comes_into_the_folder_changes_how_the_others_are_read(tmp_path: Path) -> None:
    assert len(_read(tmp_path, _RULED)) == 3
    memory = Memory()
    project = open_project(tmp_path)
    memory.begin(project)
    assert sum(len(d.reading.drafts) for d in read_documents(project, reader=memory.read_document)) == 3
    (tmp_path / "Winds/Notes.md").write_text("# Notes\n\n## More\n\nWords.\n", encoding="utf-8")
    memory.begin(project)
    assert sum(len(d.reading.drafts) for d in read_documents(project, reader=memory.read_document)) < 3
