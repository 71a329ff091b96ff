"""Checks of what comes in pairs or at the end: markers, brackets, quotation marks, full stops.

Owns: marks that mark nothing, pairs that lack their partner, sentences that lack their end.
Does not own: single characters and spaces (``text``), nor lists (``lists``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from builder.check.checks.prose import MASK, Passage, Reading, Role, strip_markup
from builder.check.checks.words import (
    ASKING_VERBS,
    HARDLY_LAST,
    NEVER_LAST,
    QUESTION_WORDS,
    RELATIVE,
    STRANDED,
    SUBJECTS,
)
from builder.model.cloze import unclosed
from builder.model.diagnostics import Diagnostic, Fix
from builder.model.document import Kind
from builder.model.source import Span
from builder.rules.text import (
    MISSING_QUESTION_MARK,
    STRAY_MARKER,
    UNBALANCED_BRACKET,
    UNBALANCED_QUOTE,
    UNFINISHED_SENTENCE,
)

# ---------------------------------------------------------------- stray markers

_RUN = re.compile(r"(?<![\\*])\*+")
# `so' was a way of quoting; a backtick alone, between blanks or marks, is spoken of.
_LONE_BACKTICK = re.compile(r"(?:[^`]*[^`\\])?`(?![^`]*\w')[^`]*")
_SPOKEN_OF = re.compile(r"(?:^|[\s(\[\"'“‘«„])`(?=$|[\s,.;:!?)\]\"'”’»“])")
_ESCAPED_MARKER = re.compile(r"\\[-+•][ \t]")
_SECOND_BULLET = re.compile(r"[•‣◦▪●·][ \t]*(?=\S)")
_MANY = 5  # stray marks in one paragraph: of more, the first few tell enough
_LABEL_END = re.compile(r":\*\*(?=\s|$)|\*\*:(?=\s|$)")
_PYTHON_STARS = re.compile(r"\*{1,2}(?:args|kwargs)\b(?!\*)")


def stray_markers(reading: Reading) -> Iterator[Diagnostic]:
    """Emphasis that opens and never closes or closes and never opened, and the like."""
    for passage in reading.passages:
        if "*" in passage.masked:
            yield from _stray_emphasis(passage)
        if _LONE_BACKTICK.fullmatch(passage.masked) and not _SPOKEN_OF.search(passage.masked):
            at = passage.masked.index("`")
            yield Diagnostic(
                STRAY_MARKER, "this backtick has no partner", passage.span(at, at + 1), "close the code, or take it out"
            )
        if match := _ESCAPED_MARKER.match(passage.text):
            message = f"“{match[0].strip()}” shows a “{match[0][1]}” and makes no list item"
            yield Diagnostic(STRAY_MARKER, message, passage.span(0, 2), "take the backslash away if a list is meant")
        if passage.kind is Kind.ITEM and (match := _SECOND_BULLET.match(passage.text)):
            span = passage.span(0, match.end())
            message = f"a “{match[0].strip()}” after the list marker"
            yield Diagnostic(STRAY_MARKER, message, span, "one marker is enough", Fix(span, match.end(), ""))


def _stray_emphasis(passage: Passage) -> Iterator[Diagnostic]:
    text = _PYTHON_STARS.sub(lambda m: MASK * len(m[0]), passage.masked)
    strays = [(start, length) for start, length in _unmatched(text) if length >= 2]
    if len(strays) > _MANY:
        message = f"this “**” has no partner, nor have {len(strays) - 1} others in this paragraph"
        yield Diagnostic(STRAY_MARKER, message, passage.span(strays[0][0]), "close them where the emphasis ends")
        return
    for start, length in strays:
        span = passage.span(start, start + length)
        marker = "*" * length
        fix = None
        hint = "close it where the emphasis ends, or take it out"
        label = _LABEL_END.search(text)
        left, right = text[:start].strip(), text[start + length :].strip()
        alone = bool(left) != bool(right)
        before, after = text[start - 1 : start], text[start + length : start + length + 1]
        if len(strays) == 1 and label and label.start() <= start < label.end() and _is_label(text[:start]):
            hint = f"put {marker} before “{passage.text[:start].strip(' :')[:40]}”"
            fix = Fix(passage.span(0), 0, marker)
        elif len(strays) == 1 and alone and (before.isspace() or after.isspace()):
            begin = start - 1 if before == " " else start
            fix = Fix(passage.span(begin), start + length - begin, "")
            hint = "take it out"
        yield Diagnostic(STRAY_MARKER, f"this “{marker}” has no partner", span, hint, fix)


def _is_label(text: str) -> bool:
    return bool(text.strip()) and len(text.split()) <= 8 and not re.search(r"[.!?]\s", text)


def _unmatched(text: str) -> list[tuple[int, int]]:
    """Runs of ``*`` that neither open nor close emphasis, as (offset, length), by CommonMark's flanking rules."""
    openers: list[tuple[int, int, bool, int]] = []  # offset, length left, whether it may close, length as typed
    lost: list[tuple[int, int]] = []
    for match in _RUN.finditer(text):
        start, length = match.start(), len(match[0])
        before = text[start - 1] if start else " "
        after = text[match.end()] if match.end() < len(text) else " "
        opens = not after.isspace() and (after.isalnum() or after == MASK or before.isspace() or not before.isalnum())
        closes = not before.isspace() and (before.isalnum() or before == MASK or after.isspace() or not after.isalnum())
        # Between the letters of a script without spaces, a bold label may close behind its colon.
        closes = closes or (not before.isspace() and bool(openers) and openers[-1][1] == length and _is_wide(after))
        both = opens and closes
        if closes:
            whole = length
            while length and openers and not _are_kept_apart(openers[-1], whole, both=both):
                opened, size, opener_closes, opener_whole = openers.pop()
                used = min(size, length)
                length -= used
                start += used
                if size > used:
                    openers.append((opened, size - used, opener_closes, opener_whole))
        if length and opens:
            openers.append((start, length, closes, len(match[0])))
        elif length and (closes or length > 1 or not before.isspace() or not after.isspace()):
            lost.append((start, length))
    left = (*lost, *((start, length) for start, length, _, _ in openers))
    return sorted(run for run in left if not _is_power(text, *run))


def _are_kept_apart(opener: tuple[int, int, bool, int], whole: int, *, both: bool) -> bool:
    """Whether CommonMark's rule of three keeps a run of ``whole`` stars from closing ``opener``: ``**a-*b*-c**``."""
    _, _, opener_closes, opened = opener
    return (both or opener_closes) and (opened + whole) % 3 == 0 and (opened % 3 > 0 or whole % 3 > 0)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _is_power(text: str, start: int, length: int) -> bool:
    """Whether a run that is left over stands between two operands: ``2**3``, ``a ** b``; or is spoken of alone."""
    if length > 2 or not start or start + length >= len(text.rstrip()):
        return False
    before, after = text[start - 1], text[start + length]
    if before in " \n(\"'“" and after in " \n,.;:?!)\"'”":
        return True
    return (before.isalnum() or before in ")]_") and (after.isalnum() or after in "(_")


# ---------------------------------------------------------------- brackets

_PAIRS = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "」": "「", "』": "『", "》": "《"}
_OPENING = frozenset(_PAIRS.values())
_BRACKET = re.compile(f"[{re.escape(''.join((*_PAIRS, *_OPENING)))}]")
_WIDE = {"（": ")", "(": "）", "【": "]", "[": "】"}  # by what opens: what closes it in the other width
# a) 1) iv): of an enumeration, within the text or at its head; one bracket more may close a remark.
_LIST_LABEL = re.compile(r"(?<![\w(（])(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})(?P<close>\)+|）+)(?=[\s,]|$|[^\x00-\x7f])")
_KEY = (
    r"(?i:\b(?:ctrl|control|strg|alt|altgr|option|opt|shift|umschalt|maj|cmd|command|meta|super|win|esc|fn|[cmsa])[-+])"
)
_NO_BRACKET = re.compile(
    r"[\[(]\s*-?[\w.∞+-]+\s*[,;]\s*-?[\w.∞+-]+\s*[\])]"  # an interval: [0, 1)
    r"|\][^\[\]\n]{1,20}[,;][^\[\]\n]{1,20}\[(?=\W|$)"  # ]0, 1[
    r"|(?P<face>(?:(?<=[\s(])|^)(?:[:;=]['’]?[-o^]?|8-)[()\[\]{}DPp]+(?=[\s,.!?)]|$))"
    r"|^\s*\[[ xX]\]"
    r"|(?<=\()[{}\[\]](?=\))|[\"'“‘«„「][()\[\]{}<>]{1,3}[\"'”’»“」]"  # a bracket that is talked about
    rf"|(?:{_KEY}|[⌘⌥⇧⌃]|(?<![\w=])\^(?=[\[\]]))[()\[\]{{}}]{{1,2}}"
    r"|\\[()\[\]{}]"  # written with a backslash, to mean itself
)
_ALONE = re.compile(r"(?:^|(?<=[\s,;/|]))[()\[\]{}<>]{1,3}(?=[\s,.;:!?/|]|$)")


def unbalanced_brackets(reading: Reading) -> Iterator[Diagnostic]:
    """Brackets without partner; one may open in a paragraph and close in a later one of the same answer."""
    if reading.is_data:
        return
    by_note: dict[int | Role, list[tuple[Passage, int, str]]] = {}
    for passage in reading.passages:
        told = {at + more for at in unclosed(passage.text) for more in (0, 1)} if "{{c" in passage.text else set()
        for at, bracket in _lone_brackets(passage.masked)[:_MANY]:
            if at in told:
                continue
            key = passage.note if passage.note >= 0 else passage.role
            by_note.setdefault(key, []).append((passage, at, bracket))
    mixed: list[tuple[Passage, int, str]] = []
    for lone in by_note.values():
        opened: list[tuple[Passage, int, str]] = []
        for passage, at, bracket in lone:
            before = opened[-1] if opened else None
            if before and _PAIRS.get(bracket) == before[2] and before[0] is not passage and _flows(passage):
                opened.pop()
            elif before and _WIDE.get(before[2]) == bracket and before[0] is passage:
                mixed.append(opened.pop())
            elif _is_alone(passage.masked, at):
                continue  # the bracket is what the sentence speaks of
            elif bracket in _PAIRS:
                yield _bracket(passage, at, f"this “{bracket}” closes nothing", f"add the “{_PAIRS[bracket]}”")
            else:
                opened.append((passage, at, bracket))
        for passage, at, bracket in opened:
            closing = next(c for c, o in _PAIRS.items() if o == bracket)
            yield _bracket(passage, at, f"this “{bracket}” is never closed", f"add the “{closing}”")
    if mixed:
        passage, at, bracket = mixed[0]
        widths = ("full-width", "half-width") if ord(bracket) > 0xFF else ("half-width", "full-width")
        more = f", as are {len(mixed) - 1} more" if len(mixed) > 1 else ""
        message = f"this bracket is opened {widths[0]} and closed {widths[1]}{more}"
        yield Diagnostic(UNBALANCED_BRACKET, message, passage.span(at, at + 1), "use brackets of one width")


def _flows(passage: Passage) -> bool:
    """Whether the text may come from the paragraph before: what stands in a table's cell may not."""
    return passage.kind is not Kind.TABLE


def _bracket(passage: Passage, at: int, message: str, hint: str) -> Diagnostic:
    return Diagnostic(UNBALANCED_BRACKET, message, passage.span(at, at + 1), hint + ", or take this one out")


def _is_alone(text: str, at: int) -> bool:
    return any(m.start() <= at < m.end() for m in _ALONE.finditer(text))


def _lone_brackets(text: str) -> list[tuple[int, str]]:
    """The brackets of ``text`` without a partner in it, as (offset, bracket)."""
    if not _BRACKET.search(text):
        return []
    lone = _without_partner(_NO_BRACKET.sub(lambda m: MASK * len(m[0]), text))
    if lone and any(m["face"] for m in _NO_BRACKET.finditer(text)):
        # The mouth of a face may close the remark as well: (as if :-).
        closed = _without_partner(_NO_BRACKET.sub(lambda m: m[0] if m["face"] else MASK * len(m[0]), text))
        return min(lone, closed, key=len)
    return lone


def _without_partner(text: str) -> list[tuple[int, str]]:
    labels = {at for m in _LIST_LABEL.finditer(text) for at in range(*m.span("close"))}
    alone = {at for m in _ALONE.finditer(text) for at in range(*m.span())}
    opened: Counter[str] = Counter()
    stack: list[tuple[int, str]] = []
    lone: list[tuple[int, str]] = []
    for match in _BRACKET.finditer(text):
        at, character = match.start(), match[0]
        if character in _OPENING:
            stack.append((at, character))
            opened[character] += 1
        elif opened[_PAIRS[character]] and (at not in alone or stack[-1][0] not in alone):
            while stack[-1][1] != _PAIRS[character]:
                opened[stack[-1][1]] -= 1
                lone.append(stack.pop())
            opened[stack.pop()[1]] -= 1
        elif at not in labels:
            lone.append((at, character))
    return sorted(lone + [(at, bracket) for at, bracket in stack if at not in alone])


# ---------------------------------------------------------------- quotation marks

_INCHES = re.compile(r"(?<=\d)[\"”″]")
# A mark that quotes nothing: within a word (Hebrew abbreviations), in brackets or other quotation marks, as a key,
# with a backslash, or alone between blanks.
_NO_QUOTE = re.compile(
    r"(?<=[\u0590-\u05ff])\"(?=[\u0590-\u05ff])|(?<=[(\[{])[\"“”«»](?=[)\]}])|(?<=['‘])[\"“”«»](?=['’])|\\\""
    rf"|{_KEY}\"|(?:^|(?<=\s))[\"“”«»](?=[,.;:!?]?(?:\s|$))"
)


def _quoting(text: str) -> str:
    """``text`` with ``MASK`` for quotation marks that are spoken of."""
    return _NO_QUOTE.sub(lambda m: MASK * len(m[0]), text)


def unbalanced_quotes(reading: Reading) -> Iterator[Diagnostic]:
    """Quotation marks without partner; one may open in a paragraph and close in a later one of the same answer."""
    if reading.is_data:
        return
    groups: dict[tuple[int, Role, str], list[Passage]] = {}
    for passage in reading.passages:
        text = _quoting(passage.masked)
        for marks in ('"', "“”", "«»"):
            odd = any(mark in text for mark in marks) and not _is_even(text, marks)
            if odd and not _is_even(passage.masked, marks):
                groups.setdefault((passage.note, passage.role, marks), []).append(passage)
    for (_, _, marks), unpaired in groups.items():
        if len(unpaired) % 2 == 0 and _pair_up(unpaired, marks):
            continue
        passage = unpaired[-1]
        at = _odd_quote(_quoting(passage.masked), marks)
        span = passage.span(at, at + 1)
        message = (
            f"this “{passage.text[at]}” has no partner" if marks == '"' else f"this {passage.text[at]} has no partner"
        )
        yield Diagnostic(UNBALANCED_QUOTE, message, span, "add the other quotation mark, or take this one out")


def _is_even(text: str, marks: str) -> bool:
    text = _INCHES.sub("", text) if text.count('"') % 2 or "”" in marks else text
    if marks == '"':
        return text.count('"') % 2 == 0 or (text.count('"') == 1 and any(q in text for q in "“”„"))
    if marks == "“”" and ("„" in text or (text.count("“") + text.count("”") == 1 and text.count('"') % 2)):
        return True  # German pairs; or a curly one that pairs with a straight one
    if marks == "“”" and "“" not in text:
        return text.count("”") % 2 == 0  # ”so” in Swedish and Finnish
    return text.count(marks[0]) == text.count(marks[1])


def _pair_up(odd: Sequence[Passage], marks: str) -> bool:
    """Whether each second passage closes what the one before it opened, as a quotation of several paragraphs does."""
    if marks == '"':
        return True
    return sum(p.masked.count(marks[0]) - p.masked.count(marks[1]) for p in odd) == 0


def _odd_quote(text: str, marks: str) -> int:
    """The offset of the mark that most likely lacks its partner."""
    if marks != '"':
        opening: list[int] = []
        for at, character in enumerate(text):
            if character == marks[0]:
                opening.append(at)
            elif character == marks[1]:
                if not opening:
                    return at
                opening.pop()
        return opening[-1] if opening else text.index(marks[1])
    opened = -1
    last = text.index('"')
    for at in (i for i, c in enumerate(text) if c == '"'):
        last = at
        opens = at == 0 or text[at - 1].isspace() or text[at - 1] in "(["
        if opens and opened >= 0:
            return opened
        opened = at if opens else -1
    return opened if opened >= 0 else last


# ---------------------------------------------------------------- sentences

_INNER_END = re.compile(r"[a-z\d)\"”]{2}(?<!\bmisc)(?<!\betc)(?<!\bapprox)(?<!\bincl)[.!?][\"”)]?\s+[\"“(]?[A-Z]")
_NO_WORD = re.compile(r"[^\s\w'’-][\w\\]|[\\_]")  # within the last "word": a number, an address or a name of a file
_CREDIT = re.compile(
    r"\W*(?:(?:image|photo|picture)\s+)?(?:sources?|credits?|see|see also|read|references?|via)\b", re.I
)
_BARE_END = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff\d%][*_\"”'’)\]]*$")
_LONG = 12  # words: from here on a paragraph without full stop is hardly a label
_CLEAR = 8  # words: from here on a preposition at the end is hardly meant
_CUSTOM = 0.7  # the share of long paragraphs with a full stop from which on a missing one stands out


def unfinished_sentences(reading: Reading) -> Iterator[Diagnostic]:
    """Sentences of answers that stop in the middle, or that end without a full stop where others have one."""
    if reading.is_data:
        return
    candidates = [p for p in reading.passages if p.role is Role.ANSWER and p.kind in (Kind.TEXT, Kind.ITEM)]
    custom = {kind: _share_finished([p for p in candidates if p.kind is kind]) for kind in (Kind.TEXT, Kind.ITEM)}
    for passage in candidates:
        text = passage.masked.rstrip()
        if passage.finished or not (_BARE_END.search(text) or text.endswith((",", "，", "、"))):
            continue
        words = re.findall(r"[\w’'-]+", text)
        if len(words) < 4 or _CREDIT.match(text) or _is_all_bold(text) or _goes_on(reading, passage):
            continue
        end, last = len(text), words[-1].lower()
        if text.endswith((",", "，", "、")):
            if _is_verse(reading, passage):
                continue
            span = passage.span(end - 1, end)
            yield Diagnostic(UNFINISHED_SENTENCE, "this stops at a comma", span, "finish the sentence")
        elif _stops_short(words, text) and reading.language_of(passage) == "en":
            span = passage.span(end - len(last), end)
            message = f"this stops in the middle, at “{words[-1]}”"
            yield Diagnostic(UNFINISHED_SENTENCE, message, span, "finish the sentence")
        elif (
            len(words) >= _LONG
            and not text.endswith((")", "]", "}"))
            and not _NO_WORD.search(text.split()[-1].lstrip("*_(\"'“‘["))
            and (_INNER_END.search(text) or (passage.kind is Kind.TEXT and custom[Kind.TEXT] >= _CUSTOM))
        ):
            span = passage.span(end - 1, end)
            hint = "finish the sentence, or put the full stop"
            yield Diagnostic(UNFINISHED_SENTENCE, "this ends without a full stop", span, hint)


def _is_verse(reading: Reading, passage: Passage) -> bool:
    """Whether the lines of a passage are broken on purpose, as those of a poem, which may stop anywhere."""
    lines = passage.excerpt.lines[:-1]
    return bool(lines) and all(reading.raw_line(line.number).endswith(("  ", "\\")) for line in lines)


def _stops_short(words: Sequence[str], text: str) -> bool:
    """Whether the last word cannot end a sentence, and is not the rest of a clause ("what it consists of")."""
    if not text[-1].isalnum():
        return False  # in brackets or bold: the author closed it
    last, said = words[-1].lower(), [word.lower() for word in words]
    relative = (after not in ASKING_VERBS for word, after in pairwise(said[:-1]) if word in RELATIVE)
    if last in STRANDED and (any(word in SUBJECTS for word in said[:-1]) or any(relative)):
        return False
    return last in NEVER_LAST or (last in HARDLY_LAST and len(words) >= _CLEAR)


def _share_finished(some: Sequence[Passage]) -> float:
    long = [p for p in some if len(p.masked.split()) >= _LONG]
    return sum(p.finished for p in long) / len(long) if long else 0.0


def _is_all_bold(text: str) -> bool:
    return text.startswith("**") and text.endswith("**") and text.count("**") == 2


def _goes_on(reading: Reading, passage: Passage) -> bool:
    """Whether what follows continues the sentence: a list, a table, code, a formula, or text in lower case."""
    blocks = reading.document.document.blocks
    at = passage.until + 1
    while at < len(blocks) and blocks[at].kind is Kind.BLANK:
        at += 1
    if at == len(blocks):
        return False
    after = blocks[at]
    if after.kind in (Kind.FENCE, Kind.TABLE, Kind.HTML, Kind.QUOTE):
        return True
    if after.kind is Kind.ITEM:
        is_sentence_of_items = re.search(r"[,;，、；]$|\b(?:and|or)$", passage.text.rstrip()) is not None
        return passage.kind is not Kind.ITEM or after.indent > passage.indent or is_sentence_of_items
    if after.kind is Kind.TEXT:
        first = after.text.text.lstrip("*_(\"'“")
        return first[:1].islower() or after.text.text.startswith(("$$", "\\[", "\\begin"))
    return False


# ---------------------------------------------------------------- question marks

_SENTENCE_BREAK = re.compile(r"(?<=[.?!:])\s+")
_CONTRACTED = re.compile(r"[’'](?:s|re|ve|d|ll|t)$")  # what's, doesn't


def missing_question_marks(reading: Reading) -> Iterator[Diagnostic]:
    """English questions that end without question mark, where two thirds of the document's have theirs."""
    marked = 0
    without = []
    for draft in reading.document.drafts:
        text = strip_markup(draft.question.text)
        if text.endswith(("?", "？")):
            marked += 1
        elif _asks(_SENTENCE_BREAK.split(text)[-1]):
            without.append(draft)
    if marked < max(2, 2 * len(without)):
        return
    for draft in without:
        last = draft.question.trimmed().lines[-1]
        end = last.column + len(last.text.rstrip(" *_`"))
        span = Span(draft.path, last.number, end - 1, last.number, end)
        yield Diagnostic(MISSING_QUESTION_MARK, "this question has no question mark", span, "end it with “?”")


def _asks(sentence: str) -> bool:
    """Whether a sentence without full stop is a question, and no title (``How to …``, ``Why trees matter``)."""
    said = re.findall(r"[\w’']+", sentence.lower())
    if len(said) < 3 or said[1] == "to" or not (sentence[-1].isalnum() or sentence[-1] in ")”\"'’"):
        return False
    verb = any(word in ASKING_VERBS or _CONTRACTED.search(word) for word in said)
    return verb and (
        said[0] in QUESTION_WORDS or said[0] in ASKING_VERBS or _CONTRACTED.sub("", said[0]) in QUESTION_WORDS
    )


CHECKS = (stray_markers, unbalanced_brackets, unbalanced_quotes, unfinished_sentences, missing_question_marks)
