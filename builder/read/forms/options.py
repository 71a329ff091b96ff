"""Multiple choice: options go on the front, the mark that tells the right one stays on the back.

Owns: what an option looks like, and where the options of a note belong.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from builder.markdown.blocks import code_lines
from builder.model.document import Block, Kind
from builder.model.notes import FateKind
from builder.model.source import Line
from builder.read.fold.note_text import NoteText
from builder.read.language import words

_OPTION = re.compile(r"(?:[*_]{0,2})[(\[]?(?P<letter>[A-Ha-h])(?:[.):\]]|\s-)[*_]{0,2}\s+\S")
_TICK = re.compile(r"\s*(?:[✓✔✅☑]\ufe0f?|[*_]*\((?:the )?(?:correct|right)(?: answer)?\)[*_]*)\s*$", re.I)
_TICK_BEFORE = re.compile(
    r"(?P<lead>\s*(?:[-*+]\s+)?)(?P<mark>(?:[✓✔✅☑]\ufe0f?|\*(?![*\s])(?!.*\*)|[-=]?>|\[[xX]\])\s*)"
    r"(?=\(?[A-Ha-h][.):\]]\s+\S)"
)
_BOLD_OPTION = re.compile(
    r"(?P<lead>\s*(?:[-*+]\s+)?)(?:(?P<letter>\(?[A-Ha-h][.):\]]\s+)(?=\*\*)|(?=\*\*\(?[A-Ha-h][.):\]]\s))"
    r"\*\*(?P<text>[^*]+)\*\*\s*$"
)
_ON_ONE_LINE = re.compile(r"[*_]{0,2}\(?[Aa][.)][*_]{0,2}\s*\S.*?\s\(?[*_]{0,2}[Bb][.)][*_]{0,2}\s*\S")
_LINE = 400  # characters of a line in which options beside one another are looked for
_SHORT_OPTION = 100  # characters
_TICKED = 60  # characters at the end of an option in which a tick may stand
_LETTER_FIRST = re.compile(r"[*_]{0,2}\(?[A-Ha-h](?:\s?[,/&+]?\s?[A-Ha-h]){0,4}[.)]?[*_]{0,2}\W*$")
_LONE_LETTER = re.compile(r"[*_]{0,2}\(?[A-Ha-h](?:\s?[,/&+]?\s?[A-Ha-h]){0,4}[.)]?[*_]{0,2}$")
_LOOK_AHEAD = 20  # blocks after a question in which its options, or what opens its answer, are looked for
_ENDS_SEARCH = frozenset({Kind.HEADING, Kind.ITEM, Kind.TABLE, Kind.RULE})
_LEADING = frozenset({Kind.TEXT, Kind.FENCE})  # what may stand there
_MOST_BEFORE_OPTIONS = 3  # blocks that may stand between a question and its options
_CHECKBOX = re.compile(r"(\s*(?:[-*+]|\d+[.)])\s+)\[([ xX])\](?=\s)")


def are_options(blocks: Sequence[Block]) -> bool:
    """Whether blocks between a question and its answer end with options to choose from."""
    solid = [b for b in blocks if b.kind is not Kind.BLANK]
    found = [b for b in solid if is_option(b)]
    letters = [m["letter"].upper() for b in found if (m := _OPTION.match(b.text.text))]
    return len(found) > 1 and found[-1] is solid[-1] and len(set(letters)) == len(letters)


def is_option(block: Block) -> bool:
    if block.kind not in (Kind.TEXT, Kind.ITEM):
        return False
    text = block.text.text
    return is_box(block) or any(p.match(text) for p in (_OPTION, _TICK_BEFORE))


def option_runs(blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks that are options to choose from, whatever they hold: no question and no card begins there.

    These are lines with the letters A, B, … in order, and the items of a list right above an answer that names one.
    """
    found: set[int] = _lists_within_questions(blocks)
    at = 0
    while at < len(blocks):
        run = _lettered_run(blocks, at) or _named_run(blocks, at)
        found.update(run)
        at = run[-1] + 1 if run else at + 1
    return frozenset(found)


def begins_with_letter(block: Block) -> bool:
    """Whether a block begins with a letter as an option does, or is one."""
    return bool(_letter(block)) or (
        block.kind in (Kind.TEXT, Kind.ITEM) and _LETTER_FIRST.match(block.text.text) is not None
    )


def _letter(block: Block) -> str:
    """The letter with which a block begins as an option does, in capitals; nothing where it has none."""
    if block.kind not in (Kind.TEXT, Kind.ITEM):
        return ""
    text = block.text.text
    if tick := _TICK_BEFORE.match(text):
        text = text[tick.end() :]
    match = _OPTION.match(text)
    return match["letter"].upper() if match else ""


def _lettered_run(blocks: Sequence[Block], start: int) -> list[int]:
    """The options from the one with the letter A at ``start`` to the last, with the lines that belong to them."""
    if _letter(blocks[start]) != "A":
        return []
    options, run = [start], [start]
    for at in range(start + 1, len(blocks)):
        block = blocks[at]
        if _letter(block) == chr(ord("A") + len(options)):
            options.append(at)
            run = [*range(start, at + 1)]
        elif block.kind is Kind.BLANK or (block.continues and not _begins_answer(block)):
            run.append(at)
        else:
            break
    asking = sum(words.question_likeness(blocks[i].text.text) >= 1 for i in options)
    return _without_end(blocks, run) if len(options) >= _LEAST_OPTIONS and asking < len(options) else []


def _begins_answer(block: Block) -> bool:
    label = words.answer_label(block.text.text)
    return label is not None or _LONE_LETTER.match(block.text.text) is not None


def _without_end(blocks: Sequence[Block], run: list[int]) -> list[int]:
    while run and blocks[run[-1]].kind is Kind.BLANK:
        run.pop()
    return run


def _named_run(blocks: Sequence[Block], start: int) -> list[int]:
    """The items of a list from ``start`` on, right above an answer with a label that is one of them, or its number."""
    first = blocks[start]
    if first.kind is not Kind.ITEM or (first.marker[:1].isdigit() and first.marker.strip("().") != "1"):
        return []
    items = [start]
    for at in range(start + 1, min(len(blocks), start + _LOOK_AHEAD)):
        block = blocks[at]
        if block.kind is Kind.ITEM and block.indent == first.indent and _follows(blocks[items[-1]], block):
            items.append(at)
        elif block.kind is not Kind.BLANK:
            label = words.answer_label(block.text.text) if block.kind in (Kind.TEXT, Kind.HEADING) else None
            answer = words.key(block.text.text[label.end :]) if label else ""
            named = answer in {words.key(blocks[i].text.text) for i in items}
            numbered = first.marker[:1].isdigit() and answer.isdigit() and 0 < int(answer) <= len(items)
            return items if len(items) >= _LEAST_OPTIONS and answer and (named or numbered) else []
    return []


def _lists_within_questions(blocks: Sequence[Block]) -> set[int]:
    """The numbered items right below numbered items that are questions: options, or an answer, and no questions."""
    runs: list[list[int]] = []
    parents: list[Block] = []
    outer: Block | None = None
    for at, block in enumerate(blocks):
        if block.kind is not Kind.ITEM or not block.marker[:1].isdigit():
            outer = outer if block.kind is Kind.BLANK or block.continues else None
        elif outer is None or block.indent <= outer.indent:
            outer = block
        elif outer is (parents[-1] if parents else None):
            runs[-1].append(at)
        else:
            parents.append(outer)
            runs.append([at])
    asking = sum(words.question_likeness(b.text.text) >= _ASKS for b in parents)
    inner = [i for run in runs for i in run]
    also = sum(words.question_likeness(blocks[i].text.text) > 0 for i in inner)
    are_asked = len(parents) >= _LEAST_OPTIONS and asking >= _MOSTLY * len(parents) and also < _MOSTLY * len(inner)
    return set(inner) if are_asked else set()


def _follows(before: Block, block: Block) -> bool:
    """Whether the marker of an item goes on with that of the one before it."""
    if before.marker[:1].isdigit():
        return (
            block.marker[:1].isdigit()
            and int(_DIGITS.sub("", block.marker) or 0) == int(_DIGITS.sub("", before.marker) or 0) + 1
        )
    return block.marker == before.marker


_ASKS = 0.8  # how much what stands above a list of options looks like a question
_MOSTLY = 0.5
_DIGITS = re.compile(r"\D")
_LEAST_OPTIONS = 2
_NEAR = 6  # blocks after an option in which what tells the right one is looked for


def is_first(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line that begins with ``A:``, as an answer may, is the first of several options."""
    label = words.answer_label(blocks[at].text.text)
    if label is None or len(label.word) > 1:
        return False
    following = next((b for b in blocks[at + 1 : at + 4] if b.kind is not Kind.BLANK), None)
    return following is not None and following.kind is blocks[at].kind and is_option(following)


def is_letter(text: str) -> bool:
    """Whether a line is nothing but the letters of options: the right ones."""
    return _LONE_LETTER.match(text) is not None


def is_box(block: Block) -> bool:
    """Whether a block begins with a box to check, and does not ask: a list of questions may have boxes too."""
    box = _CHECKBOX.match(block.lines[0].text)
    return box is not None and words.question_likeness(block.lines[0].text[box.end() :]) < 1


def asks_by_what_follows(blocks: Sequence[Block], at: int, end: int) -> bool:
    """Whether block ``at`` asks because options to choose from follow it, or a details block that opens an answer.

    ``end``: where the next question begins.  Code and plain lines may stand between, but no other question.
    Long options, such as the clauses of a contract, ask only where an answer follows.
    """
    if is_option(blocks[at]):
        return False
    short = count = 0
    for block in blocks[at + 1 : min(end, at + _LOOK_AHEAD)]:
        text = block.text.text
        if block.kind is Kind.SUMMARY:
            return words.opens_answer(text)
        if is_option(block):
            count += 1
            short += 2 if _ON_ONE_LINE.match(text[:_LINE]) else len(text) <= _SHORT_OPTION
            if short >= 2:
                return True
        elif count >= 2 and (words.answer_label(text) or _LONE_LETTER.match(text)):
            return True
        elif count and block.continues:
            short = -_LOOK_AHEAD  # an option of several lines is long
        elif block.kind in _ENDS_SEARCH or _asks(block):
            return False
    return False


def _asks(block: Block) -> bool:
    """Whether a block is a line of its own that may be a question itself."""
    if block.kind is not Kind.TEXT or block.continues:
        return False
    text, strong = words.unwrapped(block.text)
    numbered = words.numbered(text.text)
    return strong or (numbered is not None and numbered[2]) or words.question_likeness(text.text) > 0


def have_answers(blocks: Sequence[Block]) -> bool:
    """Whether options of a document are to choose from: one has a mark, or a label or letter below tells the right one.

    Without any, lists with letters are answers.
    """
    lettered = {i for i, b in enumerate(blocks) if _letter(b) or is_box(b)}
    if any(is_ticked(blocks[i].lines[-1]) or _is_checked(blocks[i].lines[0]) for i in lettered):
        return True
    last = (i for i in lettered if i + 1 not in lettered)
    return any(_tells_letter(blocks, i) for i in last)


def _tells_letter(blocks: Sequence[Block], option: int) -> bool:
    """Whether the next block after the last of several options announces the answer, or is a letter alone."""
    near = blocks[option + 1 : option + _NEAR]
    following = next((b for b in near if b.kind is not Kind.BLANK and not b.continues), None)
    if following is None:
        return False
    opened = following.kind is Kind.SUMMARY and words.opens_answer(following.text.text)
    return opened or _begins_answer(following)


def place(note: NoteText, *, marked: bool, choices: bool) -> None:
    """Put options on the front, without the mark that tells the right one.

    ``marked``: the answer was announced by a label, so the options stand in the question already; ``choices``:
    options are to choose from in this document.
    """
    if not marked and (_checked_options(note) or _ticked_options(note)):
        return
    if marked:
        _give_back_options(note)
    _take_letter(note)
    asked = [ln for ln in note.question if _CHECKBOX.match(ln.text)]
    if len(asked) >= 2 and any(_is_checked(ln) for ln in asked):
        note.answer = [*asked, Line(asked[-1].number, ""), *note.answer]
        note.question = [_unchecked(ln) for ln in note.question]
    if marked:
        note.question = _broken_options(note.question)
    elif choices and (options := _only_options(note.blocks)):
        _ask(note, options, options[-1].lines[-1].number)
        note.question = _broken_options(note.question)


def _give_back_options(note: NoteText) -> None:
    """Options that stand below the letter of the right one belong to the question."""
    solid = [b for b in note.blocks if b.kind is not Kind.BLANK]
    if len(solid) < 3 or not _LETTER_FIRST.match(solid[0].text.text):
        return
    options = list(itertools.takewhile(is_option, solid[1:]))
    letters = [m["letter"].upper() for b in options if (m := _OPTION.match(b.text.text))]
    if len(options) < 2 or letters != [chr(65 + i) for i in range(len(options))]:
        return
    first, last = options[0].number, options[-1].lines[-1].number
    given = [ln for ln in note.answer if first <= ln.number <= last]
    note.question += _apart(given)
    note.fates += [(ln.number, FateKind.QUESTION, "") for ln in given if not ln.blank]
    note.answer = [ln for ln in note.answer if not first <= ln.number <= last]
    note.blocks = [b for b in note.blocks if not first <= b.number <= last]


def _checked_options(note: NoteText) -> bool:
    """Options in boxes, one of them checked; what leads up to them belongs to the question."""
    solid = [b for b in note.blocks if b.kind is not Kind.BLANK]
    boxes = [i for i, b in enumerate(solid) if _CHECKBOX.match(b.lines[0].text)]
    if len(boxes) < 2 or boxes[0] > _MOST_BEFORE_OPTIONS or not any(_is_checked(solid[i].lines[0]) for i in boxes):
        return False
    end = boxes[-1] + 1
    before = solid[boxes[-2] + 1]  # what the box before the last one holds, if it is no box itself
    while end < len(solid) and (
        solid[end].indent > solid[boxes[0]].indent or (not is_box(before) and solid[end].kind is before.kind)
    ):
        end += 1  # what an option holds, indented or not
    lead = [ln for b in solid[: boxes[0]] for ln in b.lines]
    first, last = solid[boxes[0]].number, solid[end - 1].lines[-1].number
    options = [ln for ln in note.answer if first <= ln.number <= last]
    note.question += [*_apart(lead), *_apart([_unchecked(ln) for ln in options])]
    note.answer = [*options, *(ln for ln in note.answer if ln.number > last)]
    note.fates += [(ln.number, FateKind.QUESTION, "") for ln in (*lead, *options) if not ln.blank]
    return True


def _ticked_options(note: NoteText) -> bool:
    """Options of which the right one has a tick, or after which a letter stands alone; so the lines above them."""
    solid = [b for b in note.blocks if b.kind is not Kind.BLANK]
    lead = list(itertools.takewhile(lambda b: not is_option(b) and b.kind in _LEADING, solid))
    if len(lead) > _MOST_BEFORE_OPTIONS:
        return False
    below = solid[len(lead) :]
    options = list(itertools.takewhile(lambda b: is_option(b) or b.kind is Kind.ITEM, below))
    if len(options) < _LEAST_OPTIONS:
        return False
    ticked = [b for b in options if is_ticked(b.lines[-1])]
    if not ticked and all(map(is_option, options)):
        bold = [b for b in options if _BOLD_OPTION.match(b.lines[0].text)]
        ticked = bold if len(bold) == 1 else []
    after = below[len(options)] if len(below) > len(options) else None
    last = options[-1].lines[-1].number
    if ticked and len(ticked) < len(options):
        rest = [ln for ln in note.answer if ln.number >= options[0].number]
        _ask(note, [*lead, *options], last)
        note.question = [unticked(ln) for ln in note.question]
        note.answer = _broken_options(rest)
    elif after is not None and all(map(is_option, options)) and _LONE_LETTER.match(after.text.text):
        _ask(note, [*lead, *options], last)
    else:
        return False
    note.question = _broken_options(note.question)
    return True


def is_ticked(line: Line) -> bool:
    """Whether an option has a mark that says that it is right."""
    return _TICK.search(line.text[-_TICKED:]) is not None or _TICK_BEFORE.match(line.text) is not None


def unticked(line: Line) -> Line:
    """An option without its mark, or without its bold."""
    start = max(0, len(line.text) - _TICKED)
    if match := _TICK.search(line.text[start:]):
        return line.cut(0, start + match.start())
    if match := _TICK_BEFORE.match(line.text):
        rest = line.cut(match.end())
        return Line(line.number, match["lead"] + rest.text, line.column) if match["lead"].strip() else rest
    if match := _BOLD_OPTION.match(line.text):
        before = match["lead"] + (match["letter"] or "")
        inner = line.cut(match.start("text"), match.end("text"))
        return Line(line.number, before + inner.text, line.column) if before.strip() else inner
    return line


def _take_letter(note: NoteText) -> None:
    """The letter that stands alone after the options in one paragraph with the question is the answer."""
    lines = note.question
    if note.answer or len(lines) < 4 or not _LONE_LETTER.match(lines[-1].text.strip()):
        return
    if all(_OPTION.match(line.text.lstrip()) for line in lines[-3:-1]):
        note.answer = [lines[-1]]
        note.fates.append((lines[-1].number, FateKind.ANSWER, ""))
        note.question = _broken_options(lines[:-1])


def _ask(note: NoteText, options: Sequence[Block], last: int) -> None:
    """Move ``options``, all that stands up to line ``last``, from the answer to the question."""
    note.question += _apart([ln for ln in note.answer if ln.number <= last])
    note.fates += [(ln.number, FateKind.QUESTION, "") for b in options for ln in b.lines]
    note.answer = [ln for ln in note.answer if ln.number > last]
    note.blocks = [b for b in note.blocks if b.number > last]


def _apart(lines: list[Line]) -> list[Line]:
    """``lines`` as a paragraph of their own."""
    return [Line(lines[0].number, ""), *lines] if lines else []


def _is_checked(line: Line) -> bool:
    match = _CHECKBOX.match(line.text)
    return match is not None and match[2] in "xX"


def ask_on(body: Sequence[Line], answer: str, *, choice: bool) -> bool:
    """Whether the lines below a question are the rest of it, where ``answer`` stands apart: options, or code alone.

    ``choice``: the answer names an option, so that a list is one of options too.
    """
    plain = [line for line in _without_code(body) if not line.blank]
    if any(_TICK.search(ln.text[-_TICKED:]) or _is_checked(ln) for ln in plain):
        return False
    if not plain:
        return True
    texts = [_BULLET.sub("", line.text.lstrip()) for line in plain]
    lettered = [i for i, text in enumerate(texts) if _OPTION.match(text)]
    if lettered and _ON_ONE_LINE.match(texts[lettered[0]][:_LINE]):
        return choice or lettered[0] == 0
    if len(lettered) >= 2:
        first = plain[lettered[0]].text
        margin = len(first) - len(first.lstrip())
        below = [i for i in range(lettered[0], len(plain)) if i not in lettered]
        inside = all(plain[i].text[: margin + 1].isspace() for i in below)
        return inside and (choice or lettered[0] == 0)
    listed = len(plain) >= 2 and all(_BULLET.match(line.text.lstrip()) for line in plain)
    return listed and (choice or words.key(answer) in {words.key(text) for text in texts})


_BULLET = re.compile(r"(?:[-*+•‣◦▪●○·]|\d+[.)])\s+(?:\[ \]\s+)?")


def _without_code(lines: Sequence[Line]) -> list[Line]:
    code = code_lines(lines)
    return [line for at, line in enumerate(lines) if at not in code]


def with_rest(question: Sequence[Line], body: Sequence[Line]) -> list[Line]:
    """A question's lines and all that stands below it."""
    return _broken_options([*question, *_apart(list(body))])


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
