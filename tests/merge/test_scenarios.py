"""The proof: what an author may do to the sources, and what a learner's collection is like after the update.

For each scenario: release 1 is imported into a real Anki collection; the learner reviews five
notes, edits, tags, moves, flags and suspends some; the sources are edited; release 2 is
imported as the desktop's dialog would.  ``Learner.compare`` then holds *every* note against
what it was: an unchanged note keeps all that the learner did to it, a changed one is as in the
package, every schedule is the same to the last number, nothing is there twice, no picture is
missing, and Anki's own checks are content.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.merge.corpus import FILES, NETWORKS, NOTES, PYTHON, STATISTICS, picture
from tests.merge.study import Author, Learner

TYPO = "What does a convolution share?"
DROPOUT = "What is dropout?"


@dataclass(frozen=True, slots=True)
class Scenario:
    """An edit of the sources and what a learner should see of it.

    ``becomes`` maps the questions whose words changed to their new words (the same note);
    all other questions that are in both releases must be the same notes anyway.
    """

    name: str
    edit: Callable[[Author], object]
    new: int = 0
    updated: int = 0
    becomes: Mapping[str, str] = field(default_factory=dict)
    fresh: tuple[str, ...] = ()  # questions that must be new notes
    retired: tuple[str, ...] = ()  # questions that must ship as retired


def scenario(name: str, edit: Callable[[Author], object], **expected: object) -> object:
    return pytest.param(Scenario(name, edit, **expected), id=name.replace(" ", "-"))  # type: ignore[arg-type]


def note(text: str, question: str) -> str:
    """The piece of ``text`` that holds a note: its heading and all up to the next."""
    found = re.search(rf"^### (\d+\. )?{re.escape(question)}\n.*?(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[0]


def reordered(text: str) -> str:
    """All notes of a section in reverse."""
    parts = re.split(r"(?=^#{2,3} )", text, flags=re.MULTILINE)
    sections: list[list[str]] = [[parts[0]]]
    for part in parts[1:]:
        if part.startswith("## "):
            sections.append([part])
        else:
            sections[-1].insert(1, part.rstrip() + "\n\n")
    return "".join("".join(section) for section in sections)


def renumbered(text: str, by: int) -> str:
    return re.sub(r"^### (\d+)\.", lambda m: f"### {int(m[1]) + by}.", text, flags=re.MULTILINE)


def all_of(*edits: Callable[[Author], object]) -> Callable[[Author], object]:
    return lambda author: [edit(author) for edit in edits]


def swap(name: str, *pairs: tuple[str, str]) -> Callable[[Author], object]:
    """Replace texts that each occur once in a file."""
    return all_of(*(lambda a, old=old, new=new: a.replace(name, old, new) for old, new in pairs))


def whole(name: str, text: str | bytes) -> Callable[[Author], object]:
    return lambda a: a.write(name, text)


def rename(old: str, new: str) -> Callable[[Author], object]:
    return lambda a: (a.write(new, a.read(old)), a.write(old, ""))


def move_note(question: str, old: str, new: str) -> Callable[[Author], object]:
    """Cut a note out of one file and put it at the end of another."""

    def edit(author: Author) -> None:
        text = note(author.read(old), question)
        author.replace(old, text, "")
        author.write(new, author.read(new).rstrip() + "\n\n" + re.sub(r"### \d+\. ", "### ", text))

    return edit


PYTHON_AS_HEADINGS = re.sub(r"^Q: (.*)$", r"#### \1", PYTHON, flags=re.MULTILINE).replace("A: ", "")
INSERTED = "### 0. What is a neuron?\n\nA weighted sum of its inputs, and a function of that sum.\n\n"
RATE = note(NETWORKS, "What does the learning rate decide?")
BATCHES = note(NETWORKS, "Why are examples grouped in batches?")

SCENARIOS = [
    scenario("rebuilt unchanged", lambda a: None),
    scenario("answer edited", swap("networks.md", ("greater of zero", "maximum of zero")), updated=1),
    scenario(
        "typo in a question",
        swap("networks.md", ("convolution share?", "convolutional layer share?")),
        updated=1,
        becomes={TYPO: "What does a convolutional layer share?"},
    ),
    scenario(
        "question reworded beyond half",
        swap("networks.md", (DROPOUT, "How do randomly disabled neurons help a network to generalise?")),
        updated=1,
        becomes={DROPOUT: "How do randomly disabled neurons help a network to generalise?"},
    ),
    scenario(
        "question and answer both edited",
        swap(
            "python.md",
            ("When is a tuple better than a list?", "When should you prefer a tuple to a list?"),
            ("as the key of a dictionary", "as in the key of a dict"),
        ),
        updated=1,
        becomes={"When is a tuple better than a list?": "When should you prefer a tuple to a list?"},
    ),
    scenario(
        "note inserted first",
        swap("networks.md", ("### 1. What", INSERTED + "### 1. What")),
        new=1,
        fresh=("What is a neuron?",),
    ),
    scenario(
        "note deleted",
        lambda a: a.replace("networks.md", note(NETWORKS, DROPOUT), ""),
        updated=1,
        retired=(DROPOUT,),
    ),
    scenario("all reordered", lambda a: a.write("networks.md", reordered(NETWORKS))),
    scenario("renumbered", lambda a: a.write("networks.md", renumbered(NETWORKS, 4))),
    scenario("numbers removed", lambda a: a.write("networks.md", re.sub(r"### \d+\. ", "### ", NETWORKS))),
    scenario(
        "moved to another section",
        lambda a: (
            a.replace("networks.md", RATE, ""),
            a.write("networks.md", a.read("networks.md").rstrip() + "\n\n" + RATE),
        ),
        updated=1,
    ),
    scenario("moved to another file", move_note(DROPOUT, "networks.md", "statistics.md"), updated=1),
    scenario(
        "moved to another file and reworded",
        all_of(
            move_note(DROPOUT, "networks.md", "statistics.md"),
            swap("statistics.md", (DROPOUT, "What does dropout do?")),
        ),
        updated=1,
        becomes={DROPOUT: "What does dropout do?"},
    ),
    scenario("file renamed", rename("networks.md", "learning.md")),
    scenario(
        "file renamed, then edited",
        all_of(rename("python.md", "snakes.md"), swap("snakes.md", ("It is made once", "It is evaluated once"))),
        updated=1,
    ),
    scenario("section renamed", swap("networks.md", ("## Layers", "## Kinds of layers")), updated=3),
    scenario("section with a colon", swap("networks.md", ("## Layers", "## Layers:"))),
    scenario(
        "heading level changed", lambda a: a.write("networks.md", re.sub("^##", "###", NETWORKS, flags=re.MULTILINE))
    ),
    scenario("title changed", swap("networks.md", ("# Neural networks", "# Deep networks")), updated=6),
    scenario("root deck renamed", whole("deckbuilder.toml", 'deck = "University"\n')),
    scenario(
        "dialect of a file changed",
        whole("python.md", PYTHON_AS_HEADINGS),
    ),
    scenario(
        "two notes merged into one",
        lambda a: (
            a.replace("networks.md", BATCHES, ""),
            a.replace("networks.md", DROPOUT, "What is dropout, and why are examples grouped in batches?"),
            a.replace("networks.md", "outputs are scaled.", "outputs are scaled.\n\n" + BATCHES.split("\n\n", 1)[1]),
        ),
        updated=2,  # one of the two has both questions now, and the other is retired
    ),
    scenario(
        "one note split in two",
        swap(
            "python.md",
            ("its values one at a time, and remembers where it stopped.", "its values one at a time."),
            ("Q: When is", "Q: What does a generator remember?\n\nA: Where it stopped.\n\nQ: When is"),
        ),
        new=1,
        updated=1,
        fresh=("What does a generator remember?",),
    ),
    scenario("tags of a file", whole("python.md", "---\ntags: [language]\n---\n\n" + PYTHON), updated=4),
    scenario("picture changed under its name", whole("kernel.png", picture(200)), updated=1),
    scenario(
        "line ends of Windows",
        lambda a: [a.write(n, a.read(n).replace("\n", "\r\n")) for n in ("networks.md", "python.md", "statistics.md")],
    ),
    scenario("byte order mark", lambda a: a.write("python.md", "\ufeff" + PYTHON)),
    scenario(
        "white space",
        lambda a: [
            a.write(n, a.read(n).replace("\n\n", "\n\n\n").replace("### ", "###   ").rstrip() + "\n\n\n")
            for n in ("networks.md", "python.md", "statistics.md")
        ],
    ),
    scenario(
        "paragraphs wrapped anew",
        swap("networks.md", ("another. At inference all of\nthem work", ("another. At\ninference all of them work"))),
    ),
    scenario("emphasis in a question", swap("statistics.md", ("What is a median?", "What is a *median*?")), updated=1),
    scenario("an id is written", swap("statistics.md", ("a median?", "a median? {#median}"))),
    scenario("an empty file is added", whole("later.md", "# Later\n")),
    scenario(
        "a file is added", whole("later.md", STATISTICS.replace("median", "mode").replace("mean", "range")), new=2
    ),
    scenario(
        "a file is deleted",
        whole("statistics.md", ""),
        updated=2,
        retired=("What is a median?", "When does the mean mislead?"),
    ),
    scenario(
        "everything at once",
        all_of(
            lambda a: a.write("networks.md", renumbered(reordered(a.read("networks.md")), 7)),
            swap("networks.md", (TYPO, "What does a convolutional layer share?"), ("zero and its", "zero and of its")),
            rename("networks.md", "nets.md"),
            whole("python.md", PYTHON_AS_HEADINGS.replace("It stops at the shortest", "It ends with the shortest")),
            move_note("What is a median?", "statistics.md", "nets.md"),
        ),
        updated=4,
        becomes={TYPO: "What does a convolutional layer share?"},
    ),
]


@pytest.mark.parametrize("case", SCENARIOS)
def test_an_update_touches_only_what_changed(case: Scenario, tmp_path: Path) -> None:
    author = Author(tmp_path / "author", FILES)
    first = author.build()
    with Learner(tmp_path / "learner") as learner:
        before = learner.study(
            first,
            edited="Why should a default argument not be a list?",
            tagged="Which layers have how many parameters?",
            moved="What is a generator?",
            flagged="What does a ReLU compute?",
        )
        case.edit(author)
        second = author.build()
        fates = learner.compare(before, second, learner.load(second.data))
        # The learner's own edit and tag are worth something only while they are there.
        assert sum(f == "in my own words" for n in learner.notes() for f in n.fields.values()) in (0, 1)
    assert (
        fates == Counter({"new": case.new, "updated": case.updated, "untouched": NOTES - case.updated}) - Counter()
    ), fates
    assert second.released == bool(case.new or case.updated)
    for old, new in case.becomes.items():
        assert second.guid(new) == first.guid(old)
    for question in set(first.questions) & set(second.questions):
        assert second.guid(question) == first.guid(question)
    for question in case.fresh:
        assert second.guid(question) not in first.notes
    for question in case.retired:
        assert question not in second.questions
        shipped = second.notes[first.guid(question)]
        assert shipped.fields["Retired"]
        assert "retired" in shipped.tags
    if not second.released:
        assert second.data == first.data or case.name in CHANGED_PACKAGE


# Nothing of these reaches a learner who has the notes; new learners get another order, deck, file name or line break.
CHANGED_PACKAGE = {"all reordered", "root deck renamed", "file renamed", "paragraphs wrapped anew"}
