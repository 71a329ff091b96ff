"""Words: labels in many spellings, and what looks like a question."""

from __future__ import annotations

import pytest

from builder.model.source import Line
from builder.read.language import words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Q: Why?", ""),
        ("Q. Why?", ""),
        ("Q1. Why?", "1"),
        ("**Q:** Why?", ""),
        ("Question 3 — Why?", "3"),
        ("QUESTION: Why?", ""),
        ("<b>Question:</b> Why?", ""),
        ("问：为什么？", ""),
        ("問題：なぜ？", ""),
        ("질문: 왜?", ""),
        ("Вопрос: почему?", ""),
        ("Frage 2: Warum?", "2"),
        ("سؤال: لماذا؟", ""),
        ("🌱 Q: Why?", ""),
        ("Interviewer: Why?", ""),
        ("Q1.为什么？", "1"),
        ("Question 2B. Why?", "2B"),
        ("Q-7 Why?", "7"),
        ("Q-7-2. Why?", "7-2"),
        ("**Q** Why?", ""),
        ("Follow-up Q: Why?", ""),
        ("第3题：为什么？", "3"),
        ("Dúvida: por quê?", ""),
        ("Câu 4: Tại sao?", "4"),
    ],
)
def test_question_labels(text: str, number: str) -> None:
    label = words.question_label(text)
    assert label is not None
    assert label.number == number
    assert "Q" not in text[label.end :].replace("Question", "Q")[:1]


@pytest.mark.parametrize(
    "text",
    [
        "Quality: good",
        "Qu'est-ce",
        "Questions follow.",
        "A 5 % rise",
        "I question that.",
        "Q2x why",
        "问题：12 道",
        "第3章",
        "",
    ],
)
def test_no_question_labels(text: str) -> None:
    assert words.question_label(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "A: so",
        "A. so",
        "Ans. so",
        "**Answer:** so",
        "`Answer:` so",
        "Sample answer: so",
        "答：是",
        "Antwort: ja",
        "✅ Correct Answer: B",
    ],
)
def test_answer_labels(text: str) -> None:
    assert words.answer_label(text) is not None


@pytest.mark.parametrize("text", ["A) one", "A rose is a rose.", "Answers vary widely", "An answer"])
def test_no_answer_labels(text: str) -> None:
    assert words.answer_label(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Why?",
        "Explain tides",
        "什么是熵",
        "Расскажи о приливах",
        "In a tide, what moves the water?",
        "なぜですか",
        "潮の満ち引きを教えて下さい",
        "조석을 설명해 주세요",
        "Gelgit nedir",
        "Thủy triều là gì",
        "ज्वार क्या है",
        "O que é a maré",
        "Mikä on vuorovesi",
        "Proč je příliv",
        "Γιατί υπάρχει παλίρροια",
        "Jelaskan pasang surut",
        "น้ำขึ้นน้ำลงคืออะไร",
        "מה זה גאות",
    ],
)
def test_looks_like_a_question(text: str) -> None:
    assert words.question_likeness(text) > 0


@pytest.mark.parametrize("text", ["Tides", "The moon pulls the water.", "潮汐", "O mar", "ज्वार"])
def test_does_not_look_like_a_question(text: str) -> None:
    assert words.question_likeness(text) == 0


def test_a_colon_makes_a_label() -> None:
    assert words.question_likeness("How it works:") < 0


def test_unwrapped() -> None:
    text, strong = words.unwrapped(Line(4, "***What is it?***", 3))
    assert (text, strong) == (Line(4, "What is it?", 6), True)
    assert words.unwrapped(Line(1, "**a** and **b**"))[1] is False


def test_bare() -> None:
    assert words.bare("[The *big* `one`](x) <b>here</b> ![alt](y)") == "The big one here alt"


@pytest.mark.parametrize(
    "text", ["Still have questions?", "**Noch Fragen? Schreib uns!**", "¿Tienes más preguntas?", "还有问题？"]
)
def test_invites_questions(text: str) -> None:
    assert words.invites_questions(text)
    assert words.question_likeness(text) < 0


@pytest.mark.parametrize("text", ["Do you have any questions for us?", "Any questions you would ask a carpenter?"])
def test_invites_no_questions(text: str) -> None:
    assert not words.invites_questions(text)


@pytest.mark.parametrize(
    ("text", "is_remark"),
    [("`[note: well put]`", True), ("(Grader's note: 2 of 3)", True), ("[noted: no]", False), ("[1]: link", False)],
)
def test_remarks_on_answers(text: str, is_remark: bool) -> None:
    assert words.is_remark_on_answer(text) is is_remark
