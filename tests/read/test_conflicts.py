"""The marks of an unfinished merge are an error; marks that look like them are text."""

from __future__ import annotations

import pytest

from builder.model.diagnostics import Severity
from tests.read.reading import reading

_MARKS = "<<<<<<< {ours}\nA pole.\n=======\nA pole of wood.\n>>>>>>> {theirs}\n"


@pytest.mark.parametrize(
    "names", [("HEAD", "edits"), ("Updated upstream", "Stashed changes"), ("alice", "1a2b3c (words)")]
)
@pytest.mark.parametrize(
    "form", ["## What is a mast?\n\n{0}", "Q: What is a mast?\nA: {0}\n{0}", "{0}\n## What is it?\n\nx\n"]
)
def test_an_unfinished_merge_is_an_error_at_its_first_mark(form: str, names: tuple[str, str]) -> None:
    text = form.replace("{0}", _MARKS.format(ours=names[0], theirs=names[1]))
    found = [d for d in reading(text).diagnostics if d.rule.code == "R004"]
    first = next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith("<<<<<<<"))
    assert found
    assert found[0].level is Severity.ERROR
    assert found[0].span is not None
    assert found[0].span.line == first


def test_marks_that_a_program_has_laid_out_are_found_too() -> None:
    text = "## Who sails?\n\n- Many\n  <<<<<<< HEAD\n- # Few\n- Few, at times\n  > > > > > > > main\n- All\n"
    assert "R004" in [d.rule.code for d in reading(text).diagnostics]


@pytest.mark.parametrize(
    "answer",
    [
        f"```\n{_MARKS}```",
        "Look for `<<<<<<<` and `>>>>>>>`.",
        "<<<<<<<\n\nThese open it.",
        "A title\n=======\n\nText.",
        ">>>>>>> a deep quotation",
        "<<<<<<<<<<<< more\n=======\n>>>>>>>>>>>> marks",
    ],
)
def test_what_only_looks_like_it_is_text(answer: str) -> None:
    assert "R004" not in [d.rule.code for d in reading(f"## What does git leave?\n\n{answer}\n").diagnostics]
