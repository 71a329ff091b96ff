"""Flashcards: the layouts of tools for flashcards.

Owns: the forms of their cards, and whether a document means them as cards.  Does not own: the signs between the columns
of files (``separators``).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from builder.model.cloze import FINDERS, cloze, shown
from builder.model.document import CONTENT, Block, Document, Kind
from builder.model.source import Excerpt, Line
from builder.read.forms.candidates import Candidate, Mark
from builder.read.forms.form import (
    SENTENCES,
    Dialect,
    Form,
    Lines,
    Members,
    NoteSoFar,
    at_the_next,
    ends_with_paragraph,
)
from builder.read.forms.marks import BY_KIND, any_mark, mark_by_kind
from builder.read.forms.properties import is_property, without_tags
from builder.read.forms.separators import is_header, separator, sides, tags
from builder.read.forms.tables import Row
from builder.read.language import words
from builder.read.weights import COUNTS, SHARES


def _find_double_colon(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if block.kind is Kind.FENCE:
        return _shown_cards(block, at)
    if block.kind not in SENTENCES or "::" not in block.text.text or is_property(blocks, at):
        return None
    line, tags = without_tags(block.text)
    found = _two_sides(line)
    return Candidate(at, found[0], answer=found[1], tags=tags, reverse=_both(line)) if found else None


# Code, formulas and deletions hold no divider.
_OPAQUE = re.compile(r"(?<!`)(`++)[^`]{1,500}\1|\$[^$]{1,500}\$|\{\{.{0,500}?\}\}")
_DIVIDER = re.compile(r":::?")


def _two_sides(line: Line) -> tuple[Line, Line] | None:
    """The sides before and after the first divider of a line that is no part of code, a formula or a deletion."""
    divider = _divider(line)
    if not divider:
        return None
    before, after = line.cut(0, divider.start()).stripped(), line.cut(divider.end()).stripped()
    return (before, after) if before.text and after.text else None


def _divider(line: Line) -> re.Match[str] | None:
    return _DIVIDER.search(_OPAQUE.sub(lambda match: " " * len(match[0]), line.text))


def _both(line: Line) -> bool:
    """Whether three colons part the sides: they ask in both directions."""
    divider = _divider(line)
    return divider is not None and divider[0] == ":::"


def _shown_cards(block: Block, at: int) -> Candidate | None:
    """The cards in a code block that begins with their tag: somebody shows a file of cards."""
    inner = [line.stripped() for line in block.lines[1:] if not line.blank]
    if not inner or not _FLASHCARDS.match(inner[0].text):
        return None
    found = [sides for line in inner[1:] if (sides := _two_sides(line))]
    rows = tuple(Row((front,), (back,)) for front, back in found)
    return Candidate(at, block.text, rows=rows) if rows else None


_FLASHCARDS = re.compile(r"#flashcards?(?:/\S*)?$", re.I)


def _find_separated(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    if dialect.separator is None or block.kind not in _SEPARATED or len(block.lines) > 1:
        return None
    line = block.text if block.kind is Kind.ITEM and block.marker else block.lines[0].stripped()
    found = None if is_header(line.text) else sides(line, dialect.separator)
    if found and _is_announced(blocks, at) and words.question_likeness(found[0].text) <= 0:
        return None
    number = block.marker.strip("(.)") if block.marker[:1].isdigit() else ""
    return Candidate(at, found[0], number, found[1], tags=tags(line, dialect.separator)) if found else None


def _is_announced(blocks: Sequence[Block], at: int) -> bool:
    """Whether the line before ends with a colon: it goes on in this one."""
    return at > 0 and blocks[at - 1].lines[-1].text.rstrip().endswith((":", "："))


_SEPARATED = frozenset({Kind.TEXT, Kind.ITEM, Kind.TERM, Kind.QUOTE, Kind.HTML})


def _find_question_mark(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A paragraph that a line of nothing but ``?`` follows; or the line above a second one in a paragraph."""
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM) or _is_alone(block):
        return None
    if block.continues:
        return Candidate(at, block.text) if _is_above_second(blocks, at) else None
    if _has_begun_above(blocks, at):
        return None
    near = itertools.takewhile(lambda b: b.kind in (Kind.TEXT, Kind.ITEM), blocks[at + 1 : at + _MOST_ASKING])
    mark = next(filter(_is_alone, near), None)
    return Candidate(at, block.text, reverse=mark.text.text == "??") if mark else None


def _has_begun_above(blocks: Sequence[Block], at: int) -> bool:
    """Whether lines stand right above that are part of the question; below a lone ``?`` an item begins another."""
    above = itertools.takewhile(lambda i: blocks[i].kind in (Kind.TEXT, Kind.ITEM), range(at - 1, -1, -1))
    lines = [blocks[i] for i in itertools.islice(above, _LOOK_AHEAD)]
    if not lines or _FLASHCARDS.match(lines[0].text.text):
        return False
    return blocks[at].kind is Kind.TEXT or not any(map(_is_alone, lines))


_MOST_ASKING = 20  # lines of a question


def _is_alone(block: Block) -> bool:
    """Whether a line is nothing but the mark between question and answer."""
    return block.kind is Kind.TEXT and block.text.text in ("?", "??")


def _is_above_second(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line asks within a paragraph that another question begins: it stands right above a lone ``?``."""
    if at + 1 >= len(blocks) or not _is_alone(blocks[at + 1]) or _is_alone(blocks[at - 1]):
        return False
    above = itertools.takewhile(lambda i: blocks[i].continues, range(at - 1, max(-1, at - _LOOK_AHEAD), -1))
    return any(_is_alone(blocks[i]) for i in above)


_CARD_TAG = re.compile(r"(?:^|\s+)#(?:flash)?cards?(?:[/-][\w/-]*)?(?=\s|$)", re.I)
_CARD_TAG_FIRST = re.compile(r"#(?:flash)?cards?(?:[/-][\w/-]*)?\s+(?=\S)", re.I)
_TWO_SIDES = re.compile(r"(\S(?:.*?\S)??)\s*(?:::| : )\s*(?=\S)")


def untagged(line: Line) -> Line:
    """A line without the tag that says that it is a card."""
    match = _CARD_TAG.search(line.text, max(0, len(line.text) - 200))
    return line.cut(0, match.start()) if match else line


def _find_tag(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A paragraph with the tag of a card at the end of one of its lines, or at the beginning of the first."""
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM, Kind.HEADING, Kind.TERM):
        return None
    if match := _CARD_TAG_FIRST.match(block.text.text):
        return Candidate(at, block.text.cut(match.end()).stripped(), reverse=_both_ways(match[0]))
    if block.continues:
        return _tagged(at, [block.text]) if _is_tagged_before(blocks, at) else None
    lines = [block.text]
    for following in blocks[at + 1 : at + _MOST_ASKING]:
        if _CARD_TAG.search(lines[-1].text) or not following.continues:
            break
        lines.append(following.text)
    return _tagged(at, lines)


def _tagged(at: int, lines: Sequence[Line]) -> Candidate | None:
    """The question over ``lines``, the last of which has the tag of a card, and other tags beside it."""
    *first, last = lines
    match = _CARD_TAG.search(last.text)
    if not match:
        return None
    text, before = without_tags(last.cut(0, match.start()))
    _, behind = without_tags(last.cut(match.end()))
    text, _ = words.unwrapped(text.stripped()) if not first else (text.stripped(), False)
    tags = (*before, *behind)
    both = _both_ways(match[0])
    whole = "{{c" in text.text  # the colons of a deletion part no sides
    if whole and not first and (gaps := cloze(Excerpt("", (text,)), FINDERS["anki"])):
        hidden = ", ".join(deletion.text for deletion in gaps.deletions)
        return Candidate(at, text, answer=Line(text.number, hidden, text.column), tags=tags, deletions="anki")
    if not first and (sides := _TWO_SIDES.match(text.text)):
        return Candidate(at, text.cut(0, sides.end(1)), answer=text.cut(sides.end()), tags=tags, reverse=both)
    asked = [*first, text] if text.text else first
    if not asked or not asked[0].text:
        return None
    return Candidate(at, asked[0], more=tuple(asked[1:]), tags=tags, reverse=both)


def _both_ways(tag: str) -> bool:
    """Whether a card's tag asks for both directions: ``#card-reverse``."""
    return tag.strip().casefold().endswith(("-reverse", "/reverse", "-reversed", "/reversed"))


_LINES_OF_A_QUESTION = 50  # at most: a paragraph without an end must not be walked again for each of its lines


def _is_tagged_before(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line above in the paragraph of ``at`` has the tag of a card already."""
    for _ in range(_LINES_OF_A_QUESTION):
        if not blocks[at].continues:
            break
        at -= 1
        if _CARD_TAG.search(blocks[at].text.text) or _CARD_TAG_FIRST.match(blocks[at].text.text):
            return True
    return False


_CARD_START = re.compile(r"(?:%%\s?(?:ANKI|START)|START)$")
_CARD_END = re.compile(r"(?:(?:ANKI )?END\s?%%|%%\s?END|END)$")
_CARD_LINE = re.compile(r"STARTI\s+(?:\[[^\[\]]+\]\s+)?(?P<front>\S(?:.*?\S)??)\s+Back:\s+(?P<back>\S.*?)\s*ENDI$")
_CARD_SIDE = re.compile(r"(?:Front|Text):\s*(?=\S)")
_CARD_BACK = re.compile(r"Back(?: Extra)?:\s*")


def _is_edge(blocks: Sequence[Block], at: int, dialect: Dialect) -> bool:
    """Whether a block begins or ends a card of Obsidian's plugin for Anki, or names the card's type."""
    text = blocks[at].text.text
    if blocks[at].kind is not Kind.TEXT:
        return False
    names_type = at > 0 and len(text) < _TYPE_NAME and _CARD_START.match(blocks[at - 1].text.text) is not None
    return names_type or _CARD_START.match(text) is not None or _CARD_END.match(text) is not None


_LONGEST = 4_000  # characters of a card's line
_TYPE_NAME = 60  # characters at most


def _card_back(block: Block, dialect: Dialect) -> Mark | None:
    """The mark that begins the back of a card between its edges."""
    if block.kind in BY_KIND:
        return mark_by_kind(block)
    text, _ = words.unwrapped(block.text)
    back = _CARD_BACK.match(text.text)
    return Mark(text.cut(back.end())) if back else None


def _ends_text(blocks: Sequence[Block], at: int) -> bool:
    """Whether the text of a card between its edges ends before this line."""
    text = blocks[at].text.text
    return any(p.match(text) for p in (_CARD_START, _CARD_END, _CARD_BACK, _CARD_TAGS))


def _find_card(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """What follows the line that begins a card and the one that names its type."""
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM) or _is_edge(blocks, at, dialect) or len(block.text.text) > _LONGEST:
        return None
    if block.text.text.endswith("ENDI") and (match := _CARD_LINE.match(block.text.text)):
        front, back = (block.text.cut(match.start(side), match.end(side)) for side in ("front", "back"))
        return Candidate(at, front, answer=back)
    if at < 2 or not _CARD_START.match(blocks[at - 2].text.text):
        return None
    side = _CARD_SIDE.match(block.text.text)
    text = block.text.cut(side.end()) if side else block.text
    if "cloze" in blocks[at - 1].text.text.casefold():
        return _with_deletions(blocks, at, text, "braces")
    return Candidate(at, text)


def _find_highlight(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A paragraph, or an item, whose deletions are highlighted."""
    block = blocks[at]
    if block.kind not in (Kind.TEXT, Kind.ITEM) or block.continues or "::" in block.text.text:
        return None
    line, tags = without_tags(block.text)
    asked = _question_above(blocks, at) if "==" in line.text else None
    found = _with_deletions(blocks, at, line, "highlights", asked=asked is not None)
    if found and asked:
        found = replace(found, text=asked, more=(found.text, *found.more))
    return replace(found, tags=tags) if found else None


def _question_above(blocks: Sequence[Block], at: int) -> Line | None:
    """The line above a list that asks what its items answer, or announces them; it is shown on a line of its own."""
    first = at
    while first and blocks[first].kind is Kind.ITEM and blocks[first - 1].kind is Kind.ITEM:
        first -= 1
    before = blocks[first - 1] if first and blocks[at].kind is Kind.ITEM else None
    if before is None or before.kind is not Kind.TEXT or FINDERS["highlights"](before.text.text):
        return None
    asks = words.question_likeness(before.text.text) > 0 or before.text.text.endswith((":", "："))
    return replace(before.text, text=f"{before.text.text}  ") if asks else None


def find_cloze(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A paragraph whose deletions stand in brackets, after ``C:``."""
    block = blocks[at]
    text = block.text.text
    if text in ("C:", "Cloze:") and at + 1 < len(blocks) and blocks[at + 1].continues:
        below = _with_deletions(blocks, at + 1, blocks[at + 1].text, "brackets")
        return replace(below, at=at) if below else None
    if block.kind not in (Kind.TEXT, Kind.ITEM) or not text.startswith(("C: ", "Cloze: ")):
        return None
    return _with_deletions(blocks, at, block.text.cut(text.index(":") + 2), "brackets")


def _find_deletions(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    """A paragraph with Anki's own deletions, if it is not the answer to a question above it."""
    block = blocks[at]
    if block.kind is Kind.QUOTE:
        found = _quoted_with_deletions(block, at)
    elif block.kind in (Kind.TEXT, Kind.ITEM) and not block.continues:
        found = _with_deletions(blocks, at, block.text, "anki")
    else:
        return None
    before = next((b for b in reversed(blocks[:at]) if b.kind is not Kind.BLANK), None) if found else None
    return None if before is not None and words.question_likeness(before.text.text) > 0 else found


def _quoted_with_deletions(block: Block, at: int) -> Candidate | None:
    """A quotation with deletions, without its signs."""
    signs = [len(line.text) - len(line.text.lstrip(" >")) for line in block.lines]
    first, *more = (line.cut(sign).stripped() for line, sign in zip(block.lines, signs, strict=True))
    return _hiding(at, first, more, "anki")


_WORD = re.compile(r"[^\W_]")


def _with_deletions(
    blocks: Sequence[Block], at: int, first: Line, notation: str, *, asked: bool = False
) -> Candidate | None:
    """The paragraph that begins with ``first``, if something is hidden in it; ``asked``: by a question above it."""
    more: list[Line] = []
    for below in range(at + 1, len(blocks)):
        block = blocks[below]
        if not block.continues or block.kind is not Kind.TEXT or (notation == "braces" and _ends_text(blocks, below)):
            break
        more.append(block.text)
    return _hiding(at, first, more, notation, asked=asked)


def _hiding(at: int, first: Line, more: Sequence[Line], notation: str, *, asked: bool = False) -> Candidate | None:
    text = Excerpt("", (first, *more))
    found = cloze(text, FINDERS[notation])
    if found is None or not (asked or _WORD.search(shown(found).text)):
        return None  # nothing is left to go by
    hidden = ", ".join(deletion.text for deletion in found.deletions)
    last = text.lines[-1]
    answer = Line(last.number, hidden, last.column)
    return Candidate(at, first, more=tuple(more), answer=answer, deletions=notation)


# -------------------------------------------------------------------- signals

_FLASHCARD_TAG = re.compile(r"(?<![\w/])#(?:flash)?cards?(?:/\S*)?(?!\w)|<!--SR:!", re.I)
_HIGHLIGHT_TAG = re.compile(r"(?<![\w/])#flashcards(?:/\S*)?(?!\w)", re.I)


def _any(document: Document, members: Members) -> bool:
    """Whether there is one: its mark means nothing else."""
    return bool(members)


def _some(document: Document, members: Members) -> bool:
    """Whether there is more than one: a single one may mean anything."""
    return len(members) >= COUNTS["signalled"]


def _some_or_asking(document: Document, members: Members) -> bool:
    """Whether there is more than one, or the one there is asks, or stands in a file that names its deck."""
    if _some(document, members) or not members:
        return bool(members)
    named = any("deck" in str(key).casefold() for key in document.metadata)
    return named or words.question_likeness(members[0].candidate.text.text) > 0


def _some_or_tagged(document: Document, members: Members) -> bool:
    return _some(document, members) or _is_tagged(document)


def _tagged_or_many(document: Document, members: Members) -> bool:
    return bool(members) and (_is_tagged(document) or _are_many_colons(document, members))


def _says_flashcards(document: Document, members: Members) -> bool:
    tagged = "flashcards" in str(document.metadata.get("tags") or "").casefold()
    return tagged or _HIGHLIGHT_TAG.search(document.source.text) is not None


def _is_tagged(document: Document) -> bool:
    """Whether the document says that it holds flashcards."""
    if "card" in str(document.metadata.get("tags") or "").casefold():
        return True
    return _FLASHCARD_TAG.search(document.source.text) is not None


def _are_many_colons(document: Document, members: Members) -> bool:
    """Whether lines that colons part are half of a document or a section, and half of them are unlike code."""
    like_code = sum(_is_like_code(m.candidate) for m in members)
    if like_code > SHARES["half"] * len(members):
        return False
    blocks, places = document.blocks, [m.candidate.at for m in members]
    least = COUNTS["signalled"] if all(_APART.search(blocks[at].text.text) for at in places) else COUNTS["colons"]
    sections = [0, *(i for i, b in enumerate(blocks) if b.kind is Kind.HEADING), len(blocks)]
    return any(_fill(blocks, places, *ends, least) for ends in [(0, len(blocks)), *itertools.pairwise(sections)])


def _fill(blocks: Sequence[Block], places: Sequence[int], start: int, end: int, least: int) -> bool:
    """Whether ``least`` of ``places`` stand in the blocks from ``start`` to ``end``, and are half of what is there."""
    inside = bisect_left(places, end) - bisect_left(places, start)
    content = sum(b.kind in CONTENT for b in blocks[start:end])
    return inside >= max(least, SHARES["half"] * content)


def _is_like_code(found: Candidate) -> bool:
    """Whether the colons of a card touch the words on both sides, as in the name of a function, or come again."""
    answer = found.answer.column if found.answer else 0
    apart = answer - found.text.column - len(found.text.text) > len("::")
    return ":: " in found.text.text or (" " not in found.text.text and not apart)


_APART = re.compile(r"\S\s+:::\s+\S")  # no code has its colons so


# ---------------------------------------------------------- answers and ends

_LOOK_AHEAD = 60  # blocks in which a list below an item is looked for
_CARD_TAGS = re.compile(r"Tags:((?:\s+[^\s]+)+)\s*$")


def _question_mark(block: Block, dialect: Dialect) -> Mark | None:
    """A lone question mark, or any other mark."""
    if block.kind in BY_KIND:
        return mark_by_kind(block)
    text, _ = words.unwrapped(block.text)
    return Mark(text.cut(len(text.text))) if text.text in ("?", "??") else any_mark(block)


def _until_mark(note: NoteSoFar, at: int, blocks: Sequence[Block]) -> bool | None:
    """All lines before the lone question mark ask."""
    return True


def _above_list(note: NoteSoFar, at: int, blocks: Sequence[Block]) -> bool | None:
    """All lines of an item ask where a list below it holds the answer."""
    if not blocks[at].continues or blocks[note.member.candidate.at].kind is not Kind.ITEM:
        return None
    near = (b for b in blocks[at + 1 : at + _LOOK_AHEAD] if not b.continues)
    following = next(near, None)
    return True if following is not None and following.kind is Kind.ITEM and following.indent > note.indent else None


def _ends_with_blank(note: NoteSoFar, block: Block, blocks: Sequence[Block], *, unanswered: bool) -> bool:
    """Whether a card of several lines has ended: a list right below the mark is its answer, also among bullets."""
    return block.kind is Kind.BLANK and note.begun


def _ends_with_line(note: NoteSoFar, block: Block, blocks: Sequence[Block], *, unanswered: bool) -> bool:
    """Whether a card of one line has ended."""
    if block.kind is Kind.TEXT and block.indent <= note.indent:
        return True
    return ends_with_paragraph(note, block, blocks, unanswered=unanswered)


def _is_tagged_title(blocks: Sequence[Block], at: int, dialect: Dialect) -> bool:
    """Whether a heading has the tag of a card: it asks, though it be the only one of its document."""
    return _CARD_TAG.search(blocks[at].text.text) is not None


def _ends_with_its_line(note: NoteSoFar, block: Block, blocks: Sequence[Block], *, unanswered: bool) -> bool:
    """Whether a card that stands on one line, between STARTI and ENDI, has ended: nothing below is of it."""
    one_line = blocks[note.member.candidate.at].text.text.endswith("ENDI")
    return one_line or at_the_next(note, block, blocks, unanswered=unanswered)


def _tags_of_card(line: Line) -> tuple[Line, tuple[str, ...]]:
    named = _CARD_TAGS.match(line.text.strip())
    return (line.cut(0, 0), tuple(named[1].split())) if named else (line, ())


def _bind_separated(blocks: Sequence[Block], dialect: Dialect, automatic: bool) -> list[Dialect]:
    """The dialect with the sign that parts the sides in this document, if there is one."""
    return [replace(dialect, separator=sign)] if (sign := separator(blocks)) else []


def _is_row(blocks: Sequence[Block], at: int, dialect: Dialect) -> bool:
    """Whether a block is a line of a document of cards, one a line: a card, or the names of the columns."""
    return is_header(blocks[at].text.text) or _find_separated(blocks, at, dialect) is not None


DOUBLE_COLON = Form(
    "::",
    _find_double_colon,
    kinds=SENTENCES | {Kind.FENCE},
    needs_no_looks=True,
    any_text=True,
    signal=_tagged_or_many,
    is_over=_ends_with_line,
    lines=Lines.ONE,
    among_other_notes=True,
)
QUESTION_MARK = Form(
    "?",
    _find_question_mark,
    kinds=SENTENCES,
    needs_no_looks=True,
    any_text=True,
    signal=_some_or_tagged,
    mark=_question_mark,
    asks_on=_until_mark,
    is_over=_ends_with_blank,
    tags=without_tags,
    has_marks=True,
    among_other_notes=True,
)
TAG = Form(
    "#card",
    _find_tag,
    kinds=frozenset({Kind.TEXT, Kind.ITEM, Kind.HEADING, Kind.TERM}),
    any_text=True,
    signal=_some_or_asking,
    claims_title=_is_tagged_title,
    asks_on=_above_list,
    is_over=ends_with_paragraph,
    tags=without_tags,
    lines=Lines.ONE,
    among_other_notes=True,
)
DELETIONS = Form(
    "{{c1::}}",
    _find_deletions,
    kinds=SENTENCES | {Kind.QUOTE},
    needs_no_looks=True,
    any_text=True,
    signal=_any,
    is_over=ends_with_paragraph,
    among_other_notes=True,
)
CLOZE = Form(
    "cloze",
    find_cloze,
    kinds=SENTENCES,
    signal=_some,
    is_over=ends_with_paragraph,
    lines=Lines.ONE,
    among_other_notes=True,
)
HIGHLIGHT = Form(
    "==", _find_highlight, kinds=SENTENCES, signal=_says_flashcards, is_over=ends_with_paragraph, among_other_notes=True
)
CARD = Form(
    "card",
    _find_card,
    kinds=SENTENCES,
    needs_no_looks=True,
    mark=_card_back,
    has_marks=True,
    is_edge=_is_edge,
    is_over=_ends_with_its_line,
    tags=_tags_of_card,
)
SEPARATED = Form(
    "separated",
    _find_separated,
    kinds=_SEPARATED,
    bind=_bind_separated,
    needs_no_looks=True,
    any_text=True,
    claims_title=_is_row,
)
