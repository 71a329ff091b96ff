"""Options of decks in the real Anki: they arrive where a learner asks for them, and what he changes in them stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.merge.study import Author, Learner

FILES = {"rocks.md": "# Rocks\n\n## What is basalt?\n\nLava that cooled.\n"}
OWN = "[deck_options]\nnew_per_day = 7\nreviews_per_day = 70\n"
DECK = "author::Rocks"


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path / "author", FILES).write("deckbuilder.toml", OWN)


def preset(learner: Learner, deck: str = DECK) -> dict[str, Any]:
    return learner.collection.decks.config_dict_for_deck_id(learner.deck(deck))


def limits(learner: Learner) -> tuple[str, int, int]:
    own = preset(learner)
    return own["name"], own["new"]["perDay"], own["rev"]["perDay"]


def test_a_learner_who_asks_for_them_gets_a_preset(author: Author, tmp_path: Path) -> None:
    with Learner(tmp_path / "learner") as learner:
        learner.load(author.build().data, with_deck_configs=True)
        assert limits(learner) == ("author", 7, 70)
        assert sorted(p["name"] for p in learner.collection.decks.all_config()) == ["Default", "author"]
        assert learner.problems() == ()


def test_a_learner_who_does_not_keeps_the_default(author: Author, tmp_path: Path) -> None:
    with Learner(tmp_path / "learner") as learner:
        learner.load(author.build().data)
        assert limits(learner) == ("Default", 20, 200)
        assert learner.problems() == ()


def test_what_the_learner_changes_stays(author: Author, tmp_path: Path) -> None:
    with Learner(tmp_path / "learner") as learner:
        learner.load(author.build().data, with_deck_configs=True)
        own = preset(learner)
        own["new"]["perDay"] = 3
        learner.collection.decks.update_config(own)
        author.write("deckbuilder.toml", OWN.replace("7\n", "9\n")).replace("rocks.md", "cooled", "cooled fast")
        assert learner.load(author.build().data, with_deck_configs=True).updated == 1
        assert limits(learner) == ("author", 3, 70)
        learner.collection.decks.set_config_id_for_deck_dict(learner.collection.decks.get(learner.deck(DECK)), 1)
        author.replace("rocks.md", "cooled fast", "cooled in the sea")
        data = author.build().data
        assert learner.load(data).updated == 1
        assert limits(learner)[0] == "Default"
        learner.load(data, with_deck_configs=True)
        assert limits(learner) == ("author", 3, 70)  # the deck has the preset again, and that is the learner's


def test_without_them_there_is_no_preset(tmp_path: Path) -> None:
    with Learner(tmp_path / "learner") as learner:
        learner.load(Author(tmp_path / "author", FILES).build().data, with_deck_configs=True)
        assert [p["name"] for p in learner.collection.decks.all_config()] == ["Default"]
