"""Polish: what a closed note's lines become.

Owns: taking away what belongs to the page and not to the answer, mending what a page break
tore, options of multiple choice, quotation marks around speeches, pins; and the small
judgements on lines that ``fold`` needs.  Does not own: where a note begins and ends.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.diagnostics import Diagnostic
from builder.dialects import words
from builder.dialects.classify import Candidate
from builder.dialects.dialect import Dialect, Form
from builder.document import Block, Kind
from builder.notes import FateKind
from builder.rules.text import TORN_PARAGRAPH
from builder.source import Excerpt, Line

_PIN = re.compile(r"\s*\{#([\w:.-]+)\}\s*$")
_BADGE = re.compile(r"(?:\[?!\[[^\[\]]*\]\([^()]*\)\]?(?:\([^()]*\))?\s*)+$")
_CLOSERS = re.compile(
    r"(?:\s*(?:</(?:p|div|ul|ol|li|blockquote|details|center|b|strong)>|<br\s*/?>|<p>|<hr\s*/?>|<a\b[^<>]*>\s*</a>|&nbsp;))+\s*$",
    re.I,
)
_OPTION = re.compile(r"(?:[*_]{0,2})[(\[]?(?P<letter>[A-Ha-h])(?:[.):\]]|\s-\s)[*_]{0,2}\s+\S")
_TICK = re.compile(r"\s*(?:[✓✔✅☑]\ufe0f?|[*_]*\((?:the )?(?:correct|right)(?: answer)?\)[*_]*)\s*$", re.I)
_LONE_LETTER = re.compile(r"[*_]{0,2}\(?[A-Ha-h][.)]?[*_]{0,2}$")
_OPENERS = re.compile(r"(?:\s*(?:<(?:p|b|strong)>|<br\s*/?>|<hr\s*/?>|&nbsp;))+\s*$", re.I)
_MOST_BEFORE_OPTIONS = 3  # blocks that may stand between a question and its options
_CHECKBOX = re.compile(r"(\s*(?:[-*+]|\d+[.)])\s+)\[([ xX])\](?=\s)")
_COMPLETE = re.compile(r"[.!?:;。！？：；…؟।][\"'”’»)\]*_`]*$")
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "‘": "’"}
_TORN_LEAST = (
    40  # characters of a paragraph that can be taken for torn; a shorter one may be a list that lost its markers
)


@dataclass(frozen=True, slots=True)
class Tidy:
    """A note's lines as they go into its draft, and what became of the others."""

    question: Excerpt
    answer: Excerpt
    pin: str = ""
    tags: tuple[str, ...] = ()
    fates: tuple[tuple[int, FateKind, str], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class _Work:
    path: str
    question: list[Line]
    answer: list[Line]
    blocks: list[Block]
    fates: list[tuple[int, FateKind, str]] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def skip(self, lines: Sequence[Line], reason: str) -> None:
        self.fates += [(ln.number, FateKind.SKIPPED, reason) for ln in lines if not ln.blank]


def finish(
    path: str,
    question: list[Line],
    answer: list[Line],
    blocks: list[Block],
    closings: frozenset[str],
    dialect: Dialect,
    *,
    marked: bool,
) -> Tidy:
    """The question and the answer as they go on, from all lines that stood in the note.

    ``blocks`` are the blocks of ``answer``; ``closings`` the lines that end many answers.
    """
    work = _Work(path, trimmed(question), answer, blocks)
    pin = _take_pin(work)
    if all(ln.blank for ln in work.question):
        _first_paragraph_asks(work)
        pin = pin or _take_pin(work)
    elif dialect.form is Form.LABEL:
        _drop_remark(work)
    _cut_end(work, closings)
    if dialect.form in (Form.LABEL, Form.SPEAKER):
        _unquote(work)
    _options(work, marked)
    _mend_tears(work)
    tags = _take_tags(work)
    lines = _without_comments(trimmed(work.answer))
    if lines and words.is_placeholder("\n".join(ln.text for ln in lines)):
        work.skip(lines, "placeholder of an answer")
        lines = []
    lines = _unquoted_block(_dedented(lines))
    return Tidy(
        Excerpt(path, tuple(_clean_question(work.question))),
        Excerpt(path, tuple(lines)),
        pin,
        tags,
        tuple(work.fates),
        tuple(work.diagnostics),
    )


_SELF_LINK = re.compile(r"\[([^\[\]]+)\]\(#[^()\s]*\)")
_TAG_LINE = re.compile(r"\s*(?:\[#[^\[\]]+\]\([^()]*\)\s*)+$")
_TAG = re.compile(r"\[#([^\[\]]+)\]")
_COMMENT_END = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*$")


def _take_tags(work: _Work) -> tuple[str, ...]:
    """Tags that stand as links on a line of their own at the end of an answer."""
    last = next((i for i in range(len(work.answer) - 1, -1, -1) if not work.answer[i].blank), None)
    if last is None or not _TAG_LINE.match(work.answer[last].text):
        return ()
    line = work.answer[last]
    work.skip([line], "tags")
    del work.answer[last:]
    return tuple(_TAG.findall(line.text))


def _without_comments(lines: list[Line]) -> list[Line]:
    """Lines without a comment at their end: another program's marks, which change by themselves."""
    if not any("<!--" in ln.text for ln in lines):
        return lines
    return [ln.cut(0, m.start()) if (m := _COMMENT_END.search(ln.text)) else ln for ln in lines]


# ---------------------------------------------------------------- the question


def _first_paragraph_asks(work: _Work) -> None:
    """A bare label ("Question 3") asks what the first paragraph after it says."""
    lines = trimmed(work.answer)
    end = next((i for i, ln in enumerate(lines) if ln.blank), len(lines))
    work.question = lines[:end]
    work.answer = lines[end:]
    numbers = {ln.number for ln in work.question}
    work.blocks = [b for b in work.blocks if b.number not in numbers]
    work.fates += [(ln.number, FateKind.QUESTION, "") for ln in work.question]


def _drop_remark(work: _Work) -> None:
    """A label followed by nothing but how hard the question is ("Question 3 — easy") is a bare label."""
    rest = trimmed(work.question[1:])
    if rest and words.is_remark(work.question[0].text):
        work.question = rest


def _take_pin(work: _Work) -> str:
    for at, line in enumerate(work.question):
        if match := _PIN.search(line.text):
            work.question[at] = line.cut(0, match.start())
            return match[1]
    return ""


def _clean_question(lines: list[Line]) -> list[Line]:
    lines = trimmed(lines)
    if len(lines) != 1:
        return lines
    text, _ = words.unwrapped(lines[0])
    if match := _SELF_LINK.fullmatch(text.text):  # a heading that links to itself
        text = text.cut(match.start(1), match.end(1))
    return [text]


def is_complete(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return _COMPLETE.search(text.rstrip()) is not None


def is_wrapped(text: str, following: str) -> bool:
    """Whether a sentence goes on from one line of a paragraph to the next."""
    return not is_complete(text) and (following[:1].islower() or len(text) >= _TORN_LEAST)


def continues_question(question: Sequence[Line], block: Block, following: Block | None) -> bool:
    """Whether the paragraph after a question is the rest of it.

    It is where a page break tore the sentence, and where a remark leads up to a question that
    is a paragraph of its own with an answer after it.
    """
    asked, text = question[-1].text.rstrip(), block.text.text
    if not is_complete(asked) and text[:1].islower() and len(asked) >= _TORN_LEAST:
        return True
    remark = is_complete(asked) and words.question_likeness(asked) < 0.8
    return remark and words.question_likeness(text) >= 1 and following is not None and not following.continues


# ------------------------------------------------------------------ the answer


def _cut_end(work: _Work, closings: frozenset[str]) -> None:
    """Take away rules, links to the top and the like at the end of the answer."""
    while work.blocks:
        block = work.blocks[-1]
        text = block.lines[-1].text.strip()
        if block.kind is Kind.BLANK:
            reason = ""
        elif block.kind is Kind.RULE:
            reason = "separator"
        elif block.kind is Kind.COMMENT:
            reason = "comment"
        elif len(block.lines) == 1 and (words.is_chrome(text) or _CLOSERS.match(text)):
            reason = "part of the page"
        elif len(block.lines) == 1 and _closing(text) in closings and len(work.blocks) > 1:
            reason = "closing line"
        elif block.kind is Kind.HTML and words.is_chrome(" ".join(ln.text for ln in block.lines)):
            reason = "part of the page"
        else:
            break
        work.skip(block.lines, reason)
        first = block.number
        work.answer = [ln for ln in work.answer if ln.number < first]
        work.blocks.pop()
    while work.blocks and (
        work.blocks[0].kind in (Kind.BLANK, Kind.RULE) or _OPENERS.match(work.blocks[0].lines[-1].text)
    ):
        block = work.blocks.pop(0)
        work.skip(block.lines, "separator" if block.kind is Kind.RULE else "markup")
        work.answer = [ln for ln in work.answer if ln not in block.lines]


def repeated_closings(blocks: Sequence[Block], members: Sequence[int]) -> frozenset[str]:
    """The lines that end many of the notes: of the page, not of the answers."""
    last: Counter[str] = Counter()
    for start, end in zip(members, [*members[1:], len(blocks)], strict=False):
        tail = [b for b in blocks[start + 1 : end] if b.kind not in (Kind.BLANK, Kind.RULE, Kind.HEADING)]
        if (
            len(tail) > 1
            and tail[-1].kind in (Kind.TEXT, Kind.HTML)
            and len(tail[-1].lines) == 1
            and not tail[-1].continues
        ):
            last[_closing(tail[-1].text.text)] += 1
    least = max(3, len(members) // 3)
    return frozenset(text for text, times in last.items() if times >= least and text)


def _closing(text: str) -> str:
    """What lines that end many answers have in common; those that programs write differ in their numbers."""
    return re.sub(r"\d+", "0", text) if text.startswith(("`", "^", "%")) else words.key(text)


def _mend_tears(work: _Work) -> None:
    """Join a paragraph that ends in the middle of a sentence with the one that begins in lower case."""
    drop: set[int] = set()
    solid = [(i, b) for i, b in enumerate(work.blocks) if b.kind is not Kind.BLANK]
    for (i, before), (j, after) in itertools.pairwise(solid):
        if j - i < 2 or not is_tear(before, after):
            continue
        drop.update(b.number for b in work.blocks[i + 1 : j])
        span = Excerpt(work.path, (after.text,)).span
        work.diagnostics.append(
            Diagnostic(
                TORN_PARAGRAPH,
                f"a blank line tears this sentence from “…{_tail(before.text.text)}”",
                span,
                "join the two paragraphs",
            )
        )
    if drop:
        work.answer = [ln for ln in work.answer if not (ln.blank and ln.number in drop)]


def is_tear(before: Block, after: Block) -> bool:
    """Whether a sentence goes on from one paragraph to the next: certain cases alone."""
    if before.kind not in (Kind.TEXT, Kind.ITEM) or after.kind is not Kind.TEXT or after.continues:
        return False
    head, tail = before.text.text.rstrip(), after.text.text
    if (
        not tail[:1].islower()
        or is_complete(head)
        or (len(head) < _TORN_LEAST and before.kind is Kind.TEXT and not before.continues)
    ):
        return False
    return (head[-1].isalnum() or head[-1] in ",-–’'") and len(head) >= 20 and len(tail.split()) > 1


def _tail(text: str) -> str:
    return " ".join(text.split()[-3:])


def _unquote(work: _Work) -> None:
    """Speeches in quotation marks lose them; what comes after the closing mark is not part of the answer."""
    if len(work.question) == 1:
        line = work.question[0].stripped()
        close = _QUOTES.get(line.text[:1])
        if close and line.text.endswith(close) and close not in line.text[1:-1] and len(line.text) > 2:
            work.question = [line.cut(1, len(line.text) - 1)]
    first = next((i for i, ln in enumerate(work.answer) if not ln.blank), None)
    if first is None:
        return
    line = work.answer[first].stripped()
    close = _QUOTES.get(line.text[:1])
    if close is None:
        return
    ends = [
        i for i, ln in enumerate(work.answer) if ln.text.rstrip().endswith(close) and (i > first or len(line.text) > 2)
    ]
    if not ends or (line.text.count(close) > 1 and close in line.text[1:-1]):
        return
    end = ends[-1]
    last = work.answer[end].stripped()
    work.skip(work.answer[end + 1 :], "after the end of the speech")
    if end == first:
        work.answer = [*work.answer[:first], line.cut(1, len(line.text) - 1)]
    else:
        work.answer = [
            *work.answer[:first],
            line.cut(1),
            *work.answer[first + 1 : end],
            last.cut(0, len(last.text) - 1),
        ]
    kept = {ln.number for ln in work.answer}
    work.blocks = [b for b in work.blocks if b.number in kept]


# ------------------------------------------------------------- multiple choice


def are_options(blocks: Sequence[Block]) -> bool:
    """Whether blocks between a question and its answer are the options to choose from."""
    options = [b for b in blocks if is_option(b)]
    return len(options) >= 2 and is_option(blocks[-1])


def is_option(block: Block) -> bool:
    if block.kind not in (Kind.TEXT, Kind.ITEM):
        return False
    line = block.lines[0].text
    return _CHECKBOX.match(line) is not None or _OPTION.match(block.text.text) is not None


def _options(work: _Work, marked: bool) -> None:
    """Options go on the front, without the mark that tells the right one."""
    if not marked and (_checked_options(work) or _ticked_options(work)):
        return
    _take_letter(work)
    asked = [ln for ln in work.question if _CHECKBOX.match(ln.text)]
    if len(asked) >= 2 and any(_is_checked(ln) for ln in asked):
        work.answer = [*asked, Line(asked[-1].number, ""), *work.answer]
        work.question = [_unchecked(ln) for ln in work.question]
    if marked:
        work.question = _broken_options(work.question)
    elif options := _only_options(work.blocks):
        _ask(work, options, options[-1].lines[-1].number)
        work.question = _broken_options(work.question)


def _checked_options(work: _Work) -> bool:
    """Options in boxes, one of them checked; what leads up to them belongs to the question."""
    solid = [b for b in work.blocks if b.kind is not Kind.BLANK]
    boxes = [i for i, b in enumerate(solid) if _CHECKBOX.match(b.lines[0].text)]
    if len(boxes) < 2 or boxes[0] > _MOST_BEFORE_OPTIONS or not any(_is_checked(solid[i].lines[0]) for i in boxes):
        return False
    end = boxes[-1] + 1
    while end < len(solid) and solid[end].indent > solid[boxes[0]].indent:
        end += 1  # what an option holds
    lead = [ln for b in solid[: boxes[0]] for ln in b.lines]
    first, last = solid[boxes[0]].number, solid[end - 1].lines[-1].number
    options = [ln for ln in work.answer if first <= ln.number <= last]
    work.question += [*_apart(lead), *_apart([_unchecked(ln) for ln in options])]
    work.answer = [*options, *(ln for ln in work.answer if ln.number > last)]
    work.fates += [(ln.number, FateKind.QUESTION, "") for ln in (*lead, *options) if not ln.blank]
    return True


def _ticked_options(work: _Work) -> bool:
    """Options of which the right one has a tick, or after which a letter stands alone."""
    solid = [b for b in work.blocks if b.kind is not Kind.BLANK]
    options = list(itertools.takewhile(lambda b: is_option(b) or b.kind is Kind.ITEM, solid))
    if len(options) < 2:
        return False
    ticked = [b for b in options if _TICK.search(b.lines[-1].text)]
    after = solid[len(options)] if len(solid) > len(options) else None
    last = options[-1].lines[-1].number
    if ticked and len(ticked) < len(options):
        rest = list(work.answer)
        _ask(work, options, last)
        work.question = [ln.cut(0, m.start()) if (m := _TICK.search(ln.text)) else ln for ln in work.question]
        work.answer = rest
    elif after is not None and all(map(is_option, options)) and _LONE_LETTER.match(after.text.text):
        _ask(work, options, last)
    else:
        return False
    work.question = _broken_options(work.question)
    return True


def _take_letter(work: _Work) -> None:
    """The letter that stands alone after the options in one paragraph with the question is the answer."""
    lines = work.question
    if work.answer or len(lines) < 4 or not _LONE_LETTER.match(lines[-1].text.strip()):
        return
    if all(_OPTION.match(line.text.lstrip()) for line in lines[-3:-1]):
        work.answer = [lines[-1]]
        work.fates.append((lines[-1].number, FateKind.ANSWER, ""))
        work.question = _broken_options(lines[:-1])


def _ask(work: _Work, options: Sequence[Block], last: int) -> None:
    """Move ``options``, all that stands up to line ``last``, from the answer to the question."""
    work.question += _apart([ln for ln in work.answer if ln.number <= last])
    work.fates += [(ln.number, FateKind.QUESTION, "") for b in options for ln in b.lines]
    work.answer = [ln for ln in work.answer if ln.number > last]
    work.blocks = [b for b in work.blocks if b.number > last]


def _apart(lines: list[Line]) -> list[Line]:
    """``lines`` as a paragraph of their own."""
    return [Line(lines[0].number, ""), *lines] if lines else []


def _is_checked(line: Line) -> bool:
    match = _CHECKBOX.match(line.text)
    return match is not None and match[2] in "xX"


def _only_options(blocks: Sequence[Block]) -> list[Block]:
    """The options of a question that nobody answered: A, B, C and nothing else."""
    solid = [b for b in blocks if b.kind is not Kind.BLANK]
    letters = [m["letter"].upper() for b in solid if is_option(b) and (m := _OPTION.match(b.text.text))]
    return solid if len(solid) >= 3 and letters == [chr(65 + i) for i in range(len(solid))] else []


def _unchecked(line: Line) -> Line:
    return Line(line.number, _CHECKBOX.sub(r"\1[ ]", line.text), line.column)


def _broken_options(lines: list[Line]) -> list[Line]:
    """Lettered options on lines of their own stay on lines of their own in Markdown."""
    out: list[Line] = []
    for line, following in zip(lines, [*lines[1:], None][: len(lines)], strict=True):
        breaks = following is not None and not line.blank and _OPTION.match(following.text.lstrip())
        out.append(Line(line.number, line.text.rstrip() + "  ", line.column) if breaks else line)
    return out


# ---------------------------------------------------------------------- titles

_SHORTCODE = re.compile(r":[a-z0-9_+-]{2,50}:(?=\s|$)")
_ARROW_LINK = re.compile(r"\[\[?[↑⬆▲△⇧🔝#§\ufe0f]+\]?\]\(#[^()]*\)\)?")
_TITLE_END = re.compile(r"[.!?:;,。！？：；，।]\s*$")


def title_text(text: str) -> str:
    """A section's title without numbering, emphasis, links and pins."""
    plain = words.bare(_SHORTCODE.sub("", _ARROW_LINK.sub("", _PIN.sub("", text))))
    rest = plain[words.part_title(plain) :].strip()
    plain = rest or plain
    plain = plain[words.han_number(plain) :] or plain
    number = words.numbered(plain)
    if number and (
        number[2] or "." in number[0] or (len(number[0]) < 3 and plain[number[1] : number[1] + 1].isupper())
    ):
        plain = plain[number[1] :].strip() or plain
    return plain.strip().rstrip(":：").strip()


def trailing_titles(blocks: Sequence[Block], *, has_note: bool) -> list[Block]:
    """The section titles at the end of ``blocks``, with rules around them: short lines right before a question."""
    solid = [i for i, b in enumerate(blocks) if b.kind not in (Kind.BLANK, Kind.RULE)]
    taken: list[int] = []
    for position in range(len(solid) - 1, -1, -1):
        at = solid[position]
        before = blocks[solid[position - 1]] if position else None
        spaced = before is None or solid[position - 1] < at - 1
        if len(taken) == 3 or not _is_title(blocks[at], before, spaced, has_note):
            break
        taken.append(at)
    start = taken[-1] if taken else len(blocks)
    while taken and start and blocks[start - 1].kind in (Kind.BLANK, Kind.RULE):
        start -= 1
    return list(blocks[start:])


def _is_title(block: Block, before: Block | None, spaced: bool, has_note: bool) -> bool:
    text = words.bare(block.text.text)
    if block.kind not in (Kind.TEXT, Kind.ITEM) or len(text.split()) > 12 or len(text) > 100:
        return False
    if words.part_title(text):
        return True
    if (
        _TITLE_END.search(text)
        or words.answer_label(text)
        or words.speaker(text)
        or words.is_chrome(text)
        or "](" in block.text.text
    ):
        return False
    if block.kind is Kind.ITEM:
        after_item = before is not None and before.kind is Kind.ITEM and has_note
        return (
            block.marker[:1].isdigit()
            and not block.indent
            and not after_item
            and not _CHECKBOX.match(block.lines[0].text)
        )
    if block.continues or block.indent or not spaced or text[:1].islower() or text[:1].isdigit():
        return False
    if not has_note:
        return True
    return (
        before is None
        or before.kind in (Kind.ITEM, Kind.FENCE, Kind.TABLE, Kind.RULE, Kind.HTML)
        or is_complete(before.text.text)
    )


def title_form(block: Block) -> str:
    """How a title line is marked, so that titles of one form are sections of one rank."""
    if words.part_title(block.text.text):
        return "part"
    return "numbered" if block.kind is Kind.ITEM else "bare"


def whole_title(block: Block) -> str:
    return block.text.text


# ------------------------------------------------------------------ small ones


def is_markup(text: str) -> bool:
    """Whether a line is nothing but tags that open or close something."""
    return text.startswith("<") and _CLOSERS.match(text) is not None


def is_badge(text: str) -> bool:
    """Whether a line is nothing but pictures with links: a project's badges."""
    return (
        text.startswith(("[![", "!["))
        and _BADGE.match(text) is not None
        and text.count("![") + text.startswith("[![") > 1
    )


def plain_candidate(at: int, text: Line) -> Candidate:
    return Candidate(at, text)


def trimmed(lines: Sequence[Line]) -> list[Line]:
    return list(Excerpt("", tuple(lines)).trimmed().lines)


def _dedented(lines: list[Line]) -> list[Line]:
    """Lines without the indent they share; the first may begin after a label and then has none."""
    if not lines:
        return lines
    whole = Excerpt("", tuple(lines))
    if lines[0].column > 1 and lines[0].text[:1] not in (" ", "\t") and len(lines) > 1:
        return [lines[0], *Excerpt("", tuple(lines[1:])).dedented().lines]
    return list(whole.dedented().lines)


def _unquoted_block(lines: list[Line]) -> list[Line]:
    """An answer that is one block quote is the text in it."""
    if not lines or any(not ln.blank and not ln.text.lstrip().startswith(">") for ln in lines):
        return lines
    return [ln.cut(len(m[0])) if (m := re.match(r"\s*> ?", ln.text)) else ln for ln in lines]
