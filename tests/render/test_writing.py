"""The direction and the language that a script tells."""

from __future__ import annotations

import pytest

from builder.render import writing

LANGUAGES = {
    "日本の首都はどこですか": "ja",
    "東京都千代田区の人口（じんこう）": "ja",
    "什么是神经网络": "zh",
    "대한민국의 수도": "ko",
    "מהו תא": "he",
    "ما هي عاصمة مصر": "ar",
    "پایتخت ایران چیست": "fa",
    "پاکستان کا دارالحکومت کیا ہے، کراچی نہیں؟ ٹھیک": "ur",
    "What does 猫 mean in the language of Japan?": "",
    "What is a cell?": "",
    "Что такое клетка?": "",
    "12 + 5": "",
}


@pytest.mark.parametrize("text", LANGUAGES)
def test_language(text: str) -> None:
    assert writing.language(text) == LANGUAGES[text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("תא 12", "rtl"), ("HTML היא שפת סימון", "rtl"), ("the word שלום", "ltr"), ("12 + 5 = 17", ""), ("Клетка", "ltr")],
)
def test_direction(text: str, expected: str) -> None:
    assert writing.direction(text) == expected
