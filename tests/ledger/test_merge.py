"""Two branches' ledgers as git's merge driver joins them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.ledger import Ledger, begin, merge, parse, serialise, turn_back
from builder.model.diagnostics import ProjectError
from tests.ledger.world import build, draft

COMMON = [draft(f"What is thing number {n}?", f"It is number {n}.") for n in range(40)]


def test_what_either_branch_changed_is_kept() -> None:
    base = build(COMMON)
    ours = build([*COMMON[1:], draft("What is ours?", "This.")], base)
    theirs = build([draft(COMMON[0].question.text, "Changed."), *COMMON[1:], draft("What is theirs?", "That.")], base)
    merged = merge(base.ledger, ours.ledger, theirs.ledger)
    assert set(merged.by_guid) == set(ours.ledger.by_guid) | set(theirs.ledger.by_guid)
    assert parse(serialise(merged), "ledger.jsonl") == merged


def test_of_two_changes_the_later_is_kept() -> None:
    base = build(COMMON[:1])
    ours = build([draft(COMMON[0].question.text, "Ours.")], base, now=1_700_000_500)
    theirs = build([draft(COMMON[0].question.text, "Theirs.")], base, now=1_700_000_600)
    assert merge(base.ledger, ours.ledger, theirs.ledger) == theirs.ledger
    assert merge(base.ledger, theirs.ledger, ours.ledger) == theirs.ledger


@given(st.lists(st.integers(0, 9), unique=True), st.lists(st.integers(0, 9), unique=True))
def test_the_side_does_not_matter(one: list[int], two: list[int]) -> None:
    base = build(COMMON[:5])
    sides: list[Ledger] = []
    for number, chosen in enumerate((one, two)):
        drafts = [draft(COMMON[n].question.text, f"By {number}.") for n in chosen]
        sides.append(build(drafts, base, now=1_700_001_000 + number).ledger)
    merged = merge(base.ledger, *sides)
    assert merged.notes == merge(base.ledger, *sides[::-1]).notes
    for guid, entry in merged.by_guid.items():
        assert entry.modified == max(s.by_guid[guid].modified for s in sides if guid in s.by_guid)


def test_two_projects_are_not_merged() -> None:
    with pytest.raises(ProjectError, match="two projects"):
        merge(None, begin("One"), begin("Two"))


def test_git_merges_thirty_new_notes_of_either_branch(tmp_path: Path) -> None:
    def git(*arguments: str) -> int:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        return subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=False, capture_output=True).returncode

    file = tmp_path / "ledger.jsonl"
    base = build(COMMON)
    sides = [
        build([*COMMON, *(draft(f"What is {n} of {side}?", f"{n}.") for n in range(30))], base, now=1_700_009_000 + i)
        for i, side in enumerate(("ours", "theirs"))
    ]
    (tmp_path / ".gitattributes").write_text("ledger.jsonl merge=deckbuilder\n")
    file.write_text(serialise(base.ledger), encoding="utf-8")
    git("init", "-q", "-b", "main")
    git("config", "merge.deckbuilder.driver", f"{sys.executable} -m builder ledger merge %O %A %B")
    git("add", "."), git("commit", "-qm", "1"), git("checkout", "-qb", "theirs")
    file.write_text(serialise(sides[1].ledger), encoding="utf-8")
    git("commit", "-qam", "2"), git("checkout", "-q", "main")
    file.write_text(serialise(sides[0].ledger), encoding="utf-8")
    git("commit", "-qam", "3")
    assert git("merge", "-q", "--no-edit", "theirs") == 0
    merged = parse(file.read_text(encoding="utf-8"), "ledger.jsonl")
    assert len(merged.notes) == len(COMMON) + 60


def test_times_of_the_future_are_turned_back() -> None:
    ledger = build(COMMON[:3], now=2_000_000_000).ledger
    back, late = turn_back(ledger, 1_900_000_000)
    assert late == 3
    assert back.newest == 1_900_000_000
    assert turn_back(back, 1_900_000_000) == (back, 0)
