"""The floor: genanki alone, given HTML that is ready.  Run ``python -m tests.benchmarks.floor NOTES FILE``."""

from __future__ import annotations

import sys

import genanki

_MODEL = genanki.Model(
    1607392319,
    "Floor",
    fields=[{"name": "Question"}, {"name": "Answer"}],
    templates=[{"name": "Card", "qfmt": "{{Question}}", "afmt": "{{Answer}}"}],
)


def main(notes: int, path: str) -> None:
    """Write a package of ``notes`` notes to ``path``."""
    deck = genanki.Deck(2059400110, "Floor")
    for number in range(notes):
        answer = f"<p>The answer {number} is <strong>ready</strong> and of middling length, as answers are.</p>"
        deck.add_note(genanki.Note(_MODEL, [f"What is {number}?", answer]))
    genanki.Package(deck).write_to_file(path)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
