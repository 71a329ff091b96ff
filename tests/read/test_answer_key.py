"""Answer keys: answers that stand apart from their questions, and what only looks like a key."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.markdown.blocks import scan
from builder.model.notes import FateKind
from builder.model.source import Line, Source
from builder.read.keys.entries import begins_with_choice, is_choice, several_on, starts
from builder.read.recognise import read, registry
from tests.read.reading import pairs, reading, skipped
from tests.read.test_accounting import account

_DIALECTS = registry({})
_OPEN = "1. What is a sail?\n2. What is a mast?\n3. What is a hull?\n\n"
_CHOICE = "".join(f"{n}. What is {n}?\n   a) one\n   b) two\n   c) three\n\n" for n in (1, 2, 3))
_ANSWERED = [("What is a sail?", "A cloth."), ("What is a mast?", "A pole."), ("What is a hull?", "The body.")]


def answers(text: str) -> list[str]:
    return [answer for _, answer in pairs(text)]


# ------------------------------------------------------------------------- the forms of a key


@pytest.mark.parametrize(
    "title",
    [
        "## Answers",
        "## Solutions to the quiz",
        "**Answer Key**",
        "Answers:",
        "Chapter 1 answers",
        "Answers (chapter 1)",
        "# ✅ Respuestas",
        "Lösungen",
        "## Antworten und Erklärungen",
        "Réponses :",
        "## Ответы",
        "参考答案",
        "## 第一章 答案与解析",
    ],
)
def test_titles(title: str) -> None:
    assert pairs(f"{_OPEN}{title}\n\n1. A cloth.\n2. A pole.\n3. The body.\n") == _ANSWERED


@pytest.mark.parametrize(
    "key",
    [
        "1. b\n2. c\n3. a\n",
        "1) b\n2) c\n3) a\n",
        "1: b\n2: c\n3: a\n",
        "1 b\n2 c\n3 a\n",
        "- 1: b\n- 2: c\n- 3: a\n",
        "- **1.** b\n- **2.** c\n- **3.** a\n",
        "1-b 2-c 3-a\n",
        "1) b, 2) c, 3) a\n",
        "1.b   2.c   3.a\n",
        "1 → b; 2 → c; 3 → a\n",
        "1-b 2-c\n3-a\n",
        "**Question 1:** b\n\n**Question 2:** c\n\n**Question 3:** a\n",
        "Q1. b\nQ2. c\nQ3. a\n",
        "Answer 1: b\nAnswer 2: c\nAnswer 3: a\n",
        "1. Answer: b\n2. Answer: c\n3. **Answer:** a\n",
        "### 1\n\nb\n\n### 2\n\nc\n\n### 3\n\na\n",
        "### Question 1\n\n**Answer: b**\n\n### Question 2\n\n**Answer: c**\n\n### Question 3\n\n**Answer: a**\n",
        "第1题：b\n\n第2题：c\n\n第3题：a\n",
        "| 1 | b |\n|---|---|\n| 2 | c |\n| 3 | a |\n",
        "| Question | Answer |\n|---|---|\n| 1 | b |\n| 2 | c |\n| 3 | a |\n",
        "| # | Answer | # | Answer |\n|---|---|---|---|\n| 1 | b | 3 | a |\n| 2 | c | | |\n",
        "| Question | 1 | 2 | 3 |\n|---|---|---|---|\n| Answer | b | c | a |\n",
    ],
)
def test_forms(key: str) -> None:
    assert answers(f"{_CHOICE}## Answers\n\n{key}") == ["b", "c", "a"]
    assert answers(f"{_CHOICE}<details>\n<summary>Show the answers</summary>\n\n{key}\n</details>\n") == ["b", "c", "a"]


def test_letters_of_a_range() -> None:
    assert answers(f"{_CHOICE}答案\n\n1-3 BCA\n") == ["B", "C", "A"]


def test_on_the_line_of_the_title() -> None:
    assert answers(f"{_CHOICE}Answers: 1-b 2-c 3-a\n") == ["b", "c", "a"]
    assert answers(f"{_CHOICE}**Answers:** 1. b, 2. c, 3. a\n") == ["b", "c", "a"]


def test_an_answer_keeps_its_paragraphs_and_reason() -> None:
    key = "## Answers\n\n1. **b** — it is two.\n\n   Count them:\n\n   1. one\n   2. two\n\n2. c\n3. a\n"
    assert answers(_CHOICE + key) == ["**b** — it is two.\n\nCount them:\n\n1. one\n2. two", "c", "a"]


def test_bold_that_holds_the_number_and_the_letter() -> None:
    assert answers(f"{_CHOICE}## Answers\n\n**1. b** for two.\n\n**2. c**\n\n**3. a**\n") == ["b\nfor two.", "c", "a"]


def test_columns_of_a_table_are_paragraphs() -> None:
    key = "## Answers\n\n| No. | Answer | Why |\n|---|---|---|\n| 1 | b | two |\n| 2 | c | three |\n| 3 | a | one |\n"
    assert answers(_CHOICE + key) == ["b\n\ntwo", "c\n\nthree", "a\n\none"]


def test_letters_first_and_reasons_after_them() -> None:
    key = "## Answers\n\n1-b 2-c 3-a\n\n## Explanations\n\n1. Two.\n2. Three.\n3. One.\n"
    assert answers(_CHOICE + key) == ["b\n\nTwo.", "c\n\nThree.", "a\n\nOne."]


def test_the_question_stands_in_the_key_again() -> None:
    key = "## Answers\n\n### 1. What is 1?\n\ntwo\n\n### 2. What is 2?\n\nthree\n\n### 3. What is 3?\n\none\n"
    assert answers(_CHOICE + key) == ["two", "three", "one"]


@pytest.mark.parametrize(
    "key",
    [
        "Answer 1: A cloth.\n\nAnswer 2: A pole.\n\nAnswer 3: The body.\n",
        "A1. A cloth.\nA2. A pole.\nA3. The body.\n",
    ],
)
def test_labelled_answers_need_no_title(key: str) -> None:
    assert pairs(_OPEN + key) == _ANSWERED


def test_letters_alone_need_no_title() -> None:
    assert answers(f"{_CHOICE}---\n\n1-b, 2-c, 3-a\n") == ["b", "c", "a"]
    assert answers(f"{_CHOICE}---\n\nThe key\n\n1. b\n2. c\n3. a\n") == ["b", "c", "a"]


# ---------------------------------------------------------------------------- its questions


def test_each_chapter_has_its_key() -> None:
    chapter = "# {0}\n\n1. What is {0}?\n2. Why is {0}?\n\n## Answers\n\n1. This {0}.\n2. So {0}.\n\n"
    text = chapter.format("x") + chapter.format("y")
    assert answers(text) == ["This x.", "So x.", "This y.", "So y."]


def test_chapters_of_plain_lines() -> None:
    chapter = "Chapter {0}\n\n1. What is {0}?\n2. Why is {0}?\n\nAnswers\n1. This {0}.\n2. So {0}.\n\n"
    assert answers(chapter.format("A") + chapter.format("B")) == ["This A.", "So A.", "This B.", "So B."]


def test_numbers_that_go_on_from_chapter_to_chapter() -> None:
    chapter = "1. What is x?\n2. Why is x?\n\nAnswers\n1. This.\n2. So.\n\n3. What is y?\n4. Why is y?\n\n"
    assert answers(chapter + "Answers\n3. That.\n4. Thus.\n") == ["This.", "So.", "That.", "Thus."]


@pytest.mark.parametrize("mark", ["## {}", "**{}**", "Part {}"])
def test_one_key_for_all_chapters(mark: str) -> None:
    questions = "".join(f"# {c}\n\n1. What is {c}?\n2. Why is {c}?\n\n" for c in "AB")
    keys = "".join(f"{mark.format(c)}\n\n1. This {c}.\n2. So {c}.\n\n" for c in "AB")
    assert answers(f"{questions}# Answers\n\n{keys}") == ["This A.", "So A.", "This B.", "So B."]


def test_parts_go_by_their_titles() -> None:
    questions = "".join(f"# {c}\n\n1. What is {c}?\n2. Why is {c}?\n\n" for c in "AB")
    keys = "".join(f"## {c}\n\n1. This {c}.\n2. So {c}.\n\n" for c in "BA")
    assert answers(f"{questions}# Answers\n\n{keys}") == ["This A.", "So A.", "This B.", "So B."]


def test_the_nearest_questions_where_the_numbers_begin_anew() -> None:
    questions = "".join(f"# {c}\n\n1. What is {c}?\n2. Why is {c}?\n\n" for c in "AB")
    assert answers(f"{questions}## Answers\n\n1. This.\n2. So.\n") == ["", "", "This.", "So."]


def test_questions_without_numbers_are_counted() -> None:
    questions = "# Boats\n\n## What is a sail?\n\n## What is a mast?\n\n## What is a hull?\n\n"
    assert pairs(f"{questions}## Answers\n\n1. A cloth.\n2. A pole.\n3. The body.\n") == _ANSWERED
    assert not any(answers(f"{questions}## Answers\n\n1. A cloth.\n2. A pole.\n")[:2])


def test_statements_are_questions_where_a_key_says_so() -> None:
    text = "1. A sail is wood.\n2. A mast is wood.\n\nAnswers: 1. False, 2. True\n"
    assert pairs(text) == [("A sail is wood.", "False"), ("A mast is wood.", "True")]


def test_code_and_options_stay_on_the_front() -> None:
    text = "1. What is printed?\n\n   ```\n   1 + 1\n   ```\n\n2. Which one?\n   - Oslo\n   - Rome\n\n"
    (code, two), (options, rome) = pairs(f"{text}## Answers\n\n1. Two.\n2. Rome\n")
    assert (two, rome) == ("Two.", "Rome")
    assert code.endswith("1 + 1\n```")
    assert options.endswith("- Oslo\n- Rome")


# ------------------------------------------------------------------------- where it ends


def test_what_follows_the_key_is_not_in_it() -> None:
    found = reading(f"{_OPEN}## Answers\n\n1. A cloth.\n2. A pole.\n3. The body.\n\nGood luck!\n")
    assert [d.answer.text for d in found.drafts] == ["A cloth.", "A pole.", "The body."]
    assert [(d.rule.name, d.span.line) for d in found.diagnostics if d.span] == [("text-outside-note", 11)]


def test_a_rule_a_heading_and_a_bold_line_end_the_last_answer() -> None:
    for after in ("---\n\nThe end.", "## Sources\n\nThe end.", "**Well done**\n\nThe end."):
        assert pairs(f"{_OPEN}## Answers\n\n1. A cloth.\n2. A pole.\n3. The body.\n\n{after}\n") == _ANSWERED


def test_lines_of_the_key_have_their_fates() -> None:
    found = reading(f"{_OPEN}## Answers\n\nCompare with yours.\n\n### 1\n\nA cloth.\n\n### 2\n\nA pole.\n")
    fates = {fate.line: fate.kind for fate in found.fates}
    assert skipped(found) == dict.fromkeys((5, 7, 9, 13), "solution key")
    assert fates[11] is FateKind.ANSWER


def test_an_entry_without_a_question_is_reported() -> None:
    found = reading(f"{_OPEN}## Answers\n\n1. A cloth.\n2. A pole.\n3. The body.\n8. The wind.\n")
    (diagnostic,) = found.diagnostics
    assert diagnostic.rule.name == "answer-without-question"
    assert diagnostic.span is not None
    assert (diagnostic.span.line, diagnostic.span.column) == (10, 4)
    assert [d.answer.text for d in found.drafts] == ["A cloth.", "A pole.", "The body."]
    assert 10 in skipped(found)


def test_a_question_without_an_entry_stays_open() -> None:
    found = reading(f"{_OPEN}## Answers\n\n1. A cloth.\n3. The body.\n")
    assert [d.answer.text for d in found.drafts] == ["A cloth.", "", "The body."]
    assert not found.diagnostics


def test_an_announced_answer_that_stands_in_the_key_is_not_missed() -> None:
    text = "Q1: What is a sail?\nA: ...\n\nQ2: What is a mast?\nA: ...\n\n## Answers\n\n1. A cloth.\n2. A pole.\n"
    found = reading(text)
    assert [d.answer.text for d in found.drafts] == ["A cloth.", "A pole."]
    assert not found.diagnostics


def test_an_answer_of_ones_own_comes_first() -> None:
    text = "1. What is a sail?\n\n   Look it up.\n\n2. What is a mast?\n3. What is a hull?\n\n"
    assert answers(f"{text}## Answers\n\n1. A cloth.\n2. A pole.\n3. The body.\n") == [
        "Look it up.\n\nA cloth.",
        "A pole.",
        "The body.",
    ]


# ---------------------------------------------------------------------------- what is no key


@pytest.mark.parametrize(
    "text",
    [
        # nothing is numbered
        f"{_OPEN}## Answers\n\nAll of them stand in a book.\n",
        # the questions have answers
        "### 1. What is a sail?\n\nCloth.\n\n### 2. What is a mast?\n\nA pole.\n\n## Solutions\n\n1. Buy.\n2. Rent.\n",
        # other numbers
        f"{_OPEN}## Answers\n\n11. A cloth.\n12. A pole.\n13. The body.\n",
        # the entries are questions
        "## A\n\n1. What is a net?\n2. What is a host?\n\n## Solutions\n\n1. How is it built?\n2. How is it run?\n",
        # a list that answers the last question
        "Q1: What is a sail?\nAnswer: cloth\n\nQ2: Name two ropes.\nAnswers:\n\n1. sheet\n2. halyard\n",
        "Q: What is a sail?\nAnswer:\n1. cloth\n2. wind\n\nQ: What is a mast?\nAnswer:\n1. pole\n2. wood\n",
        # questions and answers in turn
        "Q1: What is a sail?\nA1: A cloth.\nQ2: What is a mast?\nA2: A pole.\nQ3: What is a hull?\nA3: The body.\n",
        # far too few of many questions
        "".join(f"{n}. What is {n}?\n" for n in range(1, 9)) + "\n## Solutions\n\n1. Buy one.\n2. Rent one.\n",
        # the title of the whole
        "# Questions and answers\n\n1. What is a sail?\n\n   A cloth.\n\n2. What is a mast?\n\n   A pole.\n",
        # steps, and what helps if they fail
        "# Setup\n\n1. Install it.\n2. Run it.\n\n## Solutions\n\n1. Install it again.\n2. Run it again.\n",
    ],
)
def test_these_are_read_as_before(text: str) -> None:
    found = reading(text)
    assert not found.detection.keys
    assert "solution key" not in skipped(found).values()


def test_several_entries_on_a_line() -> None:
    def shown(text: str) -> list[tuple[int, str, int]]:
        return [(s.number[0], s.lines[0].text, s.lines[0].column) for s in several_on(Line(1, text))]

    assert shown("1-b 2-c") == [(1, "b", 3), (2, "c", 7)]
    assert shown("4. Oslo, 5. New York, 6. Rome") == [(4, "Oslo", 4), (5, "New York", 13), (6, "Rome", 26)]
    assert shown("1-3 ABC, 4-5: D E") == [(1, "A", 5), (2, "B", 6), (3, "C", 7), (4, "D", 15), (5, "E", 17)]
    assert shown("1-3 AB") == []
    assert shown("1. The value is 2. It grows.") == []
    assert shown("1-b 3-c") == []


def test_what_names_an_option() -> None:
    assert all(map(is_choice, ["B", "(b)", "**B**", "a, c", "AC", "True", "✓", "B."]))
    assert not any(map(is_choice, ["Because", "I", "A tree", "", "Bad"]))
    assert all(map(begins_with_choice, ["B — because", "**B**: because", "b) the Danube", "False, it is not"]))
    assert not any(map(begins_with_choice, ["A tree is a graph.", "Falsehood", "Be brief"]))


def test_no_entry_begins_with_a_decimal_or_a_time() -> None:
    for text in ("1.5 litres of water", "10:30 is too late", "3 trees and a house", "2024: a good year"):
        assert not starts(scan(Source("a.md", text)).blocks[0]), text


# ------------------------------------------------------------------------------- accounts

_MARKS = """
1. What is it?
2. Why is it?
3. How is it?
**Question 1**
**Question 2**
### Question 1: What is it?
Q1: What is it?
   a) one
   b) two
## Answers
**Answer key**
Answers:
Answers: 1-b 2-c 3-a
<details>
<summary>Answers</summary>
</details>
1. **b** — because
2. c
3. a
1-b 2-c 3-a
1-3 ABC
**1. b** because
| Question | Answer |
|---|---|
| 1 | b |
| 2 | c |
### 1
### 2
Answer 1: so
Answer 2: thus
Answer: b
   more of it
More of it.
---
# Part
**Part**
Part 2
```
"""
_LINES = st.sampled_from([*_MARKS.strip("\n").split("\n"), *[""] * 4])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_LINES, max_size=40).map("\n".join), st.sampled_from(["", "1. What is it?\n2. Why is it?\n\n"]))
def test_every_line_of_a_key_has_one_fate(text: str, questions: str) -> None:
    document = scan(Source("a.md", questions + text))
    account(document, read(document, _DIALECTS))
