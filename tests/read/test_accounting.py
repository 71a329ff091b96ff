"""Nothing is lost in silence: every line has one fate, and every excerpt stands where it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.markdown.blocks import scan
from builder.model.document import Document
from builder.model.notes import FateKind
from builder.model.source import Excerpt, Line, Source
from builder.read.language import words
from builder.read.recognise import Reading, read, registry

_LAYOUTS = Path(__file__).parent.parent / "layouts"
_DIALECTS = registry({})

# Lines with the marks of all layouts; what they hold is of no matter.
_MARKS = (
    *(" ", "\t- deep", "1.2\tHow so?", "", "", ""),
    *"""
# Title
## What is it?
### 3. What is it?
#### Part 2: Ends
### 正确答案：B
#
##nospace
Title
=====
-----
---
***
Q: What is it?
Q:
A: It is so.
A:
Q1. Why? Because.
**Q:** *What?*
**Answer:** so
Answer: B
Question 3 — Easy
<b>Question:</b> Why?
问：什么？
答：是。
Interviewer: Why?
Ann: Because.
**What is it?**
**3. What is it?**
3. **What is it?**
**Term**: its meaning
- **Term** — its meaning
1. What is it?
2. How is it done? Like this.
7. Another
10. Why?
1.1. Why so?
- What is it?
  - an answer
* item
- [ ] one
- [x] two
A) one
B) two ✓
[C] three
C
<details>
<details><summary>What is it?</summary>
<summary>Answer</summary>
<summary>A long
one</summary><br><b>
</details>
</b></details>
```
```python
~~~
    code
> quoted
> Q: quoted?
| Question | Answer |
| --- | --- |
| What? | That. |
Term
: its definition
<dt>Term</dt>
<dd>meaning</dd>
What is it?::That.
What is it?
?
??
It is so #card
One : two #flashcard
C: The [answer] is out.
C: [a](b) [c]
%
==mark==
A ==word== is out.
#flashcards/x
[Back to top](#top)
**[⬆ Back to Top](#toc)**
1. [What is it?](#what-is-it)
- [What is it?](#what-is-it)
## Contents
Table of contents
<br>
<br/>
<!-- note -->
<!--
-->
<h3>What is it?</h3>
<p>
<div>
</div>
![](a.png)
[![b](c)](d) ![e](f)
TODO
To be completed.
...
lower case goes on
A line that ends in the middle of a sentence which the page break has torn from
“A quoted speech.”
Said so.”
What is it? {#pin}
{#pin}
[#tag]() [#other]()
`mdfc;box:2;`
^block-1
Part 1: Start
Section 2
START
Basic
Cloze
A {word} is out.
Back: That.
Back:
Tags: a b
END
%%ANKI
END%%
STARTI [Basic] What? Back: That. ENDI
#card What is it?
collapsed:: true
What is it?; That.
What is it?	That.
#separator:tab
*b. two
- ✅ c) three
**D) four**
(A) one (B) two
{
}
"title": "x"
title: x
tags: [flashcards]
+++
License
## License
""".strip("\n").split("\n"),
)

_LINES = st.lists(st.sampled_from(_MARKS), max_size=40).map("\n".join)
_ANY = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=400)
_MIXED = st.lists(st.sampled_from(_MARKS) | st.text("aAqQ:1.?#*_-`|<>[]() \t", max_size=30), max_size=30).map("\n".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_LINES | _MIXED | _ANY, st.sampled_from([None, None, None, *sorted(_DIALECTS)]))
def test_every_line_has_one_fate(text: str, forced: str | None) -> None:
    document = scan(Source("a.md", text))
    if forced in ("transcript",):
        forced = None
    account(document, read(document, _DIALECTS, forced))


@pytest.mark.parametrize(
    "path", sorted(p for p in _LAYOUTS.iterdir() if p.suffix in (".md", ".txt")), ids=lambda p: p.name
)
def test_layouts_are_accounted_for(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    document = scan(Source(path.name, text))
    account(document, read(document, _DIALECTS, name=path.name))


def account(document: Document, reading: Reading) -> None:
    lines = document.source.lines
    fates = {fate.line: fate.kind for fate in reading.fates}
    assert len(fates) == len(reading.fates), "a line with two fates"
    assert set(fates) == {line.number for line in lines if not line.blank}
    for draft in reading.drafts:
        assert draft.question, "a note without a question"
        assert_in_place(draft.question, lines)
        assert_in_place(draft.answer, lines)
        for line in (*draft.question, *draft.answer):
            if not line.blank:
                assert fates[line.number] in (FateKind.QUESTION, FateKind.ANSWER), line
        for section in draft.sections:
            assert fates[section.span.line] in (FateKind.SECTION, FateKind.QUESTION)  # which may have others below it
    held = {line.number for d in reading.drafts for line in (*d.question, *d.answer)}
    for number, kind in fates.items():
        if kind in (FateKind.QUESTION, FateKind.ANSWER) and number not in held:
            assert is_bare_mark(lines[number - 1].text), (number, lines[number - 1].text)


def assert_in_place(excerpt: Excerpt, lines: tuple[Line, ...]) -> None:
    """Every line of ``excerpt`` stands in the source at its number and column."""
    for line in excerpt:
        assert 1 <= line.number <= len(lines)
        source = lines[line.number - 1].text
        there = source[line.column - 1 : line.column - 1 + len(line.text.rstrip())]
        if not line.blank and there != line.text.rstrip():
            assert is_altered(line.text, source), (line, source)


_BOX = re.compile(r"\s*(?:<details><summary>(?P<text>.*)</summary>|</details>|> \[!\w+\]|> ?(?P<quoted>.*))")


def is_altered(text: str, source: str) -> bool:
    """Whether a line was changed on purpose: the mark of the right option taken out, a cloze deletion, a box's mark."""
    if (box := _BOX.fullmatch(text)) and (box["text"] or box["quoted"] or "").strip("*") in source:
        return True
    if "[…]" in text or source.startswith(("C:", "Cloze:")):
        return True
    if '""' in source:  # a quotation mark within a quoted field
        return text in source.replace('""', '"')
    if source.startswith("|"):  # an option in a column of its own, a column beside the answer
        return re.sub(r"^[A-H]\) |^\*\*[^*]+:\*\* ", "", text).strip() in source
    if deletions := re.findall(r"{([^{}]+)}|==([^=]+)==", source):
        deletions = [a or b for a, b in deletions]
        return text == ", ".join(deletions)
    if re.match(r"\s*[-*+] (?!\[)", source):  # the right option among bullets
        return re.sub(r"[✓✔✅☑]\ufe0f? |\*\*", "", source).strip() == text.strip()
    return re.sub(r"\[[xX]\]", "[ ]", source).strip() == text.strip()


def is_bare_mark(text: str) -> bool:
    """Whether a line of a note holds nothing but a mark, which is on no card."""
    plain = re.sub(r"</?\w[^<>]*>|\{#[\w:.-]+\}|^\s*[?!]{3} \w+ |^[\s>#*-]+", "", text).strip(' "')
    if not any(c.isalnum() for c in plain) or words.opens_answer(plain):
        return True
    if plain == "Back:" or plain.strip("*_ ") in ("Q", "A", "A."):
        return True
    label = words.question_label(plain) or words.task_label(plain)
    return label is not None and (not plain[label.end :].strip() or words.is_remark(plain[label.end :]))
