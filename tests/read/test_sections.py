"""The stack of open sections."""

from __future__ import annotations

from builder.model.source import Span
from builder.read.fold.sections import ANNOUNCED, BARE, Sections

_HERE = Span("notes.md", 1)


def _titles(sections: Sections) -> list[str]:
    return [section.title for section in sections.open]


def test_a_section_ends_those_on_its_level_and_below() -> None:
    sections = Sections()
    for title, level in (("Birds", 1), ("Waders", 2), ("Bills", 3), ("Ducks", 2)):
        sections.enter(title, _HERE, level)
    assert _titles(sections) == ["Birds", "Ducks"]


def test_a_section_without_a_title_only_ends_others() -> None:
    sections = Sections()
    sections.enter("Birds", _HERE, 1)
    sections.enter("Waders", _HERE, 2)
    sections.enter("", _HERE, 2)
    assert _titles(sections) == ["Birds"]


def test_what_was_open_before_does_not_change() -> None:
    sections = Sections()
    sections.enter("Birds", _HERE, 1)
    before = sections.open
    sections.leave(1)
    assert [section.title for section in before] == ["Birds"]
    assert sections.open == ()


def test_forms_of_lines_rank_in_the_order_in_which_they_are_met() -> None:
    sections = Sections()
    assert not sections.has_met(BARE)
    outer, inner = sections.level_of_line("part"), sections.level_of_line(BARE)
    assert 6 < outer < inner < sections.level_of_line(ANNOUNCED)
    assert (sections.level_of_line("part"), sections.level_of_line(BARE)) == (outer, inner)
    assert sections.has_met(BARE)
