"""Derived notes: what in a long answer is worth a note of its own, and what is not."""

from __future__ import annotations

import pytest

from builder.model.config import Config, Derivation
from builder.model.notes import Draft, Kind
from builder.read.reading import read_document
from builder.read.recognise import registry

ALL: tuple[Derivation, ...] = ("terms", "rows", "steps")
ASKED = "# Boats\n\n## How does one keep a mooring safe?\n\n"


def drafts(answer: str, *wanted: Derivation, before: str = ASKED) -> list[Draft]:
    """The notes that come out of the answer to the first question of a document."""
    document = read_document("a.md", f"{before}{answer}".encode(), Config(derive=wanted or ALL), registry({}))
    return [d for d in document.reading.drafts if d.derived]


def derived(answer: str, *wanted: Derivation, before: str = ASKED) -> list[tuple[str, str]]:
    return [(d.question.text, d.answer.text) for d in drafts(answer, *wanted, before=before)]


TERMS = (
    "- **Spring line:** keeps the boat from moving on.\n- **Fender** – softens what hits the quay.\n"
    "- **Bollard:** holds the line\n  on the quay.\n"
)


def test_a_list_of_terms_gives_a_note_a_term_with_its_context() -> None:
    assert derived(TERMS) == [
        (
            "*How does one keep a mooring safe?* – what is meant by **Spring line**?",
            "keeps the boat from moving on.",
        ),
        ("*How does one keep a mooring safe?* – what is meant by **Fender**?", "softens what hits the quay."),
        ("*How does one keep a mooring safe?* – what is meant by **Bollard**?", "holds the line\non the quay."),
    ]


def test_a_derived_note_stands_where_its_text_does_and_is_tagged() -> None:
    _, fender, _ = drafts(TERMS)
    assert (fender.line, fender.tags, fender.kind) == (6, ("kind::term",), Kind.QUESTION)
    assert fender.derived is not None
    assert (fender.derived.kind, fender.derived.name) == ("term", "fender")


def test_nothing_is_derived_unless_it_is_asked_for() -> None:
    text = f"---\nderive: terms\n---\n{ASKED}{TERMS}".encode()
    assert len(read_document("a.md", text, Config(), registry({})).reading.drafts) == 4
    assert len(read_document("a.md", text[26:], Config(), registry({})).reading.drafts) == 1
    assert derived(TERMS, "rows") == []


@pytest.mark.parametrize(
    "item",
    [
        "**Example:** a boat that lies in the port of Ryde.",  # a label that says nothing
        "**Advantages of it:** the boat cannot drift about.",
        "**Example 2:** a boat that lies in the port of Cowes.",
        "**Poor shelter:** the boat lies in the open sea.",
        "**Reduced drift:** the boat stays beside the quay.",  # what is claimed
        "**Explain the knot:** the boat stays beside the quay.",  # what is to be done
        "**Safe mooring of boats in very small harbours:** it takes three long lines.",  # too long
        "**Chafe:** wear.",  # too short
        "**Chafe:** " + "wear of a rope that runs over an edge " * 8,  # more than one knows by heart
        "**Chafe:** this comes from the edges above.",  # leans on what stands before it
        "**Chafe:** I always look for it first.",  # tells of the speaker
        "**Chafe:** [on ropes](https://example.org/chafe)",  # a link to read on
        "**[Chafe](https://example.org/chafe):** wear of a rope at an edge.",
        "**Chafe:** `rope.wear(edge, 3)`",  # code
        "**Why?** The rope wears out at the edge.",  # a question
        "**Chafe:** there are two of these:",  # what it announces is not there
        "Chafe: wear of a rope that runs over an edge.",  # no name in bold
    ],
)
def test_what_makes_no_term(item: str) -> None:
    assert len(derived(f"{TERMS}- {item}\n")) == 3


def test_a_name_in_several_answers_is_no_term_nor_one_that_comes_twice() -> None:
    speed = "- **Speed:** how far it goes in an hour.\n- **{0}:** what the boat is made for.\n"
    notes = "".join(f"\n## What is a {boat}?\n\n{speed.format(boat.title())}" for boat in ("sloop", "ketch", "yawl"))
    assert [q for q, _ in derived("By lines.\n" + notes)] == []
    twice = TERMS + "\nAgain:\n\n- **Fender:** is blown up with air.\n- **Cleat:** holds the line on deck.\n"
    assert "Fender" not in "".join(q for q, _ in derived(twice))


def test_what_the_question_asks_for_already_is_no_note() -> None:
    asked = "# Boats\n\n## What is a fender?\n\n"
    assert len(derived(TERMS, before=asked)) == 2
    assert len(derived(TERMS, before="# Boats\n\n## How do a fender and a buoy differ?\n\n")) == 3


def test_terms_within_an_item_say_below_which() -> None:
    inner = "\n".join(f"  {line}" for line in TERMS.splitlines())
    found = derived(f"- **Alongside:**\n{inner}\n- **At anchor:** the chain alone holds it.\n")
    assert found[0][0] == "*How does one keep a mooring safe?* – *Alongside* – what is meant by **Spring line**?"


def test_what_stands_below_advantages_is_no_term() -> None:
    inner = "\n".join(f"  {line}" for line in TERMS.splitlines())
    found = derived(f"- **Advantages:**\n{inner}\n- **At anchor:** the chain alone holds it.\n")
    assert [answer for _, answer in found] == ["the chain alone holds it."]


def test_an_underscore_in_a_name_is_no_emphasis() -> None:
    assert derived(TABLE.replace("Sloop", "sloop_rig"))[0][0].endswith("**sloop_rig**: Masts, Crew?")
    (steps,) = drafts(STEPS.replace("Hang out", "Call hang_out for"))
    assert steps.answer.text.startswith("Call hang_out for the fenders, ")


def test_another_language_asks_in_its_own_words_or_without() -> None:
    german = "# Boote\n\n## Wie liegt ein Boot sicher im Hafen?\n\n"
    text = "- **Spring:** hält das Boot in der Länge.\n- **Fender:** wird außen über die Bordwand gehängt.\n"
    said = f"---\nlang: de\n---\n{german}"
    assert derived(text, before=said)[0][0].endswith("?* – Was ist mit **Spring** gemeint?")
    finnish = "- **Vendi:** pitää veneen paikallaan laiturissa.\n- **Lepuuttaja:** pehmentää iskut laituria vasten.\n"
    assert derived(finnish, before="# Veneet\n\n## Miten vene kiinnitetään?\n\n")[0][0].endswith("?* – **Vendi**?")


TABLE = "| Boat | Masts | Crew |\n|---|---|---|\n| Sloop | one | two |\n| Ketch | two | three |\n"


def test_a_table_gives_a_note_a_row() -> None:
    assert derived(TABLE) == [
        ("*How does one keep a mooring safe?* – **Sloop**: Masts, Crew?", "- **Masts:** one\n- **Crew:** two"),
        ("*How does one keep a mooring safe?* – **Ketch**: Masts, Crew?", "- **Masts:** two\n- **Crew:** three"),
    ]


@pytest.mark.parametrize(
    ("row", "number"),
    [
        ("| Yawl | two | two |", 3),
        ("| Yawl | | two |", 3),
        ("| Sloop | two | two |", 1),  # twice: neither
        ("| Yawl | two |", 2),  # torn
        ("| | two | two |", 2),
        ("| Yawl | – | – |", 2),
        ("| Yawl | " + "very " * 40 + " | two |", 2),
        ("| Yawl | [read on](https://example.org/yawl) | two |", 2),
    ],
)
def test_what_makes_no_row(row: str, number: int) -> None:
    assert len(derived(f"{TABLE}{row}\n")) == number


def test_a_running_number_is_no_name() -> None:
    table = "| # | Boat | Masts | Crew |\n|---|---|---|---|\n| 1 | Sloop | one | two |\n| 2 | Ketch | two | two |\n"
    assert next(q for q, _ in derived(table)).endswith("**Sloop**: Masts, Crew?")


STEPS = (
    "The steps are:\n\n1. Hang out the fenders.\n2. **Come alongside:** against the wind.\n3. Make fast the bow line.\n"
)


def test_a_numbered_list_of_steps_is_a_cloze_of_all_of_them() -> None:
    (steps,) = drafts(STEPS)
    assert steps.kind is Kind.CLOZE
    assert steps.question.text == "How does one keep a mooring safe?\n1. […]\n2. […]\n3. […]"
    assert steps.answer.text == "Hang out the fenders, Come alongside, Make fast the bow line"
    assert steps.tags == ("kind::steps",)


@pytest.mark.parametrize(
    "answer",
    [
        STEPS.replace("The steps are", "There are"),  # nothing says that their order matters
        STEPS.replace("1. ", "- ").replace("2. ", "- ").replace("3. ", "- "),
        "\n".join(STEPS.splitlines()[:4]) + "\n",  # two
        STEPS + "".join(f"{n}. Wait for the tide.\n" for n in range(4, 12)),  # too many
        STEPS + "4. " + "Wait for the tide and " * 8 + "\n",  # too long
        STEPS + "4. Run `moor --all`.\n",  # code
    ],
)
def test_what_makes_no_steps(answer: str) -> None:
    assert drafts(answer, "steps") == []
