"""The pages show every kind of note as Anki does."""

from __future__ import annotations

import re
from pathlib import Path

from builder import pipeline
from builder.model import notetypes
from builder.project.files import open_project
from builder.site.cards import sides
from tests.anki.lab import Lab

KINDS = """\
# Harbour

- The {{c1::quay::a wall}} holds {{c2::**ships** and \\(a^{b^{c}}\\)}}, `{{c3::no}}` and \\({{c2::x}} + y\\).
- {{c1::Ships {{c2::moor}} here}}, says `std::vector` and {{c3::`std::map`::a type}}.

## What is a bollard? {reverse}

a post

## What is a rope? {type}

a <thick> line

## Which of these floats?

- A: lead
- B: cork

Answer: B

Both are cheap.
"""


def test_cards_of_every_kind_are_those_of_anki(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "harbour.md").write_text(KINDS, encoding="utf-8")
    built = pipeline.build(open_project(tmp_path / "sources"), tmp_path / "out", now=2_000_000_000)
    assert built.stamped is not None
    seen = []
    with Lab(tmp_path / "learner") as learner:
        learner.load(built.packages[0].path)
        for rendered in built.stamped.rendered:
            notetype = notetypes.load()[rendered.note.draft.notetype]
            for side in (0, 1):
                ours = sides(rendered, notetype)[side].split("\n<hr>\n")
                theirs = [as_shown(learner.render(rendered.guid, n)[side]) for n in rendered.cards]
                assert [as_shown(card) for card in ours] == theirs
            seen.append(len(rendered.cards))
        assert learner.empty_cards() == ()
    assert seen == [2, 3, 2, 1, 1]


def as_shown(card: str) -> str:
    """A side without what only one of the two can have: the text for a screen reader, a script, the place to type."""
    card = re.sub(r' data-cloze="[^"]*"|<script>.*?</script>', "", card, flags=re.DOTALL)
    return re.sub(r'\[\[type:\w+\]\]|<input id="typeans"[^>]*>|<code id="typeans">.*?</code>', "(type)", card).strip()
