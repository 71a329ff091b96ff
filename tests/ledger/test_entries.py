"""The ledger's text: canonical, whole or refused with the line."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.ledger import DocumentEntry, Entry, Kept, Ledger, NotetypeEntry, begin, mend, parse, serialise
from builder.model.diagnostics import ProjectError
from tests.ledger.world import build, draft

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
WORD = st.text("abcdefghijABCDEF0123456789", min_size=1, max_size=10)
TIME = st.integers(0, 2**33)

ENTRIES = st.builds(
    lambda guid, question, sections, tags, pin, times, retired, dropped: Entry(
        guid=guid,
        question=question,
        sections=tuple(sections),
        tags=tuple(tags),
        pin=pin,
        created=min(times),
        modified=max(times),
        retired=retired,
        dropped=dropped,
    ),
    WORD,
    TEXT,
    st.lists(TEXT, max_size=3),
    st.lists(WORD, max_size=3),
    TEXT,
    st.tuples(TIME, TIME),
    st.integers(0, 9),
    st.booleans(),
)
DOCUMENTS = st.builds(DocumentEntry, TEXT.filter(bool), TEXT, TEXT, st.lists(WORD, max_size=2).map(tuple))
NOTETYPES = st.builds(NotetypeEntry, WORD, WORD, st.lists(TEXT, max_size=3).map(tuple), TIME, TIME)
LEDGERS = st.builds(
    lambda root, styles, documents, notes: Ledger(
        "identity",
        root,
        tuple(sorted(styles, key=lambda n: n.notetype)),
        tuple(sorted(documents, key=lambda d: d.document)),
        tuple(sorted(notes, key=lambda n: n.guid)),
    ),
    TEXT.filter(bool),
    st.lists(NOTETYPES, max_size=3, unique_by=lambda n: n.notetype),
    st.lists(DOCUMENTS, max_size=4, unique_by=lambda d: d.document),
    st.lists(ENTRIES, max_size=6, unique_by=lambda n: n.guid),
)


@given(LEDGERS)
def test_what_is_written_is_read(ledger: Ledger) -> None:
    text = serialise(ledger)
    assert parse(text, "ledger.jsonl") == ledger
    assert serialise(parse(text, "ledger.jsonl")) == text


@given(LEDGERS, st.randoms())
def test_order_of_lines_and_their_ends_do_not_matter(ledger: Ledger, chance: random.Random) -> None:
    lines = serialise(ledger).splitlines()
    chance.shuffle(lines)
    assert parse("\r\n".join(lines), "ledger.jsonl") == ledger


@given(LEDGERS, st.data())
@settings(max_examples=200)
def test_a_truncated_ledger_is_refused(ledger: Ledger, data: st.DataObject) -> None:
    text = serialise(ledger)
    cut = data.draw(st.integers(0, len(text) - 2))  # without the last line end nothing is lost
    with pytest.raises(ProjectError) as caught:
        parse(text[:cut], "ledger.jsonl")
    assert caught.value.span is not None


def test_one_line_for_each_note_sorted() -> None:
    ledger = build([draft(f"Question {n}?", "answer") for n in range(9)]).ledger
    lines = serialise(ledger).splitlines()
    guids = [json.loads(line)["guid"] for line in lines if "guid" in json.loads(line)]
    assert len(guids) == 9
    assert guids == sorted(guids)


def test_lines_are_lines_for_every_tool() -> None:
    """Some tools end a line at U+2028, U+0085 or a form feed."""
    ledger = build([draft("What\u2028is\u0085this\x0cthing?", "x")]).ledger
    assert len(serialise(ledger).splitlines()) == 5


def _lines(edit: dict[int, str]) -> str:
    lines = serialise(build([draft("One?", "1"), draft("Two?", "2")]).ledger).splitlines()
    for number, line in edit.items():
        lines[number - 1] = line
    return "\n".join(lines) + "\n"


NOTE = '{"guid": "abc", "question": "One?", "digest": "d", "created": 5, "modified": 5}'


@pytest.mark.parametrize(
    ("edit", "line", "code", "message"),
    [
        ({4: NOTE.replace("}", "")}, 4, "I050", "not JSON"),
        ({4: "[]"}, 4, "I050", "not a JSON object"),
        ({4: '{"note": "x"}'}, 4, "I050", "neither a note, nor"),
        ({4: NOTE.replace("question", "qeustion")}, 4, "I050", "no key 'qeustion'"),
        ({4: '{"guid": "abc"}'}, 4, "I050", "'question' is missing"),
        ({4: NOTE.replace('"modified": 5', '"modified": "5"')}, 4, "I050", "'modified' is wrong"),
        ({4: NOTE.replace('"modified": 5', '"modified": true')}, 4, "I050", "'modified' is wrong"),
        ({4: NOTE.replace('"modified": 5', '"modified": 5.5')}, 4, "I050", "'modified' is wrong"),
        ({4: NOTE.replace('"modified": 5', '"modified": 4')}, 4, "I050", "times of the note 'abc'"),
        ({4: NOTE.replace('"abc"', '""')}, 4, "I050", "GUID is empty"),
        ({4: NOTE.replace("}", ', "tags": "a b"}')}, 4, "I050", "'tags' is wrong"),
        ({4: NOTE, 5: NOTE}, 5, "I053", "'abc' is there twice; the first time on line 4"),
        ({3: '{"document": "a.md"}', 4: '{"document": "a.md"}'}, 4, "I050", "'a.md' is there twice"),
        ({4: "<<<<<<< HEAD"}, 4, "I051", "merge-conflict marker"),
        ({4: "||||||| base"}, 4, "I051", "merge-conflict marker"),
        ({4: "======="}, 4, "I051", "merge-conflict marker"),
        ({4: ">>>>>>> branch"}, 4, "I051", "merge-conflict marker"),
        ({1: '{"ledger": 2, "later": true}'}, 1, "I052", "of version 2"),
        ({1: '{"ledger": "1", "identity": "x", "root": "y"}'}, 1, "I050", "its version"),
        ({1: '{"ledger": 1, "identity": "x"}'}, 1, "I050", "'identity' and a 'root'"),
        ({1: NOTE}, 1, "I050", "line with its version is missing"),
        ({3: '{"notetype": "cloze"}', 4: '{"notetype": "cloze"}'}, 4, "I050", "'cloze' is there twice"),
        ({2: '{"notetype": "cloze", "schema": "x"}'}, 2, "I050", "'schema' is wrong"),
        ({6: NOTE}, 6, "I050", "truncated"),
    ],
)
def test_nonsense_is_refused_with_its_line(edit: dict[int, str], line: int, code: str, message: str) -> None:
    with pytest.raises(ProjectError) as caught:
        parse(_lines(edit), "ledger.jsonl")
    error = caught.value
    assert (error.span and error.span.path, error.span and error.span.line, error.code) == ("ledger.jsonl", line, code)
    assert message in error.message
    assert error.hint


def test_an_empty_ledger_is_refused() -> None:
    with pytest.raises(ProjectError, match="empty"):
        parse("", "ledger.jsonl")


def test_deeply_nested_nonsense_is_refused() -> None:
    with pytest.raises(ProjectError, match="not JSON"):
        parse(_lines({4: "[" * 100_000}), "ledger.jsonl")


# ------------------------------------------------------------------------ merging by git


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *settings, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def _merged(folder: Path, base: Ledger, ours: Ledger, theirs: Ledger) -> str:
    """The ledger's text as git leaves it after a merge of two branches."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "ledger.jsonl"
    _git(folder, "init", "-q", "-b", "main")

    def commit(ledger: Ledger) -> None:
        file.write_text(serialise(ledger), encoding="utf-8")
        _git(folder, "add", ".")
        assert _git(folder, "commit", "-q", "-m", "release").returncode == 0

    commit(base)
    _git(folder, "checkout", "-q", "-b", "theirs")
    commit(theirs)
    _git(folder, "checkout", "-q", "main")
    commit(ours)
    _git(folder, "merge", "-q", "theirs")
    return file.read_text(encoding="utf-8")


COMMON = [draft(f"What is thing number {n}?", f"It is the thing that comes after {n - 1}.") for n in range(12)]
OURS = [draft(f"Which of ours is {n}?", f"Ours, {n}.") for n in range(8)]
THEIRS = [draft(f"Which of theirs is {n}?", f"Theirs, {n}.") for n in range(8)]


@pytest.mark.parametrize("union", [False, True])
def test_two_branches_that_add_notes(tmp_path: Path, union: bool) -> None:
    """Conflict or not, and even where git keeps common lines twice (merge=union): one command mends it."""
    base = build(COMMON)
    ours, theirs = build(COMMON + OURS, base), build(COMMON + THEIRS, base)
    if union:
        tmp_path.joinpath(".gitattributes").write_text("ledger.jsonl merge=union\n")
    merged = mend(_merged(tmp_path, base.ledger, ours.ledger, theirs.ledger), "ledger.jsonl").ledger
    assert parse(serialise(merged), "ledger.jsonl") == merged
    together = build(COMMON + OURS + THEIRS, merged)
    assert not together.stamped.release
    assert {*together.guids} == {*ours.guids, *theirs.guids}


def test_a_few_notes_in_a_large_deck_merge_by_themselves(tmp_path: Path) -> None:
    many = [draft(f"Of many, which is {n}?", f"Number {n}.") for n in range(300)]
    base = build(many)
    ours, theirs = build(many + OURS[:2], base), build(many + THEIRS[:2], base)
    merged = parse(_merged(tmp_path, base.ledger, ours.ledger, theirs.ledger), "ledger.jsonl")
    assert len(merged.notes) == 304


def test_two_branches_that_change_the_same_note(tmp_path: Path) -> None:
    base = build(COMMON)
    ours = build([draft("What is thing number 0?", "Ours."), *COMMON[1:]], base, now=1_700_000_500)
    theirs = build([draft("What is thing number 0?", "Theirs."), *COMMON[1:]], base, now=1_700_000_600)
    text = _merged(tmp_path, base.ledger, ours.ledger, theirs.ledger)
    with pytest.raises(ProjectError, match="conflict"):
        parse(text, "ledger.jsonl")
    mended = mend(text, "ledger.jsonl")
    assert mended.ledger == theirs.ledger  # the later one: no learner's copy may be newer
    assert mended.kept == (Kept("What is thing number 0?", "theirs", 1_700_000_600),)


def test_a_line_begins_with_what_people_read() -> None:
    (note,) = build([draft("What is a sac?", "A bag.", section="Cells")]).ledger.notes
    line = next(line for line in serialise(Ledger("x", "y", notes=(note,))).splitlines() if "guid" in line)
    names = list(json.loads(line))
    assert names[:2] == ["question", "path"]
    assert names[-4:] == ["guid", "digest", "answer", "sketch"]


def test_mending_takes_neither_side_back_to_the_base() -> None:
    """With merge.conflictStyle=diff3 the base is in the file, too."""
    base = build(COMMON[:1])
    ours = build([draft("What is thing number 0?", "Ours.")], base)
    line = [serialise(b.ledger).splitlines()[3] for b in (base, ours)]
    text = serialise(base.ledger).replace(
        line[0], f"<<<<<<< HEAD\n{line[1]}\n||||||| base\n{line[0]}\n=======\n>>>>>>> theirs"
    )
    assert mend(text, "ledger.jsonl").ledger == ours.ledger


def test_mending_a_good_ledger_changes_nothing() -> None:
    ledger = build(COMMON).ledger
    assert mend(serialise(ledger), "ledger.jsonl").ledger == ledger


def test_a_project_has_an_identity_of_its_own() -> None:
    cells = [("What is osmosis?", "A flow of water."), ("What is a vacuole?", "A sac.")]
    assert begin("docs", cells).identity == begin("docs", cells[::-1]).identity
    others = (begin("notes", cells), begin("docs", cells[:1]), begin("docs", [(cells[0][0], "A flow."), cells[1]]))
    assert len({begin("docs", cells).identity, *(other.identity for other in others)}) == 4
    assert begin("docs", cells, "mine").identity == "mine"
