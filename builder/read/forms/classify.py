"""Classify: what a block would be in a dialect.

Owns: the forms of questions, one small function for each, and the marks that begin an
answer.  This is the only place that looks at a dialect's form.  Does not own: which of the
candidates are really questions (``series``, ``detection``), nor what may follow what (``fold``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from builder.model.document import Block, Kind
from builder.model.source import Line
from builder.read.forms import flashcards, tables
from builder.read.forms.candidates import Candidate, Mark
from builder.read.forms.dialect import Dialect, Form
from builder.read.forms.options import asks_by_what_follows
from builder.read.language import words
from builder.read.language.sentences import continues_heading


def candidate(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """What block ``at`` would be as a question of ``dialect``, or None."""
    found = _CLASSIFIERS[dialect.form](blocks, at, dialect)
    says_nothing = found is not None and found.text.text and not any(c.isalnum() for c in found.text.text)
    return None if says_nothing and dialect.form not in _ANY_TEXT else found


def answer_mark(block: Block, dialect: Dialect | None) -> Mark | None:
    """Whether ``block`` begins an answer, by a label or by the dialect's own pattern."""
    if dialect and dialect.form is Form.PATTERN:
        if dialect.answer_pattern and (match := dialect.answer_pattern.match(_whole(block).text)):
            return Mark(_rest(_whole(block), match))
        if dialect.answer_pattern:
            return None
    if block.kind is Kind.HTML:
        return _html_mark(block)
    if block.kind is Kind.QUOTE and len(block.lines) == 1 and words.opens_answer(block.text.text.lstrip("> ")):
        return Mark(block.text.cut(len(block.text.text)))
    if block.kind in (Kind.FENCE, Kind.TABLE, Kind.COMMENT, Kind.BLANK, Kind.RULE, Kind.QUOTE):
        return None
    if block.kind is Kind.SUMMARY:
        return Mark(block.text.cut(len(block.text.text))) if words.opens_answer(block.text.text) else None
    if block.kind is Kind.DEFINITION:
        return Mark(block.text)
    text, _ = words.unwrapped(block.text)
    if dialect and dialect.form is Form.CARD:
        return flashcards.card_back(text)
    if dialect and dialect.form is Form.SPEAKER:
        label = words.speaker(text.text)
        return Mark(text.cut(label.end)) if label and label.word == dialect.speakers[1] else None
    if dialect and dialect.form is Form.QUESTION_MARK and text.text in ("?", "??"):
        return Mark(text.cut(len(text.text)))
    if parts_sides(block):
        return Mark(text.cut(len(text.text)))
    label = words.answer_label(text.text)
    if label is None and dialect and dialect.form is Form.LABEL and dialect.speakers[1]:
        other = words.speaker(text.text)
        label = other if other and other.word == dialect.speakers[1] else None
    if label is None or (block.kind is Kind.ITEM and len(label.word) == 1 and block.marker[:1].isdigit()):
        return None
    rest = text.cut(label.end)
    if not rest.text and text.text.startswith("[") and "](" in text.text:
        return Mark(text)  # "[Answer](…)": the link is what there is
    if block.kind is Kind.HEADING and not rest.text and dialect and dialect.form is Form.LABEL:
        return Mark(rest)
    if block.kind is Kind.HEADING and len(label.word) == 1 and ":" not in text.text[: label.end]:
        return None  # "### A - One of two kinds"
    alone = not rest.text and not label.number and not text.text.rstrip("*_ ").endswith((":", "："))
    if len(label.word) == 1 and alone:
        return None  # "A." alone is the answer itself: the letter of an option
    return Mark(rest)


def _html_mark(block: Block) -> Mark | None:
    """The mark of raw HTML whose first line is nothing but tags and a label; the box around it goes with it."""
    text = block.lines[0].text
    label = words.answer_label(words.bare(text)) if len(text) < _LONGEST_LABEL else None
    if label is None or len(label.word) == 1 or label.end < len(words.bare(text)):
        return None
    more, nothing = block.lines[1:], block.lines[0].cut(len(text))
    if more and _BOX.search(text) and (closing := _BOX_ENDS.search(more[-1].text)):
        more = (*more[:-1], more[-1].cut(0, closing.start()))
    return Mark(nothing, more)


def parts_sides(block: Block) -> bool:
    """Whether a block is the lone ``%`` between the two sides of mdanki's cards, whose fronts are headings."""
    return block.kind is Kind.TEXT and block.text.text == "%"


_LONGEST_LABEL = 300  # characters, with its tags
_BOX = re.compile(r"<(?:blockquote|center|div|p|section)\b(?!.*</(?:blockquote|center|div|section)>)", re.I)
_BOX_ENDS = re.compile(r"(?:</(?:blockquote|center|div|p|section)>\s*)+$", re.I)


def _whole(block: Block) -> Line:
    return block.lines[0].stripped()


def _rest(line: Line, match: re.Match[str]) -> Line:
    if "text" in match.re.groupindex and match["text"] is not None:
        return line.cut(match.start("text"), match.end("text")).stripped()
    return line.cut(match.end()).stripped()


_ANY_TEXT = frozenset(
    {Form.LABEL, Form.ROW, Form.DOUBLE_COLON, Form.QUESTION_MARK, Form.TAG, Form.SEPARATED, Form.PATTERN}
)
_LINK_ITEM = re.compile(r"\s*\[[^\[\]]*\]\(#[^()]*(?:\([^()]*\)[^()]*)*\)\s*+[.,;]?\s*$")
_LINK_ALONE = re.compile(r"\s*(?:\[[^\[\]]+\]\([^()]*\)|<a\b[^<>]*>[^<>]*</a>|<?https?://\S+)\s*+[.,;]?\s*$", re.I)
_STRAY = 0.8  # how much a numbered line must look like a question among those without numbers
_SHORT_LINE = 5  # words
_CHECKBOX = re.compile(r"\[[ xX]\]\s")


def _heading(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.HEADING or not block.text.text or (at and continues_heading(blocks[at - 1], block)):
        return None
    text, _ = words.unwrapped(block.text)
    number = words.numbered(text.text)
    if dialect.numbered:
        if dialect.place is not None and number_parts(block) != dialect.place:
            return None
        if block.marker[:1].isdigit() and not number:
            return Candidate(at, text, block.marker.rstrip(".)"))
        if not number:
            return None
        inner, _ = words.unwrapped(text.cut(number[1]))
        return Candidate(at, inner, number[0], signed=number[2])
    if block.level != dialect.place or (_LINK_ITEM.match(text.text) and block.marker):
        return None
    if block.marker and not block.marker[:1].isdigit() and dialect.place is None:
        return None
    number_of_item = block.marker.rstrip(".)") if block.marker[:1].isdigit() else ""
    return Candidate(at, text, number_of_item, more=_more_of_heading(block))


_END_OF_HEADING = re.compile(r"\s*(?:</\w+>\s*)+$")


def _more_of_heading(block: Block) -> tuple[Line, ...]:
    """The lines of a heading in tags after the one with its text."""
    if not block.lines[0].text.lstrip().startswith("<"):
        return ()
    lines = [line.stripped() for line in block.lines if line.number > block.text.number]
    ends = [_END_OF_HEADING.search(line.text) for line in lines]
    cut = (line.cut(0, end.start()) if end else line for line, end in zip(lines, ends, strict=True))
    return tuple(line for line in cut if line.text)


def number_parts(block: Block) -> int:
    """How many parts the number of a heading has (``2.3`` has two); 0 where it has no number."""
    if block.marker[:1].isdigit():
        return 1
    number = words.numbered(words.unwrapped(block.text)[0].text)
    return number[0].count(".") + 1 if number else 0


def _above_answer(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A question without a label, right above an answer that has one."""
    block = blocks[at]
    if block.kind is not Kind.TEXT or block.continues or len(block.text.text) > _LONGEST_QUESTION:
        return None
    number = words.numbered(block.text.text)
    if words.question_likeness(block.text.text) < 1 or words.unwrapped(block.text)[1] or (number and number[2]):
        return None
    following = next((b for b in blocks[at + 1 : at + 4] if b.kind is not Kind.BLANK), None)
    if following is None or following.kind is not Kind.TEXT:
        return None
    announced = answer_mark(following, dialect) or following.text.text == "A."
    return Candidate(at, block.text, task=True, bare=True) if announced else None


def _without_break(line: Line) -> Line:
    """``line`` without the ``<br>`` at its end."""
    match = _BREAK.search(line.text, max(0, len(line.text) - _LONGEST_BREAK))
    return line.cut(0, match.start()) if match else line


_BREAK = re.compile(r"\s*<br\s*/?>\s*$", re.I)
_LONGEST_BREAK = 20  # characters
_LONGEST_QUESTION = 300  # characters


def _label(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM, Kind.HEADING, Kind.SUMMARY, Kind.TERM, Kind.QUOTE):
        return None
    if block.kind is Kind.QUOTE and len(block.lines) > 1:
        return None
    line = block.text
    if block.kind is Kind.QUOTE:
        line = line.cut(len(line.text) - len(line.text.lstrip("> ")))
    text, _ = words.unwrapped(_without_break(line))
    if len(text.text) == 1:
        text = line  # "**Q**" needs what it is wrapped in
    label = words.question_label(text.text)
    if label is None and dialect.speakers[0] and (other := words.speaker(text.text)):
        label = other if other.word == dialect.speakers[0] else None
    task = label is None
    if label is None and (label := words.task_label(text.text)) is None:
        return flashcards.cloze(blocks, at, dialect) or _above_answer(blocks, at, dialect)
    inner, _ = words.unwrapped(flashcards.untagged(text.cut(label.end).stripped()))
    number = label.number
    if block.marker[:1].isdigit() and not number:
        number = block.marker.rstrip(".)")
    split = _ANSWER_INSIDE.search(inner.text) if len(inner.text) < 2000 else None
    if split:
        answer = inner.cut(split.end()).stripped()
        return Candidate(at, inner.cut(0, split.start()).stripped(), number, answer, task=task)
    if task and not (
        number or block.kind is Kind.HEADING or text.text[0] in "[【" or words.question_likeness(inner.text) > 0
    ):
        return None  # "Problem: it is slow" tells of one
    return Candidate(at, inner, number, task=task)


_ANSWER_INSIDE = re.compile(r"\s(?:[*_]{0,2})(?:A|Ans|Answer|Antwort|答案|答)\s*[:：][*_]{0,2}\s+")


def _bold(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM) or block.continues or block.indent > 3:
        return None
    if "`" in block.text.text[:4]:
        return None  # a label in code and bold
    text, strong = words.unwrapped(block.text)
    number, signed = "", True
    if not strong:
        found = words.numbered(text.text.lstrip("*_ ")) if text.text[:1] in "*_" else words.numbered(text.text)
        skipped = len(text.text) - len(text.text.lstrip("*_ ")) if text.text[:1] in "*_" else 0
        if not found:
            return None
        rest = text.cut(skipped + found[1])
        rest = rest.cut(len(rest.text) - len(rest.text.lstrip("*_ "))) if skipped and rest.text[:1] in "*_" else rest
        inner, strong = words.unwrapped(rest.stripped())
        if not strong and not skipped:
            return None
        text, number, signed = inner, found[0], found[2]
    elif found := words.numbered(text.text):
        text, number, signed = text.cut(found[1]), found[0], found[2]
    if block.kind is Kind.ITEM:
        if block.marker[:1].isdigit() or block.marker[:1] == "(":
            number = number or block.marker.strip("(.)．、）")
        elif not number:
            return None  # a bold bullet is a label in a list
    if (not number and dialect.numbered) or words.answer_label(text.text):
        return None
    if number and not dialect.numbered and words.question_likeness(text.text) < _STRAY:
        return None
    return Candidate(at, text, number, signed=signed)


def _item(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.ITEM or not block.text.text or not _at_place(block, dialect.place):
        return None
    ordered = block.marker[:1].isdigit() or block.marker[:1] == "("
    if ordered is not dialect.numbered or _LINK_ITEM.match(block.text.text) or _CHECKBOX.match(block.text.text):
        return None
    if _LINK_ALONE.match(block.text.text) and words.question_likeness(block.text.text) <= 0:
        return None  # something to read, not to answer
    text, _ = words.unwrapped(block.text)
    return Candidate(at, text, block.marker.strip("(.)．、）") if ordered else "")


def _at_place(block: Block, place: int | None) -> bool:
    """Whether an item stands where the series does, give or take a space; numbers may be aligned at their right."""
    digits = sum(c.isdigit() for c in block.marker)
    return place is None or abs(block.indent - place) <= 1 or (digits > 1 and block.indent + digits == place + 1)


def _summary(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.SUMMARY or words.opens_answer(block.text.text):
        return None
    text, _ = words.unwrapped(block.text)
    number = words.numbered(text.text)
    if number and number[2]:
        text, _ = words.unwrapped(text.cut(number[1]).stripped())
    return Candidate(at, text, number[0] if number and number[2] else "", more=_more_of_summary(block))


def _more_of_summary(block: Block) -> tuple[Line, ...]:
    """The lines of a summary after the one with its text."""
    lines = [line for line in block.lines if line.number > block.text.number]
    cuts = [line.text.lower().find("</summary>") for line in lines]
    return tuple(line if cut < 0 else line.cut(0, cut) for line, cut in zip(lines, cuts, strict=True))


def _term(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    return Candidate(at, words.unwrapped(block.text)[0]) if block.kind is Kind.TERM else None


_PAIR = re.compile(
    r"(?!\[[^\[\]]*\]:)(?P<term>[^:?!|]{1,60}?)(?:\s*[:：]\s+|\s+(?:[-–—=→⇒]|->|=>)\s+|\s?(?:-{2,3}|—)\s?)(?=\S)"
)
_HANGING_WORDS = 8  # at most, where nothing asks
_TERM_WORDS = 6  # at most


def _pair(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A short term, a sign, and its meaning on the same line."""
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM) or block.indent > 1 or block.marker[:1].isdigit() or is_run_in(block):
        return None
    match = _PAIR.match(block.text.text[:120])
    if not match or len(match["term"].split()) > _TERM_WORDS or words.answer_label(block.text.text):
        return None
    return Candidate(at, words.unwrapped(block.text.cut(0, match.end("term")))[0], answer=block.text.cut(match.end()))


def _hanging(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A short line by itself, with the lines below it indented deeper."""
    block = blocks[at]
    if block.kind is not Kind.TEXT or block.continues or len(block.text.text) > 100 or block.indent != dialect.place:
        return None
    after = next(iter(blocks[at + 1 : at + 2]), None)
    if after is None or not after.continues or after.indent < block.indent + 2:
        return None
    text, _ = words.unwrapped(block.text)
    if len(text.text.split()) > _HANGING_WORDS and words.question_likeness(text.text) <= 0:
        return None
    return Candidate(at, text.cut(0, len(text.text.rstrip(" :："))))


def _quote(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.QUOTE or len(block.lines) > 2:
        return None
    lines = [line.stripped() for line in block.lines]
    first, *more = (line.cut(len(line.text) - len(line.text.lstrip("> "))) for line in lines)
    if words.question_likeness(" ".join(line.text for line in (first, *more))) <= 0:
        return None
    return Candidate(at, words.unwrapped(first)[0], more=tuple(more))


_RUN_IN = re.compile(
    r"\[?(\*\*|__|<b>|<strong>)(?P<text>.{2,200}?)(?:\1|</b>|</strong>)(?:\]\([^()\s]*\))?"
    r"(?P<sign>\s*(?:[:：—–]|-(?=\s))\s*|\s+)(?=\S)"
)


def is_link(block: Block) -> bool:
    """Whether a block is nothing but a link to somewhere else."""
    return _LINK_ALONE.match(block.text.text) is not None


def is_run_in(block: Block) -> bool:
    """Whether a block begins with a few words in bold, and goes on without."""
    return _RUN_IN.match(block.text.text[:400]) is not None


def _run_in(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM) or block.continues or block.indent > 3 or "`" in block.text.text[:4]:
        return None
    match = _RUN_IN.match(block.text.text[:400])
    if not match:
        return _bold_question(at, block)
    if _asks_on(block.text.text[match.end() :]) and match["text"].rstrip().endswith(_QUESTION_MARKS):
        return Candidate(at, block.text, block.marker.strip("(.)") if block.marker[:1].isdigit() else "")
    text = block.text.cut(match.start("text"), match.end("text")).stripped()
    if not match["sign"].strip() and not text.text.endswith(("?", "？", ":", "–", "—")):
        return None
    text = text.cut(0, len(text.text.rstrip(" :：–—-")))
    number = ""
    if found := words.numbered(text.text):
        text, number = text.cut(found[1]), found[0]
    elif block.marker[:1].isdigit():
        number = block.marker.strip("(.)")
    return Candidate(at, text, number, block.text.cut(match.end()))


_QUESTION_MARKS = ("?", "？", "؟")


def _asks_on(text: str) -> bool:
    """Whether what stands behind a question asks on, and answers nothing."""
    sentences = re.split(r"(?<=[.!?？؟])\s+", text.strip())
    return all(sentence.endswith(_QUESTION_MARKS) for sentence in sentences)


def _bold_question(at: int, block: Block) -> Candidate | None:
    """An item that is bold as a whole and asks, among others that have more behind it."""
    text, strong = words.unwrapped(block.text)
    if block.kind is not Kind.ITEM or not strong or not text.text.endswith(_QUESTION_MARKS):
        return None
    return Candidate(at, text, block.marker.strip("(.)") if block.marker[:1].isdigit() else "")


def _line(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is not Kind.TEXT or block.indent > 3 or len(block.text.text) > 300:
        return None
    if block.continues and not _ends_paragraph_alone(blocks, at):
        return None
    if words.unwrapped(block.text)[1]:
        return None  # a bold line
    number = words.numbered(block.text.text)
    if dialect.numbered:
        if number is None or number[0].count(".") + 1 != dialect.place or "." not in number[0]:
            return None
        return Candidate(at, block.text.cut(number[1]), number[0])
    least = 0.8 if _has_indented_answer(blocks, at) else 1
    if words.question_likeness(block.text.text) < least and not (
        not block.continues
        and words.question_likeness(block.text.text) >= 0
        and asks_by_what_follows(blocks, at, len(blocks))
    ):
        return None
    return Candidate(at, block.text.cut(number[1]), number[0]) if number else Candidate(at, block.text)


def _has_indented_answer(blocks: Sequence[Block], at: int) -> bool:
    """Whether the lines right below one are indented, as if it were their title."""
    after = next(iter(blocks[at + 1 : at + 2]), None)
    return after is not None and after.kind in (Kind.TEXT, Kind.ITEM) and after.indent > blocks[at].indent + 1


def _ends_paragraph_alone(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line within a paragraph is a sentence of its own: what stands before it and after it ends there."""
    before, text = blocks[at - 1].text.text.rstrip(), blocks[at].text.text
    after = next(iter(blocks[at + 1 : at + 2]), None)
    if text[:1].isalpha() and not text[:1].isupper() and before.endswith(_QUESTION_MARKS):  # no capitals: 什么？
        last = after is None or not after.continues or after.text.text.rstrip().endswith(_QUESTION_MARKS)
        if last and text.rstrip().endswith(_QUESTION_MARKS):
            return True
    apart = before.endswith((".", "!", "。", "?", "？", "؟")) or len(before.split()) <= _SHORT_LINE
    ends = after is None or after.kind is Kind.BLANK or not after.continues or after.text.text[:1] in '¿«"“'
    starts_anew = after is not None and after.text.text[:1].isupper() and text.rstrip().endswith(("?", "？", "؟"))
    return apart and (ends or starts_anew) and (text[:1].isupper() or text[:1] in '¿«"“')


def _speaker(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM):
        return None
    label = words.speaker(block.text.text)
    if not label or label.word != dialect.speakers[0]:
        return None
    return Candidate(at, block.text.cut(label.end), label.number)


def _rows(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A table with a column of questions and one of answers: all its rows."""
    rows = tables.cards(blocks[at])
    return Candidate(at, blocks[at].text, rows=rows) if rows else None


def _pattern(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    pattern = dialect.question_pattern
    if block.kind in (Kind.FENCE, Kind.BLANK, Kind.COMMENT, Kind.FRONT_MATTER) or pattern is None:
        return None
    line = _whole(block)
    match = pattern.match(line.text)
    if not match:
        return None
    groups = match.re.groupindex
    text = _rest(line, match)
    if not text.text and "text" not in groups:
        text = line
    number = match["number"] or "" if "number" in groups else ""
    answer = None
    if "answer" in groups and match["answer"]:
        answer = line.cut(match.start("answer"), match.end("answer")).stripped()
    return Candidate(at, text, number, answer)


_CLASSIFIERS: Mapping[Form, Callable[[Sequence[Block], int, Dialect], Candidate | None]] = {
    Form.HEADING: _heading,
    Form.LABEL: _label,
    Form.BOLD: _bold,
    Form.ITEM: _item,
    Form.SUMMARY: _summary,
    Form.TERM: _term,
    Form.RUN_IN: _run_in,
    Form.PAIR: _pair,
    Form.QUOTE: _quote,
    Form.HANGING: _hanging,
    Form.LINE: _line,
    Form.SPEAKER: _speaker,
    Form.DOUBLE_COLON: flashcards.double_colon,
    Form.SEPARATED: flashcards.separated,
    Form.QUESTION_MARK: flashcards.question_mark,
    Form.ROW: _rows,
    Form.PATTERN: _pattern,
    Form.TAG: flashcards.tag,
    Form.CARD: flashcards.card,
    Form.CLOZE: flashcards.cloze,
    Form.HIGHLIGHT: flashcards.highlight,
}
