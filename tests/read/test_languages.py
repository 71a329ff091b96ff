"""The words of a document's languages count, and no others."""

from __future__ import annotations

import pytest

from builder.markdown.blocks import scan
from builder.model.source import Source
from builder.read.language import words
from builder.read.language.spoken import languages, speaking, spoken
from builder.read.language.vocabulary import ALL, LATIN, OTHER_SCRIPTS
from tests.read.reading import pairs, reading

# Questions without their marks, each with a short answer: five lines a document.
_SHORT = {
    "en": [("What a mast is", "A pole that carries sails."), ("How sails are set", "With ropes, from the deck.")],
    "de": [("Was ein Mast ist", "Eine Stange, die Segel trägt."), ("Wie man Segel setzt", "Mit Leinen vom Deck aus.")],
    "fr": [("Comment hisse-t-on une voile", "Avec une drisse."), ("Quelle est la hauteur du mât", "Dix mètres.")],
    "es": [("Qué es un mástil", "Un palo que lleva las velas."), ("Cómo se iza una vela", "Con una driza.")],
    "pt": [("O que é um mastro", "Uma haste com as velas."), ("Quais são as velas", "A vela grande e a bujarrona.")],
    "it": [("Che cosa è un albero", "Un palo con le vele."), ("Come si issa una vela", "Con una drizza.")],
    "nl": [
        ("Wat een mast is", "Een paal die de zeilen draagt."),
        ("Hoe men zeilen hijst", "Met een lijn van het dek."),
    ],
    "sv": [("Vad en mast är", "En stång som bär segel."), ("Hur man hissar ett segel", "Med en lina från däcket.")],
    "da": [("Hvad en mast er", "En stang med sejl."), ("Hvordan man hejser et sejl", "Med en line fra dækket.")],
    "no": [("Hva en mast er", "En stang med seil."), ("Hvordan man heiser et seil", "Med en line fra dekket.")],
    "fi": [("Mikä on masto", "Se on tanko, jossa on purje."), ("Miten purje nostetaan", "Se nostetaan köydellä.")],
    "pl": [("Czym jest maszt", "To słup, który niesie żagle."), ("Jak stawia się żagiel", "Liną z pokładu.")],
    "cs": [("Jak se zvedá plachta", "Lanem, které vede na palubu."), ("Proč je stěžeň vysoký", "Aby nesl plachty.")],
    "hu": [("Mit jelent az árboc", "Egy rúd, amely a vitorlát tartja."), ("Hogyan húzzák fel", "Egy kötéllel.")],
    "ro": [("Ce este un catarg", "O prăjină care ține pânzele."), ("Cum se ridică o pânză", "Cu o funie.")],
    "hr": [("Što je jarbol", "Motka koja nosi jedra."), ("Kako se diže jedro", "Konopom s palube.")],
    "tr": [("Direk nedir", "Yelkenleri taşıyan bir direktir."), ("Yelken nasıl açılır", "Halat ile açılır.")],
    "id": [("Apa itu tiang", "Batang yang membawa layar."), ("Bagaimana layar dinaikkan", "Dengan tali dari geladak.")],
    "vi": [("Cột buồm là gì", "Là cột mang buồm của tàu."), ("Làm thế nào để kéo buồm", "Với một sợi dây.")],
    "ru": [("Что такое мачта", "Столб с парусами."), ("Как поднять парус", "Фалом с палубы.")],
    "uk": [("Що таке щогла", "Стовп із вітрилами."), ("Як підняти вітрило", "Фалом з палуби.")],
    "el": [("Τι είναι το κατάρτι", "Ένας ιστός με πανιά."), ("Πώς σηκώνεται το πανί", "Με ένα σχοινί.")],
    "he": [("מה זה תורן", "עמוד שנושא מפרשים."), ("איך מרימים מפרש", "עם חבל.")],
    "ar": [("ما هو الصاري", "عمود يحمل الأشرعة."), ("كيف يرفع الشراع", "بحبل من السطح.")],
    "hi": [("मस्तूल क्या है", "पाल वाला खंभा।"), ("पाल कैसे चढ़ता है", "रस्सी से।")],
    "zh": [("什么是桅杆", "挂帆的柱子。"), ("如何升帆", "用绳索。")],
    "ja": [("マストとは", "帆を張る柱。"), ("帆はどう張るか", "綱で張る。")],
    "ko": [("돛대란 무엇인가", "돛을 다는 기둥."), ("돛은 어떻게 올리나요", "줄로 올린다.")],
}


def _document(pairs: list[tuple[str, str]], form: str) -> str:
    return "".join(form.format(question=q, answer=a) for q, a in [*pairs, *pairs[:1]])


@pytest.mark.parametrize("form", ["## {question}\n{answer}\n\n", "## {question}\n\n- {answer}\n\n"])
@pytest.mark.parametrize("code", _SHORT)
def test_a_short_document_asks_in_its_language(code: str, form: str) -> None:
    found = reading(_document(_SHORT[code], form))
    assert [d.question.text for d in found.drafts][:2] == [q for q, _ in _SHORT[code]]


@pytest.mark.parametrize("code", _SHORT)
def test_five_lines_tell_the_language(code: str) -> None:
    text = "\n".join(f"## {q}\n{a}" for q, a in _SHORT[code])
    assert code in languages(scan(Source("a.md", text)))


# Titles of English manuals that begin with a word that asks elsewhere, or with a command.
_ENGLISH = [
    ("Chi squared distribution", "The sum of the squares of normal variables."),
    ("Dove counts by region", "A table follows in the appendix."),
    ("Come prepared", "Bring a pencil and a watch."),
    ("Hoe the beds", "Do it once a week in spring."),
    ("Leg length", "Measure it from the hip to the floor."),
    ("Ile de France", "The region around the capital."),
    ("Jak the goat", "He lives in the garden."),
    ("Cum laude", "With honour, on a degree."),
    ("Ako prefecture", "The old name of a place in Japan."),
    ("Was Not Was", "A band of the eighties."),
    ("Wo chain", "A part of the old machine."),
    ("Que cards", "Hold them so that the speaker can see them."),
    ("Vad the impaler", "A typing error in the old book."),
    ("Co pilot", "The second pilot in a plane."),
    ("Como, the lake", "It lies in the north of the country."),
    ("Qui vive", "To be on the alert for it."),
    ("Ne plus ultra", "The highest point of a thing."),
    ("Mi scale", "The third note in the scale."),
    ("Ki energy", "What the master of the dojo speaks of."),
    ("Ai weather", "A model that tells the weather."),
]


@pytest.mark.parametrize(
    "form", ["## {question}\n\n{answer}\n\n", "- {question}\n  {answer}\n", "**{question}**\n\n{answer}\n\n"]
)
@pytest.mark.parametrize("start", range(0, len(_ENGLISH), 4))
def test_words_that_ask_elsewhere_ask_nothing_in_english(start: int, form: str) -> None:
    assert pairs("# A short manual\n\n" + _document(_ENGLISH[start : start + 4], form)) == []


@pytest.mark.parametrize("number", ["", "{n}. "])
def test_the_commands_of_a_manual_are_no_questions(number: str) -> None:
    titles = ["Install", "Define a column", "Compute the totals", "Compare two sheets", "Outline a region", "Export"]
    parts = (f"## {number.format(n=n)}{title}\n\nPress the key and wait.\n\n" for n, title in enumerate(titles, 1))
    assert pairs("# The manual of a spreadsheet\n\n" + "".join(parts)) == []


@pytest.mark.parametrize("title", ["Exam questions", "Interview", "Exercises"])
@pytest.mark.parametrize("form", ["## {question}\n\n{answer}\n\n", "{question}\n{answer}\n"])
def test_commands_ask_where_the_title_promises_questions(title: str, form: str) -> None:
    tasks = [
        ("Define a column", "A row of cells."),
        ("Compare two sheets", "One is long."),
        ("Outline a region", "Big."),
    ]
    given = [(f"{n}. {q}" if form[0] == "{" else q, f"   {a}") for n, (q, a) in enumerate(tasks, 1)]
    text = f"# {title}\n\n" + "".join(form.format(question=q, answer=a) for q, a in given)
    assert [q for q, _ in pairs(text)] == [q for q, _ in tasks]


def test_commands_ask_among_questions() -> None:
    text = (
        "## What is a mast?\n\nA pole.\n\n## Describe a sail\n\nA cloth.\n\n## Which rope lifts it?\n\nThe halyard.\n"
    )
    assert [q for q, _ in pairs(text)] == ["What is a mast?", "Describe a sail", "Which rope lifts it?"]


def test_two_languages_in_one_document_are_both_spoken() -> None:
    english = "The mast is a pole that carries the sails. It stands on the deck and is held by stays of wire."
    german = "## Was ein Segel ist\n\nEin Tuch, das der Wind füllt.\n\n"
    text = f"## What a mast is\n\n{english}\n\n{german}## How it is set\n\nBy ropes.\n"
    assert {"en", "de"} <= languages(scan(Source("a.md", text)))
    assert [q for q, _ in pairs(text)] == ["What a mast is", "Was ein Segel ist", "How it is set"]


@pytest.mark.parametrize("line", ["lang: it", "language: it-IT", "lang: it_CH"])
def test_a_document_may_say_its_language(line: str) -> None:
    assert "it" in languages(scan(Source("a.md", f"---\n{line}\n---\n## Come\n\nx\n")))


def test_labels_tell_a_language() -> None:
    text = "Frage: Mast?\nAntwort: Holz\n\nFrage: Segel?\nAntwort: Tuch\n"
    assert "de" in languages(scan(Source("a.md", text)))
    assert [a for _, a in pairs(text)] == ["Holz", "Tuch"]


def test_a_name_is_no_label_of_another_language() -> None:
    text = "# Notes of the meeting\n\nTanya: I like the plan.\n\nJack: So do I.\n\nTanya: Then we start.\n"
    assert pairs(text) == []
    assert pairs("Tanya: Apa itu?\nJawab: Kapal\n") == [("Apa itu?", "Kapal")]


def test_code_and_addresses_tell_no_language() -> None:
    text = "# Notes\n\nThe tool prints `die das und ist`.\n\n```\nder die das und\n```\n\nSee <https://example.org/und/die/das>.\n"
    assert languages(scan(Source("a.md", text))) & LATIN == {"en"}


def test_a_document_without_words_that_tell_is_taken_for_english() -> None:
    assert languages(scan(Source("a.md", "## x\n\n12\n"))) == OTHER_SCRIPTS | {"en"}


def test_only_the_languages_that_are_spoken_count() -> None:
    assert words.question_likeness("Chi squared distribution") == 0.8
    with speaking(frozenset({"en"})):
        assert words.question_likeness("Chi squared distribution") == 0
        assert spoken() == {"en"}
    assert spoken() == ALL


@pytest.mark.parametrize("form", ["{n}. {q}\n   {a}\n", "## {n}. {q}\n\n{a}\n\n", "## {q}\n\n{a}\n\n"])
def test_commands_ask_beside_a_question_in_a_series(form: str) -> None:
    given = ["Explain the trim of a sail.", "Describe a reef.", "What is a sheet?", "Compare two knots."]
    text = "".join(form.format(n=n, q=q, a="It is so.") for n, q in enumerate(given, 1))
    assert [q for q, _ in pairs(text)] == given


def test_one_question_makes_no_notes_of_the_commands_of_a_manual() -> None:
    titles = [
        "What is Tablo?",
        "Install it",
        "Define a column",
        "Compute the totals",
        "Compare sheets",
        "Outline a row",
    ]
    text = "# Tablo\n\n" + "".join(f"## {title}\n\nPress the key and wait.\n\n" for title in titles)
    assert [q for q, _ in pairs(text) if q != "What is Tablo?"] == []


def test_how_to_do_things_makes_no_notes_of_the_commands_of_a_manual() -> None:
    titles = ["How to install it", "Define a column", "Compute the totals", "Compare sheets", "Outline a row"]
    assert pairs("# Tablo\n\n" + "".join(f"## {title}\n\nPress the key and wait.\n\n" for title in titles)) == []


@pytest.mark.parametrize("form", ["- {q}\n  - {a}\n", "## {q}\n\n{a}\n\n"])
def test_words_typed_without_their_accents(form: str) -> None:
    given = [
        ("Que es una vela", "Una tela para el viento"),
        ("Cuales son sus partes", "El puño"),
        ("Como se iza", "Con ella"),
    ]
    assert [q for q, _ in pairs("".join(form.format(q=q, a=a) for q, a in given))] == [q for q, _ in given]
