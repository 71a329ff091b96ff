"""Templates of a project's own: what Anki could not use is refused where it stands."""

from __future__ import annotations

import pytest

from builder.model import notetypes
from builder.model.diagnostics import ProjectError
from builder.model.notetypes import CLOZE, STANDARD, cloze_of, is_cloze, key_of
from builder.model.templates import Look, with_looks

BASE = notetypes.load()


def own(side: str, text: str, css: str = "") -> dict[str, notetypes.Notetype]:
    return dict(with_looks(BASE, {"map": Look(css, {side: ("map.html", text)})}))


def test_a_look_makes_both_kinds_with_the_same_shape() -> None:
    made = own("front", "<b>{{Question}}</b>\n{{#Options}}{{Options}}{shuffle}{{/Options}}", ".card { color: teal }")
    assert made["map"].schema == BASE[STANDARD].schema
    assert made["map cloze"].schema == BASE[CLOZE].schema
    assert made["map"].css.endswith(".card { color: teal }")
    question, reverse = made["map"].templates
    assert question.front.startswith("{{^Retired}}\n<b>{{Question}}</b>")
    assert "<script>" in question.front
    assert question.back == BASE[STANDARD].templates[0].back
    assert reverse == BASE[STANDARD].templates[1]
    assert made[STANDARD] is BASE[STANDARD]


def test_a_reverse_of_ones_own_is_made_only_where_it_is_wanted() -> None:
    front = own("reverse_front", "{{Answer}}?")["map"].templates[1].front
    assert front.startswith("{{#Reverse}}{{^Retired}}")
    assert front.count("{{/Retired}}") == front.count("{{/Reverse}}") == 1


@pytest.mark.parametrize(
    ("side", "text", "where", "said"),
    [
        ("front", "<p>\n  {{Qestion}}", "map.html:2:3", "did you mean 'Question'?"),
        ("front", "{{Question}} {{Zebra}}", "map.html:1:14", "the fields are: Question, Answer, Context"),
        ("front", "{{Question}}{{#Hint}}x", "map.html:1:13", "write {{/Hint}} behind it"),
        ("front", "{{Question}}{{/Hint}}", "map.html:1:13", "write {{#Hint}} before it"),
        ("front", "{{#Hint}}{{Question}}{{/Extra}}{{/Hint}}", "map.html:1:22", "write {{#Extra}} before it"),
        ("front", "Guess!", "map.html:1:1", "Anki needs a field"),
        ("front", "{{shout:Question}}", "map.html:1:1", "it knows: cloze, furigana"),
        ("front", '{{Question}}<img src="map.png">', "map.html:1:18", "write a picture as data:"),
        ("cloze_front", "{{Text}}", "map.html:1:1", "Anki needs {{cloze:Text}} here"),
        ("cloze_back", "{{cloze:Text}} {{Answer}}", "map.html:1:16", "the fields are: Text"),
        ("back", "{{FrontSide}}" + "x" * 100_000, "map.html:1:1", "a page of HTML"),
    ],
)
def test_what_anki_could_not_use(side: str, text: str, where: str, said: str) -> None:
    with pytest.raises(ProjectError) as error:
        own(side, text)
    assert (str(error.value.span), error.value.code) == (where, "K009")
    assert said in error.value.hint


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("front", "{{text:Question}} {{hint:Hint}} {{type:Typed}} {{tts en_GB:Question}} {{Tags}} {{Deck}}"),
        ("back", "{{FrontSide}}<hr>{{^Options}}{{furigana:Answer}}{{/Options}}<a href='https://example.org'>map</a>"),
        ("back", "Nothing but words."),
        ("cloze_back", "{{#Retired}}gone{{/Retired}}{{cloze:Text}}{{type:cloze:Text}}"),
    ],
)
def test_what_anki_can_use(side: str, text: str) -> None:
    assert text in "".join(t.front + t.back for key in ("map", "map cloze") for t in own(side, text)[key].templates)


def test_keys_and_names_lead_to_each_other() -> None:
    assert [cloze_of(key) for key in (STANDARD, "map")] == [CLOZE, "map cloze"]
    assert [is_cloze(key) for key in (STANDARD, CLOZE, "map", "map cloze")] == [False, True, False, True]
    made = own("front", "{{Question}}")
    assert {key_of(f"{made[key].name}: Rivers: all") for key in made} == made.keys()
