"""Headings: which of them hold questions, and which have text of their own.

Owns: the extents of headings, and what stands in them.  Does not own: what follows from
it (``heading_roles``, ``group_titles``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from builder.model.document import Block, Kind
from builder.read.forms.candidates import Candidate
from builder.read.forms.details import details_ends
from builder.read.forms.form import Member
from builder.read.language import page, words

CONTENT = frozenset(
    {Kind.TEXT, Kind.ITEM, Kind.FENCE, Kind.TABLE, Kind.QUOTE, Kind.DEFINITION, Kind.HTML, Kind.TERM, Kind.SUMMARY}
)
_NUMBER_ONLY = re.compile(r"\W*(?:[^\W\d]{1,20}\s*)?\d{1,4}\s*[题題问問道]?\W*(?:[\[(][^\[\]()]*[\])]\W*)?$")
_LONGEST_NUMBER = 100  # characters of a heading that says no more


def _is_underlined_label(block: Block) -> bool:
    """Whether an underlined line ends with a colon."""
    underlined = (
        block.kind is Kind.HEADING and len(block.lines) == 2 and not block.lines[0].text.lstrip().startswith("<")
    )
    return underlined and block.text.text.endswith((":", "："))


class Headings:
    """The headings of a document and the questions below them; all are named by the index of their block."""

    def __init__(self, blocks: Sequence[Block], members: Mapping[int, Member], contents: frozenset[int]) -> None:
        self.blocks = blocks
        self.members = sorted(members)
        self.numbers = {i: m.candidate.number for i, m in members.items()}
        self.restarts = sum(n == "1" for n in self.numbers.values()) > 1
        self.ends: dict[int, int] = {}
        labels = [i for i, b in enumerate(blocks) if _is_underlined_label(b)]
        self.label = labels[0] if len(labels) == 1 else None  # a single one is no section, but a label in the text
        left_out = contents | set(labels if self.label is not None else ())
        headings = [i for i, b in enumerate(blocks) if b.kind is Kind.HEADING and i not in left_out]
        self.has_headings = any(i not in members and blocks[i].level > 1 for i in headings)
        opened: list[int] = []
        for i in headings:
            while opened and blocks[opened[-1]].level >= blocks[i].level:
                self.ends[opened.pop()] = i
            opened.append(i)
        for i in opened:
            self.ends[i] = len(blocks)
        self.details = details_ends(blocks)
        self.section_levels = {blocks[i].level for i in headings if i not in members and self.contains_member(i)}
        self.stops = sorted({*headings, *self.members, len(blocks)})

    def next_member(self, at: int) -> int | None:
        i = bisect_right(self.members, at)
        return self.members[i] if i < len(self.members) else None

    def contains_member(self, at: int) -> bool:
        following = self.next_member(at)
        return following is not None and following < self.ends.get(at, 0)

    def goes_on_numbering(self, asked: Candidate, at: int) -> bool:
        """Whether the question after a heading has the number after ``asked``, where sections number anew."""
        following = self.next_member(at)
        if following is None or not self.restarts or not asked.number.isdigit():
            return False
        return self.numbers[following] == str(int(asked.number) + 1)

    def only_numbers(self, at: int) -> bool:
        """Whether a heading says no more than a word and a number, and holds one question."""
        text = words.bare(self.blocks[at].text.text)
        following = self.next_member(at)
        if following is None or len(text) > _LONGEST_NUMBER or not _NUMBER_ONLY.match(text):
            return False
        i = bisect_right(self.members, at)
        end = self.ends.get(at, len(self.blocks))
        return following < end and (i + 1 >= len(self.members) or self.members[i + 1] >= end)

    def own_text(self, at: int) -> bool:
        """Whether content stands between the heading and the next heading or question."""
        stop = self.stops[bisect_right(self.stops, at)]
        return any(
            b.kind in CONTENT
            and not page.is_chrome(b.text.text)
            and not page.is_badge(b.text.text)
            and not page.is_markup(b.text.text)
            for b in self.blocks[at + 1 : stop]
        )

    def opens_at(self, at: int) -> bool:
        """Whether a details block that begins at ``at`` is still open at the next question."""
        following = self.next_member(at)
        return following is not None and self.details.get(at, 0) > following
