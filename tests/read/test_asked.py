"""Which words are the question: labels in wrapped text, sentences behind the question mark, links, follow-ups."""

from __future__ import annotations

import pytest

from tests.read.reading import pairs, reading

# ------------------------------------------------------------ labels in wrapped text


@pytest.mark.parametrize(
    "asked",
    [
        "How do I name the boat (see the last\n   question)?",
        "How do I name the boat [as in the\nfirst question] in time?",
        "How do I name the boat, in short (or as a\nquestion: when) at all?",
        "Whom do I ask when I have a\nquestion: the captain?",
        "Wie heißt das Boot (siehe die letzte\nFrage)?",
    ],
)
def test_a_label_begins_in_no_bracket_and_in_no_sentence(asked: str) -> None:
    found = pairs(f"Q: {asked}\n\nA: In the book.\n\nQ: What is a mast?\n\nA: A pole, or so the old\nanswer: wood.\n")
    assert [(" ".join(q.split()), a) for q, a in found] == [
        (" ".join(asked.split()), "In the book."),
        ("What is a mast?", "A pole, or so the old\nanswer: wood."),
    ]


@pytest.mark.parametrize("labels", [("question", "answer"), ("Q", "A"), ("frage", "antwort"), ("Question", "Answer")])
def test_labels_on_the_lines_of_one_paragraph(labels: tuple[str, str]) -> None:
    text = "".join(f"{labels[0]}: what is {name}\n{labels[1]}: a thing\n\n" for name in ("a mast", "a sail"))
    assert pairs(text) == [("what is a mast", "a thing"), ("what is a sail", "a thing")]


# ------------------------------------------------- sentences behind the question mark

_ASKED = [
    ("Can you explain tides? I have always wondered about them.", "Sure! The moon does it."),
    ("Is high water always at noon? My aunt says so.", "No."),
    ("Why is the sea salty?", "Rivers bring salt."),
]


@pytest.mark.parametrize(
    "form", ["* {0}\n\n{1}\n\n", "{2}. {0}\n\n   {1}\n\n", "- {0}\n\n  {1}\n\n", "Q: {0}\n\n{1}\n\n"]
)
def test_more_words_of_the_question_before_a_paragraph_that_answers(form: str) -> None:
    text = "".join(form.format(q, a, n) for n, (q, a) in enumerate(_ASKED, 1))
    assert pairs(text) == _ASKED


@pytest.mark.parametrize("form", ["* {0} {1}\n", "{2}. {0} {1}\n", "Q: {0} {1}\n\n"])
def test_the_answer_behind_the_question_mark_where_nothing_follows(form: str) -> None:
    given = [("Is the sea salty?", "Yes, it is."), ("Is the moon far?", "Yes, very far."), ("Is ice water?", "It is.")]
    assert pairs("".join(form.format(q, a, n) for n, (q, a) in enumerate(given, 1))) == given


# --------------------------------------------------------------------- links

_LINKS = [
    "[[more]](https://example.org/{0})",
    "[source](https://example.org/{0})",
    "([link](<https://example.org/{0}>))",
]


@pytest.mark.parametrize("link", _LINKS[:2])
@pytest.mark.parametrize(
    "form", ["#### {0} {1}\nIt is there.\n", "**{0} {1}**\n\nIt is there.\n\n", "Q: {0} {1}\nA: It is there.\n\n"]
)
def test_a_short_link_at_the_end_of_all_questions_is_no_part_of_them(form: str, link: str) -> None:
    asked = ["What is a mast?", "Where is the keel?", "Who sets the sail?"]
    text = "".join(form.format(q, link.format(n)) for n, q in enumerate(asked))
    assert pairs(text) == [(q, "It is there.") for q in asked]


def test_a_link_at_the_end_of_one_question_is_a_part_of_it() -> None:
    others = "## What is a sail?\n\nA cloth.\n\n## What is a keel?\n\nA fin.\n"
    text = f"## What is a [mast](https://example.org/1)\n\nA pole.\n\n{others}"
    assert pairs(text)[0][0] == "What is a [mast](https://example.org/1)"


# ----------------------------------------------------------------- follow-ups


@pytest.mark.parametrize("marker", ["-", "*", "+"])
def test_a_nested_item_that_asks_belongs_to_the_question_above_in_a_list_without_answers(marker: str) -> None:
    asked = ["What is a sail?", "What is a pot?", "Who sails?", "Where is the keel?", "How old is the ship?"]
    items = "".join(f"{marker} {q}\n" for q in asked)
    text = f"# Questions about ships\n\n{marker} What is a mast?\n  {marker} How would you choose one?\n{items}"
    found = pairs(text)
    assert [a for _, a in found] == [""] * 6
    assert [q.split("\n")[0] for q, _ in found] == ["What is a mast?", *asked]
    assert found[0][0].endswith(f"{marker} How would you choose one?")


def test_a_nested_item_that_asks_is_an_answer_among_answers() -> None:
    items = "".join(f"- What is {name}?\n  - A thing of wood.\n" for name in ("a mast", "a keel", "a boom", "a rib"))
    found = pairs(f"- What did the captain cry?\n  - Who goes there?\n{items}")
    assert found[0] == ("What did the captain cry?", "- Who goes there?")


def test_a_heading_that_is_a_number_is_no_section() -> None:
    text = "# Questions\n\n" + "".join(f"## {n}.\n\nWhat is part {n}?\n\nA thing of wood.\n\n" for n in range(1, 6))
    found = reading(text)
    assert [[s.title for s in d.sections] for d in found.drafts] == [[] for _ in range(5)]


@pytest.mark.parametrize("count", [3, 5, 8])
def test_questions_and_answers_in_turn_on_lines_of_their_own(count: int) -> None:
    given = [(f"What is part {n} of the ship?", f"A thing of wood, number {n}.") for n in range(count)]
    assert pairs("".join(f"{q}\n\n{a}\n\n" for q, a in given)) == given


def test_lines_most_of_which_ask_are_all_questions() -> None:
    lines = ["Who sails?", "The name of the ship", "Where is the port?", "When do we leave?", "How far is it?", "Why?"]
    assert [q for q, _ in pairs("\n\n".join(lines) + "\n")] == lines


def test_a_command_among_questions_and_answers_in_turn_is_a_question() -> None:
    given = [
        ("Tell me about the ship.", "A sloop."),
        ("Who sails it?", "Many."),
        ("Where is it?", "In port."),
        ("Why?", "Ice."),
    ]
    assert pairs("# On board\n\n" + "".join(f"{q}\n\n{a}\n\n" for q, a in given)) == given


@pytest.mark.parametrize("form", ["{n}. {q}\n\n   {a}\n\n", "{n}. {q}\n   {a}\n", "{n}、{q}\n\n{a}\n\n"])
def test_the_last_of_a_series_needs_no_look_of_a_question(form: str) -> None:
    given = [
        ("What is a mast?", "A pole."),
        ("What is a sail?", "A cloth."),
        ("The keel", "Below."),
        ("Ropes", "Of hemp."),
    ]
    assert pairs("".join(form.format(n=n, q=q, a=a) for n, (q, a) in enumerate(given, 1))) == given
