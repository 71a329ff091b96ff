"""Case files: many small examples in one text file, easy to read and to review as a diff.

A case is a title, an input and an expected output, each part closed by a line that holds
one full stop and nothing else (the form of markdown-it's fixtures)::

    a list right after a line of text
    .
    Text
    - item
    .
    <p>Text</p>
    <ul><li>item</li></ul>
    .

Whatever stands between two cases is comment, save the last non-blank line before the first
full stop: that is the title.  A test reads a file and hands what it got to the fixture
``expect``::

    @pytest.mark.parametrize("case", cases.load(HERE / "cases" / "lists.txt"), ids=cases.title)
    def test_lists(case: cases.Case, expect: cases.Expect) -> None:
        expect(case, render(case.input))

``pytest --accept`` writes what was got into the file instead of failing; the diff is then
to be reviewed.  (Not together with ``-n``: one process must hold all the answers.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MARK = "."


@dataclass(frozen=True, slots=True)
class Case:
    """One example; ``first`` and ``last`` are the 0-based line numbers around ``expected``."""

    path: Path
    title: str
    input: str
    expected: str
    first: int
    last: int


Expect = Callable[[Case, str], None]


def load(path: Path) -> tuple[Case, ...]:
    """The cases of ``path``, in order.  Raises ``ValueError`` where the file ends within a case."""
    lines = path.read_text(encoding="utf-8").split("\n")
    marks = [i for i, line in enumerate(lines) if line.rstrip() == MARK]
    if len(marks) % 3:
        raise ValueError(f"{path}: the last case is not closed by a line with a full stop")
    cases = []
    end = -1
    for opening, middle, closing in zip(marks[0::3], marks[1::3], marks[2::3], strict=True):
        title = next((ln for ln in reversed(lines[end + 1 : opening]) if ln.strip()), f"line {opening + 1}")
        given, expected = lines[opening + 1 : middle], lines[middle + 1 : closing]
        cases.append(Case(path, title.strip(), "\n".join(given), "\n".join(expected), middle + 1, closing))
        end = closing
    return tuple(cases)


def title(case: Case) -> str:
    """The name of a case as a test's id."""
    return case.title


def accept(path: Path, answers: dict[Case, str]) -> None:
    """Write new expected outputs into a case file; everything else in it stays as it is."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for case in sorted(answers, key=lambda c: c.first, reverse=True):
        lines[case.first : case.last] = answers[case].split("\n")
    path.write_text("\n".join(lines), encoding="utf-8")
