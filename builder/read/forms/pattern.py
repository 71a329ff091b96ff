"""Layouts of an author's own, given by regular expressions."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model.document import Block, Kind
from builder.model.source import Line
from builder.read.forms.candidates import Candidate, Mark
from builder.read.forms.form import Dialect, Form
from builder.read.forms.marks import any_mark
from builder.read.forms.own_pattern import Match

_NEVER = frozenset({Kind.FENCE, Kind.BLANK, Kind.COMMENT, Kind.FRONT_MATTER})


def _find(blocks: Sequence[Block], at: int, dialect: Dialect) -> Candidate | None:
    block = blocks[at]
    pattern = dialect.question_pattern
    if block.kind in _NEVER or pattern is None:
        return None
    line = block.lines[0].stripped()
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


def _mark(block: Block, dialect: Dialect) -> Mark | None:
    """The mark by the dialect's own pattern; without one, any."""
    if dialect.answer_pattern is None:
        return any_mark(block)
    line = block.lines[0].stripped()
    match = dialect.answer_pattern.match(line.text)
    return Mark(_rest(line, match)) if match else None


def _rest(line: Line, match: Match) -> Line:
    """The group ``text`` of a match, or what follows it."""
    if "text" in match.re.groupindex and match["text"] is not None:
        return line.cut(match.start("text"), match.end("text")).stripped()
    return line.cut(match.end()).stripped()


PATTERN = Form("pattern", _find, needs_no_looks=True, any_text=True, mark=_mark, has_marks=True)
